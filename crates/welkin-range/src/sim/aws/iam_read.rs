//! What IAM lists and describes: protocol `query` 2010-05-08. Policy documents are percent-encoded JSON.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};
use welkin_model::Millis;

use super::call::Call;
use super::catalogue::Paging;
use super::estate::Estate;
use super::fail::Fail;
use super::field::{set, strings, text};
use super::iam::{AccessKey, Iam, Principal, Sort, managed};
use super::shelf::Key;
use crate::calendar::{Form, Stamp};

const PAGES: Paging = Paging {
    token_in: "Marker",
    token_out: "Marker",
    size_in: "MaxItems",
    default: 100,
    most: 1_000,
    wrong: "ValidationError",
};

pub(super) fn no_such(what: &str, name: &str) -> Fail {
    Fail::new("NoSuchEntity", 404, format!("The {what} with name {name} cannot be found."))
}

fn moment(at: Millis) -> String {
    Stamp(at, Form::Seconds).to_string()
}

pub(super) fn encoded(document: &Value) -> String {
    utf8_percent_encode(&document.to_string(), NON_ALPHANUMERIC).to_string()
}

/// The sort of principal and the parameter that names it.
pub(super) fn named(operation: &str) -> (Sort, &'static str) {
    if operation.contains("Role") || operation.contains("AssumeRolePolicy") {
        (Sort::Role, "RoleName")
    } else if operation.contains("Group") && operation != "ListGroupsForUser" {
        (Sort::Group, "GroupName")
    } else {
        (Sort::User, "UserName")
    }
}

/// The user that an operation means: the one named, or else the caller.
pub(super) fn user_name<'a>(call: &Call<'a>) -> &'a str {
    match (call.text("UserName"), call.caller.principal()) {
        ("", Some((Sort::User, name, _))) => name,
        (named, _) => named,
    }
}

pub(super) fn answer(estate: &Estate, call: &Call<'_>) -> Option<Result<Value, Fail>> {
    let iam = estate.iam.get(call.account())?;
    let account = call.account();
    let all = |sort: Sort, out: &str, describe: fn(&Principal, &str) -> Value| {
        let items = iam.map(sort).iter().map(|(name, one)| (name.clone(), describe(one, account))).collect();
        truncated(estate.paged(call, &PAGES, items, out))
    };
    let shelved = |kind, out: &str, one: fn(&Key, &Value) -> Value| {
        let items: Vec<Value> =
            estate.shelf.of(kind, account, "").map(|(key, value)| one(key, value)).collect();
        Ok(json!({out: items}))
    };
    Some(match call.name() {
        "ListUsers" => all(Sort::User, "Users", user),
        "ListGroups" => all(Sort::Group, "Groups", group),
        "ListRoles" => all(Sort::Role, "Roles", role),
        "GetUser" => one(iam, Sort::User, user_name(call)).map(|found| json!({"User": with_tags(user(found, account), found)})),
        "GetRole" => one(iam, Sort::Role, call.text("RoleName")).map(|found| json!({"Role": full_role(found, account)})),
        "GetGroup" => one(iam, Sort::Group, call.text("GroupName")).map(|found| {
            let members: Vec<Value> = iam.users.values().filter(|user| user.groups.contains(&found.name)).map(|one| user(one, account)).collect();
            json!({"Group": group(found, account), "Users": members, "IsTruncated": false})
        }),
        "ListGroupsForUser" => one(iam, Sort::User, user_name(call)).map(|found| {
            let groups: Vec<Value> = found.groups.iter().filter_map(|name| iam.groups.get(name)).map(|one| group(one, account)).collect();
            json!({"Groups": groups, "IsTruncated": false})
        }),
        "ListUserTags" | "ListRoleTags" => {
            let (sort, parameter) = named(call.name());
            one(iam, sort, call.text(parameter)).map(|found| json!({"Tags": found.tag_list(), "IsTruncated": false}))
        }
        "ListAccessKeys" => one(iam, Sort::User, user_name(call)).map(|found| {
            let keys: Vec<Value> = iam.keys_of(&found.name).map(|(id, key)| access_key(id, key)).collect();
            json!({"AccessKeyMetadata": keys, "IsTruncated": false})
        }),
        "GetAccessKeyLastUsed" => match iam.keys.get(call.text("AccessKeyId")) {
            Some(key) => Ok(json!({"UserName": key.user, "AccessKeyLastUsed": last_used(key)})),
            None => Err(no_such("Access Key", call.text("AccessKeyId"))),
        },
        "GetLoginProfile" => one(iam, Sort::User, user_name(call)).and_then(|found| {
            let profile = json!({"UserName": found.name, "CreateDate": moment(found.created), "PasswordResetRequired": false});
            if found.has_password { Ok(json!({"LoginProfile": profile})) } else { Err(no_login(&found.name)) }
        }),
        "ListMFADevices" => one(iam, Sort::User, user_name(call)).map(|found| {
            let device = json!({"UserName": found.name, "SerialNumber": format!("arn:aws:iam::{account}:mfa/{}", found.name), "EnableDate": moment(found.created)});
            json!({"MFADevices": if found.has_mfa { vec![device] } else { Vec::new() }, "IsTruncated": false})
        }),
        "ListAttachedRolePolicies" | "ListAttachedUserPolicies" | "ListAttachedGroupPolicies" => {
            let (sort, parameter) = named(call.name());
            one(iam, sort, call.text(parameter)).map(|found| json!({"AttachedPolicies": attached(found), "IsTruncated": false}))
        }
        "ListRolePolicies" | "ListUserPolicies" | "ListGroupPolicies" => {
            let (sort, parameter) = named(call.name());
            one(iam, sort, call.text(parameter)).map(|found| {
                let names: Vec<&String> = found.grants.latest().inline.keys().collect();
                json!({"PolicyNames": names, "IsTruncated": false})
            })
        }
        "GetRolePolicy" | "GetUserPolicy" | "GetGroupPolicy" => inline(iam, call),
        "GetPolicy" => policy(estate, call).map(|found| json!({"Policy": described_policy(estate, call.text("PolicyArn"), found)})),
        "GetPolicyVersion" => policy(estate, call).map(|found| {
            json!({"PolicyVersion": {"Document": encoded(found.get("Document").unwrap_or(&Value::Null)), "VersionId": "v1", "IsDefaultVersion": true, "CreateDate": text(found, "CreateDate")}})
        }),
        "ListPolicies" => policies(estate, call),
        "ListOpenIDConnectProviders" => shelved("iam:oidc-provider", "OpenIDConnectProviderList", |key, _| json!({"Arn": key.arn()})),
        "GetOpenIDConnectProvider" => provider(estate, call, "iam:oidc-provider", "OpenIDConnectProviderArn"),
        "ListSAMLProviders" => shelved("iam:saml-provider", "SAMLProviderList", |key, value| {
            json!({"Arn": key.arn(), "ValidUntil": text(value, "ValidUntil"), "CreateDate": text(value, "CreateDate")})
        }),
        "GetSAMLProvider" => provider(estate, call, "iam:saml-provider", "SAMLProviderArn"),
        "ListInstanceProfiles" => Ok(json!({"InstanceProfiles": [], "IsTruncated": false})),
        "ListAccountAliases" => Ok(json!({"AccountAliases": [format!("technobank-{}", account.get(..4).unwrap_or(""))], "IsTruncated": false})),
        "GetAccountSummary" => Ok(summary(estate, iam, account)),
        "GetAccountPasswordPolicy" => Ok(json!({"PasswordPolicy": {"MinimumPasswordLength": 14, "RequireSymbols": true, "RequireNumbers": true,
            "RequireUppercaseCharacters": true, "RequireLowercaseCharacters": true, "AllowUsersToChangePassword": true,
            "ExpirePasswords": false, "PasswordReusePrevention": 24}})),
        "GenerateCredentialReport" => Ok(json!({"State": "COMPLETE", "Description": "The report is ready."})),
        "GetCredentialReport" => Ok(json!({"Content": STANDARD.encode(report(iam, account)), "ReportFormat": "text/csv", "GeneratedTime": moment(call.at)})),
        "GetAccountAuthorizationDetails" => details(estate, iam, call),
        _ => return None,
    })
}

/// IAM says whether there is more in a field of its own.
fn truncated(result: Result<Value, Fail>) -> Result<Value, Fail> {
    result.map(|mut value| {
        let more = value.get("Marker").is_some();
        set(&mut value, "IsTruncated", json!(more));
        value
    })
}

fn one<'a>(iam: &'a Iam, sort: Sort, name: &str) -> Result<&'a Principal, Fail> {
    let what = match sort {
        Sort::User => "user",
        Sort::Group => "group",
        Sort::Role => "role",
    };
    iam.map(sort).get(name).ok_or_else(|| no_such(what, name))
}

pub(super) fn no_login(user: &str) -> Fail {
    Fail::new("NoSuchEntity", 404, format!("Login Profile for User {user} cannot be found."))
}

fn user(one: &Principal, account: &str) -> Value {
    let mut value = json!({"Path": one.path, "UserName": one.name, "UserId": one.id, "Arn": one.arn(Sort::User, account), "CreateDate": moment(one.created)});
    if let Some((at, _)) = one.last_used.as_ref().filter(|_| one.has_password) {
        set(&mut value, "PasswordLastUsed", json!(moment(*at)));
    }
    with_boundary(value, one)
}

fn group(one: &Principal, account: &str) -> Value {
    json!({"Path": one.path, "GroupName": one.name, "GroupId": one.id, "Arn": one.arn(Sort::Group, account), "CreateDate": moment(one.created)})
}

fn role(one: &Principal, account: &str) -> Value {
    let value = json!({"Path": one.path, "RoleName": one.name, "RoleId": one.id, "Arn": one.arn(Sort::Role, account),
        "CreateDate": moment(one.created), "AssumeRolePolicyDocument": encoded(one.trust.latest()),
        "Description": one.description, "MaxSessionDuration": 3_600});
    with_boundary(value, one)
}

fn full_role(one: &Principal, account: &str) -> Value {
    let mut value = with_tags(role(one, account), one);
    if let Some((at, region)) = &one.last_used {
        set(&mut value, "RoleLastUsed", json!({"LastUsedDate": moment(*at), "Region": region}));
    }
    value
}

fn with_tags(mut value: Value, one: &Principal) -> Value {
    set(&mut value, "Tags", one.tag_list());
    value
}

fn with_boundary(mut value: Value, one: &Principal) -> Value {
    if let Some(arn) = &one.grants.latest().boundary {
        set(
            &mut value,
            "PermissionsBoundary",
            json!({"PermissionsBoundaryType": "Policy", "PermissionsBoundaryArn": arn}),
        );
    }
    value
}

pub(super) fn access_key(id: &str, key: &AccessKey) -> Value {
    let status = if *key.active.latest() { "Active" } else { "Inactive" };
    json!({"UserName": key.user, "AccessKeyId": id, "Status": status, "CreateDate": moment(key.created)})
}

fn last_used(key: &AccessKey) -> Value {
    match &key.last_used {
        Some((at, service, region)) => {
            json!({"LastUsedDate": moment(*at), "ServiceName": service, "Region": region})
        }
        None => json!({"ServiceName": "N/A", "Region": "N/A"}),
    }
}

fn attached(one: &Principal) -> Value {
    let name = |arn: &String| arn.rsplit('/').next().unwrap_or("").to_owned();
    one.grants.latest().managed.iter().map(|arn| json!({"PolicyName": name(arn), "PolicyArn": arn})).collect()
}

fn inline(iam: &Iam, call: &Call<'_>) -> Result<Value, Fail> {
    let (sort, parameter) = named(call.name());
    let found = one(iam, sort, call.text(parameter))?;
    let name = call.text("PolicyName");
    let document = found.grants.latest().inline.get(name);
    let document = document.ok_or_else(|| {
        Fail::new("NoSuchEntity", 404, format!("The policy with name {name} cannot be found."))
    })?;
    Ok(json!({parameter: found.name, "PolicyName": name, "PolicyDocument": encoded(document)}))
}

fn policy<'a>(estate: &'a Estate, call: &Call<'_>) -> Result<&'a Value, Fail> {
    let arn = call.required("PolicyArn")?;
    let missing =
        || Fail::new("NoSuchEntity", 404, format!("Policy {arn} does not exist or is not attachable."));
    managed(&estate.shelf, arn).ok_or_else(missing)
}

fn described_policy(estate: &Estate, arn: &str, policy: &Value) -> Value {
    let principals = estate
        .iam
        .values()
        .flat_map(|iam| [&iam.users, &iam.groups, &iam.roles])
        .flat_map(|map| map.values());
    let (mut uses, mut bounds) = (0, 0);
    for grants in principals.map(|principal| principal.grants.latest()) {
        uses += usize::from(grants.managed.iter().any(|managed| managed == arn));
        bounds += usize::from(grants.boundary.as_deref() == Some(arn));
    }
    json!({"PolicyName": text(policy, "PolicyName"), "PolicyId": text(policy, "PolicyId"), "Arn": arn, "Path": "/", "DefaultVersionId": "v1",
           "AttachmentCount": uses, "PermissionsBoundaryUsageCount": bounds, "IsAttachable": true,
           "CreateDate": text(policy, "CreateDate"), "UpdateDate": text(policy, "CreateDate")})
}

/// Policies of the account and of AWS; the latter's own account is named `aws`.
fn visible<'a>(estate: &'a Estate, account: &'a str) -> impl Iterator<Item = (String, &'a Value)> {
    estate
        .shelf
        .all("iam:policy")
        .filter(move |(key, _)| key.account == account || key.account == "aws")
        .map(|(key, policy)| (key.arn(), policy))
}

fn policies(estate: &Estate, call: &Call<'_>) -> Result<Value, Fail> {
    let scope = call.text("Scope");
    let items = visible(estate, call.account())
        .filter(|(arn, _)| match scope {
            "Local" => !arn.starts_with("arn:aws:iam::aws:"),
            "AWS" => arn.starts_with("arn:aws:iam::aws:"),
            _ => true,
        })
        .map(|(arn, policy)| (arn.clone(), described_policy(estate, &arn, policy)))
        .collect();
    truncated(estate.paged(call, &PAGES, items, "Policies"))
}

fn provider(estate: &Estate, call: &Call<'_>, kind: &'static str, parameter: &str) -> Result<Value, Fail> {
    let arn = call.required(parameter)?;
    let key = estate.shelf.find(kind, call.account(), "", arn);
    let missing = || Fail::new("NoSuchEntity", 404, format!("{parameter} not found for arn {arn}"));
    let key = key.ok_or_else(missing)?;
    let mut value = estate.shelf.get(&key).cloned().ok_or_else(missing)?;
    set(&mut value, "Tags", estate.shelf.tag_list(arn, "Key", "Value"));
    Ok(value)
}

fn summary(estate: &Estate, iam: &Iam, account: &str) -> Value {
    let own = visible(estate, account).filter(|(arn, _)| !arn.starts_with("arn:aws:iam::aws:")).count();
    let with_mfa = iam.users.values().filter(|user| user.has_mfa).count();
    let count = |name: &str, value: usize| json!({"key": name, "value": value});
    json!({"SummaryMap": {"entry": [
        count("Users", iam.users.len()), count("Groups", iam.groups.len()), count("Roles", iam.roles.len()),
        count("Policies", own), count("MFADevicesInUse", with_mfa), count("AccountMFAEnabled", 1),
        count("AccountAccessKeysPresent", 0), count("Providers", estate.shelf.of("iam:oidc-provider", account, "").count()),
    ]}})
}

/// The credential report: one line of CSV for each user.
fn report(iam: &Iam, account: &str) -> String {
    let mut text = String::from(
        "user,arn,user_creation_time,password_enabled,mfa_active,access_key_1_active,access_key_1_last_rotated,access_key_1_last_used_date\n",
    );
    for (name, user) in &iam.users {
        let key = iam.keys_of(name).next().map(|(_, key)| key);
        let used = key
            .and_then(|key| key.last_used.as_ref())
            .map_or_else(|| "N/A".to_owned(), |(at, _, _)| moment(*at));
        let line = format!(
            "{name},{},{},{},{},{},{},{used}\n",
            user.arn(Sort::User, account),
            moment(user.created),
            user.has_password,
            user.has_mfa,
            key.is_some_and(|key| *key.active.latest()),
            key.map_or_else(|| "N/A".to_owned(), |key| moment(key.created)),
        );
        text.push_str(&line);
    }
    text
}

/// Users, groups, roles and policies as one sequence that is cut into pages.
fn details(estate: &Estate, iam: &Iam, call: &Call<'_>) -> Result<Value, Fail> {
    let wanted = strings(call.input, "Filter");
    let wants = |sort: &str| wanted.is_empty() || wanted.iter().any(|filter| filter == sort);
    let account = call.account();
    let mut items: Vec<(String, Value)> = Vec::new();
    let lists = |one: &Principal| {
        one.grants
            .latest()
            .inline
            .iter()
            .map(|(name, document)| json!({"PolicyName": name, "PolicyDocument": encoded(document)}))
            .collect::<Value>()
    };
    if wants("User") {
        items.extend(iam.users.iter().map(|(name, one)| {
            let mut value = with_tags(user(one, account), one);
            set(&mut value, "GroupList", json!(one.groups));
            set(&mut value, "UserPolicyList", lists(one));
            set(&mut value, "AttachedManagedPolicies", attached(one));
            super::field::unset(&mut value, "PasswordLastUsed");
            (format!("1/{name}"), json!({"UserDetailList": value}))
        }));
    }
    if wants("Group") {
        items.extend(iam.groups.iter().map(|(name, one)| {
            let mut value = group(one, account);
            set(&mut value, "GroupPolicyList", lists(one));
            set(&mut value, "AttachedManagedPolicies", attached(one));
            (format!("2/{name}"), json!({"GroupDetailList": value}))
        }));
    }
    if wants("Role") {
        items.extend(iam.roles.iter().map(|(name, one)| {
            let mut value = full_role(one, account);
            for absent in ["Description", "MaxSessionDuration"] {
                super::field::unset(&mut value, absent);
            }
            set(&mut value, "InstanceProfileList", json!([]));
            set(&mut value, "RolePolicyList", lists(one));
            set(&mut value, "AttachedManagedPolicies", attached(one));
            (format!("3/{name}"), json!({"RoleDetailList": value}))
        }));
    }
    for (arn, policy) in visible(estate, account) {
        let is_own = !arn.starts_with("arn:aws:iam::aws:");
        let mut value = described_policy(estate, &arn, policy);
        let used = super::field::number(&value, "AttachmentCount").unwrap_or(0) > 0;
        if (is_own && wants("LocalManagedPolicy")) || (!is_own && used && wants("AWSManagedPolicy")) {
            let document = encoded(policy.get("Document").unwrap_or(&Value::Null));
            set(
                &mut value,
                "PolicyVersionList",
                json!([{"Document": document, "VersionId": "v1", "IsDefaultVersion": true, "CreateDate": text(policy, "CreateDate")}]),
            );
            items.push((format!("4/{arn}"), json!({"Policies": value})));
        }
    }
    items.sort_by(|(one, _), (other, _)| one.cmp(other));
    let page = truncated(estate.paged(call, &PAGES, items, "Page"))?;
    let mut result = json!({"IsTruncated": page.get("IsTruncated"), "Marker": page.get("Marker")});
    for list in ["UserDetailList", "GroupDetailList", "RoleDetailList", "Policies"] {
        let all: Vec<&Value> =
            super::field::list(&page, "Page").iter().filter_map(|item| item.get(list)).collect();
        set(&mut result, list, json!(all));
    }
    Ok(result)
}
