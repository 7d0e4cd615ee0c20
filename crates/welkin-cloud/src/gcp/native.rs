use std::collections::BTreeSet;
use std::sync::Arc;

use futures::future::{BoxFuture, FutureExt as _};
use futures::stream::{self, StreamExt as _};
use serde_json::{Value, json};
use welkin_model::Cloud;
use welkin_model::estate::{AssetId, UnknownReason};

use super::ask::{Ask, Question, hole, text, unknown};
use super::inventory::{Sink, wants};
use super::list::{ListRule, Under, When};
use super::lists::LISTS;
use super::name::{Name, location};
use super::tree::Tree;
use crate::describe::Resource;

const SIDE_BY_SIDE: usize = 24;

/// One call of a list.
#[derive(Debug)]
struct Unit {
    rule: &'static ListRule,
    /// `projects/1/locations/l`
    parent: String,
}

/// Reads what the inventory lacks by the services' own calls: first the lists of projects and locations, then those that
/// need a resource.
pub(super) async fn read(ask: &Ask, tree: &Tree, whole: bool, sink: Sink<'_>) {
    let rules: Vec<&'static ListRule> = LISTS.iter().filter(|rule| is_wanted(rule, whole, sink)).collect();
    let places = places(ask, &rules, tree, whole, sink).await;
    let (ai, projects) = match sink.seen.lock() {
        Ok(seen) => (seen.ai.clone(), seen.projects.clone()),
        Err(_) => return,
    };
    let known = all_projects(tree);
    let (ai, projects) = if whole { (ai, projects) } else { (&ai | &known, &projects | &known) };
    let mut units = Vec::new();
    for rule in rules.iter().copied() {
        let mut add = |parent: String| units.push(Unit { rule, parent });
        match rule.under {
            Under::Vertex => places.iter().for_each(|place| add(place.clone())),
            Under::Project(rest) => {
                projects.iter().for_each(|project| add(format!("projects/{project}{rest}")));
                if rule.native == "iam.googleapis.com/PolicyV2" {
                    let above = tree.parents.iter().filter(|parent| !parent.starts_with("projects/"));
                    above.for_each(|parent| add(parent.clone()));
                }
            }
            Under::Ai(locations, rest) => {
                for project in &ai {
                    locations.iter().for_each(|at| add(format!("projects/{project}/locations/{at}{rest}")));
                }
            }
            Under::Item(_) => {}
        }
    }
    run(ask, units, sink).await;
    let mut units = Vec::new();
    for rule in rules {
        let Under::Item(parent) = rule.under else { continue };
        let parents = match sink.seen.lock() {
            Ok(seen) => seen.parents.get(parent).cloned().unwrap_or_default(),
            Err(_) => return,
        };
        units.extend(parents.into_iter().map(|parent| Unit { rule, parent }));
    }
    run(ask, units, sink).await;
}

fn is_wanted(rule: &ListRule, whole: bool, sink: Sink<'_>) -> bool {
    let missing = || sink.seen.lock().is_ok_and(|seen| !seen.types.contains(rule.native));
    let due = match rule.when {
        When::Always => true,
        When::Missing => missing(),
        When::Fallback => !whole,
    };
    due && sink.scope.wants_service(rule.service)
}

fn all_projects(tree: &Tree) -> BTreeSet<String> {
    let named = tree.parents.iter().filter_map(|parent| parent.strip_prefix("projects/"));
    let named: BTreeSet<String> = named.map(|project| tree.projects.number(project).to_owned()).collect();
    // What the scope names is all that is asked for.
    if tree.parents.iter().all(|parent| parent.starts_with("projects/")) {
        return named;
    }
    tree.projects.numbers().cloned().collect()
}

/// Projects and locations where Vertex AI is used: each location that has anything of it, in each project that uses it.
/// Where the inventory tells of none, all locations that the service offers.
async fn places(
    ask: &Ask,
    rules: &[&'static ListRule],
    tree: &Tree,
    whole: bool,
    sink: Sink<'_>,
) -> Vec<String> {
    if !rules.iter().any(|rule| rule.under == Under::Vertex) {
        return Vec::new();
    }
    let (mut projects, seen_locations) = match sink.seen.lock() {
        Ok(seen) => (seen.vertex.clone(), seen.locations.clone()),
        Err(_) => return Vec::new(),
    };
    if !whole {
        projects.extend(all_projects(tree));
    }
    let known: Vec<String> = match sink.scope.regions.is_empty() {
        false => sink.scope.regions.iter().cloned().collect(),
        true if whole => seen_locations.into_iter().collect(),
        true => Vec::new(),
    };
    let mut places = Vec::new();
    for project in projects {
        let locations = if known.is_empty() { offered(ask, &project, sink).await } else { known.clone() };
        places.extend(locations.iter().map(|location| format!("projects/{project}/locations/{location}")));
    }
    places
}

/// The locations that Vertex AI offers to a project.
async fn offered(ask: &Ask, project: &str, sink: Sink<'_>) -> Vec<String> {
    let scope = sink.projects.id(project);
    let question = Question {
        service: "aiplatform",
        operation: "ListLocations",
        permission: "aiplatform.locations.list",
        scope: scope.to_owned(),
        path: format!("v1/projects/{project}/locations"),
        parameters: vec![("pageSize", "100".to_owned())],
        ..Question::default()
    };
    let listed = ask.list(&question, "locations").await;
    if let Some(problem) = listed.problem {
        sink.into.hole(hole(scope, "", problem));
    }
    listed.items.iter().map(|item| text(item, "/locationId").to_owned()).filter(|id| !id.is_empty()).collect()
}

async fn run(ask: &Ask, units: Vec<Unit>, sink: Sink<'_>) {
    let work: Vec<BoxFuture<'_, ()>> = units.into_iter().map(|unit| one(ask, unit, sink).boxed()).collect();
    stream::iter(work).buffer_unordered(SIDE_BY_SIDE).collect::<()>().await;
}

async fn one(ask: &Ask, unit: Unit, sink: Sink<'_>) {
    let Unit { rule, parent } = unit;
    let project = parent.strip_prefix("projects/").and_then(|rest| rest.split('/').next()).unwrap_or("");
    let scope = if project.is_empty() { parent.as_str() } else { sink.projects.id(project) };
    let at = location(&parent).trim_matches('-');
    let path = rule.path.replace("{parent}", &parent).replace("{escaped}", &parent.replace('/', "%2F"));
    let mut parameters = Vec::new();
    if rule.size > 0 {
        parameters.push(("pageSize", rule.size.to_string()));
    }
    if rule.service == "storagetransfer" {
        parameters.push(("filter", json!({ "projectId": scope }).to_string()));
    }
    let question = Question {
        service: rule.service,
        operation: rule.operation,
        permission: rule.permission,
        scope: scope.to_owned(),
        location: at.to_owned(),
        path,
        parameters,
    };
    let listed = ask.list(&question, rule.field).await;
    if let Some(problem) = listed.problem {
        sink.into.hole(hole(scope, at, problem));
    }
    for item in listed.items {
        let Some(id) = id_of(rule, &parent, &item, sink) else {
            let unknown = unknown(&question, UnknownReason::Garbled, "an item of the list has no name");
            sink.into.hole(hole(scope, at, unknown));
            continue;
        };
        tell(rule, id, item, scope, project, sink);
    }
}

fn tell(rule: &ListRule, id: AssetId, item: Value, scope: &str, project: &str, sink: Sink<'_>) {
    let shown = text(&item, "/displayName");
    let last = id.as_str().rsplit('/').next().unwrap_or("");
    let resource = Resource {
        cloud: Cloud::Gcp,
        native_type: Arc::from(rule.native),
        name: if shown.is_empty() { last.to_owned() } else { shown.to_owned() },
        scope: scope.to_owned(),
        region: location(id.as_str()).to_owned(),
        via: Arc::from(rule.via()),
        payload: item,
        unknowns: Vec::new(),
        observed_at: 0,
        id,
    };
    if !wants(sink.scope, &resource) {
        return;
    }
    if let Ok(mut seen) = sink.seen.lock() {
        seen.resource(rule.native, resource.id.as_str(), project, &resource.payload);
    }
    sink.into.resource(resource);
}

/// The id as the inventory would have it.
fn id_of(rule: &ListRule, parent: &str, item: &Value, sink: Sink<'_>) -> Option<AssetId> {
    let name = text(item, "/name");
    if name.is_empty() {
        return None;
    }
    let (service, last) = (rule.service, name.rsplit('/').next()?);
    let full = match rule.native {
        "iam.googleapis.com/ServiceAccount" => {
            let project = sink.projects.id(parent.strip_prefix("projects/")?);
            format!("//iam.googleapis.com/projects/{project}/serviceAccounts/{}", text(item, "/uniqueId"))
        }
        "iam.googleapis.com/ServiceAccountKey" => format!("//iam.googleapis.com/{parent}/keys/{last}"),
        _ => format!("//{service}.googleapis.com/{name}"),
    };
    let Some(known) = Name::full(&full) else { return Some(AssetId::new(full)) };
    if known.is_as_in_inventory() {
        return Some(known.id());
    }
    let project = known.project()?;
    let other = match sink.projects.id(project) {
        same if same == project => sink.projects.number(project),
        id => id,
    };
    Some(known.in_project(other)?.id())
}
