//! What crosses into other clouds: their ends are stubs, since each cloud is discovered by itself here.

use std::sync::Arc;

use welkin_cloud::Scope;
use welkin_model::Cloud;
use welkin_model::estate::{
    Asset, AssetId, AssetKind, Described, EdgeKind, Graph, GraphBuilder, Handle, HandleKind, Link,
};

use super::{Estate, PROD, expect_edge};

const TENANT: &str = "7a1c9e52-3b64-4d0f-9a27-5e8c1f60b3d4";
const ETL: &str = "e94d7a10-2c5b-4f38-8a6d-1b0c9e7f5d42";
const FRAUD: &str = "sha256:5f1c8f3c0f3f1bb0e7d0f8a45ac9f2c3f6b5a5c1d7e94b2a60d8c3e1f7a9b04";

/// An asset of another cloud that provides handles and names others by theirs.
fn stub(builder: &mut GraphBuilder, id: &str, kind: AssetKind, provides: Vec<Handle>, links: Vec<Link>) {
    let asset = Asset {
        id: AssetId::new(id),
        kind,
        cloud: Cloud::Aws,
        native_type: Arc::from("stub"),
        name: String::new(),
        scope: Arc::from(""),
        region: Arc::from(""),
        labels: Vec::new(),
        facts: Vec::new(),
        unknowns: Vec::new(),
        observed_at: 1,
        views: Vec::new(),
    };
    builder.add(Described { asset, via: Arc::from("stub"), payload: "{}".to_owned(), links, provides });
}

async fn joined() -> Graph {
    let estate = Estate::auditor();
    let mut builder = estate.discover(&Scope::default()).await.into_builder();
    let handle = |kind, value: &str| Handle::new(kind, value);
    let b = &mut builder;
    let issuer = Handle::issuer(&format!("https://sts.windows.net/{TENANT}/"));
    let subject = handle(HandleKind::Subject, &format!("sts.windows.net/{TENANT}|{ETL}"));
    let trusts = vec![
        Link::to_handle(EdgeKind::Trusts, issuer, "f"),
        Link::from_handle(EdgeKind::CanAssume, subject, "f"),
    ];
    stub(b, "aws:role", AssetKind::Role, Vec::new(), trusts);
    let to_azure = Link::to_handle(EdgeKind::PeersWith, handle(HandleKind::Address, "192.0.2.21"), "f");
    stub(b, "aws:vpn", AssetKind::VpnTunnel, vec![handle(HandleKind::Address, "192.0.2.11")], vec![to_azure]);
    stub(b, "oci:vpn", AssetKind::VpnTunnel, vec![handle(HandleKind::Address, "192.0.2.41")], Vec::new());
    let deployer = handle(HandleKind::Subject, "accounts.google.com|104857600123456789012");
    stub(b, "gcp:deployer", AssetKind::ServiceIdentity, vec![deployer], Vec::new());
    stub(
        b,
        "github",
        AssetKind::Federation,
        vec![Handle::issuer("https://token.actions.githubusercontent.com")],
        Vec::new(),
    );
    let export = handle(HandleKind::CredentialId, "AKIAIOSFODNN7EXPORT1");
    stub(b, "aws:key", AssetKind::Credential, vec![export], Vec::new());
    stub(b, "aws:model", AssetKind::Model, vec![handle(HandleKind::Digest, FRAUD)], Vec::new());
    let archive = Handle::host("technobank.compat.objectstorage.us-ashburn-1.oraclecloud.com");
    stub(b, "oci:archive", AssetKind::Bucket, vec![archive], Vec::new());
    let inference = Handle::host("fraud.inference.technobank.example");
    let leads = Link::to_handle(EdgeKind::Exposes, inference, "f");
    stub(b, "gcp:forwarding", AssetKind::LoadBalancer, Vec::new(), vec![leads]);
    builder.finish()
}

#[tokio::test(start_paused = true)]
async fn what_crosses_clouds_is_joined() {
    let graph = joined().await;
    let prod = |group: &str, rest: &str| format!("{PROD}/resourcegroups/{group}/providers/microsoft.{rest}");
    let directory = |rest: &str| format!("https://graph.microsoft.com/v1.0/{rest}");
    // Another cloud trusts the tenant, and lets one of its applications in.
    expect_edge(&graph, "aws:role", EdgeKind::Trusts, &directory(&format!("organization/{TENANT}")));
    expect_edge(&graph, &directory(&format!("servicePrincipals/{ETL}")), EdgeKind::CanAssume, "aws:role");
    // Azure trusts Google and GitHub.
    let (from, _) = edges_by(&graph, "gcp:deployer", EdgeKind::CanAssume);
    let trust = from.first().expect("a federated credential");
    assert!(
        trust.contains("/applications/6dafc148-3052-4b97-8e41-a2937fb0de56/federatedIdentityCredentials/"),
        "{trust}"
    );
    expect_edge(
        &graph,
        trust,
        EdgeKind::CanAssume,
        &directory("applications/6dafc148-3052-4b97-8e41-a2937fb0de56"),
    );
    let (_, to) = edges_by(&graph, "github", EdgeKind::Trusts);
    assert_eq!(to.len(), 2, "{to:?}");
    // Tunnels, from both ends.
    let own = prod("rg-net-eu", "network/publicipaddresses/pip-vpn-eu");
    expect_edge(&graph, "aws:vpn", EdgeKind::PeersWith, &own);
    expect_edge(
        &graph,
        &own,
        EdgeKind::Exposes,
        &prod("rg-net-eu", "network/virtualnetworkgateways/vgw-tb-eu"),
    );
    expect_edge(
        &graph,
        &prod("rg-net-eu", "network/localnetworkgateways/lgw-aws"),
        EdgeKind::PeersWith,
        "aws:vpn",
    );
    expect_edge(
        &graph,
        &prod("rg-net-eu", "network/localnetworkgateways/lgw-oci"),
        EdgeKind::PeersWith,
        "oci:vpn",
    );
    // A key of another cloud lies in a vault.
    let secret = prod("rg-data-eu", "keyvault/vaults/kv-tb-etl-eu/secrets/legacy-aws-export");
    expect_edge(&graph, "aws:key", EdgeKind::StoredIn, &secret);
    // The model was made on another cloud, from data of another cloud.
    let workspace = prod("rg-ai-eu", "machinelearningservices/workspaces/mlw-tb-eu");
    let fraud = format!("{workspace}/onlineendpoints/fraud-scoring-eu");
    expect_edge(&graph, &fraud, EdgeKind::SameArtifact, "aws:model");
    expect_edge(
        &graph,
        &format!("{workspace}/models/fraud-detector/versions/12"),
        EdgeKind::SameArtifact,
        "aws:model",
    );
    expect_edge(&graph, &fraud, EdgeKind::DeployedFrom, "arn:aws:s3:::technobank-models-us");
    let credit = format!("{workspace}/onlineendpoints/credit-risk-eu");
    expect_edge(&graph, &credit, EdgeKind::TrainedFrom, "arn:aws:s3:::technobank-training-us");
    expect_edge(
        &graph,
        &format!("{workspace}/connections/models-us"),
        EdgeKind::Uses,
        "arn:aws:s3:::technobank-models-us",
    );
    // Archives, and the name that inference answers under.
    let link = prod("rg-data-eu", "datafactory/factories/adf-tb-eu/linkedservices/oci-archive");
    expect_edge(&graph, &link, EdgeKind::Uses, "oci:archive");
    expect_edge(
        &graph,
        "gcp:forwarding",
        EdgeKind::Exposes,
        &prod("rg-net-eu", "network/privatelinkservices/pls-fraud-eu"),
    );
}

/// Where edges of a kind lead from an asset, and where from they lead to it.
fn edges_by(graph: &Graph, id: &str, kind: EdgeKind) -> (Vec<String>, Vec<String>) {
    let from = graph.edges().filter(|edge| edge.kind == kind && edge.from.as_str() == id);
    let to = graph.edges().filter(|edge| edge.kind == kind && edge.to.as_str() == id);
    (from.map(|edge| edge.to.to_string()).collect(), to.map(|edge| edge.from.to_string()).collect())
}

#[tokio::test(start_paused = true)]
async fn what_lies_within_azure_is_joined() {
    let graph = Estate::auditor().graph().await;
    let prod = |group: &str, rest: &str| format!("{PROD}/resourcegroups/{group}/providers/microsoft.{rest}");
    let account = prod("rg-ai-eu", "cognitiveservices/accounts/tb-openai-eu");
    let foundry = prod("rg-ai-eu", "cognitiveservices/accounts/tb-foundry-eu");
    let workspace = prod("rg-ai-eu", "machinelearningservices/workspaces/mlw-tb-eu");
    let store = |name: &str| prod("rg-data-eu", &format!("storage/storageaccounts/{name}"));
    let key = |name: &str| prod("rg-data-eu", &format!("keyvault/vaults/kv-tb-etl-eu/keys/{name}"));
    let network = |rest: &str| prod("rg-net-eu", &format!("network/{rest}"));
    let identity = |name: &str| prod("rg-ops-eu", &format!("managedidentity/userassignedidentities/{name}"));
    let principal = |id: &str| format!("https://graph.microsoft.com/v1.0/servicePrincipals/{id}");
    for (from, kind, to) in [
        (
            "/providers/microsoft.management/managementgroups/tb-europe".to_owned(),
            EdgeKind::Contains,
            PROD.to_owned(),
        ),
        (PROD.to_owned(), EdgeKind::Contains, format!("{PROD}/resourcegroups/rg-ai-eu")),
        (format!("{PROD}/resourcegroups/rg-ai-eu"), EdgeKind::Contains, account.clone()),
        (account.clone(), EdgeKind::Contains, format!("{account}/deployments/risk-ft-eu")),
        (
            format!("{account}/deployments/risk-ft-eu"),
            EdgeKind::GovernedBy,
            format!("{account}/raipolicies/lab-open"),
        ),
        (
            format!("{account}/deployments/risk-ft-eu"),
            EdgeKind::TrainedFrom,
            "arn:aws:s3:::technobank-training-us".to_owned(),
        ),
        (account.clone(), EdgeKind::EncryptedBy, key("cmk-ai")),
        (store("tbcustomereu"), EdgeKind::EncryptedBy, key("cmk-storage")),
        (workspace.clone(), EdgeKind::EncryptedBy, key("cmk-ai")),
        (network("privateendpoints/pe-openai-eu"), EdgeKind::Exposes, account.clone()),
        (foundry.clone(), EdgeKind::AttachedTo, network("virtualnetworks/vnet-tb-eu/subnets/snet-app")),
        (format!("{foundry}/connections/openai"), EdgeKind::Uses, account.clone()),
        (format!("{foundry}/projects/risk-agents/connections/lake"), EdgeKind::Uses, store("tbcustomereu")),
        (format!("{foundry}/projects/risk-agents"), EdgeKind::RunsAs, identity("mi-tb-foundry-eu")),
        (identity("mi-tb-scoring-eu"), EdgeKind::RunsAs, principal("b162e4d9-8fa0-41c7-93bd-09fc172a4568")),
        (format!("{workspace}/datastores/customers"), EdgeKind::Uses, store("tbcustomereu")),
        (
            format!("{workspace}/data/credit-training/versions/2026-10"),
            EdgeKind::Reads,
            format!("{workspace}/datastores/customers"),
        ),
        (
            format!("{workspace}/onlineendpoints/fraud-scoring-eu/deployments/blue"),
            EdgeKind::DeployedFrom,
            format!("{workspace}/models/fraud-detector/versions/12"),
        ),
        (
            format!("{workspace}/computes/gpu-cluster"),
            EdgeKind::AttachedTo,
            network("virtualnetworks/vnet-tb-eu/subnets/snet-training"),
        ),
        (
            network("networkinterfaces/nic-jump-eu"),
            EdgeKind::GuardedBy,
            network("networksecuritygroups/nsg-jump"),
        ),
        (
            network("publicipaddresses/pip-jump-eu"),
            EdgeKind::Exposes,
            network("networkinterfaces/nic-jump-eu"),
        ),
        (network("connections/cn-aws"), EdgeKind::PeersWith, network("localnetworkgateways/lgw-aws")),
        (
            network("virtualnetworks/vnet-tb-eu/virtualnetworkpeerings/to-vnet-shared-eu"),
            EdgeKind::PeersWith,
            network("virtualnetworks/vnet-shared-eu"),
        ),
        (
            account.clone(),
            EdgeKind::LogsTo,
            format!("{account}/providers/microsoft.insights/diagnosticsettings/to-security"),
        ),
        (
            format!("{account}/providers/microsoft.insights/diagnosticsettings/to-security"),
            EdgeKind::LogsTo,
            store("tblogseu"),
        ),
        (
            format!(
                "{PROD}/providers/microsoft.authorization/roleassignments/22e1b3c4-7d5e-4f60-9b8c-0d1e2f3a4b5c"
            ),
            EdgeKind::Writes,
            PROD.to_owned(),
        ),
        (
            format!(
                "{PROD}/providers/microsoft.authorization/roleassignments/22e1b3c4-7d5e-4f60-9b8c-0d1e2f3a4b5c"
            ),
            EdgeKind::GrantsTo,
            principal("9140c2b7-6d8e-4fa5-b19b-e7daf5082346"),
        ),
        (
            prod("rg-app-eu", "botservice/botservices/bot-assistant-eu"),
            EdgeKind::RunsAs,
            principal("6e0d1f84-3a5b-4c72-9e68-b4a7c2d5f013"),
        ),
    ] {
        expect_edge(&graph, &from, kind, &to);
    }
    // A forgotten application may change the whole directory.
    let report = principal("802f31a6-5c7d-4e94-a08a-d6c9e4f71235");
    let tenant = format!("https://graph.microsoft.com/v1.0/organization/{TENANT}");
    let (_, grants) = edges_by(&graph, &report, EdgeKind::GrantsTo);
    let (_, writers) = edges_by(&graph, &tenant, EdgeKind::Writes);
    assert!(grants.iter().any(|grant| writers.contains(grant)), "{grants:?} {writers:?}");
    // Somebody is in a group that is in a group.
    let (_, members) = edges_by(&graph, &group(&graph, "all-europe"), EdgeKind::MemberOf);
    assert_eq!(members, [group(&graph, "ml-readers")]);
}

fn group(graph: &Graph, name: &str) -> String {
    let found = graph.assets().iter().find(|asset| asset.name == name && asset.kind == AssetKind::Group);
    found.unwrap().id.to_string()
}
