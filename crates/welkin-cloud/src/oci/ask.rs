use std::collections::BTreeMap;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex};

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;
use url::Url;
use welkin_model::Cloud;
use welkin_model::estate::{Hole, Unknown, UnknownReason};

use super::auth::Signer;
use super::service;
use crate::transport::{Call, CallError, Endpoints, Transport};

/// Asks the services of one tenancy.
#[derive(Clone, Debug)]
pub(super) struct Ask {
    pub(super) transport: Arc<Transport>,
    pub(super) signer: Arc<Signer>,
    pub(super) endpoints: Endpoints,
    pub(super) tenancy: String,
    /// Whether something that the caller may see in the root compartment may be hidden from it below: a policy denies
    /// to inspect, or not all policies could be read.
    pub(super) hidden: Arc<AtomicBool>,
    /// Services that have no address in a region: they are not asked again.
    pub(super) nowhere: Arc<Mutex<BTreeMap<(String, &'static str), CallError>>>,
}

/// One operation with its parameters.
#[derive(Clone, Debug)]
pub(super) struct Question<'q> {
    pub(super) service: &'static str,
    pub(super) operation: String,
    /// Verb and resource type of a policy: `inspect data-science-models`.
    pub(super) permission: String,
    pub(super) region: &'q str,
    /// Behind the service's version, its parameters filled in and encoded.
    pub(super) path: String,
    pub(super) parameters: Vec<(&'static str, String)>,
    /// The body of a query.
    pub(super) body: Option<Value>,
    /// Another address than the service's, without a version.
    pub(super) base: Option<Url>,
}

/// What of a list was read, and what kept the rest from being read.
#[derive(Debug)]
pub(super) struct Pages {
    pub(super) items: Vec<Value>,
    pub(super) failed: Option<Unknown>,
    /// Denied from the beginning: nothing is known.
    pub(super) denied: bool,
}

/// A list with more pages is cut, and says so.
const MOST_PAGES: usize = 10_000;
/// The largest page that services document.
const PAGE: &str = "1000";

/// What RFC 3986 leaves as it is.
const UNRESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

pub(super) fn encoded(text: &str) -> String {
    utf8_percent_encode(text, UNRESERVED).to_string()
}

impl Ask {
    /// One answer; `Ok(None)` if there is no such thing.
    pub(super) async fn one(&self, question: &Question<'_>) -> Result<Option<Value>, CallError> {
        Ok(self.page(question, None).await?.map(|(value, _)| value))
    }

    /// A list to its end. Some services answer an array, some `{"items": […]}`.
    pub(super) async fn all(&self, question: &Question<'_>) -> Pages {
        let mut pages = Pages { items: Vec::new(), failed: None, denied: false };
        let mut token: Option<String> = None;
        for page in 0..MOST_PAGES {
            let (value, next) = match self.page(question, token.as_deref()).await {
                Ok(Some(answer)) => answer,
                Ok(None) => return pages,
                Err(error) => {
                    pages.denied = page == 0 && error.reason == UnknownReason::Denied;
                    pages.failed = Some(error.unknown_on(page));
                    return pages;
                }
            };
            let items = match value {
                Value::Array(items) => items,
                Value::Object(mut map) => match map.remove("items").or_else(|| map.remove("Resources")) {
                    Some(Value::Array(items)) => items,
                    _ => {
                        pages.failed = Some(told(question, UnknownReason::Garbled, "the answer is no list"));
                        return pages;
                    }
                },
                Value::Null => Vec::new(),
                _ => {
                    pages.failed = Some(told(question, UnknownReason::Garbled, "the answer is no list"));
                    return pages;
                }
            };
            pages.items.extend(items);
            if next.is_none() || next == token {
                return pages;
            }
            token = next;
        }
        pages.failed = Some(told(question, UnknownReason::Bounded, "there are more pages"));
        pages
    }

    async fn page(
        &self,
        question: &Question<'_>,
        token: Option<&str>,
    ) -> Result<Option<(Value, Option<String>)>, CallError> {
        let place = (question.region.to_owned(), question.service);
        if let Ok(nowhere) = self.nowhere.lock()
            && let Some(error) = nowhere.get(&place)
        {
            return Err(error.clone());
        }
        let call = self.call(question, token)?;
        let sent = self.transport.send(&*self.signer, &call).await;
        if let Err(error) = &sent
            && error.reason == UnknownReason::Unreachable
            && let Ok(mut nowhere) = self.nowhere.lock()
        {
            let about = question.service.to_owned();
            nowhere.insert(place, CallError { about, ..error.clone() });
        }
        let Some(answer) = sent? else { return Ok(None) };
        let next = Some(answer.header("opc-next-page").to_owned()).filter(|next| !next.is_empty());
        let value = if answer.body.is_empty() { Some(Value::Null) } else { answer.json() };
        let value = value.ok_or_else(|| {
            CallError::of(&call, UnknownReason::Garbled, "the answer is not what the API describes")
        })?;
        Ok(Some((value, next)))
    }

    fn call(&self, question: &Question<'_>, token: Option<&str>) -> Result<Call, CallError> {
        let base = question
            .base
            .clone()
            .or_else(|| service::named(question.service)?.base(question.region, &self.endpoints));
        let url = base.and_then(|base| service::joined(&base, &question.path));
        let Some(mut url) = url else {
            return Err(CallError {
                about: about(question),
                reason: UnknownReason::Unreachable,
                permission: question.permission.clone(),
                code: String::new(),
                detail: "the region makes no address".to_owned(),
                status: 0,
            });
        };
        let mut pairs: Vec<String> =
            question.parameters.iter().map(|(name, value)| format!("{name}={}", encoded(value))).collect();
        if let Some(token) = token {
            pairs.push(format!("page={}", encoded(token)));
        }
        url.set_query((!pairs.is_empty()).then(|| pairs.join("&")).as_deref());
        let call = match &question.body {
            Some(body) => Call::query(Cloud::Oci, question.service, url, body),
            None => Call::get(Cloud::Oci, question.service, url),
        };
        Ok(call
            .named(question.operation.clone(), question.permission.clone())
            .within(self.tenancy.as_str(), question.region))
    }

    pub(super) fn hole(&self, scope: &str, region: &str, unknown: Unknown) -> Hole {
        Hole { cloud: Cloud::Oci, scope: scope.to_owned(), region: region.to_owned(), unknown }
    }
}

impl<'q> Question<'q> {
    pub(super) fn get(
        service: &'static str,
        operation: impl Into<String>,
        permission: impl Into<String>,
        region: &'q str,
        path: impl Into<String>,
    ) -> Question<'q> {
        Question {
            service,
            operation: operation.into(),
            permission: permission.into(),
            region,
            path: path.into(),
            parameters: Vec::new(),
            body: None,
            base: None,
        }
    }

    /// A list, in the largest pages.
    pub(super) fn list(self) -> Question<'q> {
        self.with("limit", PAGE)
    }

    pub(super) fn with(mut self, name: &'static str, value: &str) -> Question<'q> {
        self.parameters.push((name, value.to_owned()));
        self
    }
}

fn about(question: &Question<'_>) -> String {
    format!("{}:{}", question.service, question.operation)
}

pub(super) fn told(question: &Question<'_>, reason: UnknownReason, detail: &str) -> Unknown {
    Unknown { about: about(question), reason, permission: None, detail: detail.to_owned() }
}
