use serde_json::{Value, json};
use welkin_model::{Class, Draft, Native, Severity};

use super::signin::{common, place, who};
use super::{fields, identity};

pub(super) fn risk_level(word: &str) -> Option<u8> {
    Some(match word.to_ascii_lowercase().as_str() {
        "low" => 1,
        "medium" => 2,
        "high" => 3,
        _ => return None,
    })
}

/// A risk that Entra ID Protection detected, or the state of a user or application at risk.
pub(super) fn risk(record: &mut Native, base: &str) -> Draft {
    let state = fields::take(record, base, &["riskState"]);
    let status = match state.as_deref() {
        Some("remediated" | "confirmedSafe") => 4,
        Some("dismissed") => 3,
        _ => 1,
    };
    let mut draft = Draft::new(Class::DETECTION_FINDING, if status > 1 { 3 } else { 1 });
    let level = fields::read(record, base, &["riskLevel"]);
    draft.severity(match level.as_deref() {
        Some("low") => Severity::Low,
        Some("medium") => Severity::Medium,
        Some("high") => Severity::High,
        _ => Severity::Informational,
    });
    let kind = fields::take(record, base, &["riskEventType", "riskType"]);
    let user = who(record, base);
    let name = user.get("name").and_then(Value::as_str).unwrap_or("unknown").to_owned();
    common(record, &mut draft, base);
    let kind = kind.unwrap_or_else(|| "riskyUser".to_owned());
    let activity_time = fields::time(record, base, &["activityDateTime"]);
    let uid = draft.get("metadata.original_event_uid").cloned();
    draft
        .put("message", format!("{kind}: {name}"))
        .put("finding_info.title", format!("{kind}: {name}"))
        .set("finding_info.uid", uid)
        .put("finding_info.analytic", json!({"name": kind, "type_id": 4}))
        .set("finding_info.first_seen_time", activity_time)
        .set("finding_info.desc", fields::read(record, base, &["additionalInfo"]))
        .set("risk_level_id", level.as_deref().and_then(risk_level))
        .put("status_id", status)
        .set("status", state)
        .set("status_detail", fields::take(record, base, &["riskDetail"]))
        .put("actor.user", user.clone());
    let mut evidence = json!({ "user": user });
    let mut endpoint = Draft::new(Class::AUTHENTICATION, 1);
    identity::address(record, &mut endpoint, base, &["ipAddress", "IPAddress"]);
    place(record, &mut endpoint, base);
    if let (Some(object), Some(endpoint), true) =
        (evidence.as_object_mut(), endpoint.get("src_endpoint"), endpoint.has("src_endpoint.ip"))
    {
        object.insert("src_endpoint".to_owned(), endpoint.clone());
    }
    draft.push("evidences", evidence);
    draft
}
