use std::path::{Path, PathBuf};
use std::sync::Arc;

use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der};
use aws_lc_rs::rsa::{KeyPair, KeySize};
use aws_lc_rs::signature::{KeyPair as _, RSA_PKCS1_2048_8192_SHA256, UnparsedPublicKey};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use serde_json::{Value, json};
use url::Url;

use super::Scripted;
use crate::environment::Environment;
use crate::gcp::auth::Signer;
use crate::gcp::credential::{Credentials, Granted};
use crate::gcp::grant::{Grants, SCOPE};
use crate::platform;
use crate::transport::{Endpoints, SignError, Wire};

struct Place {
    folder: tempfile::TempDir,
    wire: Arc<Scripted>,
    endpoints: Endpoints,
}

impl Place {
    fn new(wire: Scripted) -> Place {
        Place { folder: tempfile::tempdir().unwrap(), wire: Arc::new(wire), endpoints: Endpoints::default() }
    }

    fn write(&self, name: &str, content: &str) -> String {
        let path = self.folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, content).unwrap();
        path.display().to_string()
    }

    fn signer(&self, variables: &[(&str, &str)]) -> Signer {
        let variables = variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        let home: Option<PathBuf> = Some(self.folder.path().to_owned());
        let environment = Environment::new(variables, home);
        let wire: Arc<dyn Wire> = Arc::clone(&self.wire) as Arc<dyn Wire>;
        let context = platform::context(&environment, &self.endpoints, Arc::clone(&wire));
        let grants = Grants { wire, endpoints: self.endpoints.clone() };
        Signer::new(Credentials::new(environment, context, grants))
    }

    async fn granted(&self, variables: &[(&str, &str)]) -> Result<Granted, SignError> {
        self.signer(variables).granted().await
    }

    async fn of_file(&self, document: &Value) -> Result<Granted, SignError> {
        let path = self.write("credential.json", &document.to_string());
        self.granted(&[("GOOGLE_APPLICATION_CREDENTIALS", &path)]).await
    }
}

const TOKEN: &str = "http://127.0.0.1:1/token";

fn token(text: &str) -> Value {
    json!({"access_token": text, "expires_in": 3_599, "token_type": "Bearer"})
}

fn revealed(granted: Result<Granted, SignError>) -> String {
    granted.unwrap().token.secret.reveal().to_owned()
}

fn rsa() -> (KeyPair, String) {
    let pair = KeyPair::generate(KeySize::Rsa2048).unwrap();
    let der = AsDer::<Pkcs8V1Der<'_>>::as_der(&pair).unwrap();
    let pem = format!(
        "-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----\n",
        STANDARD.encode(der.as_ref())
    );
    (pair, pem)
}

#[tokio::test(start_paused = true)]
async fn the_key_of_a_service_account_signs_an_assertion_for_its_token_endpoint() {
    let place = Place::new(Scripted::default().on(TOKEN, 200, &token("t")));
    let (pair, pem) = rsa();
    let granted = place
        .of_file(&json!({
            "type": "service_account", "client_email": "a@p.iam.gserviceaccount.com", "private_key": pem,
            "private_key_id": "k1", "token_uri": TOKEN, "project_id": "p",
        }))
        .await;
    assert_eq!(granted.as_ref().unwrap().project.as_deref(), Some("p"));
    assert_eq!(revealed(granted), "t");
    assert_eq!(place.wire.sent(0, "grant_type"), "urn:ietf:params:oauth:grant-type:jwt-bearer");
    let assertion = place.wire.sent(0, "assertion");
    let (message, signature) = assertion.rsplit_once('.').unwrap();
    let signature = URL_SAFE_NO_PAD.decode(signature).unwrap();
    UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, pair.public_key().as_ref())
        .verify(message.as_bytes(), &signature)
        .unwrap();
    let part = |at: usize| -> Value {
        serde_json::from_slice(&URL_SAFE_NO_PAD.decode(message.split('.').nth(at).unwrap()).unwrap()).unwrap()
    };
    assert_eq!((part(0)["alg"].as_str(), part(0)["kid"].as_str()), (Some("RS256"), Some("k1")));
    let claims = part(1);
    assert_eq!(claims["aud"], TOKEN);
    assert_eq!(claims["scope"], SCOPE);
    assert_eq!(claims["iss"], "a@p.iam.gserviceaccount.com");
    assert_eq!(claims["exp"].as_i64().unwrap() - claims["iat"].as_i64().unwrap(), 3_600);
}

#[tokio::test(start_paused = true)]
async fn a_person_refreshes_and_pays_by_a_quota_project() {
    let place = Place::new(Scripted::default().on(TOKEN, 200, &token("t")));
    let granted = place
        .of_file(&json!({
            "type": "authorized_user", "client_id": "c", "client_secret": "s", "refresh_token": "r",
            "token_uri": TOKEN, "quota_project_id": "billing",
        }))
        .await;
    assert_eq!(granted.as_ref().unwrap().quota_project.as_deref(), Some("billing"));
    assert_eq!(revealed(granted), "t");
    let sent =
        ["grant_type", "refresh_token", "client_id", "client_secret"].map(|field| place.wire.sent(0, field));
    assert_eq!(sent, ["refresh_token", "r", "c", "s"]);
}

#[tokio::test(start_paused = true)]
async fn an_outside_token_is_exchanged_and_a_service_account_impersonated() {
    let sts = "http://127.0.0.1:1/sts/v1/token";
    let account = "http://127.0.0.1:1/iamcredentials/v1/projects/-/serviceAccounts/a@p.iam.gserviceaccount.com:generateAccessToken";
    let wire = Scripted::default().on(sts, 200, &token("federated")).on(
        account,
        200,
        &json!({"accessToken": "impersonated", "expireTime": "2126-11-28T12:00:00Z"}),
    );
    let mut place = Place::new(wire);
    // As `gcloud iam workload-identity-pools create-cred-config` writes it, without a format.
    let subject = place.write("subject.jwt", "outside\n");
    let document = json!({
        "type": "external_account", "audience": "//iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/w/providers/w",
        "subject_token_type": "urn:ietf:params:oauth:token-type:jwt", "token_url": "https://sts.googleapis.com/v1/token",
        "service_account_impersonation_url": "https://iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/a@p.iam.gserviceaccount.com:generateAccessToken",
        "service_account_impersonation": {"token_lifetime_seconds": 900},
        "credential_source": {"file": subject},
    });
    place.endpoints = Endpoints::default().with_all(Url::parse("http://127.0.0.1:1").ok());
    assert_eq!(revealed(place.of_file(&document).await), "impersonated");
    assert_eq!(place.wire.asked(), [sts, account]);
    assert_eq!(place.wire.sent(0, "subject_token"), "outside");
    assert_eq!(place.wire.header(0, "authorization"), "");
    assert_eq!(place.wire.header(1, "authorization"), "Bearer federated");
    assert_eq!(place.wire.sent(1, "lifetime"), "900s");
}

#[tokio::test(start_paused = true)]
async fn a_credential_may_rest_on_another() {
    let url = "http://127.0.0.1:1/as";
    let wire =
        Scripted::default().on(TOKEN, 200, &token("source")).on(url, 200, &json!({"accessToken": "target"}));
    let place = Place::new(wire);
    let document = json!({
        "type": "impersonated_service_account", "service_account_impersonation_url": url,
        "delegates": ["projects/-/serviceAccounts/b@p.iam.gserviceaccount.com"],
        "source_credentials": {"type": "authorized_user", "client_id": "c", "client_secret": "s", "refresh_token": "r", "token_uri": TOKEN},
    });
    assert_eq!(revealed(place.of_file(&document).await), "target");
    assert_eq!(place.wire.header(1, "authorization"), "Bearer source");
    assert!(place.wire.sent(1, "delegates").contains("b@p.iam"));
}

#[tokio::test(start_paused = true)]
async fn a_machine_asks_its_metadata_server() {
    let base = "http://127.0.0.1:9/computeMetadata/v1/";
    let wire = Scripted::default()
        .on(&format!("{base}instance/service-accounts/default/token"), 200, &token("machine"))
        .then(&format!("{base}project/project-id"), Ok((200, "p".to_owned())));
    let place = Place::new(wire);
    let granted = place.granted(&[("GCE_METADATA_HOST", "127.0.0.1:9")]).await;
    assert_eq!(granted.as_ref().unwrap().project.as_deref(), Some("p"));
    assert_eq!(revealed(granted), "machine");
    assert_eq!(place.wire.header(0, "metadata-flavor"), "Google");
}

#[tokio::test(start_paused = true)]
async fn what_gcloud_reads_is_read_in_its_order() {
    let place = Place::new(Scripted::default().on(TOKEN, 200, &token("well-known")));
    let file = json!({"type": "authorized_user", "client_id": "c", "refresh_token": "r", "token_uri": TOKEN});
    place.write(".config/gcloud/application_default_credentials.json", &file.to_string());
    assert_eq!(revealed(place.granted(&[]).await), "well-known");
    let path = place.write("token", "from-file\n");
    assert_eq!(revealed(place.granted(&[("CLOUDSDK_AUTH_ACCESS_TOKEN_FILE", &path)]).await), "from-file");
    let variables =
        [("CLOUDSDK_AUTH_ACCESS_TOKEN", "given"), ("CLOUDSDK_AUTH_ACCESS_TOKEN_FILE", path.as_str())];
    assert_eq!(revealed(place.granted(&variables).await), "given");
    let elsewhere = place.folder.path().join("nowhere").display().to_string();
    let none = place.granted(&[("CLOUDSDK_CONFIG", &elsewhere), ("NO_GCE_CHECK", "true")]).await;
    assert!(
        matches!(none, Err(SignError::NoCredential(text)) if text.contains("GOOGLE_APPLICATION_CREDENTIALS"))
    );
}

#[tokio::test(start_paused = true)]
async fn gcloud_may_be_told_to_act_as_an_account() {
    let mut place =
        Place::new(Scripted::default().on("http://127.0.0.1:1/", 200, &json!({"accessToken": "b"})));
    place.endpoints = Endpoints::default().with_all(Url::parse("http://127.0.0.1:1").ok());
    let variables =
        [("CLOUDSDK_AUTH_ACCESS_TOKEN", "a"), ("CLOUDSDK_AUTH_IMPERSONATE_SERVICE_ACCOUNT", "d@p,b@p")];
    assert_eq!(revealed(place.granted(&variables).await), "b");
    assert!(
        place.wire.asked()[0]
            .ends_with("/iamcredentials/v1/projects/-/serviceAccounts/b@p:generateAccessToken")
    );
    assert!(place.wire.sent(0, "delegates").contains("serviceAccounts/d@p"));
}

#[tokio::test(start_paused = true)]
async fn what_is_wrong_is_said_without_the_secret() {
    let refused = json!({"error": "invalid_grant", "error_description": "Invalid JWT Signature."});
    let place = Place::new(Scripted::default().on(TOKEN, 400, &refused));
    let user = json!({"type": "authorized_user", "client_id": "c", "client_secret": "s3cret", "refresh_token": "r3fresh", "token_uri": TOKEN});
    let error = place.of_file(&user).await.unwrap_err();
    assert!(
        matches!(&error, SignError::Refused(text) if text.contains("invalid_grant: Invalid JWT Signature.")),
        "{error}"
    );
    for (document, what) in [
        (
            json!({"type": "service_account", "private_key": "no key at all", "token_uri": TOKEN}),
            "no RSA key",
        ),
        (json!({"type": "gdch_service_account"}), "no type of credential"),
        (json!({"type": "authorized_user"}), "`refresh_token` is missing"),
        (json!("text"), "no type of credential"),
    ] {
        let error = place.of_file(&document).await.unwrap_err().to_string();
        assert!(error.contains(what), "{error}");
        assert!(!error.contains("s3cret") && !error.contains("no key at all"), "{error}");
    }
    let missing = Path::new("nowhere").join("x.json").display().to_string();
    assert!(place.granted(&[("GOOGLE_APPLICATION_CREDENTIALS", &missing)]).await.is_err());
    let granted = place.granted(&[("CLOUDSDK_AUTH_ACCESS_TOKEN", "s3cret")]).await;
    assert!(!format!("{granted:?}").contains("s3cret"));
}

#[tokio::test(start_paused = true)]
async fn tokens_are_kept_until_shortly_before_they_end() {
    let short = json!({"access_token": "short", "expires_in": 60});
    let place = Place::new(Scripted::default().on(TOKEN, 200, &token("long")).on(TOKEN, 200, &short));
    let file = json!({"type": "authorized_user", "client_id": "c", "refresh_token": "r", "token_uri": TOKEN});
    let path = place.write("user.json", &file.to_string());
    let signer = place.signer(&[("GOOGLE_APPLICATION_CREDENTIALS", &path)]);
    let (a, b) = futures::future::join(signer.granted(), signer.granted()).await;
    assert_eq!((revealed(a), revealed(b)), ("long".to_owned(), "long".to_owned()));
    assert_eq!(place.wire.asked().len(), 1);
    let signer = place.signer(&[("GOOGLE_APPLICATION_CREDENTIALS", &path)]);
    for _ in 0..3 {
        assert_eq!(revealed(signer.granted().await), "short");
    }
    assert_eq!(place.wire.asked().len(), 4);
}

#[tokio::test(start_paused = true)]
async fn a_token_service_that_fails_is_asked_again_and_its_failure_is_shared() {
    let place = Place::new(Scripted::default().on(TOKEN, 503, &json!({})).on(TOKEN, 429, &json!({})).on(
        TOKEN,
        200,
        &token("t"),
    ));
    let file = json!({"type": "authorized_user", "client_id": "c", "refresh_token": "r", "token_uri": TOKEN});
    assert_eq!(revealed(place.of_file(&file).await), "t");
    let place = Place::new(Scripted::default().on(TOKEN, 500, &json!({})));
    let path = place.write("user.json", &file.to_string());
    let signer = place.signer(&[("GOOGLE_APPLICATION_CREDENTIALS", &path)]);
    let (a, b) = futures::future::join(signer.granted(), signer.granted()).await;
    assert!(matches!(a, Err(SignError::Unreachable(_))) && b.is_err());
    assert_eq!(place.wire.asked().len(), 3);
}
