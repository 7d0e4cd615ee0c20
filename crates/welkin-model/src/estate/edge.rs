use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::AssetId;

macro_rules! edge_kinds {
    ($($(#[$doc:meta])* $name:ident = $text:literal,)*) => {
        /// How one asset bears on another. Read from left to right: `from` *kind* `to`.
        #[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
        #[serde(rename_all = "snake_case")]
        pub enum EdgeKind {
            $($(#[$doc])* $name,)*
        }

        impl EdgeKind {
            /// Every kind of edge.
            pub const ALL: &'static [EdgeKind] = &[$(EdgeKind::$name,)*];

            /// The name in filters and outputs.
            pub const fn as_str(self) -> &'static str {
                match self { $(EdgeKind::$name => $text,)* }
            }
        }
    };
}

edge_kinds! {
    /// The identity may become the role.
    CanAssume = "can_assume",
    /// The identity may call the endpoint, agent or function.
    CanInvoke = "can_invoke",
    /// Takes data from it.
    Reads = "reads",
    /// Puts data into it.
    Writes = "writes",
    /// The model or job was trained from it.
    TrainedFrom = "trained_from",
    /// What serves was deployed from it.
    DeployedFrom = "deployed_from",
    /// Is the same artefact, by digest.
    SameArtifact = "same_artifact",
    EncryptedBy = "encrypted_by",
    /// The key's material is kept by another key or service.
    KeptBy = "kept_by",
    /// Can be reached from it over the network.
    ReachableFrom = "reachable_from",
    /// Makes it reachable: load balancer, private link, public address.
    Exposes = "exposes",
    MemberOf = "member_of",
    /// Acts with the rights of the identity.
    RunsAs = "runs_as",
    /// Lies in the network or subnet, or is attached to it.
    AttachedTo = "attached_to",
    /// Its traffic passes the rules of it.
    GuardedBy = "guarded_by",
    /// Networks that reach each other.
    PeersWith = "peers_with",
    RoutesTo = "routes_to",
    /// Accepts identities that it vouches for.
    Trusts = "trusts",
    /// The policy, guardrail or perimeter applies to it.
    GovernedBy = "governed_by",
    /// The binding or policy grants to it.
    GrantsTo = "grants_to",
    /// Sends logs to it.
    LogsTo = "logs_to",
    ReplicatesTo = "replicates_to",
    /// The credential or secret is kept in it.
    StoredIn = "stored_in",
    /// Uses it in another way: tool, connection, knowledge base.
    Uses = "uses",
    /// Contains it: organisation, folder, group, workspace.
    Contains = "contains",
    /// Names it; what for is not known.
    RefersTo = "refers_to",
}

impl fmt::Display for EdgeKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// One relation, and which field of `told_by` says so.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd, Serialize)]
pub struct Edge {
    pub from: AssetId,
    pub kind: EdgeKind,
    pub to: AssetId,
    /// The path of the field, e.g. `PrimaryContainer.ModelDataUrl`.
    pub field: Arc<str>,
    /// The asset whose field it is: an end of the edge, or what lies between them.
    pub told_by: AssetId,
}
