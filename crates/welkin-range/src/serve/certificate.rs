use std::sync::Arc;

use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, KeyUsagePurpose};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::aws_lc_rs;
use tokio_rustls::rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};

use super::ServeError;

/// An authority of this run alone, and a certificate of it for the loopback names.
pub(super) struct Certificate {
    pub(super) acceptor: TlsAcceptor,
    /// The authority, PEM.
    pub(super) authority: String,
}

impl Certificate {
    pub(super) fn new() -> Result<Certificate, ServeError> {
        let refuse = |e: rcgen::Error| ServeError::Certificate(e.to_string());
        let mut params = CertificateParams::default();
        params.distinguished_name.push(DnType::CommonName, "Welkin range");
        params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        let authority_key = KeyPair::generate().map_err(refuse)?;
        let authority = params.self_signed(&authority_key).map_err(refuse)?;
        let issuer = Issuer::new(params, authority_key);

        let names = ["localhost".to_owned(), "127.0.0.1".to_owned(), "::1".to_owned()];
        let key = KeyPair::generate().map_err(refuse)?;
        let mut params = CertificateParams::new(names).map_err(refuse)?;
        params.use_authority_key_identifier_extension = true;
        let certificate = params.signed_by(&key, &issuer).map_err(refuse)?;

        let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(key.serialize_der()));
        let config = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
            .with_safe_default_protocol_versions()
            .and_then(|builder| {
                builder.with_no_client_auth().with_single_cert(vec![certificate.der().clone()], key)
            })
            .map_err(|e| ServeError::Certificate(e.to_string()))?;
        Ok(Certificate { acceptor: TlsAcceptor::from(Arc::new(config)), authority: authority.pem() })
    }
}
