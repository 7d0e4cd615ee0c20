use std::collections::{BTreeSet, VecDeque};

use serde_json::{Map, Value, json};
use welkin_model::{Millis, SourceId};

use super::authorise::{bindings, strings};
use super::caller::Caller;
use super::error::{ApiError, Code};
use super::estate::{Estate, text};
use super::names::{head, last, location, project};
use super::route::{Action, Verb};
use crate::Record;
use crate::calendar::{Form, Stamp};
use crate::ids::Token;
use crate::sim::{Request, Response};

/// The audit log: `google.cloud.audit.AuditLog` in a `LogEntry`
/// (cloud.google.com/logging/docs/audit/understanding-audit-logs).
#[derive(Debug, Default)]
pub(super) struct Journal {
    records: VecDeque<Record>,
}

/// Older records than so many are dropped if nobody takes them.
const MOST_RECORDS: usize = 10_000;
/// Larger requests are left out of their record, as the provider truncates them.
const LARGEST_REQUEST: usize = 4_096;

/// One call.
#[derive(Debug)]
pub(super) struct Entry<'a> {
    pub(super) action: &'a Action,
    pub(super) caller: &'a Caller,
    pub(super) request: &'a Request,
    pub(super) outcome: &'a Result<Response, ApiError>,
    /// The policy before and after, if the call wrote one.
    pub(super) change: Option<(Value, Value)>,
    pub(super) at: Millis,
}

impl Journal {
    pub(super) fn take(&mut self) -> Vec<Record> {
        std::mem::take(&mut self.records).into()
    }

    /// Calls without valid credentials and to methods that do not exist leave no record, as at the provider.
    pub(super) fn write(&mut self, estate: &Estate, entry: &Entry<'_>, serial: u64) {
        let refused = entry.outcome.as_ref().is_err_and(|error| error.code == Code::Unauthenticated);
        if entry.action.verb == Verb::Unknown || refused {
            return;
        }
        let delay = Millis::try_from(150 + serial % 750).unwrap_or(150);
        let value = record(estate, entry, serial, entry.at + delay);
        let Some(source) = SourceId::parse("gcp.audit") else { return };
        if self.records.len() >= MOST_RECORDS {
            self.records.pop_front();
        }
        self.records.push_back(Record {
            source,
            time: entry.at,
            delivered: entry.at + delay,
            text: value.to_string(),
            label: None,
        });
    }
}

fn record(estate: &Estate, entry: &Entry<'_>, serial: u64, received: Millis) -> Value {
    let Entry { action, caller, request, at, .. } = *entry;
    let error = entry.outcome.as_ref().err();
    let (_, path) = head(&action.key);
    let resource = resource_name(action, path);
    let container = container(estate, &action.key);
    let log = if action.writes { "activity" } else { "data_access" };
    let location = if location(path).is_empty() { "global" } else { location(path) };
    let service = format!("{}.googleapis.com", action.service);
    let granted = error.is_none_or(|error| error.code != Code::PermissionDenied);
    let time = Stamp(at, Form::Nanos).to_string();
    let severity = if error.is_some() {
        "ERROR"
    } else if action.writes {
        "NOTICE"
    } else {
        "INFO"
    };
    let mut payload = json!({
        "@type": "type.googleapis.com/google.cloud.audit.AuditLog",
        "authenticationInfo": who(caller),
        "methodName": action.method,
        "request": asked(action, path, request),
        "requestMetadata": {
            "callerIp": "127.0.0.1", "callerSuppliedUserAgent": request.header("user-agent"),
            "destinationAttributes": {}, "requestAttributes": {"auth": {}, "time": time},
        },
        "resourceLocation": {"currentLocations": [location]},
        "resourceName": resource,
        "response": answered(action, entry.outcome),
        "serviceName": service,
        "status": error.map_or_else(|| json!({}), ApiError::status),
    });
    if let (false, Some(fields)) = (action.permission.is_empty(), payload.as_object_mut()) {
        fields.insert(
            "authorizationInfo".to_owned(),
            json!([{
                "granted": granted, "permission": action.permission, "resource": resource,
                "resourceAttributes": {"name": resource, "service": service},
            }]),
        );
    }
    if let (Some((before, after)), Some(fields)) = (&entry.change, payload.as_object_mut()) {
        fields.insert("serviceData".to_owned(), delta(before, after));
    }
    json!({
        "insertId": Token::lower(serial, 13).to_string(),
        "logName": format!("{container}/logs/cloudaudit.googleapis.com%2F{log}"),
        "protoPayload": payload,
        "receiveTimestamp": Stamp(received, Form::Nanos).to_string(),
        "resource": monitored(estate, action, &container, path, location),
        "severity": severity,
        "timestamp": time,
    })
}

fn who(caller: &Caller) -> Value {
    let mut who = Map::new();
    if caller.is_nobody() {
        return Value::Object(who);
    }
    if !caller.email.is_empty() {
        who.insert("principalEmail".to_owned(), json!(caller.email));
    }
    who.insert("principalSubject".to_owned(), json!(caller.principal()));
    if !caller.key.is_empty() {
        who.insert("serviceAccountKeyName".to_owned(), json!(caller.key));
    }
    if !caller.delegation.is_empty() {
        let chain: Vec<Value> =
            caller.delegation.iter().map(|subject| json!({"principalSubject": subject})).collect();
        who.insert("serviceAccountDelegationInfo".to_owned(), json!(chain));
    }
    Value::Object(who)
}

/// The request as the log has it: type, name, and the body without what is secret: keys, tokens and payloads never stand
/// in the log.
fn asked(action: &Action, path: &str, request: &Request) -> Value {
    let body = if request.body.len() > LARGEST_REQUEST { Value::Null } else { request.json() };
    let mut fields = match body {
        Value::Object(fields) if action.service != "storage" || !request.path.contains("/upload/") => fields,
        _ => Map::new(),
    };
    for secret in
        ["payload", "instances", "contents", "scope", "userPromptData", "privateKeyData", "subjectToken"]
    {
        fields.remove(secret);
    }
    if let Some(package) = package(&action.method) {
        let name = last_part(&action.method);
        fields.insert("@type".to_owned(), json!(format!("type.googleapis.com/{package}.{name}Request")));
        let field = if matches!(action.verb, Verb::List | Verb::Create) { "parent" } else { "name" };
        fields.insert(field.to_owned(), json!(path));
    }
    Value::Object(fields)
}

/// What a write answered, without what is secret.
fn answered(action: &Action, outcome: &Result<Response, ApiError>) -> Value {
    let Ok(response) = outcome else { return json!({}) };
    if !action.writes || response.body.len() > LARGEST_REQUEST {
        return json!({});
    }
    let mut value: Value = serde_json::from_slice(&response.body).unwrap_or_default();
    match value.as_object_mut() {
        Some(fields) => {
            fields.remove("privateKeyData");
            value
        }
        None => json!({}),
    }
}

/// The bindings that were added and removed: `google.iam.v1.logging.AuditData`.
fn delta(before: &Value, after: &Value) -> Value {
    let pairs = |policy: &Value| -> BTreeSet<(String, String)> {
        bindings(policy)
            .flat_map(|binding| {
                strings(binding, "members").map(|m| (text(binding, "role").to_owned(), m.to_owned()))
            })
            .collect()
    };
    let (before, after) = (pairs(before), pairs(after));
    let lines = |from: &BTreeSet<(String, String)>, other: &BTreeSet<(String, String)>, action: &str| {
        from.difference(other)
            .map(|(role, member)| json!({"action": action, "role": role, "member": member}))
            .collect::<Vec<_>>()
    };
    let mut deltas = lines(&after, &before, "ADD");
    deltas.extend(lines(&before, &after, "REMOVE"));
    json!({
        "@type": "type.googleapis.com/google.iam.v1.logging.AuditData",
        "policyDelta": {"bindingDeltas": deltas},
    })
}

/// The package of a method of gRPC: without interface and method. Methods of the older kind have none.
fn package(method: &str) -> Option<&str> {
    let (interface, _) = method.rsplit_once('.').filter(|_| method.starts_with("google."))?;
    let is_interface = last_part(interface).starts_with(|c: char| c.is_ascii_uppercase());
    if is_interface { interface.rsplit_once('.').map(|(package, _)| package) } else { Some(interface) }
}

fn last_part(dotted: &str) -> &str {
    dotted.rsplit('.').next().unwrap_or(dotted)
}

/// `projects/_/buckets/…` for storage, the relative name otherwise.
fn resource_name(action: &Action, path: &str) -> String {
    if action.service == "storage" && action.key.starts_with("//storage.googleapis.com/") {
        return match path.split_once("/o/") {
            Some((bucket, object)) => format!("projects/_/buckets/{bucket}/objects/{object}"),
            None => format!("projects/_/buckets/{path}"),
        };
    }
    if action.service == "iamcredentials" {
        return format!("projects/-/serviceAccounts/{}", last(path));
    }
    path.to_owned()
}

/// `projects/ID` or the folder or organisation whose log it is.
fn container(estate: &Estate, key: &str) -> String {
    let outer = estate.ancestors(key).into_iter().next().unwrap_or_default();
    match outer.strip_prefix("projects/") {
        Some(number) => format!("projects/{}", estate.projects.id(number)),
        None if outer.is_empty() => "organizations/402917365518".to_owned(),
        None => outer,
    }
}

/// The monitored resource.
fn monitored(estate: &Estate, action: &Action, container: &str, path: &str, location: &str) -> Value {
    let asset = action.kind.map_or("", |kind| kind.asset);
    let name = last(path);
    let (kind, label) = match (action.service, asset) {
        ("storage", _) => ("gcs_bucket", Some(("bucket_name", path.split('/').next().unwrap_or("")))),
        ("iam" | "iamcredentials", "ServiceAccount") => ("service_account", Some(("unique_id", name))),
        ("logging", _) => ("logging_sink", Some(("name", name))),
        ("compute", "Instance") => ("gce_instance", Some(("instance_id", name))),
        ("compute", "Firewall") => ("gce_firewall_rule", Some(("firewall_rule_id", name))),
        ("compute", "Network") => ("gce_network", Some(("network_id", name))),
        ("aiplatform", "Endpoint") => ("aiplatform.googleapis.com/Endpoint", Some(("endpoint_id", name))),
        ("cloudresourcemanager", "Project") => ("project", None),
        ("bigquery", _) => ("bigquery_dataset", None),
        _ => ("audited_resource", Some(("method", action.method.as_str()))),
    };
    let id = container.strip_prefix("projects/").unwrap_or("");
    let mut labels =
        json!({"project_id": if project(container).is_empty() { "" } else { id }, "location": location});
    if let (Some((name, value)), Some(labels)) = (label, labels.as_object_mut()) {
        labels.insert(name.to_owned(), json!(value));
        if kind == "service_account" {
            let email = estate.get(&action.key).map_or("", |account| text(account, "email"));
            labels.insert("email_id".to_owned(), json!(email));
        }
    }
    json!({"type": kind, "labels": labels})
}
