use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::net::IpAddr;
use std::rc::Rc;

use super::Case;
use crate::Identities;
use crate::identity::Handle;

/// The actors of findings and what they have in common. Names are numbered, since each finding is weighed against
/// many others.
#[derive(Debug)]
pub(super) struct Actors<'a> {
    identities: &'a Identities,
    /// Handles of the core findings in the order of their names, and whether so many use one that it says little.
    handles: Vec<(String, bool)>,
    /// Secrets that somebody read, in the order of their names, and who did.
    secrets: Vec<(&'a str, &'a BTreeSet<String>)>,
    /// Most findings are by few actors.
    known: HashMap<(&'a [Handle], &'a str), Rc<Who>>,
}

/// A finding with what stands for its actor.
#[derive(Debug)]
pub(super) struct Actor<'a> {
    pub(super) case: &'a Case,
    pub(super) who: Rc<Who>,
    /// Where it came from and with what, if few do.
    address: Option<IpAddr>,
    client: Option<&'a str>,
}

/// What stands for an actor, by number, ascending.
#[derive(Debug)]
pub(super) struct Who {
    /// Its handles, and how many steps lead to each.
    pub(super) handles: Vec<(usize, u8)>,
    /// Secrets that one of the handles read.
    read: Vec<usize>,
    /// Secrets that are named for it.
    named: Vec<usize>,
}

/// Why two findings are one attacker's, and how sure it is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Bond {
    /// From 1 on the two belong together.
    pub(super) weight: f64,
    /// A handle of both, and the steps to it.
    handle: Option<(usize, u8)>,
    secret: Option<usize>,
    same_address: bool,
    same_client: bool,
}

impl<'a> Actors<'a> {
    /// The actors of the core findings. Other findings are only ever compared with these.
    pub(super) fn new(core: &[&'a Case], identities: &'a Identities) -> Actors<'a> {
        let mut closures: HashMap<(&[Handle], &str), BTreeMap<String, u8>> = HashMap::new();
        for case in core {
            closures.entry(key(case)).or_insert_with(|| identities.closure(&case.fact));
        }
        let names: BTreeSet<&String> = closures.values().flat_map(BTreeMap::keys).collect();
        let handles = names.into_iter().map(|name| (name.clone(), identities.is_shared(name))).collect();
        let secrets = identities.secrets().collect();
        let mut actors = Actors { identities, handles, secrets, known: HashMap::new() };
        let who = |(key, closure): (_, BTreeMap<_, _>)| (key, Rc::new(actors.who(key, &closure)));
        actors.known = closures.into_iter().map(who).collect();
        actors
    }

    /// How many handles there are.
    pub(super) fn handles(&self) -> usize {
        self.handles.len()
    }

    pub(super) fn of(&mut self, case: &'a Case) -> Actor<'a> {
        let identities = self.identities;
        let who = match self.known.get(&key(case)) {
            Some(who) => Rc::clone(who),
            None => {
                let who = Rc::new(self.who(key(case), &identities.closure(&case.fact)));
                self.known.insert(key(case), Rc::clone(&who));
                who
            }
        };
        let address = case.fact.ip.filter(|address| identities.is_telling_address(*address));
        let client = case.fact.user_agent.as_deref().filter(|agent| identities.is_telling_agent(agent));
        Actor { case, who, address, client }
    }

    /// Weighs what two findings share. A shared lasting identity is enough by itself, unless many use it: then the
    /// address must agree as well. An address and a client alone are never enough.
    pub(super) fn bond(&self, a: &Actor<'_>, b: &Actor<'_>) -> Option<Bond> {
        let shared = || common(&a.who.handles, &b.who.handles);
        let own = shared().filter(|(handle, _)| !self.is_shared(*handle)).min_by_key(|(_, steps)| *steps);
        let handle = own.or_else(|| shared().next());
        let secret = handed_over(a, b).or_else(|| handed_over(b, a));
        if handle.is_none() && secret.is_none() {
            return None;
        }
        let same_address = a.address.is_some() && a.address == b.address;
        let same_client = a.client.is_some() && a.client == b.client;
        let identity = if own.is_some() { 1.0 } else { handle.map_or(0.0, |_| 0.6) };
        let weight = identity
            + secret.map_or(0.0, |_| 0.6)
            + if same_address { 0.4 } else { 0.0 }
            + if same_client { 0.2 } else { 0.0 };
        (weight >= 1.0).then_some(Bond { weight, handle, secret, same_address, same_client })
    }

    /// What a bond with this finding is made of, in words.
    pub(super) fn words(&self, bond: &Bond, other: &Case) -> String {
        let mut reasons = Vec::new();
        if let Some((name, steps, shared)) = bond
            .handle
            .and_then(|(handle, steps)| self.handles.get(handle).map(|(name, shared)| (name, steps, *shared)))
        {
            let use_of_many = if shared { ", which many use" } else { "" };
            reasons.push(format!("{}{use_of_many}", describe(name, steps)));
        }
        if let Some((secret, _)) = bond.secret.and_then(|secret| self.secrets.get(secret)) {
            reasons.push(format!("the secret `{secret}` was read by one and names the other"));
        }
        if let Some(address) = other.fact.ip.filter(|_| bond.same_address) {
            reasons.push(format!("the same address {address}"));
        }
        if bond.same_client {
            reasons.push("the same client".to_owned());
        }
        reasons.join("; ")
    }

    fn is_shared(&self, handle: usize) -> bool {
        self.handles.get(handle).is_some_and(|(_, shared)| *shared)
    }

    fn who(&self, (own, label): (&[Handle], &str), closure: &BTreeMap<String, u8>) -> Who {
        let number = |name: &String| self.handles.binary_search_by(|(known, _)| known.cmp(name)).ok();
        let label = label.to_ascii_lowercase();
        let names = || own.iter().map(Handle::value).chain([label.as_str()]).filter(|name| name.len() >= 6);
        let those = |wanted: &dyn Fn(&str, &BTreeSet<String>) -> bool| {
            let secrets = self.secrets.iter().enumerate();
            secrets.filter(|(_, (name, by))| wanted(name, by)).map(|(at, _)| at).collect()
        };
        Who {
            handles: closure.iter().filter_map(|(name, steps)| Some((number(name)?, *steps))).collect(),
            read: those(&|_, by| by.iter().any(|reader| closure.contains_key(reader))),
            named: those(&|secret, _| {
                secret.len() >= 6 && names().any(|name| name.contains(secret) || secret.contains(name))
            }),
        }
    }
}

/// What the actor of a finding follows from.
fn key(case: &Case) -> (&[Handle], &str) {
    (&case.fact.handles, &case.fact.actor)
}

/// The handles that are in both lists, each with the more steps of the two.
fn common(a: &[(usize, u8)], b: &[(usize, u8)]) -> impl Iterator<Item = (usize, u8)> {
    let mut rest = b.iter().peekable();
    a.iter().filter_map(move |(handle, steps)| {
        while rest.next_if(|(other, _)| other < handle).is_some() {}
        let (_, more) = rest.next_if(|(other, _)| other == handle)?;
        Some((*handle, *steps.max(more)))
    })
}

/// A secret that one read and that is named for the other: what was read in one cloud is then used in another.
fn handed_over(reader: &Actor<'_>, user: &Actor<'_>) -> Option<usize> {
    reader.who.read.iter().find(|secret| user.who.named.binary_search(secret).is_ok()).copied()
}

fn describe(key: &str, steps: u8) -> String {
    let (kind, value) = key.split_once(':').unwrap_or(("", key));
    let what = match kind {
        "email" => "identity",
        "arn" => "AWS identity",
        "key" => "credential",
        "session" => "session",
        "subject" => "federated subject",
        "app" => "application",
        _ => "identity",
    };
    let shown = if kind == "key" { mask(value) } else { value.to_owned() };
    match steps {
        0 => format!("the same {what} `{shown}`"),
        _ => format!("both lead back to the {what} `{shown}`"),
    }
}

/// Enough of a key id to recognise it.
fn mask(key: &str) -> String {
    let head: String = key.chars().take(8).collect();
    format!("{head}…")
}
