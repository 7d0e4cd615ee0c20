use serde_json::{Map, Value, json};
use welkin_model::{Class, Draft, Native};

use super::datastore::{self, after, last_part};
use super::{activity, iam_policy, log_entry, method, principal, vertex, workspace};
use crate::map::{EventId, Source};

/// Cloud Audit Logs: admin activity, data access, system event and policy denied, with the Google Workspace audit that
/// is written in the same form.
///
/// Source: "AuditLog" and "LogEntry", Cloud Logging API reference; "Audit logs for Google Workspace", Cloud Logging.
#[derive(Debug)]
pub(crate) struct Audit;

impl Source for Audit {
    fn id(&self) -> &'static str {
        "gcp.audit"
    }

    fn recognises(&self, record: &Map<String, Value>) -> bool {
        let payload = |name: &str| log_entry::member(record, name).and_then(Value::as_object);
        match (payload("protoPayload"), payload("jsonPayload")) {
            (Some(payload), _) => is_audit_log(record, payload),
            (None, Some(payload)) => {
                is_text(payload, "methodName")
                    && ["serviceName", "authenticationInfo"].iter().any(|k| payload.contains_key(*k))
            }
            (None, None) => is_bare(record) || activity::is_activity(record),
        }
    }

    fn split(&self, record: Map<String, Value>) -> Vec<Map<String, Value>> {
        if activity::is_activity(&record) {
            return activity::split(record);
        }
        let mut record = Native::new(log_entry::restore_names(record));
        if !record.has("protoPayload")
            && record.has("jsonPayload.methodName")
            && let Some(payload) = record.take("jsonPayload")
        {
            record.put("protoPayload", payload);
        }
        let caller = "protoPayload.requestMetadata.callerI";
        if !record.has(&format!("{caller}p"))
            && let Some(address) = record.take(&format!("{caller}P"))
        {
            record.put(&format!("{caller}p"), address);
        }
        // The export to BigQuery writes the open-ended members as JSON text.
        for (text, member) in
            [("metadataJson", "metadata"), ("requestJson", "request"), ("responseJson", "response")]
        {
            let (text, member) = (format!("protoPayload.{text}"), format!("protoPayload.{member}"));
            if !record.has(&member)
                && let Some(value @ Value::Object(_)) =
                    record.str(&text).and_then(|t| serde_json::from_str(t).ok())
            {
                record.put(&member, value);
            }
        }
        vec![record.into_rest()]
    }

    // Unique only within a log and a timestamp.
    fn event_id(&self, record: &Native) -> EventId {
        EventId::scoped(record.str("insertId").or_else(|| record.str("id.uniqueQualifier")))
    }

    fn map(&self, record: &mut Native) -> Draft {
        if activity::is_activity(record.as_map()) {
            return activity::map(record);
        }
        if !record.has("protoPayload") {
            wrap(record);
        }
        let operation = ["protoPayload.methodName", "protoPayload.metadata.methodName"]
            .into_iter()
            .find_map(|path| record.take_str(path));
        let service = ["protoPayload.serviceName", "protoPayload.metadata.serviceName"]
            .into_iter()
            .find_map(|path| record.take_str(path));
        let call = Call {
            service: short_service(service.as_deref(), operation.as_deref()),
            operation: operation.unwrap_or_else(|| "Unknown".to_owned()),
        };
        let kind = class_of(record, &call);
        let mut draft = Draft::new(kind.0, kind.1);
        draft.put("message", format!("{} {}", call.service, call.operation));

        principal::map(record, &mut draft);
        resources(record, &mut draft);
        subject(record, &mut draft, &call);
        vertex::map(record, &mut draft, &call.service, &call.operation);
        outcome(record, &mut draft, &call);
        // Identity calls read the request, so it is taken behind them.
        draft
            .put("api.operation", call.operation)
            .set("api.service.name", service)
            .set("api.response.data", record.take("protoPayload.response"));
        let request = record.take("protoPayload.request");
        let request_uid = record.take_str("insertId");
        if request.is_some() || request_uid.is_some() {
            draft.set("api.request.uid", request_uid).set("api.request.data", request);
        }

        let log = log_entry::log_id(record);
        draft
            .put("metadata.product.name", "Cloud Audit Logs")
            .set("metadata.product.feature.name", log.as_deref().and_then(|id| id.rsplit('/').next()))
            .set("metadata.correlation_uid", record.take_str("operation.id"));
        log_entry::map(record, &mut draft, &TIMES);
        place(record, &mut draft);
        draft
    }
}

const TIMES: [&str; 6] = [
    "timestamp",
    "protoPayload.requestMetadata.requestAttributes.time",
    "receiveTimestamp",
    "p_event_time",
    "protoPayload.receiveTimestamp",
    "envelope.time",
];

/// What was called.
#[derive(Debug)]
struct Call {
    /// `storage` of `storage.googleapis.com`.
    service: String,
    operation: String,
}

fn is_text(record: &Map<String, Value>, key: &str) -> bool {
    record.get(key).is_some_and(Value::is_string)
}

fn is_audit_log(record: &Map<String, Value>, payload: &Map<String, Value>) -> bool {
    match log_entry::type_of(payload) {
        Some(kind) => kind.ends_with("AuditLog"),
        None => {
            ["methodName", "serviceName", "authenticationInfo"].iter().any(|key| payload.contains_key(*key))
                || log_entry::member(record, "logName")
                    .and_then(Value::as_str)
                    .is_some_and(|name| name.contains("cloudaudit.googleapis.com"))
        }
    }
}

/// An `AuditLog` without its entry: the method names its version (`v1.compute.firewalls.insert`).
fn is_bare(record: &Map<String, Value>) -> bool {
    let version = |part: &str| {
        let mut letters = part.bytes();
        matches!(letters.next(), Some(b'v')) && matches!(letters.next(), Some(b'0'..=b'9'))
            || matches!(part, "beta" | "alpha")
    };
    let google = |key: &str| {
        record.get(key).and_then(Value::as_str).is_some_and(|text| text.ends_with(".googleapis.com"))
    };
    let method = record.get("methodName").and_then(Value::as_str);
    log_entry::type_of(record).is_some_and(|kind| kind.ends_with("google.cloud.audit.AuditLog"))
        || method.is_some_and(|m| google("serviceName") || m.contains('.') && m.split('.').any(version))
}

/// Puts a bare `AuditLog` where its entry would have it.
fn wrap(record: &mut Native) {
    let envelope = record.take("envelope");
    let payload = std::mem::take(record).into_rest();
    record.put("protoPayload", Value::Object(payload));
    if let Some(envelope) = envelope {
        record.put("envelope", envelope);
    }
}

/// The first label of the service's name; records without one have it in the method.
fn short_service(service: Option<&str>, operation: Option<&str>) -> String {
    let of_method = || {
        let parts: Vec<&str> = operation?.split('.').collect();
        match parts.as_slice() {
            ["google", "cloud" | "iam", service, ..] if parts.len() > 3 && *service != "admin" => {
                Some(*service)
            }
            ["google", service, ..] => Some(*service),
            ["v1" | "v2" | "beta" | "alpha", service, ..] => Some(*service),
            [service, _, ..] if service.starts_with(char::is_lowercase) => Some(*service),
            _ => None,
        }
    };
    let name = service.map(|s| s.split('.').next().unwrap_or(s)).or_else(of_method).unwrap_or("unknown");
    // `europe-west4-aiplatform.googleapis.com` is the endpoint of a region.
    if name.ends_with("aiplatform") { "aiplatform".to_owned() } else { name.to_owned() }
}

fn class_of(record: &Native, call: &Call) -> (Class, u8) {
    if let Some(kind) = workspace::class_of(record, &call.service, &call.operation) {
        return kind;
    }
    if iam_policy::is_change(record, &call.operation) {
        return (Class::USER_ACCESS, iam_policy::activity(record));
    }
    method::class_of(&call.service, &call.operation)
}

/// The user, group, entity or store that the class is about.
fn subject(record: &mut Native, draft: &mut Draft, call: &Call) {
    if workspace::is_workspace(record, &call.service, &call.operation) {
        workspace::map(record, draft, &call.operation);
        return;
    }
    let caller = draft.get("actor.user").cloned();
    let resource = record.str("protoPayload.resourceName").map(str::to_owned);
    match draft.class() {
        Class::USER_ACCESS => iam_policy::map(record, draft),
        Class::AUTHENTICATION => {
            draft.set("user", caller).put("service.name", call.service.clone());
        }
        Class::ACCOUNT_CHANGE => account(record, draft, resource.as_deref()),
        Class::GROUP_MANAGEMENT => {
            let member =
                ["preferredMemberKey.id", "membership.preferredMemberKey.id", "membership.memberKey.id"]
                    .into_iter()
                    .find_map(|path| record.str(&format!("protoPayload.request.{path}")).map(str::to_owned));
            draft.email("user", member.as_deref()).set("user.name", member).set("group.uid", resource);
        }
        Class::ENTITY_MANAGEMENT => {
            // What is made is not yet in the name of the resource, which is that of its parent.
            let made = ["workforcePool.name", "workforcePoolId", "workloadIdentityPoolId"]
                .into_iter()
                .chain(["workloadIdentityPoolProviderId", "workforcePoolProviderId", "roleId", "role_id"])
                .filter_map(|path| record.str(&format!("protoPayload.request.{path}")))
                .next_back()
                .filter(|_| call.operation.contains(".Create"))
                .map(last_part);
            draft
                .set("entity.name", made.or_else(|| resource.as_deref().map(last_part)))
                .set("entity.uid", resource)
                .put("entity.type", method::entity_of(&call.operation));
        }
        Class::DATASTORE_ACTIVITY if call.service == "bigquery" => datastore::bigquery(record, draft),
        Class::DATASTORE_ACTIVITY => datastore::object(record, draft, resource.as_deref()),
        _ => {}
    }
}

/// The service account, and the key if the call is about one.
fn account(record: &Native, draft: &mut Draft, resource: Option<&str>) {
    let text = |path: &str| record.str(path).map(str::to_owned);
    let email = text("resource.labels.email_id")
        .or_else(|| text("protoPayload.response.email"))
        .or_else(|| text("protoPayload.request.serviceAccountEmail"))
        .or_else(|| text("protoPayload.request.service_account_email"))
        .or_else(|| {
            let names = [text("protoPayload.request.name"), resource.map(str::to_owned)];
            names.into_iter().flatten().find_map(|name| Some(after(&name, "serviceAccounts/")?.to_owned()))
        });
    let uid = text("resource.labels.unique_id").or_else(|| text("protoPayload.response.unique_id"));
    let key = ["protoPayload.response.name", "protoPayload.request.name", "protoPayload.resourceName"]
        .into_iter()
        .filter_map(|path| record.str(path))
        .find(|name| name.contains("/keys/"))
        .map(str::to_owned);
    let name = email.or_else(|| text("protoPayload.request.account_id"));
    draft
        .email("user", name.as_deref())
        .set("user.name", name)
        .set("user.uid", uid)
        .set("user.credential_uid", key)
        .put("user.type_id", 4);
}

/// The resource of the call, and those that permissions were checked on.
fn resources(record: &mut Native, draft: &mut Draft) {
    if !draft.allows("resources") {
        return;
    }
    let kind = record.str("resource.type").map(str::to_owned);
    let project = record.str("resource.labels.project_id").map(str::to_owned);
    let mut names: Vec<String> = ["protoPayload.resourceName", "protoPayload.metadata.resourceName"]
        .into_iter()
        .find_map(|path| record.take_str(path))
        .into_iter()
        .collect();
    let checked = record.get("protoPayload.authorizationInfo").and_then(Value::as_array);
    for permission in checked.into_iter().flatten().filter_map(Value::as_object) {
        let attributes = permission.get("resourceAttributes").and_then(|a| a.get("name"));
        let name =
            permission.get("resource").or(attributes).and_then(Value::as_str).filter(|n| !n.is_empty());
        if let Some(name) = name
            && !names.iter().any(|n| n == name)
            && names.len() < 20
        {
            names.push(name.to_owned());
        }
    }
    for name in names {
        let mut resource = json!({"name": last_part(&name), "uid": name});
        if let (Some(kind), Some(members)) = (&kind, resource.as_object_mut()) {
            members.insert("type".to_owned(), kind.clone().into());
            if let Some(project) = &project {
                members.insert("owner".to_owned(), json!({"account": {"uid": project}}));
            }
        }
        draft.push("resources", resource);
    }
}

/// Success or failure; a policy that denied the call.
fn outcome(record: &mut Native, draft: &mut Draft, call: &Call) {
    let code = record.take_int("protoPayload.status.code");
    let detail = record.take_str("protoPayload.status.message");
    let denied = log_entry::log_id(record).is_some_and(|id| id.ends_with("cloudaudit.googleapis.com/policy"));
    let failed = denied || code.is_some_and(|code| code != 0) || workspace::failed(record, &call.operation);
    draft
        .put("status_id", if failed { 2 } else { 1 })
        .set("status_code", code.map(|code| code.to_string()))
        .set("status_detail", detail.clone())
        .set("api.response.code", code)
        .set("api.response.error", code.filter(|code| *code != 0).and_then(method::status_name))
        .set("api.response.error_message", detail);
    if denied {
        draft.put("action_id", 2).put("disposition_id", 2);
    }
}

/// Where the entry does not tell project and place, the names in the payload do.
fn place(record: &mut Native, draft: &mut Draft) {
    if !draft.has("cloud.project_uid") {
        let name = record.str("protoPayload.resourceName").map(str::to_owned);
        let named = name.or_else(|| {
            let first = draft.get("resources")?.as_array()?.first()?;
            Some(first.get("uid")?.as_str()?.to_owned())
        });
        let project = named
            .as_deref()
            .and_then(|name| name.strip_prefix("projects/"))
            .and_then(|rest| rest.split('/').next())
            .filter(|project| !matches!(*project, "_" | "-" | ""))
            .map(str::to_owned);
        draft.set("cloud.project_uid", project.clone()).set("cloud.account.uid", project);
    }
    if !draft.has("cloud.region") {
        let first = record
            .get("protoPayload.resourceLocation.currentLocations")
            .and_then(|l| l.as_array()?.first()?.as_str())
            .map(str::to_owned);
        log_entry::location(draft, first);
    }
}
