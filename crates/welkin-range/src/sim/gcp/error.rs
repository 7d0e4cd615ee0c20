use serde_json::{Map, Value, json};
use welkin_model::Millis;

use crate::sim::Response;

/// An error of a Google API: `google.rpc.Status` with the HTTP status of its code.
#[derive(Clone, Debug)]
pub(super) struct ApiError {
    pub(super) code: Code,
    pub(super) message: String,
    details: Vec<Value>,
    /// How JSON APIs of the older kind name the reason, where it is not that of the code.
    reason: &'static str,
}

/// The codes of `google.rpc.Code` that are given.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Code {
    InvalidArgument,
    FailedPrecondition,
    Unauthenticated,
    PermissionDenied,
    NotFound,
    AlreadyExists,
    Aborted,
    ConditionNotMet,
    ResourceExhausted,
    Unimplemented,
    Internal,
    Unavailable,
}

impl Code {
    /// HTTP status, name, number, and the reason in older APIs' error lists.
    fn row(self) -> (u16, &'static str, i64, &'static str) {
        match self {
            Code::InvalidArgument => (400, "INVALID_ARGUMENT", 3, "invalid"),
            Code::FailedPrecondition => (400, "FAILED_PRECONDITION", 9, "failedPrecondition"),
            Code::Unauthenticated => (401, "UNAUTHENTICATED", 16, "required"),
            Code::PermissionDenied => (403, "PERMISSION_DENIED", 7, "forbidden"),
            Code::NotFound => (404, "NOT_FOUND", 5, "notFound"),
            Code::AlreadyExists => (409, "ALREADY_EXISTS", 6, "alreadyExists"),
            Code::Aborted => (409, "ABORTED", 10, "conflict"),
            // Cloud Storage and Compute Engine: preconditions of the request, not of the resource.
            Code::ConditionNotMet => (412, "FAILED_PRECONDITION", 9, "conditionNotMet"),
            Code::ResourceExhausted => (429, "RESOURCE_EXHAUSTED", 8, "rateLimitExceeded"),
            Code::Unimplemented => (501, "UNIMPLEMENTED", 12, "notImplemented"),
            Code::Internal => (500, "INTERNAL", 13, "backendError"),
            Code::Unavailable => (503, "UNAVAILABLE", 14, "backendError"),
        }
    }

    pub(super) fn number(self) -> i64 {
        self.row().2
    }
}

pub(super) type Outcome = Result<Value, ApiError>;

impl ApiError {
    pub(super) fn new(code: Code, message: impl Into<String>) -> ApiError {
        ApiError { code, message: message.into(), details: Vec::new(), reason: "" }
    }

    pub(super) fn invalid(message: impl Into<String>) -> ApiError {
        ApiError::new(Code::InvalidArgument, message)
    }

    pub(super) fn precondition(message: impl Into<String>) -> ApiError {
        ApiError::new(Code::FailedPrecondition, message)
    }

    pub(super) fn not_found(resource: &str) -> ApiError {
        ApiError::new(Code::NotFound, format!("Resource '{resource}' was not found"))
    }

    pub(super) fn exists(resource: &str) -> ApiError {
        ApiError::new(Code::AlreadyExists, format!("Resource '{resource}' already exists"))
    }

    /// A write from a state that is no longer the present one.
    pub(super) fn concurrent() -> ApiError {
        ApiError::new(
            Code::Aborted,
            "There were concurrent policy changes. Please retry the whole read-modify-write with exponential backoff.",
        )
    }

    pub(super) fn denied(permission: &str, resource: &str) -> ApiError {
        ApiError::new(
            Code::PermissionDenied,
            format!("Permission '{permission}' denied on resource '{resource}' (or it may not exist)."),
        )
        .info(
            "IAM_PERMISSION_DENIED",
            "iam.googleapis.com",
            &[("permission", permission), ("resource", resource)],
        )
    }

    /// No credentials, or such as were never valid.
    pub(super) fn unauthenticated(missing: bool) -> ApiError {
        let message = if missing {
            "Request is missing required authentication credential. Expected OAuth 2 access token, login cookie or other valid authentication credential. See https://developers.google.com/identity/sign-in/web/devconsole-project."
        } else {
            "Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie or other valid authentication credential. See https://developers.google.com/identity/sign-in/web/devconsole-project."
        };
        let reason = if missing { "CREDENTIALS_MISSING" } else { "ACCESS_TOKEN_TYPE_UNSUPPORTED" };
        let mut error = ApiError::new(Code::Unauthenticated, message).info(reason, "googleapis.com", &[]);
        error.reason = if missing { "required" } else { "authError" };
        error
    }

    /// A token that was valid: its time is over or its account is disabled.
    pub(super) fn stale(reason: &str, email: &str) -> ApiError {
        let mut error = ApiError::unauthenticated(false);
        error.details.clear();
        error.info(reason, "googleapis.com", &[("email", email)])
    }

    pub(super) fn throttled(service: &str, class: &str, retry_after: Millis) -> ApiError {
        let seconds = format!("{}.{:03}s", retry_after / 1_000, retry_after % 1_000);
        let mut error = ApiError::new(
            Code::ResourceExhausted,
            format!("Quota exceeded for quota metric '{class}' and limit '{class} per minute' of service '{service}.googleapis.com'."),
        )
        .info(
            "RATE_LIMIT_EXCEEDED",
            "googleapis.com",
            &[("quota_metric", class), ("service", &format!("{service}.googleapis.com"))],
        );
        error
            .details
            .push(json!({"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": seconds}));
        error
    }

    /// With `google.rpc.ErrorInfo`.
    pub(super) fn info(mut self, reason: &str, domain: &str, metadata: &[(&str, &str)]) -> ApiError {
        let metadata: Map<String, Value> =
            metadata.iter().map(|(key, value)| ((*key).to_owned(), json!(value))).collect();
        self.details.push(json!({
            "@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": reason, "domain": domain,
            "metadata": metadata,
        }));
        self
    }

    /// As the `status` of an audit record.
    pub(super) fn status(&self) -> Value {
        json!({"code": self.code.number(), "message": self.message})
    }

    /// As the service answers it: Cloud Storage, BigQuery, Compute Engine and Cloud DNS list `errors`.
    pub(super) fn response(&self, service: &str) -> Response {
        let (http, status, _, reason) = self.code.row();
        let reason = if self.reason.is_empty() { reason } else { self.reason };
        let mut error = json!({"code": http, "message": self.message});
        if let Some(error) = error.as_object_mut() {
            let older = matches!(service, "storage" | "bigquery" | "compute" | "dns");
            if older {
                let item = json!({"message": self.message, "domain": "global", "reason": reason});
                error.insert("errors".to_owned(), json!([item]));
            }
            if !older || service == "compute" {
                error.insert("status".to_owned(), json!(status));
                if !self.details.is_empty() {
                    error.insert("details".to_owned(), json!(self.details));
                }
            }
        }
        let response = Response::json(http, &json!({"error": error}));
        match self.code {
            Code::Unauthenticated => {
                response.with("www-authenticate", "Bearer realm=\"https://accounts.google.com/\"")
            }
            _ => response,
        }
    }
}

/// A refusal of the token endpoints: RFC 6749, section 5.2.
#[derive(Clone, Debug)]
pub(super) struct GrantError(pub(super) &'static str, pub(super) String);

impl GrantError {
    pub(super) fn invalid(description: impl Into<String>) -> GrantError {
        GrantError("invalid_grant", description.into())
    }

    pub(super) fn response(&self) -> Response {
        Response::json(400, &json!({"error": self.0, "error_description": self.1}))
    }
}
