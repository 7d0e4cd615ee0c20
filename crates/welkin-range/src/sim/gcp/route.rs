//! From a request to what it asks for.

use http::Method;

use super::estate::Estate;
use super::kind::{self, Kind};
use super::kinds::KINDS;
use super::verbs::{self, VERBS};
use crate::sim::Request;

/// What a request asks for.
#[derive(Clone, Debug)]
pub(super) struct Action {
    pub(super) service: &'static str,
    /// As the audit log calls it.
    pub(super) method: String,
    /// Empty where no permission is needed.
    pub(super) permission: String,
    /// The full name of the resource that it is needed on.
    pub(super) key: String,
    pub(super) kind: Option<&'static Kind>,
    pub(super) verb: Verb,
    /// Whether it stands in the admin activity log, else in that of data access.
    pub(super) writes: bool,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Verb {
    Get,
    List,
    /// Of all zones or regions.
    Aggregated,
    Create,
    Update,
    Delete,
    GetPolicy,
    SetPolicy,
    TestPermissions,
    Locations,
    Operation,
    /// Predefined roles, which belong to nobody.
    Roles,
    /// Custom methods: the last part of the path.
    Custom(&'static str),
    /// A method of Cloud Asset Inventory.
    Inventory(&'static str),
    Unknown,
}

const METHODS: [Method; 5] = [Method::GET, Method::POST, Method::PUT, Method::PATCH, Method::DELETE];

/// Services without resources of their own.
const BARE: [&str; 4] = ["cloudasset", "iamcredentials", "sts", "oauth2"];

/// The action of an API request; `Verb::Unknown` where there is no such method.
pub(super) fn route(estate: &Estate, request: &Request) -> Action {
    let mut segments = request.segments();
    segments.truncate(64);
    let service = service(request, &mut segments);
    let mut verb = None;
    let plain = matches!(service, Some("storage" | "bigquery" | "compute" | "dns"));
    if !plain
        && let Some(last) = segments.last_mut()
        && let Some((name, custom)) = last.rsplit_once(':')
        && custom.bytes().all(|byte| byte.is_ascii_alphabetic())
    {
        verb = Some(custom.to_owned());
        *last = name.to_owned();
    }
    let router = Router { estate, request, service, segments, verb };
    router.inventory().or_else(|| router.custom()).or_else(|| router.standard()).unwrap_or_else(|| Action {
        service: service.unwrap_or(""),
        // Clients must not be able to make up names without end.
        method: format!(
            "{} {}",
            if METHODS.contains(&request.method) { request.method.as_str() } else { "OTHER" },
            service.unwrap_or("unknown")
        ),
        permission: String::new(),
        key: String::new(),
        kind: None,
        verb: Verb::Unknown,
        writes: false,
    })
}

/// The service, by the path's first segment or by the host, and the path without it and the version.
fn service(request: &Request, segments: &mut Vec<String>) -> Option<&'static str> {
    let named = |name: &str| {
        let all = KINDS.iter().map(|kind| kind.service).chain(BARE);
        all.into_iter().find(|service| *service == name)
    };
    let host = request.header("host");
    let of_host = host
        .split_once(".googleapis.com")
        .and_then(|(label, _)| named(label).or_else(|| named(label.rsplit('-').next().unwrap_or(label))));
    let service = segments.first().and_then(|first| named(first)).or(of_host);
    while segments.first().is_some_and(|first| {
        Some(first.as_str()) == service
            || is_version(first)
            || matches!(first.as_str(), "upload" | "download")
    }) {
        segments.remove(0);
    }
    service
}

fn is_version(segment: &str) -> bool {
    segment.strip_prefix('v').is_some_and(|rest| {
        rest.starts_with(|c: char| c.is_ascii_digit()) && rest.len() <= 8 && rest.is_ascii()
    })
}

struct Router<'a> {
    estate: &'a Estate,
    request: &'a Request,
    service: Option<&'static str>,
    segments: Vec<String>,
    verb: Option<String>,
}

impl Router<'_> {
    fn inventory(&self) -> Option<Action> {
        if self.service.is_some_and(|service| service != "cloudasset") {
            return None;
        }
        let (scope, last) = match (self.segments.as_slice(), self.verb.as_deref()) {
            ([kind, id, last], None) => ([kind, id], last.as_str()),
            ([kind, id, last], Some("batchGet")) if last == "effectiveIamPolicies" => {
                ([kind, id], last.as_str())
            }
            ([kind, id], Some(verb)) => ([kind, id], verb),
            _ => return None,
        };
        let (name, method, permission) = verbs::INVENTORY.iter().find(|(name, ..)| *name == last)?;
        let scope = format!("{}/{}", scope[0], self.estate.projects.number(scope[1]));
        Some(Action {
            service: "cloudasset",
            method: format!("google.cloud.asset.v1.AssetService.{method}"),
            permission: (*permission).to_owned(),
            key: format!("//cloudresourcemanager.googleapis.com/{scope}"),
            kind: None,
            verb: Verb::Inventory(name),
            writes: false,
        })
    }

    /// Methods beyond the five standard ones.
    fn custom(&self) -> Option<Action> {
        if let Some(verb) = self.verb.as_deref() {
            return self.named(verb, &self.segments);
        }
        // Compute Engine and Cloud Storage write them as one more segment.
        let (last, item) = self.segments.split_last()?;
        let plain = self.service.is_none_or(|service| matches!(service, "compute" | "storage"));
        if !plain || kind::of_item(self.service, &self.segments).is_some() {
            return None;
        }
        let storage = |verb: &str, item: &[String]| self.named(verb, item).filter(|a| a.service == "storage");
        match (last.as_str(), item.split_last()) {
            ("iam", _) if self.request.method == Method::GET => storage("getIamPolicy", item),
            ("iam", _) => storage("setIamPolicy", item),
            ("testPermissions", Some((iam, item))) if iam == "iam" => storage("testIamPermissions", item),
            (verb, _) => self.named(verb, item),
        }
    }

    fn named(&self, verb: &str, item: &[String]) -> Option<Action> {
        if let Some(action) = self.publisher_model(verb, item) {
            return Some(action);
        }
        // The credentials API acts on accounts that the IAM API keeps.
        let service = self.service.map(|service| if service == "iamcredentials" { "iam" } else { service });
        let kind = kind::of_item(service, item).or_else(|| kind::of_collection(service, item))?;
        let key = self.estate.key(kind, item);
        let policy = |verb, method: &str, permission: &str| Action {
            service: kind.service,
            method: match (kind.service, kind.rpc) {
                ("storage", rpc) => format!("storage.{permission}").replace("storage.", &format!("{rpc}.")),
                (_, "") => method.to_owned(),
                (_, rpc) if kind.noun.is_empty() => {
                    format!(
                        "{rpc}.{}{}",
                        method.get(..1).unwrap_or("").to_lowercase(),
                        method.get(1..).unwrap_or("")
                    )
                }
                (_, rpc) => format!("{rpc}.{method}"),
            },
            permission: if permission.is_empty() {
                String::new()
            } else {
                format!("{}.{permission}", kind.permission)
            },
            key: key.clone(),
            kind: Some(kind),
            verb,
            writes: verb == Verb::SetPolicy,
        };
        match verb {
            "getIamPolicy" => return Some(policy(Verb::GetPolicy, "GetIamPolicy", "getIamPolicy")),
            "setIamPolicy" => return Some(policy(Verb::SetPolicy, "SetIamPolicy", "setIamPolicy")),
            "testIamPermissions" => return Some(policy(Verb::TestPermissions, "TestIamPermissions", "")),
            _ => {}
        }
        let row = VERBS.iter().find(|row| {
            row.service == kind.service && row.collection == kind.collection() && row.verb == verb
        })?;
        Some(Action {
            service: if row.method.starts_with("GenerateAccessToken") {
                "iamcredentials"
            } else {
                kind.service
            },
            method: row.method.to_owned(),
            permission: row.permission.to_owned(),
            key,
            kind: Some(kind),
            verb: Verb::Custom(row.verb),
            writes: row.writes,
        })
    }

    /// Google's own models stand in every project.
    fn publisher_model(&self, verb: &str, item: &[String]) -> Option<Action> {
        let [projects, project, locations, location, publishers, publisher, models, model] = item else {
            return None;
        };
        let shape = [projects, locations, publishers, models].map(String::as_str);
        if shape != ["projects", "locations", "publishers", "models"] {
            return None;
        }
        let (verb, method) = match verb {
            "generateContent" => ("generateContent", "GenerateContent"),
            "predict" | "rawPredict" => ("predict", "Predict"),
            "countTokens" => ("countTokens", "CountTokens"),
            _ => return None,
        };
        let project = self.estate.projects.number(project);
        Some(Action {
            service: "aiplatform",
            method: format!("google.cloud.aiplatform.v1.PredictionService.{method}"),
            permission: "aiplatform.endpoints.predict".to_owned(),
            key: format!(
                "//aiplatform.googleapis.com/projects/{project}/locations/{location}/publishers/{publisher}/models/{model}"
            ),
            kind: None,
            verb: Verb::Custom(verb),
            writes: false,
        })
    }

    fn standard(&self) -> Option<Action> {
        if self.verb.is_some() {
            return None;
        }
        if let Some(action) = self.operations().or_else(|| self.aggregated()) {
            return Some(action);
        }
        let method = &self.request.method;
        if let Some(kind) = kind::of_item(self.service, &self.segments) {
            let (verb, name, permission) = match *method {
                Method::GET => (Verb::Get, "get", "get"),
                Method::PATCH | Method::PUT => (Verb::Update, "update", "update"),
                Method::DELETE => (Verb::Delete, "delete", "delete"),
                _ => return None,
            };
            return Some(self.on(kind, verb, name, permission, self.estate.key(kind, &self.segments)));
        }
        let kind = kind::of_collection(self.service, &self.segments)?;
        let (verb, name) = match *method {
            Method::GET => (Verb::List, "list"),
            Method::POST => (Verb::Create, "create"),
            _ => return None,
        };
        let (_, parent) = self.segments.split_last()?;
        Some(self.on(kind, verb, name, name, self.parent(kind, parent)))
    }

    /// Where a collection stands; the top-level ones name it in a parameter.
    fn parent(&self, kind: &Kind, parent: &[String]) -> String {
        let project = |name: &str| {
            let project = self.request.parameter(name).unwrap_or_default();
            format!(
                "//cloudresourcemanager.googleapis.com/projects/{}",
                self.estate.projects.number(&project)
            )
        };
        match (kind.service, kind.collection()) {
            ("storage", "b") => project("project"),
            ("storagetransfer", _) => {
                let filter: serde_json::Value =
                    serde_json::from_str(&self.request.parameter("filter").unwrap_or_default())
                        .unwrap_or_default();
                let body = self.request.json();
                let id = [&filter, &body]
                    .into_iter()
                    .flat_map(|value| {
                        ["projectId", "project_id"].map(|field| super::estate::text(value, field))
                    })
                    .find(|id| !id.is_empty())
                    .unwrap_or("");
                format!("//cloudresourcemanager.googleapis.com/projects/{}", self.estate.projects.number(id))
            }
            ("cloudresourcemanager" | "cloudidentity", _) | ("accesscontextmanager", "accessPolicies")
                if parent.is_empty() =>
            {
                let parent = self.request.parameter("parent").unwrap_or_default();
                let parent = super::names::relative(&parent).to_owned();
                let (outer, id) = parent.split_once('/').unwrap_or((&parent, ""));
                format!("//cloudresourcemanager.googleapis.com/{outer}/{}", self.estate.projects.number(id))
            }
            _ => self.estate.key(kind, parent),
        }
    }

    fn on(&self, kind: &'static Kind, verb: Verb, name: &str, permission: &str, key: String) -> Action {
        Action {
            service: kind.service,
            method: kind.method(name),
            permission: match kind.service {
                // Searching groups needs no IAM permission but a directory role, which readers of everything have.
                "cloudidentity" => format!("resourcemanager.organizations.{permission}"),
                _ => format!("{}.{permission}", kind.permission),
            },
            key: if kind.service == "cloudidentity" { ORGANIZATION.to_owned() } else { key },
            kind: Some(kind),
            verb,
            writes: matches!(verb, Verb::Create | Verb::Update | Verb::Delete),
        }
    }

    fn aggregated(&self) -> Option<Action> {
        let [projects, project, aggregated, collection] = self.segments.as_slice() else { return None };
        if projects != "projects" || aggregated != "aggregated" {
            return None;
        }
        let kind = KINDS.iter().find(|kind| kind.service == "compute" && kind.collection() == collection)?;
        let id = self.estate.projects.id(project);
        let mut action = self.on(
            kind,
            Verb::Aggregated,
            "aggregatedList",
            "list",
            format!("//compute.googleapis.com/projects/{id}"),
        );
        action.method = format!("{}.aggregatedList", kind.rpc);
        Some(action)
    }

    /// Locations of a project, and long-running operations.
    fn operations(&self) -> Option<Action> {
        let service = self.service.unwrap_or("aiplatform");
        let number = |project: &String| self.estate.projects.number(project);
        match self.segments.as_slice() {
            [roles, rest @ ..]
                if roles == "roles" && rest.len() < 2 && self.request.method == Method::GET =>
            {
                Some(Action {
                    service: "iam",
                    method: format!(
                        "google.iam.admin.v1.{}",
                        if rest.is_empty() { "ListRoles" } else { "GetRole" }
                    ),
                    // Everybody may read them.
                    permission: String::new(),
                    key: format!("//iam.googleapis.com/{}", self.segments.join("/")),
                    kind: None,
                    verb: Verb::Roles,
                    writes: false,
                })
            }
            [projects, project, locations]
                if projects == "projects"
                    && matches!(locations.as_str(), "locations" | "zones" | "regions")
                    && self.request.method == Method::GET =>
            {
                Some(Action {
                    service,
                    method: if service == "compute" {
                        format!("v1.compute.{locations}.list")
                    } else {
                        "google.cloud.location.Locations.ListLocations".to_owned()
                    },
                    permission: format!("{service}.{locations}.list"),
                    key: format!("//cloudresourcemanager.googleapis.com/projects/{}", number(project)),
                    kind: None,
                    verb: Verb::Locations,
                    writes: false,
                })
            }
            [.., operations, _] | [.., operations, _, _]
                if operations == "operations"
                    && (self.request.method == Method::GET
                        || self.segments.last().is_some_and(|s| s == "wait")) =>
            {
                Some(Action {
                    service,
                    method: if service == "compute" {
                        "v1.compute.operations.get".to_owned()
                    } else {
                        "google.longrunning.Operations.GetOperation".to_owned()
                    },
                    permission: format!("{service}.operations.get"),
                    key: match super::names::project(&self.segments.join("/")) {
                        "" => ORGANIZATION.to_owned(),
                        project => format!(
                            "//cloudresourcemanager.googleapis.com/projects/{}",
                            number(&project.to_owned())
                        ),
                    },
                    kind: None,
                    verb: Verb::Operation,
                    writes: false,
                })
            }
            _ => None,
        }
    }
}

/// TechnoBank's organisation.
pub(super) const ORGANIZATION: &str = "//cloudresourcemanager.googleapis.com/organizations/402917365518";
