//! Users, groups, keys, managed policies and the providers that roles are federated with.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use welkin_model::Millis;

use super::{MADE_ISO, MADE_MILLIS, MANAGEMENT, PROD, Seed, TRAINING};
use crate::estate::CI_SUBJECT;
use crate::ids::Token;
use crate::rng::number_of;
use crate::routine::aws::CI_KEY;
use crate::sim::aws::access::{Handed, HandedToken, TOKEN_SECONDS, days_before};
use crate::sim::aws::iam::{AccessKey, Grants, Iam, Principal};
use crate::sim::aws::secret::Secret;
use crate::sim::aws::settling::Settling;
use crate::sim::aws::web_identity::Issuers;
use crate::sim::crossings::{
    CROSS_CLOUD_ROLE, DEPLOYER_SUBJECT, ENTRA_ISSUER, EXPORT_KEY_ID, GITHUB_ISSUER, GOOGLE_ISSUER,
};

const EVERY_ACCOUNT: [&str; 3] = [PROD, TRAINING, MANAGEMENT];
const POC_KEY: &str = "AKIAQTB7BEDROCKPOC5J";

/// What an auditor may: read configuration, but neither data nor secrets.
#[rustfmt::skip]
const AUDIT: &[&str] = &[
    "iam:Get*", "iam:List*", "iam:GenerateCredentialReport", "organizations:Describe*", "organizations:List*", "sts:GetCallerIdentity",
    "ec2:Describe*", "elasticloadbalancing:Describe*", "sagemaker:List*", "sagemaker:Describe*", "bedrock:List*", "bedrock:Get*",
    "bedrock-agentcore:List*", "bedrock-agentcore:Get*", "cloudformation:ListResources", "cloudformation:GetResource", "tag:GetResources",
    "config:Describe*", "config:List*", "config:Get*", "config:BatchGet*", "config:Select*", "cloudtrail:Describe*", "cloudtrail:Get*",
    "logs:Describe*", "guardduty:List*", "guardduty:Get*", "kms:List*", "kms:Describe*", "kms:Get*", "secretsmanager:ListSecrets",
    "secretsmanager:DescribeSecret", "secretsmanager:GetResourcePolicy", "lambda:List*", "lambda:GetFunction*", "lambda:GetPolicy",
    "eks:List*", "eks:Describe*", "dynamodb:List*", "dynamodb:DescribeTable", "aoss:List*", "aoss:BatchGet*", "s3:ListAllMyBuckets",
    "s3:ListBucket", "s3:GetBucket*", "s3:GetEncryptionConfiguration", "s3:GetReplicationConfiguration", "s3:GetObjectLegalHold",
];

/// Managed policies: `(account, name, document)`; the account `aws` is AWS itself.
fn policies() -> Vec<(&'static str, &'static str, Value)> {
    let allow = |actions: Value| json!({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": actions, "Resource": "*"}]});
    let mut all = vec![
        ("aws", "AdministratorAccess", allow(json!("*"))),
        (
            "aws",
            "AmazonBedrockFullAccess",
            allow(json!(["bedrock:*", "kms:DescribeKey", "iam:ListRoles", "ec2:DescribeVpcs"])),
        ),
        (
            "aws",
            "AmazonSageMakerFullAccess",
            allow(json!(["sagemaker:*", "s3:GetObject", "s3:PutObject", "s3:ListBucket", "logs:*", "ecr:*"])),
        ),
        ("aws", "AmazonS3ReadOnlyAccess", allow(json!(["s3:Get*", "s3:List*"]))),
        ("aws", "AmazonEKSWorkerNodePolicy", allow(json!(["ec2:Describe*", "eks:DescribeCluster"]))),
        (
            PROD,
            "developer-boundary",
            json!({"Version": "2012-10-17", "Statement": [
            {"Effect": "Allow", "Action": "*", "Resource": "*"},
            {"Effect": "Deny", "Action": ["iam:*", "organizations:*", "kms:ScheduleKeyDeletion"], "Resource": "*"}]}),
        ),
        (
            PROD,
            "quarantine-boundary",
            json!({"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": "*", "Resource": "*"}]}),
        ),
        (
            PROD,
            "restricted-read",
            allow(json!([
                "sts:GetCallerIdentity",
                "sagemaker:List*",
                "sagemaker:Describe*",
                "ec2:Describe*",
                "s3:ListAllMyBuckets",
                "s3:GetBucketLocation",
                "bedrock:ListGuardrails",
                "kms:ListKeys"
            ])),
        ),
    ];
    for account in EVERY_ACCOUNT {
        let mut document = allow(json!(AUDIT));
        if let Some(Value::Array(statements)) = document.get_mut("Statement") {
            statements.push(json!({"Effect": "Allow", "Action": "sts:AssumeRole", "Resource": "arn:aws:iam::*:role/WelkinAudit"}));
        }
        all.push((account, "WelkinAuditRead", document));
    }
    all
}

/// A user: name, groups, managed policies, password and MFA.
type User = (&'static str, &'static [&'static str], &'static [&'static str], bool, bool);

#[rustfmt::skip]
const PROD_USERS: &[User] = &[
    ("ci-deploy", &["ci"], &[], false, false),
    ("bedrock-poc", &[], &["arn:aws:iam::aws:policy/AmazonBedrockFullAccess"], true, false),
    ("break-glass", &["administrators"], &[], true, true),
    ("contractor-mlops", &["ml-engineers"], &[], true, false),
    ("welkin-auditor", &[], &["arn:aws:iam::111122223333:policy/WelkinAuditRead"], false, false),
    ("welkin-admin", &["administrators"], &[], false, true),
    ("welkin-restricted", &[], &["arn:aws:iam::111122223333:policy/restricted-read"], false, false),
];
const TRAINING_USERS: &[User] = &[("legacy-export", &["exporters"], &[], false, false)];

/// Groups with their managed policies.
#[rustfmt::skip]
const PROD_GROUPS: &[(&str, &[&str])] = &[
    ("administrators", &["arn:aws:iam::aws:policy/AdministratorAccess"]),
    ("ml-engineers", &["arn:aws:iam::aws:policy/AmazonSageMakerFullAccess"]),
    ("ci", &[]),
];
const TRAINING_GROUPS: &[(&str, &[&str])] =
    &[("exporters", &["arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"])];

pub(super) fn seed(seed: &mut Seed) -> Vec<Handed> {
    for (account, name, document) in policies() {
        let id = format!("ANPA{}", Token::upper(number_of(name), 17));
        let value = json!({"PolicyId": id, "CreateDate": MADE_ISO, "Document": document});
        seed.put("iam:policy", account, "", name, value, &[]);
    }
    for account in EVERY_ACCOUNT {
        seed.iam.insert(account.to_owned(), Iam::default());
    }
    members(seed, PROD, PROD_GROUPS, PROD_USERS);
    members(seed, TRAINING, TRAINING_GROUPS, TRAINING_USERS);
    inline(seed);
    providers(seed);
    keys(seed)
}

fn members(seed: &mut Seed, account: &str, groups: &[(&str, &[&str])], users: &[User]) {
    let Some(iam) = seed.iam.get_mut(account) else { return };
    let grants = |policies: &[&str]| {
        Settling::new(Grants {
            managed: policies.iter().map(|p| (*p).to_owned()).collect(),
            ..Grants::default()
        })
    };
    for (name, policies) in groups {
        let mut group =
            Principal::new(format!("AGPA{}", Token::upper(number_of(name), 17)), name, MADE_MILLIS);
        group.grants = grants(policies);
        iam.groups.insert((*name).to_owned(), group);
    }
    for (name, member_of, policies, has_password, has_mfa) in users {
        let mut user =
            Principal::new(format!("AIDA{}", Token::upper(number_of(name), 17)), name, MADE_MILLIS);
        user.grants = grants(policies);
        user.groups = member_of.iter().map(|group| (*group).to_owned()).collect();
        (user.has_password, user.has_mfa) = (*has_password, *has_mfa);
        let owner = if name.starts_with("welkin") { "security" } else { "platform" };
        user.tags = [("owner", owner), ("environment", "prod")]
            .into_iter()
            .map(|(k, v)| (k.to_owned(), v.to_owned()))
            .collect();
        iam.users.insert((*name).to_owned(), user);
    }
}

/// Inline policies of users and groups: `(account, user, policy, document)`.
fn inline(seed: &mut Seed) {
    let statement = |actions: Value, resource: Value| json!({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": actions, "Resource": resource}]});
    let all = [
        (
            PROD,
            "ci-deploy",
            "upload-and-secrets",
            statement(
                json!([
                    "s3:PutObject",
                    "s3:GetObject",
                    "s3:ListAllMyBuckets",
                    "s3:ListBucket",
                    "secretsmanager:ListSecrets",
                    "secretsmanager:GetSecretValue",
                    "iam:ListAccessKeys",
                    "iam:CreateAccessKey",
                    "iam:ListUserTags",
                    "sagemaker:UpdateEndpoint*",
                    "sagemaker:List*"
                ]),
                json!("*"),
            ),
        ),
        (
            TRAINING,
            "legacy-export",
            "read-models",
            statement(
                json!(["s3:GetObject", "s3:ListBucket"]),
                json!(["arn:aws:s3:::technobank-models-us", "arn:aws:s3:::technobank-models-us/*"]),
            ),
        ),
        (
            PROD,
            "welkin-admin",
            "assume-administration",
            statement(json!("sts:AssumeRole"), json!("arn:aws:iam::*:role/OrganizationAccountAccessRole")),
        ),
    ];
    for (account, user, name, document) in all {
        if let Some(user) = seed.iam.get_mut(account).and_then(|iam| iam.users.get_mut(user)) {
            let mut grants = user.grants.latest().clone();
            grants.inline.insert(name.to_owned(), document);
            user.grants = Settling::new(grants);
        }
    }
}

fn bare(issuer: &str) -> &str {
    issuer.trim_start_matches("https://").trim_end_matches('/')
}

fn providers(seed: &mut Seed) {
    let oidc = |issuer: &str, audiences: Value| json!({"Url": bare(issuer), "ClientIDList": audiences, "ThumbprintList": ["6938fd4d98bab03faadb97b34396831e3780aea1"], "CreateDate": MADE_ISO});
    seed.put(
        "iam:oidc-provider",
        PROD,
        "",
        bare(GITHUB_ISSUER),
        oidc(GITHUB_ISSUER, json!(["sts.amazonaws.com"])),
        &[("owner", "platform")],
    );
    seed.put(
        "iam:oidc-provider",
        PROD,
        "",
        bare(ENTRA_ISSUER),
        oidc(ENTRA_ISSUER, json!(["api://technobank-aws"])),
        &[("owner", "platform")],
    );
    seed.put(
        "iam:oidc-provider",
        TRAINING,
        "",
        bare(GOOGLE_ISSUER),
        oidc(GOOGLE_ISSUER, json!(["technobank-models"])),
        &[("owner", "ml-platform")],
    );
    let eks = "oidc.eks.us-east-1.amazonaws.com/id/5C0F9A2E71D84B36A0E1F7D2C9B84E13";
    seed.put("iam:oidc-provider", PROD, "", eks, oidc(eks, json!(["sts.amazonaws.com"])), &[]);
    let saml = json!({"SAMLMetadataDocument": "<EntityDescriptor entityID=\"http://www.okta.com/exk1technobank0aws\"/>", "CreateDate": MADE_ISO, "ValidUntil": "2035-06-15T15:06:40Z"});
    for account in [PROD, TRAINING] {
        seed.put("iam:saml-provider", account, "", "okta-technobank", saml.clone(), &[]);
    }
}

/// Access keys: `(account, user, id, age in days, last used days ago, prefix of the environment)`. Keys without a prefix
/// are the estate's own; nobody is handed their secret.
type Key = (&'static str, &'static str, &'static str, i64, Option<i64>, Option<&'static str>);

#[rustfmt::skip]
const KEYS: &[Key] = &[
    (PROD, "welkin-auditor", "AKIAQTB7WELKINAUDIT2", 20, Some(0), Some("")),
    (PROD, "welkin-admin", "AKIAQTB7WELKINADMIN3", 20, Some(1), Some("WELKIN_ADMIN_")),
    (PROD, "welkin-restricted", "AKIAQTB7WELKINRESTR4", 20, None, Some("WELKIN_RESTRICTED_")),
    (PROD, "ci-deploy", CI_KEY, 512, Some(0), Some("WELKIN_CI_")),
    (PROD, "bedrock-poc", POC_KEY, 611, Some(402), None),
    (PROD, "contractor-mlops", "AKIAQTB7CONTRACTOR7M", 190, Some(88), None),
    (TRAINING, "legacy-export", EXPORT_KEY_ID, 940, Some(2), None),
];

fn keys(seed: &mut Seed) -> Vec<Handed> {
    let mut handed = Vec::new();
    for (account, user, id, age, used, prefix) in KEYS {
        let Some(secret) = Secret::random(30) else { continue };
        let key = AccessKey {
            user: (*user).to_owned(),
            secret: secret.clone(),
            created: days_before(seed.at, *age),
            active: Settling::new(true),
            last_used: used.map(|days| (days_before(seed.at, days), "s3".to_owned(), "us-east-1".to_owned())),
        };
        if let Some(iam) = seed.iam.get_mut(*account) {
            iam.keys.insert((*id).to_owned(), key);
        }
        if let Some(prefix) = prefix {
            let profile = if prefix.is_empty() { "default" } else { user };
            handed.push(Handed { prefix, profile, id: (*id).to_owned(), secret });
        }
    }
    handed
}

/// Issuers get their keys, and tokens for the roles that trust them are made.
pub(super) fn tokens(issuers: &mut Issuers, at: Millis) -> Vec<HandedToken> {
    let of: BTreeMap<&str, (&str, &str, &str, &str, String)> = [
        (
            GITHUB_ISSUER,
            (
                "WELKIN_GITHUB_",
                "aws-github-token",
                CI_SUBJECT,
                "sts.amazonaws.com",
                super::role_arn(PROD, "deploy-pipeline"),
            ),
        ),
        (
            GOOGLE_ISSUER,
            (
                "WELKIN_GOOGLE_",
                "aws-google-token",
                DEPLOYER_SUBJECT,
                "technobank-models",
                CROSS_CLOUD_ROLE.to_owned(),
            ),
        ),
        (
            ENTRA_ISSUER,
            (
                "WELKIN_ENTRA_",
                "aws-entra-token",
                crate::estate::ETL_OBJECT,
                "api://technobank-aws",
                super::role_arn(PROD, "entra-etl"),
            ),
        ),
    ]
    .into_iter()
    .collect();
    let mut tokens = Vec::new();
    for (issuer, (prefix, file, subject, audience, role)) in of {
        issuers.add(issuer);
        let token = issuers.issue(issuer, subject, audience, at, TOKEN_SECONDS);
        tokens.push(HandedToken { prefix, file, role, token });
    }
    tokens
}
