//! What a store does as a whole, most of it across a restart.

mod atomic;
mod dedupe;
mod hunts;
mod kill;
mod pages;
mod snapshots;

use std::path::Path;

use serde_json::{Value, json};
use welkin_model::{
    Analytic, AnalyticKind, Cloud, Diagnostic, Event, Evidence, Finding, Incident, IncidentEntry, Severity,
    SourceId,
};

use crate::*;

/// 2026-11-24T10:00:00Z.
const T0: i64 = 1_795_514_400_000;

/// The n-th event: one per second, of three clouds and two classes in turn.
fn event(n: usize) -> Event {
    let clouds = [("AWS", "aws.cloudtrail"), ("Azure", "azure.activity"), ("GCP", "gcp.audit")];
    let (provider, source) = clouds[n % 3];
    let class = [6003, 3002][n % 2];
    let Value::Object(body) = json!({
        "class_uid": class, "category_uid": class / 1000, "activity_id": 1, "type_uid": class * 100 + 1,
        "severity_id": 1, "status_id": 1, "time": T0 + 1000 * n as i64,
        "metadata": {"uid": format!("event-{n:06}"), "version": "1.8.0", "log_name": source,
                     "product": {"name": "p", "vendor_name": "v"}},
        "cloud": {"provider": provider, "region": "eu-1", "account": {"uid": "123"}},
        "actor": {"user": {"name": format!("user-{}", n % 7), "uid": format!("u{}", n % 7)}},
        "src_endpoint": {"ip": format!("10.0.{}.{}", n / 250 % 250, n % 250)},
        "api": {"operation": if n.is_multiple_of(5) { "GetObject" } else { "ListBuckets" }, "service": {"name": "s3"}},
        "resources": [{"uid": format!("bucket-{}", n % 11), "type": "bucket"}],
        "ai_model": {"name": "claude"}, "message_context": {"total_tokens": n},
        "message": format!("Message {n}"),
    }) else {
        panic!("not an object")
    };
    Event::trusted(body)
}

fn at(mut event: Event, time: i64) -> Event {
    let mut body = event.body().clone();
    body.insert("time".into(), time.into());
    event = Event::trusted(body);
    event
}

fn events(range: std::ops::Range<usize>) -> Vec<Row> {
    range.map(|n| Row::new(&event(n), Some(format!("raw {n}").into()))).collect()
}

fn row(event: Event) -> Row {
    Row::new(&event, None)
}

fn finding(n: usize) -> Finding {
    Finding {
        uid: format!("finding-{n:04}"),
        analytic: Analytic {
            uid: format!("rule-{}", n % 4),
            name: format!("Rule {}", n % 4),
            kind: AnalyticKind::Rule,
        },
        title: format!("Finding {n}"),
        desc: "50% of_all".into(),
        severity: [Severity::Low, Severity::Medium, Severity::High][n % 3],
        time: T0 + 1000 * n as i64,
        source: SourceId::parse(["aws.cloudtrail", "gcp.audit"][n % 2]).unwrap(),
        cloud: [Cloud::Aws, Cloud::Gcp][n % 2],
        attacks: Vec::new(),
        events: vec![event(n).uid()],
        evidence: Evidence::of(&event(n)),
        reason: None,
    }
}

fn incident(n: usize, score: u8) -> Incident {
    Incident {
        uid: format!("incident-{n}"),
        title: format!("Incident {n}"),
        desc: String::new(),
        severity: Severity::High,
        score,
        clouds: vec![Cloud::Aws, Cloud::Gcp],
        actors: vec!["user-1".into()],
        entries: vec![IncidentEntry { finding: finding(n), why: "because".into() }],
    }
}

fn quarantined(n: usize) -> Quarantined {
    Quarantined {
        source: n.is_multiple_of(2).then(|| "aws.cloudtrail".into()),
        channel: format!("file-{n}"),
        received: T0,
        diagnostic: Diagnostic::error("JSON", "{", "broken").at_record(n as u64),
        content: vec![0xff, b'a', b'b'],
    }
}

/// The n-th commit of a pipeline: ten events, one of each other thing.
fn step(n: usize) -> Commit {
    Commit {
        events: events(n * 10..n * 10 + 10),
        findings: vec![finding(n)],
        incidents: vec![incident(n, 50)],
        quarantine: vec![quarantined(n)],
        sources: vec![SourceDelta { source: "aws.cloudtrail".into(), events: 10, ..SourceDelta::default() }],
        baselines: Some(n.to_le_bytes().to_vec()),
        cursor: Some(JournalCursor { segment: 0, offset: n as u64 + 1 }),
        ..Commit::default()
    }
}

/// That the store holds exactly the first `steps` commits of [`step`].
fn check_steps(store: &Store, steps: usize) {
    let mut uids = Vec::new();
    let mut query = EventQuery { limit: 1000, ..EventQuery::default() };
    loop {
        let page = store.events(&query).unwrap();
        uids.extend(page.items.iter().map(|event| event.uid().to_string()));
        match page.next {
            Some(next) => query.after = Some(next),
            None => break,
        }
    }
    let expect: Vec<String> = (0..steps * 10).rev().map(|n| event(n).uid().to_string()).collect();
    assert_eq!(uids, expect);
    let findings: Vec<Finding> =
        store.findings_export(FindingQuery::default()).collect::<Result<_, _>>().unwrap();
    assert_eq!(findings, (0..steps).rev().map(finding).collect::<Vec<_>>());
    let overview = store.overview(OverviewQuery { to: None, minutes: 10_000, bucket_minutes: 60 }).unwrap();
    assert_eq!(overview.total_events as usize, steps * 10);
    assert_eq!(overview.events.values().flatten().sum::<u64>() as usize, steps * 10);
    assert_eq!(overview.total_incidents as usize, steps);
    assert_eq!(overview.total_quarantined as usize, steps);
    let cursor = JournalCursor { segment: 0, offset: steps as u64 };
    assert_eq!(store.cursor().unwrap(), cursor);
    assert_eq!(store.baselines().unwrap(), steps.checked_sub(1).map(|n| n.to_le_bytes().to_vec()));
    let kept = store.sources().unwrap().first().map_or(0, |stats| stats.events);
    assert_eq!(kept as usize, steps * 10);
}

/// Every file below the lake's folder.
fn lake_files(dir: &Path) -> Vec<std::path::PathBuf> {
    let mut files = Vec::new();
    let mut folders = vec![dir.join("lake")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() { folders.push(path) } else { files.push(path) }
        }
    }
    files.sort();
    files
}
