use std::fmt;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// `metadata.uid` of an event: the provider's event id where there is one, else a hash of source and content.
#[derive(Clone, Debug, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(transparent)]
pub struct EventUid(String);

impl EventUid {
    pub fn new(uid: impl Into<String>) -> EventUid {
        EventUid(uid.into())
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for EventUid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A deterministic id of the parts: 32 hexadecimal digits of SHA-256 over the parts, each preceded by its length so
/// that `("ab", "c")` and `("a", "bc")` differ.
pub fn content_uid<'a>(parts: impl IntoIterator<Item = &'a [u8]>) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    let digest = hash.finalize();
    hex::encode(digest.get(..16).unwrap_or(&digest))
}

/// SHA-256 as 64 hexadecimal digits.
pub fn sha256_hex(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes))
}
