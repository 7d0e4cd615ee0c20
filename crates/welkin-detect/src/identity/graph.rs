use std::borrow::Borrow;
use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;

use serde::{Deserialize, Serialize};
use welkin_model::Millis;

use super::{HandleKind, LinkKind};
use crate::Fact;

/// What all events together say about identities. It grows by sets alone, so the order of events does not matter.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub struct Identities {
    /// Same party, both ways.
    same: BTreeMap<String, BTreeSet<String>>,
    /// What a handle came from.
    parents: BTreeMap<String, BTreeSet<String>>,
    /// Principals that used an address.
    users: BTreeMap<IpAddr, BTreeSet<String>>,
    /// Principals that used a user agent.
    agents: BTreeMap<String, BTreeSet<String>>,
    /// Addresses from which a handle was used.
    addresses: BTreeMap<String, BTreeSet<IpAddr>>,
    /// Principals that read a secret, by the last part of its name.
    secrets: BTreeMap<String, BTreeSet<String>>,
    /// When a handle was last seen, for forgetting.
    seen: BTreeMap<String, Millis>,
}

/// A set that has this many members is shared; which ones they are no longer matters.
const MANY: usize = 12;
/// How many handles are remembered.
const CAPACITY: usize = 200_000;

impl Identities {
    /// Learns from a fact.
    pub fn observe(&mut self, fact: &Fact) {
        if fact.handles.is_empty() {
            return;
        }
        let principal = fact.principal();
        for handle in &fact.handles {
            let seen = entry(&mut self.seen, &handle.key);
            *seen = (*seen).max(fact.time);
            if let Some(ip) = fact.ip {
                add(entry(&mut self.addresses, &handle.key), &ip);
            }
        }
        if let Some(ip) = fact.ip {
            add(self.users.entry(ip).or_default(), principal);
        }
        if let Some(agent) = &fact.user_agent {
            add(entry(&mut self.agents, agent), principal);
        }
        if let Some(secret) = &fact.secret {
            add(entry(&mut self.secrets, secret), principal);
        }
        for link in &fact.links {
            match link.kind {
                LinkKind::Same => {
                    add(entry(&mut self.same, &link.from), link.to.as_str());
                    add(entry(&mut self.same, &link.to), link.from.as_str());
                }
                LinkKind::Became => add(entry(&mut self.parents, &link.to), link.from.as_str()),
            }
        }
        if self.seen.len() > CAPACITY {
            self.forget();
        }
    }

    /// The handles that stand for the actor of a fact: its own, those of the same party, and what they came from,
    /// each with how many steps away it is.
    pub fn closure(&self, fact: &Fact) -> BTreeMap<String, u8> {
        let mut found: BTreeMap<String, u8> = BTreeMap::new();
        let mut frontier: Vec<(String, u8)> =
            fact.handles.iter().filter(|h| h.kind != HandleKind::Role).map(|h| (h.key.clone(), 0)).collect();
        while let Some((key, steps)) = frontier.pop() {
            if found.get(&key).is_some_and(|known| *known <= steps) {
                continue;
            }
            found.insert(key.clone(), steps);
            if steps >= 4 || found.len() > 64 {
                continue;
            }
            // A handle that is shared by many says nothing about the others that it is linked with.
            for (next, cost) in [(&self.same, 0), (&self.parents, 1)] {
                if let Some(others) = next.get(&key).filter(|others| others.len() < MANY) {
                    frontier.extend(others.iter().map(|other| (other.clone(), steps + cost)));
                }
            }
        }
        found
    }

    /// Whether so many use this handle that it identifies nobody: it is used from many places. People move about;
    /// a machine identity that does is used by many machines.
    pub fn is_shared(&self, key: &str) -> bool {
        let is_person = key.starts_with("email:") && !key.ends_with("gserviceaccount.com");
        let addresses = self.addresses.get(key).map_or(0, BTreeSet::len);
        addresses >= if is_person { 10 } else { 5 }
    }

    /// Secrets that were read, by the last part of their names, and the principals that did.
    pub(crate) fn secrets(&self) -> impl Iterator<Item = (&str, &BTreeSet<String>)> {
        self.secrets.iter().map(|(secret, by)| (secret.as_str(), by))
    }

    /// Whether an address is evidence at all: public, and used by few.
    pub fn is_telling_address(&self, ip: IpAddr) -> bool {
        is_public(ip) && self.users.get(&ip).is_none_or(|users| users.len() <= 10)
    }

    /// Whether few use this user agent.
    pub fn is_telling_agent(&self, agent: &str) -> bool {
        self.agents.get(agent).is_none_or(|users| users.len() <= 4)
    }

    /// Drops the older half of what is remembered.
    fn forget(&mut self) {
        let mut times: Vec<Millis> = self.seen.values().copied().collect();
        times.sort_unstable();
        let Some(limit) = times.get(times.len() / 2).copied() else { return };
        self.seen.retain(|_, time| *time > limit);
        let seen = &self.seen;
        let known = |key: &String| seen.contains_key(key);
        self.same.retain(|key, _| known(key));
        self.parents.retain(|key, _| known(key));
        self.addresses.retain(|key, _| known(key));
        self.users.retain(|_, principals| principals.iter().any(known));
        self.secrets.retain(|_, principals| principals.iter().any(known));
        self.agents.retain(|_, principals| principals.iter().any(known));
    }
}

/// The value at the key; nearly always it is there, and the key need not be copied.
fn entry<'a, V: Default>(map: &'a mut BTreeMap<String, V>, key: &str) -> &'a mut V {
    if !map.contains_key(key) {
        map.insert(key.to_owned(), V::default());
    }
    map.entry(key.to_owned()).or_default()
}

fn add<T: Ord + Borrow<Q>, Q: Ord + ToOwned<Owned = T> + ?Sized>(set: &mut BTreeSet<T>, value: &Q) {
    if set.len() < MANY && !set.contains(value) {
        set.insert(value.to_owned());
    }
}

/// The network of an address: /24 of IPv4, /48 of IPv6.
pub(crate) fn network(ip: IpAddr) -> String {
    match ip {
        IpAddr::V4(v4) => {
            let [a, b, c, _] = v4.octets();
            format!("{a}.{b}.{c}.0/24")
        }
        IpAddr::V6(v6) => {
            let [a, b, c, ..] = v6.segments();
            format!("{a:x}:{b:x}:{c:x}::/48")
        }
    }
}

/// Whether an address is one of the internet. Documentation ranges count: they stand for such addresses in examples.
pub(crate) fn is_public(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(v4) => {
            let shared = matches!(v4.octets(), [100, b, ..] if (64..128).contains(&b));
            !(v4.is_private()
                || v4.is_loopback()
                || v4.is_link_local()
                || v4.is_unspecified()
                || v4.is_broadcast()
                || shared)
        }
        IpAddr::V6(v6) => {
            let local =
                matches!(v6.segments(), [first, ..] if first & 0xfe00 == 0xfc00 || first & 0xffc0 == 0xfe80);
            !(v6.is_loopback() || v6.is_unspecified() || local)
        }
    }
}
