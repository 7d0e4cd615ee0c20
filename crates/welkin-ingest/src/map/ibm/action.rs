use welkin_model::Class;

use crate::map::verb;

/// The OCSF class and activity of an action, `<service>.<object>.<verb>`.
///
/// Source: the tables of activity tracking events per service in IBM Cloud Docs ("Activity tracking events for IAM",
/// "… for Cloud Object Storage", "Audit events for watsonx.ai").
pub(super) fn class_of(action: &str) -> (Class, u8) {
    let (path, word) = action.rsplit_once('.').unwrap_or(("", action));
    let (service, object) = path.split_once('.').unwrap_or((path, ""));
    let reads = matches!(word, "read" | "list" | "get" | "info");
    match service {
        "iam-identity" => identity(object, word),
        "user-management" if !reads => account(object, word),
        "iam-groups" if !reads => (Class::GROUP_MANAGEMENT, group(object, word)),
        "iam-am" | "iam-access-management" if !reads && object.contains("polic") => match word {
            "delete" => (Class::USER_ACCESS, 2),
            "create" | "update" | "assign" => (Class::USER_ACCESS, 1),
            _ => (Class::USER_ACCESS, 99),
        },
        "iam-am" | "iam-access-management" if !reads => (Class::ENTITY_MANAGEMENT, crud(word)),
        "cloud-object-storage" => match object_data(object, word) {
            Some(activity) => (Class::DATASTORE_ACTIVITY, activity),
            None => (Class::API_ACTIVITY, crud(word)),
        },
        _ => (Class::API_ACTIVITY, crud(word)),
    }
}

fn crud(word: &str) -> u8 {
    match word {
        "info" => verb::READ,
        "wipe" | "endtoenddelete" => verb::DELETE,
        _ => verb::of(word),
    }
}

fn identity(object: &str, word: &str) -> (Class, u8) {
    match word {
        "login" => (Class::AUTHENTICATION, 1),
        "logout" => (Class::AUTHENTICATION, 2),
        "read" | "list" | "get" => (Class::API_ACTIVITY, verb::READ),
        _ if ["apikey", "serviceid", "user"].iter().any(|noun| object.contains(noun)) => {
            account(object, word)
        }
        _ => (Class::ENTITY_MANAGEMENT, crud(word)),
    }
}

/// A key or a setting of an account comes and goes without the account, so it is none of the named activities.
fn account(object: &str, word: &str) -> (Class, u8) {
    let whole = !object.contains("apikey") && !object.contains("setting");
    let activity = match word {
        "create" | "add" if whole => 1,
        "delete" | "remove" if whole => 6,
        "enable" | "activate" if whole => 2,
        "disable" | "deactivate" if whole => 5,
        "lock" => 9,
        "unlock" => 12,
        _ => 99,
    };
    (Class::ACCOUNT_CHANGE, activity)
}

fn group(object: &str, word: &str) -> u8 {
    let member = object.contains("member");
    match word {
        "add" | "create" if member => 3,
        "delete" | "remove" if member => 4,
        "delete" if object == "group" => 5,
        "create" if object == "group" => 6,
        _ => 99,
    }
}

/// Activities of Datastore Activity (6005) for actions on objects.
fn object_data(object: &str, word: &str) -> Option<u8> {
    match (object, word) {
        ("bucket" | "bucket-versions", "list" | "listversions") => return Some(8),
        (other, _) if !other.starts_with("object") => return None,
        _ => {}
    }
    Some(match word {
        "read" | "info" | "head" | "get" => 1,
        "list" => 8,
        "create" | "copy" | "complete" | "start" | "write" => 5,
        "update" | "restore" => 2,
        "delete" | "abort" => 7,
        _ => 99,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_action_decides() {
        for (action, class, activity) in [
            ("iam-identity.user-apikey.login", Class::AUTHENTICATION, 1),
            ("iam-identity.user-apikey.create", Class::ACCOUNT_CHANGE, 99),
            ("iam-identity.account-serviceid.create", Class::ACCOUNT_CHANGE, 1),
            ("iam-identity.account-profile.create", Class::ENTITY_MANAGEMENT, 1),
            ("iam-groups.member.add", Class::GROUP_MANAGEMENT, 3),
            ("iam-groups.groups.list", Class::API_ACTIVITY, 2),
            ("iam-am.policy.create", Class::USER_ACCESS, 1),
            ("cloud-object-storage.object.read", Class::DATASTORE_ACTIVITY, 1),
            ("cloud-object-storage.bucket-acl.create", Class::API_ACTIVITY, 1),
            ("is.vpc.vpc.create", Class::API_ACTIVITY, 1),
            ("", Class::API_ACTIVITY, 99),
        ] {
            assert_eq!(class_of(action), (class, activity), "{action}");
        }
    }
}
