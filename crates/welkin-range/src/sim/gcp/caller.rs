use std::collections::BTreeMap;

use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use welkin_model::Millis;

use crate::calendar::HOUR;

/// Who calls.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub(super) struct Caller {
    /// The service account's mail address; empty for a federated principal and for nobody.
    pub(super) email: String,
    /// `principal://…` of a federated principal; empty otherwise.
    pub(super) subject: String,
    /// `principalSet://…` that the federated principal is in.
    pub(super) sets: Vec<String>,
    /// Whose token the caller's was made with: `principal://…` or `serviceAccount:…`.
    pub(super) delegation: Vec<String>,
    /// The name of the service account key that signed.
    pub(super) key: String,
}

impl Caller {
    pub(super) fn account(email: &str) -> Caller {
        Caller { email: email.to_owned(), ..Caller::default() }
    }

    pub(super) fn is_nobody(&self) -> bool {
        self.email.is_empty() && self.subject.is_empty()
    }

    /// As audit records call it.
    pub(super) fn principal(&self) -> String {
        if self.email.is_empty() { self.subject.clone() } else { format!("serviceAccount:{}", self.email) }
    }
}

/// The access tokens that were handed out.
#[derive(Debug, Default)]
pub(super) struct Tokens {
    /// By digest: a token is nowhere kept.
    live: BTreeMap<Vec<u8>, Session>,
}

#[derive(Debug)]
struct Session {
    caller: Caller,
    expires: Millis,
}

/// More live tokens than this push out the one that ends first.
const MOST_TOKENS: usize = 4_096;
/// How long a token is good for.
pub(super) const LIFETIME: Millis = HOUR;

/// Why a token is not taken.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Untrusted {
    Unknown,
    Expired,
}

impl Tokens {
    /// A new token; empty if the machine has no randomness.
    pub(super) fn issue(&mut self, caller: Caller, expires: Millis) -> String {
        let mut random = [0_u8; 96];
        if aws_lc_rs::rand::fill(&mut random).is_err() {
            return String::new();
        }
        let token = format!("ya29.c.{}", URL_SAFE_NO_PAD.encode(random));
        if self.live.len() >= MOST_TOKENS {
            let first =
                self.live.iter().min_by_key(|(_, session)| session.expires).map(|(key, _)| key.clone());
            if let Some(first) = first {
                self.live.remove(&first);
            }
        }
        self.live.insert(fingerprint(&token), Session { caller, expires });
        token
    }

    pub(super) fn find(&self, token: &str, at: Millis) -> Result<&Caller, Untrusted> {
        let session = self.live.get(&fingerprint(token)).ok_or(Untrusted::Unknown)?;
        if at >= session.expires {
            return Err(Untrusted::Expired);
        }
        Ok(&session.caller)
    }
}

fn fingerprint(token: &str) -> Vec<u8> {
    digest(&SHA256, token.as_bytes()).as_ref().to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_end_are_bounded_and_are_kept_nowhere() {
        let mut tokens = Tokens::default();
        let first = tokens.issue(Caller::account("a@b"), LIFETIME);
        assert_eq!(tokens.find(&first, 0).map(|caller| caller.email.as_str()), Ok("a@b"));
        assert_eq!(tokens.find(&first, LIFETIME), Err(Untrusted::Expired));
        assert_eq!(tokens.find("ya29.c.other", 0), Err(Untrusted::Unknown));
        assert!(!format!("{tokens:?}").contains(&first));
        for _ in 0..MOST_TOKENS {
            tokens.issue(Caller::default(), 2 * LIFETIME);
        }
        assert_eq!(tokens.live.len(), MOST_TOKENS);
        assert_eq!(tokens.find(&first, 0), Err(Untrusted::Unknown));
    }
}
