use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// OCSF `severity_id` of an event or finding.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    Unknown = 0,
    Informational = 1,
    Low = 2,
    Medium = 3,
    High = 4,
    Critical = 5,
    Fatal = 6,
}

impl Severity {
    /// Ascending, as OCSF numbers them.
    pub const ALL: [Severity; 7] = [
        Severity::Unknown,
        Severity::Informational,
        Severity::Low,
        Severity::Medium,
        Severity::High,
        Severity::Critical,
        Severity::Fatal,
    ];

    /// The `severity_id`.
    pub const fn id(self) -> u8 {
        self as u8
    }

    /// The severity with this `severity_id`; 99 (other) and unknown numbers are [`Severity::Unknown`].
    pub fn from_id(id: i64) -> Severity {
        Severity::ALL.into_iter().find(|s| i64::from(s.id()) == id).unwrap_or(Severity::Unknown)
    }

    /// The caption that OCSF gives to the id.
    pub const fn as_str(self) -> &'static str {
        match self {
            Severity::Unknown => "Unknown",
            Severity::Informational => "Informational",
            Severity::Low => "Low",
            Severity::Medium => "Medium",
            Severity::High => "High",
            Severity::Critical => "Critical",
            Severity::Fatal => "Fatal",
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Severity {
    type Err = UnknownSeverity;

    /// Reads the words that clouds and rules use, in any case (`moderate`, `info`, `error` …).
    fn from_str(s: &str) -> Result<Severity, UnknownSeverity> {
        Ok(match s.trim().to_ascii_lowercase().as_str() {
            "informational" | "information" | "info" | "notice" | "debug" | "default" | "minor" => {
                Severity::Informational
            }
            "low" => Severity::Low,
            "medium" | "moderate" | "warning" | "warn" => Severity::Medium,
            "high" | "error" | "important" => Severity::High,
            "critical" | "severe" | "alert" => Severity::Critical,
            "fatal" | "emergency" => Severity::Fatal,
            _ => return Err(UnknownSeverity(s.to_owned())),
        })
    }
}

/// A word that names no severity.
#[derive(Debug, thiserror::Error)]
#[error("unknown severity `{0}`, expected informational, low, medium, high or critical")]
pub struct UnknownSeverity(String);
