use axum::Json;
use axum::extract::{Path, Query, State};

use super::error::ErrorBody;
use super::filter::FindingParams;
use super::ocsf::OcsfObject;
use super::page::{List, PageParams};
use super::{Api, ApiError};

/// Findings, newest first.
#[utoipa::path(get, path = "/findings", params(FindingParams, PageParams), responses(
    (status = 200, description = "OCSF Detection Findings (2004)", body = List<OcsfObject>),
    (status = "4XX", body = ErrorBody)))]
pub(crate) async fn list_findings(
    State(api): State<Api>,
    Query(filter): Query<FindingParams>,
    Query(page): Query<PageParams>,
) -> Result<Json<List<OcsfObject>>, ApiError> {
    let query = filter.query(page.limit(), page.after)?;
    let page = tokio::task::spawn_blocking(move || api.store.findings(&query)).await??;
    Ok(Json(List { items: page.items.iter().map(|f| OcsfObject(f.to_ocsf())).collect(), next: page.next }))
}

/// One finding.
#[utoipa::path(get, path = "/findings/{uid}", params(("uid" = String, Path)), responses(
    (status = 200, description = "OCSF Detection Finding (2004)", body = OcsfObject),
    (status = "4XX", body = ErrorBody)))]
pub(crate) async fn get_finding(
    State(api): State<Api>,
    Path(uid): Path<String>,
) -> Result<Json<OcsfObject>, ApiError> {
    let finding = tokio::task::spawn_blocking(move || api.store.finding(&uid)).await??;
    finding.map(|f| Json(OcsfObject(f.to_ocsf()))).ok_or_else(|| ApiError::not_found("finding"))
}
