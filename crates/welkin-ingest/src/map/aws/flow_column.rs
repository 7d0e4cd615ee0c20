//! The columns of flow logs, in lines and as keys.

use serde_json::{Map, Value};
use welkin_model::parse_time;

const DEFAULT: [&str; 14] = [
    "version",
    "account-id",
    "interface-id",
    "srcaddr",
    "dstaddr",
    "srcport",
    "dstport",
    "protocol",
    "packets",
    "bytes",
    "start",
    "end",
    "action",
    "log-status",
];

/// The columns beyond [`DEFAULT`], of VPCs (versions 3 to 10) and of transit gateways.
#[rustfmt::skip]
const FURTHER: [&str; 58] = [
    "vpc-id", "subnet-id", "instance-id", "tcp-flags", "type", "pkt-srcaddr", "pkt-dstaddr", "region", "az-id",
    "sublocation-type", "sublocation-id", "pkt-src-aws-service", "pkt-dst-aws-service", "flow-direction", "traffic-path",
    "ecs-cluster-arn", "ecs-cluster-name", "ecs-container-instance-arn", "ecs-container-instance-id", "ecs-container-id",
    "ecs-second-container-id", "ecs-service-name", "ecs-task-definition-arn", "ecs-task-arn", "ecs-task-id",
    "reject-reason", "resource-id", "encryption-status", "resource-type", "tgw-id", "tgw-attachment-id",
    "tgw-src-vpc-account-id", "tgw-dst-vpc-account-id", "tgw-src-vpc-id", "tgw-dst-vpc-id", "tgw-src-subnet-id",
    "tgw-dst-subnet-id", "tgw-src-eni", "tgw-dst-eni", "tgw-src-az-id", "tgw-dst-az-id", "tgw-pair-attachment-id",
    "packets-lost-no-route", "packets-lost-blackhole", "packets-lost-mtu-exceeded", "packets-lost-ttl-expired",
    "src-account-id", "dst-account-id", "src-vpc-id", "dst-vpc-id", "src-subnet-id", "dst-subnet-id", "src-interface-id",
    "dst-interface-id", "src-instance-id", "dst-instance-id", "src-az-id", "dst-az-id",
];

/// Counts and codes; everything else, account ids above all, is text.
const NUMBERS: [&str; 14] = [
    "version",
    "srcport",
    "dstport",
    "protocol",
    "packets",
    "bytes",
    "start",
    "end",
    "tcp-flags",
    "traffic-path",
    "packets-lost-no-route",
    "packets-lost-blackhole",
    "packets-lost-mtu-exceeded",
    "packets-lost-ttl-expired",
];

/// The column that a key names: `log_status`, `logStatus` and, in what others derived from it, `status`.
pub(super) fn column(key: &str) -> Option<&'static str> {
    let all = || DEFAULT.into_iter().chain(FURTHER);
    if let Some(exact) = all().find(|name| *name == key) {
        return Some(exact);
    }
    let letters = |text: &'static str| text.bytes().filter(u8::is_ascii_alphanumeric);
    let wanted = if key == "status" { "logstatus" } else { key };
    let folded = || wanted.bytes().filter(u8::is_ascii_alphanumeric).map(|b| b.to_ascii_lowercase());
    all().find(|name| letters(name).eq(folded()))
}

/// Whether an object has the columns of a flow log. Asked of every record of every source, so it only looks up.
pub(super) fn has_columns(record: &Map<String, Value>) -> bool {
    let any = |keys: &[&str]| keys.iter().any(|key| record.contains_key(*key));
    let interface = any(&["interface-id", "interface_id", "interfaceId"]);
    let status = any(&["log-status", "log_status", "logStatus"]);
    let ends = any(&["srcaddr", "srcAddr", "src_addr"]) && any(&["dstaddr", "dstAddr", "dst_addr"]);
    interface && status
        || ends
            && (interface
                || status
                || any(&[
                    "account-id",
                    "account_id",
                    "pkt-srcaddr",
                    "pkt_srcaddr",
                    "pktSrcAddr",
                    "tgw-id",
                    "tgw_id",
                ]))
}

/// The columns that a header line names.
pub(super) fn header(fields: &[&str]) -> Option<Vec<String>> {
    if !is_addressed(fields.iter().copied()) {
        return None;
    }
    let known = |f: &&&str| DEFAULT.contains(f) || FURTHER.contains(f);
    let named = fields.iter().filter(known).count();
    // A column that a later version adds is kept by its name.
    (named >= 2 && named * 2 > fields.len()).then(|| fields.iter().map(|f| (*f).to_owned()).collect())
}

/// Whether names of columns are those of a flow log: no other text format calls an address or an interface so.
pub(super) fn is_addressed<'a>(mut names: impl Iterator<Item = &'a str>) -> bool {
    names.any(|f| matches!(f, "srcaddr" | "interface-id" | "tgw-id" | "pkt-srcaddr" | "dstaddr"))
}

pub(super) fn default_format(fields: &[&str]) -> Option<Map<String, Value>> {
    let (time, fields) = match fields {
        [time, rest @ ..] if rest.len() == DEFAULT.len() && is_ingestion_time(time) => (Some(*time), rest),
        all => (None, all),
    };
    match fields {
        [version, account, ..] if fields.len() == DEFAULT.len() && *version == "2" && is_account(account) => {
        }
        _ => return None,
    }
    if !matches!(fields.last(), Some(&("OK" | "NODATA" | "SKIPDATA"))) {
        return None;
    }
    let mut record: Map<String, Value> =
        DEFAULT.iter().zip(fields).map(|(name, text)| ((*name).to_owned(), cell(name, text))).collect();
    if let Some(time) = time {
        record.insert("timestamp".to_owned(), time.into());
    }
    Some(record)
}

/// RFC 3339: a number could be a column.
pub(super) fn is_ingestion_time(text: &str) -> bool {
    text.contains('T') && parse_time(text).is_some()
}

pub(super) fn is_version(text: &str) -> bool {
    matches!(text.parse(), Ok(2..=10_u8))
}

pub(super) fn is_account(text: &str) -> bool {
    text == "unknown" || text.len() == 12 && text.bytes().all(|b| b.is_ascii_digit())
}

pub(super) fn cell(name: &str, text: &str) -> Value {
    let number = NUMBERS.contains(&name).then(|| text.parse::<i64>().ok()).flatten();
    match number.filter(|n| n.to_string() == text) {
        Some(number) => number.into(),
        None => text.into(),
    }
}

/// A line of the default format that a log service carries as `message`.
pub(super) fn of_message(record: &Map<String, Value>) -> Option<Map<String, Value>> {
    let line = record
        .get("message")?
        .as_str()
        .filter(|l| l.len() < 400 && l.starts_with(|c: char| c.is_ascii_digit()))?;
    default_format(&line.split_whitespace().collect::<Vec<_>>())
}
