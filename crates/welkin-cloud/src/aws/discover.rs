use std::collections::BTreeSet;
use std::sync::Arc;

use async_trait::async_trait;
use futures::future::{BoxFuture, FutureExt as _};
use futures::stream::{self, StreamExt as _};
use serde_json::json;
use url::Url;
use welkin_model::Cloud as CloudName;

use super::ask::{Ask, Question};
use super::auth::Signer;
use super::list::{Http, ListRule, text_at};
use super::lists::{LISTS, service_of};
use super::run::{hole, run};
use super::service::{Reach, SERVICES, service};
use super::{cloudcontrol, iam, tags, xml};
use crate::cloud::{Cloud, CloudError, Inventory, NotCapable};
use crate::discovery::{Discovery, Scope};
use crate::environment::Environment;
use crate::platform;
use crate::transport::{Endpoints, Transport};

/// One account of AWS, as its command line would reach it.
#[derive(Debug)]
pub(crate) struct Aws {
    transport: Arc<Transport>,
    signer: Arc<Signer>,
    endpoints: Endpoints,
    /// The region that the environment names.
    home: String,
}

/// How many lists are read at the same time.
const SIDE_BY_SIDE: usize = 16;

impl Aws {
    pub(crate) fn new(
        environment: &Environment,
        endpoints: &Endpoints,
        transport: Arc<Transport>,
    ) -> Result<Aws, CloudError> {
        let endpoints = overridden(environment, endpoints)?;
        let context = platform::context(environment, &endpoints, transport.wire());
        let home = environment.first(&["AWS_REGION", "AWS_DEFAULT_REGION"]).unwrap_or("us-east-1");
        Ok(Aws { transport, signer: Arc::new(Signer::new(context)), endpoints, home: home.to_owned() })
    }

    fn ask(&self, account: String) -> Ask {
        Ask {
            transport: Arc::clone(&self.transport),
            signer: Arc::clone(&self.signer),
            endpoints: self.endpoints.clone(),
            account,
        }
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
}

#[async_trait]
impl Inventory for Aws {
    async fn discover(&self, scope: &Scope, into: &Discovery) {
        let Some(account) = iam::caller(&self.ask(String::new()), &self.home, into).await else { return };
        if !scope.wants_scope(&account) {
            return;
        }
        let ask = self.ask(account);
        let regions = self.regions(&ask, scope, into).await;
        let jobs = jobs(scope, &regions, &self.home);
        let work: Vec<BoxFuture<'_, ()>> =
            jobs.into_iter().map(|job| done(&ask, job, scope, into).boxed()).collect();
        stream::iter(work).buffer_unordered(SIDE_BY_SIDE).collect::<()>().await;
    }

    fn read_policy(&self, permissions: &[String]) -> String {
        let actions: BTreeSet<&String> = permissions.iter().collect();
        let policy = json!({
            "Version": "2012-10-17",
            "Statement": [{
                "Sid": "WelkinDiscovery",
                "Effect": "Allow",
                "Action": actions,
                "Resource": "*",
            }],
        });
        format!("{policy:#}")
    }
}

impl Aws {
    /// The regions asked for, else all that are enabled in the account.
    async fn regions(&self, ask: &Ask, scope: &Scope, into: &Discovery) -> Vec<String> {
        if !scope.regions.is_empty() {
            return scope.regions.iter().cloned().collect();
        }
        let question = Question {
            service: "ec2",
            operation: "DescribeRegions",
            permission: "",
            region: &self.home,
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
                vec![self.home.clone()]
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
