use axum::Json;
use axum::extract::{Query, State};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use welkin_model::estate::{Direction, EdgeKind, shortest_path};

use super::shape::NodeRow;
use crate::api::error::ErrorBody;
use crate::api::{Api, ApiError};

/// Between which assets.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct PathParams {
    from: String,
    to: String,
}

/// The shortest chain of relations between two assets.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AssetPath {
    from: NodeRow,
    /// Empty if there is none, or if both are the same.
    steps: Vec<PathStep>,
    found: bool,
}

/// A step of a path.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PathStep {
    kind: String,
    /// `along` the edge or `against` it.
    direction: String,
    to: NodeRow,
}

/// Nodes that a search looks at before it gives up.
const MOST: usize = 2_000_000;

/// The shortest path between two assets over all relations but that of containing.
#[utoipa::path(get, path = "/estate/path", params(PathParams), responses(
    (status = 200, body = AssetPath), (status = "4XX", body = ErrorBody)))]
pub(crate) async fn get_path(
    State(api): State<Api>,
    Query(params): Query<PathParams>,
) -> Result<Json<AssetPath>, ApiError> {
    let current = super::current(&api)?;
    let path = tokio::task::spawn_blocking(move || {
        let graph = &current.graph;
        let node = |id: &str| graph.node(id).ok_or_else(|| ApiError::not_found("asset"));
        let (from, to) = (node(&params.from)?, node(&params.to)?);
        let steps = shortest_path(graph, from, to, |kind| kind != EdgeKind::Contains, MOST);
        let found = steps.is_some();
        let steps = steps.unwrap_or_default().into_iter().map(|step| PathStep {
            kind: step.kind.to_string(),
            direction: match step.direction {
                Direction::Along => "along",
                Direction::Against => "against",
            }
            .to_owned(),
            to: NodeRow::of(graph, graph.id(step.to).as_str()),
        });
        Ok::<_, ApiError>(AssetPath { from: NodeRow::of(graph, &params.from), steps: steps.collect(), found })
    })
    .await??;
    Ok(Json(path))
}
