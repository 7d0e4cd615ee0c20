//! Writes exports of an estate of any size in several formats, to measure imports: `exports FOLDER COUNT`.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::Path;

use serde_json::{Value, json};

const ACCOUNT: &str = "111122223333";

/// What a file begins with, what stands between its records, and what it ends with.
struct Frame(&'static str, &'static str, &'static str);

type Record = fn(usize) -> Value;

const FORMATS: [(&str, Frame, Record); 8] = [
    ("config.json", Frame("{\"fileVersion\": \"1.0\", \"configurationItems\": [", ",\n", "]}"), config),
    ("sagemaker.ndjson", Frame("", "\n", "\n"), endpoint_config),
    (
        "cloudcontrol.json",
        Frame("{\"ResourceDescriptions\": [", ",", "], \"TypeName\": \"AWS::Bedrock::Guardrail\"}"),
        cloud_control,
    ),
    ("graph.json", Frame("{\"count\": 1, \"data\": [", ",\n", "], \"skip_token\": null}"), azure),
    ("assets.ndjson", Frame("", "\n", "\n"), google),
    ("search.json", Frame("{\"data\": {\"items\": [", ",", "]}}"), oci),
    ("ibm.json", Frame("[", ",", "]"), ibm),
    (
        "state.json",
        Frame("{\"version\": 4, \"terraform_version\": \"1.9.5\", \"resources\": [", ",", "]}"),
        terraform,
    ),
];

fn main() -> io::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let folder = arguments.next().unwrap_or_else(|| "exports".to_owned());
    let count: usize = arguments.next().and_then(|text| text.parse().ok()).unwrap_or(100_000);
    fs::create_dir_all(&folder)?;
    for (at, (name, Frame(begin, between, end), record)) in FORMATS.into_iter().enumerate() {
        let mut out = BufWriter::new(File::create(Path::new(&folder).join(name))?);
        out.write_all(begin.as_bytes())?;
        for (number, n) in (at..count).step_by(FORMATS.len()).enumerate() {
            if number > 0 {
                out.write_all(between.as_bytes())?;
            }
            serde_json::to_writer(&mut out, &record(n))?;
        }
        out.write_all(end.as_bytes())?;
        out.flush()?;
    }
    Ok(())
}

fn arn(service: &str, resource: &str) -> String {
    format!("arn:aws:{service}:us-east-1:{ACCOUNT}:{resource}")
}

fn config(n: usize) -> Value {
    json!({
        "configurationItemVersion": "1.3", "configurationItemCaptureTime": "2026-11-01T10:00:00.000Z", "awsAccountId": ACCOUNT,
        "configurationItemStatus": "OK", "resourceType": "AWS::EC2::Instance", "resourceId": format!("i-{n:017x}"),
        "ARN": arn("ec2", &format!("instance/i-{n:017x}")), "awsRegion": "us-east-1", "availabilityZone": "us-east-1a",
        "tags": {"owner": format!("team-{}", n % 40), "environment": "production", "Name": format!("gpu-{n}")},
        "relationships": [
            {"resourceId": format!("subnet-{:017x}", n % 500), "resourceType": "AWS::EC2::Subnet", "name": "Is contained in Subnet"},
            {"resourceId": format!("sg-{:017x}", n % 900), "resourceType": "AWS::EC2::SecurityGroup", "name": "Is associated with SecurityGroup"},
        ],
        "configuration": {
            "instanceId": format!("i-{n:017x}"), "instanceType": "p5.48xlarge", "imageId": "ami-0123456789abcdef0", "state": {"code": 16, "name": "running"},
            "subnetId": format!("subnet-{:017x}", n % 500), "vpcId": format!("vpc-{:017x}", n % 50), "launchTime": "2026-01-01T00:00:00.000Z",
            "iamInstanceProfile": {"arn": format!("arn:aws:iam::{ACCOUNT}:instance-profile/gpu-{}", n % 60)},
            "securityGroups": [{"groupName": "ml", "groupId": format!("sg-{:017x}", n % 900)}],
            "networkInterfaces": [{"networkInterfaceId": format!("eni-{n:017x}"), "privateIpAddress": "10.0.0.1", "sourceDestCheck": true,
                "groups": [{"groupId": format!("sg-{:017x}", n % 900), "groupName": "ml"}], "attachment": {"attachmentId": "a", "deleteOnTermination": true}}],
            "blockDeviceMappings": [{"deviceName": "/dev/xvda", "ebs": {"volumeId": format!("vol-{n:017x}"), "status": "attached", "deleteOnTermination": true}}],
            "placement": {"availabilityZone": "us-east-1a", "tenancy": "default"}, "metadataOptions": {"httpTokens": "required", "httpEndpoint": "enabled"},
        },
        "supplementaryConfiguration": {},
    })
}

fn endpoint_config(n: usize) -> Value {
    json!({
        "EndpointConfigName": format!("c-{n}"), "EndpointConfigArn": arn("sagemaker", &format!("endpoint-config/c-{n}")),
        "ProductionVariants": [{"VariantName": "all", "ModelName": format!("m-{n}"), "InitialInstanceCount": 2, "InstanceType": "ml.g5.xlarge", "InitialVariantWeight": 1.0}],
        "DataCaptureConfig": {"EnableCapture": true, "InitialSamplingPercentage": 100, "DestinationS3Uri": format!("s3://capture-{}/x", n % 30)},
        "KmsKeyId": arn("kms", &format!("key/00000000-0000-0000-0000-{:012}", n % 20)), "CreationTime": "2026-01-01T00:00:00Z", "EnableNetworkIsolation": true,
    })
}

fn cloud_control(n: usize) -> Value {
    let properties = json!({
        "Name": format!("g-{n}"), "GuardrailArn": arn("bedrock", &format!("guardrail/{n:010x}")), "GuardrailId": format!("{n:010x}"), "Status": "READY",
        "KmsKeyArn": arn("kms", &format!("key/00000000-0000-0000-0000-{:012}", n % 20)), "BlockedInputMessaging": "no", "BlockedOutputsMessaging": "no",
        "ContentPolicyConfig": {"FiltersConfig": [{"Type": "HATE", "InputStrength": "HIGH", "OutputStrength": "HIGH"}, {"Type": "PROMPT_ATTACK", "InputStrength": "HIGH", "OutputStrength": "NONE"}]},
        "Tags": [{"Key": "owner", "Value": format!("team-{}", n % 40)}],
    });
    json!({"Identifier": arn("bedrock", &format!("guardrail/{n:010x}")), "Properties": properties.to_string()})
}

fn azure(n: usize) -> Value {
    let group = format!(
        "/subscriptions/8f0c0000-0000-0000-0000-{:012}/resourceGroups/rg-{}/providers",
        n % 10,
        n % 200
    );
    json!({
        "id": format!("{group}/Microsoft.CognitiveServices/accounts/a{n}"), "name": format!("a{n}"), "type": "microsoft.cognitiveservices/accounts",
        "kind": "OpenAI", "location": "eastus", "resourceGroup": format!("rg-{}", n % 200), "tags": {"owner": format!("team-{}", n % 40)}, "sku": {"name": "S0"},
        "identity": {"type": "SystemAssigned", "principalId": format!("00000000-0000-0000-0000-{n:012}")},
        "properties": {
            "endpoint": format!("https://a{n}.openai.azure.com/"), "disableLocalAuth": n % 2 == 0, "publicNetworkAccess": "Enabled", "provisioningState": "Succeeded",
            "networkAcls": {"defaultAction": "Deny", "virtualNetworkRules": [{"id": format!("{group}/Microsoft.Network/virtualNetworks/v{}/subnets/s", n % 90)}], "ipRules": []},
            "encryption": {"keySource": "Microsoft.KeyVault", "keyVaultProperties": {"keyVaultUri": format!("https://kv{}.vault.azure.net/", n % 50), "keyName": "k"}},
            "privateEndpointConnections": [{"id": format!("{group}/Microsoft.CognitiveServices/accounts/a{n}/privateEndpointConnections/p")}],
            "capabilities": [{"name": "VirtualNetworks"}, {"name": "CustomerManagedKey"}], "dateCreated": "2026-01-01T00:00:00Z",
        },
    })
}

fn google(n: usize) -> Value {
    let project = format!("bank-{}", n % 30);
    json!({
        "name": format!("//aiplatform.googleapis.com/projects/{project}/locations/us-central1/endpoints/{n}"), "asset_type": "aiplatform.googleapis.com/Endpoint",
        "resource": {"version": "v1", "discovery_name": "GoogleCloudAiplatformV1Endpoint", "location": "us-central1", "parent": format!("//cloudresourcemanager.googleapis.com/projects/{}", n % 30),
            "data": {"displayName": format!("e-{n}"), "name": format!("projects/{project}/locations/us-central1/endpoints/{n}"), "network": format!("projects/{}/global/networks/ml", n % 30),
                "deployedModels": [{"id": "1", "model": format!("projects/{project}/locations/us-central1/models/{n}"), "serviceAccount": format!("serve@{project}.iam.gserviceaccount.com"), "dedicatedResources": {"machineSpec": {"machineType": "g2-standard-8", "acceleratorType": "NVIDIA_L4", "acceleratorCount": 1}}}],
                "encryptionSpec": {"kmsKeyName": format!("projects/{project}/locations/us-central1/keyRings/r/cryptoKeys/k")}, "trafficSplit": {"1": 100}, "createTime": "2026-01-01T00:00:00Z", "labels": {"owner": format!("team-{}", n % 40)}}},
        "ancestors": [format!("projects/{}", n % 30), "organizations/1"], "update_time": "2026-11-01T10:00:00Z",
    })
}

fn oci(n: usize) -> Value {
    json!({
        "resource-type": "DataScienceModelDeployment", "identifier": format!("ocid1.datasciencemodeldeployment.oc1.iad.{n:060}"), "compartment-id": format!("ocid1.compartment.oc1..{:060}", n % 50),
        "display-name": format!("d-{n}"), "lifecycle-state": "ACTIVE", "time-created": "2026-01-01T00:00:00+00:00", "availability-domain": null, "freeform-tags": {"owner": format!("team-{}", n % 40)},
        "defined-tags": {"Oracle-Tags": {"CreatedBy": "ana", "CreatedOn": "2026-01-01T00:00:00Z"}}, "system-tags": {}, "additional-details": {"modelId": format!("ocid1.datasciencemodel.oc1.iad.{n:060}")},
    })
}

fn ibm(n: usize) -> Value {
    json!({
        "crn": format!("crn:v1:bluemix:public:pm-20:us-south:a/0b5a0000000000000000000000000000:{n:032x}::"), "name": format!("wml-{n}"), "type": "resource-instance", "family": "resource_controller",
        "service_name": "pm-20", "region": "us-south", "resource_group_id": format!("{:032x}", n % 20), "tags": [format!("owner:team-{}", n % 40)], "doc": {"state": "active", "created_at": "2026-01-01T00:00:00Z", "guid": format!("{n:032x}")},
    })
}

fn terraform(n: usize) -> Value {
    json!({"mode": "managed", "type": "aws_sagemaker_model", "name": "m", "provider": "provider[\"registry.terraform.io/hashicorp/aws\"]", "instances": [{"schema_version": 0, "attributes": {
        "arn": arn("sagemaker", &format!("model/m-{n}")), "id": format!("m-{n}"), "name": format!("m-{n}"), "execution_role_arn": format!("arn:aws:iam::{ACCOUNT}:role/serve-{}", n % 70),
        "primary_container": [{"image": format!("{ACCOUNT}.dkr.ecr.us-east-1.amazonaws.com/serve@sha256:{:064x}", n % 300), "mode": "SingleModel", "model_data_url": format!("s3://models-{}/m-{n}/model.tar.gz", n % 40), "environment": {}}],
        "vpc_config": [{"subnets": [format!("subnet-{:017x}", n % 500)], "security_group_ids": [format!("sg-{:017x}", n % 900)]}], "enable_network_isolation": true, "tags": {"owner": format!("team-{}", n % 40)}, "tags_all": {"owner": format!("team-{}", n % 40)},
    }, "sensitive_attributes": []}]})
}
