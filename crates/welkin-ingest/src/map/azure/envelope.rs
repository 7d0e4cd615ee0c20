use serde_json::{Map, Value};
use welkin_model::{Draft, Native, Severity};

use super::resource_id::{self, ResourceId};
use super::{fields, identity};
use crate::map::EventId;

/// Whether the record is an Azure Monitor record: a time, an operation or category, and the resource that wrote it.
///
/// Source: "Common and service-specific schemas for Azure resource logs", Microsoft Learn.
pub(super) fn is_resource_record(record: &Map<String, Value>) -> bool {
    resource(record).is_some()
        && fields::raw(record, "metricName").is_none()
        && ["operationName", "category", "Type", "OperationNameValue"]
            .iter()
            .any(|k| fields::raw(record, k).is_some())
        && TIMES.iter().any(|key| fields::raw(record, key).is_some())
}

/// The id of the resource that wrote the record.
pub(super) fn resource(record: &Map<String, Value>) -> Option<&str> {
    let id = |key| fields::raw(record, key)?.as_str().filter(|id| resource_id::is_resource_id(id));
    RESOURCES.iter().find_map(|key| id(key))
}

/// `category` as text or, in the management form, as `{value, localizedValue}`.
pub(super) fn category(record: &Map<String, Value>) -> &str {
    ["category", "CategoryValue"].iter().find_map(|key| word(fields::raw(record, key)?)).unwrap_or("")
}

pub(super) fn operation(record: &Map<String, Value>) -> &str {
    ["OperationNameValue", "operationName"]
        .iter()
        .find_map(|key| word(fields::raw(record, key)?))
        .unwrap_or("")
}

fn word(value: &Value) -> Option<&str> {
    value
        .as_str()
        .or_else(|| fields::raw(value.as_object()?, "value")?.as_str())
        .filter(|text| !text.is_empty())
}

const TIMES: [&str; 3] = ["eventTimestamp", "time", "TimeGenerated"];
const RESOURCES: [&str; 3] = ["resourceId", "_ResourceId", "resourceUri"];

/// Maps what all Azure Monitor records share: time, operation, resource, region, subscription, tenant, outcome.
pub(super) fn map(record: &mut Native, draft: &mut Draft, product: &str) {
    draft
        .time(fields::time(record, "", &TIMES))
        .set("metadata.original_time", fields::take(record, "", &TIMES))
        .set("metadata.correlation_uid", fields::take(record, "", &["correlationId"]))
        .set("metadata.log_level", fields::take(record, "", &["level"]))
        .set(
            "metadata.product.feature.name",
            fields::take(record, "", &["CategoryValue", "category", "category.value"]),
        )
        .put("metadata.product.name", product)
        .put("metadata.product.vendor_name", "Microsoft")
        .set("cloud.region", fields::take(record, "", &["location", "resourceLocation"]))
        .set("duration", record.take_int("durationMs").or_else(|| record.take_int("DurationMs")));
    // In a row of Log Analytics `TenantId` is the workspace.
    if let Some(tenant) = fields::take(record, "", &["AADTenantId"]).or_else(|| record.take_text("tenantId"))
    {
        draft.put("cloud.org.uid", tenant.clone()).put("metadata.tenant_uid", tenant);
    }
    identity::address(
        record,
        draft,
        "",
        &["callerIpAddress", "callerIPAddress", "httpRequest.clientIpAddress"],
    );
    outcome(record, draft);
    operation_of(record, draft);
    resource_of(record, draft);
}

fn operation_of(record: &mut Native, draft: &mut Draft) {
    let names = ["OperationNameValue", "operationName", "operationName.value"];
    let Some(operation) = fields::take(record, "", &names) else { return };
    let version = fields::take(record, "", &["operationVersion"]);
    draft.put("message", operation.clone()).put("api.operation", operation).set("api.version", version);
}

/// Names the operation more closely than the envelope, whose own word stays under its own name.
pub(super) fn specify(draft: &mut Draft, operation: String) {
    let general = draft.get("api.operation").cloned();
    draft
        .set("unmapped.operationName", general)
        .put("message", operation.clone())
        .put("api.operation", operation);
}

fn resource_of(record: &mut Native, draft: &mut Draft) {
    let Some(id) = fields::read(record, "", &RESOURCES).filter(|id| resource_id::is_resource_id(id)) else {
        draft.set("cloud.account.uid", fields::take(record, "", &["subscriptionId"]));
        return;
    };
    resource_id::account(draft, &id);
    if !draft.has("cloud.account.uid") {
        draft.set("cloud.account.uid", fields::take(record, "", &["subscriptionId"]));
    }
    if let Some(kind) = ResourceId::parse(&id).kind {
        draft.set("api.service.name", kind.split('/').next().map(str::to_owned));
    }
    if draft.allows("resources") {
        draft.push("resources", ResourceId::details(&id));
        fields::take(record, "", &RESOURCES);
    }
}

/// The outcome: Azure's word for it (`Success`, `Failed`, `Started`) or an HTTP status in its place.
fn outcome(record: &mut Native, draft: &mut Draft) {
    let base = "";
    let status =
        fields::take(record, base, &["ActivityStatusValue", "resultType", "statusText", "status.value"]);
    let codes = ["statusCode", "resultSignature", "subStatus.value", "ActivitySubstatusValue"];
    let code = fields::take(record, base, &codes);
    if draft.class().category_uid() == 2 {
        draft.set("status_id", Some(finding_status(status.as_deref().unwrap_or("")))).set("status", status);
    } else {
        let success = status.as_deref().and_then(success).or_else(|| code.as_deref().and_then(success));
        draft.status(success, status);
    }
    draft.set("status_code", code).set("status_detail", fields::take(record, base, &["resultDescription"]));
}

/// The `status_id` of a finding or incident.
pub(super) fn finding_status(word: &str) -> u8 {
    if fields::is_any(word, &["InProgress", "In Progress", "Active incident"]) {
        2
    } else if fields::is_any(word, &["Resolved", "Closed", "Deactivated", "remediated", "confirmedSafe"]) {
        4
    } else if fields::is_any(word, &["Dismissed", "Suppressed"]) {
        3
    } else {
        1
    }
}

/// Whether a word or an HTTP status tells success; `None` for a state between, such as `Started`.
pub(super) fn success(word: &str) -> Option<bool> {
    if let Ok(code) = word.parse::<u32>() {
        return match code {
            0 | 200..400 => Some(true),
            100..200 => None,
            _ => Some(false),
        };
    }
    let first = word.split(['.', ' ']).next().unwrap_or(word);
    let good = ["success", "succeeded", "ok", "completed", "created", "true"];
    let bad =
        ["failure", "failed", "fail", "error", "unauthorized", "forbidden", "denied", "false", "clienterror"];
    if fields::is_any(first, &good) {
        Some(true)
    } else if fields::is_any(first, &bad) || word.ends_with("Error") || word.ends_with("Failure") {
        Some(false)
    } else {
        None
    }
}

/// How grave Azure calls a record.
pub(super) fn severity(word: &str) -> Option<Severity> {
    Some(match word.to_ascii_lowercase().as_str() {
        "informational" | "information" | "info" | "verbose" | "4" | "none" | "hidden" => {
            Severity::Informational
        }
        "low" | "warning" | "3" | "sev3" => Severity::Low,
        "medium" | "error" | "2" | "sev2" => Severity::Medium,
        "high" | "1" | "sev1" => Severity::High,
        "critical" | "0" | "sev0" => Severity::Critical,
        _ => return None,
    })
}

/// Azure Monitor names no id of a resource log record; what it has is the request that several records share.
pub(super) fn event_id(record: &Native) -> EventId {
    EventId::scoped(fields::read(record, "", &["correlationId"]).as_deref())
}

/// What an Azure operation does, by its last word: `…/write`, `…/delete`, `…/listKeys/action`, `SecretGet`.
pub(super) fn verb_of(operation: &str, created: bool) -> u8 {
    use crate::map::verb;
    let mut parts = operation.rsplit('/');
    let last = parts.next().unwrap_or_default().to_ascii_lowercase();
    match last.as_str() {
        "write" => return if created { verb::CREATE } else { verb::UPDATE },
        "read" => return verb::READ,
        "delete" => return verb::DELETE,
        _ => {}
    }
    let word = match last.as_str() {
        "action" => parts.next().unwrap_or_default().to_ascii_lowercase(),
        _ => last,
    };
    let starts = |words: &[&str]| words.iter().any(|w| word.starts_with(w));
    let holds = |words: &[&str]| words.iter().any(|w| word.ends_with(w));
    if starts(&[
        "list", "get", "beginget", "read", "check", "validate", "query", "search", "export", "download",
        "pull",
    ]) || holds(&["get", "list", "_list", "_get", "read", "listversions", "backup"])
    {
        verb::READ
    } else if starts(&["delete", "remove", "purge", "revoke"]) || holds(&["delete", "purge", "_delete"]) {
        verb::DELETE
    } else if starts(&["create", "add", "put", "import", "generate", "register", "new", "push"])
        || holds(&["create", "_create", "import", "put"])
    {
        verb::CREATE
    } else if starts(&[
        "update",
        "set",
        "regenerate",
        "rotate",
        "start",
        "stop",
        "restart",
        "poweroff",
        "deallocate",
        "redeploy",
        "reset",
        "restore",
        "recover",
        "enable",
        "disable",
        "move",
        "join",
        "attach",
        "detach",
        "patch",
        "elevate",
    ]) || holds(&["set", "update", "restore", "recover", "rotate"])
    {
        verb::UPDATE
    } else {
        match verb::of(&word) {
            verb::OTHER => verb::of(operation),
            known => known,
        }
    }
}

/// Maps what the envelope of a directory record says: the tenant is its resource, and `properties` tells the rest.
pub(super) fn entra(record: &mut Native, draft: &mut Draft) {
    draft
        .time(fields::time(record, "", &TIMES))
        .set("metadata.correlation_uid", fields::take(record, "", &["correlationId"]))
        .set("metadata.log_level", fields::take(record, "", &["level"]))
        .set("metadata.product.feature.name", fields::take(record, "", &["category"]))
        .set("duration", record.take_int("durationMs").or_else(|| record.take_int("DurationMs")));
    if let Some(tenant) = fields::take(record, "", &["AADTenantId"]).or_else(|| record.take_text("tenantId"))
    {
        draft.put("cloud.org.uid", tenant.clone()).put("metadata.tenant_uid", tenant);
    }
    if let Some(operation) = fields::take(record, "", &["operationName"]) {
        draft
            .put("api.operation", operation)
            .set("api.version", fields::take(record, "", &["operationVersion"]));
    }
}
