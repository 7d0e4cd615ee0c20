use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use futures::future::BoxFuture;
use futures::stream::{self, StreamExt as _};
use serde_json::{Value, json};
use welkin_model::Cloud as CloudName;
use welkin_model::estate::{AssetId, Hole, Unknown, UnknownReason};

use super::ask::Ask;
use super::auth::Bearer;
use super::credential::Sources;
use super::crn::Crn;
use super::list::{ListRule, Reach, text_at};
use super::lists::{self, LISTS, SEARCH};
use super::run::{run, wants};
use super::service::overridden;
use super::token::Tokens;
use crate::cloud::{Cloud, CloudError, Inventory, NotCapable};
use crate::describe::Resource;
use crate::discovery::{Discovery, Scope};
use crate::environment::Environment;
use crate::transport::{Endpoints, SignError, Transport};

/// One account of IBM Cloud, as its command line would reach it.
#[derive(Debug)]
pub(crate) struct Ibm {
    transport: Arc<Transport>,
    tokens: Arc<Tokens>,
    endpoints: Endpoints,
    home: String,
    /// The account that the environment names, for tokens that do not tell.
    account: Option<String>,
}

/// How many lists are read at the same time.
const SIDE_BY_SIDE: usize = 16;

/// The regions of VPC, for endpoints that name one.
pub(super) const REGIONS: &[&str] = &[
    "au-syd", "br-sao", "ca-mon", "ca-tor", "eu-de", "eu-es", "eu-gb", "in-che", "in-mum", "jp-osa",
    "jp-tok", "us-east", "us-south",
];

/// The services whose instances lie where spaces and projects do.
const STUDIO: &[&str] = &["pm-20", "data-science-experience", "aiopenscale", "watsonx-orchestrate"];

impl Ibm {
    pub(crate) fn new(
        environment: &Environment,
        endpoints: &Endpoints,
        transport: Arc<Transport>,
    ) -> Result<Ibm, CloudError> {
        let home = environment.first(&["IBMCLOUD_REGION", "IC_REGION"]).unwrap_or("us-south").to_owned();
        let refuse = |problem| CloudError { cloud: CloudName::Ibm, problem };
        let endpoints = overridden(environment, endpoints, &home).map_err(refuse)?;
        let tokens = Tokens::new(transport.wire(), endpoints.clone(), Sources::new(environment));
        let account = environment.first(&["IBMCLOUD_ACCOUNT_ID", "IC_ACCOUNT_ID"]).map(str::to_owned);
        Ok(Ibm { transport, tokens: Arc::new(tokens), endpoints, home, account })
    }

    /// The account that is asked, or the hole that its absence leaves.
    async fn account(&self) -> Result<String, Unknown> {
        let unknown = |reason, detail: String| Unknown {
            about: "iam:token".to_owned(),
            reason,
            permission: None,
            detail,
        };
        match self.tokens.account().await {
            Ok(Some(account)) => Ok(account),
            Ok(None) => self.account.clone().ok_or_else(|| {
                let detail = "the token names no account: set IBMCLOUD_ACCOUNT_ID".to_owned();
                unknown(UnknownReason::Unauthenticated, detail)
            }),
            Err(error @ SignError::Unreachable(_)) => {
                Err(unknown(UnknownReason::Unreachable, error.to_string()))
            }
            Err(error) => Err(unknown(UnknownReason::Unauthenticated, error.to_string())),
        }
    }
}

impl Cloud for Ibm {
    fn name(&self) -> CloudName {
        CloudName::Ibm
    }

    fn inventory(&self) -> Result<&dyn Inventory, NotCapable> {
        Ok(self)
    }
}

#[async_trait]
impl Inventory for Ibm {
    async fn discover(&self, scope: &Scope, into: &Discovery) {
        let account = match self.account().await {
            Ok(account) => account,
            Err(unknown) => {
                let (scope, region) = (self.account.clone().unwrap_or_default(), String::new());
                into.hole(Hole { cloud: CloudName::Ibm, scope, region, unknown });
                return;
            }
        };
        if !scope.wants_scope(&account) {
            return;
        }
        let ask = Ask {
            transport: Arc::clone(&self.transport),
            bearer: Bearer { tokens: Arc::clone(&self.tokens) },
            endpoints: self.endpoints.clone(),
            account,
            home: self.home.clone(),
            indexed: Mutex::default(),
        };
        tell_account(&ask, into);
        let everywhere = place(&ask, "");
        // The index comes first: it tells which regions are in use, and spares the others their questions for tags.
        run(&ask, &SEARCH, Arc::clone(&everywhere), scope, into).await;
        let regions = regions(&ask, scope, &everywhere, into).await;
        let jobs = jobs(&ask, scope, &regions);
        let work: Vec<BoxFuture<'_, ()>> =
            jobs.into_iter().map(|(rule, place)| run(&ask, rule, place, scope, into)).collect();
        stream::iter(work).buffer_unordered(SIDE_BY_SIDE).collect::<()>().await;
    }

    /// A custom role for each service, as `ibmcloud iam role-create` takes it.
    fn read_policy(&self, permissions: &[String]) -> String {
        let mut by_service: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for action in permissions {
            let service = action.split('.').next().unwrap_or(action);
            let service = if service == "iam" { "iam-access-management" } else { service };
            by_service.entry(service).or_default().insert(action);
        }
        let roles: Vec<Value> = by_service
            .into_iter()
            .map(|(service, actions)| {
                let account = self.account.as_deref().unwrap_or("ACCOUNT");
                json!({
                    "name": "WelkinDiscovery", "display_name": "Welkin discovery", "account_id": account,
                    "service_name": service, "actions": actions,
                })
            })
            .collect();
        format!("{:#}", Value::Array(roles))
    }
}

/// What the templates of lists may refer to from the beginning.
fn place(ask: &Ask, region: &str) -> Arc<Value> {
    Arc::new(json!({"_account": ask.account, "_region": region, "_runtime": "", "_id": ""}))
}

fn tell_account(ask: &Ask, into: &Discovery) {
    let account = &ask.account;
    into.resource(Resource {
        cloud: CloudName::Ibm,
        native_type: Arc::from("enterprise.account"),
        id: AssetId::new(format!("crn:v1:bluemix:public:enterprise::a/{account}::account:{account}")),
        name: account.clone(),
        scope: account.clone(),
        region: String::new(),
        via: Arc::from("iam:token"),
        payload: json!({ "account_id": account }),
        unknowns: Vec::new(),
        observed_at: 0,
    });
}

/// Regions to look into, and those of them where watsonx is.
struct Regions {
    all: BTreeSet<String>,
    studios: BTreeSet<String>,
}

/// The regions asked for; else those that there are, or, where nobody tells, those that the index names.
async fn regions(ask: &Ask, scope: &Scope, everywhere: &Value, into: &Discovery) -> Regions {
    let (mut used, mut studios) = (BTreeSet::new(), BTreeSet::new());
    for id in ask.indexed.lock().map(|indexed| indexed.clone()).unwrap_or_default() {
        let Some(crn) = Crn::parse(id.as_str()).filter(|crn| !crn.region().is_empty()) else { continue };
        used.insert(crn.region().to_owned());
        if STUDIO.contains(&crn.service) {
            studios.insert(crn.region().to_owned());
        }
    }
    if studios.is_empty() {
        studios.insert(ask.home.clone());
    }
    if !scope.regions.is_empty() {
        studios.retain(|region| scope.wants_region(region));
        return Regions { all: scope.regions.clone(), studios };
    }
    let (found, torn) = ask.all(&lists::REGIONS, everywhere).await;
    if let Some(torn) = torn {
        into.hole(ask.hole("", torn.unknown));
    }
    let mut all: BTreeSet<String> = found.iter().filter_map(|region| text_at(region, "name")).collect();
    all.append(&mut used);
    all.insert(ask.home.clone());
    Regions { all, studios }
}

fn jobs(ask: &Ask, scope: &Scope, regions: &Regions) -> Vec<(&'static ListRule, Arc<Value>)> {
    let mut jobs = Vec::new();
    for rule in LISTS.iter().flat_map(|table| table.iter()) {
        // Lists whose own type is told by each item are asked for all services, and told for those that are wanted.
        if !rule.native.is_empty() && !wants(scope, rule.native, rule.read.service) && !below(scope, rule) {
            continue;
        }
        match rule.reach {
            Reach::Once => jobs.push((rule, place(ask, ""))),
            Reach::Regions => jobs.extend(regions.all.iter().map(|region| (rule, place(ask, region)))),
            Reach::Studios => jobs.extend(regions.studios.iter().map(|region| (rule, place(ask, region)))),
        }
    }
    jobs
}

fn below(scope: &Scope, rule: &ListRule) -> bool {
    rule.children.iter().any(|child| wants(scope, child.native, child.read.service))
}
