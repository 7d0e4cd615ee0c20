use serde_json::Value;

use super::service::{Protocol, service};
use super::xml;
use crate::transport::{Answer, Call, Verdict};

/// What an answer of AWS means, by its status and the code of its error.
pub(super) fn judge(call: &Call, answer: &Answer) -> Verdict {
    let status = answer.status.as_u16();
    let protocol = service(call.service).protocol;
    let is_json = matches!(protocol, Protocol::Json { .. } | Protocol::RestJson);
    if answer.status.is_success() {
        let fine = answer.body.is_empty()
            || if is_json { answer.json().is_some() } else { xml::is_whole(&answer.body) }
            // A bucket's policy is JSON in a service of XML.
            || (protocol == Protocol::RestXml && answer.json().is_some());
        return if fine { Verdict::Fine } else { Verdict::Garbled };
    }
    let (code, detail) = if is_json { json_error(answer) } else { xml::error(&answer.body) };
    if status == 429 || THROTTLED.contains(&code.as_str()) {
        return Verdict::Throttled(None);
    }
    if UNAUTHENTICATED.contains(&code.as_str()) {
        return Verdict::Unauthenticated { code, detail };
    }
    if ABSENT.contains(&code.as_str()) || (status == 404 && !code.is_empty()) {
        return Verdict::Absent { code, detail };
    }
    match status {
        401 => Verdict::Unauthenticated { code, detail },
        403 => Verdict::Denied { code, detail },
        _ if DENIED.contains(&code.as_str()) => Verdict::Denied { code, detail },
        // AWS names the code of its own failures, whatever it is.
        500 | 501 if code.is_empty() => Verdict::Unspoken,
        500..=599 => Verdict::Unavailable,
        _ => Verdict::Refused { code, detail },
    }
}

const THROTTLED: &[&str] = &[
    "BandwidthLimitExceeded",
    "LimitExceededException",
    "PriorRequestNotComplete",
    "ProvisionedThroughputExceededException",
    "RequestLimitExceeded",
    "RequestThrottled",
    "RequestThrottledException",
    "SlowDown",
    "ThrottledException",
    "Throttling",
    "ThrottlingException",
    "TooManyRequestsException",
];

const UNAUTHENTICATED: &[&str] = &[
    "ExpiredToken",
    "ExpiredTokenException",
    "IncompleteSignature",
    "InvalidAccessKeyId",
    "InvalidClientTokenId",
    "InvalidSignatureException",
    "MissingAuthenticationToken",
    "MissingAuthenticationTokenException",
    "RequestExpired",
    "SignatureDoesNotMatch",
    "UnrecognizedClientException",
];

const DENIED: &[&str] =
    &["AccessDenied", "AccessDeniedException", "AuthorizationError", "UnauthorizedOperation"];

/// Codes that mean that there is nothing, whatever the status: an answer.
const ABSENT: &[&str] = &[
    "AWSOrganizationsNotInUseException",
    "NoSuchBucketPolicy",
    "NoSuchConfiguration",
    "NoSuchEntity",
    "NoSuchLifecycleConfiguration",
    "NoSuchObjectLockConfiguration",
    "NoSuchPublicAccessBlockConfiguration",
    "NoSuchTagSet",
    "ObjectLockConfigurationNotFoundError",
    "ReplicationConfigurationNotFoundError",
    "ResourceNotFound",
    "ResourceNotFoundException",
    "ServerSideEncryptionConfigurationNotFoundError",
];

/// `{"__type": "com.amazonaws#AccessDeniedException", "message": …}`; REST services name the code in a header.
fn json_error(answer: &Answer) -> (String, String) {
    let body = answer.json().unwrap_or(Value::Null);
    let text = |key: &str| body.get(key).and_then(Value::as_str).unwrap_or("");
    let header = answer.header("x-amzn-errortype");
    let code = [header, text("__type"), text("code"), text("Code")].into_iter().find(|code| !code.is_empty());
    let code = code.unwrap_or("").split(':').next().unwrap_or("");
    let code = code.rsplit('#').next().unwrap_or(code);
    let detail = [text("message"), text("Message")].into_iter().find(|text| !text.is_empty());
    (code.to_owned(), detail.unwrap_or("").to_owned())
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use http::{HeaderMap, StatusCode};
    use url::Url;
    use welkin_model::Cloud;

    use super::*;

    fn check(service: &'static str, status: u16, body: &'static str, expect: &str) {
        let call = Call::get(Cloud::Aws, service, Url::parse("https://aws.example/").unwrap());
        let status = StatusCode::from_u16(status).unwrap();
        let answer = Answer { status, headers: HeaderMap::new(), body: Bytes::from_static(body.as_bytes()) };
        let verdict = format!("{:?}", judge(&call, &answer));
        assert!(verdict.starts_with(expect), "{service} {status} {body}: {verdict}");
    }

    #[test]
    fn answers_mean_what_status_and_code_say() {
        check("sagemaker", 200, "{}", "Fine");
        check("sagemaker", 200, "<html>", "Garbled");
        check("iam", 200, "<ListUsersResponse><Us", "Garbled");
        check("sagemaker", 400, r#"{"__type": "ThrottlingException"}"#, "Throttled");
        check(
            "ec2",
            503,
            "<Response><Errors><Error><Code>RequestLimitExceeded</Code></Error></Errors></Response>",
            "Throttled",
        );
        check("sagemaker", 400, r#"{"__type": "com.amazonaws#AccessDeniedException"}"#, "Denied");
        check("s3", 403, "<Error><Code>AccessDenied</Code></Error>", "Denied");
        check("kms", 400, r#"{"__type": "UnrecognizedClientException"}"#, "Unauthenticated");
        check("s3", 404, "<Error><Code>NoSuchBucketPolicy</Code></Error>", "Absent");
        check("organizations", 400, r#"{"__type": "AWSOrganizationsNotInUseException"}"#, "Absent");
        check("sagemaker", 400, r#"{"__type": "UnknownOperationException"}"#, "Refused");
        check("sagemaker", 500, r#"{"__type": "InternalFailure"}"#, "Unavailable");
        check("sagemaker", 500, "<html>not here</html>", "Unspoken");
    }
}
