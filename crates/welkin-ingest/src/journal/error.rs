use std::path::{Path, PathBuf};

/// Why an entry was not kept.
#[derive(Clone, Debug, thiserror::Error)]
pub enum JournalError {
    /// As many entries wait for the disk as may; try again in a moment.
    #[error("the journal is busy: as many entries as may wait do")]
    Busy,
    /// The disk or the journal's own limit is used up; try again when space has been made.
    #[error("the journal is full: {0}")]
    Full(String),
    /// The entry is larger than one may be.
    #[error("the entry has {bytes} bytes, at most {limit} are allowed")]
    TooLarge {
        /// Size of the entry.
        bytes: usize,
        /// The limit.
        limit: usize,
    },
    /// The journal has been closed.
    #[error("the journal is closed")]
    Closed,
    /// The file system failed.
    #[error("cannot use `{}`: {reason}", path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What the operating system says.
        reason: String,
    },
}

impl JournalError {
    pub(super) fn io(path: &Path, error: std::io::Error) -> JournalError {
        match error.kind() {
            std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded => {
                JournalError::Full(format!("no space for `{}`", path.display()))
            }
            _ => JournalError::Io { path: path.to_owned(), reason: error.to_string() },
        }
    }
}
