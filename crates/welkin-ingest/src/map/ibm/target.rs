use serde_json::{Map, Value, json};
use welkin_model::{Class, Draft, Native};

use super::crn::Crn;

/// Maps `target` to what the class of the event is about, and to `resources` where the class has them.
///
/// Source: "Activity tracking event fields", IBM Cloud Docs.
pub(super) fn map(record: &mut Native, draft: &mut Draft, action: &str) {
    match draft.class() {
        Class::DATASTORE_ACTIVITY => bucket(record, draft),
        Class::AUTHENTICATION => {
            draft.put("service.name", "IBM Cloud IAM");
        }
        Class::ACCOUNT_CHANGE => account(record, draft),
        Class::GROUP_MANAGEMENT => group(record, draft),
        Class::USER_ACCESS => access(record, draft, action),
        Class::ENTITY_MANAGEMENT => {
            let kind = record.take_str("target.typeURI");
            let (name, uid) = (record.take_str("target.name"), record.take_str("target.id"));
            if name.is_some() || uid.is_some() {
                draft.set("entity.name", name).set("entity.uid", uid).set("entity.type", kind);
            } else {
                draft.put("entity.name", action).set("entity.type", kind);
            }
        }
        _ => {}
    }
    if draft.allows("dst_endpoint")
        && record.str("target.host.address").is_some_and(|host| !host.contains(char::is_whitespace))
    {
        let host = record.take_str("target.host.address");
        draft.address("dst_endpoint", "hostname", host);
    }
    if draft.allows("resources") {
        resource(record, draft);
    }
}

fn resource(record: &mut Native, draft: &mut Draft) {
    let mut resource = Map::new();
    for (key, path) in [("uid", "target.id"), ("name", "target.name")] {
        if let Some(value) = record.take_str(path) {
            resource.insert(key.to_owned(), value.into());
        }
    }
    if resource.is_empty() {
        return;
    }
    if let Some(kind) = record.take_str("target.typeURI") {
        resource.insert("type".to_owned(), kind.into());
    }
    if let Some(group) = record.take_str("target.resourceGroupId") {
        resource.insert("group".to_owned(), json!({ "uid": group }));
    }
    let region = resource.get("uid").and_then(Value::as_str).and_then(Crn::parse).map(|crn| crn.location);
    if let Some(region) = region.filter(|region| !region.is_empty()).map(str::to_owned) {
        resource.insert("region".to_owned(), region.into());
    }
    draft.push("resources", Value::Object(resource));
}

/// The resource that the target's CRN names, if it is of this type.
fn of_kind(record: &Native, kind: &str) -> Option<String> {
    let crn = Crn::parse(record.str("target.id")?)?;
    (crn.kind == kind && !crn.resource.is_empty()).then(|| crn.resource.to_owned())
}

fn request(record: &Native, names: &[&str]) -> Option<String> {
    ["requestData", "responseData"].iter().find_map(|place| {
        names.iter().find_map(|name| record.str(&format!("{place}.{name}")).map(str::to_owned))
    })
}

/// The target of an object action is the bucket; its name is `<bucket>/<object>`.
fn bucket(record: &mut Native, draft: &mut Draft) {
    let named = record.str("target.name").map(str::to_owned);
    let bucket = of_kind(record, "bucket")
        .or_else(|| request(record, &["bucketName", "bucket"]))
        .or_else(|| named.as_deref().and_then(|n| n.split('/').next()).map(str::to_owned));
    let path = request(record, &["requestPath"]).map(|path| path.trim_start_matches('/').to_owned());
    let below = |path: &str| {
        let rest = path.strip_prefix(bucket.as_deref()?)?.strip_prefix('/')?;
        let object = rest.split('?').next().unwrap_or_default();
        (!object.is_empty()).then(|| object.to_owned())
    };
    let object = request(record, &["objectName", "object", "key"])
        .or_else(|| named.as_deref().and_then(below))
        .or_else(|| path.as_deref().and_then(below));
    let crn = record.str("target.id").is_some_and(|id| id.starts_with("crn:"));
    let uid = if crn { record.take_str("target.id") } else { None };
    if bucket.is_none() && uid.is_none() {
        return;
    }
    draft
        .set("databucket.name", bucket)
        .set("databucket.uid", uid)
        .put("databucket.type_id", 99)
        .put("databucket.type", "IBM Cloud Object Storage");
    if let Some(object) = object {
        let name = object.rsplit('/').find(|part| !part.is_empty()).unwrap_or(&object).to_owned();
        draft.put("databucket.file", json!({"name": name, "path": object, "type_id": 1}));
    }
}

fn account(record: &mut Native, draft: &mut Draft) {
    let key = of_kind(record, "apikey");
    let subject = request(record, &["iam_id", "iamId", "user_iam_id"]);
    let name = record.take_str("target.name");
    let uid = match key.is_some() {
        true => subject,
        false => subject.or_else(|| record.take_str("target.id")),
    };
    draft.email("user", name.as_deref());
    draft.set("user.name", name).set("user.uid", uid).set("user.credential_uid", key);
    if !draft.has("user.name") && !draft.has("user.uid") {
        if let Some(user) = draft.get("actor.user").cloned() {
            let key = draft.get("user.credential_uid").cloned();
            draft.put("user", user).set("user.credential_uid", key);
        } else {
            draft.put("user.name", "Unknown");
        }
    }
}

fn group(record: &mut Native, draft: &mut Draft) {
    let (name, uid) = (record.take_str("target.name"), record.take_str("target.id"));
    draft.set("group.name", name).set("group.uid", uid);
    let member = record
        .get("requestData.members")
        .or_else(|| record.get("responseData.members"))
        .and_then(|members| members.as_array()?.first()?.get("iam_id")?.as_str())
        .map(str::to_owned)
        .or_else(|| request(record, &["iam_id", "member_id", "iamId"]));
    draft.set("user.uid", member);
}

/// Whom a policy is for, and the roles that it gives.
fn access(record: &Native, draft: &mut Draft, action: &str) {
    let attribute = |name: &str| {
        let subjects =
            record.get("requestData.subjects").or_else(|| record.get("requestData.policy.subjects"));
        let attributes = subjects?.as_array()?.iter().filter_map(|s| s.get("attributes")?.as_array());
        attributes
            .flatten()
            .find(|a| a.get("name").and_then(Value::as_str) == Some(name))
            .and_then(|a| a.get("value")?.as_str())
            .map(str::to_owned)
    };
    let who = attribute("iam_id").or_else(|| request(record, &["iam_id", "iamId"]));
    let group = attribute("access_group_id").or_else(|| request(record, &["access_group_id"]));
    let role = |role: &Value| {
        let id = role.get("role_id").or_else(|| role.get("display_name"))?.as_str()?;
        Some(Crn::parse(id).map(|crn| crn.resource).filter(|r| !r.is_empty()).unwrap_or(id).to_owned())
    };
    let roles: Vec<String> = record
        .get("requestData.roles")
        .or_else(|| record.get("requestData.policy.roles"))
        .and_then(Value::as_array)
        .map(|roles| roles.iter().filter_map(role).collect())
        .unwrap_or_default();
    let privileges = if roles.is_empty() { vec![action.to_owned()] } else { roles };
    draft.set("user.uid", who.or(group)).put("privileges", privileges);
}
