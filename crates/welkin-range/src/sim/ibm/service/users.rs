use serde_json::{Value, json};

use super::super::super::Response;
use super::super::call::Call;
use super::super::failure::{Failure, Family};
use super::super::page::Page;
use super::super::route::{Need, Route, Service, Shape};
use super::super::store::Entry;
use super::super::world::{World, joined};
use crate::estate::IBM_ACCOUNT;

/// Their ids are IAM ids; the account is the parent.
pub(in super::super) const USERS: &str = "users";

const USER: Shape =
    Shape::new(USERS, "resources", Page::NextUrl { default: 100, most: 100, parameter: "_start" }, "user")
        .nested()
        .filtered(&[("user_id", "/user_id"), ("state", "/state")]);

/// User management: <https://cloud.ibm.com/apidocs/user-management>.
#[rustfmt::skip]
pub(in super::super) const SERVICE: Service = Service {
    prefix: "user-management",
    name: "user-management",
    title: "User Management",
    regional: false,
    account: true,
    family: Family::Platform,
    routes: &[
        Route::list("/v2/accounts/{}/users", "list_users", "user-management.user.list", Need::View, &USER),
        Route::get("/v2/accounts/{}/users/{}", "get_user_profile", "user-management.user.read", Need::View, &USER),
        Route::own("PATCH", "/v2/accounts/{}/users/{}", "update_user_profile", "user-management.user.update", Need::Edit, update).about(&USER),
        Route::own("GET", "/v2/accounts/{}/users/{}/settings", "get_user_settings", "user-management.user-setting.read", Need::View, settings),
        Route::remove("/v2/accounts/{}/users/{}", "remove_user", "user-management.user.delete", Need::Administer, &USER),
        Route::remove("/v3/accounts/{}/users/{}", "v3_remove_user", "user-management.user.delete", Need::Administer, &USER),
    ],
};

/// A user can be made inactive: the nearest thing to blocking one.
fn update(world: &mut World, call: &Call<'_>) -> Result<Response, Failure> {
    let mut entry = world.guarded(call, &USER)?;
    let fields = ["firstname", "lastname", "state", "email", "phonenumber", "altphonenumber", "photo"];
    let body = call.body.as_object().ok_or_else(|| Failure::wrong("The body must be a JSON object."))?;
    let changes: Value = body
        .iter()
        .filter(|(name, _)| fields.contains(&name.as_str()))
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect();
    entry.value = joined(entry.value, changes);
    world.save(call, &USER, entry)?;
    Ok(Response::empty(204))
}

fn settings(world: &mut World, call: &Call<'_>) -> Result<Response, Failure> {
    let user =
        world.store.get(USERS, call.var(0), call.var(1)).ok_or_else(|| Failure::missing("The user"))?;
    Ok(Response::json(
        200,
        &json!({
            "language": "en-us", "notification_language": "en-us", "allowed_ip_addresses": "",
            "self_manage": false, "user_id": user.text("/user_id"),
        }),
    ))
}

pub(in super::super) fn user(iam_id: &str, name: &str, mail: &str, state: &str, mfa: &str) -> Entry {
    let (first, last) = name.split_once(' ').unwrap_or((name, ""));
    Entry {
        id: iam_id.to_owned(),
        parent: IBM_ACCOUNT.to_owned(),
        name: mail.to_owned(),
        value: json!({
            "id": iam_id.trim_start_matches("IBMid-"), "iam_id": iam_id, "realm": "IBMid", "user_id": mail,
            "firstname": first, "lastname": last, "state": state, "email": mail, "account_id": IBM_ACCOUNT,
            "added_on": "2024-02-05T09:30:00.000Z", "mfa": mfa,
        }),
        ..Entry::default()
    }
}
