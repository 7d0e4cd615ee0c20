//! The fixed names of TechnoBank: accounts, projects, stores, models, networks. Addresses are RFC 5737, RFC 3849
//! (documentation) and RFC 1918 (private) only.

pub(crate) const DOMAIN: &str = "technobank.example";

// AWS: the United States.
pub(crate) const AWS_PROD: &str = "111122223333";
pub(crate) const AWS_TRAINING: &str = "444455556666";
pub(crate) const FEATURES: &str = "technobank-features-us";
pub(crate) const TRAINING_DATA: &str = "technobank-training-us";
pub(crate) const MODELS: &str = "technobank-models-us";
pub(crate) const CLAUDE: &str = "anthropic.claude-sonnet-4-20250514-v1:0";
pub(crate) const EMBEDDINGS: &str = "amazon.titan-embed-text-v2:0";

// Azure: Europe.
pub(crate) const TENANT: &str = "7a1c9e52-3b64-4d0f-9a27-5e8c1f60b3d4";
pub(crate) const SUBSCRIPTION: &str = "c0ffee12-8d3a-4b7e-9f15-2a6b7c8d9e0f";
pub(crate) const STORAGE: &str = "tbcustomereu";
pub(crate) const VAULT: &str = "kv-tb-etl-eu";
pub(crate) const OPENAI: &str = "tb-openai-eu";
/// The client id of the ETL application, which CI owns and whose secret lies in AWS Secrets Manager.
pub(crate) const ETL_APP: &str = "5b1f0c3e-74d2-4a8e-b1c6-9d0e2f7a8b35";
pub(crate) const ETL_OBJECT: &str = "e94d7a10-2c5b-4f38-8a6d-1b0c9e7f5d42";

// Google Cloud: Asia.
pub(crate) const GCP_PROD: &str = "tb-asia-prod";
pub(crate) const GCP_ML: &str = "tb-asia-ml";
pub(crate) const GCP_ML_NUMBER: &str = "730011223344";
pub(crate) const DEPLOYER: &str = "model-deployer@tb-asia-ml.iam.gserviceaccount.com";
pub(crate) const ASIA_MODELS: &str = "tb-asia-models";
pub(crate) const FRAUD_MODEL: &str = "6120394857201934";

// Oracle: the archives.
pub(crate) const OCI_TENANCY: &str =
    "ocid1.tenancy.oc1..aaaaaaaatechnobankarchiveroot2k7w5nq3vydg4xhzpelbmcusojra";
pub(crate) const OCI_COMPARTMENT: &str =
    "ocid1.compartment.oc1..aaaaaaaatechnobankarchives5c3jx7m2q4vw6ynhdgzplekbtsoura";
pub(crate) const OCI_NAMESPACE: &str = "technobank";
pub(crate) const OCI_MODEL: &str =
    "ocid1.datasciencemodel.oc1.iad.amaaaaaatechnobankcreditrisk7vq4yw2n6xmd3jgzhplekb";

// IBM: core banking.
pub(crate) const IBM_ACCOUNT: &str = "a8d3f7c2b1e04965978ad2c4e6f1b305";
pub(crate) const IBM_WATSONX: &str = "3c6e8f10-52a4-4b7d-9e31-7d8c0b2a4f65";
pub(crate) const IBM_KEYS: &str = "9f2b7d46-1e8a-4c53-b0d7-6a3c5e8f1d20";

/// What CI calls itself at every cloud that trusts GitHub's issuer.
pub(crate) const CI_SUBJECT: &str = "repo:technobank/deploy:ref:refs/heads/main";
pub(crate) const CI_ISSUER: &str = "token.actions.githubusercontent.com";
pub(crate) const CI_MAIL: &str = "ci-deploy@technobank.example";

/// The gateway of the staff's VPN: one address that some thirty people share.
pub(crate) const VPN: &str = "203.0.113.5";

// The intruder of the main scenario.
pub(crate) const INTRUDER: &str = "198.51.100.77";
pub(crate) const INTRUDER_V6: &str = "2001:db8:bad::7";
