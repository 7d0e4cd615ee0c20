use serde_json::{Map, Value, json};
use welkin_model::{Class, Draft, Native, Severity};

use super::{finding, log_entry, spelling};
use crate::map::{EventId, Source};

/// Findings of Security Command Center: notifications, and findings as the API lists them, of both versions.
///
/// Source: "Finding" and "NotificationMessage", Security Command Center API v1 and v2. A finding without its
/// notification is put under `finding`, so that rules know one shape.
#[derive(Debug)]
pub(crate) struct CommandCenter;

impl Source for CommandCenter {
    fn id(&self) -> &'static str {
        "gcp.scc"
    }

    fn recognises(&self, record: &Map<String, Value>) -> bool {
        is_finding(record) || record.get("finding").and_then(Value::as_object).is_some_and(is_finding)
    }

    fn split(&self, record: Map<String, Value>) -> Vec<Map<String, Value>> {
        let mut record = record;
        if is_finding(&record) {
            let mut outer = Map::new();
            for key in ["resource", "envelope"] {
                if let Some(value) = record.remove(key) {
                    outer.insert(key.to_owned(), value);
                }
            }
            outer.insert("finding".to_owned(), Value::Object(record));
            record = outer;
        }
        // Client libraries write the members of a finding in snake case.
        if let Some(found) = record.get_mut("finding").and_then(Value::as_object_mut) {
            *found = spelling::camel_case(std::mem::take(found), |_, value| value);
        }
        vec![record]
    }

    // A finding keeps its name while it changes.
    fn event_id(&self, record: &Native) -> EventId {
        let id = record.str("finding.name").and_then(|name| name.rsplit('/').next());
        EventId::scoped(id.filter(|id| !id.is_empty()))
    }

    fn map(&self, record: &mut Native) -> Draft {
        let properties = "finding.sourceProperties";
        let scanner = record.has(&format!("{properties}.ScannerName"));
        let cve = record.has("finding.vulnerability.cve.id");
        let own = record.take_str("finding.findingClass");
        let class = finding::class_of(own.as_deref(), scanner, cve);
        let closed = record.str("finding.state") == Some("INACTIVE");
        let mut draft = Draft::new(class, if closed { 3 } else { 1 });
        let muted = record.str("finding.mute") == Some("MUTED");
        let time = ["finding.eventTime", "finding.createTime", "envelope.time"]
            .into_iter()
            .find(|path| record.read_time(path).is_some());
        draft
            .severity(severity(record))
            .time(time.and_then(|path| record.read_time(path)))
            .set("finding_info.created_time", record.read_time("finding.createTime"))
            .set("finding_info.modified_time", record.read_time("finding.eventTime"))
            .set("metadata.original_time", time.and_then(|path| record.take_text(path)))
            .put(
                "status_id",
                if closed {
                    4
                } else if muted {
                    3
                } else {
                    1
                },
            )
            .set("status", record.take_str("finding.state"))
            .put("metadata.product.name", "Security Command Center")
            .put("metadata.product.vendor_name", "Google Cloud")
            .set("finding_info.types", own.map(|class| vec![class]));
        describe(record, &mut draft);
        match class {
            Class::VULNERABILITY_FINDING => vulnerability(record, &mut draft),
            Class::COMPLIANCE_FINDING => compliance(record, &mut draft, closed),
            _ => {
                draft.put("is_alert", class == Class::DETECTION_FINDING);
            }
        }
        resources(record, &mut draft);
        access(record, &mut draft);
        draft
    }
}

fn is_finding(record: &Map<String, Value>) -> bool {
    let name = record.get("name").and_then(Value::as_str).unwrap_or_default();
    let has = |keys: [&str; 2]| keys.iter().any(|key| record.contains_key(*key));
    let category = record.contains_key("category");
    name.contains("/sources/") && name.contains("/findings/")
        || category && has(["findingClass", "finding_class"]) && has(["resourceName", "resource_name"])
        || category && has(["sourceProperties", "source_properties"]) && has(["parent", "resourceName"])
}

fn severity(record: &Native) -> Severity {
    [
        "severity",
        "sourceProperties.SeverityLevel",
        "sourceProperties.detectionPriority",
        "sourceProperties.severity",
    ]
    .into_iter()
    .find_map(|path| record.str(&format!("finding.{path}"))?.parse().ok())
    .unwrap_or(Severity::Unknown)
}

fn describe(record: &mut Native, draft: &mut Draft) {
    let properties = "finding.sourceProperties";
    let category = record.take_str("finding.category").unwrap_or_else(|| "Finding".to_owned());
    let attacks = attacks(record, &category);
    if !attacks.is_empty() {
        draft.put("finding_info.attacks", attacks);
    }
    let description = record
        .take_str("finding.description")
        .or_else(|| record.take_str(&format!("{properties}.Explanation")));
    let analytic = ["finding.moduleName".to_owned(), format!("{properties}.detectionCategory.ruleName")]
        .into_iter()
        .chain([format!("{properties}.ScannerName")])
        .find_map(|path| record.take_str(&path));
    let remedy = record
        .take_str("finding.nextSteps")
        .or_else(|| record.take_str(&format!("{properties}.Recommendation")));
    let remedy_at = if draft.allows("remediation") { "remediation.desc" } else { "comment" };
    let provider = ["parentDisplayName", "sourceDisplayName"]
        .into_iter()
        .find_map(|key| record.take_str(&format!("finding.{key}")));
    draft
        .put("message", category.clone())
        .put("finding_info.title", category)
        .set("finding_info.desc", description)
        .set("finding_info.uid", record.take_str("finding.name"))
        .set("finding_info.uid_alt", record.take_str("finding.canonicalName"))
        .set("finding_info.src_url", record.take_str("finding.externalUri"))
        .set("finding_info.product_uid", record.take_str("finding.parent"))
        .set("metadata.product.feature.name", provider)
        .set(remedy_at, remedy);
    if let Some(analytic) = analytic {
        draft.put("finding_info.analytic", json!({"name": analytic, "type_id": 1}));
    }
}

fn attacks(record: &Native, category: &str) -> Vec<Value> {
    let mitre = "finding.mitreAttack";
    let texts = |path: &str| -> Vec<&str> {
        match record.get(&format!("{mitre}.{path}")) {
            Some(Value::String(text)) => vec![text],
            Some(Value::Array(items)) => items.iter().filter_map(Value::as_str).collect(),
            _ => Vec::new(),
        }
    };
    let tactics = [texts("primaryTactic"), texts("additionalTactics")].concat();
    let techniques = [texts("primaryTechniques"), texts("additionalTechniques")].concat();
    let mut attacks: Vec<Value> =
        tactics.into_iter().filter_map(finding::tactic).map(|t| json!({"tactic": t})).collect();
    attacks.extend(techniques.into_iter().map(|t| json!({"technique": finding::technique(t)})));
    if attacks.is_empty() {
        let named = category.split_once(':').and_then(|(word, _)| finding::tactic(word));
        attacks.extend(named.map(|t| json!({"tactic": t})));
    }
    let url = record.str("finding.sourceProperties.contextUris.mitreUri.url");
    attacks.extend(url.and_then(finding::technique_of_url));
    attacks
}

fn vulnerability(record: &mut Native, draft: &mut Draft) {
    let Some(cve) = record.take_str("finding.vulnerability.cve.id") else { return };
    let score = record.read_float("finding.vulnerability.cve.cvssv3.baseScore");
    let mut vulnerability = json!({"cve": {"uid": cve}});
    if let (Some(score), Some(cve)) = (score, vulnerability.get_mut("cve").and_then(Value::as_object_mut)) {
        cve.insert("cvss".to_owned(), json!([{"base_score": score, "version": "3"}]));
    }
    draft.push("vulnerabilities", vulnerability);
}

/// The control that a misconfiguration breaks and the standards that ask for it.
fn compliance(record: &Native, draft: &mut Draft, closed: bool) {
    let mut standards: Vec<String> = Vec::new();
    let mut requirements: Vec<String> = Vec::new();
    let listed = record.get("finding.compliances").and_then(Value::as_array);
    for compliance in listed.into_iter().flatten() {
        let text = |key: &str| compliance.get(key).and_then(Value::as_str);
        let Some(standard) = text("standard") else { continue };
        let standard = text("version").map_or(standard.to_owned(), |version| format!("{standard} {version}"));
        let ids = compliance.get("ids").and_then(Value::as_array).into_iter().flatten();
        requirements.extend(ids.filter_map(Value::as_str).map(|id| format!("{standard} {id}")));
        standards.push(standard);
    }
    let control = draft.get("finding_info.title").cloned();
    draft
        .set("compliance.control", control)
        .put("compliance.status_id", if closed { 1 } else { 3 })
        .set("compliance.standards", Some(standards).filter(|s| !s.is_empty()))
        .set("compliance.requirements", Some(requirements).filter(|r| !r.is_empty()));
}

fn resources(record: &mut Native, draft: &mut Draft) {
    let text = |record: &Native, keys: &[&str]| {
        ["resource", "finding.resource"].into_iter().find_map(|place| {
            keys.iter().find_map(|key| record.str(&format!("{place}.{key}")).map(str::to_owned))
        })
    };
    let uid = record.take_str("finding.resourceName").or_else(|| text(record, &["name"]));
    let name = text(record, &["displayName", "display_name", "gcpMetadata.resourceDisplayName"])
        .or_else(|| record.str("finding.assetDisplayName").map(str::to_owned));
    let kind = text(record, &["type"]);
    let project =
        text(record, &["projectDisplayName", "project_display_name", "gcpMetadata.projectDisplayName"])
            .or_else(|| record.str("finding.sourceProperties.ProjectId").map(str::to_owned))
            .or_else(|| record.str("finding.sourceProperties.properties.project_id").map(str::to_owned))
            .or_else(|| segment(uid.as_deref()?, "projects/"));
    let org = record
        .str("finding.canonicalName")
        .into_iter()
        .chain(draft.get("finding_info.product_uid").and_then(Value::as_str))
        .find_map(|name| segment(name, "organizations/"));
    let place = text(record, &["location"]);
    draft
        .set("cloud.project_uid", project.clone())
        .set("cloud.account.uid", project)
        .set("cloud.org.uid", org);
    log_entry::location(draft, place);
    if uid.is_some() || name.is_some() {
        let mut resource = Map::new();
        for (key, value) in [("uid", uid), ("name", name), ("type", kind)] {
            if let Some(value) = value {
                resource.insert(key.to_owned(), value.into());
            }
        }
        draft.push("resources", Value::Object(resource));
    }
}

fn segment(name: &str, collection: &str) -> Option<String> {
    let (_, rest) = name.split_once(collection)?;
    rest.split('/').next().filter(|part| !part.is_empty()).map(str::to_owned)
}

/// Who did it and from where. The chain of impersonation stays in the record.
fn access(record: &mut Native, draft: &mut Draft) {
    let access = |key: &str| format!("finding.access.{key}");
    let older = "finding.sourceProperties.properties";
    let email = record
        .take_str(&access("principalEmail"))
        .or_else(|| record.str(&format!("{older}.principalEmail")).map(str::to_owned))
        .or_else(|| record.str(&format!("{older}.sensitiveRoleGrant.principalEmail")).map(str::to_owned));
    draft.email("actor.user", email.as_deref());
    draft
        .set("actor.user.name", email)
        .set("actor.user.uid", record.take_str(&access("principalSubject")))
        .set("actor.user.credential_uid", record.take_str(&access("serviceAccountKeyName")));
    let method = record.take_str(&access("methodName"));
    if let Some(method) = method {
        draft.put("api.operation", method).set("api.service.name", record.take_str(&access("serviceName")));
    }
    if !draft.allows("evidences") {
        return;
    }
    let mut evidence = Draft::new(draft.class(), 0);
    evidence.address("src_endpoint", "name", record.take_str(&access("callerIp")));
    if let Some(end) = evidence.get("src_endpoint").cloned() {
        let mut found = json!({"src_endpoint": end});
        let agent = record.take_str(&access("userAgent"));
        if let (Some(agent), Some(found)) = (agent, found.as_object_mut()) {
            found.insert("http_request".to_owned(), json!({"user_agent": agent}));
        }
        draft.push("evidences", found);
    }
    for connection in record.each("finding.connections", |connection| {
        let mut ends = Map::new();
        for (end, side) in [("src_endpoint", "source"), ("dst_endpoint", "destination")] {
            let ip = format!("{side}Ip");
            if connection.str(&ip).is_some_and(|ip| ip.parse::<std::net::IpAddr>().is_ok()) {
                let mut members = Map::new();
                members.extend(connection.take_str(&ip).map(|ip| ("ip".to_owned(), ip.into())));
                let port = connection.take_int(&format!("{side}Port"));
                members.extend(port.map(|port| ("port".to_owned(), port.into())));
                ends.insert(end.to_owned(), Value::Object(members));
            }
        }
        (!ends.is_empty()).then_some(Value::Object(ends))
    }) {
        draft.push("evidences", connection);
    }
}
