use std::collections::BTreeMap;
use std::path::Path;
use std::sync::mpsc::{SyncSender, sync_channel};
use std::thread::JoinHandle;

use welkin_model::{Finding, Incident};
use welkin_store::{Commit, Row, SourceDelta, Store, StoreError};

use crate::exit::Failure;

/// A thread that commits to a data directory while the next records are read and judged.
#[derive(Debug)]
pub(crate) struct Keeper {
    next: Commit,
    queue: SyncSender<Commit>,
    thread: JoinHandle<Result<(), StoreError>>,
}

/// Events of one commit: files of the lake are larger and fewer the more there are, and so is the memory.
const EVENTS: usize = 4096;
/// Commits that may wait beside the one that is made and the one that is gathered: reading goes at the pace of the
/// disk.
const WAITING: usize = 0;

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
                store.compact()?;
            }
            Ok(())
        };
        let thread = std::thread::Builder::new().name("keeper".to_owned()).spawn(work);
        let thread = thread.map_err(Failure::io("cannot start a thread"))?;
        Ok(Keeper { next: Commit::default(), queue, thread })
    }

    /// Hands over what is to be kept. If the thread has failed, [`Keeper::close`] says why.
    pub(crate) fn keep(&mut self, events: Vec<Row>, findings: Vec<Finding>) {
        self.next.events.extend(events);
        self.next.findings.extend(findings);
        if self.next.events.len() >= EVENTS {
            self.queue.send(std::mem::take(&mut self.next)).ok();
        }
    }

    /// Keeps the last findings and the incidents, and waits until everything is on the disk.
    ///
    /// # Errors
    /// Something could not be kept.
    pub(crate) fn close(mut self, findings: Vec<Finding>, incidents: Vec<Incident>) -> Result<(), Failure> {
        self.next.findings.extend(findings);
        self.next.incidents = incidents;
        self.queue.send(self.next).ok();
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
    let mut deltas: BTreeMap<&str, SourceDelta> = BTreeMap::new();
    for row in &commit.events {
        let source = row.source().as_str();
        let new = || SourceDelta { source: source.to_owned(), ..SourceDelta::default() };
        let delta = deltas.entry(source).or_insert_with(new);
        delta.events += 1;
        delta.bytes += row.raw_bytes();
        delta.last_event = delta.last_event.max(Some(row.time()));
    }
    deltas.into_values().collect()
}
