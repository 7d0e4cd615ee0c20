use welkin_model::Cloud;

use crate::sim::Weakness;

const fn weak(id: &'static str, asset: &'static str, what: &'static str) -> Weakness {
    Weakness { id, cloud: Cloud::Aws, asset, what }
}

#[rustfmt::skip]
pub(crate) const WEAKNESSES: &[Weakness] = &[
    weak("TB-AWS-01", "arn:aws:sagemaker:us-east-1:444455556666:notebook-instance/fraud-lab-02",
        "A notebook has direct internet access, root access and IMDSv1, outside of the network, and its role may read every bucket."),
    weak("TB-AWS-02", "arn:aws:s3:::technobank-reports-us",
        "A bucket of confidential reports, which a knowledge base reads, is public and not encrypted with a key of the bank's."),
    weak("TB-AWS-03", "arn:aws:iam::444455556666:role/web-analytics",
        "The role of a public web server may write training data and suspend its versioning."),
    weak("TB-AWS-04", "arn:aws:iam::444455556666:user/legacy-export",
        "An access key of more than two years reads all models and lies in the secret stores of two other clouds."),
    weak("TB-AWS-05", "arn:aws:iam::111122223333:user/ci-deploy",
        "CI has a long-lived key that reads every secret and may make further keys for itself."),
    weak("TB-AWS-06", "arn:aws:iam::111122223333:user/bedrock-poc",
        "A forgotten user with a password, no MFA and an unused key has all of Bedrock."),
    weak("TB-AWS-07", "arn:aws:bedrock:us-east-1:111122223333:agent/TBAGENT002",
        "An agent that reads claims has no guardrail."),
    weak("TB-AWS-08", "arn:aws:bedrock-agentcore:us-east-1:111122223333:gateway/partner-gateway-b3p8w5z1nt",
        "A gateway of payment tools takes callers without any authorization."),
    weak("TB-AWS-09", "arn:aws:bedrock-agentcore:us-east-1:111122223333:runtime/research_agent-P8w5z1N3tb",
        "An agent runtime is on the public network."),
    weak("TB-AWS-10", "arn:aws:sagemaker:us-east-1:111122223333:model/churn-us-2026-08",
        "A served model is neither isolated nor in the network, and its endpoint's storage has no key of the bank's."),
    weak("TB-AWS-11", "arn:aws:iam::111122223333:role/deploy-pipeline",
        "The deployment role trusts every repository and branch of the organization and may change all of SageMaker."),
    weak("TB-AWS-12", "arn:aws:ec2:us-east-1:444455556666:security-group/sg-0f2b4d6e8a0c13579",
        "SSH to the GPU nodes of training is open to the internet."),
    weak("TB-AWS-13", "arn:aws:cloudtrail:us-east-1:444455556666:trail/training-data-events",
        "The trail of access to training data is stopped and its files are not validated."),
    weak("TB-AWS-14", "arn:aws:lambda:us-east-1:111122223333:function:payments-tool",
        "The function behind an agent's tool has an API token in its environment."),
];
