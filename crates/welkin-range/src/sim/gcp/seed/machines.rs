use serde_json::{Value, json};

use super::{ML, MODEL_KEY, PROD, Plant, REGION, SANDBOX, SECURITY, ZONE, labels, link};

type Instance = [&'static str; 9];

/// Project, name, network, subnet, address, account, type, tag, public address.
const INSTANCES: [Instance; 6] = [
    [
        PROD,
        "risk-inference-7c9d",
        "vpc-asia",
        "subnet-asia-prod",
        "10.128.4.8",
        "risk-inference@tb-asia-prod.iam.gserviceaccount.com",
        "n2-standard-8",
        "inference",
        "",
    ],
    [
        PROD,
        "assistant-asia-2f4b",
        "vpc-asia",
        "subnet-asia-prod",
        "10.128.6.4",
        "assistant-asia@tb-asia-prod.iam.gserviceaccount.com",
        "n2-standard-4",
        "inference",
        "",
    ],
    [
        PROD,
        "warehouse-1",
        "vpc-asia",
        "subnet-asia-prod",
        "10.128.9.2",
        "warehouse@tb-asia-prod.iam.gserviceaccount.com",
        "n2-highmem-8",
        "warehouse",
        "",
    ],
    [
        PROD,
        "gateway-asia",
        "vpc-asia",
        "subnet-asia-prod",
        "10.128.1.2",
        "assistant-asia@tb-asia-prod.iam.gserviceaccount.com",
        "n2-standard-4",
        "gateway",
        "203.0.113.91",
    ],
    [
        ML,
        "gpu-train-1",
        "vpc-ml",
        "subnet-asia-ml",
        "10.132.2.17",
        "vertex-training@tb-asia-ml.iam.gserviceaccount.com",
        "a2-highgpu-1g",
        "gpu",
        "203.0.113.92",
    ],
    [
        SECURITY,
        "welkin-collector",
        "vpc-asia",
        "subnet-asia-hybrid",
        "10.30.1.4",
        "welkin-auditor@tb-asia-security.iam.gserviceaccount.com",
        "e2-standard-4",
        "collector",
        "",
    ],
];

pub(super) fn plant(plant: &mut Plant<'_>) {
    for project in [PROD, ML, SECURITY, SANDBOX] {
        let login = if project == SANDBOX { "FALSE" } else { "TRUE" };
        plant.put(
            "compute",
            &format!("projects/{project}"),
            json!({"commonInstanceMetadata": {"items": [{"key": "enable-oslogin", "value": login}]}, "xpnProjectStatus": if project == PROD { "HOST" } else { "UNSPECIFIED_XPN_PROJECT_STATUS" }}),
        );
    }
    for [project, name, vpc, subnet, address, account, machine, tag, public] in INSTANCES {
        let host = if project == SECURITY { PROD } else { project };
        let disk = format!("projects/{project}/zones/{ZONE}/disks/{name}");
        let mut interface = json!({
            "name": "nic0", "networkIP": address, "network": link(&format!("projects/{host}/global/networks/{vpc}")),
            "subnetwork": link(&format!("projects/{host}/regions/{REGION}/subnetworks/{subnet}")),
        });
        if let (false, Some(fields)) = (public.is_empty(), interface.as_object_mut()) {
            fields.insert(
                "accessConfigs".to_owned(),
                json!([{"type": "ONE_TO_ONE_NAT", "name": "External NAT", "natIP": public}]),
            );
        }
        let mut data = json!({
            "machineType": link(&format!("projects/{project}/zones/{ZONE}/machineTypes/{machine}")), "status": "RUNNING",
            "networkInterfaces": [interface], "tags": {"items": [tag]},
            "disks": [{"boot": true, "autoDelete": true, "source": link(&disk), "deviceName": name}],
            "serviceAccounts": [{"email": account, "scopes": ["https://www.googleapis.com/auth/cloud-platform"]}],
            "shieldedInstanceConfig": {"enableSecureBoot": true, "enableVtpm": true, "enableIntegrityMonitoring": true},
            "labels": labels(&[("owner", "platform-asia"), ("environment", "production")]),
        });
        if let (true, Some(fields)) = (tag == "gpu", data.as_object_mut()) {
            let kind = link(&format!("projects/{project}/zones/{ZONE}/acceleratorTypes/nvidia-tesla-a100"));
            fields.insert(
                "guestAccelerators".to_owned(),
                json!([{"acceleratorType": kind, "acceleratorCount": 1}]),
            );
            fields.insert(
                "labels".to_owned(),
                labels(&[("owner", "ml-platform"), ("training-data", "tb-asia-training")]),
            );
        }
        plant.put("compute", &format!("projects/{project}/zones/{ZONE}/instances/{name}"), data);
        plant.put(
            "compute",
            &disk,
            json!({"sizeGb": "100", "status": "READY", "users": [link(&format!("projects/{project}/zones/{ZONE}/instances/{name}"))], "diskEncryptionKey": {"kmsKeyName": format!("{MODEL_KEY}/cryptoKeyVersions/1")}}),
        );
    }
    plant.put(
        "tpu",
        &format!("projects/{ML}/locations/{ZONE}/nodes/embeddings-v5e"),
        json!({"acceleratorType": "v5litepod-8", "state": "READY", "runtimeVersion": "v2-alpha-tpuv5-lite", "serviceAccount": {"email": "vertex-training@tb-asia-ml.iam.gserviceaccount.com"}}),
    );
    clusters(plant);
    services(plant);
}

fn clusters(plant: &mut Plant<'_>) {
    let cluster = |network: &str, closed: bool, pool: Value| {
        json!({
            "network": network, "currentMasterVersion": "1.34.1-gke.1200", "location": REGION,
            "privateClusterConfig": {"enablePrivateNodes": true, "enablePrivateEndpoint": closed},
            "masterAuthorizedNetworksConfig": {"enabled": closed},
            "legacyAbac": {"enabled": !closed}, "nodePools": [pool],
            "databaseEncryption": {"state": if closed { "ENCRYPTED" } else { "DECRYPTED" }, "keyName": if closed { MODEL_KEY } else { "" }},
            "binaryAuthorization": {"evaluationMode": if closed { "PROJECT_SINGLETON_POLICY_ENFORCE" } else { "DISABLED" }},
        })
    };
    let pool = |machine: &str, gpu: Value| json!({"name": "inference", "config": {"machineType": machine, "accelerators": gpu, "serviceAccount": "risk-inference@tb-asia-prod.iam.gserviceaccount.com", "workloadMetadataConfig": {"mode": "GKE_METADATA"}}});
    let gpus = json!([{"acceleratorCount": "1", "acceleratorType": "nvidia-l4"}]);
    plant.put(
        "container",
        &format!("projects/{PROD}/locations/{REGION}/clusters/inference-asia"),
        cluster("vpc-asia", true, pool("g2-standard-8", gpus.clone())),
    );
    // Its control plane is open to all addresses.
    plant.put(
        "container",
        &format!("projects/{ML}/locations/{REGION}/clusters/research"),
        cluster("vpc-ml", false, pool("g2-standard-4", gpus)),
    );
}

fn services(plant: &mut Plant<'_>) {
    for (name, account, ingress) in [
        (
            "assistant-front",
            "assistant-asia@tb-asia-prod.iam.gserviceaccount.com",
            "INGRESS_TRAFFIC_INTERNAL_LOAD_BALANCER",
        ),
        (
            "mcp-accounts",
            "assistant-agent@tb-asia-prod.iam.gserviceaccount.com",
            "INGRESS_TRAFFIC_INTERNAL_ONLY",
        ),
    ] {
        let path = format!("projects/{PROD}/locations/{REGION}/services/{name}");
        plant.put(
            "run",
            &path,
            json!({
                "ingress": ingress, "uri": format!("https://{name}-lx7k2q-as.a.run.app"),
                "template": {"serviceAccount": account, "containers": [{"image": format!("asia-southeast1-docker.pkg.dev/{PROD}/run/{name}:stable")}], "vpcAccess": {"networkInterfaces": [{"network": "vpc-asia"}]}},
            }),
        );
        plant.bind(
            &format!("//run.googleapis.com/{path}"),
            &[(
                "roles/run.invoker",
                &["serviceAccount:assistant-agent@tb-asia-prod.iam.gserviceaccount.com"],
            )],
        );
    }
}
