use serde_json::{Map, Value, json};
use welkin_model::{Class, Draft, Native};

use super::resource_id::ResourceId;
use super::{defender, envelope, fields, identity};
use crate::map::{EventId, Source, verb};

/// The Azure activity log: what was done to the resources of a subscription, in the form of diagnostic settings, of
/// the management API, and of the table `AzureActivity`.
///
/// Source: "Azure Activity Log event schema", Microsoft Learn.
#[derive(Debug)]
pub(crate) struct Activity;

/// Categories of the activity log. Of `Security`, the alerts of Defender for Cloud are a source of their own.
const CATEGORIES: [&str; 8] = [
    "Administrative",
    "Policy",
    "ServiceHealth",
    "Alert",
    "Autoscale",
    "Recommendation",
    "ResourceHealth",
    "Security",
];

impl Source for Activity {
    fn id(&self) -> &'static str {
        "azure.activity"
    }

    fn recognises(&self, record: &Map<String, Value>) -> bool {
        if fields::raw_text(record, "Type").eq_ignore_ascii_case("AzureActivity") {
            return true;
        }
        let category = envelope::category(record);
        let operation = envelope::operation(record);
        let own_category = fields::is_any(category, &CATEGORIES);
        let own_id = fields::raw(record, "eventDataId").is_some();
        let own_operation = operation.contains('/') && (own_category || category.is_empty());
        let has_place =
            envelope::resource(record).is_some() || fields::raw(record, "subscriptionId").is_some();
        !operation.is_empty()
            && fields::raw(record, "metricName").is_none()
            && (own_id || own_operation && has_place)
            && !defender::Defender.recognises(record)
    }

    fn split(&self, record: Map<String, Value>) -> Vec<Map<String, Value>> {
        vec![fields::restore_case(record)]
    }

    fn event_id(&self, record: &Native) -> EventId {
        match EventId::uuid(fields::read(record, "", &["eventDataId"]).as_deref()) {
            EventId::None => envelope::event_id(record),
            id => id,
        }
    }

    fn map(&self, record: &mut Native) -> Draft {
        for path in
            ["properties", "Properties", "httpRequest", "HTTPRequest", "authorization", "Authorization"]
        {
            record.parse_embedded(path);
        }
        let operation = envelope::operation(record.as_map()).to_owned();
        let category = envelope::category(record.as_map()).to_owned();
        let created = is_created(record);
        let (class, activity) = class_of(&category, &operation, created);
        let mut draft = Draft::new(class, activity);
        let level = fields::read(record, "", &["level"]).unwrap_or_default();
        let scope =
            fields::read(record, "", &["resourceId", "_ResourceId", "resourceUri"]).unwrap_or_default();
        envelope::map(record, &mut draft, "Azure Activity Log");
        identity::map(record, &mut draft);
        let id = fields::take(record, "", &["eventDataId"]);
        draft.set("metadata.original_event_uid", id);
        if draft.allows("http_request") {
            let method = ["httpRequest.method", "HTTPRequest.method"];
            draft
                .set("http_request.http_method", fields::take(record, "", &method))
                .set("http_request.user_agent", fields::take(record, "properties.", &["userAgent"]));
        }
        identity::address(record, &mut draft, "", &["HTTPRequest.clientIpAddress"]);
        request(record, &mut draft);
        match class {
            Class::USER_ACCESS => access(&mut draft, &scope),
            Class::ENTITY_MANAGEMENT => entity(&mut draft, &scope),
            Class::COMPLIANCE_FINDING | Class::DETECTION_FINDING => {
                finding(record, &mut draft, &operation, &category, &scope);
                if let Some(severity) = envelope::severity(&level) {
                    draft.severity(severity);
                }
            }
            _ => {}
        }
        if let Some(text) = fields::read(record, "", &["description", "operationName.localizedValue"]) {
            draft.put("message", text);
        }
        draft
    }
}

fn is_created(record: &Native) -> bool {
    [
        "resultSignature",
        "subStatus.value",
        "ActivitySubstatusValue",
        "properties.statusCode",
        "Properties.statusCode",
    ]
    .iter()
    .filter_map(|path| record.str(path))
    .any(|text| text == "201" || fields::contains(text, "created"))
}

fn class_of(category: &str, operation: &str, created: bool) -> (Class, u8) {
    if fields::is_any(category, &["Policy"]) {
        return (Class::COMPLIANCE_FINDING, 1);
    }
    if fields::is_any(category, &["Alert", "Security"]) {
        return (Class::DETECTION_FINDING, 1);
    }
    let operation = operation.to_ascii_lowercase();
    let verb = envelope::verb_of(&operation, created);
    let Some(authorization) = operation.strip_prefix("microsoft.authorization/") else {
        return (Class::API_ACTIVITY, verb);
    };
    let object = authorization.split('/').next().unwrap_or_default();
    match (object, verb) {
        ("elevateaccess", _) => (Class::USER_ACCESS, 1),
        ("roleassignments" | "classicadministrators", verb::CREATE | verb::UPDATE)
        | (
            "roleassignmentschedulerequests" | "roleeligibilityschedulerequests",
            verb::CREATE | verb::UPDATE,
        ) => (Class::USER_ACCESS, 1),
        ("roleassignments" | "classicadministrators", verb::DELETE) => (Class::USER_ACCESS, 2),
        (
            "roledefinitions"
            | "policyassignments"
            | "policydefinitions"
            | "policysetdefinitions"
            | "policyexemptions"
            | "denyassignments"
            | "rolemanagementpolicies",
            verb @ verb::CREATE..=verb::DELETE,
        ) => (Class::ENTITY_MANAGEMENT, verb),
        _ => (Class::API_ACTIVITY, verb),
    }
}

/// The bodies of request and response, which Azure writes as JSON in a text. They are copied: the text stays.
fn request(record: &mut Native, draft: &mut Draft) {
    let body = |names: &[&str]| {
        let value =
            names.iter().find_map(|n| record.get(n).filter(|v| !v.is_null() && v.as_str() != Some("")))?;
        Some(match value.as_str().map(serde_json::from_str::<Value>) {
            Some(Ok(parsed)) => parsed,
            _ => value.clone(),
        })
    };
    let request = body(&["properties.requestbody", "properties.requestBody", "Properties.requestbody"]);
    let response = body(&["properties.responseBody", "Properties.responseBody"]);
    let uid = fields::take(record, "", &["httpRequest.clientRequestId", "HTTPRequest.clientRequestId"]);
    if request.is_some() || uid.is_some() {
        let correlation = draft.get("metadata.correlation_uid").and_then(Value::as_str).map(str::to_owned);
        draft.set("api.request.uid", uid.or(correlation)).set("api.request.data", request);
    }
    draft.set("api.response.data", response);
    if draft.get("status_id").and_then(Value::as_i64) == Some(2) {
        let error = draft.get("status_code").cloned();
        draft.set("api.response.error", error);
    }
}

/// Who gets which role where: told by the body of the request.
fn access(draft: &mut Draft, scope: &str) {
    let body = draft.get("api.request.data").cloned().unwrap_or_default();
    let one = |name: &str| fields::nested(&body, name).map(str::to_owned);
    let elevated = draft
        .get("api.operation")
        .and_then(Value::as_str)
        .is_some_and(|o| fields::contains(o, "elevateAccess"));
    let role = match elevated {
        true => Some("User Access Administrator".to_owned()),
        false => one("roleDefinitionId").or_else(|| ResourceId::parse(scope).name.map(str::to_owned)),
    };
    draft.set("privileges", role.map(|role| vec![role]));
    let principal = one("principalId");
    match (elevated, principal) {
        (true, _) => {
            if let Some(user) = draft.get("actor.user").cloned() {
                draft.put("user", user);
            }
        }
        (false, Some(principal)) => {
            let kind = one("principalType");
            draft
                .put("user.uid", principal)
                .put("user.type_id", if kind.as_deref() == Some("User") { 1 } else { 4 })
                .set("user.type", kind);
        }
        (false, None) => {}
    }
    if let Some(target) = one("scope") {
        draft.push("resources", ResourceId::details(&target));
    }
}

fn entity(draft: &mut Draft, scope: &str) {
    let parsed = ResourceId::parse(scope);
    let name =
        fields::nested(draft.get("api.request.data").unwrap_or(&Value::Null), "roleName").map(str::to_owned);
    draft
        .set("entity.name", name.or_else(|| parsed.name.map(str::to_owned)))
        .set("entity.uid", Some(scope).filter(|s| !s.is_empty()).map(str::to_owned))
        .set("entity.type", parsed.kind);
}

fn finding(record: &mut Native, draft: &mut Draft, operation: &str, category: &str, scope: &str) {
    let title =
        fields::read(record, "properties.", &["eventName", "title", "ruleName", "policyAssignmentName"]);
    let uid =
        draft.get("metadata.original_event_uid").or_else(|| draft.get("metadata.correlation_uid")).cloned();
    draft
        .put("finding_info.title", title.unwrap_or_else(|| operation.to_owned()))
        .put("finding_info.uid", uid.unwrap_or_else(|| scope.into()))
        .put("finding_info.types", vec![category.to_owned()]);
    if draft.class() == Class::COMPLIANCE_FINDING {
        let policies = fields::read(record, "properties.", &["policies"]).unwrap_or_default();
        let policies: Value = serde_json::from_str(&policies).unwrap_or_default();
        let policy = policies.as_array().and_then(|list| list.first()).unwrap_or(&Value::Null);
        let name = fields::nested(policy, "policyDefinitionName").unwrap_or(operation).to_owned();
        draft.put("compliance.control", name).put("compliance.status_id", 3);
        if let Some(uid) = fields::nested(policy, "policyDefinitionId") {
            draft.put(
                "policy",
                json!({"uid": uid, "name": fields::nested(policy, "policyDefinitionDisplayName")}),
            );
        }
    }
}
