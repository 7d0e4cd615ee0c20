//! What crosses from one cloud into another: the same value stands on both sides, and only a graph of all clouds shows it.

/// The OIDC issuer of the Entra tenant, which an AWS role and a Google workload identity pool trust.
pub(crate) const ENTRA_ISSUER: &str = "https://sts.windows.net/7a1c9e52-3b64-4d0f-9a27-5e8c1f60b3d4/";
/// The OIDC issuer of Google service accounts, which an AWS role trusts for the model deployer.
pub(crate) const GOOGLE_ISSUER: &str = "https://accounts.google.com";
/// The unique id (`sub`) of the Google service account `model-deployer`.
pub(crate) const DEPLOYER_SUBJECT: &str = "104857600123456789012";
/// The AWS role that the Google service account may assume: it reads the model registry's bucket.
pub(crate) const CROSS_CLOUD_ROLE: &str = "arn:aws:iam::444455556666:role/gcp-model-deployer";
/// GitHub's issuer, which CI uses at AWS, Azure and Google.
pub(crate) const GITHUB_ISSUER: &str = "https://token.actions.githubusercontent.com";

/// SHA-256 of the fraud model's artefact: SageMaker packages it, Vertex, Azure ML, OCI and watsonx serve copies.
pub(crate) const FRAUD_DIGEST: &str = "sha256:5f1c8f3c0f3f1bb0e7d0f8a45ac9f2c3f6b5a5c1d7e94b2a60d8c3e1f7a9b042";
/// Where the fraud model's artefact was first written; the copies' metadata name it as their source.
pub(crate) const FRAUD_SOURCE: &str = "s3://technobank-models-us/fraud/v12/model.tar.gz";
/// SHA-256 of the credit risk model, trained on AWS and archived at Oracle.
pub(crate) const CREDIT_DIGEST: &str = "sha256:a90b7d2c44e1f6038b5c1d9e72af03e4c86b1f5d7a20e9c3b4d8f6a1057c2e93";
/// The training data of the credit risk model, in AWS.
pub(crate) const CREDIT_TRAINING: &str = "s3://technobank-training-us/credit/2026-10/";

/// Public addresses of the VPN gateways of each cloud (RFC 5737): a tunnel names both ends.
pub(crate) const AWS_VPN_ADDRESS: &str = "192.0.2.11";
pub(crate) const AZURE_VPN_ADDRESS: &str = "192.0.2.21";
pub(crate) const GCP_VPN_ADDRESS: &str = "192.0.2.31";
pub(crate) const OCI_VPN_ADDRESS: &str = "192.0.2.41";
pub(crate) const IBM_VPN_ADDRESS: &str = "192.0.2.51";
// The tunnels: AWS–Google, AWS–Azure, Azure–Oracle, AWS–IBM. Each end names the other's address as its peer.

/// Private networks, none of which overlap.
pub(crate) const AWS_CIDR: &str = "10.10.0.0/16";
pub(crate) const AZURE_CIDR: &str = "10.20.0.0/16";
pub(crate) const GCP_CIDR: &str = "10.30.0.0/16";
pub(crate) const OCI_CIDR: &str = "10.40.0.0/16";
pub(crate) const IBM_CIDR: &str = "10.50.0.0/16";

/// The AWS access key that lies in other clouds' secret stores: the label or tag of the Google secret and of the Azure
/// Key Vault secret names its id; the user `legacy-export` of 444455556666 owns it.
pub(crate) const EXPORT_KEY_ID: &str = "AKIAIOSFODNN7EXPORT1";
pub(crate) const EXPORT_USER: &str = "arn:aws:iam::444455556666:user/legacy-export";

/// The key of Google's Cloud KMS (protection level EXTERNAL) is kept by IBM Key Protect under this URI.
pub(crate) const EXTERNAL_KEY_URI: &str =
    "https://eu-de.kms.cloud.ibm.com/api/v2/keys/7c1f3f6a-2f0e-4f3c-9d55-0a6b8d1e42c7";
/// The same key at IBM.
pub(crate) const EXTERNAL_KEY_ID: &str = "7c1f3f6a-2f0e-4f3c-9d55-0a6b8d1e42c7";

/// Google's Storage Transfer job copies this AWS bucket to this Google bucket every night.
pub(crate) const TRANSFER_SOURCE: &str = "technobank-models-us";
pub(crate) const TRANSFER_SINK: &str = "tb-asia-models";
/// An Azure Data Factory pipeline and an OCI bucket replicate each other's archives by this DNS name.
pub(crate) const ARCHIVE_HOST: &str = "technobank.compat.objectstorage.us-ashburn-1.oraclecloud.com";
/// The inference endpoint's private DNS name, which a private link of Azure and a Google forwarding rule lead to.
pub(crate) const INFERENCE_HOST: &str = "fraud.inference.technobank.example";
