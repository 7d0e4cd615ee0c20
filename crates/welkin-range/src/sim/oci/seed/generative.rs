use serde_json::{Value, json};

use super::{AI_LAB, AI_PROD, Planter, ROOT, SECURITY, ocid, tags};
use crate::estate::OCI_NAMESPACE;

const GENAI: &str = "generativeai";

/// Generative AI: dedicated clusters, endpoints with and without guardrails, imported models, keys, hosted applications.
pub(super) fn plant(p: &mut Planter<'_>) {
    let base = p.add(
        (GENAI, "models"),
        ROOT,
        ("commandr", "cohere.command-r-plus-08-2024"),
        json!({
            "vendor": "cohere", "version": "1.7", "type": "BASE", "capabilities": ["CHAT", "FINE_TUNE"],
            "baseModelId": null, "isLongTermSupported": true, "description": "Base model",
            "freeformTags": {},
        }),
    );
    let tuned = p.add((GENAI, "models"), AI_PROD, ("letters", "complaint-letters-v3"), json!({
        "vendor": "cohere", "version": "3", "type": "CUSTOM", "capabilities": ["CHAT"], "baseModelId": base,
        "fineTuneDetails": {
            "dedicatedAiClusterId": ocid("generativeaidedicatedaicluster", "tuning"),
            "trainingDataset": {
                "datasetType": "OBJECT_STORAGE", "namespaceName": OCI_NAMESPACE,
                "bucketName": "agent-knowledge", "objectName": "policies/complaints.pdf",
            },
            "trainingConfig": {"trainingConfigType": "TFEW_TRAINING_CONFIG", "totalTrainingEpochs": 3},
        },
        "description": "Fine-tuned on complaints",
        "freeformTags": tags(&[("training-data", "agent-knowledge")]),
    }));
    let hosting = p.add(
        (GENAI, "dedicatedAiClusters"),
        AI_PROD,
        ("hosting", "dac-hosting"),
        json!({
            "type": "HOSTING", "unitCount": 1, "unitShape": "LARGE_COHERE_V2",
            "capacity": {
                "capacityType": "HOSTING_CAPACITY", "totalEndpointCapacity": 50, "usedEndpointCapacity": 1,
            },
            "lifecycleDetails": null, "freeformTags": tags(&[]),
        }),
    );
    p.add(
        (GENAI, "dedicatedAiClusters"),
        AI_PROD,
        ("tuning", "dac-tuning"),
        json!({
            "type": "FINE_TUNING", "unitCount": 2, "unitShape": "SMALL_COHERE_V2", "capacity": null,
            "lifecycleDetails": null,
        }),
    );
    let private = p.add(
        (GENAI, "generativeAiPrivateEndpoints"),
        AI_PROD,
        ("genai", "pe-generative-ai"),
        json!({
            "subnetId": ocid("subnet", "aiserving"), "nsgIds": [ocid("networksecuritygroup", "serving")],
            "fqdn": "technobank.pe.generativeai.us-ashburn-1.oci.oraclecloud.com", "isAllowOnDemand": false,
            "privateEndpointIp": "10.40.32.40", "resourceType": "DEDICATED_AI_CLUSTER",
            "lifecycleDetails": null,
        }),
    );
    for (slug, name, compartment, guarded) in
        [("assistant", "credit-assistant", AI_PROD, true), ("labassistant", "lab-assistant", AI_LAB, false)]
    {
        let guard = |mode: &str| {
            if guarded {
                json!({"isEnabled": true, "mode": mode, "modelId": null})
            } else {
                json!({"isEnabled": false, "mode": "INFORM", "modelId": null})
            }
        };
        p.add(
            (GENAI, "endpoints"),
            compartment,
            (slug, name),
            json!({
                "modelId": if guarded { &tuned } else { &base }, "dedicatedAiClusterId": hosting,
                "generativeAiPrivateEndpointId": guarded.then_some(&private),
                "contentModerationConfig": guard("BLOCK"), "promptInjectionConfig": guard("BLOCK"),
                "piiDetectionConfig": guard("BLOCK"), "lifecycleDetails": null, "description": name,
                "freeformTags": tags(&[("environment", if guarded { "prod" } else { "lab" })]),
            }),
        );
    }
    for (slug, name, compartment, source) in [
        (
            "llamaguard",
            "llama-guard-4",
            AI_PROD,
            json!({
                "sourceType": "OBJECT_STORAGE_OBJECT", "namespaceName": OCI_NAMESPACE,
                "bucketName": "fraud-models", "prefixName": "llama-guard-4/",
            }),
        ),
        (
            "qwenlab",
            "qwen-lab",
            AI_LAB,
            json!({
                "sourceType": "HUGGING_FACE_MODEL", "modelId": "someone/qwen-uncensored", "branch": "main",
                "commit": null, "accessToken": null,
            }),
        ),
    ] {
        p.add(
            (GENAI, "importedModels"),
            compartment,
            (slug, name),
            json!({
                "vendor": "meta", "version": "1", "capabilities": ["TEXT_TO_TEXT"], "dataSource": source,
                "lifecycleDetails": null, "description": name,
            }),
        );
    }
    let key = |name: &str, state: &str, expiry: Value| {
        json!({
            "key": format!("ocid1.generativeaiapikeyitem.oc1.iad.amaaaaaatechnobank{name}"),
            "keyName": name, "keyMask": "sk-****abcd", "state": state,
            "timeCreated": "2026-05-01T00:00:00.000Z", "timeExpiry": expiry,
            "timeActivated": "2026-05-01T00:00:00.000Z", "timeDeactivated": null, "timeRevoked": null,
            "timeLastUsed": "2026-11-20T00:00:00.000Z",
        })
    };
    p.add(
        (GENAI, "apikeys"),
        AI_PROD,
        ("assistant", "credit-assistant"),
        json!({
            "description": "Of the assistant's back end", "lifecycleDetails": null,
            "keys": [
                key("primary", "ACTIVE", json!("2027-02-01T00:00:00.000Z")),
                key("secondary", "INACTIVE", json!("2027-02-01T00:00:00.000Z")),
            ],
        }),
    );
    p.add(
        (GENAI, "apikeys"),
        AI_LAB,
        ("vendor", "vendor-demo"),
        json!({
            "description": "For the vendor", "lifecycleDetails": null,
            "keys": [key("vendor1", "ACTIVE", Value::Null), key("vendor2", "ACTIVE", Value::Null)],
        }),
    );
    p.add(
        (GENAI, "generativeAiProjects"),
        AI_PROD,
        ("assistant", "credit-assistant"),
        json!({
            "description": "Assistant", "lifecycleDetails": null,
            "conversationConfig": {"responsesRetentionInHours": 720, "conversationsRetentionInHours": 720},
            "longTermMemoryConfig": {"isEnabled": false},
        }),
    );
    for (slug, name, compartment, public) in
        [("statements", "statement-agent", AI_PROD, false), ("demo", "demo-agent", AI_LAB, true)]
    {
        let application = p.add((GENAI, "hostedApplications"), compartment, (slug, name), json!({
            "description": name, "lifecycleDetails": null,
            "inboundAuthConfig": {
                "inboundAuthConfigType": if public { "NO_AUTH_CONFIG" } else { "IDCS_AUTH_CONFIG" },
                "idcsConfig": (!public).then(|| json!({ "domainUrl": "https://idcs-technobank.identity.oraclecloud.com", "scope": "invoke", "audience": "technobank"})),
            },
            "applicationEndpoint": format!("https://{slug}.hosted.generativeai.us-ashburn-1.oci.oraclecloud.com"),
            "publicAccessPathPatterns": if public { json!(["/*"]) } else { json!([]) },
            "networkingConfig": {
                "inboundNetworkingConfig": {
                    "endpointMode": if public { "PUBLIC" } else { "PRIVATE" },
                    "privateEndpointId": (!public).then_some(&private),
                },
                "outboundNetworkingConfig": {
                    "networkMode": if public { "MANAGED" } else { "CUSTOM" },
                    "customSubnetId": (!public).then(|| ocid("subnet", "aiserving")), "nsgIds": [],
                },
            },
            "environmentVariables": if public { json!([{"name": "DB_PASSWORD", "type": "PLAINTEXT", "value": "simulated"}]) } else { json!([{"name": "DB_PASSWORD", "type": "VAULT", "value": ocid("vaultsecret", "database")}]) },
            "scalingConfig": {"scalingType": "CPU", "minReplica": 1, "maxReplica": 3}, "storageConfigs": [],
        }));
        let deployment = ocid("generativeaihosteddeployment", slug);
        let artifact = json!({
            "id": format!("{slug}-artifact"), "artifactType": "SIMPLE_DOCKER_ARTIFACT",
            "containerUri": format!("iad.ocir.io/{OCI_NAMESPACE}/{name}"), "tag": "1.4.2",
            "status": "ACTIVE", "hostedDeploymentId": deployment, "isVulnerabilityScanRequired": true,
            "timeCreated": p.ago(20),
        });
        p.add(
            (GENAI, "hostedDeployments"),
            compartment,
            (slug, name),
            json!({
                "hostedApplicationId": application, "activeArtifact": artifact, "artifacts": [artifact],
            }),
        );
    }
    p.add(
        (GENAI, "semanticStores"),
        AI_PROD,
        ("ledger", "ledger-semantics"),
        json!({
            "description": "Questions to the ledger in words", "lifecycleDetails": null,
            "dataSource": {
                "connectionType": "DATABASE_TOOLS_CONNECTION",
                "queryingConnectionId": ocid("databasetoolsconnection", "ledger"),
                "enrichmentConnectionId": ocid("databasetoolsconnection", "ledger"),
            },
            "schemas": {"connectionType": "DATABASE_TOOLS_CONNECTION", "schemas": [{"name": "LEDGER"}]},
            "refreshSchedule": null,
        }),
    );
    p.add(
        (GENAI, "vectorStoreConnectors"),
        AI_PROD,
        ("policies", "policies-sync"),
        json!({
            "description": "Policies into the vector store", "vectorStoreId": "vs_technobank",
            "lifecycleDetails": null, "vaultSecretId": ocid("vaultsecret", "database"),
            "configuration": {"connectorType": "OCI_OBJECT_STORAGE"},
            "freeformTags": tags(&[("owner", "assistant")]), "scheduleConfig": null,
            "secretsCompartment": SECURITY,
        }),
    );
}
