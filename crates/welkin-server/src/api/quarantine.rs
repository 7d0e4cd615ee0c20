use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use welkin_model::{Millis, SourceId};

use super::error::ErrorBody;
use super::events::IngestResult;
use super::page::{List, PageParams};
use super::{Api, ApiError};
use crate::clock;

/// Which quarantined records.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct QuarantineParams {
    /// Only of this source id.
    source: Option<String>,
}

/// A record that could not be read.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Quarantined {
    id: String,
    source: Option<String>,
    /// File or channel that it came through.
    file: Option<String>,
    /// Its number there.
    record: u64,
    received_at: Millis,
    expected: String,
    found: String,
    message: String,
    /// Its beginning.
    excerpt: String,
    /// Bytes.
    size: u64,
}

/// What could not be read, newest first.
#[utoipa::path(get, path = "/quarantine", params(QuarantineParams, PageParams), responses(
    (status = 200, body = List<Quarantined>), (status = "4XX", body = ErrorBody)))]
pub(crate) async fn list_quarantine(
    State(api): State<Api>,
    Query(filter): Query<QuarantineParams>,
    Query(page): Query<PageParams>,
) -> Result<Json<List<Quarantined>>, ApiError> {
    let found = tokio::task::spawn_blocking(move || {
        api.store.quarantine(filter.source.as_deref(), page.limit(), page.after.as_deref())
    })
    .await??;
    let items = found.items.into_iter().map(|item| Quarantined {
        id: item.id.to_string(),
        source: item.source,
        file: Some(item.channel),
        record: item.diagnostic.location.record.unwrap_or(0),
        received_at: item.received,
        expected: item.diagnostic.expected,
        found: item.diagnostic.found,
        message: item.diagnostic.message,
        excerpt: item.preview,
        size: item.bytes,
    });
    Ok(Json(List { items: items.collect(), next: found.next }))
}

/// Reads a record again, e.g. after an update of Welkin: it leaves the quarantine once it is in the journal.
#[utoipa::path(post, path = "/quarantine/{id}/replay", params(("id" = i64, Path)), responses(
    (status = 200, body = IngestResult), (status = "4XX", body = ErrorBody)))]
pub(crate) async fn replay(
    State(api): State<Api>,
    Path(id): Path<i64>,
) -> Result<Json<IngestResult>, ApiError> {
    let now = clock::now();
    let accepted = tokio::task::spawn_blocking(move || {
        let item = api.store.quarantined(id)?.ok_or_else(|| ApiError::not_found("quarantined record"))?;
        let source = item.source.as_deref().and_then(SourceId::parse);
        let accepted = api.intake.accept(&item.channel, source, item.content, now)?;
        api.store.delete_quarantined(id)?;
        Ok::<_, ApiError>(accepted)
    })
    .await??;
    Ok(Json(accepted.into()))
}

/// Deletes a record from the quarantine.
#[utoipa::path(delete, path = "/quarantine/{id}", params(("id" = i64, Path)), responses(
    (status = 204), (status = "4XX", body = ErrorBody)))]
pub(crate) async fn discard(State(api): State<Api>, Path(id): Path<i64>) -> Result<StatusCode, ApiError> {
    match tokio::task::spawn_blocking(move || api.store.delete_quarantined(id)).await?? {
        true => Ok(StatusCode::NO_CONTENT),
        false => Err(ApiError::not_found("quarantined record")),
    }
}
