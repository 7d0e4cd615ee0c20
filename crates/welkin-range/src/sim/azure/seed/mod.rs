//! The European part of TechnoBank: tables of what stands there, in the shapes that the provider's GETs give.

mod ai;
mod compute;
mod data;
mod learning;
mod logging;
mod network;
mod organisation;
mod tenant;

pub(super) use tenant::{GRAPH, logins};

use serde_json::{Value, json};

use super::json::{merge, set};
use super::kinds::shown_type;
use super::store::Store;
use crate::estate::SUBSCRIPTION;

/// Where experiments are made, apart from production.
pub(super) const SANDBOX: &str = "5a4db0c5-1e2f-4a3b-8c7d-6e5f4a3b2c1d";
/// The machine whose metadata service is served.
pub(super) const RUNNER: &str = "/subscriptions/c0ffee12-8d3a-4b7e-9f15-2a6b7c8d9e0f/resourceGroups/rg-ops-eu/providers/Microsoft.Compute/virtualMachines/vm-runner-eu";

const EUROPE: &str = "westeurope";
const SWEDEN: &str = "swedencentral";

/// What is put where.
#[derive(Debug)]
struct Seed<'a> {
    store: &'a mut Store,
    subscription: &'static str,
}

/// Resources of Azure and objects of the directory.
pub(super) fn technobank(estate: &mut Store, directory: &mut Store) {
    tenant::put(directory);
    let mut seed = Seed { store: estate, subscription: SUBSCRIPTION };
    organisation::put(&mut seed);
    network::put(&mut seed);
    data::put(&mut seed);
    ai::put(&mut seed);
    learning::put(&mut seed);
    compute::put(&mut seed);
    logging::put(&mut seed);
}

impl Seed<'_> {
    /// A tracked resource. `names` stands for the whole path of names, `tags` is written `owner=x;data-class=y`.
    fn tracked(
        &mut self,
        group: &str,
        kind: &str,
        names: &str,
        location: &str,
        tags: &str,
        rest: Value,
    ) -> String {
        let id = id(self.subscription, group, kind, names);
        let mut body = json!({"location": location, "tags": tagged(tags)});
        merge_over(&mut body, rest);
        self.at(&id, kind, body);
        id
    }

    /// A child or a proxy resource of a group: without location and tags.
    fn child(&mut self, group: &str, kind: &str, names: &str, properties: Value) -> String {
        let id = id(self.subscription, group, kind, names);
        self.at(&id, kind, json!({"properties": properties}));
        id
    }

    /// Anything, by its whole id.
    fn at(&mut self, id: &str, kind: &str, mut body: Value) {
        set(&mut body, "id", json!(id));
        set(&mut body, "name", json!(id.rsplit('/').next().unwrap_or("")));
        set(&mut body, "type", json!(shown_type(kind)));
        let states = body.get("properties").is_some_and(Value::is_object)
            && !kind.starts_with("Microsoft.Authorization/");
        if states && body.get("properties").and_then(|p| p.get("provisioningState")).is_none() {
            set(&mut body, "properties.provisioningState", json!("Succeeded"));
        }
        self.store.seed(kind, id, body);
    }
}

/// `/subscriptions/{of}/resourceGroups/{group}/providers/{namespace}/{type}/{name}/…`
fn id(of: &str, group: &str, kind: &str, names: &str) -> String {
    let (namespace, types) = kind.split_once('/').unwrap_or((kind, ""));
    let parts = types.split('/').zip(names.split('/'));
    parts.fold(
        format!("/subscriptions/{of}/resourceGroups/{group}/providers/{namespace}"),
        |path, (kind, name)| format!("{path}/{kind}/{name}"),
    )
}

/// The id of a resource of production.
fn prod(group: &str, kind: &str, names: &str) -> String {
    id(SUBSCRIPTION, group, kind, names)
}

fn tagged(text: &str) -> Value {
    let pairs = text.split(';').filter_map(|pair| pair.split_once('='));
    pairs.map(|(key, value)| (key.to_owned(), json!(value))).collect::<serde_json::Map<_, _>>().into()
}

fn merge_over(body: &mut Value, rest: Value) {
    merge(body, &rest);
    // A merge drops nulls; a seed means them.
    if let (Some(body), Value::Object(rest)) = (body.as_object_mut(), rest) {
        for (key, value) in rest {
            if key == "properties" || value.is_null() {
                body.insert(key, value);
            }
        }
    }
}

/// A user-assigned identity as a resource carries it.
fn assigned(name: &str, principal: &str, client: &str) -> Value {
    let id = prod("rg-ops-eu", "Microsoft.ManagedIdentity/userAssignedIdentities", name);
    let mut all = serde_json::Map::new();
    all.insert(id, json!({"principalId": principal, "clientId": client}));
    json!({"type": "UserAssigned", "userAssignedIdentities": all})
}

/// A system-assigned identity; its principal is named after the resource.
fn system(name: &str) -> Value {
    json!({"type": "SystemAssigned", "principalId": crate::ids::Uuid::of(name).to_string(), "tenantId": crate::estate::TENANT})
}
