use serde_json::{Map, Value, json};
use welkin_model::{Class, Draft, Native};

use crate::map::{EventId, Source, entity};

/// Anthropic's Compliance API: the Activity Feed of an organisation.
///
/// Source: "Query the Activity Feed", Claude Platform documentation.
#[derive(Debug)]
pub(crate) struct Anthropic;

impl Source for Anthropic {
    fn id(&self) -> &'static str {
        "anthropic.activity"
    }

    fn recognises(&self, record: &Map<String, Value>) -> bool {
        let has = |key: &str| record.contains_key(key);
        let actor =
            record.get("actor").and_then(|a| a.get("type")).and_then(Value::as_str).unwrap_or_default();
        has("created_at")
            && has("type")
            && (has("organization_id") || has("organization_uuid"))
            && actor.ends_with("_actor")
    }

    fn event_id(&self, record: &Native) -> EventId {
        EventId::scoped(record.str("id"))
    }

    fn map(&self, record: &mut Native) -> Draft {
        let kind = record.take_str("type").unwrap_or_else(|| "unknown".to_owned());
        let (class, activity) = class_of(&kind);
        let mut draft = Draft::new(class, activity);
        let organization = record.take_str("organization_id");
        draft
            .time(record.read_time("created_at"))
            .set("metadata.original_time", record.take_str("created_at"))
            .put("metadata.product.name", "Claude")
            .put("metadata.product.vendor_name", "Anthropic")
            .put("cloud.provider", "Anthropic")
            .put("api.service.name", "Claude")
            .put("message", kind.replace('_', " "))
            .put("status_id", if kind.ends_with("_failed") { 2 } else { 1 })
            .set("metadata.tenant_uid", organization)
            .put("api.operation", kind.clone());
        actor(record, &mut draft);
        subject(record, &mut draft, &kind);
        if draft.allows("resources") {
            resources(record, &mut draft);
        }
        draft
    }
}

/// Activities are named `<object>_<what happened>`.
fn class_of(kind: &str) -> (Class, u8) {
    let (object, action) = kind.rsplit_once('_').unwrap_or(("", kind));
    let user = ["org_user", "user", "workspace_member", "organization_member", "org_member", "claude_user"];
    match (object, action) {
        _ if kind.contains("login") => (Class::AUTHENTICATION, 1),
        _ if kind.contains("logout") || kind.contains("logged_out") => (Class::AUTHENTICATION, 2),
        ("role_assignment", "granted" | "created") => (Class::USER_ACCESS, 1),
        ("role_assignment", "revoked" | "deleted" | "removed") => (Class::USER_ACCESS, 2),
        (object, action) if user.contains(&object) => match entity::of(action) {
            1 => (Class::ACCOUNT_CHANGE, 1),
            4 => (Class::ACCOUNT_CHANGE, 6),
            8 | 10 => (Class::ACCOUNT_CHANGE, 2),
            9 | 11 | 12 => (Class::ACCOUNT_CHANGE, 5),
            _ => (Class::ACCOUNT_CHANGE, 99),
        },
        (object, "created") if object.ends_with("group") => (Class::GROUP_MANAGEMENT, 6),
        (object, "deleted") if object.ends_with("group") => (Class::GROUP_MANAGEMENT, 5),
        (object, "added") if object.ends_with("group_member") => (Class::GROUP_MANAGEMENT, 3),
        (object, "removed") if object.ends_with("group_member") => (Class::GROUP_MANAGEMENT, 4),
        (object, action) if is_administrative(object) && entity::of(action) != 99 => {
            (Class::ENTITY_MANAGEMENT, entity::of(action))
        }
        (_, action) => (Class::API_ACTIVITY, entity::crud(action)),
    }
}

/// Keys, connections and settings are managed; chats, files, projects and artefacts are used.
fn is_administrative(object: &str) -> bool {
    [
        "key",
        "settings",
        "mcp_server",
        "integration",
        "sso",
        "directory",
        "role",
        "workspace",
        "domain",
        "invite",
        "policy",
    ]
    .iter()
    .any(|word| object.contains(word))
}

fn actor(record: &mut Native, draft: &mut Draft) {
    let kind = record.take_str("actor.type");
    let type_id = match kind.as_deref() {
        Some("user_actor") => 1,
        Some(kind) if kind.starts_with("unauthenticated") => 0,
        _ => 4,
    };
    let email = record
        .take_str("actor.email_address")
        .or_else(|| record.take_str("actor.unauthenticated_email_address"));
    let key = ["actor.api_key_id", "actor.admin_api_key_id"].into_iter().find_map(|p| record.take_str(p));
    let uid = ["actor.user_id", "actor.service_account_id", "actor.directory_id"]
        .into_iter()
        .find_map(|p| record.take_str(p))
        .or_else(|| key.clone());
    draft.email("actor.user", email.as_deref());
    let name = email.or_else(|| uid.clone()).or_else(|| kind.clone());
    draft
        .set("actor.user.name", name)
        .set("actor.user.uid", uid)
        .set("actor.user.credential_uid", key)
        .put("actor.user.type_id", type_id)
        .set("actor.user.type", kind)
        .address("src_endpoint", "hostname", record.take_str("actor.ip_address"))
        .set("http_request.user_agent", record.take_str("actor.user_agent"));
}

fn subject(record: &Native, draft: &mut Draft, kind: &str) {
    let text = |path: &str| record.str(path).map(str::to_owned);
    let first = |paths: &[&str]| paths.iter().find_map(|p| text(p));
    match draft.class() {
        Class::AUTHENTICATION => {
            if let Some(user) = draft.get("actor.user").cloned() {
                draft.put("user", user);
            }
            draft.put("service.name", "Claude");
        }
        Class::ACCOUNT_CHANGE => {
            let email = first(&[
                "deleted_user_email",
                "added_user_email",
                "user_email",
                "email_address",
                "target_email",
            ]);
            let uid = first(&["deleted_user_id", "added_user_id", "user_id", "target_user_id", "target_id"]);
            draft.email("user", email.as_deref()).set("user.name", email).set("user.uid", uid);
            if !draft.has("user")
                && let Some(user) = draft.get("actor.user").cloned()
            {
                draft.put("user", user);
            }
        }
        Class::USER_ACCESS => {
            draft
                .put("user.uid", text("target_id").unwrap_or_else(|| "Unknown".to_owned()))
                .set("user.type", text("target_type"))
                .put("privileges", vec![text("role").unwrap_or_else(|| kind.to_owned())]);
        }
        Class::GROUP_MANAGEMENT => {
            draft.set("group.uid", text("group_id")).set("group.name", text("group_name"));
        }
        Class::ENTITY_MANAGEMENT => {
            let object = kind.rsplit_once('_').map_or(kind, |(object, _)| object);
            let name = text(&format!("{object}_name"));
            let uid = text(&format!("{object}_id")).or_else(|| text("api_key_id"));
            draft
                .put("entity.name", name.or_else(|| uid.clone()).unwrap_or_else(|| object.to_owned()))
                .set("entity.uid", uid)
                .put("entity.type", object);
        }
        _ => {}
    }
}

/// Every `<kind>_id` at the top names an object of the activity.
fn resources(record: &mut Native, draft: &mut Draft) {
    if let Some(uid) = record.take_str("resource_id") {
        let kind = record.take_str("resource_type").unwrap_or_else(|| "resource".to_owned());
        draft.push("resources", json!({"uid": uid, "type": kind}));
    }
    let kinds: Vec<String> = record
        .as_map()
        .iter()
        .filter(|(_, value)| value.is_string())
        .filter_map(|(key, _)| key.strip_suffix("_id"))
        .filter(|kind| (kind.starts_with("claude_") || *kind == "mcp_server") && !kind.contains('.'))
        .map(str::to_owned)
        .collect();
    for kind in kinds {
        if let Some(uid) = record.take_str(&format!("{kind}_id")) {
            let mut resource = json!({"uid": uid, "type": kind});
            let name = record.take_str(&format!("{kind}_name"));
            if let (Some(resource), Some(name)) = (resource.as_object_mut(), name) {
                resource.insert("name".to_owned(), name.into());
            }
            draft.push("resources", resource);
        }
    }
}
