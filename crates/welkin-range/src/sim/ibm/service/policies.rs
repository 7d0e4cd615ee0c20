use serde_json::{Value, json};

use super::super::super::Response;
use super::super::call::Call;
use super::super::failure::{Failure, Family};
use super::super::page::{Page, page};
use super::super::route::{Need, Route, Service, Shape};
use super::super::store::{Entry, items, text};
use super::super::world::{World, joined, made, shown};
use crate::estate::IBM_ACCOUNT;

pub(in super::super) const POLICIES: &str = "iam/policies";
pub(in super::super) const ROLES: &str = "iam/roles";

/// What an account may have: <https://cloud.ibm.com/docs/account?topic=account-known-issues>.
pub(in super::super) const MOST_POLICIES: usize = 4_020;

const PAGE: Page = Page::Start { default: 50, most: 100 };
const POLICY: Shape = Shape::new(POLICIES, "policies", PAGE, "policy").matched(409, true);
const ROLE: Shape = Shape::new(ROLES, "custom_roles", Page::Whole(""), "customRole").matched(409, true);

use Need::{Administer, View};

/// Policies in both of their spellings, and roles: <https://cloud.ibm.com/apidocs/iam-policy-management>.
#[rustfmt::skip]
pub(in super::super) const SERVICE: Service = Service {
    prefix: "iam",
    name: "iam-access-management",
    title: "IAM Access Management",
    regional: false,
    account: true,
    family: Family::Platform,
    routes: &[
        Route::own("GET", "/v1/policies", "list_policies", "iam-am.policy.list", View, list),
        Route::own("GET", "/v1/policies/{}", "get_policy", "iam-am.policy.read", View, read).about(&POLICY),
        Route::own("POST", "/v1/policies", "create_policy", "iam-am.policy.create", Administer, create),
        Route::own("PUT", "/v1/policies/{}", "replace_policy", "iam-am.policy.update", Administer, replace).about(&POLICY),
        Route::own("PATCH", "/v1/policies/{}", "update_policy_state", "iam-am.policy.update", Administer, state).about(&POLICY),
        Route::remove("/v1/policies/{}", "delete_policy", "iam-am.policy.delete", Administer, &POLICY),
        Route::own("GET", "/v2/policies", "list_v2_policies", "iam-am.policy.list", View, list),
        Route::get("/v2/policies/{}", "get_v2_policy", "iam-am.policy.read", View, &POLICY),
        Route::own("POST", "/v2/policies", "create_v2_policy", "iam-am.policy.create", Administer, create),
        Route::own("PUT", "/v2/policies/{}", "replace_v2_policy", "iam-am.policy.update", Administer, replace).about(&POLICY),
        Route::remove("/v2/policies/{}", "delete_v2_policy", "iam-am.policy.delete", Administer, &POLICY),
        Route::own("GET", "/v2/roles", "list_roles", "iam-am.role.list", View, roles),
        Route::get("/v2/roles/{}", "get_role", "iam-am.role.read", View, &ROLE),
        Route::own("POST", "/v2/roles", "create_role", "iam-am.role.create", Administer, create_role),
        Route::remove("/v2/roles/{}", "delete_role", "iam-am.role.delete", Administer, &ROLE),
        Route::own("GET", "/v1/policy_assignments", "list_policy_assignments", "iam-am.assignment.list", View, assignments),
    ],
};

fn is_v1(call: &Call<'_>) -> bool {
    call.route.path.starts_with("/v1/")
}

/// Policies with conditions of time have no first-version spelling and are not listed there.
fn list(world: &mut World, call: &Call<'_>) -> Result<Response, Failure> {
    let (iam_id, group, kind) = (call.query("iam_id"), call.query("access_group_id"), call.query("type"));
    if call.query("account_id") != IBM_ACCOUNT {
        return Err(Failure::denied());
    }
    let mut policies = world.listed(call, &POLICY);
    policies.retain(|(_, policy)| {
        (iam_id.is_empty() || subject(policy, "iam_id") == iam_id)
            && (group.is_empty() || subject(policy, "access_group_id") == group)
            && (kind.is_empty() || text(policy, "/type") == kind)
            && (!is_v1(call) || policy.get("rule").is_none_or(Value::is_null))
    });
    if is_v1(call) {
        policies = policies.into_iter().map(|(id, policy)| (id, first_version(&policy))).collect();
    }
    let body = page(call, PAGE, "policies", policies)?;
    Ok(Response::json(200, &body))
}

fn subject<'a>(policy: &'a Value, key: &str) -> &'a str {
    let mut subjects = items(policy, "/subject/attributes").iter();
    subjects
        .find(|attribute| text(attribute, "/key") == key)
        .map_or("", |attribute| text(attribute, "/value"))
}

fn read(world: &mut World, call: &Call<'_>) -> Result<Response, Failure> {
    let entry = world.entry(call).ok_or_else(|| Failure::missing("The policy"))?;
    Ok(spelled(200, call, entry))
}

fn spelled(status: u16, call: &Call<'_>, entry: &Entry) -> Response {
    if !is_v1(call) {
        return shown(status, entry);
    }
    shown(status, &Entry { value: first_version(&entry.value), ..entry.clone() })
}

fn create(world: &mut World, call: &Call<'_>) -> Result<Response, Failure> {
    if world.store.all(POLICIES).count() >= MOST_POLICIES {
        return Err(Failure::new(409, "over_quota", "The account has as many policies as it may have."));
    }
    let body = checked(call)?;
    let same = |entry: &&Entry| {
        ["type", "subject", "resource", "rule"].iter().all(|field| entry.value.get(field) == body.get(field))
            && entry.value.pointer("/control/grant") == body.pointer("/control/grant")
    };
    if world.store.all(POLICIES).find(same).is_some() {
        return Err(Failure::new(409, "policy_conflict_error", "A policy of the same kind exists."));
    }
    let id = world.id();
    let entry = policy(&id, body, &made(call));
    world.save(call, &POLICY, entry).map(|entry| spelled(201, call, &entry))
}

/// A policy as IAM keeps it, in the second version's spelling.
pub(in super::super) fn policy(id: &str, body: Value, made: &Value) -> Entry {
    let own =
        json!({"id": id, "state": "active", "href": format!("https://iam.cloud.ibm.com/v2/policies/{id}")});
    Entry { id: id.to_owned(), value: joined(joined(made.clone(), body), own), ..Entry::default() }
}

/// The policy that the body describes, in the second version's spelling.
fn checked(call: &Call<'_>) -> Result<Value, Failure> {
    let body = if is_v1(call) { second_version(&call.body) } else { call.body.clone() };
    let kind = text(&body, "/type");
    if !["access", "authorization"].contains(&kind) {
        return Err(Failure::new(400, "invalid_body", "`type` must be `access` or `authorization`."));
    }
    let has = |pointer: &str| !items(&body, pointer).is_empty();
    if !has("/control/grant/roles") || !has("/subject/attributes") || !has("/resource/attributes") {
        return Err(Failure::new(400, "invalid_body", "A policy needs a subject, roles and a resource."));
    }
    let fields = ["type", "description", "subject", "resource", "control", "rule", "pattern"];
    Ok(body
        .as_object()
        .map(|body| {
            let kept = body.iter().filter(|(name, _)| fields.contains(&name.as_str()));
            kept.map(|(name, value)| (name.clone(), value.clone())).collect()
        })
        .unwrap_or_default())
}

fn replace(world: &mut World, call: &Call<'_>) -> Result<Response, Failure> {
    let mut entry = world.guarded(call, &POLICY)?;
    let body = checked(call)?;
    if let Some(value) = entry.value.as_object_mut() {
        value.retain(|name, _| !["rule", "pattern", "description"].contains(&name.as_str()));
    }
    entry.value = joined(entry.value, body);
    world.save(call, &POLICY, entry).map(|entry| spelled(200, call, &entry))
}

/// A deleted policy can be brought back, in the first version alone.
fn state(world: &mut World, call: &Call<'_>) -> Result<Response, Failure> {
    let mut entry = world.guarded(call, &POLICY)?;
    let wanted = call.required("/state")?;
    if !["active", "deleted"].contains(&wanted) {
        return Err(Failure::wrong("`state` must be `active` or `deleted`."));
    }
    entry.value = joined(entry.value, json!({"state": wanted}));
    world.save(call, &POLICY, entry).map(|entry| spelled(200, call, &entry))
}

fn first_version(policy: &Value) -> Value {
    let named = |pointer: &str| -> Vec<Value> {
        items(policy, pointer)
            .iter()
            .map(|a| json!({"name": text(a, "/key"), "value": text(a, "/value"), "operator": text(a, "/operator")}))
            .collect()
    };
    let roles: Vec<Value> = items(policy, "/control/grant/roles")
        .iter()
        .map(|role| {
            let id = text(role, "/role_id");
            json!({"role_id": id, "display_name": id.rsplit(':').next().unwrap_or("")})
        })
        .collect();
    let own = json!({
        "subjects": [{"attributes": named("/subject/attributes")}],
        "roles": roles,
        "resources": [{"attributes": named("/resource/attributes")}],
        "href": text(policy, "/href").replace("/v2/", "/v1/"),
    });
    let mut whole = joined(policy.clone(), own);
    if let Some(fields) = whole.as_object_mut() {
        fields.retain(|name, _| {
            !["subject", "resource", "control", "rule", "pattern"].contains(&name.as_str())
        });
    }
    whole
}

fn second_version(body: &Value) -> Value {
    let keyed = |pointer: &str| -> Vec<Value> {
        items(body, pointer)
            .iter()
            .map(|a| {
                let operator = match text(a, "/operator") {
                    "" => "stringEquals",
                    given => given,
                };
                json!({"key": text(a, "/name"), "value": text(a, "/value"), "operator": operator})
            })
            .collect()
    };
    let roles: Vec<Value> =
        items(body, "/roles").iter().map(|role| json!({"role_id": text(role, "/role_id")})).collect();
    json!({
        "type": text(body, "/type"),
        "description": text(body, "/description"),
        "subject": {"attributes": keyed("/subjects/0/attributes")},
        "resource": {"attributes": keyed("/resources/0/attributes")},
        "control": {"grant": {"roles": roles}},
    })
}

fn roles(world: &mut World, _call: &Call<'_>) -> Result<Response, Failure> {
    let role = |kind: &str, name: &str| json!({"display_name": name, "description": "", "actions": [], "crn": format!("crn:v1:bluemix:public:iam::::{kind}:{name}")});
    let custom: Vec<&Value> = world.store.all(ROLES).map(|entry| &entry.value).collect();
    let services = ["Reader", "Writer", "Manager"].map(|name| role("serviceRole", name));
    let system = ["Viewer", "Operator", "Editor", "Administrator"].map(|name| role("role", name));
    Ok(Response::json(
        200,
        &json!({"custom_roles": custom, "service_roles": services, "system_roles": system}),
    ))
}

fn create_role(world: &mut World, call: &Call<'_>) -> Result<Response, Failure> {
    let (name, service) = (call.required("/name")?, call.required("/service_name")?);
    let is_name = name.chars().next().is_some_and(|c| c.is_ascii_uppercase())
        && name.chars().all(char::is_alphanumeric);
    if !is_name || items(&call.body, "/actions").is_empty() {
        return Err(Failure::wrong("A role needs a name that begins with a capital letter, and actions."));
    }
    if world.store.all(ROLES).any(|role| role.name == name) {
        return Err(Failure::conflict("A role of this name exists."));
    }
    let id = world.id();
    let actions = call.body.get("actions").cloned().unwrap_or_default();
    let entry = role(&id, name, service, actions, &made(call));
    world.save(call, &ROLE, entry).map(|entry| shown(201, &entry))
}

pub(in super::super) fn role(id: &str, name: &str, service: &str, actions: Value, made: &Value) -> Entry {
    let crn = format!("crn:v1:bluemix:public:iam-access-management::a/{IBM_ACCOUNT}::customRole:{name}");
    let own = json!({
        "id": id, "name": name, "display_name": name, "account_id": IBM_ACCOUNT, "service_name": service,
        "actions": actions, "crn": crn, "href": format!("https://iam.cloud.ibm.com/v2/roles/{id}"),
    });
    Entry {
        id: id.to_owned(),
        crn,
        name: name.to_owned(),
        value: joined(made.clone(), own),
        ..Entry::default()
    }
}

fn assignments(_world: &mut World, _call: &Call<'_>) -> Result<Response, Failure> {
    Ok(Response::json(200, &json!({"assignments": []})))
}
