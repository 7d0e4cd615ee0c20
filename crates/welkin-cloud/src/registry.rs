use welkin_model::Cloud;
use welkin_model::estate::AssetKind;

/// A type of an AI service, and how its resources are read.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Registered {
    /// The provider's name of the type.
    pub native: String,
    pub kind: AssetKind,
    pub reading: ReadBy,
}

/// How a type is read.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum ReadBy {
    /// The operations that read it.
    Calls(Vec<String>),
    /// It is not read, for this reason.
    LeftOut(String),
}

/// All AI types of a cloud that are known. Tests compare it with the catalogues that the providers publish.
pub fn registry(cloud: Cloud) -> Vec<Registered> {
    match cloud {
        Cloud::Aws => crate::aws::registry(),
        Cloud::Azure => crate::azure::registry(),
        Cloud::Gcp => crate::gcp::registry(),
        Cloud::Oci => crate::oci::registry(),
        Cloud::Ibm => crate::ibm::registry(),
        Cloud::Other => Vec::new(),
    }
}
