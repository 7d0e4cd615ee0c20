use std::fmt;

use aws_lc_rs::encoding::{AsDer as _, Pkcs8V1Der, PublicKeyX509Der};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::{KeyPair, KeySize};
use aws_lc_rs::signature::{KeyPair as _, RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_SHA256, UnparsedPublicKey};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::md5::md5;

/// An RSA key of 2,048 bits, drawn when the range starts.
pub(super) struct Pair {
    key: KeyPair,
    /// `SubjectPublicKeyInfo`, DER.
    pub(super) spki: Vec<u8>,
}

impl fmt::Debug for Pair {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pair").field("fingerprint", &fingerprint(&self.spki)).finish_non_exhaustive()
    }
}

impl Pair {
    pub(super) fn generate() -> Option<Pair> {
        let key = KeyPair::generate(KeySize::Rsa2048).ok()?;
        let spki: PublicKeyX509Der<'_> = key.public_key().as_der().ok()?;
        let spki = spki.as_ref().to_vec();
        Some(Pair { key, spki })
    }

    /// PKCS#8, DER.
    pub(super) fn private_der(&self) -> Option<Vec<u8>> {
        let der: Pkcs8V1Der<'_> = self.key.as_der().ok()?;
        Some(der.as_ref().to_vec())
    }

    pub(super) fn private_pem(&self) -> String {
        pem("PRIVATE KEY", &self.private_der().unwrap_or_default())
    }

    pub(super) fn sign(&self, message: &[u8]) -> Vec<u8> {
        let mut signature = vec![0; self.key.public_modulus_len()];
        match self.key.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), message, &mut signature) {
            Ok(()) => signature,
            Err(_) => Vec::new(),
        }
    }
}

/// Whether a PKCS#1 v1.5 signature over SHA-256 is of this key (`SubjectPublicKeyInfo`, DER).
pub(super) fn verifies(spki: &[u8], message: &[u8], signature: &[u8]) -> bool {
    UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, spki).verify(message, signature).is_ok()
}

/// What Oracle calls an API key by: MD5 of the public key, in pairs of hex digits.
pub(super) fn fingerprint(spki: &[u8]) -> String {
    md5(spki).iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().join(":")
}

pub(super) fn pem(label: &str, der: &[u8]) -> String {
    let mut text = format!("-----BEGIN {label}-----\n");
    for line in STANDARD.encode(der).as_bytes().chunks(64) {
        text.push_str(std::str::from_utf8(line).unwrap_or(""));
        text.push('\n');
    }
    text + &format!("-----END {label}-----\n")
}

/// The DER of a PEM, with or without its first and last line.
pub(super) fn unpem(text: &str) -> Option<Vec<u8>> {
    let body: String = text.lines().filter(|line| !line.starts_with("-----")).collect();
    STANDARD.decode(body.replace(char::is_whitespace, "")).ok().filter(|der| !der.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_verifies_its_own_signatures_and_tells_nothing_of_itself() {
        let pair = Pair::generate().unwrap();
        let signature = pair.sign(b"message");
        assert!(verifies(&pair.spki, b"message", &signature));
        assert!(!verifies(&pair.spki, b"another", &signature));
        assert_eq!(unpem(&pair.private_pem()), pair.private_der());
        assert_eq!(fingerprint(&pair.spki).len(), 47);
        assert!(!format!("{pair:?}").contains("PRIVATE"));
    }
}
