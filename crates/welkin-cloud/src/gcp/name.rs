use std::borrow::Cow;

use welkin_model::estate::{AssetId, Handle, HandleKind};

/// A full resource name, `//service.googleapis.com/path` (<https://google.aip.dev/122#full-resource-names>), as Cloud
/// Asset Inventory spells it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Name<'a> {
    /// `aiplatform`
    pub(super) service: &'a str,
    /// `projects/p/locations/l/models/m`
    pub(super) path: Cow<'a, str>,
}

/// A longer text is no name.
const LONGEST: usize = 1_024;
const DOMAIN: &str = ".googleapis.com";

impl<'a> Name<'a> {
    /// A name that says its service: `//aiplatform.googleapis.com/…`, or the URL of a resource at its API.
    pub(super) fn full(text: &'a str) -> Option<Name<'a>> {
        if text.len() > LONGEST || text.contains(char::is_whitespace) {
            return None;
        }
        let (host, path) = match text.strip_prefix("//") {
            Some(rest) => rest.split_once('/')?,
            None => return Name::link(text.strip_prefix("https://")?),
        };
        Name::of(host.strip_suffix(DOMAIN)?, path)
    }

    /// `www.googleapis.com/compute/v1/projects/…`, `asia-southeast1-aiplatform.googleapis.com/v1/projects/…`
    fn link(text: &'a str) -> Option<Name<'a>> {
        let (host, path) = text.split_once('/')?;
        let label = host.strip_suffix(DOMAIN)?;
        let (service, path) = match label {
            "www" | "content" => path.split_once('/')?,
            // Regional hosts carry the region before the service or after it.
            label if label.contains('.') => (label.split('.').next()?, path),
            label => (label.rsplit('-').next()?, path),
        };
        let path = path.strip_prefix(service).and_then(|rest| rest.strip_prefix('/')).unwrap_or(path);
        let path = match path.split_once('/') {
            Some((version, rest)) if is_version(version) => rest,
            _ => path,
        };
        let path = match service {
            "storage" => path.strip_prefix("b/")?,
            _ if ROOTS.iter().any(|root| path.starts_with(root)) => path,
            _ => return None,
        };
        Name::of(service, path)
    }

    /// A relative name, whose service shows in its collections.
    pub(super) fn relative(text: &'a str) -> Option<Name<'a>> {
        if text.len() > LONGEST
            || text.ends_with('/')
            || text.contains(char::is_whitespace)
            || !(ROOTS.iter().any(|root| text.starts_with(root)) || text.starts_with("publishers/"))
        {
            return None;
        }
        Name::of(service_of(text)?, text)
    }

    fn of(service: &'a str, path: &'a str) -> Option<Name<'a>> {
        let path = path.trim_end_matches('/');
        let path = path.strip_prefix("v1/").unwrap_or(path);
        if service.is_empty() || path.is_empty() || path.contains("//") || path.contains(['*', '{', '?', '$'])
        {
            return None;
        }
        let path = match service {
            "storage" => {
                let bucket = path.strip_prefix("projects/_/buckets/").unwrap_or(path);
                Cow::Borrowed(bucket.split('/').next()?)
            }
            "aiplatform" => vertex(path),
            // A version of a secret is part of the secret.
            "secretmanager" => Cow::Borrowed(path.split("/versions/").next()?),
            "compute" if !is_asset_of_compute(path) => return None,
            _ => Cow::Borrowed(path),
        };
        Some(Name { service, path })
    }

    /// The project as the name has it: by id or by number.
    pub(super) fn project(&self) -> Option<&str> {
        self.path.strip_prefix("projects/")?.split('/').next()
    }

    /// Whether the inventory names the resource as this name does; for half of the services it has the project's number
    /// in its names, for the others the id, and the services take both.
    pub(super) fn is_as_in_inventory(&self) -> bool {
        if self.account().is_some() {
            return false;
        }
        match self.project() {
            None | Some("-") => true,
            Some(project) => is_number(project) == self.is_numbered(),
        }
    }

    /// The mail address of a service account, which the inventory names by a number.
    fn account(&self) -> Option<&str> {
        let (_, rest) = self.path.split_once("/serviceAccounts/").filter(|_| self.service == "iam")?;
        rest.split('/').next().filter(|account| account.contains('@'))
    }

    fn is_numbered(&self) -> bool {
        match self.service {
            "iam" => self.path.contains("/workloadIdentityPools/"),
            service => NUMBERED.contains(&service),
        }
    }

    pub(super) fn id(&self) -> AssetId {
        AssetId::new(self.to_string())
    }

    /// The name as a handle, for an asset that the inventory may call otherwise.
    pub(super) fn handle(&self) -> Handle {
        match self.account() {
            Some(account) => mail(account),
            None => Handle::new(HandleKind::Name, self.to_string()),
        }
    }

    /// The same with another spelling of the project.
    pub(super) fn in_project(&self, project: &str) -> Option<Name<'a>> {
        let own = self.project()?;
        let rest = self.path.strip_prefix("projects/")?.strip_prefix(own)?;
        Some(Name { service: self.service, path: Cow::Owned(format!("projects/{project}{rest}")) })
    }
}

impl std::fmt::Display for Name<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "//{}{DOMAIN}/{}", self.service, self.path)
    }
}

/// What relative names begin with.
const ROOTS: &[&str] = &[
    "projects/",
    "folders/",
    "organizations/",
    "accessPolicies/",
    "tagKeys/",
    "tagValues/",
    "transferJobs/",
];

/// Services whose names have the project's number in the inventory.
const NUMBERED: &[&str] =
    &["agentregistry", "aiplatform", "apikeys", "cloudresourcemanager", "discoveryengine", "secretmanager"];

pub(super) fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

fn is_version(segment: &str) -> bool {
    segment.strip_prefix('v').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
        || matches!(segment, "beta" | "alpha")
}

/// Models of publishers are the same in every project; a version of a model is part of the model.
fn vertex(path: &str) -> Cow<'_, str> {
    let path = match path.find("publishers/") {
        Some(at) => path.get(at..).unwrap_or(path),
        None => path,
    };
    let (before, last) = path.rsplit_once('/').unwrap_or(("", path));
    match last.split(['@', ':']).next() {
        Some(short) if short.len() < last.len() && !before.is_empty() => {
            Cow::Owned(format!("{before}/{short}"))
        }
        _ => Cow::Borrowed(path),
    }
}

/// Regions, zones and what Google itself offers in them are no assets of a customer.
fn is_asset_of_compute(path: &str) -> bool {
    let mut parts = path.split('/').skip(2);
    let collection = match (parts.next(), parts.next(), parts.next()) {
        (Some("global"), Some(collection), Some(_)) => collection,
        (Some("regions" | "zones"), Some(_), Some(collection)) => collection,
        _ => return false,
    };
    !matches!(collection, "machineTypes" | "acceleratorTypes" | "diskTypes" | "licenses" | "operations")
}

/// The service of a relative name.
fn service_of(path: &str) -> Option<&'static str> {
    let parts: Vec<&str> = path.split('/').collect();
    Some(match parts.as_slice() {
        ["organizations" | "folders" | "projects" | "tagKeys" | "tagValues", _] => "cloudresourcemanager",
        ["accessPolicies", ..] => "accesscontextmanager",
        ["transferJobs", _] => "storagetransfer",
        ["publishers", _, "models", _] => "aiplatform",
        ["projects", _, "global" | "regions" | "zones", ..] => "compute",
        ["projects" | "organizations", _, "locations", _, collection, _, ..] => located(collection)?,
        ["projects" | "organizations", _, "roles", _] => "iam",
        ["projects" | "organizations" | "folders", _, "sinks" | "logs", _] => "logging",
        ["projects" | "organizations" | "folders", _, "policies", _] => "orgpolicy",
        ["projects", _, collection, _, ..] => match *collection {
            "serviceAccounts" => "iam",
            "secrets" => "secretmanager",
            "topics" | "subscriptions" | "snapshots" => "pubsub",
            "datasets" => "bigquery",
            "managedZones" => "dns",
            "databases" => "firestore",
            _ => return None,
        },
        _ => return None,
    })
}

/// The service of a collection that stands in locations. Collections that several services have are left out.
fn located(collection: &str) -> Option<&'static str> {
    Some(match collection {
        "batchPredictionJobs"
        | "cachedContents"
        | "customJobs"
        | "dataLabelingJobs"
        | "datasets"
        | "deploymentResourcePools"
        | "endpoints"
        | "evaluationRuns"
        | "evaluationSets"
        | "featureGroups"
        | "featureOnlineStores"
        | "featurestores"
        | "hyperparameterTuningJobs"
        | "indexEndpoints"
        | "indexes"
        | "metadataStores"
        | "modelDeploymentMonitoringJobs"
        | "models"
        | "nasJobs"
        | "notebookExecutionJobs"
        | "notebookRuntimeTemplates"
        | "notebookRuntimes"
        | "persistentResources"
        | "pipelineJobs"
        | "publishers"
        | "ragCorpora"
        | "reasoningEngines"
        | "specialistPools"
        | "studies"
        | "tensorboards"
        | "trainingPipelines"
        | "tuningJobs" => "aiplatform",
        "keyRings" | "ekmConnections" => "cloudkms",
        "workloadIdentityPools" | "workforcePools" => "iam",
        "collections" => "discoveryengine",
        "templates" => "modelarmor",
        "clusters" => "container",
        "repositories" => "artifactregistry",
        "services" => "run",
        "functions" => "cloudfunctions",
        "connectors" => "vpcaccess",
        "secrets" => "secretmanager",
        "keys" => "apikeys",
        "agents" => "dialogflow",
        "buckets" => "logging",
        "mcpServers" => "agentregistry",
        _ => return None,
    })
}

/// Location, region or zone in a name; empty for what is global.
pub(super) fn location(path: &str) -> &str {
    let mut parts = path.split('/');
    while let Some(part) = parts.next() {
        if matches!(part, "locations" | "regions" | "zones") {
            return parts.next().filter(|location| *location != "global").unwrap_or("");
        }
    }
    ""
}

/// `bq://project.dataset.table`, of which the later parts may be missing.
pub(super) fn bigquery(text: &str) -> Option<AssetId> {
    let parts: Vec<&str> = text.strip_prefix("bq://")?.split('.').collect();
    let path = match parts.as_slice() {
        [project, dataset, table, ..] => format!("projects/{project}/datasets/{dataset}/tables/{table}"),
        [project, dataset] => format!("projects/{project}/datasets/{dataset}"),
        _ => return None,
    };
    Some(AssetId::new(format!("//bigquery{DOMAIN}/{path}")))
}

/// The repository that an image or a package is in: `location-docker.pkg.dev/project/repository/…`.
pub(super) fn repository(text: &str) -> Option<AssetId> {
    if text.len() > LONGEST || !text.contains(".pkg.dev/") {
        return None;
    }
    let (host, path) = text.strip_prefix("https://").unwrap_or(text).split_once(".pkg.dev/")?;
    let (location, _) = host.rsplit_once('-').filter(|(location, _)| !location.is_empty())?;
    let mut parts = path.split(['/', ':', '@']);
    let (project, name) = (parts.next()?, parts.next()?);
    let plain = |text: &str| {
        !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b))
    };
    let fine = [location, project, name].into_iter().all(plain);
    let path = format!("projects/{project}/locations/{location}/repositories/{name}");
    fine.then(|| AssetId::new(format!("//artifactregistry{DOMAIN}/{path}")))
}

/// The handle of a service account or a group by its mail address.
pub(super) fn mail(address: &str) -> Handle {
    Handle::new(HandleKind::Name, address.to_ascii_lowercase())
}

/// Whether a text is the mail address of a service account, own or Google's.
pub(super) fn is_service_account(text: &str) -> bool {
    text.len() < 256
        && text.ends_with("gserviceaccount.com")
        && text
            .split_once('@')
            .is_some_and(|(local, _)| !local.is_empty() && !local.contains([':', '/', ' ']))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn full(text: &str, expect: Option<&str>) {
        assert_eq!(Name::full(text).map(|name| name.to_string()).as_deref(), expect, "{text}");
    }

    fn relative(text: &str, expect: Option<&str>) {
        assert_eq!(Name::relative(text).map(|name| name.to_string()).as_deref(), expect, "{text}");
    }

    #[test]
    fn every_spelling_of_a_resource_is_one_name() {
        let network = Some("//compute.googleapis.com/projects/p/global/networks/n");
        full("//compute.googleapis.com/projects/p/global/networks/n", network);
        full("https://www.googleapis.com/compute/v1/projects/p/global/networks/n", network);
        full("https://compute.googleapis.com/compute/beta/projects/p/global/networks/n", network);
        relative("projects/p/global/networks/n", network);
        let endpoint = Some("//aiplatform.googleapis.com/projects/1/locations/l/endpoints/e");
        full("https://l-aiplatform.googleapis.com/v1/projects/1/locations/l/endpoints/e:predict", endpoint);
        relative("projects/1/locations/l/endpoints/e", endpoint);
        let model = Some("//aiplatform.googleapis.com/projects/1/locations/l/models/m");
        relative("projects/1/locations/l/models/m@3", model);
        let gemini = Some("//aiplatform.googleapis.com/publishers/google/models/gemini-2.5-flash");
        relative("projects/p/locations/l/publishers/google/models/gemini-2.5-flash", gemini);
        relative("publishers/google/models/gemini-2.5-flash", gemini);
        relative("publishers/google/models/gemini-2.5-flash:predict", gemini);
        let bucket = Some("//storage.googleapis.com/b");
        full("https://www.googleapis.com/storage/v1/b/b/o/x", bucket);
        full("//storage.googleapis.com/projects/_/buckets/b/objects/x", bucket);
        let key = Some("//cloudkms.googleapis.com/projects/p/locations/l/keyRings/r/cryptoKeys/k");
        relative("projects/p/locations/l/keyRings/r/cryptoKeys/k", key);
        let pool =
            Some("//iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/a/providers/b");
        full(
            "https://iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/a/providers/b",
            pool,
        );
        relative(
            "projects/p/secrets/s/versions/latest",
            Some("//secretmanager.googleapis.com/projects/p/secrets/s"),
        );
    }

    #[test]
    fn what_is_no_resource_has_no_name() {
        for text in [
            "https://www.googleapis.com/auth/cloud-platform",
            "https://www.googleapis.com/compute/v1/projects/p/zones/z",
            "https://www.googleapis.com/compute/v1/projects/p/zones/z/machineTypes/n2-standard-8",
            "https://example.com/projects/p/global/networks/n",
            "//example.com/projects/p",
            "//compute.googleapis.com/projects/p/global/networks/*",
            "https://run.googleapis.com/",
            "",
        ] {
            full(text, None);
        }
        for text in ["projects/p/locations/l/instances/i", "projects/", "models/m", "projects/p/x y"] {
            relative(text, None);
        }
    }

    #[test]
    fn the_inventory_has_numbers_for_some_services_and_ids_for_others() {
        let spelt = |text| Name::relative(text).unwrap().is_as_in_inventory();
        assert!(spelt("projects/p/global/networks/n"));
        assert!(!spelt("projects/123/global/networks/n"));
        assert!(spelt("projects/123/locations/l/models/m"));
        assert!(!spelt("projects/p/locations/l/models/m"));
        assert!(spelt("projects/123/locations/global/workloadIdentityPools/w"));
        assert!(spelt("projects/p/serviceAccounts/1"));
        assert!(spelt("folders/123"));
        let other = Name::relative("projects/123/global/networks/n").unwrap().in_project("p").unwrap();
        assert_eq!(other.to_string(), "//compute.googleapis.com/projects/p/global/networks/n");
    }

    #[test]
    fn mail_addresses_and_tables() {
        assert!(is_service_account("a@p.iam.gserviceaccount.com"));
        assert!(is_service_account("1-compute@developer.gserviceaccount.com"));
        assert!(!is_service_account("serviceAccount:a@p.iam.gserviceaccount.com"));
        assert!(!is_service_account("a@example.com"));
        let table = bigquery("bq://p.d.t").unwrap();
        assert_eq!(table.as_str(), "//bigquery.googleapis.com/projects/p/datasets/d/tables/t");
        assert_eq!(bigquery("bq://p"), None);
    }
}
