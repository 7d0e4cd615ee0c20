use std::collections::BTreeMap;

use serde_json::Value;
use welkin_model::estate::{AssetId, EdgeKind, Handle, HandleKind, Link};

use super::ocid::{self, identified};
use super::statement::{Act, Place, Statement, Subject, definition};
use crate::describe::{Draft, Resource, plain};

/// More statements than a policy may have are not read.
const MOST_STATEMENTS: usize = 1_000;

/// A name that policies use instead of an id: unique among those of its kind within an owner.
pub(super) fn name_handle(owner: &str, kind: &str, name: &str) -> Handle {
    let value = format!("{}|{kind}/{}", owner.to_ascii_lowercase(), name.to_ascii_lowercase());
    Handle::new(HandleKind::Subject, value)
}

/// The tenancy that a resource of identity belongs to.
pub(super) fn tenancy_of(resource: &Resource) -> Option<&str> {
    let own = resource.payload.as_object()?.iter().find(|(key, _)| plain(key) == "compartmentid");
    let own = own.and_then(|(_, value)| value.as_str());
    [Some(resource.scope.as_str()), own, Some(resource.id.as_str())]
        .into_iter()
        .flatten()
        .find(|id| id.starts_with("ocid1.tenancy."))
}

/// A policy: whom it grants to, and what.
pub(super) fn policy(resource: &Resource, draft: &mut Draft<'_>) {
    let statements: Vec<&str> = match field(&resource.payload, "statements") {
        Some(Value::Array(all)) => all.iter().take(MOST_STATEMENTS).filter_map(Value::as_str).collect(),
        _ => return,
    };
    let defined: BTreeMap<String, &str> = statements
        .iter()
        .filter_map(|text| definition(text))
        .map(|(name, id)| (name.to_ascii_lowercase(), id))
        .collect();
    let Some(tenancy) = tenancy_of(resource) else { return };
    let home = field(&resource.payload, "compartmentid").and_then(Value::as_str).unwrap_or(tenancy);
    for text in statements {
        if let Some(statement) = Statement::parse(text) {
            Granted { tenancy, home, defined: &defined, draft }.statement(&statement);
        }
    }
}

struct Granted<'g, 'd> {
    tenancy: &'g str,
    /// The compartment that the policy is attached to.
    home: &'g str,
    defined: &'g BTreeMap<String, &'g str>,
    draft: &'g mut Draft<'d>,
}

const FIELD: &str = "statements[]";

impl Granted<'_, '_> {
    fn statement(&mut self, statement: &Statement<'_>) {
        // What is denied grants nothing.
        if statement.act == Act::Deny {
            return;
        }
        for subject in &statement.subjects {
            self.subject(subject, statement);
        }
        // A condition may name the one principal that a statement for anyone means.
        for id in ocid::all(statement.condition) {
            let kind = if is_principal(statement.condition, id.text) {
                EdgeKind::GrantsTo
            } else {
                EdgeKind::RefersTo
            };
            self.draft.to(kind, id.asset(), FIELD);
        }
        if statement.act != Act::Endorse {
            self.place(statement);
        }
        let foreign = match (&statement.of, &statement.place) {
            (Some(tenancy), _) | (None, Place::Other(Some(tenancy))) => self.named(tenancy),
            _ => None,
        };
        if let Some(tenancy) = foreign {
            let kind = if statement.act == Act::Admit { EdgeKind::Trusts } else { EdgeKind::RefersTo };
            self.draft.to(kind, tenancy, FIELD);
        }
    }

    fn subject(&mut self, subject: &Subject, statement: &Statement<'_>) {
        if statement.act == Act::Admit && statement.of.is_some() {
            // Subjects of another tenancy: only what is named by id.
            if let (Subject::Group(name) | Subject::DynamicGroup(name), true) = (subject, true)
                && let Some(id) = self.named(name)
            {
                self.draft.to(EdgeKind::GrantsTo, id, FIELD);
            }
            return;
        }
        match subject {
            Subject::Anyone if principals(statement.condition) > 0 => {}
            Subject::Anyone => {
                if let Some(id) = identified(self.tenancy) {
                    self.draft.to(EdgeKind::GrantsTo, id, FIELD);
                }
            }
            Subject::Group(name) => self.grant("group", name),
            Subject::DynamicGroup(name) => self.grant("dynamicgroup", name),
            Subject::Id(id) => {
                if let Some(id) = identified(id) {
                    self.draft.to(EdgeKind::GrantsTo, id, FIELD);
                }
            }
            Subject::Service(_) => {}
        }
    }

    fn grant(&mut self, kind: &str, name: &str) {
        let handle = name_handle(self.tenancy, kind, name);
        self.draft.link(Link::to_handle(EdgeKind::GrantsTo, handle, FIELD));
    }

    fn place(&mut self, statement: &Statement<'_>) {
        let kind = effect(&statement.verb, &statement.what);
        match &statement.place {
            Place::Tenancy => {
                if let Some(id) = identified(self.tenancy) {
                    self.draft.to(kind, id, FIELD);
                }
            }
            Place::Id(id) => {
                if let Some(id) = identified(id) {
                    self.draft.to(kind, id, FIELD);
                }
            }
            Place::Path(path) => {
                let handle = name_handle(self.home, "compartment", path);
                self.draft.link(Link::to_handle(kind, handle, FIELD));
            }
            Place::Other(_) => {}
        }
    }

    /// What `define` gave a name to, or an id.
    fn named(&self, name: &str) -> Option<AssetId> {
        let id = self.defined.get(&name.to_ascii_lowercase()).copied().unwrap_or(name);
        identified(id)
    }
}

/// How many principals a condition names by id.
fn principals(condition: &str) -> usize {
    ocid::all(condition).iter().filter(|id| is_principal(condition, id.text)).count()
}

/// `request.principal.id = 'ocid1…'`, `request.user.id = …`
fn is_principal(condition: &str, id: &str) -> bool {
    let lower = condition.to_ascii_lowercase();
    let Some(at) = lower.find(&id.to_ascii_lowercase()) else { return false };
    let before: String =
        lower.get(..at).unwrap_or("").chars().filter(|c| !c.is_whitespace() && *c != '\'').collect();
    before.ends_with("request.principal.id=") || before.ends_with("request.user.id=")
}

/// What a verb and a resource type amount to.
fn effect(verb: &str, what: &str) -> EdgeKind {
    let serves = ["generative-ai", "genai-agent", "model-deployment", "functions", "fn-"];
    match verb {
        "inspect" => EdgeKind::RefersTo,
        "read" => EdgeKind::Reads,
        "use" if serves.iter().any(|part| what.contains(part)) => EdgeKind::CanInvoke,
        "manage" => EdgeKind::Writes,
        _ => EdgeKind::Uses,
    }
}

/// A dynamic group: whose rights it has is said by its rule, over the kind and the compartment of resources.
pub(super) fn dynamic_group(resource: &Resource, draft: &mut Draft<'_>) {
    let Some(rule) = field(&resource.payload, "matchingrule").and_then(Value::as_str) else { return };
    let tests = tests(rule);
    let value = |name: &str| tests.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str());
    for (key, id) in &tests {
        if matches!(key.as_str(), "instance.id" | "resource.id")
            && let Some(id) = identified(id)
        {
            draft.link(Link::from(EdgeKind::RunsAs, id, "matchingRule"));
        }
    }
    let kinds: Vec<&str> = tests
        .iter()
        .filter(|(key, _)| key == "resource.type")
        .map(|(_, value)| value.as_str())
        .chain(value("instance.compartment.id").map(|_| "instance"))
        .collect();
    let compartments = tests
        .iter()
        .filter(|(key, _)| matches!(key.as_str(), "instance.compartment.id" | "resource.compartment.id"));
    for (_, compartment) in compartments {
        for kind in &kinds {
            let handle = name_handle(compartment, "runs", kind);
            draft.link(Link::from_handle(EdgeKind::RunsAs, handle, "matchingRule"));
        }
    }
}

/// `key = 'value'` in a matching rule, keys in small letters.
fn tests(rule: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut parts = rule.split('\'');
    while let (Some(before), Some(value)) = (parts.next(), parts.next()) {
        let before = before.trim_end();
        let Some(key) = before.strip_suffix('=').filter(|key| !key.ends_with('!')) else { continue };
        let key = key.trim_end().rsplit([' ', ',', '{', '(']).next().unwrap_or("").to_ascii_lowercase();
        found.push((key, value.to_owned()));
    }
    found
}

/// The value of a field at the root, however its name is spelt.
pub(super) fn field<'v>(payload: &'v Value, name: &str) -> Option<&'v Value> {
    payload.as_object()?.iter().find(|(key, _)| plain(key) == name).map(|(_, value)| value)
}
