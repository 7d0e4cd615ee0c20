use std::collections::BTreeMap;

use serde_json::{Value, json};
use welkin_model::Millis;

use super::secret::Secret;
use super::settling::Settling;
use super::shelf::{Shelf, Tags};

/// The identities of one account.
#[derive(Debug, Default)]
pub(super) struct Iam {
    pub(super) users: BTreeMap<String, Principal>,
    pub(super) groups: BTreeMap<String, Principal>,
    pub(super) roles: BTreeMap<String, Principal>,
    /// By access key id.
    pub(super) keys: BTreeMap<String, AccessKey>,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Sort {
    User,
    Group,
    Role,
}

/// A user, group or role.
#[derive(Clone, Debug)]
pub(super) struct Principal {
    pub(super) name: String,
    pub(super) path: String,
    /// `AIDA…`, `AGPA…`, `AROA…`.
    pub(super) id: String,
    pub(super) created: Millis,
    pub(super) description: String,
    pub(super) grants: Settling<Grants>,
    /// The trust policy of a role.
    pub(super) trust: Settling<Value>,
    /// The groups of a user.
    pub(super) groups: Vec<String>,
    pub(super) has_password: bool,
    pub(super) has_mfa: bool,
    pub(super) tags: Tags,
    pub(super) last_used: Option<(Millis, String)>,
}

/// What a principal may do.
#[derive(Clone, Debug, Default)]
pub(super) struct Grants {
    /// Documents by name.
    pub(super) inline: BTreeMap<String, Value>,
    /// ARNs of managed policies.
    pub(super) managed: Vec<String>,
    pub(super) boundary: Option<String>,
}

#[derive(Clone, Debug)]
pub(super) struct AccessKey {
    pub(super) user: String,
    pub(super) secret: Secret,
    pub(super) created: Millis,
    pub(super) active: Settling<bool>,
    pub(super) last_used: Option<(Millis, String, String)>,
}

impl Iam {
    pub(super) fn map(&self, sort: Sort) -> &BTreeMap<String, Principal> {
        match sort {
            Sort::User => &self.users,
            Sort::Group => &self.groups,
            Sort::Role => &self.roles,
        }
    }

    pub(super) fn get_mut(&mut self, sort: Sort, name: &str) -> Option<&mut Principal> {
        match sort {
            Sort::User => self.users.get_mut(name),
            Sort::Group => self.groups.get_mut(name),
            Sort::Role => self.roles.get_mut(name),
        }
    }

    pub(super) fn keys_of<'a>(&'a self, user: &'a str) -> impl Iterator<Item = (&'a String, &'a AccessKey)> {
        self.keys.iter().filter(move |(_, key)| key.user == user)
    }

    /// The documents that allow or deny at a moment, of a principal and its groups.
    pub(super) fn documents(&self, sort: Sort, name: &str, shelf: &Shelf, at: Millis) -> Vec<Value> {
        let Some(principal) = self.map(sort).get(name) else { return Vec::new() };
        let groups = principal.groups.iter().filter_map(|group| self.groups.get(group));
        std::iter::once(principal)
            .chain(groups)
            .flat_map(|one| one.grants.effective(at).documents(shelf))
            .collect()
    }

    /// The boundary's document, if there is a boundary.
    pub(super) fn boundary(&self, sort: Sort, name: &str, shelf: &Shelf, at: Millis) -> Option<Value> {
        let arn = self.map(sort).get(name)?.grants.effective(at).boundary.as_ref()?;
        // A boundary whose policy is gone allows nothing.
        Some(managed_document(shelf, arn).unwrap_or(Value::Null))
    }
}

impl Grants {
    fn documents(&self, shelf: &Shelf) -> Vec<Value> {
        let managed = self.managed.iter().filter_map(|arn| managed_document(shelf, arn));
        self.inline.values().cloned().chain(managed).collect()
    }
}

/// The document of a managed policy by its ARN.
pub(super) fn managed_document(shelf: &Shelf, arn: &str) -> Option<Value> {
    managed(shelf, arn).and_then(|policy| policy.get("Document").cloned())
}

pub(super) fn managed<'a>(shelf: &'a Shelf, arn: &str) -> Option<&'a Value> {
    shelf.all("iam:policy").find(|(key, _)| key.arn() == arn).map(|(_, policy)| policy)
}

impl Principal {
    pub(super) fn new(id: String, name: &str, created: Millis) -> Principal {
        Principal {
            name: name.to_owned(),
            path: "/".to_owned(),
            id,
            created,
            description: String::new(),
            grants: Settling::new(Grants::default()),
            trust: Settling::new(Value::Null),
            groups: Vec::new(),
            has_password: false,
            has_mfa: false,
            tags: Tags::new(),
            last_used: None,
        }
    }

    pub(super) fn arn(&self, sort: Sort, account: &str) -> String {
        let kind = match sort {
            Sort::User => "user",
            Sort::Group => "group",
            Sort::Role => "role",
        };
        format!("arn:aws:iam::{account}:{kind}{}{}", self.path, self.name)
    }

    pub(super) fn tag_list(&self) -> Value {
        self.tags.iter().map(|(key, value)| json!({"Key": key, "Value": value})).collect()
    }
}
