use serde::{Deserialize, Serialize};

/// Something by which an actor can be known again.
#[derive(Clone, Debug, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
pub struct Handle {
    pub kind: HandleKind,
    /// Comparable across clouds: lower case, prefixed by what it is (`email:`, `arn:`, `key:` …).
    pub key: String,
}

/// How much a handle says.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum HandleKind {
    /// A person, a service account, an application: lasting, and used by one party.
    Principal,
    /// A subject of a federated token: the same on every cloud that trusts the issuer.
    Subject,
    /// A key or a client secret.
    Credential,
    /// One session: it ends, and nobody shares it.
    Session,
    /// A role that several parties may assume.
    Role,
}

impl Handle {
    pub fn new(kind: HandleKind, prefix: &str, value: &str) -> Handle {
        Handle { kind, key: format!("{prefix}:{}", value.trim().to_ascii_lowercase()) }
    }

    /// What stands behind the prefix.
    pub fn value(&self) -> &str {
        self.key.split_once(':').map_or(self.key.as_str(), |(_, value)| value)
    }
}

/// What an event says about two handles.
#[derive(Clone, Debug, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
pub struct Link {
    pub kind: LinkKind,
    pub from: String,
    pub to: String,
}

#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum LinkKind {
    /// Both are the same party: a key and its owner, an address and an object id.
    Same,
    /// The first became or made the second: a role was assumed, a key was created, an account was impersonated.
    Became,
}
