use serde_json::{Map, Value, json};
use welkin_model::{Class, Draft, Native, Severity};

use super::spelling;
use crate::map::{EventId, Source};

/// Events of the Unified Data Model of Google Security Operations.
///
/// Source: "Unified Data Model field list" and "UDM usage guide", Google Security Operations. The API writes camel
/// case, rules and exports snake case; records are brought to camel case, free-form `additional` and `labels` aside.
#[derive(Debug)]
pub(crate) struct Chronicle;

impl Source for Chronicle {
    fn id(&self) -> &'static str {
        "gcp.chronicle"
    }

    fn recognises(&self, record: &Map<String, Value>) -> bool {
        is_event(record) || wrapped(record).is_some()
    }

    fn split(&self, record: Map<String, Value>) -> Vec<Map<String, Value>> {
        let mut record = record;
        if !is_event(&record)
            && let Some((key, event)) = wrapped(&record).map(|(key, event)| (key, event.clone()))
        {
            record.remove(key);
            let mut event = event;
            if !record.is_empty() {
                let outer = event.entry("envelope").or_insert_with(|| Value::Object(Map::new()));
                if let Some(outer) = outer.as_object_mut() {
                    outer.extend(record);
                }
            }
            record = event;
        }
        vec![spelling::camel_case(record, camel_case)]
    }

    fn event_id(&self, record: &Native) -> EventId {
        EventId::scoped(record.str("metadata.id").or_else(|| record.str("metadata.productLogId")))
    }

    fn map(&self, record: &mut Native) -> Draft {
        let kind = record.take_str("metadata.eventType").unwrap_or_default();
        let (class, mut activity) = class_of(&kind);
        if class == Class::HTTP_ACTIVITY {
            activity = request(record.str("network.http.method"));
        }
        let mut draft = Draft::new(class, activity);
        let times = ["metadata.eventTimestamp", "metadata.collectedTimestamp", "metadata.ingestedTimestamp"];
        let time = times.into_iter().find(|path| read_time(record, path).is_some());
        draft
            .time(time.and_then(|path| read_time(record, path)))
            .set("metadata.original_time", time.and_then(|path| record.take_str(path)))
            .set("metadata.product.name", record.take_str("metadata.productName"))
            .set("metadata.product.vendor_name", record.take_str("metadata.vendorName"))
            .set("metadata.product.version", record.take_str("metadata.productVersion"))
            .set("metadata.log_provider", record.take_str("metadata.logType"))
            .set("metadata.original_event_uid", record.take_str("metadata.id"));
        let native_kind = record.take_str("metadata.productEventType");
        let operation = native_kind.clone().unwrap_or_else(|| kind.clone());
        let description = record.take_str("metadata.description");
        draft
            .put("message", description.unwrap_or_else(|| operation.clone()))
            .set("metadata.event_code", native_kind)
            .set("metadata.type", Some(kind).filter(|k| !k.is_empty()));

        user(record, &mut draft, "actor.user", "principal.user");
        draft.set("actor.app_name", record.take_str("principal.application"));
        verdict(record, &mut draft);
        endpoint(
            record,
            &mut draft,
            "src_endpoint",
            if record.has("principal") { "principal" } else { "src" },
        );
        endpoint(record, &mut draft, "dst_endpoint", "target");
        network(record, &mut draft);
        subject(record, &mut draft, &operation);
        draft
    }
}

fn is_event(record: &Map<String, Value>) -> bool {
    const NOUNS: [&str; 9] = [
        "principal",
        "target",
        "src",
        "observer",
        "about",
        "network",
        "securityResult",
        "security_result",
        "intermediary",
    ];
    let Some(metadata) = record.get("metadata").and_then(Value::as_object) else { return false };
    let kind = ["eventType", "event_type"].into_iter().find_map(|key| metadata.get(key)?.as_str());
    let named = |kind: &str| {
        !kind.is_empty() && kind.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_')
    };
    let source = ["productName", "product_name", "vendorName", "vendor_name", "logType", "log_type"];
    kind.is_some_and(named)
        && (NOUNS.iter().any(|noun| record.contains_key(*noun))
            || source.iter().any(|key| metadata.contains_key(*key)))
}

fn wrapped(record: &Map<String, Value>) -> Option<(&'static str, &Map<String, Value>)> {
    ["udm", "readOnlyUdm", "read_only_udm"].into_iter().find_map(|key| {
        let event = record.get(key)?.as_object()?;
        is_event(event).then_some((key, event))
    })
}

/// Free-form members keep the names that their authors gave them.
fn camel_case(key: &str, value: Value) -> Value {
    match value {
        value if matches!(key, "additional" | "labels" | "envelope" | "extensions") => value,
        Value::Object(inner) => Value::Object(spelling::camel_case(inner, camel_case)),
        Value::Array(items) => Value::Array(items.into_iter().map(|item| camel_case(key, item)).collect()),
        other => other,
    }
}

/// The class and activity of an event type.
fn class_of(kind: &str) -> (Class, u8) {
    let network = |activity| (Class::NETWORK_ACTIVITY, activity);
    match kind {
        "USER_LOGIN" => (Class::AUTHENTICATION, 1),
        "USER_LOGOUT" => (Class::AUTHENTICATION, 2),
        "USER_CREATION" => (Class::ACCOUNT_CHANGE, 1),
        "USER_CHANGE_PASSWORD" => (Class::ACCOUNT_CHANGE, 3),
        "USER_DELETION" => (Class::ACCOUNT_CHANGE, 6),
        "USER_CHANGE_PERMISSIONS" => (Class::USER_ACCESS, 1),
        "GROUP_CREATION" => (Class::GROUP_MANAGEMENT, 6),
        "GROUP_DELETION" => (Class::GROUP_MANAGEMENT, 5),
        "GROUP_MODIFICATION" | "GROUP_UNCATEGORIZED" => (Class::GROUP_MANAGEMENT, 99),
        "NETWORK_CONNECTION" => network(1),
        "NETWORK_FLOW" => network(6),
        "NETWORK_DNS" => (Class::DNS_ACTIVITY, 6),
        "NETWORK_HTTP" => (Class::HTTP_ACTIVITY, 0),
        "PROCESS_LAUNCH" => (Class::PROCESS_ACTIVITY, 1),
        "PROCESS_TERMINATION" => (Class::PROCESS_ACTIVITY, 2),
        "PROCESS_OPEN" => (Class::PROCESS_ACTIVITY, 3),
        "PROCESS_INJECTION" => (Class::PROCESS_ACTIVITY, 4),
        "RESOURCE_CREATION" | "USER_RESOURCE_CREATION" => (Class::API_ACTIVITY, 1),
        "RESOURCE_READ" | "USER_RESOURCE_ACCESS" => (Class::API_ACTIVITY, 2),
        "RESOURCE_WRITTEN"
        | "RESOURCE_PERMISSIONS_CHANGE"
        | "USER_RESOURCE_UPDATE_CONTENT"
        | "USER_RESOURCE_UPDATE_PERMISSIONS" => (Class::API_ACTIVITY, 3),
        "RESOURCE_DELETION" | "USER_RESOURCE_DELETION" => (Class::API_ACTIVITY, 4),
        k if k.starts_with("NETWORK_") => network(99),
        k if k.starts_with("USER_RESOURCE_") || k.starts_with("RESOURCE_") => (Class::API_ACTIVITY, 99),
        _ => (Class::BASE_EVENT, 99),
    }
}

/// The activity of an HTTP request.
fn request(method: Option<&str>) -> u8 {
    const METHODS: [&str; 9] =
        ["CONNECT", "DELETE", "GET", "HEAD", "OPTIONS", "POST", "PUT", "TRACE", "PATCH"];
    let Some(method) = method else { return 0 };
    let at = (1..).zip(METHODS).find(|(_, known)| known.eq_ignore_ascii_case(method));
    at.map_or(99, |(activity, _)| activity)
}

/// A time as text, or as the seconds of a protobuf timestamp.
fn read_time(record: &Native, path: &str) -> Option<i64> {
    record.read_time(path).or_else(|| record.read_time(&format!("{path}.seconds")))
}

/// The first text of a member: UDM repeats most of them.
fn first_text<'a>(record: &'a Native, path: &str) -> Option<&'a str> {
    match record.get(path)? {
        Value::Array(items) => items.first()?.as_str(),
        _ => record.str(path),
    }
}

/// The only text of a list is taken; of several, the first is read and all of them stay.
fn one_text(record: &mut Native, path: &str) -> Option<String> {
    match record.get(path)? {
        Value::Array(items) if items.len() == 1 => record.take_strs(path)?.into_iter().next(),
        Value::Array(_) => first_text(record, path).map(str::to_owned),
        _ => record.take_str(path),
    }
}

fn user(record: &mut Native, draft: &mut Draft, at: &str, from: &str) {
    let (emails, userid) = (format!("{from}.emailAddresses"), format!("{from}.userid"));
    let email = first_text(record, &emails).or_else(|| record.str(&userid)).map(str::to_owned);
    draft.email(at, email.as_deref());
    if draft.has(&format!("{at}.email_addr")) {
        one_text(record, &emails);
    }
    let full = record.take_str(&format!("{from}.userDisplayName"));
    let name = record.take_str(&userid).or_else(|| full.clone()).or(email);
    draft
        .set(&format!("{at}.name"), name)
        .set(&format!("{at}.full_name"), full)
        .set(&format!("{at}.uid"), record.take_str(&format!("{from}.productObjectId")))
        .set(&format!("{at}.uid_alt"), record.take_str(&format!("{from}.windowsSid")));
}

fn endpoint(record: &mut Native, draft: &mut Draft, end: &str, from: &str) {
    if !draft.allows(end) {
        return;
    }
    let at = |attribute: &str| format!("{end}.{attribute}");
    draft.address(end, "name", one_text(record, &format!("{from}.ip")));
    draft
        .set(&at("hostname"), record.take_str(&format!("{from}.hostname")))
        .set(&at("location.country"), record.take_str(&format!("{from}.location.countryOrRegion")))
        .set(&at("location.city"), record.take_str(&format!("{from}.location.city")));
    if ["ip", "name", "hostname"].iter().any(|key| draft.has(&at(key))) {
        let path = format!("{from}.port");
        let valid = record.read_int(&path).is_some_and(|port| (0..=65535).contains(&port));
        draft.set(&at("port"), if valid { record.take_int(&path) } else { None });
    } else if draft.has(&at("location")) {
        draft.put(&at("name"), "Unknown");
    }
}

/// What the product decided, in the first security result.
fn verdict(record: &mut Native, draft: &mut Draft) {
    let results = match record.get("securityResult") {
        Some(Value::Array(results)) => results.clone(),
        Some(Value::Object(result)) => vec![Value::Object(result.clone())],
        _ => Vec::new(),
    };
    let Some(result) = results.first() else { return };
    let text = |key: &str| result.get(key).and_then(Value::as_str);
    let action = match result.get("action") {
        Some(Value::Array(actions)) => actions.first().and_then(Value::as_str),
        Some(Value::String(action)) => Some(action.as_str()),
        _ => None,
    };
    let id = match action {
        Some("ALLOW") => Some(1),
        Some("BLOCK" | "QUARANTINE") => Some(2),
        Some("ALLOW_WITH_MODIFICATION") => Some(4),
        _ => None,
    };
    let failed = matches!(action, Some("BLOCK" | "FAIL" | "CHALLENGE" | "QUARANTINE"));
    draft.set("status_id", action.map(|_| if failed { 2 } else { 1 }));
    if let Some(id) = id {
        let disposition = if id == 4 { 1 } else { id };
        draft.put("action_id", id).put("disposition_id", disposition).set("action", action);
    }
    draft.set("status_detail", text("summary").or(text("description")));
    if text("alertState") == Some("ALERTING") {
        let severity = text("severity").and_then(|s| s.parse().ok()).unwrap_or(Severity::Unknown);
        draft.severity(severity).put("is_alert", true);
    }
}

fn network(record: &mut Native, draft: &mut Draft) {
    if draft.allows("http_request") {
        let method = record.take_str("network.http.method");
        draft
            .set("http_request.http_method", method)
            .set("http_request.user_agent", record.take_str("network.http.userAgent"))
            .set("http_request.referrer", record.take_str("network.http.referralUrl"))
            .set("http_request.url.url_string", record.take_str("target.url"))
            .set("http_response.code", record.take_int("network.http.responseCode"));
    }
    if draft.allows("connection_info") {
        let direction = record.take_str("network.direction");
        let direction_id = match direction.as_deref() {
            Some("INBOUND") => 1,
            Some("OUTBOUND") => 2,
            _ => 0,
        };
        let protocol = record.take_str("network.ipProtocol");
        if direction.is_some() || protocol.is_some() {
            draft
                .put("connection_info.direction_id", direction_id)
                .set("connection_info.direction", direction)
                .set("connection_info.protocol_name", protocol);
        }
        draft
            .set("app_protocol_name", record.take_str("network.applicationProtocol"))
            .set("traffic.bytes_out", record.take_int("network.sentBytes"))
            .set("traffic.bytes_in", record.take_int("network.receivedBytes"));
    }
    draft.set("actor.session.uid", record.take_str("network.sessionId"));
    if draft.class() == Class::DNS_ACTIVITY {
        let first = record.get("network.dns.questions").and_then(|q| q.as_array()?.first()).cloned();
        let name = first.as_ref().and_then(|q| q.get("name")?.as_str());
        draft.set("query.hostname", name);
        draft.set("rcode_id", record.read_int("network.dns.responseCode").filter(|c| (0..=24).contains(c)));
    }
}

fn subject(record: &mut Native, draft: &mut Draft, operation: &str) {
    match draft.class() {
        Class::AUTHENTICATION | Class::ACCOUNT_CHANGE | Class::USER_ACCESS => {
            user(record, draft, "user", "target.user");
            if !draft.has("user")
                && let Some(caller) = draft.get("actor.user").cloned()
            {
                draft.put("user", caller);
            }
            if draft.class() == Class::AUTHENTICATION {
                let service = record.take_str("target.application");
                draft.set("service.name", service);
            }
            if draft.class() == Class::USER_ACCESS {
                let roles = record.get("target.user.attribute.roles").and_then(Value::as_array);
                let names: Vec<&str> =
                    roles.into_iter().flatten().filter_map(|r| r.get("name")?.as_str()).collect();
                let resource = record.str("target.resource.name");
                let names = if names.is_empty() { vec![resource.unwrap_or(operation)] } else { names };
                draft.put("privileges", names);
            }
        }
        Class::GROUP_MANAGEMENT => {
            let name = record
                .take_str("target.group.groupDisplayName")
                .or_else(|| one_text(record, "target.group.emailAddresses"));
            draft.set("group.name", name).set("group.uid", record.take_str("target.group.productObjectId"));
            user(record, draft, "user", "target.user");
        }
        Class::API_ACTIVITY => {
            draft
                .put("api.operation", operation)
                .set("api.service.name", record.take_str("target.application"));
            let mut resource = Map::new();
            for (key, from) in [("name", "name"), ("uid", "productObjectId")] {
                if let Some(text) = record.take_str(&format!("target.resource.{from}")) {
                    resource.insert(key.to_owned(), text.into());
                }
            }
            if !resource.is_empty() {
                let kind = ["resourceSubtype", "resourceType", "type"]
                    .into_iter()
                    .find_map(|key| record.take_str(&format!("target.resource.{key}")));
                resource.extend(kind.map(|kind| ("type".to_owned(), kind.into())));
                draft.push("resources", Value::Object(resource));
            }
        }
        Class::PROCESS_ACTIVITY => process(record, draft),
        _ => {}
    }
}

fn process(record: &mut Native, draft: &mut Draft) {
    let from = if record.has("target.process") { "target.process" } else { "principal.process" };
    let pid = record.take_int(&format!("{from}.pid"));
    let path = record.take_str(&format!("{from}.file.fullPath"));
    let name = path.as_deref().and_then(|p| p.rsplit(['/', '\\']).next()).map(str::to_owned);
    draft
        .set("process.pid", pid)
        .set("process.cmd_line", record.take_str(&format!("{from}.commandLine")))
        .set("process.uid", record.take_str(&format!("{from}.productSpecificProcessId")));
    if let (Some(path), Some(name)) = (path, name) {
        draft
            .put("process.name", name.clone())
            .put("process.file", json!({"name": name, "path": path, "type_id": 1}));
    }
    if draft.has("process") && !draft.has("process.pid") && !draft.has("process.uid") {
        draft.put("process.uid", "Unknown");
    }
    if let Some(host) = record.take_str("principal.hostname") {
        draft.put("device.hostname", host).put("device.type_id", 0);
    }
}
