use std::sync::Arc;

use http::Method;
use serde_json::Value;
use url::Url;
use welkin_model::Cloud;
use welkin_model::estate::{Hole, Unknown, UnknownReason};

use super::auth::Bearer;
use super::place::{GRAPH, MANAGER, Place, Places, QUERIES};
use crate::transport::{Answer, Call, CallError, Transport};

/// Asks Azure in the name of one caller.
#[derive(Clone, Debug)]
pub(super) struct Ask {
    pub(super) transport: Arc<Transport>,
    pub(super) bearer: Arc<Bearer>,
    pub(super) places: Places,
}

/// What is asked for, as people and policies name it.
#[derive(Clone, Copy, Debug)]
pub(super) struct About<'q> {
    /// The type: `Microsoft.CognitiveServices/accounts/deployments`, or the collection of Microsoft Graph.
    pub(super) operation: &'q str,
    pub(super) permission: &'q str,
    /// Subscription or tenant.
    pub(super) scope: &'q str,
}

/// A list with more pages is cut, and says so.
pub(super) const MOST_PAGES: usize = 1_000;

impl Ask {
    /// One page of a list: its items, and the address of the next page. `Ok(None)` if there is no such thing.
    pub(super) async fn page(
        &self,
        place: Place,
        about: About<'_>,
        url: Url,
    ) -> Result<Option<(Vec<Value>, Option<Url>)>, CallError> {
        let call = self.call(place, about, url);
        let Some((_, body)) = self.answered(&call).await? else { return Ok(None) };
        let garbled =
            || CallError::of(&call, UnknownReason::Garbled, "the answer is not what the API describes");
        let Value::Object(mut body) = body else { return Err(garbled()) };
        let Some(Value::Array(items)) = body.remove("value") else { return Err(garbled()) };
        let next = match body.get("nextLink").or_else(|| body.get("@odata.nextLink")) {
            None | Some(Value::Null) => None,
            Some(link) => {
                let link = link.as_str().ok_or_else(garbled)?;
                match link {
                    "" => None,
                    link => Some(self.places.next(place, link).ok_or_else(garbled)?),
                }
            }
        };
        Ok(Some((items, next)))
    }

    /// One object.
    pub(super) async fn one(
        &self,
        place: Place,
        about: About<'_>,
        url: Url,
    ) -> Result<Option<Value>, CallError> {
        let call = self.call(place, about, url);
        Ok(self.answered(&call).await?.map(|(_, body)| body))
    }

    /// One page of a query of Resource Graph, with the answer's headers.
    pub(super) async fn query(
        &self,
        about: About<'_>,
        body: &Value,
    ) -> Result<Option<(Answer, Value)>, CallError> {
        let path = "/providers/Microsoft.ResourceGraph/resources";
        let url = self.places.url(Place::Manager, path, "api-version=2021-03-01");
        let call = Call::query(Cloud::Azure, QUERIES, url, body)
            .named(about.operation.to_owned(), about.permission.to_owned())
            .within(about.scope, "")
            .with_header("accept", "application/json");
        self.answered(&call).await
    }

    fn call(&self, place: Place, about: About<'_>, url: Url) -> Call {
        let service = if place == Place::Directory { GRAPH } else { MANAGER };
        let mut call = Call::get(Cloud::Azure, service, url)
            .named(about.operation.to_owned(), about.permission.to_owned())
            .within(about.scope, "")
            .with_header("accept", "application/json");
        call.method = Method::GET;
        call
    }

    async fn answered(&self, call: &Call) -> Result<Option<(Answer, Value)>, CallError> {
        let Some(answer) = self.transport.send(&*self.bearer, call).await? else { return Ok(None) };
        let body = answer.json().filter(Value::is_object).ok_or_else(|| {
            CallError::of(call, UnknownReason::Garbled, "the answer is not what the API describes")
        })?;
        Ok(Some((answer, body)))
    }
}

/// A part of the estate that could not be read: everything in the scope, or everywhere if it is empty.
pub(super) fn hole(scope: &str, unknown: Unknown) -> Hole {
    Hole { cloud: Cloud::Azure, scope: scope.to_owned(), region: String::new(), unknown }
}

/// Something that was not said by an error of a call.
pub(super) fn unknown(about: String, reason: UnknownReason, detail: impl Into<String>) -> Unknown {
    Unknown { about, reason, permission: None, detail: detail.into() }
}

/// The text of a field, empty if there is none.
pub(super) fn text<'v>(value: &'v Value, field: &str) -> &'v str {
    value.get(field).and_then(Value::as_str).unwrap_or("")
}
