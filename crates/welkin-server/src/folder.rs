use std::collections::HashMap;
use std::fs::{self, File};
use std::io::{Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, SystemTime};

use crate::clock;
use crate::intake::{BATCH_BYTES, Intake};

/// Reads what is put into a folder while the server runs: whole files once they no longer grow, and what is appended
/// to plain text files after that.
///
/// What was read is remembered by size while the process lives; after a restart everything is read again, and records
/// that are known already are dropped as duplicates.
#[derive(Debug)]
pub(crate) struct Folder {
    pub(crate) path: PathBuf,
    pub(crate) intake: Arc<Intake>,
    pub(crate) stop: Arc<AtomicBool>,
}

#[derive(Clone, Copy, Debug)]
struct Seen {
    size: u64,
    modified: Option<SystemTime>,
    read: u64,
}

const EVERY: Duration = Duration::from_millis(500);
const FILES: usize = 100_000;

impl Folder {
    pub(crate) fn run(self) {
        let mut seen: HashMap<PathBuf, Seen> = HashMap::new();
        while !self.stop.load(Ordering::Acquire) {
            let mut files = Vec::new();
            list(&self.path, 0, &mut files);
            for (path, size, modified) in files {
                let known = seen.get(&path).copied();
                let is_still = known.is_some_and(|k| k.size == size && k.modified == modified);
                let read = known.map_or(0, |k| k.read);
                // A file that became shorter was replaced.
                let read = if read > size { 0 } else { read };
                let read = if is_still && read < size { self.take(&path, read, size) } else { read };
                if seen.len() < FILES || seen.contains_key(&path) {
                    seen.insert(path, Seen { size, modified, read });
                }
            }
            std::thread::park_timeout(EVERY);
        }
    }

    /// Reads from `start` on; returns up to where it was taken in.
    fn take(&self, path: &Path, start: u64, size: u64) -> u64 {
        match self.try_take(path, start, size) {
            Ok(read) => read,
            Err(error) => {
                tracing::warn!(file = %path.display(), %error, "a file of the watched folder cannot be read");
                size
            }
        }
    }

    fn try_take(&self, path: &Path, start: u64, size: u64) -> std::io::Result<u64> {
        let mut file = File::open(path)?;
        let mut head = [0; 4];
        let n = file.read(&mut head)?;
        let head = head.get(..n).unwrap_or_default();
        let packed =
            head.starts_with(&[0x1f, 0x8b]) || head.starts_with(&[0x28, 0xb5, 0x2f, 0xfd]) || head == b"PAR1";
        let channel = path.display().to_string();
        let mut at = if packed { 0 } else { start };
        file.seek(SeekFrom::Start(at))?;
        while at < size {
            let mut part = Vec::new();
            let most = if packed { u64::MAX } else { BATCH_BYTES as u64 };
            file.by_ref().take(most).read_to_end(&mut part)?;
            if part.is_empty() {
                break;
            }
            // Text is cut between lines; a file that is one long line is taken whole.
            let cut = match part.iter().rposition(|b| *b == b'\n') {
                Some(end) if !packed && at + (part.len() as u64) < size => end + 1,
                _ => part.len(),
            };
            part.truncate(cut);
            let length = part.len() as u64;
            if self.intake.append(&channel, None, part, clock::now()).is_err() {
                // The way in is closed for now; the rest is tried again later.
                return Ok(at);
            }
            at += length;
            file.seek(SeekFrom::Start(at))?;
        }
        Ok(at.max(size))
    }
}

fn list(folder: &Path, depth: u8, files: &mut Vec<(PathBuf, u64, Option<SystemTime>)>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    let mut entries: Vec<_> = entries.filter_map(Result::ok).collect();
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let hidden = entry.file_name().to_string_lossy().starts_with('.');
        let Ok(kind) = entry.file_type() else { continue };
        if hidden || files.len() >= FILES {
            continue;
        }
        if kind.is_dir() && depth < 16 {
            list(&entry.path(), depth + 1, files);
        } else if kind.is_file()
            && let Ok(metadata) = entry.metadata()
        {
            files.push((entry.path(), metadata.len(), metadata.modified().ok()));
        }
    }
}
