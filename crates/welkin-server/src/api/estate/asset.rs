use axum::Json;
use axum::extract::{Query, State};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};
use welkin_model::Millis;
use welkin_model::estate::{Edge, payload_value};
use welkin_store::FindingQuery;

use super::shape::{AssetRow, EdgeRow, NodeRow};
use crate::api::error::ErrorBody;
use crate::api::ocsf::OcsfObject;
use crate::api::{Api, ApiError};

/// Which asset.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct AssetParam {
    /// The provider's own full id.
    id: String,
}

/// An asset with all that is known of it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AssetPage {
    asset: AssetRow,
    /// What it says of others and others say of it, at most 1,000.
    edges: Vec<EdgeRow>,
    edges_total: usize,
    /// The other ends of the edges.
    neighbours: Vec<NodeRow>,
    /// The provider's own words, by call.
    views: Vec<View>,
    /// What changed, newest first.
    history: Vec<Change>,
    /// Findings that name it, newest first, at most 50.
    findings: Vec<OcsfObject>,
}

/// One description of an asset.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct View {
    via: String,
    payload: Value,
}

/// A change of an asset.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Change {
    at: Millis,
    /// `{"what": "appeared" | "vanished" | "unseen" | "changed", "fields": [{"field", "before", "after"}]}`
    change: Value,
}

const MOST_EDGES: usize = 1_000;

/// One asset.
#[utoipa::path(get, path = "/estate/asset", params(AssetParam), responses(
    (status = 200, body = inline(AssetPage)), (status = "4XX", body = ErrorBody)))]
pub(crate) async fn get_asset(
    State(api): State<Api>,
    Query(AssetParam { id }): Query<AssetParam>,
) -> Result<Json<AssetPage>, ApiError> {
    let current = super::current(&api)?;
    let page = tokio::task::spawn_blocking(move || -> Result<AssetPage, ApiError> {
        let graph = &current.graph;
        let missing = || ApiError::not_found("asset");
        let node = graph.node(&id).ok_or_else(missing)?;
        let asset = graph.asset_at(node).ok_or_else(missing)?;
        let edges: Vec<Edge> = graph.edges_from(node).chain(graph.edges_to(node)).take(MOST_EDGES).collect();
        let others: std::collections::BTreeSet<&str> = edges
            .iter()
            .flat_map(|edge| [edge.from.as_str(), edge.to.as_str()])
            .filter(|other| *other != id)
            .collect();
        let query = FindingQuery { q: Some(id.clone()), limit: 50, ..FindingQuery::default() };
        let findings = api.store.findings(&query)?;
        Ok(AssetPage {
            asset: AssetRow::of(asset),
            edges_total: graph.neighbours(node).count(),
            neighbours: others.iter().map(|other| NodeRow::of(graph, other)).collect(),
            edges: edges.iter().map(EdgeRow::of).collect(),
            views: asset
                .views
                .iter()
                .map(|view| View { via: view.via.to_string(), payload: payload_value(graph, view.payload) })
                .collect(),
            history: api
                .store
                .asset_history(&id)?
                .into_iter()
                .map(|history| Change { at: history.at, change: history.change })
                .collect(),
            findings: findings.items.iter().map(|finding| OcsfObject(finding.to_ocsf())).collect(),
        })
    })
    .await??;
    Ok(Json(page))
}
