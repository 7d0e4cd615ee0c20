use serde_json::json;

use crate::sim::Response;

/// An error in Oracle's shape: `{"code": "…", "message": "…"}`.
///
/// Source: "API Errors", Oracle Cloud Infrastructure Documentation.
#[derive(Clone, Debug)]
pub(super) struct Problem {
    pub(super) status: u16,
    pub(super) code: &'static str,
    pub(super) message: String,
}

pub(super) type Outcome = Result<Response, Problem>;

impl Problem {
    fn new(status: u16, code: &'static str, message: impl Into<String>) -> Problem {
        Problem { status, code, message: message.into() }
    }

    pub(super) fn unauthenticated() -> Problem {
        Problem::new(
            401,
            "NotAuthenticated",
            "The required information to complete authentication was not provided or was incorrect.",
        )
    }

    /// What is forbidden and what does not exist look the same.
    pub(super) fn absent() -> Problem {
        Problem::new(404, "NotAuthorizedOrNotFound", "Authorization failed or requested resource not found.")
    }

    pub(super) fn invalid(message: impl Into<String>) -> Problem {
        Problem::new(400, "InvalidParameter", message)
    }

    pub(super) fn missing(field: &str) -> Problem {
        Problem::new(400, "MissingParameter", format!("{field} must not be null"))
    }

    pub(super) fn limit(message: impl Into<String>) -> Problem {
        Problem::new(400, "LimitExceeded", message)
    }

    pub(super) fn too_large() -> Problem {
        Problem::new(413, "RequestEntityTooLarge", "The request entity is too large.")
    }

    pub(super) fn not_allowed(message: impl Into<String>) -> Problem {
        Problem::new(403, "NotAllowed", message)
    }

    pub(super) fn conflict(message: impl Into<String>) -> Problem {
        Problem::new(409, "IncorrectState", message)
    }

    pub(super) fn retry_token() -> Problem {
        Problem::new(409, "InvalidatedRetryToken", "The retry token was used before for another request.")
    }

    pub(super) fn etag() -> Problem {
        Problem::new(
            412,
            "NoEtagMatch",
            "The If-Match header does not match the current ETag of the resource.",
        )
    }

    pub(super) fn throttled() -> Problem {
        Problem::new(429, "TooManyRequests", "User-rate limit exceeded.")
    }

    pub(super) fn internal() -> Problem {
        Problem::new(500, "InternalServerError", "An internal server error occurred.")
    }

    pub(super) fn unavailable() -> Problem {
        Problem::new(503, "ServiceUnavailable", "The service is currently unavailable.")
    }

    pub(super) fn response(&self) -> Response {
        Response::json(self.status, &json!({"code": self.code, "message": self.message}))
    }
}
