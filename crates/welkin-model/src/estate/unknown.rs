use std::fmt;

use serde::{Deserialize, Serialize};

use crate::Cloud;

/// Why something could not be read.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum UnknownReason {
    /// The caller lacks a permission.
    Denied,
    /// The provider refused for its rate limits, and went on refusing.
    Throttled,
    TimedOut,
    /// Some pages were read, a later one was not.
    Incomplete,
    /// The answer was not what the API describes.
    Garbled,
    /// The provider failed or refused for a reason of its own.
    Failed,
    /// No connection.
    Unreachable,
    /// There is no credential, or the provider does not accept it.
    Unauthenticated,
    /// A bound of Welkin was reached, so that there may be more.
    Bounded,
}

impl UnknownReason {
    /// The name in outputs.
    pub const fn as_str(self) -> &'static str {
        match self {
            UnknownReason::Denied => "denied",
            UnknownReason::Throttled => "throttled",
            UnknownReason::TimedOut => "timed_out",
            UnknownReason::Incomplete => "incomplete",
            UnknownReason::Garbled => "garbled",
            UnknownReason::Failed => "failed",
            UnknownReason::Unreachable => "unreachable",
            UnknownReason::Unauthenticated => "unauthenticated",
            UnknownReason::Bounded => "bounded",
        }
    }
}

impl fmt::Display for UnknownReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Something that exists or may exist and could not be read. Unreadable is never absent.
#[derive(Clone, Debug, Deserialize, Eq, Ord, PartialEq, PartialOrd, Serialize)]
pub struct Unknown {
    /// What was asked for: the provider's operation, e.g. `sagemaker:ListModels`.
    pub about: String,
    pub reason: UnknownReason,
    /// The permission that the call needs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub permission: Option<String>,
    /// The provider's own words, shortened.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub detail: String,
}

/// A part of the estate that could not be read, so that assets may be missing from the graph.
#[derive(Clone, Debug, Deserialize, Eq, Ord, PartialEq, PartialOrd, Serialize)]
pub struct Hole {
    pub cloud: Cloud,
    /// Account, subscription, project, compartment; empty for the whole cloud.
    pub scope: String,
    /// Empty for all regions.
    pub region: String,
    #[serde(flatten)]
    pub unknown: Unknown,
}

impl fmt::Display for Hole {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Hole { cloud, scope, region, unknown } = self;
        write!(f, "{cloud}")?;
        for place in [scope, region] {
            if !place.is_empty() {
                write!(f, " {place}")?;
            }
        }
        write!(f, ": {} is unknown: {}", unknown.about, unknown.reason.as_str().replace('_', " "))?;
        if let Some(permission) = &unknown.permission {
            write!(f, "; it needs {permission}")?;
        }
        if !unknown.detail.is_empty() {
            write!(f, " ({})", unknown.detail)?;
        }
        Ok(())
    }
}
