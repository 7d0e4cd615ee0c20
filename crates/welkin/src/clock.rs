use std::time::{SystemTime, UNIX_EPOCH};

use welkin_model::Millis;

/// The time now. Commands read it once and hand it on.
#[expect(clippy::disallowed_methods, reason = "the binary is where the wall clock is read")]
pub(crate) fn now() -> Millis {
    of(SystemTime::now())
}

/// A file's time.
pub(crate) fn of(time: SystemTime) -> Millis {
    time.duration_since(UNIX_EPOCH).ok().and_then(|d| Millis::try_from(d.as_millis()).ok()).unwrap_or(0)
}
