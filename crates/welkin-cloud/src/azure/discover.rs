use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use async_trait::async_trait;
use futures::future::{BoxFuture, FutureExt as _, join_all};
use futures::stream::{self, StreamExt as _};
use reqsign_core::time::Timestamp;
use serde_json::Value;
use welkin_model::Cloud as CloudName;

use super::ask::{Ask, text};
use super::auth::Bearer;
use super::children::children;
use super::credential::sources;
use super::find::{Find, Known};
use super::place::{Places, QUERIES};
use super::query::{Query, queries, rows};
use super::run::{concerns, read, service_of, type_of};
use super::{directory, grant, id, role, subscription};
use crate::cloud::{Cloud, CloudError, Inventory, NotCapable};
use crate::discovery::{Discovery, Scope};
use crate::environment::Environment;
use crate::platform;
use crate::transport::{Endpoints, Transport};

/// One tenant of Azure, as its command line would reach it.
#[derive(Debug)]
pub(crate) struct Azure {
    ask: Ask,
    /// The subscription that the environment names.
    subscription: Option<String>,
    /// The tenant that it names, if by its id.
    tenant: Option<String>,
}

/// How many lists are read at the same time.
const SIDE_BY_SIDE: usize = 32;

impl Azure {
    pub(crate) fn new(
        environment: &Environment,
        endpoints: &Endpoints,
        transport: Arc<Transport>,
    ) -> Result<Azure, CloudError> {
        let places = Places::new(environment, endpoints)
            .map_err(|problem| CloudError { cloud: CloudName::Azure, problem })?;
        let context = platform::context(environment, endpoints, transport.wire());
        let clock = || Timestamp::now().as_second();
        let bearer = Bearer::new(context, transport.wire(), places.clone(), sources(environment), clock);
        let subscription = environment.get("AZURE_SUBSCRIPTION_ID").map(str::to_owned);
        let tenant = environment.get("AZURE_TENANT_ID").filter(|id| id::is_guid(id)).map(str::to_owned);
        Ok(Azure { ask: Ask { transport, bearer: Arc::new(bearer), places }, subscription, tenant })
    }
}

impl Cloud for Azure {
    fn name(&self) -> CloudName {
        CloudName::Azure
    }

    fn inventory(&self) -> Result<&dyn Inventory, NotCapable> {
        Ok(self)
    }
}

#[async_trait]
impl Inventory for Azure {
    async fn discover(&self, scope: &Scope, into: &Discovery) {
        let wants_directory =
            scope.services.is_empty() || scope.services.contains("entra") || scope.services.contains("graph");
        let mut work: Vec<BoxFuture<'_, ()>> = vec![self.resources(scope, into).boxed()];
        if wants_directory {
            work.push(directory::read(&self.ask, self.tenant.as_deref(), into).boxed());
        }
        join_all(work).await;
    }

    fn read_policy(&self, permissions: &[String]) -> String {
        role::custom(permissions)
    }
}

impl Azure {
    async fn resources(&self, scope: &Scope, into: &Discovery) {
        let told = self.subscription.as_deref();
        let subscriptions = subscription::chosen(&self.ask, scope, told, into).await;
        let queries = queries(scope);
        let work: Vec<BoxFuture<'_, Vec<Value>>> =
            queries.iter().map(|query| rows(&self.ask, query, &subscriptions, into).boxed()).collect();
        let tables = join_all(work).await;
        let find = Find { into, scope };
        let mut parents = Vec::new();
        let mut grants = Vec::new();
        for (query, rows) in queries.iter().zip(tables) {
            if query.table == "authorizationresources" {
                grants.extend(rows);
            } else {
                parents.extend(rows.iter().filter_map(|row| told_row(find, query, row)));
            }
        }
        for row in granted(grants) {
            find.tell(&type_of(&row), &format!("{QUERIES}:authorizationresources"), &row, None, Vec::new());
        }
        let wanted = |native: &str| scope.wants_service(&service_of(native));
        let work: Vec<BoxFuture<'_, ()>> = parents
            .iter()
            .flat_map(|known| children(&known.native).iter().map(move |child| (known, child)))
            .filter(|(known, child)| {
                concerns(child, known) && (wanted(&known.native) || wanted(child.native))
            })
            .map(|(known, child)| read(&self.ask, find, child, known.clone()))
            .collect();
        stream::iter(work).buffer_unordered(SIDE_BY_SIDE).collect::<()>().await;
    }
}

fn told_row(find: Find<'_>, query: &Query, row: &Value) -> Option<Known> {
    let via = format!("{QUERIES}:{}", query.table);
    find.tell(&type_of(row), &via, row, None, Vec::new())
}

/// Assignments, each with what its role allows, and the roles that are assigned or the organisation's own. The
/// provider's other roles, several hundred, are the same everywhere.
fn granted(rows: Vec<Value>) -> Vec<Value> {
    let (mut assignments, roles): (Vec<Value>, Vec<Value>) =
        rows.into_iter().partition(|row| type_of(row).ends_with("/roleassignments"));
    let by_id: BTreeMap<String, &Value> =
        roles.iter().map(|role| (grant::role_key(text(role, "id")), role)).collect();
    let mut used = BTreeSet::new();
    for assignment in &mut assignments {
        let key = grant::role_key(grant::role_id(assignment));
        let allows = by_id.get(&key).and_then(|role| role.get("properties")).cloned();
        if let (Some(allows), Some(assignment)) = (allows, assignment.as_object_mut()) {
            assignment.insert(grant::ROLE.to_owned(), allows);
        }
        used.insert(key);
    }
    let kept = roles
        .iter()
        .filter(|role| used.contains(&grant::role_key(text(role, "id"))) || grant::is_custom(role));
    let kept: Vec<Value> = kept.cloned().collect();
    assignments.into_iter().chain(kept).collect()
}

#[cfg(test)]
#[path = "discover_tests.rs"]
mod tests;
