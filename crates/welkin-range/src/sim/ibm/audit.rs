use serde_json::{Value, json};
use welkin_model::Millis;

use super::super::Response;
use super::call::Call;
use crate::calendar::{Form, Stamp};
use crate::estate::IBM_ACCOUNT;

/// What a call was about.
#[derive(Clone, Debug, Default)]
pub(super) struct Target {
    pub(super) crn: String,
    pub(super) name: String,
    pub(super) instance: String,
    /// What the record calls the action, where the route does not know it beforehand.
    pub(super) action: Option<String>,
}

/// How a call ended.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ended<'a> {
    pub(super) status: u16,
    pub(super) reason: &'a str,
    pub(super) trace: &'a str,
}

/// The record of Activity Tracker for a call (CADF): the shape that [`crate::emit`] writes for the bank's own workloads.
/// <https://cloud.ibm.com/docs/cloud-logs?topic=cloud-logs-event>
pub(super) fn record(call: &Call<'_>, target: &Target, ended: Ended<'_>) -> (Millis, String) {
    let Call { service, route, region, caller, at, .. } = call;
    let time = at - at.rem_euclid(10);
    let Target { crn, name, instance, action } = target;
    let action = action.as_deref().unwrap_or(route.action);
    let failed = ended.status >= 400;
    let name_of_service = if service.name == "iam-token" { "iam-identity" } else { service.name };
    let noun = call.route.shape.map_or_else(|| action.split('.').nth(1).unwrap_or(""), |shape| shape.noun);
    let log = format!("crn:v1:bluemix:public:{name_of_service}:{region}:a/{IBM_ACCOUNT}:{instance}::");
    let crn = if crn.is_empty() {
        format!("crn:v1:bluemix:public:{name_of_service}:{region}:a/{IBM_ACCOUNT}:{instance}:{noun}:")
    } else {
        crn.clone()
    };
    let verb = action.rsplit('.').next().unwrap_or("");
    let outcome = if failed { "failure" } else { "success" };
    let severity = match verb {
        "delete" | "disable" | "remove" => "critical",
        "update" | "create" | "rotate" | "write" | "lock" | "unlock" | "enable" | "attach" | "detach"
        | "add" => "warning",
        _ => "normal",
    };
    let suffix = if failed { " -failure" } else { "" };
    let words: Vec<&str> = [verb, noun, name.as_str()].into_iter().filter(|word| !word.is_empty()).collect();
    let mut reason = json!({"reasonCode": ended.status, "reasonType": reason(ended.status)});
    if let (true, Some(reason)) = (failed, reason.as_object_mut()) {
        reason.insert("reasonForFailure".to_owned(), ended.reason.into());
    }
    let text = json!({
        "eventTime": Stamp(time, Form::Cadf).to_string(),
        "action": action,
        "outcome": outcome,
        "message": format!("{}: {}{suffix}", service.title, words.join(" ")),
        "severity": severity,
        "dataEvent": matches!(service.name, "pm-20" | "cloud-object-storage"),
        "initiator": {
            "id": caller.iam_id,
            "name": caller.name,
            "typeURI": format!("service/security/account/{}", caller.kind),
            "host": {"address": "127.0.0.1", "addressType": "IPv4", "agent": cut(call.request.header("user-agent"), 200)},
            "credential": {"type": caller.credential},
        },
        "target": {
            "id": crn,
            "name": name,
            "typeURI": format!("{name_of_service}/{noun}"),
            "host": {"address": format!("{name_of_service}.cloud.ibm.com")},
        },
        "observer": {"name": "ActivityTracker"},
        "reason": reason,
        "requestData": request(call),
        "responseData": {},
        "correlationId": ended.trace,
        "logSourceCRN": log,
        "saveServiceCopy": true,
    });
    (time, text.to_string())
}

/// What a restriction that is not met leaves: in report mode the call goes on, else it is denied.
pub(super) fn unmet(call: &Call<'_>, rule: &str, enforced: bool, trace: &str) -> (Millis, String) {
    let time = call.at - call.at.rem_euclid(10);
    let own = format!("crn:v1:bluemix:public:context-based-restrictions::a/{IBM_ACCOUNT}::");
    let agent = cut(call.request.header("user-agent"), 200);
    let text = json!({
        "eventTime": Stamp(time, Form::Cadf).to_string(),
        "action": "context-based-restrictions.policy.eval",
        "outcome": "success",
        "message": "Context restriction rendered Deny",
        "severity": if enforced { "critical" } else { "warning" },
        "dataEvent": false,
        "initiator": {
            "id": call.caller.iam_id,
            "name": call.caller.name,
            "typeURI": format!("service/security/account/{}", call.caller.kind),
            "host": {"address": "127.0.0.1", "addressType": "IPv4", "agent": agent},
            "credential": {"type": call.caller.credential},
        },
        "target": {
            "id": format!("{own}rule:{rule}"),
            "name": rule,
            "typeURI": "context-based-restrictions/policy",
            "host": {"address": "cbr.cloud.ibm.com"},
        },
        "observer": {"name": "ActivityTracker"},
        "reason": {"reasonCode": 200, "reasonType": "OK"},
        "requestData": {
            "action": call.route.action,
            "environment": {"attributes": {"ipAddress": "127.0.0.1"}},
            "resource": {"attributes": {"accountId": IBM_ACCOUNT, "serviceName": call.service.name, "region": call.region}},
        },
        "responseData": {"decision": "Deny", "isEnforced": enforced},
        "correlationId": trace,
        "logSourceCRN": format!("{own}:"),
        "saveServiceCopy": true,
    });
    (time, text.to_string())
}

fn request(call: &Call<'_>) -> Value {
    // The part of the path that the service itself sees.
    let skipped = if call.region.is_empty() { 2 } else { 3 };
    let path: String = call.request.path.split('/').skip(skipped).flat_map(|part| ["/", part]).collect();
    let uri = match call.request.query.as_str() {
        "" => path,
        query => format!("{path}?{query}"),
    };
    let name = match call.service.name {
        "pm-20" | "cloud-object-storage" => "requestPath",
        _ => "requestURI",
    };
    let mut data = json!({name: cut(&uri, 1_000)});
    let model = super::store::text(&call.body, "/model_id");
    if let (false, Some(data)) = (model.is_empty(), data.as_object_mut()) {
        data.insert("model_id".to_owned(), cut(model, 200).into());
    }
    let is_write = matches!(call.request.method.as_str(), "POST" | "PUT" | "PATCH") && !call.body.is_null();
    // Prompts, data and secrets are no part of audit records.
    let is_safe = matches!(
        call.service.name,
        "iam-access-management" | "context-based-restrictions" | "is" | "iam-groups" | "resource-controller"
    ) || call.request.method.as_str() == "PATCH";
    if let (true, true, Some(data)) =
        (is_write, is_safe && call.request.body.len() < 4_096, data.as_object_mut())
    {
        let key = if call.body.is_array() { "patch" } else { "body" };
        data.insert(key.to_owned(), without_secrets(&call.body));
    }
    data
}

fn without_secrets(value: &Value) -> Value {
    const SECRET: [&str; 7] = ["apikey", "password", "payload", "psk", "secret", "credentials", "user_data"];
    match value {
        Value::Object(fields) => fields
            .iter()
            .map(|(name, value)| {
                let is_secret = SECRET.iter().any(|secret| name.to_ascii_lowercase().contains(secret));
                (name.clone(), if is_secret { "REDACTED".into() } else { without_secrets(value) })
            })
            .collect(),
        Value::Array(values) => values.iter().map(without_secrets).collect(),
        other => other.clone(),
    }
}

fn cut(text: &str, most: usize) -> String {
    text.chars().take(most).collect()
}

fn reason(status: u16) -> &'static str {
    match status {
        200 => "OK",
        201 => "Created",
        202 => "Accepted",
        204 => "No Content",
        400 => "Bad Request",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "Not Found",
        409 => "Conflict",
        410 => "Gone",
        412 => "Precondition Failed",
        429 => "Too Many Requests",
        500 => "Internal Server Error",
        503 => "Service Unavailable",
        _ => "Other",
    }
}

/// The name and CRN that a reply gives to what it made.
pub(super) fn of_reply(response: &Response) -> Target {
    let Ok(body) = serde_json::from_slice::<Value>(&response.body) else { return Target::default() };
    let get = |name: &str| super::store::text(&body, name).to_owned();
    Target { crn: get("/crn"), name: get("/name"), ..Target::default() }
}
