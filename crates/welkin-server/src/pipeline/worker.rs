use std::cmp::Reverse;
use std::collections::{BTreeMap, HashSet};
use std::panic::resume_unwind;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use welkin_detect::{Incidents, Watch};
use welkin_ingest::journal::{Journal, Position};
use welkin_model::{Finding, Incident, Millis};
use welkin_store::{Commit, JournalCursor, Row, SourceDelta, Store, StoreError, Written};

use super::batch::{Batch, Judged};
use super::rates::Rates;
use super::saved;
use super::upkeep::Upkeep;
use crate::api::source_list;
use crate::clock;
use crate::intake::Intake;
use crate::live::{Kind, Live};
use crate::metrics::Metrics;

/// The thread that works off the journal.
#[derive(Debug)]
pub(crate) struct Worker {
    pub(crate) store: Arc<Store>,
    pub(crate) journal: Arc<Journal>,
    pub(crate) intake: Arc<Intake>,
    pub(crate) live: Arc<Live>,
    pub(crate) metrics: Arc<Metrics>,
    pub(crate) watch: Watch,
    pub(crate) stop: Arc<AtomicBool>,
}

/// A step ends with the entry that reaches this; nearly every piece is a record.
const STEP_PIECES: usize = 8192;
/// After so many events the state of the detectors is saved, at the latest at the next quiet moment.
const SAVE_EVENTS: u64 = 150_000;
const SAVE_EVERY: Millis = 20_000;
const STATS_EVERY: Millis = 2_000;
const WAIT: Duration = Duration::from_millis(200);

/// Where the worker is, between steps.
struct Progress {
    cursor: Position,
    /// What the lake has already: records before it are only judged again.
    stored: Position,
    unsaved: u64,
    saved_at: Millis,
    told_at: Millis,
    rates: Rates,
}

impl Worker {
    /// Runs until it is told to stop; what was accepted by then is worked off first.
    ///
    /// # Errors
    /// The store fails. A full disk is not such a failure: the step is tried again.
    pub(crate) fn run(mut self) -> Result<(), StoreError> {
        let mut progress = self.resume()?;
        let upkeep = Upkeep::start(Arc::clone(&self.store), Arc::clone(&self.journal))
            .map_err(|source| StoreError::Io { path: "the upkeep thread".into(), source })?;
        self.intake.set_ready(true);
        loop {
            let worked = self.step(&mut progress)?;
            self.housekeeping(&mut progress, &upkeep, worked)?;
            if !upkeep.is_alive() {
                return upkeep.finish(None);
            }
            if worked {
                continue;
            }
            if self.stop.load(Ordering::Acquire) {
                self.intake.set_ready(false);
                return upkeep.finish(Some((progress.cursor, self.watch.snapshot())));
            }
            self.journal.wait(progress.cursor, WAIT);
        }
    }

    /// Restores the detectors and finds where to go on.
    fn resume(&mut self) -> Result<Progress, StoreError> {
        let stored = self.store.cursor()?;
        let stored = Position { segment: stored.segment, offset: stored.offset };
        let mut cursor = stored;
        if let Some(bytes) = self.store.baselines()? {
            match saved::unpack(&bytes, &mut self.watch) {
                Some(Ok(at)) => cursor = at,
                // A state of another version teaches nothing; detection begins anew, nothing else is lost.
                Some(Err(error)) => {
                    tracing::warn!(%error, "the saved state of the detectors cannot be read")
                }
                None => tracing::warn!("the saved state of the detectors is damaged"),
            }
        }
        let now = clock::now();
        Ok(Progress { cursor, stored, unsaved: 0, saved_at: now, told_at: 0, rates: Rates::default() })
    }

    /// Works off what the journal holds next; whether there was anything.
    fn step(&mut self, progress: &mut Progress) -> Result<bool, StoreError> {
        let mut batch = Batch::default();
        let mut end = progress.cursor;
        for item in self.journal.read_from(progress.cursor) {
            match item {
                Ok((entry, after)) => {
                    batch.add(entry);
                    end = after;
                }
                Err(damage) => {
                    tracing::error!(%damage, "a part of the journal cannot be read");
                    continue;
                }
            }
            // A step either repeats or goes on: what the lake has is judged again, what it has not is kept too.
            let caught_up = progress.cursor < progress.stored && end >= progress.stored;
            if caught_up || batch.pieces() >= STEP_PIECES {
                break;
            }
        }
        if end == progress.cursor {
            return Ok(false);
        }
        let again = end <= progress.stored;
        let now = clock::now();
        let mut commit = Commit::default();
        let Judged { mut observed, rows, rejected } = batch.judge(self.watch.rules());
        let read = observed.len() as u64;
        if !again {
            let mut deltas: BTreeMap<String, SourceDelta> = BTreeMap::new();
            for row in &rows {
                let delta = delta(&mut deltas, row.source().as_str(), now);
                delta.bytes += row.raw_bytes();
                delta.last_event = delta.last_event.max(Some(row.time()));
                delta.duplicates += 1;
            }
            commit.events = self.store.unseen(rows)?;
            let fresh: HashSet<_> = commit.events.iter().map(Row::uid).collect();
            let mut counts: BTreeMap<String, u64> = BTreeMap::new();
            for row in &commit.events {
                let source = row.source().as_str();
                let delta = delta(&mut deltas, source, now);
                delta.events += 1;
                delta.duplicates = delta.duplicates.saturating_sub(1);
                *counts.entry(source.to_owned()).or_default() += 1;
            }
            for rejected in &rejected {
                delta(&mut deltas, rejected.source.as_deref().unwrap_or("unknown"), now).quarantined += 1;
            }
            observed.retain(|observed| fresh.contains(observed.uid()));
            progress.rates.count(now, counts);
            commit.sources = deltas.into_values().collect();
            commit.quarantine = rejected;
            commit.cursor = Some(JournalCursor { segment: end.segment, offset: end.offset });
        }
        let judged = observed.len() as u64;
        // The events go to the disk while they are judged.
        let (written, outcome) = thread::scope(|scope| {
            let written = scope.spawn(|| self.store.write(&commit.events));
            let outcome = self.watch.observe(observed, Some(now), Incidents::Now);
            (written.join().unwrap_or_else(|panic| resume_unwind(panic)), outcome)
        });
        commit.findings = outcome.raised;
        commit.withdrawn_findings = outcome.withdrawn;
        commit.incidents = outcome.incidents;
        commit.withdrawn_incidents = outcome.withdrawn_incidents;
        self.keep(&commit, written)?;
        if !again {
            self.tell(&commit, read);
        }
        progress.cursor = end;
        progress.unsaved += judged;
        Ok(true)
    }

    /// Commits; while the disk is full it waits for room, and the way in is closed by the journal's own bound.
    fn keep(&self, commit: &Commit, written: Result<Written, StoreError>) -> Result<(), StoreError> {
        let mut result = written.and_then(|written| self.store.commit_written(commit, written));
        loop {
            match result {
                Err(error) if error.is_full() && !self.stop.load(Ordering::Acquire) => {
                    tracing::error!(%error, "waiting for space");
                    self.intake.set_ready(false);
                    self.journal
                        .wait(Position { segment: u64::MAX, offset: u64::MAX }, Duration::from_secs(2));
                    result = self.store.commit(commit);
                }
                other => {
                    self.intake.set_ready(true);
                    return other;
                }
            }
        }
    }

    fn tell(&self, commit: &Commit, read: u64) {
        let fresh = commit.events.len() as u64;
        self.metrics.records.inc_by(read);
        self.metrics.events.inc_by(fresh);
        self.metrics.duplicates.inc_by(read.saturating_sub(fresh));
        self.metrics.rejected.inc_by(commit.quarantine.len() as u64);
        self.metrics.findings.inc_by(commit.findings.len() as u64);
        self.metrics.incidents.inc_by(commit.incidents.len() as u64);
        if let Some(newest) = commit.events.iter().map(Row::time).max() {
            self.metrics.newest_event.set(newest);
        }
        // A backlog is not news: listeners are told the gravest of it and load the rest.
        const TOLD: usize = 200;
        let mut findings: Vec<&Finding> = commit.findings.iter().collect();
        findings.sort_by_key(|finding| Reverse(finding.severity));
        findings.truncate(TOLD);
        findings.sort_by_key(|finding| finding.time);
        for finding in findings {
            self.live.say(Kind::Finding, &finding.to_ocsf());
        }
        for incident in &commit.incidents {
            self.live.say(Kind::Incident, &Incident::to_ocsf(incident));
        }
        for rejected in commit.quarantine.iter().take(20) {
            let diagnostic = serde_json::to_value(&rejected.diagnostic).unwrap_or_default();
            self.live.say(Kind::Quarantine, &diagnostic);
        }
    }

    /// What is done between steps: saving and telling.
    fn housekeeping(
        &mut self,
        progress: &mut Progress,
        upkeep: &Upkeep,
        busy: bool,
    ) -> Result<(), StoreError> {
        let now = clock::now();
        let due = progress.unsaved > 0 && now - progress.saved_at > SAVE_EVERY;
        if (progress.unsaved > SAVE_EVENTS || (due && !busy))
            && upkeep.keep(progress.cursor, || self.watch.snapshot())
        {
            progress.unsaved = 0;
            progress.saved_at = now;
        }
        if now - progress.told_at > STATS_EVERY {
            progress.told_at = now;
            let rates = progress.rates.per_minute(now);
            let sources = source_list(&self.store.sources()?, &rates, now);
            let stats = serde_json::json!({
                "events_total": sources.iter().map(|s| s.events().0).sum::<u64>(),
                "events_per_second": rates.values().sum::<f64>() / 60.0,
                "sources": sources,
            });
            self.intake.set_rates(rates);
            self.live.say(Kind::Stats, &stats);
        }
        Ok(())
    }
}

fn delta<'a>(
    deltas: &'a mut BTreeMap<String, SourceDelta>,
    source: &str,
    now: Millis,
) -> &'a mut SourceDelta {
    deltas.entry(source.to_owned()).or_insert_with(|| SourceDelta {
        source: source.to_owned(),
        last_received: Some(now),
        ..SourceDelta::default()
    })
}
