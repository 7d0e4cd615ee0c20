use std::collections::{BTreeMap, VecDeque};

use serde_json::Value;
use welkin_model::Millis;

/// What the cloud holds, and what it held a while ago: readers that lag see an older version.
///
/// Keys are lower-case, since Azure's ids compare without regard to case; the body keeps the spelling.
#[derive(Debug, Default)]
pub(super) struct Store {
    items: BTreeMap<String, Item>,
    /// Until when a slow change keeps a resource from being changed again.
    busy: BTreeMap<String, Busy>,
    version: u64,
    /// What all bodies take, written out.
    bytes: usize,
}

#[derive(Debug)]
struct Item {
    /// Lower-case, e.g. `microsoft.network/virtualnetworks/subnets`.
    kind: String,
    /// Oldest first and never empty. A version without a body is a deletion.
    versions: VecDeque<Version>,
}

#[derive(Debug)]
struct Version {
    since: Millis,
    etag: u64,
    body: Option<Value>,
    bytes: usize,
}

/// A slow change on its way.
#[derive(Clone, Copy, Debug)]
pub(super) struct Busy {
    pub(super) until: Millis,
    /// `Creating`, `Updating`, `Deleting`.
    pub(super) state: &'static str,
}

/// No more can be created.
#[derive(Clone, Copy, Debug)]
pub(super) struct Full;

/// How long older versions are kept: longer than the slowest reader lags.
const KEPT: Millis = 15 * 60_000;
const MOST_VERSIONS: usize = 12;
const MOST_ITEMS: usize = 4_000;
const MOST_BYTES: usize = 64 << 20;

impl Store {
    /// Puts what has been there forever.
    pub(super) fn seed(&mut self, kind: &str, key: &str, body: Value) {
        self.version += 1;
        let version = Version { since: Millis::MIN, etag: self.version, body: Some(body), bytes: 0 };
        let item = Item { kind: kind.to_ascii_lowercase(), versions: VecDeque::from([version]) };
        self.items.insert(key.to_ascii_lowercase(), item);
    }

    pub(super) fn get(&self, key: &str, at: Millis) -> Option<&Value> {
        self.items.get(&key.to_ascii_lowercase())?.as_of(at)?.body.as_ref()
    }

    /// Weak over all that a reader sees: it changes with every write.
    pub(super) fn etag(&self, key: &str, at: Millis) -> Option<String> {
        let version = self.items.get(&key.to_ascii_lowercase())?.as_of(at)?;
        Some(format!("W/\"{:016x}\"", version.etag.wrapping_mul(0x9E37_79B9_7F4A_7C15)))
    }

    /// Writes a version that readers see from `since` on.
    pub(super) fn put(
        &mut self,
        kind: &str,
        key: &str,
        body: Value,
        since: Millis,
        at: Millis,
    ) -> Result<(), Full> {
        let key = key.to_ascii_lowercase();
        if !self.items.contains_key(&key) && self.items.len() >= MOST_ITEMS {
            self.items.retain(|_, item| !item.forgettable(at));
            if self.items.len() >= MOST_ITEMS {
                return Err(Full);
            }
        }
        let bytes = body.to_string().len();
        if self.bytes + bytes > MOST_BYTES {
            return Err(Full);
        }
        self.version += 1;
        let etag = self.version;
        let item = self
            .items
            .entry(key)
            .or_insert_with(|| Item { kind: kind.to_ascii_lowercase(), versions: VecDeque::new() });
        let freed = item.push(Version { since, etag, body: Some(body), bytes }, at);
        self.bytes = (self.bytes + bytes).saturating_sub(freed);
        Ok(())
    }

    /// Deletes what stands at the key and below it, from `since` on. True if there was something.
    pub(super) fn remove(&mut self, key: &str, since: Millis, at: Millis) -> bool {
        let key = key.to_ascii_lowercase();
        let below = format!("{key}/");
        let mut removed = false;
        for (_, item) in
            self.items.iter_mut().filter(|(other, _)| **other == key || other.starts_with(&below))
        {
            if item.versions.back().is_some_and(|version| version.body.is_some()) {
                self.version += 1;
                let freed = item.push(Version { since, etag: self.version, body: None, bytes: 0 }, at);
                self.bytes = self.bytes.saturating_sub(freed);
                removed = true;
            }
        }
        removed
    }

    /// Key and body of all of a kind whose key begins with `prefix`, in the order of their keys.
    pub(super) fn of_kind<'a>(
        &'a self,
        kind: &'a str,
        prefix: &str,
        at: Millis,
    ) -> impl Iterator<Item = (&'a str, &'a Value)> + use<'a> {
        let prefix = prefix.to_ascii_lowercase();
        let from = self.items.range(prefix.clone()..).take_while(move |(key, _)| key.starts_with(&prefix));
        from.filter(move |(_, item)| item.kind == kind)
            .filter_map(move |(key, item)| Some((key.as_str(), item.as_of(at)?.body.as_ref()?)))
    }

    /// Key, kind and body of everything, in the order of the keys.
    pub(super) fn all(&self, at: Millis) -> impl Iterator<Item = (&str, &str, &Value)> {
        self.items.iter().filter_map(move |(key, item)| {
            let body = item.as_of(at)?.body.as_ref()?;
            Some((key.as_str(), item.kind.as_str(), body))
        })
    }

    pub(super) fn busy(&self, key: &str, at: Millis) -> Option<Busy> {
        self.busy.get(&key.to_ascii_lowercase()).copied().filter(|busy| busy.until > at)
    }

    pub(super) fn occupy(&mut self, key: &str, busy: Busy, at: Millis) {
        self.busy.retain(|_, busy| busy.until > at);
        self.busy.insert(key.to_ascii_lowercase(), busy);
    }
}

impl Item {
    fn as_of(&self, at: Millis) -> Option<&Version> {
        self.versions.iter().rev().find(|version| version.since <= at)
    }

    /// Adds a version and forgets those that no reader asks for any more. Gives how many bytes that freed.
    fn push(&mut self, version: Version, at: Millis) -> usize {
        self.versions.push_back(version);
        let mut freed = 0;
        while self.versions.get(1).is_some_and(|second| second.since <= at.saturating_sub(KEPT)) {
            freed += self.versions.pop_front().map_or(0, |version| version.bytes);
        }
        // Who writes faster than readers lag loses the middle of the history, not its beginning.
        while self.versions.len() > MOST_VERSIONS {
            freed += self.versions.remove(1).map_or(0, |version| version.bytes);
        }
        freed
    }

    fn forgettable(&self, at: Millis) -> bool {
        self.versions
            .back()
            .is_some_and(|version| version.body.is_none() && version.since <= at.saturating_sub(KEPT))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_reader_that_lags_sees_what_was_there_before() {
        let mut store = Store::default();
        store.seed("k", "/A", json!(1));
        store.put("k", "/a", json!(2), 1_000, 1_000).unwrap();
        store.remove("/A", 2_000, 2_000);
        assert_eq!(store.get("/a", 999), Some(&json!(1)));
        assert_eq!(store.get("/A", 1_500), Some(&json!(2)));
        assert_eq!(store.get("/a", 2_000), None);
    }

    #[test]
    fn neither_items_nor_versions_grow_without_bound() {
        let mut store = Store::default();
        store.seed("k", "/a", json!(0));
        for nth in 0..100 {
            store.put("k", "/a", json!(nth), nth, nth).unwrap();
        }
        assert_eq!(store.get("/a", -1), Some(&json!(0)));
        assert!(
            (0..MOST_ITEMS).map(|nth| store.put("k", &format!("/{nth}"), json!(0), 0, 0)).any(|r| r.is_err())
        );
    }
}
