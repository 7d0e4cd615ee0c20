use std::sync::Arc;

use welkin_model::Cloud as CloudName;

use crate::cloud::{Cloud, CloudError};
use crate::environment::Environment;
use crate::transport::{Endpoints, Transport};

#[derive(Debug)]
pub(crate) struct Ibm;

impl Ibm {
    pub(crate) fn new(
        _environment: &Environment,
        _endpoints: &Endpoints,
        _transport: Arc<Transport>,
    ) -> Result<Ibm, CloudError> {
        Err(CloudError { cloud: CloudName::Ibm, problem: "discovery of this cloud is not built".to_owned() })
    }
}

impl Cloud for Ibm {
    fn name(&self) -> CloudName {
        CloudName::Ibm
    }
}
