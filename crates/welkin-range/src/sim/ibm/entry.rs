use serde_json::json;
use welkin_model::Millis;

use super::super::{Access, Bases, File};
use super::service::identity::{KEYS, key};
use super::service::metadata::proof;
use super::token::{fingerprint, secret};
use super::world::World;
use crate::estate::{IBM_ACCOUNT, IBM_KEYS, IBM_WATSONX};

/// The secrets of the three identities that clients of the range use.
pub(super) struct Keys {
    keys: Vec<(Identity, String)>,
    /// What the instance `core-ledger` proves its identity with; good for a day.
    proof: String,
}

impl std::fmt::Debug for Keys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Keys").finish_non_exhaustive()
    }
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct Identity {
    pub(super) name: &'static str,
    pub(super) id: &'static str,
    prefix: &'static str,
}

/// Reads everything and writes nothing; does both; sees watsonx.ai's runtime alone.
pub(super) const IDENTITIES: [Identity; 3] = [
    Identity { name: "welkin-auditor", id: "ServiceId-a1d60c27-4b8e-4f3a-9c15-20e7b6d8f4a1", prefix: "" },
    Identity {
        name: "welkin-admin",
        id: "ServiceId-b2e71d38-5c9f-4a4b-8d26-31f8c7e9a5b2",
        prefix: "WELKIN_ADMIN_",
    },
    Identity {
        name: "welkin-restricted",
        id: "ServiceId-c3f82e49-6da0-4b5c-9e37-42a9d8fab6c3",
        prefix: "WELKIN_RESTRICTED_",
    },
];

const DAY: i64 = 86_400;

impl Keys {
    pub(super) fn new(world: &mut World, at: Millis) -> Keys {
        let made = json!({"created_at": "2026-10-01T08:00:00.000Z", "created_by_id": "IBMid-270001PK7X"});
        let keys = IDENTITIES.map(|identity| {
            let id = format!("ApiKey-{}", crate::ids::Uuid::of(identity.name));
            let plain = secret(44);
            world.store.seed(KEYS, key(&id, identity.name, &format!("iam-{}", identity.id), &made, ""));
            world.secrets.insert(fingerprint(&plain), id);
            (identity, plain)
        });
        Keys { keys: keys.into(), proof: proof(world, at, DAY).unwrap_or_default() }
    }

    #[cfg(test)]
    pub(super) fn of(&self, name: &str) -> &str {
        self.keys.iter().find(|(identity, _)| identity.name == name).map_or("", |(_, plain)| plain)
    }

    #[cfg(test)]
    pub(super) fn proof(&self) -> &str {
        &self.proof
    }

    pub(super) fn access(&self, bases: &Bases) -> Access {
        let base = &bases.plain;
        let folder = &bases.folder;
        let mut endpoints: Vec<(String, String)> =
            ENDPOINTS.iter().map(|(name, path)| ((*name).to_owned(), format!("{base}{path}"))).collect();
        // The SDK of watsonx.ai takes nothing but TLS.
        for (name, path) in
            [("iam", "/iam"), ("ml", "/us-south/ml"), ("dataplatform", "/us-south/dataplatform")]
        {
            endpoints.push((format!("{name}.tls"), format!("{}{path}", bases.tls)));
        }
        let mut environment = vec![
            ("IBMCLOUD_REGION".to_owned(), "us-south".to_owned()),
            ("IBMCLOUD_ACCOUNT_ID".to_owned(), IBM_ACCOUNT.to_owned()),
            ("IBMCLOUD_KP_INSTANCE_ID".to_owned(), IBM_KEYS.to_owned()),
            ("WATSONX_INSTANCE_ID".to_owned(), IBM_WATSONX.to_owned()),
            ("SSL_CERT_FILE".to_owned(), bases.ca_file.clone()),
            ("IBMCLOUD_CR_TOKEN_FILE".to_owned(), format!("{folder}/ibm-cr-token")),
        ];
        for (variable, path) in VARIABLES {
            environment.push(((*variable).to_owned(), format!("{base}{path}")));
        }
        let mut files = vec![File { name: "ibm-cr-token".to_owned(), content: self.proof.clone() }];
        for (Identity { name, prefix, .. }, plain) in &self.keys {
            for variable in ["IBMCLOUD_API_KEY", "IC_API_KEY"] {
                environment.push((format!("{prefix}{variable}"), plain.clone()));
            }
            let file = format!("ibm-{name}.env");
            environment.push((format!("{prefix}IBM_CREDENTIALS_FILE"), format!("{folder}/{file}")));
            files.push(File { name: file, content: credentials(base, plain) });
        }
        Access { environment, endpoints, files }
    }
}

/// The file that IBM's SDKs read service by service.
fn credentials(base: &str, plain: &str) -> String {
    let mut text = String::new();
    for (service, path) in SERVICES {
        text += &format!(
            "{service}_AUTH_TYPE=iam\n{service}_AUTH_URL={base}/iam\n{service}_APIKEY={plain}\n{service}_URL={base}{path}\n"
        );
    }
    text
}

/// As the SDKs spell the services in such a file.
const SERVICES: &[(&str, &str)] = &[
    ("IAM_IDENTITY", "/iam"),
    ("IAM_ACCESS_GROUPS", "/iam"),
    ("IAM_POLICY_MANAGEMENT", "/iam"),
    ("USER_MANAGEMENT", "/user-management"),
    ("RESOURCE_CONTROLLER", "/resource-controller"),
    ("RESOURCE_MANAGER", "/resource-manager"),
    ("GLOBAL_SEARCH", "/global-search"),
    ("GLOBAL_TAGGING", "/tags"),
    ("CONTEXT_BASED_RESTRICTIONS", "/cbr"),
    ("ENTERPRISE_MANAGEMENT", "/enterprise/v1"),
    ("ENTERPRISE", "/enterprise/v1"),
    ("GLOBAL_CATALOG", "/globalcatalog/api/v1"),
    ("VPC", "/us-south/vpc/v1"),
    ("TRANSIT_GATEWAY_APIS", "/transit/v1"),
    ("IBM_KEY_PROTECT_API", "/us-south/kms"),
    ("SECRETS_MANAGER", "/us-south/secrets-manager"),
];

/// As the command line and Terraform spell endpoints.
const VARIABLES: &[(&str, &str)] = &[
    ("IBMCLOUD_IAM_API_ENDPOINT", "/iam"),
    ("IBMCLOUD_RESOURCE_CONTROLLER_API_ENDPOINT", "/resource-controller"),
    ("IBMCLOUD_RESOURCE_MANAGEMENT_API_ENDPOINT", "/resource-manager"),
    ("IBMCLOUD_USER_MANAGEMENT_ENDPOINT", "/user-management"),
    ("IBMCLOUD_GS_API_ENDPOINT", "/global-search"),
    ("IBMCLOUD_GT_API_ENDPOINT", "/tags"),
    ("IBMCLOUD_CONTEXT_BASED_RESTRICTIONS_ENDPOINT", "/cbr"),
    ("IBMCLOUD_ENTERPRISE_API_ENDPOINT", "/enterprise/v1"),
    ("IBMCLOUD_IS_NG_API_ENDPOINT", "/us-south/vpc/v1"),
    ("IBMCLOUD_KP_API_ENDPOINT", "/us-south/kms"),
    ("IBMCLOUD_TG_API_ENDPOINT", "/transit/v1"),
    ("IBMCLOUD_COS_ENDPOINT", "/us-south/cos"),
    ("IBMCLOUD_COS_CONFIG_ENDPOINT", "/cos-config/v1"),
    ("IBMCLOUD_ATRACKER_API_ENDPOINT", "/us-south/atracker"),
    ("WATSONX_URL", "/us-south/ml"),
];

const ENDPOINTS: &[(&str, &str)] = &[
    ("iam", "/iam"),
    ("user-management", "/user-management"),
    ("resource-controller", "/resource-controller"),
    ("resource-manager", "/resource-manager"),
    ("global-search", "/global-search"),
    ("tags", "/tags"),
    ("cbr", "/cbr"),
    ("enterprise", "/enterprise/v1"),
    ("globalcatalog", "/globalcatalog/api/v1"),
    ("transit", "/transit/v1"),
    ("metadata", "/metadata"),
    ("cos-config", "/cos-config/v1"),
    ("containers", "/containers"),
    ("aiopenscale", "/aiopenscale"),
    ("vpc", "/us-south/vpc/v1"),
    ("vpc.eu-de", "/eu-de/vpc/v1"),
    ("kms", "/us-south/kms"),
    ("kms.eu-de", "/eu-de/kms"),
    ("cos", "/us-south/cos"),
    ("cos.eu-de", "/eu-de/cos"),
    ("ml", "/us-south/ml"),
    ("ml.eu-de", "/eu-de/ml"),
    ("dataplatform", "/us-south/dataplatform"),
    ("secrets-manager", "/us-south/secrets-manager"),
    ("atracker", "/us-south/atracker"),
    ("logs-router", "/us-south/logs-router"),
    ("scc", "/us-south/scc"),
];
