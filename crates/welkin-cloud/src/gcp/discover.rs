use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use futures::future::{self, BoxFuture, FutureExt as _};
use futures::stream::{self, StreamExt as _};
use serde_json::json;
use welkin_model::Cloud as CloudName;
use welkin_model::estate::{Unknown, UnknownReason};

use super::ask::{Ask, hole};
use super::auth::Signer;
use super::credential::{Credentials, Granted};
use super::grant::Grants;
use super::inventory::{self, Content, Ended, Sink};
use super::seen::Seen;
use super::service::Places;
use super::tree::{self, Tree};
use super::{native, people};
use crate::cloud::{Cloud, CloudError, Inventory, NotCapable};
use crate::discovery::{Discovery, Scope};
use crate::environment::Environment;
use crate::platform;
use crate::transport::{Endpoints, SignError, Transport};

/// What one identity can see of Google Cloud.
#[derive(Debug)]
pub(crate) struct Gcp {
    ask: Ask,
    /// The project that the environment names.
    project: Option<String>,
}

/// How many inventories are read at the same time.
const SIDE_BY_SIDE: usize = 8;

impl Gcp {
    pub(crate) fn new(
        environment: &Environment,
        endpoints: &Endpoints,
        transport: Arc<Transport>,
    ) -> Result<Gcp, CloudError> {
        let places = Places::new(environment, endpoints)?;
        let context = platform::context(environment, &places.endpoints, transport.wire());
        let grants = Grants { wire: transport.wire(), endpoints: places.endpoints.clone() };
        let credentials = Credentials::new(environment.clone(), context, grants);
        let ask = Ask { transport, signer: Arc::new(Signer::new(credentials)), places };
        let project =
            environment.first(&["GOOGLE_CLOUD_PROJECT", "CLOUDSDK_CORE_PROJECT"]).map(str::to_owned);
        Ok(Gcp { ask, project })
    }
}

impl Cloud for Gcp {
    fn name(&self) -> CloudName {
        CloudName::Gcp
    }

    fn inventory(&self) -> Result<&dyn Inventory, NotCapable> {
        Ok(self)
    }
}

#[async_trait]
impl Inventory for Gcp {
    async fn discover(&self, scope: &Scope, into: &Discovery) {
        let project = match self.ask.signer.granted().await {
            Ok(Granted { project, .. }) => self.project.clone().or(project),
            Err(error) => return into.hole(hole("", "", without_credential(&error))),
        };
        let tree = tree::read(&self.ask, scope, project.as_deref(), into).await;
        if tree.parents.is_empty() {
            return;
        }
        let seen = Mutex::new(Seen::default());
        let sink = Sink { into, scope, projects: &tree.projects, seen: &seen };
        let whole = self.inventories(&tree, sink).await;
        let directories: Vec<BoxFuture<'_, ()>> = match scope.wants_service("cloudidentity") {
            true => tree.directories.iter().map(|id| people::groups(&self.ask, id, sink).boxed()).collect(),
            false => Vec::new(),
        };
        future::join(
            native::read(&self.ask, &tree, whole, sink),
            stream::iter(directories).buffer_unordered(SIDE_BY_SIDE).collect::<()>(),
        )
        .await;
        people::outside(sink);
    }

    fn read_policy(&self, permissions: &[String]) -> String {
        let permissions: BTreeSet<&String> =
            permissions.iter().filter(|permission| !permission.is_empty()).collect();
        let role = json!({
            "title": "Welkin discovery",
            "description": "Reads what exists. Grant it on the organisation, or on each folder or project to be read.",
            "stage": "GA",
            "includedPermissions": permissions,
        });
        format!("{role:#}")
    }
}

impl Gcp {
    /// Reads the inventory of each parent, one reading for each kind of content; what may not be read of an organisation
    /// or a folder is read project by project. True if all resources were told.
    async fn inventories(&self, tree: &Tree, sink: Sink<'_>) -> bool {
        let readings = |parents: &[String], contents: &[Content]| -> Vec<(String, Content)> {
            let all =
                parents.iter().flat_map(|parent| contents.iter().map(|content| (parent.clone(), *content)));
            // Access policies belong to organisations.
            all.filter(|(parent, content)| {
                *content != Content::AccessPolicy || parent.starts_with("organizations/")
            })
            .collect()
        };
        let first = self.read(readings(&tree.parents, &Content::ALL), sink).await;
        let denied = |content: Content| {
            first.iter().any(|(parent, of, ended)| {
                let denied = matches!(ended, Ended::Nothing(UnknownReason::Denied));
                *of == content && denied && !parent.starts_with("projects/")
            })
        };
        let again: Vec<Content> = Content::ALL.into_iter().filter(|content| denied(*content)).collect();
        let second = self.read(readings(&tree.one_by_one, &again), sink).await;
        let told = |ended: &[(String, Content, Ended)]| {
            let mut of_resources = ended.iter().filter(|(_, content, _)| *content == Content::Resource);
            of_resources.all(|(_, _, ended)| matches!(ended, Ended::Whole))
        };
        if denied(Content::Resource) { !tree.one_by_one.is_empty() && told(&second) } else { told(&first) }
    }

    async fn read(&self, readings: Vec<(String, Content)>, sink: Sink<'_>) -> Vec<(String, Content, Ended)> {
        let work: Vec<BoxFuture<'_, (String, Content, Ended)>> = readings
            .into_iter()
            .map(|(parent, content)| {
                async move {
                    let ended = inventory::read(&self.ask, &parent, content, sink).await;
                    (parent, content, ended)
                }
                .boxed()
            })
            .collect();
        stream::iter(work).buffer_unordered(SIDE_BY_SIDE).collect().await
    }
}

/// Nothing can be read without a token.
fn without_credential(error: &SignError) -> Unknown {
    let reason = match error {
        SignError::Unreachable(_) => UnknownReason::Unreachable,
        SignError::NoCredential(_) | SignError::Refused(_) => UnknownReason::Unauthenticated,
    };
    Unknown { about: "oauth2:Token".to_owned(), reason, permission: None, detail: error.to_string() }
}
