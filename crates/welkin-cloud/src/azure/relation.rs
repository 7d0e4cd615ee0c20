use serde_json::Value;
use welkin_model::estate::{AssetId, EdgeKind, Fact, Handle, HandleKind, Link};

use super::exposure::{self, get};
use super::{federation, grant, host, id, learning};
use crate::describe::{Draft, Resource, plain};

/// Objects within objects end here.
const DEEPEST: usize = 24;

/// What takes more than a table.
pub(super) fn read(resource: &Resource, draft: &mut Draft<'_>) {
    let native = resource.native_type.to_ascii_lowercase();
    if let Some(object) = native.strip_prefix("microsoft.graph/") {
        directory(object, resource, draft);
        return;
    }
    held(resource, draft);
    identities(&resource.payload, draft);
    keys(&resource.payload, draft, 0);
    exposure::logged(&resource.payload, draft);
    let properties = resource.payload.get("properties").unwrap_or(&resource.payload);
    match native.strip_prefix("microsoft.").unwrap_or(&native) {
        "authorization/roleassignments" => grant::assignment(resource, draft),
        "insights/diagnosticsettings" => applied(resource, draft, EdgeKind::LogsTo),
        "authorization/denyassignments" | "authorization/locks" => {
            applied(resource, draft, EdgeKind::GovernedBy)
        }
        "managedidentity/userassignedidentities" => identity(properties, draft),
        "managedidentity/userassignedidentities/federatedidentitycredentials" => {
            federation::credential(resource, draft);
        }
        "network/networksecuritygroups" => exposure::group(properties, draft),
        "network/networksecuritygroups/securityrules" => {
            if let Some(open) = exposure::lets_everybody_in(properties) {
                draft.fact(Fact::Public, if open { "yes" } else { "no" });
            }
        }
        "containerservice/managedclusters" => exposure::cluster(properties, draft),
        "machinelearningservices/workspaces/computes" => exposure::compute(properties, draft),
        "storage/storageaccounts/blobservices/containers" => exposure::container(properties, draft),
        "cognitiveservices/accounts/deployments" => guarded(resource, properties, draft),
        "keyvault/vaults/keys" => key(resource, properties, draft),
        "resources/subscriptions" => ancestors(properties, draft),
        other if other.ends_with("/connections") || other.ends_with("/linkedservices") => {
            host::leads_to(properties, draft);
        }
        _ => exposure::service(properties, draft),
    }
    host::provided(&native, resource, properties, draft);
    learning::relative_names(resource, draft);
}

fn directory(object: &str, resource: &Resource, draft: &mut Draft<'_>) {
    match object {
        "organization" => federation::tenant(resource, draft),
        "users" => federation::object(resource, draft, "users"),
        "groups" => federation::members(resource, draft),
        "serviceprincipals" => federation::principal(resource, draft),
        "applications" => federation::application(resource, draft),
        "applications/federatedidentitycredentials" => federation::credential(resource, draft),
        "serviceprincipals/approleassignedto" | "directory/roleassignments" => {
            grant::directory(resource, draft)
        }
        _ if object.ends_with("credentials") => federation::of_application(resource, draft, EdgeKind::RunsAs),
        _ => {}
    }
}

/// What holds it, by its id alone.
fn held(resource: &Resource, draft: &mut Draft<'_>) {
    if let Some(parts) = id::parts(resource.id.as_str())
        && !parts.parent.is_empty()
        && !parts.extends
    {
        draft.link(Link::from(EdgeKind::Contains, AssetId::new(parts.parent), "id"));
    }
}

/// `identity`: the resource's own principal, and identities that are keys of an object.
fn identities(payload: &Value, draft: &mut Draft<'_>) {
    let Some(identity) = get(payload, "identity") else { return };
    let own = get(identity, "principalid").and_then(Value::as_str).unwrap_or("");
    if let Some(principal) = id::object("servicePrincipals", own) {
        draft.to(EdgeKind::RunsAs, principal, "identity.principalId");
    }
    let assigned = get(identity, "userassignedidentities").and_then(Value::as_object);
    for assigned in assigned.into_iter().flatten().filter_map(|(key, _)| id::arm(key)) {
        draft.to(EdgeKind::RunsAs, assigned, "identity.userAssignedIdentities");
    }
}

fn identity(properties: &Value, draft: &mut Draft<'_>) {
    let of = get(properties, "principalid").and_then(Value::as_str).unwrap_or("");
    if let Some(principal) = id::object("servicePrincipals", of) {
        draft.to(EdgeKind::RunsAs, principal, "properties.principalId");
    }
}

/// Customer-managed keys: by address, or by vault and name side by side.
fn keys(value: &Value, draft: &mut Draft<'_>, depth: usize) {
    if depth > DEEPEST {
        return;
    }
    match value {
        Value::Object(map) => {
            let named = |wanted: &[&str]| {
                let found = map.iter().find(|(name, _)| wanted.contains(&plain(name).as_str()));
                found.and_then(|(_, value)| value.as_str()).unwrap_or("")
            };
            let (vault, key) = (named(&["keyvaulturi", "vaultbaseurl"]), named(&["keyname"]));
            if !vault.is_empty() && !key.is_empty() {
                encrypted(&format!("{}/keys/{key}", vault.trim_end_matches('/')), draft);
            }
            map.values().for_each(|value| keys(value, draft, depth + 1));
        }
        Value::Array(items) => items.iter().for_each(|item| keys(item, draft, depth + 1)),
        Value::String(text) if text.contains(".vault.azure.") || text.contains(".managedhsm.azure.") => {
            encrypted(text, draft);
        }
        _ => {}
    }
}

fn encrypted(address: &str, draft: &mut Draft<'_>) {
    // A key is described by its own address, too.
    let own = draft.kind() == welkin_model::estate::AssetKind::Key;
    if let (Some(key), false) = (key_uri(address), own) {
        draft.link(Link::to_handle(EdgeKind::EncryptedBy, key, "encryption"));
    }
}

/// The address of a key without its version: `https://vault.vault.azure.net/keys/name`.
pub(super) fn key_uri(address: &str) -> Option<Handle> {
    let lower = address.to_ascii_lowercase();
    let rest = lower.strip_prefix("https://")?;
    let mut parts = rest.split('/');
    let (host, kind, name) = (parts.next()?, parts.next()?, parts.next()?);
    (kind == "keys" && !name.is_empty())
        .then(|| Handle::new(HandleKind::KeyUri, format!("https://{host}/keys/{name}")))
}

fn key(resource: &Resource, properties: &Value, draft: &mut Draft<'_>) {
    let told = get(properties, "keyuri").and_then(Value::as_str).and_then(key_uri);
    let made = || {
        let (_, rest) = resource.id.as_str().split_once("/vaults/")?;
        let (vault, name) = rest.split_once("/keys/")?;
        key_uri(&format!("https://{vault}.vault.azure.net/keys/{name}"))
    };
    if let Some(uri) = told.or_else(made) {
        draft.provide(uri);
    }
}

/// What applies to the resource that its id stands below.
fn applied(resource: &Resource, draft: &mut Draft<'_>, kind: EdgeKind) {
    if let Some(parts) = id::parts(resource.id.as_str()).filter(|parts| !parts.parent.is_empty()) {
        draft.link(Link::from(kind, AssetId::new(parts.parent), "id"));
    }
}

/// The content filter of a deployment is one of its account.
fn guarded(resource: &Resource, properties: &Value, draft: &mut Draft<'_>) {
    let policy = get(properties, "raipolicyname").and_then(Value::as_str).unwrap_or("");
    if let (Some((account, _)), false) = (resource.id.as_str().split_once("/deployments/"), policy.is_empty())
    {
        let policy = format!("{account}/raipolicies/{}", policy.to_ascii_lowercase());
        draft.to(EdgeKind::GovernedBy, AssetId::new(policy), "properties.raiPolicyName");
    }
}

/// The management group right above a subscription is the first of its ancestors.
fn ancestors(properties: &Value, draft: &mut Draft<'_>) {
    let chain = get(properties, "managementgroupancestorschain").and_then(Value::as_array);
    let nearest =
        chain.and_then(|chain| chain.first()).map_or("", |nearest| super::ask::text(nearest, "name"));
    if !nearest.is_empty() {
        let group = format!("/providers/Microsoft.Management/managementGroups/{nearest}");
        if let Some(group) = id::arm(&group) {
            draft.link(Link::from(EdgeKind::Contains, group, "properties.managementGroupAncestorsChain"));
        }
    }
}

#[cfg(test)]
#[path = "relation_tests.rs"]
mod tests;
