use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use aws_lc_rs::encoding::{AsDer as _, Pkcs8V1Der, PublicKeyX509Der};
use aws_lc_rs::rsa::{KeyPair, KeySize};
use aws_lc_rs::signature::{KeyPair as _, RSA_PKCS1_2048_8192_SHA256, UnparsedPublicKey};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use bytes::Bytes;
use http::{HeaderMap, Method, Request, StatusCode};
use jiff::Timestamp;
use serde_json::{Value, json};

use super::Signer;
use super::key::PrivateKey;
use super::signature::sign;
use crate::environment::Environment;
use crate::transport::{Answer, Endpoints, SignError, Wire, WireError};

const TENANCY: &str = "ocid1.tenancy.oc1..aaaatest";

/// A key in PEM, and its public half.
struct Drawn {
    pem: String,
    public: Vec<u8>,
}

fn drawn() -> Drawn {
    let pair = KeyPair::generate(KeySize::Rsa2048).unwrap();
    let der: Pkcs8V1Der<'_> = pair.as_der().unwrap();
    let public: PublicKeyX509Der<'_> = pair.public_key().as_der().unwrap();
    Drawn { pem: pem("PRIVATE KEY", der.as_ref()), public: public.as_ref().to_vec() }
}

fn pem(label: &str, der: &[u8]) -> String {
    format!("-----BEGIN {label}-----\n{}\n-----END {label}-----\n", STANDARD.encode(der))
}

fn token(claims: &Value) -> String {
    format!("e30.{}.c2ln", URL_SAFE_NO_PAD.encode(claims.to_string()))
}

fn later() -> i64 {
    Timestamp::now().as_second() + 3_600
}

/// Answers by path, and keeps what was asked.
#[derive(Debug, Default)]
struct Told {
    answers: BTreeMap<String, String>,
    asked: Mutex<Vec<Request<Bytes>>>,
}

#[async_trait]
impl Wire for Told {
    async fn send(&self, request: Request<Bytes>) -> Result<Answer, WireError> {
        let path = request.uri().path().to_owned();
        self.asked.lock().unwrap().push(request);
        let (status, body) = match self.answers.get(&path) {
            Some(body) => (StatusCode::OK, body.clone()),
            None => (StatusCode::NOT_FOUND, String::new()),
        };
        Ok(Answer { status, headers: HeaderMap::new(), body: Bytes::from(body) })
    }
}

/// A folder that is gone after the test.
struct Folder(std::path::PathBuf);

impl Folder {
    fn new(name: &str) -> Folder {
        let path = std::env::temp_dir().join(format!("welkin-oci-{name}-{}", std::process::id()));
        std::fs::create_dir_all(path.join(".oci")).unwrap();
        Folder(path)
    }

    fn write(&self, name: &str, text: &str) -> String {
        let path = self.0.join(name);
        std::fs::write(&path, text).unwrap();
        path.display().to_string()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        std::fs::remove_dir_all(&self.0).ok();
    }
}

fn signer(variables: &[(&str, &str)], home: Option<&Folder>, wire: Told) -> (Signer, Arc<Told>) {
    let variables = variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    let environment = Environment::new(variables, home.map(|folder| folder.0.clone()));
    let wire = Arc::new(wire);
    (Signer::new(&environment, &Endpoints::default(), Arc::clone(&wire) as _), wire)
}

async fn key_id(variables: &[(&str, &str)], home: Option<&Folder>) -> Result<String, SignError> {
    let (signer, _) = signer(variables, home, Told::default());
    signer.credential().await.map(|credential| credential.key_id.reveal().to_owned())
}

fn config(key: &str) -> String {
    format!(
        "[DEFAULT]\ntenancy={TENANCY}\nuser=ocid1.user.oc1..u\nfingerprint=aa:bb\nkey_file={key}\nregion=iad\n\n\
         [OTHER]\n# comment\nuser = ocid1.user.oc1..other\n"
    )
}

#[tokio::test]
async fn the_configuration_file_of_the_home_folder_has_profiles() {
    let folder = Folder::new("home");
    let key = folder.write("key.pem", &drawn().pem);
    folder.write(".oci/config", &config(&key));
    let of = |profile| vec![("OCI_CLI_PROFILE", profile)];
    assert_eq!(key_id(&[], Some(&folder)).await.unwrap(), format!("{TENANCY}/ocid1.user.oc1..u/aa:bb"));
    // What a profile lacks stands in DEFAULT.
    assert_eq!(
        key_id(&of("OTHER"), Some(&folder)).await.unwrap(),
        format!("{TENANCY}/ocid1.user.oc1..other/aa:bb")
    );
    let error = key_id(&of("NONE"), Some(&folder)).await.unwrap_err().to_string();
    assert!(error.contains("no profile NONE"), "{error}");
    let (signer, _) = signer(&[], Some(&folder), Told::default());
    assert_eq!(signer.place().await.unwrap(), (TENANCY.to_owned(), "us-ashburn-1".to_owned()));
}

#[tokio::test]
async fn variables_need_no_file_and_win_over_one() {
    let key = drawn().pem;
    let variables = [
        ("OCI_CLI_TENANCY", TENANCY),
        ("OCI_CLI_USER", "ocid1.user.oc1..v"),
        ("OCI_CLI_FINGERPRINT", "cc:dd"),
        ("OCI_CLI_KEY_CONTENT", key.as_str()),
        ("OCI_CLI_REGION", "eu-frankfurt-1"),
    ];
    let expect = format!("{TENANCY}/ocid1.user.oc1..v/cc:dd");
    assert_eq!(key_id(&variables, None).await.unwrap(), expect);
    let folder = Folder::new("both");
    folder.write(".oci/config", &config("/nowhere"));
    assert_eq!(key_id(&variables, Some(&folder)).await.unwrap(), expect);
}

#[tokio::test]
async fn a_session_token_stands_for_the_user() {
    let folder = Folder::new("session");
    let key = folder.write("key.pem", &drawn().pem);
    let token = token(&json!({"exp": later(), "tenant": "ocid1.tenancy.oc1..ttok"}));
    let file = folder.write("token", &format!("{token}\n"));
    folder.write(
        ".oci/config",
        &format!("[DEFAULT]\nkey_file={key}\nsecurity_token_file={file}\nregion=phx\n"),
    );
    let (signer, _) = signer(&[("OCI_CLI_AUTH", "security_token")], Some(&folder), Told::default());
    assert_eq!(signer.credential().await.unwrap().key_id.reveal(), format!("ST${token}"));
    assert_eq!(
        signer.place().await.unwrap(),
        ("ocid1.tenancy.oc1..ttok".to_owned(), "us-phoenix-1".to_owned())
    );
    // Without being told, a profile with a token and no user is a session.
    assert!(key_id(&[], Some(&folder)).await.unwrap().starts_with("ST$"));
}

#[tokio::test]
async fn a_resource_principal_is_in_variables_or_in_the_files_they_name() {
    let folder = Folder::new("resource");
    let (key, token) = (drawn().pem, token(&json!({"exp": later(), "res_tenant": TENANCY})));
    let (key_file, token_file) = (folder.write("k", &key), folder.write("t", &token));
    for (key, held) in [(&key, &token), (&key_file, &token_file)] {
        let variables = [
            ("OCI_RESOURCE_PRINCIPAL_VERSION", "2.2"),
            ("OCI_RESOURCE_PRINCIPAL_RPST", held.as_str()),
            ("OCI_RESOURCE_PRINCIPAL_PRIVATE_PEM", key.as_str()),
            ("OCI_RESOURCE_PRINCIPAL_REGION", "us-phoenix-1"),
        ];
        let (signer, _) = signer(&variables, None, Told::default());
        assert_eq!(signer.credential().await.unwrap().key_id.reveal(), format!("ST${token}"));
        assert_eq!(signer.place().await.unwrap(), (TENANCY.to_owned(), "us-phoenix-1".to_owned()));
    }
}

#[tokio::test]
async fn an_instance_exchanges_its_certificate_for_a_token_once() {
    let issued = token(&json!({"exp": later()}));
    let certificate = pem("CERTIFICATE", format!("..opc-tenant:{TENANCY}\u{1}..").as_bytes());
    let drawn = drawn();
    let answers = [
        ("/opc/v2/instance/region", "iad".to_owned()),
        ("/opc/v2/identity/cert.pem", certificate.clone()),
        ("/opc/v2/identity/intermediate.pem", certificate),
        ("/opc/v2/identity/key.pem", drawn.pem.clone()),
        ("/v1/x509", json!({ "token": issued }).to_string()),
    ];
    let answers = answers.map(|(path, body)| (path.to_owned(), body)).into();
    let (signer, wire) = signer(&[], None, Told { answers, ..Told::default() });
    for _ in 0..3 {
        assert_eq!(signer.credential().await.unwrap().key_id.reveal(), format!("ST${issued}"));
    }
    assert_eq!(signer.place().await.unwrap(), (TENANCY.to_owned(), "us-ashburn-1".to_owned()));
    let asked = wire.asked.lock().unwrap();
    assert_eq!(asked.len(), 5);
    let exchange = asked.last().unwrap();
    assert_eq!(exchange.uri().host(), Some("auth.us-ashburn-1.oraclecloud.com"));
    assert!(header(exchange, "authorization").contains(&format!("keyId=\"{TENANCY}/fed-x509/")));
    verify(exchange, &drawn.public);
}

#[tokio::test]
async fn what_cannot_be_used_is_said_without_the_secret() {
    let folder = Folder::new("wrong");
    let body = "c2VjcmV0c2VjcmV0";
    for (key, expect) in [
        (
            format!("-----BEGIN ENCRYPTED PRIVATE KEY-----\n{body}\n-----END ENCRYPTED PRIVATE KEY-----"),
            "passphrase",
        ),
        (
            format!(
                "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES\n\n{body}\n-----END RSA PRIVATE KEY-----"
            ),
            "passphrase",
        ),
        (format!("-----BEGIN PRIVATE KEY-----\n{body}\n-----END PRIVATE KEY-----"), "no RSA key"),
        (format!("-----BEGIN EC PRIVATE KEY-----\n{body}\n-----END EC PRIVATE KEY-----"), "EC PRIVATE KEY"),
        (body.to_owned(), "no private key"),
    ] {
        let file = folder.write("key.pem", &key);
        folder.write(".oci/config", &config(&file));
        let error = key_id(&[], Some(&folder)).await.unwrap_err().to_string();
        assert!(error.contains(expect) && !error.contains(body), "{error}");
    }
    let refused = key_id(&[("OCI_CLI_AUTH", "delegation_token")], None).await.unwrap_err().to_string();
    assert!(refused.contains("delegation_token"), "{refused}");
    let nothing = key_id(&[], None).await.unwrap_err().to_string();
    assert!(nothing.contains("OCI_CLI_"), "{nothing}");
}

#[tokio::test]
async fn an_expired_token_is_not_sent() {
    let key = drawn().pem;
    let token = token(&json!({"exp": Timestamp::now().as_second() - 1}));
    let variables = [
        ("OCI_RESOURCE_PRINCIPAL_VERSION", "2.2"),
        ("OCI_RESOURCE_PRINCIPAL_RPST", token.as_str()),
        ("OCI_RESOURCE_PRINCIPAL_PRIVATE_PEM", key.as_str()),
    ];
    assert!(key_id(&variables, None).await.unwrap_err().to_string().contains("expired"));
}

#[test]
fn a_signature_covers_target_host_date_and_body() {
    let drawn = drawn();
    let key = PrivateKey::from_pem(&drawn.pem, "test").unwrap();
    assert_eq!(format!("{key:?}"), "PrivateKey(…)");
    let mut request = Request::new(Bytes::from_static(b"{}"));
    *request.method_mut() = Method::POST;
    *request.uri_mut() = "https://query.example:8443/20180409/resources?limit=1".parse().unwrap();
    sign(&mut request, "t/u/f", &key, Timestamp::from_second(1_400_000_000).unwrap(), true).unwrap();
    assert_eq!(header(&request, "date"), "Tue, 13 May 2014 16:53:20 GMT");
    assert_eq!(header(&request, "host"), "query.example:8443");
    assert_eq!(header(&request, "x-content-sha256"), "RBNvo1WzZ4oRRq0W9+hknpT7T8If536DEMBg9hyq/4o=");
    verify(&request, &drawn.public);
    let mut get = Request::new(Bytes::new());
    *get.uri_mut() = "https://query.example/a".parse().unwrap();
    sign(&mut get, "t/u/f", &key, Timestamp::UNIX_EPOCH, true).unwrap();
    assert!(header(&get, "authorization").contains(r#"headers="date (request-target) host""#));
    verify(&get, &drawn.public);
}

fn header<'r>(request: &'r Request<Bytes>, name: &str) -> &'r str {
    request.headers().get(name).unwrap().to_str().unwrap()
}

/// As the provider checks a signature.
fn verify(request: &Request<Bytes>, public: &[u8]) {
    let authorization = header(request, "authorization");
    let value = |name: &str| {
        authorization.split_once(&format!("{name}=\"")).unwrap().1.split_once('"').unwrap().0.to_owned()
    };
    let lines: Vec<String> = value("headers")
        .split(' ')
        .map(|name| match name {
            "(request-target)" => format!(
                "{name}: {} {}",
                request.method().as_str().to_lowercase(),
                request.uri().path_and_query().unwrap()
            ),
            name => format!("{name}: {}", header(request, name)),
        })
        .collect();
    let signature = STANDARD.decode(value("signature")).unwrap();
    UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, public)
        .verify(lines.join("\n").as_bytes(), &signature)
        .unwrap();
}
