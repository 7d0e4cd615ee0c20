use serde_json::json;

use super::{AI_LAB, AI_PROD, Planter, ocid, tags};
use crate::estate::OCI_NAMESPACE;

/// The ready-made AI services, and the database that holds features.
pub(super) fn plant(p: &mut Planter<'_>) {
    let language = p.add(
        ("language", "projects"),
        AI_PROD,
        ("complaints", "complaints"),
        json!({"description": "Sorts complaints", "lifecycleDetails": null}),
    );
    let model = p.add(
        ("language", "models"),
        AI_PROD,
        ("complaints", "complaint-topics"),
        json!({
            "projectId": language, "description": "Topics",
            "modelDetails": {
                "modelType": "TEXT_CLASSIFICATION", "languageCode": "en",
                "classificationMode": {"classificationMode": "MULTI_CLASS", "version": null},
            },
            "version": "V2.1", "lifecycleDetails": null,
            "trainingDataset": {
                "datasetType": "OBJECT_STORAGE",
                "locationDetails": {
                    "locationType": "OBJECT_LIST", "namespaceName": OCI_NAMESPACE,
                    "bucketName": "agent-knowledge", "objectNames": ["policies/complaints.pdf"],
                },
            },
            "evaluationResults": {"modelType": "TEXT_CLASSIFICATION"}, "testStrategy": null,
        }),
    );
    p.add(
        ("language", "endpoints"),
        AI_PROD,
        ("complaints", "complaint-topics"),
        json!({
            "projectId": language, "modelId": model, "inferenceUnits": 1, "alias": null,
            "computeType": "CPU", "description": null, "lifecycleDetails": null,
        }),
    );
    let vision = p.add(
        ("vision", "projects"),
        AI_PROD,
        ("cheques", "cheques"),
        json!({"description": "Reads cheques", "lifecycleDetails": null}),
    );
    p.add(
        ("vision", "models"),
        AI_PROD,
        ("cheques", "cheque-fields"),
        json!({
            "projectId": vision, "description": "Finds the fields", "modelType": "OBJECT_DETECTION",
            "modelVersion": "1.0", "isQuickMode": false, "precision": 0.97, "confidenceThreshold": 0.5,
            "totalImageCount": 12_000, "lifecycleDetails": null,
            "trainingDataset": {
                "datasetType": "OBJECT_STORAGE", "namespaceName": OCI_NAMESPACE,
                "bucketName": "agent-knowledge", "objectName": "cheques.json",
            },
            "freeformTags": tags(&[("training-data", "agent-knowledge")]),
        }),
    );
    p.add(
        ("speech", "transcriptionJobs"),
        AI_LAB,
        ("calls", "calls-2026-11"),
        json!({
            "description": "Calls of November", "totalTasks": 12, "outstandingTasks": 0,
            "successfulTasks": 12, "percentComplete": 100, "createdBy": null,
            "inputLocation": {
                "locationType": "OBJECT_LIST_FILE_INPUT_LOCATION",
                "objectLocation": {
                    "namespaceName": OCI_NAMESPACE, "bucketName": "credit-lab-scratch",
                    "objectNames": ["calls.json"],
                },
            },
            "outputLocation": {
                "namespaceName": OCI_NAMESPACE, "bucketName": "credit-lab-scratch", "prefix": "calls/",
            },
            "modelDetails": {"modelType": "WHISPER_MEDIUM", "languageCode": "en"},
        }),
    );
    p.add(("database", "autonomousDatabases"), AI_PROD, ("creditfeatures", "credit-features"), json!({
        "dbName": "FEATURES", "dbWorkload": "DW", "dbVersion": "23ai", "computeModel": "ECPU",
        "computeCount": 8.0, "dataStorageSizeInTBs": 4, "cpuCoreCount": 0, "isDedicated": false,
        "isFreeTier": false, "isMtlsConnectionRequired": true, "isAccessControlEnabled": true,
        "whitelistedIps": ["10.40.32.0/19"], "subnetId": ocid("subnet", "aiserving"),
        "nsgIds": [ocid("networksecuritygroup", "serving")],
        "privateEndpoint": "features.adb.us-ashburn-1.oraclecloud.com", "privateEndpointIp": "10.40.32.60",
        "kmsKeyId": ocid("key", "training"), "vaultId": ocid("vault", "main"),
        "dataSafeStatus": "REGISTERED", "isDataGuardEnabled": false, "isAutoScalingEnabled": true,
        "licenseModel": "LICENSE_INCLUDED", "backupRetentionPeriodInDays": 30,
        "freeformTags": tags(&[("data-class", "restricted"), ("training-data", "credit")]),
    }));
}
