use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::Value;
use welkin_model::{Event, EventUid, Finding, Incident, Millis};

use crate::incident::{Case, correlate};
use crate::sigma::{Correlations, RuleMatch, Rules};
use crate::{Behaviour, Fact, Identities};

/// Detection over a stream: rules at once, and everything that keeps state in the order of time although records
/// arrive late and out of order.
///
/// There are two copies of the state. The *settled* one has taken in every fact that can no longer be preceded by a
/// late one; the *live* one has taken in all. A fact in order steps the live copy and is judged at once. A late one
/// makes the live copy start again from the settled one with the facts since, in order; findings that do not come
/// out again are withdrawn. So the findings of a set of records do not depend on the order of their arrival, as long
/// as none is later than `lateness`.
#[derive(Debug)]
pub struct Watch {
    rules: Rules,
    mode: Mode,
    lateness: Millis,
    /// Facts that may still be preceded by a late one.
    pending: BTreeMap<(Millis, EventUid), Pending>,
    settled: Behaviour,
    settled_correlations: Correlations,
    live: Behaviour,
    live_correlations: Correlations,
    /// The last fact that the live copy has taken in.
    reached: Option<(Millis, EventUid)>,
    /// The time before which everything is settled.
    watermark: Millis,
    identities: Identities,
    /// Findings by rules, and by settled state.
    cases: BTreeMap<(Millis, String), Case>,
    /// Findings of the live copy that are not settled.
    provisional: BTreeMap<String, Case>,
    /// Incidents as they were last reported.
    incidents: BTreeMap<String, Incident>,
}

/// A record with what the rules said about its native form.
#[derive(Debug)]
pub struct Observed {
    pub event: Event,
    pub native: Value,
    pub matches: Vec<RuleMatch>,
}

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

/// Whether incidents are worked out after a batch.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Incidents {
    Now,
    /// The caller asks for them later, by [`Watch::incidents`].
    Later,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
struct Pending {
    fact: Fact,
    /// A record that correlations count.
    counted: Option<(Event, Value)>,
}

/// The state of a watch between two runs of the program.
#[derive(Deserialize, Serialize)]
struct Saved {
    pending: Vec<Pending>,
    settled: Behaviour,
    correlations: rsigma_eval::CorrelationSnapshot,
    watermark: Millis,
    identities: Identities,
    cases: Vec<Case>,
}

/// More pending facts than this are settled early: memory is bounded even if time stands still.
const PENDING: usize = 60_000;
/// How many findings are kept for incidents.
const CASES: usize = 20_000;
/// How long findings are kept for incidents.
const HORIZON: Millis = 7 * 24 * 3_600_000;

impl Watch {
    /// For a stream. `lateness`: how much later than a newer one a record may arrive.
    pub fn live(rules: Rules, lateness: Millis) -> Watch {
        Watch::new(rules, lateness, Mode::Live)
    }

    /// For inputs that end: records may come in any order, and findings of state come out when they are settled, at
    /// the latest by [`Watch::finish`].
    pub fn offline(rules: Rules) -> Watch {
        Watch::new(rules, Millis::MAX / 4, Mode::Settled)
    }

    fn new(rules: Rules, lateness: Millis, mode: Mode) -> Watch {
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
            watermark: Millis::MIN,
            identities: Identities::default(),
            cases: BTreeMap::new(),
            provisional: BTreeMap::new(),
            incidents: BTreeMap::new(),
        }
    }

    pub fn rules(&self) -> &Rules {
        &self.rules
    }

    /// Takes in a batch. `now` is the time of the caller's clock, where it has one: events that claim to come from
    /// the future do not move time on.
    pub fn observe(&mut self, batch: Vec<Observed>, now: Option<Millis>, incidents: Incidents) -> Outcome {
        let mut outcome = Outcome::default();
        let mut latest = self.watermark;
        let mut late = false;
        let mut fresh = BTreeSet::new();
        for Observed { event, native, matches } in batch {
            let Some(fact) = Fact::of(&event) else {
                outcome.raised.extend(self.rules.findings(&event, &matches));
                continue;
            };
            let counts = self.rules.feeds_correlation(&matches);
            if fact.handles.is_empty() && !counts {
                outcome.raised.extend(self.rules.findings(&event, &matches));
                continue;
            }
            let key = (fact.time, fact.uid.clone());
            if self.pending.contains_key(&key) {
                continue;
            }
            for finding in self.rules.findings(&event, &matches) {
                self.keep(Case { finding: finding.clone(), fact: fact.clone() });
                outcome.raised.push(finding);
            }
            self.identities.observe(&fact);
            if now.is_none_or(|now| fact.time <= now + self.lateness) {
                latest = latest.max(fact.time);
            }
            late |= self.reached.as_ref().is_some_and(|reached| key < *reached);
            let counted = counts.then_some((event, native));
            self.pending.insert(key.clone(), Pending { fact, counted });
            fresh.insert(key);
        }
        if self.mode == Mode::Settled {
            // Nothing is said before its time.
        } else if late {
            self.replay(&mut outcome);
        } else {
            for key in fresh {
                self.advance(&key, &mut outcome);
            }
        }
        self.settle(latest.saturating_sub(self.lateness), PENDING, &mut outcome);
        if incidents == Incidents::Now {
            self.update_incidents(&mut outcome);
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
        let cases: Vec<Case> = self.cases.values().chain(self.provisional.values()).cloned().collect();
        correlate(&cases, &self.identities)
    }

    /// The state as JSON, for [`Watch::restore`].
    ///
    /// # Errors
    /// The state cannot be written as JSON.
    pub fn save(&self) -> Result<Vec<u8>, serde_json::Error> {
        serde_json::to_vec(&Saved {
            pending: self.pending.values().cloned().collect(),
            settled: self.settled.clone(),
            correlations: self.settled_correlations.state(),
            watermark: self.watermark,
            identities: self.identities.clone(),
            cases: self.cases.values().cloned().collect(),
        })
    }

    /// Continues from a saved state.
    ///
    /// # Errors
    /// The bytes are no state of this version; the watch then stays as it was.
    pub fn restore(&mut self, bytes: &[u8]) -> Result<(), serde_json::Error> {
        let saved: Saved = serde_json::from_slice(bytes)?;
        self.settled = saved.settled;
        self.settled_correlations.replace(saved.correlations);
        self.watermark = saved.watermark;
        self.identities = saved.identities;
        self.cases = saved.cases.into_iter().map(|c| ((c.finding.time, c.finding.uid.clone()), c)).collect();
        self.pending = saved.pending.into_iter().map(|p| ((p.fact.time, p.fact.uid.clone()), p)).collect();
        self.replay(&mut Outcome::default());
        let known = self.incidents();
        self.incidents = known.into_iter().map(|incident| (incident.uid.clone(), incident)).collect();
        Ok(())
    }

    /// Steps the live copy with the fact at the key.
    fn advance(&mut self, key: &(Millis, EventUid), outcome: &mut Outcome) {
        let Some(pending) = self.pending.get(key) else { return };
        let findings = step(&self.rules, &mut self.live, &mut self.live_correlations, pending);
        for finding in findings {
            let case = Case { finding: finding.clone(), fact: pending.fact.clone() };
            if self.provisional.insert(finding.uid.clone(), case).is_none() {
                outcome.raised.push(finding);
            }
        }
        self.reached = Some(key.clone());
    }

    /// Starts the live copy again from the settled one.
    fn replay(&mut self, outcome: &mut Outcome) {
        self.live = self.settled.clone();
        self.live_correlations.replace(self.settled_correlations.state());
        self.reached = None;
        let before = std::mem::take(&mut self.provisional);
        let mut again = Outcome::default();
        let keys: Vec<_> = self.pending.keys().cloned().collect();
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
            let Some(((time, _), pending)) = self.pending.pop_first() else { break };
            self.watermark = self.watermark.max(time);
            for finding in step(&self.rules, &mut self.settled, &mut self.settled_correlations, &pending) {
                if self.provisional.remove(&finding.uid).is_none() {
                    outcome.raised.push(finding.clone());
                }
                self.keep(Case { finding, fact: pending.fact.clone() });
            }
        }
    }

    fn keep(&mut self, case: Case) {
        self.cases.insert((case.finding.time, case.finding.uid.clone()), case);
        let newest = self.cases.last_key_value().map_or(0, |((time, _), _)| *time);
        while let Some(((time, _), _)) = self.cases.first_key_value() {
            if self.cases.len() <= CASES && newest - *time <= HORIZON {
                break;
            }
            self.cases.pop_first();
        }
    }

    fn update_incidents(&mut self, outcome: &mut Outcome) {
        if outcome.raised.is_empty() && outcome.withdrawn.is_empty() {
            return;
        }
        let now: BTreeMap<String, Incident> =
            self.incidents().into_iter().map(|i| (i.uid.clone(), i)).collect();
        let changed = now.values().filter(|incident| self.incidents.get(&incident.uid) != Some(incident));
        outcome.incidents.extend(changed.cloned());
        outcome
            .withdrawn_incidents
            .extend(self.incidents.keys().filter(|uid| !now.contains_key(*uid)).cloned());
        self.incidents = now;
    }
}

fn step(
    rules: &Rules,
    behaviour: &mut Behaviour,
    correlations: &mut Correlations,
    pending: &Pending,
) -> Vec<Finding> {
    let mut findings = behaviour.step(&pending.fact);
    if let Some((event, native)) = &pending.counted {
        let source = event.source().unwrap_or_else(welkin_model::SourceId::unknown);
        findings.extend(correlations.step(rules, event, native, &rules.matches(source, native)));
    }
    findings
}
