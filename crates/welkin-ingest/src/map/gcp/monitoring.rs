use serde_json::{Map, Value, json};
use welkin_model::{Class, Draft, Native, Severity};

use crate::map::{EventId, Source};

/// Notifications of Cloud Monitoring about the incidents of alerting policies.
///
/// Source: "Create and manage notification channels", webhook and Pub/Sub schema versions 1.1 and 1.2.
#[derive(Debug)]
pub(crate) struct Monitoring;

impl Source for Monitoring {
    fn id(&self) -> &'static str {
        "gcp.monitoring"
    }

    fn recognises(&self, record: &Map<String, Value>) -> bool {
        let Some(incident) = record.get("incident").and_then(Value::as_object) else { return false };
        incident.contains_key("incident_id")
            && ["policy_name", "condition_name", "scoping_project_id", "condition"]
                .iter()
                .any(|key| incident.contains_key(*key))
    }

    // One incident is notified when it opens and again when it closes.
    fn event_id(&self, record: &Native) -> EventId {
        EventId::scoped(record.str("incident.incident_id"))
    }

    fn map(&self, record: &mut Native) -> Draft {
        let closed = record.str("incident.state").is_some_and(|s| s.eq_ignore_ascii_case("closed"));
        let mut draft = Draft::new(Class::DETECTION_FINDING, if closed { 3 } else { 1 });
        let times = match closed {
            true => ["incident.ended_at", "incident.started_at"],
            false => ["incident.started_at", "incident.ended_at"],
        };
        // Zero is how an incident says that it has not ended.
        let known = |record: &Native, path: &str| record.read_time(path).filter(|time| *time != 0);
        let time = times.into_iter().find(|path| known(record, path).is_some());
        draft
            .severity(severity(record))
            .put("is_alert", true)
            .put("status_id", if closed { 4 } else { 1 })
            .set("status", record.take_str("incident.state"))
            .time(time.and_then(|path| record.read_time(path)))
            .set("finding_info.created_time", known(record, "incident.started_at"))
            .set("finding_info.first_seen_time", known(record, "incident.started_at"))
            .set("finding_info.last_seen_time", known(record, "incident.ended_at"))
            .set("metadata.original_time", time.and_then(|path| record.take_text(path)))
            .set("metadata.log_version", record.take_str("version"))
            .put("metadata.product.name", "Cloud Monitoring")
            .put("metadata.product.vendor_name", "Google Cloud");

        let condition = record.take_str("incident.condition_name");
        let policy = record.take_str("incident.policy_name").or_else(|| condition.clone());
        let summary = record.take_str("incident.summary");
        let title = policy.unwrap_or_else(|| "Cloud Monitoring alert".to_owned());
        draft
            .put("message", summary.clone().unwrap_or_else(|| title.clone()))
            .put("finding_info.title", title)
            .set("finding_info.desc", summary)
            .set("finding_info.uid", record.take_str("incident.incident_id"))
            .set("finding_info.src_url", record.take_str("incident.url"));
        if let Some(condition) = condition {
            draft.put("finding_info.analytic", json!({"name": condition, "type_id": 1}));
        }

        let project = record.take_str("incident.scoping_project_id");
        draft.set("cloud.project_uid", project.clone()).set("cloud.account.uid", project);
        resource(record, &mut draft);
        draft
    }
}

/// The policy's severity; what teams put into labels counts where the policy has none.
fn severity(record: &Native) -> Severity {
    ["incident.severity", "incident.metadata.system_labels.severity", "incident.policy_user_labels.severity"]
        .into_iter()
        .find_map(|path| record.str(path)?.parse().ok())
        .unwrap_or(Severity::Low)
}

fn resource(record: &mut Native, draft: &mut Draft) {
    let name = record.take_str("incident.resource_display_name");
    let uid = record.take_str("incident.resource_name").or_else(|| record.take_str("incident.resource_id"));
    if name.is_none() && uid.is_none() {
        return;
    }
    let mut resource = Map::new();
    let kind = record.take_str("incident.resource.type");
    for (key, value) in [("name", name), ("uid", uid), ("type", kind)] {
        if let Some(value) = value {
            resource.insert(key.to_owned(), value.into());
        }
    }
    draft.push("resources", Value::Object(resource));
}
