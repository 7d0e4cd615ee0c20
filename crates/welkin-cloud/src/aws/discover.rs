use std::sync::Arc;

use async_trait::async_trait;
use futures::future::{BoxFuture, FutureExt as _};
use futures::stream::{self, StreamExt as _};
use url::Url;
use welkin_model::Cloud as CloudName;

use super::ask::{Ask, Question};
use super::auth::Signer;
use super::list::{Http, ListRule, text_at};
use super::lists::{LISTS, service_of};
use super::role::{Role, is_role, roles};
use super::run::{hole, run};
use super::service::{Reach, SERVICES, service};
use super::{aggregator, cloudcontrol, iam, permissions, profile, tags, xml};
use crate::cloud::{Cloud, CloudError, Inventory, NotCapable};
use crate::discovery::{Discovery, Scope};
use crate::environment::Environment;
use crate::platform;
use crate::transport::{Endpoints, Transport};

/// The account that AWS's command line would reach, and those whose roles can be assumed from there.
///
/// AWS tells of no list whether it changed since it was read, so that each discovery reads all; and it knows no version
/// of what is immutable (a model, a finished job) either.
#[derive(Debug)]
pub(crate) struct Aws {
    transport: Arc<Transport>,
    signer: Arc<Signer>,
    endpoints: Endpoints,
    environment: Environment,
    /// ARNs of roles to assume, one for each further account.
    roles: Vec<String>,
}

/// Roles to assume, with commas between.
const ROLES: &str = "WELKIN_AWS_ROLE_ARNS";

/// How many lists of one account are read at the same time.
const SIDE_BY_SIDE: usize = 16;
const ACCOUNTS_SIDE_BY_SIDE: usize = 4;

impl Aws {
    pub(crate) fn new(
        environment: &Environment,
        endpoints: &Endpoints,
        transport: Arc<Transport>,
    ) -> Result<Aws, CloudError> {
        let endpoints = overridden(environment, endpoints)?;
        let context = platform::context(environment, &endpoints, transport.wire());
        let roles = roles(environment.get(ROLES).unwrap_or(""));
        if let Some(wrong) = roles.iter().find(|role| !is_role(role)) {
            let problem = format!("{ROLES}: `{wrong}` is no ARN of a role");
            return Err(CloudError { cloud: CloudName::Aws, problem });
        }
        let (signer, environment) = (Arc::new(Signer::new(context)), environment.clone());
        Ok(Aws { transport, signer, endpoints, environment, roles })
    }

    fn ask(&self, account: String) -> Ask {
        Ask {
            transport: Arc::clone(&self.transport),
            signer: Arc::clone(&self.signer),
            endpoints: self.endpoints.clone(),
            account,
        }
    }

    /// Who asks in each account: the caller in its own, and each role that can be assumed in its.
    async fn asks(&self, account: String, home: &str, into: &Discovery) -> Vec<Ask> {
        let base = self.ask(account);
        let mut asks = vec![base.clone()];
        for arn in &self.roles {
            let role = Role { arn: arn.clone(), base: base.clone(), region: home.to_owned() };
            let Some(account) = role.account().map(str::to_owned) else { continue };
            if asks.iter().any(|ask| ask.account == account) {
                continue;
            }
            let mut ask = Ask { account, ..base.clone() };
            match role.assume().await {
                Ok(credential) => {
                    let context =
                        platform::context(&self.environment, &self.endpoints, self.transport.wire());
                    ask.signer = Arc::new(Signer::of_role(context, role, credential));
                    iam::account(&ask, "sts:AssumeRole", into);
                    asks.push(ask);
                }
                Err(error) => into.hole(hole(&ask, "", error.unknown())),
            }
        }
        asks
    }
}

/// `AWS_ENDPOINT_URL` and `AWS_ENDPOINT_URL_<SERVICE>`
/// (<https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html>); what was given by hand comes first.
fn overridden(environment: &Environment, given: &Endpoints) -> Result<Endpoints, CloudError> {
    let parse = |name: &str| match environment.get(name) {
        None => Ok(None),
        Some(text) => Url::parse(text)
            .map(Some)
            .map_err(|_| CloudError { cloud: CloudName::Aws, problem: format!("{name} is no URL") }),
    };
    let mut endpoints = Endpoints::default();
    let all = given.all().cloned();
    endpoints = endpoints.with_all(match all {
        Some(url) => Some(url),
        None => parse("AWS_ENDPOINT_URL")?,
    });
    for service in SERVICES {
        let name = format!("AWS_ENDPOINT_URL_{}", service.variable.to_ascii_uppercase());
        let url = match given.of(service.name) {
            Some(url) => Some(url.clone()),
            None => parse(&name)?,
        };
        if let Some(url) = url {
            endpoints = endpoints.with(service.name, url);
        }
    }
    Ok(endpoints)
}

impl Cloud for Aws {
    fn name(&self) -> CloudName {
        CloudName::Aws
    }

    fn inventory(&self) -> Result<&dyn Inventory, NotCapable> {
        Ok(self)
    }
}

/// One piece of the work, which does not wait for any other.
enum Job {
    List(&'static ListRule, String),
    Iam,
    CloudControl(String),
    Tags(String),
    Aggregators(String),
}

#[async_trait]
impl Inventory for Aws {
    async fn discover(&self, scope: &Scope, into: &Discovery) {
        let home = profile::region(&self.environment).await;
        let Some(account) = iam::caller(&self.ask(String::new()), &home, into).await else { return };
        let mut asks = self.asks(account, &home, into).await;
        asks.retain(|ask| scope.wants_scope(&ask.account));
        let organisation = match scope.wants_service("organizations") {
            true => organisation(&asks, &home).await,
            false => None,
        };
        let accounts: Vec<BoxFuture<'_, ()>> = asks
            .iter()
            .map(|ask| {
                let manages = organisation.as_ref().is_some_and(|account| *account == ask.account);
                self.account(ask, manages, &home, scope, into).boxed()
            })
            .collect();
        stream::iter(accounts).buffer_unordered(ACCOUNTS_SIDE_BY_SIDE).collect::<()>().await;
    }

    fn read_policy(&self, used: &[String]) -> String {
        permissions::policy(used)
    }
}

/// The account that tells of the organisation: the one that manages it if it is among those asked, else the first, whose
/// lists then show what is denied. `None` if there is no organisation.
async fn organisation(asks: &[Ask], home: &str) -> Option<String> {
    let first = asks.first()?;
    let question = Question {
        service: "organizations",
        operation: "DescribeOrganization",
        permission: "",
        region: home,
        http: Http::None,
        path: String::new(),
        parameters: Vec::new(),
    };
    let manager = match first.ask(&question).await {
        Ok(answer) => text_at(&answer?, "Organization.MasterAccountId"),
        Err(_) => None,
    };
    let manager = manager.filter(|manager| asks.iter().any(|ask| ask.account == *manager));
    Some(manager.unwrap_or_else(|| first.account.clone()))
}

impl Aws {
    /// Reads one account; the organisation with it where the account manages it.
    async fn account(&self, ask: &Ask, manages: bool, home: &str, scope: &Scope, into: &Discovery) {
        let regions = self.regions(ask, home, scope, into).await;
        let mut jobs = jobs(scope, &regions, home);
        jobs.retain(|job| match job {
            Job::List(rule, _) => manages || rule.service != "organizations",
            _ => true,
        });
        let work: Vec<BoxFuture<'_, ()>> =
            jobs.into_iter().map(|job| done(ask, job, scope, into).boxed()).collect();
        stream::iter(work).buffer_unordered(SIDE_BY_SIDE).collect::<()>().await;
    }

    /// The regions asked for, else all that are enabled in the account.
    async fn regions(&self, ask: &Ask, home: &str, scope: &Scope, into: &Discovery) -> Vec<String> {
        if !scope.regions.is_empty() {
            return scope.regions.iter().cloned().collect();
        }
        let question = Question {
            service: "ec2",
            operation: "DescribeRegions",
            permission: "",
            region: home,
            http: Http::None,
            path: String::new(),
            parameters: Vec::new(),
        };
        match ask.ask(&question).await {
            Ok(answer) => {
                let regions = xml::list(answer.as_ref().and_then(|answer| answer.get("regionInfo")));
                regions.iter().filter_map(|region| text_at(region, "regionName")).collect()
            }
            Err(error) => {
                into.hole(hole(ask, "", error.unknown()));
                vec![home.to_owned()]
            }
        }
    }
}

async fn done(ask: &Ask, job: Job, scope: &Scope, into: &Discovery) {
    match job {
        Job::List(rule, region) => run(ask, rule, &region, into).await,
        Job::Iam => iam::read(ask, into).await,
        Job::CloudControl(region) => cloudcontrol::read(ask, &region, scope, into).await,
        Job::Tags(region) => tags::read(ask, &region, &tagged(scope), into).await,
        Job::Aggregators(region) => aggregator::read(ask, &region, scope, into).await,
    }
}

fn jobs(scope: &Scope, regions: &[String], home: &str) -> Vec<Job> {
    let mut jobs = Vec::new();
    let wanted =
        LISTS.iter().flat_map(|table| table.iter()).filter(|rule| scope.wants_service(service_of(rule)));
    for rule in wanted {
        let once = service(rule.service).reach == Reach::Global || rule.service == "s3";
        if once {
            jobs.push(Job::List(rule, home.to_owned()));
        } else {
            jobs.extend(regions.iter().map(|region| Job::List(rule, region.clone())));
        }
    }
    if scope.wants_service("iam") {
        jobs.push(Job::Iam);
    }
    for region in regions {
        jobs.push(Job::CloudControl(region.clone()));
        if scope.wants_service("config") {
            jobs.push(Job::Aggregators(region.clone()));
        }
        if !tagged(scope).is_empty() {
            jobs.push(Job::Tags(region.clone()));
        }
    }
    jobs
}

/// The services whose resources do not tell their tags themselves.
fn tagged(scope: &Scope) -> Vec<&'static str> {
    let all = ["bedrock", "bedrock-agentcore", "cloudtrail", "kms", "lambda", "logs", "sagemaker"];
    all.into_iter().filter(|service| scope.wants_service(service.trim_end_matches("-agentcore"))).collect()
}

/// Whether `--service` asks for a type: by the service in its name.
pub(super) fn wants_type(scope: &Scope, native: &str) -> bool {
    let service = native.split("::").nth(1).unwrap_or("").to_ascii_lowercase();
    let service = match service.as_str() {
        "bedrockagentcore" | "bedrockmantle" => "bedrock",
        service => service,
    };
    scope.wants_service(service)
}
