use serde_json::{Map, Value};
use welkin_model::{Class, Draft, Native, Severity};

use super::asff::{access, actor, compliance, cves, describe, network, resources, vulnerabilities};
use super::evidence::{self, Case};
use crate::map::other::ocsf;
use crate::map::{EventId, Source};

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
