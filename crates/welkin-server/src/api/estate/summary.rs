use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;
use welkin_model::Millis;

use super::shape::UnknownPart;
use crate::api::error::ErrorBody;
use crate::api::{Api, ApiError};

/// The estate at a glance.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct EstateSummary {
    /// When it was read.
    at: Millis,
    origin: String,
    assets: usize,
    edges: usize,
    by_cloud: BTreeMap<String, usize>,
    by_kind: BTreeMap<String, usize>,
    by_group: BTreeMap<String, usize>,
    /// Assets by cloud and region, for the map; global ones have an empty region.
    regions: Vec<RegionCount>,
    /// Parts of the estate that could not be read, the first 500.
    unknown: Vec<UnknownPart>,
    unknown_total: usize,
    /// Assets with something that could not be read.
    partly_unknown: usize,
}

/// Assets in one region.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RegionCount {
    cloud: String,
    region: String,
    assets: usize,
    ai: usize,
}

const MOST: usize = 500;

/// Counts by cloud, kind and region, and what is unknown.
#[utoipa::path(get, path = "/estate", responses(
    (status = 200, body = EstateSummary), (status = "4XX", body = ErrorBody)))]
pub(crate) async fn get_estate(State(api): State<Api>) -> Result<Json<EstateSummary>, ApiError> {
    let current = super::current(&api)?;
    let graph = &current.graph;
    let mut summary = EstateSummary {
        at: current.entry.at,
        origin: current.entry.origin.clone(),
        assets: graph.assets().len(),
        edges: graph.edge_count(),
        by_cloud: BTreeMap::new(),
        by_kind: BTreeMap::new(),
        by_group: BTreeMap::new(),
        regions: Vec::new(),
        unknown: graph.holes().iter().take(MOST).map(UnknownPart::of_hole).collect(),
        unknown_total: graph.holes().len(),
        partly_unknown: 0,
    };
    let mut regions: BTreeMap<(&str, &str), (usize, usize)> = BTreeMap::new();
    for asset in graph.assets() {
        *summary.by_cloud.entry(asset.cloud.to_string()).or_default() += 1;
        *summary.by_kind.entry(asset.kind.to_string()).or_default() += 1;
        *summary.by_group.entry(asset.kind.group().as_str().to_owned()).or_default() += 1;
        summary.partly_unknown += usize::from(!asset.unknowns.is_empty());
        let (all, ai) = regions.entry((asset.cloud.as_str(), &asset.region)).or_default();
        *all += 1;
        *ai += usize::from(asset.kind.group() == welkin_model::estate::AssetGroup::Ai);
    }
    summary.regions = regions
        .into_iter()
        .map(|((cloud, region), (assets, ai))| RegionCount {
            cloud: cloud.to_owned(),
            region: region.to_owned(),
            assets,
            ai,
        })
        .collect();
    Ok(Json(summary))
}
