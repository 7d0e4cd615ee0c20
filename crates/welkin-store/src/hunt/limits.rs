use std::time::Duration;

use datafusion::error::DataFusionError;

use crate::StoreError;

/// What a hunt may use.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Rows that are given back at most; more are cut off and [`crate::Rows::truncated`] says so.
    pub rows: usize,
    /// Memory for sorting, grouping and joining, in bytes.
    pub memory_bytes: usize,
    /// Time from the call to the last row.
    pub timeout: Duration,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits { rows: 1000, memory_bytes: 256 << 20, timeout: Duration::from_secs(30) }
    }
}

/// Why a hunt gave no rows.
#[derive(Debug, thiserror::Error)]
pub enum HuntError {
    /// The statement does something else than read.
    #[error("{0}")]
    Refused(String),
    /// The statement is wrong: syntax, unknown names, types, or a value that it cannot compute with.
    #[error("{0}")]
    Query(String),
    /// It took longer than [`Limits::timeout`].
    #[error("the query took longer than {} s; narrow the time range or add a condition", .0.as_secs_f64())]
    Timeout(Duration),
    /// It needed more than [`Limits::memory_bytes`].
    #[error("the query needs more than {} MiB of memory; narrow it or add a LIMIT", .0 >> 20)]
    Memory(usize),
    /// The store itself failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl HuntError {
    /// The engine's error in the words of the person who wrote the query.
    pub(crate) fn of(error: &DataFusionError, limits: Limits) -> HuntError {
        match error.find_root() {
            DataFusionError::ResourcesExhausted(_) => HuntError::Memory(limits.memory_bytes),
            root => {
                let message = root.message();
                let message = message.split(DataFusionError::BACK_TRACE_SEP).next().unwrap_or_default();
                let message = ["sql parser error: ", "ParserError(\"", "TokenizerError(\""]
                    .iter()
                    .fold(message, |text, prefix| text.strip_prefix(prefix).unwrap_or(text));
                HuntError::Query(message.trim_end_matches("\")").trim().to_owned())
            }
        }
    }
}
