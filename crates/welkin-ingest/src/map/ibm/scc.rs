use serde_json::{Map, Value, json};
use welkin_model::{Class, Draft, Native, Severity};

use super::crn::Crn;
use crate::map::{EventId, Source};

/// IBM Cloud Security and Compliance Center: occurrences of the Findings API, evaluations of compliance reports, and
/// the events that it sends to Event Notifications.
///
/// Source: "Findings API" (`ApiOccurrence`) and "Security and Compliance Center API" (`Evaluation`), IBM Cloud API
/// Docs; "Enabling event notifications for Security and Compliance Center", IBM Cloud Docs.
#[derive(Debug)]
pub(crate) struct Scc;

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Shape {
    Occurrence,
    Evaluation,
    Notification,
}

impl Source for Scc {
    fn id(&self) -> &'static str {
        "ibm.scc"
    }

    fn recognises(&self, record: &Map<String, Value>) -> bool {
        shape_of(record).is_some()
    }

    fn event_id(&self, record: &Native) -> EventId {
        match shape_of(record.as_map()) {
            Some(Shape::Notification) => EventId::uuid(record.str("id")),
            _ => EventId::scoped(record.str("id")),
        }
    }

    fn map(&self, record: &mut Native) -> Draft {
        let mut draft = match shape_of(record.as_map()) {
            Some(Shape::Evaluation) => evaluation(record),
            Some(Shape::Notification) => notification(record),
            Some(Shape::Occurrence) | None => occurrence(record),
        };
        draft
            .put("metadata.product.name", "Security and Compliance Center")
            .put("metadata.product.vendor_name", "IBM");
        let title = draft.get("finding_info.title").cloned();
        draft.set("message", title);
        draft
    }
}

fn shape_of(record: &Map<String, Value>) -> Option<Shape> {
    let text = |key: &str| record.get(key).and_then(Value::as_str).unwrap_or_default();
    let has = |keys: &[&str]| keys.iter().all(|key| record.contains_key(*key));
    if text("type").starts_with("com.ibm.cloud.compliance.") {
        return Some(Shape::Notification);
    }
    if text("note_name").contains("/providers/") || has(&["note_name", "kind", "finding"]) {
        return Some(Shape::Occurrence);
    }
    (has(&["control_id", "report_id", "status"]) && (has(&["target"]) || has(&["assessment"])))
        .then_some(Shape::Evaluation)
}

/// An occurrence of kind `FINDING`; the other kinds are numbers and cards of the dashboard.
fn occurrence(record: &mut Native) -> Draft {
    let finding = record.has("finding") || record.str("kind") == Some("FINDING");
    let updated = record.has("update_time") && record.get("update_time") != record.get("create_time");
    let mut draft = match finding {
        true => Draft::new(Class::DETECTION_FINDING, if updated { 2 } else { 1 }),
        false => Draft::new(Class::BASE_EVENT, 0),
    };
    let created = record.read_time("create_time");
    let changed = record.read_time("update_time");
    let original = record.take_str("update_time").or_else(|| record.take_str("create_time"));
    draft.time(changed.or(created)).set("metadata.original_time", original);
    context(record, &mut draft);
    if !finding {
        let name = record.str("note_name").or_else(|| record.str("id")).map(str::to_owned);
        draft.set("message", name);
        return draft;
    }
    draft.severity(match record.str_or_empty("finding.severity") {
        "CRITICAL" => Severity::Critical,
        "HIGH" => Severity::High,
        "MEDIUM" => Severity::Medium,
        "LOW" => Severity::Low,
        _ => Severity::Unknown,
    });
    let certainty = match record.str("finding.certainty") {
        Some("LOW") => Some(1),
        Some("MEDIUM") => Some(2),
        Some("HIGH") => Some(3),
        _ => None,
    };
    let note = record.take_str("note_name");
    let rule = note.as_deref().map(|n| n.rsplit('/').next().unwrap_or(n).to_owned());
    let said = ["short_description", "message", "long_description"].into_iter().find(|path| record.has(path));
    let title = said
        .and_then(|path| record.take_str(path))
        .or_else(|| rule.clone())
        .unwrap_or_else(|| "Security and Compliance Center finding".to_owned());
    draft
        .put("finding_info.title", title)
        .set("finding_info.uid", record.take_str("id"))
        .set("finding_info.desc", record.take_str("long_description"))
        .set("finding_info.created_time", created)
        .set("finding_info.modified_time", changed)
        .set("finding_info.analytic", rule.map(|rule| json!({"name": rule, "uid": note, "type_id": 1})))
        .set("confidence_id", certainty)
        .set("confidence", record.take_str("finding.certainty"))
        .set("remediation.desc", record.take_str("remediation"))
        .set("finding_info.data_sources", record.take_str("reported_by.id").map(|id| vec![id]));
    evidence(record, &mut draft);
    draft
}

/// Where it was found, and who reported it.
fn context(record: &mut Native, draft: &mut Draft) {
    let crn = record.str("context.resource_crn").or_else(|| record.str("context.service_crn"));
    let crn = crn.and_then(Crn::parse).unwrap_or_default();
    let of_note = record.str("note_name").and_then(|note| note.split('/').next()).map(str::to_owned);
    let account =
        crn.account().map(str::to_owned).or_else(|| record.str("author.account_id").map(str::to_owned));
    let region = Some(crn.location).filter(|l| !l.is_empty()).map(str::to_owned);
    draft
        .set("cloud.account.uid", account.or(of_note.filter(|account| !account.is_empty())))
        .set("cloud.region", record.take_str("context.region").or(region));
    if draft.allows("resources") {
        let id = record.take_str("context.resource_crn").or_else(|| record.take_str("context.resource_id"));
        let (name, kind) = ("context.resource_name", "context.resource_type");
        resource(record, draft, id, name, kind);
    }
}

fn resource(record: &mut Native, draft: &mut Draft, uid: Option<String>, name: &str, kind: &str) {
    let mut resource = Map::new();
    for (key, value) in [("uid", uid), ("name", record.take_str(name))] {
        if let Some(value) = value {
            resource.insert(key.to_owned(), value.into());
        }
    }
    if resource.is_empty() {
        return;
    }
    if let Some(kind) = record.take_str(kind) {
        resource.insert("type".to_owned(), kind.into());
    }
    draft.push("resources", Value::Object(resource));
}

/// The connection that the finding is about. Read: it stays in the record as it is.
fn evidence(record: &Native, draft: &mut Draft) {
    let end = |role: &str| {
        let address = record.str(&format!("finding.network_connection.{role}.address"))?;
        let mut end = Map::new();
        let key = if address.parse::<std::net::IpAddr>().is_ok() { "ip" } else { "name" };
        end.insert(key.to_owned(), address.into());
        let port = record.read_int(&format!("finding.network_connection.{role}.port"));
        if let Some(port) = port.filter(|port| (0..=65_535).contains(port)) {
            end.insert("port".to_owned(), port.into());
        }
        Some(Value::Object(end))
    };
    let mut evidence = Map::new();
    for (key, role) in [("src_endpoint", "client"), ("dst_endpoint", "server")] {
        if let Some(end) = end(role) {
            evidence.insert(key.to_owned(), end);
        }
    }
    draft.push("evidences", Value::Object(evidence));
}

/// The evaluation of one target against one control.
fn evaluation(record: &mut Native) -> Draft {
    let mut draft = Draft::new(Class::COMPLIANCE_FINDING, 1);
    let (status_id, severity) = match record.str_or_empty("status") {
        "pass" => (1, Severity::Informational),
        "failure" => (3, Severity::Medium),
        "error" => (2, Severity::Low),
        _ => (99, Severity::Informational),
    };
    let time = record.read_time("evaluate_time");
    let account = record.take_str("target.account_id").or_else(|| record.take_str("home_account_id"));
    let crn = record.str("target.resource_crn").or_else(|| record.str("target.id")).map(str::to_owned);
    let region = crn.as_deref().and_then(Crn::parse).map(|crn| crn.location).filter(|l| !l.is_empty());
    let control = record.take_str("control_id");
    let uid =
        [record.str("report_id"), control.as_deref(), record.str("assessment.assessment_id"), crn.as_deref()];
    let uid = uid.into_iter().flatten().collect::<Vec<_>>().join("/");
    let described = record.take_str("assessment.assessment_description");
    let title = described.or_else(|| control.clone()).unwrap_or_else(|| "Compliance evaluation".to_owned());
    let assessment = record.take_str("assessment.assessment_id");
    draft
        .severity(severity)
        .time(time)
        .set("metadata.original_time", record.take_str("evaluate_time"))
        .set("cloud.account.uid", account)
        .set("cloud.region", region.map(str::to_owned))
        .put("finding_info.title", title)
        .set("finding_info.uid", Some(uid).filter(|uid| !uid.is_empty()))
        .set("finding_info.product_uid", record.take_str("report_id"))
        .set("finding_info.analytic", assessment.map(|id| json!({"uid": id, "name": id, "type_id": 1})))
        .set("compliance.control", control)
        .put("compliance.status_id", status_id)
        .set("compliance.status", record.take_str("status"))
        .set("compliance.status_detail", record.take_str("reason"));
    let uid = record.take_str("target.resource_crn").or_else(|| record.take_str("target.id"));
    resource(record, &mut draft, uid, "target.resource_name", "target.service_name");
    draft
}

/// A notification: a scan completed, a threshold of failed controls is met, a resource is new.
fn notification(record: &mut Native) -> Draft {
    let subtype = ["subtype", "ibmensubtype", "data.subtype"].into_iter().find(|path| record.has(path));
    let subtype = subtype.map(|path| record.str_or_empty(path).to_owned()).unwrap_or_default();
    let failed = subtype.contains("failure") || subtype.contains("threshold");
    let mut draft = Draft::new(Class::COMPLIANCE_FINDING, 1);
    let severity = record.str("ibmenseverity").or_else(|| record.str("severity")).unwrap_or_default();
    draft.severity(match severity.to_ascii_uppercase().as_str() {
        "CRITICAL" => Severity::Critical,
        "HIGH" => Severity::High,
        "MEDIUM" => Severity::Medium,
        "LOW" => Severity::Low,
        _ if failed => Severity::Medium,
        _ => Severity::Informational,
    });
    let time = record.read_time("time");
    let crn = record.str("ibmensourceid").or_else(|| record.str("source")).and_then(Crn::parse);
    let crn = crn.unwrap_or_default();
    let (account, region) = (crn.account().map(str::to_owned), crn.location.to_owned());
    let kind = record.take_str("type");
    let title = ["ibmendefaultshort", "subject"].into_iter().find(|path| record.str(path).is_some());
    let title = title.and_then(|path| record.take_str(path));
    let title = title.or_else(|| Some(subtype).filter(|s| !s.is_empty())).or_else(|| kind.clone());
    draft
        .time(time)
        .set("metadata.original_time", record.take_str("time"))
        .set("metadata.event_code", kind)
        .set("cloud.account.uid", account)
        .set("cloud.region", Some(region).filter(|region| !region.is_empty()))
        .set("finding_info.title", title)
        .set("finding_info.uid", record.take_str("id"))
        .set("finding_info.desc", record.take_str("ibmendefaultlong"))
        .put("compliance.status_id", if failed { 3 } else { 0 });
    draft
}
