//! Machines, clusters, functions and load balancers that AI runs on and behind.

use serde_json::{Value, json};

use super::network::{
    ANALYTICS_GROUP, EDGE_GROUP, INFERENCE, INFERENCE_GROUP, RESEARCH, TRAINING_GROUP, interface,
};
use super::{
    EAST, FEATURES_KEY, MADE, MADE_ISO, MODELS_KEY, PROD, Seed, TRAINING, TRAINING_KEY, key_arn, role_arn,
};
use crate::sim::crossings::{FRAUD_DIGEST, FRAUD_SOURCE};

/// Account, id, type, network, subnet, address, host of its interface, group, role, name, and whether it demands IMDSv2.
type Machine = (
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    bool,
);

#[rustfmt::skip]
const MACHINES: &[Machine] = &[
    (PROD, "i-0a1b2c3d4e5f60718", "g6.12xlarge", INFERENCE, "subnet-0a1b2c3d4e5f60704", "10.20.4.2", "fraud-scoring", INFERENCE_GROUP, "eks-node", "inference-node-a", true),
    (PROD, "i-0a1b2c3d4e5f60729", "g6.12xlarge", INFERENCE, "subnet-0a1b2c3d4e5f60705", "10.20.5.2", "assistant-api", INFERENCE_GROUP, "eks-node", "inference-node-b", true),
    (TRAINING, "i-0c9d8e7f6a5b43201", "p5.48xlarge", RESEARCH, "subnet-0b1c2d3e4f5a60702", "10.40.2.31", "training-node", TRAINING_GROUP, "sagemaker-training", "training-gpu-1", true),
    (TRAINING, "i-0f9e8d7c6b5a43210", "m7i.large", RESEARCH, "subnet-0b1c2d3e4f5a60709", "10.40.9.12", "web-analytics", ANALYTICS_GROUP, "web-analytics", "web-analytics", false),
];

pub(super) fn seed(seed: &mut Seed) {
    for (account, id, sort, vpc, subnet, address, host, group, role, name, imds) in MACHINES {
        let volume = format!("vol-{}", id.trim_start_matches("i-"));
        let mut value = json!({"imageId": "ami-0a9b8c7d6e5f43210", "instanceType": sort, "instanceState": {"code": 16, "name": "running"}, "vpcId": vpc,
            "subnetId": subnet, "privateIpAddress": address, "architecture": "x86_64", "launchTime": MADE_ISO, "placement": {"availabilityZone": "us-east-1a", "tenancy": "default"},
            "groupSet": [{"groupId": group}], "iamInstanceProfile": {"arn": format!("arn:aws:iam::{account}:instance-profile/{role}"), "id": "AIPAQTB7INSTANCEPROF"},
            "metadataOptions": {"httpTokens": if *imds { "required" } else { "optional" }, "httpEndpoint": "enabled", "httpPutResponseHopLimit": 1, "state": "applied"},
            "networkInterfaceSet": [{"networkInterfaceId": interface(host), "subnetId": subnet, "vpcId": vpc, "privateIpAddress": address, "groupSet": [{"groupId": group}]}],
            "blockDeviceMapping": [{"deviceName": "/dev/xvda", "ebs": {"volumeId": volume, "status": "attached", "deleteOnTermination": true}}]});
        if *host == "web-analytics" {
            crate::sim::aws::field::set(&mut value, "ipAddress", json!("192.0.2.103"));
        }
        let hosts = if sort.starts_with('m') { "web" } else { "ai" };
        seed.put(
            "ec2:instance",
            account,
            EAST,
            id,
            value,
            &[("Name", name), ("owner", "ml-platform"), ("environment", "prod"), ("hosts", hosts)],
        );
        let key =
            if *account == PROD { key_arn(PROD, FEATURES_KEY) } else { key_arn(TRAINING, TRAINING_KEY) };
        let mut disk = json!({"size": 500, "volumeType": "gp3", "status": "in-use", "encrypted": imds, "availabilityZone": "us-east-1a", "createTime": MADE_ISO,
            "attachmentSet": [{"instanceId": id, "device": "/dev/xvda", "status": "attached", "volumeId": volume}]});
        if *imds {
            crate::sim::aws::field::set(&mut disk, "kmsKeyId", json!(key));
        }
        seed.put("ec2:volume", account, EAST, &volume, disk, &[("Name", name)]);
    }
    clusters(seed);
    functions(seed);
    balancers(seed);
}

fn clusters(seed: &mut Seed) {
    let cluster = json!({"createdAt": MADE, "version": "1.33", "endpoint": "https://5C0F9A2E71D84B36A0E1F7D2C9B84E13.gr7.us-east-1.eks.amazonaws.com",
        "roleArn": role_arn(PROD, "eks-cluster"), "status": "ACTIVE", "platformVersion": "eks.14",
        "resourcesVpcConfig": {"subnetIds": ["subnet-0a1b2c3d4e5f60704", "subnet-0a1b2c3d4e5f60705"], "securityGroupIds": [INFERENCE_GROUP], "vpcId": INFERENCE,
            "endpointPublicAccess": false, "endpointPrivateAccess": true, "publicAccessCidrs": []},
        "logging": {"clusterLogging": [{"types": ["api", "audit", "authenticator"], "enabled": true}]},
        "identity": {"oidc": {"issuer": "https://oidc.eks.us-east-1.amazonaws.com/id/5C0F9A2E71D84B36A0E1F7D2C9B84E13"}},
        "encryptionConfig": [{"resources": ["secrets"], "provider": {"keyArn": key_arn(PROD, FEATURES_KEY)}}],
        "accessConfig": {"authenticationMode": "API"}, "tags": {"owner": "platform", "environment": "prod", "hosts": "ai"}});
    seed.put(
        "eks:cluster",
        PROD,
        EAST,
        "inference",
        cluster,
        &[("owner", "platform"), ("environment", "prod")],
    );
    let group = |name: &str, sort: &str| {
        json!({"clusterName": "inference", "nodegroupName": name, "version": "1.33", "createdAt": MADE, "modifiedAt": MADE, "status": "ACTIVE",
        "capacityType": "ON_DEMAND", "scalingConfig": {"minSize": 2, "maxSize": 8, "desiredSize": 2}, "instanceTypes": [sort],
        "subnets": ["subnet-0a1b2c3d4e5f60704", "subnet-0a1b2c3d4e5f60705"], "amiType": "AL2023_x86_64_NVIDIA", "nodeRole": role_arn(PROD, "eks-node")})
    };
    seed.put("eks:nodegroup", PROD, EAST, "inference/gpu", group("gpu", "g6.12xlarge"), &[]);
    seed.put("eks:nodegroup", PROD, EAST, "inference/general", group("general", "m7i.xlarge"), &[]);
    let hyperpod = json!({"ClusterStatus": "InService", "CreationTime": MADE, "NodeRecovery": "Automatic",
        "VpcConfig": {"SecurityGroupIds": [TRAINING_GROUP], "Subnets": ["subnet-0b1c2d3e4f5a60702"]},
        "InstanceGroups": [{"InstanceGroupName": "gpu", "InstanceType": "ml.p5.48xlarge", "CurrentCount": 4, "TargetCount": 4, "ThreadsPerCore": 1,
            "ExecutionRole": role_arn(TRAINING, "hyperpod-execution"), "LifeCycleConfig": {"SourceS3Uri": "s3://technobank-models-us/lifecycle/", "OnCreate": "on_create.sh"}}]});
    seed.put(
        "sagemaker:cluster",
        TRAINING,
        EAST,
        "credit-hyperpod",
        hyperpod,
        &[("owner", "ml-platform"), ("environment", "prod")],
    );
}

fn functions(seed: &mut Seed) {
    let lambda = |role: &str, variables: Value, policy: Value| {
        json!({"Runtime": "python3.13", "Role": role_arn(PROD, role), "Handler": "main.handler", "CodeSize": 48_211, "Timeout": 60,
        "MemorySize": 512, "LastModified": "2025-06-15T15:06:40.000+0000", "CodeSha256": "kq1sBv5o2YwQ8n3E6c7d0x4pRt9uVbLm1aZfGhJ2iKs=", "Version": "$LATEST", "PackageType": "Zip",
        "Architectures": ["x86_64"], "Environment": {"Variables": variables}, "KMSKeyArn": key_arn(PROD, FEATURES_KEY),
        "VpcConfig": {"SubnetIds": ["subnet-0a1b2c3d4e5f60708"], "SecurityGroupIds": [INFERENCE_GROUP], "VpcId": INFERENCE}, "_policy": policy})
    };
    let by = |service: &str| {
        json!({"Version": "2012-10-17", "Id": "default", "Statement": [{"Sid": "invoke", "Effect": "Allow", "Principal": {"Service": service},
        "Action": "lambda:InvokeFunction", "Resource": "*", "Condition": {"StringEquals": {"AWS:SourceAccount": PROD}}}]})
    };
    let tags = &[("owner", "ml-platform"), ("environment", "prod")];
    seed.put(
        "lambda:function",
        PROD,
        EAST,
        "feature-trigger",
        lambda("feature-trigger", json!({"BUCKET": crate::estate::FEATURES}), by("s3.amazonaws.com")),
        tags,
    );
    seed.put(
        "lambda:function",
        PROD,
        EAST,
        "claims-lookup",
        lambda("bedrock-agents", json!({"TABLE": "assistant-sessions"}), by("bedrock.amazonaws.com")),
        tags,
    );
    // A token in the environment of a function, which anyone who may read its configuration sees.
    seed.put(
        "lambda:function",
        PROD,
        EAST,
        "payments-tool",
        lambda("bedrock-agents", json!({"API_TOKEN": "tb-live-4f1d0c9e7a"}), by("bedrock.amazonaws.com")),
        tags,
    );
    let table = json!({"TableStatus": "ACTIVE", "CreationDateTime": MADE, "ItemCount": 18_204, "TableSizeBytes": 9_400_112, "TableId": "0f7b2c1e-5a9d-4e38-8c66-1d2e3f4a5b6c",
        "AttributeDefinitions": [{"AttributeName": "session", "AttributeType": "S"}], "KeySchema": [{"AttributeName": "session", "KeyType": "HASH"}],
        "SSEDescription": {"Status": "ENABLED", "SSEType": "KMS", "KMSMasterKeyArn": key_arn(PROD, FEATURES_KEY)}, "DeletionProtectionEnabled": true});
    seed.put(
        "dynamodb:table",
        PROD,
        EAST,
        "assistant-sessions",
        table,
        &[("data-class", "confidential"), ("owner", "assistant")],
    );
    let registry = json!({"TableStatus": "ACTIVE", "CreationDateTime": MADE, "ItemCount": 212, "TableSizeBytes": 80_112, "TableId": "5d0c7f3a-1b2e-4c9d-8f60-7a8b9c0d1e2f",
        "AttributeDefinitions": [{"AttributeName": "model", "AttributeType": "S"}], "KeySchema": [{"AttributeName": "model", "KeyType": "HASH"}],
        "SSEDescription": {"Status": "ENABLED", "SSEType": "KMS", "KMSMasterKeyArn": key_arn(PROD, MODELS_KEY)}, "DeletionProtectionEnabled": true});
    let tags = &[("data-class", "internal"), ("model-digest", FRAUD_DIGEST), ("model-source", FRAUD_SOURCE)];
    seed.put("dynamodb:table", PROD, EAST, "model-registry", registry, tags);
}

fn balancers(seed: &mut Seed) {
    let zones = json!([{"ZoneName": "us-east-1a", "SubnetId": "subnet-0a1b2c3d4e5f60701", "LoadBalancerAddresses": []}]);
    let make = |name: &str, sort: &str, scheme: &str| {
        json!({"LoadBalancerName": name, "DNSName": format!("{name}-1029384756.us-east-1.elb.amazonaws.com"), "Scheme": scheme, "Type": sort,
        "VpcId": INFERENCE, "State": {"Code": "active"}, "CreatedTime": MADE_ISO, "AvailabilityZones": zones, "SecurityGroups": [EDGE_GROUP], "IpAddressType": "ipv4", "CanonicalHostedZoneId": "Z35SXDOTRQ7X7K"})
    };
    let tags = &[("owner", "platform"), ("environment", "prod")];
    let edge = seed.put(
        "elb:load-balancer",
        PROD,
        EAST,
        "app/api-ingress/50dc6c495c0c9188",
        make("api-ingress", "application", "internet-facing"),
        tags,
    );
    let inner = seed.put(
        "elb:load-balancer",
        PROD,
        EAST,
        "net/fraud-link/61ed7d5a6d1da299",
        make("fraud-link", "network", "internal"),
        tags,
    );
    for (name, balancer, id, port) in [
        ("fraud-scoring", &edge, "fraud-scoring/73e2d6bc24d8a067", 8_080),
        ("fraud-private", &inner, "fraud-private/84f3e7cd35e9b178", 443),
    ] {
        let value = json!({"TargetGroupName": name, "Protocol": "HTTPS", "Port": port, "VpcId": INFERENCE, "TargetType": "ip", "LoadBalancerArns": [balancer], "HealthCheckEnabled": true});
        let target = seed.put("elb:target-group", PROD, EAST, id, value, tags);
        let path = balancer.rsplit("loadbalancer/").next().unwrap_or("");
        let value = json!({"LoadBalancerArn": balancer, "Port": 443, "Protocol": "HTTPS", "SslPolicy": "ELBSecurityPolicy-TLS13-1-2-2021-06",
            "DefaultActions": [{"Type": "forward", "TargetGroupArn": target}]});
        seed.put("elb:listener", PROD, EAST, &format!("{path}/f2f7dc8efc522ab2"), value, &[]);
    }
}
