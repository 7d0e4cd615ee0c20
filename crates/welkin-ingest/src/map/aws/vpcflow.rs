use serde_json::{Map, Value};
use welkin_model::{Class, Draft, Native};

use super::flow_column::{
    cell, column, default_format, has_columns, header, is_account, is_addressed, is_ingestion_time,
    is_version, of_message,
};
use crate::map::{EventId, Line, Source};

/// Amazon VPC and transit gateway flow logs: lines of any version and field order, and the same columns as objects
/// (Parquet, Athena, CloudWatch Logs).
///
/// Source: "Flow log records", Amazon VPC User Guide; "Transit Gateway Flow Logs records", Amazon VPC Transit Gateways.
/// Objects are brought to the names of the text format (`srcaddr`, `log-status`), which is what rules match.
#[derive(Debug)]
pub(crate) struct VpcFlow;

impl Source for VpcFlow {
    fn id(&self) -> &'static str {
        "aws.vpcflow"
    }

    fn recognises(&self, record: &Map<String, Value>) -> bool {
        if record.get("p_log_type").and_then(Value::as_str) == Some("AWS.VPCFlow") {
            return true;
        }
        has_columns(record) || of_message(record).is_some()
    }

    fn split(&self, record: Map<String, Value>) -> Vec<Map<String, Value>> {
        if let Some(fields) = of_message(&record) {
            let mut envelope = record;
            envelope.remove("message");
            let mut fields = fields;
            if !envelope.is_empty() {
                fields.insert("envelope".to_owned(), Value::Object(envelope));
            }
            return vec![fields];
        }
        let mut renamed = Map::new();
        for (key, value) in record {
            let name = column(&key).map_or(key.clone(), str::to_owned);
            let name = if renamed.contains_key(&name) { key } else { name };
            renamed.insert(name, value);
        }
        vec![renamed]
    }

    fn event_id(&self, _record: &Native) -> EventId {
        EventId::None
    }

    fn map(&self, record: &mut Native) -> Draft {
        let empty = matches!(record.str("log-status"), Some("NODATA" | "SKIPDATA"));
        let mut draft = Draft::new(Class::NETWORK_ACTIVITY, if empty { 99 } else { 6 });
        let started = ["start", "envelope.timestamp", "timestamp", "p_event_time"]
            .into_iter()
            .find(|path| record.read_time(path).is_some());
        draft
            .time(started.and_then(|path| record.read_time(path)))
            .set("start_time", record.read_time("start"))
            .set("end_time", record.read_time("end"))
            .set("metadata.original_time", started.and_then(|path| record.take_text(path)))
            .set("metadata.log_version", record.take_text("version"))
            .put("metadata.product.name", "VPC Flow Logs")
            .put("metadata.product.vendor_name", "AWS")
            .set("cloud.account.uid", known(record, "account-id"))
            .set("cloud.region", known(record, "region"))
            .set("cloud.zone", known(record, "az-id"));
        ends(record, &mut draft);
        interface(record, &mut draft);
        connection(record, &mut draft);

        let verdict = known(record, "action");
        let accepted = verdict.as_deref().map(|v| v.eq_ignore_ascii_case("ACCEPT"));
        let status = known(record, "log-status").or_else(|| record.take_str("status_code"));
        let flow = draft.get("src_endpoint.ip").is_some() || draft.get("dst_endpoint.ip").is_some();
        let message = match (&verdict, &status) {
            (Some(verdict), _) if flow => format!("{verdict} {}", describe(&draft)),
            (None, _) if flow => describe(&draft),
            (_, Some(status)) => format!("flow log without flows: {status}"),
            _ => "flow".to_owned(),
        };
        let id = accepted.map(|accepted| if accepted { 1 } else { 2 });
        draft
            .set("action_id", id)
            .set("disposition_id", id)
            .set("action", verdict)
            .set("status_id", id)
            .set("status_code", status)
            .set("status_detail", known(record, "reject-reason"))
            .put("message", message);
        draft
    }

    fn line(&self, line: &str, columns: &mut Option<Vec<String>>) -> Line {
        let mut fields: Vec<&str> = line.split_whitespace().collect();
        if let Some(names) = header(&fields) {
            *columns = Some(names);
            return Line::Header;
        }
        let ours = columns.as_ref().filter(|names| is_addressed(names.iter().map(String::as_str)));
        let Some(names) = ours else {
            return match default_format(&fields) {
                Some(record) => Line::Record(record),
                None => match fields.as_slice() {
                    [version, account, interface, ..]
                        if is_version(version) && is_account(account) && interface.starts_with("eni-") =>
                    {
                        Line::Wrong {
                            expected: "the 14 fields of a version 2 flow log, or a header line".to_owned(),
                            found: format!("{} fields of version {version}", fields.len()),
                        }
                    }
                    _ => Line::Foreign,
                },
            };
        };
        // The export of CloudWatch Logs writes its own time in front.
        let ingested = (fields.len() == names.len() + 1
            && fields.first().is_some_and(|time| is_ingestion_time(time)))
        .then(|| fields.remove(0));
        if fields.len() != names.len() {
            return Line::Wrong {
                expected: format!("{} fields, as the header line names them", names.len()),
                found: format!("{} fields", fields.len()),
            };
        }
        let mut record: Map<String, Value> =
            names.iter().zip(&fields).map(|(name, text)| (name.clone(), cell(name, text))).collect();
        if let Some(time) = ingested {
            record.insert("timestamp".to_owned(), time.into());
        }
        Line::Record(record)
    }
}

/// The text at the column, unless it is the `-` that stands for nothing.
fn known(record: &mut Native, name: &str) -> Option<String> {
    if record.str(name) == Some("-") {
        return None;
    }
    record.take_text(name)
}

/// The addresses of the packets, which behind a NAT gateway differ from those of the interface.
fn ends(record: &mut Native, draft: &mut Draft) {
    for (end, address, packet, port, service) in [
        ("src_endpoint", "srcaddr", "pkt-srcaddr", "srcport", "pkt-src-aws-service"),
        ("dst_endpoint", "dstaddr", "pkt-dstaddr", "dstport", "pkt-dst-aws-service"),
    ] {
        if let Some(given) = record.take(end) {
            draft.put(end, given);
        }
        let interface = known(record, address);
        match known(record, packet).or_else(|| interface.clone()) {
            Some(real) => {
                if let Some(interface) = interface.filter(|i| *i != real) {
                    draft.put(&format!("{end}.intermediate_ips"), vec![interface]);
                }
                draft.address(end, "hostname", Some(real));
                draft.set(&format!("{end}.port"), record.take_int(port));
                draft.set(&format!("{end}.svc_name"), known(record, service));
            }
            None => continue,
        }
    }
    for (end, side) in [("src_endpoint", "src"), ("dst_endpoint", "dst")] {
        let vpc = known(record, &format!("tgw-{side}-vpc-id"));
        let eni = known(record, &format!("tgw-{side}-eni"));
        draft
            .set(&format!("{end}.vpc_uid"), vpc)
            .set(&format!("{end}.interface_uid"), eni)
            .set(&format!("{end}.subnet_uid"), known(record, &format!("tgw-{side}-subnet-id")));
    }
}

/// The interface that was observed: the near end if the direction is known, and in any case the device.
fn interface(record: &mut Native, draft: &mut Draft) {
    let near = match record.str("flow-direction") {
        Some("ingress") => Some("dst_endpoint"),
        Some("egress") => Some("src_endpoint"),
        _ => None,
    };
    let mut any = false;
    for (column, attribute) in [
        ("interface-id", "interface_uid"),
        ("instance-id", "instance_uid"),
        ("subnet-id", "subnet_uid"),
        ("vpc-id", "vpc_uid"),
    ] {
        let Some(value) = known(record, column) else { continue };
        if let Some(end) = near {
            draft.put(&format!("{end}.{attribute}"), value.clone());
        }
        any |= matches!(column, "interface-id" | "instance-id");
        if !any && matches!(column, "subnet-id" | "vpc-id") {
            draft.put("device.name", "Unknown");
        }
        draft.put(&format!("device.{attribute}"), value);
    }
    if draft.has("device") {
        draft.put("device.type_id", 0);
    }
    if let (false, Some(uid)) = (draft.has("src_endpoint"), draft.get("device.interface_uid").cloned())
        && !draft.has("dst_endpoint")
    {
        draft.put("src_endpoint.interface_uid", uid);
    }
}

fn connection(record: &mut Native, draft: &mut Draft) {
    let direction = known(record, "flow-direction");
    let direction_id = match direction.as_deref() {
        Some("ingress") => 1,
        Some("egress") => 2,
        _ => 0,
    };
    let number = record.take_int("protocol");
    let name = match number {
        Some(1) => Some("icmp"),
        Some(6) => Some("tcp"),
        Some(17) => Some("udp"),
        Some(58) => Some("ipv6-icmp"),
        _ => None,
    };
    let version = match record.str("type") {
        Some("IPv4") => Some(4),
        Some("IPv6") => Some(6),
        _ => None,
    };
    // Paths 1 to 8 of AWS and boundaries 4 to 11 of OCSF are the same list.
    let boundary = record.read_int("traffic-path").filter(|n| (1..=8).contains(n)).map(|n| n + 3);
    draft
        .set("connection_info.protocol_num", number)
        .set("connection_info.protocol_name", name)
        .set("connection_info.protocol_ver_id", version)
        .set("connection_info.boundary_id", boundary)
        .set("connection_info.tcp_flags", record.take_int("tcp-flags"))
        .set("connection_info.direction", direction.clone())
        .set("traffic.bytes", record.take_int("bytes"))
        .set("traffic.packets", record.take_int("packets"));
    if draft.has("connection_info") {
        draft.put("connection_info.direction_id", direction_id);
    }
}

fn describe(draft: &Draft) -> String {
    let end = |end: &str| {
        let text = |path: String| match draft.get(&path) {
            Some(Value::String(text)) => text.clone(),
            Some(other) => other.to_string(),
            None => "-".to_owned(),
        };
        format!("{}:{}", text(format!("{end}.ip")), text(format!("{end}.port")))
    };
    format!("{} -> {}", end("src_endpoint"), end("dst_endpoint"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(lines: &[&str]) -> Vec<Line> {
        let mut columns = None;
        lines.iter().map(|line| VpcFlow.line(line, &mut columns)).collect()
    }

    #[test]
    fn lines_that_do_not_fit_are_wrong() {
        let header = "version interface-id srcaddr dstaddr action";
        let wrong =
            |expected: &str, found: &str| Line::Wrong { expected: expected.into(), found: found.into() };
        let read =
            lines(&[header, "3 eni-1 192.0.2.1 192.0.2.2", "3 eni-1 192.0.2.1 192.0.2.2 ACCEPT extra"]);
        assert_eq!(read[0], Line::Header);
        assert_eq!(read[1], wrong("5 fields, as the header line names them", "4 fields"));
        assert_eq!(read[2], wrong("5 fields, as the header line names them", "6 fields"));
        let expected = "the 14 fields of a version 2 flow log, or a header line";
        assert_eq!(lines(&["2 111122223333 eni-1 192.0.2.1"]), [wrong(expected, "4 fields of version 2")]);
        assert_eq!(
            lines(&["GET / HTTP/1.1 200", "", "version 3 of the report"]),
            [Line::Foreign, Line::Foreign, Line::Foreign]
        );
    }

    #[test]
    fn the_export_of_cloudwatch_logs_has_its_time_in_front() {
        let line = "2026-05-22T12:00:00.000Z 2 unknown eni-1 - - - - - - - 1779451200 1779451260 - NODATA";
        let Line::Record(record) = lines(&[line]).remove(0) else { panic!("no record") };
        assert_eq!(record["timestamp"], "2026-05-22T12:00:00.000Z");
        assert_eq!(record["log-status"], "NODATA");
    }

    #[test]
    fn another_header_replaces_the_columns() {
        let read = lines(&[
            "version srcaddr dstaddr",
            "3 192.0.2.1 192.0.2.2",
            "dstaddr srcaddr",
            "192.0.2.3 192.0.2.4",
        ]);
        let Line::Record(record) = &read[3] else { panic!("no record") };
        assert_eq!(record["dstaddr"], "192.0.2.3");
    }
}
