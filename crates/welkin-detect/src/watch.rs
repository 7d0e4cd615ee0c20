use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::fmt;
use std::io::{Read, Write};
use std::ops::Bound;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use welkin_model::{Event, EventUid, Finding, Incident, Millis};

use crate::casebook::Casebook;
use crate::incident::Case;
use crate::sigma::{Correlations, Rules, Verdict};
use crate::{Behaviour, Fact, Identities};

/// Detection over a stream: rules at once, and everything that keeps state in the order of time although records
/// arrive late and out of order.
///
/// There are two copies of the state. The *settled* one has taken in every fact that can no longer be preceded by a
/// late one; the *live* one has taken in all. A fact in order steps the live copy and is judged at once. A late one
/// makes the live copy start again from a copy of before it (at the oldest the settled one) with the facts since, in
/// order; findings that do not come out again are withdrawn. So the findings of a set of records do not depend on the
/// order of their arrival, as long as none is later than `lateness`.
#[derive(Debug)]
pub struct Watch {
    rules: Arc<Rules>,
    mode: Mode,
    lateness: Millis,
    /// Facts that may still be preceded by a late one.
    pending: BTreeMap<Key, Pending>,
    settled: Behaviour,
    settled_correlations: Correlations,
    live: Behaviour,
    live_correlations: Correlations,
    /// The last fact that the live copy has taken in.
    reached: Option<Key>,
    /// Copies of the live state as it was not long ago, the oldest first.
    checkpoints: VecDeque<Checkpoint>,
    /// Facts that the live copy has taken in since the last of them.
    advanced: usize,
    /// The time before which everything is settled.
    watermark: Millis,
    /// The time of the newest fact that may move time on.
    latest: Millis,
    identities: Identities,
    /// Findings by rules, and by settled state.
    book: Casebook,
    /// Findings of the live copy that are not settled.
    provisional: BTreeMap<String, Case>,
}

/// What detection takes of a record: everything that follows from the record alone. Records can be brought to this
/// side by side; only from here on their order counts.
#[derive(Debug)]
pub struct Observed {
    key: Key,
    /// `None` for records that are nobody's act.
    fact: Option<Arc<Fact>>,
    /// The native record as text, if correlations count it.
    counted: Option<Arc<str>>,
    findings: Vec<Finding>,
}

impl Observed {
    /// `verdict` is what the same rules said about the native form of the record.
    pub fn new(rules: &Rules, event: &Event, verdict: Verdict) -> Observed {
        let findings = rules.findings(event, &verdict);
        let counted = verdict.into_counted();
        let fact = Fact::of(event).filter(|fact| !fact.handles.is_empty() || counted.is_some());
        Observed { key: (event.time(), event.uid()), fact: fact.map(Arc::new), counted, findings }
    }

    /// `metadata.uid` of the event.
    pub fn uid(&self) -> &EventUid {
        &self.key.1
    }
}

/// The place of a record in the order of time.
type Key = (Millis, EventUid);

/// What a batch of records changed.
#[derive(Debug, Default)]
pub struct Outcome {
    pub raised: Vec<Finding>,
    /// Uids of findings that a late record made untrue.
    pub withdrawn: Vec<String>,
    /// Incidents that are new or have changed.
    pub incidents: Vec<Incident>,
    /// Uids of incidents that became part of another or fell apart.
    pub withdrawn_incidents: Vec<String>,
}

/// Whether findings of state are wanted before they are settled.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Mode {
    Live,
    Settled,
}

/// When incidents are worked out.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Incidents {
    Now,
    /// Only before findings are forgotten, and at the end.
    Later,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
struct Pending {
    fact: Arc<Fact>,
    /// The native record as text, if correlations count it.
    counted: Option<Arc<str>>,
}

/// The live state after a fact.
#[derive(Clone, Debug)]
struct Checkpoint {
    at: Key,
    behaviour: Behaviour,
    correlations: rsigma_eval::CorrelationSnapshot,
}

/// The state of a watch at a moment, to be written while the watch goes on.
#[derive(Deserialize, Serialize)]
pub struct Snapshot {
    pending: Vec<Pending>,
    settled: Behaviour,
    correlations: rsigma_eval::CorrelationSnapshot,
    watermark: Millis,
    identities: Identities,
    cases: Vec<Case>,
}

impl Snapshot {
    /// Writes the state, for [`Watch::restore`]. It is large and repeats itself: the writer should pack it.
    ///
    /// # Errors
    /// The state cannot be written.
    pub fn write(&self, mut to: impl Write) -> Result<(), StateError> {
        // With the names of the fields, so that a state of another version is seen to be one.
        rmp_serde::encode::write_named(&mut to, self).map_err(|error| StateError::Write(error.to_string()))
    }
}

impl fmt::Debug for Snapshot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Snapshot").field("watermark", &self.watermark).finish_non_exhaustive()
    }
}

/// Why the state of a watch cannot be kept or continued.
#[derive(Debug, thiserror::Error)]
pub enum StateError {
    #[error("the state of the detectors cannot be written: {0}")]
    Write(String),
    #[error("this is no state of the detectors of this version: {0}")]
    Read(String),
}

/// More pending facts than this are settled early: memory is bounded even if time stands still.
const PENDING: usize = 30_000;
/// Records of the same second arrive in any order, so what is late is mostly late by little: a copy of the live state
/// is made after so many facts, and so many copies are kept.
const CHECKPOINT: usize = 4096;
const CHECKPOINTS: usize = 3;

impl Watch {
    /// For a stream. `lateness`: how much later than a newer one a record may arrive.
    pub fn live(rules: impl Into<Arc<Rules>>, lateness: Millis) -> Watch {
        Watch::new(rules.into(), lateness, Mode::Live)
    }

    /// For inputs that end: records may come in any order, and findings of state come out when they are settled, at
    /// the latest by [`Watch::finish`].
    pub fn offline(rules: impl Into<Arc<Rules>>) -> Watch {
        Watch::new(rules.into(), Millis::MAX / 4, Mode::Settled)
    }

    fn new(rules: Arc<Rules>, lateness: Millis, mode: Mode) -> Watch {
        let settled_correlations = Correlations::new(&rules);
        let live_correlations = Correlations::new(&rules);
        Watch {
            rules,
            mode,
            lateness,
            pending: BTreeMap::new(),
            settled: Behaviour::default(),
            settled_correlations,
            live: Behaviour::default(),
            live_correlations,
            reached: None,
            checkpoints: VecDeque::new(),
            advanced: 0,
            watermark: Millis::MIN,
            latest: Millis::MIN,
            identities: Identities::default(),
            book: Casebook::default(),
            provisional: BTreeMap::new(),
        }
    }

    pub fn rules(&self) -> &Rules {
        &self.rules
    }

    /// Takes in a batch. `now` is the time of the caller's clock, where it has one: events that claim to come from
    /// the future do not move time on.
    pub fn observe(&mut self, batch: Vec<Observed>, now: Option<Millis>, incidents: Incidents) -> Outcome {
        let mut outcome = Outcome::default();
        let mut late: Option<Key> = None;
        let mut fresh = BTreeSet::new();
        for Observed { key, fact, counted, findings } in batch {
            let Some(fact) = fact else {
                outcome.raised.extend(findings);
                continue;
            };
            if self.pending.contains_key(&key) {
                continue;
            }
            for finding in findings {
                self.book.keep(Case { finding: finding.clone(), fact: Arc::clone(&fact) });
                outcome.raised.push(finding);
            }
            self.identities.observe(&fact);
            if now.is_none_or(|now| fact.time <= now + self.lateness) {
                self.latest = self.latest.max(fact.time);
            }
            if self.reached.as_ref().is_some_and(|reached| key < *reached)
                && late.as_ref().is_none_or(|late| key < *late)
            {
                late = Some(key.clone());
            }
            self.pending.insert(key.clone(), Pending { fact, counted });
            fresh.insert(key);
        }
        if self.mode == Mode::Settled {
            // Nothing is said before its time.
        } else if let Some(late) = late {
            self.replay(Some(&late), &mut outcome);
        } else {
            for key in fresh {
                self.advance(&key, &mut outcome);
            }
        }
        self.settle(self.latest.saturating_sub(self.lateness), PENDING, &mut outcome);
        // What offline inputs hold is forgotten for want of room only: they may come in any order.
        let tidy = self.book.is_full() || (self.mode == Mode::Live && self.book.is_stale(self.latest));
        let changed = !outcome.raised.is_empty() || !outcome.withdrawn.is_empty();
        if tidy || (changed && incidents == Incidents::Now) {
            self.update_incidents(&mut outcome);
        }
        if tidy {
            self.book.make_room(self.latest);
        }
        outcome
    }

    /// Settles everything, at the end of an input.
    pub fn finish(&mut self) -> Outcome {
        let mut outcome = Outcome::default();
        self.settle(Millis::MAX, 0, &mut outcome);
        self.update_incidents(&mut outcome);
        outcome
    }

    /// All incidents, worst first.
    pub fn incidents(&self) -> Vec<Incident> {
        self.book.incidents(self.provisional.values(), &self.identities)
    }

    /// The state, for [`Watch::restore`].
    pub fn snapshot(&self) -> Snapshot {
        Snapshot {
            pending: self.pending.values().cloned().collect(),
            settled: self.settled.clone(),
            correlations: self.settled_correlations.state(),
            watermark: self.watermark,
            identities: self.identities.clone(),
            cases: self.book.cases().cloned().collect(),
        }
    }

    /// Continues from what [`Snapshot::write`] wrote.
    ///
    /// # Errors
    /// It is no state of this version; the watch then stays as it was.
    pub fn restore(&mut self, from: impl Read) -> Result<(), StateError> {
        let saved: Snapshot =
            rmp_serde::from_read(from).map_err(|error| StateError::Read(error.to_string()))?;
        self.settled = saved.settled;
        self.settled_correlations.replace(saved.correlations);
        self.watermark = saved.watermark;
        self.latest = saved.watermark;
        self.identities = saved.identities;
        self.book = Casebook::default();
        saved.cases.into_iter().for_each(|case| self.book.keep(case));
        self.pending = saved.pending.into_iter().map(|p| ((p.fact.time, p.fact.uid.clone()), p)).collect();
        self.replay(None, &mut Outcome::default());
        self.book.update(self.incidents());
        Ok(())
    }

    /// Steps the live copy with the fact at the key.
    fn advance(&mut self, key: &Key, outcome: &mut Outcome) {
        let Some(pending) = self.pending.get(key) else { return };
        let findings = step(&self.rules, &mut self.live, &mut self.live_correlations, pending);
        for finding in findings {
            let case = Case { finding: finding.clone(), fact: Arc::clone(&pending.fact) };
            if self.provisional.insert(finding.uid.clone(), case).is_none() {
                outcome.raised.push(finding);
            }
        }
        self.reached = Some(key.clone());
        self.advanced += 1;
        if self.advanced >= CHECKPOINT {
            self.advanced = 0;
            self.checkpoints.push_back(Checkpoint {
                at: key.clone(),
                behaviour: self.live.clone(),
                correlations: self.live_correlations.state(),
            });
            if self.checkpoints.len() > CHECKPOINTS {
                self.checkpoints.pop_front();
            }
        }
    }

    /// Starts the live copy again from before the late fact, or from the settled copy.
    fn replay(&mut self, late: Option<&Key>, outcome: &mut Outcome) {
        while self.checkpoints.back().is_some_and(|copy| late.is_none_or(|late| copy.at > *late)) {
            self.checkpoints.pop_back();
        }
        let from = match self.checkpoints.back() {
            Some(copy) => {
                self.live = copy.behaviour.clone();
                self.live_correlations.replace(copy.correlations.clone());
                Bound::Excluded(copy.at.clone())
            }
            None => {
                self.live = self.settled.clone();
                self.live_correlations.replace(self.settled_correlations.state());
                Bound::Unbounded
            }
        };
        self.reached = None;
        self.advanced = 0;
        let is_again = |case: &Case| match &from {
            Bound::Excluded(at) => (case.fact.time, &case.fact.uid) > (at.0, &at.1),
            _ => true,
        };
        let (before, kept) =
            std::mem::take(&mut self.provisional).into_iter().partition(|(_, c)| is_again(c));
        let before: BTreeMap<String, Case> = before;
        self.provisional = kept;
        let mut again = Outcome::default();
        let keys: Vec<_> = self.pending.range((from, Bound::Unbounded)).map(|(key, _)| key.clone()).collect();
        for key in &keys {
            self.advance(key, &mut again);
        }
        outcome.raised.extend(again.raised.into_iter().filter(|f| !before.contains_key(&f.uid)));
        outcome.withdrawn.extend(before.into_keys().filter(|uid| !self.provisional.contains_key(uid)));
    }

    /// Steps the settled copy with what is older than `until`, and with the oldest beyond `room`.
    fn settle(&mut self, until: Millis, room: usize, outcome: &mut Outcome) {
        while let Some(((time, _), _)) = self.pending.first_key_value() {
            if *time > until && self.pending.len() <= room {
                break;
            }
            let Some((key, pending)) = self.pending.pop_first() else { break };
            self.watermark = self.watermark.max(key.0);
            // What was settled is not there to be replayed.
            while self.checkpoints.front().is_some_and(|copy| copy.at < key) {
                self.checkpoints.pop_front();
            }
            for finding in step(&self.rules, &mut self.settled, &mut self.settled_correlations, &pending) {
                if self.provisional.remove(&finding.uid).is_none() {
                    outcome.raised.push(finding.clone());
                }
                self.book.keep(Case { finding, fact: Arc::clone(&pending.fact) });
            }
        }
    }

    fn update_incidents(&mut self, outcome: &mut Outcome) {
        let changes = self.book.update(self.incidents());
        outcome.incidents.extend(changes.incidents);
        outcome.withdrawn_incidents.extend(changes.withdrawn);
    }
}

fn step(
    rules: &Rules,
    behaviour: &mut Behaviour,
    correlations: &mut Correlations,
    pending: &Pending,
) -> Vec<Finding> {
    let mut findings = behaviour.step(&pending.fact);
    // It was written from a value, so it is one again.
    if let Some(native) = pending.counted.as_deref().and_then(|text| serde_json::from_str(text).ok()) {
        findings.extend(correlations.step(rules, &pending.fact, &native));
    }
    findings
}
