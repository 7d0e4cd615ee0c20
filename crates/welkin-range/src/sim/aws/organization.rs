use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};
use welkin_model::Millis;

use super::settling::Settling;

/// The organisation: a tree of units and accounts, and the policies on it.
#[derive(Debug)]
pub(super) struct Organization {
    pub(super) id: String,
    pub(super) management: String,
    pub(super) root: String,
    /// Accounts by id, in the shape of `DescribeAccount`.
    pub(super) accounts: BTreeMap<String, Value>,
    /// Names of units by id.
    pub(super) units: BTreeMap<String, String>,
    /// The parent of each account and unit.
    pub(super) parents: BTreeMap<String, String>,
    pub(super) policies: BTreeMap<String, OrgPolicy>,
    /// Ids of policies by target.
    pub(super) attached: Settling<BTreeMap<String, BTreeSet<String>>>,
}

#[derive(Clone, Debug)]
pub(super) struct OrgPolicy {
    pub(super) name: String,
    pub(super) description: String,
    /// `SERVICE_CONTROL_POLICY` or `RESOURCE_CONTROL_POLICY`.
    pub(super) sort: String,
    pub(super) content: String,
    pub(super) aws_managed: bool,
}

impl Organization {
    /// The effective documents at each level over an account, from the account up to the root. Policies of an
    /// organisation do not bind the management account.
    pub(super) fn levels(&self, account: &str, sort: &str, at: Millis) -> Vec<Vec<Value>> {
        if account == self.management || !self.accounts.contains_key(account) {
            return Vec::new();
        }
        let attached = self.attached.effective(at);
        let mut levels = Vec::new();
        let mut target = Some(account.to_owned());
        while let Some(id) = target.filter(|_| levels.len() < 8) {
            let ids = attached.get(&id).into_iter().flatten();
            let policies = ids.filter_map(|id| self.policies.get(id)).filter(|policy| policy.sort == sort);
            levels.push(policies.filter_map(|policy| serde_json::from_str(&policy.content).ok()).collect());
            target = self.parents.get(&id).cloned();
        }
        levels
    }

    pub(super) fn has_target(&self, id: &str) -> bool {
        id == self.root || self.accounts.contains_key(id) || self.units.contains_key(id)
    }

    fn scope(&self, what: &str, tail: &str) -> String {
        format!("arn:aws:organizations::{}:{what}/{}/{tail}", self.management, self.id)
    }

    pub(super) fn arn(&self) -> String {
        format!("arn:aws:organizations::{}:organization/{}", self.management, self.id)
    }

    pub(super) fn target(&self, id: &str) -> Value {
        let (arn, name, sort) = if id == self.root {
            (self.scope("root", id), "Root".to_owned(), "ROOT")
        } else if let Some(name) = self.units.get(id) {
            (self.scope("ou", id), name.clone(), "ORGANIZATIONAL_UNIT")
        } else {
            let name = self.accounts.get(id).map_or("", |account| super::field::text(account, "Name"));
            (self.scope("account", id), name.to_owned(), "ACCOUNT")
        };
        json!({"TargetId": id, "Arn": arn, "Name": name, "Type": sort})
    }

    pub(super) fn unit(&self, id: &str) -> Value {
        json!({"Id": id, "Arn": self.scope("ou", id), "Name": self.units.get(id)})
    }

    pub(super) fn root(&self) -> Value {
        json!({"Id": self.root, "Arn": self.scope("root", &self.root), "Name": "Root", "PolicyTypes": [
            {"Type": "SERVICE_CONTROL_POLICY", "Status": "ENABLED"},
            {"Type": "RESOURCE_CONTROL_POLICY", "Status": "ENABLED"}]})
    }

    pub(super) fn summary(&self, id: &str, policy: &OrgPolicy) -> Value {
        let folder = policy.sort.to_ascii_lowercase();
        let arn = if policy.aws_managed {
            format!("arn:aws:organizations::aws:policy/{folder}/{id}")
        } else {
            self.scope("policy", &format!("{folder}/{id}"))
        };
        json!({"Id": id, "Arn": arn, "Name": policy.name, "Description": policy.description, "Type": policy.sort,
               "AwsManaged": policy.aws_managed})
    }
}
