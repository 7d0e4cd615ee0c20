//! The HTTP API under `/api/v1`: one file per resource. Handlers read parameters, call one façade on a blocking
//! thread, and shape the answer.

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware;
use axum::routing::{delete, get, post};
use utoipa::OpenApi;
use welkin_store::Store;

use crate::estate::Estate;
use crate::guard::{self, Guard};
use crate::intake::Intake;
use crate::live::Live;
use crate::metrics::Metrics;

mod diagnostic;
mod error;
mod estate;
mod events;
mod export;
mod filter;
mod findings;
mod health;
mod hunt;
mod incidents;
mod ocsf;
mod overview;
mod page;
mod quarantine;
mod session;
mod sources;
mod stream;

pub(crate) use error::ApiError;
pub(crate) use sources::source_list;

/// What handlers use; each takes the parts that it needs.
#[derive(Clone, Debug)]
pub(crate) struct Api {
    pub(crate) store: Arc<Store>,
    pub(crate) estate: Arc<Estate>,
    pub(crate) intake: Arc<Intake>,
    pub(crate) live: Arc<Live>,
    pub(crate) metrics: Arc<Metrics>,
    pub(crate) guard: Arc<Guard>,
    pub(crate) demo: bool,
}

/// The longest body of a call that is no batch of records.
const BODY: usize = 256 * 1024;

/// Everything that the server answers.
pub(crate) fn router(api: Api) -> Router {
    let guarded = Router::new()
        .route("/overview", get(overview::get_overview))
        .route("/estate", get(estate::get_estate))
        .route("/estate/asset", get(estate::get_asset))
        .route("/estate/assets", get(estate::list_assets))
        .route("/estate/diff", get(estate::get_estate_diff))
        .route("/estate/graph", get(estate::get_neighbourhood))
        .route("/estate/path", get(estate::get_path))
        .route("/estate/snapshots", get(estate::list_snapshots))
        .route("/estate/touched", get(estate::get_touched))
        .route("/incidents", get(incidents::list_incidents))
        .route("/incidents/{uid}", get(incidents::get_incident))
        .route("/findings", get(findings::list_findings))
        .route("/findings/export", get(export::export_findings))
        .route("/findings/{uid}", get(findings::get_finding))
        .route(
            "/events",
            get(events::list_events)
                .merge(post(events::post_events).layer(DefaultBodyLimit::max(crate::intake::BATCH_BYTES))),
        )
        .route("/events/{uid}", get(events::get_event))
        .route("/hunt", post(hunt::hunt))
        .route("/hunt/tables", get(hunt::list_tables))
        .route("/sources", get(sources::list_sources))
        .route("/quarantine", get(quarantine::list_quarantine))
        .route("/quarantine/{id}", delete(quarantine::discard))
        .route("/quarantine/{id}/replay", post(quarantine::replay))
        .route("/stream", get(stream::stream))
        .route("/openapi.json", get(health::get_openapi))
        .layer(middleware::from_fn_with_state(api.guard.clone(), guard::authenticated));
    let open = Router::new().route(
        "/session",
        get(session::get_session).post(session::begin_session).delete(session::end_session),
    );
    let metrics = Router::new()
        .route("/metrics", get(health::get_metrics))
        .layer(middleware::from_fn_with_state(api.guard.clone(), guard::authenticated));
    let perimeter = middleware::from_fn_with_state(api.guard.clone(), guard::perimeter);
    Router::new()
        .nest("/api/v1", guarded.merge(open).fallback(no_such_call))
        .route("/healthz", get(health::healthz))
        .route("/readyz", get(health::readyz))
        .merge(metrics)
        .fallback(crate::assets::serve)
        .layer(DefaultBodyLimit::max(BODY))
        .layer(perimeter)
        .with_state(api)
}

async fn no_such_call() -> ApiError {
    ApiError::not_found("call")
}

/// The OpenAPI 3.1 document, generated from the handlers.
#[derive(OpenApi)]
#[openapi(
    info(title = "Welkin", description = "One security control plane for AI that runs on many clouds."),
    servers((url = "/api/v1")),
    paths(
        estate::get_asset,
        estate::get_estate,
        estate::get_estate_diff,
        estate::get_neighbourhood,
        estate::get_path,
        estate::get_touched,
        estate::list_assets,
        estate::list_snapshots,
        events::get_event,
        events::list_events,
        events::post_events,
        export::export_findings,
        findings::get_finding,
        findings::list_findings,
        hunt::hunt,
        hunt::list_tables,
        incidents::get_incident,
        incidents::list_incidents,
        overview::get_overview,
        quarantine::discard,
        quarantine::list_quarantine,
        quarantine::replay,
        session::begin_session,
        session::end_session,
        session::get_session,
        sources::list_sources,
        stream::stream,
    ),
    components(schemas(error::ErrorBody, ocsf::OcsfObject, stream::StreamStats))
)]
struct Document;

/// The OpenAPI document as pretty JSON.
pub fn openapi() -> String {
    Document::openapi().to_pretty_json().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    /// `WELKIN_BLESS=1 cargo test -p welkin-server` writes the document that the console's types are made of.
    #[test]
    fn the_console_is_built_against_this_document() {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../console/openapi.json");
        let document = super::openapi() + "\n";
        if std::env::vars().any(|(key, _)| key == "WELKIN_BLESS") {
            std::fs::write(&path, &document).unwrap();
        }
        let committed = std::fs::read_to_string(&path).unwrap();
        assert!(committed == document, "{} is old; renew it with WELKIN_BLESS=1", path.display());
    }
}
