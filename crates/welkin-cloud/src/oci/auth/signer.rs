use std::sync::Arc;

use async_trait::async_trait;
use bytes::Bytes;
use http::Request;
use jiff::Timestamp;
use tokio::sync::Mutex;

use super::credential::Credential;
use super::source::{Source, config_file};
use super::{federation, signature};
use crate::environment::Environment;
use crate::oci::judge::judge;
use crate::transport::{Answer, Call, Dialect, Endpoints, Pace, SignError, Verdict, Wire};

/// Signs by whatever key or token the provider's command line would take.
#[derive(Debug)]
pub(in crate::oci) struct Signer {
    environment: Environment,
    endpoints: Endpoints,
    wire: Arc<dyn Wire>,
    /// One load at a time; tokens are loaded again before they expire.
    credential: Mutex<Option<Credential>>,
}

impl Signer {
    pub(in crate::oci) fn new(
        environment: &Environment,
        endpoints: &Endpoints,
        wire: Arc<dyn Wire>,
    ) -> Signer {
        Signer {
            environment: environment.clone(),
            endpoints: endpoints.clone(),
            wire,
            credential: Mutex::new(None),
        }
    }

    pub(super) async fn credential(&self) -> Result<Credential, SignError> {
        let now = Timestamp::now();
        let mut kept = self.credential.lock().await;
        if let Some(credential) = kept.as_ref().filter(|credential| credential.is_fresh(now.as_second())) {
            return Ok(credential.clone());
        }
        let has_file = tokio::fs::try_exists(config_file(&self.environment)).await.unwrap_or(false);
        let source = Source::of(&self.environment, has_file);
        let loaded = match (&source, Credential::read(&source).await?) {
            (Source::Instance { metadata }, _) => {
                federation::token(&self.wire, &self.endpoints, metadata, now).await?
            }
            (_, Some(credential)) => credential,
            (_, None) => return Err(SignError::NoCredential("there is no credential".to_owned())),
        };
        if loaded.expires.is_some_and(|expires| expires <= now.as_second()) {
            return Err(SignError::Refused("the security token has expired".to_owned()));
        }
        *kept = Some(loaded.clone());
        Ok(loaded)
    }

    /// The tenancy and the region that the credential belongs to; empty where it does not say.
    pub(in crate::oci) async fn place(&self) -> Result<(String, String), SignError> {
        let credential = self.credential().await?;
        Ok((credential.tenancy, credential.region))
    }
}

#[async_trait]
impl Dialect for Signer {
    async fn sign(&self, _call: &Call, request: &mut Request<Bytes>) -> Result<(), SignError> {
        let credential = self.credential().await?;
        signature::sign(request, credential.key_id.reveal(), &credential.key, Timestamp::now(), true)
            .map_err(|problem| SignError::Refused(format!("the request cannot be signed: {problem}")))
    }

    fn judge(&self, _call: &Call, answer: &Answer) -> Verdict {
        judge(answer)
    }

    fn pace(&self, service: &str) -> Pace {
        pace(service)
    }
}

/// Oracle publishes no rates; clients that list some thousand times without a pause are throttled. Throttling lowers
/// these.
fn pace(service: &str) -> Pace {
    match service {
        "query" => Pace { per_second: 4.0, burst: 12.0 },
        "identity" => Pace { per_second: 15.0, burst: 40.0 },
        _ => Pace { per_second: 20.0, burst: 40.0 },
    }
}
