//! Roles: who may take them over, and what they may.

use serde_json::{Value, json};

use super::{MADE_MILLIS, MANAGEMENT, PROD, Seed, TRAINING};
use crate::actor::role_id;
use crate::estate::ETL_OBJECT;
use crate::sim::aws::access::days_before;
use crate::sim::aws::iam::{Grants, Principal};
use crate::sim::aws::settling::Settling;
use crate::sim::crossings::DEPLOYER_SUBJECT;

/// Who may take a role over.
#[derive(Clone, Copy, Debug)]
enum Trust {
    /// A service of AWS.
    Service(&'static str),
    /// People through Okta.
    Saml,
    /// The whole of an account, whose own policies say who.
    Account(&'static str),
    /// A web identity: provider and the pattern of its subject.
    Web(&'static str, &'static str),
}

use Trust::{Account, Saml, Service, Web};

const GITHUB: &str = "token.actions.githubusercontent.com";

/// Role, trust, what it may, on what, and managed policies.
type Role = (&'static str, Trust, &'static [&'static str], &'static [&'static str], &'static [&'static str]);

const ANY: &[&str] = &["*"];

#[rustfmt::skip]
const PROD_ROLES: &[Role] = &[
    ("fraud-inference", Service("pods.eks.amazonaws.com"), &["sagemaker:InvokeEndpoint", "s3:GetObject", "kms:Decrypt"], ANY, &[]),
    ("assistant-us", Service("pods.eks.amazonaws.com"), &["bedrock:InvokeModel", "bedrock:InvokeModelWithResponseStream", "bedrock:ApplyGuardrail"], ANY, &[]),
    ("feature-etl", Service("glue.amazonaws.com"), &["s3:GetObject", "s3:PutObject", "s3:ListBucket", "kms:GenerateDataKey", "kms:Decrypt"],
        &["arn:aws:s3:::technobank-features-us", "arn:aws:s3:::technobank-features-us/*", "arn:aws:kms:us-east-1:111122223333:key/8d1f0b7e-2a94-4c65-9f03-6e7b5a1d2c48"], &[]),
    ("model-registry", Service("ecs-tasks.amazonaws.com"), &["sagemaker:ListModelPackages", "sagemaker:DescribeModel", "sagemaker:DescribeEndpoint", "sagemaker:ListEndpoints"], ANY, &[]),
    ("terraform-plan", Web(GITHUB, "repo:technobank/infra:*"), &["ec2:Describe*", "iam:Get*", "iam:List*", "s3:GetBucket*", "sagemaker:Describe*", "kms:DescribeKey", "lambda:GetFunction"], ANY, &[]),
    ("deploy-pipeline", Web(GITHUB, "repo:technobank/*"), &["ecr:DescribeImages", "sagemaker:*", "iam:ListOpenIDConnectProviders", "iam:PassRole", "s3:PutObject"], ANY, &[]),
    ("sagemaker-execution", Service("sagemaker.amazonaws.com"), &["s3:GetObject", "logs:PutLogEvents", "ecr:GetDownloadUrlForLayer", "kms:Decrypt"], ANY, &[]),
    ("bedrock-agents", Service("bedrock.amazonaws.com"), &["bedrock:InvokeModel", "bedrock:Retrieve", "lambda:InvokeFunction", "aoss:APIAccessAll"], ANY, &[]),
    ("agentcore-runtime", Service("bedrock-agentcore.amazonaws.com"), &["bedrock:InvokeModel", "secretsmanager:GetSecretValue", "s3:*"], ANY, &[]),
    ("eks-cluster", Service("eks.amazonaws.com"), &["ec2:Describe*", "elasticloadbalancing:*"], ANY, &[]),
    ("eks-node", Service("ec2.amazonaws.com"), &["ecr:GetDownloadUrlForLayer"], ANY, &["arn:aws:iam::aws:policy/AmazonEKSWorkerNodePolicy"]),
    ("feature-trigger", Service("lambda.amazonaws.com"), &["glue:StartJobRun", "logs:PutLogEvents"], ANY, &[]),
    ("posture-scanner", Account(PROD), &["iam:List*", "iam:GetAccountAuthorizationDetails", "s3:ListAllMyBuckets", "s3:GetBucketAcl", "ec2:Describe*", "sagemaker:List*",
        "bedrock:List*", "cloudtrail:DescribeTrails", "guardduty:List*", "kms:ListKeys", "rds:Describe*", "lambda:ListFunctions"], ANY, &[]),
    ("backup-service", Service("backup.amazonaws.com"), &["s3:GetObject", "s3:ListBucket"], ANY, &[]),
    ("monitoring", Account("464622532012"), &["ec2:Describe*", "cloudwatch:GetMetricData", "sagemaker:List*", "eks:DescribeCluster"], ANY, &[]),
    ("platform-engineer", Saml, &["ec2:*", "sagemaker:*", "kms:*", "eks:*", "lambda:*", "logs:*"], ANY, &[]),
    ("security-audit", Saml, &["guardduty:*", "iam:Get*", "iam:List*", "ec2:Describe*", "s3:GetBucket*"], ANY, &[]),
    ("analyst", Saml, &["s3:GetObject", "logs:FilterLogEvents", "ec2:DescribeInstances"], ANY, &[]),
    ("developer", Saml, &["logs:FilterLogEvents", "ec2:DescribeInstances", "lambda:*", "sagemaker:DescribeEndpoint", "cloudformation:DescribeStacks"], ANY, &[]),
    ("entra-etl", Web("sts.windows.net/7a1c9e52-3b64-4d0f-9a27-5e8c1f60b3d4", ETL_OBJECT), &["s3:GetObject", "s3:ListBucket"],
        &["arn:aws:s3:::technobank-features-us", "arn:aws:s3:::technobank-features-us/*"], &[]),
    ("bedrock-logging", Service("bedrock.amazonaws.com"), &["logs:CreateLogStream", "logs:PutLogEvents"], ANY, &[]),
    ("OrganizationAccountAccessRole", Account(MANAGEMENT), &[], ANY, &["arn:aws:iam::aws:policy/AdministratorAccess"]),
];

#[rustfmt::skip]
const TRAINING_ROLES: &[Role] = &[
    ("sagemaker-training", Service("sagemaker.amazonaws.com"), &["s3:GetObject", "s3:ListBucket", "s3:PutObject", "kms:Decrypt", "logs:PutLogEvents"],
        &["arn:aws:s3:::technobank-training-us", "arn:aws:s3:::technobank-training-us/*", "arn:aws:s3:::technobank-models-us/*"], &[]),
    ("training-pipeline", Service("sagemaker.amazonaws.com"), &["sagemaker:CreateTrainingJob", "sagemaker:CreateModelPackage", "iam:PassRole"], ANY, &[]),
    ("notebook-execution", Service("sagemaker.amazonaws.com"), &["s3:*", "sagemaker:*", "iam:PassRole"], ANY, &[]),
    ("data-scientist", Saml, &["sagemaker:List*", "sagemaker:Describe*", "sagemaker:StartNotebookInstance", "sagemaker:CreatePresignedNotebookInstanceUrl", "s3:GetObject",
        "bedrock:InvokeModel", "bedrock:Converse"], ANY, &[]),
    ("web-analytics", Service("ec2.amazonaws.com"), &["s3:GetObject", "s3:PutObject", "s3:GetBucketVersioning", "s3:PutBucketVersioning"], ANY, &[]),
    ("gcp-model-deployer", Web("accounts.google.com", DEPLOYER_SUBJECT), &["s3:GetObject", "s3:ListBucket"],
        &["arn:aws:s3:::technobank-models-us", "arn:aws:s3:::technobank-models-us/*"], &[]),
    ("hyperpod-execution", Service("sagemaker.amazonaws.com"), &["s3:GetObject", "ec2:CreateNetworkInterface", "logs:PutLogEvents"], ANY, &[]),
    ("WelkinAudit", Account(PROD), &[], ANY, &["arn:aws:iam::444455556666:policy/WelkinAuditRead"]),
    ("OrganizationAccountAccessRole", Account(PROD), &[], ANY, &["arn:aws:iam::aws:policy/AdministratorAccess"]),
];

#[rustfmt::skip]
const MANAGEMENT_ROLES: &[Role] = &[
    ("WelkinAudit", Account(PROD), &[], ANY, &["arn:aws:iam::777788889999:policy/WelkinAuditRead"]),
    ("OrganizationAccountAccessRole", Account(PROD), &[], ANY, &["arn:aws:iam::aws:policy/AdministratorAccess"]),
];

pub(super) fn seed(seed: &mut Seed) {
    for (account, roles) in [(PROD, PROD_ROLES), (TRAINING, TRAINING_ROLES), (MANAGEMENT, MANAGEMENT_ROLES)] {
        let used = days_before(seed.at, 1);
        let Some(iam) = seed.iam.get_mut(account) else { continue };
        for (name, trust, actions, resources, managed) in roles {
            let mut role = Principal::new(role_id(name), name, MADE_MILLIS);
            role.trust = Settling::new(document(account, *trust));
            let mut grants = Grants {
                managed: managed.iter().map(|arn| (*arn).to_owned()).collect(),
                ..Grants::default()
            };
            if !actions.is_empty() {
                let own = json!({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": actions, "Resource": resources}]});
                grants.inline.insert("workload".to_owned(), own);
            }
            if *name == "developer" {
                grants.boundary = Some("arn:aws:iam::111122223333:policy/developer-boundary".to_owned());
            }
            role.grants = Settling::new(grants);
            role.last_used = Some((used, "us-east-1".to_owned()));
            let owner = if name.contains("training") || name.contains("notebook") {
                "ml-platform"
            } else {
                "platform"
            };
            role.tags = [("owner", owner), ("environment", "prod")]
                .into_iter()
                .map(|(k, v)| (k.to_owned(), v.to_owned()))
                .collect();
            iam.roles.insert((*name).to_owned(), role);
        }
        for service in ["SageMakerNotebooks", "AmazonEKS", "Config"] {
            let name = format!("AWSServiceRoleFor{service}");
            let mut role = Principal::new(role_id(&name), &name, MADE_MILLIS);
            role.path = format!("/aws-service-role/{}.amazonaws.com/", service.to_ascii_lowercase());
            role.trust = Settling::new(document(account, Service("sagemaker.amazonaws.com")));
            iam.roles.insert(name, role);
        }
    }
}

fn document(account: &str, trust: Trust) -> Value {
    let statement = match trust {
        Service(service) => {
            json!({"Effect": "Allow", "Principal": {"Service": service}, "Action": ["sts:AssumeRole", "sts:TagSession"],
            "Condition": {"StringEquals": {"aws:SourceAccount": account}}})
        }
        Saml => {
            json!({"Effect": "Allow", "Principal": {"Federated": format!("arn:aws:iam::{account}:saml-provider/okta-technobank")},
            "Action": "sts:AssumeRoleWithSAML", "Condition": {"StringEquals": {"SAML:aud": "https://signin.aws.amazon.com/saml"}}})
        }
        Account(other) => {
            json!({"Effect": "Allow", "Principal": {"AWS": format!("arn:aws:iam::{other}:root")}, "Action": "sts:AssumeRole"})
        }
        Web(provider, subject) => {
            let audience = match provider {
                GITHUB => "sts.amazonaws.com",
                "accounts.google.com" => "technobank-models",
                _ => "api://technobank-aws",
            };
            json!({"Effect": "Allow", "Principal": {"Federated": format!("arn:aws:iam::{account}:oidc-provider/{provider}")},
                "Action": "sts:AssumeRoleWithWebIdentity",
                "Condition": {"StringEquals": {format!("{provider}:aud"): audience}, "StringLike": {format!("{provider}:sub"): subject}}})
        }
    };
    json!({"Version": "2012-10-17", "Statement": [statement]})
}
