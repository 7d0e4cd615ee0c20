use serde_json::{Map, Value};
use welkin_model::{Class, Draft, Native};

use super::audit_target::{Targets, resource_of, says_who, user_of};
use super::{envelope, fields};
use crate::map::{EventId, Source, verb};

/// The audit log of Microsoft Entra: changes of users, groups, applications, roles and policies, in the forms of
/// Microsoft Graph, diagnostic settings and Log Analytics.
///
/// Source: "directoryAudit resource type" (Microsoft Graph) and "Microsoft Entra audit log categories and
/// activities", Microsoft Learn.
#[derive(Debug)]
pub(crate) struct Audit;

impl Source for Audit {
    fn id(&self) -> &'static str {
        "entra.audit"
    }

    fn recognises(&self, record: &Map<String, Value>) -> bool {
        let has = |key: &str| fields::raw(record, key).is_some();
        envelope::category(record).eq_ignore_ascii_case("AuditLogs")
            || fields::raw_text(record, "Type") == "AuditLogs"
            || has("activityDisplayName") && (has("initiatedBy") || has("targetResources"))
    }

    fn split(&self, record: Map<String, Value>) -> Vec<Map<String, Value>> {
        vec![fields::restore_case(record)]
    }

    fn event_id(&self, record: &Native) -> EventId {
        let id = record.str("properties.id").or_else(|| record.str("id")).or_else(|| record.str("Id"));
        EventId::scoped(id)
    }

    fn map(&self, record: &mut Native) -> Draft {
        record.parse_embedded("properties");
        let base = match record.get("properties").and_then(Value::as_object) {
            Some(properties) if !properties.is_empty() => "properties.",
            _ => "",
        };
        for name in ["initiatedBy", "targetResources", "additionalDetails"] {
            if let Some(path) = fields::find(record, base, &[name]) {
                record.parse_embedded(&path);
            }
        }
        let operation = fields::read(record, base, &["activityDisplayName", "operationName"]);
        let operation =
            operation.or_else(|| fields::read(record, "", &["operationName"])).unwrap_or_default();
        let category = fields::read(record, base, &["category"]).unwrap_or_default();
        let targets = Targets::read(record, base);
        let (class, activity) = class_of(&operation, &category, &targets);
        let mut draft = Draft::new(class, activity);
        common(record, &mut draft, base);
        initiator(record, &mut draft, base);
        subject(&mut draft, &targets, &operation);
        draft
            .put("message", operation)
            .set("api.service.name", fields::take(record, base, &["loggedByService"]))
            .set("http_request.user_agent", fields::take(record, base, &["userAgent"]));
        fields::fill(record, &mut draft, "api.operation", base, &["activityDisplayName"]);
        fields::fill(record, &mut draft, "metadata.correlation_uid", base, &["correlationId"]);
        draft
    }
}

fn common(record: &mut Native, draft: &mut Draft, base: &str) {
    let time = fields::time(record, base, &["activityDateTime"]);
    let original = fields::take(record, base, &["activityDateTime"]);
    envelope::entra(record, draft);
    let result = fields::take(record, base, &["result"]);
    let success = result.as_deref().and_then(envelope::success);
    draft
        .time(time)
        .set(
            "metadata.original_time",
            original.or_else(|| fields::read(record, "", &["time", "TimeGenerated"])),
        )
        .set("metadata.original_event_uid", fields::take(record, base, &["id"]))
        .put("metadata.product.name", "Microsoft Entra ID")
        .put("metadata.product.vendor_name", "Microsoft")
        .status(success, result)
        .set("status_detail", fields::take(record, base, &["resultReason", "resultDescription"]));
}

/// The user or application that did it.
fn initiator(record: &mut Native, draft: &mut Draft, base: &str) {
    let Some(by) = ["initiatedBy", "InitiatedBy"]
        .iter()
        .map(|name| format!("{base}{name}"))
        .find(|path| record.get(path).is_some_and(Value::is_object))
    else {
        return;
    };
    let user = format!("{by}.user.");
    let app = format!("{by}.app.");
    let upn = fields::take(record, &user, &["userPrincipalName"]);
    let uid = fields::take(record, &user, &["id"]);
    let display = fields::take(record, &user, &["displayName"]);
    super::identity::address(record, draft, &user, &["ipAddress"]);
    super::identity::address(record, draft, "", &["callerIpAddress"]);
    let app_uid = fields::take(record, &app, &["appId"]);
    let principal = fields::take(record, &app, &["servicePrincipalId"]);
    let app_name = fields::take(record, &app, &["displayName", "servicePrincipalName"]);
    if upn.is_some() || uid.is_some() || display.is_some() {
        super::identity::email(draft, "actor.user", upn.as_deref());
        draft
            .set("actor.user.name", upn.or_else(|| display.clone()))
            .set("actor.user.uid", uid)
            .set("actor.user.full_name", display)
            .put("actor.user.type_id", 1);
        if !draft.has("actor.user.name") && !draft.has("actor.user.uid") {
            draft.set("actor.user.name", draft.get("actor.user.full_name").cloned());
        }
    } else if principal.is_some() || app_name.is_some() || app_uid.is_some() {
        draft
            .set("actor.user.name", app_name.clone().or_else(|| app_uid.clone()))
            .set("actor.user.uid", principal)
            .put("actor.user.type_id", 4)
            .put("actor.user.type", "Service principal");
    }
    draft.set("actor.app_name", app_name).set("actor.app_uid", app_uid);
}

/// Class and activity by what is done, in the words of Entra's own list of activities.
fn class_of(operation: &str, category: &str, targets: &Targets) -> (Class, u8) {
    let text = operation.to_ascii_lowercase();
    let has = |part: &str| text.contains(part);
    let takes_away = text.starts_with("remove")
        || text.starts_with("delete")
        || text.starts_with("revoke")
        || has("hard delete");
    let grant = if takes_away { 2 } else { 1 };
    let about_role = category == "RoleManagement" || has(" to role") || has(" from role") || has("role (pim");
    if about_role && !has("role definition") && !has("role setting") && (has("member") || has("assign")) {
        return (Class::USER_ACCESS, grant);
    }
    if has("app role assignment")
        || has("delegated permission grant")
        || has("oauth2permissiongrant")
        || has("consent to application")
    {
        return (Class::USER_ACCESS, grant);
    }
    match (category, targets.of_kind(&["Group"]).is_some(), targets.of_kind(&["User"]).is_some()) {
        ("GroupManagement", ..) | (_, true, _) if has("group") || category == "GroupManagement" => {
            let activity = match () {
                () if has("member") || has("owner") => {
                    if takes_away {
                        4
                    } else {
                        3
                    }
                }
                () if takes_away => 5,
                () if text.starts_with("add") || text.starts_with("create") => 6,
                () => 99,
            };
            (Class::GROUP_MANAGEMENT, activity)
        }
        ("UserManagement", ..) | ("", _, true) => (Class::ACCOUNT_CHANGE, account(&text)),
        (_, _, true) if has("password") || has("security info") || has("strong auth") => {
            (Class::ACCOUNT_CHANGE, account(&text))
        }
        _ => match verb_of(&text) {
            verb::OTHER => (Class::API_ACTIVITY, verb::OTHER),
            verb if is_entity(category, targets) => (Class::ENTITY_MANAGEMENT, verb),
            verb => (Class::API_ACTIVITY, verb),
        },
    }
}

fn account(text: &str) -> u8 {
    let has = |part: &str| text.contains(part);
    let security_info =
        has("security info") || has("strong auth") || has("authentication method") || has("mfa");
    match () {
        () if security_info && (has("delete") || has("disable") || has("remove")) => 11,
        () if security_info => 10,
        () if has("reset") && has("password") => 4,
        () if has("change") && has("password") => 3,
        () if text.starts_with("disable") => 5,
        () if text.starts_with("enable") => 2,
        () if has("unlock") => 12,
        () if text.starts_with("delete user") || has("hard delete") => 6,
        () if text.starts_with("add user")
            || text.starts_with("invite")
            || text.starts_with("create user") =>
        {
            1
        }
        () => 99,
    }
}

/// The verb of an activity; `Set`, `Update` and others as everywhere, and the nouns that Entra begins with.
fn verb_of(text: &str) -> u8 {
    match verb::of(text) {
        verb::OTHER if text.contains("delete") || text.contains("removed") => verb::DELETE,
        verb::OTHER if text.contains("created") || text.contains("register") => verb::CREATE,
        verb::OTHER if text.contains("update") || text.contains("changed") => verb::UPDATE,
        known => known,
    }
}

fn is_entity(category: &str, targets: &Targets) -> bool {
    let categories = [
        "ApplicationManagement",
        "Policy",
        "PolicyManagement",
        "RoleManagement",
        "DirectoryManagement",
        "Authorization",
        "Device",
        "AdministrativeUnit",
        "KeyManagement",
        "ResourceManagement",
        "CrossTenantAccessSettings",
    ];
    let kinds = ["Application", "ServicePrincipal", "Policy", "Role", "Device", "Directory"];
    fields::is_any(category, &categories) || targets.of_kind(&kinds).is_some()
}

/// The user, group or entity that the change is about.
fn subject(draft: &mut Draft, targets: &Targets, operation: &str) {
    let user = targets.of_kind(&["User"]).map(user_of);
    let app = targets.of_kind(&["ServicePrincipal", "Application"]);
    let group = targets.of_kind(&["Group"]);
    match draft.class() {
        Class::ACCOUNT_CHANGE => {
            draft.set("user", user.or_else(|| targets.list.first().map(user_of)).filter(says_who));
        }
        Class::GROUP_MANAGEMENT => {
            let name = targets.modified("Group.DisplayName");
            let (mut uid, mut named) = (targets.modified("Group.ObjectID"), name);
            if let Some(group) = group {
                uid = Some(fields::raw_text(group, "id").to_owned()).filter(|t| !t.is_empty()).or(uid);
                named = Some(fields::raw_text(group, "displayName").to_owned())
                    .filter(|t| !t.is_empty())
                    .or(named);
            }
            draft.set("group.name", named).set("group.uid", uid).set("user", user.filter(says_who));
        }
        Class::USER_ACCESS => {
            let names = [
                "Role.DisplayName",
                "AppRole.Value",
                "DelegatedPermissionGrant.Scope",
                "ConsentAction.Permissions",
            ];
            let role = names.iter().find_map(|name| targets.modified(name));
            let role = role
                .or_else(|| Some(fields::raw_text(targets.of_kind(&["Role"])?, "displayName").to_owned()));
            let role = role.filter(|role| !role.is_empty()).unwrap_or_else(|| operation.to_owned());
            let who = user.or_else(|| app.map(user_of)).or_else(|| targets.list.first().map(user_of));
            draft.put("privileges", vec![role]).set("user", who.filter(says_who));
            for target in &targets.list {
                draft.push("resources", resource_of(target));
            }
        }
        Class::ENTITY_MANAGEMENT => {
            let Some(target) = targets.list.first() else {
                draft.put("entity.name", operation.to_owned());
                return;
            };
            let text =
                |key: &str| Some(fields::raw_text(target, key)).filter(|t| !t.is_empty()).map(str::to_owned);
            let name = text("displayName").or_else(|| text("id")).unwrap_or_else(|| operation.to_owned());
            let kind = match text("type").as_deref() {
                Some("Policy") => 5,
                Some("Device") => 1,
                Some("Directory") => 4,
                _ => 99,
            };
            draft.put("entity.name", name).set("entity.uid", text("id")).set("entity.type", text("type"));
            draft.put("entity.type_id", kind);
        }
        _ => {
            for target in &targets.list {
                draft.push("resources", resource_of(target));
            }
        }
    }
}
