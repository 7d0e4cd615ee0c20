use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;
use welkin_model::Cloud;

/// An object of OCSF 1.8.0; its `class_uid` says which.
#[derive(Debug, Serialize, ToSchema)]
#[serde(transparent)]
#[schema(value_type = std::collections::HashMap<String, Value>)]
pub(crate) struct OcsfObject(pub(crate) Value);

/// A cloud by its short name.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum CloudName {
    Aws,
    Azure,
    Gcp,
    Oci,
    Ibm,
    Other,
}

impl From<Cloud> for CloudName {
    fn from(cloud: Cloud) -> CloudName {
        match cloud {
            Cloud::Aws => CloudName::Aws,
            Cloud::Azure => CloudName::Azure,
            Cloud::Gcp => CloudName::Gcp,
            Cloud::Ibm => CloudName::Ibm,
            Cloud::Oci => CloudName::Oci,
            Cloud::Other => CloudName::Other,
        }
    }
}
