//! SageMaker: inference in the inference account, training and the registry in the training account.

use serde_json::{Value, json};

use super::network::{INFERENCE_GROUP, TRAINING_GROUP};
use super::{
    EAST, FEATURES_KEY, MADE, MODELS_KEY, PROD, Seed, TRAINING, TRAINING_KEY, WEST, key_arn, role_arn,
};
use crate::sim::aws::field::set;
use crate::sim::aws::sagemaker::deployed;
use crate::sim::crossings::{CREDIT_DIGEST, CREDIT_TRAINING, FRAUD_DIGEST, FRAUD_SOURCE};

fn image(name: &str) -> String {
    format!("{PROD}.dkr.ecr.{EAST}.amazonaws.com/{name}:2026-11")
}

/// Model, artefact, digest, training data, and whether it is isolated in a network.
type Model = (&'static str, &'static str, &'static str, &'static str, &'static str, bool);

#[rustfmt::skip]
const MODELS: &[Model] = &[
    (EAST, "fraud-scoring-us-2026-11", FRAUD_SOURCE, FRAUD_DIGEST, "s3://technobank-training-us/fraud/curated/", true),
    (EAST, "fraud-scoring-us-2026-11b", "s3://technobank-models-us/fraud/v12b/model.tar.gz", "sha256:17c3b9a0e5d8f2461c7b0a9e8d7f6c5b4a39281706f5e4d3c2b1a09f8e7d6c5b", "s3://technobank-training-us/fraud/curated/", true),
    (EAST, "credit-risk-us-2026-10", "s3://technobank-models-us/credit/v7/model.tar.gz", CREDIT_DIGEST, CREDIT_TRAINING, true),
    (EAST, "assistant-router-us", "s3://technobank-models-us/router/v3/model.tar.gz", "sha256:8d2f6b1c0a9e7d5f3b4c2a1e0f9d8c7b6a5948372615041f2e3d4c5b6a798081", "s3://technobank-training-us/router/", true),
    (EAST, "churn-us-2026-08", "s3://technobank-models-us/churn/v2/model.tar.gz", "sha256:3b9d1f7e5c2a8046b1d3f5e7a9c0b2d4f6e8a1c3b5d7f9e0a2c4b6d8f0e1a3c5", "s3://technobank-training-us/churn/", false),
    (WEST, "fraud-scoring-west-2026-11", FRAUD_SOURCE, FRAUD_DIGEST, "s3://technobank-training-us/fraud/curated/", true),
];

/// Endpoint, configuration, variants with model and weight, whether its storage has a key of the bank's.
type Endpoint =
    (&'static str, &'static str, &'static str, &'static [(&'static str, &'static str, f64)], bool);

#[rustfmt::skip]
const ENDPOINTS: &[Endpoint] = &[
    (EAST, "fraud-scoring-us", "fraud-scoring-us-2026-11", &[("champion", "fraud-scoring-us-2026-11", 0.9), ("challenger", "fraud-scoring-us-2026-11b", 0.1)], true),
    (EAST, "", "fraud-scoring-us-2026-11b", &[("champion", "fraud-scoring-us-2026-11b", 1.0)], true),
    (EAST, "credit-risk-us", "credit-risk-us-2026-10", &[("main", "credit-risk-us-2026-10", 1.0)], true),
    (EAST, "assistant-router-us", "assistant-router-us-2", &[("blue", "assistant-router-us", 1.0), ("green", "assistant-router-us", 0.0)], true),
    (EAST, "churn-us", "churn-us-2026-08", &[("main", "churn-us-2026-08", 1.0)], false),
    (WEST, "fraud-scoring-west", "fraud-scoring-west-2026-11", &[("champion", "fraud-scoring-west-2026-11", 1.0)], true),
];

pub(super) fn seed(seed: &mut Seed) {
    for (region, name, artefact, digest, data, isolated) in MODELS {
        let mut value = json!({"ExecutionRoleArn": role_arn(PROD, "sagemaker-execution"), "CreationTime": MADE, "EnableNetworkIsolation": isolated,
            "PrimaryContainer": {"Image": image(name.split('-').next().unwrap_or("model")), "Mode": "SingleModel", "ModelDataUrl": artefact,
                "ImageConfig": {"RepositoryAccessMode": "Vpc"}, "Environment": {"SAGEMAKER_PROGRAM": "inference.py"}}});
        if *isolated {
            set(
                &mut value,
                "VpcConfig",
                json!({"SecurityGroupIds": [INFERENCE_GROUP], "Subnets": ["subnet-0a1b2c3d4e5f60704", "subnet-0a1b2c3d4e5f60705"]}),
            );
        }
        let tags = &[
            ("model-digest", *digest),
            ("model-source", *artefact),
            ("training-data", *data),
            ("owner", "ml-platform"),
            ("environment", "prod"),
        ];
        seed.put("sagemaker:model", PROD, region, name, value, tags);
    }
    for (region, endpoint, config, variants, encrypted) in ENDPOINTS {
        let variants: Vec<Value> = variants
            .iter()
            .map(|(name, model, weight)| json!({"VariantName": name, "ModelName": model, "InitialInstanceCount": 2, "InstanceType": "ml.g6.2xlarge", "InitialVariantWeight": weight}))
            .collect();
        let mut value = json!({"ProductionVariants": variants, "CreationTime": MADE,
            "DataCaptureConfig": {"EnableCapture": true, "InitialSamplingPercentage": 20, "DestinationS3Uri": "s3://technobank-logs-us/capture/", "CaptureOptions": [{"CaptureMode": "Input"}]}});
        if *encrypted {
            set(&mut value, "KmsKeyId", json!(key_arn(PROD, MODELS_KEY)));
        }
        seed.put("sagemaker:endpoint-config", PROD, region, config, value, &[("owner", "ml-platform")]);
        if !endpoint.is_empty() {
            let value = json!({"EndpointConfigName": config, "EndpointStatus": "InService", "CreationTime": MADE, "LastModifiedTime": MADE,
                "ProductionVariants": variants.iter().map(deployed).collect::<Value>()});
            let tags = &[("owner", "ml-platform"), ("environment", "prod"), ("data-class", "confidential")];
            seed.put("sagemaker:endpoint", PROD, region, endpoint, value, tags);
        }
    }
    schedules(seed);
    research(seed);
    jobs(seed);
    registry(seed);
}

fn schedules(seed: &mut Seed) {
    for (name, endpoint, sort, isolated) in [
        ("fraud-data-quality", "fraud-scoring-us", "DataQuality", true),
        ("credit-bias", "credit-risk-us", "ModelBias", true),
    ] {
        let value = json!({"MonitoringScheduleStatus": "Scheduled", "MonitoringType": sort, "CreationTime": MADE, "LastModifiedTime": MADE, "EndpointName": endpoint,
            "MonitoringScheduleConfig": {"ScheduleConfig": {"ScheduleExpression": "cron(0 * ? * * *)"}, "MonitoringType": sort,
                "MonitoringJobDefinition": {"MonitoringInputs": [{"EndpointInput": {"EndpointName": endpoint, "LocalPath": "/opt/ml/processing/input"}}],
                    "MonitoringOutputConfig": {"KmsKeyId": key_arn(PROD, MODELS_KEY), "MonitoringOutputs": [{"S3Output": {"S3Uri": "s3://technobank-logs-us/monitoring/", "LocalPath": "/opt/ml/processing/output"}}]},
                    "MonitoringResources": {"ClusterConfig": {"InstanceCount": 1, "InstanceType": "ml.m5.xlarge", "VolumeSizeInGB": 20}},
                    "MonitoringAppSpecification": {"ImageUri": image("monitor")}, "RoleArn": role_arn(PROD, "sagemaker-execution"),
                    "NetworkConfig": {"EnableNetworkIsolation": isolated, "EnableInterContainerTrafficEncryption": true}}}});
        seed.put("sagemaker:monitoring-schedule", PROD, EAST, name, value, &[]);
    }
    for (name, class) in [("customer-behaviour", "confidential"), ("card-transactions", "restricted")] {
        let value = json!({"RecordIdentifierFeatureName": "customer_id", "EventTimeFeatureName": "event_time", "FeatureGroupStatus": "Created", "CreationTime": MADE,
            "FeatureDefinitions": [{"FeatureName": "customer_id", "FeatureType": "String"}, {"FeatureName": "event_time", "FeatureType": "String"}, {"FeatureName": "amount_30d", "FeatureType": "Fractional"}],
            "OnlineStoreConfig": {"EnableOnlineStore": true, "SecurityConfig": {"KmsKeyId": key_arn(PROD, FEATURES_KEY)}}, "RoleArn": role_arn(PROD, "feature-etl"),
            "OfflineStoreConfig": {"S3StorageConfig": {"S3Uri": "s3://technobank-features-us/offline/", "KmsKeyId": key_arn(PROD, FEATURES_KEY)}}, "OfflineStoreStatus": {"Status": "Active"}, "NextToken": ""});
        seed.put(
            "sagemaker:feature-group",
            PROD,
            EAST,
            name,
            value,
            &[("data-class", class), ("owner", "ml-platform")],
        );
    }
}

/// Where data scientists work.
fn research(seed: &mut Seed) {
    let notebook = |open: bool| {
        let mut value = json!({"NotebookInstanceStatus": "InService", "Url": "lab.notebook.us-east-1.sagemaker.aws", "InstanceType": "ml.g5.2xlarge", "RoleArn": role_arn(TRAINING, "notebook-execution"),
            "CreationTime": MADE, "LastModifiedTime": MADE, "DirectInternetAccess": if open { "Enabled" } else { "Disabled" }, "RootAccess": if open { "Enabled" } else { "Disabled" },
            "VolumeSizeInGB": 200, "PlatformIdentifier": if open { "notebook-al2-v2" } else { "notebook-al2023-v1" }, "InstanceMetadataServiceConfiguration": {"MinimumInstanceMetadataServiceVersion": if open { "1" } else { "2" }}});
        if !open {
            set(&mut value, "KmsKeyId", json!(key_arn(TRAINING, TRAINING_KEY)));
            set(&mut value, "SubnetId", json!("subnet-0b1c2d3e4f5a60707"));
            set(&mut value, "SecurityGroups", json!([TRAINING_GROUP]));
        }
        value
    };
    seed.put(
        "sagemaker:notebook-instance",
        TRAINING,
        EAST,
        "fraud-lab-01",
        notebook(false),
        &[("owner", "daniel.okafor"), ("environment", "research")],
    );
    seed.put(
        "sagemaker:notebook-instance",
        TRAINING,
        EAST,
        "fraud-lab-02",
        notebook(true),
        &[("owner", "isabel.cruz"), ("environment", "research")],
    );
    seed.put(
        "sagemaker:notebook-instance",
        TRAINING,
        EAST,
        "credit-lab-01",
        notebook(false),
        &[("owner", "mia.sanders"), ("environment", "research")],
    );
    let domain = "d-tb4x7n2kq9vw";
    let value = json!({"DomainName": "technobank-research", "Status": "InService", "CreationTime": MADE, "LastModifiedTime": MADE, "AuthMode": "SSO", "HomeEfsFileSystemId": "fs-0b1c2d3e4f5a6070",
        "VpcId": super::network::RESEARCH, "SubnetIds": ["subnet-0b1c2d3e4f5a60707"], "AppNetworkAccessType": "VpcOnly", "KmsKeyId": key_arn(TRAINING, TRAINING_KEY),
        "Url": format!("https://{domain}.studio.us-east-1.sagemaker.aws"), "DefaultUserSettings": {"ExecutionRole": role_arn(TRAINING, "notebook-execution"), "SecurityGroups": [TRAINING_GROUP]}});
    seed.put("sagemaker:domain", TRAINING, EAST, domain, value, &[("owner", "ml-platform")]);
    for user in ["alice-moreno", "daniel-okafor", "isabel-cruz", "mia-sanders"] {
        let value = json!({"DomainId": domain, "Status": "InService", "CreationTime": MADE, "LastModifiedTime": MADE,
            "SingleSignOnUserIdentifier": "UserName", "SingleSignOnUserValue": format!("{}@technobank.example", user.replace('-', "."))});
        seed.put("sagemaker:user-profile", TRAINING, EAST, &format!("{domain}/{user}"), value, &[]);
    }
}

fn jobs(seed: &mut Seed) {
    for night in 1..=14 {
        let name = format!("fraud-nightly-2026-11-{night:02}");
        let begun = 1_793_500_000 + night * 86_400;
        let value = training(
            &name,
            "s3://technobank-training-us/fraud/curated/",
            "s3://technobank-models-us/fraud/",
            begun,
            true,
        );
        seed.put(
            "sagemaker:training-job",
            TRAINING,
            EAST,
            &name,
            value,
            &[("owner", "ml-platform"), ("training-data", "s3://technobank-training-us/fraud/curated/")],
        );
    }
    let value = training(
        "credit-risk-2026-10",
        CREDIT_TRAINING,
        "s3://technobank-models-us/credit/",
        1_791_000_000,
        true,
    );
    seed.put(
        "sagemaker:training-job",
        TRAINING,
        EAST,
        "credit-risk-2026-10",
        value,
        &[("training-data", CREDIT_TRAINING), ("model-digest", CREDIT_DIGEST)],
    );
    let value = training(
        "churn-2026-08",
        "s3://technobank-training-us/churn/",
        "s3://technobank-models-us/churn/",
        1_786_000_000,
        false,
    );
    seed.put(
        "sagemaker:training-job",
        TRAINING,
        EAST,
        "churn-2026-08",
        value,
        &[("training-data", "s3://technobank-training-us/churn/")],
    );
    for (name, input) in [
        ("fraud-features-2026-11", "s3://technobank-training-us/fraud/raw/"),
        ("credit-anonymise-2026-10", CREDIT_TRAINING),
    ] {
        let value = json!({"ProcessingJobStatus": "Completed", "CreationTime": MADE, "ProcessingStartTime": MADE, "ProcessingEndTime": MADE + 900, "LastModifiedTime": MADE + 900,
            "RoleArn": role_arn(TRAINING, "sagemaker-training"), "AppSpecification": {"ImageUri": image("processing")}, "Environment": {},
            "ProcessingInputs": [{"InputName": "raw", "S3Input": {"S3Uri": input, "LocalPath": "/opt/ml/processing/input", "S3DataType": "S3Prefix", "S3InputMode": "File"}}],
            "ProcessingResources": {"ClusterConfig": {"InstanceCount": 2, "InstanceType": "ml.m5.4xlarge", "VolumeSizeInGB": 200, "VolumeKmsKeyId": key_arn(TRAINING, TRAINING_KEY)}},
            "NetworkConfig": {"EnableNetworkIsolation": true, "EnableInterContainerTrafficEncryption": true}});
        seed.put("sagemaker:processing-job", TRAINING, EAST, name, value, &[]);
    }
    let steps = json!({"Version": "2020-12-01", "Steps": [{"Name": "Features", "Type": "Processing"}, {"Name": "Train", "Type": "Training"}, {"Name": "Register", "Type": "RegisterModel"}]});
    let value = json!({"PipelineDisplayName": "fraud-nightly", "PipelineStatus": "Active", "RoleArn": role_arn(TRAINING, "training-pipeline"), "CreationTime": MADE, "LastModifiedTime": MADE,
        "PipelineDefinition": steps.to_string()});
    seed.put("sagemaker:pipeline", TRAINING, EAST, "fraud-nightly", value, &[("owner", "ml-platform")]);
}

fn training(name: &str, data: &str, out: &str, begun: i64, isolated: bool) -> Value {
    json!({"TrainingJobStatus": "Completed", "SecondaryStatus": "Completed", "CreationTime": begun, "TrainingStartTime": begun + 120, "TrainingEndTime": begun + 9_000, "LastModifiedTime": begun + 9_000,
        "RoleArn": role_arn(TRAINING, "sagemaker-training"), "ModelArtifacts": {"S3ModelArtifacts": format!("{out}{name}/output/model.tar.gz")},
        "AlgorithmSpecification": {"TrainingImage": image("training"), "TrainingInputMode": "File"}, "HyperParameters": {"epochs": "12"},
        "InputDataConfig": [{"ChannelName": "train", "DataSource": {"S3DataSource": {"S3DataType": "S3Prefix", "S3Uri": data}}}],
        "OutputDataConfig": {"S3OutputPath": out, "KmsKeyId": key_arn(TRAINING, TRAINING_KEY)}, "StoppingCondition": {"MaxRuntimeInSeconds": 86_400},
        "ResourceConfig": {"InstanceType": "ml.p5.48xlarge", "InstanceCount": 2, "VolumeSizeInGB": 500, "VolumeKmsKeyId": key_arn(TRAINING, TRAINING_KEY)},
        "VpcConfig": {"SecurityGroupIds": [TRAINING_GROUP], "Subnets": ["subnet-0b1c2d3e4f5a60702"]},
        "EnableNetworkIsolation": isolated, "EnableInterContainerTrafficEncryption": isolated, "EnableManagedSpotTraining": false})
}

/// Packages of the registry: group, version, status, artefact, digest and training data.
#[rustfmt::skip]
const PACKAGES: &[(&str, i64, &str, &str, &str, &str)] = &[
    ("fraud-scoring", 11, "Approved", "s3://technobank-models-us/fraud/v11/model.tar.gz", "sha256:0c9b8a7f6e5d4c3b2a19080706f5e4d3c2b1a0f9e8d7c6b5a4938271605f4e3d", "s3://technobank-training-us/fraud/curated/"),
    ("fraud-scoring", 12, "Approved", FRAUD_SOURCE, FRAUD_DIGEST, "s3://technobank-training-us/fraud/curated/"),
    ("fraud-scoring", 13, "PendingManualApproval", "s3://technobank-models-us/fraud/v13/model.tar.gz", "sha256:e1d2c3b4a5968778695a4b3c2d1e0f00112233445566778899aabbccddeeff01", "s3://technobank-training-us/fraud/curated/"),
    ("credit-risk", 7, "Approved", "s3://technobank-models-us/credit/v7/model.tar.gz", CREDIT_DIGEST, CREDIT_TRAINING),
];

fn registry(seed: &mut Seed) {
    for group in ["fraud-scoring", "credit-risk"] {
        let value = json!({"ModelPackageGroupDescription": format!("The {group} model"), "ModelPackageGroupStatus": "Completed", "CreationTime": MADE, "CreatedBy": {}});
        seed.put("sagemaker:model-package-group", TRAINING, EAST, group, value, &[("owner", "ml-platform")]);
    }
    for (group, version, status, artefact, digest, data) in PACKAGES {
        let value = json!({"ModelPackageName": group, "ModelPackageGroupName": group, "ModelPackageVersion": version, "ModelPackageStatus": "Completed", "ModelApprovalStatus": status, "CreationTime": MADE,
            "ModelPackageStatusDetails": {"ValidationStatuses": []}, "SourceUri": artefact,
            "CustomerMetadataProperties": {"model-digest": digest, "model-source": artefact, "training-data": data},
            "InferenceSpecification": {"Containers": [{"Image": image(group), "ModelDataUrl": artefact}], "SupportedContentTypes": ["application/json"], "SupportedResponseMIMETypes": ["application/json"]}});
        let tags = &[("model-digest", *digest), ("model-source", *artefact), ("training-data", *data)];
        seed.put("sagemaker:model-package", TRAINING, EAST, &format!("{group}/{version}"), value, tags);
    }
}
