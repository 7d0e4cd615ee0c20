use std::sync::Arc;

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeyPair;
use aws_lc_rs::signature::RSA_PKCS1_SHA256;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use zeroize::Zeroizing;

/// A private RSA key that signs. It tells nothing of itself.
#[derive(Clone)]
pub(super) struct PrivateKey(Arc<KeyPair>);

impl std::fmt::Debug for PrivateKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PrivateKey(…)")
    }
}

impl PrivateKey {
    pub(super) fn new(pair: KeyPair) -> PrivateKey {
        PrivateKey(Arc::new(pair))
    }

    /// From PEM: PKCS#8 or PKCS#1, not encrypted. `from` says in errors where the text was found.
    pub(super) fn from_pem(text: &str, from: &str) -> Result<PrivateKey, String> {
        let (label, der) = unpem(text).ok_or_else(|| format!("{from} holds no private key in PEM"))?;
        let pair = match label {
            "PRIVATE KEY" => KeyPair::from_pkcs8(&der),
            "RSA PRIVATE KEY" if !text.contains("ENCRYPTED") => KeyPair::from_der(&der),
            "RSA PRIVATE KEY" | "ENCRYPTED PRIVATE KEY" => {
                return Err(format!(
                    "the key in {from} is encrypted with a passphrase: expected one that is not, in PKCS#8 or PKCS#1"
                ));
            }
            _ => return Err(format!("{from} holds a {label} where an RSA private key was expected")),
        };
        pair.map(PrivateKey::new).map_err(|_| format!("the key in {from} is no RSA key of 2048 to 8192 bits"))
    }

    /// PKCS#1 v1.5 over SHA-256, in base64; `None` if the key cannot.
    pub(super) fn sign(&self, message: &[u8]) -> Option<String> {
        let mut signature = vec![0; self.0.public_modulus_len()];
        self.0.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), message, &mut signature).ok()?;
        Some(STANDARD.encode(signature))
    }
}

/// The label and the content of the first PEM block whose label is one of a key, or of any if there is none.
pub(super) fn unpem(text: &str) -> Option<(&str, Zeroizing<Vec<u8>>)> {
    let (_, after) = text.split_once("-----BEGIN ")?;
    let (label, after) = after.split_once("-----")?;
    let (body, _) = after.split_once("-----END ")?;
    // Headers such as `Proc-Type` stand before an empty line.
    let body = body.rsplit_once("\n\n").map_or(body, |(_, body)| body);
    let body: Zeroizing<String> =
        Zeroizing::new(body.lines().filter(|line| !line.contains(':')).map(str::trim).collect());
    let der = STANDARD.decode(body.as_bytes()).ok().map(Zeroizing::new)?;
    Some((label, der))
}
