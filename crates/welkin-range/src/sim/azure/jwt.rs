use aws_lc_rs::encoding::AsDer as _;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::{KeyPair, KeySize};
use aws_lc_rs::signature::{self, KeyPair as _, UnparsedPublicKey};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use serde_json::{Value, json};

/// An RSA key of a token issuer or of an application.
pub(super) struct SigningKey {
    /// `None` where the machine has no randomness: then nothing that it signs is taken.
    key: Option<KeyPair>,
    /// Names the key in a token's header: the start of the SHA-256 of its public half.
    pub(super) id: String,
}

/// A private key.
impl std::fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SigningKey").field("id", &self.id).finish_non_exhaustive()
    }
}

/// A token taken apart, not yet trusted.
#[derive(Debug)]
pub(super) struct Jwt<'a> {
    pub(super) header: Value,
    pub(super) claims: Value,
    signed: &'a str,
    signature: Vec<u8>,
}

impl SigningKey {
    pub(super) fn generate() -> SigningKey {
        let key = KeyPair::generate(KeySize::Rsa2048).ok();
        let public = key.as_ref().map(|key| key.public_key().as_ref().to_vec()).unwrap_or_default();
        let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, &public);
        let id = encode(digest.as_ref()).chars().take(27).collect();
        SigningKey { key, id }
    }

    /// A compact RS256 token.
    pub(super) fn sign(&self, claims: &Value) -> String {
        let header = json!({"typ": "JWT", "alg": "RS256", "kid": self.id, "x5t": self.id});
        let signed =
            format!("{}.{}", encode(header.to_string().as_bytes()), encode(claims.to_string().as_bytes()));
        let made = self.key.as_ref().and_then(|key| {
            let mut made = vec![0; key.public_modulus_len()];
            let padding = &signature::RSA_PKCS1_SHA256;
            key.sign(padding, &SystemRandom::new(), signed.as_bytes(), &mut made).ok()?;
            Some(made)
        });
        // A token without a signature is refused everywhere.
        format!("{signed}.{}", encode(&made.unwrap_or_default()))
    }

    /// RSAPublicKey, DER.
    pub(super) fn public_der(&self) -> Vec<u8> {
        self.key.as_ref().map(|key| key.public_key().as_ref().to_vec()).unwrap_or_default()
    }

    /// PKCS #8, DER.
    pub(super) fn private_der(&self) -> Vec<u8> {
        self.key.as_ref().and_then(|key| Some(key.as_der().ok()?.as_ref().to_vec())).unwrap_or_default()
    }

    pub(super) fn private_pem(&self) -> String {
        pem("PRIVATE KEY", &self.private_der())
    }

    /// The public half as a key of a JSON Web Key Set (RFC 7517).
    pub(super) fn jwk(&self) -> Value {
        let der = self.public_der();
        let (modulus, exponent) = components(&der).unwrap_or((&[], &[]));
        json!({"kty": "RSA", "use": "sig", "kid": self.id, "x5t": self.id, "n": encode(modulus), "e": encode(exponent)})
    }
}

impl Jwt<'_> {
    pub(super) fn parse(text: &str) -> Option<Jwt<'_>> {
        let (signed, signature) = text.rsplit_once('.')?;
        let (header, claims) = signed.split_once('.')?;
        let json = |part: &str| -> Option<Value> {
            serde_json::from_slice::<Value>(&decode(part)?).ok().filter(Value::is_object)
        };
        Some(Jwt { header: json(header)?, claims: json(claims)?, signed, signature: decode(signature)? })
    }

    /// Whether the key's owner signed it. The algorithm is one of the two that Entra takes, whatever else the header
    /// asks for: `none` and HMAC over a public key are the classic forgeries.
    pub(super) fn verify(&self, public_der: &[u8]) -> bool {
        let algorithm: &dyn signature::VerificationAlgorithm = match self.text("alg", true) {
            "RS256" => &signature::RSA_PKCS1_2048_8192_SHA256,
            "PS256" => &signature::RSA_PSS_2048_8192_SHA256,
            _ => return false,
        };
        UnparsedPublicKey::new(algorithm, public_der).verify(self.signed.as_bytes(), &self.signature).is_ok()
    }

    pub(super) fn claim(&self, name: &str) -> &str {
        self.text(name, false)
    }

    /// Seconds since 1970; 0 without the claim.
    pub(super) fn time(&self, name: &str) -> i64 {
        // Some clients write fractions of a second.
        let number =
            |value: &Value| value.as_i64().or_else(|| format!("{:.0}", value.as_f64()?).parse().ok());
        self.claims.get(name).and_then(number).unwrap_or(0)
    }

    fn text(&self, name: &str, header: bool) -> &str {
        let of = if header { &self.header } else { &self.claims };
        of.get(name).and_then(Value::as_str).unwrap_or("")
    }
}

pub(super) fn encode(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

pub(super) fn decode(text: &str) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(text).ok()
}

pub(super) fn pem(label: &str, der: &[u8]) -> String {
    let body = STANDARD.encode(der);
    let mut text = format!("-----BEGIN {label}-----\n");
    for (at, character) in body.chars().enumerate() {
        if at > 0 && at % 64 == 0 {
            text.push('\n');
        }
        text.push(character);
    }
    text + &format!("\n-----END {label}-----\n")
}

/// RSAPublicKey of a modulus and an exponent (RFC 8017, A.1.1).
pub(super) fn public_key_der(modulus: &[u8], exponent: &[u8]) -> Vec<u8> {
    let integer = |bytes: &[u8]| {
        let mut value: Vec<u8> = bytes.iter().copied().skip_while(|byte| *byte == 0).collect();
        if value.first().is_none_or(|byte| byte & 0x80 != 0) {
            value.insert(0, 0);
        }
        tagged(0x02, &value)
    };
    tagged(0x30, &[integer(modulus), integer(exponent)].concat())
}

fn tagged(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = content.len();
    let mut der = vec![tag];
    if let Ok(short @ 0..=0x7F) = u8::try_from(length) {
        der.push(short);
    } else {
        let bytes: Vec<u8> = length.to_be_bytes().into_iter().skip_while(|byte| *byte == 0).collect();
        der.push(0x80 | u8::try_from(bytes.len()).unwrap_or(8));
        der.extend(bytes);
    }
    der.extend(content);
    der
}

/// Modulus and exponent of an RSAPublicKey.
fn components(der: &[u8]) -> Option<(&[u8], &[u8])> {
    let (sequence, _) = element(0x30, der)?;
    let (modulus, rest) = element(0x02, sequence)?;
    let (exponent, _) = element(0x02, rest)?;
    let strip = |bytes: &'_ [u8]| bytes.iter().take_while(|byte| **byte == 0).count();
    Some((modulus.split_at_checked(strip(modulus))?.1, exponent.split_at_checked(strip(exponent))?.1))
}

/// The content of the first element and what follows it.
fn element(tag: u8, der: &[u8]) -> Option<(&[u8], &[u8])> {
    let (first, rest) = der.split_first()?;
    let (length, rest) = rest.split_first()?;
    if *first != tag {
        return None;
    }
    if length & 0x80 == 0 {
        return rest.split_at_checked(usize::from(*length));
    }
    let (bytes, rest) = rest.split_at_checked(usize::from(length & 0x7F))?;
    let length =
        bytes.iter().try_fold(0usize, |sum, byte| sum.checked_mul(256)?.checked_add(usize::from(*byte)))?;
    rest.split_at_checked(length)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_verifies_under_its_own_key_and_no_other() {
        let (one, other) = (SigningKey::generate(), SigningKey::generate());
        let token = one.sign(&json!({"sub": "x"}));
        let jwt = Jwt::parse(&token).unwrap();
        assert_eq!(jwt.claim("sub"), "x");
        assert!(jwt.verify(&one.public_der()));
        assert!(!jwt.verify(&other.public_der()));
        let jwk = one.jwk();
        let number = |name: &str| decode(jwk[name].as_str().unwrap()).unwrap();
        assert!(jwt.verify(&public_key_der(&number("n"), &number("e"))));
    }

    #[test]
    fn an_unsigned_or_altered_token_is_refused() {
        let key = SigningKey::generate();
        let none = format!("{}.{}.", encode(br#"{"alg":"none"}"#), encode(br#"{"sub":"x"}"#));
        assert!(!Jwt::parse(&none).unwrap().verify(&key.public_der()));
        let token = key.sign(&json!({"sub": "x"}));
        let parts: Vec<&str> = token.split('.').collect();
        let altered = format!("{}.{}.{}", parts[0], encode(br#"{"sub":"y"}"#), parts[2]);
        assert!(!Jwt::parse(&altered).unwrap().verify(&key.public_der()));
        assert!(Jwt::parse("a.b").is_none());
    }
}
