//! The demonstration estate: the attack that crosses three clouds is one incident, on top, without an innocent.

use std::collections::{BTreeMap, BTreeSet};

use welkin_detect::{RuleFile, Rules, Watch};
use welkin_model::{Cloud, Incident};
use welkin_range::{Record, Technobank};

use crate::support::{observed, run};

pub(crate) const START: i64 = 1_795_615_200_000;

/// The history, and which scenario each event belongs to.
fn history(hours: u32) -> (Vec<Record>, Technobank) {
    let estate = Technobank::new(7, START);
    (estate.history(hours).collect(), estate)
}

#[test]
fn the_chain_over_three_clouds_is_one_incident_on_top() {
    let (records, _) = history(6);
    let mut watch = Watch::offline(Rules::compile(&RuleFile::shipped()).0);
    let mut labels: BTreeMap<String, Option<&'static str>> = BTreeMap::new();
    let mut batches = Vec::new();
    for record in &records {
        let batch = observed(&watch, Some(record.source), &record.text);
        for o in &batch {
            labels.insert(o.uid().to_string(), record.label);
        }
        batches.push(batch);
    }
    run(&mut watch, batches);
    let incidents = watch.incidents();
    let top = incidents.first().expect("an incident");
    assert_eq!(
        of(top, &labels).keys().copied().collect::<Vec<_>>(),
        [Some("ci-chain")],
        "{:#?}",
        top.entries.iter().map(|e| (&e.finding.title, &e.why)).collect::<Vec<_>>()
    );
    let clouds: BTreeSet<Cloud> = top.clouds.iter().copied().collect();
    assert!(clouds.is_superset(&[Cloud::Aws, Cloud::Azure, Cloud::Gcp].into()), "{clouds:?}");
    let others = incidents.iter().skip(1).filter(|i| of(i, &labels).contains_key(&Some("ci-chain"))).count();
    assert_eq!(others, 0, "the chain is split over several incidents");
    assert!(incidents.iter().skip(1).all(|i| i.score < top.score));
}

/// How many findings of an incident are about events of which scenario.
fn of(
    incident: &Incident,
    labels: &BTreeMap<String, Option<&'static str>>,
) -> BTreeMap<Option<&'static str>, usize> {
    let mut counts = BTreeMap::new();
    for entry in &incident.entries {
        for event in &entry.finding.events {
            *counts.entry(labels.get(event.as_str()).copied().flatten()).or_default() += 1;
        }
    }
    counts
}
