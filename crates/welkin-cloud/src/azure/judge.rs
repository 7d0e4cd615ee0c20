use serde_json::Value;

use crate::transport::{Answer, Verdict};

/// What an answer of Resource Manager or Microsoft Graph means: both tell errors as `{"error": {"code", "message"}}`.
pub(super) fn judge(answer: &Answer) -> Verdict {
    let status = answer.status.as_u16();
    if answer.status.is_success() {
        let fine = answer.body.is_empty() || answer.json().is_some_and(|body| body.is_object());
        return if fine { Verdict::Fine } else { Verdict::Garbled };
    }
    let (code, detail) = error(answer);
    if status == 429 || THROTTLED.contains(&code.as_str()) {
        return Verdict::Throttled(None);
    }
    if UNSPOKEN.contains(&code.as_str()) || (status == 404 && code.is_empty()) || matches!(status, 405 | 501)
    {
        return Verdict::Unspoken;
    }
    if UNREGISTERED.contains(&code.as_str()) {
        return Verdict::Absent { code, detail };
    }
    match status {
        401 => Verdict::Unauthenticated { code, detail },
        403 => Verdict::Denied { code, detail },
        404 | 410 => Verdict::Absent { code, detail },
        408 | 500..=599 => Verdict::Unavailable,
        _ => Verdict::Refused { code, detail },
    }
}

const THROTTLED: &[&str] =
    &["OperationNotAllowedOnThrottling", "RateLimiting", "SubscriptionRequestsThrottled", "TooManyRequests"];

/// The type or its version is not served.
const UNSPOKEN: &[&str] = &[
    "InvalidApiVersionParameter",
    "InvalidResourceType",
    "NoRegisteredProviderFound",
    "UnsupportedApiVersion",
];

/// The subscription does not use the service, so that nothing of it exists there.
const UNREGISTERED: &[&str] =
    &["InvalidResourceNamespace", "MissingSubscriptionRegistration", "SubscriptionNotRegistered"];

fn error(answer: &Answer) -> (String, String) {
    let body = answer.json().unwrap_or(Value::Null);
    let error = body.get("error").unwrap_or(&body);
    let text = |key: &str| error.get(key).and_then(Value::as_str).unwrap_or("").to_owned();
    // Resource Graph says what is wrong in the details.
    let details = error.get("details").and_then(Value::as_array).into_iter().flatten();
    let details: Vec<&str> =
        details.filter_map(|detail| detail.get("message").and_then(Value::as_str)).collect();
    let message = text("message");
    (text("code"), if details.is_empty() { message } else { format!("{message} {}", details.join(" ")) })
}

#[cfg(test)]
mod tests {
    use http::{HeaderMap, StatusCode};
    use serde_json::json;

    use super::*;

    fn judged(status: u16, body: &str) -> Verdict {
        let status = StatusCode::from_u16(status).unwrap();
        judge(&Answer { status, headers: HeaderMap::new(), body: body.to_owned().into() })
    }

    fn with(status: u16, code: &str) -> Verdict {
        judged(status, &json!({"error": {"code": code, "message": "m"}}).to_string())
    }

    #[test]
    fn errors_mean_what_the_provider_says() {
        let detail = "m".to_owned();
        let absent = |of: &str| Verdict::Absent { code: of.to_owned(), detail: detail.clone() };
        let denied = |of: &str| Verdict::Denied { code: of.to_owned(), detail: detail.clone() };
        assert_eq!(judged(200, "{}"), Verdict::Fine);
        assert_eq!(judged(204, ""), Verdict::Fine);
        assert_eq!(judged(200, "<html>"), Verdict::Garbled);
        assert_eq!(judged(200, "\"text\""), Verdict::Garbled);
        assert_eq!(with(429, "TooManyRequests"), Verdict::Throttled(None));
        assert_eq!(with(400, "RateLimiting"), Verdict::Throttled(None));
        assert_eq!(with(403, "AuthorizationFailed"), denied("AuthorizationFailed"));
        assert_eq!(with(403, "Authorization_RequestDenied"), denied("Authorization_RequestDenied"));
        assert_eq!(with(404, "ResourceNotFound"), absent("ResourceNotFound"));
        assert_eq!(with(404, "Request_ResourceNotFound"), absent("Request_ResourceNotFound"));
        assert_eq!(with(409, "MissingSubscriptionRegistration"), absent("MissingSubscriptionRegistration"));
        assert_eq!(with(404, "InvalidResourceType"), Verdict::Unspoken);
        assert_eq!(with(400, "NoRegisteredProviderFound"), Verdict::Unspoken);
        assert_eq!(judged(404, "not found"), Verdict::Unspoken);
        assert_eq!(with(500, "InternalServerError"), Verdict::Unavailable);
        assert_eq!(judged(502, "<html>"), Verdict::Unavailable);
        assert!(matches!(with(401, "InvalidAuthenticationToken"), Verdict::Unauthenticated { .. }));
        assert!(matches!(with(400, "BadRequest"), Verdict::Refused { .. }));
    }
}
