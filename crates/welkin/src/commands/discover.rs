use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, IsTerminal, Write};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use clap::Args;
use url::Url;
use welkin_cloud::transport::{Count, Endpoints, HttpWire, Rates, Transport, TransportOptions};
use welkin_cloud::{Cloud, Discovery, Environment, NotCapable, Scope, clouds, discover};
use welkin_model::Cloud as CloudName;
use welkin_model::estate::export::Payloads;
use welkin_model::estate::{Graph, GraphBuilder, Hole, carried};

use crate::clock;
use crate::estate::{EstateFormat, keep, kept, write_diff, write_estate};
use crate::exit::{Exit, Failure};

/// Read what exists on the clouds into one graph of assets.
///
/// Credentials are those that the cloud's own command line would take from the environment. Nothing is changed
/// anywhere. What cannot be read is told as unknown, and the exit code is then 1.
#[derive(Debug, Args)]
pub(crate) struct Discover {
    /// The clouds to read
    #[arg(long, value_name = "CLOUD", value_delimiter = ',', required_unless_present = "permissions")]
    cloud: Vec<CloudName>,
    /// Only these services, by their short names: sagemaker, bedrock, aiplatform …
    #[arg(long, value_name = "SERVICE", value_delimiter = ',')]
    service: Vec<String>,
    /// Only these regions
    #[arg(long, value_name = "REGION", value_delimiter = ',')]
    region: Vec<String>,
    /// Only these accounts, subscriptions, projects or compartments
    #[arg(long, value_name = "SCOPE", value_delimiter = ',')]
    scope: Vec<String>,
    /// A role of AWS to assume, to read its account too; may be given several times (as WELKIN_AWS_ROLE_ARNS)
    #[arg(long, value_name = "ARN")]
    assume_role: Vec<String>,
    /// Where services are to be found instead of at the provider: URL, CLOUD=URL, SERVICE=URL or CLOUD/SERVICE=URL
    #[arg(long, value_name = "[[CLOUD/]SERVICE=]URL")]
    endpoint: Vec<String>,
    /// A PEM file with a further authority to trust for TLS
    #[arg(long, value_name = "FILE")]
    ca_file: Vec<PathBuf>,
    /// The most calls a second, to all clouds together
    #[arg(long, value_name = "CALLS")]
    max_rps: Option<f64>,
    /// Keep to the documented rates also where an endpoint on this machine answers; it is learnt there otherwise
    #[arg(long)]
    documented_rates: bool,
    /// When a call without an answer is given up
    #[arg(long, value_name = "SECONDS", default_value_t = 60)]
    timeout: u64,
    #[arg(long, value_enum)]
    format: Option<EstateFormat>,
    /// Write the providers' own words as well
    #[arg(long)]
    raw: bool,
    /// Tell each operation and how often it was called
    #[arg(long)]
    calls: bool,
    /// Keep the estate in this data directory, with what changed since the last time
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// Tell what appeared, vanished and changed since the estate that --data holds, instead of the estate
    #[arg(long, requires = "data")]
    diff: bool,
    /// Print the provider's policy that allows exactly the calls of this run, instead of the estate
    #[arg(long, value_name = "CLOUD")]
    permissions: Option<CloudName>,
}

impl Discover {
    pub(crate) fn run(self) -> Result<Exit, Failure> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(Failure::io("cannot start the runtime"))?;
        runtime.block_on(self.discover())
    }

    async fn discover(self) -> Result<Exit, Failure> {
        let transport = Arc::new(self.transport()?);
        let environment = environment(&self.assume_role);
        let scope =
            Scope { services: set(&self.service), regions: set(&self.region), scopes: set(&self.scope) };
        let names: BTreeSet<CloudName> = match self.permissions {
            Some(cloud) => BTreeSet::from([cloud]),
            None => self.cloud.iter().copied().collect(),
        };
        let mut asked: Vec<Arc<dyn Cloud>> = Vec::new();
        for name in names {
            let refuse = |e: welkin_cloud::CloudError| Failure::Refused(e.to_string());
            let endpoints = self.endpoints(name)?;
            asked.push(clouds(name, &environment, &endpoints, &transport).map_err(refuse)?);
        }
        let before = self.data.as_deref().map(kept).transpose()?.flatten();
        let discovery = Discovery::new(clock::now()).since(before);
        let outcomes = watched(&asked, &scope, &discovery).await;
        for outcome in outcomes {
            outcome.map_err(|e| Failure::Refused(e.to_string()))?;
        }
        if let (Some(_), Some(cloud)) = (self.permissions, asked.first()) {
            return permissions(&**cloud, &transport);
        }
        let (before, builder) = discovery.finish();
        let graph = builder.finish();
        if let Some(dir) = &self.data {
            let names: Vec<&str> = asked.iter().map(|cloud| cloud.name().as_str()).collect();
            let kept = match &before {
                Some(before) => carried(before, &graph, |asset| {
                    // A narrowed run does not tell what else there is.
                    asked.iter().any(|cloud| cloud.name() == asset.cloud) && scope == Scope::default()
                }),
                None => graph.clone(),
            };
            keep(dir, &kept, &format!("discover {}", names.join(",")), clock::now())?;
        }
        let format = EstateFormat::or_default(self.format);
        if self.diff {
            write_diff(&before.unwrap_or_else(|| GraphBuilder::default().finish()), &graph, format)?;
        } else {
            write_estate(&graph, format, if self.raw { Payloads::Write } else { Payloads::Leave })?;
        }
        report(&graph, &transport, self.calls)
    }

    fn transport(&self) -> Result<Transport, Failure> {
        let mut authorities = Vec::new();
        for path in &self.ca_file {
            let name = path.display().to_string();
            let pem = std::fs::read(path).map_err(Failure::io(format!("cannot read {name}")))?;
            authorities.push((name, pem));
        }
        if self.max_rps.is_some_and(|rps| !(rps.is_finite() && rps > 0.0)) {
            return Err(Failure::Refused("--max-rps must be more than 0".to_owned()));
        }
        let wire = HttpWire::new(&authorities, Duration::from_secs(self.timeout.max(1)))
            .map_err(|e| Failure::Refused(e.to_string()))?;
        let rates = if self.documented_rates { Rates::Documented } else { Rates::ByAddress };
        let options = TransportOptions { max_rps: self.max_rps, rates, ..TransportOptions::default() };
        Ok(Transport::new(Arc::new(wire), options))
    }

    /// The addresses that concern a cloud: those without a cloud's name in front concern all.
    fn endpoints(&self, cloud: CloudName) -> Result<Endpoints, Failure> {
        let mut endpoints = Endpoints::default();
        for text in &self.endpoint {
            let (name, url) = match text.split_once('=').filter(|(name, _)| !name.contains("://")) {
                Some((name, url)) => (name, url),
                None => ("", text.as_str()),
            };
            let parsed = Url::parse(url).map_err(|_| {
                Failure::Refused(format!(
                    "--endpoint {text}: expected URL, CLOUD=URL, SERVICE=URL or CLOUD/SERVICE=URL"
                ))
            })?;
            let (of, service) = match name.split_once('/') {
                Some((first, rest)) if first.parse::<CloudName>().is_ok() => (first, rest),
                _ if name.parse::<CloudName>().is_ok() => (name, ""),
                _ => (cloud.as_str(), name),
            };
            if of == cloud.as_str() {
                endpoints = match service {
                    "" => endpoints.with_all(Some(parsed)),
                    service => endpoints.with(service, parsed),
                };
            }
        }
        Ok(endpoints)
    }
}

/// Asks all clouds at the same time, and shows on a terminal how far they are.
async fn watched(
    asked: &[Arc<dyn Cloud>],
    scope: &Scope,
    discovery: &Discovery,
) -> Vec<Result<CloudName, NotCapable>> {
    let on_terminal = io::stderr().is_terminal();
    let work = futures::future::join_all(asked.iter().map(|cloud| discover(&**cloud, scope, discovery)));
    tokio::pin!(work);
    loop {
        tokio::select! {
            outcomes = &mut work => return outcomes,
            () = tokio::time::sleep(Duration::from_millis(250)), if on_terminal => show(discovery),
        }
    }
}

fn set(texts: &[String]) -> BTreeSet<String> {
    texts.iter().map(|text| text.trim().to_owned()).filter(|text| !text.is_empty()).collect()
}

/// The environment of the process, read once, with the roles that are given by hand besides those in it.
fn environment(roles: &[String]) -> Environment {
    const ROLES: &str = "WELKIN_AWS_ROLE_ARNS";
    let own = std::env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)));
    let mut variables: BTreeMap<String, String> = own.collect();
    if !roles.is_empty() {
        let all = variables.remove(ROLES).into_iter().chain(roles.iter().cloned()).collect::<Vec<_>>();
        variables.insert(ROLES.to_owned(), all.join(","));
    }
    Environment::new(variables, std::env::home_dir())
}

fn show(discovery: &Discovery) {
    let progress = discovery.progress();
    // Progress that cannot be shown is no failure.
    write!(io::stderr(), "\r{} resources, {} unknown …\x1b[K", progress.found, progress.holes).ok();
}

fn permissions(cloud: &dyn Cloud, transport: &Transport) -> Result<Exit, Failure> {
    let needed: BTreeSet<String> = transport
        .observer()
        .counts()
        .into_keys()
        .filter(|seen| seen.cloud == cloud.name() && !seen.permission.is_empty())
        .map(|seen| seen.permission)
        .collect();
    let inventory = cloud.inventory().map_err(|e| Failure::Refused(e.to_string()))?;
    let policy = inventory.read_policy(&needed.into_iter().collect::<Vec<_>>());
    writeln!(io::stdout(), "{policy}").map_err(Failure::io("cannot write the policy"))?;
    Ok(Exit::Clean)
}

/// One line for people on standard error, and the exit code.
fn report(graph: &Graph, transport: &Transport, each: bool) -> Result<Exit, Failure> {
    let mut err = io::stderr().lock();
    let clear = if io::stderr().is_terminal() { "\r\x1b[K" } else { "" };
    let Count { calls, throttled, .. } = transport.observer().total();
    let partly = graph.assets().iter().filter(|asset| !asset.unknowns.is_empty()).count();
    let mut text = format!(
        "{clear}{} assets, {} relations, {calls} calls ({throttled} throttled)\n",
        graph.assets().len(),
        graph.edge_count()
    );
    if each {
        for (seen, count) in transport.observer().counts() {
            text.push_str(&format!(
                "{:>8}  {} {}:{}\n",
                count.calls, seen.cloud, seen.service, seen.operation
            ));
        }
    }
    if !graph.holes().is_empty() || partly > 0 {
        text.push_str(&format!(
            "not all could be read: {} parts of the estate and {partly} assets have unknowns\n",
            graph.holes().len()
        ));
        text.extend(graph.holes().iter().take(20).map(|hole: &Hole| format!("  {hole}\n")));
    }
    err.write_all(text.as_bytes()).ok();
    Ok(if graph.holes().is_empty() && partly == 0 { Exit::Clean } else { Exit::Findings })
}
