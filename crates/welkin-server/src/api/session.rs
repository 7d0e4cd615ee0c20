use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::error::ErrorBody;
use super::{Api, ApiError};
use crate::auth::COOKIE;
use crate::clock;
use crate::guard::session_of;

/// The admin token, to begin a session of the console.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Credentials {
    token: String,
}

impl std::fmt::Debug for Credentials {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Credentials(…)")
    }
}

/// Whether the caller has a session.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SessionState {
    authenticated: bool,
}

/// Begins a session: the answer sets a cookie that scripts cannot read.
#[utoipa::path(post, path = "/session", request_body = Credentials, responses(
    (status = 204), (status = 401, body = ErrorBody)))]
pub(crate) async fn begin_session(
    State(api): State<Api>,
    Json(credentials): Json<Credentials>,
) -> Result<Response, ApiError> {
    if !api.guard.is_admin(credentials.token.trim()) {
        return Err(ApiError::wrong_token());
    }
    let session = api.guard.sessions.begin(clock::now()).map_err(|error| ApiError::internal(&error))?;
    let cookie = format!("{COOKIE}={}; HttpOnly; SameSite=Strict; Path=/; Max-Age=43200", session.reveal());
    Ok((StatusCode::NO_CONTENT, [(header::SET_COOKIE, cookie)]).into_response())
}

/// Whether the caller has a session.
#[utoipa::path(get, path = "/session", responses((status = 200, body = SessionState), (status = 401, body = ErrorBody)))]
pub(crate) async fn get_session(
    State(api): State<Api>,
    headers: HeaderMap,
) -> Result<Json<SessionState>, ApiError> {
    match api.guard.has_session(&headers) {
        true => Ok(Json(SessionState { authenticated: true })),
        false => Err(ApiError::unauthorized()),
    }
}

/// Ends the session.
#[utoipa::path(delete, path = "/session", responses((status = 204)))]
pub(crate) async fn end_session(State(api): State<Api>, headers: HeaderMap) -> Response {
    if let Some(session) = session_of(&headers) {
        api.guard.sessions.end(session);
    }
    let gone = format!("{COOKIE}=; HttpOnly; SameSite=Strict; Path=/; Max-Age=0");
    (StatusCode::NO_CONTENT, [(header::SET_COOKIE, gone)]).into_response()
}
