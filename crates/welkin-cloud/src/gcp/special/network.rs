use serde_json::Value;
use welkin_model::estate::{EdgeKind, Fact, Handle, HandleKind, Link};

use super::super::name::Name;
use super::value::{first, is_own, is_true, texts, values};
use crate::describe::{Draft, Resource};

/// Reads which rules are open to everyone, which machines they are for, and which machines have public addresses.
pub(super) fn read(resource: &Resource, draft: &mut Draft<'_>) {
    let payload = &resource.payload;
    match &*resource.native_type {
        "compute.googleapis.com/Firewall" if is_own(payload) => firewall(payload, draft),
        "compute.googleapis.com/FirewallPolicy" if is_own(payload) => policy(payload, draft),
        "compute.googleapis.com/Instance" if is_own(payload) => instance(payload, draft),
        _ => {}
    }
}

fn is_everywhere(range: &str) -> bool {
    matches!(range, "0.0.0.0/0" | "::/0")
}

fn firewall(payload: &Value, draft: &mut Draft<'_>) {
    let ingress = !first(payload, "direction").eq_ignore_ascii_case("EGRESS");
    let allows = !values(payload, "allowed").is_empty() && !is_true(payload, "disabled");
    let ranges = texts(payload, "sourceranges");
    let narrowed =
        ["sourcetags", "sourceserviceaccounts"].iter().any(|field| !texts(payload, field).is_empty());
    // Without any source, all addresses are meant.
    let open = ranges.iter().any(|range| is_everywhere(range)) || (ranges.is_empty() && !narrowed);
    draft.fact(Fact::Public, if ingress && allows && open { "yes" } else { "no" });
    for tag in texts(payload, "targettags") {
        if let Some(handle) = tagged(first(payload, "network"), tag) {
            draft.link(Link::from_handle(EdgeKind::GuardedBy, handle, "targetTags[]"));
        }
    }
}

fn policy(payload: &Value, draft: &mut Draft<'_>) {
    let open = values(payload, "rules").into_iter().any(|rule| {
        let allows = first(rule, "action").eq_ignore_ascii_case("allow") && !is_true(rule, "disabled");
        let ingress = !first(rule, "direction").eq_ignore_ascii_case("EGRESS");
        allows && ingress && texts(rule, "match.srcipranges").iter().any(|range| is_everywhere(range))
    });
    draft.fact(Fact::Public, if open { "yes" } else { "no" });
}

fn instance(payload: &Value, draft: &mut Draft<'_>) {
    let outside = ["networkinterfaces.accessconfigs", "networkinterfaces.ipv6accessconfigs"];
    let public = outside.iter().any(|field| !values(payload, field).is_empty());
    draft.fact(Fact::Public, if public { "yes" } else { "no" });
    for network in texts(payload, "networkinterfaces.network") {
        for tag in texts(payload, "tags.items") {
            if let Some(handle) = tagged(network, tag) {
                draft.provide(handle);
            }
        }
    }
}

/// Machines and rules of a network meet by tags.
fn tagged(network: &str, tag: &str) -> Option<Handle> {
    let network = Name::full(network).or_else(|| Name::relative(network))?;
    Some(Handle::new(HandleKind::Name, format!("{network}#{tag}")))
}
