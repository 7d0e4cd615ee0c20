use serde_json::{Value, json};

use super::{ML, MODEL_KEY, PROD, Plant, REGION, SANDBOX, ZONE, labels, vertex};
use crate::sim::crossings::INFERENCE_HOST;

/// What answers and retrieves: agents, search, retrieval, and what guards them.
pub(super) fn plant(plant: &mut Plant<'_>) {
    let key = json!({"kmsKeyName": MODEL_KEY});
    let rows: [(&str, Value); 7] = [
        // The tools of the agent run as an editor of the project.
        (
            "reasoningEngines/2847561029384",
            json!({"displayName": "customer-assistant", "spec": {"agentFramework": "google-adk", "serviceAccount": "assistant-agent@tb-asia-prod.iam.gserviceaccount.com", "deploymentSpec": {"env": [{"name": "RISK_URL", "value": format!("https://{INFERENCE_HOST}/")}]}}, "labels": labels(&[("owner", "platform-asia"), ("environment", "production")])}),
        ),
        (
            "ragCorpora/1938475610293",
            json!({"displayName": "product-handbook", "encryptionSpec": key, "corpusStatus": {"state": "ACTIVE"}, "vectorDbConfig": {"vertexVectorSearch": {"index": "projects/845522119037/locations/asia-southeast1/indexes/3847561029", "indexEndpoint": "projects/845522119037/locations/asia-southeast1/indexEndpoints/4756102938"}}}),
        ),
        (
            "ragCorpora/1938475610293/ragFiles/5610293847",
            json!({"displayName": "cards.pdf", "gcsSource": {"uris": ["gs://tb-asia-handbook/cards.pdf"]}, "fileStatus": {"state": "ACTIVE"}}),
        ),
        (
            "ragCorpora/1938475610293/ragFiles/5610293848",
            json!({"displayName": "loans.pdf", "gcsSource": {"uris": ["gs://tb-asia-handbook/loans.pdf"]}, "fileStatus": {"state": "ACTIVE"}}),
        ),
        (
            "indexes/3847561029",
            json!({"displayName": "handbook", "metadata": {"config": {"dimensions": 768}}, "encryptionSpec": key}),
        ),
        (
            "indexEndpoints/4756102938",
            json!({"displayName": "handbook", "publicEndpointEnabled": false, "network": "projects/845522119037/global/networks/vpc-asia", "deployedIndexes": [{"id": "handbook_v2", "index": "projects/845522119037/locations/asia-southeast1/indexes/3847561029"}], "encryptionSpec": key}),
        ),
        (
            "cachedContents/9102938475",
            json!({"displayName": "assistant-system", "model": "projects/tb-asia-prod/locations/asia-southeast1/publishers/google/models/gemini-2.5-flash", "expireTime": "2027-01-01T00:00:00Z"}),
        ),
    ];
    for (name, data) in rows {
        plant.put("aiplatform", &vertex(PROD, name), data);
    }
    let collection = format!("projects/{PROD}/locations/global/collections/default_collection");
    plant.put(
        "discoveryengine",
        &format!("{collection}/engines/staff-search"),
        json!({"displayName": "staff-search", "solutionType": "SOLUTION_TYPE_SEARCH", "dataStoreIds": ["staff-documents"]}),
    );
    plant.put(
        "discoveryengine",
        &format!("{collection}/dataStores/staff-documents"),
        json!({"displayName": "staff-documents", "contentConfig": "CONTENT_REQUIRED", "solutionTypes": ["SOLUTION_TYPE_SEARCH"], "kmsKeyName": MODEL_KEY}),
    );
    plant.put(
        "dialogflow",
        &format!("projects/{PROD}/locations/{REGION}/agents/0b7c1f6e-55d1-4f0b-9a51-2d1c7e8f3a90"),
        json!({"displayName": "branch-bot", "defaultLanguageCode": "en", "timeZone": "Asia/Singapore", "enableStackdriverLogging": true}),
    );
    plant.put(
        "modelarmor",
        &format!("projects/{PROD}/locations/{REGION}/templates/assistant"),
        json!({
            "filterConfig": {
                "piAndJailbreakFilterSettings": {"filterEnforcement": "ENABLED", "confidenceLevel": "LOW_AND_ABOVE"},
                "maliciousUriFilterSettings": {"filterEnforcement": "ENABLED"},
                "sdpSettings": {"basicConfig": {"filterEnforcement": "ENABLED"}},
            },
            "templateMetadata": {"logSanitizeOperations": true},
        }),
    );
    notebooks(plant);
}

fn notebooks(plant: &mut Plant<'_>) {
    plant.put(
        "notebooks",
        &format!("projects/{ML}/locations/{ZONE}/instances/wb-fraud"),
        json!({
            "state": "ACTIVE", "disableProxyAccess": false, "instanceOwners": ["chen.wei@technobank.example"],
            "gceSetup": {
                "machineType": "n1-standard-8", "disablePublicIp": true,
                "serviceAccounts": [{"email": "vertex-training@tb-asia-ml.iam.gserviceaccount.com"}],
                "shieldedInstanceConfig": {"enableSecureBoot": true, "enableVtpm": true, "enableIntegrityMonitoring": true},
                "metadata": {"notebook-disable-root": "true", "notebook-disable-downloads": "true"},
                "networkInterfaces": [{"network": "projects/tb-asia-ml/global/networks/vpc-ml"}],
                "bootDisk": {"diskEncryption": "CMEK", "kmsKey": MODEL_KEY},
            },
        }),
    );
    // A public address, root, and the account of Compute Engine that may edit the project.
    plant.put(
        "notebooks",
        &format!("projects/{SANDBOX}/locations/{ZONE}/instances/wb-scratch"),
        json!({
            "state": "ACTIVE", "disableProxyAccess": false, "instanceOwners": ["indra.putra@technobank.example"],
            "gceSetup": {
                "machineType": "n1-standard-4", "disablePublicIp": false,
                "serviceAccounts": [{"email": "912244886630-compute@developer.gserviceaccount.com"}],
                "shieldedInstanceConfig": {"enableSecureBoot": false, "enableVtpm": false, "enableIntegrityMonitoring": false},
                "metadata": {"notebook-disable-root": "false", "notebook-disable-downloads": "false"},
                "networkInterfaces": [{"network": "projects/tb-asia-sandbox/global/networks/default"}],
                "bootDisk": {"diskEncryption": "GMEK"},
            },
        }),
    );
}
