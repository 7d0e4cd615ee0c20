use aws_lc_rs::rand;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// A key or token. It never appears in debugging output.
#[derive(Clone, Eq, PartialEq)]
pub(super) struct Secret(String);

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(…)")
    }
}

impl Secret {
    /// A new one of `bytes` random bytes in base64; `None` if the machine has no randomness to give.
    pub(super) fn random(bytes: usize) -> Option<Secret> {
        let mut raw = vec![0u8; bytes];
        rand::fill(&mut raw).ok()?;
        Some(Secret(STANDARD.encode(raw)))
    }

    pub(super) fn expose(&self) -> &str {
        &self.0
    }
}

/// Random characters of the alphabet that AWS writes ids of keys and principals in.
pub(super) fn random_id(prefix: &str, length: usize) -> Option<String> {
    let mut raw = vec![0u8; length];
    rand::fill(&mut raw).ok()?;
    let alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let letters = raw.iter().filter_map(|byte| alphabet.get(usize::from(byte % 32)).copied().map(char::from));
    Some(prefix.chars().chain(letters).collect())
}
