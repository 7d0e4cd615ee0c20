use std::sync::Arc;

use async_trait::async_trait;
use bytes::Bytes;
use http::{HeaderValue, Request, Uri};
use reqsign_aws_v4::{Credential, DefaultCredentialProvider, RequestSigner};
use reqsign_core::{Context, ProvideCredential, SignRequest, SigningCredential};
use tokio::sync::Mutex;
use welkin_model::sha256_hex;

use super::judge::judge;
use super::role::Role;
use super::service::service;
use crate::transport::{Answer, Call, Dialect, Pace, SignError, Verdict};

/// Signs with Signature Version 4, by whatever credential the AWS command line would take, or by that of a role.
#[derive(Debug)]
pub(super) struct Signer {
    context: Context,
    source: Source,
    /// One load at a time; credentials are loaded again before they expire.
    credential: Mutex<Option<Credential>>,
}

/// Where a credential comes from.
#[derive(Debug)]
enum Source {
    Environment(Arc<DefaultCredentialProvider>),
    Role(Role),
}

impl Signer {
    pub(super) fn new(context: Context) -> Signer {
        let source = Source::Environment(Arc::new(DefaultCredentialProvider::new()));
        Signer { context, source, credential: Mutex::new(None) }
    }

    /// Signs with the rights of a role, of which there is a first credential already.
    pub(super) fn of_role(context: Context, role: Role, credential: Credential) -> Signer {
        Signer { context, source: Source::Role(role), credential: Mutex::new(Some(credential)) }
    }

    async fn credential(&self) -> Result<Credential, SignError> {
        let mut kept = self.credential.lock().await;
        if let Some(credential) = kept.as_ref().filter(|credential| credential.is_valid()) {
            return Ok(credential.clone());
        }
        let provider = match &self.source {
            Source::Environment(provider) => provider,
            Source::Role(role) => {
                let assumed = role.assume().await.map_err(|error| SignError::Refused(error.to_string()))?;
                *kept = Some(assumed.clone());
                return Ok(assumed);
            }
        };
        match provider.provide_credential(&self.context).await {
            Ok(Some(credential)) => {
                *kept = Some(credential.clone());
                Ok(credential)
            }
            Ok(None) => Err(SignError::NoCredential(NO_CREDENTIAL.to_owned())),
            Err(error) => Err(SignError::Refused(format!("AWS gives no credential: {error}"))),
        }
    }
}

const NO_CREDENTIAL: &str = "there is no AWS credential in the environment (AWS_ACCESS_KEY_ID, AWS_PROFILE, \
    AWS_WEB_IDENTITY_TOKEN_FILE, container or instance metadata)";

#[async_trait]
impl Dialect for Signer {
    async fn sign(&self, call: &Call, request: &mut Request<Bytes>) -> Result<(), SignError> {
        let credential = self.credential().await?;
        let hash = sha256_hex(request.body());
        if let Ok(hash) = HeaderValue::from_str(&hash) {
            request.headers_mut().insert("x-amz-content-sha256", hash);
        }
        let service = service(call.service);
        let region = if call.region.is_empty() { "us-east-1" } else { call.region.as_str() };
        let signer = RequestSigner::new(service.signing, region);
        let taken = std::mem::replace(request, Request::new(Bytes::new()));
        let (mut parts, body) = taken.into_parts();
        let sent = parts.uri.clone();
        if service.name != "s3"
            && let Some(uri) = encoded_again(&sent)
        {
            parts.uri = uri;
        }
        let signed = signer.sign_request(&self.context, &mut parts, Some(&credential), None).await;
        parts.uri = sent;
        *request = Request::from_parts(parts, body);
        signed.map_err(|error| SignError::Refused(format!("the request cannot be signed: {error}")))
    }

    fn judge(&self, call: &Call, answer: &Answer) -> Verdict {
        judge(call, answer)
    }

    fn pace(&self, service: &str) -> Pace {
        pace(service)
    }
}

/// Every service but S3 signs the path encoded once more than it is sent
/// (<https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html>); the signer encodes
/// once, as for S3.
fn encoded_again(uri: &Uri) -> Option<Uri> {
    let path = uri.path().contains('%').then(|| uri.path().replace('%', "%25"))?;
    let query = uri.query().map(|query| format!("?{query}")).unwrap_or_default();
    format!("{}://{}{path}{query}", uri.scheme_str()?, uri.authority()?).parse().ok()
}

/// AWS documents rates for EC2, KMS, STS, Lambda, Secrets Manager, CloudTrail, Logs and parts of Bedrock; the others are of the
/// size at which services have been seen to throttle. Half of a documented burst is left to others in the account.
fn pace(service: &str) -> Pace {
    let of = |per_second, burst| Pace { per_second, burst };
    match service {
        "config" => of(4.0, 4.0),
        "cloudtrail" | "logs" | "cloudcontrol" | "organizations" => of(8.0, 8.0),
        "bedrock" | "bedrock-agent" | "bedrock-agentcore" => of(3.0, 3.0),
        "lambda" => of(12.0, 12.0),
        "sagemaker" | "iam" | "eks" | "guardduty" | "elasticloadbalancing" | "tagging" => of(16.0, 16.0),
        "ec2" => of(16.0, 50.0),
        "secretsmanager" => of(40.0, 40.0),
        _ => of(200.0, 100.0),
    }
}
