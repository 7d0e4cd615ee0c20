use std::sync::Arc;

use proptest::prelude::*;
use welkin_model::{
    Analytic, AnalyticKind, Attack, Cloud, EventUid, Evidence, Finding, Incident, Severity, SourceId,
};

use super::{Case, correlate};
use crate::identity::{Handle, HandleKind, Link, LinkKind};
use crate::{Duty, Fact, Identities};

const MINUTE: i64 = 60_000;

/// Who did it, from where, and what it was: enough to say whether two belong together.
#[derive(Clone)]
struct Act {
    handles: Vec<Handle>,
    links: Vec<Link>,
    ip: &'static str,
    agent: &'static str,
    cloud: Cloud,
    tactic: &'static str,
}

fn by(kind: HandleKind, prefix: &str, name: &str) -> Act {
    Act {
        handles: vec![Handle::new(kind, prefix, name)],
        links: Vec::new(),
        ip: "203.0.113.9",
        agent: "cli",
        cloud: Cloud::Aws,
        tactic: "Persistence",
    }
}

fn user(name: &str) -> Act {
    by(HandleKind::Principal, "email", &format!("{name}@technobank.example"))
}

impl Act {
    fn on(self, cloud: Cloud) -> Act {
        Act { cloud, ..self }
    }
    fn from(self, ip: &'static str) -> Act {
        Act { ip, ..self }
    }
    fn to(self, tactic: &'static str) -> Act {
        Act { tactic, ..self }
    }
    fn also(mut self, kind: HandleKind, prefix: &str, name: &str) -> Act {
        self.handles.push(Handle::new(kind, prefix, name));
        let (from, to) = (self.handles[0].key.clone(), self.handles[self.handles.len() - 1].key.clone());
        self.links.push(Link { kind: LinkKind::Same, from, to });
        self
    }

    fn case(&self, n: usize) -> Case {
        let time = n as i64 * MINUTE;
        let source = SourceId::parse("aws.cloudtrail").unwrap();
        let fact = Fact {
            time,
            uid: EventUid::new(format!("e{n}")),
            source,
            cloud: self.cloud,
            class: 6003,
            handles: self.handles.clone(),
            links: self.links.clone(),
            actor: self.handles[0].value().to_owned(),
            duty: Duty::Unknown,
            service: String::new(),
            operation: String::new(),
            failed: false,
            model: None,
            store: None,
            secret: None,
            ip: Some(self.ip.parse().unwrap()),
            user_agent: Some(self.agent.into()),
            place: None,
            bytes: 0,
            tokens: 0,
            evidence: Evidence::default(),
        };
        let finding = Finding {
            uid: format!("f{n:03}"),
            analytic: Analytic { uid: format!("r{n}"), name: "rule".into(), kind: AnalyticKind::Rule },
            title: format!("finding {n}"),
            desc: String::new(),
            severity: Severity::High,
            time,
            source,
            cloud: self.cloud,
            attacks: vec![Attack { tactic: Some(self.tactic.to_owned()), technique: Some("T1078".into()) }],
            events: vec![fact.uid.clone()],
            evidence: Evidence::default(),
            reason: None,
        };
        Case { finding, fact: Arc::new(fact) }
    }
}

/// The incidents of the acts, a minute apart, after what else `seen` said about identities.
fn incidents(acts: &[Act], seen: &[Act]) -> Vec<Incident> {
    let cases: Vec<Case> = acts.iter().enumerate().map(|(n, act)| act.case(n)).collect();
    let mut identities = Identities::default();
    for case in cases.iter().cloned().chain(seen.iter().enumerate().map(|(n, act)| act.case(1000 + n))) {
        identities.observe(&case.fact);
    }
    correlate(&cases, &identities)
}

/// The numbers of the acts in each incident.
fn check(acts: &[Act], seen: &[Act], expect: &[&[usize]]) {
    let mut found: Vec<Vec<usize>> = incidents(acts, seen)
        .iter()
        .map(|i| i.entries.iter().map(|e| e.finding.uid.trim_start_matches('f').parse().unwrap()).collect())
        .collect();
    found.sort();
    assert_eq!(found, expect);
}

#[test]
fn one_person_on_two_clouds_is_one_incident() {
    let acts = [user("ana"), user("ana").on(Cloud::Azure).to("Exfiltration")];
    check(&acts, &[], &[&[0, 1]]);
    let incident = &incidents(&acts, &[])[0];
    assert_eq!(incident.clouds, [Cloud::Aws, Cloud::Azure]);
    assert!(incident.entries[1].why.contains("ana@technobank.example"), "{}", incident.entries[1].why);
}

#[test]
fn an_address_and_a_client_alone_join_nobody() {
    check(&[user("ana"), user("ben").to("Exfiltration")], &[], &[]);
}

#[test]
fn a_key_leads_to_its_owner() {
    let key = by(HandleKind::Credential, "key", "AKIAEXAMPLE").from("198.51.100.7").to("Exfiltration");
    let owner = user("ana").also(HandleKind::Credential, "key", "AKIAEXAMPLE");
    check(&[owner, key], &[], &[&[0, 1]]);
}

#[test]
fn a_subject_that_many_use_does_not_glue_strangers() {
    let ci = || by(HandleKind::Subject, "subject", "repo:technobank/deploy:ref:refs/heads/main");
    let runners = ["192.0.2.1", "192.0.2.2", "192.0.2.3", "192.0.2.4", "192.0.2.5", "192.0.2.6"]
        .map(|ip| ci().from(ip));
    let acts = [
        ci().from("192.0.2.1"),
        ci().from("198.51.100.7").to("Credential Access"),
        ci().from("198.51.100.7").on(Cloud::Gcp).to("Exfiltration"),
        ci().from("192.0.2.5").to("Exfiltration"),
    ];
    check(&acts, &runners, &[&[1, 2]]);
}

#[test]
fn what_does_not_go_forward_is_no_attack() {
    check(&[user("ana"), user("ana")], &[], &[]);
    check(&[user("ana").to("Exfiltration"), user("ana").to("Discovery")], &[], &[]);
}

proptest! {
    #[test]
    fn the_order_of_cases_does_not_matter(order in Just((0..6usize).collect::<Vec<_>>()).prop_shuffle()) {
        let acts = [
            user("ana"), user("ana").on(Cloud::Azure).to("Credential Access"), user("ben"),
            user("ana").on(Cloud::Gcp).to("Exfiltration"), user("ben").to("Impact"), user("cy"),
        ];
        let cases: Vec<Case> = acts.iter().enumerate().map(|(n, act)| act.case(n)).collect();
        let run = |order: &[usize]| {
            let mut identities = Identities::default();
            order.iter().for_each(|i| identities.observe(&cases[*i].fact));
            correlate(&order.iter().map(|i| cases[*i].clone()).collect::<Vec<_>>(), &identities)
        };
        prop_assert_eq!(run(&order), run(&[0, 1, 2, 3, 4, 5]));
    }
}
