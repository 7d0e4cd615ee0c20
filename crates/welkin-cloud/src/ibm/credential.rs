use std::path::Path;

use serde_json::Value;

use crate::environment::Environment;
use crate::transport::{Secret, SignError};

/// What proves who calls. A trusted profile may be assumed on top of it.
#[derive(Clone, Debug)]
pub(super) enum Proof {
    ApiKey(Secret),
    /// An access token that somebody else obtained.
    Token(Secret),
    /// What the platform wrote into a file of this compute resource.
    Compute(Secret),
    /// The metadata service of a VPC instance.
    Instance,
}

/// A trusted profile, by whichever of its names is known.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub(super) struct Profile {
    pub(super) id: String,
    pub(super) crn: String,
    pub(super) name: String,
}

impl Profile {
    pub(super) fn is_known(&self) -> bool {
        *self != Profile::default()
    }

    /// The parameters of a token request.
    pub(super) fn fields(&self) -> Vec<(&'static str, &str)> {
        [("profile_id", &self.id), ("profile_crn", &self.crn), ("profile_name", &self.name)]
            .into_iter()
            .filter(|(_, value)| !value.is_empty())
            .map(|(name, value)| (name, value.as_str()))
            .collect()
    }
}

/// Where IBM's command line and SDKs look for credentials, in their order.
#[derive(Clone, Debug)]
pub(super) struct Sources {
    environment: Environment,
}

const KEYS: &[&str] =
    &["IBMCLOUD_API_KEY", "IC_API_KEY", "IBMCLOUD_APIKEY", "IBM_CLOUD_API_KEY", "BLUEMIX_API_KEY"];
const TOKENS: &[&str] = &["IC_IAM_TOKEN", "IBMCLOUD_IAM_TOKEN"];
const KEY_FILES: &[&str] = &["IBM_CREDENTIALS_FILE", "IBMCLOUD_API_KEY_FILE"];

/// Where the platform puts the token of a pod.
const COMPUTE_FILES: &[&str] = &[
    "/var/run/secrets/tokens/vault-token",
    "/var/run/secrets/tokens/sa-token",
    "/var/run/secrets/codeengine.cloud.ibm.com/compute-resource-token/token",
];

/// Larger files are no credentials.
const LARGEST_FILE: u64 = 1 << 20;

impl Sources {
    pub(super) fn new(environment: &Environment) -> Sources {
        Sources { environment: environment.clone() }
    }

    pub(super) fn profile(&self) -> Profile {
        let first = |names: &[&str]| self.environment.first(names).unwrap_or("").to_owned();
        Profile {
            id: first(&["IBMCLOUD_IAM_PROFILE_ID", "IC_IAM_PROFILE_ID", "IBMCLOUD_CR_PROFILE"]),
            crn: first(&["IBMCLOUD_IAM_PROFILE_CRN", "IC_IAM_PROFILE_CRN"]),
            name: first(&["IBMCLOUD_IAM_PROFILE_NAME", "IC_IAM_PROFILE_NAME"]),
        }
    }

    /// The first proof that is there.
    pub(super) async fn proof(&self) -> Result<Proof, SignError> {
        let environment = &self.environment;
        if let Some(given) = environment.first(KEYS) {
            // `--apikey @FILE` of the command line.
            return match given.strip_prefix('@') {
                Some(path) => self.key_file(path).await,
                None => Ok(Proof::ApiKey(Secret::new(given))),
            };
        }
        if let Some(path) = environment.first(KEY_FILES) {
            return self.key_file(path).await;
        }
        if let Some(token) = environment.first(TOKENS) {
            let bare =
                token.strip_prefix("Bearer ").or_else(|| token.strip_prefix("bearer ")).unwrap_or(token);
            return Ok(Proof::Token(Secret::new(bare.trim())));
        }
        if let Some(token) = environment.get("IBMCLOUD_CR_TOKEN") {
            return Ok(Proof::Compute(Secret::new(token.trim())));
        }
        if let Some(path) = environment.get("IBMCLOUD_CR_TOKEN_FILE") {
            let token = read(&environment.expand(path)).await?;
            return Ok(Proof::Compute(Secret::new(token.trim())));
        }
        for path in COMPUTE_FILES {
            if let Ok(token) = read(Path::new(path)).await {
                return Ok(Proof::Compute(Secret::new(token.trim())));
            }
        }
        Ok(Proof::Instance)
    }

    async fn key_file(&self, path: &str) -> Result<Proof, SignError> {
        let text = Secret::new(read(&self.environment.expand(path)).await?);
        key_in(text.reveal()).map(Proof::ApiKey).ok_or_else(|| {
            SignError::NoCredential(format!(
                "{path} holds no API key: expected JSON with `apikey`, or SERVICE_APIKEY=…"
            ))
        })
    }
}

async fn read(path: &Path) -> Result<String, SignError> {
    let refuse = |e: std::io::Error| SignError::NoCredential(format!("cannot read {}: {e}", path.display()));
    let size = tokio::fs::metadata(path).await.map_err(refuse)?.len();
    if size > LARGEST_FILE {
        return Err(SignError::NoCredential(format!("{} is too large to be a credential", path.display())));
    }
    tokio::fs::read_to_string(path).await.map_err(refuse)
}

/// The key in the file that the console gives (JSON), in the properties that the SDKs read, or alone.
fn key_in(text: &str) -> Option<Secret> {
    if let Ok(value) = serde_json::from_str::<Value>(text) {
        let key = ["apikey", "apiKey", "api_key"].iter().find_map(|name| value.get(*name)?.as_str());
        return key.map(Secret::new);
    }
    let named = text.lines().find_map(|line| {
        let (name, value) = line.trim().split_once('=')?;
        let value = value.trim().trim_matches('"');
        (name.trim().to_ascii_uppercase().ends_with("APIKEY") && !value.is_empty()).then_some(value)
    });
    let alone = || {
        Some(text.trim())
            .filter(|key| key.len() >= 32 && !key.contains(char::is_whitespace) && !key.contains('='))
    };
    named.or_else(alone).map(Secret::new)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sources(variables: &[(&str, &str)]) -> Sources {
        let variables = variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        Sources::new(&Environment::new(variables, None))
    }

    #[tokio::test]
    async fn the_first_source_that_is_there_counts() {
        let key = |proof| matches!(proof, Proof::ApiKey(key) if key.reveal() == "k");
        for name in KEYS {
            assert!(key(sources(&[(name, "k"), ("IC_IAM_TOKEN", "t")]).proof().await.unwrap()), "{name}");
        }
        let token = sources(&[("IC_IAM_TOKEN", "Bearer t")]).proof().await.unwrap();
        assert!(matches!(token, Proof::Token(token) if token.reveal() == "t"));
        let token = sources(&[("IBMCLOUD_CR_TOKEN", " c\n")]).proof().await.unwrap();
        assert!(matches!(token, Proof::Compute(token) if token.reveal() == "c"));
    }

    #[tokio::test]
    async fn a_file_that_cannot_be_read_is_named_and_its_content_is_not() {
        for name in ["IBM_CREDENTIALS_FILE", "IBMCLOUD_CR_TOKEN_FILE"] {
            let error = sources(&[(name, "/nowhere/key")]).proof().await.unwrap_err().to_string();
            assert!(error.contains("/nowhere/key"), "{error}");
        }
        let error = sources(&[("IBMCLOUD_API_KEY", "@/nowhere/key")]).proof().await.unwrap_err().to_string();
        assert!(error.contains("cannot read /nowhere/key"), "{error}");
    }

    #[test]
    fn keys_are_found_in_each_form_of_file() {
        let key = "0123456789012345678901234567890123456789abcd";
        for text in [
            format!("{{\"name\": \"n\", \"apikey\": \"{key}\"}}"),
            format!("IAM_IDENTITY_AUTH_TYPE=iam\nIAM_IDENTITY_APIKEY={key}\n"),
            format!("{key}\n"),
        ] {
            assert_eq!(key_in(&text).unwrap().reveal(), key);
        }
        for text in ["", "{}", "A=b", "short"] {
            assert!(key_in(text).is_none(), "{text}");
        }
    }

    #[test]
    fn a_profile_goes_by_any_of_its_names() {
        let profile = sources(&[("IC_IAM_PROFILE_ID", "Profile-1")]).profile();
        assert_eq!(profile.fields(), [("profile_id", "Profile-1")]);
        assert!(!sources(&[]).profile().is_known());
    }

    #[test]
    fn nothing_prints_a_secret() {
        let proof = Proof::ApiKey(Secret::new("very-secret"));
        assert!(!format!("{proof:?}").contains("very-secret"));
    }
}
