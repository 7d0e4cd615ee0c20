use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use bytes::{Bytes, BytesMut};
use http::Request;
use rustls::ClientConfig;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use url::{Host, Url};

use super::Answer;

/// What carries a signed request to a cloud and its answer back.
#[async_trait]
pub trait Wire: std::fmt::Debug + Send + Sync {
    async fn send(&self, request: Request<Bytes>) -> Result<Answer, WireError>;
}

/// Why there is no answer.
#[derive(Clone, Debug, thiserror::Error)]
pub enum WireError {
    #[error("the provider did not answer in time")]
    TimedOut,
    #[error("no connection: {0}")]
    Unreachable(String),
    #[error("the answer ended in the middle")]
    Cut,
    #[error("the answer is larger than {0} bytes")]
    TooLarge(usize),
    #[error("{0} is not https, and plain http goes to this machine only")]
    Insecure(String),
}

/// HTTP/1.1 over TLS whose verification cannot be switched off; plain HTTP to loopback only. Redirects are not
/// followed, since a signed request must not be sent elsewhere.
#[derive(Clone, Debug)]
pub struct HttpWire {
    client: reqwest::Client,
}

const LARGEST_ANSWER: usize = 64 << 20;
const CONNECT: Duration = Duration::from_secs(10);
const IDLE: Duration = Duration::from_secs(30);

/// Why there can be no client.
#[derive(Debug, thiserror::Error)]
pub enum WireSetupError {
    #[error("{path} holds no certificate in PEM: {problem}")]
    Authority { path: String, problem: String },
    #[error("TLS cannot be set up: {0}")]
    Tls(String),
}

impl HttpWire {
    /// `authorities` are PEM files of further authorities to trust, each with its name for errors.
    pub fn new(authorities: &[(String, Vec<u8>)], timeout: Duration) -> Result<HttpWire, WireSetupError> {
        let mut roots = rustls::RootCertStore::empty();
        for (path, pem) in authorities {
            let refuse = |problem: String| WireSetupError::Authority { path: path.clone(), problem };
            for certificate in CertificateDer::pem_slice_iter(pem) {
                let certificate = certificate.map_err(|e| refuse(e.to_string()))?;
                roots.add(certificate).map_err(|e| refuse(e.to_string()))?;
            }
        }
        // The machine's own authorities; those that cannot be read vouch for nothing.
        let found = rustls_native_certs::load_native_certs();
        roots.add_parsable_certificates(found.certs);
        let config =
            ClientConfig::builder_with_provider(Arc::new(rustls::crypto::aws_lc_rs::default_provider()))
                .with_safe_default_protocol_versions()
                .map_err(|e| WireSetupError::Tls(e.to_string()))?
                .with_root_certificates(roots)
                .with_no_client_auth();
        let client = reqwest::Client::builder()
            .tls_backend_preconfigured(config)
            .redirect(reqwest::redirect::Policy::none())
            .connect_timeout(CONNECT)
            .timeout(timeout)
            .pool_idle_timeout(IDLE)
            .tcp_nodelay(true)
            .build()
            .map_err(|e| WireSetupError::Tls(e.to_string()))?;
        Ok(HttpWire { client })
    }
}

#[async_trait]
impl Wire for HttpWire {
    async fn send(&self, request: Request<Bytes>) -> Result<Answer, WireError> {
        let url = Url::parse(&request.uri().to_string())
            .map_err(|_| WireError::Unreachable("the address is no URL".to_owned()))?;
        if !is_allowed(&url) {
            return Err(WireError::Insecure(url.origin().ascii_serialization()));
        }
        let request = reqwest::Request::try_from(request)
            .map_err(|_| WireError::Unreachable("the request cannot be sent".to_owned()))?;
        let mut response = self.client.execute(request).await.map_err(|e| failure(&e))?;
        let (status, headers) = (response.status(), response.headers().clone());
        let mut body = BytesMut::new();
        while let Some(chunk) = response.chunk().await.map_err(|e| failure(&e))? {
            if body.len() + chunk.len() > LARGEST_ANSWER {
                return Err(WireError::TooLarge(LARGEST_ANSWER));
            }
            body.extend_from_slice(&chunk);
        }
        Ok(Answer { status, headers, body: body.freeze() })
    }
}

/// Whether credentials may be sent there.
fn is_allowed(url: &Url) -> bool {
    match (url.scheme(), url.host()) {
        ("https", Some(_)) => true,
        ("http", Some(Host::Ipv4(address))) => IpAddr::V4(address).is_loopback() || is_metadata(url),
        ("http", Some(Host::Ipv6(address))) => IpAddr::V6(address).is_loopback(),
        ("http", Some(Host::Domain(name))) => name == "localhost" || is_metadata(url),
        _ => false,
    }
}

/// The machine's own metadata services, which speak plain HTTP on a link that does not leave the host.
fn is_metadata(url: &Url) -> bool {
    matches!(
        url.host_str(),
        Some("169.254.169.254" | "169.254.170.2" | "169.254.170.23" | "metadata.google.internal")
    )
}

/// The cause without the URL, which may name a signature.
fn failure(error: &reqwest::Error) -> WireError {
    if error.is_timeout() {
        return WireError::TimedOut;
    }
    if error.is_body() || error.is_decode() {
        return WireError::Cut;
    }
    let mut cause: &dyn std::error::Error = error;
    while let Some(deeper) = cause.source() {
        cause = deeper;
    }
    if error.is_connect() {
        return WireError::Unreachable(cause.to_string());
    }
    // A connection that breaks while the answer is read.
    WireError::Unreachable(cause.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(url: &str, allowed: bool) {
        assert_eq!(is_allowed(&Url::parse(url).unwrap()), allowed, "{url}");
    }

    #[test]
    fn credentials_leave_the_machine_over_tls_only() {
        check("https://iam.amazonaws.com/", true);
        check("http://127.0.0.1:5000/", true);
        check("http://[::1]:5000/", true);
        check("http://localhost:5000/", true);
        check("http://169.254.169.254/latest/", true);
        check("http://cloud.example.com/", false);
        check("http://localhost.evil.example/", false);
        check("http://127.0.0.1.evil.example/", false);
        check("ftp://127.0.0.1/", false);
    }
}
