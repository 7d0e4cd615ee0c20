use serde_json::{Map, Value};
use welkin_model::{Draft, Native};

use super::fields;
use super::flow_tuple::{self, FlowTuple};
use crate::map::{EventId, Source};

/// Flow logs of Azure network security groups, versions 1 and 2; one event a tuple.
///
/// Source: "Flow logging for network security groups", Microsoft Learn.
#[derive(Debug)]
pub(crate) struct NsgFlow;

impl Source for NsgFlow {
    fn id(&self) -> &'static str {
        "azure.nsgflow"
    }

    fn recognises(&self, record: &Map<String, Value>) -> bool {
        fields::raw_text(record, "category").eq_ignore_ascii_case("NetworkSecurityGroupFlowEvent")
            && fields::raw(record, "properties").is_some()
    }

    fn split(&self, record: Map<String, Value>) -> Vec<Map<String, Value>> {
        flow_tuple::split(fields::restore_case(record), &["properties", "flows", "flows", "flowTuples"])
    }

    fn event_id(&self, _record: &Native) -> EventId {
        EventId::None
    }

    fn map(&self, record: &mut Native) -> Draft {
        let root = record.get("properties").cloned();
        let one = |keys: &[&str]| flow_tuple::first(root.as_ref(), keys).and_then(Value::as_str);
        let [time, src, dst, sport, dport, protocol, direction, decision, state, p1, b1, p2, b2] =
            flow_tuple::columns(one(&["flows", "flows", "flowTuples"]).unwrap_or(""));
        let tuple = FlowTuple {
            time,
            src: [src, sport],
            dst: [dst, dport],
            protocol,
            direction,
            denied: decision == "D",
            state,
            traffic: [p1, b1, p2, b2],
        };
        let mut draft =
            flow_tuple::map(record, &tuple, one(&["flows", "flows", "mac"]), one(&["flows", "rule"]));
        let version = flow_tuple::first(root.as_ref(), &["Version"]).and_then(Value::as_i64);
        draft
            .put("metadata.product.name", "Azure NSG flow logs")
            .set("metadata.log_version", version.map(|v| v.to_string()));
        draft
    }
}
