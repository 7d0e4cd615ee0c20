use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::net::IpAddr;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use welkin_model::{
    Cloud, EventUid, Finding, Incident, IncidentEntry, Millis, Severity, content_uid, format_time,
};

use super::evidence::{Actor, Actors, Bond};
use super::phase::progresses;
use super::score::score;
use crate::{Fact, Identities};

/// A finding and the fact that completed it.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Case {
    pub finding: Finding,
    pub fact: Arc<Fact>,
}

/// Findings further apart than this are not one attack unless others stand between them.
const WINDOW: Millis = 24 * 3_600_000;
/// How far from the core of an incident a finding of little weight still belongs to it.
pub(crate) const CONTEXT: Millis = 2 * 3_600_000;
/// Of the findings that share a handle, each is weighed against at most so many before it.
const LOOK_BACK: usize = 64;
/// A lesser finding is weighed against so many of the core before it, and after it.
const BESIDE: usize = 8;

/// The incidents that the findings form, worst first.
///
/// Findings of medium severity and more form the core; lesser ones are added where they belong to it. A core is an
/// incident when it holds two different detections that follow the order of an attack.
pub fn correlate<'a>(cases: impl IntoIterator<Item = &'a Case>, identities: &Identities) -> Vec<Incident> {
    let mut cases: Vec<&Case> = cases.into_iter().collect();
    cases.sort_by(|a, b| order(a).cmp(&order(b)));
    cases.dedup_by(|a, b| a.finding.uid == b.finding.uid);
    let (core, context): (Vec<&Case>, Vec<&Case>) =
        cases.into_iter().partition(|case| case.finding.severity >= Severity::Medium);
    let mut actors = Actors::new(&core, identities);
    let core: Vec<Actor<'_>> = core.into_iter().map(|case| actors.of(case)).collect();

    let mut groups = Groups::new(core.len());
    let mut bonds: BTreeMap<usize, (usize, Bond)> = BTreeMap::new();
    let mut neighbours = Neighbours::new(&actors);
    for (j, b) in core.iter().enumerate() {
        for i in neighbours.before(j, b, &core) {
            let Some(found) = core.get(i).and_then(|a| actors.bond(a, b)) else { continue };
            groups.join(i, j);
            let better = bonds.get(&j).is_none_or(|(_, known)| found.weight > known.weight);
            if better {
                bonds.insert(j, (i, found));
            }
        }
    }

    let mut members: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for i in 0..core.len() {
        members.entry(groups.root(i)).or_default().push(i);
    }
    let mut drafts: Vec<Vec<(&Case, String)>> = Vec::new();
    let mut of_core: BTreeMap<usize, usize> = BTreeMap::new();
    for group in members.into_values().filter(|group| is_incident(group, &core)) {
        let entries = group.iter().filter_map(|i| {
            let actor = core.get(*i)?;
            let why = bonds.get(i).and_then(|(j, bond)| Some(sentence(core.get(*j)?.case, bond, &actors)));
            Some((actor.case, why.unwrap_or_else(|| "the first finding of the incident".to_owned())))
        });
        drafts.push(entries.collect());
        of_core.extend(group.iter().map(|i| (*i, drafts.len() - 1)));
    }
    let mut near: HashMap<Option<IpAddr>, Vec<(usize, usize)>> = HashMap::new();
    for (i, draft) in of_core {
        near.entry(core.get(i).and_then(|actor| actor.case.fact.ip)).or_default().push((i, draft));
    }
    for case in context {
        // Beside an intruder the owner of a stolen identity goes on working, from elsewhere.
        let Some(near) = near.get(&case.fact.ip) else { continue };
        let time = case.finding.time;
        let time_of = |i: usize| core.get(i).map_or(Millis::MIN, |actor| actor.case.finding.time);
        let (before, after) = near.split_at(near.partition_point(|(i, _)| time_of(*i) < time));
        let near: Vec<_> = before
            .iter()
            .rev()
            .take(BESIDE)
            .chain(after.iter().take(BESIDE))
            .copied()
            .filter(|(i, _)| (time_of(*i) - time).abs() <= CONTEXT)
            .collect();
        if near.is_empty() {
            continue;
        }
        let actor = actors.of(case);
        if let Some((draft, why)) = home(&actor, &core, &near, &actors)
            && let Some(entries) = drafts.get_mut(draft)
        {
            entries.push((case, why));
        }
    }
    let mut incidents: Vec<Incident> = drafts.into_iter().filter_map(incident).collect();
    incidents.sort_by(Incident::by_gravity);
    incidents
}

fn order(case: &Case) -> (Millis, &str) {
    (case.finding.time, &case.finding.uid)
}

/// Findings by what they share, to be gone through in the order of time.
struct Neighbours {
    by_handle: Vec<Vec<usize>>,
    by_address: HashMap<IpAddr, Vec<usize>>,
}

impl Neighbours {
    fn new(actors: &Actors<'_>) -> Neighbours {
        Neighbours { by_handle: vec![Vec::new(); actors.handles()], by_address: HashMap::new() }
    }

    /// Those before this one that share a handle or the address with it, near enough in time; it is noted itself.
    fn before(&mut self, at: usize, actor: &Actor<'_>, core: &[Actor<'_>]) -> BTreeSet<usize> {
        let oldest = actor.case.finding.time - WINDOW;
        let mut found = BTreeSet::new();
        let mut note = |list: &mut Vec<usize>| {
            let near = list.iter().rev().take(LOOK_BACK).copied();
            found.extend(near.filter(|i| core.get(*i).is_some_and(|a| a.case.finding.time >= oldest)));
            list.push(at);
        };
        for (handle, _) in &actor.who.handles {
            self.by_handle.get_mut(*handle).map(&mut note);
        }
        if let Some(address) = actor.case.fact.ip {
            note(self.by_address.entry(address).or_default());
        }
        found
    }
}

fn is_incident(group: &[usize], core: &[Actor<'_>]) -> bool {
    let cases: Vec<&Case> = group.iter().filter_map(|i| Some(core.get(*i)?.case)).collect();
    let analytics: BTreeSet<&str> = cases.iter().map(|c| c.finding.analytic.uid.as_str()).collect();
    let tactics: Vec<&str> = cases
        .iter()
        .flat_map(|c| c.finding.attacks.iter().take(1))
        .filter_map(|a| a.tactic.as_deref())
        .collect();
    analytics.len() >= 2 && progresses(&tactics)
}

/// The incident that a lesser finding belongs to: that of the core finding it is bound to most. `near` are the core
/// findings that are close enough, each with its incident.
fn home(
    actor: &Actor<'_>,
    core: &[Actor<'_>],
    near: &[(usize, usize)],
    actors: &Actors<'_>,
) -> Option<(usize, String)> {
    let mut best: Option<(Bond, Millis, usize, usize)> = None;
    for (i, draft) in near {
        let Some(other) = core.get(*i) else { continue };
        let apart = (other.case.finding.time - actor.case.finding.time).abs();
        let Some(found) = actors.bond(other, actor) else { continue };
        let better = best.as_ref().is_none_or(|(known, distance, ..)| {
            found.weight > known.weight || (found.weight == known.weight && apart < *distance)
        });
        if better {
            best = Some((found, apart, *i, *draft));
        }
    }
    let (bond, _, i, draft) = best?;
    Some((draft, sentence(core.get(i)?.case, &bond, actors)))
}

fn sentence(other: &Case, bond: &Bond, actors: &Actors<'_>) -> String {
    let time = format_time(other.finding.time);
    let clock = time.get(11..16).unwrap_or(&time).to_owned();
    format!(
        "{} as in “{}” ({}, {clock})",
        actors.words(bond, other),
        other.finding.title,
        name(other.finding.cloud)
    )
}

fn incident(mut entries: Vec<(&Case, String)>) -> Option<Incident> {
    entries.sort_by(|a, b| order(a.0).cmp(&order(b.0)));
    let findings: Vec<&Finding> = entries.iter().map(|(case, _)| &case.finding).collect();
    let grave: Vec<&Finding> = findings.iter().copied().filter(|f| f.severity >= Severity::Medium).collect();
    let first = grave.first()?;
    let mut clouds: Vec<Cloud> = Vec::new();
    for finding in &grave {
        if !clouds.contains(&finding.cloud) {
            clouds.push(finding.cloud);
        }
    }
    let mut count: BTreeMap<&str, usize> = BTreeMap::new();
    for (case, _) in &entries {
        *count.entry(case.fact.actor.as_str()).or_default() += 1;
    }
    let mut actors: Vec<(&str, usize)> = count.into_iter().collect();
    // A name says more than an id.
    actors.sort_by(|a, b| (is_id(a.0), b.1, a.0).cmp(&(is_id(b.0), a.1, b.0)));
    let actors: Vec<String> = actors.into_iter().map(|(actor, _)| actor.to_owned()).collect();
    let score = score(&findings);
    let uid = content_uid([b"incident".as_slice(), first.uid.as_bytes()]);
    let title = title(&grave, &clouds, &actors);
    let way: Vec<String> = clouds.iter().map(|cloud| name(*cloud).to_owned()).collect();
    let desc = format!(
        "{} findings by {}, from {} to {} UTC, on {}.",
        findings.len(),
        enumeration(&actors),
        minute(findings.first()?.time),
        minute(findings.last()?.time),
        way.join(", then ")
    );
    Some(Incident {
        uid,
        title,
        desc,
        severity: if score >= 80 { Severity::Critical } else { grave.iter().map(|f| f.severity).max()? },
        score,
        clouds,
        actors,
        entries: fold(entries),
    })
}

/// The first names, and how many more there are.
fn enumeration(names: &[String]) -> String {
    const NAMED: usize = 3;
    let named = names.iter().take(NAMED).map(String::as_str).collect::<Vec<_>>().join(", ");
    match names.len().saturating_sub(NAMED) {
        0 => named,
        more => format!("{named} and {more} more"),
    }
}

/// A time as people read it, to the minute.
fn minute(time: Millis) -> String {
    format_time(time).chars().take(16).map(|c| if c == 'T' { ' ' } else { c }).collect()
}

/// What one actor does again and again is one entry, with the events of all.
fn fold(entries: Vec<(&Case, String)>) -> Vec<IncidentEntry> {
    let mut folded: Vec<IncidentEntry> = Vec::new();
    let mut at: BTreeMap<(&str, &str, Cloud), Repeated<'_>> = BTreeMap::new();
    for (case, why) in entries {
        let finding = &case.finding;
        let key = (finding.analytic.uid.as_str(), case.fact.actor.as_str(), finding.cloud);
        match at.get_mut(&key).and_then(|again| Some((folded.get_mut(again.entry)?, again))) {
            Some((first, again)) => {
                again.more += 1;
                again.until = finding.time;
                for event in &finding.events {
                    if again.events.len() < EVENTS && again.events.insert(event) {
                        first.finding.events.push(event.clone());
                    }
                }
            }
            None => {
                let events = finding.events.iter().collect();
                at.insert(key, Repeated { entry: folded.len(), more: 0, until: finding.time, events });
                folded.push(IncidentEntry { finding: finding.clone(), why });
            }
        }
    }
    for Repeated { entry, more, until, .. } in at.into_values().filter(|again| again.more > 0) {
        if let Some(entry) = folded.get_mut(entry) {
            entry.why = format!("{}; {more} more like it until {}", entry.why, format_time(until));
        }
    }
    folded
}

/// Findings that are one entry.
struct Repeated<'a> {
    entry: usize,
    more: usize,
    until: Millis,
    events: HashSet<&'a EventUid>,
}

/// Of what is done again and again, so many events are named.
const EVENTS: usize = 1000;

/// `Credential Access on AWS, Collection on Azure, Exfiltration on Google Cloud: ci-deploy`.
fn title(grave: &[&Finding], clouds: &[Cloud], actors: &[String]) -> String {
    let steps: Vec<String> = clouds
        .iter()
        .map(|cloud| {
            let worst = grave.iter().filter(|f| f.cloud == *cloud).max_by_key(|f| f.severity);
            let tactic = worst.and_then(|f| f.attacks.first()).and_then(|a| a.tactic.clone());
            format!("{} on {}", tactic.unwrap_or_else(|| "Activity".to_owned()), name(*cloud))
        })
        .collect();
    let who = actors.first().map(String::as_str).unwrap_or("unknown");
    format!("{}: {who}", steps.join(", "))
}

/// A bare UUID.
fn is_id(label: &str) -> bool {
    label.len() == 36 && label.chars().all(|c| c.is_ascii_hexdigit() || c == '-')
}

fn name(cloud: Cloud) -> &'static str {
    match cloud {
        Cloud::Aws => "AWS",
        Cloud::Azure => "Azure",
        Cloud::Gcp => "Google Cloud",
        Cloud::Ibm => "IBM Cloud",
        Cloud::Oci => "Oracle Cloud",
        Cloud::Other => "other services",
    }
}

/// Disjoint sets over indices; the smallest index of a set is its root.
struct Groups {
    parent: Vec<usize>,
}

impl Groups {
    fn new(n: usize) -> Groups {
        Groups { parent: (0..n).collect() }
    }

    fn root(&self, mut i: usize) -> usize {
        while let Some(parent) = self.parent.get(i).copied().filter(|p| *p != i) {
            i = parent;
        }
        i
    }

    fn join(&mut self, i: usize, j: usize) {
        let (i, j) = (self.root(i), self.root(j));
        let (low, high) = (i.min(j), i.max(j));
        if let Some(parent) = self.parent.get_mut(high) {
            *parent = low;
        }
    }
}
