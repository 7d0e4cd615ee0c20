//! Azure.

mod cross;
mod estate;
mod faults;
mod scope;

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use url::Url;
use welkin_cloud::transport::{Endpoints, Transport, TransportOptions};
use welkin_cloud::{Discovery, Environment, Scope, clouds, discover};
use welkin_model::estate::{EdgeKind, Graph};
use welkin_model::{Cloud, Millis};
use welkin_range::sim::{Bases, FaultRule, Range};

use crate::wire::RangeWire;

const AT: Millis = 1_795_860_000_000;
const PROD: &str = "/subscriptions/c0ffee12-8d3a-4b7e-9f15-2a6b7c8d9e0f";
const SANDBOX: &str = "/subscriptions/5a4db0c5-1e2f-4a3b-8c7d-6e5f4a3b2c1d";

/// The range and a caller of it.
#[derive(Debug)]
struct Estate {
    wire: Arc<RangeWire>,
    environment: Environment,
}

impl Estate {
    /// The auditor in the whole tenant.
    fn auditor() -> Estate {
        Estate::of(AT, "", &["AZURE_SUBSCRIPTION_ID"], None)
    }

    /// A caller by the variables whose names begin with this, without those that are named. Credential files are
    /// written where there is a folder.
    fn of(at: Millis, prefix: &str, without: &[&str], folder: Option<&Path>) -> Estate {
        let wire = Arc::new(RangeWire::new(at));
        let bases = Bases {
            plain: "http://azure.test".to_owned(),
            tls: "http://azure.test".to_owned(),
            ca_file: String::new(),
            folder: folder.map(|folder| folder.display().to_string()).unwrap_or_default(),
        };
        let access = wire.range.lock().unwrap().access(Cloud::Azure, &bases);
        for file in access.files.iter().filter_map(|file| Some((folder?.join(&file.name), &file.content))) {
            std::fs::write(file.0, file.1).unwrap();
        }
        let variables = access.environment.into_iter().filter_map(|(name, value)| {
            let own = name.strip_prefix(prefix).filter(|own| own.starts_with("AZURE_"))?.to_owned();
            (!without.contains(&own.as_str())).then_some((own, value))
        });
        Estate { wire, environment: Environment::new(variables, None) }
    }

    fn with_range<T>(&self, act: impl FnOnce(&mut Range) -> T) -> T {
        act(&mut self.wire.range.lock().unwrap())
    }

    fn fault(&self, rule: &str) {
        let rule: FaultRule = rule.parse().unwrap();
        self.with_range(|range| range.set_faults(vec![rule]));
    }

    async fn discover(&self, scope: &Scope) -> Discovery {
        let (discovery, transport) = (Discovery::new(AT), self.transport());
        self.ask_for(scope, &discovery, &transport).await;
        discovery
    }

    async fn graph(&self) -> Graph {
        self.discover(&Scope::default()).await.into_builder().finish()
    }

    async fn ask_for(&self, scope: &Scope, discovery: &Discovery, transport: &Arc<Transport>) -> String {
        let endpoints = Endpoints::default().with_all(Url::parse("http://azure.test").ok());
        let azure = clouds(Cloud::Azure, &self.environment, &endpoints, transport).unwrap();
        discover(&*azure, scope, discovery).await.unwrap();
        let counts = transport.observer().counts();
        let permissions: BTreeSet<String> = counts.into_keys().map(|seen| seen.permission).collect();
        azure.inventory().unwrap().read_policy(&permissions.into_iter().collect::<Vec<_>>())
    }

    fn transport(&self) -> Arc<Transport> {
        let wire = Arc::clone(&self.wire) as Arc<_>;
        Arc::new(Transport::new(wire, TransportOptions::default()))
    }
}

fn ids(graph: &Graph) -> BTreeSet<String> {
    graph.assets().iter().map(|asset| asset.id.to_string()).collect()
}

#[track_caller]
fn expect_edge(graph: &Graph, from: &str, kind: EdgeKind, to: &str) {
    let found =
        graph.edges().any(|edge| edge.from.as_str() == from && edge.kind == kind && edge.to.as_str() == to);
    assert!(found, "{from} -{kind}-> {to} is missing; from it lead: {:#?}", edges_from(graph, from));
}

fn edges_from(graph: &Graph, from: &str) -> Vec<String> {
    let edges = graph.edges().filter(|edge| edge.from.as_str() == from);
    edges.map(|edge| format!("{} {}", edge.kind, edge.to)).collect()
}
