use aws_lc_rs::digest::{SHA1_FOR_LEGACY_USE_ONLY, SHA256, digest};
use aws_lc_rs::rand::{SystemRandom, fill};
use aws_lc_rs::rsa::KeyPair;
use aws_lc_rs::signature::RSA_PKCS1_SHA256;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use serde_json::{Value, json};

/// A certificate and its key, which prove who an application is
/// (<https://learn.microsoft.com/entra/identity-platform/certificate-credentials>).
pub(super) struct Certificate {
    key: KeyPair,
    /// DER, the application's own first.
    chain: Vec<Vec<u8>>,
}

impl std::fmt::Debug for Certificate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Certificate").finish_non_exhaustive()
    }
}

const LIVES: i64 = 600;

impl Certificate {
    /// From a PEM file with both, in either order. The reason says what is missing and shows nothing of the file.
    pub(super) fn parse(pem: &[u8]) -> Result<Certificate, &'static str> {
        let chain: Vec<Vec<u8>> = CertificateDer::pem_slice_iter(pem)
            .filter_map(Result::ok)
            .map(|certificate| certificate.as_ref().to_vec())
            .collect();
        if chain.is_empty() {
            return Err("it holds no certificate in PEM");
        }
        let key = match PrivateKeyDer::from_pem_slice(pem) {
            Ok(PrivateKeyDer::Pkcs8(key)) => KeyPair::from_pkcs8(key.secret_pkcs8_der()),
            Ok(PrivateKeyDer::Pkcs1(key)) => KeyPair::from_der(key.secret_pkcs1_der()),
            Ok(_) => return Err("its key is none of RSA, and Entra takes no other"),
            Err(_) => return Err("it holds no private key in PEM, or the key is encrypted"),
        };
        let key = key.map_err(|_| "its key is no RSA key of at least 2048 bits")?;
        Ok(Certificate { key, chain })
    }

    /// A signed statement of the application that it is itself, for this audience, from this second on. With `chain`
    /// the certificates go along, so that an application that names its issuer alone takes them.
    pub(super) fn assertion(&self, client: &str, audience: &str, now: i64, chain: bool) -> Option<String> {
        let own = self.chain.first()?;
        let thumbprint = |algorithm| URL_SAFE_NO_PAD.encode(digest(algorithm, own));
        let mut header = json!({
            "alg": "RS256",
            "typ": "JWT",
            "x5t": thumbprint(&SHA1_FOR_LEGACY_USE_ONLY),
            "x5t#S256": thumbprint(&SHA256),
        });
        if let (true, Some(header)) = (chain, header.as_object_mut()) {
            let encode = |der: &Vec<u8>| base64::engine::general_purpose::STANDARD.encode(der);
            header.insert("x5c".to_owned(), self.chain.iter().map(encode).collect());
        }
        let mut id = [0u8; 16];
        fill(&mut id).ok()?;
        let claims = json!({
            "aud": audience,
            "iss": client,
            "sub": client,
            "jti": URL_SAFE_NO_PAD.encode(id),
            "iat": now,
            "nbf": now,
            "exp": now + LIVES,
        });
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let signed = format!("{}.{}", part(&header), part(&claims));
        let mut signature = vec![0; self.key.public_modulus_len()];
        self.key.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), signed.as_bytes(), &mut signature).ok()?;
        Some(format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature)))
    }

    /// The public half, DER.
    #[cfg(test)]
    fn public(&self) -> Vec<u8> {
        use aws_lc_rs::signature::KeyPair as _;
        self.key.public_key().as_ref().to_vec()
    }
}

/// A new key and a certificate in name alone, PEM.
#[cfg(test)]
pub(super) fn made_up() -> String {
    use aws_lc_rs::encoding::AsDer as _;
    use aws_lc_rs::rsa::KeySize;
    let key = KeyPair::generate(KeySize::Rsa2048).unwrap();
    let key: aws_lc_rs::encoding::Pkcs8V1Der<'_> = key.as_der().unwrap();
    let pem = |label: &str, der: &[u8]| {
        let body = base64::engine::general_purpose::STANDARD.encode(der);
        let lines: Vec<&[u8]> = body.as_bytes().chunks(64).collect();
        let body = String::from_utf8(lines.join(&b'\n')).unwrap();
        format!("-----BEGIN {label}-----\n{body}\n-----END {label}-----\n")
    };
    pem("CERTIFICATE", b"a certificate in name alone") + &pem("PRIVATE KEY", key.as_ref())
}

#[cfg(test)]
mod tests {
    use aws_lc_rs::signature::{RSA_PKCS1_2048_8192_SHA256, UnparsedPublicKey};

    use super::*;

    #[test]
    fn an_assertion_is_signed_by_the_key_and_names_the_certificate() {
        let certificate = Certificate::parse(made_up().as_bytes()).unwrap();
        let jwt = certificate.assertion("app", "https://login/t/oauth2/v2.0/token", 1_000, true).unwrap();
        let (signed, signature) = jwt.rsplit_once('.').unwrap();
        let signature = URL_SAFE_NO_PAD.decode(signature).unwrap();
        UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, certificate.public())
            .verify(signed.as_bytes(), &signature)
            .unwrap();
        let (header, claims) = signed.split_once('.').unwrap();
        let json =
            |part: &str| -> Value { serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap() };
        let (header, claims) = (json(header), json(claims));
        assert_eq!((header["alg"].as_str(), header["x5c"].as_array().unwrap().len()), (Some("RS256"), 1));
        assert_eq!(header["x5t#S256"].as_str().unwrap().len(), 43);
        assert_eq!((claims["sub"].as_str(), claims["exp"].as_i64()), (Some("app"), Some(1_600)));
    }

    #[test]
    fn what_is_no_certificate_with_its_key_says_what_is_missing() {
        let whole = made_up();
        let (certificate, key) = whole.split_at(whole.find("-----BEGIN PRIVATE").unwrap());
        for (pem, expect) in [
            ("", "it holds no certificate in PEM"),
            (key, "it holds no certificate in PEM"),
            (certificate, "it holds no private key in PEM, or the key is encrypted"),
        ] {
            assert_eq!(Certificate::parse(pem.as_bytes()).unwrap_err(), expect);
        }
        assert_eq!(format!("{:?}", Certificate::parse(whole.as_bytes()).unwrap()), "Certificate { .. }");
    }
}
