use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use url::Url;
use welkin_cloud::transport::{Endpoints, Transport, TransportOptions};
use welkin_cloud::{Discovery, Environment, Scope, clouds, discover};
use welkin_model::estate::{
    Asset, AssetId, AssetKind, Described, EdgeKind, Fact, Graph, GraphBuilder, Handle, HandleKind, Link,
    Unknown,
};
use welkin_model::{Cloud, Millis};
use welkin_range::sim::{Bases, FaultRule};

use super::wire::RangeWire;

const AT: Millis = 1_764_000_000_000;
const ACCOUNT: &str = "a8d3f7c2b1e04965978ad2c4e6f1b305";

struct Bench {
    wire: Arc<RangeWire>,
    environment: Vec<(String, String)>,
}

/// A graph, and how many calls it took.
struct Found {
    graph: Graph,
    calls: u64,
    permissions: Vec<String>,
    /// Service and operation.
    operations: Vec<(String, String)>,
}

impl Bench {
    fn new() -> Bench {
        let wire = RangeWire::new(AT);
        let bases = Bases {
            plain: "http://ibm.test".to_owned(),
            tls: "https://ibm.range".to_owned(),
            ca_file: String::new(),
            folder: "/nowhere".to_owned(),
        };
        let environment = wire.range.lock().unwrap().access(Cloud::Ibm, &bases).environment;
        Bench { wire: Arc::new(wire), environment }
    }

    async fn discover(&self, identity: &str, scope: &Scope) -> Found {
        let (builder, transport) = self.gather(identity, scope).await;
        let counts = transport.observer().counts();
        let permissions = counts.keys().map(|key| key.permission.clone()).collect();
        let operations = counts.keys().map(|key| (key.service.to_owned(), key.operation.clone())).collect();
        Found { graph: builder.finish(), calls: transport.observer().total().calls, permissions, operations }
    }

    async fn gather(&self, identity: &str, scope: &Scope) -> (GraphBuilder, Arc<Transport>) {
        let prefix = format!("{identity}IBMCLOUD_API_KEY");
        let key = self.environment.iter().find(|(name, _)| *name == prefix).unwrap().1.clone();
        let environment = Environment::new([("IBMCLOUD_API_KEY".to_owned(), key)], None);
        let wire: Arc<RangeWire> = Arc::clone(&self.wire);
        let transport = Arc::new(Transport::new(wire, TransportOptions::default()));
        let endpoints = Endpoints::default().with_all(Url::parse("http://ibm.test").ok());
        let cloud = clouds(Cloud::Ibm, &environment, &endpoints, &transport).unwrap();
        let discovery = Discovery::new(AT);
        discover(&*cloud, scope, &discovery).await.unwrap();
        (discovery.into_builder(), transport)
    }

    fn fault(&self, rule: Option<FaultRule>) {
        self.wire.range.lock().unwrap().set_faults(rule.into_iter().collect());
    }
}

fn crn(rest: &str) -> String {
    format!("crn:v1:bluemix:public:{}", rest.replace("ACC", &format!("a/{ACCOUNT}")))
}

fn asset<'g>(graph: &'g Graph, name: &str, native: &str) -> &'g Asset {
    let found = graph.assets().iter().find(|asset| asset.name == name && &*asset.native_type == native);
    found.unwrap_or_else(|| panic!("there is no {native} {name}"))
}

fn related(graph: &Graph, from: &str, kind: EdgeKind, to: &str) -> bool {
    graph.edges().any(|edge| edge.from.as_str() == from && edge.kind == kind && edge.to.as_str() == to)
}

/// How many of each type the bank has.
#[rustfmt::skip]
const SEEDED: &[(&str, usize)] = &[
    ("user-management.user", 12), ("iam-identity.serviceid", 9), ("iam-identity.apikey", 9), ("iam-identity.profile", 5),
    ("iam-identity.account-settings", 1), ("iam-groups.access-group", 6), ("iam-access-management.policy", 32), ("iam-access-management.customRole", 1),
    ("context-based-restrictions.zone", 3), ("context-based-restrictions.rule", 4),
    ("enterprise.enterprise", 1), ("enterprise.account-group", 2), ("enterprise.account", 2), ("resource-controller.resource-group", 3),
    ("is.vpc", 3), ("is.subnet", 8), ("is.security-group", 7), ("is.network-acl", 3), ("is.instance", 7), ("is.public-gateway", 1),
    ("is.floating-ip", 2), ("is.load-balancer", 2), ("is.vpn", 1), ("is.vpn-connection", 1), ("is.routing-table", 3), ("is.endpoint-gateway", 3),
    ("is.flow-log-collector", 3), ("is.key", 1), ("is.image", 2), ("is.volume", 9), ("is.snapshot", 1), ("transit.gateway", 1),
    ("containers-kubernetes", 2), ("kms", 2), ("kms.key", 4), ("cloud-object-storage", 2), ("cloud-object-storage.bucket", 9),
    ("secrets-manager", 1), ("secrets-manager.secret", 6), ("secrets-manager.secret-group", 1), ("atracker.target", 1), ("atracker.route", 1),
    ("logs-router.tenant", 1), ("compliance.attachment", 1), ("pm-20", 2), ("data-science-experience", 1), ("aiopenscale", 1), ("lakehouse", 1),
    ("conversation", 1), ("watsonx-orchestrate", 1), ("discovery", 1),
    ("pm-20.deployment", 6), ("pm-20.model", 5), ("pm-20.training", 3), ("pm-20.ai-service", 1), ("pm-20.function", 1),
    ("data-science-experience.project", 1), ("data-science-experience.space", 2), ("data-science-experience.catalog", 1),
    ("data-science-experience.data_asset", 2), ("data-science-experience.notebook", 1), ("data-science-experience.wx_prompt", 1),
    ("data-science-experience.connection", 3), ("aiopenscale.subscription", 3), ("aiopenscale.data_mart", 1),
];

#[tokio::test(start_paused = true)]
async fn all_that_the_bank_has_is_found() {
    let bench = Bench::new();
    let found = bench.discover("", &Scope::default()).await;
    let graph = &found.graph;
    assert_eq!(graph.holes(), []);
    let unknown: Vec<_> = graph
        .assets()
        .iter()
        .filter(|asset| !asset.unknowns.is_empty())
        .map(|a| (&a.id, &a.unknowns))
        .collect();
    assert!(unknown.is_empty(), "{unknown:?}");
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for asset in graph.assets() {
        *counts.entry(&*asset.native_type).or_default() += 1;
    }
    let wrong: Vec<_> = SEEDED
        .iter()
        .filter(|(native, count)| counts.get(native).copied().unwrap_or(0) != *count)
        .map(|(native, count)| (native, count, counts.get(native)))
        .collect();
    assert!(wrong.is_empty(), "{wrong:?} of {counts:#?}");
    let other: Vec<_> =
        graph.assets().iter().filter(|asset| asset.kind == AssetKind::Other).map(|a| a.id.as_str()).collect();
    assert!(other.len() <= 2, "{other:?}");
    assert!(found.calls < 400, "{}", found.calls);
    eprintln!("{} assets, {} edges, {} calls", graph.assets().len(), graph.edge_count(), found.calls);
}

#[tokio::test(start_paused = true)]
async fn the_asset_of_each_weakness_is_found() {
    let found = Bench::new().discover("", &Scope::default()).await;
    for weakness in welkin_range::sim::Weakness::all().filter(|weakness| weakness.cloud == Cloud::Ibm) {
        assert!(found.graph.asset(weakness.asset).is_some(), "{} {}", weakness.id, weakness.asset);
    }
}

#[tokio::test(start_paused = true)]
async fn facts_are_told_where_the_provider_tells_them() {
    let Found { graph, .. } = Bench::new().discover("", &Scope::default()).await;
    for (name, native, fact, expect) in [
        ("model-demo", "cloud-object-storage.bucket", Fact::Public, Some("yes")),
        ("core-ledger-export", "cloud-object-storage.bucket", Fact::Public, None),
        ("core-ledger-export", "cloud-object-storage.bucket", Fact::Encryption, Some("provider_key")),
        ("core-ledger-export", "cloud-object-storage.bucket", Fact::Versioned, Some("no")),
        ("core-ledger-export", "cloud-object-storage.bucket", Fact::Retained, Some("no")),
        ("core-ledger-export", "cloud-object-storage.bucket", Fact::Logged, Some("no")),
        ("core-ledger", "cloud-object-storage.bucket", Fact::Encryption, Some("customer_key")),
        ("core-ledger", "cloud-object-storage.bucket", Fact::Versioned, Some("yes")),
        ("core-ledger", "cloud-object-storage.bucket", Fact::Retained, Some("yes")),
        ("core-ledger", "cloud-object-storage.bucket", Fact::Logged, Some("yes")),
        ("core-ledger", "cloud-object-storage.bucket", Fact::DataClass, Some("restricted")),
        ("teller-transcripts", "cloud-object-storage.bucket", Fact::Versioned, Some("yes")),
        ("sg-gpu-training", "is.security-group", Fact::Public, Some("yes")),
        ("sg-ledger", "is.security-group", Fact::Public, Some("no")),
        ("collector-ai", "is.flow-log-collector", Fact::Logged, Some("no")),
        ("gpu-train-1", "is.instance", Fact::Accelerator, Some("H100")),
        ("lb-front", "is.load-balancer", Fact::Public, Some("yes")),
        ("core-ledger-boot", "is.volume", Fact::Encryption, Some("customer_key")),
        ("core-ledger-root", "kms.key", Fact::State, Some("active")),
        ("credit-scoring", "pm-20.deployment", Fact::State, Some("ready")),
        ("letter-writer", "pm-20.model", Fact::ModelName, Some("ibm/granite-3-3-8b-instruct")),
    ] {
        assert_eq!(asset(&graph, name, native).fact(fact), expect, "{name} {fact}");
    }
    let settings =
        graph.assets().iter().find(|a| &*a.native_type == "iam-identity.account-settings").unwrap();
    assert_eq!(settings.fact(Fact::LocalAuth), Some("yes"));
    assert_eq!(asset(&graph, "teller-transcripts", "cloud-object-storage.bucket").region.as_ref(), "eu-de");
}

#[tokio::test(start_paused = true)]
async fn relations_within_the_cloud_come_out() {
    let Found { graph, .. } = Bench::new().discover("", &Scope::default()).await;
    let id = |name: &str, native: &str| asset(&graph, name, native).id.to_string();
    let root = id("core-ledger-root", "kms.key");
    let profile = id("ci-model-deploy", "iam-identity.profile");
    let vendor = id("vendor-mlops", "iam-identity.profile");
    for (from, kind, to) in [
        (id("core-ledger", "cloud-object-storage.bucket"), EdgeKind::EncryptedBy, root.clone()),
        (id("core-ledger-boot", "is.volume"), EdgeKind::EncryptedBy, root.clone()),
        (id("core-keys", "kms"), EdgeKind::Contains, root),
        (
            id("core-ledger-key", "iam-identity.apikey"),
            EdgeKind::RunsAs,
            id("core-ledger", "iam-identity.serviceid"),
        ),
        (id("ci-deploy", "iam-identity.serviceid"), EdgeKind::CanAssume, profile),
        (
            id("core-ledger", "is.instance"),
            EdgeKind::CanAssume,
            id("core-ledger-host", "iam-identity.profile"),
        ),
        (id("scoring-cluster", "containers-kubernetes"), EdgeKind::CanAssume, vendor),
        (
            crn("user-management::ACC::user:IBMid-270003RT2B"),
            EdgeKind::MemberOf,
            id("data-science", "iam-groups.access-group"),
        ),
        (
            id("credit-scoring", "pm-20.deployment"),
            EdgeKind::DeployedFrom,
            crn(&format!("pm-20:us-south:ACC:{RUNTIME}:model:0d9e8f7a-6b5c-4d3e-a2f1-b0c9d8e7f6a5")),
        ),
        (
            id("production", "data-science-experience.space"),
            EdgeKind::Contains,
            id("credit-scoring", "pm-20.deployment"),
        ),
        (
            id("credit-risk-v8", "pm-20.training"),
            EdgeKind::TrainedFrom,
            id("credit-training", "cloud-object-storage.bucket"),
        ),
        (id("vpc-ai", "is.vpc"), EdgeKind::LogsTo, id("collector-ai", "is.flow-log-collector")),
        (
            id("collector-core", "is.flow-log-collector"),
            EdgeKind::LogsTo,
            id("bank-flow-logs", "cloud-object-storage.bucket"),
        ),
        (
            id("south-and-global", "atracker.route"),
            EdgeKind::LogsTo,
            id("bank-audit-logs", "atracker.target"),
        ),
        (id("fip-gpu", "is.floating-ip"), EdgeKind::Exposes, id("gpu-train-1", "is.instance")),
        (
            id("credit-scoring", "aiopenscale.subscription"),
            EdgeKind::Uses,
            id("credit-scoring", "pm-20.deployment"),
        ),
        (
            id("core-keys", "kms"),
            EdgeKind::GovernedBy,
            id("Keys from known networks", "context-based-restrictions.rule"),
        ),
        (
            id("core-banking", "resource-controller.resource-group"),
            EdgeKind::Contains,
            id("vpc-core", "is.vpc"),
        ),
    ] {
        assert!(related(&graph, &from, kind, &to), "{from} {kind} {to}");
    }
    // A policy leads from who is granted to what they may do.
    let vendor = asset(&graph, "vendor-mlops", "iam-identity.profile").id.clone();
    let policies: Vec<_> =
        graph.edges().filter(|e| e.kind == EdgeKind::GrantsTo && e.to == vendor).map(|e| e.from).collect();
    assert_eq!(policies.len(), 2);
    let runtime = id("watsonx-runtime", "pm-20");
    assert!(policies.iter().any(|policy| related(&graph, policy.as_str(), EdgeKind::CanInvoke, &runtime)));
}

/// An asset of another cloud that provides a handle, or names one.
fn abroad(id: &str, provides: Vec<Handle>, links: Vec<Link>) -> Described {
    let asset = Asset {
        id: AssetId::new(id),
        kind: AssetKind::Model,
        cloud: Cloud::Aws,
        native_type: Arc::from("abroad"),
        name: id.to_owned(),
        scope: Arc::from(""),
        region: Arc::from(""),
        labels: Vec::new(),
        facts: Vec::new(),
        unknowns: Vec::new(),
        observed_at: AT,
        views: Vec::new(),
    };
    Described { asset, via: Arc::from("abroad"), payload: "{}".to_owned(), links, provides }
}

#[tokio::test(start_paused = true)]
async fn relations_across_clouds_come_out() {
    let bench = Bench::new();
    let mut builder = bench.gather("", &Scope::default()).await.0;
    let digest = Handle::new(
        HandleKind::Digest,
        "sha256:5f1c8f3c0f3f1bb0e7d0f8a45ac9f2c3f6b5a5c1d7e94b2a60d8c3e1f7a9b04".to_owned(),
    );
    let issuer = Handle::issuer("https://sts.windows.net/7a1c9e52-3b64-4d0f-9a27-5e8c1f60b3d4/");
    let uri = "https://eu-de.kms.cloud.ibm.com/api/v2/keys/7c1f3f6a-2f0e-4f3c-9d55-0a6b8d1e42c7";
    builder.add(abroad("digest", vec![digest], Vec::new()));
    builder.add(abroad("tenant", vec![issuer], Vec::new()));
    builder.add(abroad("tunnel", vec![Handle::new(HandleKind::Address, "192.0.2.11")], Vec::new()));
    builder.add(abroad(
        "ekm",
        Vec::new(),
        vec![Link::to_handle(EdgeKind::KeptBy, Handle::new(HandleKind::KeyUri, uri), "uri")],
    ));
    let graph = builder.finish();
    let id = |name: &str, native: &str| asset(&graph, name, native).id.to_string();
    let profile = id("entra-data-science", "iam-identity.profile");
    for (from, kind, to) in [
        (id("fraud-v12", "pm-20.model"), EdgeKind::SameArtifact, "digest".to_owned()),
        (id("fraud-scoring", "pm-20.deployment"), EdgeKind::SameArtifact, "digest".to_owned()),
        (profile.clone(), EdgeKind::Trusts, "tenant".to_owned()),
        ("tenant".to_owned(), EdgeKind::CanAssume, profile),
        (id("to-aws", "is.vpn-connection"), EdgeKind::PeersWith, "tunnel".to_owned()),
        ("ekm".to_owned(), EdgeKind::KeptBy, id("google-external-root", "kms.key")),
        (
            id("fraud-v12", "pm-20.model"),
            EdgeKind::DeployedFrom,
            "arn:aws:s3:::technobank-models-us".to_owned(),
        ),
        (
            id("credit-risk-v7", "pm-20.model"),
            EdgeKind::TrainedFrom,
            "arn:aws:s3:::technobank-training-us".to_owned(),
        ),
        (
            id("aws-training", "data-science-experience.connection"),
            EdgeKind::Reads,
            "arn:aws:s3:::technobank-training-us".to_owned(),
        ),
    ] {
        assert!(related(&graph, &from, kind, &to), "{from} {kind} {to}");
    }
}

const RUNTIME: &str = "3c6e8f10-52a4-4b7d-9e31-7d8c0b2a4f65";

#[tokio::test(start_paused = true)]
async fn a_caller_with_few_rights_is_told_what_is_missing() {
    let Found { graph, permissions, .. } =
        Bench::new().discover("WELKIN_RESTRICTED_", &Scope::default()).await;
    assert!(graph.assets().iter().any(|asset| &*asset.native_type == "pm-20"));
    let hole = graph.holes().iter().find(|hole| hole.unknown.about == "iam:list_profiles").unwrap();
    assert_eq!(hole.unknown.permission.as_deref(), Some("iam-identity.profile.list"));
    assert!(permissions.contains(&"iam-identity.profile.list".to_owned()));
}

#[tokio::test(start_paused = true)]
async fn a_scope_narrows_what_is_asked() {
    let bench = Bench::new();
    let whole = bench.discover("", &Scope::default()).await;
    let scope = Scope { services: BTreeSet::from(["kms".to_owned()]), ..Scope::default() };
    let keys = bench.discover("", &scope).await;
    assert!(keys.calls < whole.calls / 3, "{} of {}", keys.calls, whole.calls);
    let natives: BTreeSet<&str> = keys.graph.assets().iter().map(|asset| &*asset.native_type).collect();
    assert_eq!(natives, BTreeSet::from(["enterprise.account", "kms", "kms.key"]));
    let scope = Scope { regions: BTreeSet::from(["eu-de".to_owned()]), ..Scope::default() };
    let europe = bench.discover("", &scope).await.graph;
    let regions: BTreeSet<&str> = europe.assets().iter().map(|asset| &*asset.region).collect();
    assert!(regions.contains("eu-de") && !regions.contains("us-south"), "{regions:?}");
    let scope = Scope { scopes: BTreeSet::from(["another".to_owned()]), ..Scope::default() };
    assert_eq!(bench.discover("", &scope).await.graph.assets().len(), 0);
}

/// What a graph is missing without saying so: assets, and views of assets that are there.
fn silent(whole: &Graph, faulty: &Graph) -> Vec<String> {
    let mut silent = Vec::new();
    let vias = |asset: &Asset| asset.views.iter().map(|view| view.via.to_string()).collect::<BTreeSet<_>>();
    for asset in whole.assets() {
        let told = faulty.asset(asset.id.as_str()).map(vias).unwrap_or_default();
        for via in vias(asset).difference(&told) {
            let own = faulty.asset(asset.id.as_str()).map(|asset| asset.unknowns.clone()).unwrap_or_default();
            // A list that needs another one is missing with it.
            let is_told = !faulty.holes().is_empty() || own.iter().any(|unknown| unknown.about == *via);
            if !is_told {
                silent.push(format!("{via} of {}", asset.id));
            }
        }
    }
    silent
}

const FAULTS: &[&str] = &["403", "429", "500", "timeout", "truncate", "garbage"];

/// What the range calls an operation: it has one for all parts of a bucket's configuration.
fn of_range(operation: &str) -> &str {
    let is_part = operation.starts_with("GetBucket") || operation == "GetPublicAccessBlock";
    if is_part { "ListObjects" } else { operation }
}

#[tokio::test(start_paused = true)]
async fn whatever_fails_is_told() {
    let bench = Bench::new();
    let operations = bench.discover("", &Scope::default()).await.operations;
    let mut wholes: BTreeMap<&str, Graph> = BTreeMap::new();
    let mut cells = 0;
    for (service, operation) in operations.iter().filter(|(_, name)| name != "list_regions") {
        // The fault strikes one service, so that it suffices to ask that one.
        let asked = match service.as_str() {
            "cos-config" => "cos",
            "tags" => "kms",
            service => service,
        };
        let scope = Scope { services: BTreeSet::from([asked.to_owned()]), ..Scope::default() };
        if !wholes.contains_key(service.as_str()) {
            wholes.insert(service, bench.discover("", &scope).await.graph);
        }
        for fault in FAULTS {
            // A cut answer to `HEAD` is whole: it has no body.
            if operation == "HeadBucket" && matches!(*fault, "truncate" | "garbage") {
                continue;
            }
            let rule: FaultRule = format!("ibm:*:{}:{fault}:1", of_range(operation)).parse().unwrap();
            bench.fault(Some(rule));
            let faulty = bench.discover("", &scope).await.graph;
            bench.fault(None);
            let is_told = |unknown: &Unknown| unknown.about == format!("{service}:{operation}");
            let told = faulty.holes().iter().any(|hole| is_told(&hole.unknown))
                || faulty.assets().iter().any(|asset| asset.unknowns.iter().any(is_told));
            assert!(told, "{service}:{operation} {fault} is told nowhere");
            let silent = silent(&wholes[service.as_str()], &faulty);
            assert!(silent.is_empty(), "{service}:{operation} {fault}: {silent:?}");
            cells += 1;
        }
    }
    for fault in FAULTS {
        bench.fault(Some(format!("ibm:*:token:{fault}:1").parse().unwrap()));
        let graph = bench.discover("", &Scope::default()).await.graph;
        assert_eq!((graph.assets().len(), graph.holes().len()), (0, 1), "{fault}");
        assert_eq!(graph.holes()[0].unknown.about, "iam:token");
        cells += 1;
    }
    eprintln!("{cells} cells of {} operations", operations.len());
    assert!(cells > 300, "{cells}");
}
