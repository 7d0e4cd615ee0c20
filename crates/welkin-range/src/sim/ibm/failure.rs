use serde_json::{Value, json};

use super::super::{Refusal, Response};

/// What a call is refused with, before it takes the shape of the service.
#[derive(Clone, Debug)]
pub(super) struct Failure {
    pub(super) status: u16,
    pub(super) code: &'static str,
    pub(super) message: String,
    /// Seconds, for `Retry-After`.
    pub(super) retry_after: Option<i64>,
}

impl Failure {
    pub(super) fn new(status: u16, code: &'static str, message: impl Into<String>) -> Failure {
        Failure { status, code, message: message.into(), retry_after: None }
    }

    pub(super) fn missing(what: &str) -> Failure {
        Failure::new(404, "not_found", format!("{what} could not be found."))
    }

    pub(super) fn wrong(what: impl Into<String>) -> Failure {
        Failure::new(400, "bad_request", what)
    }

    pub(super) fn conflict(what: impl Into<String>) -> Failure {
        Failure::new(409, "conflict", what)
    }

    pub(super) fn denied() -> Failure {
        Failure::new(403, "forbidden", "You are not authorized to perform this action.")
    }

    pub(super) fn full() -> Failure {
        Failure::new(409, "over_quota", "The quota of the account is exhausted.")
    }
}

impl From<super::store::Full> for Failure {
    fn from(_: super::store::Full) -> Failure {
        Failure::full()
    }
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Failure {
        match refusal {
            Refusal::Denied => Failure::denied(),
            Refusal::Throttled { retry_after } => Failure {
                retry_after: Some((retry_after + 999) / 1_000),
                ..Failure::new(429, "too_many_requests", "Too many requests, try again later.")
            },
            Refusal::Broken => Failure::new(500, "internal_error", "An internal error occurred."),
            Refusal::Unavailable => {
                Failure::new(503, "service_unavailable", "The service is temporarily unavailable.")
            }
        }
    }
}

/// How a service says that something went wrong.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Family {
    /// `errorCode`, `errorMessage`, `context`, as the token endpoint of IAM.
    Token,
    /// `status_code`, `errors` with `message_code`, `trace`: the IAM identity API.
    Identity,
    /// `errors`, `trace`, `status_code`: most platform services and watsonx.
    Platform,
    /// `errors`, `trace`: VPC.
    Vpc,
    /// `metadata`, `resources` with `errorMsg`: Key Protect.
    Kms,
    /// XML, as S3 does.
    Cos,
}

impl Family {
    pub(super) fn render(self, failure: &Failure, trace: &str) -> Response {
        let Failure { status, code, message, retry_after } = failure;
        let response = match self {
            Family::Token => Response::json(
                *status,
                &json!({
                    "errorCode": token_code(code, *status),
                    "errorMessage": message,
                    "context": {"requestId": trace, "requestType": "incoming.Identity_Token", "url": "https://iam.cloud.ibm.com"},
                }),
            ),
            Family::Identity => Response::json(
                *status,
                &json!({
                    "status_code": status,
                    "errors": [{"code": code, "message_code": token_code(code, *status), "message": message}],
                    "context": {"transaction_id": trace},
                    "trace": trace,
                }),
            ),
            Family::Platform => Response::json(
                *status,
                &json!({
                    "errors": [{"code": code, "message": message, "more_info": "https://cloud.ibm.com/apidocs"}],
                    "trace": trace,
                    "status_code": status,
                }),
            ),
            Family::Vpc => Response::json(
                *status,
                &json!({
                    "errors": [{"code": vpc_code(code), "message": message, "more_info": "https://cloud.ibm.com/docs/vpc?topic=vpc-rias-error-messages"}],
                    "trace": trace,
                }),
            ),
            Family::Kms => Response::json(*status, &kms(*status, code, message)),
            Family::Cos => Response::new(*status, "application/xml", xml(code, message, trace)),
        };
        let response = response.with("x-correlation-id", trace).with("transaction-id", trace);
        match retry_after {
            Some(seconds) => response.with("retry-after", seconds.to_string()),
            None => response,
        }
    }
}

/// IAM numbers its errors; those that carry no number of their own get that of their class.
fn token_code(code: &'static str, status: u16) -> &'static str {
    match (code, status) {
        (numbered, _) if numbered.starts_with("BXNIM") => numbered,
        (_, 401) => "BXNIM0308E",
        (_, 403) => "BXNIM0513E",
        (_, 404) => "BXNIM0502E",
        (_, 429) => "BXNIM0429E",
        (_, 500..) => "BXNIM0600E",
        _ => "BXNIM0109E",
    }
}

fn vpc_code(code: &'static str) -> &'static str {
    match code {
        "forbidden" => "not_authorized",
        "unauthorized" => "not_authenticated",
        other => other,
    }
}

fn kms(status: u16, code: &str, message: &str) -> Value {
    let reason = match status {
        400 => "Bad Request",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "Not Found",
        409 => "Conflict",
        410 => "Gone",
        429 => "Too Many Requests",
        _ => "Internal Server Error",
    };
    let code = code.to_ascii_uppercase();
    json!({
        "metadata": {"collectionType": "application/vnd.ibm.kms.error+json", "collectionTotal": 1},
        "resources": [{
            "errorMsg": format!("{reason}: {message} Please see `reasons` for more details ({code})"),
            "reasons": [{"code": format!("{code}_ERR"), "message": message, "status": status, "moreInfo": "https://cloud.ibm.com/apidocs/key-protect"}],
        }],
    })
}

fn xml(code: &str, message: &str, trace: &str) -> String {
    let code = match code {
        "not_found" => "NoSuchKey",
        "forbidden" | "unauthorized" => "AccessDenied",
        "bad_request" => "InvalidArgument",
        "too_many_requests" => "SlowDown",
        "internal_error" => "InternalError",
        "service_unavailable" => "ServiceUnavailable",
        other => other,
    };
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Error><Code>{}</Code><Message>{}</Message><RequestId>{}</RequestId></Error>",
        escape(code),
        escape(message),
        escape(trace)
    )
}

/// Text as XML content.
pub(super) fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
