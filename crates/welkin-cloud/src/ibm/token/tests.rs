use std::sync::Mutex as StdMutex;

use async_trait::async_trait;
use http::{HeaderMap, StatusCode};
use url::Url;

use super::*;
use crate::environment::Environment;
use crate::transport::WireError;

/// Answers in turn, and keeps what was asked.
#[derive(Debug, Default)]
struct Fake {
    asked: StdMutex<Vec<(String, String)>>,
    answers: StdMutex<Vec<(u16, String)>>,
}

#[async_trait]
impl Wire for Fake {
    async fn send(&self, request: Request<Bytes>) -> Result<Answer, WireError> {
        let body = String::from_utf8_lossy(request.body()).into_owned();
        self.asked.lock().unwrap().push((request.uri().path().to_owned(), body));
        let mut answers = self.answers.lock().unwrap();
        if answers.is_empty() {
            return Err(WireError::TimedOut);
        }
        let (status, body) = answers.remove(0);
        let status = StatusCode::from_u16(status).unwrap();
        Ok(Answer { status, headers: HeaderMap::new(), body: Bytes::from(body) })
    }
}

fn given(answers: &[(u16, &str)], variables: &[(&str, &str)]) -> (Arc<Fake>, Tokens) {
    let fake = Arc::new(Fake::default());
    *fake.answers.lock().unwrap() = answers.iter().map(|(s, b)| (*s, (*b).to_owned())).collect();
    let variables = variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    let sources = Sources::new(&Environment::new(variables, None));
    let endpoints = Endpoints::default().with_all(Url::parse("http://127.0.0.1:1").ok());
    let wire: Arc<dyn Wire> = Arc::clone(&fake) as Arc<dyn Wire>;
    (fake, Tokens::new(wire, endpoints, sources))
}

const GIVEN: &str = r#"{"access_token":"one","expires_in":3600}"#;
const SECOND: &str = r#"{"access_token":"two","expires_in":3600}"#;

#[tokio::test(start_paused = true)]
async fn a_key_is_exchanged_once_until_the_token_is_nearly_spent() {
    let (fake, tokens) = given(&[(200, GIVEN), (200, SECOND)], &[("IBMCLOUD_API_KEY", "key+")]);
    assert_eq!(tokens.token().await.unwrap().reveal(), "one");
    assert_eq!(tokens.token().await.unwrap().reveal(), "one");
    tokio::time::advance(Duration::from_secs(3_000)).await;
    assert_eq!(tokens.token().await.unwrap().reveal(), "two");
    let asked = fake.asked.lock().unwrap().clone();
    assert_eq!(asked.len(), 2);
    assert_eq!(asked[0].0, "/iam/identity/token");
    assert!(asked[0].1.ends_with("%3Aapikey&apikey=key%2B"), "{}", asked[0].1);
}

#[tokio::test(start_paused = true)]
async fn a_profile_is_assumed_with_the_keys_own_token() {
    let variables = [("IC_API_KEY", "key"), ("IBMCLOUD_IAM_PROFILE_ID", "Profile-1")];
    let (fake, tokens) = given(&[(200, GIVEN), (200, SECOND)], &variables);
    assert_eq!(tokens.token().await.unwrap().reveal(), "two");
    let asked = fake.asked.lock().unwrap().clone();
    assert!(asked[1].1.contains("%3Aassume&access_token=one&profile_id=Profile%2D1"), "{}", asked[1].1);
}

#[tokio::test(start_paused = true)]
async fn a_compute_resource_proves_itself_and_names_a_profile() {
    let variables = [("IBMCLOUD_CR_TOKEN", "proof"), ("IBMCLOUD_IAM_PROFILE_NAME", "p")];
    let (fake, tokens) = given(&[(200, GIVEN)], &variables);
    assert_eq!(tokens.token().await.unwrap().reveal(), "one");
    assert!(fake.asked.lock().unwrap()[0].1.contains("cr_token=proof&profile_name=p"));
    let (_, tokens) = given(&[], &[("IBMCLOUD_CR_TOKEN", "proof")]);
    let error = tokens.token().await.unwrap_err().to_string();
    assert!(error.contains("IBMCLOUD_IAM_PROFILE_ID") && !error.contains("proof"), "{error}");
}

#[tokio::test(start_paused = true)]
async fn an_instance_asks_its_metadata_service() {
    let (fake, tokens) = given(&[(200, GIVEN), (200, SECOND)], &[("IC_IAM_PROFILE_ID", "Profile-1")]);
    assert_eq!(tokens.token().await.unwrap().reveal(), "two");
    let asked = fake.asked.lock().unwrap().clone();
    assert_eq!(asked[0].0, "/metadata/identity/v1/token");
    assert_eq!(
        asked[1],
        (
            "/metadata/identity/v1/iam_tokens".to_owned(),
            r#"{"trusted_profile":{"id":"Profile-1"}}"#.to_owned()
        )
    );
}

#[tokio::test(start_paused = true)]
async fn without_any_source_the_error_names_them() {
    let (_, tokens) = given(&[], &[]);
    let error = tokens.token().await.unwrap_err();
    assert!(matches!(&error, SignError::NoCredential(text) if text.contains("IBMCLOUD_API_KEY")), "{error}");
}

#[tokio::test(start_paused = true)]
async fn a_refusal_names_the_code_and_is_not_repeated_at_once() {
    let refused = r#"{"errorCode":"BXNIM0415E","errorMessage":"Provided API key could not be found."}"#;
    let (fake, tokens) = given(&[(400, refused), (200, GIVEN)], &[("IBMCLOUD_API_KEY", "secret-key")]);
    for _ in 0..2 {
        let error = tokens.token().await.unwrap_err().to_string();
        assert!(error.contains("BXNIM0415E") && !error.contains("secret-key"), "{error}");
    }
    assert_eq!(fake.asked.lock().unwrap().len(), 1);
    tokio::time::advance(REFUSED).await;
    assert_eq!(tokens.token().await.unwrap().reveal(), "one");
}

#[tokio::test(start_paused = true)]
async fn a_busy_token_service_is_asked_again_a_few_times() {
    let (fake, tokens) = given(&[(429, ""), (500, ""), (200, GIVEN)], &[("IBMCLOUD_API_KEY", "key")]);
    assert_eq!(tokens.token().await.unwrap().reveal(), "one");
    assert_eq!(fake.asked.lock().unwrap().len(), 3);
    let (_, tokens) = given(&[], &[("IBMCLOUD_API_KEY", "key")]);
    assert!(matches!(tokens.token().await.unwrap_err(), SignError::Unreachable(_)));
}

#[tokio::test(start_paused = true)]
async fn an_answer_without_a_token_is_a_refusal() {
    let (_, tokens) = given(&[(200, "<html>")], &[("IBMCLOUD_API_KEY", "key")]);
    assert!(matches!(tokens.token().await.unwrap_err(), SignError::Refused(_)));
}

#[test]
fn the_account_is_among_the_claims() {
    let token = |claims: &str| format!("e30.{}.sig", URL_SAFE_NO_PAD.encode(claims));
    assert_eq!(account_of(&token(r#"{"account":{"bss":"abc1"}}"#)).as_deref(), Some("abc1"));
    for none in ["", "opaque", "a.b.c", &token("{}"), &token(r#"{"account":{"bss":"a/b"}}"#)] {
        assert_eq!(account_of(none), None, "{none}");
    }
}
