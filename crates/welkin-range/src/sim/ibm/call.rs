use serde_json::Value;
use welkin_model::Millis;

use super::super::Request;
use super::failure::Failure;
use super::route::{Route, Service};
use super::store::text;

/// Who calls, as the token says.
#[derive(Clone, Debug, Default)]
pub(super) struct Caller {
    /// `IBMid-…`, `iam-ServiceId-…`, `iam-Profile-…`; empty without a valid token.
    pub(super) iam_id: String,
    pub(super) name: String,
    /// `user`, `serviceid`, `trustedprofile`.
    pub(super) kind: &'static str,
    /// `apikey` or `token`.
    pub(super) credential: &'static str,
}

/// A request on its way through an operation.
#[derive(Debug)]
pub(super) struct Call<'a> {
    pub(super) request: &'a Request,
    pub(super) service: &'static Service,
    pub(super) route: &'static Route,
    pub(super) region: String,
    pub(super) vars: Vec<String>,
    pub(super) caller: Caller,
    pub(super) body: Value,
    pub(super) at: Millis,
}

impl Call<'_> {
    /// A variable segment of the path.
    pub(super) fn var(&self, nth: usize) -> &str {
        self.vars.get(nth).map_or("", String::as_str)
    }

    /// The last variable segment.
    pub(super) fn last(&self) -> &str {
        self.vars.last().map_or("", String::as_str)
    }

    pub(super) fn query(&self, name: &str) -> String {
        self.request.parameter(name).unwrap_or_default()
    }

    /// A text of the body that must be there.
    pub(super) fn required(&self, pointer: &str) -> Result<&str, Failure> {
        let found = text(&self.body, pointer);
        if found.is_empty() || found.len() > 1_000 {
            return Err(Failure::wrong(format!(
                "The request is missing or has an invalid value for `{}`.",
                pointer.trim_start_matches('/')
            )));
        }
        Ok(found)
    }

    /// Where the request was sent, without the query.
    pub(super) fn url(&self) -> String {
        let host = match self.request.header("host") {
            "" => "127.0.0.1",
            host => host,
        };
        format!("http://{host}{}", self.request.path)
    }

    /// The instance that the request names in a header.
    pub(super) fn instance(&self) -> &str {
        let given = self.request.header("bluemix-instance");
        // Either the GUID or the whole CRN.
        given.split(':').nth(7).unwrap_or(given)
    }
}
