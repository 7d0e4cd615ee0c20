use std::collections::BTreeMap;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use futures::future::{self, BoxFuture, FutureExt as _};
use futures::stream::{self, StreamExt as _};
use serde_json::json;
use welkin_model::Cloud as CloudName;
use welkin_model::estate::{Hole, Unknown, UnknownReason};

use super::ask::Ask;
use super::auth::Signer;
use super::index::Index;
use super::list::ListRule;
use super::run::{Place, run};
use super::{lists, permission, tenancy};
use crate::cloud::{Cloud, CloudError, Inventory, NotCapable};
use crate::discovery::{Discovery, Scope};
use crate::environment::Environment;
use crate::transport::{Endpoints, SignError, Transport};

/// One tenancy of Oracle Cloud, as its command line would reach it.
#[derive(Debug)]
pub(crate) struct Oci {
    transport: Arc<Transport>,
    signer: Arc<Signer>,
    endpoints: Endpoints,
    /// What the environment says of the tenancy and the region, where the credential does not.
    tenancy: Option<String>,
    region: Option<String>,
}

/// How many lists are read at the same time.
const SIDE_BY_SIDE: usize = 24;

impl Oci {
    pub(crate) fn new(
        environment: &Environment,
        endpoints: &Endpoints,
        transport: Arc<Transport>,
    ) -> Result<Oci, CloudError> {
        let signer = Arc::new(Signer::new(environment, endpoints, transport.wire()));
        let text = |names: &[&str]| environment.first(names).map(str::to_owned);
        Ok(Oci {
            transport,
            signer,
            endpoints: endpoints.clone(),
            tenancy: text(&["OCI_CLI_TENANCY"]),
            region: text(&["OCI_CLI_REGION", "OCI_REGION"]),
        })
    }

    /// Where to begin: the tenancy and a region.
    async fn place(&self) -> Result<(String, String), SignError> {
        let (tenancy, region) = self.signer.place().await?;
        let tenancy = Some(tenancy).filter(|id| !id.is_empty()).or_else(|| self.tenancy.clone());
        let region = Some(region).filter(|name| !name.is_empty()).or_else(|| self.region.clone());
        let lacks = |what: &str| SignError::NoCredential(format!("the credential names no {what}"));
        Ok((tenancy.ok_or_else(|| lacks("tenancy"))?, region.ok_or_else(|| lacks("region"))?))
    }
}

impl Cloud for Oci {
    fn name(&self) -> CloudName {
        CloudName::Oci
    }

    fn inventory(&self) -> Result<&dyn Inventory, NotCapable> {
        Ok(self)
    }
}

#[async_trait]
impl Inventory for Oci {
    async fn discover(&self, scope: &Scope, into: &Discovery) {
        let (root, region) = match self.place().await {
            Ok(place) => place,
            Err(error) => return into.hole(no_credential(&error)),
        };
        let ask = Ask {
            transport: Arc::clone(&self.transport),
            signer: Arc::clone(&self.signer),
            endpoints: self.endpoints.clone(),
            tenancy: root,
            hidden: Arc::new(AtomicBool::new(false)),
            nowhere: Arc::new(Mutex::new(BTreeMap::new())),
        };
        if !tenancy::tenancy(&ask, &region, into).await {
            return;
        }
        let regions = tenancy::regions(&ask, &region, into).await;
        let home = regions.home;
        let (compartments, namespace) = future::join(
            tenancy::compartments(&ask, &home, scope, into),
            tenancy::namespace(&ask, &home, into),
        )
        .await;
        let wanted = regions.all.into_iter().filter(|region| scope.wants_region(region) || *region == home);
        let around = namespace.map_or_else(|| json!({}), |namespace| json!({ "namespace": namespace }));
        let reads: Vec<BoxFuture<'_, Place>> = wanted
            .map(|region| {
                let (around, compartments) = (around.clone(), compartments.clone());
                let ask = &ask;
                async move {
                    // The home region is read for what is global, even where the region itself is not wanted.
                    let index = if scope.wants_region(&region) {
                        Index::read(ask, &region, scope, into).await
                    } else {
                        Index::default()
                    };
                    Place { region, index, around, compartments }
                }
                .boxed()
            })
            .collect();
        let places: Vec<Place> = stream::iter(reads).buffered(SIDE_BY_SIDE).collect().await;
        // Policies first: they may say that the index of search is not to be trusted.
        let policies = lists::all().find(|rule| rule.native == "Policy" && scope.wants_service("identity"));
        if let (Some(rule), Some(place)) = (policies, places.iter().find(|place| place.region == home)) {
            run(&ask, rule, place, into).await;
        }
        let mut work: Vec<BoxFuture<'_, ()>> = Vec::new();
        for place in &places {
            let is_home = place.region == home;
            let wanted = lists::all().filter(|rule| {
                let here = if rule.is_global() { is_home } else { scope.wants_region(&place.region) };
                here && rule.native != "Policy" && scope.wants_service(rule.asked_as())
            });
            work.extend(wanted.map(|rule: &'static ListRule| run(&ask, rule, place, into).boxed()));
        }
        if scope.wants_service("identity") {
            work.push(tenancy::domains(&ask, &home, &compartments, into).boxed());
        }
        stream::iter(work).buffer_unordered(SIDE_BY_SIDE).collect::<()>().await;
    }

    fn read_policy(&self, permissions: &[String]) -> String {
        permission::policy(permissions)
    }
}

fn no_credential(error: &SignError) -> Hole {
    let reason = match error {
        SignError::Unreachable(_) => UnknownReason::Unreachable,
        SignError::NoCredential(_) | SignError::Refused(_) => UnknownReason::Unauthenticated,
    };
    let unknown = Unknown {
        about: "identity:GetTenancy".to_owned(),
        reason,
        permission: None,
        detail: error.to_string(),
    };
    Hole { cloud: CloudName::Oci, scope: String::new(), region: String::new(), unknown }
}
