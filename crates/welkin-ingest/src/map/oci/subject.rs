use welkin_model::{Class, Draft, Native};

use super::audit::{detail, known};
use super::ocid;

/// The user, group or entity that the identity classes are about.
pub(super) fn map(record: &mut Native, draft: &mut Draft, event: &str) {
    match draft.class() {
        Class::AUTHENTICATION => {
            if let Some(user) = draft.get("actor.user").cloned() {
                draft.put("user", user);
            } else {
                draft.set("user.name", known(record, "data.resourceName"));
            }
            let result = detail(record, "login_result").or_else(|| detail(record, "loginResult"));
            draft.put("service.name", "OCI Console").set("status_detail", result);
        }
        Class::ACCOUNT_CHANGE => {
            let of_user = event.contains("user") || event == "createorresetuipassword";
            let uid = user_of(record);
            let name = detail(record, "userName").or_else(|| match of_user {
                true => known(record, "data.resourceName"),
                false => None,
            });
            let key = ["keyId", "fingerprint", "accessKey"].into_iter().find_map(|k| detail(record, k));
            if name.is_some() || uid.is_some() {
                draft.email("user", name.as_deref().map(|n| n.rsplit('/').next().unwrap_or(n)));
                draft.set("user.name", name).set("user.uid", uid).set("user.credential_uid", key);
            } else if let Some(user) = draft.get("actor.user").cloned() {
                draft.put("user", user);
            }
        }
        Class::GROUP_MANAGEMENT => {
            let membership = event.contains("user");
            let group = detail(record, "groupId").or_else(|| of_kind(record, "group"));
            let name = detail(record, "groupName").or_else(|| match membership {
                true => None,
                false => known(record, "data.resourceName"),
            });
            draft.set("group.uid", group).set("group.name", name);
            if membership {
                draft.set("user.uid", user_of(record)).set("user.name", detail(record, "userName"));
            }
        }
        Class::ENTITY_MANAGEMENT => {
            let kind = record.str("data.resourceId").and_then(ocid::kind).map(str::to_owned);
            let name = known(record, "data.resourceName").or_else(|| detail(record, "name"));
            let uid = known(record, "data.resourceId");
            if name.is_some() || uid.is_some() {
                draft.set("entity.name", name).set("entity.uid", uid).set("entity.type", kind);
            }
        }
        _ => {}
    }
}

fn user_of(record: &Native) -> Option<String> {
    detail(record, "userId").or_else(|| of_kind(record, "user"))
}

/// The identifier of this type in the resource or in the path of the request.
fn of_kind(record: &Native, kind: &str) -> Option<String> {
    let resource = record.str("data.resourceId").into_iter();
    let path = record.str("data.request.path").into_iter().flat_map(|path| path.split('/'));
    resource.chain(path).find(|id| ocid::kind(id) == Some(kind)).map(str::to_owned)
}
