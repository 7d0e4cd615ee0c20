//! Activities of Google Workspace as its own API reports them, outside of Cloud Logging.
//!
//! Source: `Activity`, Admin SDK Reports API.

use serde_json::{Map, Value};
use welkin_model::{Class, Draft, Native};

use super::workspace;

/// Whether the record is an activity: its id names the application.
pub(super) fn is_activity(record: &Map<String, Value>) -> bool {
    let kind = record.get("kind").and_then(Value::as_str).unwrap_or_default();
    let id = record.get("id").and_then(Value::as_object);
    let named = id.is_some_and(|id| id.contains_key("applicationName") && id.contains_key("uniqueQualifier"));
    record.get("events").is_some_and(Value::is_array)
        && (named || matches!(kind, "admin#reports#activity" | "audit#activity"))
}

/// One record for each event of the activity.
pub(super) fn split(record: Map<String, Value>) -> Vec<Map<String, Value>> {
    let events = match record.get("events") {
        Some(Value::Array(events)) if events.len() > 1 => events.clone(),
        _ => return vec![record],
    };
    let of_event = |event| {
        let mut own = record.clone();
        own.insert("events".to_owned(), Value::Array(vec![event]));
        own
    };
    events.into_iter().map(of_event).collect()
}

pub(super) fn map(record: &mut Native) -> Draft {
    let application = record.take_str("id.applicationName").unwrap_or_else(|| "unknown".to_owned());
    let first = record.get("events").and_then(|events| events.as_array()?.first());
    let name = first.and_then(|event| event.get("name")?.as_str()).unwrap_or("Unknown").to_owned();
    let (class, activity) = workspace::of_event(&application, &name);
    let mut draft = Draft::new(class, activity);
    let email = record.take_str("actor.email");
    draft.email("actor.user", email.as_deref());
    draft
        .set("actor.user.name", email)
        .set("actor.user.uid", record.take_str("actor.profileId"))
        .set("actor.user.type", record.take_str("actor.callerType"))
        .address("src_endpoint", "name", record.take_str("ipAddress"))
        .put("message", format!("{application} {name}"))
        .put("status_id", if name == "login_failure" { 2 } else { 1 })
        .time(record.read_time("id.time"))
        .set("metadata.original_time", record.take_str("id.time"))
        .set("metadata.correlation_uid", record.take_text("id.uniqueQualifier"))
        .put("metadata.product.name", "Google Workspace")
        .put("metadata.product.vendor_name", "Google Cloud")
        .put("metadata.product.feature.name", application.clone())
        .put("cloud.provider", "GCP")
        .set("cloud.org.uid", record.take_str("id.customerId"))
        .put("api.operation", name.clone())
        .put("api.service.name", application);
    if draft.has("actor.user.type") && !draft.has("actor.user.name") && !draft.has("actor.user.uid") {
        draft.put("actor.user.name", "Unknown");
    }
    workspace::map(record, &mut draft, &name);
    if class == Class::ACCOUNT_CHANGE && !draft.has("user") {
        draft.put("user.name", "Unknown");
    }
    draft
}
