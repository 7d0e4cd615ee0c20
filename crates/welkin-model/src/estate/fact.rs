use std::fmt;

use serde::{Deserialize, Serialize};

macro_rules! facts {
    ($($(#[$doc:meta])* $name:ident = $text:literal,)*) => {
        /// What is worth comparing across clouds. A fact that the provider did not tell is absent, never `no`.
        #[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Fact {
            $($(#[$doc])* $name,)*
        }

        impl Fact {
            /// Every fact.
            pub const ALL: &'static [Fact] = &[$(Fact::$name,)*];

            /// The name in outputs.
            pub const fn as_str(self) -> &'static str {
                match self { $(Fact::$name => $text,)* }
            }
        }
    };
}

facts! {
    /// `yes` or `no`: can be reached or read from the internet, as its own configuration says.
    Public = "public",
    /// `customer_key`, `provider_key` or `none`.
    Encryption = "encryption",
    /// `yes` or `no`: earlier states of the data are kept.
    Versioned = "versioned",
    /// `yes` or `no`: deletion or change is refused for a time.
    Retained = "retained",
    /// `yes` or `no`: access is logged, as its own configuration says.
    Logged = "logged",
    /// The provider's state, in its own spelling.
    State = "state",
    /// RFC 3339.
    Created = "created",
    /// RFC 3339.
    Modified = "modified",
    /// Of the artefact: `sha256:…`.
    Digest = "digest",
    /// Where the artefact lies.
    Artifact = "artifact",
    /// The classification of the data, from tags or labels.
    DataClass = "data_class",
    Owner = "owner",
    Environment = "environment",
    /// The accelerator, e.g. `ml.p4d.24xlarge`, `nvidia-l4`.
    Accelerator = "accelerator",
    /// The name of the foundation model or of the model's version that serves.
    ModelName = "model_name",
    /// Address range of a network or subnet, public address of a gateway.
    Address = "address",
    /// `yes` or `no`: root or administrator on a notebook or instance.
    Privileged = "privileged",
    /// `yes` or `no`: keys or passwords are accepted beside identities.
    LocalAuth = "local_auth",
    /// `yes` or `no`: the workload is cut off from networks other than its own.
    Isolated = "isolated",
}

impl fmt::Display for Fact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
