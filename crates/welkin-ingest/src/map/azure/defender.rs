use serde_json::{Map, Value, json};
use welkin_model::{Class, Draft, Native, Severity};

use super::resource_id::{self, ResourceId};
use super::{alert, envelope, fields};
use crate::map::{EventId, Source};

/// Microsoft Defender for Cloud: alerts of its API, of continuous export and of the activity log (category
/// `Security`), and assessments.
///
/// Source: "Security alerts schemas", "Alerts" and "Assessments" (REST), Microsoft Learn.
#[derive(Debug)]
pub(crate) struct Defender;

impl Source for Defender {
    fn id(&self) -> &'static str {
        "azure.defender"
    }

    fn recognises(&self, record: &Map<String, Value>) -> bool {
        match shape(record) {
            Shape::Api | Shape::Assessment | Shape::ActivityLog => true,
            Shape::Export => record.contains_key("AlertDisplayName") && !record.contains_key("AlertSeverity"),
        }
    }

    fn event_id(&self, record: &Native) -> EventId {
        // An alert keeps its id while its state changes.
        EventId::scoped(fields::read(record, "", &["systemAlertId", "name", "correlationId"]).as_deref())
    }

    fn map(&self, record: &mut Native) -> Draft {
        let mut draft = match shape(record.as_map()) {
            Shape::Api => alert::map(record, "properties."),
            Shape::Export => alert::map(record, ""),
            Shape::Assessment => assessment(record),
            Shape::ActivityLog => activity_log(record),
        };
        draft.put("metadata.product.name", "Microsoft Defender for Cloud");
        draft.put("metadata.product.vendor_name", "Microsoft");
        draft
    }
}

enum Shape {
    Api,
    Assessment,
    Export,
    ActivityLog,
}

fn shape(record: &Map<String, Value>) -> Shape {
    let kind = fields::raw_text(record, "type").to_ascii_lowercase();
    if kind.starts_with("microsoft.security/") && kind.ends_with("alerts") {
        Shape::Api
    } else if kind.starts_with("microsoft.security/") && kind.ends_with("assessments") {
        Shape::Assessment
    } else if envelope::category(record).eq_ignore_ascii_case("Security")
        && (fields::contains(envelope::operation(record), "Microsoft.Security/")
            || envelope::resource(record).is_some_and(|id| fields::contains(id, "/Microsoft.Security/")))
    {
        Shape::ActivityLog
    } else {
        Shape::Export
    }
}

/// An alert as a record of the activity log: the envelope of any record, the alert's attributes in `properties`.
fn activity_log(record: &mut Native) -> Draft {
    record.parse_embedded("properties");
    let mut draft = Draft::new(Class::DETECTION_FINDING, 1);
    let properties = "properties.";
    let severity = fields::read(record, properties, &["severity", "reportedSeverity"]);
    draft.severity(severity.as_deref().and_then(envelope::severity).unwrap_or(Severity::Medium));
    let id = fields::read(record, "", &["resourceId"]).unwrap_or_default();
    let operation = envelope::operation(record.as_map()).to_owned();
    let names = ["alertDisplayName", "eventName", "threatName", "title"];
    let title = fields::take(record, properties, &names);
    let text = fields::read(record, "", &["description", "resultDescription"]);
    envelope::map(record, &mut draft, "Microsoft Defender for Cloud");
    super::identity::map(record, &mut draft);
    let uid = ResourceId::parse(&id).name.map(str::to_owned);
    draft
        .set("finding_info.uid", uid.or_else(|| fields::take(record, "", &["eventDataId"])))
        .put("finding_info.title", title.clone().unwrap_or_else(|| format!("Defender alert: {operation}")))
        .set("finding_info.desc", text)
        .set("message", title);
    if let Some(entity) = fields::read(record, properties, &["compromisedEntity"]) {
        draft.push("resources", json!({ "name": entity }));
    }
    let user = fields::take(record, properties, &["userName", "compromisedUser"]);
    let process = fields::take(record, properties, &["processName"]);
    let command = fields::take(record, properties, &["commandLine"]);
    let mut evidence = Map::new();
    evidence.extend(user.map(|name| ("user".to_owned(), json!({ "name": name }))));
    if process.is_some() || command.is_some() {
        let pid = fields::read(record, properties, &["processId"]);
        let uid = pid.clone().or_else(|| command.clone()).or_else(|| process.clone());
        let process = json!({
            "name": process.as_deref().and_then(|p| p.rsplit(['\\', '/']).next()),
            "path": process, "cmd_line": command, "uid": uid,
            "pid": pid.and_then(|pid| pid.parse::<u32>().ok()),
        });
        evidence.insert("process".to_owned(), process);
    }
    draft.push("evidences", Value::Object(evidence));
    draft
}

/// Whether a resource is as Defender recommends.
fn assessment(record: &mut Native) -> Draft {
    let base = "properties.";
    let mut draft = Draft::new(Class::COMPLIANCE_FINDING, 1);
    let code = fields::read(record, base, &["status.code"]);
    let severity = fields::read(record, base, &["metadata.severity"]).as_deref().and_then(envelope::severity);
    let healthy = code.as_deref() != Some("Unhealthy");
    if !healthy {
        draft.severity(severity.unwrap_or(Severity::Medium));
    }
    let title = fields::take(record, base, &["displayName", "metadata.displayName"]);
    let status_id = match code.as_deref() {
        Some("Healthy") => 1,
        Some("Unhealthy") => 3,
        _ => 0,
    };
    let times = ["status.statusChangeDate", "status.firstEvaluationDate", "timeGenerated"];
    let changed = fields::time(record, base, &times);
    draft
        .time(changed.or_else(|| fields::time(record, "", &["time", "timeGenerated"])))
        .set("metadata.original_time", fields::take(record, base, &times))
        .set("finding_info.uid", fields::take(record, "", &["name"]))
        .set("finding_info.title", title.clone())
        .set("message", title.clone())
        .set("finding_info.desc", fields::take(record, base, &["metadata.description"]))
        .set("remediation.desc", fields::take(record, base, &["metadata.remediationDescription"]))
        .set("compliance.control", title)
        .put("compliance.status_id", status_id)
        .set("compliance.status_code", fields::take(record, base, &["status.code"]))
        .set("status_detail", fields::take(record, base, &["status.description", "status.cause"]))
        .put("status_id", if healthy { 4 } else { 1 });
    let own = fields::take(record, "", &["id"]);
    let resource = fields::read(record, base, &["resourceDetails.id"]);
    let subject = own.as_deref().and_then(|id| {
        let at = id.to_ascii_lowercase().find("/providers/microsoft.security/")?;
        id.get(..at).map(str::to_owned)
    });
    if let Some(id) = resource.or(subject) {
        resource_id::account(&mut draft, &id);
        draft.push("resources", ResourceId::details(&id));
    }
    draft.set("finding_info.uid_alt", own);
    draft
}
