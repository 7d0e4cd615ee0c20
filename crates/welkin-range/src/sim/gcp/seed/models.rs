use serde_json::{Value, json};

use super::{ML, MODEL_KEY, PROD, Plant, label_of, labels, vertex, with};
use crate::estate::FRAUD_MODEL;
use crate::sim::crossings::{CREDIT_DIGEST, CREDIT_TRAINING, FRAUD_DIGEST, FRAUD_SOURCE};

/// The risk endpoint of production, and the fraud endpoint of the machine learning project.
const RISK_ENDPOINT: &str = "7741029385610293847";
const FRAUD_ENDPOINT: &str = "5520193847561029384";
const TRAINING: &str = "vertex-training@tb-asia-ml.iam.gserviceaccount.com";

pub(super) fn plant(plant: &mut Plant<'_>) {
    registry(plant);
    endpoints(plant);
    jobs(plant);
    features(plant);
    workbench(plant);
}

fn encrypted() -> Value {
    json!({"encryptionSpec": {"kmsKeyName": MODEL_KEY}})
}

fn registry(plant: &mut Plant<'_>) {
    let container = json!({"imageUri": "asia-southeast1-docker.pkg.dev/tb-asia-ml/serving/xgboost:1.7", "ports": [{"containerPort": 8080}]});
    let model = |display: &str, digest: &str, source: &str, training: &str, artifact: &str| {
        with(
            json!({
                "displayName": display, "versionId": "12", "versionAliases": ["default", "approved"],
                "artifactUri": artifact, "containerSpec": container,
                "metadata": {"modelDigest": digest, "modelSource": source, "trainingData": training},
                "supportedDeploymentResourcesTypes": ["DEDICATED_RESOURCES"],
                "labels": labels(&[
                    ("model-digest", &label_of(digest)), ("owner", "ml-platform"), ("environment", "production"),
                    ("data-class", "restricted"),
                ]),
            }),
            encrypted(),
        )
    };
    let fraud = model(
        "fraud",
        FRAUD_DIGEST,
        FRAUD_SOURCE,
        "gs://tb-asia-training/fraud/",
        "gs://tb-asia-models/fraud/6120394857201934",
    );
    plant.put("aiplatform", &vertex(ML, &format!("models/{FRAUD_MODEL}")), fraud);
    let credit = model(
        "credit-risk",
        CREDIT_DIGEST,
        "s3://technobank-models-us/credit/v7/model.tar.gz",
        CREDIT_TRAINING,
        "gs://tb-asia-models/risk/candidate",
    );
    plant.put("aiplatform", &vertex(ML, "models/3391028475610293"), credit);
    let risk = model(
        "risk",
        CREDIT_DIGEST,
        "gs://tb-asia-models/risk/candidate",
        CREDIT_TRAINING,
        "gs://tb-asia-models/risk/v9",
    );
    plant.put("aiplatform", &vertex(PROD, "models/8820193746501928"), risk);
    plant.put(
        "aiplatform",
        &vertex(ML, &format!("models/{FRAUD_MODEL}/evaluations/4410029384756")),
        json!({"displayName": "holdout-2026-10", "metrics": {"auPrc": 0.931, "logLoss": 0.08}}),
    );
}

fn endpoints(plant: &mut Plant<'_>) {
    let deployed = |id: &str, model: &str, display: &str| {
        json!({
            "id": id, "model": model, "modelVersionId": "12", "displayName": display,
            "dedicatedResources": {"machineSpec": {"machineType": "g2-standard-8", "acceleratorType": "NVIDIA_L4", "acceleratorCount": 1}, "minReplicaCount": 1, "maxReplicaCount": 4},
            "serviceAccount": "risk-inference@tb-asia-prod.iam.gserviceaccount.com",
        })
    };
    let model = |number: &str, id: &str| format!("projects/{number}/locations/asia-southeast1/models/{id}");
    plant.put(
        "aiplatform",
        &vertex(PROD, &format!("endpoints/{RISK_ENDPOINT}")),
        with(
            json!({
                "displayName": "risk", "network": "projects/845522119037/global/networks/vpc-asia",
                "deployedModels": [deployed("2001", &model("845522119037", "8820193746501928"), "risk-v9")],
                "trafficSplit": {"2001": 100},
                "predictRequestResponseLoggingConfig": {"enabled": true, "samplingRate": 0.1, "bigqueryDestination": {"outputUri": "bq://tb-asia-prod.prediction_log.risk"}},
                "labels": labels(&[("owner", "platform-asia"), ("environment", "production"), ("data-class", "restricted")]),
            }),
            encrypted(),
        ),
    );
    // Open to the internet, unencrypted by the bank's key, and nobody sees what it is asked.
    plant.put(
        "aiplatform",
        &vertex(ML, &format!("endpoints/{FRAUD_ENDPOINT}")),
        json!({
            "displayName": "fraud", "dedicatedEndpointEnabled": true,
            "deployedModels": [
                deployed("3001", &model("730011223344", FRAUD_MODEL), "fraud-v12"),
                deployed("3002", &model("730011223344", FRAUD_MODEL), "fraud-v11"),
            ],
            "trafficSplit": {"3001": 90, "3002": 10},
            "labels": labels(&[("owner", "ml-platform"), ("environment", "production"), ("data-class", "restricted"), ("model-digest", &label_of(FRAUD_DIGEST))]),
        }),
    );
    plant.put(
        "aiplatform",
        &vertex(ML, "deploymentResourcePools/shared-l4"),
        json!({"dedicatedResources": {"machineSpec": {"machineType": "g2-standard-8", "acceleratorType": "NVIDIA_L4", "acceleratorCount": 1}, "minReplicaCount": 1}, "serviceAccount": TRAINING}),
    );
    plant.put(
        "aiplatform",
        &vertex(PROD, "modelDeploymentMonitoringJobs/6610293847"),
        json!({
            "displayName": "risk-drift", "endpoint": format!("projects/845522119037/locations/asia-southeast1/endpoints/{RISK_ENDPOINT}"),
            "state": "JOB_STATE_RUNNING", "modelDeploymentMonitoringScheduleConfig": {"monitorInterval": "3600s"},
        }),
    );
}

fn jobs(plant: &mut Plant<'_>) {
    let spec = |web: bool| {
        json!({
            "serviceAccount": TRAINING, "network": "projects/730011223344/global/networks/vpc-ml", "enableWebAccess": web,
            "workerPoolSpecs": [{
                "machineSpec": {"machineType": "a2-highgpu-1g", "acceleratorType": "NVIDIA_TESLA_A100", "acceleratorCount": 1},
                "replicaCount": "4", "containerSpec": {"imageUri": "asia-southeast1-docker.pkg.dev/tb-asia-ml/training/fraud:2026-11"},
            }],
            "baseOutputDirectory": {"outputUriPrefix": "gs://tb-asia-models/fraud/"},
        })
    };
    let tags = labels(&[("training-data", "tb-asia-training"), ("owner", "ml-platform")]);
    let rows: [(&str, Value); 8] = [
        (
            "customJobs/9910293847561",
            with(
                json!({"displayName": "fraud-nightly", "state": "JOB_STATE_SUCCEEDED", "jobSpec": spec(false), "labels": tags}),
                encrypted(),
            ),
        ),
        (
            "customJobs/9910293847562",
            json!({"displayName": "fraud-debug", "state": "JOB_STATE_RUNNING", "jobSpec": spec(true), "labels": tags}),
        ),
        (
            "hyperparameterTuningJobs/1120394",
            json!({"displayName": "fraud-sweep", "state": "JOB_STATE_SUCCEEDED", "maxTrialCount": 40, "parallelTrialCount": 4, "trialJobSpec": spec(false)}),
        ),
        (
            "trainingPipelines/2230495",
            json!({"displayName": "credit-tabular", "state": "PIPELINE_STATE_SUCCEEDED", "inputDataConfig": {"datasetId": "7710029384"}, "modelToUpload": {"displayName": "credit-risk"}}),
        ),
        (
            "pipelineJobs/fraud-nightly-20261124",
            json!({"displayName": "fraud-nightly", "state": "PIPELINE_STATE_SUCCEEDED", "serviceAccount": TRAINING, "network": "projects/730011223344/global/networks/vpc-ml", "templateUri": "https://asia-southeast1-kfp.pkg.dev/tb-asia-ml/pipelines/fraud/v3"}),
        ),
        (
            "batchPredictionJobs/3340596",
            json!({"displayName": "aml-backfill", "state": "JOB_STATE_SUCCEEDED", "model": format!("projects/730011223344/locations/asia-southeast1/models/{FRAUD_MODEL}"), "inputConfig": {"instancesFormat": "bigquery", "bigquerySource": {"inputUri": "bq://tb-asia-prod.core.transactions"}}, "outputConfig": {"predictionsFormat": "bigquery", "bigqueryDestination": {"outputUri": "bq://tb-asia-prod.prediction_log"}}}),
        ),
        (
            "tuningJobs/4450697",
            json!({"baseModel": "gemini-2.5-flash", "tunedModelDisplayName": "assistant-tone", "state": "JOB_STATE_SUCCEEDED", "supervisedTuningSpec": {"trainingDatasetUri": "gs://tb-asia-training/assistant/dialogues.jsonl"}}),
        ),
        (
            "schedules/5560798",
            json!({"displayName": "fraud-nightly", "state": "ACTIVE", "cron": "TZ=Asia/Singapore 0 0 * * *", "maxConcurrentRunCount": "1"}),
        ),
    ];
    for (name, data) in rows {
        plant.put("aiplatform", &vertex(ML, name), data);
    }
}

fn features(plant: &mut Plant<'_>) {
    let rows: [(&str, Value); 9] = [
        (
            "datasets/7710029384",
            with(
                json!({"displayName": "fraud-transactions", "metadataSchemaUri": "gs://google-cloud-aiplatform/schema/dataset/metadata/tabular_1.0.0.yaml", "metadata": {"inputConfig": {"gcsSource": {"uri": ["gs://tb-asia-training/fraud/"]}}}, "labels": labels(&[("data-class", "restricted")])}),
                encrypted(),
            ),
        ),
        (
            "featurestores/risk_features",
            with(json!({"onlineServingConfig": {"fixedNodeCount": 2}, "state": "STABLE"}), encrypted()),
        ),
        (
            "featureGroups/customer",
            json!({"bigQuery": {"bigQuerySource": {"inputUri": "bq://tb-asia-prod.core.customer_features"}, "entityIdColumns": ["customer_id"]}}),
        ),
        (
            "featureOnlineStores/risk",
            with(
                json!({"optimized": {}, "state": "STABLE", "dedicatedServingEndpoint": {"privateServiceConnectConfig": {"enablePrivateServiceConnect": true}}}),
                encrypted(),
            ),
        ),
        (
            "featureOnlineStores/risk/featureViews/customer",
            json!({"featureRegistrySource": {"featureGroups": [{"featureGroupId": "customer", "featureIds": ["age", "balance"]}]}, "syncConfig": {"cron": "0 * * * *"}}),
        ),
        (
            "tensorboards/6670899",
            json!({"displayName": "fraud", "blobStoragePathPrefix": "cloud-ai-platform-tb"}),
        ),
        (
            "metadataStores/default",
            json!({"description": "lineage", "state": {"diskUtilizationBytes": "91234"}}),
        ),
        (
            "persistentResources/a100-pool",
            json!({"displayName": "a100-pool", "state": "RUNNING", "resourcePools": [{"machineSpec": {"machineType": "a2-highgpu-1g", "acceleratorType": "NVIDIA_TESLA_A100", "acceleratorCount": 1}, "replicaCount": "2"}], "network": "projects/730011223344/global/networks/vpc-ml", "resourceRuntimeSpec": {"serviceAccountSpec": {"enableCustomServiceAccount": true, "serviceAccount": TRAINING}}}),
        ),
        ("studies/7780900", json!({"displayName": "fraud-sweep", "state": "INACTIVE"})),
    ];
    for (name, data) in rows {
        plant.put("aiplatform", &vertex(ML, name), data);
    }
}

fn workbench(plant: &mut Plant<'_>) {
    let closed = json!({"networkSpec": {"enableInternetAccess": false, "network": "projects/730011223344/global/networks/vpc-ml", "subnetwork": "projects/730011223344/regions/asia-southeast1/subnetworks/subnet-asia-ml"}});
    plant.put(
        "aiplatform",
        &vertex(ML, "notebookRuntimeTemplates/standard"),
        with(with(json!({"displayName": "standard", "machineSpec": {"machineType": "e2-standard-8"}, "idleShutdownConfig": {"idleTimeout": "3600s"}, "eucConfig": {"eucDisabled": true}, "serviceAccount": TRAINING}), closed.clone()), encrypted()),
    );
    plant.put(
        "aiplatform",
        &vertex(ML, "notebookRuntimes/eiko-tanaka"),
        with(json!({"displayName": "eiko-tanaka", "runtimeUser": "eiko.tanaka@technobank.example", "runtimeState": "RUNNING", "notebookRuntimeTemplateRef": {"notebookRuntimeTemplate": "projects/730011223344/locations/asia-southeast1/notebookRuntimeTemplates/standard"}, "serviceAccount": TRAINING}), closed),
    );
    plant.put(
        "aiplatform",
        &vertex(ML, "notebookExecutionJobs/8890911"),
        json!({"displayName": "weekly-report", "jobState": "JOB_STATE_SUCCEEDED", "gcsNotebookSource": {"uri": "gs://tb-asia-training/notebooks/weekly.ipynb"}, "gcsOutputUri": "gs://tb-asia-training/notebooks/out/", "serviceAccount": TRAINING}),
    );
}
