use welkin_model::Cloud;

/// A fault that the estate was built with, so that what looks for faults can be scored.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Weakness {
    /// `TB-AWS-01` …
    pub id: &'static str,
    pub cloud: Cloud,
    /// The provider's own id of the asset: ARN, ARM id, full resource name, OCID or CRN.
    pub asset: &'static str,
    /// What is wrong, in one sentence.
    pub what: &'static str,
}

impl Weakness {
    /// All of them, by cloud.
    pub fn all() -> impl Iterator<Item = &'static Weakness> {
        [
            super::aws::WEAKNESSES,
            super::azure::WEAKNESSES,
            super::gcp::WEAKNESSES,
            super::oci::WEAKNESSES,
            super::ibm::WEAKNESSES,
        ]
        .into_iter()
        .flatten()
    }
}
