//! The journal at the edge: what has been received is on the disk before it is acknowledged.
//!
//! A folder of segment files, `<20-digit number>.wal`, each a sequence of records `len u32 | crc u32 | payload`, all
//! little-endian, the CRC-32 over length and payload. Callers that append at the same time share one fsync.
//!
//! The journal knows bytes and their labels. It must not know formats, events, or who reads it. One process has a
//! journal open at a time; the data directory's lock sees to that.

mod entry;
mod error;
mod frame;
mod reader;
mod recover;
mod segment;
mod writer;

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{self, SyncSender, TrySendError};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use welkin_model::Diagnostic;

pub use entry::Entry;
pub use error::JournalError;
pub use reader::Reader;

use segment::Segments;
use writer::{Job, Writer};

/// A place between two records. As a cursor it says that everything before it has been worked off.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct Position {
    /// Number of the segment file.
    pub segment: u64,
    /// Byte in it.
    pub offset: u64,
}

/// What a journal may use.
#[derive(Clone, Copy, Debug)]
pub struct JournalLimits {
    /// A segment that has reached this many bytes is followed by a new one.
    pub segment_bytes: u64,
    /// All segments together; beyond, appending is [`JournalError::Full`] until [`Journal::trim`] makes space.
    pub total_bytes: u64,
    /// One entry.
    pub entry_bytes: usize,
    /// Entries that may wait for the disk; beyond, appending is [`JournalError::Busy`].
    pub queue_entries: usize,
    /// Bytes that may wait for the disk.
    pub queue_bytes: usize,
}

impl Default for JournalLimits {
    fn default() -> JournalLimits {
        JournalLimits {
            segment_bytes: 64 << 20,
            total_bytes: 8 << 30,
            entry_bytes: 64 << 20,
            queue_entries: 1024,
            queue_bytes: 128 << 20,
        }
    }
}

/// An open journal. Dropping it writes what waits and closes it.
#[derive(Debug)]
pub struct Journal {
    shared: Arc<Shared>,
    limits: JournalLimits,
    queue: Option<SyncSender<Job>>,
    queued_bytes: Arc<AtomicUsize>,
    writer: Option<JoinHandle<()>>,
}

/// What the writer and the readers both see.
#[derive(Debug)]
struct Shared {
    dir: PathBuf,
    segments: Mutex<Segments>,
    grown: Condvar,
}

impl Shared {
    fn segments(&self) -> MutexGuard<'_, Segments> {
        self.segments.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Journal {
    /// Opens the journal in this folder, which is made if it is absent.
    ///
    /// A record that was being written when the process died is cut off. What is damaged otherwise stays, is reported,
    /// and is passed over by readers, from the damage to the end of its segment.
    ///
    /// # Errors
    /// What the file system says.
    pub fn open(
        dir: impl AsRef<Path>,
        limits: JournalLimits,
    ) -> Result<(Journal, Vec<Diagnostic>), JournalError> {
        let dir = dir.as_ref().to_owned();
        std::fs::create_dir_all(&dir).map_err(|e| JournalError::io(&dir, e))?;
        let (segments, diagnostics) = recover::recover(&dir)?;
        let shared = Arc::new(Shared { dir, segments: Mutex::new(segments), grown: Condvar::new() });
        let (queue, jobs) = mpsc::sync_channel(limits.queue_entries.max(1));
        let queued_bytes = Arc::new(AtomicUsize::new(0));
        let writer = Writer::open(Arc::clone(&shared), limits, Arc::clone(&queued_bytes))?;
        let thread = std::thread::Builder::new().name("journal".to_owned());
        let thread = thread
            .spawn(move || writer.run(&jobs))
            .map_err(|e| JournalError::io(Path::new("journal thread"), e))?;
        let journal = Journal { shared, limits, queue: Some(queue), queued_bytes, writer: Some(thread) };
        Ok((journal, diagnostics))
    }

    /// Puts the entry on the disk and returns the place right after it. Blocks until it is safe there.
    ///
    /// # Errors
    /// [`JournalError::Busy`] and [`JournalError::Full`] without having kept it, and what the file system says, in
    /// which case it may or may not be there after a restart.
    pub fn append(&self, entry: &Entry) -> Result<Position, JournalError> {
        let frame = frame::encode(entry, self.limits.entry_bytes)?;
        let bytes = frame.len();
        self.reserve(bytes)?;
        let (reply, answer) = mpsc::sync_channel(1);
        let sent = match &self.queue {
            Some(queue) => queue.try_send(Job { frame, reply }),
            None => return Err(JournalError::Closed),
        };
        if let Err(refused) = sent {
            self.queued_bytes.fetch_sub(bytes, Ordering::AcqRel);
            return Err(match refused {
                TrySendError::Full(_) => JournalError::Busy,
                TrySendError::Disconnected(_) => JournalError::Closed,
            });
        }
        answer.recv().unwrap_or(Err(JournalError::Closed))
    }

    /// The entries from the cursor on, as far as they are safe on the disk, each with the place after it.
    ///
    /// At the end the iterator gives `None`; asked again after more was appended, it goes on.
    pub fn read_from(&self, cursor: Position) -> Reader {
        Reader::new(Arc::clone(&self.shared), cursor)
    }

    /// The place after the last entry that is safe on the disk.
    pub fn end(&self) -> Position {
        self.shared.segments().end()
    }

    /// Blocks until there is an entry after the cursor, or the time is over; whether there is one.
    pub fn wait(&self, cursor: Position, timeout: Duration) -> bool {
        let segments = self.shared.segments();
        let waited = self.shared.grown.wait_timeout_while(segments, timeout, |s| s.end() <= cursor);
        let (segments, _) = waited.unwrap_or_else(PoisonError::into_inner);
        segments.end() > cursor
    }

    /// Bytes of all segments.
    pub fn bytes(&self) -> u64 {
        self.shared.segments().bytes()
    }

    /// Deletes the segments that lie wholly before the cursor; how many.
    ///
    /// # Errors
    /// What the file system says.
    pub fn trim(&self, cursor: Position) -> Result<usize, JournalError> {
        let worked_off = self.shared.segments().before(cursor);
        for segment in &worked_off {
            let path = segment::path(&self.shared.dir, *segment);
            std::fs::remove_file(&path).map_err(|e| JournalError::io(&path, e))?;
            self.shared.segments().remove(*segment);
        }
        Ok(worked_off.len())
    }

    fn reserve(&self, bytes: usize) -> Result<(), JournalError> {
        // A single entry may always wait, however large, else it could never be appended.
        let room = |queued: usize| {
            (queued == 0 || queued + bytes <= self.limits.queue_bytes).then_some(queued + bytes)
        };
        match self.queued_bytes.fetch_update(Ordering::AcqRel, Ordering::Acquire, room) {
            Ok(_) => Ok(()),
            Err(_) => Err(JournalError::Busy),
        }
    }
}

impl Drop for Journal {
    fn drop(&mut self) {
        self.queue = None;
        if let Some(writer) = self.writer.take() {
            writer.join().ok();
        }
    }
}

#[cfg(test)]
mod tests;
