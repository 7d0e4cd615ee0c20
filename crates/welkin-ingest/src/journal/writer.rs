use std::fs::File;
use std::io::{Seek, SeekFrom, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, SyncSender};

use super::{JournalError, JournalLimits, Position, Shared, segment};

/// A record that waits for the disk, and who waits for it.
#[derive(Debug)]
pub(super) struct Job {
    pub(super) frame: Vec<u8>,
    pub(super) reply: SyncSender<Result<Position, JournalError>>,
}

/// The one that writes; it lives in its own thread.
pub(super) struct Writer {
    shared: Arc<Shared>,
    limits: JournalLimits,
    queued_bytes: Arc<AtomicUsize>,
    file: File,
    /// Where the next record goes: the end of what is safe.
    place: Position,
    /// After a failure the state of the file is not known: nothing more is written to it.
    doubtful: bool,
}

/// At most so much is written between two syncs.
const BATCH_BYTES: usize = 8 << 20;

impl Writer {
    pub(super) fn open(
        shared: Arc<Shared>,
        limits: JournalLimits,
        queued_bytes: Arc<AtomicUsize>,
    ) -> Result<Writer, JournalError> {
        let place = shared.segments().end();
        let path = segment::path(&shared.dir, place.segment);
        let file = File::options().write(true).open(&path).and_then(|mut file| {
            file.seek(SeekFrom::Start(place.offset))?;
            Ok(file)
        });
        let file = file.map_err(|e| JournalError::io(&path, e))?;
        Ok(Writer { shared, limits, queued_bytes, file, place, doubtful: false })
    }

    /// Writes what comes until every sender is gone.
    pub(super) fn run(mut self, jobs: &Receiver<Job>) {
        while let Ok(first) = jobs.recv() {
            let mut bytes = first.frame.len();
            let mut batch = vec![first];
            while bytes < BATCH_BYTES {
                let Ok(job) = jobs.try_recv() else { break };
                bytes += job.frame.len();
                batch.push(job);
            }
            self.write(batch);
            self.queued_bytes.fetch_sub(bytes, Ordering::AcqRel);
        }
    }

    /// Writes the batch, syncs once, and answers everyone.
    fn write(&mut self, batch: Vec<Job>) {
        let mut room = self.limits.total_bytes.saturating_sub(self.shared.segments().bytes());
        let (mut kept, mut refused) = (Vec::new(), Vec::new());
        for job in batch {
            match room.checked_sub(job.frame.len() as u64) {
                Some(rest) => {
                    room = rest;
                    kept.push(job);
                }
                None => refused.push(job),
            }
        }
        let result = if kept.is_empty() { Ok(()) } else { self.put(&kept) };
        let mut place = self.place;
        if result.is_ok() {
            let length = kept.iter().map(|job| job.frame.len() as u64).sum::<u64>();
            self.place.offset += length;
            self.shared.segments().set(self.place.segment, self.place.offset);
            self.shared.grown.notify_all();
        }
        for job in kept {
            place.offset += job.frame.len() as u64;
            // A caller that no longer waits does not want the answer.
            job.reply.send(result.clone().map(|()| place)).ok();
        }
        for job in refused {
            let limit = self.limits.total_bytes;
            job.reply.send(Err(JournalError::Full(format!("it may have {limit} bytes")))).ok();
        }
    }

    fn put(&mut self, jobs: &[Job]) -> Result<(), JournalError> {
        if self.doubtful || self.place.offset >= self.limits.segment_bytes {
            self.roll()?;
        }
        let written = jobs.iter().try_for_each(|job| self.file.write_all(&job.frame));
        let synced = written.and_then(|()| self.file.sync_data());
        let Err(error) = synced else { return Ok(()) };
        // What was written in part gives its space back. If even that fails, or the sync has lost pages that the
        // kernel now calls clean, only a new file can be trusted.
        let place = self.place.offset;
        let cut = self.file.set_len(place).and_then(|()| self.file.seek(SeekFrom::Start(place)).map(|_| ()));
        self.doubtful = cut.and_then(|()| self.file.sync_all()).is_err();
        Err(JournalError::io(&segment::path(&self.shared.dir, self.place.segment), error))
    }

    fn roll(&mut self) -> Result<(), JournalError> {
        let next = self.place.segment + 1;
        self.file = segment::create(&self.shared.dir, next)?;
        self.doubtful = false;
        self.place = Position { segment: next, offset: 0 };
        self.shared.segments().set(next, 0);
        Ok(())
    }
}
