use std::collections::BTreeMap;

use serde::Serialize;
use utoipa::ToSchema;
use welkin_model::Millis;
use welkin_model::estate::{Asset, Edge, Graph, Hole, Unknown};

/// An asset in a list.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AssetRow {
    /// The provider's own full id.
    id: String,
    /// `model`, `endpoint`, `bucket` …
    kind: String,
    /// `ai`, `identity`, `data`, `network`, `key`, `compute`, `logging`, `organisation` or `other`.
    group: String,
    cloud: String,
    /// The provider's own name of the type.
    native_type: String,
    name: String,
    /// Account, subscription, project or compartment.
    scope: String,
    /// Empty for what is global.
    region: String,
    labels: BTreeMap<String, String>,
    /// What can be compared across clouds: `public`, `encryption`, `state` …
    facts: BTreeMap<String, String>,
    /// What could not be read about it.
    unknown: Vec<UnknownPart>,
    /// Unix ms; 0 if the source did not say.
    observed_at: Millis,
}

/// Something that could not be read.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct UnknownPart {
    /// The provider's operation.
    about: String,
    /// `denied`, `throttled`, `timed_out`, `incomplete`, `garbled`, `failed`, `unreachable`, `unauthenticated` or `bounded`.
    reason: String,
    /// The permission that is missing.
    permission: Option<String>,
    detail: String,
    cloud: Option<String>,
    scope: Option<String>,
    region: Option<String>,
}

/// A relation.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct EdgeRow {
    from: String,
    /// `reads`, `can_assume`, `deployed_from` …
    kind: String,
    to: String,
    /// Which field says so.
    field: String,
    /// Of which asset.
    told_by: String,
}

impl AssetRow {
    pub(super) fn of(asset: &Asset) -> AssetRow {
        AssetRow {
            id: asset.id.to_string(),
            kind: asset.kind.to_string(),
            group: asset.kind.group().as_str().to_owned(),
            cloud: asset.cloud.to_string(),
            native_type: asset.native_type.to_string(),
            name: asset.name.clone(),
            scope: asset.scope.to_string(),
            region: asset.region.to_string(),
            labels: asset.labels.iter().map(|(key, value)| (key.to_string(), value.clone())).collect(),
            facts: asset.facts.iter().map(|(fact, value)| (fact.to_string(), value.clone())).collect(),
            unknown: asset.unknowns.iter().map(UnknownPart::of).collect(),
            observed_at: asset.observed_at,
        }
    }
}

impl UnknownPart {
    fn of(unknown: &Unknown) -> UnknownPart {
        UnknownPart {
            about: unknown.about.clone(),
            reason: unknown.reason.to_string(),
            permission: unknown.permission.clone(),
            detail: unknown.detail.clone(),
            cloud: None,
            scope: None,
            region: None,
        }
    }

    pub(super) fn of_hole(hole: &Hole) -> UnknownPart {
        let place = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        UnknownPart {
            cloud: Some(hole.cloud.to_string()),
            scope: place(&hole.scope),
            region: place(&hole.region),
            ..UnknownPart::of(&hole.unknown)
        }
    }
}

impl EdgeRow {
    pub(super) fn of(edge: &Edge) -> EdgeRow {
        EdgeRow {
            from: edge.from.to_string(),
            kind: edge.kind.to_string(),
            to: edge.to.to_string(),
            field: edge.field.to_string(),
            told_by: edge.told_by.to_string(),
        }
    }
}

/// A node of a picture: an asset, or what is only named by one.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct NodeRow {
    pub(super) id: String,
    pub(super) name: String,
    /// Empty for what was not described.
    pub(super) kind: String,
    pub(super) group: String,
    pub(super) cloud: String,
    pub(super) region: String,
    /// Whether the provider described it, or another asset only names it.
    pub(super) described: bool,
}

impl NodeRow {
    pub(super) fn of(graph: &Graph, id: &str) -> NodeRow {
        match graph.asset(id) {
            Some(asset) => NodeRow {
                id: id.to_owned(),
                name: asset.name.clone(),
                kind: asset.kind.to_string(),
                group: asset.kind.group().as_str().to_owned(),
                cloud: asset.cloud.to_string(),
                region: asset.region.to_string(),
                described: true,
            },
            None => NodeRow {
                id: id.to_owned(),
                name: id.rsplit(['/', ':']).next().unwrap_or(id).to_owned(),
                kind: String::new(),
                group: "other".to_owned(),
                cloud: String::new(),
                region: String::new(),
                described: false,
            },
        }
    }
}
