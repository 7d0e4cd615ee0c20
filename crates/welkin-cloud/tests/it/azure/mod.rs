//! Azure.

mod estate;
mod faults;

use std::sync::Arc;

use url::Url;
use welkin_cloud::transport::{Endpoints, Observed, Transport, TransportOptions};
use welkin_cloud::{Discovery, Environment, Scope, clouds, discover};
use welkin_model::estate::Graph;
use welkin_model::{Cloud, Millis};
use welkin_range::sim::{Bases, FaultRule, Range};

use crate::wire::RangeWire;

const AT: Millis = 1_795_860_000_000;
const PROD: &str = "/subscriptions/c0ffee12-8d3a-4b7e-9f15-2a6b7c8d9e0f";
const SANDBOX: &str = "/subscriptions/5a4db0c5-1e2f-4a3b-8c7d-6e5f4a3b2c1d";

/// The range and a client of it.
struct Estate {
    wire: Arc<RangeWire>,
    transport: Arc<Transport>,
    environment: Environment,
}

/// What a discovery gave.
struct Found {
    graph: Graph,
    operations: Vec<Observed>,
    calls: u64,
}

impl Estate {
    /// With the variables of the range whose names begin with this, and without those that are named.
    fn new(prefix: &str, without: &[&str]) -> Estate {
        let wire = Arc::new(RangeWire::new(AT));
        let bases = Bases {
            plain: "http://azure.range".to_owned(),
            tls: "http://azure.range".to_owned(),
            ca_file: String::new(),
            folder: String::new(),
        };
        let access = wire.range.lock().unwrap().access(Cloud::Azure, &bases);
        let variables = access.environment.into_iter().filter_map(|(name, value)| {
            let name = name.strip_prefix(prefix).map(str::to_owned)?;
            (!without.contains(&name.as_str())).then_some((name, value))
        });
        let environment = Environment::new(variables, None);
        let transport = Transport::new(Arc::clone(&wire) as Arc<_>, TransportOptions::default());
        Estate { wire, transport: Arc::new(transport), environment }
    }

    /// The auditor in the whole tenant.
    fn auditor() -> Estate {
        Estate::new("", &["AZURE_SUBSCRIPTION_ID"])
    }

    fn with_range<T>(&self, act: impl FnOnce(&mut Range) -> T) -> T {
        act(&mut self.wire.range.lock().unwrap())
    }

    fn faults(&self, rule: &str) {
        let rule: FaultRule = rule.parse().unwrap();
        self.with_range(|range| range.set_faults(vec![rule]));
    }

    async fn discovered(&self, scope: &Scope) -> Found {
        let base = Url::parse("http://azure.range").ok();
        let endpoints = Endpoints::default().with_all(base);
        let azure = clouds(Cloud::Azure, &self.environment, &endpoints, &self.transport).unwrap();
        let discovery = Discovery::new(AT);
        discover(&*azure, scope, &discovery).await.unwrap();
        let counts = self.transport.observer().counts();
        Found {
            graph: discovery.into_builder().finish(),
            operations: counts.keys().cloned().collect(),
            calls: self.transport.observer().total().calls,
        }
    }
}
