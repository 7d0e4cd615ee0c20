use std::collections::VecDeque;

use serde_json::{Map, Value, json};
use welkin_model::{Millis, SourceId};

use super::caller::Caller;
use super::error::{ApiError, Code};
use super::estate::Estate;
use super::names::{head, last, location, project};
use super::route::{Action, Verb};
use crate::Record;
use crate::calendar::{Form, Stamp};
use crate::ids::Token;
use crate::sim::Request;

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
    pub(super) error: Option<&'a ApiError>,
    pub(super) at: Millis,
}

impl Journal {
    pub(super) fn take(&mut self) -> Vec<Record> {
        std::mem::take(&mut self.records).into()
    }

    /// Calls without valid credentials and to methods that do not exist leave no record, as at the provider.
    pub(super) fn write(&mut self, estate: &Estate, entry: &Entry<'_>, serial: u64) {
        let refused = entry.error.is_some_and(|error| error.code == Code::Unauthenticated);
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
    let Entry { action, caller, request, error, at } = *entry;
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
        "request": body(request),
        "requestMetadata": {
            "callerIp": "127.0.0.1", "callerSuppliedUserAgent": request.header("user-agent"),
            "destinationAttributes": {}, "requestAttributes": {"auth": {}, "time": time},
        },
        "resourceLocation": {"currentLocations": [location]},
        "resourceName": resource,
        "response": {},
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
    json!({
        "insertId": Token::lower(serial, 13).to_string(),
        "logName": format!("{container}/logs/cloudaudit.googleapis.com%2F{log}"),
        "protoPayload": payload,
        "receiveTimestamp": Stamp(received, Form::Nanos).to_string(),
        "resource": monitored(action, &container, path, location),
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

/// The request's body without what is secret: keys, tokens and payloads never stand in the log.
fn body(request: &Request) -> Value {
    if request.body.is_empty() || request.body.len() > LARGEST_REQUEST {
        return json!({});
    }
    let Value::Object(mut fields) = request.json() else { return json!({}) };
    for secret in ["payload", "instances", "contents", "scope", "subjectToken", "privateKeyData"] {
        fields.remove(secret);
    }
    Value::Object(fields)
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
fn monitored(action: &Action, container: &str, path: &str, location: &str) -> Value {
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
    }
    json!({"type": kind, "labels": labels})
}
