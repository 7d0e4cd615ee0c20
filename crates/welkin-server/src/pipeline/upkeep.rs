use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::thread::JoinHandle;
use std::time::Duration;

use welkin_detect::Snapshot;
use welkin_ingest::journal::{Journal, Position};
use welkin_model::Millis;
use welkin_store::{Commit, Store, StoreError};

use super::saved;
use crate::clock;

/// A thread for what takes long and can wait: keeping the state of the detectors and merging files of the lake. The
/// pipeline goes on meanwhile.
#[derive(Debug)]
pub(super) struct Upkeep {
    work: SyncSender<(Position, Snapshot)>,
    busy: Arc<AtomicBool>,
    thread: JoinHandle<Result<(), StoreError>>,
}

const COMPACT_EVERY: Millis = 30_000;

impl Upkeep {
    /// # Errors
    /// The operating system gives no thread.
    pub(super) fn start(store: Arc<Store>, journal: Arc<Journal>) -> std::io::Result<Upkeep> {
        // One state waits at most; the next is only made when it is kept.
        let (work, states) = sync_channel(1);
        let busy = Arc::new(AtomicBool::new(false));
        let keeper = Keeper { store, journal, busy: Arc::clone(&busy) };
        let thread = std::thread::Builder::new().name("upkeep".to_owned());
        let thread = thread.spawn(move || keeper.run(&states))?;
        Ok(Upkeep { work, busy, thread })
    }

    /// Keeps the state in its time, unless the one before is still waiting; whether it will.
    pub(super) fn keep(&self, cursor: Position, state: impl FnOnce() -> Snapshot) -> bool {
        !self.busy.swap(true, Ordering::AcqRel) && self.work.try_send((cursor, state())).is_ok()
    }

    /// Whether the thread still does its work. If not, [`Upkeep::finish`] says why.
    pub(super) fn is_alive(&self) -> bool {
        !self.thread.is_finished()
    }

    /// Keeps the last state and ends the thread.
    ///
    /// # Errors
    /// The store failed, now or before.
    pub(super) fn finish(self, last: Option<(Position, Snapshot)>) -> Result<(), StoreError> {
        if let Some(last) = last {
            // It only fails when the thread has ended, and then the thread says why.
            self.work.send(last).ok();
        }
        drop(self.work);
        self.thread.join().unwrap_or_else(|_| {
            let source = std::io::Error::other("the thread ended early");
            Err(StoreError::Io { path: "the upkeep thread".into(), source })
        })
    }
}

struct Keeper {
    store: Arc<Store>,
    journal: Arc<Journal>,
    busy: Arc<AtomicBool>,
}

impl Keeper {
    fn run(&self, states: &Receiver<(Position, Snapshot)>) -> Result<(), StoreError> {
        let mut next = clock::now() + COMPACT_EVERY;
        loop {
            let rest = u64::try_from(next - clock::now()).unwrap_or(0);
            match states.recv_timeout(Duration::from_millis(rest)) {
                Ok((cursor, state)) => {
                    self.save(cursor, &state)?;
                    self.busy.store(false, Ordering::Release);
                }
                Err(RecvTimeoutError::Disconnected) => return Ok(()),
                Err(RecvTimeoutError::Timeout) => {}
            }
            if clock::now() >= next {
                match self.store.compact() {
                    Ok(_) => {}
                    Err(error) if error.is_full() => tracing::warn!("no space to merge files of the lake"),
                    Err(error) => return Err(error),
                }
                next = clock::now() + COMPACT_EVERY;
            }
        }
    }

    /// Keeps the state, and forgets what of the journal it has seen.
    fn save(&self, cursor: Position, state: &Snapshot) -> Result<(), StoreError> {
        let baselines = match saved::pack(cursor, state) {
            Ok(packed) => Some(packed),
            Err(error) => {
                tracing::error!(%error, "the state of the detectors cannot be saved");
                return Ok(());
            }
        };
        match self.store.commit(&Commit { baselines, ..Commit::default() }) {
            Ok(()) => {}
            // The state before stays, and with it the part of the journal since then.
            Err(error) if error.is_full() => {
                tracing::warn!("no space to keep the state of the detectors");
                return Ok(());
            }
            Err(error) => return Err(error),
        }
        if let Err(error) = self.journal.trim(cursor) {
            tracing::warn!(%error, "the journal cannot be shortened");
        }
        Ok(())
    }
}
