use std::collections::BTreeMap;
use std::fs::File;
use std::path::{Path, PathBuf};

use super::{JournalError, Position};

/// The segments in force and how far each may be read.
#[derive(Debug, Default)]
pub(super) struct Segments {
    lengths: BTreeMap<u64, u64>,
}

impl Segments {
    /// The segment that is written to, and its safe length.
    pub(super) fn end(&self) -> Position {
        let last = self.lengths.last_key_value();
        last.map_or(Position::default(), |(segment, length)| Position { segment: *segment, offset: *length })
    }

    pub(super) fn set(&mut self, segment: u64, length: u64) {
        self.lengths.insert(segment, length);
    }

    pub(super) fn remove(&mut self, segment: u64) {
        self.lengths.remove(&segment);
    }

    pub(super) fn length(&self, segment: u64) -> Option<u64> {
        self.lengths.get(&segment).copied()
    }

    /// The first segment from this number on.
    pub(super) fn from(&self, segment: u64) -> Option<u64> {
        self.lengths.range(segment..).next().map(|(segment, _)| *segment)
    }

    /// The segments wholly before the place; never the one that is written to.
    pub(super) fn before(&self, place: Position) -> Vec<u64> {
        let last = self.end().segment;
        self.lengths.range(..place.segment.min(last)).map(|(segment, _)| *segment).collect()
    }

    pub(super) fn bytes(&self) -> u64 {
        self.lengths.values().sum()
    }
}

pub(super) fn path(dir: &Path, segment: u64) -> PathBuf {
    dir.join(format!("{segment:020}.wal"))
}

/// Numbers and lengths of the segment files in the folder, ascending.
pub(super) fn list(dir: &Path) -> Result<Vec<(u64, u64)>, JournalError> {
    let failed = |e| JournalError::io(dir, e);
    let mut found = Vec::new();
    for entry in std::fs::read_dir(dir).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let name = entry.file_name();
        let number = name.to_str().and_then(|name| name.strip_suffix(".wal"));
        let number = number.filter(|number| number.len() == 20).and_then(|number| number.parse().ok());
        if let Some(number) = number {
            found.push((number, entry.metadata().map_err(failed)?.len()));
        }
    }
    found.sort_unstable();
    Ok(found)
}

/// Makes an empty segment whose name survives a crash.
pub(super) fn create(dir: &Path, segment: u64) -> Result<File, JournalError> {
    let path = path(dir, segment);
    // A file of this number can only be one whose making failed half way: nothing in it was acknowledged.
    let file = File::options().create(true).truncate(true).write(true).open(&path);
    let file = file.map_err(|e| JournalError::io(&path, e))?;
    sync_dir(dir)?;
    Ok(file)
}

pub(super) fn sync_dir(dir: &Path) -> Result<(), JournalError> {
    File::open(dir).and_then(|dir| dir.sync_all()).map_err(|e| JournalError::io(dir, e))
}
