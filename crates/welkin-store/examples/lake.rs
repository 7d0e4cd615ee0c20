//! Writes a lake of synthetic events and times what an analyst does with it:
//! `cargo run --release -p welkin-store --example lake -- DIR [EVENTS]`.
#![expect(
    clippy::print_stdout,
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "a measuring program: prints, reads the clock and stops at the first error"
)]

use std::time::{Duration, Instant};

use serde_json::{Value, json};
use welkin_model::Event;
use welkin_store::{Commit, EventQuery, Limits, Row, Store};

/// 2026-11-01T00:00:00Z.
const START: i64 = 1_793_491_200_000;
/// Events of one commit, as the pipeline makes them under load.
const COMMIT: usize = 50_000;
const DAYS: usize = 3;

fn main() {
    let mut arguments = std::env::args().skip(1);
    let dir = arguments.next().unwrap();
    let total: usize = arguments.next().map_or(1_000_000, |n| n.parse().unwrap());
    let opened = Instant::now();
    let store = Store::open(&dir).unwrap();
    println!("{:<44} {:>9.1} ms", "open", millis(opened));
    if store.events(&EventQuery { limit: 1, ..EventQuery::default() }).unwrap().items.is_empty() {
        let written = Instant::now();
        for first in (0..total).step_by(COMMIT) {
            let events =
                (first..total.min(first + COMMIT)).map(|n| Row::new(&event(n, total), Some(raw(n).into())));
            let events = store.unseen(events.collect()).unwrap();
            store.commit(&Commit { events, ..Commit::default() }).unwrap();
            store.compact().unwrap();
        }
        let seconds = written.elapsed().as_secs_f64();
        println!("{:<44} {:>9.0} events/s", format!("write {total} events"), total as f64 / seconds);
    }
    let again = Instant::now();
    let known = (0..total.min(COMMIT)).map(|n| Row::new(&event(n, total), None)).collect();
    assert!(store.unseen(known).unwrap().is_empty());
    println!("{:<44} {:>9.1} ms", format!("recognise {} duplicates", total.min(COMMIT)), millis(again));

    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let limits = Limits { timeout: Duration::from_secs(600), ..Limits::default() };
    for sql in [
        "SELECT count(*) FROM events",
        "SELECT uid, time FROM events ORDER BY time DESC LIMIT 100",
        "SELECT uid, operation FROM events WHERE time >= '2026-11-02T10:00:00Z' AND time < '2026-11-02T10:05:00Z' LIMIT 100",
        "SELECT uid, time FROM events WHERE actor_name = 'user-77' ORDER BY time DESC LIMIT 100",
        "SELECT uid, time FROM events WHERE actor_name = 'intruder'",
        "SELECT uid, time FROM events WHERE src_ip = '203.0.113.66'",
        "SELECT actor_name, count(*) AS n FROM events GROUP BY actor_name ORDER BY n DESC LIMIT 10",
        "SELECT count(*) FROM events WHERE json_get(event, 'api.operation') = 'Op7' AND time < '2026-11-01T01:00:00Z'",
    ] {
        for run in ["first", "second"] {
            let asked = Instant::now();
            let rows = runtime.block_on(store.hunt(sql, limits)).unwrap().rows.len();
            println!("{:<44} {:>9.1} ms  {rows} rows, {run}: {sql}", "hunt", millis(asked));
        }
    }
    let pages = [
        ("newest page", EventQuery::default()),
        ("page of an actor", EventQuery { actor: Some("user-77".into()), ..EventQuery::default() }),
        ("page of a rare actor", EventQuery { actor: Some("intruder".into()), ..EventQuery::default() }),
        ("page of a rare address", EventQuery { ip: Some("203.0.113.66".into()), ..EventQuery::default() }),
    ];
    for (name, query) in pages {
        let asked = Instant::now();
        let items = store.events(&EventQuery { limit: 50, ..query }).unwrap().items.len();
        println!("{name:<44} {:>9.1} ms  {items} events", millis(asked));
    }
    let asked = Instant::now();
    assert!(store.event(&format!("event-{:09}", total / 2)).unwrap().is_some());
    println!("{:<44} {:>9.1} ms", "event by uid", millis(asked));
}

fn millis(since: Instant) -> f64 {
    since.elapsed().as_secs_f64() * 1000.0
}

fn event(n: usize, total: usize) -> Event {
    let scattered = n.wrapping_mul(2_654_435_761) % 1_000_003;
    let time = START + (n as i64 * 86_400_000 * DAYS as i64) / total as i64;
    let intruder = n % 3_333_333 == 1_111_111 % total;
    let actor = if intruder { "intruder".to_owned() } else { format!("user-{}", scattered % 5000) };
    let ip = match intruder {
        true => "203.0.113.66".to_owned(),
        false => format!("10.{}.{}.{}", scattered % 7, scattered / 7 % 250, scattered / 1750 % 250),
    };
    let body = json!({
        "class_uid": 6003, "category_uid": 6, "activity_id": 2, "activity_name": "Read", "type_uid": 600_302,
        "severity_id": 1, "status_id": 1, "status": "Success", "time": time, "message": "Synthetic API call",
        "metadata": {"uid": format!("event-{n:09}"), "version": "1.8.0", "log_name": "aws.cloudtrail",
                     "product": {"name": "AWS CloudTrail", "vendor_name": "AWS"}, "sequence": n},
        "cloud": {"provider": "AWS", "region": "eu-central-1", "account": {"uid": "123456789012"}},
        "actor": {"user": {"name": actor, "uid": format!("AIDA{scattered:016}"), "type": "IAMUser"},
                  "session": {"uid": format!("session-{}", scattered % 20_000)}},
        "src_endpoint": {"ip": ip}, "http_request": {"user_agent": "aws-sdk-rust/1.0"},
        "api": {"operation": format!("Op{}", scattered % 40), "service": {"name": "s3.amazonaws.com"}},
        "resources": [{"uid": format!("arn:aws:s3:::bucket-{}", scattered % 300), "type": "AWS::S3::Bucket"}],
        "unmapped": {"requestParameters": {"key": format!("objects/{scattered}/part-{n}"), "x-id": "GetObject"}},
    });
    match body {
        Value::Object(body) => Event::trusted(body),
        _ => Event::trusted(serde_json::Map::new()),
    }
}

fn raw(n: usize) -> String {
    format!(
        r#"{{"eventVersion":"1.11","eventID":"event-{n:09}","eventName":"GetObject","awsRegion":"eu-central-1"}}"#
    )
}
