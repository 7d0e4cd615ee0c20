use serde_json::{Value, json};

use super::super::super::Response;
use super::super::call::Call;
use super::super::failure::{Failure, Family};
use super::super::page::Page;
use super::super::route::{Need, Route, Service, Shape};
use super::super::store::Entry;
use super::super::world::World;
use crate::estate::IBM_ACCOUNT;

pub(in super::super) const SECRETS: &str = "secrets";
pub(in super::super) const SECRET_GROUPS: &str = "secrets/groups";
/// The bank has one instance.
pub(in super::super) const INSTANCE: &str = "b0c47d1e-95f2-4a6b-8e03-61d7f2a9c584";

const SECRET: Shape = Shape::new(SECRETS, "secrets", Page::Offset { default: 200, most: 1_000 }, "secret");
const GROUP: Shape = Shape::new(SECRET_GROUPS, "secret_groups", Page::Whole("total_count"), "secret-group");

use Need::{Manage, Read};

/// Secrets Manager, without the secrets' values: <https://cloud.ibm.com/apidocs/secrets-manager/secrets-manager-v2>.
#[rustfmt::skip]
pub(in super::super) const SERVICE: Service = Service {
    prefix: "secrets-manager",
    name: "secrets-manager",
    title: "Secrets Manager",
    regional: true,
    account: false,
    family: Family::Platform,
    routes: &[
        Route::list("/api/v2/secrets", "list_secrets", "secrets-manager.secrets.list", Read, &SECRET),
        Route::get("/api/v2/secrets/{}/metadata", "get_secret_metadata", "secrets-manager.secret-metadata.read", Read, &SECRET),
        Route::merge("/api/v2/secrets/{}/metadata", "update_secret_metadata", "secrets-manager.secret-metadata.update", Manage, &SECRET, &["name", "description", "labels", "custom_metadata", "rotation", "expiration_date"]),
        Route::own("GET", "/api/v2/secrets/{}", "get_secret", "secrets-manager.secret.read", Manage, value).about(&SECRET),
        Route::list("/api/v2/secret_groups", "list_secret_groups", "secrets-manager.secret-group.list", Read, &GROUP),
        Route::get("/api/v2/secret_groups/{}", "get_secret_group", "secrets-manager.secret-group.read", Read, &GROUP),
    ],
};

/// Values are kept from everyone: there are none.
fn value(_world: &mut World, _call: &Call<'_>) -> Result<Response, Failure> {
    Err(Failure::denied())
}

pub(in super::super) fn secret(
    id: &str,
    name: &str,
    kind: &str,
    group: &str,
    labels: &[&str],
    more: &Value,
) -> Entry {
    let crn =
        format!("crn:v1:bluemix:public:secrets-manager:us-south:a/{IBM_ACCOUNT}:{INSTANCE}:secret:{id}");
    let own = json!({
        "id": id, "name": name, "description": "", "secret_type": kind, "secret_group_id": group, "crn": crn,
        "labels": labels, "state": 1, "state_description": "active", "downloaded": true, "locks_total": 0,
        "versions_total": 2, "custom_metadata": {}, "created_by": "IBMid-270001PK7X",
        "created_at": "2025-03-11T08:12:40.000Z", "updated_at": "2026-09-02T06:00:11.000Z",
    });
    Entry {
        id: id.to_owned(),
        region: "us-south".to_owned(),
        crn,
        name: name.to_owned(),
        value: super::super::world::joined(own, more.clone()),
        ..Entry::default()
    }
}
