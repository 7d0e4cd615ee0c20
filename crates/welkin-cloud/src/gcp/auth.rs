use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use http::{HeaderValue, Request};
use tokio::sync::Mutex;
use tokio::time::Instant;

use super::credential::{Credentials, Granted};
use super::grant::{now, sensitive};
use super::judge::judge;
use crate::transport::{Answer, Call, Dialect, Pace, Secret, SignError, Verdict};

/// Puts an access token on each call.
#[derive(Debug)]
pub(super) struct Signer {
    credentials: Credentials,
    /// One renewal at a time.
    kept: Mutex<Kept>,
}

#[derive(Debug, Default)]
enum Kept {
    #[default]
    Nothing,
    Granted(Granted),
    /// Calls that waited for the same renewal share its failure.
    Failed(SignError, Instant),
}

/// Tokens are renewed this long before they end, in seconds.
const BEFORE: i64 = 120;
const FAILURE_LASTS: Duration = Duration::from_secs(10);

impl Signer {
    pub(super) fn new(credentials: Credentials) -> Signer {
        Signer { credentials, kept: Mutex::default() }
    }

    pub(super) async fn granted(&self) -> Result<Granted, SignError> {
        let mut kept = self.kept.lock().await;
        match &*kept {
            Kept::Granted(granted) if granted.token.until - BEFORE > now() => return Ok(granted.clone()),
            Kept::Failed(error, at) if at.elapsed() < FAILURE_LASTS => return Err(error.clone()),
            _ => {}
        }
        let granted = self.credentials.granted().await;
        *kept = match &granted {
            Ok(granted) => Kept::Granted(granted.clone()),
            Err(error) => Kept::Failed(error.clone(), Instant::now()),
        };
        granted
    }
}

#[async_trait]
impl Dialect for Signer {
    async fn sign(&self, _call: &Call, request: &mut Request<Bytes>) -> Result<(), SignError> {
        let Granted { token, quota_project, .. } = self.granted().await?;
        let bearer = Secret::new(format!("Bearer {}", token.secret.reveal()));
        let headers = request.headers_mut();
        headers.insert("authorization", sensitive(&bearer)?);
        if let Some(project) = quota_project
            && let Ok(project) = HeaderValue::from_str(&project)
        {
            headers.insert("x-goog-user-project", project);
        }
        Ok(())
    }

    fn judge(&self, call: &Call, answer: &Answer) -> Verdict {
        judge(call, answer)
    }

    fn pace(&self, service: &str) -> Pace {
        pace(service)
    }
}

/// Documented per minute: Cloud Asset Inventory 800 lists an organisation and 100 a project, Vertex AI 600, the others
/// 600 and more. Throttling lowers what is too fast for one project.
fn pace(service: &str) -> Pace {
    match service {
        "cloudasset" => Pace { per_second: 10.0, burst: 60.0 },
        _ => Pace { per_second: 10.0, burst: 100.0 },
    }
}
