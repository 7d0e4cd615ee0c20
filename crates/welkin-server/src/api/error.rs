use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;
use welkin_store::{HuntError, StoreError};

/// Why a call was not answered, in words for the person who must act. Causes inside stay in the server's log.
#[derive(Debug)]
pub(crate) struct ApiError {
    status: StatusCode,
    body: ErrorDetail,
    retry_after: Option<u32>,
}

/// The body of every answer that is an error.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ErrorBody {
    error: ErrorDetail,
}

/// What went wrong.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct ErrorDetail {
    /// For programs, e.g. `bad_request`.
    code: String,
    /// For people.
    message: String,
    detail: Option<String>,
}

impl ApiError {
    fn new(status: StatusCode, code: &str, message: impl Into<String>) -> ApiError {
        let body = ErrorDetail { code: code.to_owned(), message: message.into(), detail: None };
        ApiError { status, body, retry_after: None }
    }

    pub(crate) fn bad_request(message: impl Into<String>) -> ApiError {
        ApiError::new(StatusCode::BAD_REQUEST, "bad_request", message)
    }

    pub(crate) fn not_found(what: &str) -> ApiError {
        ApiError::new(StatusCode::NOT_FOUND, "not_found", format!("there is no such {what}"))
    }

    pub(crate) fn unauthorized() -> ApiError {
        let message = "this call needs the admin token as `Authorization: Bearer …`, or a session";
        ApiError::new(StatusCode::UNAUTHORIZED, "unauthorized", message)
    }

    pub(crate) fn wrong_token() -> ApiError {
        let message = "this is not the token; `welkin up` printed it at its first start";
        ApiError::new(StatusCode::UNAUTHORIZED, "unauthorized", message)
    }

    pub(crate) fn wrong_host() -> ApiError {
        let message = "this server does not answer under that host name; start it with --host to add one";
        ApiError::new(StatusCode::MISDIRECTED_REQUEST, "wrong_host", message)
    }

    pub(crate) fn wrong_origin() -> ApiError {
        ApiError::new(StatusCode::FORBIDDEN, "wrong_origin", "calls from pages of other sites are refused")
    }

    /// A queue is at its bound: the same call can be made again soon.
    pub(crate) fn busy() -> ApiError {
        let mut error = ApiError::new(StatusCode::TOO_MANY_REQUESTS, "busy", "the queue is full; try again");
        error.retry_after = Some(2);
        error
    }

    /// The disk is full: somebody must make room.
    pub(crate) fn full() -> ApiError {
        let message = "no space is left for what is accepted; nothing of this call was kept";
        let mut error = ApiError::new(StatusCode::SERVICE_UNAVAILABLE, "full", message);
        error.retry_after = Some(30);
        error
    }

    /// A fault of ours; `cause` goes to the log, not to the caller.
    pub(crate) fn internal(cause: &dyn std::error::Error) -> ApiError {
        let mut chain = cause.to_string();
        let mut next = cause.source();
        while let Some(source) = next {
            chain = format!("{chain}: {source}");
            next = source.source();
        }
        tracing::error!(cause = chain, "a call failed");
        let message = "the server could not do this; its log says why";
        ApiError::new(StatusCode::INTERNAL_SERVER_ERROR, "internal", message)
    }
}

impl From<StoreError> for ApiError {
    fn from(error: StoreError) -> ApiError {
        match &error {
            StoreError::Cursor(_) => ApiError::bad_request(error.to_string()),
            _ if error.is_full() => ApiError::full(),
            _ => ApiError::internal(&error),
        }
    }
}

impl From<HuntError> for ApiError {
    fn from(error: HuntError) -> ApiError {
        match error {
            HuntError::Store(error) => error.into(),
            other => ApiError::bad_request(other.to_string()),
        }
    }
}

impl From<tokio::task::JoinError> for ApiError {
    fn from(error: tokio::task::JoinError) -> ApiError {
        ApiError::internal(&error)
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let mut response = (self.status, Json(ErrorBody { error: self.body })).into_response();
        if let Some(seconds) = self.retry_after {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}
