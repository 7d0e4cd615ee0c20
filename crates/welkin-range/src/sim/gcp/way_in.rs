use serde_json::{Value, json};

use super::Gcp;
use crate::calendar::HOUR;
use crate::estate::{CI_SUBJECT, DEPLOYER, GCP_ML_NUMBER};
use crate::sim::crossings::GITHUB_ISSUER;
use crate::sim::{Access, Bases, File};

/// Reads everything, writes nothing.
pub(super) const AUDITOR: &str = "welkin-auditor@tb-asia-security.iam.gserviceaccount.com";
/// May do all.
pub(super) const ADMIN: &str = "welkin-admin@tb-asia-security.iam.gserviceaccount.com";
/// Reads some of one project.
pub(super) const RESTRICTED: &str = "welkin-restricted@tb-asia-security.iam.gserviceaccount.com";
/// The issuer of TechnoBank's workloads.
pub(super) const SPIFFE_ISSUER: &str = "https://spiffe.technobank.example";
/// Welkin's own workload.
pub(super) const SPIFFE_SUBJECT: &str = "spiffe://technobank.example/welkin/collector";

pub(super) const AUDITOR_KEY: &str = "3f0c9a17b6d24e85a1c7f2903bd6e4580a9c1e77";
pub(super) const ADMIN_KEY: &str = "b81d45f0c2e9473a96d80e5f17a3c2d4698b0f35";
pub(super) const RESTRICTED_KEY: &str = "6e27d9a4f1b8405c83e6a0d5f9c17b2e4d3a8c60";
const GITHUB_KEY: &str = "issuer-github";
const SPIFFE_KEY: &str = "issuer-spiffe";

/// The keys that exist from the start.
pub(super) const KEYS: [&str; 5] = [AUDITOR_KEY, ADMIN_KEY, RESTRICTED_KEY, GITHUB_KEY, SPIFFE_KEY];

const PRINCIPALS: [(&str, &str, &str, &str); 3] = [
    ("", AUDITOR, AUDITOR_KEY, "gcp-welkin-auditor.json"),
    ("WELKIN_ADMIN_", ADMIN, ADMIN_KEY, "gcp-welkin-admin.json"),
    ("WELKIN_RESTRICTED_", RESTRICTED, RESTRICTED_KEY, "gcp-welkin-restricted.json"),
];

/// Each is served under its own name; whether a library puts the service's path (`compute/v1`) behind it is all the same.
const SERVICES: [&str; 28] = [
    "accesscontextmanager",
    "agentidentity",
    "agentregistry",
    "aiplatform",
    "apikeys",
    "bigquery",
    "cloudasset",
    "cloudidentity",
    "cloudkms",
    "cloudresourcemanager",
    "compute",
    "container",
    "dialogflow",
    "discoveryengine",
    "dns",
    "iam",
    "iamcredentials",
    "logging",
    "modelarmor",
    "notebooks",
    "oauth2",
    "orgpolicy",
    "run",
    "secretmanager",
    "storage",
    "storagetransfer",
    "sts",
    "tpu",
];

/// The key that an outside issuer signs with, where the range has it.
pub(super) fn issuer_key(issuer: &str) -> Option<&'static str> {
    match issuer {
        GITHUB_ISSUER => Some(GITHUB_KEY),
        SPIFFE_ISSUER => Some(SPIFFE_KEY),
        _ => None,
    }
}

/// A service account key as `gcloud` writes it.
pub(super) fn key_file(email: &str, project: &str, id: &str, pem: &str, token_uri: &str) -> Value {
    json!({
        "type": "service_account", "project_id": project, "private_key_id": id, "private_key": pem,
        "client_email": email, "client_id": "", "auth_uri": "https://accounts.google.com/o/oauth2/auth",
        "token_uri": token_uri, "universe_domain": "googleapis.com",
    })
}

impl Gcp {
    pub(super) fn way_in(&self, bases: &Bases) -> Access {
        let base = &bases.plain;
        let mut access = Access::default();
        let mut set = |prefix: &str, name: &str, value: String| {
            access.environment.push((format!("{prefix}{name}"), value));
        };
        for (prefix, email, id, file) in PRINCIPALS {
            let Some(key) = self.keys.get(id) else { continue };
            let content = key_file(email, "tb-asia-security", id, &key.pem(), &format!("{base}/token"));
            set(prefix, "GOOGLE_APPLICATION_CREDENTIALS", format!("{}/{file}", bases.folder));
            access.files.push(File { name: file.to_owned(), content: content.to_string() });
        }
        let host = base.strip_prefix("http://").unwrap_or(base);
        for (name, value) in [
            ("GOOGLE_CLOUD_PROJECT", "tb-asia-prod"),
            ("CLOUDSDK_CORE_PROJECT", "tb-asia-prod"),
            ("GCE_METADATA_HOST", host),
            ("GCE_METADATA_IP", host),
        ] {
            access.environment.push((name.to_owned(), value.to_owned()));
        }
        for service in SERVICES {
            access.endpoints.push((service.to_owned(), format!("{base}/{service}")));
        }
        access.endpoints.push(("metadata".to_owned(), base.clone()));
        self.federation(bases, &mut access);
        access
    }

    /// Outside identities: a token of each, its issuer's private key for further ones, and the configuration that
    /// Google's libraries read.
    fn federation(&self, bases: &Bases, access: &mut Access) {
        let base = &bases.plain;
        let rows = [
            ("github", GITHUB_KEY, GITHUB_ISSUER, CI_SUBJECT, DEPLOYER, "WELKIN_CI_"),
            ("workloads", SPIFFE_KEY, SPIFFE_ISSUER, SPIFFE_SUBJECT, AUDITOR, "WELKIN_WORKLOAD_"),
        ];
        for (pool, id, issuer, subject, account, prefix) in rows {
            let Some(key) = self.keys.get(id) else { continue };
            let provider = provider_of(pool);
            let issued = self.born / 1_000;
            let claims = json!({
                "iss": issuer, "sub": subject, "aud": format!("https:{provider}"), "repository": "technobank/deploy",
                "iat": issued, "exp": issued + 24 * HOUR / 1_000,
            });
            let token = format!("gcp-{pool}-subject.jwt");
            let config = json!({
                "type": "external_account", "audience": provider,
                "subject_token_type": "urn:ietf:params:oauth:token-type:jwt",
                "token_url": format!("{base}/sts/v1/token"),
                "service_account_impersonation_url":
                    format!("{base}/iamcredentials/v1/projects/-/serviceAccounts/{account}:generateAccessToken"),
                "credential_source": {"file": format!("{}/{token}", bases.folder)},
                "universe_domain": "googleapis.com",
            });
            let name = format!("gcp-{pool}-federation.json");
            access.environment.push((
                format!("{prefix}GOOGLE_APPLICATION_CREDENTIALS"),
                format!("{}/{name}", bases.folder),
            ));
            access.files.push(File { name: token, content: key.token(id, &claims) });
            access.files.push(File { name, content: config.to_string() });
            access.files.push(File { name: format!("gcp-{pool}-issuer.pem"), content: key.pem() });
        }
    }
}

/// The provider of a pool in the project of machine learning; each pool has one of its own name.
pub(super) fn provider_of(pool: &str) -> String {
    format!(
        "//iam.googleapis.com/projects/{GCP_ML_NUMBER}/locations/global/workloadIdentityPools/{pool}/providers/{pool}"
    )
}
