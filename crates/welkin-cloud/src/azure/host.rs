use serde_json::Value;
use welkin_model::estate::{EdgeKind, Handle, Link};

use super::exposure::get;
use crate::describe::{Draft, Resource, store_of};

/// Names under which a resource answers, by its type: names, suffixes, and properties that hold more of them.
type Hosted = (&'static str, &'static [&'static str], &'static [&'static str]);

const HOSTS: &[Hosted] = &[
    (
        "microsoft.cognitiveservices/accounts",
        &["openai.azure.com", "cognitiveservices.azure.com", "services.ai.azure.com"],
        &["endpoint"],
    ),
    ("microsoft.search/searchservices", &["search.windows.net"], &["endpoint"]),
    ("microsoft.storage/storageaccounts", &["blob.core.windows.net"], &[]),
    ("microsoft.keyvault/vaults", &["vault.azure.net"], &["vaulturi"]),
    ("microsoft.containerregistry/registries", &["azurecr.io"], &["loginserver"]),
    ("microsoft.web/sites", &[], &["defaulthostname", "hostnames"]),
    ("microsoft.sql/servers", &[], &["fullyqualifieddomainname"]),
    ("microsoft.containerservice/managedclusters", &[], &["fqdn"]),
    ("microsoft.databricks/workspaces", &[], &["workspaceurl"]),
    ("microsoft.machinelearningservices/workspaces/onlineendpoints", &[], &["scoringuri"]),
    ("microsoft.machinelearningservices/workspaces/batchendpoints", &[], &["scoringuri"]),
    ("microsoft.network/privatelinkservices", &[], &["fqdns", "alias"]),
    ("microsoft.network/privatednszones/a", &[], &["fqdn"]),
];

pub(super) fn provided(native: &str, resource: &Resource, properties: &Value, draft: &mut Draft<'_>) {
    let Some((_, suffixes, fields)) = HOSTS.iter().find(|(of, _, _)| *of == native) else { return };
    let name = get(properties, "customsubdomainname").and_then(Value::as_str).unwrap_or("");
    let own = resource.id.as_str().rsplit('/').next().unwrap_or("");
    let name = if name.is_empty() { own } else { name };
    for suffix in *suffixes {
        draft.provide(Handle::host(&format!("{name}.{suffix}")));
    }
    for field in *fields {
        let values: Vec<&Value> = match get(properties, field) {
            Some(Value::Array(items)) => items.iter().collect(),
            Some(one) => vec![one],
            None => Vec::new(),
        };
        for host in values.into_iter().filter_map(Value::as_str).filter_map(name_of) {
            // What else goes by the name is another way to the same.
            draft.link(Link::to_handle(EdgeKind::Exposes, host.clone(), *field));
            draft.provide(host);
        }
    }
}

/// The host of an address, or a bare name of a host.
fn name_of(text: &str) -> Option<Handle> {
    let bare = text.split("://").last().unwrap_or(text);
    let bare = bare.split(['/', ':']).next().unwrap_or(bare);
    bare.contains('.').then(|| Handle::host(bare))
}

/// What a connection leads to: a store, or whatever answers under the host.
pub(super) fn leads_to(properties: &Value, draft: &mut Draft<'_>) {
    for name in ["target", "serviceurl", "serviceendpoint", "endpoint"] {
        let inner = get(properties, "typeproperties").unwrap_or(properties);
        let Some(text) = get(inner, name).and_then(Value::as_str) else { continue };
        if let Some(link) = store_of(text, EdgeKind::Uses, name) {
            draft.link(link);
        } else if let Some(host) = name_of(text) {
            draft.link(Link::to_handle(EdgeKind::Uses, host, name));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_is_found_in_an_address_and_alone() {
        for (text, expect) in [
            ("https://a.search.windows.net/", Some("a.search.windows.net")),
            ("fraud.inference.example.", Some("fraud.inference.example")),
            ("A.azurecr.io:443/x", Some("a.azurecr.io")),
            ("nothing", None),
            ("", None),
        ] {
            assert_eq!(name_of(text).map(|host| host.value), expect.map(str::to_owned), "{text}");
        }
    }
}
