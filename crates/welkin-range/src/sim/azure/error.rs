//! Errors in the shapes of Azure Resource Manager, Microsoft Graph, Entra and Azure OpenAI.

use serde_json::{Value, json};
use welkin_model::Millis;

use crate::calendar::{Form, Stamp};
use crate::sim::Response;

/// Why a request fails.
#[derive(Clone, Debug)]
pub(super) struct Fault {
    pub(super) status: u16,
    pub(super) code: &'static str,
    pub(super) message: String,
    pub(super) details: Vec<(&'static str, String)>,
}

impl Fault {
    pub(super) fn new(status: u16, code: &'static str, message: impl Into<String>) -> Fault {
        Fault { status, code, message: message.into(), details: Vec::new() }
    }

    pub(super) fn because(mut self, code: &'static str, message: impl Into<String>) -> Fault {
        self.details.push((code, message.into()));
        self
    }

    /// `{"error": {"code", "message", "details"?}}`
    /// (github.com/microsoft/api-guidelines, "Error condition responses").
    pub(super) fn arm(&self) -> Response {
        let mut error = json!({"code": self.code, "message": self.message});
        if !self.details.is_empty() {
            let details: Vec<Value> = self
                .details
                .iter()
                .map(|(code, message)| json!({"code": code, "message": message}))
                .collect();
            crate::sim::azure::json::set(&mut error, "details", Value::Array(details));
        }
        let response = Response::json(self.status, &json!({"error": error}));
        let response = response.with("x-ms-failure-cause", "gateway");
        match self.status {
            401 => {
                response.with("www-authenticate", format!("Bearer authorization_uri=\"https://login.microsoftonline.com/{}\", error=\"invalid_token\", error_description=\"{}\"", crate::estate::TENANT, self.message))
            }
            429 | 503 => response.with("retry-after", "1"),
            _ => response,
        }
    }

    /// The `error` of Microsoft Graph with its `innerError`.
    pub(super) fn graph(&self, request_id: &str, at: Millis) -> Response {
        let date = Stamp(at, Form::Seconds).to_string().replace('Z', "");
        let body = json!({"error": {"code": self.code, "message": self.message,
            "innerError": {"date": date, "request-id": request_id, "client-request-id": request_id}}});
        let response = Response::json(self.status, &body).with("request-id", request_id);
        match self.status {
            401 => response.with("www-authenticate", "Bearer realm=\"\", authorization_uri=\"https://login.microsoftonline.com/common/oauth2/authorize\", client_id=\"00000003-0000-0000-c000-000000000000\""),
            429 | 503 => response.with("retry-after", "1"),
            _ => response,
        }
    }

    /// The `error` of Azure OpenAI and of Azure Machine Learning's scoring front end.
    pub(super) fn inference(&self) -> Response {
        let body = json!({"error": {"code": self.code, "message": self.message}});
        let response = Response::json(self.status, &body);
        if self.status == 429 { response.with("retry-after", "1") } else { response }
    }
}

/// An error of the token endpoint: its OAuth code, the AADSTS number and what that says
/// (learn.microsoft.com/entra/identity-platform/reference-error-codes).
#[derive(Clone, Debug)]
pub(super) struct TokenFault {
    pub(super) status: u16,
    pub(super) error: &'static str,
    pub(super) number: u32,
    pub(super) says: String,
}

impl TokenFault {
    pub(super) fn new(status: u16, error: &'static str, number: u32, says: impl Into<String>) -> TokenFault {
        TokenFault { status, error, number, says: says.into() }
    }

    pub(super) fn response(&self, trace: &str, at: Millis) -> Response {
        let stamp = Stamp(at, Form::Seconds).to_string().replace('T', " ");
        let description = format!(
            "AADSTS{}: {} Trace ID: {trace} Correlation ID: {trace} Timestamp: {stamp}",
            self.number, self.says
        );
        let body = json!({"error": self.error, "error_description": description, "error_codes": [self.number],
            "timestamp": stamp, "trace_id": trace, "correlation_id": trace,
            "error_uri": format!("https://login.microsoftonline.com/error?code={}", self.number)});
        Response::json(self.status, &body).with("cache-control", "no-store, no-cache")
    }
}
