use std::sync::Arc;

use bytes::Bytes;
use http::Method;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Map, Value};
use welkin_model::Cloud;
use welkin_model::estate::UnknownReason;

use super::auth::Signer;
use super::list::Http;
use super::service::{Protocol, service};
use super::xml;
use crate::transport::{Call, CallError, Endpoints, Transport};

/// Asks services of one account.
#[derive(Clone, Debug)]
pub(super) struct Ask {
    pub(super) transport: Arc<Transport>,
    pub(super) signer: Arc<Signer>,
    pub(super) endpoints: Endpoints,
    pub(super) account: String,
}

/// One operation with its parameters.
#[derive(Clone, Debug)]
pub(super) struct Question<'q> {
    pub(super) service: &'static str,
    pub(super) operation: &'static str,
    /// Where it is not `service:operation`.
    pub(super) permission: &'static str,
    pub(super) region: &'q str,
    pub(super) http: Http,
    /// The path with all its parameters in, for REST services.
    pub(super) path: String,
    pub(super) parameters: Vec<(String, Value)>,
}

/// What RFC 3986 leaves as it is, as Signature Version 4 wants paths and queries.
const UNRESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

pub(super) fn encoded(text: &str) -> String {
    utf8_percent_encode(text, UNRESERVED).to_string()
}

impl Ask {
    /// The answer as JSON, whatever the service speaks; `Ok(None)` if there is no such thing.
    pub(super) async fn ask(&self, question: &Question<'_>) -> Result<Option<Value>, CallError> {
        let call = self.call(question)?;
        let Some(answer) = self.transport.send(&*self.signer, &call).await? else { return Ok(None) };
        let parsed = match service(question.service).protocol {
            Protocol::Json { .. } | Protocol::RestJson if answer.body.is_empty() => Some(Value::Null),
            Protocol::Json { .. } | Protocol::RestJson => answer.json(),
            Protocol::RestXml | Protocol::Query { .. } => xml::parse(&answer.body).or_else(|| answer.json()),
        };
        let parsed = parsed.ok_or_else(|| {
            CallError::of(&call, UnknownReason::Garbled, "the answer is not what the API describes")
        })?;
        Ok(Some(match service(question.service).protocol {
            // `<GetUserResponse><GetUserResult>…`; the result is what other protocols answer.
            Protocol::Query { .. } => unwrapped(parsed, question.operation),
            _ => parsed,
        }))
    }

    fn call(&self, question: &Question<'_>) -> Result<Call, CallError> {
        let service = service(question.service);
        let region = service.region(question.region);
        let permission = match question.permission {
            "" => permission(service.name, service.signing, question.operation),
            permission => permission.to_owned(),
        };
        let Some(mut url) = service.base(region, &self.endpoints) else {
            let nowhere = url::Url::parse("https://invalid./").ok();
            let call =
                nowhere.map(|url| Call::get(Cloud::Aws, service.name, url).named(question.operation, ""));
            return Err(match call {
                Some(call) => CallError::of(&call, UnknownReason::Unreachable, "the region makes no address"),
                None => CallError {
                    about: format!("{}:{}", service.name, question.operation),
                    reason: UnknownReason::Unreachable,
                    permission,
                    code: String::new(),
                    detail: String::new(),
                    status: 0,
                },
            });
        };
        let mut call;
        match service.protocol {
            Protocol::Json { target, version } => {
                let body: Map<String, Value> = question.parameters.iter().cloned().collect();
                call = Call::query(Cloud::Aws, service.name, url, &Value::Object(body))
                    .with_header("content-type", &format!("application/x-amz-json-{version}"))
                    .with_header("x-amz-target", &format!("{target}.{}", question.operation));
            }
            Protocol::Query { version } => {
                let mut form = format!("Action={}&Version={version}", question.operation);
                for (name, value) in &question.parameters {
                    let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
                    form.push_str(&format!("&{}={}", encoded(name), encoded(&value)));
                }
                call = Call::query(Cloud::Aws, service.name, url, &Value::Null)
                    .with_header("content-type", "application/x-www-form-urlencoded; charset=utf-8");
                call.body = Bytes::from(form);
            }
            Protocol::RestJson | Protocol::RestXml => {
                let in_body = matches!(question.http, Http::Post(_));
                let path = format!("{}{}", url.path().trim_end_matches('/'), question.path);
                let (path, own_query) = path.split_once('?').unwrap_or((&path, ""));
                let mut query = own_query.to_owned();
                if !in_body {
                    for (name, value) in &question.parameters {
                        let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
                        let joint = if query.is_empty() { "" } else { "&" };
                        query.push_str(&format!("{joint}{}={}", encoded(name), encoded(&value)));
                    }
                }
                url.set_path(path);
                url.set_query((!query.is_empty()).then_some(query.as_str()));
                call = if in_body {
                    let body: Map<String, Value> = question.parameters.iter().cloned().collect();
                    Call::query(Cloud::Aws, service.name, url, &Value::Object(body))
                } else {
                    Call::get(Cloud::Aws, service.name, url)
                };
                if matches!(question.http, Http::PostQuery(_)) {
                    call.method = Method::POST;
                }
            }
        }
        Ok(call.named(question.operation, permission).within(self.account.as_str(), region))
    }
}

/// The action of an operation in policies, for the few that are not called as the operation is.
fn permission(name: &str, signing: &str, operation: &str) -> String {
    match (name, operation) {
        ("cloudcontrol", _) => format!("cloudformation:{operation}"),
        ("tagging", _) => format!("tag:{operation}"),
        ("s3", "ListBuckets") => "s3:ListAllMyBuckets".to_owned(),
        _ => format!("{signing}:{operation}"),
    }
}

fn unwrapped(mut value: Value, operation: &str) -> Value {
    match value.get_mut(format!("{operation}Result")) {
        Some(result) => result.take(),
        None => value,
    }
}
