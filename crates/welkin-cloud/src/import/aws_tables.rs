use std::collections::BTreeMap;
use std::sync::LazyLock;

use crate::aws::arn::Arn;
use crate::aws::list::ListRule;
use crate::aws::lists::LISTS;
use crate::aws::natives;
use crate::describe::plain;

/// A list of the command line that discovery does not call.
#[derive(Clone, Copy, Debug)]
pub(super) struct Extra {
    pub(super) key: &'static str,
    /// The field with the ARN.
    pub(super) id: &'static str,
    pub(super) name: &'static str,
    pub(super) native: &'static str,
    pub(super) via: &'static str,
}

const fn extra(
    key: &'static str,
    id: &'static str,
    name: &'static str,
    native: &'static str,
    via: &'static str,
) -> Extra {
    Extra { key, id, name, native, via }
}

const DETAILS: &str = "iam:GetAccountAuthorizationDetails";

pub(super) const EXTRAS: &[Extra] = &[
    extra("UserDetailList", "Arn", "UserName", "AWS::IAM::User", DETAILS),
    extra("GroupDetailList", "Arn", "GroupName", "AWS::IAM::Group", DETAILS),
    extra("RoleDetailList", "Arn", "RoleName", "AWS::IAM::Role", DETAILS),
    extra("Users", "Arn", "UserName", "AWS::IAM::User", "iam:ListUsers"),
    extra("Groups", "Arn", "GroupName", "AWS::IAM::Group", "iam:ListGroups"),
    extra("Roles", "Arn", "RoleName", "AWS::IAM::Role", "iam:ListRoles"),
    extra("Policies", "Arn", "PolicyName", "AWS::IAM::ManagedPolicy", "iam:ListPolicies"),
    extra(
        "DBInstances",
        "DBInstanceArn",
        "DBInstanceIdentifier",
        "AWS::RDS::DBInstance",
        "rds:DescribeDBInstances",
    ),
    extra(
        "DBClusters",
        "DBClusterArn",
        "DBClusterIdentifier",
        "AWS::RDS::DBCluster",
        "rds:DescribeDBClusters",
    ),
    extra(
        "repositories",
        "repositoryArn",
        "repositoryName",
        "AWS::ECR::Repository",
        "ecr:DescribeRepositories",
    ),
    extra(
        "FileSystems",
        "FileSystemArn",
        "Name",
        "AWS::EFS::FileSystem",
        "elasticfilesystem:DescribeFileSystems",
    ),
    extra("Topics", "TopicArn", "", "AWS::SNS::Topic", "sns:ListTopics"),
    extra("Stacks", "StackId", "StackName", "AWS::CloudFormation::Stack", "cloudformation:DescribeStacks"),
    extra("Resources", "Arn", "", "", "resource-explorer-2:Search"),
];

/// Lists that take more than their item: keys of users, instances of reservations, and tags of everything.
pub(super) const KEYS: &str = "AccessKeyMetadata";
pub(super) const RESERVATIONS: &str = "Reservations";
pub(super) const TAGS: &str = "ResourceTagMappingList";

/// Every list of discovery by the name that the command line gives it.
static BY_KEY: LazyLock<BTreeMap<String, Vec<&'static ListRule>>> = LazyLock::new(|| {
    let mut by_key: BTreeMap<String, Vec<&'static ListRule>> = BTreeMap::new();
    for rule in rules() {
        let known = by_key.entry(key_of(rule)).or_default();
        if known.iter().all(|other| other.native != rule.native) {
            known.push(rule);
        }
    }
    by_key
});

/// Every list of discovery with those below it.
pub(super) fn rules() -> impl Iterator<Item = &'static ListRule> {
    fn with_children(rule: &'static ListRule) -> Vec<&'static ListRule> {
        std::iter::once(rule).chain(rule.children.iter().flat_map(with_children)).collect()
    }
    LISTS.iter().flat_map(|table| table.iter()).flat_map(with_children)
}

/// `vpcSet` on the wire is `Vpcs` on the command line, which names lists of other services as the service does.
fn key_of(rule: &ListRule) -> String {
    let first = rule.items.split('.').next().unwrap_or(rule.items);
    if rule.service != "ec2" {
        return first.to_owned();
    }
    let stem = first.strip_suffix("Set").or_else(|| first.strip_suffix("Info")).unwrap_or(first);
    let plural = if stem.ends_with('s') { "" } else { "s" };
    capital(&format!("{stem}{plural}"))
}

/// `vpcId` as `VpcId`.
pub(super) fn capital(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(letters).collect()
}

pub(super) fn of_key(key: &str) -> &'static [&'static ListRule] {
    BY_KEY.get(key).map_or(&[], Vec::as_slice)
}

pub(super) fn is_list(key: &str) -> bool {
    matches!(key, KEYS | RESERVATIONS | TAGS)
        || BY_KEY.contains_key(key)
        || EXTRAS.iter().any(|extra| extra.key == key)
}

/// Lists whose elements are names alone.
pub(super) fn is_list_of_names(key: &str) -> bool {
    matches!(key, "clusters" | "nodegroups" | "detectorIds")
}

/// The CloudFormation type of what an ARN names, if a table of this crate has it.
pub(super) fn native_of(arn: &Arn<'_>) -> Option<&'static str> {
    static BY_ARN: LazyLock<BTreeMap<(String, String), &'static str>> = LazyLock::new(|| {
        let mut by_arn = BTreeMap::new();
        for native in rules().map(|rule| rule.native).chain(natives()) {
            let mut parts = native.split("::").skip(1);
            if let (Some(service), Some(kind)) = (parts.next(), parts.next()) {
                by_arn.entry((service_of(service), plain(kind))).or_insert(native);
            }
        }
        for (service, kind, native) in IRREGULAR {
            by_arn.insert(((*service).to_owned(), (*kind).to_owned()), native);
        }
        by_arn
    });
    let kind = match arn.service {
        "s3" => "bucket".to_owned(),
        _ => plain(arn.resource.split(['/', ':']).next().unwrap_or("")),
    };
    BY_ARN.get(&(arn.service.to_owned(), kind)).copied()
}

/// A name for the type of what an ARN names, made like those of CloudFormation.
pub(super) fn made_native(arn: &Arn<'_>) -> String {
    let pascal = |text: &str| text.split(['-', '_']).map(capital).collect::<String>();
    let kind = arn.resource.split(['/', ':']).next().unwrap_or("resource");
    format!("AWS::{}::{}", pascal(arn.service), pascal(kind))
}

/// The service of an ARN by that of a type.
fn service_of(service: &str) -> String {
    match service {
        "BedrockAgentCore" => "bedrock-agentcore".to_owned(),
        "OpenSearchServerless" => "aoss".to_owned(),
        "ElasticLoadBalancingV2" => "elasticloadbalancing".to_owned(),
        "EFS" => "elasticfilesystem".to_owned(),
        service => service.to_ascii_lowercase(),
    }
}

/// Service and kind of ARNs whose type has another name.
const IRREGULAR: &[(&str, &str, &str)] = &[
    ("bedrock", "provisionedmodel", "AWS::Bedrock::ProvisionedModelThroughput"),
    ("bedrock", "promptrouter", "AWS::Bedrock::IntelligentPromptRouter"),
    ("bedrock-agentcore", "agent", "AWS::BedrockAgentCore::Runtime"),
    ("ec2", "elasticip", "AWS::EC2::EIP"),
    ("ec2", "vpcflowlog", "AWS::EC2::FlowLog"),
    ("iam", "policy", "AWS::IAM::ManagedPolicy"),
    ("rds", "cluster", "AWS::RDS::DBCluster"),
    ("rds", "db", "AWS::RDS::DBInstance"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_have_the_names_of_the_command_line() {
        for key in
            ["Vpcs", "Subnets", "SecurityGroups", "Addresses", "NatGateways", "TransitGatewayAttachments"]
        {
            assert!(is_list(key), "{key}");
        }
        for key in
            ["Models", "Endpoints", "agentSummaries", "Functions", "Buckets", "Reservations", "KeyMetadata"]
        {
            assert_eq!(is_list(key), key != "KeyMetadata", "{key}");
        }
    }

    #[test]
    fn arns_tell_the_type() {
        for (arn, native) in [
            ("arn:aws:sagemaker:r:1:endpoint-config/x", Some("AWS::SageMaker::EndpointConfig")),
            ("arn:aws:iam::1:role/x", Some("AWS::IAM::Role")),
            ("arn:aws:iam::1:policy/x", Some("AWS::IAM::ManagedPolicy")),
            ("arn:aws:s3:::b", Some("AWS::S3::Bucket")),
            ("arn:aws:bedrock:r:1:knowledge-base/x", Some("AWS::Bedrock::KnowledgeBase")),
            ("arn:aws:lambda:r:1:function:f", Some("AWS::Lambda::Function")),
            ("arn:aws:ec2:r:1:natgateway/nat-1", Some("AWS::EC2::NatGateway")),
            ("arn:aws:bedrock:r::foundation-model/x", None),
        ] {
            assert_eq!(native_of(&Arn::parse(arn).unwrap()), native, "{arn}");
        }
    }
}
