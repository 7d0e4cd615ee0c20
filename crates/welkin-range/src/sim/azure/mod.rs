//! Azure: Entra, Microsoft Graph, Resource Manager with Resource Graph, and models that answer, behind one origin. In
//! Azure these are hosts of their own; here the path says which is meant.

mod actions;
mod arm;
mod arm_write;
mod caller;
mod credentials;
mod directory;
mod directory_write;
mod entra;
mod error;
mod flows;
mod inference;
mod journal;
mod json;
mod jwt;
mod kinds;
mod kql;
mod operation;
mod operations;
mod page;
mod policy;
mod rbac;
mod resource_graph;
mod rules;
mod seed;
mod store;
mod target;
#[cfg(test)]
mod tests;
mod weaknesses;

pub(crate) use weaknesses::WEAKNESSES;

use serde_json::json;
use welkin_model::Millis;

use self::credentials::{Credentials, random};
use self::entra::Issuers;
use self::error::{Fault, TokenFault};
use self::flows::Flow;
use self::journal::Journal;
use self::jwt::SigningKey;
use self::operations::Operations;
use self::resource_graph::Quota;
use self::store::Store;
use super::{Access, Bases, File, Limit, Operation, Refusal, Request, Response, Simulated};
use crate::Record;
use crate::calendar::HOUR;
use crate::estate::{CI_SUBJECT, ETL_APP, TENANT};
use crate::ids::Uuid;
use crate::rng::Rng;
use crate::sim::crossings::GITHUB_ISSUER;

/// The people whose passwords the range gives away: the insider and an administrator.
const USERS: [&str; 2] = ["xenia.petrova@technobank.example", "paul.keller@technobank.example"];
const SECRETS_LIVE: Millis = 365 * 24 * HOUR;

#[derive(Debug)]
pub(crate) struct Azure {
    /// Resources.
    estate: Store,
    /// Objects of Entra.
    directory: Store,
    credentials: Credentials,
    /// Signs access tokens.
    key: SigningKey,
    /// Signs what outside issuers say.
    outside: SigningKey,
    issuers: Issuers,
    operations: Operations,
    quota: Quota,
    flows: Vec<Flow>,
    journal: Journal,
    rng: Rng,
    access: Given,
}

/// What is given to clients.
#[derive(Default)]
struct Given {
    /// Prefix of the environment, application id, secret.
    secrets: Vec<(&'static str, &'static str, String)>,
    /// The administrator's certificate and key, PEM.
    certificate: String,
    /// Tokens of the outside issuer: the pipeline's own, and one of a branch that nobody trusts.
    tokens: [String; 2],
}

/// All of it is secret.
impl std::fmt::Debug for Given {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Given").finish_non_exhaustive()
    }
}

impl Azure {
    pub(crate) fn technobank(seed: u64, at: Millis) -> Azure {
        const AZURE: u64 = 0xA2_0E;
        let (mut estate, mut directory) = (Store::default(), Store::default());
        seed::technobank(&mut estate, &mut directory);
        let (key, outside, own) = (SigningKey::generate(), SigningKey::generate(), SigningKey::generate());
        let mut credentials = Credentials::default();
        let mut access = Given::default();
        for (_, app_id, name, prefix) in seed::logins() {
            let secret = random(30);
            let key_id = Uuid::of(&format!("{name}-secret")).to_string();
            credentials.add_secret(app_id, &key_id, &secret, at + SECRETS_LIVE);
            if prefix == "WELKIN_ADMIN_" {
                access.certificate = credentials.add_certificate(app_id, &own);
                list_certificate(&mut directory, name, credentials.thumbprint(app_id));
            }
            access.secrets.push((prefix, app_id, secret));
        }
        for user in USERS {
            credentials.set_password(user);
        }
        let now = at.div_euclid(1_000);
        access.tokens = [CI_SUBJECT, "repo:technobank/deploy:ref:refs/heads/untrusted"].map(|subject| {
            outside.sign(&json!({"iss": GITHUB_ISSUER, "sub": subject, "aud": "api://AzureADTokenExchange",
                "iat": now, "nbf": now - 60, "exp": now + 30 * 24 * 3_600, "repository": "technobank/deploy"}))
        });
        let issuers = entra::seeded_issuers(&outside);
        Azure {
            estate,
            directory,
            credentials,
            key,
            outside,
            issuers,
            operations: Operations::default(),
            quota: Quota::new(),
            flows: Vec::new(),
            journal: Journal::new(seed),
            rng: Rng::of(&[seed, AZURE]),
            access,
        }
    }

    fn uuid(&mut self) -> String {
        Uuid::random(&mut self.rng).to_string()
    }
}

/// Puts the certificate where administrators see it and take it away.
fn list_certificate(directory: &mut Store, name: &str, thumbprint: &str) {
    let key = format!("{}/{}", directory::APPS, Uuid::of(name));
    let Some(mut body) = directory.get(&key, Millis::MIN).cloned() else { return };
    let listed = json!([{"keyId": Uuid::of(&format!("{name}-certificate")).to_string(), "type": "AsymmetricX509Cert", "usage": "Verify",
        "displayName": "CN=welkin", "customKeyIdentifier": thumbprint, "startDateTime": "2026-03-01T00:00:00Z", "endDateTime": "2027-03-01T00:00:00Z"}]);
    json::set(&mut body, "keyCredentials", listed);
    directory.seed(directory::APPS, &key, body);
}

/// The origin that the client called, for links that must be absolute.
fn origin(request: &Request) -> String {
    let scheme = if request.header("x-forwarded-proto") == "http" { "http" } else { "https" };
    let fine = |c: char| c.is_ascii_alphanumeric() || ".:-[]".contains(c);
    let host: String = request.header("host").chars().filter(|c| fine(*c)).take(255).collect();
    format!("{scheme}://{host}")
}

impl Simulated for Azure {
    fn operation(&self, request: &Request) -> Operation {
        operation::of(request)
    }

    fn refuse(&self, operation: &Operation, refusal: Refusal) -> Response {
        let (status, code, message, wait) = match refusal {
            Refusal::Denied => (403, "AuthorizationFailed", "The client does not have authorization to perform the action over the scope, or the scope is invalid. If access was recently granted, please refresh your credentials.".to_owned(), None),
            Refusal::Throttled { retry_after } => {
                let seconds = (retry_after + 999).div_euclid(1_000).max(1);
                let code = match operation.service.as_str() {
                    "Microsoft.ResourceGraph" => "RateLimiting",
                    "Microsoft.Resources" => "SubscriptionRequestsThrottled",
                    _ => "TooManyRequests",
                };
                (429, code, format!("Please provide below info when asking for support. The client application has been throttled and should not attempt to repeat the request until {seconds} seconds have elapsed."), Some(seconds))
            }
            Refusal::Broken => (500, "InternalServerError", "The request failed due to an internal server error.".to_owned(), None),
            Refusal::Unavailable => (503, "ServiceUnavailable", "The service is unavailable now, retry the request later.".to_owned(), Some(1)),
        };
        let response = match operation.service.as_str() {
            "Entra" => TokenFault::new(
                status,
                "temporarily_unavailable",
                if status == 429 { 50196 } else { 90033 },
                message,
            )
            .response("00000000-0000-0000-0000-000000000000", 0),
            "Microsoft Graph" => {
                Fault::new(status, if status == 403 { "Authorization_RequestDenied" } else { code }, message)
                    .graph("00000000-0000-0000-0000-000000000000", 0)
            }
            _ => Fault::new(status, code, message).arm(),
        };
        match wait {
            None => response,
            Some(seconds) => {
                let mut response = response;
                response.headers.retain(|(name, _)| name != "retry-after");
                let response = response.with("retry-after", seconds.to_string());
                if code == "RateLimiting" {
                    return response
                        .with("x-ms-user-quota-remaining", "0")
                        .with("x-ms-user-quota-resets-after", format!("00:00:{seconds:02}"));
                }
                response
            }
        }
    }

    fn answer(&mut self, _operation: &Operation, request: &Request, at: Millis) -> Response {
        let segments = request.segments();
        match segments.first().map(String::as_str) {
            Some("v1.0") => {
                let rest: Vec<String> = segments.into_iter().skip(1).collect();
                self.graph(&rest, request, at)
            }
            Some("metadata") if request.path == "/metadata/identity/oauth2/token" => {
                self.metadata(request, at)
            }
            Some("accounts" | "onlineEndpoints") => match self.infer(&segments, request, at) {
                Some(response) => response,
                None => Fault::new(404, "404", "Resource not found").inference(),
            },
            _ if entra::serves(&segments) => self.entra(&segments, request, at),
            _ => self.arm(&segments, request, at),
        }
    }

    /// Resource Graph: 15 queries in 5 seconds. Resource Manager: buckets of 250 reads that refill at 25 a second, of 200
    /// writes and deletions at 10 a second (learn.microsoft.com/azure/azure-resource-manager/management/request-limits-and-throttling).
    /// Microsoft Graph: 3,500 units in 10 seconds for a small tenant, federated credentials 0.25 writes a second.
    /// Entra documents no number for its token endpoint; 200 in 10 seconds stand for it. Models: a deployment's own rate
    /// limits are per minute and count tokens; 300 calls in a minute stand for them.
    fn limit(&self, operation: &Operation) -> Option<Limit> {
        operation::limit(operation)
    }

    fn access(&self, bases: &Bases) -> Access {
        let mut environment = vec![
            ("AZURE_TENANT_ID".to_owned(), TENANT.to_owned()),
            ("AZURE_SUBSCRIPTION_ID".to_owned(), crate::estate::SUBSCRIPTION.to_owned()),
            ("AZURE_AUTHORITY_HOST".to_owned(), bases.tls.clone()),
            ("AZURE_POD_IDENTITY_AUTHORITY_HOST".to_owned(), bases.plain.clone()),
            ("REQUESTS_CA_BUNDLE".to_owned(), bases.ca_file.clone()),
        ];
        for (prefix, app_id, secret) in &self.access.secrets {
            environment.push((format!("{prefix}AZURE_CLIENT_ID"), (*app_id).to_owned()));
            environment.push((format!("{prefix}AZURE_CLIENT_SECRET"), secret.clone()));
            if !prefix.is_empty() {
                environment.push((format!("{prefix}AZURE_TENANT_ID"), TENANT.to_owned()));
            }
        }
        let path = |name: &str| format!("{}/{name}", bases.folder);
        let [trusted, untrusted] = &self.access.tokens;
        for (name, value) in [
            ("WELKIN_ADMIN_AZURE_CLIENT_CERTIFICATE_PATH", path("azure-admin.pem")),
            ("WELKIN_CI_AZURE_CLIENT_ID", ETL_APP.to_owned()),
            ("WELKIN_CI_AZURE_TENANT_ID", TENANT.to_owned()),
            ("WELKIN_CI_AZURE_FEDERATED_TOKEN_FILE", path("azure-ci-token.jwt")),
            ("WELKIN_UNTRUSTED_AZURE_FEDERATED_TOKEN_FILE", path("azure-untrusted-token.jwt")),
            ("WELKIN_ISSUER_KEY_FILE", path("azure-issuer.pem")),
            ("WELKIN_ISSUER_KEY_ID", self.outside.id.clone()),
            ("WELKIN_USER_AZURE_USERNAME", USERS[0].to_owned()),
            ("WELKIN_USER_AZURE_PASSWORD", self.credentials.password(USERS[0]).to_owned()),
        ] {
            environment.push((name.to_owned(), value));
        }
        let file = |name: &str, content: &str| File { name: name.to_owned(), content: content.to_owned() };
        let endpoint = |name: &str, path: &str| (name.to_owned(), format!("{}{path}", bases.tls));
        Access {
            environment,
            endpoints: vec![
                endpoint("resource-manager", ""),
                endpoint("authority", ""),
                endpoint("graph", "/v1.0"),
                ("metadata".to_owned(), format!("{}/metadata/identity/oauth2/token", bases.plain)),
                endpoint("openai:tb-openai-eu", "/accounts/tb-openai-eu"),
                endpoint("openai:tb-foundry-eu", "/accounts/tb-foundry-eu"),
                endpoint("scoring:fraud-scoring-eu", "/onlineEndpoints/mlw-tb-eu/fraud-scoring-eu/score"),
                endpoint("scoring:credit-risk-eu", "/onlineEndpoints/mlw-tb-eu/credit-risk-eu/score"),
            ],
            files: vec![
                file("azure-admin.pem", &self.access.certificate),
                file("azure-ci-token.jwt", trusted),
                file("azure-untrusted-token.jwt", untrusted),
                file("azure-issuer.pem", &self.outside.private_pem()),
            ],
        }
    }

    fn take_records(&mut self) -> Vec<Record> {
        self.journal.take()
    }
}
