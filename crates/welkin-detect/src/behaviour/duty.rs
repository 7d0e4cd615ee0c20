use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use welkin_model::{AnalyticKind, Finding, Millis, Severity};

use super::{Alarm, Detector, make_room};
use crate::Fact;
use crate::fact::{Access, Duty};

/// What serving identities and training data have to do with each other: nothing, and who writes what models learn
/// from is few and known.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub(super) struct Duties {
    /// Writers of each training store.
    stores: BTreeMap<String, Writers>,
    /// Pairs of serving identity and training store already reported.
    reported: BTreeSet<String>,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
struct Writers {
    first: Millis,
    last: Millis,
    writes: u32,
    by: BTreeSet<String>,
}

const LEARNING_TIME: Millis = 6 * 3_600_000;
const LEARNING_WRITES: u32 = 5;
const STORES: usize = 10_000;
const WRITERS: usize = 64;

impl Detector for Duties {
    fn step(&mut self, fact: &Fact, out: &mut Vec<Finding>) {
        let Some(store) = fact.store.as_ref().filter(|store| store.training && !fact.failed) else { return };
        if fact.duty == Duty::Inference && store.access == Access::Read {
            let pair = format!("{} {}", fact.principal(), store.name);
            if self.reported.len() < STORES && self.reported.insert(pair) {
                out.push(
                    READS.finding(fact, format!("{} serves models and read {}", fact.actor, store.name)),
                );
            }
        }
        if store.access != Access::Write {
            return;
        }
        let writers = self.stores.entry(store.name.clone()).or_insert_with(|| Writers {
            first: fact.time,
            last: fact.time,
            writes: 0,
            by: BTreeSet::new(),
        });
        let learnt = writers.writes >= LEARNING_WRITES && fact.time - writers.first > LEARNING_TIME;
        writers.last = fact.time;
        writers.writes = writers.writes.saturating_add(1);
        let new = writers.by.len() < WRITERS && writers.by.insert(fact.principal().to_owned());
        if new && learnt {
            out.push(WRITES.finding(fact, format!("{} never wrote to {} before", fact.actor, store.name)));
        }
        make_room(&mut self.stores, STORES, |w| w.last);
    }
}

static READS: Alarm = Alarm {
    uid: "welkin.duty.inference_reads_training_data",
    title: "Inference identity read training data",
    desc: "An identity that serves models read the data that models are trained on. Serving needs the model, not \
           the data: this is how training data leaves through a public endpoint's credentials.",
    severity: Severity::High,
    kind: AnalyticKind::Behavioral,
    tactic: "Collection",
    techniques: &["AML.T0035", "T1530"],
};

static WRITES: Alarm = Alarm {
    uid: "welkin.duty.unusual_writer_of_training_data",
    title: "Training data written by an unusual identity",
    desc: "A store of training data was written by an identity that had never written to it, while its writers are \
           few and known. Poisoned data enters this way.",
    severity: Severity::Medium,
    kind: AnalyticKind::Behavioral,
    tactic: "Persistence",
    techniques: &["AML.T0020"],
};
