use std::fmt;

use serde::{Deserialize, Serialize};

/// Something in an input that could not be used as it stands: where it is, what was expected and what was found.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Diagnostic {
    #[serde(rename = "severity")]
    pub level: Level,
    #[serde(flatten)]
    pub location: Location,
    /// What would have been right.
    pub expected: String,
    /// What stood there, shortened; never a secret of Welkin's own.
    pub found: String,
    /// One sentence for the person who must act.
    pub message: String,
}

/// How much was lost.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// The item was left out.
    Error,
    /// The item was used, in part or with a substitute.
    Warning,
}

/// Where in the input.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
pub struct Location {
    /// File name, `-` for standard input, or the name of the channel.
    pub file: Option<String>,
    /// 1-based number of the record in the file.
    pub record: Option<u64>,
    /// 1-based line, for inputs that people edit (rules).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<u64>,
    /// Attribute inside the record, dotted.
    pub path: Option<String>,
}

impl Diagnostic {
    /// An item that had to be left out.
    pub fn error(
        expected: impl Into<String>,
        found: impl Into<String>,
        message: impl Into<String>,
    ) -> Diagnostic {
        Diagnostic::new(Level::Error, expected.into(), found.into(), message.into())
    }

    /// An item that was used in part.
    pub fn warning(
        expected: impl Into<String>,
        found: impl Into<String>,
        message: impl Into<String>,
    ) -> Diagnostic {
        Diagnostic::new(Level::Warning, expected.into(), found.into(), message.into())
    }

    fn new(level: Level, expected: String, found: String, message: String) -> Diagnostic {
        Diagnostic { level, location: Location::default(), expected, found: shorten(found), message }
    }

    #[must_use]
    pub fn in_file(mut self, file: impl Into<String>) -> Diagnostic {
        self.location.file = Some(file.into());
        self
    }

    #[must_use]
    pub fn at_record(mut self, record: u64) -> Diagnostic {
        self.location.record = Some(record);
        self
    }

    #[must_use]
    pub fn at_line(mut self, line: u64) -> Diagnostic {
        self.location.line = Some(line);
        self
    }

    #[must_use]
    pub fn at_path(mut self, path: impl Into<String>) -> Diagnostic {
        self.location.path = Some(path.into());
        self
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.level {
            Level::Error => "error",
            Level::Warning => "warning",
        })?;
        if let Some(file) = &self.location.file {
            write!(f, ": {file}")?;
        }
        if let Some(line) = self.location.line {
            write!(f, ":{line}")?;
        }
        if let Some(record) = self.location.record {
            write!(f, ": record {record}")?;
        }
        if let Some(path) = &self.location.path {
            write!(f, ": {path}")?;
        }
        write!(f, ": {} (expected {}, found {})", self.message, self.expected, self.found)
    }
}

/// Keeps `found` readable when the input is a 200 MB line.
fn shorten(mut text: String) -> String {
    const LIMIT: usize = 200;
    if text.len() > LIMIT {
        let end = (0..=LIMIT).rev().find(|&i| text.is_char_boundary(i)).unwrap_or(0);
        text.truncate(end);
        text.push('…');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn says_where_what_and_what_was_expected() {
        let d = Diagnostic::error("a JSON object", "`[`", "record is not an object")
            .in_file("a.json")
            .at_record(3);
        assert_eq!(
            d.to_string(),
            "error: a.json: record 3: record is not an object (expected a JSON object, found `[`)"
        );
    }

    #[test]
    fn shortens_at_a_character_boundary() {
        let d = Diagnostic::error("x", "é".repeat(500), "m");
        assert!(d.found.len() < 210 && d.found.ends_with('…'));
    }
}
