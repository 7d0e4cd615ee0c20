use welkin_model::Millis;

use super::secret::Secret;
use crate::sim::{Access, Bases, File};

/// The services of the SDKs, each with the name that `AWS_ENDPOINT_URL_…` has for it.
const SERVICES: [(&str, &str); 24] = [
    ("sts", "STS"),
    ("iam", "IAM"),
    ("organizations", "ORGANIZATIONS"),
    ("ec2", "EC2"),
    ("elbv2", "ELASTIC_LOAD_BALANCING_V2"),
    ("s3", "S3"),
    ("kms", "KMS"),
    ("secretsmanager", "SECRETS_MANAGER"),
    ("lambda", "LAMBDA"),
    ("eks", "EKS"),
    ("dynamodb", "DYNAMODB"),
    ("opensearchserverless", "OPENSEARCHSERVERLESS"),
    ("cloudtrail", "CLOUDTRAIL"),
    ("logs", "CLOUDWATCH_LOGS"),
    ("guardduty", "GUARDDUTY"),
    ("config", "CONFIG_SERVICE"),
    ("cloudcontrol", "CLOUDCONTROL"),
    ("resourcegroupstaggingapi", "RESOURCE_GROUPS_TAGGING_API"),
    ("sagemaker", "SAGEMAKER"),
    ("sagemaker-runtime", "SAGEMAKER_RUNTIME"),
    ("bedrock", "BEDROCK"),
    ("bedrock-runtime", "BEDROCK_RUNTIME"),
    ("bedrock-agent", "BEDROCK_AGENT"),
    ("bedrock-agentcore-control", "BEDROCK_AGENTCORE_CONTROL"),
];

/// A long-term key that is handed out.
#[derive(Clone, Debug)]
pub(super) struct Handed {
    /// Before the names of the environment variables, e.g. `WELKIN_ADMIN_`.
    pub(super) prefix: &'static str,
    pub(super) profile: &'static str,
    pub(super) id: String,
    pub(super) secret: Secret,
}

/// A token of an outside issuer and the role that trusts it.
#[derive(Clone, Debug)]
pub(super) struct HandedToken {
    /// Before the names of the environment variables; the SDKs read them without it.
    pub(super) prefix: &'static str,
    pub(super) file: &'static str,
    pub(super) role: String,
    pub(super) token: String,
}

/// The accounts that the auditor of the first one reads by assuming a role.
const AUDITED: [&str; 2] = [super::seed::TRAINING, super::seed::MANAGEMENT];

/// Tokens of the outside issuers live a week, so that a range that runs for long can still be entered by them.
pub(super) const TOKEN_SECONDS: i64 = 604_800;

pub(super) fn access(bases: &Bases, keys: &[Handed], tokens: &[HandedToken]) -> Access {
    let mut access = Access::default();
    let mut put = |name: String, value: &str| access.environment.push((name, value.to_owned()));
    put("AWS_ENDPOINT_URL".to_owned(), &bases.plain);
    put("AWS_REGION".to_owned(), "us-east-1");
    put("AWS_DEFAULT_REGION".to_owned(), "us-east-1");
    put("AWS_CA_BUNDLE".to_owned(), &bases.ca_file);
    put("AWS_EC2_METADATA_DISABLED".to_owned(), "true");
    let roles = AUDITED.map(|account| super::seed::role_arn(account, "WelkinAudit")).join(",");
    put("WELKIN_AWS_ROLE_ARNS".to_owned(), &roles);
    let folder = bases.folder.trim_end_matches('/');
    put("AWS_SHARED_CREDENTIALS_FILE".to_owned(), &format!("{folder}/aws-credentials"));
    let mut file = String::new();
    for key in keys {
        put(format!("{}AWS_ACCESS_KEY_ID", key.prefix), &key.id);
        put(format!("{}AWS_SECRET_ACCESS_KEY", key.prefix), key.secret.expose());
        file.push_str(&format!(
            "[{}]\naws_access_key_id = {}\naws_secret_access_key = {}\n\n",
            key.profile,
            key.id,
            key.secret.expose()
        ));
    }
    access.files.push(File { name: "aws-credentials".to_owned(), content: file });
    for token in tokens {
        put(format!("{}AWS_ROLE_ARN", token.prefix), &token.role);
        put(format!("{}AWS_WEB_IDENTITY_TOKEN_FILE", token.prefix), &format!("{folder}/{}", token.file));
        access.files.push(File { name: token.file.to_owned(), content: token.token.clone() });
    }
    for (service, variable) in SERVICES {
        put(format!("AWS_ENDPOINT_URL_{variable}"), &bases.plain);
        access.endpoints.push((service.to_owned(), bases.plain.clone()));
    }
    access.endpoints.push(("tls".to_owned(), bases.tls.clone()));
    access
}

/// A moment in the past of the estate.
pub(super) fn days_before(at: Millis, days: i64) -> Millis {
    at - days * 24 * crate::calendar::HOUR
}
