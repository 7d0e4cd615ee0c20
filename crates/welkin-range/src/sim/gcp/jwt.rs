use std::fmt;
use std::sync::OnceLock;

use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::{KeyPair, KeySize, PublicKeyComponents};
use aws_lc_rs::signature::{KeyPair as _, RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_SHA256, UnparsedPublicKey};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use serde_json::Value;
use welkin_model::Millis;

use super::estate::text;

/// A signed token that was taken apart but not believed.
#[derive(Debug)]
pub(super) struct Jwt {
    header: Value,
    pub(super) claims: Value,
    signed: String,
    signature: Vec<u8>,
}

/// Longer tokens are refused unread.
const LONGEST: usize = 16 << 10;

impl Jwt {
    /// Only RS256 is taken: a token must not choose to be unsigned.
    pub(super) fn read(token: &str) -> Option<Jwt> {
        let (signed, signature) = token.rsplit_once('.').filter(|_| token.len() <= LONGEST)?;
        let (header, claims) = signed.split_once('.')?;
        let part = |part: &str| {
            let bytes = URL_SAFE_NO_PAD.decode(part).ok()?;
            serde_json::from_slice::<Value>(&bytes).ok().filter(Value::is_object)
        };
        let (header, claims) = (part(header)?, part(claims)?);
        let signature = URL_SAFE_NO_PAD.decode(signature).ok()?;
        (text(&header, "alg") == "RS256").then(|| Jwt {
            header,
            claims,
            signed: signed.to_owned(),
            signature,
        })
    }

    pub(super) fn key_id(&self) -> &str {
        text(&self.header, "kid")
    }

    pub(super) fn claim(&self, name: &str) -> &str {
        text(&self.claims, name)
    }

    fn time(&self, name: &str) -> Option<Millis> {
        let seconds = self.claims.get(name)?;
        let seconds = seconds.as_i64().or_else(|| seconds.as_u64().and_then(|s| i64::try_from(s).ok()))?;
        seconds.checked_mul(1_000)
    }

    /// Whether it is valid at this time and for no longer than `longest`, clocks apart by ten minutes at most.
    pub(super) fn timely(&self, at: Millis, longest: Millis) -> bool {
        let (Some(issued), Some(expires)) = (self.time("iat"), self.time("exp")) else { return false };
        issued <= at.saturating_add(SKEW)
            && at < expires
            && expires > issued
            && expires.saturating_sub(issued) <= longest
    }

    pub(super) fn audiences(&self) -> Vec<&str> {
        match self.claims.get("aud") {
            Some(Value::String(one)) => vec![one.as_str()],
            Some(Value::Array(all)) => all.iter().filter_map(Value::as_str).collect(),
            _ => Vec::new(),
        }
    }

    pub(super) fn signed_by(&self, key: &SigningKey) -> bool {
        key.pair().is_some_and(|pair| {
            UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, pair.public_key().as_ref())
                .verify(self.signed.as_bytes(), &self.signature)
                .is_ok()
        })
    }

    /// Whether a key of a JSON Web Key Set signed it.
    pub(super) fn signed_by_set(&self, set: &str) -> bool {
        let set: Value = serde_json::from_str(set).unwrap_or_default();
        let keys = set.get("keys").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
        keys.iter().take(16).filter(|key| text(key, "kty") == "RSA").any(|key| {
            let part = |name| URL_SAFE_NO_PAD.decode(text(key, name)).unwrap_or_default();
            PublicKeyComponents { n: part("n"), e: part("e") }
                .verify(&RSA_PKCS1_2048_8192_SHA256, self.signed.as_bytes(), &self.signature)
                .is_ok()
        })
    }
}

const SKEW: Millis = 10 * 60_000;

/// An RSA key that is drawn when it is first needed: drawing one takes a while.
#[derive(Default)]
pub(super) struct SigningKey(OnceLock<Option<KeyPair>>);

impl SigningKey {
    fn pair(&self) -> Option<&KeyPair> {
        self.0.get_or_init(|| KeyPair::generate(KeySize::Rsa2048).ok()).as_ref()
    }

    /// The private key, PKCS #8 in PEM.
    pub(super) fn pem(&self) -> String {
        let der: Option<Pkcs8V1Der<'static>> = self.pair().and_then(|pair| pair.as_der().ok());
        let encoded = STANDARD.encode(der.as_deref().map_or(&[][..], |der| der.as_ref()));
        let mut pem = "-----BEGIN PRIVATE KEY-----\n".to_owned();
        for (at, character) in encoded.chars().enumerate() {
            if at > 0 && at % 64 == 0 {
                pem.push('\n');
            }
            pem.push(character);
        }
        pem.push_str("\n-----END PRIVATE KEY-----\n");
        pem
    }

    /// A token with these claims.
    pub(super) fn token(&self, key_id: &str, claims: &Value) -> String {
        let header = serde_json::json!({"alg": "RS256", "typ": "JWT", "kid": key_id});
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let signed = format!("{}.{}", part(&header), part(claims));
        let Some(pair) = self.pair() else { return String::new() };
        let mut signature = vec![0; pair.public_modulus_len()];
        if pair.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), signed.as_bytes(), &mut signature).is_err() {
            return String::new();
        }
        format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature))
    }
}

/// The key is a secret.
impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SigningKey")
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_token_is_believed_with_its_key_alone() {
        let (key, other) = (SigningKey::default(), SigningKey::default());
        let token = key.token("k", &json!({"sub": "s", "iat": 100, "exp": 3_700}));
        let jwt = Jwt::read(&token).unwrap();
        assert!(jwt.signed_by(&key) && !jwt.signed_by(&other));
        assert_eq!((jwt.key_id(), jwt.claim("sub")), ("k", "s"));
        let (header, rest) = token.split_once('.').unwrap();
        let (_, signature) = rest.split_once('.').unwrap();
        let forged = URL_SAFE_NO_PAD.encode(json!({"sub": "other", "iat": 100, "exp": 3_700}).to_string());
        assert!(!Jwt::read(&format!("{header}.{forged}.{signature}")).unwrap().signed_by(&key));
    }

    #[test]
    fn a_token_is_good_for_its_time_and_never_unsigned() {
        let key = SigningKey::default();
        let token = key.token("k", &json!({"iat": 1_000, "exp": 4_600}));
        let jwt = Jwt::read(&token).unwrap();
        assert!(jwt.timely(1_000_000, 3_600_000) && !jwt.timely(4_600_000, 3_600_000));
        assert!(!jwt.timely(1_000_000, 3_599_000), "lives too long");
        assert!(!jwt.timely(0, 3_600_000), "issued in the future");
        let none = URL_SAFE_NO_PAD.encode(r#"{"alg":"none"}"#);
        assert!(Jwt::read(&format!("{none}.{}.", URL_SAFE_NO_PAD.encode("{}"))).is_none());
        for garbage in ["", ".", "..", "a.b.c", "é.é.é"] {
            assert!(Jwt::read(garbage).is_none());
        }
    }

    #[test]
    fn a_key_set_verifies_what_its_keys_signed() {
        let (key, other) = (SigningKey::default(), SigningKey::default());
        let set = |key: &SigningKey| {
            let der = key.pair().unwrap().public_key().as_ref().to_vec();
            // PKCS #1 of 2048 bits: two headers and a zero, the modulus, and the exponent 65537.
            let modulus = URL_SAFE_NO_PAD.encode(&der[9..265]);
            serde_json::json!({"keys": [{"kty": "RSA", "kid": "k", "n": modulus, "e": "AQAB"}]}).to_string()
        };
        let jwt = Jwt::read(&key.token("k", &json!({"sub": "s"}))).unwrap();
        assert!(jwt.signed_by_set(&set(&key)) && !jwt.signed_by_set(&set(&other)));
        for garbage in
            ["", "{}", r#"{"keys":[{"kty":"RSA"}]}"#, r#"{"keys":[{"kty":"RSA","n":"AA","e":"AA"}]}"#, "[1]"]
        {
            assert!(!jwt.signed_by_set(garbage));
        }
    }
}
