use std::fmt;
use std::sync::OnceLock;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use serde_json::{Value, json};
use welkin_model::Millis;

use super::keys::{Pair, verifies};
use crate::calendar::SECOND;
use crate::estate::OCI_TENANCY;

/// Signs the tokens that stand behind `ST$` in a key id: JSON web tokens of which a client reads `exp` alone. Each is
/// bound to a public key, whose owner must sign every request that carries the token.
///
/// Its key is drawn when it is first needed: that takes a while.
#[derive(Default)]
pub(super) struct Issuer(OnceLock<Option<Pair>>);

/// What a token says.
#[derive(Clone, Debug)]
pub(super) struct Claims {
    /// The OCID of the user, the instance or the resource.
    pub(super) subject: String,
    /// `user`, `instance` or `resource`.
    pub(super) kind: String,
    /// The key that the token is bound to, `SubjectPublicKeyInfo`.
    pub(super) spki: Vec<u8>,
}

impl fmt::Debug for Issuer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Issuer")
    }
}

impl Issuer {
    fn pair(&self) -> Option<&Pair> {
        self.0.get_or_init(Pair::generate).as_ref()
    }

    /// A token that lives from `at` on for `lifetime`.
    pub(super) fn issue(&self, claims: &Claims, at: Millis, lifetime: Millis) -> Option<String> {
        let body = json!({
            "sub": claims.subject,
            "iss": "authService.oracle.com",
            "ptype": claims.kind,
            "tenant": OCI_TENANCY,
            "iat": at / SECOND,
            "exp": (at + lifetime) / SECOND,
            "jwk": STANDARD.encode(&claims.spki),
        });
        self.pair().map(|pair| sign(pair, &body))
    }

    /// The claims of a token that this issuer signed and that has not expired.
    pub(super) fn open(&self, token: &str, at: Millis) -> Option<Claims> {
        let body = open(&self.pair()?.spki, token, at)?;
        let text = |name: &str| body.get(name).and_then(Value::as_str).map(str::to_owned);
        Some(Claims {
            subject: text("sub")?,
            kind: text("ptype")?,
            spki: STANDARD.decode(text("jwk")?).ok()?,
        })
    }
}

/// A JSON web token, RS256.
pub(super) fn sign(pair: &Pair, body: &Value) -> String {
    let header = json!({"alg": "RS256", "typ": "JWT"});
    let encode = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let message = format!("{}.{}", encode(&header), encode(body));
    let signature = URL_SAFE_NO_PAD.encode(pair.sign(message.as_bytes()));
    format!("{message}.{signature}")
}

/// The body of a token that this key signed by RS256 and that has not expired.
pub(super) fn open(spki: &[u8], token: &str, at: Millis) -> Option<Value> {
    let (message, signature) = token.rsplit_once('.')?;
    let (header, body) = message.split_once('.')?;
    let decode = |part: &str| URL_SAFE_NO_PAD.decode(part.trim_end_matches('=')).ok();
    let header: Value = serde_json::from_slice(&decode(header)?).ok()?;
    // The token must not choose how it is checked.
    (header.get("alg")?.as_str()? == "RS256").then_some(())?;
    verifies(spki, message.as_bytes(), &decode(signature)?).then_some(())?;
    let body: Value = serde_json::from_slice(&decode(body)?).ok()?;
    (body.get("exp")?.as_i64()?.checked_mul(SECOND)? > at).then_some(body)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_good_until_it_expires_and_only_from_its_issuer() {
        let (issuer, other) = (Issuer::default(), Issuer::default());
        let claims = Claims { subject: "ocid1.user".to_owned(), kind: "user".to_owned(), spki: vec![1, 2] };
        let token = issuer.issue(&claims, 0, 60 * SECOND).unwrap();
        assert_eq!(issuer.open(&token, 59 * SECOND).unwrap().spki, [1, 2]);
        assert!(issuer.open(&token, 60 * SECOND).is_none());
        assert!(other.open(&token, 0).is_none());
        for wrong in ["", ".", "..", "a.b.c", &token.replace('.', ""), &format!("{token}A")] {
            assert!(issuer.open(wrong, 0).is_none(), "{wrong}");
        }
    }
}
