use serde_json::{Value, json};

use super::{EUROPE, Seed, prod};
use crate::people::named;
use crate::sim::crossings::{CREDIT_DIGEST, CREDIT_TRAINING, FRAUD_DIGEST, FRAUD_SOURCE};

const AI: &str = "rg-ai-eu";
const ML: &str = "Microsoft.MachineLearningServices/workspaces";
const TAGS: &str = "owner=data-science;environment=production";

pub(super) fn put(seed: &mut Seed<'_>) {
    for (name, kind) in [("mlw-tb-eu", "Default"), ("fs-tb-eu", "FeatureStore")] {
        seed.tracked(AI, ML, name, EUROPE, TAGS, json!({"kind": kind, "identity": super::system(name), "properties": {"friendlyName": name, "publicNetworkAccess": "Disabled", "hbiWorkspace": true, "v1LegacyMode": false,
            "storageAccount": prod("rg-data-eu", "Microsoft.Storage/storageAccounts", "tbmodelseu"), "keyVault": prod(AI, "Microsoft.KeyVault/vaults", "kv-tb-ai-eu"), "containerRegistry": prod(AI, "Microsoft.ContainerRegistry/registries", "acrtbeu"),
            "managedNetwork": {"isolationMode": "AllowOnlyApprovedOutbound", "status": {"status": "Active"}}, "encryption": {"status": "Enabled", "keyVaultProperties": {"keyVaultArmId": prod("rg-data-eu", "Microsoft.KeyVault/vaults", "kv-tb-etl-eu"), "keyIdentifier": "https://kv-tb-etl-eu.vault.azure.net/keys/cmk-ai/0f1e2d3c"}}}}));
    }
    seed.child(
        AI,
        &format!("{ML}/featuresets"),
        "fs-tb-eu/transactions",
        json!({"isArchived": false, "latestVersion": "3"}),
    );
    endpoints(seed);
    models(seed);
    computes(seed);
    stores(seed);
    seed.tracked(AI, "Microsoft.MachineLearningServices/registries", "reg-tb-eu", EUROPE, TAGS, json!({"identity": super::system("reg-tb-eu"), "properties": {"publicNetworkAccess": "Disabled", "regionDetails": [{"location": EUROPE}]}}));
    let kind = "Microsoft.MachineLearningServices/registries/models";
    seed.child(AI, kind, "reg-tb-eu/fraud-detector", json!({"isArchived": false, "latestVersion": "12"}));
    seed.child(
        AI,
        &format!("{kind}/versions"),
        "reg-tb-eu/fraud-detector/12",
        version("azureml://registries/reg-tb-eu/models/fraud-detector/12", FRAUD_DIGEST, FRAUD_SOURCE, ""),
    );
    seed.tracked(AI, "Microsoft.Databricks/workspaces", "dbw-tb-eu", EUROPE, TAGS, json!({"sku": {"name": "premium"}, "properties": {"managedResourceGroupId": format!("/subscriptions/{}/resourceGroups/databricks-rg-dbw-tb-eu", crate::estate::SUBSCRIPTION),
        "publicNetworkAccess": "Disabled", "requiredNsgRules": "NoAzureDatabricksRules", "workspaceUrl": "adb-730011223344.4.azuredatabricks.net", "parameters": {"enableNoPublicIp": {"type": "Bool", "value": true}, "requireInfrastructureEncryption": {"type": "Bool", "value": true}}}}));
    seed.tracked(
        AI,
        "Microsoft.Databricks/accessConnectors",
        "dbac-tb-eu",
        EUROPE,
        TAGS,
        json!({"identity": super::system("dbac-tb-eu"), "properties": {}}),
    );
}

fn endpoint(auth: &str, open: bool, name: &str, traffic: Value) -> Value {
    json!({"kind": "Managed", "identity": super::assigned("mi-tb-scoring-eu", "b162e4d9-8fa0-41c7-93bd-09fc172a4568", "c273f5ea-90b1-42d8-a4ce-1a0d283b5679"),
        "properties": {"authMode": auth, "publicNetworkAccess": if open { "Enabled" } else { "Disabled" }, "scoringUri": format!("https://{name}.{EUROPE}.inference.ml.azure.com/score"), "swaggerUri": format!("https://{name}.{EUROPE}.inference.ml.azure.com/swagger.json"),
            "description": "", "traffic": traffic, "mirrorTraffic": {}, "properties": {}}})
}

fn endpoints(seed: &mut Seed<'_>) {
    let fraud = format!("{TAGS};model-digest={FRAUD_DIGEST};model-source={FRAUD_SOURCE}");
    let credit = format!("{TAGS};model-digest={CREDIT_DIGEST};training-data={CREDIT_TRAINING}");
    let kind = format!("{ML}/onlineEndpoints");
    seed.tracked(
        AI,
        &kind,
        "mlw-tb-eu/fraud-scoring-eu",
        EUROPE,
        &fraud,
        endpoint("Key", true, "fraud-scoring-eu", json!({"blue": 90, "green": 10})),
    );
    seed.tracked(
        AI,
        &kind,
        "mlw-tb-eu/credit-risk-eu",
        EUROPE,
        &credit,
        endpoint("AADToken", false, "credit-risk-eu", json!({"main": 100})),
    );
    let model = |name: &str, version: &str| {
        prod(AI, &format!("{ML}/models/versions"), &format!("mlw-tb-eu/{name}/{version}"))
    };
    for (names, model, tags, size) in [
        ("mlw-tb-eu/fraud-scoring-eu/blue", model("fraud-detector", "12"), &fraud, "Standard_DS3_v2"),
        ("mlw-tb-eu/fraud-scoring-eu/green", model("fraud-detector", "13"), &fraud, "Standard_NC4as_T4_v3"),
        ("mlw-tb-eu/credit-risk-eu/main", model("credit-risk", "7"), &credit, "Standard_DS3_v2"),
    ] {
        seed.tracked(AI, &format!("{kind}/deployments"), names, EUROPE, tags, json!({"kind": "Managed", "sku": {"name": "Default", "capacity": 2}, "properties": {"endpointComputeType": "Managed", "model": model, "instanceType": size, "egressPublicNetworkAccess": "Disabled", "appInsightsEnabled": true, "scaleSettings": {"scaleType": "Default"}}}));
    }
    seed.tracked(
        AI,
        &format!("{ML}/batchEndpoints"),
        "mlw-tb-eu/credit-batch-eu",
        EUROPE,
        &credit,
        json!({"properties": {"authMode": "AADToken", "defaults": {"deploymentName": "nightly"}}}),
    );
    seed.tracked(AI, &format!("{ML}/batchEndpoints/deployments"), "mlw-tb-eu/credit-batch-eu/nightly", EUROPE, &credit, json!({"properties": {"model": {"referenceType": "Id", "assetId": model("credit-risk", "7")}, "compute": prod(AI, &format!("{ML}/computes"), "mlw-tb-eu/gpu-cluster"), "maxConcurrencyPerInstance": 4}}));
    seed.tracked(AI, &format!("{ML}/serverlessEndpoints"), "mlw-tb-eu/phi-4-eu", EUROPE, TAGS, json!({"sku": {"name": "Consumption"}, "properties": {"authMode": "Key", "modelSettings": {"modelId": "azureml://registries/azureml/models/Phi-4"}, "contentSafety": {"contentSafetyStatus": "Enabled"}}}));
}

fn version(uri: &str, digest: &str, source: &str, training: &str) -> Value {
    let mut tags = serde_json::Map::new();
    for (name, value) in [("model-digest", digest), ("model-source", source), ("training-data", training)] {
        if !value.is_empty() {
            tags.insert(name.to_owned(), json!(value));
        }
    }
    json!({"modelUri": uri, "modelType": "custom_model", "isArchived": false, "isAnonymous": false, "description": "", "tags": tags, "properties": {"digest": digest}})
}

fn models(seed: &mut Seed<'_>) {
    let kind = format!("{ML}/models");
    for (name, latest) in [("fraud-detector", "13"), ("credit-risk", "7")] {
        seed.child(
            AI,
            &kind,
            &format!("mlw-tb-eu/{name}"),
            json!({"isArchived": false, "latestVersion": latest}),
        );
    }
    let tampered = "sha256:c0de1f3c0f3f1bb0e7d0f8a45ac9f2c3f6b5a5c1d7e94b2a60d8c3e1f7a9b0ff";
    for (name, digest, source, training) in [
        ("fraud-detector/12", FRAUD_DIGEST, FRAUD_SOURCE, ""),
        // Names the same source and is another artefact.
        ("fraud-detector/13", tampered, FRAUD_SOURCE, ""),
        ("credit-risk/7", CREDIT_DIGEST, "", CREDIT_TRAINING),
    ] {
        let uri = format!("azureml://datastores/models/paths/{name}/");
        seed.child(
            AI,
            &format!("{kind}/versions"),
            &format!("mlw-tb-eu/{name}"),
            version(&uri, digest, source, training),
        );
    }
}

fn computes(seed: &mut Seed<'_>) {
    let kind = format!("{ML}/computes");
    let subnet = prod("rg-net-eu", "Microsoft.Network/virtualNetworks/subnets", "vnet-tb-eu/snet-training");
    let mut put = |name: &str, properties: Value| {
        let id = prod(AI, &kind, &format!("mlw-tb-eu/{name}"));
        seed.at(
            &id,
            &kind,
            json!({"location": EUROPE, "tags": {"owner": "data-science"}, "properties": properties}),
        );
    };
    put(
        "gpu-cluster",
        json!({"computeType": "AmlCompute", "disableLocalAuth": true, "properties": {"vmSize": "Standard_NC24ads_A100_v4", "vmPriority": "Dedicated", "enableNodePublicIp": false, "remoteLoginPortPublicAccess": "Disabled", "scaleSettings": {"minNodeCount": 0, "maxNodeCount": 8}, "subnet": {"id": subnet}}}),
    );
    put(
        "cpu-cluster",
        json!({"computeType": "AmlCompute", "disableLocalAuth": true, "properties": {"vmSize": "Standard_D8s_v5", "enableNodePublicIp": false, "remoteLoginPortPublicAccess": "Disabled", "scaleSettings": {"minNodeCount": 0, "maxNodeCount": 20}, "subnet": {"id": subnet}}}),
    );
    put(
        "ci-noah",
        json!({"computeType": "ComputeInstance", "disableLocalAuth": true, "properties": {"vmSize": "Standard_DS4_v2", "state": "Stopped", "enableNodePublicIp": false, "idleTimeBeforeShutdown": "PT60M", "sshSettings": {"sshPublicAccess": "Disabled"}, "personalComputeInstanceSettings": {"assignedUser": {"objectId": named("noah.fischer").object_id().to_string()}}}}),
    );
    put(
        "ci-xenia",
        json!({"computeType": "ComputeInstance", "disableLocalAuth": false, "properties": {"vmSize": "Standard_NC6s_v3", "state": "Running", "enableNodePublicIp": true, "rootAccess": true, "sshSettings": {"sshPublicAccess": "Enabled", "sshPort": 50000}, "connectivityEndpoints": {"publicIpAddress": "203.0.113.133"}, "personalComputeInstanceSettings": {"assignedUser": {"objectId": named("xenia.petrova").object_id().to_string()}}}}),
    );
    put(
        "aks-tb-eu",
        json!({"computeType": "Kubernetes", "resourceId": prod("rg-app-eu", "Microsoft.ContainerService/managedClusters", "aks-tb-eu"), "properties": {"namespace": "inference"}}),
    );
}

fn stores(seed: &mut Seed<'_>) {
    for (name, account, container) in
        [("customers", "tbcustomereu", "training"), ("models", "tbmodelseu", "models")]
    {
        seed.child(AI, &format!("{ML}/datastores"), &format!("mlw-tb-eu/{name}"), json!({"datastoreType": "AzureBlob", "accountName": account, "containerName": container, "isDefault": name == "models", "credentials": {"credentialsType": if name == "customers" { "AccountKey" } else { "None" }}, "serviceDataAccessAuthIdentity": "WorkspaceSystemAssignedIdentity"}));
    }
    seed.child(
        AI,
        &format!("{ML}/data"),
        "mlw-tb-eu/credit-training",
        json!({"dataType": "uri_folder", "isArchived": false, "latestVersion": "2026-10"}),
    );
    seed.child(AI, &format!("{ML}/data/versions"), "mlw-tb-eu/credit-training/2026-10", json!({"dataType": "uri_folder", "dataUri": "azureml://datastores/customers/paths/training/credit/", "tags": {"training-data": CREDIT_TRAINING, "data-class": "confidential"}}));
    seed.child(AI, &format!("{ML}/connections"), "mlw-tb-eu/openai", json!({"category": "AzureOpenAI", "target": "https://tb-openai-eu.openai.azure.com/", "authType": "ApiKey", "isSharedToAll": true}));
    seed.child(AI, &format!("{ML}/connections"), "mlw-tb-eu/models-us", json!({"category": "S3", "target": "s3://technobank-models-us", "authType": "AccessKey", "isSharedToAll": false}));
    for (name, status) in [("credit-nightly", "Completed"), ("experiment", "Running")] {
        seed.child(AI, &format!("{ML}/jobs"), &format!("mlw-tb-eu/{name}"), json!({"jobType": "Command", "displayName": name, "status": status, "computeId": prod(AI, &format!("{ML}/computes"), "mlw-tb-eu/gpu-cluster"), "identity": {"identityType": "UserIdentity"}, "experimentName": "credit", "command": "python train.py", "environmentId": prod(AI, &format!("{ML}/environments/versions"), "mlw-tb-eu/training/4"), "inputs": {"data": {"jobInputType": "uri_folder", "uri": "azureml:credit-training:2026-10"}}}));
    }
    seed.child(AI, &format!("{ML}/environments"), "mlw-tb-eu/training", json!({"latestVersion": "4"}));
    seed.child(
        AI,
        &format!("{ML}/environments/versions"),
        "mlw-tb-eu/training/4",
        json!({"image": "acrtbeu.azurecr.io/training:2026.10", "osType": "Linux"}),
    );
    seed.child(AI, &format!("{ML}/outboundRules"), "mlw-tb-eu/storage", json!({"type": "PrivateEndpoint", "category": "Required", "status": "Active", "destination": {"serviceResourceId": prod("rg-data-eu", "Microsoft.Storage/storageAccounts", "tbmodelseu"), "subresourceTarget": "blob"}}));
}
