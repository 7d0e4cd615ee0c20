use serde_json::{Map, Value};
use welkin_model::{Class, Draft, Native};

use crate::map::{EventId, Source, entity};

/// OpenAI audit log of an organisation.
///
/// Source: "Audit logs", OpenAI API reference (administration).
#[derive(Debug)]
pub(crate) struct OpenAi;

impl Source for OpenAi {
    fn id(&self) -> &'static str {
        "openai.audit"
    }

    fn recognises(&self, record: &Map<String, Value>) -> bool {
        let actor = record.get("actor");
        let acts = |key: &str| actor.is_some_and(|a| a.get(key).is_some());
        record.get("object").and_then(Value::as_str) == Some("organization.audit_log")
            || record.contains_key("effective_at")
                && record.contains_key("type")
                && (acts("session") || acts("api_key"))
    }

    fn event_id(&self, record: &Native) -> EventId {
        EventId::scoped(record.str("id"))
    }

    fn map(&self, record: &mut Native) -> Draft {
        let kind = record.take_str("type").unwrap_or_else(|| "unknown".to_owned());
        let (class, activity) = class_of(&kind);
        let mut draft = Draft::new(class, activity);
        draft
            .time(record.read_time("effective_at"))
            .set("metadata.original_time", record.take_text("effective_at"))
            .set("metadata.log_provider", record.take_str("object"))
            .put("metadata.product.name", "OpenAI API platform")
            .put("metadata.product.vendor_name", "OpenAI")
            .put("cloud.provider", "OpenAI")
            .put("api.service.name", "OpenAI")
            .put("message", kind.clone())
            .put("api.operation", kind.clone());
        actor(record, &mut draft);
        let failed = kind.ends_with(".failed");
        draft.put("status_id", if failed { 2 } else { 1 });
        subject(record, &mut draft, &kind);
        draft
            .set("cloud.project_uid", record.take_str("project.id"))
            .set("status_code", record.take_str("login_failed.error_code"))
            .set("status_detail", record.take_str("login_failed.error_message"));
        draft
    }
}

fn class_of(kind: &str) -> (Class, u8) {
    let (object, action) = kind.rsplit_once('.').unwrap_or(("", kind));
    match (object, action) {
        ("login", _) => (Class::AUTHENTICATION, 1),
        ("logout", _) => (Class::AUTHENTICATION, 2),
        ("user" | "service_account", "added" | "created") => (Class::ACCOUNT_CHANGE, 1),
        ("user" | "service_account", "deleted" | "removed") => (Class::ACCOUNT_CHANGE, 6),
        ("user" | "service_account", _) => (Class::ACCOUNT_CHANGE, 99),
        ("role.assignment", "created") => (Class::USER_ACCESS, 1),
        ("role.assignment", "deleted") => (Class::USER_ACCESS, 2),
        ("group", "created") => (Class::GROUP_MANAGEMENT, 6),
        ("group", "deleted") => (Class::GROUP_MANAGEMENT, 5),
        ("group", _) => (Class::GROUP_MANAGEMENT, 99),
        _ => match entity::of(action) {
            99 => (Class::API_ACTIVITY, 99),
            activity => (Class::ENTITY_MANAGEMENT, activity),
        },
    }
}

fn actor(record: &mut Native, draft: &mut Draft) {
    let session = record.has("actor.session");
    let at = |path: &str| format!("actor.{}.{path}", if session { "session" } else { "api_key" });
    let email = record.take_str(&at("user.email"));
    let uid = record.take_str(&at("user.id"));
    let service = record.take_str(&at("service_account.id"));
    let type_id = if service.is_some() { 4 } else { 1 };
    draft
        .email("actor.user", email.as_deref())
        .set("actor.user.name", email)
        .set("actor.user.uid", uid.or(service));
    if !session {
        draft.set("actor.user.credential_uid", record.take_str("actor.api_key.id"));
    }
    if draft.has("actor.user") {
        draft.put("actor.user.type_id", type_id);
    }
    let address = record.take_str("actor.session.ip_address");
    let located = address.is_some();
    draft.address("src_endpoint", "hostname", address);
    if located {
        for (to, from) in [("country", "country"), ("city", "city"), ("region", "region")] {
            let value = record.take_str(&format!("actor.session.ip_address_details.{from}"));
            draft.set(&format!("src_endpoint.location.{to}"), value);
        }
    }
    draft
        .set("http_request.user_agent", record.take_str("actor.session.user_agent"))
        .set("actor.session.uid", record.take_str("actor.session.id"));
}

/// The details stand under the name of the event, in the API with dots and in exports with underscores.
fn subject(record: &mut Native, draft: &mut Draft, kind: &str) {
    let details = [kind.to_owned(), kind.replace('.', "_")]
        .iter()
        .find_map(|key| record.as_map().get(key)?.as_object().cloned())
        .map(Native::new)
        .unwrap_or_default();
    let text = |path: &str| details.str(path).map(str::to_owned);
    match draft.class() {
        Class::AUTHENTICATION => {
            if let Some(user) = draft.get("actor.user").cloned() {
                draft.put("user", user);
            }
            draft.put("service.name", "OpenAI");
        }
        Class::ACCOUNT_CHANGE => {
            let email = text("data.email").or_else(|| text("email"));
            draft.email("user", email.as_deref()).set("user.uid", text("id")).set("user.name", email);
        }
        Class::USER_ACCESS => {
            // `role_assignment_<role>__<resource type>__<resource>_<principal>`
            let id = text("id");
            let role = id.as_deref().map(|id| id.strip_prefix("role_assignment_").unwrap_or(id));
            let role = role.and_then(|r| r.split("__").next()).unwrap_or(kind).to_owned();
            draft
                .put("privileges", vec![role])
                .set("user.uid", text("principal_id"))
                .set("user.type", text("principal_type"));
            if let Some(resource) = text("resource_id") {
                let mut object = Map::new();
                object.insert("uid".to_owned(), resource.into());
                if let Some(kind) = text("resource_type") {
                    object.insert("type".to_owned(), kind.into());
                }
                draft.push("resources", Value::Object(object));
            }
            if !draft.has("user.uid") {
                draft.put("user.name", "Unknown");
            }
        }
        Class::GROUP_MANAGEMENT => {
            draft.set("group.uid", text("id")).set("group.name", text("data.group_name"));
        }
        Class::ENTITY_MANAGEMENT => {
            let object = kind.rsplit_once('.').map_or(kind, |(object, _)| object);
            let name = text("name").or_else(|| text("data.name")).or_else(|| text("data.title"));
            draft.put("entity.type", object).set("entity.uid", text("id"));
            draft.put("entity.name", name.or_else(|| text("id")).unwrap_or_else(|| object.to_owned()));
        }
        _ => {}
    }
}
