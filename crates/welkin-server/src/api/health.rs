use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::Api;

/// The process is alive.
pub(crate) async fn healthz() -> &'static str {
    "ok\n"
}

/// The pipeline works: what is accepted now becomes events.
pub(crate) async fn readyz(State(api): State<Api>) -> (StatusCode, &'static str) {
    match api.intake.is_ready() {
        true => (StatusCode::OK, "ready\n"),
        false => (StatusCode::SERVICE_UNAVAILABLE, "not ready: the pipeline has stopped or is starting\n"),
    }
}

pub(crate) async fn get_metrics(State(api): State<Api>) -> Response {
    let headers = [(header::CONTENT_TYPE, "application/openmetrics-text; version=1.0.0; charset=utf-8")];
    (headers, api.metrics.text()).into_response()
}

pub(crate) async fn get_openapi() -> Response {
    ([(header::CONTENT_TYPE, "application/json")], super::openapi()).into_response()
}
