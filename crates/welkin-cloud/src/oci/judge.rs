use serde_json::Value;

use crate::transport::{Answer, Verdict};

/// What an answer of Oracle Cloud means (<https://docs.oracle.com/en-us/iaas/Content/API/References/apierrors.htm>).
pub(super) fn judge(answer: &Answer) -> Verdict {
    let status = answer.status.as_u16();
    if answer.status.is_success() {
        let fine = answer.body.is_empty() || answer.json().is_some();
        return if fine { Verdict::Fine } else { Verdict::Garbled };
    }
    let (code, detail) = error(answer);
    match (status, code.as_str()) {
        (429, _) => Verdict::Throttled(None),
        (401, _) => Verdict::Unauthenticated { code, detail },
        (_, "TenantNotOnboarded" | "NotSubscribed" | "NotEnabled") => Verdict::Absent { code, detail },
        (404, "") => Verdict::Unspoken,
        // What is forbidden and what does not exist look the same on purpose: only what surely is absent is an answer.
        (404, _) if is_denial(&code) => Verdict::Denied { code, detail },
        (404, _) => Verdict::Absent { code, detail },
        (403, _) => Verdict::Denied { code, detail },
        (409, "IncorrectState" | "LockConflict" | "ExternalServerIncorrectState") => Verdict::Unavailable,
        (501, _) => Verdict::Unspoken,
        (500..=599, _) => Verdict::Unavailable,
        _ => Verdict::Refused { code, detail },
    }
}

fn is_denial(code: &str) -> bool {
    code.contains("NotAuthorized")
        || matches!(code, "BucketNotFound" | "NamespaceNotFound" | "ObjectNotFound")
}

/// `{"code": "NotAuthenticated", "message": …}`
fn error(answer: &Answer) -> (String, String) {
    let body = answer.json().unwrap_or(Value::Null);
    let text = |key: &str| body.get(key).and_then(Value::as_str).unwrap_or("").to_owned();
    (text("code"), text("message"))
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use http::{HeaderMap, StatusCode};

    use super::*;

    fn judged(status: u16, body: &str) -> Verdict {
        let body = Bytes::from(body.to_owned());
        judge(&Answer { status: StatusCode::from_u16(status).unwrap(), headers: HeaderMap::new(), body })
    }

    #[test]
    fn answers_mean_what_oracle_documents() {
        let problem =
            |status: u16, code: &str| judged(status, &format!(r#"{{"code":"{code}","message":"m"}}"#));
        assert_eq!(judged(200, "[]"), Verdict::Fine);
        assert_eq!(judged(204, ""), Verdict::Fine);
        assert_eq!(judged(200, "[{"), Verdict::Garbled);
        assert_eq!(problem(429, "TooManyRequests"), Verdict::Throttled(None));
        assert!(matches!(problem(401, "NotAuthenticated"), Verdict::Unauthenticated { .. }));
        assert!(matches!(problem(404, "NotAuthorizedOrNotFound"), Verdict::Denied { .. }));
        assert!(matches!(problem(404, "BucketNotFound"), Verdict::Denied { .. }));
        assert!(matches!(problem(404, "WorkRequestNotFound"), Verdict::Absent { .. }));
        assert!(matches!(problem(403, "NotAllowed"), Verdict::Denied { .. }));
        assert!(matches!(problem(404, "TenantNotOnboarded"), Verdict::Absent { .. }));
        assert_eq!(judged(404, "<html>"), Verdict::Unspoken);
        assert_eq!(problem(409, "IncorrectState"), Verdict::Unavailable);
        assert_eq!(problem(500, "InternalServerError"), Verdict::Unavailable);
        assert_eq!(problem(501, "MethodNotImplemented"), Verdict::Unspoken);
        assert!(matches!(problem(400, "InvalidParameter"), Verdict::Refused { .. }));
    }
}
