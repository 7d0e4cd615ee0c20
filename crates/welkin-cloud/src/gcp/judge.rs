use std::time::Duration;

use serde_json::Value;

use crate::transport::{Answer, Call, Verdict};

/// What an answer of Google Cloud means: `google.rpc.Status` (<https://google.aip.dev/193>), or the list of errors of the
/// older APIs.
pub(super) fn judge(call: &Call, answer: &Answer) -> Verdict {
    let status = answer.status.as_u16();
    let body = answer.json();
    if answer.status.is_success() {
        let fine = answer.body.is_empty() || body.is_some_and(|body| body.is_object());
        return if fine { Verdict::Fine } else { Verdict::Garbled };
    }
    let error = body.as_ref().and_then(|body| body.get("error")).filter(|error| error.is_object());
    let Some(error) = error else {
        return match status {
            429 => Verdict::Throttled(None),
            500..=599 if status != 501 => Verdict::Unavailable,
            // Google's APIs name the failure, whatever it is; what does not is something else or an unknown path.
            404 | 405 | 501 => Verdict::Unspoken,
            401 => Verdict::Unauthenticated { code: String::new(), detail: body_of(answer) },
            403 => Verdict::Denied { code: String::new(), detail: body_of(answer) },
            _ => Verdict::Refused { code: String::new(), detail: body_of(answer) },
        };
    };
    let told = Told::of(error);
    let (code, detail) = (told.code().to_owned(), told.message.to_owned());
    match (status, told.status) {
        (429, _) | (_, "RESOURCE_EXHAUSTED") => Verdict::Throttled(told.retry_after),
        _ if THROTTLED.contains(&told.reason) => Verdict::Throttled(told.retry_after),
        (401, _) | (_, "UNAUTHENTICATED") => Verdict::Unauthenticated { code, detail },
        (403, _) if is_off(&told) && told.is_about(call) => Verdict::Absent { code, detail },
        (403, _) => Verdict::Denied { code, detail },
        // A location that does not offer the collection.
        (501, _) | (_, "UNIMPLEMENTED") => Verdict::Absent { code, detail },
        (404, _) => Verdict::Absent { code, detail },
        (408 | 409 | 499 | 500..=599, _) => Verdict::Unavailable,
        _ => Verdict::Refused { code, detail },
    }
}

const THROTTLED: &[&str] =
    &["RATE_LIMIT_EXCEEDED", "rateLimitExceeded", "userRateLimitExceeded", "quotaExceeded"];

fn is_off(told: &Told<'_>) -> bool {
    matches!(told.reason, "SERVICE_DISABLED" | "accessNotConfigured")
}

/// What an error says.
struct Told<'e> {
    status: &'e str,
    reason: &'e str,
    message: &'e str,
    /// The project that pays for the call: `projects/123`.
    consumer: &'e str,
    retry_after: Option<Duration>,
}

impl<'e> Told<'e> {
    fn of(error: &'e Value) -> Told<'e> {
        let text = |pointer: &str| error.pointer(pointer).and_then(Value::as_str).unwrap_or("");
        let mut told = Told {
            status: text("/status"),
            reason: text("/errors/0/reason"),
            message: text("/message"),
            consumer: "",
            retry_after: None,
        };
        for detail in error.get("details").and_then(Value::as_array).into_iter().flatten() {
            let text = |pointer: &str| detail.pointer(pointer).and_then(Value::as_str).unwrap_or("");
            if text("/@type").ends_with("google.rpc.ErrorInfo") {
                told.reason = text("/reason");
                told.consumer = text("/metadata/consumer");
            }
            if text("/@type").ends_with("google.rpc.RetryInfo") {
                let seconds = text("/retryDelay").trim_end_matches('s').parse::<f64>().ok();
                let seconds = seconds.filter(|s| s.is_finite() && (0.0..=120.0).contains(s));
                told.retry_after = seconds.map(Duration::from_secs_f64);
            }
        }
        told
    }

    fn code(&self) -> &'e str {
        if self.reason.is_empty() { self.status } else { self.reason }
    }

    /// Whether the service is off in the project that was asked about, rather than in the one of the caller.
    fn is_about(&self, call: &Call) -> bool {
        let consumer = self.consumer.trim_start_matches("projects/");
        !consumer.is_empty()
            && (call.scope == consumer
                || call.url.path_segments().is_some_and(|mut parts| parts.any(|part| part == consumer)))
    }
}

fn body_of(answer: &Answer) -> String {
    String::from_utf8_lossy(&answer.body).chars().take(300).collect()
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use http::{HeaderMap, StatusCode};
    use serde_json::json;
    use url::Url;
    use welkin_model::Cloud;

    use super::*;

    fn verdict(status: u16, body: &str) -> Verdict {
        let url = Url::parse("https://aiplatform.googleapis.com/v1/projects/123/locations/l/models").unwrap();
        let call = Call::get(Cloud::Gcp, "aiplatform", url).within("tb-asia-ml", "l");
        let answer = Answer {
            status: StatusCode::from_u16(status).unwrap(),
            headers: HeaderMap::new(),
            body: Bytes::from(body.to_owned()),
        };
        judge(&call, &answer)
    }

    fn kind(status: u16, error: &Value) -> String {
        let verdict = format!("{:?}", verdict(status, &json!({ "error": error }).to_string()));
        verdict.split([' ', '(']).next().unwrap().to_owned()
    }

    fn info(reason: &str, consumer: &str) -> Value {
        json!({"code": 403, "status": "PERMISSION_DENIED", "message": "m", "details": [
            {"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": reason, "metadata": {"consumer": consumer}},
        ]})
    }

    #[test]
    fn answers_are_told_apart() {
        assert_eq!(verdict(200, "{}"), Verdict::Fine);
        assert_eq!(verdict(200, ""), Verdict::Fine);
        assert_eq!(verdict(200, "{\"models\": ["), Verdict::Garbled);
        assert_eq!(verdict(200, "<html>"), Verdict::Garbled);
        assert_eq!(kind(401, &json!({"status": "UNAUTHENTICATED"})), "Unauthenticated");
        assert_eq!(kind(403, &json!({"status": "PERMISSION_DENIED"})), "Denied");
        assert_eq!(kind(404, &json!({"status": "NOT_FOUND"})), "Absent");
        assert_eq!(kind(501, &json!({"status": "UNIMPLEMENTED"})), "Absent");
        assert_eq!(kind(400, &json!({"status": "INVALID_ARGUMENT"})), "Refused");
        assert_eq!(kind(503, &json!({"status": "UNAVAILABLE"})), "Unavailable");
        assert_eq!(kind(403, &json!({"errors": [{"reason": "rateLimitExceeded"}]})), "Throttled");
        assert_eq!(verdict(404, "<html>not found</html>"), Verdict::Unspoken);
        assert_eq!(verdict(502, "<html>bad gateway</html>"), Verdict::Unavailable);
    }

    #[test]
    fn a_service_that_is_off_in_the_project_asked_about_is_an_answer() {
        assert_eq!(kind(403, &info("SERVICE_DISABLED", "projects/123")), "Absent");
        assert_eq!(kind(403, &info("SERVICE_DISABLED", "projects/tb-asia-ml")), "Absent");
        assert_eq!(kind(403, &info("SERVICE_DISABLED", "projects/999")), "Denied");
        assert_eq!(kind(403, &info("IAM_PERMISSION_DENIED", "projects/123")), "Denied");
    }

    #[test]
    fn throttling_says_when_to_come_again() {
        let error = json!({"status": "RESOURCE_EXHAUSTED", "details": [
            {"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": "1.5s"},
        ]});
        let told = verdict(429, &json!({ "error": error }).to_string());
        assert_eq!(told, Verdict::Throttled(Some(Duration::from_millis(1_500))));
    }
}
