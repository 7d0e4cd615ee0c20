use std::sync::Arc;

use serde_json::{Map, Value};
use welkin_model::Cloud;
use welkin_model::estate::AssetId;

use super::{Known, member};
use crate::aws::arn::{Arn, made};
use crate::describe::{Context, Resource, identified};
use crate::import::aws_cli::own;
use crate::import::aws_tables::{made_native, native_of};

/// A resource of the AWS provider: known by its own ARN, by the id of EC2, or as a part of another resource.
pub(super) fn resource(known: &Known<'_>, map: Map<String, Value>, via: &str) -> Option<Resource> {
    let context = Context { scope: &known.place.account, region: &known.place.region };
    let account = || match member(&map, "owner_id") {
        Some(owner) => owner.to_owned(),
        None => known.place.account.clone(),
    };
    let arn_of = |text: &str| Arn::parse(text).map(|arn| arn.asset());
    let id = part(known.native, &map, &account())
        .or_else(|| member(&map, "arn").and_then(arn_of))
        .or_else(|| own(&map).map(|own| own.id))
        .or_else(|| identified(Cloud::Aws, member(&map, "id")?, &context))?;
    let (native, scope, region) = {
        let arn = Arn::parse(id.as_str())?;
        let named =
            TYPES.iter().find(|(name, _)| *name == known.native).map(|(_, native)| (*native).to_owned());
        let native =
            named.or_else(|| native_of(&arn).map(str::to_owned)).unwrap_or_else(|| made_native(&arn));
        let scope = if arn.account.is_empty() { account() } else { arn.account.to_owned() };
        let own = member(&map, "region").unwrap_or("");
        let region = if arn.service == "s3" { own } else { arn.region };
        (native, scope, region.to_owned())
    };
    let name = match member(&map, "id").filter(|_| known.native == "aws_iam_access_key") {
        Some(key) => key.to_owned(),
        None if is_part(known.native) => String::new(),
        None => known.name(&map),
    };
    Some(Resource {
        cloud: Cloud::Aws,
        native_type: Arc::from(native),
        id,
        name,
        scope,
        region,
        via: Arc::from(via),
        payload: Value::Object(map),
        unknowns: Vec::new(),
        observed_at: 0,
    })
}

fn is_part(native: &str) -> bool {
    PARTS.iter().any(|(prefix, _, _)| native.starts_with(prefix)) && native != "aws_s3_bucket"
}

/// Terraform has resources of its own for parts of others; each is a further description of what it is part of.
fn part(native: &str, map: &Map<String, Value>, account: &str) -> Option<AssetId> {
    if native == "aws_iam_access_key" {
        let (user, key) = (member(map, "user")?, member(map, "id")?);
        return Some(made("iam", "", account, &format!("access-key/{user}/{key}")));
    }
    let (_, field, kind) = PARTS.iter().find(|(prefix, _, _)| native.starts_with(prefix))?;
    let name = member(map, field)?;
    if let Some(arn) = Arn::parse(name) {
        return Some(arn.asset());
    }
    match *kind {
        "bucket" => Some(made("s3", "", "", name)),
        kind => Some(made("iam", "", account, &format!("{kind}/{name}"))),
    }
}

/// Beginning of Terraform's type, the field that names what it is part of, and what that is.
const PARTS: &[(&str, &str, &str)] = &[
    ("aws_s3_bucket", "bucket", "bucket"),
    ("aws_iam_role_policy", "role", "role"),
    ("aws_iam_user_policy", "user", "user"),
    ("aws_iam_group_policy", "group", "group"),
];

/// Types that the ARN does not tell.
const TYPES: &[(&str, &str)] = &[
    ("aws_iam_access_key", "AWS::IAM::AccessKey"),
    ("aws_sagemaker_endpoint_configuration", "AWS::SageMaker::EndpointConfig"),
    ("aws_default_vpc", "AWS::EC2::VPC"),
    ("aws_lb", "AWS::ElasticLoadBalancingV2::LoadBalancer"),
    ("aws_alb", "AWS::ElasticLoadBalancingV2::LoadBalancer"),
    ("aws_lb_target_group", "AWS::ElasticLoadBalancingV2::TargetGroup"),
    ("aws_sns_topic", "AWS::SNS::Topic"),
    ("aws_sqs_queue", "AWS::SQS::Queue"),
    ("aws_datasync_task", "AWS::DataSync::Task"),
    ("aws_kinesis_stream", "AWS::Kinesis::Stream"),
];
