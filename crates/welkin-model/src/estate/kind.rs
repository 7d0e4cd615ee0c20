use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// The families that kinds fall into, for filters and colours.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum AssetGroup {
    Ai,
    Identity,
    Data,
    Network,
    Key,
    Compute,
    Logging,
    Organisation,
    Other,
}

impl AssetGroup {
    /// The name in filters and outputs.
    pub const fn as_str(self) -> &'static str {
        match self {
            AssetGroup::Ai => "ai",
            AssetGroup::Identity => "identity",
            AssetGroup::Data => "data",
            AssetGroup::Network => "network",
            AssetGroup::Key => "key",
            AssetGroup::Compute => "compute",
            AssetGroup::Logging => "logging",
            AssetGroup::Organisation => "organisation",
            AssetGroup::Other => "other",
        }
    }
}

macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident = $text:literal in $group:ident,)*) => {
        /// What an asset is, whatever the cloud calls it.
        #[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
        #[serde(rename_all = "snake_case")]
        pub enum AssetKind {
            $($(#[$doc])* $name,)*
        }

        impl AssetKind {
            /// Every kind, in the order of the families.
            pub const ALL: &'static [AssetKind] = &[$(AssetKind::$name,)*];

            /// The name in filters and outputs.
            pub const fn as_str(self) -> &'static str {
                match self { $(AssetKind::$name => $text,)* }
            }

            /// The family.
            pub const fn group(self) -> AssetGroup {
                match self { $(AssetKind::$name => AssetGroup::$group,)* }
            }
        }
    };
}

kinds! {
    /// An account, workspace, project or domain that AI resources live in.
    AiWorkspace = "ai_workspace" in Ai,
    /// A trained or tuned model, or a version of one.
    Model = "model" in Ai,
    /// A collection of model versions.
    ModelRegistry = "model_registry" in Ai,
    /// Something that answers inference requests.
    Endpoint = "endpoint" in Ai,
    /// A model that serves behind an endpoint or an account.
    Deployment = "deployment" in Ai,
    /// A job that trains or tunes.
    TrainingJob = "training_job" in Ai,
    /// Any other job: processing, batch inference, evaluation, labelling.
    AiJob = "ai_job" in Ai,
    Notebook = "notebook" in Ai,
    Pipeline = "pipeline" in Ai,
    Experiment = "experiment" in Ai,
    FeatureStore = "feature_store" in Ai,
    VectorIndex = "vector_index" in Ai,
    KnowledgeBase = "knowledge_base" in Ai,
    Dataset = "dataset" in Ai,
    Agent = "agent" in Ai,
    /// What an agent can call.
    Tool = "tool" in Ai,
    /// What an agent remembers.
    AgentMemory = "agent_memory" in Ai,
    Prompt = "prompt" in Ai,
    Guardrail = "guardrail" in Ai,
    /// Watches a model's quality, bias or drift.
    ModelMonitor = "model_monitor" in Ai,
    /// Reserved capacity to train or serve.
    Capacity = "capacity" in Ai,
    /// A connection or credential provider of an AI service to something else.
    AiConnection = "ai_connection" in Ai,
    /// Any other resource of an AI service.
    AiResource = "ai_resource" in Ai,

    User = "user" in Identity,
    Group = "group" in Identity,
    /// What can be assumed, or a set of permissions.
    Role = "role" in Identity,
    /// An identity of software: service account, service principal, managed identity, service id.
    ServiceIdentity = "service_identity" in Identity,
    /// Trust in an issuer outside: OIDC or SAML provider, identity pool, federated credential.
    Federation = "federation" in Identity,
    /// What grants or denies.
    Policy = "policy" in Identity,
    /// A grant of a role to an identity.
    RoleBinding = "role_binding" in Identity,
    /// A long-lived credential: access key, API key, client secret, certificate.
    Credential = "credential" in Identity,

    /// Object storage.
    Bucket = "bucket" in Data,
    Database = "database" in Data,
    Table = "table" in Data,
    Volume = "volume" in Data,
    Snapshot = "snapshot" in Data,
    FileSystem = "file_system" in Data,
    Stream = "stream" in Data,
    /// Container images or packages.
    ImageRegistry = "image_registry" in Data,
    Secret = "secret" in Data,
    /// Copies data from one place to another.
    Transfer = "transfer" in Data,

    Network = "network" in Network,
    Subnet = "subnet" in Network,
    RouteTable = "route_table" in Network,
    /// Internet, NAT, service and transit gateways.
    Gateway = "gateway" in Network,
    Peering = "peering" in Network,
    VpnGateway = "vpn_gateway" in Network,
    VpnTunnel = "vpn_tunnel" in Network,
    PrivateLink = "private_link" in Network,
    /// A set of rules: security group, NSG, firewall policy.
    Firewall = "firewall" in Network,
    FirewallRule = "firewall_rule" in Network,
    PublicAddress = "public_address" in Network,
    LoadBalancer = "load_balancer" in Network,
    NetworkInterface = "network_interface" in Network,
    DnsZone = "dns_zone" in Network,
    /// A boundary around services: VPC-SC perimeter, context-based restriction, network security perimeter.
    Perimeter = "perimeter" in Network,

    Key = "key" in Key,
    /// What keys or secrets are kept in.
    Vault = "vault" in Key,
    Certificate = "certificate" in Key,

    Instance = "instance" in Compute,
    Cluster = "cluster" in Compute,
    NodeGroup = "node_group" in Compute,
    Function = "function" in Compute,
    /// A container or web service.
    Service = "service" in Compute,
    Image = "image" in Compute,

    /// What records: trail, diagnostic setting, sink, collector.
    LogSink = "log_sink" in Logging,
    /// Where records are kept.
    LogStore = "log_store" in Logging,
    Alert = "alert" in Logging,
    /// A threat detection service that is switched on.
    Detector = "detector" in Logging,

    Organisation = "organisation" in Organisation,
    /// A folder, organisational unit, management group or compartment.
    Folder = "folder" in Organisation,
    /// An account, subscription or project.
    Account = "account" in Organisation,
    ResourceGroup = "resource_group" in Organisation,
    /// A policy that binds all below: SCP, Azure policy, organisation policy.
    OrgPolicy = "org_policy" in Organisation,

    Other = "other" in Other,
}

impl fmt::Display for AssetKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A name that is no kind.
#[derive(Debug, thiserror::Error)]
#[error("`{0}` is no kind of asset, such as model, endpoint, bucket or role")]
pub struct UnknownKind(String);

impl FromStr for AssetKind {
    type Err = UnknownKind;

    fn from_str(text: &str) -> Result<AssetKind, UnknownKind> {
        AssetKind::ALL
            .iter()
            .copied()
            .find(|kind| kind.as_str() == text)
            .ok_or_else(|| UnknownKind(text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_of_serde_and_come_back() {
        for kind in AssetKind::ALL {
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.as_str());
            assert_eq!(kind.as_str().parse::<AssetKind>().unwrap(), *kind);
        }
    }
}
