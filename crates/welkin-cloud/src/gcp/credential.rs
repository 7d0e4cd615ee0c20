use std::path::{Path, PathBuf};

use futures::future::BoxFuture;
use reqsign_core::{Context, ProvideCredential};
use reqsign_google::StaticCredentialProvider;
use serde_json::{Value, json};
use zeroize::Zeroizing;

use super::grant::{Grants, SCOPE, TOKEN_URI, Token, now, taken};
use crate::environment::Environment;
use crate::transport::{Secret, SignError};

/// The credential that Google's own libraries and command line would take: application default credentials
/// (<https://cloud.google.com/docs/authentication/application-default-credentials>), and what `gcloud` reads besides.
#[derive(Debug)]
pub(super) struct Credentials {
    environment: Environment,
    context: Context,
    grants: Grants,
}

/// A token and what else the credential says.
#[derive(Clone, Debug)]
pub(super) struct Granted {
    pub(super) token: Token,
    /// The project that pays for the calls of a person.
    pub(super) quota_project: Option<String>,
    /// The project that the credential belongs to.
    pub(super) project: Option<String>,
}

/// Larger files are no credentials.
const LARGEST_FILE: u64 = 1 << 20;
/// A credential may rest on another, and that on one more.
const DEEPEST: u8 = 3;

impl Credentials {
    pub(super) fn new(environment: Environment, context: Context, grants: Grants) -> Credentials {
        Credentials { environment, context, grants }
    }

    pub(super) async fn granted(&self) -> Result<Granted, SignError> {
        let mut granted = self.found().await?;
        if let Some(accounts) = self.environment.get("CLOUDSDK_AUTH_IMPERSONATE_SERVICE_ACCOUNT") {
            granted.token = self.as_account(&granted.token, accounts).await?;
        }
        if let Some(project) = self.environment.get("GOOGLE_CLOUD_QUOTA_PROJECT") {
            granted.quota_project = Some(project.to_owned());
        }
        Ok(granted)
    }

    async fn found(&self) -> Result<Granted, SignError> {
        if let Some(path) = self.environment.get("GOOGLE_APPLICATION_CREDENTIALS") {
            return self.of_file(&self.environment.expand(path)).await;
        }
        if let Some(token) =
            self.environment.first(&["CLOUDSDK_AUTH_ACCESS_TOKEN", "GOOGLE_OAUTH_ACCESS_TOKEN"])
        {
            return Ok(handed_in(token));
        }
        if let Some(path) = self.environment.get("CLOUDSDK_AUTH_ACCESS_TOKEN_FILE") {
            let content = read(&self.environment.expand(path)).await?;
            let token = std::str::from_utf8(&content).unwrap_or("").trim();
            return Ok(handed_in(token));
        }
        if let Some(path) = self.environment.get("CLOUDSDK_AUTH_CREDENTIAL_FILE_OVERRIDE") {
            return self.of_file(&self.environment.expand(path)).await;
        }
        if let Some(path) = self.well_known()
            && tokio::fs::try_exists(&path).await.unwrap_or(false)
        {
            return self.of_file(&path).await;
        }
        self.of_machine().await
    }

    /// Where `gcloud auth application-default login` puts the credential.
    fn well_known(&self) -> Option<PathBuf> {
        let folder = match self.environment.get("CLOUDSDK_CONFIG") {
            Some(folder) => self.environment.expand(folder),
            None if cfg!(windows) => PathBuf::from(self.environment.get("APPDATA")?).join("gcloud"),
            None => self.environment.home()?.join(".config").join("gcloud"),
        };
        Some(folder.join("application_default_credentials.json"))
    }

    async fn of_machine(&self) -> Result<Granted, SignError> {
        if self.environment.get("NO_GCE_CHECK").is_some_and(|value| value.eq_ignore_ascii_case("true")) {
            return Err(SignError::NoCredential(NO_CREDENTIAL.to_owned()));
        }
        match self.grants.metadata_token(self.metadata_host()).await {
            Ok(Some(token)) => Ok(Granted { token, quota_project: None, project: self.own_project().await }),
            Ok(None) | Err(SignError::Unreachable(_)) => {
                Err(SignError::NoCredential(NO_CREDENTIAL.to_owned()))
            }
            Err(error) => Err(error),
        }
    }

    /// The project of the machine.
    async fn own_project(&self) -> Option<String> {
        let answer = self.grants.metadata("project/project-id", self.metadata_host()).await.ok()?;
        let text = std::str::from_utf8(&answer.body).ok()?.trim();
        let fine = answer.status.is_success() && !text.is_empty() && text.len() < 64;
        fine.then(|| text.to_owned())
    }

    fn metadata_host(&self) -> &str {
        self.environment
            .first(&["GCE_METADATA_HOST", "GCE_METADATA_ROOT"])
            .unwrap_or("metadata.google.internal")
    }

    async fn of_file(&self, path: &Path) -> Result<Granted, SignError> {
        let content = read(path).await?;
        let document: Value = serde_json::from_slice(&content)
            .map_err(|_| SignError::NoCredential(format!("{} is no credential in JSON", path.display())))?;
        let text = |field: &str| document.get(field).and_then(Value::as_str).map(str::to_owned);
        let (quota_project, project) = (text("quota_project_id"), text("project_id"));
        let token = self.of_document(document, DEEPEST).await.map_err(|error| match error {
            SignError::NoCredential(problem) => {
                SignError::NoCredential(format!("{}: {problem}", path.display()))
            }
            error => error,
        })?;
        Ok(Granted { token, quota_project, project })
    }

    /// The token that a credential's document stands for, whatever its type.
    fn of_document(&self, mut document: Value, deepest: u8) -> BoxFuture<'_, Result<Token, SignError>> {
        Box::pin(async move {
            let text = |document: &Value, field: &str| {
                document.get(field).and_then(Value::as_str).map(str::to_owned).unwrap_or_default()
            };
            let lacking = |field: &str| SignError::NoCredential(format!("`{field}` is missing"));
            let of = |document: &Value, field: &str, otherwise: &str| {
                Some(text(document, field))
                    .filter(|url| !url.is_empty())
                    .unwrap_or_else(|| otherwise.to_owned())
            };
            match text(&document, "type").as_str() {
                "service_account" => {
                    let key = taken(&mut document, "private_key").ok_or_else(|| lacking("private_key"))?;
                    let (email, id) = (text(&document, "client_email"), text(&document, "private_key_id"));
                    let uri = of(&document, "token_uri", TOKEN_URI);
                    self.grants.assertion(&email, &key, &id, &uri).await
                }
                kind @ ("authorized_user" | "external_account_authorized_user") => {
                    let workforce = kind == "external_account_authorized_user";
                    let secret =
                        taken(&mut document, "client_secret").unwrap_or_else(|| Secret::new(String::new()));
                    let refresh =
                        taken(&mut document, "refresh_token").ok_or_else(|| lacking("refresh_token"))?;
                    let field = if workforce { "token_url" } else { "token_uri" };
                    let uri = of(&document, field, TOKEN_URI);
                    let client = text(&document, "client_id");
                    self.grants.refresh(&client, &secret, &refresh, &uri, workforce).await
                }
                "impersonated_service_account" if deepest > 0 => {
                    let url = text(&document, "service_account_impersonation_url");
                    let delegates = document.get("delegates").cloned().unwrap_or_else(|| json!([]));
                    let source = document
                        .get_mut("source_credentials")
                        .map(Value::take)
                        .ok_or_else(|| lacking("source_credentials"))?;
                    let source = self.of_document(source, deepest - 1).await?;
                    self.grants.impersonated(&source, &url, &delegates, None).await
                }
                "external_account" => self.external(document).await,
                other => {
                    Err(SignError::NoCredential(format!("`{other}` is no type of credential known here")))
                }
            }
        })
    }

    /// Workload identity federation: an outside token for one of Google's, and with it perhaps the token of a service
    /// account.
    async fn external(&self, mut document: Value) -> Result<Token, SignError> {
        let lifetime = document.pointer("/service_account_impersonation/token_lifetime_seconds");
        let lifetime = lifetime.and_then(Value::as_i64);
        let account = document
            .as_object_mut()
            .and_then(|fields| fields.remove("service_account_impersonation_url"))
            .and_then(|url| url.as_str().map(str::to_owned));
        if let Some(source) = document.get_mut("credential_source").and_then(Value::as_object_mut)
            && (source.contains_key("file") || source.contains_key("url"))
        {
            // Google's libraries take the whole content where no format is given.
            source.entry("format").or_insert_with(|| json!({"type": "text"}));
        }
        let url = document.get("token_url").and_then(Value::as_str).map(str::to_owned);
        if let (Some(url), Some(fields)) = (url, document.as_object_mut()) {
            let url = self.grants.redirected(&url)?;
            fields.insert("token_url".to_owned(), json!(url.as_str()));
        }
        let content = Zeroizing::new(document.to_string());
        let provider = StaticCredentialProvider::new(content.as_str()).with_scope(SCOPE);
        let loaded = provider.provide_credential(&self.context).await;
        let loaded =
            loaded.map_err(|error| SignError::Refused(format!("Google gives no credential: {error}")))?;
        let token = loaded.and_then(|credential| credential.token);
        let token = token.ok_or_else(|| SignError::Refused("Google gives no token".to_owned()))?;
        let until = token.expires_at.map_or_else(|| now() + 300, |until| until.as_second());
        let token = Token { secret: Secret::new(token.access_token), until };
        match account {
            Some(url) => self.grants.impersonated(&token, &url, &json!([]), lifetime).await,
            None => Ok(token),
        }
    }

    /// `delegate,…,account`, as `gcloud --impersonate-service-account` takes them.
    async fn as_account(&self, token: &Token, accounts: &str) -> Result<Token, SignError> {
        let mut chain: Vec<&str> =
            accounts.split(',').map(str::trim).filter(|name| !name.is_empty()).collect();
        let Some(account) = chain.pop() else { return Ok(token.clone()) };
        let delegates: Vec<String> =
            chain.iter().map(|name| format!("projects/-/serviceAccounts/{name}")).collect();
        let url = format!(
            "https://iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/{account}:generateAccessToken"
        );
        self.grants.impersonated(token, &url, &json!(delegates), None).await
    }
}

const NO_CREDENTIAL: &str = "there is no Google credential in the environment (GOOGLE_APPLICATION_CREDENTIALS, \
    CLOUDSDK_AUTH_ACCESS_TOKEN, the file of `gcloud auth application-default login`, the metadata server)";

/// A token that was given; when it ends is not known.
fn handed_in(token: &str) -> Granted {
    let token = Token { secret: Secret::new(token), until: now() + 3_600 };
    Granted { token, quota_project: None, project: None }
}

async fn read(path: &Path) -> Result<Zeroizing<Vec<u8>>, SignError> {
    let refuse =
        |problem: String| SignError::NoCredential(format!("cannot read {}: {problem}", path.display()));
    let size = tokio::fs::metadata(path).await.map_err(|e| refuse(e.to_string()))?.len();
    if size > LARGEST_FILE {
        return Err(refuse("it is too large to be a credential".to_owned()));
    }
    tokio::fs::read(path).await.map(Zeroizing::new).map_err(|e| refuse(e.to_string()))
}
