use std::borrow::Borrow;
use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{AssetKind, Fact, PayloadRef, Unknown};
use crate::{Cloud, Millis};

/// The provider's own full id: an ARN, an ARM id in lower case, a full resource name, an OCID, a CRN.
#[derive(Clone, Debug, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(transparent)]
pub struct AssetId(Arc<str>);

impl AssetId {
    pub fn new(id: impl Into<Arc<str>>) -> AssetId {
        AssetId(id.into())
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub(super) fn shared(&self) -> Arc<str> {
        Arc::clone(&self.0)
    }
}

impl fmt::Display for AssetId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Borrow<str> for AssetId {
    fn borrow(&self) -> &str {
        &self.0
    }
}

/// Something that exists on a cloud.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Asset {
    pub id: AssetId,
    pub kind: AssetKind,
    pub cloud: Cloud,
    /// The provider's own name of the type: `AWS::SageMaker::Model`, `microsoft.cognitiveservices/accounts`.
    pub native_type: Arc<str>,
    pub name: String,
    /// Account, subscription, project, compartment; empty if the provider does not tell.
    pub scope: Arc<str>,
    /// Empty for what is global.
    pub region: Arc<str>,
    /// Tags or labels, by key.
    pub labels: Vec<(Arc<str>, String)>,
    /// What can be compared across clouds, by fact.
    pub facts: Vec<(Fact, String)>,
    /// What could not be read about it.
    pub unknowns: Vec<Unknown>,
    /// When it was last seen; 0 for descriptions that do not say.
    pub observed_at: Millis,
    /// Each description that the provider gave of it.
    pub views: Vec<View>,
}

/// One description of an asset, verbatim.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub struct View {
    /// The call or the export that it came from, e.g. `sagemaker:DescribeModel`.
    pub via: Arc<str>,
    pub payload: PayloadRef,
}

impl Asset {
    pub fn label(&self, key: &str) -> Option<&str> {
        self.labels.iter().find(|(known, _)| &**known == key).map(|(_, value)| value.as_str())
    }

    pub fn fact(&self, fact: Fact) -> Option<&str> {
        self.facts.iter().find(|(known, _)| *known == fact).map(|(_, value)| value.as_str())
    }
}
