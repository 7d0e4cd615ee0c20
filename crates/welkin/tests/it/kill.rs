//! Kill the process at any moment and start it again: nothing acknowledged is lost, nothing is doubled.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use crate::support::{Up, now, quiet_record, stop_logging};

/// Rounds: few in every test run, many where `WELKIN_SOAK_KILLS` says so.
fn rounds() -> u64 {
    let asked = std::env::vars().find(|(key, _)| key == "WELKIN_SOAK_KILLS");
    asked.and_then(|(_, n)| n.parse().ok()).unwrap_or(4)
}

#[test]
fn nothing_acknowledged_is_lost_and_nothing_doubled() {
    let data = tempfile::tempdir().unwrap();
    let mut token = None;
    let next = AtomicU64::new(1);
    let mut acknowledged: Vec<u64> = Vec::new();
    for round in 0..rounds() {
        let up = Up::start(data.path(), &[]);
        let token = token.get_or_insert_with(|| up.token.clone().unwrap()).clone();
        // A different moment each round, from at once to after some batches.
        let patience = Duration::from_millis(5 + (round * 97) % 700);
        let begun = now();
        while begun.elapsed() < patience {
            let ids: Vec<u64> = (0..20).map(|_| next.fetch_add(1, Ordering::Relaxed)).collect();
            let batch: Vec<String> = ids.iter().map(|id| record(*id)).collect();
            if up.push(&token, &batch.join("\n")).is_ok_and(|answer| answer.status == 202) {
                acknowledged.extend(ids);
            }
        }
        up.kill();
    }
    let up = Up::start(data.path(), &[]);
    let token = token.unwrap();
    let wanted = acknowledged.len() as u64;
    let sql = "SELECT count(*) AS n, count(DISTINCT uid) AS d FROM events";
    let body = serde_json::json!({ "sql": sql }).to_string();
    let bearer = format!("Bearer {token}");
    let headers = [("Authorization", bearer.as_str()), ("Content-Type", "application/json")];
    // The backlog is worked off as fast as it is; only standing still is a failure.
    let mut progress = (0, now());
    let (n, distinct) = loop {
        let answer = up.request("POST", "/api/v1/hunt", &headers, body.as_bytes()).json();
        let row = |i: usize| answer["rows"][0][i].as_u64().unwrap_or(0);
        if row(0) > progress.0 {
            progress = (row(0), now());
        }
        if row(0) >= wanted || progress.1.elapsed() > crate::support::DEADLINE {
            break (row(0), row(1));
        }
        std::thread::park_timeout(Duration::from_millis(100));
    };
    assert!(n >= wanted, "{n} events of {wanted} acknowledged");
    assert_eq!(n, distinct, "events are doubled");
    // Every tenth record raises findings of one rule; none is doubled.
    let sql = "SELECT count(*) AS n, count(DISTINCT uid) AS d FROM findings";
    let body = serde_json::json!({ "sql": sql }).to_string();
    let answer = up.request("POST", "/api/v1/hunt", &headers, body.as_bytes()).json();
    assert_eq!(answer["rows"][0][0], answer["rows"][0][1], "{answer}");
}

fn record(id: u64) -> String {
    let time = format!("2026-11-24T10:{:02}:{:02}Z", id / 60 % 60, id % 60);
    if id.is_multiple_of(10) { stop_logging(id, &time) } else { quiet_record(id, &time) }
}
