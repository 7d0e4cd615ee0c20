use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use http::header::AUTHORIZATION;
use http::{HeaderValue, Request};
use reqsign_core::Context;
use serde_json::Value;
use tokio::sync::Mutex;
use tokio::time::{Instant, sleep, timeout};
use url::form_urlencoded::Serializer;

use super::credential::{By, NOWHERE, Proof, Source, Token, by_command_line, proof};
use super::judge::judge;
use super::place::{GRAPH, Place, Places, QUERIES};
use crate::transport::{Answer, Call, Dialect, Pace, Secret, SignError, Verdict, Wire, WireError};

/// Proves who calls by tokens of Entra, one for each audience, which are renewed before they run out.
#[derive(Debug)]
pub(super) struct Bearer {
    context: Context,
    wire: Arc<dyn Wire>,
    places: Places,
    sources: Vec<Source>,
    /// One renewal at a time.
    kept: Mutex<BTreeMap<&'static str, Kept>>,
    /// Seconds since 1970.
    clock: fn() -> i64,
}

#[derive(Debug)]
struct Kept {
    outcome: Result<Secret, SignError>,
    until: Instant,
}

/// A token is renewed when less than this is left of it.
const MARGIN: Duration = Duration::from_secs(300);
/// A failure stands for as long, so that a thousand calls do not ask a thousand times.
const FAILURE_STANDS: Duration = Duration::from_secs(10);
const ATTEMPTS: u32 = 3;
/// A metadata service is on the same host; where there is none, nothing answers.
const METADATA_ANSWERS: Duration = Duration::from_secs(3);

impl Bearer {
    pub(super) fn new(
        context: Context,
        wire: Arc<dyn Wire>,
        places: Places,
        sources: Vec<Source>,
        clock: fn() -> i64,
    ) -> Bearer {
        Bearer { context, wire, places, sources, kept: Mutex::default(), clock }
    }

    async fn token(&self, audience: &'static str) -> Result<Secret, SignError> {
        let mut kept = self.kept.lock().await;
        if let Some(known) = kept.get(audience).filter(|known| known.until > Instant::now()) {
            return known.outcome.clone();
        }
        let (outcome, stands) = match self.fetch(audience).await {
            Ok(token) => (Ok(token.secret), token.lives.saturating_sub(MARGIN.min(token.lives / 2))),
            Err(error) => (Err(error), FAILURE_STANDS),
        };
        kept.insert(audience, Kept { outcome: outcome.clone(), until: Instant::now() + stands });
        outcome
    }

    /// The first source that has a credential decides; one that is refused is not made up for by the next.
    async fn fetch(&self, audience: &str) -> Result<Token, SignError> {
        let mut last = SignError::NoCredential(NOWHERE.to_owned());
        for source in &self.sources {
            let outcome = match source {
                Source::CommandLine { tenant } => {
                    by_command_line(&self.context, audience, tenant.as_deref(), (self.clock)()).await
                }
                Source::Machine(machine) => {
                    let Some(request) = machine.request(audience) else { continue };
                    let asked = self.ask(request, "the metadata service");
                    let outcome = if machine.is_guessed() {
                        timeout(METADATA_ANSWERS, asked).await.unwrap_or_else(|_| {
                            Err(SignError::Unreachable("the metadata service does not answer".to_owned()))
                        })
                    } else {
                        asked.await
                    };
                    match outcome {
                        // No machine of Azure, or one without an identity.
                        Err(_) if machine.is_guessed() => continue,
                        outcome => outcome,
                    }
                }
                source => self.by_proof(source, audience).await,
            };
            match outcome {
                Err(error @ SignError::NoCredential(_)) => last = error,
                outcome => return outcome,
            }
        }
        Err(last)
    }

    /// `client_credentials` (<https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow>).
    async fn by_proof(&self, source: &Source, audience: &str) -> Result<Token, SignError> {
        let path = format!("/{}/oauth2/v2.0/token", source.tenant());
        let endpoint = self.places.url(Place::Authority, &path, "");
        let mut attempt = 0;
        loop {
            attempt += 1;
            let proof = proof(source, &self.context, endpoint.as_str(), (self.clock)()).await?;
            let Some(proof) = proof else { return Err(SignError::NoCredential(NOWHERE.to_owned())) };
            let request = Request::post(endpoint.as_str())
                .header("content-type", "application/x-www-form-urlencoded")
                .header("accept", "application/json")
                .body(Bytes::from(form(&proof, audience)))
                .map_err(|_| SignError::Refused("AZURE_TENANT_ID makes no address".to_owned()))?;
            match self.ask(request, "Entra").await {
                Err(SignError::Unreachable(_)) if attempt < ATTEMPTS => {
                    sleep(Duration::from_millis(500) * attempt).await;
                }
                outcome => return outcome,
            }
        }
    }

    async fn ask(&self, request: Request<Bytes>, who: &str) -> Result<Token, SignError> {
        let answer = match self.wire.send(request).await {
            Ok(answer) => answer,
            Err(error @ WireError::Insecure(_)) => return Err(SignError::Refused(format!("{who}: {error}"))),
            Err(error) => return Err(SignError::Unreachable(format!("{who}: {error}"))),
        };
        let body = answer.json().unwrap_or(Value::Null);
        if answer.status.is_success() {
            return Token::of(&body, "access_token", (self.clock)())
                .ok_or_else(|| SignError::Unreachable(format!("{who} answers something else than a token")));
        }
        let status = answer.status.as_u16();
        if status == 429 || status >= 500 {
            return Err(SignError::Unreachable(format!("{who} fails with status {status}")));
        }
        Err(SignError::Refused(format!("{who} refuses: {}", refusal(&body, status))))
    }
}

/// The form of a token request; it holds the proof.
fn form(proof: &Proof, audience: &str) -> String {
    let mut form = Serializer::new(String::new());
    form.append_pair("client_id", &proof.client)
        .append_pair("grant_type", "client_credentials")
        .append_pair("scope", &format!("{audience}/.default"));
    match &proof.by {
        By::Secret(secret) => form.append_pair("client_secret", secret.reveal()),
        By::Assertion(assertion) => form
            .append_pair("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer")
            .append_pair("client_assertion", assertion.reveal()),
    };
    form.finish()
}

/// What Entra says, which names the application and never its secret, without the ids of the trace.
fn refusal(body: &Value, status: u16) -> String {
    let text = |key: &str| body.get(key).and_then(Value::as_str).unwrap_or("");
    let says = text("error_description").split(" Trace ID:").next().unwrap_or("");
    match (text("error"), says) {
        ("", "") => format!("status {status}"),
        (error, "") => error.to_owned(),
        (_, says) => says.chars().take(300).collect(),
    }
}

#[async_trait]
impl Dialect for Bearer {
    async fn sign(&self, call: &Call, request: &mut Request<Bytes>) -> Result<(), SignError> {
        let audience = match call.service {
            GRAPH => self.places.directory_audience,
            _ => self.places.manager_audience,
        };
        let token = self.token(audience).await?;
        let mut value = HeaderValue::from_str(&format!("Bearer {}", token.reveal()))
            .map_err(|_| SignError::Refused("the token is no text for a header".to_owned()))?;
        value.set_sensitive(true);
        request.headers_mut().insert(AUTHORIZATION, value);
        Ok(())
    }

    fn judge(&self, _call: &Call, answer: &Answer) -> Verdict {
        judge(answer)
    }

    /// Resource Graph takes 15 queries in 5 seconds, Resource Manager 250 reads and then 25 a second of one caller in one
    /// subscription, Microsoft Graph 3,500 units in 10 seconds of a small tenant
    /// (learn.microsoft.com: guidance-for-throttled-requests, request-limits-and-throttling, throttling-limits).
    fn pace(&self, service: &str) -> Pace {
        match service {
            QUERIES => Pace { per_second: 3.0, burst: 15.0 },
            GRAPH => Pace { per_second: 150.0, burst: 300.0 },
            _ => Pace { per_second: 25.0, burst: 250.0 },
        }
    }
}

#[cfg(test)]
#[path = "auth_tests.rs"]
mod tests;
