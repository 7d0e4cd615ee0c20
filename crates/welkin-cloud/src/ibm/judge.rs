use http::Method;
use serde_json::Value;

use super::xml;
use crate::transport::{Answer, Call, Verdict};

/// What an answer of IBM Cloud means, by its status and the code of its error.
pub(super) fn judge(call: &Call, answer: &Answer) -> Verdict {
    let status = answer.status.as_u16();
    if answer.status.is_success() {
        let fine = call.method == Method::HEAD
            || if call.service == "cos" {
                xml::parse(&answer.body).is_some()
            } else {
                answer.json().is_some()
            };
        return if fine { Verdict::Fine } else { Verdict::Garbled };
    }
    let told = if call.service == "cos" { s3_error(answer) } else { json_error(answer) };
    let (code, detail) = told.clone().unwrap_or_default();
    match status {
        429 => Verdict::Throttled(None),
        _ if THROTTLED.contains(&code.as_str()) => Verdict::Throttled(None),
        401 => Verdict::Unauthenticated { code, detail },
        403 => Verdict::Denied { code, detail },
        // What has no body has no shape to look for.
        404 | 410 if told.is_some() || call.method == Method::HEAD => Verdict::Absent { code, detail },
        // A lookup of IAM that finds nothing.
        400 if code == "BXNIM0415E" => Verdict::Absent { code, detail },
        501 => Verdict::Unspoken,
        500..=599 => Verdict::Unavailable,
        _ => Verdict::Refused { code, detail },
    }
}

const THROTTLED: &[&str] = &["SlowDown", "over_rate_limit", "rate_limit_exceeded", "too_many_requests"];

/// The shapes in which IBM's services tell an error: `errors`, `errorCode`, Key Protect's `resources`, `incidentID` of the
/// container service, and `message` alone.
fn json_error(answer: &Answer) -> Option<(String, String)> {
    let body = answer.json()?;
    let text = |pointer: &str| body.pointer(pointer).and_then(Value::as_str).filter(|text| !text.is_empty());
    let code =
        ["/errors/0/code", "/errorCode", "/resources/0/reasons/0/code", "/error_code", "/code", "/error"]
            .into_iter()
            .find_map(text);
    let detail = ["/errors/0/message", "/errorMessage", "/resources/0/errorMsg", "/description", "/message"]
        .into_iter()
        .find_map(text);
    (code.is_some() || detail.is_some())
        .then(|| (code.unwrap_or("").to_owned(), detail.unwrap_or("").to_owned()))
}

fn s3_error(answer: &Answer) -> Option<(String, String)> {
    let (root, error) = xml::parse(&answer.body)?;
    let text = |name: &str| error.get(name).and_then(Value::as_str).unwrap_or("").to_owned();
    (root == "Error").then(|| (text("Code"), text("Message")))
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use http::{HeaderMap, StatusCode};
    use url::Url;
    use welkin_model::Cloud;

    use super::*;

    fn verdict(service: &'static str, status: u16, body: &str) -> &'static str {
        let call = Call::get(Cloud::Ibm, service, Url::parse("https://a.example/").unwrap());
        let status = StatusCode::from_u16(status).unwrap();
        let answer = Answer { status, headers: HeaderMap::new(), body: Bytes::from(body.to_owned()) };
        match judge(&call, &answer) {
            Verdict::Fine => "fine",
            Verdict::Throttled(_) => "throttled",
            Verdict::Unavailable => "unavailable",
            Verdict::Unspoken => "unspoken",
            Verdict::Garbled => "garbled",
            Verdict::Absent { .. } => "absent",
            Verdict::Denied { .. } => "denied",
            Verdict::Unauthenticated { .. } => "unauthenticated",
            Verdict::Refused { .. } => "refused",
        }
    }

    #[test]
    fn what_each_answer_means() {
        let error = r#"{"errors":[{"code":"not_found","message":"m"}],"trace":"t"}"#;
        let kms = r#"{"metadata":{},"resources":[{"errorMsg":"Not Found: key","reasons":[{"code":"KEY_NOT_FOUND_ERR"}]}]}"#;
        let s3 = "<?xml version=\"1.0\"?><Error><Code>NoSuchBucket</Code><Message>m</Message></Error>";
        for (service, status, body, expect) in [
            ("iam", 200, "{}", "fine"),
            ("iam", 200, "{", "garbled"),
            ("iam", 200, "<html>", "garbled"),
            ("cos", 200, "<A/>", "fine"),
            ("cos", 200, "<A><B>", "garbled"),
            ("iam", 401, error, "unauthenticated"),
            ("iam", 403, error, "denied"),
            ("iam", 403, "", "denied"),
            ("vpc", 404, error, "absent"),
            ("kms", 404, kms, "absent"),
            ("cos", 404, s3, "absent"),
            ("vpc", 404, "<html>not here</html>", "refused"),
            ("iam", 400, r#"{"errorCode":"BXNIM0415E","errorMessage":"m"}"#, "absent"),
            ("iam", 400, r#"{"errorCode":"BXNIM0109E","errorMessage":"m"}"#, "refused"),
            ("iam", 429, "", "throttled"),
            ("cos", 503, "<Error><Code>SlowDown</Code></Error>", "throttled"),
            ("iam", 500, error, "unavailable"),
            ("iam", 503, "", "unavailable"),
            ("iam", 501, "", "unspoken"),
            ("iam", 409, error, "refused"),
        ] {
            assert_eq!(verdict(service, status, body), expect, "{service} {status} {body}");
        }
    }
}
