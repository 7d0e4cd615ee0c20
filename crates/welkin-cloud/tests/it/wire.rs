use std::sync::Mutex;

use async_trait::async_trait;
use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue};
use welkin_cloud::transport::{Answer, Wire, WireError};
use welkin_model::{Cloud, Millis};
use welkin_range::sim::{Range, Reply, Request};

/// Carries requests to a simulated cloud without a socket.
#[derive(Debug)]
pub(crate) struct RangeWire {
    pub(crate) cloud: Cloud,
    pub(crate) range: Mutex<Range>,
    pub(crate) at: Millis,
}

#[async_trait]
impl Wire for RangeWire {
    async fn send(&self, request: http::Request<Bytes>) -> Result<Answer, WireError> {
        let (parts, body) = request.into_parts();
        let request = Request {
            method: parts.method,
            path: parts.uri.path().to_owned(),
            query: parts.uri.query().unwrap_or("").to_owned(),
            headers: parts.headers,
            body: body.to_vec(),
        };
        let response = match self.range.lock().unwrap().answer(self.cloud, &request, self.at) {
            Reply::Answer(response) => response,
            Reply::Silence => return Err(WireError::TimedOut),
        };
        let mut headers = HeaderMap::new();
        for (name, value) in response.headers {
            headers.append(HeaderName::try_from(name).unwrap(), HeaderValue::try_from(value).unwrap());
        }
        Ok(Answer { status: response.status, headers, body: Bytes::from(response.body) })
    }
}
