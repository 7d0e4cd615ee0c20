use std::collections::BTreeSet;
use std::sync::Arc;

use futures::future;
use serde_json::Value;
use welkin_model::Cloud;
use welkin_model::estate::{AssetId, UnknownReason};

use super::ask::{Ask, Question, hole, text, unknown};
use super::name::is_number;
use super::seen::Projects;
use crate::describe::Resource;
use crate::discovery::{Discovery, Scope};

/// What the caller can see of the hierarchy, and where reading begins.
#[derive(Debug, Default)]
pub(super) struct Tree {
    /// `organizations/1`, `folders/2`, `projects/3`: what is read.
    pub(super) parents: Vec<String>,
    pub(super) projects: Projects,
    /// Directories of the organisations: `C03tb8x1q`.
    pub(super) directories: Vec<String>,
    /// Projects that are read one by one where an organisation or a folder may not be read as a whole.
    pub(super) one_by_one: Vec<String>,
}

/// The organisations and projects that the caller can see. What is read is what the scope names, else every organisation,
/// else every project, else the project that the environment names.
pub(super) async fn read(ask: &Ask, scope: &Scope, own: Option<&str>, into: &Discovery) -> Tree {
    let mut tree = Tree::default();
    let (organisations, projects) = future::join(
        ask.list(&search("SearchOrganizations", "resourcemanager.organizations.get"), "organizations"),
        ask.list(&search("SearchProjects", "resourcemanager.projects.get"), "projects"),
    )
    .await;
    for listed in [&organisations, &projects] {
        if let Some(problem) = &listed.problem {
            into.hole(hole("", "", problem.clone()));
        }
    }
    for organisation in &organisations.items {
        tree.directories.extend(directory(organisation));
    }
    for project in &projects.items {
        let number = text(project, "/name").trim_start_matches("projects/");
        tree.projects.add(number, text(project, "/projectId"));
    }
    if wants_hierarchy(scope) {
        tell(&organisations.items, "Organization", "cloudresourcemanager:SearchOrganizations", into);
        tell(&projects.items, "Project", "cloudresourcemanager:SearchProjects", into);
    }
    let names = |items: &[Value], wanted: fn(&Value) -> bool| -> BTreeSet<String> {
        let named = items.iter().filter(|item| wanted(item)).map(|item| text(item, "/name").to_owned());
        named.filter(|name| !name.is_empty()).collect()
    };
    let mut live = names(&projects.items, is_live);
    live.extend(own.map(|project| format!("projects/{}", tree.projects.number(project))));
    tree.one_by_one = live.iter().cloned().collect();
    let mut parents: BTreeSet<String> = scope.scopes.iter().map(|scope| container(scope)).collect();
    if parents.is_empty() {
        parents = names(&organisations.items, is_live);
    }
    if parents.is_empty() {
        parents = live;
    }
    if parents.is_empty() {
        let question = search("SearchProjects", "resourcemanager.projects.get");
        let detail = "no organisation and no project can be seen, and GOOGLE_CLOUD_PROJECT names none";
        let unknown = unknown(&question, UnknownReason::Denied, detail);
        into.hole(hole("", "", unknown));
    }
    tree.parents = parents.into_iter().collect();
    tree
}

fn search(operation: &'static str, permission: &'static str) -> Question {
    let path = if operation == "SearchProjects" { "v3/projects:search" } else { "v3/organizations:search" };
    Question {
        service: "cloudresourcemanager",
        operation,
        permission,
        path: path.to_owned(),
        parameters: vec![("pageSize", "300".to_owned())],
        ..Question::default()
    }
}

/// `organizations/1`, `folders/2` and `projects/p` as they are; anything else is a project.
fn container(scope: &str) -> String {
    let named = ["organizations/", "folders/", "projects/"].iter().any(|kind| scope.starts_with(kind));
    if named { scope.to_owned() } else { format!("projects/{scope}") }
}

fn directory(organisation: &Value) -> Option<String> {
    let id =
        ["/directoryCustomerId", "/owner/directoryCustomerId"].iter().map(|field| text(organisation, field));
    id.into_iter().find(|id| !id.is_empty()).map(str::to_owned)
}

/// What is to be deleted can be seen and not be read.
fn is_live(item: &Value) -> bool {
    matches!(text(item, "/state"), "" | "ACTIVE")
}

fn wants_hierarchy(scope: &Scope) -> bool {
    scope.scopes.is_empty() && scope.wants_service("cloudresourcemanager")
}

fn tell(items: &[Value], kind: &str, via: &str, into: &Discovery) {
    for item in items {
        let name = text(item, "/name");
        if name.is_empty() {
            continue;
        }
        let number = name.rsplit('/').next().unwrap_or(name);
        let id = text(item, "/projectId");
        let shown = [text(item, "/displayName"), id, number].into_iter().find(|name| !name.is_empty());
        into.resource(Resource {
            cloud: Cloud::Gcp,
            native_type: Arc::from(format!("cloudresourcemanager.googleapis.com/{kind}")),
            id: AssetId::new(format!("//cloudresourcemanager.googleapis.com/{name}")),
            name: shown.unwrap_or(name).to_owned(),
            scope: if is_number(number) && id.is_empty() { name.to_owned() } else { id.to_owned() },
            region: String::new(),
            via: Arc::from(via),
            payload: item.clone(),
            unknowns: Vec::new(),
            observed_at: 0,
        });
    }
}
