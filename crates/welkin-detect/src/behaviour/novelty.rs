use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use welkin_model::{AnalyticKind, Finding, Millis, Severity};

use super::{Alarm, Detector, make_room};
use crate::Fact;
use crate::identity::{is_public, network};

/// First-seen edges: what a principal calls, reads, and where it comes from.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub(super) struct Novelty {
    known: BTreeMap<String, Known>,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
struct Known {
    first: Millis,
    last: Millis,
    facts: u32,
    edges: BTreeSet<String>,
}

/// A principal is learnt before anything about it is new.
const LEARNING_TIME: Millis = 6 * 3_600_000;
const LEARNING_FACTS: u32 = 40;
const PRINCIPALS: usize = 50_000;
const EDGES: usize = 256;

impl Detector for Novelty {
    fn step(&mut self, fact: &Fact, out: &mut Vec<Finding>) {
        if fact.failed {
            return;
        }
        let known = self.known.entry(fact.principal().to_owned()).or_insert_with(|| Known {
            first: fact.time,
            last: fact.time,
            facts: 0,
            edges: BTreeSet::new(),
        });
        known.last = fact.time;
        known.facts = known.facts.saturating_add(1);
        let learnt = known.facts > LEARNING_FACTS && fact.time - known.first > LEARNING_TIME;
        for (edge, alarm, what) in edges(fact) {
            // A principal that does everything cannot be surprised, and must not fill the memory.
            if known.edges.len() >= EDGES || !known.edges.insert(edge) || !learnt {
                continue;
            }
            out.push(alarm.finding(fact, format!("{} never did this before: {what}", fact.actor)));
        }
        make_room(&mut self.known, PRINCIPALS, |k| k.last);
    }
}

fn edges(fact: &Fact) -> Vec<(String, &'static Alarm, String)> {
    let mut edges = Vec::new();
    if let Some(model) = &fact.model {
        edges.push((format!("model {model}"), &MODEL, format!("call the model {model}")));
    }
    if let Some(store) = &fact.store {
        let edge = format!("{:?} {}", store.access, store.name);
        edges.push((edge, &STORE, format!("touch the store {}", store.name)));
    }
    if let Some(ip) = fact.ip.filter(|ip| is_public(*ip)) {
        let network = network(ip);
        edges.push((format!("network {network}"), &NETWORK, format!("come from {network}")));
    }
    if let Some(country) = fact.place.as_ref().and_then(|p| p.country.as_ref()) {
        edges.push((format!("country {country}"), &COUNTRY, format!("come from {country}")));
    }
    edges
}

static MODEL: Alarm = Alarm {
    uid: "welkin.novelty.model",
    title: "Model called for the first time by this identity",
    desc: "An identity whose habits are known called a model that it had never called.",
    severity: Severity::Low,
    kind: AnalyticKind::Behavioral,
    tactic: "AI Model Access",
    techniques: &["AML.T0040"],
};

static STORE: Alarm = Alarm {
    uid: "welkin.novelty.store",
    title: "Data store reached for the first time by this identity",
    desc: "An identity whose habits are known read or wrote a data store that it had never touched.",
    severity: Severity::Low,
    kind: AnalyticKind::Behavioral,
    tactic: "Collection",
    techniques: &["T1530"],
};

static NETWORK: Alarm = Alarm {
    uid: "welkin.novelty.network",
    title: "Identity used from a new network",
    desc: "An identity whose habits are known was used from a network from which it had never come.",
    severity: Severity::Low,
    kind: AnalyticKind::Behavioral,
    tactic: "Initial Access",
    techniques: &["T1078.004"],
};

static COUNTRY: Alarm = Alarm {
    uid: "welkin.novelty.country",
    title: "Identity used from a new country",
    desc: "An identity whose habits are known was used from a country from which it had never come.",
    severity: Severity::Low,
    kind: AnalyticKind::Behavioral,
    tactic: "Initial Access",
    techniques: &["T1078.004"],
};
