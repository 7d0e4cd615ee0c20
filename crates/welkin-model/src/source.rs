use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::Cloud::{self, Aws, Azure, Gcp, Ibm, Oci, Other};

/// A log source that Welkin reads: one of [`SourceId::all`].
#[derive(Clone, Copy)]
pub struct SourceId(&'static Entry);

/// Everything that is to be known of a source without reading its records.
#[derive(Debug)]
struct Entry {
    id: &'static str,
    cloud: Cloud,
    title: &'static str,
    sigma: &'static [SigmaLogsource],
}

/// The `logsource` of a Sigma rule that a source answers to, in lower case.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct SigmaLogsource {
    pub product: &'static str,
    pub service: &'static str,
}

impl SourceId {
    /// The source with this id.
    pub fn parse(id: &str) -> Option<SourceId> {
        let at = TABLE.binary_search_by(|entry| entry.id.cmp(id)).ok()?;
        TABLE.get(at).map(SourceId)
    }

    /// Every source, ascending by id.
    pub fn all() -> impl Iterator<Item = SourceId> {
        TABLE.iter().map(SourceId)
    }

    /// The source of records that no source recognises.
    pub fn unknown() -> SourceId {
        static UNKNOWN: Entry = entry("unknown", Other, "Unrecognised JSON", &[]);
        SourceId::parse(UNKNOWN.id).unwrap_or(SourceId(&UNKNOWN))
    }

    /// The id, e.g. `aws.cloudtrail`.
    pub const fn as_str(self) -> &'static str {
        self.0.id
    }

    pub const fn cloud(self) -> Cloud {
        self.0.cloud
    }

    /// The product's own name, e.g. `AWS CloudTrail`.
    pub const fn title(self) -> &'static str {
        self.0.title
    }

    /// The Sigma log sources whose rules judge the records of this source.
    pub const fn sigma(self) -> &'static [SigmaLogsource] {
        self.0.sigma
    }
}

const fn entry(
    id: &'static str,
    cloud: Cloud,
    title: &'static str,
    sigma: &'static [SigmaLogsource],
) -> Entry {
    Entry { id, cloud, title, sigma }
}

const fn ls(product: &'static str, service: &'static str) -> SigmaLogsource {
    SigmaLogsource { product, service }
}

#[rustfmt::skip]
static TABLE: [Entry; 39] = [
    entry("anthropic.activity", Other, "Anthropic Activity", &[ls("anthropic", "activity")]),
    entry("aws.bedrock", Aws, "Amazon Bedrock model invocations", &[ls("aws", "bedrock")]),
    entry("aws.cloudtrail", Aws, "AWS CloudTrail", &[ls("aws", "cloudtrail")]),
    entry("aws.cloudwatch", Aws, "Amazon CloudWatch alarms", &[ls("aws", "cloudwatch")]),
    entry("aws.eks", Aws, "Amazon EKS audit", &[ls("kubernetes", "audit"), ls("aws", "eks")]),
    entry("aws.guardduty", Aws, "Amazon GuardDuty", &[ls("aws", "guardduty")]),
    entry("aws.s3access", Aws, "Amazon S3 server access", &[ls("aws", "s3access")]),
    entry("aws.securityhub", Aws, "AWS Security Hub", &[ls("aws", "securityhub")]),
    entry("aws.vpcflow", Aws, "Amazon VPC flow logs", &[ls("aws", "vpcflow")]),
    entry("azure.activity", Azure, "Azure Activity Log", &[ls("azure", "activitylogs")]),
    entry("azure.appinsights", Azure, "Azure Application Insights", &[ls("azure", "appinsights")]),
    entry("azure.defender", Azure, "Microsoft Defender for Cloud", &[ls("azure", "defender")]),
    entry("azure.nsgflow", Azure, "Azure NSG flow logs", &[ls("azure", "nsgflow")]),
    entry("azure.openai", Azure, "Azure OpenAI diagnostics", &[ls("azure", "openai")]),
    entry("azure.resource", Azure, "Azure resource logs", &[ls("azure", "resource")]),
    entry("azure.sentinel", Azure, "Microsoft Sentinel", &[ls("azure", "sentinel")]),
    entry("azure.vnetflow", Azure, "Azure VNet flow logs", &[ls("azure", "vnetflow")]),
    entry("entra.audit", Azure, "Microsoft Entra audit", &[ls("azure", "auditlogs"), ls("azure", "pim")]),
    entry("entra.signin", Azure, "Microsoft Entra sign-ins", &[ls("azure", "signinlogs"), ls("azure", "riskdetection")]),
    entry("gcp.audit", Gcp, "Google Cloud audit", &[ls("gcp", "gcp.audit"), ls("gcp", "google_workspace.admin"), ls("gcp", "google_workspace.login")]),
    entry("gcp.chronicle", Gcp, "Google SecOps UDM", &[ls("gcp", "chronicle")]),
    entry("gcp.lb", Gcp, "Google Cloud load balancing", &[ls("gcp", "lb")]),
    entry("gcp.monitoring", Gcp, "Google Cloud Monitoring alerts", &[ls("gcp", "monitoring")]),
    entry("gcp.scc", Gcp, "Google Security Command Center", &[ls("gcp", "scc")]),
    entry("gcp.vpcflow", Gcp, "Google Cloud VPC flow logs", &[ls("gcp", "vpcflow")]),
    entry("ibm.activity", Ibm, "IBM Cloud Activity Tracker", &[ls("ibm", "activity")]),
    entry("ibm.scc", Ibm, "IBM Security and Compliance Center", &[ls("ibm", "scc")]),
    entry("ibm.vpcflow", Ibm, "IBM Cloud VPC flow logs", &[ls("ibm", "vpcflow")]),
    entry("kubernetes.audit", Other, "Kubernetes audit", &[ls("kubernetes", "audit")]),
    entry("oci.audit", Oci, "Oracle Cloud audit", &[ls("oci", "audit")]),
    entry("oci.cloudguard", Oci, "Oracle Cloud Guard", &[ls("oci", "cloudguard")]),
    entry("oci.vcnflow", Oci, "Oracle Cloud VCN flow logs", &[ls("oci", "vcnflow")]),
    entry("ocsf", Other, "OCSF events", &[]),
    entry("okta.system", Other, "Okta System Log", &[ls("okta", "okta")]),
    entry("openai.audit", Other, "OpenAI audit", &[ls("openai", "audit")]),
    entry("unknown", Other, "Unrecognised JSON", &[]),
    entry("welkin.detect", Other, "Welkin detections", &[]),
    entry("welkin.gateway", Other, "Welkin AI gateway", &[ls("welkin", "gateway")]),
    entry("welkin.respond", Other, "Welkin responses", &[]),
];

impl PartialEq for SourceId {
    fn eq(&self, other: &SourceId) -> bool {
        self.0.id == other.0.id
    }
}

impl Eq for SourceId {}

impl PartialOrd for SourceId {
    fn partial_cmp(&self, other: &SourceId) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for SourceId {
    fn cmp(&self, other: &SourceId) -> std::cmp::Ordering {
        self.0.id.cmp(other.0.id)
    }
}

impl std::hash::Hash for SourceId {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.0.id.hash(state);
    }
}

impl fmt::Debug for SourceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.id)
    }
}

impl fmt::Display for SourceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.id)
    }
}

impl Serialize for SourceId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.0.id)
    }
}

impl<'de> Deserialize<'de> for SourceId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<SourceId, D::Error> {
        let id = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        SourceId::parse(&id).ok_or_else(|| serde::de::Error::custom(format!("unknown source `{id}`")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted_so_that_every_id_is_found() {
        for source in SourceId::all() {
            assert_eq!(SourceId::parse(source.as_str()), Some(source));
        }
        assert_eq!(SourceId::parse("aws"), None);
    }
}
