use std::sync::Arc;

use async_trait::async_trait;
use welkin_model::Cloud as CloudName;

use crate::discovery::{Discovery, Scope};
use crate::environment::Environment;
use crate::transport::{Endpoints, Transport};
use crate::{aws, azure, gcp, ibm, oci};

/// One cloud. Each capability is a small trait of its own; a cloud without one says why.
pub trait Cloud: std::fmt::Debug + Send + Sync {
    fn name(&self) -> CloudName;

    fn inventory(&self) -> Result<&dyn Inventory, NotCapable> {
        Err(NotCapable { cloud: self.name(), capability: Capability::Inventory, reason: "it is not built" })
    }
}

/// What a cloud can be asked to do.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Capability {
    Inventory,
}

/// A cloud that lacks a capability, and why.
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error("{cloud} has no {capability:?}: {reason}")]
pub struct NotCapable {
    pub cloud: CloudName,
    pub capability: Capability,
    pub reason: &'static str,
}

/// Finds what there is.
#[async_trait]
pub trait Inventory: Send + Sync {
    /// Reads all that the scope asks for. What cannot be read is told to the discovery as a hole; nothing ends it early.
    async fn discover(&self, scope: &Scope, into: &Discovery);

    /// The provider's own policy that allows the calls with these permissions and no others.
    fn read_policy(&self, permissions: &[String]) -> String;
}

/// Why a cloud cannot be asked at all.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{cloud}: {problem}")]
pub struct CloudError {
    pub cloud: CloudName,
    /// What is missing, and where it was sought.
    pub problem: String,
}

/// A cloud with the credentials that its own command line would take from the environment.
///
/// # Errors
///
/// If the configuration contradicts itself. That a credential is missing shows when the first call is signed.
pub fn clouds(
    name: CloudName,
    environment: &Environment,
    endpoints: &Endpoints,
    transport: &Arc<Transport>,
) -> Result<Arc<dyn Cloud>, CloudError> {
    let transport = Arc::clone(transport);
    Ok(match name {
        CloudName::Aws => Arc::new(aws::Aws::new(environment, endpoints, transport)?),
        CloudName::Azure => Arc::new(azure::Azure::new(environment, endpoints, transport)?),
        CloudName::Gcp => Arc::new(gcp::Gcp::new(environment, endpoints, transport)?),
        CloudName::Oci => Arc::new(oci::Oci::new(environment, endpoints, transport)?),
        CloudName::Ibm => Arc::new(ibm::Ibm::new(environment, endpoints, transport)?),
        CloudName::Other => {
            let problem = "it is no cloud: expected aws, azure, gcp, oci or ibm".to_owned();
            return Err(CloudError { cloud: name, problem });
        }
    })
}
