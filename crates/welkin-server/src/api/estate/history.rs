use axum::Json;
use axum::extract::{Query, State};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::{IntoParams, ToSchema};
use welkin_model::Millis;
use welkin_model::estate::diff;

use crate::api::error::ErrorBody;
use crate::api::page::List;
use crate::api::{Api, ApiError};

/// A kept state of the estate.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Snapshot {
    id: u64,
    at: Millis,
    /// `discover aws,gcp`, `import` …
    origin: String,
    assets: u64,
    edges: u64,
    /// Parts that could not be read.
    unknown: u64,
}

/// Kept states of the estate, newest first.
#[utoipa::path(get, path = "/estate/snapshots", responses((status = 200, body = List<Snapshot>)))]
pub(crate) async fn list_snapshots(State(api): State<Api>) -> Result<Json<List<Snapshot>>, ApiError> {
    let entries = tokio::task::spawn_blocking(move || api.store.snapshots()).await??;
    let items = entries.into_iter().map(|entry| Snapshot {
        id: entry.id,
        at: entry.at,
        origin: entry.origin,
        assets: entry.assets,
        edges: entry.edges,
        unknown: entry.holes,
    });
    Ok(Json(List { items: items.collect(), next: None }))
}

/// Between which states.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct DiffParams {
    from: u64,
    to: u64,
}

/// What changed between two states of the estate.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct EstateDiff {
    appeared: Vec<String>,
    vanished: Vec<String>,
    /// Gone, but from a part that could not be read.
    unseen: Vec<String>,
    /// `{"id", "fields": [{"field", "before", "after"}]}`
    changed: Vec<Value>,
}

/// What appeared, vanished and changed.
#[utoipa::path(get, path = "/estate/diff", params(DiffParams), responses(
    (status = 200, body = EstateDiff), (status = "4XX", body = ErrorBody)))]
pub(crate) async fn get_estate_diff(
    State(api): State<Api>,
    Query(params): Query<DiffParams>,
) -> Result<Json<EstateDiff>, ApiError> {
    let found = tokio::task::spawn_blocking(move || {
        let graph = |id| api.store.snapshot(id)?.ok_or_else(|| ApiError::not_found("snapshot"));
        Ok::<_, ApiError>(diff(&graph(params.from)?, &graph(params.to)?))
    })
    .await??;
    let texts = |ids: &[welkin_model::estate::AssetId]| ids.iter().map(ToString::to_string).collect();
    Ok(Json(EstateDiff {
        appeared: texts(&found.appeared),
        vanished: texts(&found.vanished),
        unseen: texts(&found.unseen),
        changed: found.changed.iter().map(|change| json!(change)).collect(),
    }))
}
