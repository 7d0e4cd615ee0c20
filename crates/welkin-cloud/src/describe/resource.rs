use std::sync::Arc;

use serde_json::Value;
use welkin_model::estate::{AssetId, Unknown};
use welkin_model::{Cloud, Millis};

/// One resource as one call or export told it.
#[derive(Clone, Debug)]
pub struct Resource {
    pub cloud: Cloud,
    /// The provider's name of the type, as the cloud's table of types spells it.
    pub native_type: Arc<str>,
    pub id: AssetId,
    pub name: String,
    /// Account, subscription, project, compartment.
    pub scope: String,
    /// Empty for what is global.
    pub region: String,
    /// The call or export: `sagemaker:DescribeModel`, `terraform`.
    pub via: Arc<str>,
    /// The provider's own words.
    pub payload: Value,
    /// What could not be read about it.
    pub unknowns: Vec<Unknown>,
    /// 0 where the source does not say.
    pub observed_at: Millis,
}
