use std::sync::Arc;

use async_trait::async_trait;
use bytes::Bytes;
use http::header::AUTHORIZATION;
use http::{HeaderValue, Request};

use super::judge::judge;
use super::token::Tokens;
use crate::transport::{Answer, Call, Dialect, Pace, SignError, Verdict};

/// Signs with a bearer token.
#[derive(Debug)]
pub(super) struct Bearer {
    pub(super) tokens: Arc<Tokens>,
}

#[async_trait]
impl Dialect for Bearer {
    async fn sign(&self, _call: &Call, request: &mut Request<Bytes>) -> Result<(), SignError> {
        let token = self.tokens.token().await?;
        let mut value = HeaderValue::from_str(&format!("Bearer {}", token.reveal()))
            .map_err(|_| SignError::Refused("the access token is no text of a header".to_owned()))?;
        value.set_sensitive(true);
        request.headers_mut().insert(AUTHORIZATION, value);
        Ok(())
    }

    fn judge(&self, call: &Call, answer: &Answer) -> Verdict {
        judge(call, answer)
    }

    fn pace(&self, service: &str) -> Pace {
        pace(service)
    }
}

/// IBM documents few rates; these are what its own tools get along with, and throttling lowers them.
fn pace(service: &str) -> Pace {
    match service {
        "global-search" | "tags" => Pace { per_second: 10.0, burst: 20.0 },
        "iam" | "user-management" | "enterprise" | "cbr" => Pace { per_second: 20.0, burst: 40.0 },
        "ml" | "dataplatform" | "aiopenscale" => Pace { per_second: 10.0, burst: 20.0 },
        _ => Pace { per_second: 30.0, burst: 60.0 },
    }
}
