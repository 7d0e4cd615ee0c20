use std::collections::BTreeMap;

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED, ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _, UnparsedPublicKey,
};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use welkin_model::Millis;

/// The longest token that `AssumeRoleWithWebIdentity` takes.
const LONGEST_TOKEN: usize = 20_000;

/// The keys of the outside issuers whose tokens AWS roles trust. Tokens are signed with ES256, which AWS takes beside
/// RS256.
#[derive(Default)]
pub(super) struct Issuers {
    keys: BTreeMap<String, EcdsaKeyPair>,
}

impl std::fmt::Debug for Issuers {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Issuers").field("issuers", &self.keys.keys()).finish_non_exhaustive()
    }
}

/// What a token says, its signature found good.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Claims {
    pub(super) issuer: String,
    pub(super) subject: String,
    pub(super) audience: String,
}

/// Why a token is refused.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum BadToken {
    Invalid,
    Expired,
}

impl Issuers {
    /// Draws a key for an issuer; without randomness the issuer stays unknown.
    pub(super) fn add(&mut self, issuer: &str) {
        let random = SystemRandom::new();
        let algorithm = &ECDSA_P256_SHA256_FIXED_SIGNING;
        let pair = EcdsaKeyPair::generate_pkcs8(algorithm, &random)
            .ok()
            .and_then(|document| EcdsaKeyPair::from_pkcs8(algorithm, document.as_ref()).ok());
        if let Some(pair) = pair {
            self.keys.insert(issuer.to_owned(), pair);
        }
    }

    /// A token of an issuer, as its own service would give it; empty for an unknown issuer.
    pub(super) fn issue(
        &self,
        issuer: &str,
        subject: &str,
        audience: &str,
        at: Millis,
        seconds: i64,
    ) -> String {
        let Some(key) = self.keys.get(issuer) else { return String::new() };
        let now = at / 1_000;
        let header = json!({"alg": "ES256", "typ": "JWT", "kid": "range-1"});
        let claims = json!({"iss": issuer, "sub": subject, "aud": audience, "iat": now, "nbf": now, "exp": now + seconds});
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let signed = format!("{}.{}", part(&header), part(&claims));
        match key.sign(&SystemRandom::new(), signed.as_bytes()) {
            Ok(signature) => format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature.as_ref())),
            Err(_) => String::new(),
        }
    }

    /// The claims of a token that one of the issuers signed.
    pub(super) fn verify(&self, token: &str, at: Millis) -> Result<Claims, BadToken> {
        if token.len() > LONGEST_TOKEN {
            return Err(BadToken::Invalid);
        }
        let (claims, expires) = self.read(token).ok_or(BadToken::Invalid)?;
        if expires.saturating_mul(1_000) <= at { Err(BadToken::Expired) } else { Ok(claims) }
    }

    fn read(&self, token: &str) -> Option<(Claims, i64)> {
        let (signed, signature) = token.rsplit_once('.')?;
        let (header, body) = signed.split_once('.')?;
        let json = |part: &str| serde_json::from_slice::<Value>(&URL_SAFE_NO_PAD.decode(part).ok()?).ok();
        let (header, body) = (json(header)?, json(body)?);
        // The algorithm is ours to choose, not the token's.
        if super::field::text(&header, "alg") != "ES256" {
            return None;
        }
        let text = |name| Some(body.get(name)?.as_str()?.to_owned());
        let issuer = text("iss")?;
        let public = self.keys.get(&issuer)?.public_key().as_ref();
        UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, public)
            .verify(signed.as_bytes(), &URL_SAFE_NO_PAD.decode(signature).ok()?)
            .ok()?;
        let claims = Claims { issuer, subject: text("sub")?, audience: text("aud")? };
        Some((claims, body.get("exp")?.as_i64()?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ISSUER: &str = "https://issuer.example";

    fn issuers() -> Issuers {
        let mut issuers = Issuers::default();
        issuers.add(ISSUER);
        issuers.add("https://other.example");
        issuers
    }

    #[test]
    fn a_token_of_a_known_issuer_is_good_until_it_runs_out() {
        let issuers = issuers();
        let token = issuers.issue(ISSUER, "me", "sts.amazonaws.com", 1_000_000, 60);
        assert_eq!(issuers.verify(&token, 1_000_000).unwrap().subject, "me");
        assert_eq!(issuers.verify(&token, 1_060_000), Err(BadToken::Expired));
    }

    #[test]
    fn a_token_with_another_body_key_or_algorithm_is_refused() {
        let issuers = issuers();
        let token = issuers.issue(ISSUER, "me", "sts.amazonaws.com", 0, 60);
        let parts: Vec<&str> = token.split('.').collect();
        let body =
            URL_SAFE_NO_PAD.encode(r#"{"iss":"https://issuer.example","sub":"root","aud":"a","exp":99}"#);
        let none = URL_SAFE_NO_PAD.encode(r#"{"alg":"none"}"#);
        let foreign =
            URL_SAFE_NO_PAD.encode(r#"{"iss":"https://other.example","sub":"me","aud":"a","exp":99}"#);
        for forged in [
            format!("{}.{body}.{}", parts[0], parts[2]),
            format!("{none}.{}.", parts[1]),
            format!("{}.{foreign}.{}", parts[0], parts[2]),
            self::issuers().issue(ISSUER, "me", "sts.amazonaws.com", 0, 60),
            "a.b.c".to_owned(),
            String::new(),
        ] {
            assert_eq!(issuers.verify(&forged, 0), Err(BadToken::Invalid), "{forged}");
        }
    }
}
