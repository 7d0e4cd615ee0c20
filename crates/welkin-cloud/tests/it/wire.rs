use std::sync::Mutex;

use async_trait::async_trait;
use bytes::Bytes;
use http::{HeaderName, HeaderValue, Request};
use welkin_cloud::transport::{Answer, Wire, WireError};
use welkin_model::{Cloud, Millis};
use welkin_range::sim::{self, Range, Reply};

/// The range at a moment, without sockets: the first label of the host names the cloud, as in `http://gcp.test/`.
#[derive(Debug)]
pub(crate) struct RangeWire {
    pub(crate) range: Mutex<Range>,
    pub(crate) at: Millis,
}

impl RangeWire {
    pub(crate) fn new(at: Millis) -> RangeWire {
        RangeWire { range: Mutex::new(Range::technobank(7, at)), at }
    }
}

#[async_trait]
impl Wire for RangeWire {
    async fn send(&self, request: Request<Bytes>) -> Result<Answer, WireError> {
        let (parts, body) = request.into_parts();
        let host = parts.uri.authority().map(|host| host.as_str().to_owned()).unwrap_or_default();
        let cloud: Cloud = host
            .split('.')
            .next()
            .and_then(|label| label.parse().ok())
            .ok_or_else(|| WireError::Unreachable(format!("{host} is no cloud of the range")))?;
        let mut headers = parts.headers;
        headers.insert("host", HeaderValue::from_str(&host).expect("a host"));
        let request = sim::Request {
            method: parts.method,
            path: parts.uri.path().to_owned(),
            query: parts.uri.query().unwrap_or_default().to_owned(),
            headers,
            body: body.to_vec(),
        };
        let reply = self.range.lock().expect("no panic").answer(cloud, &request, self.at);
        let Reply::Answer(response) = reply else { return Err(WireError::TimedOut) };
        let mut headers = http::HeaderMap::new();
        for (name, value) in response.headers {
            let name = HeaderName::from_bytes(name.as_bytes()).expect("a header");
            headers.append(name, HeaderValue::from_str(&value).expect("a header's value"));
        }
        Ok(Answer { status: response.status, headers, body: Bytes::from(response.body) })
    }
}
