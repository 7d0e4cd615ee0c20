//! Google Cloud as the range has it.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::Request;
use url::Url;
use welkin_cloud::transport::{Endpoints, Transport, TransportOptions, Wire};
use welkin_cloud::{Discovery, Environment, Scope, clouds, discover};
use welkin_model::Cloud;
use welkin_model::estate::{
    Asset, AssetId, AssetKind, Described, EdgeKind, Fact, Graph, GraphBuilder, Handle, HandleKind,
    UnknownReason,
};
use welkin_range::sim::{Bases, FaultRule};

use crate::wire::RangeWire;

const BASE: &str = "http://gcp.range";
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

    async fn gathered(
        &self,
        variables: Vec<(String, String)>,
        scope: &Scope,
    ) -> (GraphBuilder, Arc<Transport>) {
        let environment = Environment::new(variables, None);
        let endpoints = Endpoints::default().with_all(Url::parse(BASE).ok());
        let wire: Arc<dyn Wire> = Arc::clone(&self.wire) as Arc<dyn Wire>;
        let options = TransportOptions {
            attempts: 2,
            failures: 2,
            backoff: Duration::from_millis(1),
            ..TransportOptions::default()
        };
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

fn edge(graph: &Graph, from: &str, kind: EdgeKind, to: &str) -> bool {
    graph
        .node(from)
        .is_some_and(|node| graph.edges_from(node).any(|edge| edge.kind == kind && edge.to.as_str() == to))
}

fn fact<'g>(graph: &'g Graph, id: &str, fact: Fact) -> Option<&'g str> {
    graph.asset(id).unwrap_or_else(|| panic!("{id}")).fact(fact)
}

#[tokio::test(start_paused = true)]
async fn the_whole_estate_is_found_without_a_hole() {
    let bank = Bank::new();
    let expected = bank.listed().await;
    let (graph, transport) = bank.run(bank.variables(""), &Scope::default()).await;
    assert_eq!(graph.holes(), []);
    let partly: Vec<_> = graph.assets().iter().filter(|asset| !asset.unknowns.is_empty()).collect();
    assert!(partly.is_empty(), "{partly:?}");
    let found = ids(&graph);
    let missing: Vec<_> =
        expected.iter().chain(&beside()).filter(|id| !found.contains(*id)).cloned().collect();
    assert!(missing.is_empty(), "{missing:#?}");
    for weak in WEAK {
        assert!(found.contains(weak), "{weak}");
    }
    println!("{} assets, {} edges, {:?}", found.len(), graph.edge_count(), transport.observer().total());
    assert!(transport.observer().total().calls < 100);
}

/// An asset of another cloud, of which only the names matter.
fn elsewhere(cloud: Cloud, id: &str, kind: AssetKind, provides: &[Handle]) -> Described {
    let asset = Asset {
        id: AssetId::new(id),
        kind,
        cloud,
        native_type: "elsewhere".into(),
        name: id.to_owned(),
        scope: "".into(),
        region: "".into(),
        labels: Vec::new(),
        facts: Vec::new(),
        unknowns: Vec::new(),
        observed_at: 1,
        views: Vec::new(),
    };
    Described {
        asset,
        via: "elsewhere".into(),
        payload: "{}".to_owned(),
        links: Vec::new(),
        provides: provides.to_vec(),
    }
}

fn account(id: &str) -> String {
    format!("//iam.googleapis.com/projects/{id}")
}

#[tokio::test(start_paused = true)]
async fn what_crosses_clouds_meets() {
    let bank = Bank::new();
    let (mut builder, _) = bank.gathered(bank.variables(""), &Scope::default()).await;
    let digest = "sha256:5f1c8f3c0f3f1bb0e7d0f8a45ac9f2c3f6b5a5c1d7e94b2a60d8c3e1f7a9b042";
    let others = [
        (
            Cloud::Azure,
            "tenant",
            AssetKind::Federation,
            Handle::issuer("https://sts.windows.net/7a1c9e52-3b64-4d0f-9a27-5e8c1f60b3d4/"),
        ),
        (Cloud::Aws, "package", AssetKind::Model, Handle::new(HandleKind::Digest, digest.get(..70).unwrap())),
        (Cloud::Aws, "vpn", AssetKind::VpnTunnel, Handle::new(HandleKind::Address, "192.0.2.11")),
        (
            Cloud::Aws,
            "access-key",
            AssetKind::Credential,
            Handle::new(HandleKind::CredentialId, "AKIAIOSFODNN7EXPORT1"),
        ),
        (
            Cloud::Ibm,
            "key",
            AssetKind::Key,
            Handle::new(
                HandleKind::KeyUri,
                "https://eu-de.kms.cloud.ibm.com/api/v2/keys/7c1f3f6a-2f0e-4f3c-9d55-0a6b8d1e42c7",
            ),
        ),
    ];
    for (cloud, id, kind, handle) in others {
        builder.add(elsewhere(cloud, id, kind, &[handle]));
    }
    let mut role = elsewhere(Cloud::Aws, "role", AssetKind::Role, &[]);
    let subject = Handle::new(HandleKind::Subject, "accounts.google.com|104857600123456789012");
    role.links.push(welkin_model::estate::Link::from_handle(EdgeKind::CanAssume, subject, "trust"));
    let gateway = Handle::new(HandleKind::Address, "192.0.2.31");
    role.links.push(welkin_model::estate::Link::to_handle(EdgeKind::PeersWith, gateway, "vpn"));
    let front = Handle::host("fraud.inference.technobank.example");
    role.links.push(welkin_model::estate::Link::to_handle(EdgeKind::Uses, front, "host"));
    builder.add(role);
    let graph = builder.finish();
    let compute = "//compute.googleapis.com/projects/tb-asia-prod";
    let region = format!("{compute}/regions/asia-southeast1");
    let pools = "//iam.googleapis.com/projects/730011223344/locations/global/workloadIdentityPools";
    let deployer = account("tb-asia-ml/serviceAccounts/104857600123456789012");
    let external = "//cloudkms.googleapis.com/projects/tb-asia-security/locations/asia-southeast1/keyRings/ai/cryptoKeys/customer-data-external";
    let secret = "//secretmanager.googleapis.com/projects/730011223344/secrets/aws-legacy-export";
    let job = "//storagetransfer.googleapis.com/transferJobs/nightly-model-copy";
    let (fraud, credit) = (format!("{ML}/models/6120394857201934"), format!("{ML}/models/3391028475610293"));
    let entra = format!("{pools}/entra/providers/entra");
    for (from, kind, to) in [
        (entra.as_str(), EdgeKind::Trusts, "tenant"),
        ("tenant", EdgeKind::CanAssume, &entra),
        (&entra, EdgeKind::CanAssume, &format!("{pools}/entra")),
        (
            &format!("{pools}/entra"),
            EdgeKind::CanAssume,
            &account("tb-asia-ml/serviceAccounts/110000000000000000105"),
        ),
        (&format!("{pools}/github"), EdgeKind::CanAssume, &deployer),
        (&deployer, EdgeKind::CanAssume, "role"),
        (&fraud, EdgeKind::SameArtifact, "package"),
        (&fraud, EdgeKind::DeployedFrom, "arn:aws:s3:::technobank-models-us"),
        (&credit, EdgeKind::TrainedFrom, "arn:aws:s3:::technobank-training-us"),
        (job, EdgeKind::Reads, "arn:aws:s3:::technobank-models-us"),
        (job, EdgeKind::CanAssume, "arn:aws:iam::444455556666:role/gcp-model-deployer"),
        (job, EdgeKind::Writes, "//storage.googleapis.com/tb-asia-models"),
        ("access-key", EdgeKind::StoredIn, secret),
        (external, EdgeKind::KeptBy, "key"),
        (&format!("{region}/vpnTunnels/to-aws"), EdgeKind::PeersWith, "vpn"),
        (&format!("{compute}/global/externalVpnGateways/aws-us"), EdgeKind::PeersWith, "vpn"),
        ("role", EdgeKind::PeersWith, &format!("{region}/vpnGateways/asia")),
        ("role", EdgeKind::Uses, &format!("{region}/serviceAttachments/fraud-inference")),
    ] {
        assert!(edge(&graph, from, kind, to), "{from} {kind} {to}");
    }
}

#[tokio::test(start_paused = true)]
async fn relations_and_facts_within_the_cloud_are_told() {
    let bank = Bank::new();
    let (graph, _) = bank.run(bank.variables(""), &Scope::default()).await;
    let project = |number: &str| format!("//cloudresourcemanager.googleapis.com/projects/{number}");
    let (network, ml_network) = (
        "//compute.googleapis.com/projects/tb-asia-prod/global/networks/vpc-asia",
        "//compute.googleapis.com/projects/tb-asia-ml/global/networks/vpc-ml",
    );
    let key = "//cloudkms.googleapis.com/projects/tb-asia-security/locations/asia-southeast1/keyRings/ai/cryptoKeys/models";
    let training = account("tb-asia-ml/serviceAccounts/110000000000000000105");
    let agent_account = account("tb-asia-prod/serviceAccounts/110000000000000000109");
    let agent = format!("{PROD}/reasoningEngines/2847561029384");
    let data_science = "//cloudidentity.googleapis.com/groups/02bn6wsx1tbds";
    let gpu = "//compute.googleapis.com/projects/tb-asia-ml/zones/asia-southeast1-b/instances/gpu-train-1";
    let open = "//compute.googleapis.com/projects/tb-asia-ml/global/firewalls/allow-ssh-anywhere";
    let corpus = format!("{PROD}/ragCorpora/1938475610293");
    let fraud = format!("{ML}/endpoints/5520193847561029384");
    let collection = "//discoveryengine.googleapis.com/projects/845522119037/locations/global/collections/default_collection";
    for (from, kind, to) in [
        (fraud.as_str(), EdgeKind::DeployedFrom, format!("{ML}/models/6120394857201934").as_str()),
        (&format!("{PROD}/endpoints/7741029385610293847"), EdgeKind::AttachedTo, network),
        (&format!("{PROD}/models/8820193746501928"), EdgeKind::EncryptedBy, key),
        (&format!("{ML}/customJobs/9910293847561"), EdgeKind::RunsAs, &training),
        (&format!("{ML}/customJobs/9910293847561"), EdgeKind::AttachedTo, ml_network),
        (
            &format!("{ML}/trainingPipelines/2230495"),
            EdgeKind::TrainedFrom,
            &format!("{ML}/datasets/7710029384"),
        ),
        (
            &format!("{ML}/tuningJobs/4450697"),
            EdgeKind::TrainedFrom,
            "//storage.googleapis.com/tb-asia-training",
        ),
        (&agent, EdgeKind::RunsAs, &agent_account),
        (&agent_account, EdgeKind::Writes, &project("845522119037")),
        (
            &agent,
            EdgeKind::Uses,
            "//compute.googleapis.com/projects/tb-asia-prod/regions/asia-southeast1/serviceAttachments/fraud-inference",
        ),
        (
            &agent_account,
            EdgeKind::CanInvoke,
            "//run.googleapis.com/projects/tb-asia-prod/locations/asia-southeast1/services/mcp-accounts",
        ),
        (
            data_science,
            EdgeKind::Reads,
            "//secretmanager.googleapis.com/projects/730011223344/secrets/aws-legacy-export",
        ),
        (data_science, EdgeKind::Writes, "//storage.googleapis.com/tb-asia-training"),
        (data_science, EdgeKind::CanAssume, &training),
        ("user:eiko.tanaka@technobank.example", EdgeKind::MemberOf, data_science),
        (gpu, EdgeKind::GuardedBy, open),
        (ml_network, EdgeKind::GuardedBy, open),
        (gpu, EdgeKind::RunsAs, &training),
        (network, EdgeKind::PeersWith, ml_network),
        (&corpus, EdgeKind::Contains, &format!("{corpus}/ragFiles/5610293847")),
        (
            &format!("{corpus}/ragFiles/5610293847"),
            EdgeKind::Reads,
            "//storage.googleapis.com/tb-asia-handbook",
        ),
        (&corpus, EdgeKind::Uses, &format!("{PROD}/indexes/3847561029")),
        (
            &format!("{collection}/engines/staff-search"),
            EdgeKind::Uses,
            &format!("{collection}/dataStores/staff-documents"),
        ),
        (&project("730011223344"), EdgeKind::Contains, "//storage.googleapis.com/tb-asia-models"),
        (
            "//cloudresourcemanager.googleapis.com/folders/210034455667",
            EdgeKind::Contains,
            &project("730011223344"),
        ),
        (
            "//cloudresourcemanager.googleapis.com/organizations/402917365518",
            EdgeKind::Contains,
            "//cloudresourcemanager.googleapis.com/folders/210034455667",
        ),
        (
            &project("501266778812"),
            EdgeKind::GovernedBy,
            "//accesscontextmanager.googleapis.com/accessPolicies/845500112233/servicePerimeters/security_perimeter",
        ),
        (
            "//cloudresourcemanager.googleapis.com/folders/210034455667",
            EdgeKind::GovernedBy,
            "//orgpolicy.googleapis.com/folders/210034455667/policies/vertexai.allowedModels",
        ),
        (
            "//logging.googleapis.com/projects/tb-asia-ml/sinks/security-lake",
            EdgeKind::LogsTo,
            "//storage.googleapis.com/tb-asia-evidence",
        ),
        (
            "//container.googleapis.com/projects/tb-asia-prod/locations/asia-southeast1/clusters/inference-asia",
            EdgeKind::AttachedTo,
            network,
        ),
    ] {
        assert!(edge(&graph, from, kind, to), "{from} {kind} {to}");
    }
    for (id, told, value) in [
        ("//storage.googleapis.com/tb-asia-reports", Fact::Public, "yes"),
        ("//storage.googleapis.com/tb-asia-reports", Fact::Encryption, "provider_key"),
        ("//storage.googleapis.com/tb-asia-models", Fact::Public, "no"),
        ("//storage.googleapis.com/tb-asia-models", Fact::Versioned, "yes"),
        ("//storage.googleapis.com/tb-asia-models", Fact::Encryption, "customer_key"),
        ("//storage.googleapis.com/tb-asia-models", Fact::DataClass, "restricted"),
        ("//storage.googleapis.com/tb-asia-training", Fact::Versioned, "no"),
        ("//storage.googleapis.com/tb-asia-evidence", Fact::Retained, "yes"),
        (&fraud, Fact::Public, "yes"),
        (&fraud, Fact::Logged, "no"),
        (&fraud, Fact::Encryption, "provider_key"),
        (&fraud, Fact::Accelerator, "NVIDIA_L4"),
        (&format!("{PROD}/endpoints/7741029385610293847"), Fact::Public, "no"),
        (&format!("{PROD}/endpoints/7741029385610293847"), Fact::Logged, "yes"),
        (open, Fact::Public, "yes"),
        ("//compute.googleapis.com/projects/tb-asia-ml/global/firewalls/allow-iap-ssh", Fact::Public, "no"),
        (gpu, Fact::Public, "yes"),
        (WEAK[4], Fact::Public, "yes"),
        (WEAK[4], Fact::Privileged, "yes"),
        (WEAK[7], Fact::State, "DRY_RUN"),
        (WEAK[12], Fact::Public, "yes"),
        (WEAK[12], Fact::LocalAuth, "yes"),
        (WEAK[3], Fact::Created, "2023-02-14T09:00:00.000Z"),
        (
            &format!("{ML}/models/6120394857201934"),
            Fact::Artifact,
            "gs://tb-asia-models/fraud/6120394857201934",
        ),
        (&format!("{ML}/customJobs/9910293847562"), Fact::Privileged, "yes"),
    ] {
        assert_eq!(fact(&graph, id, told), Some(value), "{id} {told}");
    }
    let kinds: BTreeSet<_> = graph.assets().iter().map(|asset| asset.kind).collect();
    assert!(kinds.len() > 35, "{kinds:?}");
}

#[tokio::test(start_paused = true)]
async fn who_may_see_little_is_told_what_is_missing() {
    let bank = Bank::new();
    let (graph, _) = bank.run(bank.variables("WELKIN_RESTRICTED_"), &Scope::default()).await;
    let denied: BTreeSet<_> = graph
        .holes()
        .iter()
        .filter(|hole| hole.unknown.reason == UnknownReason::Denied)
        .filter_map(|hole| hole.unknown.permission.clone())
        .collect();
    assert!(denied.contains("cloudasset.assets.listResource"), "{:?}", graph.holes());
    // What may be read is read by the service's own lists.
    assert!(ids(&graph).contains(&format!("{PROD}/endpoints/7741029385610293847")), "{:?}", ids(&graph));
}

#[tokio::test(start_paused = true)]
async fn outside_identities_get_in_by_federation() {
    let bank = Bank::new();
    let (graph, _) = bank.run(bank.variables("WELKIN_WORKLOAD_"), &Scope::default()).await;
    assert_eq!(graph.holes(), []);
    assert!(ids(&graph).len() > 150);
}

#[tokio::test(start_paused = true)]
async fn a_scope_narrows_what_is_read() {
    let bank = Bank::new();
    let scope = Scope {
        services: ["aiplatform".to_owned()].into(),
        scopes: ["tb-asia-ml".to_owned()].into(),
        ..Scope::default()
    };
    let (graph, transport) = bank.run(bank.variables(""), &scope).await;
    assert_eq!(graph.holes(), []);
    let strange: Vec<_> = graph
        .assets()
        .iter()
        .filter(|asset| asset.native_type.starts_with("aiplatform") && &*asset.scope != "tb-asia-ml")
        .collect();
    assert!(strange.is_empty(), "{strange:?}");
    assert!(ids(&graph).contains(&format!("{ML}/studies/7780900")));
    let services: BTreeSet<_> = transport.observer().counts().into_keys().map(|seen| seen.service).collect();
    assert_eq!(services, BTreeSet::from(["aiplatform", "cloudasset", "cloudresourcemanager"]));
    let elsewhere = Scope { regions: ["europe-west4".to_owned()].into(), ..Scope::default() };
    let (graph, _) = bank.run(bank.variables(""), &elsewhere).await;
    assert!(graph.assets().iter().all(|asset| asset.region.is_empty() || &*asset.region == "europe-west4"));
}

#[tokio::test(start_paused = true)]
async fn the_role_for_a_run_holds_its_permissions() {
    let bank = Bank::new();
    let (_, transport) = bank.run(bank.variables(""), &Scope::default()).await;
    let wire: Arc<dyn Wire> = Arc::clone(&bank.wire) as Arc<dyn Wire>;
    let other = Arc::new(Transport::new(wire, TransportOptions::default()));
    let cloud = clouds(Cloud::Gcp, &Environment::default(), &Endpoints::default(), &other).unwrap();
    let needed: Vec<String> = transport.observer().counts().into_keys().map(|seen| seen.permission).collect();
    let role = cloud.inventory().unwrap().read_policy(&needed);
    let role: serde_json::Value = serde_json::from_str(&role).unwrap();
    let permissions: Vec<_> =
        role["includedPermissions"].as_array().unwrap().iter().map(|p| p.as_str().unwrap()).collect();
    assert!(permissions.contains(&"cloudasset.assets.listResource"));
    assert!(permissions.iter().all(|permission| permission.split('.').count() == 3), "{permissions:?}");
}

#[tokio::test(start_paused = true)]
async fn no_fault_hides_an_asset() {
    let bank = Bank::new();
    let variables = bank.variables("");
    let (graph, _) = bank.run(variables.clone(), &Scope::default()).await;
    let all = ids(&graph);
    let operations: BTreeSet<(String, String)> = {
        let range = bank.wire.range.lock().unwrap();
        let called = range.calls().by_operation.keys().filter(|(cloud, _)| *cloud == Cloud::Gcp);
        called.map(|(_, operation)| (operation.service.clone(), operation.name.clone())).collect()
    };
    let (mut cells, mut holed) = (0, 0);
    for (service, name) in &operations {
        let wanted = if service.is_empty() { "*" } else { service };
        for fault in ["403", "429", "500", "timeout", "truncate", "garbage"] {
            let rule: FaultRule = format!("gcp:{wanted}:{name}:{fault}:1").parse().unwrap();
            bank.wire.range.lock().unwrap().set_faults(vec![rule]);
            let (graph, _) = bank.run(variables.clone(), &Scope::default()).await;
            cells += 1;
            let found = ids(&graph);
            let told = !graph.holes().is_empty() || graph.assets().iter().any(|a| !a.unknowns.is_empty());
            assert!(told, "{service}:{name} {fault} goes unnoticed");
            let missing: Vec<_> = all.difference(&found).collect();
            holed += usize::from(!missing.is_empty());
            for id in missing {
                // People are told of by groups and policies.
                let of = id.strip_prefix("//").and_then(|name| name.split('.').next());
                let own = of.unwrap_or("cloudidentity");
                let covered = graph.holes().iter().any(|hole| {
                    let about = hole.unknown.about.split(':').next().unwrap_or("");
                    [own, "cloudasset", "cloudresourcemanager", "oauth2"].contains(&about)
                }) || graph.assets().iter().any(|asset| !asset.unknowns.is_empty());
                assert!(covered, "{service}:{name} {fault} hides {id}: {:?}", graph.holes());
            }
        }
    }
    println!("{cells} cells, {holed} of them with missing assets");
    assert!(cells >= 6 * 18);
}
