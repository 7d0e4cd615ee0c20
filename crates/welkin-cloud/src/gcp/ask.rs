use std::sync::Arc;

use serde_json::Value;
use welkin_model::Cloud;
use welkin_model::estate::{Hole, Unknown, UnknownReason};

use super::auth::Signer;
use super::service::Places;
use crate::transport::{Call, CallError, Transport};

/// Asks services.
#[derive(Clone, Debug)]
pub(super) struct Ask {
    pub(super) transport: Arc<Transport>,
    pub(super) signer: Arc<Signer>,
    pub(super) places: Places,
}

/// A method with its parameters.
#[derive(Clone, Debug, Default)]
pub(super) struct Question {
    pub(super) service: &'static str,
    /// The method's name in the audit log, without the interface: `ListRagCorpora`.
    pub(super) operation: &'static str,
    /// Empty where roles do not decide.
    pub(super) permission: &'static str,
    /// Project, folder or organisation.
    pub(super) scope: String,
    /// Empty where the service is global.
    pub(super) location: String,
    /// Begins with the version: `v1/projects/p/…`.
    pub(super) path: String,
    pub(super) parameters: Vec<(&'static str, String)>,
}

/// A list as far as it could be read.
#[derive(Debug, Default)]
pub(super) struct Listed {
    pub(super) items: Vec<Value>,
    pub(super) problem: Option<Unknown>,
}

/// A list with more pages is cut, and says so.
const MOST_PAGES: usize = 1_000;

impl Ask {
    /// The answer as JSON; `Ok(None)` if there is no such thing, or the service is switched off there.
    pub(super) async fn ask(&self, question: &Question) -> Result<Option<Value>, CallError> {
        let Question { service, operation, permission, scope, location, path, parameters } = question;
        let Some(mut url) = self.places.url(service, location, path) else {
            return Err(CallError {
                about: format!("{service}:{operation}"),
                reason: UnknownReason::Unreachable,
                permission: (*permission).to_owned(),
                code: String::new(),
                detail: "the location makes no address".to_owned(),
                status: 0,
            });
        };
        if !parameters.is_empty() {
            url.query_pairs_mut().extend_pairs(parameters);
        }
        let call = Call::get(Cloud::Gcp, service, url)
            .named(*operation, *permission)
            .within(scope.as_str(), location.as_str());
        let Some(answer) = self.transport.send(&*self.signer, &call).await? else { return Ok(None) };
        match answer.json() {
            Some(body) => Ok(Some(body)),
            None if answer.body.is_empty() => Ok(Some(Value::Null)),
            None => {
                Err(CallError::of(&call, UnknownReason::Garbled, "the answer is not what the API describes"))
            }
        }
    }

    /// All pages of a list.
    pub(super) async fn list(&self, question: &Question, field: &str) -> Listed {
        let mut question = question.clone();
        let given = question.parameters.len();
        let mut listed = Listed::default();
        let mut last = String::new();
        for page in 0..MOST_PAGES {
            let answer = match self.ask(&question).await {
                Ok(Some(answer)) => answer,
                Ok(None) => return listed,
                Err(error) => {
                    listed.problem = Some(error.unknown_on(page));
                    return listed;
                }
            };
            match answer.get(field) {
                Some(Value::Array(items)) => listed.items.extend(items.iter().cloned()),
                None => {}
                Some(_) => {
                    let detail = format!("`{field}` is no list");
                    listed.problem = Some(unknown(&question, UnknownReason::Garbled, detail));
                    return listed;
                }
            }
            // Locations that did not answer are left out of lists over all of them.
            let away = answer.get("unreachable").and_then(Value::as_array);
            if let Some(away) = away.filter(|away| !away.is_empty()) {
                let away: Vec<&str> = away.iter().filter_map(Value::as_str).take(8).collect();
                let detail = format!("unreachable: {}", away.join(", "));
                listed.problem = Some(unknown(&question, UnknownReason::Incomplete, detail));
            }
            match answer.get("nextPageToken").and_then(Value::as_str) {
                Some(next) if !next.is_empty() && next != last => last = next.to_owned(),
                _ => return listed,
            }
            question.parameters.truncate(given);
            question.parameters.push(("pageToken", last.clone()));
        }
        let detail = format!("there are more than {MOST_PAGES} pages");
        listed.problem = Some(unknown(&question, UnknownReason::Bounded, detail));
        listed
    }
}

pub(super) fn hole(scope: &str, region: &str, unknown: Unknown) -> Hole {
    Hole { cloud: Cloud::Gcp, scope: scope.to_owned(), region: region.to_owned(), unknown }
}

pub(super) fn unknown(question: &Question, reason: UnknownReason, detail: impl Into<String>) -> Unknown {
    let about = format!("{}:{}", question.service, question.operation);
    Unknown { about, reason, permission: None, detail: detail.into() }
}

pub(super) fn text<'v>(value: &'v Value, pointer: &str) -> &'v str {
    value.pointer(pointer).and_then(Value::as_str).unwrap_or("")
}
