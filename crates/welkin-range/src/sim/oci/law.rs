use std::collections::{BTreeMap, BTreeSet};

use welkin_model::Millis;

use super::condition::Variables;
use super::statement::{Place, Statement, Subject, Verb};
use super::store::Store;
use crate::calendar::SECOND;
use crate::estate::OCI_TENANCY;

/// "Typically, a policy takes effect within 10 seconds."
pub(super) const POLICY_DELAY: Millis = 10 * SECOND;
/// What all policies on the path from a compartment to the root may hold together; it cannot be raised.
pub(super) const MOST_STATEMENTS: usize = 500;
/// Versions of a policy that have not taken effect yet.
const MOST_VERSIONS: usize = 16;

/// Who calls, as policies see it.
#[derive(Clone, Debug, Default)]
pub(super) struct Caller {
    pub(super) id: String,
    pub(super) name: String,
    /// `natv` for users, `instance` and `resource` for workloads.
    pub(super) auth: &'static str,
    /// The key id of the signature, as logs give it; a token is not repeated.
    pub(super) credentials: String,
    /// In small letters.
    pub(super) groups: BTreeSet<String>,
    pub(super) dynamic_groups: BTreeSet<String>,
}

/// What a request needs.
#[derive(Debug)]
pub(super) struct Ask<'a> {
    pub(super) verb: Verb,
    /// Individual and family resource type.
    pub(super) what: (&'a str, &'a str),
    pub(super) compartment: &'a str,
    pub(super) variables: Variables,
}

/// The policies in force: a change counts some seconds later.
#[derive(Debug, Default)]
pub(super) struct Law {
    policies: BTreeMap<String, Vec<Version>>,
}

#[derive(Debug)]
struct Version {
    effective_at: Millis,
    compartment: String,
    statements: Vec<Statement>,
}

impl Law {
    /// Statements of a policy that count from a moment on; none for a policy that is deleted.
    pub(super) fn enact(
        &mut self,
        policy: &str,
        compartment: &str,
        statements: &[&str],
        effective_at: Millis,
    ) {
        let statements = statements.iter().filter_map(|text| Statement::parse(text)).collect();
        let versions = self.policies.entry(policy.to_owned()).or_default();
        if versions.len() >= MOST_VERSIONS {
            versions.remove(0);
        }
        versions.push(Version { effective_at, compartment: compartment.to_owned(), statements });
    }

    /// Whether the caller may: some statement allows it and none denies it.
    pub(super) fn permits(&self, store: &Store, caller: &Caller, ask: &Ask<'_>, at: Millis) -> bool {
        let lineage = store.lineage(ask.compartment);
        if lineage.last().is_none_or(|root| root != OCI_TENANCY) {
            return false;
        }
        let mut allowed = false;
        for versions in self.policies.values() {
            let Some(version) = versions.iter().rev().find(|version| version.effective_at <= at) else {
                continue;
            };
            for statement in &version.statements {
                if !concerns(statement, caller, ask)
                    || !reaches(store, &statement.place, &version.compartment, &lineage)
                {
                    continue;
                }
                let holds =
                    statement.condition.as_ref().is_none_or(|c| c.holds(&ask.variables) == Some(true));
                match (statement.deny, holds) {
                    (true, true) => return false,
                    (false, true) => allowed = true,
                    (_, false) => {}
                }
            }
        }
        allowed
    }
}

fn concerns(statement: &Statement, caller: &Caller, ask: &Ask<'_>) -> bool {
    let subject = statement.subjects.iter().any(|subject| match subject {
        Subject::AnyUser => true,
        Subject::Group(name) => caller.groups.contains(name),
        Subject::DynamicGroup(name) => caller.dynamic_groups.contains(name),
        Subject::Service => false,
    });
    let what =
        statement.what == "all-resources" || [ask.what.0, ask.what.1].contains(&statement.what.as_str());
    // To deny a verb is to deny all that needs as much or more.
    let verb = if statement.deny { ask.verb >= statement.verb } else { ask.verb <= statement.verb };
    subject && what && verb
}

fn reaches(store: &Store, place: &Place, policy_compartment: &str, lineage: &[String]) -> bool {
    match place {
        Place::Tenancy => policy_compartment == OCI_TENANCY,
        Place::Id(id) => lineage.contains(id),
        Place::Path(names) => {
            let mut here = policy_compartment.to_owned();
            for name in names {
                let below = store
                    .of("identity", "compartments")
                    .find(|one| one.compartment() == here && one.text("name").eq_ignore_ascii_case(name));
                match below {
                    Some(below) => here.clone_from(&below.id),
                    None => return false,
                }
            }
            lineage.contains(&here)
        }
    }
}
