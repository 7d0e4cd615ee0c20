//! What every entry of Cloud Logging has, whatever its payload.
//!
//! Source: "LogEntry", Cloud Logging API reference.

use serde_json::{Map, Value};
use welkin_model::{Draft, Native};

/// The API's own name of a member of `LogEntry`: exports to BigQuery fold it, SDKs write snake case.
fn own_name(key: &str) -> Option<&'static str> {
    Some(match key {
        "protopayload" | "proto_payload" | "protopayload_auditlog" => "protoPayload",
        "jsonpayload" | "json_payload" => "jsonPayload",
        "textpayload" | "text_payload" => "textPayload",
        "insertid" | "insert_id" => "insertId",
        "logname" | "log_name" => "logName",
        "receivetimestamp" | "receive_timestamp" => "receiveTimestamp",
        "httprequest" | "http_request" => "httpRequest",
        "spanid" | "span_id" => "spanId",
        "tracesampled" | "trace_sampled" => "traceSampled",
        "sourcelocation" | "source_location" => "sourceLocation",
        _ => return None,
    })
}

/// The member of a record under the API's name or a folded one.
pub(super) fn member<'a>(record: &'a Map<String, Value>, name: &str) -> Option<&'a Value> {
    record.get(name).or_else(|| record.iter().find(|(key, _)| own_name(key) == Some(name)).map(|(_, v)| v))
}

/// Brings the members to the API's own names, which rules and mappings know.
pub(super) fn restore_names(record: Map<String, Value>) -> Map<String, Value> {
    if !record.keys().any(|key| own_name(key).is_some()) {
        return record;
    }
    let mut restored = Map::new();
    let mut folded = Vec::new();
    for (key, value) in record {
        match own_name(&key) {
            Some(_) => folded.push((key, value)),
            None => {
                restored.insert(key, value);
            }
        }
    }
    for (key, value) in folded {
        let own = own_name(&key).filter(|own| !restored.contains_key(*own)).map(str::to_owned);
        restored.insert(own.unwrap_or(key), value);
    }
    restored
}

/// The `@type` of a payload; tools that cannot write an `@` spell it otherwise.
pub(super) fn type_of(payload: &Map<String, Value>) -> Option<&str> {
    ["@type", "at_sign_type", "at_type", "_type", "type_url"]
        .into_iter()
        .find_map(|key| payload.get(key)?.as_str())
}

/// The log that the entry was written to, decoded: `cloudaudit.googleapis.com/activity`.
pub(super) fn log_id(record: &Native) -> Option<String> {
    let name = record.str("logName")?;
    let (_, id) = name.split_once("/logs/")?;
    Some(id.replace("%2F", "/").replace("%2f", "/"))
}

/// Takes the time, the project and the place of the entry.
pub(super) fn map(record: &mut Native, draft: &mut Draft, times: &[&str]) {
    let time = times.iter().find(|path| record.read_time(path).is_some());
    draft
        .time(time.and_then(|path| record.read_time(path)))
        .set("metadata.original_time", time.and_then(|path| record.take_text(path)))
        .set("metadata.logged_time", record.read_time("receiveTimestamp"))
        .put("metadata.product.vendor_name", "Google Cloud")
        .put("cloud.provider", "GCP");
    let container = |kind: &str| {
        let name = record.str("logName")?.strip_prefix(kind)?;
        Some(name.split('/').next()?.to_owned())
    };
    let (project, org) = (container("projects/"), container("organizations/"));
    let project = record.take_str("resource.labels.project_id").or(project);
    let org = record.take_str("resource.labels.organization_id").or(org);
    draft
        .set("cloud.project_uid", project.clone())
        .set("cloud.account.uid", project)
        .set("cloud.org.uid", org);
    let place = ["location", "region", "zone"]
        .into_iter()
        .find_map(|label| record.take_str(&format!("resource.labels.{label}")));
    location(draft, place);
}

/// Sets region and zone: `us-central1-f` is a zone of the region `us-central1`.
pub(super) fn location(draft: &mut Draft, place: Option<String>) {
    let Some(place) = place else { return };
    match place.rsplit_once('-') {
        Some((region, zone))
            if region.contains('-') && zone.len() == 1 && zone.bytes().all(|b| b.is_ascii_lowercase()) =>
        {
            draft.put("cloud.region", region).put("cloud.zone", place);
        }
        _ => {
            draft.put("cloud.region", place);
        }
    }
}
