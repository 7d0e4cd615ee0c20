use serde_json::{Map, Value, json};
use welkin_model::{Class, Draft, Native, Severity};

use super::okta_event::class_of;
use crate::map::{EventId, Object, Source};

/// Okta System Log events, as the API, event hooks and log streaming write them.
///
/// Source: "System Log API", "LogEvent object", and "Event Types", Okta developer documentation.
#[derive(Debug)]
pub(crate) struct Okta;

impl Source for Okta {
    fn id(&self) -> &'static str {
        "okta.system"
    }

    fn recognises(&self, record: &Map<String, Value>) -> bool {
        let count = |keys: &[&str]| keys.iter().filter(|k| record.contains_key(**k)).count();
        let kind = record.get("eventType").or_else(|| record.get("eventtype")).and_then(Value::as_str);
        let Some(kind) = kind else { return false };
        hooked(record).is_some()
            || kind.contains('.')
                && count(&[
                    "uuid",
                    "published",
                    "legacyEventType",
                    "displayMessage",
                    "actor",
                    "client",
                    "outcome",
                    "target",
                    "transaction",
                    "debugContext",
                    "authenticationContext",
                    "securityContext",
                    "legacyeventtype",
                    "displaymessage",
                    "debugcontext",
                    "authenticationcontext",
                    "securitycontext",
                ]) >= 4
    }

    fn split(&self, mut record: Map<String, Value>) -> Vec<Map<String, Value>> {
        if hooked(&record).is_some() {
            let events =
                record.get_mut("data").and_then(Value::as_object_mut).and_then(|d| d.remove("events"));
            let Some(Value::Array(events)) = events else { return vec![record] };
            let event = |event| match event {
                Value::Object(mut event) => {
                    event.insert("envelope".to_owned(), Value::Object(record.clone()));
                    Some(restore_case(event))
                }
                _ => None,
            };
            return events.into_iter().filter_map(event).collect();
        }
        vec![restore_case(record)]
    }

    // Okta documents `uuid` as the unique identifier of an event; it is a UUID of version 1.
    fn event_id(&self, record: &Native) -> EventId {
        match record.str("uuid") {
            Some(id) if is_uuid(id) => EventId::Unique(id.to_owned()),
            id => EventId::scoped(id),
        }
    }

    fn map(&self, record: &mut Native) -> Draft {
        let kind = record.take_str("eventType").unwrap_or_else(|| "unknown".to_owned());
        let (class, activity) = class_of(&kind);
        let mut draft = Draft::new(class, activity);
        let time = ["published", "p_event_time"].into_iter().find(|p| record.read_time(p).is_some());
        draft
            .time(time.and_then(|p| record.read_time(p)))
            .set("metadata.original_time", time.and_then(|p| record.take_str(p)))
            .set("metadata.log_version", record.take_str("version"))
            .set("metadata.correlation_uid", record.take_str("transaction.id"))
            .put("metadata.product.name", "Okta")
            .put("metadata.product.vendor_name", "Okta")
            .put("cloud.provider", "Okta")
            .set("metadata.event_code", record.take_str("legacyEventType"))
            .put("api.service.name", "Okta")
            .put("api.operation", kind.clone());
        let message = record.take_str("displayMessage");
        draft.put("message", message.clone().unwrap_or_else(|| kind.clone()));
        actor(record, &mut draft);
        client(record, &mut draft);
        outcome(record, &mut draft, class);
        subject(record, &mut draft, &kind, message);
        if draft.allows("resources") {
            for target in record.each("target", resource) {
                draft.push("resources", target);
            }
        }
        draft
    }
}

fn hooked(record: &Map<String, Value>) -> Option<&Vec<Value>> {
    let hook = record.get("eventType").and_then(Value::as_str) == Some("com.okta.event_hook");
    let events = record.get("data").filter(|_| hook)?.get("events")?.as_array()?;
    (!events.is_empty() && events.iter().all(Value::is_object)).then_some(events)
}

/// Tables fold the names of columns; the rules and this module know Okta's own.
fn restore_case(record: Map<String, Value>) -> Map<String, Value> {
    const COLUMNS: [&str; 6] = [
        "authenticationContext",
        "debugContext",
        "displayMessage",
        "eventType",
        "legacyEventType",
        "securityContext",
    ];
    let own = |key: &str| COLUMNS.into_iter().find(|c| c.to_ascii_lowercase() == *key);
    let mut restored = Map::new();
    for (key, value) in record {
        let name = own(&key).map_or(key.clone(), str::to_owned);
        let name = if restored.contains_key(&name) { key } else { name };
        restored.insert(name, value);
    }
    restored
}

fn is_uuid(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(i, b)| match i {
            8 | 13 | 18 | 23 => b == b'-',
            _ => b.is_ascii_hexdigit(),
        })
}

fn actor(record: &mut Native, draft: &mut Draft) {
    let kind = record.take_str("actor.type");
    let login = record.take_str("actor.alternateId").or_else(|| record.take_str("actorName"));
    let uid = record.take_str("actor.id").or_else(|| record.take_str("actorId"));
    let shown = record.take_str("actor.displayName");
    match kind.as_deref() {
        // An OAuth client acts for itself.
        Some("PublicClientApp" | "AppInstance") => {
            draft
                .set("actor.app_uid", uid)
                .set("actor.app_name", shown)
                .set("actor.user.name", login)
                .put("actor.user.type_id", 4);
        }
        _ => {
            let type_id = match kind.as_deref() {
                Some("User") => Some(1),
                Some("SystemPrincipal") => Some(3),
                Some(_) => Some(99),
                None => None,
            };
            draft
                .email("actor.user", login.as_deref())
                .set("actor.user.name", login.or_else(|| shown.clone()))
                .set("actor.user.uid", uid)
                .set("actor.user.full_name", shown);
            if draft.has("actor.user") {
                draft.set("actor.user.type_id", type_id);
            }
        }
    }
    if draft.has("actor.user") {
        draft.set("actor.user.type", kind);
    } else if let Some(kind) = kind {
        record.put("actor.type", kind);
    }
    draft
        .set("actor.session.uid", record.take_str("authenticationContext.externalSessionId"))
        .set("actor.session.credential_uid", record.take_str("transaction.detail.requestApiTokenId"));
    if let Some(uid) = record.take_str("authenticationContext.issuer.id") {
        draft
            .put("actor.idp.uid", uid)
            .set("actor.idp.name", record.take_str("authenticationContext.issuer.type"));
    }
}

/// Where the request came from, and through which network.
fn client(record: &mut Native, draft: &mut Draft) {
    let place = |name: &str| format!("client.geographicalContext.{name}");
    let address = record.take_str("client.ipAddress").or_else(|| record.take_str("sourceIP"));
    let agent = record.take_str("client.userAgent.rawUserAgent").or_else(|| record.take_str("userAgent"));
    let mut end = Object::default();
    end.address("e", "hostname", address);
    if end.has("e") {
        end.set("e.location.country", record.take_str(&place("country")))
            .set("e.location.city", record.take_str(&place("city")))
            .set("e.location.region", record.take_str(&place("state")))
            .set("e.location.postal_code", record.take_str(&place("postalCode")));
        if end.has("e.location") {
            for (from, to) in [("lat", "lat"), ("lon", "long")] {
                let from = place(&format!("geolocation.{from}"));
                if record.get(&from).is_some_and(Value::is_number) {
                    end.set(&format!("e.location.{to}"), record.take(&from));
                }
            }
        }
        end.set("e.autonomous_system.number", record.take_int("securityContext.asNumber"))
            .set("e.autonomous_system.name", record.take_str("securityContext.asOrg"))
            .set("e.isp", record.take_str("securityContext.isp"))
            .set("e.domain", record.take_str("securityContext.domain"));
    }
    let end = end.into_value().and_then(|mut e| e.get_mut("e").map(Value::take));
    if draft.allows("src_endpoint") {
        draft.set("src_endpoint", end).set("http_request.user_agent", agent);
    } else {
        let mut evidence = Object::default();
        evidence.set("src_endpoint", end);
        if evidence.has("src_endpoint") {
            evidence.set("http_request.user_agent", agent);
        } else if let Some(agent) = agent {
            record.put("client.userAgent.rawUserAgent", agent);
        }
        draft.push("evidences", evidence.into_value().unwrap_or_default());
    }
}

fn outcome(record: &mut Native, draft: &mut Draft, class: Class) {
    let word = record.take_str("outcome.result").or_else(|| record.take_str("result"));
    let success = match word.as_deref() {
        Some("SUCCESS" | "ALLOW") => Some(true),
        Some("FAILURE" | "DENY" | "BLOCK" | "RATE_LIMIT") => Some(false),
        _ => None,
    };
    draft.set("status_detail", record.take_str("outcome.reason"));
    if class == Class::DETECTION_FINDING {
        // Of a finding, the status is how far its handling is.
        draft.put("status_id", 1).set("status_code", word);
        let severity = match record.str("severity") {
            Some("ERROR") => Severity::High,
            Some("WARN") => Severity::Medium,
            _ => Severity::Low,
        };
        draft.severity(severity);
    } else {
        draft.status(success, word);
    }
}

/// What the identity classes are about: the user, the group or the entity among the targets.
fn subject(record: &mut Native, draft: &mut Draft, kind: &str, message: Option<String>) {
    let target = |wanted: &dyn Fn(&str) -> bool| {
        let targets = record.get("target")?.as_array()?;
        let text = |t: &Value, key: &str| t.get(key).and_then(Value::as_str).map(str::to_owned);
        let found = targets.iter().find(|t| t.get("type").and_then(Value::as_str).is_some_and(wanted))?;
        Some((text(found, "id"), text(found, "alternateId"), text(found, "displayName"), text(found, "type")))
    };
    let user = target(&|kind| kind == "User" || kind == "AppUser");
    let set_user = |draft: &mut Draft| match user.clone() {
        Some((uid, login, shown, _)) => {
            draft
                .email("user", login.as_deref())
                .set("user.uid", uid)
                .set("user.name", login.or_else(|| shown.clone()))
                .set("user.full_name", shown);
        }
        None => {
            if let Some(user) = draft.get("actor.user").cloned() {
                draft.put("user", user);
            }
        }
    };
    let privilege = || {
        let granted = record.str("debugContext.debugData.privilegeGranted").map(str::to_owned);
        let application = target(&|kind| kind == "AppInstance").and_then(|(_, _, shown, _)| shown);
        vec![granted.or(application).unwrap_or_else(|| kind.to_owned())]
    };
    match draft.class() {
        Class::AUTHENTICATION => {
            let service = target(&|kind| kind == "AppInstance").and_then(|(_, _, shown, _)| shown);
            if let Some(user) = draft.get("actor.user").cloned() {
                draft.put("user", user);
            }
            draft.put("service.name", service.unwrap_or_else(|| "Okta".to_owned()));
            if kind == "user.authentication.auth_via_mfa" {
                draft.put("is_mfa", true);
            }
            if let Some(session) = draft.get("actor.session.uid").cloned() {
                draft.put("session.uid", session);
            }
        }
        Class::ACCOUNT_CHANGE => set_user(draft),
        Class::USER_ACCESS => {
            set_user(draft);
            draft.put("privileges", privilege());
        }
        Class::GROUP_MANAGEMENT => {
            if let Some((uid, name, shown, _)) = target(&|kind| kind.ends_with("Group")) {
                draft.set("group.uid", uid).set("group.name", shown.or(name));
            }
            if user.is_some() {
                set_user(draft);
            }
            if kind.starts_with("group.privilege.") {
                draft.put("privileges", privilege());
            }
        }
        Class::ENTITY_MANAGEMENT => {
            let (uid, _, shown, entity) = target(&|_| true).unwrap_or_default();
            draft
                .put("entity.name", shown.unwrap_or_else(|| kind.to_owned()))
                .set("entity.uid", uid)
                .set("entity.type", entity);
        }
        Class::DETECTION_FINDING => {
            draft
                .put("finding_info.title", message.unwrap_or_else(|| kind.to_owned()))
                .put("finding_info.analytic", json!({"name": kind, "type_id": 1}))
                .set("finding_info.uid", record.take_str("uuid"))
                .put("is_alert", true);
        }
        _ => {}
    }
}

fn resource(target: &mut Native) -> Option<Value> {
    let mut resource = Object::default();
    let name = target.take_str("displayName");
    let other = target.take_str("alternateId");
    let (name, other) = if name.is_some() { (name, other) } else { (other, None) };
    resource.set("name", name).set("uid", target.take_str("id"));
    if !resource.has("name") && !resource.has("uid") {
        return None;
    }
    resource.set("uid_alt", other).set("type", target.take_str("type"));
    resource.into_value()
}
