use serde_json::Value;
use welkin_model::estate::{AssetId, AssetKind, EdgeKind, Fact, Handle, Link};

use super::arn::{Arn, made};
use super::policy;
use super::registry::AI_TYPES;
use super::types;
use crate::describe::{Context, Draft, FactRule, Read, Resource, TypeRule, Vocabulary, fact, plain};

/// What AWS's resources are called and how they name each other.
pub(crate) static VOCABULARY: AwsVocabulary = AwsVocabulary;

#[derive(Debug)]
pub(crate) struct AwsVocabulary;

impl Vocabulary for AwsVocabulary {
    fn rule(&self, native_type: &str) -> Option<&'static TypeRule> {
        types::rule(native_type)
    }

    fn kind(&self, native_type: &str) -> AssetKind {
        AI_TYPES
            .iter()
            .find(|(known, _, _)| *known == native_type)
            .map_or(AssetKind::Other, |(_, kind, _)| *kind)
    }

    fn identify(&self, text: &str, field: &str, context: &Context<'_>) -> Option<AssetId> {
        if text.starts_with("arn:") {
            return Arn::parse(text)?.single();
        }
        if let Some(id) = repository(text) {
            return Some(id);
        }
        if context.scope.is_empty() {
            return None;
        }
        if let Some(resource) = ec2_resource(text) {
            return Some(made("ec2", context.region, context.scope, &resource));
        }
        if field.ends_with("kmskeyid")
            || field.ends_with("kmskey")
            || field == "kmsmasterkeyid"
            || field == "targetkeyid"
        {
            return kms(text, context);
        }
        None
    }

    fn named(&self, native_type: &str, name: &str, context: &Context<'_>) -> Option<AssetId> {
        let (service, resource) = match native_type {
            "AWS::S3::Bucket" => return Some(made("s3", "", "", name)),
            "AWS::IAM::User" => return Some(made("iam", "", context.scope, &format!("user/{name}"))),
            "AWS::IAM::Group" => return Some(made("iam", "", context.scope, &format!("group/{name}"))),
            "AWS::IAM::Role" => return Some(made("iam", "", context.scope, &format!("role/{name}"))),
            "AWS::Logs::LogGroup" => ("logs", format!("log-group:{name}")),
            "AWS::EKS::Cluster" => ("eks", format!("cluster/{name}")),
            "AWS::Bedrock::KnowledgeBase" => ("bedrock", format!("knowledge-base/{name}")),
            "AWS::Bedrock::Agent" => ("bedrock", format!("agent/{name}")),
            "AWS::Bedrock::Guardrail" => ("bedrock", format!("guardrail/{name}")),
            "AWS::Organizations::Policy" => return None,
            _ => {
                let kind = native_type.strip_prefix("AWS::SageMaker::")?;
                ("sagemaker", format!("{}/{name}", kebab(kind)))
            }
        };
        Some(made(service, context.region, context.scope, &resource))
    }

    fn meaning(&self, field: &str) -> Option<EdgeKind> {
        FIELDS.iter().find(|(end, _)| field.ends_with(end)).map(|(_, kind)| *kind)
    }

    fn facts(&self) -> &'static [FactRule] {
        FACTS
    }

    fn labels(&self, payload: &Value) -> Vec<(String, String)> {
        let mut labels = Vec::new();
        for (key, value) in payload.as_object().into_iter().flatten() {
            match plain(key).as_str() {
                "tags" | "tagset" | "taglist" => take_tags(value, &mut labels),
                "tagging" => take_tags(value.get("TagSet").unwrap_or(value), &mut labels),
                _ => {}
            }
        }
        labels
    }

    fn special(&self, resource: &Resource, draft: &mut Draft<'_>) {
        policy::read(resource, draft);
        issuers(&resource.payload, draft);
    }
}

/// Ends of plain field names, the longer before the shorter where both fit.
const FIELDS: &[(&str, EdgeKind)] = &[
    ("permissionsboundaryarn", EdgeKind::GovernedBy),
    ("guardrailidentifier", EdgeKind::GovernedBy),
    ("guardrailarn", EdgeKind::GovernedBy),
    ("executionrolearn", EdgeKind::RunsAs),
    ("executionrole", EdgeKind::RunsAs),
    ("rolearn", EdgeKind::RunsAs),
    ("role", EdgeKind::RunsAs),
    ("instanceprofilearn", EdgeKind::RunsAs),
    ("kmskeyid", EdgeKind::EncryptedBy),
    ("kmskeyarn", EdgeKind::EncryptedBy),
    ("kmskey", EdgeKind::EncryptedBy),
    ("kmsmasterkeyid", EdgeKind::EncryptedBy),
    ("encryptionkeyarn", EdgeKind::EncryptedBy),
    ("customerencryptionkeyarn", EdgeKind::EncryptedBy),
    ("subnets", EdgeKind::AttachedTo),
    ("subnetid", EdgeKind::AttachedTo),
    ("subnetids", EdgeKind::AttachedTo),
    ("subnetidset", EdgeKind::AttachedTo),
    ("vpcid", EdgeKind::AttachedTo),
    ("networkinterfaceid", EdgeKind::AttachedTo),
    ("securitygroupids", EdgeKind::GuardedBy),
    ("securitygroups", EdgeKind::GuardedBy),
    ("groupid", EdgeKind::GuardedBy),
    ("loggroupname", EdgeKind::LogsTo),
    ("loggrouparn", EdgeKind::LogsTo),
    ("cloudwatchlogsloggrouparn", EdgeKind::LogsTo),
    ("s3bucketname", EdgeKind::LogsTo),
    ("logdestination", EdgeKind::LogsTo),
    ("gatewayid", EdgeKind::RoutesTo),
    ("natgatewayid", EdgeKind::RoutesTo),
    ("vpcpeeringconnectionid", EdgeKind::RoutesTo),
    ("transitgatewayid", EdgeKind::RoutesTo),
    ("lambdaarn", EdgeKind::CanInvoke),
    ("lambda", EdgeKind::CanInvoke),
    ("secretarn", EdgeKind::StoredIn),
    ("credentialssecretarn", EdgeKind::StoredIn),
    ("basemodelarn", EdgeKind::DeployedFrom),
    ("modelarn", EdgeKind::DeployedFrom),
    ("modeldataurl", EdgeKind::DeployedFrom),
    ("image", EdgeKind::DeployedFrom),
    ("imageuri", EdgeKind::DeployedFrom),
    ("containeruri", EdgeKind::DeployedFrom),
    ("credentialproviderarn", EdgeKind::Uses),
    ("providerarn", EdgeKind::Uses),
    ("collectionarn", EdgeKind::Uses),
    ("vectorbucketarn", EdgeKind::Uses),
    ("indexarn", EdgeKind::Uses),
    ("promptarn", EdgeKind::Uses),
    ("embeddingmodelarn", EdgeKind::Uses),
];

const FACTS: &[FactRule] = &[
    fact("^creationtime", Fact::Created, Read::Time),
    fact("^creationdate", Fact::Created, Read::Time),
    fact("^createdat", Fact::Created, Read::Time),
    fact("^createdate", Fact::Created, Read::Time),
    fact("^lastmodifiedtime", Fact::Modified, Read::Time),
    fact("^updatedat", Fact::Modified, Read::Time),
    fact("^status", Fact::State, Read::Text),
];

fn take_tags(value: &Value, labels: &mut Vec<(String, String)>) {
    match value {
        Value::Array(tags) => {
            for tag in tags {
                let text = |names: [&str; 3]| {
                    names.iter().find_map(|name| tag.get(name)).and_then(Value::as_str).map(str::to_owned)
                };
                if let (Some(key), Some(value)) =
                    (text(["Key", "key", "TagKey"]), text(["Value", "value", "TagValue"]))
                {
                    labels.push((key, value));
                }
            }
        }
        Value::Object(map) => match map.get("Tag") {
            Some(one @ Value::Object(_)) => take_tags(&Value::Array(vec![one.clone()]), labels),
            Some(many) => take_tags(many, labels),
            None => labels.extend(
                map.iter().filter_map(|(key, value)| Some((key.clone(), value.as_str()?.to_owned()))),
            ),
        },
        _ => {}
    }
}

/// The resource part of the ARN of an EC2 id: a prefix and 8 or 17 hexadecimal digits.
fn ec2_resource(text: &str) -> Option<String> {
    let (prefix, digits) = text.rsplit_once('-')?;
    if !matches!(digits.len(), 8 | 17) || !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
        return None;
    }
    let kind = match prefix {
        "vpc" => "vpc",
        "subnet" => "subnet",
        "sg" => "security-group",
        "rtb" => "route-table",
        "acl" => "network-acl",
        "igw" => "internet-gateway",
        "nat" => "natgateway",
        "eni" => "network-interface",
        "i" => "instance",
        "vol" => "volume",
        "snap" => "snapshot",
        "ami" => "image",
        "pcx" => "vpc-peering-connection",
        "vpn" => "vpn-connection",
        "vgw" => "vpn-gateway",
        "cgw" => "customer-gateway",
        "vpce" => "vpc-endpoint",
        "tgw" => "transit-gateway",
        "tgw-attach" => "transit-gateway-attachment",
        "eipalloc" => "elastic-ip",
        "fl" => "vpc-flow-log",
        _ => return None,
    };
    Some(format!("{kind}/{text}"))
}

/// A key by id or alias.
fn kms(text: &str, context: &Context<'_>) -> Option<AssetId> {
    let is_id = text.len() == 36 && text.bytes().all(|b| b.is_ascii_hexdigit() || b == b'-');
    let resource = match text.strip_prefix("alias/") {
        Some(_) => text.to_owned(),
        None if is_id || text.starts_with("mrk-") => format!("key/{text}"),
        None => return None,
    };
    Some(made("kms", context.region, context.scope, &resource))
}

/// The repository of a container image: `ACCOUNT.dkr.ecr.REGION.amazonaws.com/NAME:TAG`.
fn repository(text: &str) -> Option<AssetId> {
    let (account, rest) = text.split_once(".dkr.ecr.")?;
    let (host, path) = rest.split_once('/')?;
    let (region, domain) = host.split_once('.')?;
    let fine = account.len() == 12
        && account.bytes().all(|b| b.is_ascii_digit())
        && domain.starts_with("amazonaws.com")
        && !text.contains(char::is_whitespace);
    let name = path.split(['@', ':']).next().filter(|name| fine && !name.is_empty())?;
    Some(made("ecr", region, account, &format!("repository/{name}")))
}

/// Whose tokens an authorizer takes: its discovery URL stands under the issuer's.
fn issuers(payload: &Value, draft: &mut Draft<'_>) {
    const WELL_KNOWN: &str = "/.well-known/openid-configuration";
    for path in ["authorizerConfiguration", "AuthorizerConfiguration"] {
        let Some(configuration) = payload.get(path).and_then(Value::as_object) else { continue };
        for (kind, authorizer) in configuration {
            let url = ["discoveryUrl", "DiscoveryUrl"].iter().find_map(|name| authorizer.get(name)?.as_str());
            if let Some(issuer) = url.and_then(|url| url.strip_suffix(WELL_KNOWN)) {
                let field = format!("{path}.{kind}.discoveryUrl");
                draft.link(Link::to_handle(EdgeKind::Trusts, Handle::issuer(issuer), field));
            }
        }
    }
}

/// `EndpointConfig` as `endpoint-config`.
fn kebab(name: &str) -> String {
    let mut out = String::new();
    for (at, c) in name.chars().enumerate() {
        if c.is_ascii_uppercase() && at > 0 {
            out.push('-');
        }
        out.push(c.to_ascii_lowercase());
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, field: &str, expect: Option<&str>) {
        let context = Context { scope: "111122223333", region: "us-east-1" };
        let found = VOCABULARY.identify(text, field, &context).map(|id| id.to_string());
        assert_eq!(found.as_deref(), expect, "{text}");
    }

    #[test]
    fn ids_in_every_spelling_are_known() {
        let sg = "arn:aws:ec2:us-east-1:111122223333:security-group/sg-0f2b4d6e8a0c13579";
        check("sg-0f2b4d6e8a0c13579", "groupid", Some(sg));
        check(sg, "", Some(sg));
        let key = "arn:aws:kms:us-east-1:111122223333:key/8d1f0b7e-2a94-4c65-9f03-6e7b5a1d2c48";
        check("8d1f0b7e-2a94-4c65-9f03-6e7b5a1d2c48", "kmskeyid", Some(key));
        check(key, "", Some(key));
        let image = "111122223333.dkr.ecr.us-east-1.amazonaws.com/advisor@sha256:00";
        check(image, "image", Some("arn:aws:ecr:us-east-1:111122223333:repository/advisor"));
        for none in ["sg-1", "8d1f0b7e-2a94-4c65-9f03-6e7b5a1d2c48", "*", "arn:aws:s3:::*", "x.dkr.ecr.y/z"] {
            check(none, "name", None);
        }
    }

    #[test]
    fn without_a_place_only_full_ids_are_known() {
        let nowhere = Context { scope: "", region: "" };
        assert_eq!(VOCABULARY.identify("sg-0f2b4d6e8a0c13579", "groupid", &nowhere), None);
        assert!(VOCABULARY.identify("arn:aws:s3:::models", "", &nowhere).is_some());
    }
}
