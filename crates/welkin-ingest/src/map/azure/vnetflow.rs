use serde_json::{Map, Value};
use welkin_model::{Draft, Native};

use super::fields;
use super::flow_tuple::{self, FlowTuple};
use crate::map::{EventId, Source};

/// Flow logs of Azure virtual networks, version 4; one event a tuple.
///
/// Source: "Virtual network flow logs", Microsoft Learn.
#[derive(Debug)]
pub(crate) struct VnetFlow;

impl Source for VnetFlow {
    fn id(&self) -> &'static str {
        "azure.vnetflow"
    }

    fn recognises(&self, record: &Map<String, Value>) -> bool {
        record.contains_key("flowRecords") || fields::raw_text(record, "category") == "FlowLogFlowEvent"
    }

    fn split(&self, record: Map<String, Value>) -> Vec<Map<String, Value>> {
        flow_tuple::split(record, &["flowRecords", "flows", "flowGroups", "flowTuples"])
    }

    fn event_id(&self, _record: &Native) -> EventId {
        EventId::None
    }

    fn map(&self, record: &mut Native) -> Draft {
        let root = record.get("flowRecords").cloned();
        let one = |keys: &[&str]| flow_tuple::first(root.as_ref(), keys).and_then(Value::as_str);
        let [time, src, dst, sport, dport, protocol, direction, state, _encryption, p1, b1, p2, b2] =
            flow_tuple::columns(one(&["flows", "flowGroups", "flowTuples"]).unwrap_or(""));
        let tuple = FlowTuple {
            time,
            src: [src, sport],
            dst: [dst, dport],
            protocol,
            direction,
            denied: state == "D",
            state,
            traffic: [p1, b1, p2, b2],
        };
        let mac = record.str("macAddress").map(str::to_owned);
        let mut draft =
            flow_tuple::map(record, &tuple, mac.as_deref(), one(&["flows", "flowGroups", "rule"]));
        draft
            .put("metadata.product.name", "Azure VNet flow logs")
            .set("metadata.log_version", record.take_text("flowLogVersion"))
            .set("firewall_rule.uid", one(&["flows", "aclID"]));
        draft
    }
}
