use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::Value;

use super::config::Profile;
use super::key::PrivateKey;
use super::source::{Given, Source, Text};
use crate::oci::service::region_of_key;
use crate::transport::{Secret, SignError};

/// What signs, and until when.
#[derive(Clone, Debug)]
pub(super) struct Credential {
    /// `tenancy/user/fingerprint`, or `ST$` and a token.
    pub(super) key_id: Secret,
    pub(super) key: PrivateKey,
    /// Seconds since 1970; none for a key that does not expire.
    pub(super) expires: Option<i64>,
    /// What it says of the tenancy and the region to begin with.
    pub(super) tenancy: String,
    pub(super) region: String,
}

/// A token is renewed this many seconds before it expires.
const BEFORE: i64 = 300;
/// A larger file is no credential.
const LARGEST: u64 = 1 << 18;

impl Credential {
    pub(super) fn is_fresh(&self, now: i64) -> bool {
        self.expires.is_none_or(|expires| now + BEFORE < expires)
    }

    /// A token and the key that it is bound to. Its tenancy stands in it.
    pub(super) fn of_token(token: &str, key: PrivateKey, region: String) -> Result<Credential, SignError> {
        let claims = claims(token)
            .ok_or_else(|| SignError::Refused("the security token is no JSON web token".to_owned()))?;
        let tenancy = ["res_tenant", "tenant"].into_iter().find_map(|name| claims.get(name)?.as_str());
        Ok(Credential {
            key_id: Secret::new(format!("ST${token}")),
            key,
            expires: claims.get("exp").and_then(Value::as_i64),
            tenancy: tenancy.unwrap_or("").to_owned(),
            region: full(region),
        })
    }

    /// From files and variables; a [`Source::Instance`] takes calls and is not read here.
    pub(super) async fn read(source: &Source) -> Result<Option<Credential>, SignError> {
        match source {
            Source::Config { file, profile, given, session } => {
                of_config(file, profile, given, *session).await.map(Some)
            }
            Source::Resource { encrypted: true, .. } => Err(SignError::Refused(
                "OCI_RESOURCE_PRINCIPAL_PRIVATE_PEM is encrypted with a passphrase: expected a key that is not"
                    .to_owned(),
            )),
            Source::Resource { token, key, region, .. } => {
                let token = value(token).await?;
                let key = value(key).await?;
                let key = PrivateKey::from_pem(key.reveal(), "OCI_RESOURCE_PRINCIPAL_PRIVATE_PEM")
                    .map_err(SignError::Refused)?;
                Credential::of_token(token.reveal().trim(), key, region.clone().unwrap_or_default()).map(Some)
            }
            Source::Unsupported(problem) => Err(SignError::NoCredential(problem.clone())),
            Source::Instance { .. } => Ok(None),
        }
    }
}

/// `iad` is `us-ashburn-1`.
pub(super) fn full(region: String) -> String {
    let key = region.trim().to_ascii_lowercase();
    region_of_key(&key).map_or(key, str::to_owned)
}

async fn of_config(file: &Path, name: &str, given: &Given, session: bool) -> Result<Credential, SignError> {
    let shown = file.display();
    let profile = match read(file).await {
        Ok(text) => Profile::parse(text.reveal(), name)
            .ok_or_else(|| SignError::NoCredential(format!("{shown} has no profile {name}")))?,
        Err(_) if given.is_whole() => Profile::default(),
        Err(error) => return Err(error),
    };
    let value = |own: &Option<String>, key: &str| own.clone().or_else(|| profile.get(key).map(str::to_owned));
    let need = |own: &Option<String>, key: &str| {
        value(own, key).ok_or_else(|| {
            SignError::NoCredential(format!(
                "{key} is neither in profile {name} of {shown} nor in OCI_CLI_{}",
                key.to_ascii_uppercase()
            ))
        })
    };
    let key =
        match (&given.key_content, &given.key_file, profile.get("key_content"), profile.get("key_file")) {
            (Some(content), ..) => PrivateKey::from_pem(content.reveal(), "OCI_CLI_KEY_CONTENT"),
            (None, Some(path), ..) => {
                PrivateKey::from_pem(read(path).await?.reveal(), &path.display().to_string())
            }
            (None, None, Some(content), _) => PrivateKey::from_pem(content, "key_content"),
            (None, None, None, Some(path)) => {
                let path = relative(path, file);
                PrivateKey::from_pem(read(&path).await?.reveal(), &path.display().to_string())
            }
            (None, None, None, None) => Err(format!("key_file is not in profile {name} of {shown}")),
        }
        .map_err(SignError::Refused)?;
    let region = full(value(&given.region, "region").unwrap_or_default());
    let token_file = given
        .token_file
        .clone()
        .or_else(|| profile.get("security_token_file").map(|path| relative(path, file)));
    // A profile with a token and no user is a session, as `oci session authenticate` writes it.
    let by_token = session || (token_file.is_some() && value(&given.user, "user").is_none());
    if by_token {
        let path = token_file.ok_or_else(|| {
            SignError::NoCredential(format!("security_token_file is not in profile {name} of {shown}"))
        })?;
        let token = read(&path).await?;
        let mut credential = Credential::of_token(token.reveal().trim(), key, region)?;
        if let Some(tenancy) = value(&given.tenancy, "tenancy") {
            credential.tenancy = tenancy;
        }
        return Ok(credential);
    }
    let tenancy = need(&given.tenancy, "tenancy")?;
    let (user, print) = (need(&given.user, "user")?, need(&given.fingerprint, "fingerprint")?);
    Ok(Credential {
        key_id: Secret::new(format!("{tenancy}/{user}/{print}")),
        key,
        expires: None,
        tenancy,
        region,
    })
}

/// `~/…` in a configuration file: its folder lies in the home folder by default.
fn relative(path: &str, config: &Path) -> std::path::PathBuf {
    match (path.strip_prefix("~/"), config.parent().and_then(Path::parent)) {
        (Some(rest), Some(home)) => home.join(rest),
        _ => std::path::PathBuf::from(path),
    }
}

async fn value(text: &Text) -> Result<Secret, SignError> {
    match text {
        Text::Inline(value) => Ok(value.clone()),
        Text::File(path) => read(path).await,
    }
}

async fn read(path: &Path) -> Result<Secret, SignError> {
    let shown = path.display();
    let refuse = |e: std::io::Error| SignError::NoCredential(format!("cannot read {shown}: {e}"));
    if tokio::fs::metadata(path).await.map_err(refuse)?.len() > LARGEST {
        return Err(SignError::Refused(format!("{shown} is too large to be a credential")));
    }
    tokio::fs::read_to_string(path).await.map(Secret::new).map_err(refuse)
}

/// What a token says of itself; nothing is decided by it but when to renew and where to begin.
fn claims(token: &str) -> Option<Value> {
    let body = token.split('.').nth(1)?;
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(body.trim_end_matches('=')).ok()?).ok()
}
