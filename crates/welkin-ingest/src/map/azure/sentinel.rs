use serde_json::{Map, Value, json};
use welkin_model::{Class, Draft, Native};

use super::{alert, envelope, fields, resource_id};
use crate::map::{EventId, Source};

/// Microsoft Sentinel: incidents of its API and of the table `SecurityIncident`, and rows of `SecurityAlert`.
///
/// Source: "Incidents" (Microsoft.SecurityInsights REST API), "SecurityIncident" and "SecurityAlert", Microsoft Learn.
#[derive(Debug)]
pub(crate) struct Sentinel;

impl Source for Sentinel {
    fn id(&self) -> &'static str {
        "azure.sentinel"
    }

    fn recognises(&self, record: &Map<String, Value>) -> bool {
        is_alert(record) || base_of_incident(record).is_some()
    }

    fn event_id(&self, record: &Native) -> EventId {
        // Incident and alert keep their ids through their changes.
        EventId::scoped(fields::read(record, "", &["systemAlertId", "incidentName", "name"]).as_deref())
    }

    fn map(&self, record: &mut Native) -> Draft {
        let mut draft = match base_of_incident(record.as_map()) {
            Some(base) => incident(record, base),
            None => alert::map(record, ""),
        };
        draft.put("metadata.product.name", "Microsoft Sentinel");
        draft
    }
}

fn is_alert(record: &Map<String, Value>) -> bool {
    fields::raw_text(record, "Type") == "SecurityAlert"
        || record.contains_key("AlertSeverity") && record.contains_key("SystemAlertId")
}

fn base_of_incident(record: &Map<String, Value>) -> Option<&'static str> {
    let kind = fields::raw_text(record, "type");
    if kind.eq_ignore_ascii_case("Microsoft.SecurityInsights/incidents") {
        Some("properties.")
    } else if kind == "SecurityIncident"
        || record.contains_key("IncidentNumber") && record.contains_key("Title")
    {
        Some("")
    } else {
        None
    }
}

fn incident(record: &mut Native, base: &str) -> Draft {
    for name in ["owner", "additionalData", "labels", "alertIds", "comments"] {
        if let Some(path) = fields::find(record, base, &[name]) {
            record.parse_embedded(&path);
        }
    }
    let state = fields::take(record, base, &["status"]);
    let (activity, status) = match state.as_deref() {
        Some("New") => (1, 1),
        Some("Closed") => (3, 5),
        Some("Active") => (2, 2),
        _ => (99, 0),
    };
    let mut draft = Draft::new(Class::INCIDENT_FINDING, activity);
    let severity = fields::read(record, base, &["severity"]).as_deref().and_then(envelope::severity);
    if let Some(severity) = severity {
        draft.severity(severity);
    }
    let times = ["lastModifiedTimeUtc", "lastModifiedTime", "createdTimeUtc", "createdTime"];
    let title = fields::take(record, base, &["title"]);
    let desc = fields::take(record, base, &["description"]);
    let id = fields::take(record, "", &["id"]);
    let uid = fields::take(record, "", &["incidentName", "name"]);
    let mut info = Map::new();
    let mut put = |key: &str, value: Option<Value>| info.extend(value.map(|value| (key.to_owned(), value)));
    put("uid", uid.map(Value::from));
    put("uid_alt", fields::take(record, base, &["incidentNumber"]).map(Value::from));
    put("title", title.clone().map(Value::from));
    put("desc", desc.clone().map(Value::from));
    put("created_time", fields::time(record, base, &["createdTimeUtc", "createdTime"]).map(Value::from));
    put(
        "modified_time",
        fields::time(record, base, &["lastModifiedTimeUtc", "lastModifiedTime"]).map(Value::from),
    );
    put(
        "first_seen_time",
        fields::time(record, base, &["firstActivityTimeUtc", "firstActivityTime"]).map(Value::from),
    );
    put(
        "last_seen_time",
        fields::time(record, base, &["lastActivityTimeUtc", "lastActivityTime"]).map(Value::from),
    );
    put("types", texts(record, base, "additionalData.tactics").map(Value::from));
    let alerts = texts(record, base, "alertIds");
    let related: Option<Vec<Value>> =
        alerts.map(|ids| ids.into_iter().map(|id| json!({ "uid": id })).collect());
    put("related_events", related.map(Value::from));
    let techniques = texts(record, base, "additionalData.techniques").unwrap_or_default();
    let attacks: Vec<Value> = techniques.into_iter().map(|uid| json!({"technique": {"uid": uid}})).collect();
    put("attacks", (!attacks.is_empty()).then_some(Value::Array(attacks)));

    draft
        .time(fields::time(record, base, &times).or_else(|| record.read_time("TimeGenerated")))
        .set("metadata.original_time", fields::take(record, base, &times))
        .push("finding_info_list", Value::Object(info))
        .put("status_id", status)
        .set("status", state)
        .set("desc", desc)
        .set("message", title)
        .set("src_url", fields::take(record, base, &["incidentUrl"]))
        .set("comment", fields::take(record, base, &["classificationComment"]))
        .put("metadata.product.vendor_name", "Microsoft");
    let verdict = fields::take(record, base, &["classification"]);
    draft
        .set(
            "verdict_id",
            verdict.as_deref().map(|verdict| match verdict {
                "TruePositive" => 2,
                "FalsePositive" => 1,
                "BenignPositive" => 5,
                "Undetermined" => 7,
                _ => 99,
            }),
        )
        .set("verdict", verdict);
    owner(record, &mut draft, base);
    if let Some(id) = id {
        resource_id::account(&mut draft, &id);
        draft.put("metadata.original_event_uid", id);
    }
    draft
}

fn owner(record: &mut Native, draft: &mut Draft, base: &str) {
    let name = fields::take(record, base, &["owner.userPrincipalName", "owner.assignedTo"]);
    let email = fields::read(record, base, &["owner.email"]);
    let uid = fields::take(record, base, &["owner.objectId"]);
    draft.email("assignee", email.as_deref().or(name.as_deref()));
    let name = name.or(email);
    draft.set("assignee.name", name).set("assignee.uid", uid);
}

/// A list of texts; it is copied.
fn texts(record: &Native, base: &str, name: &str) -> Option<Vec<String>> {
    let capital = fields::capitalised(name);
    let list = record
        .get(&format!("{base}{name}"))
        .or_else(|| record.get(&format!("{base}{capital}")))?
        .as_array()?;
    let texts: Vec<String> = list.iter().filter_map(Value::as_str).map(str::to_owned).collect();
    (!texts.is_empty()).then_some(texts)
}
