use welkin_model::Millis;

use crate::actor::{AwsActor, AwsWho};
use crate::calendar::{Form, SECOND, Stamp};
use crate::emit::{Call, Invocation, KubeRequest, S3Access};
use crate::estate::{AWS_PROD, AWS_TRAINING, CLAUDE, EMBEDDINGS, FEATURES, MODELS, TRAINING_DATA};
use crate::ids::Token;
use crate::scribe::Scribe;

const BOTO: &str = "Boto3/1.40.70 md/Botocore#1.40.70 ua/2.1 os/linux#6.1.155-176.282.amzn2023.x86_64 md/arch#x86_64 lang/python#3.12.11 md/pyimpl#CPython cfg/retry-mode#standard Botocore/1.40.70";
const TERRAFORM: &str = "APN/1.0 HashiCorp/1.0 Terraform/1.13.5 (+https://www.terraform.io) terraform-provider-aws/6.21.0 (+https://registry.terraform.io/providers/hashicorp/aws) aws-sdk-go-v2/1.39.6 ua/2.1 os/linux lang/go#1.24.9 md/GOARCH#amd64";
pub(crate) const CI_AGENT: &str = "aws-sdk-js/3.922.0 ua/2.1 os/linux#6.11.0-1018-azure lang/js md/nodejs#20.19.5 api/sts#3.922.0 configure-aws-credentials-for-github-actions";
const CI_CLI: &str = "aws-cli/2.31.33 md/awscrt#0.28.2 ua/2.1 os/linux#6.11.0-1018-azure md/arch#x86_64 lang/python#3.13.7 md/command#s3.cp";
const KUBELET: &str = "kubelet/v1.33.5 (linux/amd64) kubernetes/ff35eb6";

/// The long-lived key of the IAM user `ci-deploy`.
pub(crate) const CI_KEY: &str = "AKIAQTB7CIDEPLOY2X4N";

/// The addresses of GitHub's runners.
pub(crate) const RUNNERS: [&str; 4] = ["192.0.2.65", "192.0.2.70", "192.0.2.77", "192.0.2.84"];

pub(crate) fn fraud_inference(scribe: &mut Scribe, at: Millis) {
    let pod = scribe.rng.pick(&["10.20.4.11", "10.20.4.37", "10.20.5.12"]);
    let actor = AwsActor::role(AWS_PROD, "fraud-inference", "fraud-scoring", pod, BOTO);
    if scribe.rng.chance(70) {
        let params = r#"{"endpointName":"fraud-scoring-us","contentType":"application/x-recordio-protobuf","accept":"application/json"}"#;
        scribe.cloudtrail(
            at,
            &actor,
            Call::read("sagemaker", "InvokeEndpoint")
                .params(params)
                .data(r#"[{"accountId":"111122223333","type":"AWS::SageMaker::Endpoint","ARN":"arn:aws:sagemaker:us-east-1:111122223333:endpoint/fraud-scoring-us"}]"#)
                .host("runtime.sagemaker"),
        );
    } else {
        let key = format!("online/customer/{}.parquet", scribe.rng.below(4_000));
        let size = scribe.rng.bytes(24_000);
        scribe.s3_object(at, &actor, "GetObject", FEATURES, &key, size);
    }
}

pub(crate) fn assistant(scribe: &mut Scribe, at: Millis) {
    let pod = scribe.rng.pick(&["10.20.6.21", "10.20.6.22"]);
    let actor = AwsActor::role(AWS_PROD, "assistant-us", "assistant-api", pod, BOTO);
    let (operation, model, output) = if scribe.rng.chance(75) {
        ("Converse", CLAUDE, scribe.rng.bytes(420))
    } else {
        ("InvokeModel", EMBEDDINGS, 0)
    };
    let input = scribe.rng.bytes(900);
    scribe.bedrock(
        at,
        &actor,
        Invocation { operation, model, region: "us-east-1", input, output, allowed: true },
    );
}

pub(crate) fn feature_etl(scribe: &mut Scribe, at: Millis) {
    let actor = AwsActor::role(AWS_PROD, "feature-etl", "glue-features", "10.20.8.14", BOTO);
    let key = format!("offline/dt={}/part-{:05}.parquet", Stamp(at, Form::Date), scribe.rng.below(600));
    let size = scribe.rng.bytes(3_000_000);
    let writes = scribe.rng.chance(45);
    let (name, operation) =
        if writes { ("PutObject", "REST.PUT.OBJECT") } else { ("GetObject", "REST.GET.OBJECT") };
    scribe.s3_object(at, &actor, name, FEATURES, &key, size);
    scribe.s3_access(at, &actor, S3Access { bucket: FEATURES, operation, key: &key, size });
    if writes && scribe.rng.chance(20) {
        let context = format!(
            r#"{{"encryptionContext":{{"aws:s3:arn":"arn:aws:s3:::{FEATURES}"}},"keyId":"arn:aws:kms:us-east-1:{AWS_PROD}:key/8d1f0b7e-2a94-4c65-9f03-6e7b5a1d2c48","keySpec":"AES_256"}}"#
        );
        scribe.cloudtrail(at, &actor, Call::read("kms", "GenerateDataKey").params(&context));
    }
}

/// The nightly training reads its data set; its size is no secret.
pub(crate) fn training(scribe: &mut Scribe, at: Millis) {
    let actor = AwsActor::role(AWS_TRAINING, "sagemaker-training", "SageMaker", "10.40.2.31", BOTO);
    if scribe.rng.chance(4) {
        let job = format!("fraud-nightly-{}-{}", Stamp(at, Form::Date), scribe.rng.below(99));
        let pipeline = AwsActor::role(AWS_TRAINING, "training-pipeline", "nightly", "10.40.1.10", BOTO);
        let params = format!(
            r#"{{"trainingJobName":"{job}","roleArn":"arn:aws:iam::{AWS_TRAINING}:role/sagemaker-training","inputDataConfig":[{{"channelName":"train","dataSource":{{"s3DataSource":{{"s3DataType":"S3Prefix","s3Uri":"s3://{TRAINING_DATA}/fraud/curated/"}}}}}}],"outputDataConfig":{{"s3OutputPath":"s3://{MODELS}/fraud/"}},"resourceConfig":{{"instanceType":"ml.p5.48xlarge","instanceCount":2,"volumeSizeInGB":500}}}}"#
        );
        let response = format!(
            r#"{{"trainingJobArn":"arn:aws:sagemaker:us-east-1:{AWS_TRAINING}:training-job/{job}"}}"#
        );
        let call = Call::write("sagemaker", "CreateTrainingJob").params(&params).response(&response);
        return scribe.cloudtrail(at, &pipeline, call);
    }
    let key = format!("fraud/curated/shard-{:04}.tfrecord", scribe.rng.below(900));
    let size = scribe.rng.bytes(60_000_000);
    scribe.s3_object(at, &actor, "GetObject", TRAINING_DATA, &key, size);
}

pub(crate) fn registry(scribe: &mut Scribe, at: Millis) {
    let actor = AwsActor::role(AWS_PROD, "model-registry", "registry", "10.20.9.3", BOTO);
    let name = scribe.rng.pick(&["ListModelPackages", "DescribeModel", "DescribeEndpoint", "ListEndpoints"]);
    let params = match name {
        "DescribeModel" => r#"{"modelName":"fraud-scoring-us-2026-11"}"#,
        "DescribeEndpoint" => r#"{"endpointName":"fraud-scoring-us"}"#,
        _ => r#"{"maxResults":100,"sortOrder":"Descending"}"#,
    };
    scribe.cloudtrail(at, &actor, Call::read("sagemaker", name).params(params));
}

pub(crate) fn terraform(scribe: &mut Scribe, at: Millis) {
    let runner = scribe.rng.pick(&RUNNERS);
    let actor = AwsActor {
        account: AWS_PROD,
        who: AwsWho::CiRole { role: "terraform-plan", session: "GitHubActions" },
        ip: runner,
        agent: TERRAFORM,
    };
    let (service, name, params) = match scribe.rng.below(8) {
        0 => (
            "ec2",
            "DescribeVpcs",
            r#"{"vpcSet":{"items":[{"vpcId":"vpc-0b7a1c5d9e3f24680"}]},"filterSet":{}}"#,
        ),
        1 => (
            "ec2",
            "DescribeSecurityGroups",
            r#"{"securityGroupSet":{},"securityGroupIdSet":{},"filterSet":{}}"#,
        ),
        2 => ("iam", "GetRole", r#"{"roleName":"fraud-inference"}"#),
        3 => ("iam", "ListAttachedRolePolicies", r#"{"roleName":"feature-etl"}"#),
        4 => (
            "s3",
            "GetBucketPolicy",
            r#"{"bucketName":"technobank-features-us","Host":"technobank-features-us.s3.us-east-1.amazonaws.com","policy":""}"#,
        ),
        5 => ("sagemaker", "DescribeEndpointConfig", r#"{"endpointConfigName":"fraud-scoring-us-2026-11"}"#),
        6 => ("kms", "DescribeKey", r#"{"keyId":"alias/technobank-features"}"#),
        _ => ("lambda", "GetFunction20150331v2", r#"{"functionName":"feature-trigger"}"#),
    };
    scribe.cloudtrail(at, &actor, Call::read(service, name).params(params));
}

/// The deployment pipeline: a role that everyone's merges run under.
pub(crate) fn deploy(scribe: &mut Scribe, at: Millis) {
    let runner = scribe.rng.pick(&RUNNERS);
    scribe.assume_role_with_web_identity(at, AWS_PROD, "deploy-pipeline", "GitHubActions", runner, CI_AGENT);
    let who = AwsWho::CiRole { role: "deploy-pipeline", session: "GitHubActions" };
    let actor = AwsActor { account: AWS_PROD, who, ip: runner, agent: CI_AGENT };
    let params = format!(
        r#"{{"repositoryName":"{}","imageIds":[{{"imageTag":"{}"}}]}}"#,
        scribe.rng.pick(&["fraud-scoring", "assistant-api", "feature-etl"]),
        Token::hex(scribe.rng.next(), 12)
    );
    scribe.cloudtrail(at + 4 * SECOND, &actor, Call::read("ecr", "DescribeImages").params(&params));
    if scribe.rng.chance(50) {
        // The older half of the pipeline still uploads with the long-lived key of the CI user.
        let actor = AwsActor::user("ci-deploy", CI_KEY, runner, CI_CLI);
        let key = format!("releases/{}.tar.gz", Token::hex(scribe.rng.next(), 12));
        scribe.s3_object(at + 12 * SECOND, &actor, "PutObject", "technobank-artifacts-us", &key, 42_000_000);
    }
    if scribe.rng.chance(40) {
        let params = r#"{"endpointName":"assistant-router-us","desiredWeightsAndCapacities":[{"variantName":"blue","desiredWeight":1}]}"#;
        let call = Call::write("sagemaker", "UpdateEndpointWeightsAndCapacities").params(params);
        scribe.cloudtrail(at + 9 * SECOND, &actor, call);
    }
}

pub(crate) fn cluster(scribe: &mut Scribe, at: Millis) {
    let node = scribe.rng.pick(&["10.20.4.2", "10.20.5.2", "10.20.6.2"]);
    let service = scribe.rng.pick(&["fraud-scoring", "assistant-api", "feature-online"]);
    let (user, verb, resource, agent) = match scribe.rng.below(5) {
        0 => ("system:node:ip-10-20-4-2.ec2.internal", "get", "secrets", KUBELET),
        1 => ("system:node:ip-10-20-5-2.ec2.internal", "update", "pods", KUBELET),
        2 => (
            "system:serviceaccount:argocd:argocd-application-controller",
            "list",
            "configmaps",
            "argocd-application-controller/v3.2.0",
        ),
        3 => ("system:serviceaccount:monitoring:prometheus", "list", "endpoints", "Prometheus/3.7.3"),
        _ => ("system:serviceaccount:keda:keda-operator", "get", "services", "keda/v2.18.1"),
    };
    let request =
        KubeRequest { user, verb, resource, namespace: "inference", name: service, ip: node, agent };
    scribe.eks(at, request);
}

/// AWS's own services take the roles they were given.
pub(crate) fn services(scribe: &mut Scribe, at: Millis) {
    let (service, role, session) = match scribe.rng.below(4) {
        0 => ("sagemaker.amazonaws.com", "sagemaker-execution", "SageMaker"),
        1 => ("ec2.amazonaws.com", "eks-node", "i-0a1b2c3d4e5f60718"),
        2 => ("lambda.amazonaws.com", "feature-trigger", "feature-trigger"),
        _ => ("glue.amazonaws.com", "feature-etl", "glue-features"),
    };
    let actor = AwsActor { account: AWS_PROD, who: AwsWho::Service(service), ip: service, agent: service };
    scribe.assume_role(at, &actor, role, session);
}

/// The posture scanner lists everything and changes nothing.
pub(crate) fn scanner(scribe: &mut Scribe, at: Millis) {
    let agent = "Boto3/1.40.61 md/Botocore#1.40.61 ua/2.1 os/linux lang/python#3.12.9 prowler/5.13.1";
    let actor = AwsActor::role(AWS_PROD, "posture-scanner", "prowler", "10.20.250.9", agent);
    let region = scribe.rng.pick(&["us-east-1", "us-west-2"]);
    let (service, name) = match scribe.rng.below(10) {
        0 => ("iam", "ListUsers"),
        1 => ("iam", "GetAccountAuthorizationDetails"),
        2 => ("s3", "ListBuckets"),
        3 => ("s3", "GetBucketAcl"),
        4 => ("ec2", "DescribeInstances"),
        5 => ("sagemaker", "ListNotebookInstances"),
        6 => ("bedrock", "ListGuardrails"),
        7 => ("cloudtrail", "DescribeTrails"),
        8 => ("guardduty", "ListDetectors"),
        _ => ("kms", "ListKeys"),
    };
    scribe.cloudtrail(at, &actor, Call::read(service, name).region(region));
}

pub(crate) fn backup(scribe: &mut Scribe, at: Millis) {
    let agent = "backup.amazonaws.com";
    let actor = AwsActor::role(AWS_PROD, "backup-service", "AWSBackup", "backup.amazonaws.com", agent);
    let key = format!("offline/dt={}/part-{:05}.parquet", Stamp(at, Form::Date), scribe.rng.below(600));
    let size = scribe.rng.bytes(3_000_000);
    scribe.s3_access(
        at,
        &actor,
        S3Access { bucket: FEATURES, operation: "REST.GET.OBJECT", key: &key, size },
    );
}

pub(crate) fn monitoring(scribe: &mut Scribe, at: Millis) {
    let agent =
        "Datadog/7.71.2 (+https://www.datadoghq.com) aws-sdk-go-v2/1.39.6 ua/2.1 os/linux lang/go#1.24.9";
    let actor = AwsActor::role(AWS_PROD, "monitoring", "datadog", "192.0.2.140", agent);
    let (service, name) = match scribe.rng.below(5) {
        0 => ("ec2", "DescribeInstances"),
        1 => ("monitoring", "GetMetricData"),
        2 => ("sagemaker", "ListEndpoints"),
        3 => ("rds", "DescribeDBInstances"),
        _ => ("eks", "DescribeCluster"),
    };
    scribe.cloudtrail(at, &actor, Call::read(service, name));
}
