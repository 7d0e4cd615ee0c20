use std::sync::Arc;

use aws_lc_rs::digest::{SHA1_FOR_LEGACY_USE_ONLY, digest};
use aws_lc_rs::encoding::{AsDer as _, PublicKeyX509Der};
use aws_lc_rs::rsa::{KeyPair, KeySize};
use aws_lc_rs::signature::KeyPair as _;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::{Method, Request};
use jiff::Timestamp;
use serde_json::{Value, json};
use url::Url;

use super::credential::{Credential, full};
use super::key::{PrivateKey, unpem};
use super::signature::sign;
use crate::oci::service::{domain, joined, overridden};
use crate::transport::{Answer, Endpoints, Secret, SignError, Wire};

/// Larger answers are neither certificates nor tokens.
const LARGEST: usize = 1 << 18;

/// A token for the instance that this runs on: its certificate signs for a session key that is drawn here
/// (<https://docs.oracle.com/en-us/iaas/Content/Identity/Tasks/callingservicesfrominstances.htm>).
pub(super) async fn token(
    wire: &Arc<dyn Wire>,
    endpoints: &Endpoints,
    metadata: &str,
    now: Timestamp,
) -> Result<Credential, SignError> {
    let get = |path: &'static str| told(wire, metadata, path);
    let (region, certificate) = (get("instance/region").await?, get("identity/cert.pem").await?);
    let (key, between) = (get("identity/key.pem").await?, get("identity/intermediate.pem").await?);
    let region = full(region.reveal().to_owned());
    let key = PrivateKey::from_pem(key.reveal(), "the instance's metadata").map_err(SignError::Refused)?;
    let refuse = |problem: &str| SignError::Refused(problem.to_owned());
    let (_, der) =
        unpem(certificate.reveal()).ok_or_else(|| refuse("the instance's certificate is no PEM"))?;
    let tenancy = tenancy(&der).ok_or_else(|| refuse("the instance's certificate names no tenancy"))?;

    let session = KeyPair::generate(KeySize::Rsa2048).map_err(|_| refuse("no key can be drawn"))?;
    let public: PublicKeyX509Der<'_> =
        session.public_key().as_der().map_err(|_| refuse("the key cannot be written"))?;
    let body = json!({
        "certificate": bare(certificate.reveal()),
        "publicKey": STANDARD.encode(public.as_ref()),
        "intermediateCertificates": [bare(between.reveal())],
    });
    let url = address(&region, endpoints).ok_or_else(|| refuse("the region makes no address"))?;
    let mut request = Request::new(Bytes::from(body.to_string()));
    *request.method_mut() = Method::POST;
    *request.uri_mut() = url.as_str().parse().map_err(|_| refuse("the region makes no address"))?;
    let print: Vec<String> =
        digest(&SHA1_FOR_LEGACY_USE_ONLY, &der).as_ref().iter().map(|b| format!("{b:02X}")).collect();
    let key_id = format!("{tenancy}/fed-x509/{}", print.join(":"));
    sign(&mut request, &key_id, &key, now, false).map_err(SignError::Refused)?;
    let answer = send(wire, request, "the federation endpoint").await?;
    let token = answer.json().and_then(|body| Some(Secret::new(body.get("token").and_then(Value::as_str)?)));
    let token = token.ok_or_else(|| refuse("the federation endpoint gave no token"))?;
    let mut credential = Credential::of_token(token.reveal(), PrivateKey::new(session), region)?;
    credential.tenancy = tenancy;
    Ok(credential)
}

fn address(region: &str, endpoints: &Endpoints) -> Option<Url> {
    match overridden("auth", region, endpoints) {
        Some(base) => joined(&base, "v1/x509"),
        None => Url::parse(&format!("https://auth.{region}.{}/v1/x509", domain(region))).ok(),
    }
}

async fn told(wire: &Arc<dyn Wire>, metadata: &str, path: &str) -> Result<Secret, SignError> {
    let mut request = Request::new(Bytes::new());
    *request.uri_mut() = format!("{metadata}/{path}")
        .parse()
        .map_err(|_| SignError::Refused("OCI_METADATA_BASE_URL is no address".to_owned()))?;
    // What keeps other software from asking by mistake; it is the same everywhere.
    request.headers_mut().insert("authorization", http::HeaderValue::from_static("Bearer Oracle"));
    let answer = send(wire, request, NOWHERE).await?;
    Ok(Secret::new(String::from_utf8_lossy(&answer.body).trim()))
}

const NOWHERE: &str = "the instance's metadata, which is asked because there is no other credential (~/.oci/config, \
    OCI_CLI_…, OCI_RESOURCE_PRINCIPAL_…),";

async fn send(wire: &Arc<dyn Wire>, request: Request<Bytes>, whom: &str) -> Result<Answer, SignError> {
    let answer = wire
        .send(request)
        .await
        .map_err(|error| SignError::Unreachable(format!("{whom} cannot be reached: {error}")))?;
    match answer.status.as_u16() {
        _ if answer.body.len() > LARGEST => Err(SignError::Refused(format!("{whom} answers too much"))),
        200 => Ok(answer),
        500..=599 | 429 => Err(SignError::Unreachable(format!("{whom} answers {}", answer.status))),
        _ => Err(SignError::Refused(format!("{whom} answers {}", answer.status))),
    }
}

/// A PEM without its first and last line, as the endpoint takes it.
fn bare(pem: &str) -> String {
    pem.lines().filter(|line| !line.starts_with("-----")).map(str::trim).collect()
}

/// The tenancy in the subject of the certificate: `opc-tenant:ocid1.tenancy…`, or `opc-identity:` with one.
fn tenancy(der: &[u8]) -> Option<String> {
    ["opc-tenant:", "opc-identity:"].into_iter().find_map(|mark| {
        let at = der.windows(mark.len()).position(|window| window == mark.as_bytes())?;
        let after = der.get(at + mark.len()..)?;
        let id = after.split(|b| !(b.is_ascii_alphanumeric() || b"._-".contains(b))).next()?;
        let id = std::str::from_utf8(id).ok()?;
        id.starts_with("ocid1.tenancy.").then(|| id.to_owned())
    })
}
