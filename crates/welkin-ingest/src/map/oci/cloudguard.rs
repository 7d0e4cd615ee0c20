use serde_json::{Map, Value, json};
use welkin_model::{Class, Draft, Native, Severity};

use super::audit::{is_call, is_oracle, known};
use super::ocid;
use crate::map::{EventId, Source};

/// Oracle Cloud Guard problems: the events that Cloud Guard emits (CloudEvents 0.1 and 1.0) and the `Problem` objects
/// of its API.
///
/// Source: "Cloud Guard Event Types" and "Problem Reference", Oracle Cloud Infrastructure Documentation.
#[derive(Debug)]
pub(crate) struct CloudGuard;

impl Source for CloudGuard {
    fn id(&self) -> &'static str {
        "oci.cloudguard"
    }

    fn recognises(&self, record: &Map<String, Value>) -> bool {
        let kind = record.get("type").or_else(|| record.get("eventType")).and_then(Value::as_str);
        let of_guard = kind.is_some_and(|kind| {
            kind.strip_prefix("com.oraclecloud.")
                .and_then(|k| k.get(..10))
                .is_some_and(|k| k.eq_ignore_ascii_case("cloudguard"))
        });
        let problem = record.contains_key("detectorRuleId") && record.contains_key("riskLevel");
        (of_guard && is_oracle(record) && !is_call(record)) || problem
    }

    fn split(&self, record: Map<String, Value>) -> Vec<Map<String, Value>> {
        let mut record = Native::new(record);
        if !record.parse_embedded("data") {
            record.parse_embedded("data.additionalDetails");
        }
        vec![record.into_rest()]
    }

    fn event_id(&self, record: &Native) -> EventId {
        // The id of an API object is that of the problem, which changes over its life.
        match record.has("detectorRuleId") {
            true => EventId::scoped(record.str("id")),
            false => EventId::uuid(["eventID", "eventId", "id"].into_iter().find_map(|p| record.str(p))),
        }
    }

    fn map(&self, record: &mut Native) -> Draft {
        let api = record.has("detectorRuleId") && !record.has("data");
        let place = if api { "" } else { "data.additionalDetails." };
        let at = |name: &str| format!("{place}{name}");

        let kind = record.str("type").or_else(|| record.str("eventType")).unwrap_or_default();
        let status = record.str_or_empty(&at(if api { "lifecycleDetail" } else { "status" })).to_owned();
        let again = record.str(&at("reason")).is_some_and(|reason| reason.contains("updated"));
        let activity = match status.as_str() {
            "RESOLVED" | "DISMISSED" | "DELETED" => 3,
            _ if kind.ends_with("problemremediated") || kind.ends_with("problemdismissed") => 3,
            _ if again || kind.ends_with("problemthresholdreached") => 2,
            _ => 1,
        };
        let detector = record.str_or_empty(&at("detectorId"));
        let problem_type = record.str_or_empty(&at("problemType"));
        let configuration = problem_type.contains("CONFIG") || detector.contains("CONFIGURATION");
        let class = if configuration { Class::COMPLIANCE_FINDING } else { Class::DETECTION_FINDING };
        let mut draft = Draft::new(class, activity);

        let rule = known(record, if api { "detectorRuleId" } else { "data.additionalDetails.problemName" });
        let named = known(record, "data.resourceName");
        let title = named.or_else(|| rule.clone()).unwrap_or_else(|| "Cloud Guard problem".to_owned());
        let severity = record.str_or_empty(&at("riskLevel")).to_owned();
        draft.severity(match severity.as_str() {
            "CRITICAL" => Severity::Critical,
            "HIGH" => Severity::High,
            "MEDIUM" => Severity::Medium,
            "LOW" => Severity::Low,
            "MINOR" => Severity::Informational,
            _ => Severity::Unknown,
        });
        subject(record, &mut draft, &at);
        compliance(record, &mut draft, &at, rule.as_deref(), &status);
        let first = record.read_time(&at(if api { "timeFirstDetected" } else { "firstDetected" }));
        let last = record.read_time(&at(if api { "timeLastDetected" } else { "lastDetected" }));
        let time = ["eventTime", "time"].map(|path| record.read_time(path));
        let description = known(record, &at(if api { "description" } else { "problemDescription" }));
        let advice = known(record, &at(if api { "recommendation" } else { "problemRecommendation" }));
        let uid = known(record, if api { "id" } else { "data.resourceId" });
        let original = record.take_str("eventTime").or_else(|| record.take_str("time"));
        let word = record.take_str(&at(if api { "lifecycleDetail" } else { "status" }));
        let status_id = match status.as_str() {
            "OPEN" => Some(1),
            "DISMISSED" => Some(3),
            "RESOLVED" => Some(4),
            "DELETED" => Some(6),
            _ => word.as_ref().map(|_| 99),
        };
        draft
            .time(time.into_iter().flatten().next().or(last))
            .set("metadata.original_time", original)
            .set("metadata.event_code", record.take_str("type").or_else(|| record.take_str("eventType")))
            .put("metadata.product.name", "Cloud Guard")
            .put("metadata.product.vendor_name", "Oracle")
            .set("status_id", status_id)
            .set("status", word)
            .set("status_detail", known(record, &at("reason")))
            .put("message", title.clone())
            .put("finding_info.title", title)
            .set("finding_info.uid", uid)
            .set("finding_info.desc", description)
            .set("finding_info.first_seen_time", first)
            .set("finding_info.last_seen_time", last)
            .set("finding_info.types", known(record, &at("problemType")).map(|t| vec![t]))
            .set("finding_info.analytic", rule.map(|rule| json!({"name": rule, "uid": rule, "type_id": 1})))
            .set("remediation.desc", advice);
        draft
    }
}

/// The resource, the impacted resource, and who or what they stand for.
fn subject(record: &mut Native, draft: &mut Draft, at: &dyn Fn(&str) -> String) {
    let region = known(record, &at("region"));
    let tenant = known(record, &at("tenantId"));
    let compartment = known(record, if record.has("data") { "data.compartmentId" } else { "compartmentId" });
    for (name, uid, kind) in [
        ("resourceName", "resourceId", "resourceType"),
        ("impactedResourceName", "impactedResourceId", "impactedResourceType"),
    ] {
        let mut resource = Map::new();
        for (key, path) in [("name", name), ("uid", uid)] {
            if let Some(value) = known(record, &at(path)) {
                resource.insert(key.to_owned(), value.into());
            }
        }
        if resource.is_empty() {
            continue;
        }
        let kind = known(record, &at(kind));
        let own = resource.get("uid").and_then(Value::as_str).and_then(ocid::region);
        let text = |key: &str| resource.get(key).and_then(Value::as_str).map(str::to_owned);
        let (name, uid) = (text("name"), text("uid"));
        if kind.as_deref() == Some("User") {
            draft.email("actor.user", name.as_deref().map(|n| n.rsplit('/').next().unwrap_or(n)));
            draft.set("actor.user.name", name.clone()).set("actor.user.uid", uid);
        }
        if let Some(ip) = name.filter(|name| name.parse::<std::net::IpAddr>().is_ok()) {
            draft.push("evidences", json!({"src_endpoint": {"ip": ip}}));
        }
        for (key, value) in [("type", kind), ("region", own.or_else(|| region.clone()))] {
            if let Some(value) = value {
                resource.insert(key.to_owned(), value.into());
            }
        }
        draft.push("resources", Value::Object(resource));
    }
    let tenant = tenant.or_else(|| {
        let compartment = compartment.as_deref()?;
        (ocid::kind(compartment) == Some("tenancy")).then(|| compartment.to_owned())
    });
    draft.set("cloud.region", region).set("cloud.account.uid", tenant).set("cloud.project_uid", compartment);
}

fn compliance(
    record: &Native,
    draft: &mut Draft,
    at: &dyn Fn(&str) -> String,
    rule: Option<&str>,
    status: &str,
) {
    if draft.class() != Class::COMPLIANCE_FINDING {
        return;
    }
    let labels: Vec<String> = match record.get(&at("labels")) {
        Some(Value::String(labels)) => labels.split(',').map(|label| label.trim().to_owned()).collect(),
        Some(Value::Array(labels)) => labels.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
        _ => Vec::new(),
    };
    let standards: Vec<String> = labels.into_iter().filter(|label| label.starts_with("CIS")).collect();
    draft
        .set("compliance.control", rule.map(str::to_owned))
        .set("compliance.standards", Some(standards).filter(|s| !s.is_empty()))
        .put("compliance.status_id", if status == "RESOLVED" { 1 } else { 3 });
}
