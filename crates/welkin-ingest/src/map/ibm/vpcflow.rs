use serde_json::{Map, Value};
use welkin_model::{Class, Draft, Native};

use super::crn::Crn;
use crate::map::{EventId, Source};

/// IBM Cloud VPC flow logs: files with a header and a list of flows. Each flow becomes a record of its own, with the
/// header and the flow as the object `flow_logs`.
///
/// Source: "Flow log data format" in "Viewing flow log objects", IBM Cloud Docs.
#[derive(Debug)]
pub(crate) struct VpcFlow;

impl Source for VpcFlow {
    fn id(&self) -> &'static str {
        "ibm.vpcflow"
    }

    fn recognises(&self, record: &Map<String, Value>) -> bool {
        const OWN: [&str; 5] =
            ["flow_logs", "collector_crn", "number_of_flow_logs", "capture_start_time", "vpc_crn"];
        OWN.iter().filter(|key| record.contains_key(**key)).count() >= 2
    }

    fn split(&self, mut record: Map<String, Value>) -> Vec<Map<String, Value>> {
        match record.remove("flow_logs") {
            Some(Value::Array(flows)) if !flows.is_empty() => flows
                .into_iter()
                .map(|flow| {
                    let mut one = record.clone();
                    one.insert("flow_logs".to_owned(), flow);
                    one
                })
                .collect(),
            other => {
                record.extend(other.map(|flows| ("flow_logs".to_owned(), flows)));
                vec![record]
            }
        }
    }

    fn event_id(&self, _record: &Native) -> EventId {
        EventId::None
    }

    fn map(&self, record: &mut Native) -> Draft {
        let has = |end: &str| record.str(&format!("flow_logs.{end}_ip")).is_some();
        let flow = has("initiator") || has("target");
        let mut draft = match flow {
            true => Draft::new(Class::NETWORK_ACTIVITY, 6),
            false => Draft::new(Class::BASE_EVENT, 0),
        };
        let start = ["flow_logs.start_time", "capture_start_time"]
            .into_iter()
            .find(|path| record.read_time(path).is_some());
        let end = ["flow_logs.end_time", "capture_end_time"].map(|path| record.read_time(path));
        let begun = start.and_then(|path| record.read_time(path));
        draft
            .time(begun)
            .set("start_time", begun)
            .set("end_time", end.into_iter().flatten().next())
            .set("metadata.original_time", start.and_then(|path| record.take_text(path)))
            .set("metadata.log_version", record.take_text("version"))
            .put("metadata.product.name", "VPC Flow Logs")
            .put("metadata.product.vendor_name", "IBM");
        cloud(record, &mut draft);
        let state = record.take_str("state");
        if !flow {
            let what = state.clone().unwrap_or_else(|| "no flows".to_owned());
            draft.set("status_code", state).put("message", format!("flow log without flows: {what}"));
            return draft;
        }
        ends(record, &mut draft);
        traffic(record, &mut draft);
        connection(record, &mut draft);
        let verdict = record.take_str("flow_logs.action");
        let id = verdict.as_deref().and_then(|verdict| match verdict {
            "accepted" => Some(1),
            "rejected" => Some(2),
            _ => None,
        });
        let message = format!(
            "{} {} -> {}",
            verdict.as_deref().unwrap_or("flow"),
            end_text(&draft, "src_endpoint"),
            end_text(&draft, "dst_endpoint")
        );
        draft
            .set("action_id", id.or(verdict.as_ref().map(|_| 99)))
            .set("disposition_id", id)
            .set("action", verdict)
            .set("status_id", id)
            .set("status_code", state)
            .put("message", message);
        draft
    }
}

fn cloud(record: &Native, draft: &mut Draft) {
    let crn = ["collector_crn", "vpc_crn", "network_interface_id", "instance_crn"]
        .into_iter()
        .find_map(|path| Crn::parse(record.str(path)?));
    if let Some(crn) = crn {
        draft
            .set("cloud.account.uid", crn.account().map(str::to_owned))
            .set("cloud.region", Some(crn.location).filter(|l| !l.is_empty()).map(str::to_owned));
    }
}

/// The initiator is the source. The instance and its interface are the near end, which the direction tells.
fn ends(record: &mut Native, draft: &mut Draft) {
    for (end, role) in [("src_endpoint", "initiator"), ("dst_endpoint", "target")] {
        let Some(address) = record.take_str(&format!("flow_logs.{role}_ip")) else { continue };
        let path = format!("flow_logs.{role}_port");
        let port = record.read_int(&path).filter(|port| (0..=65_535).contains(port));
        let port = port.and_then(|_| record.take_int(&path));
        draft.address(end, "name", Some(address)).set(&format!("{end}.port"), port);
    }
    let near = match record.str("flow_logs.direction") {
        Some("O") => "src_endpoint",
        Some("I") => "dst_endpoint",
        _ => return,
    };
    if draft.has(near) {
        draft
            .set(&format!("{near}.instance_uid"), record.take_str("instance_crn"))
            .set(&format!("{near}.interface_uid"), record.take_str("network_interface_id"))
            .set(&format!("{near}.vpc_uid"), record.take_str("vpc_crn"));
    }
}

/// The counters are of the interval; the cumulative ones are of the connection so far.
fn traffic(record: &mut Native, draft: &mut Draft) {
    for (object, prefix) in [("traffic", ""), ("cumulative_traffic", "cumulative_")] {
        for unit in ["bytes", "packets"] {
            let out = record.take_int(&format!("flow_logs.{prefix}{unit}_from_initiator"));
            let back = record.take_int(&format!("flow_logs.{prefix}{unit}_from_target"));
            let total = out.unwrap_or(0).checked_add(back.unwrap_or(0));
            let total = total.filter(|_| out.is_some() || back.is_some());
            draft
                .set(&format!("{object}.{unit}_out"), out)
                .set(&format!("{object}.{unit}_in"), back)
                .set(&format!("{object}.{unit}"), total);
        }
    }
}

fn connection(record: &mut Native, draft: &mut Draft) {
    let direction_id = match record.str("flow_logs.direction") {
        Some("I") => 1,
        Some("O") => 2,
        Some(_) => 99,
        None => 0,
    };
    let number = record.take_int("flow_logs.transport_protocol");
    let name = match number {
        Some(1) => Some("icmp"),
        Some(6) => Some("tcp"),
        Some(17) => Some("udp"),
        _ => None,
    };
    let version = match record.str("flow_logs.ether_type") {
        Some("IPv4") => Some(4),
        Some("IPv6") => Some(6),
        _ => None,
    };
    draft
        .put("connection_info.direction_id", direction_id)
        .set("connection_info.direction", record.take_str("flow_logs.direction"))
        .set("connection_info.protocol_num", number)
        .set("connection_info.protocol_name", name)
        .set("connection_info.protocol_ver_id", version)
        .set("connection_info.protocol_ver", record.take_str("flow_logs.ether_type"));
}

fn end_text(draft: &Draft, end: &str) -> String {
    let address = draft.get(&format!("{end}.ip")).or_else(|| draft.get(&format!("{end}.name")));
    let address = address.and_then(Value::as_str).unwrap_or("?");
    match draft.get(&format!("{end}.port")).and_then(Value::as_i64) {
        Some(port) => format!("{address}:{port}"),
        None => address.to_owned(),
    }
}
