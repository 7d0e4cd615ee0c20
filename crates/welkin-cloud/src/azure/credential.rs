use std::time::Duration;

use reqsign_core::Context;
use serde_json::Value;

use super::assertion::Certificate;
use super::machine::Machine;
use crate::environment::Environment;
use crate::transport::{Secret, SignError};

/// Where a token for the caller comes from, in the order in which the provider's own libraries try
/// (<https://learn.microsoft.com/python/api/overview/azure/identity-readme>).
#[derive(Clone, Debug)]
pub(super) enum Source {
    /// `AZURE_CLIENT_SECRET`
    ClientSecret { tenant: String, client: String, secret: Secret },
    /// `AZURE_CLIENT_CERTIFICATE_PATH`
    Certificate { tenant: String, client: String, path: String, chain: bool },
    /// `AZURE_FEDERATED_TOKEN_FILE`: a token of an outside issuer that Entra trusts.
    Federated { tenant: String, client: String, path: String },
    /// The identity of the machine that this runs on.
    Machine(Machine),
    /// `az account get-access-token`
    CommandLine { tenant: Option<String> },
}

impl Source {
    /// The tenant whose token endpoint is asked; empty for sources that hand out tokens themselves.
    pub(super) fn tenant(&self) -> &str {
        match self {
            Source::ClientSecret { tenant, .. }
            | Source::Certificate { tenant, .. }
            | Source::Federated { tenant, .. } => tenant,
            Source::Machine(_) | Source::CommandLine { .. } => "",
        }
    }
}

/// What proves who the caller is, for the token endpoint.
#[derive(Debug)]
pub(super) struct Proof {
    pub(super) client: String,
    pub(super) by: By,
}

#[derive(Debug)]
pub(super) enum By {
    Secret(Secret),
    Assertion(Secret),
}

/// What the environment gives, the first to be tried first.
pub(super) fn sources(environment: &Environment) -> Vec<Source> {
    let owned = |name: &str| environment.get(name).map(str::to_owned);
    let mut found = Vec::new();
    let tenant = owned("AZURE_TENANT_ID");
    if let (Some(tenant), Some(client)) = (tenant.clone(), owned("AZURE_CLIENT_ID")) {
        if let Some(secret) = environment.get("AZURE_CLIENT_SECRET") {
            let secret = Secret::new(secret);
            found.push(Source::ClientSecret { tenant: tenant.clone(), client: client.clone(), secret });
        } else if let Some(path) = owned("AZURE_CLIENT_CERTIFICATE_PATH") {
            let chain = environment
                .get("AZURE_CLIENT_SEND_CERTIFICATE_CHAIN")
                .is_some_and(|send| send == "1" || send.eq_ignore_ascii_case("true"));
            found.push(Source::Certificate { tenant: tenant.clone(), client: client.clone(), path, chain });
        }
        if let Some(path) = owned("AZURE_FEDERATED_TOKEN_FILE") {
            found.push(Source::Federated { tenant, client, path });
        }
    }
    found.push(Source::Machine(Machine::of(environment)));
    found.push(Source::CommandLine { tenant });
    found
}

pub(super) const NOWHERE: &str = "there is no Azure credential: expected AZURE_TENANT_ID and AZURE_CLIENT_ID with \
    AZURE_CLIENT_SECRET, AZURE_CLIENT_CERTIFICATE_PATH or AZURE_FEDERATED_TOKEN_FILE, a managed identity, or a login of az";

/// The proof of a source that has one; `None` for those that hand out tokens themselves.
pub(super) async fn proof(
    source: &Source,
    context: &Context,
    endpoint: &str,
    now: i64,
) -> Result<Option<Proof>, SignError> {
    let refuse = |text: String| SignError::Refused(text);
    let proof = |client: &str, by| Ok(Some(Proof { client: client.to_owned(), by }));
    match source {
        Source::ClientSecret { client, secret, .. } => proof(client, By::Secret(secret.clone())),
        Source::Certificate { client, path, chain, .. } => {
            let pem = read(context, path).await?;
            let certificate = Certificate::parse(pem.reveal().as_bytes())
                .map_err(|problem| refuse(format!("AZURE_CLIENT_CERTIFICATE_PATH: {problem}")))?;
            let assertion = certificate
                .assertion(client, endpoint, now, *chain)
                .ok_or_else(|| refuse("the certificate's key cannot sign".to_owned()))?;
            proof(client, By::Assertion(Secret::new(assertion)))
        }
        Source::Federated { client, path, .. } => {
            // Whoever writes the file renews it, so it is read each time.
            let token = read(context, path).await?;
            let token = Secret::new(token.reveal().trim());
            if token.reveal().is_empty() {
                return Err(refuse("AZURE_FEDERATED_TOKEN_FILE names an empty file".to_owned()));
            }
            proof(client, By::Assertion(token))
        }
        Source::Machine(_) | Source::CommandLine { .. } => Ok(None),
    }
}

/// A file of text that the environment names; larger ones are refused.
async fn read(context: &Context, path: &str) -> Result<Secret, SignError> {
    match context.file_read_as_string(path).await {
        Ok(text) => Ok(Secret::new(text)),
        Err(error) => Err(SignError::NoCredential(format!("a credential cannot be read: {error}"))),
    }
}

/// A token, and how long it is good for.
#[derive(Clone, Debug)]
pub(super) struct Token {
    pub(super) secret: Secret,
    pub(super) lives: Duration,
}

/// A token without a lifetime is asked for again soon.
const UNKNOWN_LIFE: u64 = 300;

impl Token {
    /// From the answer of a token endpoint: `expires_in` from now, or `expires_on` in seconds since 1970, either of them
    /// a number or a text.
    pub(super) fn of(answer: &Value, field: &str, now: i64) -> Option<Token> {
        let secret = answer.get(field)?.as_str().filter(|token| !token.is_empty())?;
        let number = |name: &str| match answer.get(name)? {
            Value::Number(number) => number.as_i64(),
            Value::String(text) => text.parse::<i64>().ok(),
            _ => None,
        };
        let lives = number("expires_in").or_else(|| Some(number("expires_on")?.saturating_sub(now)));
        let lives = lives.map_or(UNKNOWN_LIFE, |seconds| u64::try_from(seconds).unwrap_or(0));
        Some(Token { secret: Secret::new(secret), lives: Duration::from_secs(lives) })
    }
}

/// Asks the provider's own command line, which renews its login itself.
pub(super) async fn by_command_line(
    context: &Context,
    audience: &str,
    tenant: Option<&str>,
    now: i64,
) -> Result<Token, SignError> {
    let scope = format!("{audience}/.default");
    let mut arguments = vec!["account", "get-access-token", "--output", "json", "--scope", &scope];
    if let Some(tenant) = tenant {
        arguments.extend(["--tenant", tenant]);
    }
    let output = context
        .command_execute("az", &arguments)
        .await
        .map_err(|_| SignError::NoCredential(NOWHERE.to_owned()))?;
    if !output.success() {
        // Its words hold no token, but may hold names; the first line says what to do.
        let says = String::from_utf8_lossy(&output.stderr);
        let first = says.lines().find(|line| !line.trim().is_empty()).unwrap_or("");
        let first: String = first.chars().take(200).collect();
        return Err(SignError::NoCredential(format!("az gives no token: {first}")));
    }
    serde_json::from_slice(&output.stdout)
        .ok()
        .and_then(|answer| Token::of(&answer, "accessToken", now))
        .ok_or_else(|| SignError::Refused("az gives something else than a token".to_owned()))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn found(variables: &[(&str, &str)]) -> Vec<String> {
        let variables = variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        let sources = sources(&Environment::new(variables, None));
        let name = |source: &Source| match source {
            Source::ClientSecret { .. } => "secret",
            Source::Certificate { .. } => "certificate",
            Source::Federated { .. } => "federated",
            Source::Machine(_) => "machine",
            Source::CommandLine { .. } => "az",
        };
        sources.iter().map(|source| name(source).to_owned()).collect()
    }

    #[test]
    fn sources_come_in_the_order_of_the_providers_libraries() {
        let (tenant, client) = (("AZURE_TENANT_ID", "t"), ("AZURE_CLIENT_ID", "c"));
        let secret = ("AZURE_CLIENT_SECRET", "s");
        let certificate = ("AZURE_CLIENT_CERTIFICATE_PATH", "p");
        let federated = ("AZURE_FEDERATED_TOKEN_FILE", "f");
        assert_eq!(found(&[]), ["machine", "az"]);
        assert_eq!(found(&[tenant, client, secret, certificate]), ["secret", "machine", "az"]);
        assert_eq!(
            found(&[tenant, client, certificate, federated]),
            ["certificate", "federated", "machine", "az"]
        );
        assert_eq!(found(&[client, secret]), ["machine", "az"], "without a tenant it is none");
    }

    #[test]
    fn lifetimes_are_read_in_each_form() {
        let lives = |answer: Value| Token::of(&answer, "t", 100).map(|token| token.lives.as_secs());
        assert_eq!(lives(json!({"t": "x", "expires_in": 3599})), Some(3599));
        assert_eq!(lives(json!({"t": "x", "expires_in": "60"})), Some(60));
        assert_eq!(lives(json!({"t": "x", "expires_on": "160"})), Some(60));
        assert_eq!(lives(json!({"t": "x", "expires_on": 50})), Some(0));
        assert_eq!(lives(json!({"t": "x"})), Some(300));
        assert_eq!(lives(json!({"t": ""})), None);
        assert_eq!(lives(json!({})), None);
    }

    #[test]
    fn nothing_prints_a_secret() {
        let variables = [
            ("AZURE_TENANT_ID", "t"),
            ("AZURE_CLIENT_ID", "c"),
            ("AZURE_CLIENT_SECRET", "hidden"),
            ("IDENTITY_HEADER", "hidden"),
        ];
        let variables = variables.map(|(name, value)| (name.to_owned(), value.to_owned()));
        assert!(!format!("{:?}", sources(&Environment::new(variables, None))).contains("hidden"));
    }
}
