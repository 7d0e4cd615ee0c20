use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use url::Url;
use welkin_cloud::transport::{Endpoints, Transport, TransportOptions};
use welkin_cloud::{Discovery, Environment, Scope, clouds, discover};
use welkin_model::Cloud;
use welkin_model::estate::{EdgeKind, Fact, Graph, UnknownReason};
use welkin_range::sim::{Bases, FaultRule, Weakness};

use crate::wire::RangeWire;

/// The range, and a caller who may read everything.
struct Tenancy {
    wire: Arc<RangeWire>,
    environment: Environment,
    endpoints: Endpoints,
}

/// What a discovery brought.
struct Found {
    graph: Graph,
    calls: u64,
    transport: Arc<Transport>,
}

impl Tenancy {
    fn new(prefix: &str, key_file: &str) -> Tenancy {
        let at = jiff::Timestamp::now().as_millisecond();
        let wire = Arc::new(RangeWire::new(at));
        let base = "http://oci.test".to_owned();
        let bases =
            Bases { plain: base.clone(), tls: base.clone(), ca_file: String::new(), folder: "/none".into() };
        let access = wire.range.lock().unwrap().access(Cloud::Oci, &bases);
        let value = |name: &str| {
            let name = format!("{prefix}{name}");
            access.environment.iter().find(|(known, _)| *known == name).unwrap().1.clone()
        };
        let key = access.files.iter().find(|file| file.name == key_file).unwrap().content.clone();
        let mut variables: Vec<(String, String)> =
            ["OCI_CLI_USER", "OCI_CLI_TENANCY", "OCI_CLI_FINGERPRINT", "OCI_CLI_REGION"]
                .map(|name| (name.to_owned(), value(name)))
                .to_vec();
        variables.push(("OCI_CLI_KEY_CONTENT".to_owned(), key));
        Tenancy {
            wire,
            environment: Environment::new(variables, None),
            endpoints: Endpoints::default().with_all(Some(Url::parse(&base).unwrap())),
        }
    }

    fn auditor() -> Tenancy {
        Tenancy::new("", "oci-welkin-auditor.pem")
    }

    async fn discover(&self, scope: &Scope) -> Found {
        let options = TransportOptions {
            attempts: 1,
            failures: 1,
            backoff: Duration::from_millis(1),
            deadline: Duration::from_secs(36_000),
            ..TransportOptions::default()
        };
        let transport = Arc::new(Transport::new(Arc::clone(&self.wire) as _, options));
        let cloud = clouds(Cloud::Oci, &self.environment, &self.endpoints, &transport).unwrap();
        let discovery = Discovery::new(self.wire.at);
        discover(&*cloud, scope, &discovery).await.unwrap();
        let calls = transport.observer().total().calls;
        Found { graph: discovery.into_builder().finish(), calls, transport }
    }

    fn set_faults(&self, faults: Vec<FaultRule>) {
        self.wire.range.lock().unwrap().set_faults(faults);
    }
}

impl Found {
    fn ids(&self) -> BTreeSet<String> {
        self.graph.assets().iter().map(|asset| asset.id.to_string()).collect()
    }

    fn edges(&self, from: &str) -> BTreeSet<(EdgeKind, String)> {
        let Some(node) = self.graph.node(from) else { return BTreeSet::new() };
        self.graph.edges_from(node).map(|edge| (edge.kind, edge.to.to_string())).collect()
    }

    fn fact(&self, id: &str, fact: Fact) -> Option<&str> {
        self.graph.asset(id).unwrap().fact(fact)
    }

    /// Operations of a service that were called.
    fn operations(&self, service: &str) -> BTreeSet<String> {
        let seen = self.transport.observer().counts().into_keys();
        seen.filter(|seen| seen.service == service).map(|seen| seen.operation).collect()
    }

    /// Operations that are told as unknown anywhere.
    fn unknown(&self) -> BTreeSet<String> {
        let holes = self.graph.holes().iter().map(|hole| &hole.unknown);
        let unknowns = self.graph.assets().iter().flat_map(|asset| &asset.unknowns);
        holes.chain(unknowns).map(|unknown| unknown.about.rsplit(':').next().unwrap().to_owned()).collect()
    }
}

const AI_LAB: &str = "ocid1.compartment.oc1..aaaaaaaatechnobankailab";
const NOTEBOOK: &str = "ocid1.datasciencenotebooksession.oc1.iad.amaaaaaatechnobankcreditlab";

fn home(kind: &str, slug: &str) -> String {
    format!("ocid1.{kind}.oc1.iad.amaaaaaatechnobank{slug}")
}

#[tokio::test(start_paused = true)]
async fn the_whole_tenancy_is_found_in_every_region() {
    let tenancy = Tenancy::auditor();
    let found = tenancy.discover(&Scope::default()).await;
    let ids = found.ids();
    for weakness in Weakness::all().filter(|weakness| weakness.cloud == Cloud::Oci) {
        assert!(ids.contains(weakness.asset), "{} {}", weakness.id, weakness.asset);
    }
    // What search does not hold is found by lists alone.
    for id in [
        home("generativeaisemanticstore", "ledger"),
        home("generativeaivectorstoreconnector", "policies"),
        home("ipsectunnel", "azure1"),
        home("log", "creditpredict"),
        home("nodepool", "serving"),
        home("computecluster", "h100"),
        home("vnicattachment", "gpulab"),
        "ocid1.cloudguardtarget.oc1..amaaaaaatechnobankroot".replace("oc1..", "oc1.iad."),
        home("securityzone", "archives"),
        "ocid1.quota.oc1..amaaaaaatechnobankgpus".to_owned(),
        "ocid1.groupmembership.oc1..amaaaaaatechnobankdeployerslegacy-batch".to_owned(),
        "ocid1.idpgroupmapping.oc1..amaaaaaatechnobankscience".to_owned(),
        "ocid1.domain.oc1..amaaaaaatechnobankdefault/trusts/welkin-propagation".to_owned(),
        "ocid1.key.oc1.phx.amaaaaaatechnobankdisaster".to_owned(),
    ] {
        assert!(ids.contains(&id), "{id}");
    }
    // Whatever search told is read in full as well; interfaces are read through what they are attached to.
    let summaries: Vec<&str> = found
        .graph
        .assets()
        .iter()
        .filter(|asset| asset.views.iter().all(|view| &*view.via == "query:SearchResources"))
        .map(|asset| asset.id.as_str())
        .collect();
    assert!(summaries.len() <= 1 && summaries.iter().all(|id| id.contains(".vnic.")), "{summaries:?}");
    // The auditor may not see pre-authenticated requests, and that is all.
    assert_eq!(found.unknown(), BTreeSet::from(["ListPreauthenticatedRequests".to_owned()]));
    assert_eq!(found.graph.holes(), []);
    println!("{} assets, {} relations, {} calls", ids.len(), found.graph.edge_count(), found.calls);
    for (seen, count) in found.transport.observer().counts() {
        println!("{:>5} {}:{}", count.calls, seen.service, seen.operation);
    }
    assert!(found.calls < 1_000, "{}", found.calls);
}

#[tokio::test(start_paused = true)]
async fn relations_within_the_cloud_and_across_clouds_come_out() {
    let tenancy = Tenancy::new("WELKIN_ADMIN_", "oci-welkin-admin.pem");
    let found = tenancy.discover(&Scope::default()).await;
    assert_eq!(found.unknown(), BTreeSet::new());
    let has = |from: &str, kind: EdgeKind, to: &str| {
        assert!(
            found.edges(from).contains(&(kind, to.to_owned())),
            "{from} {kind} {to}: {:#?}",
            found.edges(from)
        );
    };
    // A notebook acts as its dynamic group, which a policy lets write everywhere.
    let policy = "ocid1.policy.oc1..amaaaaaatechnobanknotebooks";
    let group = "ocid1.dynamicgroup.oc1..amaaaaaatechnobanknotebooks";
    let root =
        found.graph.assets().iter().find(|asset| &*asset.native_type == "tenancy").unwrap().id.to_string();
    has(NOTEBOOK, EdgeKind::RunsAs, group);
    has(policy, EdgeKind::GrantsTo, group);
    has(policy, EdgeKind::Writes, &root);
    has(AI_LAB, EdgeKind::Contains, NOTEBOOK);
    // Names in statements, with their way down the compartments.
    let scientists = "ocid1.policy.oc1..amaaaaaatechnobankscientists";
    has(scientists, EdgeKind::GrantsTo, "ocid1.group.oc1..amaaaaaatechnobankscientists");
    has(scientists, EdgeKind::Writes, AI_LAB);
    has("ocid1.policy.oc1..amaaaaaatechnobankanyone", EdgeKind::GrantsTo, &root);
    has("ocid1.policy.oc1..amaaaaaatechnobankanyone", EdgeKind::CanInvoke, AI_LAB);
    // Buckets by their namespace and name.
    let scratch = "ocid1.bucket.oc1.iad.aaaaaaaatechnobankcredit-lab-scratch";
    has(NOTEBOOK, EdgeKind::Reads, scratch);
    has(&home("genaiagentdatasource", "scratch"), EdgeKind::Reads, scratch);
    assert_eq!(found.fact(scratch, Fact::Public), Some("yes"));
    assert_eq!(found.fact(scratch, Fact::DataClass), Some("restricted"));
    assert_eq!(found.fact(scratch, Fact::Encryption), Some("provider_key"));
    let ledger = "ocid1.bucket.oc1.iad.aaaaaaaatechnobankarchive-ledger";
    assert_eq!(found.fact(ledger, Fact::Retained), Some("yes"));
    assert_eq!(found.fact(ledger, Fact::Encryption), Some("customer_key"));
    has(ledger, EdgeKind::EncryptedBy, &home("key", "archives"));
    has(ledger, EdgeKind::ReplicatesTo, "ocid1.bucket.oc1.phx.aaaaaaaatechnobankarchive-ledger-dr");
    has(
        "ocid1.bucket.oc1.iad.aaaaaaaatechnobankarchive-models/p/par-vendor-sync",
        EdgeKind::Exposes,
        "ocid1.bucket.oc1.iad.aaaaaaaatechnobankarchive-models",
    );
    // The model's copies by digest, its source at AWS, and what serves it.
    has(&home("datasciencemodel", "fraudcopy"), EdgeKind::DeployedFrom, "arn:aws:s3:::technobank-models-us");
    has(
        &home("datasciencemodeldeployment", "fraud"),
        EdgeKind::SameArtifact,
        &home("datasciencemodel", "fraudcopy"),
    );
    has(
        &home("datasciencemodeldeployment", "fraud"),
        EdgeKind::DeployedFrom,
        &home("datasciencemodel", "fraudcopy"),
    );
    has(&home("datasciencejob", "credit"), EdgeKind::TrainedFrom, "arn:aws:s3:::technobank-training-us");
    // Networks.
    let open = "ocid1.securitylist.oc1.iad.aaaaaaaatechnobankainotebooks";
    assert_eq!(found.fact(open, Fact::Public), Some("yes"));
    has("ocid1.subnet.oc1.iad.aaaaaaaatechnobankainotebooks", EdgeKind::GuardedBy, open);
    has(&home("ipsectunnel", "azure1"), EdgeKind::MemberOf, &home("ipsecconnection", "azure"));
    assert_eq!(found.fact(&home("ipsectunnel", "azure1"), Fact::Address), Some("192.0.2.41"));
    assert_eq!(found.fact(&home("cluster", "lab"), Fact::Public), Some("yes"));
    let forgotten = "ocid1.datasciencemodeldeployment.oc1.phx.amaaaaaatechnobankforgotten";
    assert_eq!(found.fact(forgotten, Fact::Isolated), Some("no"));
    assert_eq!(found.fact(forgotten, Fact::Logged), Some("no"));
    assert_eq!(found.graph.asset(forgotten).unwrap().region.as_ref(), "us-phoenix-1");
    let demo = home("generativeaihostedapplication", "demo");
    assert_eq!(
        (found.fact(&demo, Fact::Public), found.fact(&demo, Fact::LocalAuth)),
        (Some("yes"), Some("yes"))
    );
    // Users and their keys.
    let member = "ocid1.groupmembership.oc1..amaaaaaatechnobankdeployerslegacy-batch";
    has(member, EdgeKind::MemberOf, "ocid1.group.oc1..amaaaaaatechnobankdeployers");
    let batch = "ocid1.user.oc1..aaaaaaaa6lnoraxltdvnirsmhze2xw3biqyxcdnsq3x7hsppppaj2smrmvdi";
    has(batch, EdgeKind::MemberOf, member);
    has(&format!("{batch}/customerSecretKeys/technobanklegacybatchs3key"), EdgeKind::RunsAs, batch);
    let trust = "ocid1.domain.oc1..amaaaaaatechnobankdefault/trusts/welkin-propagation";
    assert!(
        found.edges(trust).iter().any(|(kind, to)| *kind == EdgeKind::CanAssume && to.contains(".user."))
    );
}

#[tokio::test(start_paused = true)]
async fn a_scope_narrows_regions_services_and_compartments() {
    let tenancy = Tenancy::auditor();
    let set = |text: &str| BTreeSet::from([text.to_owned()]);
    let scope = Scope {
        services: set("datascience"),
        regions: set("us-phoenix-1"),
        scopes: set("ocid1.compartment.oc1..aaaaaaaatechnobankai"),
    };
    let found = tenancy.discover(&scope).await;
    let types: BTreeSet<&str> = found.graph.assets().iter().map(|asset| &*asset.native_type).collect();
    let expect = ["compartment", "datasciencemodel", "datasciencemodeldeployment", "tenancy"];
    assert_eq!(types, BTreeSet::from(expect));
}

#[tokio::test(start_paused = true)]
async fn a_caller_who_may_little_learns_what_is_missing() {
    let tenancy = Tenancy::new("WELKIN_RESTRICTED_", "oci-welkin-restricted.pem");
    let found = tenancy.discover(&Scope::default()).await;
    let deployment = home("datasciencemodeldeployment", "creditrisk");
    assert!(found.ids().contains(&deployment));
    let denied: BTreeSet<&str> = found
        .graph
        .holes()
        .iter()
        .filter(|hole| hole.unknown.reason == UnknownReason::Denied)
        .filter_map(|hole| hole.unknown.permission.as_deref())
        .collect();
    for permission in ["inspect buckets", "inspect users", "inspect generative-ai-endpoint", "inspect vcns"] {
        assert!(denied.contains(permission), "{permission}: {denied:?}");
    }
    // Search is silent on what is denied: the compartment that has it shows as a hole all the same.
    let lab = found.graph.holes().iter().any(|hole| {
        hole.scope == AI_LAB
            && hole.unknown.about == "generativeai:ListEndpoints"
            && hole.region == "us-ashburn-1"
    });
    assert!(lab);
}

#[tokio::test(start_paused = true)]
async fn the_policy_of_a_run_names_what_was_called() {
    let tenancy = Tenancy::auditor();
    let scope = Scope { services: BTreeSet::from(["bastion".to_owned()]), ..Scope::default() };
    let found = tenancy.discover(&scope).await;
    let permissions: BTreeSet<String> =
        found.transport.observer().counts().into_keys().map(|seen| seen.permission).collect();
    let cloud = clouds(Cloud::Oci, &tenancy.environment, &tenancy.endpoints, &found.transport).unwrap();
    let policy = cloud.inventory().unwrap().read_policy(&permissions.into_iter().collect::<Vec<_>>());
    assert_eq!(
        policy,
        "Allow group welkin-discovery to read bastion in tenancy\n\
         Allow group welkin-discovery to inspect compartments in tenancy\n\
         Allow group welkin-discovery to read objectstorage-namespaces in tenancy\n\
         Allow group welkin-discovery to inspect tenancies in tenancy"
    );
}

/// Every operation that a discovery calls, each with every fault. Operations that do not wait for each other fail
/// together.
#[tokio::test(start_paused = true)]
async fn whatever_fails_is_told() {
    let all = Tenancy::auditor().discover(&Scope::default()).await;
    let services: BTreeSet<&str> =
        all.transport.observer().counts().into_keys().map(|seen| seen.service).collect();
    let (mut cells, mut calls) = (0, 0);
    for service in services {
        let mut whole = Broken::new(service).await;
        let operations = whole.operations.clone();
        for fault in ["403", "429", "500", "timeout", "truncate", "garbage"] {
            let mut left = operations.clone();
            for pattern in ["List*", "Get*"] {
                let begin = pattern.trim_end_matches('*');
                let (called, cost) = whole.told(pattern, fault, begin).await;
                left = left.difference(&called).cloned().collect();
                cells += called.len();
                calls += cost;
            }
            // What is called only where another call has succeeded.
            for operation in left {
                let (called, cost) = whole.told(&operation, fault, &operation).await;
                assert!(called.contains(&operation), "{service}:{operation} was not called");
                cells += 1;
                calls += cost;
            }
        }
    }
    println!("{cells} cells, {calls} calls");
    assert!(cells > 500, "{cells}");
}

/// One service of the range that can be made to fail.
struct Broken {
    service: &'static str,
    tenancy: Tenancy,
    scope: Scope,
    ids: BTreeSet<String>,
    operations: BTreeSet<String>,
}

impl Broken {
    fn tenancy() -> Tenancy {
        Tenancy::new("WELKIN_ADMIN_", "oci-welkin-admin.pem")
    }

    async fn new(service: &'static str) -> Broken {
        let asked = match service {
            "loadbalancer" => "iaas",
            "kms-management" => "kms",
            "domain" | "query" => "identity",
            service => service,
        };
        let set = |text: &str| BTreeSet::from([text.to_owned()]);
        let scope = Scope { services: set(asked), regions: set("us-ashburn-1"), ..Scope::default() };
        let tenancy = Broken::tenancy();
        let whole = tenancy.discover(&scope).await;
        let (ids, operations) = (whole.ids(), whole.operations(service));
        Broken { service, tenancy, scope, ids, operations }
    }

    /// Lets operations fail. Each of them that was called must be told as unknown.
    async fn told(&mut self, pattern: &str, fault: &str, begin: &str) -> (BTreeSet<String>, u64) {
        // The range's clock stands still, and a signature is good for minutes.
        if jiff::Timestamp::now().as_millisecond() - self.tenancy.wire.at > 60_000 {
            self.tenancy = Broken::tenancy();
        }
        let rule = match self.service {
            // The range has load balancers and networks under one name.
            "loadbalancer" => format!("oci:iaas:{pattern}:{fault}:1"),
            // The range has one operation for all lists of a domain.
            "domain" => format!("oci:domain:*:{fault}:1"),
            service => format!("oci:{service}:{pattern}:{fault}:1"),
        };
        self.tenancy.set_faults(vec![rule.parse().unwrap()]);
        let broken = self.tenancy.discover(&self.scope).await;
        self.tenancy.set_faults(Vec::new());
        let called: BTreeSet<String> =
            broken.operations(self.service).into_iter().filter(|name| name.starts_with(begin)).collect();
        let told = broken.unknown();
        for operation in &called {
            // A model without provenance and a caller who may not see it get the same answer.
            let silent = operation == "GetModelProvenance" && pattern == operation && fault == "403";
            assert!(silent || told.contains(operation), "{}:{operation} {fault}: {told:?}", self.service);
        }
        let lost: Vec<String> = self.ids.difference(&broken.ids()).cloned().collect();
        assert!(lost.is_empty() || !told.is_empty(), "{} {pattern} {fault}: {lost:?}", self.service);
        (called, broken.calls)
    }
}
