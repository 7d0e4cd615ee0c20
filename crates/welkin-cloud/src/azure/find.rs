use std::sync::Arc;

use serde_json::Value;
use welkin_model::Cloud;
use welkin_model::estate::{AssetId, Unknown, UnknownReason};

use super::ask::{hole, text, unknown};
use super::id;
use crate::describe::Resource;
use crate::discovery::{Discovery, Scope};

/// Types whose bodies carry resources of their own: type, property of `properties`, type of what stands there.
const CARRIED: &[(&str, &str, &str)] = &[
    ("microsoft.network/virtualnetworks", "subnets", "microsoft.network/virtualnetworks/subnets"),
    (
        "microsoft.network/virtualnetworks",
        "virtualNetworkPeerings",
        "microsoft.network/virtualnetworks/virtualnetworkpeerings",
    ),
    (
        "microsoft.network/networksecuritygroups",
        "securityRules",
        "microsoft.network/networksecuritygroups/securityrules",
    ),
    ("microsoft.network/routetables", "routes", "microsoft.network/routetables/routes"),
];

/// What is found of resources of Azure, told to the discovery.
#[derive(Clone, Copy, Debug)]
pub(super) struct Find<'f> {
    pub(super) into: &'f Discovery,
    pub(super) scope: &'f Scope,
}

/// Where a resource is, for those below it that do not say.
#[derive(Clone, Debug, Default)]
pub(super) struct Known {
    pub(super) id: String,
    pub(super) native: String,
    pub(super) kind: String,
    pub(super) scope: String,
    pub(super) region: String,
}

impl Find<'_> {
    /// A resource and those that its body carries; `None` if the scope does not ask for it, or it has no id.
    pub(super) fn tell(
        &self,
        native: &str,
        via: &str,
        item: &Value,
        above: Option<&Known>,
        unknowns: Vec<Unknown>,
    ) -> Option<Known> {
        let Some(asset) = id::arm(text(item, "id")) else {
            let scope = above.map_or("", |known| known.scope.as_str());
            let detail = "an item of the list has no id";
            self.into.hole(hole(scope, unknown(via.to_owned(), UnknownReason::Garbled, detail)));
            return None;
        };
        let known = self.known(native, item, &asset, above);
        if !known.region.is_empty() && known.region != "global" && !self.scope.wants_region(&known.region) {
            return None;
        }
        self.put(&known, asset, via, item.clone(), unknowns);
        self.carried(&known, via, item);
        Some(known)
    }

    /// More of a resource that was told already.
    pub(super) fn more(&self, known: &Known, via: &str, payload: Value, unknowns: Vec<Unknown>) {
        if let Some(asset) = id::arm(&known.id) {
            self.put(known, asset, via, payload, unknowns);
        }
    }

    fn put(&self, known: &Known, asset: AssetId, via: &str, payload: Value, unknowns: Vec<Unknown>) {
        let name = match text(&payload, "name") {
            "" => known.id.rsplit('/').next().unwrap_or("").to_owned(),
            name => name.to_owned(),
        };
        self.into.resource(Resource {
            cloud: Cloud::Azure,
            native_type: Arc::from(known.native.as_str()),
            id: asset,
            name,
            scope: known.scope.clone(),
            region: if known.region == "global" { String::new() } else { known.region.clone() },
            via: Arc::from(via),
            payload,
            unknowns,
            observed_at: 0,
        });
    }

    fn known(&self, native: &str, item: &Value, asset: &AssetId, above: Option<&Known>) -> Known {
        let of = id::parts(asset.as_str()).map_or("", |parts| parts.subscription);
        let of = if of.is_empty() { text(item, "tenantId") } else { of };
        let region = match (text(item, "location"), above) {
            ("", Some(above)) => above.region.clone(),
            // `West Europe` in some bodies.
            (location, _) => location.replace(' ', "").to_ascii_lowercase(),
        };
        Known {
            id: text(item, "id").to_owned(),
            native: native.to_ascii_lowercase(),
            kind: text(item, "kind").to_owned(),
            scope: if of.is_empty() {
                above.map_or_else(String::new, |a| a.scope.clone())
            } else {
                of.to_owned()
            },
            region,
        }
    }

    fn carried(&self, known: &Known, via: &str, item: &Value) {
        let properties = item.get("properties").and_then(Value::as_object);
        let lists =
            properties.into_iter().flatten().filter_map(|(name, value)| Some((name, value.as_array()?)));
        for (name, list) in lists {
            let table = CARRIED
                .iter()
                .find(|(of, property, _)| *of == known.native && property.eq_ignore_ascii_case(name));
            let native = match table {
                Some((_, _, native)) => (*native).to_owned(),
                // Accounts, workspaces, vaults and stores all carry who may connect to them privately.
                None if name.eq_ignore_ascii_case("privateEndpointConnections") => {
                    format!("{}/privateendpointconnections", known.native)
                }
                None => continue,
            };
            for one in list.iter().filter(|one| id::arm(text(one, "id")).is_some()) {
                self.tell(&native, via, one, Some(known), Vec::new());
            }
        }
    }
}
