use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Where a record comes from.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Cloud {
    Aws,
    Azure,
    Gcp,
    Ibm,
    Oci,
    /// Not one of the five clouds: identity providers, AI providers, Kubernetes, Welkin itself.
    Other,
}

impl Cloud {
    /// Every cloud, in the order in which the console shows them.
    pub const ALL: [Cloud; 6] = [Cloud::Aws, Cloud::Azure, Cloud::Gcp, Cloud::Oci, Cloud::Ibm, Cloud::Other];

    /// The short name used in ids, filters and folders.
    pub const fn as_str(self) -> &'static str {
        match self {
            Cloud::Aws => "aws",
            Cloud::Azure => "azure",
            Cloud::Gcp => "gcp",
            Cloud::Ibm => "ibm",
            Cloud::Oci => "oci",
            Cloud::Other => "other",
        }
    }

    /// The value of OCSF `cloud.provider`.
    pub const fn provider(self) -> &'static str {
        match self {
            Cloud::Aws => "AWS",
            Cloud::Azure => "Azure",
            Cloud::Gcp => "GCP",
            Cloud::Ibm => "IBM",
            Cloud::Oci => "OCI",
            Cloud::Other => "Other",
        }
    }

    /// The cloud that an OCSF `cloud.provider` names; unknown providers are [`Cloud::Other`].
    pub fn from_provider(provider: &str) -> Cloud {
        Cloud::ALL
            .into_iter()
            .find(|cloud| cloud.provider().eq_ignore_ascii_case(provider))
            .unwrap_or(Cloud::Other)
    }
}

impl fmt::Display for Cloud {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Cloud {
    type Err = UnknownCloud;

    fn from_str(s: &str) -> Result<Cloud, UnknownCloud> {
        Cloud::ALL.into_iter().find(|cloud| cloud.as_str() == s).ok_or_else(|| UnknownCloud(s.to_owned()))
    }
}

/// A name that is none of [`Cloud::ALL`].
#[derive(Debug, thiserror::Error)]
#[error("unknown cloud `{0}`, expected one of aws, azure, gcp, oci, ibm, other")]
pub struct UnknownCloud(String);
