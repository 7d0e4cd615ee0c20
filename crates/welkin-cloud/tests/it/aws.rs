use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use bytes::Bytes;
use http::Request;
use welkin_cloud::transport::{Answer, Endpoints, Transport, TransportOptions, Wire, WireError};
use welkin_cloud::{Discovery, Environment, Scope, clouds, discover};
use welkin_model::estate::{AssetKind, EdgeKind, Fact, Graph, UnknownReason};
use welkin_model::{Cloud, Millis};
use welkin_range::sim::{Bases, FaultRule, Weakness};

use crate::wire::RangeWire;

const PROD: &str = "111122223333";
const TRAINING: &str = "444455556666";
const MANAGEMENT: &str = "777788889999";

/// Signatures carry the time of the clock.
fn now() -> Millis {
    jiff::Timestamp::now().as_millisecond()
}

fn variables(wire: &RangeWire) -> BTreeMap<String, String> {
    let base = "http://aws.test".to_owned();
    let bases =
        Bases { plain: base.clone(), tls: base, ca_file: String::new(), folder: "/nowhere".to_owned() };
    wire.range.lock().unwrap().access(Cloud::Aws, &bases).environment.into_iter().collect()
}

struct Outcome {
    graph: Graph,
    permissions: BTreeSet<String>,
    calls: u64,
    policy: String,
}

async fn run(wire: &Arc<RangeWire>, variables: BTreeMap<String, String>, scope: &Scope) -> Outcome {
    run_over(Arc::clone(wire) as _, wire.at, variables, scope).await
}

async fn run_over(
    wire: Arc<dyn Wire>,
    at: Millis,
    variables: BTreeMap<String, String>,
    scope: &Scope,
) -> Outcome {
    let transport = Arc::new(Transport::new(wire, TransportOptions::default()));
    let environment = Environment::new(variables, None);
    let cloud = clouds(Cloud::Aws, &environment, &Endpoints::default(), &transport).unwrap();
    let discovery = Discovery::new(at);
    discover(&*cloud, scope, &discovery).await.unwrap();
    let counts = transport.observer().counts();
    let permissions: BTreeSet<String> = counts.into_keys().map(|seen| seen.permission).collect();
    let used: Vec<String> = permissions.iter().cloned().collect();
    let policy = cloud.inventory().unwrap().read_policy(&used);
    let calls = transport.observer().total().calls;
    Outcome { graph: discovery.into_builder().finish(), permissions, calls, policy }
}

fn of_services(services: &[&str], regions: &[&str]) -> Scope {
    Scope {
        services: services.iter().map(|name| (*name).to_owned()).collect(),
        regions: regions.iter().map(|name| (*name).to_owned()).collect(),
        scopes: BTreeSet::new(),
    }
}

fn has_edge(graph: &Graph, from: &str, kind: EdgeKind, to: &str) -> bool {
    graph.edges().any(|edge| edge.from.as_str() == from && edge.kind == kind && edge.to.as_str() == to)
}

#[tokio::test(start_paused = true)]
async fn all_accounts_are_found_with_every_weakness() {
    let wire = Arc::new(RangeWire::new(now()));
    let outcome = run(&wire, variables(&wire), &Scope::default()).await;
    let graph = &outcome.graph;
    for weakness in Weakness::all().filter(|weakness| weakness.cloud == Cloud::Aws) {
        assert!(graph.asset(weakness.asset).is_some(), "{}: {} is not found", weakness.id, weakness.asset);
    }
    let absent: Vec<_> = SEEDED.iter().filter(|id| graph.asset(id).is_none()).collect();
    assert!(absent.is_empty(), "not found: {absent:#?}");
    let of = |scope: &str| graph.assets().iter().filter(|asset| &*asset.scope == scope).count();
    assert!(
        of(PROD) > 150 && of(TRAINING) > 60 && of(MANAGEMENT) > 5,
        "{} {} {}",
        of(PROD),
        of(TRAINING),
        of(MANAGEMENT)
    );
    let holes: Vec<String> = graph.holes().iter().map(ToString::to_string).collect();
    assert!(holes.is_empty(), "{} holes:\n{}", holes.len(), holes.join("\n"));
    let unknown: Vec<String> = graph
        .assets()
        .iter()
        .flat_map(|asset| asset.unknowns.iter().map(move |unknown| format!("{}: {unknown:?}", asset.id)))
        .collect();
    assert!(unknown.is_empty(), "{}", unknown.join("\n"));
    let ai = graph
        .assets()
        .iter()
        .filter(|asset| asset.kind.group() == welkin_model::estate::AssetGroup::Ai)
        .count();
    println!(
        "{} assets, {ai} of AI, {} edges, {} calls",
        graph.assets().len(),
        graph.edge_count(),
        outcome.calls
    );
    for action in &outcome.permissions {
        assert!(outcome.policy.contains(&format!("\"{action}\"")), "{action}");
        assert!(action.contains(':') && !action.contains('*'), "{action}");
    }
}

/// One of each kind that the estate holds, in the account and spelling that the range has it in.
#[rustfmt::skip]
const SEEDED: &[&str] = &[
    "arn:aws:bedrock-agentcore:us-east-1:111122223333:code-interpreter-custom/advisor_python-N4m8k2Q6tb",
    "arn:aws:bedrock-agentcore:us-east-1:111122223333:memory/advisor_memory-T6q1r8S3tb",
    "arn:aws:bedrock-agentcore:us-east-1:111122223333:token-vault/default/oauth2credentialprovider/okta-tools",
    "arn:aws:bedrock:us-east-1:111122223333:agent-alias/TBAGENT001/TBALIAS001",
    "arn:aws:bedrock:us-east-1:111122223333:custom-model/amazon.nova-pro-v1:0:300k/8k2m4x7q9tb1",
    "arn:aws:bedrock:us-east-1:111122223333:flow/TBFLOW0001",
    "arn:aws:bedrock:us-east-1:111122223333:guardrail/gr3p8w5z1ntb",
    "arn:aws:bedrock:us-east-1:111122223333:imported-model/w7x2c9v4btb0",
    "arn:aws:bedrock:us-east-1:111122223333:model-customization-job/amazon.nova-pro-v1:0/tb01",
    "arn:aws:bedrock:us-east-1:111122223333:prompt/TBPROMPT01",
    "arn:aws:bedrock:us-east-1:111122223333:provisioned-model/p6q1r8s3ttb2",
    "arn:aws:bedrock:us-west-2:111122223333:guardrail/gr1f6j8y5mtb",
    "arn:aws:aoss:us-east-1:111122223333:collection/2mc5r9j1tbx7h6",
    "arn:aws:ec2:us-east-1:111122223333:transit-gateway/tgw-0d5f7a9b1c3e24680",
    "arn:aws:ec2:us-east-1:111122223333:vpn-connection/vpn-0c1a2b3c4d5e62001",
    "arn:aws:ec2:us-east-1:444455556666:vpc/vpc-0d3e5f7a9b1c24680",
    "arn:aws:elasticloadbalancing:us-east-1:111122223333:loadbalancer/app/api-ingress/50dc6c495c0c9188",
    "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com",
    "arn:aws:iam::444455556666:role/gcp-model-deployer",
    "arn:aws:iam::777788889999:role/WelkinAudit",
    "arn:aws:cloudtrail:us-east-1:777788889999:trail/technobank-org-trail",
    "arn:aws:guardduty:us-east-1:444455556666:detector/98fed76c543b2ae109dc8b76a54321f0",
    "arn:aws:logs:us-east-1:444455556666:log-group:/aws/sagemaker/TrainingJobs",
    "arn:aws:s3:::technobank-training-us",
    "arn:aws:sagemaker:us-east-1:444455556666:cluster/credit-hyperpod",
];

#[tokio::test(start_paused = true)]
async fn assets_say_how_they_bear_on_each_other() {
    let wire = Arc::new(RangeWire::new(now()));
    let graph = run(&wire, variables(&wire), &of_services(&[], &["us-east-1"])).await.graph;
    let prod = |service: &str, rest: &str| format!("arn:aws:{service}:us-east-1:{PROD}:{rest}");
    let core = prod("bedrock-agentcore", "gateway/tools-gateway-a7k2m9x4qt/target/TBTARGET01");
    let checks = [
        (core.clone(), EdgeKind::CanInvoke, prod("lambda", "function:claims-lookup")),
        (prod("bedrock-agentcore", "gateway/tools-gateway-a7k2m9x4qt"), EdgeKind::Contains, core),
        (
            prod("bedrock-agentcore", "runtime/research_agent-P8w5z1N3tb"),
            EdgeKind::DeployedFrom,
            prod("ecr", "repository/research_agent"),
        ),
        (
            prod("bedrock", "knowledge-base/TBKNOW0001"),
            EdgeKind::Uses,
            prod("aoss", "collection/8xk2v7n4tbq9w3"),
        ),
        (
            prod("bedrock", "knowledge-base/TBKNOW0002/data-source/TBSRC00002"),
            EdgeKind::Reads,
            "arn:aws:s3:::technobank-reports-us".to_owned(),
        ),
        (
            prod("bedrock", "agent/TBAGENT001"),
            EdgeKind::GovernedBy,
            prod("bedrock", "guardrail/gr7k2m9x4qtb"),
        ),
        (
            format!("arn:aws:iam::{TRAINING}:role/gcp-model-deployer"),
            EdgeKind::Reads,
            "arn:aws:s3:::technobank-models-us".to_owned(),
        ),
        (
            format!("arn:aws:iam::{PROD}:root"),
            EdgeKind::CanAssume,
            format!("arn:aws:iam::{TRAINING}:role/WelkinAudit"),
        ),
    ];
    for (from, kind, to) in &checks {
        assert!(has_edge(&graph, from, *kind, to), "{from} {kind} {to}");
    }
    let memory = prod("bedrock-agentcore", "memory/advisor_memory-T6q1r8S3tb");
    let encrypted = graph.asset(&memory).unwrap().fact(Fact::Encryption);
    assert_eq!(encrypted, Some("customer_key"), "{memory}");
    let open = "arn:aws:ec2:us-east-1:444455556666:security-group/sg-0f2b4d6e8a0c13579";
    assert_eq!(graph.asset(open).unwrap().fact(Fact::Public), Some("yes"));
    let bucket = graph.asset("arn:aws:s3:::technobank-models-us").unwrap();
    assert_eq!((bucket.kind, bucket.fact(Fact::State)), (AssetKind::Bucket, None));
}

#[tokio::test(start_paused = true)]
async fn an_account_whose_role_cannot_be_assumed_is_a_hole() {
    let wire = Arc::new(RangeWire::new(now()));
    let mut variables = variables(&wire);
    let role = format!("arn:aws:iam::{TRAINING}:role/data-scientist");
    variables.insert("WELKIN_AWS_ROLE_ARNS".to_owned(), role);
    let graph = run(&wire, variables, &of_services(&["kms"], &["us-east-1"])).await.graph;
    let [hole] = graph.holes() else { panic!("{:?}", graph.holes()) };
    assert_eq!((hole.scope.as_str(), hole.unknown.reason), (TRAINING, UnknownReason::Denied));
    assert_eq!(hole.unknown.permission.as_deref(), Some("sts:AssumeRole"));
}

#[tokio::test(start_paused = true)]
async fn what_is_not_told_in_an_account_comes_from_an_aggregator() {
    let wire = Arc::new(RangeWire::new(now()));
    let mut variables = variables(&wire);
    variables.remove("WELKIN_AWS_ROLE_ARNS");
    let alone = run(&wire, variables, &Scope::default()).await.graph;
    let foreign = alone.assets().iter().filter(|asset| &*asset.scope == TRAINING).count();
    assert!(foreign > 10, "{foreign} assets of an account that is not read itself");
}

type Operations = BTreeSet<(String, String)>;

fn observed(wire: &RangeWire) -> Operations {
    let range = wire.range.lock().unwrap();
    let all = range.calls().by_operation.keys();
    all.map(|(_, operation)| (operation.service.clone(), operation.name.clone())).collect()
}

/// Each operation of the services goes wrong in each way. Those that do not need each other go wrong in one run; what
/// was never asked for since something before it failed has its turn in the next.
async fn faults(services: &[&str]) {
    let wire = Arc::new(RangeWire::new(now()));
    let scope = of_services(services, &["us-east-1"]);
    let mut variables = variables(&wire);
    variables.remove("WELKIN_AWS_ROLE_ARNS");
    let clean = run(&wire, variables.clone(), &scope).await.graph;
    let all = observed(&wire);
    let mut cells = 0;
    for fault in ["403", "429", "500", "timeout", "truncate", "garbage"] {
        let mut left = all.clone();
        while !left.is_empty() {
            let rule = |(service, name): &(String, String)| format!("aws:{service}:{name}:{fault}:1").parse();
            let rules: Vec<FaultRule> = left.iter().map(|operation| rule(operation).unwrap()).collect();
            wire.range.lock().unwrap().set_faults(rules);
            wire.range.lock().unwrap().forget_calls();
            let graph = run(&wire, variables.clone(), &scope).await.graph;
            let struck: Operations = observed(&wire).intersection(&left).cloned().collect();
            assert!(!struck.is_empty(), "{fault}: nothing asks for {left:?}");
            let told = graph.holes().iter().map(|hole| &hole.unknown);
            let on_assets = graph.assets().iter().flat_map(|asset| &asset.unknowns);
            let about: BTreeSet<&str> = told.chain(on_assets).map(|unknown| unknown.about.as_str()).collect();
            for (service, name) in &struck {
                assert!(
                    about.iter().any(|about| about.contains(name)),
                    "{service}:{name} {fault} is not told"
                );
            }
            let missing = clean.assets().iter().any(|asset| graph.asset(asset.id.as_str()).is_none());
            assert!(!missing || !about.is_empty(), "{fault}: an asset is missing without a word");
            cells += struck.len();
            left = left.difference(&struck).cloned().collect();
        }
    }
    println!("{cells} cells of {services:?}");
}

macro_rules! fault_matrix {
    ($($test:ident: $($service:literal),+;)*) => {
        $(#[tokio::test(start_paused = true)]
        async fn $test() {
            faults(&[$($service),+]).await;
        })*
    };
}

fault_matrix! {
    no_failure_of_sagemaker_is_silent: "sagemaker";
    no_failure_of_bedrock_is_silent: "bedrock";
    no_failure_of_ec2_is_silent: "ec2";
    no_failure_of_iam_is_silent: "iam", "organizations";
    no_failure_of_stores_is_silent: "s3", "kms", "secretsmanager";
    no_failure_of_what_runs_is_silent: "lambda", "eks", "elasticloadbalancing", "cloudtrail", "logs", "guardduty";
}

/// Whatever is written to a log, by `tracing` or by `log`.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl log::Log for Log {
    fn enabled(&self, _metadata: &log::Metadata<'_>) -> bool {
        true
    }

    fn log(&self, record: &log::Record<'_>) {
        writeln!(self.0.lock().unwrap(), "{} {}", record.target(), record.args()).unwrap();
    }

    fn flush(&self) {}
}

/// Remembers what proves who calls.
#[derive(Debug)]
struct Listening {
    proofs: Mutex<BTreeSet<(&'static str, String)>>,
    to: Arc<RangeWire>,
}

#[async_trait]
impl Wire for Listening {
    async fn send(&self, request: Request<Bytes>) -> Result<Answer, WireError> {
        for name in ["authorization", "x-amz-security-token"] {
            if let Some(value) = request.headers().get(name) {
                self.proofs.lock().unwrap().insert((name, value.to_str().unwrap().to_owned()));
            }
        }
        self.to.send(request).await
    }
}

#[tokio::test(start_paused = true)]
async fn no_log_holds_a_secret() {
    let log = Log::default();
    log::set_boxed_logger(Box::new(log.clone())).unwrap();
    log::set_max_level(log::LevelFilter::Trace);
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_writer(move || writer.clone())
        .finish();
    let _guard = tracing::subscriber::set_default(subscriber);
    let range = Arc::new(RangeWire::new(now()));
    let variables = variables(&range);
    let wire = Arc::new(Listening { proofs: Mutex::default(), to: Arc::clone(&range) });
    let scope = of_services(&["kms", "sagemaker", "iam"], &["us-east-1"]);
    run_over(Arc::clone(&wire) as _, range.at, variables.clone(), &scope).await;
    let written = String::from_utf8_lossy(&log.0.lock().unwrap()).into_owned();
    assert!(written.contains("ListModels"), "nothing was captured");
    let secrets = variables.iter().filter(|(name, _)| name.ends_with("SECRET_ACCESS_KEY"));
    for (name, secret) in secrets {
        assert!(!written.contains(secret.as_str()), "{name} is in a log");
    }
    let proofs = wire.proofs.lock().unwrap();
    assert!(proofs.iter().any(|(name, _)| *name == "x-amz-security-token"), "no session was used");
    for (name, value) in proofs.iter() {
        assert!(!written.contains(value.as_str()), "a value of {name} is in a log");
    }
    for mark in ["Signature=", "Credential=", "SessionToken"] {
        assert!(!written.contains(mark), "{mark} is in a log");
    }
}
