use std::sync::Mutex as Shared;
use std::sync::atomic::{AtomicI64, Ordering};

use http::{HeaderMap, StatusCode};
use serde_json::json;
use url::Url;
use welkin_model::Cloud;

use super::super::assertion::made_up;
use super::super::credential::sources;
use super::*;
use crate::environment::Environment;
use crate::platform;
use crate::transport::Endpoints;

/// Answers token requests in turn, and keeps what was asked.
#[derive(Debug, Default)]
struct Tokens {
    answers: Shared<Vec<Result<(u16, Value), WireError>>>,
    asked: Shared<Vec<(String, String)>>,
}

#[async_trait]
impl Wire for Tokens {
    async fn send(&self, request: Request<Bytes>) -> Result<Answer, WireError> {
        let body = String::from_utf8_lossy(request.body()).into_owned();
        self.asked.lock().unwrap().push((request.uri().to_string(), body));
        let mut answers = self.answers.lock().unwrap();
        let (status, body) = match answers.len() {
            0 => (200, json!({"access_token": "granted", "expires_in": 3_600})),
            _ => answers.remove(0)?,
        };
        let status = StatusCode::from_u16(status).unwrap();
        Ok(Answer { status, headers: HeaderMap::new(), body: body.to_string().into() })
    }
}

static NOW: AtomicI64 = AtomicI64::new(1_000);

fn bearer(
    variables: &[(&str, &str)],
    answers: Vec<Result<(u16, Value), WireError>>,
) -> (Bearer, Arc<Tokens>) {
    let variables = variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    let environment = Environment::new(variables, None);
    let tokens = Arc::new(Tokens { answers: Shared::new(answers), asked: Shared::default() });
    let wire: Arc<dyn Wire> = Arc::clone(&tokens) as Arc<_>;
    let endpoints = Endpoints::default();
    let places = Places::new(&environment, &endpoints).unwrap();
    let context = platform::context(&environment, &endpoints, Arc::clone(&wire));
    let clock = || NOW.load(Ordering::Relaxed);
    (Bearer::new(context, wire, places, sources(&environment), clock), tokens)
}

const SECRET: [(&str, &str); 3] =
    [("AZURE_TENANT_ID", "tenant"), ("AZURE_CLIENT_ID", "client"), ("AZURE_CLIENT_SECRET", "s&cret")];

async fn signed(bearer: &Bearer, service: &'static str) -> Result<String, SignError> {
    let call = Call::get(Cloud::Azure, service, Url::parse("https://management.azure.com/x").unwrap());
    let mut request = Request::new(Bytes::new());
    bearer.sign(&call, &mut request).await?;
    Ok(request.headers()[AUTHORIZATION].to_str().unwrap().to_owned())
}

fn asked(tokens: &Tokens) -> Vec<(String, String)> {
    tokens.asked.lock().unwrap().clone()
}

#[tokio::test(start_paused = true)]
async fn a_secret_gives_one_token_for_each_audience_until_it_runs_out() {
    let (bearer, tokens) = bearer(&SECRET, Vec::new());
    for _ in 0..3 {
        assert_eq!(signed(&bearer, "resource-manager").await.unwrap(), "Bearer granted");
        signed(&bearer, "resource-graph").await.unwrap();
        signed(&bearer, "graph").await.unwrap();
    }
    let first = asked(&tokens);
    assert_eq!(first.len(), 2, "one for each audience");
    assert_eq!(first[0].0, "https://login.microsoftonline.com/tenant/oauth2/v2.0/token");
    assert!(first[0].1.contains("scope=https%3A%2F%2Fmanagement.azure.com%2F.default"), "{}", first[0].1);
    assert!(first[0].1.contains("client_secret=s%26cret"));
    assert!(first[1].1.contains("scope=https%3A%2F%2Fgraph.microsoft.com%2F.default"));
    tokio::time::advance(Duration::from_secs(3_301)).await;
    signed(&bearer, "resource-manager").await.unwrap();
    assert_eq!(asked(&tokens).len(), 3, "renewed before it runs out");
}

#[tokio::test]
async fn a_certificate_and_a_federated_token_are_assertions() {
    let folder = std::env::temp_dir().join(format!("welkin-azure-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let (pem, jwt) = (folder.join("app.pem"), folder.join("token.jwt"));
    std::fs::write(&pem, made_up()).unwrap();
    std::fs::write(&jwt, "header.claims.signature\n").unwrap();
    for (name, path, expect) in [
        ("AZURE_CLIENT_CERTIFICATE_PATH", &pem, "client_assertion=ey"),
        ("AZURE_FEDERATED_TOKEN_FILE", &jwt, "client_assertion=header.claims.signature"),
    ] {
        let (bearer, tokens) = bearer(&[SECRET[0], SECRET[1], (name, path.to_str().unwrap())], Vec::new());
        signed(&bearer, "resource-manager").await.unwrap();
        let body = asked(&tokens)[0].1.clone();
        assert!(body.contains(expect) && body.contains("jwt-bearer"), "{name}");
    }
    std::fs::remove_dir_all(&folder).unwrap();
    let (bearer, _) =
        bearer(&[SECRET[0], SECRET[1], ("AZURE_FEDERATED_TOKEN_FILE", "/nowhere/token")], Vec::new());
    let error = bearer.by_proof(&bearer.sources[0], "https://x").await.unwrap_err();
    assert!(matches!(error, SignError::NoCredential(_)), "{error}");
}

#[tokio::test]
async fn a_machine_is_asked_without_a_secret() {
    let variables = [("IDENTITY_ENDPOINT", "http://127.0.0.1:41/token"), ("IDENTITY_HEADER", "proof")];
    let answer = json!({"access_token": "of the machine", "expires_on": "4600"});
    let (bearer, tokens) = bearer(&variables, vec![Ok((200, answer))]);
    assert_eq!(signed(&bearer, "graph").await.unwrap(), "Bearer of the machine");
    assert!(
        asked(&tokens)[0]
            .0
            .starts_with("http://127.0.0.1:41/token?api-version=2019-08-01&resource=https%3A%2F%2Fgraph")
    );
}

#[tokio::test(start_paused = true)]
async fn what_entra_refuses_is_said_without_the_secret_and_not_asked_again_at_once() {
    let refusal = json!({"error": "invalid_client", "error_description": "AADSTS7000215: Invalid client secret provided. Trace ID: x"});
    let (bearer, tokens) = bearer(&SECRET, vec![Ok((401, refusal))]);
    let error = signed(&bearer, "resource-manager").await.unwrap_err().to_string();
    assert_eq!(error, "Entra refuses: AADSTS7000215: Invalid client secret provided.");
    signed(&bearer, "resource-manager").await.unwrap_err();
    assert_eq!(asked(&tokens).len(), 1, "the failure stands for a while");
    tokio::time::advance(FAILURE_STANDS + Duration::from_secs(1)).await;
    signed(&bearer, "resource-manager").await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_token_endpoint_that_fails_is_asked_again() {
    let fails = || Ok((503, json!({})));
    let (good, tokens) = bearer(&SECRET, vec![fails(), Err(WireError::TimedOut)]);
    assert_eq!(signed(&good, "resource-manager").await.unwrap(), "Bearer granted");
    assert_eq!(asked(&tokens).len(), 3);
    let (bad, _) = bearer(&SECRET, vec![fails(), fails(), fails()]);
    assert!(matches!(signed(&bad, "resource-manager").await, Err(SignError::Unreachable(_))));
}

#[tokio::test]
async fn nothing_prints_what_proves() {
    let (bearer, _) = bearer(&SECRET, Vec::new());
    signed(&bearer, "resource-manager").await.unwrap();
    let shown = format!("{bearer:?}");
    assert!(!shown.contains("s&cret") && !shown.contains("granted"), "{shown}");
}
