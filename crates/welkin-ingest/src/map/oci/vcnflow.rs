use serde_json::{Map, Value};
use welkin_model::{Class, Draft, Native};

use super::audit::known;
use super::ocid;
use crate::map::{EventId, Source};

/// Oracle Cloud Infrastructure VCN flow logs, within the envelope of the Logging service or as its bare `data`.
///
/// Source: "Details for VCN Flow Logs", Oracle Cloud Infrastructure Documentation.
#[derive(Debug)]
pub(crate) struct VcnFlow;

impl Source for VcnFlow {
    fn id(&self) -> &'static str {
        "oci.vcnflow"
    }

    fn recognises(&self, record: &Map<String, Value>) -> bool {
        let kind = record.get("type").and_then(Value::as_str);
        let flow = |fields: &Map<String, Value>| {
            fields.contains_key("flowid")
                && fields.contains_key("sourceAddress")
                && fields.contains_key("destinationAddress")
        };
        kind.is_some_and(|kind| kind.starts_with("com.oraclecloud.vcn.flowlogs."))
            || flow(record)
            || (record.contains_key("oracle")
                && record.get("data").and_then(Value::as_object).is_some_and(flow))
    }

    fn split(&self, record: Map<String, Value>) -> Vec<Map<String, Value>> {
        let mut record = Native::new(record);
        record.parse_embedded("data");
        record.parse_embedded("oracle");
        vec![record.into_rest()]
    }

    fn event_id(&self, record: &Native) -> EventId {
        EventId::scoped(record.str("id").or_else(|| record.str("flowid")))
    }

    fn map(&self, record: &mut Native) -> Draft {
        let place = if record.get("data").is_some_and(Value::is_object) { "data." } else { "" };
        let at = |name: &str| format!("{place}{name}");
        let flow = record.str(&at("sourceAddress")).is_some_and(|a| a != "-")
            || record.str(&at("destinationAddress")).is_some_and(|a| a != "-");
        // A quality event (`NoData`, `SkipData`) tells of a window without flows.
        let mut draft = match flow {
            true => Draft::new(Class::NETWORK_ACTIVITY, 6),
            false => Draft::new(Class::BASE_EVENT, 0),
        };
        let start = record.read_time(&at("startTime"));
        let time = [start, record.read_time("time"), record.read_time("envelope.datetime")];
        draft
            .time(time.into_iter().flatten().next())
            .set("start_time", start)
            .set("end_time", record.read_time(&at("endTime")))
            .set("metadata.original_time", record.take_str("time"))
            .set("metadata.logged_time", record.read_time("oracle.ingestedtime"))
            .set("metadata.event_code", record.take_str("type"))
            .set("metadata.log_version", record.take_text(&at("version")))
            .put("metadata.product.name", "VCN Flow Logs")
            .put("metadata.product.vendor_name", "Oracle");
        cloud(record, &mut draft);
        let status = record.take_str(&at("status"));
        if !flow {
            let what = status.clone().unwrap_or_else(|| "no data".to_owned());
            draft.set("status_code", status).put("message", format!("flow log without flows: {what}"));
            return draft;
        }
        for (end, address, port) in [
            ("src_endpoint", "sourceAddress", "sourcePort"),
            ("dst_endpoint", "destinationAddress", "destinationPort"),
        ] {
            if let Some(address) = record.take_str(&at(address)) {
                draft.address(end, "name", Some(address));
                draft.set(&format!("{end}.port"), port_of(record, &at(port)));
            }
        }
        let bytes = record.take_int(&at("bytesOut"));
        let packets = record.take_int(&at("packets"));
        let verdict = record.take_str(&at("action"));
        let id = verdict.as_deref().and_then(|verdict| match verdict {
            "ACCEPT" => Some(1),
            "REJECT" => Some(2),
            _ => None,
        });
        let message = format!(
            "{} {} -> {}",
            verdict.as_deref().unwrap_or("flow"),
            end_text(&draft, "src_endpoint"),
            end_text(&draft, "dst_endpoint")
        );
        draft
            .set("traffic.bytes_out", bytes)
            .set("traffic.bytes", bytes)
            .set("traffic.packets_out", packets)
            .set("traffic.packets", packets)
            .set("connection_info.uid", record.take_str(&at("flowid")))
            .set("connection_info.protocol_num", record.take_int(&at("protocol")))
            .set("connection_info.protocol_name", record.take_str(&at("protocolName")))
            .put("connection_info.direction_id", 0)
            .set("action_id", id.or(verdict.as_ref().map(|_| 99)))
            .set("disposition_id", id)
            .set("action", verdict)
            .set("status_id", id)
            .set("status_code", status)
            .put("message", message);
        draft
    }
}

fn port_of(record: &mut Native, path: &str) -> Option<i64> {
    let port = record.read_int(path).filter(|port| (0..=65_535).contains(port));
    port.and_then(|_| record.take_int(path))
}

fn end_text(draft: &Draft, end: &str) -> String {
    let address = draft.get(&format!("{end}.ip")).or_else(|| draft.get(&format!("{end}.name")));
    let address = address.and_then(Value::as_str).unwrap_or("?");
    match draft.get(&format!("{end}.port")).and_then(Value::as_i64) {
        Some(port) => format!("{address}:{port}"),
        None => address.to_owned(),
    }
}

/// The log does not say whether its VNIC sent or received, so the VNIC is the device of the event.
fn cloud(record: &mut Native, draft: &mut Draft) {
    let region =
        ["oracle.vnicocid", "oracle.logid"].into_iter().find_map(|path| ocid::region(record.str(path)?));
    let compartment =
        known(record, "oracle.vniccompartmentocid").or_else(|| known(record, "oracle.compartmentid"));
    draft
        .set("cloud.account.uid", known(record, "oracle.tenantid"))
        .set("cloud.project_uid", compartment)
        .set("cloud.region", region);
    if let Some(vnic) = known(record, "oracle.vnicocid") {
        draft
            .put("device.interface_uid", vnic)
            .set("device.subnet_uid", known(record, "oracle.vnicsubnetocid"))
            .put("device.type_id", 0);
    }
}
