use std::fmt;

use serde::{Deserialize, Serialize};

/// Under what assets of different clouds meet that do not know each other's ids.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum HandleKind {
    /// The URL of a token issuer, without scheme and trailing slash.
    Issuer,
    /// A subject of an issuer, as `issuer|subject`.
    Subject,
    /// The digest of an artefact.
    Digest,
    /// A public address.
    Address,
    /// A DNS name.
    Host,
    /// The id of a credential, such as an AWS access key id or a client id. Never the secret.
    CredentialId,
    /// Where a key is kept outside: the URI of an external key manager.
    KeyUri,
    /// The name of an object store of any cloud, e.g. `s3/technobank-models-us`.
    Store,
    /// Another name of an asset that its own cloud uses as well: the mail address of a service account, a name with the
    /// project's number where the asset's id has the project's id.
    Name,
    /// The labels by which a Kubernetes service chooses workloads, with their namespace.
    Selector,
    /// An id that a provider's own fields use without saying where the resource is, such as the GUID of a service
    /// instance.
    Guid,
}

/// A value under which assets of different clouds meet.
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct Handle {
    pub kind: HandleKind,
    pub value: String,
}

impl Handle {
    /// An issuer, however its URL is spelt.
    pub fn issuer(url: &str) -> Handle {
        let bare = url.trim_start_matches("https://").trim_start_matches("http://");
        Handle { kind: HandleKind::Issuer, value: bare.trim_end_matches('/').to_ascii_lowercase() }
    }

    /// A DNS name, however it is spelt.
    pub fn host(name: &str) -> Handle {
        Handle { kind: HandleKind::Host, value: name.trim_end_matches('.').to_ascii_lowercase() }
    }

    /// Any other handle, verbatim.
    pub fn new(kind: HandleKind, value: impl Into<String>) -> Handle {
        Handle { kind, value: value.into() }
    }
}

impl fmt::Display for Handle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.value)
    }
}
