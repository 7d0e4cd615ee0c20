use serde_json::{Map, Value};
use welkin_model::{Class, Draft, Native};

use super::log_entry;
use crate::map::{EventId, Source};

/// VPC flow logs, and the log of firewall rules, which adds the verdict to the same connection.
///
/// Source: "About VPC Flow Logs records" and "Firewall Rules Logging record format", Google Cloud documentation.
#[derive(Debug)]
pub(crate) struct VpcFlow;

impl Source for VpcFlow {
    fn id(&self) -> &'static str {
        "gcp.vpcflow"
    }

    fn recognises(&self, record: &Map<String, Value>) -> bool {
        let Some(payload) = log_entry::member(record, "jsonPayload").and_then(Value::as_object) else {
            return false;
        };
        let connection = payload.get("connection").and_then(Value::as_object);
        let ends = connection.is_some_and(|c| c.contains_key("src_ip") || c.contains_key("dest_ip"));
        let log = log_entry::member(record, "logName").and_then(Value::as_str).unwrap_or_default();
        ends && ["reporter", "bytes_sent", "packets_sent", "rule_details", "disposition"]
            .iter()
            .any(|key| payload.contains_key(*key))
            || log.ends_with("%2Fvpc_flows")
            || log.ends_with("/vpc_flows")
    }

    fn split(&self, record: Map<String, Value>) -> Vec<Map<String, Value>> {
        vec![log_entry::restore_names(record)]
    }

    fn event_id(&self, record: &Native) -> EventId {
        EventId::scoped(record.str("insertId"))
    }

    fn map(&self, record: &mut Native) -> Draft {
        let mut draft = Draft::new(Class::NETWORK_ACTIVITY, 6);
        draft
            .set("start_time", record.read_time("jsonPayload.start_time"))
            .set("end_time", record.read_time("jsonPayload.end_time"));
        endpoint(record, &mut draft, "src_endpoint", "src");
        endpoint(record, &mut draft, "dst_endpoint", "dest");
        connection(record, &mut draft);
        verdict(record, &mut draft);
        let message = format!("{} -> {}", describe(&draft, "src_endpoint"), describe(&draft, "dst_endpoint"));
        draft
            .set("traffic.bytes", record.take_int("jsonPayload.bytes_sent"))
            .set("traffic.packets", record.take_int("jsonPayload.packets_sent"))
            .put("message", message)
            .put("metadata.product.name", "VPC Flow Logs");
        let times = ["jsonPayload.start_time", "timestamp", "jsonPayload.end_time", "receiveTimestamp"];
        log_entry::map(record, &mut draft, &times);
        draft
    }
}

/// One end: its address, and what Google knows of the machine, the network or the place behind it.
fn endpoint(record: &mut Native, draft: &mut Draft, end: &str, side: &str) {
    let at = |attribute: &str| format!("{end}.{attribute}");
    draft.address(end, "hostname", record.take_str(&format!("jsonPayload.connection.{side}_ip")));
    let port = format!("jsonPayload.connection.{side}_port");
    let instance = format!("jsonPayload.{side}_instance");
    let vpc = format!("jsonPayload.{side}_vpc");
    let place = format!("jsonPayload.{side}_location");
    let service = format!("jsonPayload.{side}_google_service.service_name");
    let name = record.take_str(&format!("{instance}.vm_name"));
    draft
        .set(&at("name"), name)
        .set(&at("zone"), record.take_str(&format!("{instance}.zone")))
        .set(&at("vpc_uid"), record.take_str(&format!("{vpc}.vpc_name")))
        .set(&at("subnet_uid"), record.take_str(&format!("{vpc}.subnetwork_name")))
        .set(&at("svc_name"), record.take_str(&service))
        .set(&at("autonomous_system.number"), record.take_int(&format!("{place}.asn")));
    let owner = record.take_str(&format!("{vpc}.project_id"));
    draft.set(&at("owner.account.uid"), owner);
    let (country, city) = (format!("{place}.country"), format!("{place}.city"));
    let (country, city) = (record.take_str(&country), record.take_str(&city));
    if country.is_some() || city.is_some() {
        draft
            .set(&at("location.country"), country)
            .set(&at("location.city"), city)
            .set(&at("location.continent"), record.take_str(&format!("{place}.continent")))
            .set(&at("location.region"), record.take_str(&format!("{place}.region")));
    }
    if ["ip", "hostname", "name", "svc_name"].iter().any(|key| draft.has(&at(key))) {
        let number = record.read_int(&port).filter(|p| (0..=65535).contains(p));
        draft.set(&at("port"), number.and_then(|_| record.take_int(&port)));
    }
}

fn connection(record: &mut Native, draft: &mut Draft) {
    let number = record.take_int("jsonPayload.connection.protocol");
    let name = match number {
        Some(1) => Some("icmp"),
        Some(6) => Some("tcp"),
        Some(17) => Some("udp"),
        Some(50) => Some("esp"),
        Some(58) => Some("ipv6-icmp"),
        Some(132) => Some("sctp"),
        _ => None,
    };
    // Both ends report a flow inside of the cloud; the reporter says whose view this is.
    let reporter = record.take_str("jsonPayload.reporter");
    let direction = record.take_str("jsonPayload.rule_details.direction");
    let direction_id = match (direction.as_deref(), reporter.as_deref()) {
        (Some("INGRESS"), _) | (None, Some("DEST" | "DEST_GATEWAY")) => 1,
        (Some("EGRESS"), _) | (None, Some("SRC" | "SRC_GATEWAY")) => 2,
        _ => 0,
    };
    let point = match reporter.as_deref() {
        Some("SRC" | "SRC_GATEWAY") => Some(1),
        Some("DEST" | "DEST_GATEWAY") => Some(2),
        Some(_) => Some(99),
        None => None,
    };
    draft
        .set("connection_info.protocol_num", number)
        .set("connection_info.protocol_name", name)
        .set("connection_info.direction", direction)
        .put("connection_info.direction_id", direction_id)
        .set("observation_point_id", point)
        .set("observation_point", reporter);
}

fn verdict(record: &mut Native, draft: &mut Draft) {
    let Some(disposition) = record.take_str("jsonPayload.disposition") else { return };
    let id = match disposition.as_str() {
        "ALLOWED" => 1,
        "DENIED" => 2,
        _ => 99,
    };
    draft
        .put("action_id", id)
        .put("action", disposition)
        .put("disposition_id", id)
        .put("status_id", if id == 2 { 2 } else { 1 })
        .set("firewall_rule.name", record.take_str("jsonPayload.rule_details.reference"));
}

fn describe(draft: &Draft, end: &str) -> String {
    let text = |attribute: &str| match draft.get(&format!("{end}.{attribute}")) {
        Some(Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
        None => "-".to_owned(),
    };
    format!("{}:{}", text("ip"), text("port"))
}
