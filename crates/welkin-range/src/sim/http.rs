pub use http::Method;

use http::{HeaderMap, StatusCode};
use serde_json::Value;

/// A request as it came off the wire.
#[derive(Clone, Debug)]
pub struct Request {
    pub method: Method,
    /// Percent-encoded, as sent: signatures are over these bytes. Begins with `/`.
    pub path: String,
    /// What stands behind `?`, as sent; empty without one.
    pub query: String,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

/// A reply before it goes onto the wire; `content-length` is the server's.
#[derive(Clone, Debug)]
pub struct Response {
    pub status: StatusCode,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Request {
    /// The value of a header, empty if it is absent or no text.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or("")
    }

    /// The decoded, non-empty segments of the path.
    pub fn segments(&self) -> Vec<String> {
        self.path.split('/').filter(|part| !part.is_empty()).map(decode).collect()
    }

    /// The decoded value of the first parameter of this name in the query.
    pub fn parameter(&self, name: &str) -> Option<String> {
        pairs(&self.query).into_iter().find(|(key, _)| key == name).map(|(_, value)| value)
    }

    /// All decoded parameters of the query.
    pub fn parameters(&self) -> Vec<(String, String)> {
        pairs(&self.query)
    }

    /// The decoded fields of a form body.
    pub fn form(&self) -> Vec<(String, String)> {
        pairs(&String::from_utf8_lossy(&self.body))
    }

    /// The body as JSON; `null` where it is none.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or(Value::Null)
    }
}

impl Response {
    pub fn new(status: u16, content_type: &str, body: impl Into<Vec<u8>>) -> Response {
        Response {
            status: StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR),
            headers: vec![("content-type".to_owned(), content_type.to_owned())],
            body: body.into(),
        }
    }

    pub fn json(status: u16, body: &Value) -> Response {
        Response::new(status, "application/json", body.to_string())
    }

    /// No body and no content type, as for 204.
    pub fn empty(status: u16) -> Response {
        Response { headers: Vec::new(), ..Response::new(status, "", Vec::new()) }
    }

    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<String>) -> Response {
        self.headers.push((name.to_owned(), value.into()));
        self
    }
}

fn pairs(text: &str) -> Vec<(String, String)> {
    text.split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
            (decode(&key.replace('+', " ")), decode(&value.replace('+', " ")))
        })
        .collect()
}

fn decode(text: &str) -> String {
    percent_encoding::percent_decode_str(text).decode_utf8_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_and_queries_are_decoded_once() {
        let request = Request {
            method: Method::GET,
            path: "/v1//projects/a%2Fb".to_owned(),
            query: "q=a+b%26c&empty=&flag".to_owned(),
            headers: HeaderMap::new(),
            body: Vec::new(),
        };
        assert_eq!(request.segments(), ["v1", "projects", "a/b"]);
        assert_eq!(request.parameter("q").as_deref(), Some("a b&c"));
        assert_eq!(request.parameter("flag").as_deref(), Some(""));
        assert_eq!(request.parameter("absent"), None);
    }
}
