use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use welkin_store::Limits;

use super::error::ErrorBody;
use super::page::List;
use super::{Api, ApiError};
use crate::clock;

/// A question in SQL.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct HuntRequest {
    /// One SELECT.
    sql: String,
    /// At most so many rows: 1000 if not given, never more than 10000.
    limit: Option<usize>,
}

/// The answer to a hunt.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct HuntResult {
    columns: Vec<HuntColumn>,
    #[schema(value_type = Vec<Vec<Object>>)]
    rows: Vec<Vec<Value>>,
    row_count: usize,
    /// Whether there are more rows than were asked for.
    truncated: bool,
    elapsed_ms: i64,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct HuntColumn {
    name: String,
    #[serde(rename = "type")]
    kind: String,
}

/// A table that hunts can read.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct HuntTable {
    name: String,
    description: String,
    columns: Vec<HuntColumn>,
    /// Rows that it has, where that is known without counting.
    rows: Option<u64>,
}

/// Runs one read-only SQL statement over events, findings and incidents, within limits of time, memory and rows.
#[utoipa::path(post, path = "/hunt", request_body = HuntRequest, responses(
    (status = 200, body = HuntResult), (status = "4XX", body = ErrorBody)))]
pub(crate) async fn hunt(
    State(api): State<Api>,
    Json(request): Json<HuntRequest>,
) -> Result<Json<HuntResult>, ApiError> {
    let begun = clock::now();
    let limits = Limits { rows: request.limit.unwrap_or(1000).clamp(1, 10_000), ..Limits::default() };
    let rows = api.store.hunt(&request.sql, limits).await?;
    Ok(Json(HuntResult {
        columns: rows.columns.into_iter().map(|c| HuntColumn { name: c.name, kind: c.kind }).collect(),
        row_count: rows.rows.len(),
        rows: rows.rows,
        truncated: rows.truncated,
        elapsed_ms: clock::now() - begun,
    }))
}

/// The tables and their columns.
#[utoipa::path(get, path = "/hunt/tables", responses((status = 200, body = List<HuntTable>)))]
pub(crate) async fn list_tables(State(api): State<Api>) -> Result<Json<List<HuntTable>>, ApiError> {
    let tables = tokio::task::spawn_blocking(move || api.store.hunt_tables()).await?;
    let items = tables.into_iter().map(|table| HuntTable {
        name: table.name,
        description: table.description,
        columns: table.columns.into_iter().map(|c| HuntColumn { name: c.name, kind: c.kind }).collect(),
        rows: None,
    });
    Ok(Json(List { items: items.collect(), next: None }))
}
