use serde_json::{Value, json};

use super::super::super::Response;
use super::super::call::Call;
use super::super::failure::{Failure, Family};
use super::super::page::Page;
use super::super::route::{Need, Route, Service, Shape};
use super::super::store::{Entry, items, text};
use super::super::world::{World, joined, made, shown};
use crate::estate::IBM_ACCOUNT;

pub(in super::super) const GROUPS: &str = "iam/groups";
/// Their ids are IAM ids; the group is the parent.
pub(in super::super) const MEMBERS: &str = "iam/group-members";
pub(in super::super) const RULES: &str = "iam/group-rules";

const PAGE: Page = Page::Offset { default: 50, most: 100 };
const GROUP: Shape = Shape::new(GROUPS, "groups", PAGE, "access-group").matched(409, true);
const MEMBER: Shape = Shape::new(MEMBERS, "members", PAGE, "member").nested();
const RULE: Shape = Shape::new(RULES, "rules", Page::Whole(""), "rule").nested();

use Need::{Edit, View};

/// Access groups: <https://cloud.ibm.com/apidocs/iam-access-groups>.
#[rustfmt::skip]
pub(in super::super) const SERVICE: Service = Service {
    prefix: "iam",
    name: "iam-groups",
    title: "IAM Access Groups",
    regional: false,
    account: true,
    family: Family::Platform,
    routes: &[
        Route::list("/v2/groups", "list_access_groups", "iam-groups.group.list", View, &GROUP),
        Route::get("/v2/groups/{}", "get_access_group", "iam-groups.group.read", View, &GROUP),
        Route::own("POST", "/v2/groups", "create_access_group", "iam-groups.group.create", Edit, create),
        Route::merge("/v2/groups/{}", "update_access_group", "iam-groups.group.update", Edit, &GROUP, &["name", "description"]),
        Route::own("DELETE", "/v2/groups/{}", "delete_access_group", "iam-groups.group.delete", Edit, delete).about(&GROUP),
        Route::list("/v2/groups/{}/members", "list_access_group_members", "iam-groups.member.list", View, &MEMBER),
        Route::own("PUT", "/v2/groups/{}/members", "add_members_to_access_group", "iam-groups.member.add", Edit, add),
        Route::remove("/v2/groups/{}/members/{}", "remove_member_from_access_group", "iam-groups.member.delete", Edit, &MEMBER),
        Route::list("/v2/groups/{}/rules", "list_access_group_rules", "iam-groups.rule.list", View, &RULE),
        Route::get("/v2/groups/{}/rules/{}", "get_access_group_rule", "iam-groups.rule.read", View, &RULE),
        Route::own("POST", "/v2/groups/{}/rules", "add_access_group_rule", "iam-groups.rule.create", Edit, add_rule),
        Route::remove("/v2/groups/{}/rules/{}", "remove_access_group_rule", "iam-groups.rule.delete", Edit, &RULE),
        Route::own("GET", "/v2/groups/settings", "get_account_settings", "iam-groups.account-settings.read", View, settings),
    ],
};

fn create(world: &mut World, call: &Call<'_>) -> Result<Response, Failure> {
    let name = call.required("/name")?;
    if world.store.all(GROUPS).any(|group| group.name == name) {
        return Err(Failure::conflict("A group of this name exists."));
    }
    let id = format!("AccessGroupId-{}", world.id());
    let entry = group(&id, name, text(&call.body, "/description"), &made(call));
    world.save(call, &GROUP, entry).map(|entry| shown(201, &entry))
}

pub(in super::super) fn group(id: &str, name: &str, description: &str, made: &Value) -> Entry {
    let own = json!({
        "id": id, "name": name, "description": description, "account_id": IBM_ACCOUNT, "is_federated": false,
        "href": format!("https://iam.cloud.ibm.com/v2/groups/{id}"),
    });
    Entry {
        id: id.to_owned(),
        crn: format!("crn:v1:bluemix:public:iam-groups::a/{IBM_ACCOUNT}::access-group:{id}"),
        name: name.to_owned(),
        value: joined(made.clone(), own),
        ..Entry::default()
    }
}

/// A group with members is deleted by force alone.
fn delete(world: &mut World, call: &Call<'_>) -> Result<Response, Failure> {
    let entry = world.guarded(call, &GROUP)?;
    let members: Vec<Entry> = world.store.within(MEMBERS, &entry.id).cloned().collect();
    if !members.is_empty() && call.query("force") != "true" {
        return Err(Failure::wrong("The group has members."));
    }
    for member in &members {
        world.remove(call, &MEMBER, member);
    }
    world.remove(call, &GROUP, &entry);
    Ok(Response::empty(204))
}

fn add(world: &mut World, call: &Call<'_>) -> Result<Response, Failure> {
    let group =
        world.store.find(GROUPS, call.var(0)).ok_or_else(|| Failure::missing("The group"))?.id.clone();
    let mut members = Vec::new();
    for wanted in items(&call.body, "/members").iter().take(50) {
        let (iam_id, kind) = (text(wanted, "/iam_id"), text(wanted, "/type"));
        let is_known = iam_id.len() < 200
            && ["IBMid-", "iam-ServiceId-", "iam-Profile-"].iter().any(|p| iam_id.starts_with(p));
        let status = if is_known { 200 } else { 400 };
        if is_known {
            world.save(call, &MEMBER, member(&group, iam_id, kind, &made(call)))?;
        }
        members.push(json!({"iam_id": iam_id, "type": kind, "status_code": status}));
    }
    Ok(Response::json(207, &json!({"members": members})))
}

pub(in super::super) fn member(group: &str, iam_id: &str, kind: &str, made: &Value) -> Entry {
    let own = json!({
        "iam_id": iam_id, "type": kind, "membership_type": "static",
        "href": format!("https://iam.cloud.ibm.com/v2/groups/{group}/members/{iam_id}"),
    });
    Entry {
        id: iam_id.to_owned(),
        parent: group.to_owned(),
        value: joined(made.clone(), own),
        ..Entry::default()
    }
}

fn add_rule(world: &mut World, call: &Call<'_>) -> Result<Response, Failure> {
    let group =
        world.store.find(GROUPS, call.var(0)).ok_or_else(|| Failure::missing("The group"))?.id.clone();
    call.required("/realm_name")?;
    let id = format!("ClaimRule-{}", world.id());
    let own = json!({"id": id, "access_group_id": group, "account_id": IBM_ACCOUNT});
    let value = joined(joined(call.body.clone(), made(call)), own);
    let entry =
        Entry { id, parent: group, name: text(&value, "/name").to_owned(), value, ..Entry::default() };
    world.save(call, &RULE, entry).map(|entry| shown(201, &entry))
}

/// Whether a policy for the Public Access group is allowed at all.
fn settings(_world: &mut World, _call: &Call<'_>) -> Result<Response, Failure> {
    Ok(Response::json(200, &json!({"account_id": IBM_ACCOUNT, "public_access_enabled": true})))
}
