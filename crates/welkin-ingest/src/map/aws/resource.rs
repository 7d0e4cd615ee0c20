use serde_json::{Map, Value, json};
use welkin_model::{Draft, Native};

/// Puts on `resources` what the call was about: the list that CloudTrail itself gives, else what the well-known
/// request parameters name. Parameters are read, not taken: the request stays whole.
pub(super) fn map(record: &mut Native, draft: &mut Draft, service: &str) {
    if !draft.allows("resources") {
        return;
    }
    for resource in record.each("resources", |r| {
        let mut object = Map::new();
        for (key, value) in
            [("uid", r.take_str("ARN").or_else(|| r.take_str("arn"))), ("type", r.take_str("type"))]
        {
            if let Some(value) = value {
                object.insert(key.to_owned(), value.into());
            }
        }
        if let Some(account) = r.take_str("accountId") {
            object.insert("owner".to_owned(), json!({"account": {"uid": account}}));
        }
        (!object.is_empty()).then_some(Value::Object(object))
    }) {
        draft.push("resources", resource);
    }
    if draft.has("resources") {
        return;
    }
    for (parameter, kind) in PARAMETERS {
        let Some(name) = record.str(&format!("requestParameters.{parameter}")) else { continue };
        let mut resource = json!({ "type": kind.replace("{service}", service) });
        let key = if name.starts_with("arn:") { "uid" } else { "name" };
        if let Some(object) = resource.as_object_mut() {
            object.insert(key.to_owned(), name.into());
        }
        draft.push("resources", resource);
    }
}

/// Request parameters that name the object of a call, with the type that is written for it.
#[rustfmt::skip]
const PARAMETERS: [(&str, &str); 44] = [
    ("agentId", "AWS::Bedrock::Agent"),
    ("bucketName", "AWS::S3::Bucket"),
    ("clusterName", "AWS::{service}::Cluster"),
    ("dBInstanceIdentifier", "AWS::RDS::DBInstance"),
    ("dBSnapshotIdentifier", "AWS::RDS::DBSnapshot"),
    ("detectorId", "AWS::GuardDuty::Detector"),
    ("documentName", "AWS::SSM::Document"),
    ("endpointConfigName", "AWS::SageMaker::EndpointConfig"),
    ("endpointName", "AWS::SageMaker::Endpoint"),
    ("functionName", "AWS::Lambda::Function"),
    ("groupId", "AWS::EC2::SecurityGroup"),
    ("groupName", "AWS::IAM::Group"),
    ("guardrailIdentifier", "AWS::Bedrock::Guardrail"),
    ("imageId", "AWS::EC2::Image"),
    ("instanceId", "AWS::EC2::Instance"),
    ("keyId", "AWS::KMS::Key"),
    ("knowledgeBaseId", "AWS::Bedrock::KnowledgeBase"),
    ("modelId", "AWS::Bedrock::Model"),
    ("modelName", "AWS::SageMaker::Model"),
    ("modelPackageGroupName", "AWS::SageMaker::ModelPackageGroup"),
    ("modelPackageName", "AWS::SageMaker::ModelPackage"),
    ("notebookInstanceName", "AWS::SageMaker::NotebookInstance"),
    ("policyArn", "AWS::IAM::Policy"),
    ("policyName", "AWS::IAM::Policy"),
    ("queueUrl", "AWS::SQS::Queue"),
    ("repositoryName", "AWS::ECR::Repository"),
    ("roleArn", "AWS::IAM::Role"),
    ("roleName", "AWS::IAM::Role"),
    ("routeTableId", "AWS::EC2::RouteTable"),
    ("secretId", "AWS::SecretsManager::Secret"),
    ("snapshotId", "AWS::EC2::Snapshot"),
    ("stackName", "AWS::CloudFormation::Stack"),
    ("subnetId", "AWS::EC2::Subnet"),
    ("tableName", "AWS::DynamoDB::Table"),
    ("target", "AWS::SSM::Session"),
    ("topicArn", "AWS::SNS::Topic"),
    ("trailName", "AWS::CloudTrail::Trail"),
    ("trainingJobName", "AWS::SageMaker::TrainingJob"),
    ("userName", "AWS::IAM::User"),
    ("vectorBucketName", "AWS::S3Vectors::VectorBucket"),
    ("volumeId", "AWS::EC2::Volume"),
    ("vpcId", "AWS::EC2::VPC"),
    ("webACLArn", "AWS::WAFv2::WebACL"),
    ("workgroup", "AWS::Athena::WorkGroup"),
];
