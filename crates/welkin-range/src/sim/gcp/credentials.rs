//! The ways to an access token: a signed assertion, a token of an outside identity, and the metadata server.

use http::Method;
use serde_json::{Value, json};
use welkin_model::Millis;

use super::Gcp;
use super::authorise::strings;
use super::caller::{Caller, LIFETIME};
use super::cel;
use super::error::{ApiError, GrantError};
use super::estate::text;
use super::filter::lookup;
use super::journal::Entry;
use super::jwt::Jwt;
use super::names::{last, segments};
use super::route::{Action, Verb};
use super::way_in;
use crate::calendar::HOUR;
use crate::sim::{Request, Response};

const EXCHANGE: &str = "google.identity.sts.v1.SecurityTokenService.ExchangeToken";

/// Which credential endpoint a request is for: service and method.
pub(super) fn of(request: &Request) -> Option<(&'static str, &'static str)> {
    let path = request.path.as_str();
    let path = path.strip_prefix("/oauth2").unwrap_or(path);
    match path {
        "/token" => Some(("oauth2", "Token")),
        "/sts/v1/token" | "/v1/token" => Some(("sts", EXCHANGE)),
        "/" => Some(("metadata", "Ping")),
        path if path.starts_with("/computeMetadata/v1") => Some(("metadata", "Get")),
        _ => None,
    }
}

impl Gcp {
    pub(super) fn credentials(&mut self, request: &Request, at: Millis) -> Option<Response> {
        let (service, _) = of(request)?;
        if service == "metadata" {
            return Some(self.metadata(request, at));
        }
        if request.method != Method::POST {
            return Some(Response::json(405, &json!({"error": "method_not_allowed"})));
        }
        let mut fields = request.form();
        if let Value::Object(body) = request.json() {
            // The exchange also takes JSON, in its own spelling.
            fields = body
                .iter()
                .filter_map(|(name, value)| Some((snake(name), value.as_str()?.to_owned())))
                .collect();
        }
        let field = |name: &str| {
            fields.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value.as_str()).to_owned()
        };
        let outcome = if service == "oauth2" {
            self.assertion(&field("grant_type"), &field("assertion"), request, at)
        } else {
            let exchanged = self.exchange(&field, at);
            self.log_exchange(&field("audience"), &exchanged, request, at);
            exchanged.map(|(token, _)| token)
        };
        Some(match outcome {
            Ok(token) => Response::json(200, &token),
            Err(error) => error.response(),
        })
    }

    /// RFC 7523: an assertion that a key of the account signed, for this endpoint, an hour at most.
    fn assertion(
        &mut self,
        grant: &str,
        assertion: &str,
        request: &Request,
        at: Millis,
    ) -> Result<Value, GrantError> {
        if grant != "urn:ietf:params:oauth:grant-type:jwt-bearer" {
            return Err(GrantError(
                "unsupported_grant_type",
                format!("Invalid grant_type: {}", shortened(grant)),
            ));
        }
        let jwt = Jwt::read(assertion).ok_or_else(|| GrantError::invalid("Invalid JWT."))?;
        let (email, key) =
            self.signer(&jwt, at).ok_or_else(|| GrantError::invalid("Invalid JWT Signature."))?;
        let host = request.header("host");
        let ours = ["http", "https"].map(|scheme| format!("{scheme}://{host}/token"));
        let meant = |audience: &&str| {
            *audience == "https://oauth2.googleapis.com/token" || ours.iter().any(|ours| ours == audience)
        };
        if !jwt.audiences().iter().any(meant) {
            return Err(GrantError::invalid("Invalid JWT: aud does not name the token endpoint."));
        }
        if !jwt.timely(at, HOUR) {
            return Err(GrantError::invalid(
                "Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe. Check your iat and exp values in the JWT claim.",
            ));
        }
        if !self.account_is_live(&email, at) {
            return Err(GrantError::invalid("Invalid grant: account not found or disabled."));
        }
        if jwt.claim("scope").is_empty() {
            return Err(GrantError(
                "invalid_scope",
                "Invalid OAuth scope or ID token audience provided.".to_owned(),
            ));
        }
        let token = self.tokens.issue(Caller { key, ..Caller::account(&email) }, at + LIFETIME);
        Ok(json!({"access_token": token, "expires_in": 3_599, "token_type": "Bearer"}))
    }

    /// RFC 8693: a token of a workload identity pool's provider for one of Google's.
    fn exchange(
        &mut self,
        field: &dyn Fn(&str) -> String,
        at: Millis,
    ) -> Result<(Value, Caller), GrantError> {
        if field("grant_type") != "urn:ietf:params:oauth:grant-type:token-exchange" {
            return Err(GrantError("unsupported_grant_type", "Invalid grant type.".to_owned()));
        }
        if !matches!(
            field("subject_token_type").as_str(),
            "urn:ietf:params:oauth:token-type:jwt" | "urn:ietf:params:oauth:token-type:id_token"
        ) {
            return Err(GrantError(
                "invalid_request",
                "Invalid value for \"subject_token_type\".".to_owned(),
            ));
        }
        if field("scope").is_empty() {
            return Err(GrantError("invalid_request", "scope is required.".to_owned()));
        }
        let audience = field("audience");
        let unknown = || {
            GrantError("invalid_target", "The target service indicated by the \"audience\" parameters is invalid. This might either be because the pool or provider is disabled or deleted or because it doesn't exist.".to_owned())
        };
        let path = audience.strip_prefix("//iam.googleapis.com/").ok_or_else(unknown)?;
        let provider = self.provider(path, at).ok_or_else(unknown)?;
        let caller = self.federated(&provider, path, &field("subject_token"), at)?;
        let token = self.tokens.issue(caller.clone(), at + LIFETIME);
        let answer = json!({
            "access_token": token, "issued_token_type": "urn:ietf:params:oauth:token-type:access_token",
            "token_type": "Bearer", "expires_in": 3_599,
        });
        Ok((answer, caller))
    }

    /// An exchange stands in the log of the pool's project, also one that was refused.
    fn log_exchange(
        &mut self,
        audience: &str,
        exchanged: &Result<(Value, Caller), GrantError>,
        request: &Request,
        at: Millis,
    ) {
        let path = audience.strip_prefix("//iam.googleapis.com/").unwrap_or("");
        let name = segments(path);
        let Some(kind) = super::kind::of_item(Some("iam"), &name) else { return };
        let (caller, outcome) = match exchanged {
            Ok((_, caller)) => (caller.clone(), Ok(Response::empty(200))),
            Err(error) => (Caller::default(), Err(ApiError::invalid(error.1.clone()))),
        };
        let action = Action {
            service: "sts",
            method: EXCHANGE.to_owned(),
            permission: String::new(),
            key: self.estate.key(kind, &name),
            kind: Some(kind),
            verb: Verb::Custom("exchange"),
            writes: false,
        };
        let serial = self.serial();
        let entry = Entry { action: &action, caller: &caller, request, outcome: &outcome, change: None, at };
        self.journal.write(&self.estate, &entry, serial);
    }

    /// A provider that is active, in a pool that is.
    fn provider(&self, path: &str, at: Millis) -> Option<Value> {
        let name = segments(path);
        let kind =
            super::kind::of_item(Some("iam"), &name).filter(|kind| kind.collection() == "providers")?;
        let key = self.estate.key(kind, &name);
        let pool = key.split("/providers/").next()?.to_owned();
        let live = |key: &str| {
            let data = self.estate.asset(key)?.versions().at(at - self.delays.account)?;
            let disabled = data.get("disabled").and_then(Value::as_bool) == Some(true);
            (!disabled && text(data, "state") == "ACTIVE").then(|| data.clone())
        };
        live(&pool)?;
        live(&key)
    }

    fn federated(&self, provider: &Value, path: &str, token: &str, at: Millis) -> Result<Caller, GrantError> {
        let jwt = Jwt::read(token).ok_or_else(|| {
            GrantError::invalid(
                "Error connecting to the given credential's issuer or unable to parse the subject token.",
            )
        })?;
        let oidc = provider.get("oidc").cloned().unwrap_or_default();
        let issuer = text(&oidc, "issuerUri");
        if jwt.claim("iss") != issuer {
            return Err(GrantError::invalid("The issuer in ID Token does not match the expected one."));
        }
        let signed = match text(&oidc, "jwksJson") {
            "" => way_in::issuer_key(issuer)
                .and_then(|id| self.keys.get(id))
                .is_some_and(|key| jwt.signed_by(key)),
            set => jwt.signed_by_set(set),
        };
        if !signed {
            return Err(GrantError::invalid("Invalid signature of the ID Token."));
        }
        if !jwt.timely(at, 48 * HOUR) {
            return Err(GrantError::invalid(
                "The ID Token is expired, not yet valid or lives for more than 48 hours.",
            ));
        }
        let named: Vec<&str> = strings(&oidc, "allowedAudiences").collect();
        let ours = [format!("https://iam.googleapis.com/{path}"), format!("//iam.googleapis.com/{path}")];
        let meant = jwt.audiences().iter().any(|audience| {
            if named.is_empty() { ours.iter().any(|ours| ours == audience) } else { named.contains(audience) }
        });
        if !meant {
            return Err(GrantError::invalid(
                "The audience in ID Token does not match the expected audience.",
            ));
        }
        self.mapped(provider, path, &jwt)
    }

    /// What the provider's mapping makes of the claims, if its condition holds.
    fn mapped(&self, provider: &Value, path: &str, jwt: &Jwt) -> Result<Caller, GrantError> {
        let claim = |name: &str| {
            lookup(&jwt.claims, name.strip_prefix("assertion.")?).and_then(Value::as_str).map(str::to_owned)
        };
        let condition = text(provider, "attributeCondition");
        if !condition.is_empty() && cel::holds(condition, &claim) != Some(true) {
            return Err(GrantError(
                "unauthorized_client",
                "The given credential is rejected by the attribute condition.".to_owned(),
            ));
        }
        let mapping =
            provider.get("attributeMapping").and_then(Value::as_object).cloned().unwrap_or_default();
        let subject = mapping.get("google.subject").and_then(Value::as_str).and_then(claim);
        let subject = subject.filter(|subject| (1..=127).contains(&subject.len())).ok_or_else(|| {
            GrantError::invalid("The mapped google.subject is empty or longer than 127 bytes.")
        })?;
        let pool = path.split("/providers/").next().unwrap_or(path);
        let mut sets = vec![format!("principalSet://iam.googleapis.com/{pool}/*")];
        for (name, source) in &mapping {
            if let (Some(_), Some(value)) = (name.strip_prefix("attribute."), source.as_str().and_then(claim))
            {
                sets.push(format!("principalSet://iam.googleapis.com/{pool}/{name}/{value}"));
            }
        }
        Ok(Caller {
            subject: format!("principal://iam.googleapis.com/{pool}/subject/{subject}"),
            sets,
            ..Caller::default()
        })
    }

    /// What an instance learns of itself: that of Welkin's collector. Requests that a proxy forwarded or that lack the
    /// header are refused: that is what keeps a server-side request forgery from tokens.
    fn metadata(&mut self, request: &Request, at: Millis) -> Response {
        let flavor = |response: Response| {
            response.with("metadata-flavor", "Google").with("server", "Metadata Server for VM")
        };
        if request.path == "/" {
            return flavor(Response::new(200, "application/text", "computeMetadata/\n"));
        }
        if request.header("metadata-flavor") != "Google" || !request.header("x-forwarded-for").is_empty() {
            return flavor(Response::new(
                403,
                "text/html",
                "Missing required header \"Metadata-Flavor\": \"Google\"",
            ));
        }
        let path = segments(request.path.strip_prefix("/computeMetadata/v1").unwrap_or(""));
        let path: Vec<&str> = path.iter().map(String::as_str).collect();
        let email = way_in::AUDITOR;
        let plain = |text: &str| flavor(Response::new(200, "application/text", text.to_owned()));
        match path.as_slice() {
            ["project", "project-id"] => plain("tb-asia-security"),
            ["project", "numeric-project-id"] => plain("501266778812"),
            ["universe", "universe-domain" | "universe_domain"] => plain("googleapis.com"),
            ["instance", "zone"] => plain("projects/501266778812/zones/asia-southeast1-b"),
            ["instance", "service-accounts", account, rest @ ..]
                if matches!(*account, "default") || *account == email =>
            {
                match rest {
                    [] => flavor(Response::json(
                        200,
                        &json!({
                            "aliases": ["default"], "email": email,
                            "scopes": ["https://www.googleapis.com/auth/cloud-platform"],
                        }),
                    )),
                    ["email"] => plain(email),
                    ["scopes"] => plain("https://www.googleapis.com/auth/cloud-platform\n"),
                    ["token"] if self.account_is_live(email, at) => {
                        let token = self.tokens.issue(Caller::account(email), at + LIFETIME);
                        flavor(Response::json(
                            200,
                            &json!({
                                "access_token": token, "expires_in": 3_599, "token_type": "Bearer",
                            }),
                        ))
                    }
                    _ => flavor(Response::new(404, "text/html", last(&request.path).to_owned())),
                }
            }
            _ => flavor(Response::new(404, "text/html", "Not Found")),
        }
    }
}

fn snake(name: &str) -> String {
    name.chars().fold(String::new(), |mut text, c| {
        if c.is_ascii_uppercase() {
            text.push('_');
        }
        text.push(c.to_ascii_lowercase());
        text
    })
}

/// What a client wrote, cut for a message.
fn shortened(text: &str) -> String {
    text.chars().take(80).collect()
}
