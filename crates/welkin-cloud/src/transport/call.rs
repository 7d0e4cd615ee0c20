use std::borrow::Cow;

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use serde_json::Value;
use url::Url;
use welkin_model::Cloud;

/// One request to a cloud, before it is signed.
#[derive(Clone, Debug)]
pub struct Call {
    pub cloud: Cloud,
    /// In the provider's short spelling, as endpoint overrides and budgets name it: `sagemaker`, `aiplatform`.
    pub service: &'static str,
    /// In the provider's spelling: `ListModels`.
    pub operation: Cow<'static, str>,
    /// What the caller must be allowed: `sagemaker:ListModels`.
    pub permission: Cow<'static, str>,
    /// Account, subscription, project …; empty where the call is not bound to one.
    pub scope: String,
    /// Empty for global services.
    pub region: String,
    pub method: Method,
    pub url: Url,
    pub headers: HeaderMap,
    pub body: Bytes,
    pub safety: Safety,
}

/// What a repetition would do.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Safety {
    /// Reads only, whatever the method.
    Read,
    /// Writes, and writes the same when repeated.
    Idempotent,
    /// Must not be repeated unless the provider surely did not act.
    Once,
}

impl Call {
    /// A reading `GET`.
    pub fn get(cloud: Cloud, service: &'static str, url: Url) -> Call {
        Call {
            cloud,
            service,
            operation: Cow::Borrowed(""),
            permission: Cow::Borrowed(""),
            scope: String::new(),
            region: String::new(),
            method: Method::GET,
            url,
            headers: HeaderMap::new(),
            body: Bytes::new(),
            safety: Safety::Read,
        }
    }

    /// A `POST` of JSON that only reads, as queries are.
    pub fn query(cloud: Cloud, service: &'static str, url: Url, body: &Value) -> Call {
        let mut call = Call { method: Method::POST, ..Call::get(cloud, service, url) };
        call.body = Bytes::from(body.to_string());
        call.with_header("content-type", "application/json")
    }

    /// Names the operation and the permission that it needs.
    #[must_use]
    pub fn named(
        mut self,
        operation: impl Into<Cow<'static, str>>,
        permission: impl Into<Cow<'static, str>>,
    ) -> Call {
        self.operation = operation.into();
        self.permission = permission.into();
        self
    }

    /// Says in which account and region the call takes place.
    #[must_use]
    pub fn within(mut self, scope: impl Into<String>, region: impl Into<String>) -> Call {
        self.scope = scope.into();
        self.region = region.into();
        self
    }

    /// A header whose value is text; one that is none is left out.
    #[must_use]
    pub fn with_header(mut self, name: &'static str, value: &str) -> Call {
        if let Ok(value) = HeaderValue::from_str(value) {
            self.headers.insert(HeaderName::from_static(name), value);
        }
        self
    }

    /// `service:operation`, as outputs name it.
    pub fn about(&self) -> String {
        format!("{}:{}", self.service, self.operation)
    }
}

/// What a cloud answered.
#[derive(Clone, Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Bytes,
}

impl Answer {
    /// The value of a header, empty if it is absent or no text.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or("")
    }

    /// The body as JSON; `None` if it is none.
    pub fn json(&self) -> Option<Value> {
        serde_json::from_slice(&self.body).ok()
    }
}
