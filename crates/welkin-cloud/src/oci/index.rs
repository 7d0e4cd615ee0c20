use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde_json::{Value, json};
use welkin_model::Cloud;

use super::ask::{Ask, Question};
use super::list::ListRule;
use super::lists;
use super::ocid::Ocid;
use super::types;
use crate::describe::Resource;
use crate::discovery::{Discovery, Scope};

/// What search tells of one region: which compartments have anything of a type.
///
/// Lists answer for one compartment each, so a tenancy of a thousand compartments would take as many calls for each
/// type. Search answers for all of them at once, but only with what the caller may inspect: silence may be emptiness or
/// denial. So each type is listed in the root compartment, where what is allowed is allowed for all below. If that is
/// answered, the silence of search is emptiness, and only compartments that it names are listed. If it is denied, if
/// search does not hold the type, if search itself failed, or if a policy denies anyone to inspect (policies are read
/// before anything else), every compartment is listed.
#[derive(Debug, Default)]
pub(super) struct Index {
    /// The types that search holds, in small letters; none if it cannot be asked.
    types: BTreeSet<String>,
    /// By type in small letters.
    compartments: BTreeMap<String, BTreeSet<String>>,
    /// The ids of buckets by compartment and name, which their lists do not tell.
    buckets: BTreeMap<(String, String), String>,
}

impl Index {
    /// Asks search, and tells all that it finds: some types are known by it alone.
    pub(super) async fn read(ask: &Ask, region: &str, scope: &Scope, into: &Discovery) -> Index {
        let mut index = Index::default();
        let types = Question::get("query", "ListResourceTypes", "", region, "resourceTypes").list();
        let types = ask.all(&types).await;
        let query = json!({
            "type": "Structured", "query": "query all resources", "matchingContextType": "NONE",
        });
        let search = Question {
            body: Some(query),
            ..Question::get("query", "SearchResources", "", region, "resources").list()
        };
        let found = ask.all(&search).await;
        for item in &found.items {
            index.take(item);
            tell(item, scope, into);
        }
        let failed: Vec<_> = [types.failed, found.failed].into_iter().flatten().collect();
        if failed.is_empty() {
            let name = |one: &Value| Some(one.get("name")?.as_str()?.to_ascii_lowercase());
            index.types = types.items.iter().filter_map(name).collect();
        }
        for unknown in failed {
            into.hole(ask.hole(&ask.tenancy, region, unknown));
        }
        index
    }

    fn take(&mut self, item: &Value) {
        let text = |name: &str| item.get(name).and_then(Value::as_str).unwrap_or("");
        let native = text("resourceType").to_ascii_lowercase();
        let compartment = text("compartmentId").to_owned();
        if native == "bucket" {
            let key = (compartment.clone(), text("displayName").to_owned());
            self.buckets.insert(key, text("identifier").to_owned());
        }
        self.compartments.entry(native).or_default().insert(compartment);
    }

    /// The compartments that have resources of a list's type; `None` if search cannot tell.
    pub(super) fn compartments(&self, rule: &ListRule) -> Option<BTreeSet<&str>> {
        let names = || std::iter::once(&rule.native).chain(rule.also).map(|name| name.to_ascii_lowercase());
        if !names().any(|name| self.types.contains(&name)) {
            return None;
        }
        let held = names().filter_map(|name| self.compartments.get(&name));
        Some(held.flatten().map(String::as_str).collect())
    }

    pub(super) fn bucket(&self, compartment: &str, name: &str) -> Option<&str> {
        self.buckets.get(&(compartment.to_owned(), name.to_owned())).map(String::as_str)
    }
}

/// A summary of search as a description of the resource.
fn tell(item: &Value, scope: &Scope, into: &Discovery) {
    let text = |name: &str| item.get(name).and_then(Value::as_str).unwrap_or("");
    let Some(id) = Ocid::parse(text("identifier")) else { return };
    let native = types::native(text("resourceType"));
    let known = lists::all().find(|rule| rule.native == native);
    let wanted = match known {
        Some(rule) => scope.wants_service(rule.asked_as()),
        None => scope.services.is_empty(),
    };
    let global = known.is_some_and(ListRule::is_global);
    let compartment = text("compartmentId");
    // Compartments are told by their own list, which knows the way to each.
    if !wanted || native == "Compartment" || !scope.wants_scope(compartment) {
        return;
    }
    into.resource(Resource {
        cloud: Cloud::Oci,
        native_type: Arc::from(native.to_ascii_lowercase()),
        id: id.asset(),
        name: text("displayName").to_owned(),
        scope: compartment.to_owned(),
        region: if global { String::new() } else { id.region() },
        via: Arc::from("query:SearchResources"),
        payload: item.clone(),
        unknowns: Vec::new(),
        observed_at: 0,
    });
}
