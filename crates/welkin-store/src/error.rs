use std::path::{Path, PathBuf};

use datafusion::parquet::errors::ParquetError;

/// Why the store could not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// No space is left (or a quota is used up). Nothing was written; the same call can be made again later.
    #[error("the disk is full: {doing}")]
    Full {
        /// What was being done, e.g. the file that was being written.
        doing: String,
    },
    /// Another process has this data directory open.
    #[error("`{}` is in use by another process", dir.display())]
    InUse {
        /// The data directory.
        dir: PathBuf,
    },
    /// A file or directory could not be read or written.
    #[error("cannot use `{}`", path.display())]
    Io {
        /// The file or directory.
        path: PathBuf,
        /// The operating system's answer.
        source: std::io::Error,
    },
    /// SQLite refused.
    #[error("the state database failed")]
    State(#[source] rusqlite::Error),
    /// A lake file could not be read or written.
    #[error("cannot use lake file `{}`", path.display())]
    Lake {
        /// The file.
        path: PathBuf,
        /// What Parquet says.
        source: ParquetError,
    },
    /// What is stored cannot be understood.
    #[error("stored {what} is damaged: {detail}")]
    Corrupt {
        /// The kind of record.
        what: &'static str,
        /// What was found.
        detail: String,
    },
    /// The data directory was written by a newer Welkin.
    #[error("the data directory has version {found}, this Welkin reads up to {known}")]
    TooNew {
        /// Version of the directory.
        found: i64,
        /// Newest version that this program reads.
        known: i64,
    },
    /// A page cursor that this store did not give out, or not for this order.
    #[error("`{0}` is not a cursor of this list")]
    Cursor(String),
}

impl StoreError {
    /// Whether the call may succeed later, unchanged, once there is space.
    pub fn is_full(&self) -> bool {
        matches!(self, StoreError::Full { .. })
    }

    pub(crate) fn io(path: &Path, source: std::io::Error) -> StoreError {
        if is_full(&source) {
            StoreError::Full { doing: format!("writing `{}`", path.display()) }
        } else {
            StoreError::Io { path: path.to_owned(), source }
        }
    }

    pub(crate) fn lake(path: &Path, source: ParquetError) -> StoreError {
        match &source {
            ParquetError::External(inner) if inner.downcast_ref::<std::io::Error>().is_some_and(is_full) => {
                StoreError::Full { doing: format!("writing `{}`", path.display()) }
            }
            _ => StoreError::Lake { path: path.to_owned(), source },
        }
    }

    pub(crate) fn corrupt(what: &'static str, detail: impl ToString) -> StoreError {
        StoreError::Corrupt { what, detail: detail.to_string() }
    }
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> StoreError {
        match error.sqlite_error_code() {
            Some(rusqlite::ErrorCode::DiskFull) => {
                StoreError::Full { doing: "writing the state database".to_owned() }
            }
            _ => StoreError::State(error),
        }
    }
}

fn is_full(error: &std::io::Error) -> bool {
    matches!(error.kind(), std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded)
}
