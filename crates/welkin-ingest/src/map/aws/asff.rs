//! The parts of a finding in the AWS Security Finding Format.

use serde_json::{Value, json};
use welkin_model::{Draft, Native};

use super::evidence;
use crate::map::Object;

pub(super) fn describe(record: &mut Native, draft: &mut Draft) {
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
pub(super) fn network(record: &mut Native, draft: &mut Draft) {
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
pub(super) fn actor(record: &mut Native, draft: &mut Draft) {
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

pub(super) fn resources(record: &mut Native, draft: &mut Draft) {
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

pub(super) fn compliance(record: &mut Native, draft: &mut Draft) {
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
pub(super) fn cves(record: &Native) -> Vec<String> {
    let listed = record.get("Vulnerabilities").and_then(Value::as_array).into_iter().flatten();
    let ids: Vec<String> = listed.filter_map(|v| v.get("Id")?.as_str()).map(str::to_owned).collect();
    if !ids.is_empty() {
        return ids;
    }
    let words = record.str_or_empty("Title").split(|c: char| !(c.is_ascii_alphanumeric() || c == '-'));
    words.filter(|w| w.starts_with("CVE-")).take(1).map(str::to_owned).collect()
}

pub(super) fn vulnerabilities(record: &Native, draft: &mut Draft) {
    for id in cves(record) {
        let vulnerability = match id.starts_with("CVE-") {
            true => json!({"cve": {"uid": id}}),
            false => json!({"advisory": {"uid": id}}),
        };
        draft.push("vulnerabilities", vulnerability);
    }
}

/// Access Analyzer: who outside of the account can reach the resource.
pub(super) fn access(record: &Native, draft: &mut Draft) {
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
