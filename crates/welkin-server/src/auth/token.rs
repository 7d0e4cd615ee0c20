use std::fmt;

use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

/// A secret of 256 random bits as 64 hexadecimal digits. It has no `Display`, and `Debug` does not show it.
pub(crate) struct Token(String);

/// The SHA-256 of a token. A hash without salt or stretching is enough for a secret that cannot be guessed.
#[derive(Clone, Copy, Eq, Hash, PartialEq)]
pub(crate) struct TokenHash([u8; 32]);

impl Token {
    /// # Errors
    /// The operating system gives no randomness; nothing may start then.
    pub(crate) fn random() -> Result<Token, getrandom::Error> {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes)?;
        Ok(Token(hex::encode(bytes)))
    }

    pub(crate) fn hash(&self) -> TokenHash {
        TokenHash::of(&self.0)
    }

    /// For the one place that shows it to its owner.
    pub(crate) fn reveal(&self) -> &str {
        &self.0
    }
}

impl TokenHash {
    pub(crate) fn of(token: &str) -> TokenHash {
        TokenHash(Sha256::digest(token.as_bytes()).into())
    }

    pub(crate) fn from_bytes(bytes: [u8; 32]) -> TokenHash {
        TokenHash(bytes)
    }

    pub(crate) fn bytes(self) -> [u8; 32] {
        self.0
    }

    /// Compares in constant time, so that answers do not tell how much of a guess was right.
    pub(crate) fn matches(self, other: TokenHash) -> bool {
        self.0.ct_eq(&other.0).into()
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(…)")
    }
}

impl fmt::Debug for TokenHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TokenHash(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_differ_and_do_not_show() {
        let (a, b) = (Token::random().unwrap(), Token::random().unwrap());
        assert_ne!(a.reveal(), b.reveal());
        assert!(a.hash().matches(TokenHash::of(a.reveal())));
        assert!(!a.hash().matches(b.hash()));
        assert!(!format!("{a:?} {:?}", a.hash()).contains(a.reveal()));
    }
}
