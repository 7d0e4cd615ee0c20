use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::rand::{SecureRandom as _, SystemRandom};
use aws_lc_rs::rsa::{KeyPair, KeySize};
use aws_lc_rs::signature::{KeyPair as _, RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_SHA256, UnparsedPublicKey};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use serde_json::{Value, json};
use welkin_model::Millis;

/// Signs and verifies JSON Web Tokens with an RSA key of this run (RS256). Tokens are stateless: whoever holds one is in
/// until it expires, whatever becomes of the API key it was issued for.
pub(super) struct Signer {
    /// Absent where no key could be drawn: then nothing is signed and nothing verifies.
    key: Option<KeyPair>,
    kid: &'static str,
}

impl std::fmt::Debug for Signer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Signer").field("kid", &self.kid).finish_non_exhaustive()
    }
}

/// Why a token is refused.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Bad {
    Invalid,
    Expired,
}

/// Longer tokens are not looked at.
const LONGEST: usize = 16_384;

impl Signer {
    pub(super) fn new(kid: &'static str) -> Signer {
        Signer { key: KeyPair::generate(KeySize::Rsa2048).ok(), kid }
    }

    pub(super) fn sign(&self, claims: &Value) -> Option<String> {
        let key = self.key.as_ref()?;
        let header = json!({"kid": self.kid, "alg": "RS256"});
        let signed = format!("{}.{}", BASE64.encode(header.to_string()), BASE64.encode(claims.to_string()));
        let mut signature = vec![0; key.public_modulus_len()];
        key.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), signed.as_bytes(), &mut signature).ok()?;
        Some(format!("{signed}.{}", BASE64.encode(signature)))
    }

    /// The claims of a token that this key signed and that has not expired.
    pub(super) fn verify(&self, token: &str, at: Millis) -> Result<Value, Bad> {
        let claims = self.claims(token).ok_or(Bad::Invalid)?;
        let expires = claims.get("exp").and_then(Value::as_i64).ok_or(Bad::Invalid)?;
        if expires.saturating_mul(1_000) <= at { Err(Bad::Expired) } else { Ok(claims) }
    }

    fn claims(&self, token: &str) -> Option<Value> {
        if token.len() > LONGEST {
            return None;
        }
        let (signed, signature) = token.rsplit_once('.')?;
        let (header, claims) = signed.split_once('.')?;
        let header: Value = serde_json::from_slice(&BASE64.decode(header).ok()?).ok()?;
        // A token that names another algorithm, `none` above all, is no token.
        if header.get("alg").and_then(Value::as_str) != Some("RS256") {
            return None;
        }
        let public = self.key.as_ref()?.public_key();
        let key = UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, public.as_ref());
        key.verify(signed.as_bytes(), &BASE64.decode(signature).ok()?).ok()?;
        serde_json::from_slice(&BASE64.decode(claims).ok()?).ok()
    }

    /// The public half, as `/identity/keys` lists it.
    pub(super) fn jwk(&self) -> Value {
        let Some(key) = &self.key else { return Value::Null };
        // `RSAPublicKey` of PKCS #1: a sequence of the modulus and the exponent.
        let numbers = element(key.public_key().as_ref()).and_then(|(sequence, _)| {
            let (modulus, rest) = element(sequence)?;
            Some((modulus, element(rest)?.0))
        });
        let (modulus, exponent) = numbers.unwrap_or_default();
        json!({
            "kty": "RSA",
            "n": BASE64.encode(modulus.strip_prefix(&[0]).unwrap_or(modulus)),
            "e": BASE64.encode(exponent),
            "alg": "RS256",
            "kid": self.kid,
        })
    }
}

/// The content of the first DER element, and what follows it.
fn element(der: &[u8]) -> Option<(&[u8], &[u8])> {
    let (_, rest) = der.split_first()?;
    let (first, rest) = rest.split_first()?;
    let (length, rest) = match first {
        0..=0x7F => (usize::from(*first), rest),
        // So many bytes of length follow.
        long => {
            let (bytes, rest) = rest.split_at_checked(usize::from(long & 0x7F))?;
            (bytes.iter().take(4).fold(0, |length, byte| length << 8 | usize::from(*byte)), rest)
        }
    };
    rest.split_at_checked(length)
}

/// `length` characters that nobody can guess, at most 86.
pub(super) fn secret(length: usize) -> String {
    let mut bytes = [0u8; 64];
    // Without randomness the secret is never handed out as a valid one: its digest is that of the empty text.
    if SystemRandom::new().fill(&mut bytes).is_err() {
        return String::new();
    }
    BASE64.encode(bytes).chars().take(length).collect()
}

/// What is kept of a secret.
pub(super) fn fingerprint(secret: &str) -> String {
    BASE64.encode(digest(&SHA256, secret.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_was_signed_verifies_and_only_until_it_expires() {
        let (ours, other) = (Signer::new("a"), Signer::new("a"));
        let token = ours.sign(&json!({"exp": 100, "iam_id": "x"})).unwrap();
        assert_eq!(ours.verify(&token, 99_999).unwrap()["iam_id"], "x");
        assert_eq!(ours.verify(&token, 100_000), Err(Bad::Expired));
        assert_eq!(other.verify(&token, 0), Err(Bad::Invalid));
        let (signed, signature) = token.rsplit_once('.').unwrap();
        let (header, _) = signed.split_once('.').unwrap();
        let forged = format!("{header}.{}.{signature}", BASE64.encode(r#"{"exp":100,"iam_id":"y"}"#));
        assert_eq!(ours.verify(&forged, 0), Err(Bad::Invalid));
        let none = format!("{}.{}.", BASE64.encode(r#"{"alg":"none"}"#), BASE64.encode(r#"{"exp":100}"#));
        assert_eq!(ours.verify(&none, 0), Err(Bad::Invalid));
        for garbage in ["", ".", "..", "a.b.c", "é.é.é"] {
            assert_eq!(ours.verify(garbage, 0), Err(Bad::Invalid));
        }
    }
}
