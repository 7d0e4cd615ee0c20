//! What changes IAM. Every change is readable at once and bites after a while.

use serde_json::{Value, json};

use super::call::Call;
use super::catalogue::{given_tag_keys, given_tags};
use super::estate::Estate;
use super::fail::Fail;
use super::iam::{AccessKey, Principal, Sort};
use super::iam_read::{named, no_login, no_such, user_name};
use super::platform::unknown_policy;
use super::policy;
use super::secret::{Secret, random_id};
use super::settling::Settling;

/// Characters of all inline policies of a user and of a role; of a trust policy.
const LONGEST_OF_USER: usize = 2_048;
const LONGEST_OF_ROLE: usize = 10_240;
const LONGEST_TRUST: usize = 2_048;
/// Keys of a user, and managed policies of a principal.
const MOST_KEYS: usize = 2;
const MOST_MANAGED: usize = 10;

/// The resource of an operation of IAM.
pub(super) fn target(call: &Call<'_>) -> String {
    let account = call.account();
    let (sort, parameter) = named(call.name());
    let name = if sort == Sort::User { user_name(call) } else { call.text(parameter) };
    if !call.text("PolicyArn").is_empty() && call.name().starts_with("GetPolicy") {
        return call.text("PolicyArn").to_owned();
    }
    let is_list =
        name.is_empty() || matches!(call.name(), "ListUsers" | "ListRoles" | "ListGroups" | "ListPolicies");
    match sort {
        _ if is_list || call.name().starts_with("GetAccount") => "*".to_owned(),
        Sort::User => format!("arn:aws:iam::{account}:user/{name}"),
        Sort::Group => format!("arn:aws:iam::{account}:group/{name}"),
        Sort::Role => format!("arn:aws:iam::{account}:role/{name}"),
    }
}

pub(super) fn answer(estate: &mut Estate, call: &Call<'_>) -> Option<Result<Value, Fail>> {
    Some(match call.name() {
        "UpdateAccessKey" => update_key(estate, call),
        "CreateAccessKey" => create_key(estate, call),
        "DeleteAccessKey" => delete_key(estate, call),
        "PutRolePolicy" | "PutUserPolicy" => put_policy(estate, call),
        "DeleteRolePolicy" | "DeleteUserPolicy" => delete_policy(estate, call),
        "AttachRolePolicy" | "AttachUserPolicy" => attach(estate, call),
        "DetachRolePolicy" | "DetachUserPolicy" => detach(estate, call),
        "PutUserPermissionsBoundary" | "PutRolePermissionsBoundary" => {
            let arn = call.text("PermissionsBoundary");
            if unknown_policy(estate, arn) {
                return Some(Err(Fail::new(
                    "NoSuchEntity",
                    404,
                    format!("Policy {arn} does not exist or is not attachable."),
                )));
            }
            bound(estate, call, Some(arn.to_owned()))
        }
        "DeleteUserPermissionsBoundary" | "DeleteRolePermissionsBoundary" => bound(estate, call, None),
        "DeleteLoginProfile" => principal(estate, call).and_then(|user| {
            if !user.has_password {
                return Err(no_login(&user.name));
            }
            user.has_password = false;
            Ok(Value::Null)
        }),
        "UpdateAssumeRolePolicy" => trust(estate, call),
        "TagRole" | "TagUser" => principal(estate, call).and_then(|one| {
            let mut tags = one.tags.clone();
            tags.extend(given_tags(call.input, "Tags"));
            if tags.len() > 50 {
                return Err(Fail::new("LimitExceeded", 409, "Cannot exceed quota for TagsPerResource: 50"));
            }
            one.tags = tags;
            Ok(Value::Null)
        }),
        "UntagRole" | "UntagUser" => principal(estate, call).map(|one| {
            let names = given_tag_keys(call.input, "TagKeys");
            one.tags.retain(|name, _| !names.contains(name));
            Value::Null
        }),
        _ => return None,
    })
}

fn principal<'a>(estate: &'a mut Estate, call: &Call<'_>) -> Result<&'a mut Principal, Fail> {
    let (sort, parameter) = named(call.name());
    let name = call.required(parameter)?;
    let what = if sort == Sort::Role { "role" } else { "user" };
    let found = estate.iam.get_mut(call.account()).and_then(|iam| iam.get_mut(sort, name));
    let found = found.ok_or_else(|| no_such(what, name))?;
    if sort == Sort::Role && found.path.starts_with("/aws-service-role/") {
        let message = format!(
            "Cannot perform the operation on the protected role '{name}' - this role is only modifiable by AWS"
        );
        return Err(Fail::new("UnmodifiableEntity", 400, message));
    }
    Ok(found)
}

fn key<'a>(estate: &'a mut Estate, call: &Call<'_>) -> Result<&'a mut AccessKey, Fail> {
    let id = call.required("AccessKeyId")?;
    let user = user_name(call);
    let found = estate.iam.get_mut(call.account()).and_then(|iam| iam.keys.get_mut(id));
    found.filter(|key| key.user == user).ok_or_else(|| no_such("Access Key", id))
}

fn update_key(estate: &mut Estate, call: &Call<'_>) -> Result<Value, Fail> {
    let active = match call.text("Status") {
        "Active" => true,
        "Inactive" => false,
        other => {
            return Err(Fail::new(
                "ValidationError",
                400,
                format!(
                    "1 validation error detected: Value '{other}' at 'status' failed to satisfy constraint: Member must satisfy enum value set: [Active, Inactive]"
                ),
            ));
        }
    };
    key(estate, call)?.active.change(call.at, |is_active| *is_active = active);
    Ok(Value::Null)
}

fn create_key(estate: &mut Estate, call: &Call<'_>) -> Result<Value, Fail> {
    let user = user_name(call);
    let iam = estate.iam.get_mut(call.account()).filter(|iam| iam.users.contains_key(user));
    let iam = iam.ok_or_else(|| no_such("user", user))?;
    if iam.keys_of(user).count() >= MOST_KEYS {
        return Err(Fail::new("LimitExceeded", 409, "Cannot exceed quota for AccessKeysPerUser: 2"));
    }
    let broken =
        || Fail::new("ServiceFailure", 500, "The request processing has failed because of an unknown error.");
    let (id, secret) = random_id("AKIA", 16).zip(Secret::random(30)).ok_or_else(broken)?;
    let mut described =
        json!({"AccessKeyId": id, "SecretAccessKey": secret.expose(), "UserName": user, "Status": "Active"});
    let key = AccessKey {
        user: user.to_owned(),
        secret,
        created: call.at,
        active: Settling::new(true),
        last_used: None,
    };
    if let Some(date) = super::iam_read::access_key(&id, &key).get("CreateDate") {
        super::field::set(&mut described, "CreateDate", date.clone());
    }
    iam.keys.insert(id, key);
    Ok(json!({"AccessKey": described}))
}

fn delete_key(estate: &mut Estate, call: &Call<'_>) -> Result<Value, Fail> {
    key(estate, call)?;
    if let Some(iam) = estate.iam.get_mut(call.account()) {
        iam.keys.remove(call.text("AccessKeyId"));
    }
    Ok(Value::Null)
}

fn document(text: &str, is_trust: bool) -> Result<Value, Fail> {
    if let Some(fault) = policy::fault(text, is_trust) {
        return Err(Fail::new("MalformedPolicyDocument", 400, fault));
    }
    Ok(serde_json::from_str(text).unwrap_or_default())
}

fn put_policy(estate: &mut Estate, call: &Call<'_>) -> Result<Value, Fail> {
    let name = call.required("PolicyName")?.to_owned();
    if name.len() > 128 {
        return Err(Fail::new(
            "ValidationError",
            400,
            "Value at 'policyName' failed to satisfy constraint: Member must have length less than or equal to 128",
        ));
    }
    let document = document(call.required("PolicyDocument")?, false)?;
    let most = if call.name() == "PutRolePolicy" { LONGEST_OF_ROLE } else { LONGEST_OF_USER };
    let one = principal(estate, call)?;
    let others = one.grants.latest().inline.iter().filter(|(other, _)| **other != name);
    let length: usize = others.map(|(_, document)| document.to_string().len()).sum();
    if length + document.to_string().len() > most {
        let message = format!("Maximum policy size of {most} bytes exceeded for {}", one.name);
        return Err(Fail::new("LimitExceeded", 409, message));
    }
    one.grants.change(call.at, |grants| drop(grants.inline.insert(name, document)));
    Ok(Value::Null)
}

fn delete_policy(estate: &mut Estate, call: &Call<'_>) -> Result<Value, Fail> {
    let name = call.required("PolicyName")?;
    let one = principal(estate, call)?;
    if !one.grants.latest().inline.contains_key(name) {
        return Err(no_such("policy", name));
    }
    one.grants.change(call.at, |grants| drop(grants.inline.remove(name)));
    Ok(Value::Null)
}

fn attach(estate: &mut Estate, call: &Call<'_>) -> Result<Value, Fail> {
    let arn = call.required("PolicyArn")?;
    if unknown_policy(estate, arn) {
        return Err(Fail::new(
            "NoSuchEntity",
            404,
            format!("Policy {arn} does not exist or is not attachable."),
        ));
    }
    let one = principal(estate, call)?;
    if one.grants.latest().managed.iter().any(|held| held == arn) {
        return Ok(Value::Null);
    }
    if one.grants.latest().managed.len() >= MOST_MANAGED {
        return Err(Fail::new("LimitExceeded", 409, "Cannot exceed quota for PoliciesPerRole: 10"));
    }
    one.grants.change(call.at, |grants| grants.managed.push(arn.to_owned()));
    Ok(Value::Null)
}

fn detach(estate: &mut Estate, call: &Call<'_>) -> Result<Value, Fail> {
    let arn = call.required("PolicyArn")?;
    let one = principal(estate, call)?;
    if one.grants.latest().managed.iter().all(|held| held != arn) {
        return Err(Fail::new("NoSuchEntity", 404, format!("Policy {arn} was not found.")));
    }
    one.grants.change(call.at, |grants| grants.managed.retain(|held| held != arn));
    Ok(Value::Null)
}

fn bound(estate: &mut Estate, call: &Call<'_>, boundary: Option<String>) -> Result<Value, Fail> {
    let one = principal(estate, call)?;
    if boundary.is_none() && one.grants.latest().boundary.is_none() {
        return Err(Fail::new(
            "NoSuchEntity",
            404,
            format!("Permissions boundary of {} cannot be found.", one.name),
        ));
    }
    one.grants.change(call.at, |grants| grants.boundary = boundary);
    Ok(Value::Null)
}

fn trust(estate: &mut Estate, call: &Call<'_>) -> Result<Value, Fail> {
    let text = call.required("PolicyDocument")?;
    let document = document(text, true)?;
    if document.to_string().len() > LONGEST_TRUST {
        return Err(Fail::new("LimitExceeded", 409, "Cannot exceed quota for ACLSizePerRole: 2048"));
    }
    principal(estate, call)?.trust.change(call.at, |trust| *trust = document);
    Ok(Value::Null)
}
