//! Findings and incidents are a matter of the records, not of the order in which they arrive.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use serde_json::Value;
use welkin_detect::{Incidents, RuleFile, Rules, Watch};
use welkin_model::{Finding, Incident};
use welkin_range::{Record, Technobank};

use crate::support::{observed, welkin};
use crate::technobank::START;

const LATENESS: i64 = 15 * 60_000;

#[test]
fn any_order_of_arrival_within_a_quarter_of_an_hour_gives_the_same() {
    let records: Vec<Record> = Technobank::new(11, START).history(3).collect();
    let by_time = arrange(&records, |r, _| r.time);
    let delivered = arrange(&records, |r, _| r.delivered);
    let jumbled = arrange(&records, |r, i| r.time + scatter(i) % LATENESS);
    let (findings, incidents) = watch(&by_time);
    assert!(!incidents.is_empty());
    for order in [delivered, jumbled] {
        let (f, i) = watch(&order);
        let missing: Vec<_> = findings.difference(&f).collect();
        let extra: Vec<_> = f.difference(&findings).collect();
        assert!(missing.is_empty() && extra.is_empty(), "missing {missing:?}\nextra {extra:?}");
        assert_eq!(incidents, i);
    }
}

fn arrange(records: &[Record], key: impl Fn(&Record, u64) -> i64) -> Vec<&Record> {
    let mut keyed: Vec<(i64, &Record)> =
        records.iter().enumerate().map(|(i, r)| (key(r, i as u64), r)).collect();
    keyed.sort_by_key(|(at, _)| *at);
    keyed.into_iter().map(|(_, r)| r).collect()
}

fn scatter(i: u64) -> i64 {
    (i.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 20) as i64
}

/// The findings that stand in the end, and the incidents.
fn watch(records: &[&Record]) -> (BTreeSet<(String, String)>, Vec<Incident>) {
    let mut watch = Watch::live(Rules::compile(&RuleFile::shipped()).0, LATENESS);
    let mut standing: BTreeMap<String, Finding> = BTreeMap::new();
    let mut keep = |outcome: welkin_detect::Outcome| {
        standing.extend(outcome.raised.into_iter().map(|f| (f.uid.clone(), f)));
        for uid in outcome.withdrawn {
            standing.remove(&uid);
        }
    };
    for chunk in records.chunks(500) {
        let batch = chunk.iter().flat_map(|r| observed(&watch, Some(r.source), &r.text)).collect();
        keep(watch.observe(batch, None, Incidents::Later));
    }
    keep(watch.finish());
    let incidents = watch.incidents();
    (standing.into_values().map(|f| (f.uid, f.title)).collect(), incidents)
}

#[test]
fn a_file_for_each_source_gives_what_one_file_gives() {
    let records: Vec<Record> = Technobank::new(11, START).history(3).collect();
    let dir = tempfile::tempdir().unwrap();
    let (one, many) = (dir.path().join("one.ndjson"), dir.path().join("many"));
    fs::create_dir(&many).unwrap();
    let mut files: BTreeMap<String, String> = BTreeMap::new();
    // Of the text formats each has lines of its own, which are no records beside JSON.
    let records: Vec<Record> = records.into_iter().filter(|r| r.text.starts_with('{')).collect();
    for record in arrange(&records, |r, _| r.time) {
        *files.entry(record.source.to_string()).or_default() += &format!("{}\n", record.text);
    }
    let all: String = arrange(&records, |r, _| r.time).iter().map(|r| format!("{}\n", r.text)).collect();
    fs::write(&one, all).unwrap();
    for (source, text) in &files {
        fs::write(many.join(format!("{source}.ndjson")), text).unwrap();
    }
    assert!(files.len() > 5, "{:?}", files.keys());
    assert_eq!(told(&one), told(&many));
}

/// What `welkin detect` says of a file or folder: ids of findings, and of incidents with those of their entries.
fn told(path: &Path) -> BTreeMap<String, Vec<String>> {
    let output = welkin(&["detect", "--format", "ndjson", path.to_str().unwrap()]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).unwrap();
    let uid = |info: &Value| info["uid"].as_str().unwrap().to_owned();
    let told: BTreeMap<_, _> = text
        .lines()
        .map(|line| {
            let found: Value = serde_json::from_str(line).unwrap();
            let entries: Vec<String> =
                found["finding_info_list"].as_array().into_iter().flatten().map(uid).collect();
            let own = found.get("finding_info").map_or_else(|| uid(&found["metadata"]), uid);
            (own, entries)
        })
        .collect();
    assert!(told.values().any(|entries| !entries.is_empty()), "an incident");
    told
}
