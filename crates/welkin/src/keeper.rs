use std::collections::BTreeMap;
use std::path::Path;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::JoinHandle;

use welkin_model::{Finding, Incident, SourceId};
use welkin_store::{Commit, Row, SourceDelta, Store, StoreError};

use crate::exit::Failure;

/// A thread that writes to a data directory while the next records are read and judged.
#[derive(Debug)]
pub(crate) struct Keeper {
    next: Part,
    queue: SyncSender<Part>,
    thread: JoinHandle<Result<(), StoreError>>,
}

/// What is handed over at a time.
#[derive(Debug, Default)]
struct Part {
    events: Vec<Row>,
    findings: Vec<Finding>,
    incidents: Vec<Incident>,
}

/// Events of a part. Two are in memory: reading goes at the pace of the disk.
const PART: usize = 2048;
/// A commit is made of so many events: files of the lake are larger and fewer the more there are.
const EVENTS: usize = 65_536;
/// So many findings are kept without waiting for their events. If the process ends in between, the next run over the
/// same input gives the same findings with the same ids.
const FINDINGS: usize = 4096;

impl Keeper {
    /// # Errors
    /// The data directory cannot be used, e.g. because a running Welkin has it open.
    pub(crate) fn open(dir: &Path) -> Result<Keeper, Failure> {
        let store = Store::open(dir).map_err(|error| Failure::Refused(error.to_string()))?;
        let (queue, parts) = sync_channel::<Part>(0);
        let thread = std::thread::Builder::new().name("keeper".to_owned()).spawn(move || run(&store, &parts));
        let thread = thread.map_err(Failure::io("cannot start a thread"))?;
        Ok(Keeper { next: Part::default(), queue, thread })
    }

    /// Hands over what is to be kept. If the thread has failed, [`Keeper::close`] says why.
    pub(crate) fn keep(&mut self, events: Vec<Row>, findings: Vec<Finding>) {
        self.next.events.extend(events);
        self.next.findings.extend(findings);
        if self.next.events.len() >= PART {
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

fn run(store: &Store, parts: &Receiver<Part>) -> Result<(), StoreError> {
    let mut writing = store.writing();
    let mut commit = Commit::default();
    let mut deltas = BTreeMap::new();
    for part in parts {
        count(&mut deltas, &writing.add_unseen(part.events)?);
        commit.findings.extend(part.findings);
        commit.incidents.extend(part.incidents);
        if commit.findings.len() >= FINDINGS {
            let findings = std::mem::take(&mut commit.findings);
            store.commit(&Commit { findings, ..Commit::default() })?;
        }
        if writing.events() >= EVENTS {
            let full = std::mem::replace(&mut writing, store.writing());
            commit.sources = std::mem::take(&mut deltas).into_values().collect();
            store.commit_written(&std::mem::take(&mut commit), full.finish()?)?;
            store.compact()?;
        }
    }
    commit.sources = deltas.into_values().collect();
    store.commit_written(&commit, writing.finish()?)?;
    store.compact()?;
    Ok(())
}

fn count(deltas: &mut BTreeMap<SourceId, SourceDelta>, events: &[Row]) {
    for row in events {
        let source = row.source();
        let new = || SourceDelta { source: source.as_str().to_owned(), ..SourceDelta::default() };
        let delta = deltas.entry(source).or_insert_with(new);
        delta.events += 1;
        delta.bytes += row.raw_bytes();
        delta.last_event = delta.last_event.max(Some(row.time()));
    }
}
