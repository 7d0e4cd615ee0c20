use std::time::{SystemTime, UNIX_EPOCH};

use welkin_model::Millis;

/// The time now. It is read here and handed to everything that needs it.
#[expect(clippy::disallowed_methods, reason = "this is the clock of the server")]
pub(crate) fn now() -> Millis {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.ok().and_then(|d| Millis::try_from(d.as_millis()).ok()).unwrap_or(0)
}
