use std::collections::BTreeSet;
use std::sync::atomic::Ordering;

use futures::future::{BoxFuture, FutureExt as _};
use futures::stream::{self, StreamExt as _};
use serde_json::Value;

use super::ask::{Ask, Question};
use super::index::Index;
use super::item::Spot;
use super::list::{ListRule, Reach, template};
use super::statement::{Act, Statement};
use crate::discovery::Discovery;

/// How many compartments are listed at the same time.
pub(super) const COMPARTMENTS: usize = 8;

/// One region of the tenancy, and what is known of it before anything is listed.
#[derive(Debug)]
pub(super) struct Place {
    pub(super) region: String,
    pub(super) index: Index,
    /// What paths may name besides the fields of an item: the namespace of Object Storage.
    pub(super) around: Value,
    /// All compartments that are wanted.
    pub(super) compartments: BTreeSet<String>,
}

/// Reads one list wherever the region may have any of it.
pub(super) async fn run(ask: &Ask, rule: &'static ListRule, place: &Place, into: &Discovery) {
    let root = ask.tenancy.as_str();
    let mut rest: BTreeSet<&str> = place.compartments.iter().map(String::as_str).collect();
    if rest.remove(root) {
        let denied = listed(ask, rule, place, root, into).await;
        match rule.reach {
            Reach::Root => return,
            Reach::Subtree(_) if !denied => return,
            Reach::Subtree(_) => {}
            Reach::Compartment => {
                let trusted = !denied && !ask.hidden.load(Ordering::Relaxed);
                if let Some(held) = place.index.compartments(rule).filter(|_| trusted) {
                    rest.retain(|compartment| held.contains(compartment));
                }
            }
        }
    } else if rule.reach == Reach::Root {
        return;
    }
    let work: Vec<BoxFuture<'_, bool>> =
        rest.into_iter().map(|compartment| listed(ask, rule, place, compartment, into).boxed()).collect();
    stream::iter(work).buffer_unordered(COMPARTMENTS).collect::<Vec<bool>>().await;
}

/// Reads one list in one compartment; `true` if it was denied.
async fn listed(
    ask: &Ask,
    rule: &'static ListRule,
    place: &Place,
    compartment: &str,
    into: &Discovery,
) -> bool {
    // Without the namespace, which has its own hole, there are no paths to buckets.
    let Some(path) = template(rule.path, &Value::Null, &place.around) else { return false };
    let mut question = Question::get(rule.service, rule.operation(), inspect(rule), &place.region, path)
        .list()
        .with("compartmentId", compartment);
    if let Reach::Subtree(parameter) = rule.reach
        && compartment == ask.tenancy
    {
        question = question.with(parameter, "true");
    }
    for (name, value) in rule.parameters {
        question = question.with(name, value);
    }
    let pages = ask.all(&question).await;
    let failed = pages.failed.is_some();
    if let Some(unknown) = pages.failed {
        into.hole(ask.hole(compartment, region_of(rule, place), unknown));
    }
    if rule.native == "Policy" && (failed || pages.items.iter().any(denies_to_inspect)) {
        ask.hidden.store(true, Ordering::Relaxed);
    }
    let spot = Spot { ask, rule, place, compartment, base: None };
    spot.items(pages.items, into).await;
    pages.denied
}

/// To deny a verb is to deny all that needs as much or more: only who may not inspect does not see.
fn denies_to_inspect(policy: &Value) -> bool {
    let statements = policy.get("statements").and_then(Value::as_array).into_iter().flatten();
    statements.filter_map(Value::as_str).filter_map(Statement::parse).any(|statement| {
        statement.act == Act::Deny && !matches!(statement.verb.as_str(), "read" | "use" | "manage")
    })
}

pub(super) fn inspect(rule: &ListRule) -> String {
    format!("inspect {}", rule.policy)
}

pub(super) fn region_of<'p>(rule: &ListRule, place: &'p Place) -> &'p str {
    if rule.is_global() { "" } else { &place.region }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn only_who_may_not_inspect_does_not_see() {
        let denies = |text: &str| denies_to_inspect(&json!({"statements": [text]}));
        assert!(denies("Deny group g to inspect buckets in compartment c"));
        assert!(denies("deny any-user to {BUCKET_INSPECT} in tenancy"));
        assert!(!denies("Deny group g to manage buckets in tenancy"));
        assert!(!denies("Allow group g to inspect buckets in tenancy"));
    }
}
