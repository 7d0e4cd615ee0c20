//! What every reader of the range may rely on.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde_json::Value;
use welkin_model::{Cloud, Millis, parse_time};
use welkin_range::{Record, Technobank, cloudtrail_stream, mixed_stream};

/// 2026-11-24T15:00:00Z, a Tuesday.
const START: Millis = 1_795_532_400_000;
const HOUR: Millis = 3_600_000;
const MAIN: &str = "ci-chain";

fn bank() -> Technobank {
    Technobank::new(7, START)
}

fn is_text(record: &Record) -> bool {
    matches!(record.source.as_str(), "aws.vpcflow" | "aws.s3access")
}

/// The record as JSON; null if it is none.
fn parse(record: &Record) -> Value {
    serde_json::from_str(&record.text).unwrap_or_default()
}

#[test]
fn the_same_seed_gives_the_same_bytes() {
    let once: Vec<Record> = bank().history(2).collect();
    assert_eq!(once, bank().history(2).collect::<Vec<_>>());
    assert_ne!(once, Technobank::new(8, START).history(2).collect::<Vec<_>>());
    assert_eq!(bank().live(START + HOUR), bank().live(START + HOUR));
    assert!(cloudtrail_stream(1, 500).eq(cloudtrail_stream(1, 500)));
}

#[test]
fn every_record_is_one_line_and_json_where_the_source_is() {
    let mut live = bank();
    for record in bank().history(6).chain(live.live(START + HOUR)) {
        assert!(!record.text.contains(['\n', '$']), "{}", record.text);
        if !is_text(&record) {
            assert!(parse(&record).is_object(), "{}", record.text);
        }
    }
}

#[test]
fn a_working_day_brings_some_tens_of_thousands_of_records_of_all_clouds() {
    let records: Vec<Record> = bank().history(6).collect();
    assert!((40_000..70_000).contains(&records.len()), "{}", records.len());
    let mut by_source: BTreeMap<&str, usize> = BTreeMap::new();
    for record in &records {
        *by_source.entry(record.source.as_str()).or_default() += 1;
    }
    println!("{} records in 6 h", records.len());
    for (source, count) in &by_source {
        println!("{source:20} {:>8.1}/h", *count as f64 / 6.0);
    }
    assert_eq!(by_source.len(), 20, "{by_source:?}");
    let clouds: BTreeSet<Cloud> = records.iter().map(|record| record.source.cloud()).collect();
    for cloud in [Cloud::Aws, Cloud::Azure, Cloud::Gcp, Cloud::Oci, Cloud::Ibm] {
        assert!(clouds.contains(&cloud), "{cloud:?}");
    }
}

#[test]
fn records_come_in_the_order_of_delivery_and_late_by_fifteen_minutes_at_most() {
    let mut last = Millis::MIN;
    let mut disorder = 0;
    let mut latest_event = Millis::MIN;
    for record in bank().history(6) {
        assert!(record.delivered >= last);
        assert!((START - 6 * HOUR..=START).contains(&record.time), "{}", record.text);
        assert!((0..=15 * 60_000).contains(&(record.delivered - record.time)), "{}", record.text);
        disorder += usize::from(record.time < latest_event);
        latest_event = latest_event.max(record.time);
        last = record.delivered;
    }
    assert!(disorder > 10_000, "sources overtake each other");
}

#[test]
fn the_text_tells_the_time_of_the_record() {
    for record in bank().history(3).filter(|record| !is_text(record)) {
        let value = parse(&record);
        let time = [
            "eventTime",
            "timestamp",
            "createdAt",
            "stageTimestamp",
            "time",
            "published",
            "capture_start_time",
        ]
        .iter()
        .find_map(|name| value[name].as_str())
        .and_then(parse_time)
        .or_else(|| value["datetime"].as_i64());
        assert_eq!(time, Some(record.time), "{}", record.text);
    }
}

#[test]
fn live_follows_history_without_gap_or_overlap() {
    let earlier: Vec<Record> = Technobank::new(7, START).history(1).collect();
    let mut bank = bank();
    let mut live = bank.live(START + 60_000);
    live.extend(bank.live(START + HOUR));
    assert!(live.is_sorted_by_key(|record| record.delivered));
    assert!(live.iter().all(|record| (START + 1..=START + HOUR).contains(&record.delivered)));
    assert_eq!(live, self::bank().live(START + HOUR));
    // Late records of the last minutes of the history arrive in the live stream, and only there.
    let late = live.iter().filter(|record| record.time < START).count();
    assert!(late > 100, "{late}");
    let seen: BTreeSet<(&str, &str)> =
        earlier.iter().filter_map(|record| Some((record.source.as_str(), record.event_id()?))).collect();
    let again = live
        .iter()
        .filter(|record| record.event_id().is_some_and(|id| seen.contains(&(record.source.as_str(), id))))
        .count();
    assert!(again < 20, "only the provider's own duplicates: {again}");
}

#[test]
fn ids_are_unique_but_for_a_few_duplicates_of_the_same_text() {
    let mut texts: HashMap<(String, String), String> = HashMap::new();
    let (mut duplicates, mut all) = (0, 0);
    for record in bank().history(6) {
        let Some(id) = record.event_id() else {
            assert!(["aws.vpcflow", "azure.vnetflow", "ibm.vpcflow"].contains(&record.source.as_str()));
            continue;
        };
        assert!(id.len() > 7, "{} {id}", record.source);
        all += 1;
        let key = (record.source.to_string(), id.to_owned());
        if let Some(earlier) = texts.insert(key, record.text.clone()) {
            assert_eq!(earlier, record.text);
            duplicates += 1;
        }
    }
    assert!((all / 5_000..all / 500).contains(&duplicates), "{duplicates} of {all}");
}

#[test]
fn every_scenario_is_in_the_history_with_all_its_events() {
    let records: Vec<Record> = bank().history(6).collect();
    let scenarios = bank().scenarios();
    assert_eq!(scenarios.first().map(|scenario| scenario.name), Some(MAIN));
    for scenario in &scenarios {
        let labelled: BTreeSet<&str> = records
            .iter()
            .filter(|record| record.label == Some(scenario.name))
            .filter_map(Record::event_id)
            .collect();
        println!("{:28} {:5} events, benign: {}", scenario.name, labelled.len(), scenario.benign);
        assert!(!scenario.events.is_empty() && !scenario.principals.is_empty());
        for event in &scenario.events {
            assert!(labelled.contains(event.id.as_str()), "{} {}", scenario.name, event.id);
        }
    }
    assert_eq!(scenarios.iter().filter(|scenario| !scenario.benign).count(), 7);
}

#[test]
fn the_main_attack_crosses_three_clouds_in_order_and_ends_with_the_history() {
    let scenarios = bank().scenarios();
    let main = scenarios.first().expect("the main attack is first");
    let mut events = main.events.clone();
    events.sort_by_key(|event| event.time);
    let mut clouds: Vec<Cloud> = events.iter().map(|event| event.source.cloud()).collect();
    clouds.dedup();
    assert_eq!(clouds, main.clouds);
    let (first, last) = (events.first().expect("events").time, events.last().expect("events").time);
    assert!((60..80).contains(&((last - first) / 60_000)));
    assert!(START - last < 15 * 60_000);
}

#[test]
fn the_main_attack_is_linked_by_identities() {
    let records: Vec<Record> = bank().history(2).filter(|record| record.label == Some(MAIN)).collect();
    let of = |source: &str, needle: &str| {
        records.iter().filter(|r| r.source.as_str() == source && r.text.contains(needle)).count()
    };
    let app = "5b1f0c3e-74d2-4a8e-b1c6-9d0e2f7a8b35";
    let subject = "repo:technobank/deploy:ref:refs/heads/main";
    // The key made in AWS is used there; the secret of the Entra application is read in AWS and used in Entra.
    assert!(of("aws.cloudtrail", "AKIAQTB7N3WKEYC2P5VZ") >= 4);
    assert!(of("aws.cloudtrail", app) >= 1 && of("entra.signin", app) >= 4 && of("azure.activity", app) >= 1);
    // The federated subject of CI appears in all three clouds.
    assert!(
        of("aws.cloudtrail", subject) >= 2
            && of("entra.audit", subject) >= 1
            && of("gcp.audit", subject) >= 20
    );
    assert!(of("gcp.audit", "ExportModel") == 1 && of("gcp.audit", "DeleteSink") >= 1);
}

#[test]
fn attacks_go_on_in_the_live_stream() {
    let labels: BTreeSet<&str> =
        bank().live(START + 8 * HOUR).iter().filter_map(|record| record.label).collect();
    assert_eq!(labels.len(), bank().scenarios().len(), "{labels:?}");
}

#[test]
fn addresses_are_documentation_or_private_ones() {
    for record in bank().history(6).filter(|record| record.label.is_none()) {
        if record.source.as_str() != "aws.cloudtrail" {
            continue;
        }
        let value = parse(&record);
        let ip = value["sourceIPAddress"].as_str().expect("an address");
        let known = ["10.", "203.0.113.", "192.0.2."].iter().any(|network| ip.starts_with(network));
        assert!(known || ip.ends_with(".amazonaws.com"), "{ip}");
    }
}

#[test]
fn the_benchmark_stream_is_varied_and_of_the_usual_size() {
    let records: Vec<String> = cloudtrail_stream(3, 20_000).collect();
    assert_eq!(records.len(), 20_000);
    let mut names: BTreeMap<String, usize> = BTreeMap::new();
    for text in &records {
        let value: Value = serde_json::from_str(text).expect("JSON");
        *names.entry(value["eventName"].as_str().expect("a name").to_owned()).or_default() += 1;
    }
    assert!(names.len() > 50, "{}", names.len());
    let mean = records.iter().map(String::len).sum::<usize>() / records.len();
    println!("mean size {mean}");
    assert!((1_000..2_100).contains(&mean), "{mean}");
    assert_eq!(mixed_stream(3, 5_000).count(), 5_000);
}
