use std::time::Duration;

use welkin_model::estate::{Unknown, UnknownReason};

use super::Call;

/// Why a call has no usable answer.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{about}: {reason}: {detail}")]
pub struct CallError {
    /// `service:operation`.
    pub about: String,
    pub reason: UnknownReason,
    /// The permission that the call needs.
    pub permission: String,
    /// The provider's code, e.g. `AccessDeniedException`; empty if there is none.
    pub code: String,
    /// The provider's own words, shortened.
    pub detail: String,
    /// The status of the answer; 0 without an answer.
    pub status: u16,
}

impl CallError {
    pub fn of(call: &Call, reason: UnknownReason, detail: impl Into<String>) -> CallError {
        CallError {
            about: call.about(),
            reason,
            permission: call.permission.to_string(),
            code: String::new(),
            detail: shorten(&detail.into()),
            status: 0,
        }
    }

    /// As it stands on an asset.
    pub fn unknown(&self) -> Unknown {
        let permission = matches!(self.reason, UnknownReason::Denied | UnknownReason::Unauthenticated)
            .then(|| self.permission.clone())
            .filter(|permission| !permission.is_empty());
        Unknown { about: self.about.clone(), reason: self.reason, permission, detail: self.detail.clone() }
    }

    /// As it stands on a list of which the pages before this one, counted from 0, were read: such a list is incomplete,
    /// whatever stopped it; a denial stays a denial.
    pub fn unknown_on(&self, page: usize) -> Unknown {
        let unknown = self.unknown();
        if page == 0 || unknown.reason == UnknownReason::Denied {
            return unknown;
        }
        let detail = format!("page {} failed: {}: {}", page + 1, unknown.reason, unknown.detail);
        Unknown { reason: UnknownReason::Incomplete, detail, ..unknown }
    }
}

/// What an answer means, as the cloud's own module reads it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Verdict {
    Fine,
    /// Come again, after this time if the provider says so.
    Throttled(Option<Duration>),
    /// The provider failed; a repetition may succeed.
    Unavailable,
    /// A failure that is not in the provider's own shape: what answers does not have the operation.
    Unspoken,
    /// The status says that all is well, and the body is not what the API describes.
    Garbled,
    /// The thing asked for does not exist, or the service is not switched on: an answer, not a failure.
    Absent {
        code: String,
        detail: String,
    },
    /// The caller may not.
    Denied {
        code: String,
        detail: String,
    },
    /// The credential is missing, wrong or expired.
    Unauthenticated {
        code: String,
        detail: String,
    },
    /// Anything else.
    Refused {
        code: String,
        detail: String,
    },
}

/// Keeps a provider's words readable, and on one line.
pub(crate) fn shorten(text: &str) -> String {
    const LIMIT: usize = 300;
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= LIMIT { line } else { line.chars().take(LIMIT).chain(['…']).collect() }
}
