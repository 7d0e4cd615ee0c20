use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::ask::text;
use super::list::Under;
use super::lists::LISTS;
use super::name::{Name, is_number, is_service_account, location};

/// What was seen of the estate while it was read: it decides what is asked for next.
#[derive(Debug, Default)]
pub(super) struct Seen {
    /// Asset types of which there is at least one.
    pub(super) types: BTreeSet<String>,
    /// Relative names of what other lists are called for, by type.
    pub(super) parents: BTreeMap<&'static str, BTreeSet<String>>,
    /// Projects, by number.
    pub(super) projects: BTreeSet<String>,
    /// Projects that use Vertex AI.
    pub(super) vertex: BTreeSet<String>,
    /// Projects that use AI of any kind.
    pub(super) ai: BTreeSet<String>,
    /// Locations where there is something of Vertex AI.
    pub(super) locations: BTreeSet<String>,
    /// Mail addresses of the service accounts and groups that were described.
    pub(super) described: BTreeSet<String>,
    /// Members of policies and groups: `user:…`, `group:…`, `serviceAccount:…`.
    pub(super) members: BTreeSet<String>,
}

/// More are not remembered; what stands behind them is still in the policies.
const MOST_MEMBERS: usize = 100_000;

const AI: &[&str] = &[
    "aiplatform",
    "notebooks",
    "discoveryengine",
    "dialogflow",
    "modelarmor",
    "agentregistry",
    "agentidentity",
];

impl Seen {
    /// Takes note of a resource that was described.
    pub(super) fn resource(&mut self, native: &str, id: &str, project: &str, data: &Value) {
        if !self.types.contains(native) {
            self.types.insert(native.to_owned());
        }
        let service = native.split('.').next().unwrap_or("");
        if !project.is_empty() {
            if !self.projects.contains(project) {
                self.projects.insert(project.to_owned());
            }
            if AI.contains(&service) || switched_on(native, id).is_some_and(|service| AI.contains(&service)) {
                self.ai.insert(project.to_owned());
            }
            if service == "aiplatform" || switched_on(native, id) == Some("aiplatform") {
                self.vertex.insert(project.to_owned());
            }
        }
        let Some(path) = id.strip_prefix("//").and_then(|name| name.split_once('/')).map(|(_, path)| path)
        else {
            return;
        };
        if service == "aiplatform" && !location(path).is_empty() {
            self.locations.insert(location(path).to_owned());
        }
        if let Some(parent) = parent_type(native) {
            self.parents.entry(parent).or_default().insert(path.to_owned());
        }
        let mail = text(data, "/email");
        if is_service_account(mail) {
            self.described.insert(mail.to_ascii_lowercase());
        }
    }

    /// Takes note of who stands in a policy.
    pub(super) fn policy(&mut self, policy: &Value) {
        for binding in policy.get("bindings").and_then(Value::as_array).into_iter().flatten() {
            for member in binding.get("members").and_then(Value::as_array).into_iter().flatten() {
                if let Some(member) = member.as_str() {
                    self.member(member);
                }
            }
        }
    }

    pub(super) fn member(&mut self, member: &str) {
        let known = ["user:", "group:", "serviceAccount:"].iter().any(|kind| member.starts_with(kind));
        if known && self.members.len() < MOST_MEMBERS && member.len() < 256 {
            self.members.insert(member.to_owned());
        }
    }
}

/// The type as the table of lists has it, if lists are called for its resources.
fn parent_type(native: &str) -> Option<&'static str> {
    LISTS.iter().find_map(|rule| match rule.under {
        Under::Item(parent) if parent == native => Some(parent),
        _ => None,
    })
}

/// The service that an asset of Service Usage switches on.
fn switched_on<'a>(native: &str, id: &'a str) -> Option<&'a str> {
    if native != "serviceusage.googleapis.com/Service" {
        return None;
    }
    id.rsplit('/').next()?.strip_suffix(".googleapis.com")
}

/// The ids of projects by their numbers, and back.
#[derive(Clone, Debug, Default)]
pub(super) struct Projects {
    by_number: BTreeMap<String, String>,
}

impl Projects {
    pub(super) fn add(&mut self, number: &str, id: &str) {
        if is_number(number) && !id.is_empty() {
            self.by_number.insert(number.to_owned(), id.to_owned());
        }
    }

    /// As people call it; the number where the id is not known.
    pub(super) fn id<'a>(&'a self, project: &'a str) -> &'a str {
        self.by_number.get(project).map_or(project, String::as_str)
    }

    pub(super) fn number<'a>(&'a self, project: &'a str) -> &'a str {
        let found = self.by_number.iter().find(|(_, id)| *id == project);
        found.map_or(project, |(number, _)| number.as_str())
    }

    pub(super) fn numbers(&self) -> impl Iterator<Item = &String> {
        self.by_number.keys()
    }
}

/// The project of an asset: its nearest ancestor if that is one, else the one in its name.
pub(super) fn project_of(asset: &Value) -> &str {
    let nearest = asset.pointer("/ancestors/0").and_then(Value::as_str).unwrap_or("");
    match nearest.strip_prefix("projects/") {
        Some(project) => project,
        None => Name::full(text(asset, "/name"))
            .and_then(|_| text(asset, "/name").split("/projects/").nth(1)?.split('/').next())
            .unwrap_or(""),
    }
}
