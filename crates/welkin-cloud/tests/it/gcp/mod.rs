//! Google Cloud as the range has it.

mod estate;
mod faults;
mod relations;

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::Request;
use url::Url;
use welkin_cloud::transport::{Endpoints, Transport, TransportOptions, Wire};
use welkin_cloud::{Discovery, Environment, Scope, clouds, discover};
use welkin_model::Cloud;
use welkin_model::estate::{Graph, GraphBuilder};
use welkin_range::sim::Bases;

use crate::wire::RangeWire;

const BASE: &str = "https://gcp.range";
const ML: &str = "//aiplatform.googleapis.com/projects/730011223344/locations/asia-southeast1";
const PROD: &str = "//aiplatform.googleapis.com/projects/845522119037/locations/asia-southeast1";

const WEAK: [&str; 14] = [
    "//storage.googleapis.com/tb-asia-reports",
    "//iam.googleapis.com/projects/730011223344/locations/global/workloadIdentityPools/github/providers/github",
    "//iam.googleapis.com/projects/tb-asia-ml/serviceAccounts/104857600123456789012",
    "//iam.googleapis.com/projects/tb-asia-prod/serviceAccounts/110000000000000000111/keys/c07a44be19d35f6281e0b9f7ac5d2e8136f4907b",
    "//notebooks.googleapis.com/projects/tb-asia-sandbox/locations/asia-southeast1-b/instances/wb-scratch",
    "//aiplatform.googleapis.com/projects/730011223344/locations/asia-southeast1/endpoints/5520193847561029384",
    "//compute.googleapis.com/projects/tb-asia-ml/global/firewalls/allow-ssh-anywhere",
    "//accesscontextmanager.googleapis.com/accessPolicies/845500112233/servicePerimeters/ml_perimeter",
    "//apikeys.googleapis.com/projects/912244886630/locations/global/keys/c41d9e70-2a6b-4f85-8c1e-90d3b7a5e2f4",
    "//secretmanager.googleapis.com/projects/730011223344/secrets/aws-legacy-export",
    "//storage.googleapis.com/tb-asia-training",
    "//aiplatform.googleapis.com/projects/845522119037/locations/asia-southeast1/reasoningEngines/2847561029384",
    "//container.googleapis.com/projects/tb-asia-ml/locations/asia-southeast1/clusters/research",
    "//logging.googleapis.com/projects/tb-asia-ml/sinks/security-lake",
];

/// What the inventory of the range does not have.
fn beside() -> Vec<String> {
    let ml = ["studies/7780900", "persistentResources/a100-pool", "notebookExecutionJobs/8890911"];
    let mut all: Vec<String> = ml.iter().map(|rest| format!("{ML}/{rest}")).collect();
    all.push(format!("{ML}/featureOnlineStores/risk/featureViews/customer"));
    let corpus = format!("{PROD}/ragCorpora/1938475610293");
    all.push(format!("{corpus}/ragFiles/5610293847"));
    all.push(format!("{corpus}/ragFiles/5610293848"));
    all.push(corpus);
    all.push("//cloudidentity.googleapis.com/groups/02bn6wsx1tbds".to_owned());
    all
}

struct Bank {
    wire: Arc<RangeWire>,
    folder: tempfile::TempDir,
}

impl Bank {
    fn new() -> Bank {
        let now = jiff::Timestamp::now().as_millisecond();
        let (wire, folder) = (Arc::new(RangeWire::new(now)), tempfile::tempdir().unwrap());
        Bank { wire, folder }
    }

    /// The variables of one of the principals, by the prefix that the range gives them.
    fn variables(&self, prefix: &str) -> Vec<(String, String)> {
        let folder = self.folder.path().display().to_string();
        let bases = Bases { plain: BASE.to_owned(), tls: BASE.to_owned(), ca_file: String::new(), folder };
        let access = self.wire.range.lock().unwrap().access(Cloud::Gcp, &bases);
        for file in &access.files {
            std::fs::write(self.folder.path().join(&file.name), &file.content).unwrap();
        }
        let key = format!("{prefix}GOOGLE_APPLICATION_CREDENTIALS");
        access
            .environment
            .into_iter()
            .filter_map(|(name, value)| match name {
                name if name == key => Some(("GOOGLE_APPLICATION_CREDENTIALS".to_owned(), value)),
                name if name.ends_with("GOOGLE_APPLICATION_CREDENTIALS") => None,
                name => Some((name, value)),
            })
            .collect()
    }

    async fn run(&self, variables: Vec<(String, String)>, scope: &Scope) -> (Graph, Arc<Transport>) {
        let (builder, transport) = self.gathered(variables, scope).await;
        (builder.finish(), transport)
    }

    async fn run_with(
        &self,
        variables: Vec<(String, String)>,
        options: TransportOptions,
    ) -> (Graph, Arc<Transport>) {
        let (builder, transport) = self.gathered_with(variables, &Scope::default(), options).await;
        (builder.finish(), transport)
    }

    async fn gathered(
        &self,
        variables: Vec<(String, String)>,
        scope: &Scope,
    ) -> (GraphBuilder, Arc<Transport>) {
        let options = TransportOptions {
            attempts: 2,
            failures: 2,
            backoff: Duration::from_millis(1),
            ..TransportOptions::default()
        };
        self.gathered_with(variables, scope, options).await
    }

    async fn gathered_with(
        &self,
        variables: Vec<(String, String)>,
        scope: &Scope,
        options: TransportOptions,
    ) -> (GraphBuilder, Arc<Transport>) {
        let environment = Environment::new(variables, None);
        let endpoints = Endpoints::default().with_all(Url::parse(BASE).ok());
        let wire: Arc<dyn Wire> = Arc::clone(&self.wire) as Arc<dyn Wire>;
        let transport = Arc::new(Transport::new(wire, options));
        let cloud = clouds(Cloud::Gcp, &environment, &endpoints, &transport).unwrap();
        let discovery = Discovery::new(self.wire.at);
        discover(&*cloud, scope, &discovery).await.unwrap();
        (discovery.into_builder(), transport)
    }

    /// Names of all assets that the inventory lists, asked for by the machine's own token.
    async fn listed(&self) -> BTreeSet<String> {
        let mut request = Request::new(Bytes::new());
        *request.uri_mut() =
            format!("{BASE}/computeMetadata/v1/instance/service-accounts/default/token").parse().unwrap();
        request.headers_mut().insert("metadata-flavor", "Google".parse().unwrap());
        let token = self.wire.send(request).await.unwrap().json().unwrap();
        let mut request = Request::new(Bytes::new());
        *request.uri_mut() =
            format!("{BASE}/cloudasset/v1/organizations/402917365518/assets?pageSize=1000").parse().unwrap();
        let bearer = format!("Bearer {}", token["access_token"].as_str().unwrap());
        request.headers_mut().insert("authorization", bearer.parse().unwrap());
        let answer = self.wire.send(request).await.unwrap().json().unwrap();
        let assets = answer["assets"].as_array().unwrap();
        assert!(answer["nextPageToken"].is_null());
        assets.iter().map(|asset| asset["name"].as_str().unwrap().to_owned()).collect()
    }
}

fn ids(graph: &Graph) -> BTreeSet<String> {
    graph.assets().iter().map(|asset| asset.id.to_string()).collect()
}
