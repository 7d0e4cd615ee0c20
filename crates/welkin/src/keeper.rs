use std::path::Path;
use std::sync::mpsc::{SyncSender, sync_channel};
use std::thread::JoinHandle;

use welkin_store::{Commit, SourceDelta, Store, StoreError};

use crate::exit::Failure;

/// A thread that commits to a data directory while the next records are read and judged.
#[derive(Debug)]
pub(crate) struct Keeper {
    queue: SyncSender<Commit>,
    thread: JoinHandle<Result<(), StoreError>>,
}

/// Commits that may wait: reading goes at the pace of the disk.
const WAITING: usize = 2;

impl Keeper {
    /// # Errors
    /// The data directory cannot be used, e.g. because a running Welkin has it open.
    pub(crate) fn open(dir: &Path) -> Result<Keeper, Failure> {
        let store = Store::open(dir).map_err(|error| Failure::Refused(error.to_string()))?;
        let (queue, commits) = sync_channel::<Commit>(WAITING);
        let work = move || {
            for mut commit in commits {
                commit.events = store.unseen(std::mem::take(&mut commit.events))?;
                commit.sources = counts(&commit);
                store.commit(&commit)?;
            }
            store.compact().map(drop)
        };
        let thread = std::thread::Builder::new().name("keeper".to_owned()).spawn(work);
        let thread = thread.map_err(Failure::io("cannot start a thread"))?;
        Ok(Keeper { queue, thread })
    }

    /// Hands over a commit. If the thread has failed, [`Keeper::close`] says why.
    pub(crate) fn keep(&self, commit: Commit) {
        self.queue.send(commit).ok();
    }

    /// Waits until everything is on the disk.
    ///
    /// # Errors
    /// Something could not be kept.
    pub(crate) fn close(self) -> Result<(), Failure> {
        drop(self.queue);
        match self.thread.join() {
            Ok(result) => {
                result.map_err(|error| Failure::Refused(format!("cannot keep the events: {error}")))
            }
            Err(_) => Err(Failure::Refused("the thread that keeps events ended early".to_owned())),
        }
    }
}

fn counts(commit: &Commit) -> Vec<SourceDelta> {
    let mut deltas: std::collections::BTreeMap<String, SourceDelta> = std::collections::BTreeMap::new();
    for (event, raw) in &commit.events {
        let source = event.source().map_or("unknown", |s| s.as_str()).to_owned();
        let delta =
            deltas.entry(source.clone()).or_insert_with(|| SourceDelta { source, ..SourceDelta::default() });
        delta.events += 1;
        delta.bytes += raw.as_ref().map_or(0, |r| r.len() as u64);
        delta.last_event = delta.last_event.max(Some(event.time()));
    }
    deltas.into_values().collect()
}
