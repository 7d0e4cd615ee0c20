use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use welkin_model::{Event, Millis, SourceId};
use welkin_store::EventQuery;

use super::diagnostic::Diagnostic;
use super::error::ErrorBody;
use super::filter::cloud;
use super::ocsf::OcsfObject;
use super::page::{List, PageParams};
use super::{Api, ApiError};
use crate::clock;
use crate::intake::Accepted;

/// Which events.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct EventParams {
    cloud: Option<String>,
    /// A source id, e.g. `aws.cloudtrail`.
    source: Option<String>,
    class_uid: Option<u32>,
    /// Exact name, uid or credential of the actor.
    actor: Option<String>,
    /// Exact source or destination address.
    ip: Option<String>,
    /// Exact `api.operation`.
    operation: Option<String>,
    /// Text anywhere in the event.
    q: Option<String>,
    /// Unix ms, inclusive.
    from: Option<Millis>,
    /// Unix ms, exclusive.
    to: Option<Millis>,
}

/// What the records of a batch are.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct PushParams {
    /// A source id; each record is recognised if it is not given.
    source: Option<String>,
}

/// What became of a batch. It is on the disk when this is answered.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct IngestResult {
    accepted: u64,
    /// Records that cannot be read; they are in the quarantine.
    rejected: u64,
    /// The first of them, at most 20.
    diagnostics: Vec<Diagnostic>,
}

impl From<Accepted> for IngestResult {
    fn from(accepted: Accepted) -> IngestResult {
        IngestResult {
            accepted: accepted.records,
            rejected: accepted.rejected,
            diagnostics: accepted.diagnostics.into_iter().map(Diagnostic::from).collect(),
        }
    }
}

/// Events, newest first.
#[utoipa::path(get, path = "/events", params(EventParams, PageParams), responses(
    (status = 200, description = "OCSF events", body = List<OcsfObject>),
    (status = "4XX", body = ErrorBody)))]
pub(crate) async fn list_events(
    State(api): State<Api>,
    Query(filter): Query<EventParams>,
    Query(page): Query<PageParams>,
) -> Result<Json<List<OcsfObject>>, ApiError> {
    let query = EventQuery {
        cloud: cloud(filter.cloud.as_deref())?,
        source: filter.source,
        class_uid: filter.class_uid,
        actor: filter.actor,
        ip: filter.ip,
        operation: filter.operation,
        q: filter.q.filter(|q| !q.is_empty()),
        from: filter.from,
        to: filter.to,
        limit: page.limit(),
        after: page.after,
    };
    let page = tokio::task::spawn_blocking(move || api.store.events(&query)).await??;
    Ok(Json(List {
        items: page.items.into_iter().map(Event::into_value).map(OcsfObject).collect(),
        next: page.next,
    }))
}

/// One event, with the record that it was made of in `raw_data`.
#[utoipa::path(get, path = "/events/{uid}", params(("uid" = String, Path)), responses(
    (status = 200, description = "OCSF event", body = OcsfObject), (status = "4XX", body = ErrorBody)))]
pub(crate) async fn get_event(
    State(api): State<Api>,
    Path(uid): Path<String>,
) -> Result<Json<OcsfObject>, ApiError> {
    let stored = tokio::task::spawn_blocking(move || api.store.event(&uid)).await??;
    let mut stored = stored.ok_or_else(|| ApiError::not_found("event"))?;
    if let Some(raw) = &stored.raw {
        stored.event.set_raw(raw);
    }
    Ok(Json(OcsfObject(stored.event.into_value())))
}

/// Hands in native records: NDJSON, JSON, or a cloud's own envelope, plain or as gzip or zstd. Answered once they are
/// on the disk.
#[utoipa::path(post, path = "/events", params(PushParams), request_body(content = String), responses(
    (status = 202, body = IngestResult), (status = "4XX", body = ErrorBody), (status = 503, body = ErrorBody)))]
pub(crate) async fn post_events(
    State(api): State<Api>,
    Query(push): Query<PushParams>,
    body: Bytes,
) -> Result<(StatusCode, Json<IngestResult>), ApiError> {
    let source = match push.source.as_deref().filter(|s| !s.is_empty()) {
        None => None,
        Some(id) => match SourceId::parse(id) {
            Some(source) => Some(source),
            None => {
                return Err(ApiError::bad_request(format!(
                    "unknown source `{id}`; GET /api/v1/sources lists them"
                )));
            }
        },
    };
    if body.is_empty() {
        return Err(ApiError::bad_request("the body is empty; send records as NDJSON or JSON"));
    }
    let now = clock::now();
    let accepted =
        tokio::task::spawn_blocking(move || api.intake.accept("http", source, body.to_vec(), now)).await??;
    Ok((StatusCode::ACCEPTED, Json(accepted.into())))
}
