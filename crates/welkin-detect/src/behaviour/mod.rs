//! Detectors that learn what is usual. Each is a state and a step: `step(&mut self, &Fact) -> findings`, with the time
//! of the fact, so that the same facts in the same order always give the same findings.
//!
//! What a principal can teach a baseline is bounded: a bucket counts at most a multiple of what was usual before, and
//! the first settled baseline is kept as a reference that later buckets are measured against too.

use serde::{Deserialize, Serialize};
use welkin_model::{Analytic, AnalyticKind, Attack, Finding, Severity};

use crate::Fact;

mod duty;
mod novelty;
mod presence;
mod travel;
mod volume;

/// Every behavioural detector. The value is the whole state: clone it to try something, serialise it to keep it.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub struct Behaviour {
    duty: duty::Duties,
    novelty: novelty::Novelty,
    presence: presence::Presence,
    travel: travel::Travel,
    volume: volume::Volume,
}

/// A detector with its state.
trait Detector {
    fn step(&mut self, fact: &Fact, out: &mut Vec<Finding>);
}

impl Behaviour {
    /// Takes in the next fact in the order of time and says what is unusual about it.
    pub fn step(&mut self, fact: &Fact) -> Vec<Finding> {
        let mut out = Vec::new();
        // Nobody has no habits.
        if fact.handles.is_empty() {
            return out;
        }
        let detectors: [&mut dyn Detector; 5] =
            [&mut self.duty, &mut self.novelty, &mut self.presence, &mut self.travel, &mut self.volume];
        for detector in detectors {
            detector.step(fact, &mut out);
        }
        out
    }
}

/// What a detector is called and what its findings mean.
struct Alarm {
    uid: &'static str,
    title: &'static str,
    desc: &'static str,
    severity: Severity,
    kind: AnalyticKind,
    tactic: &'static str,
    techniques: &'static [&'static str],
}

impl Alarm {
    fn finding(&self, fact: &Fact, reason: String) -> Finding {
        let events = vec![fact.uid.clone()];
        let attack =
            |t: &&str| Attack { tactic: Some(self.tactic.to_owned()), technique: Some((*t).to_owned()) };
        Finding {
            uid: Finding::uid_of(self.uid, &events),
            analytic: Analytic { uid: self.uid.to_owned(), name: self.title.to_owned(), kind: self.kind },
            title: self.title.to_owned(),
            desc: self.desc.to_owned(),
            severity: self.severity,
            time: fact.time,
            source: fact.source,
            cloud: fact.cloud,
            attacks: self.techniques.iter().map(attack).collect(),
            events,
            evidence: fact.evidence.clone(),
            reason: Some(reason),
        }
    }
}

/// Makes room in a state that is keyed by who was active: drops the half that was quiet longest.
fn make_room<K: Ord + Clone, V>(
    map: &mut std::collections::BTreeMap<K, V>,
    capacity: usize,
    last: impl Fn(&V) -> i64,
) {
    if map.len() <= capacity {
        return;
    }
    let mut times: Vec<i64> = map.values().map(&last).collect();
    times.sort_unstable();
    if let Some(limit) = times.get(times.len() / 2).copied() {
        map.retain(|_, value| last(value) > limit);
    }
}

#[cfg(test)]
mod tests;
