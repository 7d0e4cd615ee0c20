use serde_json::{Map, Value, json};
use welkin_model::{Class, Draft, Native, Severity};

use super::evidence::{self, Case};
use crate::map::other::ocsf;
use crate::map::{EventId, Object, Source};

/// AWS Security Hub findings: ASFF and OCSF, alone, in a batch, or imported and sent by EventBridge.
///
/// Source: "AWS Security Finding Format (ASFF)" and "EventBridge event formats for Security Hub", AWS Security Hub User
/// Guide.
#[derive(Debug)]
pub(crate) struct SecurityHub;

impl Source for SecurityHub {
    fn id(&self) -> &'static str {
        "aws.securityhub"
    }

    fn recognises(&self, record: &Map<String, Value>) -> bool {
        let findings = |v: Option<&Value>| v.and_then(|v| v.get("findings")).is_some_and(Value::is_array);
        let first = record.get("Findings").and_then(|f| f.get(0)).and_then(Value::as_object);
        is_asff(record)
            || is_ocsf(record)
            || record.get("source").and_then(Value::as_str) == Some("aws.securityhub")
                && findings(record.get("detail"))
            || first.is_some_and(|f| is_asff(f) || is_ocsf(f))
    }

    fn split(&self, mut record: Map<String, Value>) -> Vec<Map<String, Value>> {
        let inside = |record: &mut Map<String, Value>, key: &str| match record.remove(key) {
            Some(Value::Array(items)) if !items.is_empty() && items.iter().all(Value::is_object) => {
                Some(items)
            }
            Some(other) => {
                record.insert(key.to_owned(), other);
                None
            }
            None => None,
        };
        let findings = match record.get_mut("detail").and_then(Value::as_object_mut) {
            Some(detail) => inside(detail, "findings"),
            None => inside(&mut record, "Findings"),
        };
        let Some(findings) = findings else { return vec![record] };
        if record.get("detail").and_then(Value::as_object).is_some_and(Map::is_empty) {
            record.remove("detail");
        }
        let with_envelope = |finding| match finding {
            Value::Object(mut finding) => {
                if !record.is_empty() {
                    finding.insert("envelope".to_owned(), Value::Object(record.clone()));
                }
                Some(finding)
            }
            _ => None,
        };
        findings.into_iter().filter_map(with_envelope).collect()
    }

    // A finding is updated under its id.
    fn event_id(&self, record: &Native) -> EventId {
        EventId::scoped(record.str("Id").or_else(|| record.str("metadata.uid")))
    }

    fn map(&self, record: &mut Native) -> Draft {
        if record.has("class_uid") && record.has("metadata.version") {
            return ocsf::pass(record, false);
        }
        let class = class_of(record);
        let mut draft = Draft::new(class, activity(record));
        let seen = ["LastObservedAt", "UpdatedAt", "CreatedAt", "envelope.time"]
            .into_iter()
            .find(|path| record.read_time(path).is_some());
        draft
            .severity(severity(record))
            .time(seen.and_then(|path| record.read_time(path)))
            .set("finding_info.first_seen_time", record.read_time("FirstObservedAt"))
            .set("finding_info.last_seen_time", record.read_time("LastObservedAt"))
            .set("finding_info.created_time", record.read_time("CreatedAt"))
            .set("finding_info.modified_time", record.read_time("UpdatedAt"))
            .set("metadata.original_time", seen.and_then(|path| record.take_str(path)))
            .set("metadata.log_version", record.take_str("SchemaVersion"))
            .set("metadata.product.uid", record.take_str("ProductArn"));
        product(record, &mut draft);
        describe(record, &mut draft);
        let account = record.take_str("AwsAccountId").or_else(|| record.take_str("envelope.account"));
        draft
            .set("cloud.account.uid", account)
            .set("cloud.account.name", record.take_str("AwsAccountName"))
            .set("cloud.region", record.take_str("Region").or_else(|| record.take_str("envelope.region")));
        evidence::map(record, &mut draft, "Action", Case::Pascal);
        network(record, &mut draft);
        actor(record, &mut draft);
        resources(record, &mut draft);
        match class {
            Class::COMPLIANCE_FINDING => compliance(record, &mut draft),
            Class::VULNERABILITY_FINDING => vulnerabilities(record, &mut draft),
            Class::DATA_SECURITY_FINDING => {
                draft.put("data_security.detection_system_id", 4);
            }
            Class::IAM_ANALYSIS_FINDING => access(record, &mut draft),
            _ => {
                draft.put("is_alert", true);
            }
        }
        draft
    }
}

fn is_asff(record: &Map<String, Value>) -> bool {
    let has = |key: &&str| record.contains_key(*key);
    ["ProductArn", "GeneratorId", "AwsAccountId", "SchemaVersion", "ProductFields", "RecordState"]
        .iter()
        .filter(|k| has(k))
        .count()
        >= 3
}

/// A finding that Security Hub itself writes in OCSF names its product by a Security Hub ARN.
pub(crate) fn is_ocsf(record: &Map<String, Value>) -> bool {
    let product = record.get("metadata").and_then(|m| m.get("product")).and_then(|p| p.get("uid"));
    record.contains_key("class_uid")
        && product
            .and_then(Value::as_str)
            .is_some_and(|uid| uid.starts_with("arn:") && uid.contains(":securityhub:"))
}

fn class_of(record: &Native) -> Class {
    let product = record.str_or_empty("ProductArn").rsplit("product/").next().unwrap_or_default();
    let types: Vec<&str> = record
        .get("Types")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect();
    let of_type = |prefix: &str| types.iter().any(|t| t.starts_with(prefix));
    match product {
        "aws/guardduty" => Class::DETECTION_FINDING,
        "aws/macie" => Class::DATA_SECURITY_FINDING,
        "aws/access-analyzer" => Class::IAM_ANALYSIS_FINDING,
        "aws/inspector" if !cves(record).is_empty() => Class::VULNERABILITY_FINDING,
        "aws/inspector" | "aws/config" => Class::COMPLIANCE_FINDING,
        _ if record.has("Compliance.Status") => Class::COMPLIANCE_FINDING,
        _ if record.has("Vulnerabilities") && !cves(record).is_empty() => Class::VULNERABILITY_FINDING,
        _ if of_type("Sensitive Data Identifications") => Class::DATA_SECURITY_FINDING,
        _ => Class::DETECTION_FINDING,
    }
}

fn activity(record: &Native) -> u8 {
    let closed =
        record.str("RecordState") == Some("ARCHIVED") || record.str("Workflow.Status") == Some("RESOLVED");
    let again = record.has("UpdatedAt") && record.get("UpdatedAt") != record.get("CreatedAt");
    match (closed, again) {
        (true, _) => 3,
        (false, true) => 2,
        (false, false) => 1,
    }
}

/// The label, else the normalised severity of 0 to 100 by the ranges that ASFF gives for it.
fn severity(record: &Native) -> Severity {
    let label =
        ["Severity.Label", "FindingProviderFields.Severity.Label"].into_iter().find_map(|p| record.str(p));
    if let Some(severity) = label.and_then(|l| l.parse().ok()) {
        return severity;
    }
    match record.read_float("Severity.Normalized") {
        Some(n) if n >= 90.0 => Severity::Critical,
        Some(n) if n >= 70.0 => Severity::High,
        Some(n) if n >= 40.0 => Severity::Medium,
        Some(n) if n >= 1.0 => Severity::Low,
        Some(_) => Severity::Informational,
        None => Severity::Unknown,
    }
}

fn product(record: &mut Native, draft: &mut Draft) {
    let name = record
        .take_str("ProductName")
        .or_else(|| record.take_str("ProductFields.aws/securityhub/ProductName"))
        .unwrap_or_else(|| "Security Hub".to_owned());
    let company = record
        .take_str("CompanyName")
        .or_else(|| record.take_str("ProductFields.aws/securityhub/CompanyName"))
        .unwrap_or_else(|| "AWS".to_owned());
    draft.put("metadata.product.name", name).put("metadata.product.vendor_name", company);
}

fn describe(record: &mut Native, draft: &mut Draft) {
    let types = record.take_strs("Types");
    let tactics = types.iter().flatten().filter_map(|t| t.strip_prefix("TTPs/")?.split('/').next());
    let purposes = types.iter().flatten().filter_map(|t| t.rsplit('/').next()?.split(':').next());
    let attacks = evidence::attacks(
        tactics.chain(purposes),
        record.str("Description").into_iter().chain(record.str("Title")),
    );
    let status = match record.str("Workflow.Status") {
        Some("NEW") => Some(1),
        Some("NOTIFIED") => Some(2),
        Some("SUPPRESSED") => Some(3),
        Some("RESOLVED") => Some(4),
        _ => None,
    };
    let generator = record.take_str("GeneratorId");
    let title = record.take_str("Title");
    draft
        .set("status_id", status)
        .set("finding_info.uid", record.take_str("Id"))
        .set("finding_info.desc", record.take_str("Description"))
        .set("finding_info.analytic", generator.map(|g| json!({"uid": g, "type_id": 1})))
        .set("finding_info.types", types)
        .set("finding_info.attacks", (!attacks.is_empty()).then_some(attacks))
        .set("message", title.clone())
        .set("finding_info.title", title)
        .set("finding_info.src_url", record.take_str("SourceUrl"))
        .set("confidence_score", record.take_int("Confidence"))
        .set("comment", record.take_str("Note.Text"));
    let advice = record.take_str("Remediation.Recommendation.Text");
    let url = record.take_str("Remediation.Recommendation.Url");
    if draft.allows("remediation") {
        if advice.is_some() || url.is_some() {
            draft
                .put("remediation.desc", advice.unwrap_or_else(|| "Unknown".to_owned()))
                .set("remediation.references", url.map(|u| vec![u]));
        }
    } else {
        for (path, value) in [("Text", advice), ("Url", url)] {
            if let Some(value) = value {
                record.put(&format!("Remediation.Recommendation.{path}"), value);
            }
        }
    }
}

/// The older `Network` element.
fn network(record: &mut Native, draft: &mut Draft) {
    let mut evidence = Object::default();
    let source = record.take_str("Network.SourceIpV4").or_else(|| record.take_str("Network.SourceIpV6"));
    let target =
        record.take_str("Network.DestinationIpV4").or_else(|| record.take_str("Network.DestinationIpV6"));
    let known = source.is_some() || target.is_some();
    if !known {
        return;
    }
    let direction = match record.str("Network.Direction") {
        Some("IN") => 1,
        Some("OUT") => 2,
        _ => 0,
    };
    if source.is_some() {
        evidence.set("src_endpoint.port", record.take_int("Network.SourcePort"));
    }
    if target.is_some() {
        evidence
            .set("dst_endpoint.port", record.take_int("Network.DestinationPort"))
            .set("dst_endpoint.domain", record.take_str("Network.DestinationDomain"));
    }
    evidence
        .address("src_endpoint", "hostname", source)
        .address("dst_endpoint", "hostname", target)
        .set("connection_info.direction_id", Some(direction))
        .set("connection_info.protocol_name", record.take_str("Network.Protocol"));
    draft.push("evidences", evidence.into_value().unwrap_or_default());
}

/// An access key among the resources is whose action was found.
fn actor(record: &mut Native, draft: &mut Draft) {
    let key = |r: &Native| r.get("Details.AwsIamAccessKey").is_some();
    let mut user = Object::default();
    let mut issuer = None;
    record.each("Resources", |r| {
        if key(r) && !user.has("uid") && !user.has("name") {
            let text = |p: &str| r.str(&format!("Details.AwsIamAccessKey.{p}")).map(str::to_owned);
            let kind = text("PrincipalType");
            let type_id = match kind.as_deref() {
                Some("IAMUser" | "FederatedUser") => 1,
                Some("Root") => 2,
                Some("AWSService") => 3,
                _ => 99,
            };
            issuer = text("SessionContext.SessionIssuer.Arn");
            let principal = text("PrincipalId");
            let name = text("PrincipalName").or_else(|| text("UserName"));
            let name = name.or_else(|| principal.as_deref()?.split_once(':').map(|(_, s)| s.to_owned()));
            user.set("name", name)
                .set("uid", principal)
                .set("credential_uid", text("AccessKeyId"))
                .set("account.uid", text("AccountId"))
                .set("type", kind)
                .set("type_id", Some(type_id));
        }
        None::<()>
    });
    if user.has("uid") || user.has("name") {
        let user = user.into_value().unwrap_or_default();
        let name = user.get("name").and_then(Value::as_str).map(str::to_owned);
        draft
            .put("actor.user", user)
            .email("actor.user", name.as_deref())
            .set("actor.session.issuer", issuer);
    }
}

fn resources(record: &mut Native, draft: &mut Draft) {
    for resource in record.each("Resources", |r| {
        r.str("Id")?;
        let mut object = Object::default();
        let texts =
            r.get("Tags").and_then(Value::as_object).is_some_and(|t| t.values().all(Value::is_string));
        let tags = if texts { r.take("Tags") } else { None };
        let tags: Option<Vec<Value>> = tags
            .as_ref()
            .and_then(Value::as_object)
            .map(|tags| tags.iter().map(|(name, value)| json!({"name": name, "value": value})).collect());
        let role = r.take_str("ResourceRole");
        let role_id = match role.as_deref() {
            Some("Target") => Some(1),
            Some("Actor") => Some(2),
            _ => None,
        };
        object
            .set("uid", r.take_str("Id"))
            .set("type", r.take_str("Type"))
            .set("region", r.take_str("Region"))
            .set("cloud_partition", r.take_str("Partition"))
            .set("role", role)
            .set("role_id", role_id)
            .set("tags", tags)
            .set("data", r.take("Details"));
        object.into_value()
    }) {
        draft.push("resources", resource);
    }
}

fn compliance(record: &mut Native, draft: &mut Draft) {
    let status = record.take_str("Compliance.Status");
    let id = match status.as_deref() {
        Some("PASSED") => 1,
        Some("WARNING") => 2,
        Some("FAILED") => 3,
        Some("NOT_AVAILABLE") | None => 0,
        Some(_) => 99,
    };
    let control = record
        .take_str("Compliance.SecurityControlId")
        .or_else(|| record.take_str("ProductFields.ControlId"));
    let standards = record.each("Compliance.AssociatedStandards", |s| s.take_str("StandardsId"));
    let standards = match (standards.is_empty(), record.take_str("ProductFields.StandardsArn")) {
        (true, arn) => arn.map(|arn| vec![arn]),
        (false, arn) => Some(standards.into_iter().chain(arn).collect()),
    };
    let requirements = record.take_strs("Compliance.RelatedRequirements");
    let reasons = record.each("Compliance.StatusReasons", |r| r.take_str("ReasonCode"));
    draft
        .put("compliance.status_id", id)
        .set("compliance.status", status)
        .set("compliance.control", control)
        .set("compliance.standards", standards)
        .set("compliance.requirements", requirements)
        .set("compliance.status_details", (!reasons.is_empty()).then_some(reasons));
}

/// Ids of `Vulnerabilities`, else the one in the title (`CVE-2021-44228 - log4j-core`).
fn cves(record: &Native) -> Vec<String> {
    let listed = record.get("Vulnerabilities").and_then(Value::as_array).into_iter().flatten();
    let ids: Vec<String> = listed.filter_map(|v| v.get("Id")?.as_str()).map(str::to_owned).collect();
    if !ids.is_empty() {
        return ids;
    }
    let words = record.str_or_empty("Title").split(|c: char| !(c.is_ascii_alphanumeric() || c == '-'));
    words.filter(|w| w.starts_with("CVE-")).take(1).map(str::to_owned).collect()
}

fn vulnerabilities(record: &Native, draft: &mut Draft) {
    for id in cves(record) {
        let vulnerability = match id.starts_with("CVE-") {
            true => json!({"cve": {"uid": id}}),
            false => json!({"advisory": {"uid": id}}),
        };
        draft.push("vulnerabilities", vulnerability);
    }
}

/// Access Analyzer: who outside of the account can reach the resource.
fn access(record: &Native, draft: &mut Draft) {
    let field = |name: &str| record.str(&format!("ProductFields.{name}")).map(str::to_owned);
    let who = ["Principal", "External Principal Type", "External Principal"].into_iter().find_map(field);
    let actions = ["Action Type", "Actions"].into_iter().find_map(field);
    draft
        .put(
            "access_analysis_result.accessors",
            json!([{"name": who.unwrap_or_else(|| "Unknown".to_owned())}]),
        )
        .set("access_analysis_result.granted_privileges", actions.map(|a| vec![a]))
        .set("access_analysis_result.access_level", field("Access Level"));
}
