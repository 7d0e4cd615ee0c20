use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use welkin_model::Millis;

use super::{Token, TokenHash};

/// The name of the console's cookie.
pub(crate) const COOKIE: &str = "welkin_session";

const LIFETIME: Millis = 12 * 3_600_000;
const MOST: usize = 1000;

/// The console's sessions. They live in memory: a restart ends them.
#[derive(Debug, Default)]
pub(crate) struct Sessions {
    ends: Mutex<HashMap<TokenHash, Millis>>,
}

impl Sessions {
    /// Begins a session and gives its secret, for the cookie.
    ///
    /// # Errors
    /// The operating system gives no randomness.
    pub(crate) fn begin(&self, now: Millis) -> Result<Token, getrandom::Error> {
        let token = Token::random()?;
        let mut ends = self.ends.lock().unwrap_or_else(PoisonError::into_inner);
        ends.retain(|_, end| *end > now);
        if ends.len() >= MOST
            && let Some(oldest) = ends.iter().min_by_key(|(_, end)| **end).map(|(hash, _)| *hash)
        {
            ends.remove(&oldest);
        }
        ends.insert(token.hash(), now + LIFETIME);
        Ok(token)
    }

    pub(crate) fn is_open(&self, token: &str, now: Millis) -> bool {
        let ends = self.ends.lock().unwrap_or_else(PoisonError::into_inner);
        // The key is a hash: how long the look-up takes tells nothing about the secret.
        ends.get(&TokenHash::of(token)).is_some_and(|end| *end > now)
    }

    pub(crate) fn end(&self, token: &str) {
        self.ends.lock().unwrap_or_else(PoisonError::into_inner).remove(&TokenHash::of(token));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_ends_by_time_and_by_hand() {
        let sessions = Sessions::default();
        let token = sessions.begin(0).unwrap();
        assert!(sessions.is_open(token.reveal(), 1));
        assert!(!sessions.is_open(token.reveal(), LIFETIME));
        assert!(!sessions.is_open("guess", 1));
        sessions.end(token.reveal());
        assert!(!sessions.is_open(token.reveal(), 1));
    }

    #[test]
    fn the_number_of_sessions_is_bounded() {
        let sessions = Sessions::default();
        for now in 0..MOST as i64 + 10 {
            sessions.begin(now).unwrap();
        }
        assert_eq!(sessions.ends.lock().unwrap().len(), MOST);
    }
}
