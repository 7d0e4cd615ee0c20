use super::*;
use crate::fact::{Access, Duty, Place, Store};
use crate::identity::{Handle, HandleKind};
use welkin_model::{Cloud, EventUid, Evidence, Millis, SourceId};

const HOUR: Millis = 3_600_000;

fn fact(actor: &str, time: Millis) -> Fact {
    Fact {
        time,
        uid: EventUid::new(format!("{actor}-{time}")),
        source: SourceId::parse("aws.cloudtrail").unwrap(),
        cloud: Cloud::Aws,
        class: 6003,
        handles: vec![Handle::new(HandleKind::Principal, "arn", actor)],
        links: Vec::new(),
        actor: actor.to_owned(),
        duty: Duty::Unknown,
        service: "s3".to_owned(),
        operation: "GetObject".to_owned(),
        failed: false,
        model: None,
        store: None,
        secret: None,
        ip: None,
        user_agent: None,
        place: None,
        bytes: 0,
        tokens: 0,
        evidence: Evidence::default(),
    }
}

/// The detectors that raise a finding, over all facts in order.
fn check(facts: impl IntoIterator<Item = Fact>, expect: &[&str]) {
    let mut behaviour = Behaviour::default();
    let mut found = Vec::new();
    for fact in facts {
        found.extend(behaviour.step(&fact).into_iter().map(|f| f.analytic.uid));
    }
    found.dedup();
    assert_eq!(found, expect);
}

fn training(access: Access) -> Option<Store> {
    Some(Store { name: "tb-training-data".into(), access, training: true })
}

#[test]
fn an_inference_identity_that_reads_training_data_is_reported_once() {
    let read = |t| Fact { duty: Duty::Inference, store: training(Access::Read), ..fact("inference", t) };
    check([read(1), read(2)], &["welkin.duty.inference_reads_training_data"]);
    check([Fact { duty: Duty::Training, ..read(1) }], &[]);
}

#[test]
fn the_same_transfer_is_normal_for_training_and_not_for_inference() {
    let moved = |duty| Fact { duty, bytes: 50_000_000_000, ..fact("role", 1) };
    check([moved(Duty::Training)], &[]);
    check([moved(Duty::Inference)], &["welkin.volume.bytes"]);
}

#[test]
fn a_new_writer_of_training_data_is_unusual_when_the_writers_are_known() {
    let write = |actor: &str, t| Fact { store: training(Access::Write), ..fact(actor, t) };
    let usual: Vec<Fact> = (0..12).map(|i| write("etl", i * HOUR)).collect();
    check(usual.clone(), &[]);
    let then = usual.into_iter().chain([write("mallory", 13 * HOUR)]);
    check(then, &["welkin.duty.unusual_writer_of_training_data"]);
}

#[test]
fn travel_takes_time() {
    let at = |t, lat, long| Fact {
        place: Some(Place { country: None, latitude: Some(lat), longitude: Some(long) }),
        ..fact("ana", t)
    };
    check([at(0, 40.7, -74.0), at(HOUR, 1.35, 103.8)], &["welkin.travel.impossible"]);
    check([at(0, 40.7, -74.0), at(24 * HOUR, 1.35, 103.8)], &[]);
    check([at(0, 40.7, -74.0), at(HOUR, 40.8, -74.1)], &[]);
}

#[test]
fn a_credential_is_in_one_place() {
    let from = |t, ip: &str, agent: &str| Fact {
        handles: vec![Handle::new(HandleKind::Credential, "key", "AKIAEXAMPLE")],
        ip: Some(ip.parse().unwrap()),
        user_agent: Some(agent.into()),
        ..fact("ci", t)
    };
    check(
        [from(0, "203.0.113.9", "boto3"), from(60_000, "198.51.100.7", "curl")],
        &["welkin.presence.credential_in_two_places"],
    );
    check([from(0, "203.0.113.9", "boto3"), from(60_000, "203.0.113.10", "curl")], &[]);
    check([from(0, "203.0.113.9", "boto3"), from(HOUR, "198.51.100.7", "curl")], &[]);
}

#[test]
fn a_burst_is_measured_against_what_is_usual() {
    let call = |t, tokens| Fact { tokens, model: Some("m".into()), ..fact("app", t) };
    let usual: Vec<Fact> = (0..48).map(|h| call(h * HOUR, 50_000)).collect();
    check(usual.clone(), &[]);
    check(usual.into_iter().chain([call(48 * HOUR, 900_000)]), &["welkin.volume.tokens"]);
}

#[test]
fn a_slow_drift_does_not_teach_the_baseline() {
    // Ten per cent more each hour: without a reference the burst at the end would be usual.
    let mut tokens = 50_000.0;
    let mut facts = Vec::new();
    for hour in 0..60 {
        facts.push(Fact { tokens: tokens as u64, model: Some("m".into()), ..fact("app", hour * HOUR) });
        if hour > 12 {
            tokens *= 1.1;
        }
    }
    let mut behaviour = Behaviour::default();
    let alarms = facts.iter().flat_map(|f| behaviour.step(f)).count();
    assert!(alarms > 0, "drift to {tokens:.0} tokens an hour went unnoticed");
}

#[test]
fn state_survives_being_written_and_read() {
    let mut behaviour = Behaviour::default();
    for i in 0..50 {
        behaviour.step(&Fact { store: training(Access::Write), ..fact("etl", i * HOUR / 4) });
    }
    let mut restored: Behaviour = serde_json::from_str(&serde_json::to_string(&behaviour).unwrap()).unwrap();
    let next = Fact { store: training(Access::Write), ..fact("mallory", 20 * HOUR) };
    assert_eq!(behaviour.step(&next), restored.step(&next));
}
