use std::collections::BTreeSet;

use welkin_cloud::Scope;
use welkin_model::Cloud;
use welkin_model::estate::{
    Asset, AssetId, AssetKind, Described, EdgeKind, Fact, Graph, Handle, HandleKind, Link,
};

use super::{Bank, ML, PROD, WEAK};

fn edge(graph: &Graph, from: &str, kind: EdgeKind, to: &str) -> bool {
    graph
        .node(from)
        .is_some_and(|node| graph.edges_from(node).any(|edge| edge.kind == kind && edge.to.as_str() == to))
}

fn fact<'g>(graph: &'g Graph, id: &str, fact: Fact) -> Option<&'g str> {
    graph.asset(id).unwrap_or_else(|| panic!("{id}")).fact(fact)
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
            Cloud::Azure,
            "workflow",
            AssetKind::ServiceIdentity,
            Handle::new(
                HandleKind::Subject,
                "token.actions.githubusercontent.com|repo:technobank/deploy:ref:refs/heads/main",
            ),
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
    role.links.push(Link::from_handle(EdgeKind::CanAssume, subject, "trust"));
    let gateway = Handle::new(HandleKind::Address, "192.0.2.31");
    role.links.push(Link::to_handle(EdgeKind::PeersWith, gateway, "vpn"));
    let front = Handle::host("fraud.inference.technobank.example");
    role.links.push(Link::to_handle(EdgeKind::Uses, front, "host"));
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
    let github = graph
        .assets()
        .iter()
        .find(|asset| asset.id.as_str().starts_with("principal:") && asset.id.as_str().contains("/github/"));
    let github = github.unwrap().id.to_string();
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
        (&github, EdgeKind::CanAssume, &deployer),
        ("workflow", EdgeKind::CanAssume, &github),
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
