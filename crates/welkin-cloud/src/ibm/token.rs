use std::sync::Arc;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use bytes::Bytes;
use http::header::{AUTHORIZATION, CONTENT_TYPE};
use http::{HeaderValue, Method, Request};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};
use tokio::sync::Mutex;
use tokio::time::Instant;

use super::credential::{Profile, Proof, Sources};
use super::service::{METADATA, joined, service};
use crate::transport::{Answer, Endpoints, Secret, SignError, Wire};

/// Obtains access tokens and keeps them until they are nearly spent.
#[derive(Debug)]
pub(super) struct Tokens {
    wire: Arc<dyn Wire>,
    endpoints: Endpoints,
    sources: Sources,
    /// One renewal at a time.
    kept: Mutex<Option<Kept>>,
}

#[derive(Debug)]
struct Kept {
    outcome: Result<Secret, SignError>,
    until: Instant,
}

/// A refusal holds for a while, so that each of many calls does not ask again.
const REFUSED: Duration = Duration::from_secs(30);
const ATTEMPTS: u32 = 3;
/// A token is used for this share of its life.
const SPENT: f64 = 0.8;
const METADATA_VERSION: &str = "2025-08-26";

impl Tokens {
    pub(super) fn new(wire: Arc<dyn Wire>, endpoints: Endpoints, sources: Sources) -> Tokens {
        Tokens { wire, endpoints, sources, kept: Mutex::new(None) }
    }

    /// A token that is good for some time yet.
    pub(super) async fn token(&self) -> Result<Secret, SignError> {
        let mut kept = self.kept.lock().await;
        if let Some(Kept { outcome, .. }) = kept.as_ref().filter(|kept| Instant::now() < kept.until) {
            return outcome.clone();
        }
        let (outcome, life) = match self.obtain().await {
            Ok((token, life)) => (Ok(token), life.mul_f64(SPENT)),
            Err(error) => (Err(error), REFUSED),
        };
        *kept = Some(Kept { outcome: outcome.clone(), until: Instant::now() + life });
        outcome
    }

    /// The account that the token is of, as its claims say.
    pub(super) async fn account(&self) -> Result<Option<String>, SignError> {
        Ok(account_of(self.token().await?.reveal()))
    }

    async fn obtain(&self) -> Result<(Secret, Duration), SignError> {
        let profile = self.sources.profile();
        match self.sources.proof().await? {
            Proof::ApiKey(key) => {
                let grant = "urn:ibm:params:oauth:grant-type:apikey";
                let own = self.iam(grant, &[("apikey", key.reveal())]).await?;
                if profile.is_known() { self.assume(&own.0, &profile).await } else { Ok(own) }
            }
            Proof::Token(token) if profile.is_known() => self.assume(&token, &profile).await,
            // How long it lives is in its claims; a refusal tells when it has ended.
            Proof::Token(token) => Ok((token, Duration::from_secs(60))),
            Proof::Compute(proof) => {
                if !profile.is_known() {
                    let missing = "a compute resource's token needs a trusted profile: set IBMCLOUD_IAM_PROFILE_ID or IBMCLOUD_IAM_PROFILE_NAME";
                    return Err(SignError::NoCredential(missing.to_owned()));
                }
                let mut fields = vec![("cr_token", proof.reveal())];
                fields.extend(profile.fields());
                self.iam("urn:ibm:params:oauth:grant-type:cr-token", &fields).await
            }
            Proof::Instance => self.instance(&profile).await,
        }
    }

    async fn assume(&self, token: &Secret, profile: &Profile) -> Result<(Secret, Duration), SignError> {
        let mut fields = vec![("access_token", token.reveal())];
        fields.extend(profile.fields());
        self.iam("urn:ibm:params:oauth:grant-type:assume", &fields).await
    }

    /// `POST /identity/token`: <https://cloud.ibm.com/apidocs/iam-identity-token-api>.
    async fn iam(&self, grant: &str, fields: &[(&str, &str)]) -> Result<(Secret, Duration), SignError> {
        let mut form = format!("grant_type={}", encoded(grant));
        for (name, value) in fields {
            form.push_str(&format!("&{name}={}", encoded(value)));
        }
        let form = Secret::new(form);
        let base = service("iam").and_then(|iam| iam.base("", "", &self.endpoints));
        let url = base.and_then(|base| joined(&base, "/identity/token"));
        let url = url.ok_or_else(|| SignError::Refused("the endpoint of IAM is no address".to_owned()))?;
        let request = || {
            let mut request = Request::new(Bytes::from(form.reveal().to_owned()));
            *request.method_mut() = Method::POST;
            let kind = HeaderValue::from_static("application/x-www-form-urlencoded");
            request.headers_mut().insert(CONTENT_TYPE, kind);
            request.headers_mut().insert("accept", HeaderValue::from_static("application/json"));
            request
        };
        token_in(&self.send(url.as_str(), request).await?)
    }

    /// The identity of the VPC instance, and the trusted profile that it may assume:
    /// <https://cloud.ibm.com/docs/vpc?topic=vpc-imd-identity-operations>.
    async fn instance(&self, profile: &Profile) -> Result<(Secret, Duration), SignError> {
        let refuse = |error: SignError| match error {
            SignError::Refused(problem) => SignError::NoCredential(format!("{NO_CREDENTIAL}: {problem}")),
            SignError::Unreachable(problem) => SignError::NoCredential(format!("{NO_CREDENTIAL}: {problem}")),
            error => error,
        };
        let base = METADATA.base("", "", &self.endpoints);
        let at = |path: &str| {
            let url = base.as_ref().and_then(|base| joined(base, path));
            url.map(|url| format!("{url}?version={METADATA_VERSION}")).ok_or_else(|| {
                SignError::Refused("the endpoint of the metadata service is no address".to_owned())
            })
        };
        let request = || {
            let mut request = json_request(Method::PUT, &json!({"expires_in": 300}));
            request.headers_mut().insert("metadata-flavor", HeaderValue::from_static("ibm"));
            request
        };
        let proof = self.send(&at("/identity/v1/token")?, request).await.map_err(refuse)?;
        let (proof, _) = token_in(&proof)?;
        let mut wanted = serde_json::Map::new();
        for (name, value) in profile.fields() {
            wanted.insert(name.trim_start_matches("profile_").to_owned(), Value::from(value));
        }
        let body = if wanted.is_empty() { json!({}) } else { json!({ "trusted_profile": wanted }) };
        let mut bearer = HeaderValue::from_str(&format!("Bearer {}", proof.reveal()))
            .map_err(|_| SignError::Refused("the metadata service gives no token".to_owned()))?;
        bearer.set_sensitive(true);
        let request = || {
            let mut request = json_request(Method::POST, &body);
            request.headers_mut().insert(AUTHORIZATION, bearer.clone());
            request
        };
        token_in(&self.send(&at("/identity/v1/iam_tokens")?, request).await?)
    }

    /// Sends until there is an answer that counts, a few times.
    async fn send(&self, url: &str, request: impl Fn() -> Request<Bytes>) -> Result<Answer, SignError> {
        let uri: http::Uri = url
            .parse()
            .map_err(|_| SignError::Refused("the endpoint of the token service is no URI".to_owned()))?;
        let mut attempt = 0;
        loop {
            attempt += 1;
            let mut request = request();
            *request.uri_mut() = uri.clone();
            let problem = match self.wire.send(request).await {
                Ok(answer) if answer.status.is_success() => return Ok(answer),
                Ok(answer) if answer.status.as_u16() == 429 || answer.status.is_server_error() => {
                    SignError::Unreachable(format!("the token service answers {}", answer.status))
                }
                Ok(answer) => return Err(refusal(&answer)),
                Err(error) => SignError::Unreachable(format!("the token service: {error}")),
            };
            if attempt == ATTEMPTS {
                return Err(problem);
            }
            tokio::time::sleep(Duration::from_millis(200) * attempt).await;
        }
    }
}

const NO_CREDENTIAL: &str = "there is no IBM Cloud credential in the environment (IBMCLOUD_API_KEY, IC_API_KEY, \
    IBM_CREDENTIALS_FILE, IC_IAM_TOKEN, IBMCLOUD_CR_TOKEN_FILE with IBMCLOUD_IAM_PROFILE_ID) and no instance metadata";

fn json_request(method: Method, body: &Value) -> Request<Bytes> {
    let mut request = Request::new(Bytes::from(body.to_string()));
    *request.method_mut() = method;
    request.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    request
}

fn encoded(text: &str) -> String {
    utf8_percent_encode(text, NON_ALPHANUMERIC).to_string()
}

/// `access_token` and how long it lives.
fn token_in(answer: &Answer) -> Result<(Secret, Duration), SignError> {
    let body = answer.json().unwrap_or(Value::Null);
    let token = body.get("access_token").and_then(Value::as_str).filter(|token| !token.is_empty());
    let token =
        token.ok_or_else(|| SignError::Refused("the token service's answer holds no token".to_owned()))?;
    let life = body.get("expires_in").and_then(Value::as_u64).unwrap_or(300);
    Ok((Secret::new(token), Duration::from_secs(life.min(86_400))))
}

/// The code and the words of a refusal, which name no secret.
fn refusal(answer: &Answer) -> SignError {
    let body = answer.json().unwrap_or(Value::Null);
    let text = |pointer: &str| body.pointer(pointer).and_then(Value::as_str).unwrap_or("");
    let code = [text("/errorCode"), text("/errors/0/code")].into_iter().find(|code| !code.is_empty());
    let words =
        [text("/errorMessage"), text("/errors/0/message")].into_iter().find(|words| !words.is_empty());
    let (status, code, words) = (answer.status, code.unwrap_or(""), words.unwrap_or("no reason is given"));
    let words: String = words.chars().take(200).collect();
    SignError::Refused(format!("IAM gives no token: {status} {code} {words}"))
}

/// `account.bss` among the claims of an access token. Whether the token is genuine is for IBM to say.
fn account_of(token: &str) -> Option<String> {
    let claims = token.split('.').nth(1)?;
    let claims: Value =
        serde_json::from_slice(&URL_SAFE_NO_PAD.decode(claims.trim_end_matches('=')).ok()?).ok()?;
    let account = claims.pointer("/account/bss")?.as_str()?;
    let is_id =
        !account.is_empty() && account.len() <= 64 && account.bytes().all(|b| b.is_ascii_alphanumeric());
    is_id.then(|| account.to_owned())
}

#[cfg(test)]
mod tests;
