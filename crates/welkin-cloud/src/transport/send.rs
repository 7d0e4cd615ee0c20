use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use http::Request;
use tokio::time::{Instant, sleep};
use url::{Host, Url};
use welkin_model::estate::UnknownReason;

use super::budget::{BudgetKey, Budgets, Pacing};
use super::wire::WireError;
use super::{Answer, Call, CallError, Observer, Pace, Safety, Verdict, Wire};

/// How one cloud signs, and how it says what went wrong.
#[async_trait]
pub trait Dialect: std::fmt::Debug + Send + Sync {
    /// Adds the proof of who calls. Each repetition is signed anew.
    async fn sign(&self, call: &Call, request: &mut Request<Bytes>) -> Result<(), SignError>;

    fn judge(&self, call: &Call, answer: &Answer) -> Verdict;

    /// What the service is known to take from one account.
    fn pace(&self, service: &str) -> Pace;
}

/// Why a request cannot be signed. It names where a credential was sought, never the credential.
#[derive(Clone, Debug, thiserror::Error)]
pub enum SignError {
    #[error("{0}")]
    NoCredential(String),
    #[error("{0}")]
    Refused(String),
    #[error("{0}")]
    Unreachable(String),
}

/// Sends calls of all clouds.
#[derive(Debug)]
pub struct Transport {
    wire: Arc<dyn Wire>,
    budgets: Budgets,
    observer: Observer,
    options: TransportOptions,
    /// Operations that what answers does not have: they are not called again.
    unspoken: Mutex<BTreeSet<(BudgetKey, String)>>,
}

/// Bounds of every call.
#[derive(Clone, Copy, Debug)]
pub struct TransportOptions {
    /// All calls together, to all clouds.
    pub max_rps: Option<f64>,
    /// How often a call is sent at most while the provider throttles.
    pub attempts: u32,
    /// How often a call is sent at most when the provider fails or does not answer.
    pub failures: u32,
    /// When a call is given up, its repetitions and waits included.
    pub deadline: Duration,
    /// The first wait before a repetition; it doubles with each.
    pub backoff: Duration,
    pub rates: Rates,
}

/// Where the rates of calls come from.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Rates {
    /// The provider's where it documents any.
    Documented,
    /// From the answers alone.
    Learnt,
    /// Documented at the provider's own addresses, learnt on this machine.
    #[default]
    ByAddress,
}

impl Default for TransportOptions {
    fn default() -> TransportOptions {
        TransportOptions {
            max_rps: None,
            attempts: 8,
            failures: 3,
            deadline: Duration::from_secs(90),
            backoff: Duration::from_millis(200),
            rates: Rates::ByAddress,
        }
    }
}

impl Transport {
    pub fn new(wire: Arc<dyn Wire>, options: TransportOptions) -> Transport {
        Transport {
            wire,
            budgets: Budgets::new(options.max_rps),
            observer: Observer::default(),
            options,
            unspoken: Mutex::default(),
        }
    }

    pub fn observer(&self) -> &Observer {
        &self.observer
    }

    pub(crate) fn wire(&self) -> Arc<dyn Wire> {
        Arc::clone(&self.wire)
    }

    /// Sends until there is an answer that is one, or the call is given up. An answer that says that the thing does
    /// not exist is `Ok(None)`.
    pub async fn send(&self, dialect: &dyn Dialect, call: &Call) -> Result<Option<Answer>, CallError> {
        let key = BudgetKey {
            cloud: call.cloud,
            scope: call.scope.clone(),
            region: call.region.clone(),
            service: call.service,
        };
        if self.is_unspoken(&key, call) {
            return Err(CallError::of(call, UnknownReason::Failed, UNSPOKEN));
        }
        let until = Instant::now() + self.options.deadline;
        let mut attempt = 0;
        loop {
            attempt += 1;
            let wait = self.budgets.take(&key, self.pacing(dialect, call), Instant::now());
            if Instant::now() + wait > until {
                return Err(CallError::of(call, UnknownReason::Throttled, "the rate limit leaves no time"));
            }
            sleep(wait).await;
            let outcome = self.attempt(dialect, call, &key).await;
            let most = |error: &CallError| match error.reason {
                UnknownReason::Throttled => self.options.attempts,
                _ => self.options.failures,
            };
            match outcome {
                Attempt::Done(answer) => return Ok(answer),
                Attempt::Failed(error) => return Err(error),
                Attempt::Again(error) if attempt >= most(&error) => return Err(error),
                Attempt::Again(error) => {
                    let pause = self.pause(attempt);
                    if Instant::now() + pause > until {
                        return Err(error);
                    }
                    sleep(pause).await;
                }
            }
        }
    }

    async fn attempt(&self, dialect: &dyn Dialect, call: &Call, key: &BudgetKey) -> Attempt {
        let mut request = Request::new(call.body.clone());
        *request.method_mut() = call.method.clone();
        *request.headers_mut() = call.headers.clone();
        match call.url.as_str().parse() {
            Ok(uri) => *request.uri_mut() = uri,
            Err(_) => return Attempt::failed(call, UnknownReason::Failed, "the address is no URI"),
        }
        if let Err(error) = dialect.sign(call, &mut request).await {
            let reason = match error {
                SignError::NoCredential(_) | SignError::Refused(_) => UnknownReason::Unauthenticated,
                SignError::Unreachable(_) => UnknownReason::Unreachable,
            };
            return Attempt::failed(call, reason, error.to_string());
        }
        self.observer.record(call, |count| count.calls += 1);
        tracing::debug!(cloud = %call.cloud, service = call.service, operation = %call.operation, "call");
        match self.wire.send(request).await {
            Ok(answer) => self.judged(dialect, call, key, answer),
            Err(error) => {
                let reason = match error {
                    WireError::TimedOut => UnknownReason::TimedOut,
                    WireError::Cut | WireError::TooLarge(_) => UnknownReason::Garbled,
                    WireError::Unreachable(_) => UnknownReason::Unreachable,
                    WireError::Insecure(_) => {
                        return Attempt::failed(call, UnknownReason::Failed, error.to_string());
                    }
                };
                let error = CallError::of(call, reason, error.to_string());
                // Whether a request without an answer was carried out cannot be known.
                if call.safety == Safety::Once { Attempt::Failed(error) } else { Attempt::Again(error) }
            }
        }
    }

    fn judged(&self, dialect: &dyn Dialect, call: &Call, key: &BudgetKey, answer: Answer) -> Attempt {
        if let Some((remaining, resets)) = quota(&answer) {
            self.budgets.quota(key, remaining, resets, Instant::now());
        }
        let status = answer.status.as_u16();
        let error = |reason, code: String, detail: &str| CallError {
            code,
            status,
            ..CallError::of(call, reason, detail)
        };
        match dialect.judge(call, &answer) {
            Verdict::Fine => {
                self.budgets.answered(key);
                Attempt::Done(Some(answer))
            }
            Verdict::Absent { .. } => {
                self.budgets.answered(key);
                Attempt::Done(None)
            }
            // The provider refused before it acted, so even a write can be repeated.
            Verdict::Throttled(retry_after) => {
                self.observer.record(call, |count| count.throttled += 1);
                let retry_after = retry_after.or_else(|| told_to_wait(&answer));
                self.budgets.throttled(key, retry_after, Instant::now());
                Attempt::Again(error(UnknownReason::Throttled, String::new(), "the provider throttles"))
            }
            Verdict::Unavailable => {
                let detail = String::from_utf8_lossy(&answer.body);
                let error = error(UnknownReason::Failed, String::new(), &detail);
                if call.safety == Safety::Once { Attempt::Failed(error) } else { Attempt::Again(error) }
            }
            Verdict::Unspoken => {
                if let Ok(mut unspoken) = self.unspoken.lock() {
                    unspoken.insert((key.clone(), call.operation.to_string()));
                }
                Attempt::Failed(error(UnknownReason::Failed, String::new(), UNSPOKEN))
            }
            Verdict::Garbled => {
                let error =
                    error(UnknownReason::Garbled, String::new(), "the answer is not what the API describes");
                if call.safety == Safety::Once { Attempt::Failed(error) } else { Attempt::Again(error) }
            }
            Verdict::Denied { code, detail } => Attempt::Failed(error(UnknownReason::Denied, code, &detail)),
            Verdict::Unauthenticated { code, detail } => {
                Attempt::Failed(error(UnknownReason::Unauthenticated, code, &detail))
            }
            Verdict::Refused { code, detail } => Attempt::Failed(error(UnknownReason::Failed, code, &detail)),
        }
    }

    /// What answers on this machine is not the provider, whose rates say nothing about it.
    fn pacing(&self, dialect: &dyn Dialect, call: &Call) -> Pacing {
        let known = match self.options.rates {
            Rates::Documented => true,
            Rates::Learnt => false,
            Rates::ByAddress => !is_loopback(&call.url),
        };
        if known { Pacing::Known(dialect.pace(call.service)) } else { Pacing::Learnt }
    }

    fn is_unspoken(&self, key: &BudgetKey, call: &Call) -> bool {
        let wanted = (key.clone(), call.operation.to_string());
        self.unspoken.lock().is_ok_and(|unspoken| unspoken.contains(&wanted))
    }

    /// Between half and all of what doubles with each repetition, so that callers that failed together do not come
    /// back together.
    fn pause(&self, attempt: u32) -> Duration {
        let full = self.options.backoff.saturating_mul(1 << attempt.min(8).saturating_sub(1));
        let mut byte = [0u8; 2];
        // Without randomness the wait is merely the longest.
        let share = match aws_lc_rs::rand::fill(&mut byte) {
            Ok(()) => f64::from(u16::from_le_bytes(byte)) / 65_536.0,
            Err(_) => 1.0,
        };
        full.mul_f64(0.5 + share / 2.0)
    }
}

const UNSPOKEN: &str = "the endpoint does not have this operation";

enum Attempt {
    Done(Option<Answer>),
    Again(CallError),
    Failed(CallError),
}

impl Attempt {
    fn failed(call: &Call, reason: UnknownReason, detail: impl Into<String>) -> Attempt {
        Attempt::Failed(CallError::of(call, reason, detail))
    }
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost",
        None => false,
    }
}

/// `Retry-After` in seconds (RFC 9110 §10.2.3), or Azure's `x-ms-user-quota-resets-after` (`hh:mm:ss`).
fn told_to_wait(answer: &Answer) -> Option<Duration> {
    const LONGEST: u64 = 120;
    let seconds =
        answer.header("retry-after").trim().parse::<f64>().ok().filter(|s| s.is_finite() && *s >= 0.0);
    let told = seconds.map(Duration::from_secs_f64).or_else(|| quota(answer).map(|(_, resets)| resets))?;
    Some(told.min(Duration::from_secs(LONGEST)))
}

fn quota(answer: &Answer) -> Option<(u32, Duration)> {
    let resets = answer.header("x-ms-user-quota-resets-after");
    let mut parts = resets.split(':').map(|part| part.parse::<u64>().ok());
    let (hours, minutes, seconds) = (parts.next()??, parts.next()??, parts.next()??);
    let remaining = answer.header("x-ms-user-quota-remaining").parse().unwrap_or(0);
    let seconds = hours.min(1) * 3_600 + minutes.min(60) * 60 + seconds.min(60);
    Some((remaining, Duration::from_secs(seconds)))
}
