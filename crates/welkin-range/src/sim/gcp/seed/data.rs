use serde_json::{Value, json};

use super::{EXTERNAL_KEY, ML, MODEL_KEY, PROD, Plant, SECURITY, labels, with};
use crate::estate::{ASIA_MODELS, FRAUD_MODEL};
use crate::sim::crossings::{
    EXPORT_KEY_ID, EXTERNAL_KEY_URI, FRAUD_DIGEST, FRAUD_SOURCE, TRANSFER_SINK, TRANSFER_SOURCE,
};

/// Name, number of the project, class, owner, versioned, uniform access, key.
const BUCKETS: [(&str, &str, &str, &str, bool, bool, &str); 6] = [
    (ASIA_MODELS, "730011223344", "restricted", "ml-platform", true, true, MODEL_KEY),
    ("tb-asia-training", "730011223344", "restricted", "data-science", false, false, MODEL_KEY),
    ("tb-asia-landing", "845522119037", "restricted", "warehouse", true, true, EXTERNAL_KEY),
    ("tb-asia-reports", "845522119037", "internal", "analytics", true, true, ""),
    ("tb-asia-handbook", "845522119037", "internal", "platform-asia", true, true, MODEL_KEY),
    ("tb-asia-evidence", "501266778812", "restricted", "security", true, true, MODEL_KEY),
];

pub(super) fn plant(plant: &mut Plant<'_>) {
    buckets(plant);
    objects(plant);
    warehouse(plant);
    keys(plant);
    secrets(plant);
    plant.put(
        "storagetransfer",
        "transferJobs/nightly-model-copy",
        json!({
            "description": "Models from the United States", "projectId": ML, "status": "ENABLED",
            "transferSpec": {
                "awsS3DataSource": {"bucketName": TRANSFER_SOURCE, "roleArn": crate::sim::crossings::CROSS_CLOUD_ROLE},
                "gcsDataSink": {"bucketName": TRANSFER_SINK},
            },
            "schedule": {"scheduleStartDate": {"year": 2026, "month": 1, "day": 5}, "startTimeOfDay": {"hours": 17}},
        }),
    );
}

fn buckets(plant: &mut Plant<'_>) {
    for (name, number, class, owner, versioned, uniform, key) in BUCKETS {
        let mut data = json!({
            "projectNumber": number, "versioning": {"enabled": versioned},
            "iamConfiguration": {
                "uniformBucketLevelAccess": {"enabled": uniform},
                "publicAccessPrevention": if name == "tb-asia-reports" { "inherited" } else { "enforced" },
            },
            "softDeletePolicy": {"retentionDurationSeconds": "604800"},
            "labels": labels(&[("data-class", class), ("owner", owner), ("environment", "production")]),
        });
        if !key.is_empty() {
            data = with(data, json!({"encryption": {"defaultKmsKeyName": key}}));
        }
        if name == "tb-asia-evidence" {
            data = with(
                data,
                json!({"retentionPolicy": {"retentionPeriod": "31536000", "effectiveTime": "2026-01-05T00:00:00Z"}}),
            );
        }
        plant.put("storage", &format!("b/{name}"), data);
    }
    let bucket = |name: &str| format!("//storage.googleapis.com/{name}");
    plant.bind(
        &bucket(ASIA_MODELS),
        &[(
            "roles/storage.objectAdmin",
            &["serviceAccount:model-deployer@tb-asia-ml.iam.gserviceaccount.com"],
        )],
    );
    // Whoever works with data may write what models learn from.
    plant.bind(
        &bucket("tb-asia-training"),
        &[
            (
                "roles/storage.objectAdmin",
                &["group:data-science@technobank.example", "group:analytics@technobank.example"],
            ),
            (
                "roles/storage.objectViewer",
                &["serviceAccount:vertex-training@tb-asia-ml.iam.gserviceaccount.com"],
            ),
        ],
    );
    plant.bind(
        &bucket("tb-asia-landing"),
        &[("roles/storage.objectUser", &["serviceAccount:warehouse@tb-asia-prod.iam.gserviceaccount.com"])],
    );
    // The whole internet reads the reports.
    plant.bind(
        &bucket("tb-asia-reports"),
        &[("roles/storage.objectViewer", &["allUsers", "group:analytics@technobank.example"])],
    );
    plant.bind(
        &bucket("tb-asia-evidence"),
        &[("roles/storage.objectCreator", &["group:security@technobank.example"])],
    );
}

fn objects(plant: &mut Plant<'_>) {
    let mut names: Vec<(&str, String, Value)> = (0..26)
        .map(|nth| {
            (
                ASIA_MODELS,
                format!("fraud/{FRAUD_MODEL}/variables-{nth:05}-of-00026.safetensors"),
                json!({"model-digest": FRAUD_DIGEST, "model-source": FRAUD_SOURCE}),
            )
        })
        .collect();
    names.push((ASIA_MODELS, "risk/candidate/model.tar.gz".to_owned(), json!({})));
    names.push(("tb-asia-training", "assistant/dialogues.jsonl".to_owned(), json!({})));
    for nth in 0..8 {
        names.push(("tb-asia-training", format!("fraud/shard-{nth:04}.tfrecord"), json!({})));
    }
    names.push(("tb-asia-reports", "reports/2026/001.parquet".to_owned(), json!({})));
    for (bucket, name, metadata) in names {
        let key = format!("//storage.googleapis.com/{bucket}/o/{name}");
        let content = format!("simulated {name}").into_bytes();
        let data = json!({"size": content.len().to_string(), "metadata": metadata});
        let segments = ["b", bucket, "o", &name].map(str::to_owned);
        let Some(kind) = super::super::kind::of_item(Some("storage"), &segments) else { continue };
        let data = super::shape::completed(plant.estate, kind, &key, data, plant.at);
        plant.estate.put(kind, &key, data, plant.at);
        plant.estate.keep(&key, content);
    }
}

fn warehouse(plant: &mut Plant<'_>) {
    for (dataset, class, key) in
        [("core", "restricted", EXTERNAL_KEY), ("prediction_log", "restricted", MODEL_KEY)]
    {
        plant.put(
            "bigquery",
            &format!("projects/{PROD}/datasets/{dataset}"),
            json!({
                "labels": labels(&[("data-class", class), ("owner", "warehouse")]),
                "defaultEncryptionConfiguration": {"kmsKeyName": key},
                "access": [
                    {"role": "WRITER", "userByEmail": "warehouse@tb-asia-prod.iam.gserviceaccount.com"},
                    {"role": "READER", "groupByEmail": "analytics@technobank.example"},
                ],
            }),
        );
    }
    for (dataset, table) in
        [("core", "transactions"), ("core", "customer_features"), ("prediction_log", "risk")]
    {
        plant.put(
            "bigquery",
            &format!("projects/{PROD}/datasets/{dataset}/tables/{table}"),
            json!({"labels": labels(&[("data-class", "restricted")]), "numRows": "184467", "schema": {"fields": [{"name": "customer_id", "type": "STRING"}]}}),
        );
    }
}

fn keys(plant: &mut Plant<'_>) {
    let ring = format!("projects/{SECURITY}/locations/asia-southeast1/keyRings/ai");
    plant.put("cloudkms", &ring, json!({}));
    plant.put(
        "cloudkms",
        MODEL_KEY,
        json!({
            "purpose": "ENCRYPT_DECRYPT", "rotationPeriod": "7776000s", "nextRotationTime": "2027-01-15T00:00:00Z",
            "versionTemplate": {"protectionLevel": "HSM", "algorithm": "GOOGLE_SYMMETRIC_ENCRYPTION"},
            "primary": {"name": format!("{MODEL_KEY}/cryptoKeyVersions/1"), "state": "ENABLED", "protectionLevel": "HSM"},
            "labels": labels(&[("owner", "security")]),
        }),
    );
    let version = json!({
        "state": "ENABLED", "protectionLevel": "EXTERNAL", "algorithm": "EXTERNAL_SYMMETRIC_ENCRYPTION",
        "externalProtectionLevelOptions": {"externalKeyUri": EXTERNAL_KEY_URI},
    });
    let primary = with(version.clone(), json!({"name": format!("{EXTERNAL_KEY}/cryptoKeyVersions/1")}));
    plant.put(
        "cloudkms",
        EXTERNAL_KEY,
        json!({
            "purpose": "ENCRYPT_DECRYPT", "primary": primary,
            "versionTemplate": {"protectionLevel": "EXTERNAL", "algorithm": "EXTERNAL_SYMMETRIC_ENCRYPTION"},
            "labels": labels(&[("owner", "security"), ("held-by", "ibm-key-protect")]),
        }),
    );
    plant.put("cloudkms", &format!("{EXTERNAL_KEY}/cryptoKeyVersions/1"), version);
    plant.put(
        "cloudkms",
        &format!("{MODEL_KEY}/cryptoKeyVersions/1"),
        json!({"state": "ENABLED", "protectionLevel": "HSM", "algorithm": "GOOGLE_SYMMETRIC_ENCRYPTION"}),
    );
}

fn secrets(plant: &mut Plant<'_>) {
    // A long-lived key of another cloud that nothing rotates; labels have no capitals, annotations do.
    plant.put(
        "secretmanager",
        &format!("projects/{ML}/secrets/aws-legacy-export"),
        json!({
            "replication": {"automatic": {}},
            "labels": labels(&[("aws-access-key-id", &EXPORT_KEY_ID.to_lowercase()), ("owner", "ml-platform")]),
            "annotations": {"aws-access-key-id": EXPORT_KEY_ID},
        }),
    );
    plant.put(
        "secretmanager",
        &format!("projects/{PROD}/secrets/assistant-database"),
        json!({
            "replication": {"userManaged": {"replicas": [{"location": "asia-southeast1", "customerManagedEncryption": {"kmsKeyName": MODEL_KEY}}]}},
            "rotation": {"rotationPeriod": "2592000s", "nextRotationTime": "2026-12-20T00:00:00Z"},
            "labels": labels(&[("owner", "platform-asia")]),
        }),
    );
    for (project, secret) in [(ML, "aws-legacy-export"), (PROD, "assistant-database")] {
        plant.put(
            "secretmanager",
            &format!("projects/{project}/secrets/{secret}/versions/1"),
            json!({"state": "ENABLED"}),
        );
    }
    plant.bind(
        "//secretmanager.googleapis.com/projects/730011223344/secrets/aws-legacy-export",
        &[("roles/secretmanager.secretAccessor", &["group:data-science@technobank.example"])],
    );
}
