use std::path::PathBuf;

use crate::environment::Environment;
use crate::transport::Secret;

/// Where the caller's key or token comes from, decided by the environment alone as the provider's own tools do.
#[derive(Clone, Debug)]
pub(super) enum Source {
    /// A configuration file and a profile in it; single values may be given by hand.
    Config { file: PathBuf, profile: String, given: Given, session: bool },
    /// Token and key that the platform hands to a workload.
    Resource { token: Text, key: Text, encrypted: bool, region: Option<String> },
    /// The certificate of the instance, exchanged for a token.
    Instance { metadata: String },
    /// A way of the provider's tools that is none of these.
    Unsupported(String),
}

/// What `OCI_CLI_…` says instead of the profile.
#[derive(Clone, Debug, Default)]
pub(super) struct Given {
    pub(super) user: Option<String>,
    pub(super) tenancy: Option<String>,
    pub(super) fingerprint: Option<String>,
    pub(super) key_file: Option<PathBuf>,
    pub(super) key_content: Option<Secret>,
    pub(super) token_file: Option<PathBuf>,
    pub(super) region: Option<String>,
}

impl Given {
    /// Whether a profile has nothing to add.
    pub(super) fn is_whole(&self) -> bool {
        let key = self.key_file.is_some() || self.key_content.is_some();
        let who = self.user.is_some() && self.tenancy.is_some() && self.fingerprint.is_some();
        key && (who || self.token_file.is_some())
    }
}

/// A value that stands in a variable, or in the file that the variable names by an absolute path.
#[derive(Clone, Debug)]
pub(super) enum Text {
    Inline(Secret),
    File(PathBuf),
}

impl Text {
    fn of(value: &str) -> Text {
        if value.starts_with('/') {
            Text::File(PathBuf::from(value))
        } else {
            Text::Inline(Secret::new(value))
        }
    }
}

/// Of the link to the machine's own host.
const METADATA: &str = "http://169.254.169.254/opc/v2";

impl Source {
    /// `OCI_CLI_AUTH` decides where it is set; else a configuration, else what the platform gives to a workload, else the
    /// instance. `has_file` says whether the configuration file exists.
    pub(super) fn of(environment: &Environment, has_file: bool) -> Source {
        let text = |name: &str| environment.get(name).map(str::to_owned);
        let path = |name: &str| environment.get(name).map(|path| environment.expand(path));
        let file = config_file(environment);
        let given = Given {
            user: text("OCI_CLI_USER"),
            tenancy: text("OCI_CLI_TENANCY"),
            fingerprint: text("OCI_CLI_FINGERPRINT"),
            key_file: path("OCI_CLI_KEY_FILE"),
            key_content: environment.get("OCI_CLI_KEY_CONTENT").map(Secret::new),
            token_file: path("OCI_CLI_SECURITY_TOKEN_FILE"),
            region: text("OCI_CLI_REGION").or_else(|| text("OCI_REGION")),
        };
        let has_config = has_file || given.is_whole();
        let has_resource = environment.get("OCI_RESOURCE_PRINCIPAL_VERSION").is_some();
        let profile = environment.first(&["OCI_CLI_PROFILE", "OCI_CONFIG_PROFILE"]).unwrap_or("DEFAULT");
        let config = |session| Source::Config { file, profile: profile.to_owned(), given, session };
        match environment.get("OCI_CLI_AUTH") {
            Some("api_key") => config(false),
            Some("security_token") => config(true),
            Some("resource_principal") => resource(environment),
            Some("instance_principal") => instance(environment),
            Some(other) => Source::Unsupported(format!(
                "OCI_CLI_AUTH is {other}: expected api_key, security_token, resource_principal or instance_principal"
            )),
            None if has_config => config(false),
            None if has_resource => resource(environment),
            None => instance(environment),
        }
    }
}

/// `OCI_CLI_CONFIG_FILE`, `OCI_CONFIG_FILE`, or `~/.oci/config`.
pub(super) fn config_file(environment: &Environment) -> PathBuf {
    let file = environment.first(&["OCI_CLI_CONFIG_FILE", "OCI_CONFIG_FILE"]).unwrap_or("~/.oci/config");
    environment.expand(file)
}

fn resource(environment: &Environment) -> Source {
    let version = environment.get("OCI_RESOURCE_PRINCIPAL_VERSION").unwrap_or("");
    if version != "2.2" {
        return Source::Unsupported(format!("OCI_RESOURCE_PRINCIPAL_VERSION is `{version}`: expected 2.2"));
    }
    let value = |name: &str| environment.get(name).map(Text::of);
    match (value("OCI_RESOURCE_PRINCIPAL_RPST"), value("OCI_RESOURCE_PRINCIPAL_PRIVATE_PEM")) {
        (Some(token), Some(key)) => Source::Resource {
            token,
            key,
            encrypted: environment.get("OCI_RESOURCE_PRINCIPAL_PRIVATE_PEM_PASSPHRASE").is_some(),
            region: environment.get("OCI_RESOURCE_PRINCIPAL_REGION").map(str::to_owned),
        },
        _ => Source::Unsupported(
            "OCI_RESOURCE_PRINCIPAL_RPST and OCI_RESOURCE_PRINCIPAL_PRIVATE_PEM must be set with version 2.2"
                .to_owned(),
        ),
    }
}

fn instance(environment: &Environment) -> Source {
    let metadata = environment.get("OCI_METADATA_BASE_URL").map_or(METADATA, str::trim);
    Source::Instance { metadata: metadata.trim_end_matches('/').to_owned() }
}
