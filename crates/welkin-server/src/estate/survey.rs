use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use welkin_cloud::transport::{Endpoints, HttpWire, Transport, TransportOptions};
use welkin_cloud::{Discovery, Environment, Scope, clouds, discover};
use welkin_model::Cloud;
use welkin_model::estate::Graph;
use welkin_range::serve::Served;

use crate::clock;

/// Reads the simulated clouds over HTTP as any real cloud is read, each with its own auditor's credentials.
pub(crate) async fn survey(range: &Served, folder: &Path) -> Result<Graph, String> {
    let access = range.access(folder).map_err(|e| e.to_string())?;
    let ca_file = folder.join("ca.pem");
    let pem = tokio::fs::read(&ca_file).await.map_err(|e| format!("{}: {e}", ca_file.display()))?;
    let wire = HttpWire::new(&[(ca_file.display().to_string(), pem)], Duration::from_secs(30))
        .map_err(|e| e.to_string())?;
    let transport = Arc::new(Transport::new(Arc::new(wire), TransportOptions::default()));
    let discovery = Discovery::new(clock::now());
    let scope = Scope::default();
    let mut asked = Vec::new();
    for (name, access) in access {
        // Without it all subscriptions of the tenant are read.
        let variables = access.environment.into_iter().filter(|(name, _)| name != "AZURE_SUBSCRIPTION_ID");
        let environment = Environment::new(variables, None);
        let endpoints = endpoints(&access.endpoints);
        match clouds(name, &environment, &endpoints, &transport) {
            Ok(cloud) => asked.push(cloud),
            Err(error) => tracing::warn!(cloud = Cloud::as_str(name), %error, "a cloud is not read"),
        }
    }
    let work = asked.iter().map(|cloud| discover(&**cloud, &scope, &discovery));
    for outcome in futures::future::join_all(work).await {
        if let Err(error) = outcome {
            tracing::warn!(%error, "a cloud is not read");
        }
    }
    Ok(discovery.into_builder().finish())
}

fn endpoints(all: &[(String, String)]) -> Endpoints {
    all.iter().fold(Endpoints::default(), |endpoints, (service, url)| match url.parse() {
        Ok(url) => endpoints.with(service.as_str(), url),
        Err(_) => endpoints,
    })
}
