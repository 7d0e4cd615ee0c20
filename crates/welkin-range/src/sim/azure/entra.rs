//! The token endpoint of Entra (learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow) and the
//! documents that lead to it.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use welkin_model::Millis;

use super::Azure;
use super::caller::Audience;
use super::directory::{APPS, PRINCIPALS, USERS, federations};
use super::error::TokenFault;
use super::journal::SignIn;
use super::json::{list, text};
use super::jwt::{Jwt, SigningKey, decode, public_key_der};
use crate::calendar::MINUTE;
use crate::estate::TENANT;
use crate::sim::crossings::ENTRA_ISSUER;
use crate::sim::{Method, Request, Response};

/// How long a new federated credential takes to be known to the token endpoint: "minutes" at worst, mostly less.
pub(super) const FEDERATION_SPREADS: Millis = 20_000;
const JWT_BEARER: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// Public keys of outside token issuers, by issuer and then key id.
pub(super) type Issuers = BTreeMap<String, BTreeMap<String, Vec<u8>>>;

/// What a client proved.
struct Proven {
    object_id: String,
    credential: &'static str,
    key_id: String,
}

/// True if the path is one of the token service.
pub(super) fn serves(segments: &[String]) -> bool {
    let tail: Vec<&str> = segments.iter().skip(1).map(String::as_str).collect();
    matches!(
        tail.as_slice(),
        ["oauth2", "v2.0", "token"]
            | ["discovery", "v2.0", "keys"]
            | ["discovery", "instance"]
            | ["v2.0", ".well-known", "openid-configuration"]
            | [".well-known", "openid-configuration"]
    )
}

impl Azure {
    pub(super) fn entra(&mut self, segments: &[String], request: &Request, at: Millis) -> Response {
        let tenant = segments.first().map_or("", String::as_str);
        let origin = super::origin(request);
        let known = [TENANT, "technobank.example", "technobank.onmicrosoft.com", "organizations", "common"];
        if !known.iter().any(|name| name.eq_ignore_ascii_case(tenant)) {
            let says =
                format!("Tenant '{tenant}' not found. Check to make sure you have the correct tenant ID.");
            return TokenFault::new(400, "invalid_request", 90002, says).response(&self.uuid(), at);
        }
        match segments.last().map(String::as_str) {
            Some("keys") => Response::json(200, &json!({"keys": [self.key.jwk()]})),
            Some("instance") => Response::json(
                200,
                &json!({"tenant_discovery_endpoint": format!("{origin}/{TENANT}/v2.0/.well-known/openid-configuration"), "api-version": "1.1", "metadata": []}),
            ),
            Some("openid-configuration") => Response::json(
                200,
                &json!({
                    "issuer": format!("{origin}/{TENANT}/v2.0"),
                    "token_endpoint": format!("{origin}/{TENANT}/oauth2/v2.0/token"),
                    "authorization_endpoint": format!("{origin}/{TENANT}/oauth2/v2.0/authorize"),
                    "device_authorization_endpoint": format!("{origin}/{TENANT}/oauth2/v2.0/devicecode"),
                    "jwks_uri": format!("{origin}/{TENANT}/discovery/v2.0/keys"),
                    "token_endpoint_auth_methods_supported": ["client_secret_post", "private_key_jwt"],
                    "response_types_supported": ["code", "id_token"],
                    "id_token_signing_alg_values_supported": ["RS256"],
                    "subject_types_supported": ["pairwise"],
                    "scopes_supported": ["openid", "profile", "email", "offline_access"],
                    "tenant_region_scope": "EU",
                    "cloud_instance_name": "microsoftonline.com",
                }),
            ),
            _ if request.method != Method::POST => TokenFault::new(
                405,
                "invalid_request",
                900_561,
                "The endpoint only accepts POST requests. Received a GET request.",
            )
            .response(&self.uuid(), at),
            _ => self.token(request, at),
        }
    }

    fn token(&mut self, request: &Request, at: Millis) -> Response {
        let form: BTreeMap<String, String> = request.form().into_iter().collect();
        let field = |name: &str| form.get(name).map_or("", String::as_str);
        let scope = field("scope");
        let resource = scope.split(' ').find_map(|part| part.rsplit_once('/').map(|(resource, _)| resource));
        let resource = resource.unwrap_or("");
        let outcome = match Audience::of(resource) {
            None if scope.is_empty() => Err(TokenFault::new(
                400,
                "invalid_request",
                900_144,
                "The request body must contain the following parameter: 'scope'.",
            )),
            None => Err(TokenFault::new(
                400,
                "invalid_resource",
                500_011,
                format!(
                    "The resource principal named {resource} was not found in the tenant named TechnoBank. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant."
                ),
            )),
            Some(audience) => match field("grant_type") {
                "client_credentials" => self.client(&form, at).map(|proven| (proven, audience, false)),
                "password" => self.password(&form, at).map(|proven| (proven, audience, true)),
                "refresh_token" => self.refreshed(field("refresh_token"), at).map(|p| (p, audience, true)),
                grant => Err(TokenFault::new(
                    400,
                    "unsupported_grant_type",
                    70003,
                    format!("The app requested an unsupported grant type '{grant}'."),
                )),
            },
        };
        let app_id = field("client_id").to_owned();
        let trace = self.uuid();
        match outcome {
            Err(fault) => {
                let sign_in = SignIn {
                    app_id: &app_id,
                    user: field("username"),
                    resource,
                    code: fault.number,
                    says: &fault.says,
                    ..SignIn::default()
                };
                self.journal.sign_in(&sign_in, request, &trace, at);
                fault.response(&trace, at)
            }
            Ok((proven, audience, is_user)) => {
                let object_id = proven.object_id.as_str();
                let (token, lifetime) = self.access_token(object_id, &app_id, audience, is_user, at);
                let kind = if is_user { USERS } else { PRINCIPALS };
                let named = self.directory.get(&format!("{kind}/{object_id}"), at);
                let name = named.map_or("", |body| text(body, "displayName")).to_owned();
                let upn = named.map_or("", |body| text(body, "userPrincipalName")).to_owned();
                let sign_in = SignIn {
                    app_id: &app_id,
                    object_id,
                    name: &name,
                    user: &upn,
                    resource,
                    credential: proven.credential,
                    key_id: &proven.key_id,
                    ..SignIn::default()
                };
                self.journal.sign_in(&sign_in, request, &trace, at);
                let mut body = json!({"token_type": "Bearer", "expires_in": lifetime, "ext_expires_in": lifetime, "access_token": token});
                if is_user {
                    let refresh = self.credentials.issue_refresh(object_id, at);
                    super::json::set(&mut body, "refresh_token", Value::String(refresh));
                    super::json::set(&mut body, "scope", Value::String(scope.to_owned()));
                }
                Response::json(200, &body)
                    .with("cache-control", "no-store, no-cache")
                    .with("pragma", "no-cache")
            }
        }
    }

    /// A token and how many seconds it lives: between 60 and 90 minutes, drawn anew each time
    /// (learn.microsoft.com/entra/identity-platform/configurable-token-lifetimes).
    pub(super) fn access_token(
        &mut self,
        object_id: &str,
        app_id: &str,
        audience: Audience,
        is_user: bool,
        at: Millis,
    ) -> (String, i64) {
        let lifetime = 3_600 + i64::try_from(self.rng.below(1_800)).unwrap_or(0);
        let now = at.div_euclid(1_000);
        let kind = if is_user { USERS } else { PRINCIPALS };
        let body = self.directory.get(&format!("{kind}/{object_id}"), at).cloned().unwrap_or(Value::Null);
        let issuer = ENTRA_ISSUER;
        let mut claims = json!({
            "aud": audience.uri(), "iss": issuer, "idp": issuer, "iat": now, "nbf": now - 300, "exp": now + lifetime,
            "appid": app_id, "appidacr": if is_user { "0" } else { "1" }, "oid": object_id, "sub": object_id,
            "tid": TENANT, "uti": self.uuid(), "ver": "1.0", "idtyp": if is_user { "user" } else { "app" },
        });
        let name =
            Value::String(text(&body, if is_user { "userPrincipalName" } else { "displayName" }).to_owned());
        super::json::set(&mut claims, if is_user { "upn" } else { "app_displayname" }, name);
        if audience == Audience::Graph {
            let roles = self.graph_roles(object_id, at);
            super::json::set(&mut claims, "roles", json!(roles));
        }
        (self.key.sign(&claims), lifetime)
    }

    fn client(&self, form: &BTreeMap<String, String>, at: Millis) -> Result<Proven, TokenFault> {
        let field = |name: &str| form.get(name).map_or("", String::as_str);
        let app_id = field("client_id");
        let principal = self.principal_of(app_id, at).ok_or_else(|| {
            let says = format!("Application with identifier '{app_id}' was not found in the directory 'TechnoBank'. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant.");
            TokenFault::new(400, "unauthorized_client", 700_016, says)
        })?;
        let object_id = text(principal, "id").to_owned();
        let (credential, key_id) = if field("client_assertion").is_empty() {
            let secret = field("client_secret");
            if secret.is_empty() {
                return Err(TokenFault::new(
                    401,
                    "invalid_client",
                    7_000_216,
                    "'client_assertion', 'client_secret' or 'request' is required for the 'client_credentials' grant type.",
                ));
            }
            match self.credentials.check_secret(app_id, secret, at) {
                None => {
                    let says = format!(
                        "Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '{app_id}'."
                    );
                    return Err(TokenFault::new(401, "invalid_client", 7_000_215, says));
                }
                Some((_, true)) => {
                    let says = format!(
                        "The provided client secret keys for app '{app_id}' are expired. Visit the Azure portal to create new keys for your app."
                    );
                    return Err(TokenFault::new(401, "invalid_client", 7_000_222, says));
                }
                // A credential that the directory no longer lists opens nothing.
                Some((key_id, false)) if self.lists(app_id, "passwordCredentials.keyId", key_id, at) => {
                    ("clientSecret", key_id.to_owned())
                }
                Some((_, false)) => {
                    let says = format!(
                        "Invalid client secret provided. The secret was removed from app '{app_id}'."
                    );
                    return Err(TokenFault::new(401, "invalid_client", 7_000_215, says));
                }
            }
        } else if field("client_assertion_type") == JWT_BEARER {
            self.assertion(app_id, field("client_assertion"), at)?
        } else {
            return Err(TokenFault::new(
                400,
                "invalid_request",
                900_144,
                "The request body must contain the following parameter: 'client_assertion_type'.",
            ));
        };
        if principal.get("accountEnabled") == Some(&Value::Bool(false)) {
            let says = format!("Application '{app_id}'({}) is disabled.", text(principal, "displayName"));
            return Err(TokenFault::new(401, "unauthorized_client", 7_000_112, says));
        }
        Ok(Proven { object_id, credential, key_id })
    }

    /// A JWT of the application's own certificate, or one of an outside issuer that a federated credential trusts.
    fn assertion(
        &self,
        app_id: &str,
        assertion: &str,
        at: Millis,
    ) -> Result<(&'static str, String), TokenFault> {
        let refuse = |number, says: &str| TokenFault::new(401, "invalid_client", number, says);
        let jwt = Jwt::parse(assertion).ok_or_else(|| refuse(50027, "JWT token is invalid or malformed."))?;
        let now = at.div_euclid(1_000);
        let in_time = jwt.time("exp") > now && jwt.time("nbf") <= now + 300;
        let late = "Client assertion is not within its valid time range.";
        if jwt.claim("iss").eq_ignore_ascii_case(app_id) {
            // Some clients pad, some do not.
            let text =
                |name: &str| jwt.header.get(name).and_then(Value::as_str).unwrap_or("").trim_end_matches('=');
            let key = self.credentials.certificate(app_id, text("x5t"), text("x5t#S256"));
            let listed = key
                .is_some_and(|(_, sha1)| self.lists(app_id, "keyCredentials.customKeyIdentifier", sha1, at));
            if !listed || !key.is_some_and(|(key, _)| jwt.verify(key)) {
                return Err(refuse(
                    700_027,
                    "The certificate with identifier used to sign the client assertion is not registered on application, or the signature is not valid.",
                ));
            }
            let endpoint = format!("/{TENANT}/oauth2/v2.0/token");
            if !jwt.claim("aud").ends_with(&endpoint) || !jwt.claim("sub").eq_ignore_ascii_case(app_id) {
                return Err(refuse(700_023, "Client assertion audience claim does not match Realm issuer."));
            }
            return if in_time { Ok(("clientAssertion", String::new())) } else { Err(refuse(700_024, late)) };
        }
        let (issuer, subject) = (jwt.claim("iss"), jwt.claim("sub"));
        let audience =
            jwt.claims.get("aud").and_then(|aud| aud.as_str().or_else(|| aud.get(0)?.as_str())).unwrap_or("");
        let trusted =
            federations(&self.directory, &self.estate, app_id, at.saturating_sub(FEDERATION_SPREADS))
                .into_iter()
                .find(|body| {
                    // Exactly: a trailing slash or another case is another issuer.
                    text(body, "issuer") == issuer
                        && text(body, "subject") == subject
                        && list(body, "audiences").iter().any(|known| known.as_str() == Some(audience))
                });
        let Some(trusted) = trusted else {
            let says = format!(
                "No matching federated identity record found for presented assertion. Assertion Issuer: '{issuer}'. Assertion Subject: '{subject}'. Assertion Audience: '{audience}'. https://docs.microsoft.com/azure/active-directory/develop/workload-identity-federation"
            );
            return Err(refuse(70021, &says));
        };
        let key_id = jwt.header.get("kid").and_then(Value::as_str).unwrap_or("");
        let key = self.issuers.get(issuer).and_then(|keys| keys.get(key_id));
        // Entra takes RS256 alone from outside.
        let is_rs256 = jwt.header.get("alg").and_then(Value::as_str) == Some("RS256");
        if !is_rs256 || !key.is_some_and(|key| jwt.verify(key)) {
            return Err(refuse(
                5_001_255,
                "Failed to get the JWK from the JWKS of the issuer, or the signature of the assertion is not valid.",
            ));
        }
        if !in_time {
            return Err(refuse(700_024, late));
        }
        Ok(("federatedIdentityCredential", text(trusted, "id").to_owned()))
    }

    /// Whether the application or its principal has a credential with this value.
    fn lists(&self, app_id: &str, path: &str, wanted: &str, at: Millis) -> bool {
        let (credentials, member) = path.split_once('.').unwrap_or((path, ""));
        let of = |kind: &'static str, prefix: &str| {
            let mut found = self.directory.of_kind(kind, prefix, at).map(|(_, body)| body);
            found.any(|body| {
                text(body, "appId").eq_ignore_ascii_case(app_id)
                    && list(body, credentials).iter().any(|one| text(one, member) == wanted)
            })
        };
        of(APPS, "applications/") || of(PRINCIPALS, "serviceprincipals/")
    }

    /// The resource owner's password (azure-identity's `UsernamePasswordCredential`).
    fn password(&self, form: &BTreeMap<String, String>, at: Millis) -> Result<Proven, TokenFault> {
        let field = |name: &str| form.get(name).map_or("", String::as_str);
        let user = self
            .directory
            .of_kind(USERS, "users/", at)
            .map(|(_, body)| body)
            .find(|body| text(body, "userPrincipalName").eq_ignore_ascii_case(field("username")));
        if !self.credentials.check_password(field("username"), field("password")) {
            return Err(TokenFault::new(
                400,
                "invalid_grant",
                50126,
                "Error validating credentials due to invalid username or password.",
            ));
        }
        self.enabled(user.map_or("", |user| text(user, "id")), at)
    }

    fn refreshed(&self, token: &str, at: Millis) -> Result<Proven, TokenFault> {
        let refresh = self.credentials.refresh(token).ok_or_else(|| {
            TokenFault::new(
                400,
                "invalid_grant",
                9_002_313,
                "Invalid request. Request is malformed or invalid.",
            )
        })?;
        let user = self.directory.get(&format!("{USERS}/{}", refresh.object_id), at);
        let valid_from = user.and_then(|user| user.get("x-valid-from")).and_then(Value::as_i64).unwrap_or(0);
        if refresh.issued < valid_from {
            return Err(TokenFault::new(
                400,
                "invalid_grant",
                50173,
                "The provided grant has expired due to it being revoked, a fresh auth token is needed. The user might have changed or reset their password.",
            ));
        }
        self.enabled(&refresh.object_id, at)
    }

    fn enabled(&self, object_id: &str, at: Millis) -> Result<Proven, TokenFault> {
        let user = self.directory.get(&format!("{USERS}/{object_id}"), at);
        if user.and_then(|user| user.get("accountEnabled")) != Some(&Value::Bool(true)) {
            return Err(TokenFault::new(400, "invalid_grant", 50057, "The user account is disabled."));
        }
        Ok(Proven { object_id: object_id.to_owned(), credential: "password", key_id: String::new() })
    }

    /// The service principal of an application that may act: a managed identity has no credential here.
    fn principal_of(&self, app_id: &str, at: Millis) -> Option<&Value> {
        self.directory
            .of_kind(PRINCIPALS, "serviceprincipals/", at)
            .map(|(_, body)| body)
            .find(|body| text(body, "appId").eq_ignore_ascii_case(app_id))
    }

    /// The instance metadata service of a virtual machine
    /// (learn.microsoft.com/entra/identity/managed-identities-azure-resources/how-to-use-vm-token).
    pub(super) fn metadata(&mut self, request: &Request, at: Millis) -> Response {
        let refuse = |status, error: &str, says: &str| {
            Response::json(status, &json!({"error": error, "error_description": says}))
        };
        if !request.header("metadata").eq_ignore_ascii_case("true") {
            return refuse(400, "invalid_request", "Required metadata header not specified");
        }
        // A request that was forwarded is one that a server was tricked into.
        if !request.header("x-forwarded-for").is_empty() {
            return refuse(400, "invalid_request", "Request with X-Forwarded-For is not accepted");
        }
        let resource = request.parameter("resource").unwrap_or_default();
        let Some(audience) = Audience::of(&resource) else {
            return refuse(
                400,
                "invalid_resource",
                &format!(
                    "AADSTS500011: The resource principal named {resource} was not found in the tenant named {TENANT}."
                ),
            );
        };
        let machine = self.estate.get(super::seed::RUNNER, at).cloned().unwrap_or(Value::Null);
        let assigned =
            super::json::at(&machine, "identity.userAssignedIdentities").and_then(Value::as_object);
        let wanted = request.parameter("client_id");
        let found = assigned.into_iter().flatten().find(|(_, identity)| {
            wanted.as_ref().is_none_or(|wanted| text(identity, "clientId").eq_ignore_ascii_case(wanted))
        });
        let Some((_, identity)) = found else {
            return refuse(400, "invalid_request", "Identity not found");
        };
        let (object_id, client_id) = (text(identity, "principalId"), text(identity, "clientId"));
        let principal = self.directory.get(&format!("{PRINCIPALS}/{object_id}"), at);
        if principal.and_then(|body| body.get("accountEnabled")) != Some(&Value::Bool(true)) {
            return refuse(
                400,
                "unauthorized_client",
                &format!("AADSTS7000112: Application '{client_id}' is disabled."),
            );
        }
        let (token, lifetime) = self.access_token(object_id, client_id, audience, false, at);
        let trace = self.uuid();
        let sign_in = SignIn {
            app_id: client_id,
            object_id,
            name: "mi-tb-runner-eu",
            resource: &resource,
            credential: "managedIdentity",
            ..SignIn::default()
        };
        self.journal.sign_in(&sign_in, request, &trace, at);
        let now = at.div_euclid(1_000);
        Response::json(
            200,
            &json!({"access_token": token, "client_id": client_id, "expires_in": lifetime.to_string(),
                "expires_on": (now + lifetime).to_string(), "ext_expires_in": lifetime.to_string(),
                "not_before": (now - 5 * MINUTE / 1_000).to_string(), "resource": resource, "token_type": "Bearer"}),
        )
    }

    /// Registers the keys of an outside issuer: what Entra would fetch from its discovery document. The range calls
    /// nobody.
    pub(super) fn set_issuer(&mut self, issuer: &str, keys: &Value) -> usize {
        const MOST_ISSUERS: usize = 16;
        const MOST_KEYS: usize = 16;
        let number = |key: &Value, name: &str| decode(text(key, name));
        let keys: BTreeMap<String, Vec<u8>> = list(keys, "keys")
            .iter()
            .take(MOST_KEYS)
            .filter_map(|key| {
                let der = public_key_der(&number(key, "n")?, &number(key, "e")?);
                Some((text(key, "kid").to_owned(), der))
            })
            .collect();
        let count = keys.len();
        if self.issuers.len() < MOST_ISSUERS || self.issuers.contains_key(issuer) {
            self.issuers.insert(issuer.to_owned(), keys);
        }
        count
    }
}

/// The issuers that the estate begins with all sign with one key.
pub(super) fn seeded_issuers(key: &SigningKey) -> Issuers {
    use crate::sim::crossings::{GITHUB_ISSUER, GOOGLE_ISSUER};
    let keys = BTreeMap::from([(key.id.clone(), key.public_der())]);
    [GITHUB_ISSUER, GOOGLE_ISSUER].into_iter().map(|issuer| (issuer.to_owned(), keys.clone())).collect()
}
