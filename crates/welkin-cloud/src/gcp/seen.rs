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
    /// Services that are switched on, with the project; empty where the inventory does not tell.
    pub(super) switched_on: BTreeSet<(String, String)>,
    /// Locations where there is something of Vertex AI.
    pub(super) locations: BTreeSet<String>,
    /// Mail addresses of the service accounts and groups that were described.
    pub(super) described: BTreeSet<String>,
    /// Members of policies and groups: `user:…`, `group:…`, `serviceAccount:…`, `principal:…/subject/…`.
    pub(super) members: BTreeSet<String>,
    /// The issuers that pools of outside identities trust, by the pool's full name.
    pub(super) issuers: BTreeMap<String, BTreeSet<String>>,
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
            let on = switched_on(native, id).filter(|_| text(data, "/state") != "DISABLED");
            for service in [Some(service), on].into_iter().flatten() {
                if AI.contains(&service) {
                    self.ai.insert(project.to_owned());
                }
                if service == "aiplatform" {
                    self.vertex.insert(project.to_owned());
                }
            }
            if let Some(service) = on {
                self.switched_on.insert((project.to_owned(), service.to_owned()));
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
        let issuer = text(data, "/oidc/issuerUri");
        if let Some((pool, _)) = id.split_once("/providers/").filter(|_| !issuer.is_empty()) {
            self.issuers.entry(pool.to_owned()).or_default().insert(issuer.to_owned());
        }
        let mail = text(data, "/email");
        if is_service_account(mail) {
            self.described.insert(mail.to_ascii_lowercase());
        }
    }

    /// Whether a project can have resources of a service: what is switched off answers nothing.
    pub(super) fn may_have(&self, project: &str, service: &str) -> bool {
        self.switched_on.is_empty()
            || project.is_empty()
            || self.switched_on.contains(&(project.to_owned(), service.to_owned()))
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
        let by_mail = ["user:", "group:", "serviceAccount:"].iter().any(|kind| member.starts_with(kind));
        let by_subject = member.starts_with("principal:")
            && member.contains("/workloadIdentityPools/")
            && member.contains("/subject/");
        if (by_mail || by_subject) && self.members.len() < MOST_MEMBERS && member.len() < 1_024 {
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

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn services_that_are_switched_off_are_not_asked() {
        let mut seen = Seen::default();
        assert!(seen.may_have("1", "apikeys"));
        let id = |service: &str| {
            format!("//serviceusage.googleapis.com/projects/1/services/{service}.googleapis.com")
        };
        let native = "serviceusage.googleapis.com/Service";
        seen.resource(native, &id("aiplatform"), "1", &json!({"state": "ENABLED"}));
        seen.resource(native, &id("apikeys"), "1", &json!({"state": "DISABLED"}));
        assert!(seen.may_have("1", "aiplatform") && !seen.may_have("1", "apikeys"));
        assert!(!seen.may_have("2", "aiplatform") && seen.may_have("", "iam"));
        assert_eq!(seen.vertex, BTreeSet::from(["1".to_owned()]));
    }

    #[test]
    fn projects_are_known_by_number_and_id() {
        let mut projects = Projects::default();
        projects.add("730", "ml");
        projects.add("not-a-number", "x");
        assert_eq!((projects.id("730"), projects.number("ml")), ("ml", "730"));
        assert_eq!((projects.id("7"), projects.number("y")), ("7", "y"));
        let asset = json!({"name": "//compute.googleapis.com/projects/p/global/networks/n"});
        assert_eq!(project_of(&asset), "p");
        let asset = json!({"name": "//storage.googleapis.com/b", "ancestors": ["projects/730"]});
        assert_eq!(project_of(&asset), "730");
    }
}
