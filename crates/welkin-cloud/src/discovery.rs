use std::collections::BTreeSet;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use serde_json::Value;
use welkin_model::estate::{AssetId, Graph, GraphBuilder, Hole};
use welkin_model::{Cloud as CloudName, Millis};

use crate::cloud::{Cloud, NotCapable};
use crate::describe::{Resource, describe};

/// What to look for. Empty sets ask for everything.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Scope {
    /// Short names of services: `sagemaker`, `bedrock`, `aiplatform`.
    pub services: BTreeSet<String>,
    pub regions: BTreeSet<String>,
    /// Accounts, subscriptions, projects, compartments.
    pub scopes: BTreeSet<String>,
}

impl Scope {
    pub fn wants_service(&self, service: &str) -> bool {
        self.services.is_empty() || self.services.contains(service)
    }

    pub fn wants_region(&self, region: &str) -> bool {
        self.regions.is_empty() || self.regions.contains(region)
    }

    pub fn wants_scope(&self, scope: &str) -> bool {
        self.scopes.is_empty() || self.scopes.contains(scope)
    }
}

/// Gathers what several clouds find at the same time.
#[derive(Debug)]
pub struct Discovery {
    builder: Mutex<GraphBuilder>,
    found: AtomicU64,
    holes: AtomicU64,
    /// When the discovery takes place, for resources that carry no time of their own.
    at: Millis,
    /// What was found the last time.
    before: Option<Graph>,
}

/// How far a discovery is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Progress {
    pub found: u64,
    pub holes: u64,
}

impl Discovery {
    pub fn new(at: Millis) -> Discovery {
        Discovery {
            builder: Mutex::default(),
            found: AtomicU64::new(0),
            holes: AtomicU64::new(0),
            at,
            before: None,
        }
    }

    /// Spares calls for what has not changed since, where the provider's lists tell when a resource changed.
    #[must_use]
    pub fn since(self, before: Option<Graph>) -> Discovery {
        Discovery { before, ..self }
    }

    /// What this call told of the resource the last time.
    pub(crate) fn told_before(&self, id: &AssetId, via: &str) -> Option<Value> {
        let before = self.before.as_ref()?;
        let asset = before.asset(id.as_str())?;
        let view = asset.views.iter().find(|view| &*view.via == via)?;
        serde_json::from_str(&before.payload(view.payload)).ok()
    }

    pub fn resource(&self, mut resource: Resource) {
        if resource.observed_at == 0 {
            resource.observed_at = self.at;
        }
        let described = describe(&resource);
        self.found.fetch_add(1, Ordering::Relaxed);
        if let Ok(mut builder) = self.builder.lock() {
            builder.add(described);
        }
    }

    pub fn hole(&self, hole: Hole) {
        self.holes.fetch_add(1, Ordering::Relaxed);
        if let Ok(mut builder) = self.builder.lock() {
            builder.hole(hole);
        }
    }

    pub fn progress(&self) -> Progress {
        Progress { found: self.found.load(Ordering::Relaxed), holes: self.holes.load(Ordering::Relaxed) }
    }

    /// What was found the last time, and what was gathered now.
    pub fn finish(self) -> (Option<Graph>, GraphBuilder) {
        (self.before, self.builder.into_inner().unwrap_or_default())
    }

    /// What was gathered, for the graph.
    pub fn into_builder(self) -> GraphBuilder {
        self.builder.into_inner().unwrap_or_default()
    }
}

/// Asks a cloud for all that the scope names.
///
/// # Errors
///
/// If the cloud has no inventory.
pub async fn discover(cloud: &dyn Cloud, scope: &Scope, into: &Discovery) -> Result<CloudName, NotCapable> {
    let inventory = cloud.inventory()?;
    inventory.discover(scope, into).await;
    Ok(cloud.name())
}
