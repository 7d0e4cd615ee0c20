use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::field::{set, text};
use super::kinds::{Kind, kind};
use crate::ids::Token;
use crate::rng::number_of;

/// As many resources as a client may create.
const MOST_CREATED: usize = 2_000;
/// The longest description of what a client creates.
const LARGEST: usize = 65_536;
/// As many tags as a resource has (50 at nearly every service).
const MOST_TAGS: usize = 50;

pub(super) type Tags = BTreeMap<String, String>;

/// Every resource that is described as one JSON value: by kind, account, region and id.
#[derive(Debug, Default)]
pub(super) struct Shelf {
    items: BTreeMap<Key, Value>,
    /// By ARN.
    tags: BTreeMap<String, Tags>,
    created: usize,
}

#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(super) struct Key {
    pub(super) kind: &'static str,
    pub(super) account: String,
    /// Empty for what is global.
    pub(super) region: String,
    /// Ids of what lives in something begin with the id of that: `AGENT/ALIAS`.
    pub(super) id: String,
}

/// The shelf is full.
#[derive(Clone, Copy, Debug)]
pub(super) struct Full;

impl Key {
    pub(super) fn new(name: &'static str, account: &str, region: &str, id: &str) -> Key {
        let region = if kind(name).is_some_and(|kind| kind.global) { "" } else { region };
        Key { kind: name, account: account.to_owned(), region: region.to_owned(), id: id.to_owned() }
    }

    pub(super) fn arn(&self) -> String {
        let Some(Kind { arn, .. }) = kind(self.kind) else { return String::new() };
        let (parent, last) = self.id.rsplit_once('/').unwrap_or(("", &self.id));
        arn.replace("{account}", &self.account)
            .replace("{region}", &self.region)
            .replace("{id}", &self.id)
            .replace("{parent}", parent)
            .replace("{last}", last)
            .replace("{suffix}", &suffix(&self.id))
    }
}

/// The six characters that Secrets Manager puts behind a name, and that ids of others are made of.
fn suffix(id: &str) -> String {
    Token::upper(number_of(id), 6).to_string()
}

impl Shelf {
    /// Puts a resource of the estate on the shelf, with its id and ARN in the fields that descriptions have them in.
    pub(super) fn seed(
        &mut self,
        name: &'static str,
        account: &str,
        region: &str,
        id: &str,
        value: Value,
    ) -> String {
        let key = Key::new(name, account, region, id);
        self.place(key, value)
    }

    /// Puts what a client creates on the shelf.
    pub(super) fn create(&mut self, key: Key, value: Value) -> Result<String, Full> {
        if self.created >= MOST_CREATED || value.to_string().len() > LARGEST {
            return Err(Full);
        }
        self.created += 1;
        Ok(self.place(key, value))
    }

    fn place(&mut self, key: Key, mut value: Value) -> String {
        let arn = key.arn();
        if let Some(kind) = kind(key.kind) {
            let last = key.id.rsplit('/').next().unwrap_or(&key.id);
            for (field, known) in [(kind.id, last), (kind.field, arn.as_str())] {
                if !field.is_empty() && value.get(field).is_none() {
                    set(&mut value, field, json!(known));
                }
            }
        }
        self.items.insert(key, value);
        arn
    }

    pub(super) fn get(&self, key: &Key) -> Option<&Value> {
        self.items.get(key)
    }

    pub(super) fn get_mut(&mut self, key: &Key) -> Option<&mut Value> {
        self.items.get_mut(key)
    }

    pub(super) fn remove(&mut self, key: &Key) -> Option<Value> {
        let removed = self.items.remove(key)?;
        self.tags.remove(&key.arn());
        Some(removed)
    }

    /// All of a kind in an account and region, in the order of their ids.
    pub(super) fn of<'a>(
        &'a self,
        name: &'static str,
        account: &str,
        region: &str,
    ) -> impl Iterator<Item = (&'a Key, &'a Value)> + use<'a> {
        let first = Key::new(name, account, region, "");
        let place = (first.kind, first.account.clone(), first.region.clone());
        self.items.range(first..).take_while(move |(key, _)| {
            key.kind == place.0 && key.account == place.1 && key.region == place.2
        })
    }

    /// All of a kind, wherever they are.
    pub(super) fn all<'a>(&'a self, name: &'static str) -> impl Iterator<Item = (&'a Key, &'a Value)> {
        let first = Key { kind: name, account: String::new(), region: String::new(), id: String::new() };
        self.items.range(first..).take_while(move |(key, _)| key.kind == name)
    }

    pub(super) fn everything(&self) -> impl Iterator<Item = (&Key, &Value)> {
        self.items.iter()
    }

    /// The key of what a client names by id or ARN.
    pub(super) fn find(&self, name: &'static str, account: &str, region: &str, given: &str) -> Option<Key> {
        let key = Key::new(name, account, region, given);
        if self.items.contains_key(&key) {
            return Some(key);
        }
        let field = kind(name).map_or("", |kind| kind.field);
        self.of(name, account, region)
            .find(|(key, value)| {
                given.starts_with("arn:") && (key.arn() == given || text(value, field) == given)
            })
            .map(|(key, _)| key.clone())
    }

    pub(super) fn tags(&self, arn: &str) -> Tags {
        self.tags.get(arn).cloned().unwrap_or_default()
    }

    /// Adds tags; `false` if they would be too many.
    pub(super) fn tag(&mut self, arn: &str, tags: impl IntoIterator<Item = (String, String)>) -> bool {
        let mut all = self.tags(arn);
        all.extend(tags);
        if all.len() > MOST_TAGS || (!self.tags.contains_key(arn) && self.tags.len() > MOST_CREATED) {
            return false;
        }
        self.tags.insert(arn.to_owned(), all);
        true
    }

    pub(super) fn untag(&mut self, arn: &str, names: &[String]) {
        if let Some(tags) = self.tags.get_mut(arn) {
            tags.retain(|name, _| !names.contains(name));
        }
    }

    /// Tags as a list of pairs under the names that the service gives them.
    pub(super) fn tag_list(&self, arn: &str, key: &str, value: &str) -> Value {
        self.tags.get(arn).into_iter().flatten().map(|(k, v)| json!({key: k, value: v})).collect()
    }

    /// Whether something of the estate has this ARN.
    pub(super) fn has(&self, arn: &str) -> bool {
        self.items.keys().any(|key| key.arn() == arn)
    }
}
