use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use welkin_model::Millis;

/// One resource.
#[derive(Clone, Debug, Default)]
pub(super) struct Entry {
    pub(super) id: String,
    /// The id of the resource that it is a part of; empty for most.
    pub(super) parent: String,
    /// Empty where the service is global.
    pub(super) region: String,
    pub(super) crn: String,
    pub(super) name: String,
    /// Changes with every write: the source of the ETag.
    pub(super) revision: u64,
    /// When it was written last.
    pub(super) since: Millis,
    /// As the provider's own GET shows it.
    pub(super) value: Value,
}

impl Entry {
    /// A text in the value, by JSON pointer; empty if there is none.
    pub(super) fn text(&self, pointer: &str) -> &str {
        text(&self.value, pointer)
    }

    pub(super) fn etag(&self) -> String {
        let number = crate::rng::number_of(&self.id);
        format!("{}-{number:016x}", self.revision)
    }
}

/// A text in a value, by JSON pointer; empty if there is none.
pub(super) fn text<'a>(value: &'a Value, pointer: &str) -> &'a str {
    value.pointer(pointer).and_then(Value::as_str).unwrap_or("")
}

/// The items of a list in a value, by JSON pointer.
pub(super) fn items<'a>(value: &'a Value, pointer: &str) -> &'a [Value] {
    value.pointer(pointer).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// Nothing more can be created.
#[derive(Clone, Copy, Debug)]
pub(super) struct Full;

/// From when on, and what: nothing once it is deleted.
type Change = (Millis, Option<Value>);

/// Everything there is, by kind. Nothing grows beyond [`MOST_CREATED`].
#[derive(Debug, Default)]
pub(super) struct Store {
    kinds: BTreeMap<&'static str, BTreeMap<String, Entry>>,
    /// What of the delayed kinds is in force, and from when on.
    effects: BTreeMap<(&'static str, String), Vec<Change>>,
    /// Tags by CRN.
    tags: BTreeMap<String, BTreeSet<String>>,
    seeded: usize,
    count: usize,
}

/// How many resources clients may add to the estate.
pub(super) const MOST_CREATED: usize = 5_000;
/// How many tags a resource may have: <https://cloud.ibm.com/docs/account?topic=account-tag>.
const MOST_TAGS: usize = 1_000;
/// How many changes of one resource are kept until they take effect.
const MOST_PENDING: usize = 16;

impl Store {
    pub(super) fn seed(&mut self, kind: &'static str, entry: Entry) {
        let value = entry.value.clone();
        let key = key(&entry.parent, &entry.id);
        self.effects.insert((kind, key.clone()), vec![(Millis::MIN, Some(value))]);
        let before = self.kinds.entry(kind).or_default().insert(key, entry);
        let new = usize::from(before.is_none());
        self.seeded += new;
        self.count += new;
    }

    pub(super) fn all(&self, kind: &str) -> impl Iterator<Item = &Entry> {
        self.kinds.get(kind).into_iter().flat_map(BTreeMap::values)
    }

    pub(super) fn kinds(&self) -> impl Iterator<Item = (&'static str, &Entry)> {
        self.kinds.iter().flat_map(|(kind, entries)| entries.values().map(|entry| (*kind, entry)))
    }

    pub(super) fn within<'a>(&'a self, kind: &str, parent: &'a str) -> impl Iterator<Item = &'a Entry> {
        self.all(kind).filter(move |entry| entry.parent == parent)
    }

    pub(super) fn get(&self, kind: &str, parent: &str, id: &str) -> Option<&Entry> {
        self.kinds.get(kind)?.get(&key(parent, id))
    }

    /// By id alone, whatever it is a part of.
    pub(super) fn find(&self, kind: &str, id: &str) -> Option<&Entry> {
        self.all(kind).find(|entry| entry.id == id || (!entry.crn.is_empty() && entry.crn == id))
    }

    /// Writes an entry; what it says takes effect at `effective`.
    pub(super) fn put(
        &mut self,
        kind: &'static str,
        mut entry: Entry,
        at: Millis,
        effective: Millis,
    ) -> Result<(), Full> {
        let key = key(&entry.parent, &entry.id);
        let entries = self.kinds.entry(kind).or_default();
        if !entries.contains_key(&key) {
            if self.count >= self.seeded + MOST_CREATED {
                return Err(Full);
            }
            self.count += 1;
        }
        entry.revision += 1;
        entry.since = at;
        self.affect(kind, key.clone(), at, effective, Some(entry.value.clone()));
        self.kinds.entry(kind).or_default().insert(key, entry);
        Ok(())
    }

    pub(super) fn remove(
        &mut self,
        kind: &'static str,
        parent: &str,
        id: &str,
        at: Millis,
        effective: Millis,
    ) -> Option<Entry> {
        let key = key(parent, id);
        let entry = self.kinds.get_mut(kind)?.remove(&key)?;
        self.count = self.count.saturating_sub(1);
        self.tags.remove(&entry.crn);
        self.affect(kind, key, at, effective, None);
        Some(entry)
    }

    fn affect(&mut self, kind: &'static str, key: String, at: Millis, from: Millis, value: Option<Value>) {
        // What was deleted and is no longer in force is forgotten here, so that it does not pile up.
        self.effects.retain(|_, changes| match changes.as_slice() {
            [(since, None)] => *since > at,
            _ => true,
        });
        let changes = self.effects.entry((kind, key)).or_default();
        changes.push((from, value));
        let settled = changes.iter().rposition(|(since, _)| *since <= at).unwrap_or(0);
        changes.drain(..settled);
        if changes.len() > MOST_PENDING {
            changes.remove(1);
        }
    }

    /// What of a kind is in force at a moment.
    pub(super) fn in_force(&self, kind: &'static str, at: Millis) -> impl Iterator<Item = &Value> {
        self.effects.range((kind, String::new())..).take_while(move |((of, _), _)| *of == kind).filter_map(
            move |(_, changes)| {
                changes.iter().rev().find(|(since, _)| *since <= at).and_then(|(_, value)| value.as_ref())
            },
        )
    }

    pub(super) fn tags(&self, crn: &str) -> impl Iterator<Item = &String> {
        self.tags.get(crn).into_iter().flatten()
    }

    pub(super) fn tagged(&self) -> impl Iterator<Item = (&String, &BTreeSet<String>)> {
        self.tags.iter()
    }

    pub(super) fn tag(&mut self, crn: &str, tag: &str) -> Result<(), Full> {
        let tags = self.tags.entry(crn.to_owned()).or_default();
        if tags.len() >= MOST_TAGS {
            return Err(Full);
        }
        tags.insert(tag.to_owned());
        Ok(())
    }

    pub(super) fn untag(&mut self, crn: &str, tag: &str) {
        if let Some(tags) = self.tags.get_mut(crn) {
            tags.remove(tag);
        }
    }

    /// Whether some resource has this CRN.
    pub(super) fn has(&self, crn: &str) -> bool {
        self.kinds().any(|(_, entry)| entry.crn == crn)
    }
}

fn key(parent: &str, id: &str) -> String {
    if parent.is_empty() { id.to_owned() } else { format!("{parent}/{id}") }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn entry(id: &str, value: &Value) -> Entry {
        Entry { id: id.to_owned(), value: value.clone(), ..Entry::default() }
    }

    #[test]
    fn a_write_is_seen_at_once_and_in_force_later() {
        let mut store = Store::default();
        store.seed("rules", entry("a", &json!(1)));
        store.put("rules", entry("a", &json!(2)), 100, 160).unwrap();
        assert_eq!(store.get("rules", "", "a").unwrap().value, 2);
        let in_force = |store: &Store, at| store.in_force("rules", at).cloned().collect::<Vec<_>>();
        assert_eq!(in_force(&store, 159), [json!(1)]);
        assert_eq!(in_force(&store, 160), [json!(2)]);
        store.remove("rules", "", "a", 200, 260);
        assert!(store.get("rules", "", "a").is_none());
        assert_eq!(in_force(&store, 259), [json!(2)]);
        assert!(in_force(&store, 260).is_empty());
    }

    #[test]
    fn clients_cannot_make_it_grow_without_end() {
        let mut store = Store::default();
        for nth in 0..MOST_CREATED {
            store.put("things", entry(&nth.to_string(), &json!({})), 0, 0).unwrap();
        }
        assert!(store.put("things", entry("one more", &json!({})), 0, 0).is_err());
        assert!(store.put("things", entry("7", &json!({})), 0, 0).is_ok(), "a change is no growth");
        for at in 0..1_000 {
            store.put("things", entry("7", &json!(at)), at, at + 100_000).unwrap();
        }
        assert!(store.effects.values().all(|changes| changes.len() <= MOST_PENDING + 1));
    }
}
