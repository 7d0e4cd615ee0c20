use crate::calendar::{MINUTE, SECOND};
use crate::sim::{Limit, Operation};

/// The rate of an operation. Documented: EC2 (non-mutating 100 and refilled by 20 a second, mutating 50 and 5), KMS, STS,
/// Lambda's control plane, Secrets Manager, CloudTrail, Logs and Bedrock's guardrails (10 a second). For IAM, SageMaker,
/// Config, Cloud Control and Organizations AWS documents no number: those here are of the size at which they have been
/// seen to throttle.
pub(super) fn limit(operation: &Operation) -> Option<Limit> {
    let reads = super::trail::is_read(&operation.name);
    let of = |class, calls, per| Some(Limit { class, calls, per });
    match (operation.service.as_str(), operation.name.as_str()) {
        ("ec2", _) if reads => of("ec2/read", 100, 5 * SECOND),
        ("ec2", _) => of("ec2/write", 50, 10 * SECOND),
        ("kms", "DescribeKey" | "GetKeyPolicy" | "GetKeyRotationStatus") => of("kms/read", 1_000, SECOND),
        ("kms", "ListKeys" | "ListAliases") => of("kms/list", 500, SECOND),
        ("kms", _) => of("kms/write", 5, SECOND),
        ("sts", _) => of("sts", 600, SECOND),
        ("lambda", _) => of("lambda", 15, SECOND),
        ("secretsmanager", "ListSecrets") => of("secretsmanager/list", 100, SECOND),
        ("secretsmanager", _) => of("secretsmanager", 50, SECOND),
        ("cloudtrail", _) => of("cloudtrail", 10, SECOND),
        ("logs", _) => of("logs", 10, SECOND),
        ("bedrock", "ListGuardrails" | "GetGuardrail") => of("bedrock/guardrails", 10, SECOND),
        ("bedrock", "InvokeModel" | "Converse") => of("bedrock/invoke", 200, MINUTE),
        ("bedrock" | "bedrock-agentcore", _) => of("bedrock", 10, SECOND),
        ("iam", _) if reads => of("iam/read", 100, 5 * SECOND),
        ("iam", _) => of("iam/write", 10, SECOND),
        ("sagemaker", "InvokeEndpoint") => of("sagemaker/invoke", 10_000, SECOND),
        ("sagemaker", "ListTags") => of("sagemaker/tags", 5, SECOND),
        ("sagemaker", _) => of("sagemaker", 20, SECOND),
        ("config", _) => of("config", 5, SECOND),
        ("cloudcontrolapi", _) => of("cloudcontrol", 10, SECOND),
        ("organizations", _) => of("organizations", 10, SECOND),
        ("s3", "GetObject" | "HeadObject" | "ListObjectsV2") => of("s3/read", 5_500, SECOND),
        ("s3", _) => of("s3/write", 3_500, SECOND),
        ("elasticloadbalancing" | "eks" | "dynamodb" | "aoss" | "guardduty", _) => of("platform", 20, SECOND),
        _ => None,
    }
}
