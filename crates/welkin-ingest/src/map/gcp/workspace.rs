//! Google Workspace: sign-ins, and what administrators change.
//!
//! Source: "Audit logs for Google Workspace", Cloud Logging; "Admin activity events" and "Login activity events",
//! Admin SDK Reports API.

use serde_json::Value;
use welkin_model::{Class, Draft, Native};

use crate::map::verb;

pub(super) fn is_workspace(record: &Native, service: &str, operation: &str) -> bool {
    matches!(service, "login" | "admin")
        || operation.starts_with("google.admin.AdminService.")
        || operation.starts_with("google.login.LoginService.")
        || record.str("protoPayload.metadata.@type").is_some_and(|t| t.ends_with("ActivityProto"))
}

/// The class of an event, by the name that the activity itself has, else by the method.
pub(super) fn class_of(record: &Native, service: &str, operation: &str) -> Option<(Class, u8)> {
    if !is_workspace(record, service, operation) {
        return None;
    }
    let name = event_name(record, operation);
    let login = service == "login" || operation.contains("LoginService");
    Some(of_event(if login { "login" } else { "admin" }, &name))
}

/// The class of an event of an application.
pub(super) fn of_event(application: &str, name: &str) -> (Class, u8) {
    let name = fold(name);
    match application {
        "login" => of_login(&name),
        "admin" => of_admin(&name),
        _ => (Class::API_ACTIVITY, by_verb(&name)),
    }
}

fn fold(name: &str) -> String {
    name.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase()
}

/// `addGroupMember`, `ADD_GROUP_MEMBER` and `login_success` folded to one spelling.
fn event_name(record: &Native, operation: &str) -> String {
    let named = event(record).and_then(|e| e.get("eventName")?.as_str());
    let name = named.unwrap_or_else(|| operation.rsplit('.').next().unwrap_or(operation));
    fold(name)
}

fn of_login(name: &str) -> (Class, u8) {
    match name {
        "loginsuccess"
        | "loginfailure"
        | "suspiciouslogin"
        | "suspiciousloginlesssecureapp"
        | "suspiciousprogrammaticlogin" => (Class::AUTHENTICATION, 1),
        "logout" | "userloggedout" | "usersignedoutduetosuspicioussessioncookie" => {
            (Class::AUTHENTICATION, 2)
        }
        "loginchallenge" | "loginverification" => (Class::AUTHENTICATION, 6),
        "passwordedit" => (Class::ACCOUNT_CHANGE, 3),
        "2svenroll" | "titaniumenroll" => (Class::ACCOUNT_CHANGE, 10),
        "2svdisable" | "titaniumunenroll" => (Class::ACCOUNT_CHANGE, 11),
        n if n.starts_with("accountdisabled") => (Class::ACCOUNT_CHANGE, 5),
        n if n.starts_with("recovery") || n.starts_with("emailforwarding") => (Class::ACCOUNT_CHANGE, 99),
        _ => (Class::AUTHENTICATION, 99),
    }
}

fn of_admin(name: &str) -> (Class, u8) {
    let account = |activity| (Class::ACCOUNT_CHANGE, activity);
    let group = |activity| (Class::GROUP_MANAGEMENT, activity);
    let access = |activity| (Class::USER_ACCESS, activity);
    match name {
        "addgroupmember" => group(3),
        "removegroupmember" => group(4),
        "deletegroup" => group(5),
        "creategroup" => group(6),
        "createuser" => account(1),
        "unsuspenduser" | "unarchiveuser" => account(2),
        "changepassword" | "changepasswordonnextlogin" => account(4),
        "suspenduser" | "archiveuser" => account(5),
        "deleteuser" => account(6),
        "turnoff2stepverification" | "revoke3lotoken" => account(11),
        "grantadminprivilege" | "grantdelegatedadminprivileges" | "assignrole" => access(1),
        "revokeadminprivilege" | "unassignrole" => access(2),
        "createrole" => (Class::ENTITY_MANAGEMENT, 1),
        "deleterole" => (Class::ENTITY_MANAGEMENT, 4),
        "addprivilege" | "removeprivilege" | "updaterole" | "renamerole" => (Class::ENTITY_MANAGEMENT, 3),
        n if n.contains("group") => group(99),
        n if n.contains("user") && !n.contains("setting") => account(99),
        n => (Class::API_ACTIVITY, by_verb(n)),
    }
}

/// A folded name has lost its words; the verb is its beginning.
fn by_verb(name: &str) -> u8 {
    let verbs =
        ["create", "add", "delete", "remove", "change", "update", "edit", "toggle", "view", "download"];
    match verbs.into_iter().find(|verb| name.starts_with(verb)) {
        Some("toggle") => verb::UPDATE,
        Some(known) => verb::of(known),
        None => verb::OTHER,
    }
}

/// A sign-in that did not succeed.
pub(super) fn failed(record: &Native, operation: &str) -> bool {
    operation.contains("LoginService") && event_name(record, operation) == "loginfailure"
}

/// Sets whom the event is about.
pub(super) fn map(record: &Native, draft: &mut Draft, operation: &str) {
    let caller = draft.get("actor.user").cloned();
    let user = ["USER_EMAIL", "affected_email_address", "EMAIL"]
        .into_iter()
        .find_map(|name| parameter(record, name));
    let group = parameter(record, "GROUP_EMAIL");
    let role = parameter(record, "ROLE_NAME").or_else(|| parameter(record, "PRIVILEGE_NAME"));
    match draft.class() {
        Class::AUTHENTICATION => {
            let second = flag(record, "is_second_factor").or_else(|| {
                let methods = values(record, "login_challenge_method");
                (!methods.is_empty()).then(|| methods.iter().any(|m| m != "password" && m != "none"))
            });
            draft
                .set("user", caller)
                .put("service.name", "Google Workspace")
                .set("is_mfa", second)
                .set("status_detail", parameter(record, "login_failure_type"));
        }
        Class::GROUP_MANAGEMENT => {
            let name = group.unwrap_or_else(|| "Unknown".to_owned());
            draft.put("group.name", name).set("privileges", role.map(|r| vec![r]));
            draft.email("user", user.as_deref()).set("user.name", user);
        }
        Class::ENTITY_MANAGEMENT => {
            draft.set("entity.name", role).put("entity.type", "Role");
        }
        Class::ACCOUNT_CHANGE if user.is_none() => {
            draft.set("user", caller);
        }
        class @ (Class::ACCOUNT_CHANGE | Class::USER_ACCESS) => {
            draft.email("user", user.as_deref()).set("user.name", user);
            if class == Class::USER_ACCESS {
                let short = operation.rsplit('.').next().unwrap_or(operation).to_owned();
                draft.put("privileges", vec![role.unwrap_or(short)]);
            }
        }
        _ => {}
    }
}

fn event(record: &Native) -> Option<&Value> {
    ["protoPayload.metadata.event", "events"]
        .into_iter()
        .find_map(|path| record.get(path)?.as_array()?.first())
}

fn find<'a>(record: &'a Native, name: &str) -> Option<&'a Value> {
    let event = event(record)?;
    let parameters = event.get("parameter").or_else(|| event.get("parameters"))?.as_array()?;
    parameters.iter().find(|p| p.get("name").and_then(Value::as_str) == Some(name))
}

fn parameter(record: &Native, name: &str) -> Option<String> {
    find(record, name)?.get("value")?.as_str().filter(|v| !v.is_empty()).map(str::to_owned)
}

fn flag(record: &Native, name: &str) -> Option<bool> {
    find(record, name)?.get("boolValue")?.as_bool()
}

fn values(record: &Native, name: &str) -> Vec<String> {
    let list =
        find(record, name).and_then(|p| p.get("multiStrValue").or_else(|| p.get("multiValue"))?.as_array());
    list.into_iter().flatten().filter_map(|v| v.as_str().map(str::to_owned)).collect()
}
