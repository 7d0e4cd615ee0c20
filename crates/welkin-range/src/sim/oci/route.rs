use super::catalogue::{Kind, kind_of};
use super::special::{SPECIALS, Special};
use crate::sim::{Method, Request};

/// A region of the realm `oc1`.
#[derive(Debug, Eq, PartialEq)]
pub(super) struct Region {
    pub(super) name: &'static str,
    pub(super) key: &'static str,
    /// Whether the tenancy has subscribed to it.
    pub(super) subscribed: bool,
}

/// The first is the home region: identity resources are written there alone.
pub(super) static REGIONS: [Region; 6] = [
    Region { name: "us-ashburn-1", key: "IAD", subscribed: true },
    Region { name: "us-phoenix-1", key: "PHX", subscribed: true },
    Region { name: "eu-frankfurt-1", key: "FRA", subscribed: true },
    Region { name: "uk-london-1", key: "LHR", subscribed: false },
    Region { name: "ap-tokyo-1", key: "NRT", subscribed: false },
    Region { name: "sa-saopaulo-1", key: "GRU", subscribed: false },
];

pub(super) static HOME: &Region = &REGIONS[0];

/// The services, by the first label of their hosts.
pub(super) const SERVICES: [&str; 25] = [
    "identity",
    "query",
    "datascience",
    "generativeai",
    "agent",
    "objectstorage",
    "iaas",
    "containerengine",
    "kms",
    "kms-management",
    "vaults",
    "secrets",
    "logging",
    "audit",
    "events",
    "notification",
    "database",
    "bastion",
    "cloudguard",
    "limits",
    "language",
    "vision",
    "document",
    "speech",
    "auth",
];

/// What a request is for.
#[derive(Debug)]
pub(super) struct Route {
    pub(super) region: &'static Region,
    pub(super) service: &'static str,
    /// Of a vault's own host: its label.
    pub(super) label: String,
    /// The path behind the version.
    pub(super) parts: Vec<String>,
    pub(super) step: Step,
    pub(super) name: String,
}

#[derive(Clone, Copy, Debug)]
pub(super) enum Step {
    List(&'static Kind),
    Create(&'static Kind),
    Get(&'static Kind),
    Update(&'static Kind),
    Delete(&'static Kind),
    Move(&'static Kind),
    Special(&'static Special),
    Unknown,
}

impl Route {
    pub(super) fn of(request: &Request) -> Route {
        let mut parts = request.segments();
        let region = match parts.first().and_then(|first| REGIONS.iter().find(|r| r.name == first)) {
            Some(region) => {
                parts.remove(0);
                region
            }
            None => HOME,
        };
        // The identity domain has a host of its own, and the domains client takes no path in its endpoint.
        let service = match parts.first().map(String::as_str) {
            Some("admin" | "oauth2") => "domain",
            Some("modeldeployment") => {
                parts.remove(0);
                "modeldeployment"
            }
            Some(first) => match SERVICES.iter().find(|service| **service == first) {
                Some(service) => {
                    parts.remove(0);
                    service
                }
                None => "",
            },
            None => "",
        };
        let mut label = String::new();
        if service == "kms-management" && parts.first().is_some_and(|first| !is_version(first)) {
            label = parts.remove(0);
        }
        let mut version = String::new();
        if service != "objectstorage" && parts.first().is_some_and(|first| is_version(first)) {
            version = parts.remove(0);
        }
        let step = step(service, &version, &request.method, &parts);
        let name = name(&step, &request.method);
        Route { region, service, label, parts, step, name }
    }

    /// The segment at a place behind the version, empty if there is none.
    pub(super) fn part(&self, at: usize) -> &str {
        self.parts.get(at).map_or("", String::as_str)
    }
}

fn is_version(segment: &str) -> bool {
    segment == "v1" || (segment.len() == 8 && segment.bytes().all(|byte| byte.is_ascii_digit()))
}

fn step(service: &str, version: &str, method: &Method, parts: &[String]) -> Step {
    let special = SPECIALS
        .iter()
        .find(|one| one.service == service && one.method == method.as_str() && fits(one.pattern, parts))
        .or_else(|| {
            SPECIALS
                .iter()
                .find(|one| one.service == "*" && one.method == method.as_str() && fits(one.pattern, parts))
        });
    if let Some(special) = special {
        return Step::Special(special);
    }
    let kind = parts.first().and_then(|collection| kind_of(service, collection));
    let Some(kind) = kind.filter(|kind| kind.version == version) else { return Step::Unknown };
    match (method.as_str(), parts) {
        _ if service == "objectstorage" => Step::Unknown,
        // Made by other operations, or by Oracle.
        ("POST" | "DELETE", _) if ["tenancies", "problems", "vnics"].contains(&kind.collection) => {
            Step::Unknown
        }
        ("PUT", _) if ["tenancies", "problems"].contains(&kind.collection) => Step::Unknown,
        ("GET", [_]) => Step::List(kind),
        ("POST", [_]) => Step::Create(kind),
        ("GET", [_, _]) => Step::Get(kind),
        ("PUT", [_, _]) => Step::Update(kind),
        ("DELETE", [_, _]) => Step::Delete(kind),
        ("POST", [_, _, actions, action]) if actions == "actions" && action == "changeCompartment" => {
            Step::Move(kind)
        }
        _ => Step::Unknown,
    }
}

/// `*` is one segment, `**` at the end one or more.
fn fits(pattern: &str, parts: &[String]) -> bool {
    let mut parts = parts.iter();
    for wanted in pattern.split('/') {
        match (wanted, parts.next()) {
            ("**", Some(_)) => return true,
            (_, None) => return false,
            ("*", Some(_)) => {}
            (wanted, Some(part)) if wanted == part => {}
            _ => return false,
        }
    }
    parts.next().is_none()
}

fn name(step: &Step, method: &Method) -> String {
    match step {
        Step::List(kind) => format!("List{}", kind.plural),
        Step::Create(kind) if kind.collection == "userGroupMemberships" => "AddUserToGroup".to_owned(),
        Step::Create(kind) => format!("Create{}", kind.noun),
        Step::Get(kind) => format!("Get{}", kind.noun),
        Step::Update(kind) => format!("Update{}", kind.noun),
        Step::Delete(kind) if kind.collection == "userGroupMemberships" => "RemoveUserFromGroup".to_owned(),
        Step::Delete(kind) if kind.collection == "instances" => "TerminateInstance".to_owned(),
        Step::Delete(kind) => format!("Delete{}", kind.noun),
        Step::Move(kind) => format!("Change{}Compartment", kind.noun),
        Step::Special(special) => special.name.to_owned(),
        Step::Unknown => method.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn route(method: Method, path: &str) -> Route {
        Route::of(&Request {
            method,
            path: path.to_owned(),
            query: String::new(),
            headers: http::HeaderMap::new(),
            body: Vec::new(),
        })
    }

    #[test]
    fn the_region_is_the_first_segment_or_the_home_region() {
        let near = route(Method::GET, "/datascience/20190101/models");
        let far = route(Method::GET, "/us-phoenix-1/datascience/20190101/models/ocid1.x");
        assert_eq!((near.name.as_str(), near.region.key), ("ListModels", "IAD"));
        assert_eq!((far.name.as_str(), far.region.key, far.part(1)), ("GetModel", "PHX", "ocid1.x"));
    }

    #[test]
    fn operations_have_the_names_that_logs_use() {
        for (method, path, name) in [
            (
                Method::POST,
                "/datascience/20190101/modelDeployments/x/actions/deactivate",
                "DeactivateModelDeployment",
            ),
            (Method::GET, "/objectstorage/n/technobank/b/archive/o/a/b", "GetObject"),
            (Method::POST, "/objectstorage/n/technobank/b/archive/p", "CreatePreauthenticatedRequest"),
            (Method::PUT, "/identity/20160918/users/x/capabilities", "UpdateUserCapabilities"),
            (Method::POST, "/kms-management/vlt/20180608/keys/x/actions/disable", "DisableKey"),
            (Method::POST, "/datascience/20190101/jobs/x/actions/changeCompartment", "ChangeJobCompartment"),
            (Method::GET, "/nothing/at/all", "GET"),
            (Method::GET, "/datascience/20180101/models", "GET"),
        ] {
            assert_eq!(route(method, path).name, name, "{path}");
        }
    }
}
