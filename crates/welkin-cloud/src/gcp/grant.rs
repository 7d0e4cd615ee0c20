use std::sync::Arc;
use std::time::Duration;

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{RSA_PKCS1_SHA256, RsaKeyPair};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use bytes::Bytes;
use http::{HeaderValue, Request};
use reqsign_core::time::Timestamp;
use rustls::pki_types::PrivateKeyDer;
use rustls::pki_types::pem::PemObject as _;
use serde_json::{Value, json};
use url::Url;
use url::form_urlencoded::Serializer;

use crate::transport::{Answer, Endpoints, Secret, SignError, Wire, WireError};

/// Read-only calls need no narrower scope: what is allowed is decided by roles.
pub(super) const SCOPE: &str = "https://www.googleapis.com/auth/cloud-platform";
/// Where tokens are given, unless a credential names another place.
pub(super) const TOKEN_URI: &str = "https://oauth2.googleapis.com/token";

/// An access token and when it ends, in seconds of the epoch.
#[derive(Clone, Debug)]
pub(super) struct Token {
    pub(super) secret: Secret,
    pub(super) until: i64,
}

/// Asks for tokens.
#[derive(Clone, Debug)]
pub(super) struct Grants {
    pub(super) wire: Arc<dyn Wire>,
    pub(super) endpoints: Endpoints,
}

const ATTEMPTS: u32 = 3;
const BACKOFF: Duration = Duration::from_millis(300);
/// The longest that Google gives a token for, and the longest that an assertion may hold.
const HOUR: i64 = 3_600;

pub(super) fn now() -> i64 {
    Timestamp::now().as_second()
}

impl Grants {
    /// RFC 7523: an assertion signed by the key of a service account.
    pub(super) async fn assertion(
        &self,
        email: &str,
        key: &Secret,
        key_id: &str,
        token_uri: &str,
    ) -> Result<Token, SignError> {
        let issued = now();
        let header = json!({"alg": "RS256", "typ": "JWT", "kid": key_id});
        let claims = json!({
            "iss": email, "scope": SCOPE, "aud": token_uri, "iat": issued, "exp": issued + HOUR,
        });
        let assertion = signed(&header, &claims, key)?;
        let form = form(&[
            ("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer"),
            ("assertion", assertion.reveal()),
        ]);
        self.granted(self.post(token_uri, form, FORM, None)?, token_uri).await
    }

    /// A refresh token of a person.
    pub(super) async fn refresh(
        &self,
        client: &str,
        client_secret: &Secret,
        refresh: &Secret,
        token_uri: &str,
        in_header: bool,
    ) -> Result<Token, SignError> {
        let fixed = [("grant_type", "refresh_token"), ("refresh_token", refresh.reveal())];
        let (form, authorization) = if in_header {
            let pair = Secret::new(format!("{client}:{}", client_secret.reveal()));
            (form(&fixed), Some(Secret::new(format!("Basic {}", STANDARD.encode(pair.reveal())))))
        } else {
            let [a, b] = fixed;
            (form(&[a, b, ("client_id", client), ("client_secret", client_secret.reveal())]), None)
        };
        self.granted(self.post(token_uri, form, FORM, authorization)?, token_uri).await
    }

    /// The token of a service account that the bearer of another token may act as.
    pub(super) async fn impersonated(
        &self,
        source: &Token,
        url: &str,
        delegates: &Value,
        lifetime: Option<i64>,
    ) -> Result<Token, SignError> {
        let lifetime = lifetime.filter(|seconds| (1..=12 * HOUR).contains(seconds)).unwrap_or(HOUR);
        let body = json!({"scope": [SCOPE], "lifetime": format!("{lifetime}s"), "delegates": delegates});
        let bearer = Secret::new(format!("Bearer {}", source.secret.reveal()));
        let request = self.post(url, body.to_string(), "application/json", Some(bearer))?;
        let mut body = self.asked(request, url).await?;
        let until = body.get("expireTime").and_then(Value::as_str).and_then(welkin_model::parse_time);
        let secret = taken(&mut body, "accessToken").ok_or_else(|| no_token(url))?;
        Ok(Token { secret, until: until.map_or_else(|| now() + HOUR, |millis| millis / 1_000) })
    }

    /// What the metadata server of a machine says.
    pub(super) async fn metadata(&self, path: &str, host: &str) -> Result<Answer, SignError> {
        let base = match self.endpoints.of("metadata") {
            Some(base) => base.as_str().trim_end_matches('/').to_owned(),
            None => format!("http://{host}"),
        };
        let url = format!("{base}/computeMetadata/v1/{path}");
        let mut request = Request::new(Bytes::new());
        *request.uri_mut() = url.parse().map_err(|_| SignError::NoCredential(not_a_url(&url)))?;
        request.headers_mut().insert("metadata-flavor", HeaderValue::from_static("Google"));
        self.wire.send(request).await.map_err(|error| unreachable(&url, &error))
    }

    pub(super) async fn metadata_token(&self, host: &str) -> Result<Option<Token>, SignError> {
        let path = format!("instance/service-accounts/default/token?scopes={SCOPE}");
        let answer = self.metadata(&path, host).await?;
        if answer.status == http::StatusCode::NOT_FOUND {
            return Ok(None);
        }
        let mut body = answer.json().filter(|_| answer.status.is_success()).ok_or_else(|| no_token(host))?;
        token_in(&mut body, host).map(Some)
    }

    fn post(
        &self,
        url: &str,
        body: String,
        content_type: &'static str,
        authorization: Option<Secret>,
    ) -> Result<Request<Bytes>, SignError> {
        let url = self.redirected(url)?;
        let mut request = Request::new(Bytes::from(body));
        *request.method_mut() = http::Method::POST;
        *request.uri_mut() = url.as_str().parse().map_err(|_| SignError::Refused(not_a_url(url.as_str())))?;
        request.headers_mut().insert("content-type", HeaderValue::from_static(content_type));
        if let Some(authorization) = authorization {
            request.headers_mut().insert("authorization", sensitive(&authorization)?);
        }
        Ok(request)
    }

    /// Token services take the endpoint overrides that all other services take.
    pub(super) fn redirected(&self, url: &str) -> Result<Url, SignError> {
        let parsed = Url::parse(url).map_err(|_| SignError::Refused(not_a_url(url)))?;
        let service = parsed.host_str().and_then(|host| host.strip_suffix(".googleapis.com"));
        let Some(service) = service else { return Ok(parsed) };
        let base = match (self.endpoints.of(service), self.endpoints.all()) {
            (Some(own), _) => own.as_str().trim_end_matches('/').to_owned(),
            (None, Some(all)) => format!("{}/{service}", all.as_str().trim_end_matches('/')),
            (None, None) => return Ok(parsed),
        };
        Url::parse(&format!("{base}{}", parsed.path())).map_err(|_| SignError::Refused(not_a_url(&base)))
    }

    async fn granted(&self, request: Request<Bytes>, place: &str) -> Result<Token, SignError> {
        let mut body = self.asked(request, place).await?;
        token_in(&mut body, place)
    }

    /// Sends until there is an answer; a token service that fails is asked again.
    async fn asked(&self, request: Request<Bytes>, place: &str) -> Result<Value, SignError> {
        let mut attempt = 1;
        loop {
            let problem = match self.wire.send(request.clone()).await {
                Ok(answer) if answer.status.is_success() => match answer.json() {
                    Some(body) => return Ok(body),
                    None => SignError::Unreachable(no_json(place)),
                },
                Ok(answer) if answer.status.is_server_error() || answer.status.as_u16() == 429 => {
                    SignError::Unreachable(format!("{place} answers {}", answer.status))
                }
                Ok(answer) => return Err(refused(place, &answer)),
                Err(error @ WireError::Insecure(_)) => return Err(SignError::Refused(error.to_string())),
                Err(error) => unreachable(place, &error),
            };
            if attempt == ATTEMPTS {
                return Err(problem);
            }
            tokio::time::sleep(BACKOFF.saturating_mul(1 << attempt)).await;
            attempt += 1;
        }
    }
}

const FORM: &str = "application/x-www-form-urlencoded";

fn form(fields: &[(&str, &str)]) -> String {
    let mut form = Serializer::new(String::new());
    for (name, value) in fields {
        form.append_pair(name, value);
    }
    form.finish()
}

/// A signed token: header, claims and signature (RFC 7515).
fn signed(header: &Value, claims: &Value, key: &Secret) -> Result<Secret, SignError> {
    let bad_key =
        || SignError::Refused("the private key of the service account is no RSA key in PEM".to_owned());
    let der = PrivateKeyDer::from_pem_slice(key.reveal().as_bytes()).map_err(|_| bad_key())?;
    let pair = match &der {
        PrivateKeyDer::Pkcs8(der) => RsaKeyPair::from_pkcs8(der.secret_pkcs8_der()),
        PrivateKeyDer::Pkcs1(der) => RsaKeyPair::from_der(der.secret_pkcs1_der()),
        _ => return Err(bad_key()),
    }
    .map_err(|_| bad_key())?;
    let encoded = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let message = format!("{}.{}", encoded(header), encoded(claims));
    let mut signature = vec![0; pair.public_modulus_len()];
    pair.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), message.as_bytes(), &mut signature)
        .map_err(|_| SignError::Refused("the assertion cannot be signed".to_owned()))?;
    Ok(Secret::new(format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature))))
}

fn token_in(body: &mut Value, place: &str) -> Result<Token, SignError> {
    let lifetime = body.get("expires_in").and_then(Value::as_i64).unwrap_or(HOUR).clamp(1, 12 * HOUR);
    let secret = taken(body, "access_token").ok_or_else(|| no_token(place))?;
    Ok(Token { secret, until: now() + lifetime })
}

/// Moves a secret out of a document.
pub(super) fn taken(body: &mut Value, field: &str) -> Option<Secret> {
    match body.get_mut(field).map(Value::take) {
        Some(Value::String(text)) if !text.is_empty() => Some(Secret::new(text)),
        _ => None,
    }
}

/// A header that is not shown when headers are.
pub(super) fn sensitive(secret: &Secret) -> Result<HeaderValue, SignError> {
    let mut value = HeaderValue::from_str(secret.reveal())
        .map_err(|_| SignError::Refused("the token cannot stand in a header".to_owned()))?;
    value.set_sensitive(true);
    Ok(value)
}

/// RFC 6749, section 5.2, or the error of a Google API.
fn refused(place: &str, answer: &Answer) -> SignError {
    let body = answer.json().unwrap_or(Value::Null);
    let text = |pointer: &str| body.pointer(pointer).and_then(Value::as_str).unwrap_or("").to_owned();
    let told = [text("/error"), text("/error_description"), text("/error/status"), text("/error/message")];
    let told: Vec<String> = told.into_iter().filter(|text| !text.is_empty()).collect();
    SignError::Refused(format!("{place} answers {}: {}", answer.status, told.join(": ")))
}

fn unreachable(place: &str, error: &WireError) -> SignError {
    SignError::Unreachable(format!("{place}: {error}"))
}

fn no_json(place: &str) -> String {
    format!("{place} answers what is no JSON")
}

fn no_token(place: &str) -> SignError {
    SignError::Refused(format!("{place} answers without a token"))
}

fn not_a_url(text: &str) -> String {
    format!("{text} is no URL")
}
