use serde_json::{Value, json};

use super::{AI_LAB, AI_PROD, ARCHIVES, HOME_REGION, PHOENIX, Planter, ocid, tags};
use crate::estate::{OCI_MODEL, OCI_NAMESPACE};
use crate::sim::crossings::{CREDIT_DIGEST, CREDIT_TRAINING, FRAUD_DIGEST, FRAUD_SOURCE};
use crate::sim::oci::access::{NOTEBOOK, user_id};

const SCIENCE: &str = "datascience";
const PROJECT: &str = "ocid1.datascienceproject.oc1.iad.amaaaaaatechnobankrisk";

/// Data Science: from the notebook to the deployment, and a deployment in Phoenix that everyone has forgotten.
pub(super) fn plant(p: &mut Planter<'_>) {
    let karen = user_id("karen.boyd@technobank.example");
    p.add_as(
        (SCIENCE, "projects"),
        ARCHIVES,
        (PROJECT, "credit-risk"),
        json!({"description": "Credit risk models", "createdBy": karen}),
    );
    let lab = p.add(
        (SCIENCE, "projects"),
        AI_LAB,
        ("lab", "credit-lab"),
        json!({"description": "Experiments", "createdBy": karen}),
    );
    notebooks(p, &lab, &karen);
    models(p, &karen);
    deployments(p, &karen);
    jobs(p, &karen);
    p.add(
        (SCIENCE, "dataSciencePrivateEndpoints"),
        AI_PROD,
        ("serving", "pe-data-science"),
        json!({
            "subnetId": ocid("subnet", "aiserving"), "nsgIds": [ocid("networksecuritygroup", "serving")],
            "fqdn": "tbds.pe.datascience.us-ashburn-1.oci.oraclecloud.com",
            "dataScienceResourceType": "MODEL_DEPLOYMENT", "description": "For model deployments",
            "createdBy": karen,
        }),
    );
}

fn notebooks(p: &mut Planter<'_>, project: &str, karen: &str) {
    let config = |shape: &str, subnet: &str| {
        json!({
            "shape": shape, "blockStorageSizeInGBs": 200, "subnetId": ocid("subnet", subnet),
            "privateEndpointId": null,
            "notebookSessionShapeConfigDetails": {"ocpus": 8.0, "memoryInGBs": 64.0},
        })
    };
    for (id, name, subnet, state) in [
        (NOTEBOOK.to_owned(), "credit-lab", "ainotebooks", "ACTIVE"),
        (ocid("datasciencenotebooksession", "fraudlab"), "fraud-lab", "aitraining", "INACTIVE"),
    ] {
        let details = config("VM.GPU.A10.1", subnet);
        p.add_as(
            (SCIENCE, "notebookSessions"),
            AI_LAB,
            (&id, name),
            json!({
                "projectId": project, "createdBy": karen, "lifecycleState": state, "lifecycleDetails": null,
                "notebookSessionConfigurationDetails": details, "notebookSessionConfigDetails": details,
                "notebookSessionRuntimeConfigDetails": {
                    "customEnvironmentVariables": {},
                    "notebookSessionGitConfigDetails": {"notebookSessionGitRepoConfigCollection": []},
                },
                "notebookSessionStorageMountConfigurationDetailsList": [
                    {
                        "storageType": "OBJECT_STORAGE", "namespace": OCI_NAMESPACE,
                        "bucket": "credit-lab-scratch", "prefix": "", "destinationDirectoryName": "scratch",
                        "destinationPath": "/mnt",
                    },
                ],
                "notebookSessionUrl": format!("https://{name}.notebook.us-ashburn-1.oci.oraclecloud.com"),
                "freeformTags": tags(&[("environment", "lab")]),
            }),
        );
    }
}

fn models(p: &mut Planter<'_>, karen: &str) {
    let set = p.add(
        (SCIENCE, "modelVersionSets"),
        ARCHIVES,
        ("credit", "credit-risk"),
        json!({
            "projectId": PROJECT, "description": "Versions of the credit risk model", "createdBy": karen,
            "category": "USER",
        }),
    );
    let models: [(String, &str, &str, &str, &str, &str); 4] = [
        (OCI_MODEL.to_owned(), "credit-risk", ARCHIVES, CREDIT_DIGEST, CREDIT_TRAINING, "ACTIVE"),
        (
            ocid("datasciencemodel", "creditriskold"),
            "credit-risk-2025",
            ARCHIVES,
            "sha256:11c0b7f2a6c94e5d0f3b8a7716d2e95c4a03f8b1d67e2c90a5f4b3d8e1c60792",
            CREDIT_TRAINING,
            "INACTIVE",
        ),
        (ocid("datasciencemodel", "fraudcopy"), "fraud-v12", AI_PROD, FRAUD_DIGEST, FRAUD_SOURCE, "ACTIVE"),
        (ocid("datasciencemodel", "labchurn"), "churn-experiment", AI_LAB, "", "", "ACTIVE"),
    ];
    for (id, name, compartment, digest, source, state) in models {
        let traced = !digest.is_empty();
        let entry = |key: &str, value: &str| {
            json!({
                "key": key, "value": value, "category": "Training Profile", "description": null,
                "keywords": [], "hasArtifact": false,
            })
        };
        let metadata = if traced {
            json!([entry("model-digest", digest), entry("model-source", source)])
        } else {
            json!([])
        };
        let own = if traced {
            tags(&[("model-digest", digest), ("model-source", source), ("data-class", "confidential")])
        } else {
            tags(&[("environment", "lab")])
        };
        p.add_as(
            (SCIENCE, "models"),
            compartment,
            (&id, name),
            json!({
                "projectId": PROJECT, "createdBy": karen, "lifecycleState": state, "description": name,
                "category": "USER", "customMetadataList": metadata,
                "definedMetadataList": [
                    {
                        "key": "Framework", "value": "onnx", "category": "null", "description": null,
                        "keywords": [],
                    },
                    {
                        "key": "FrameworkVersion", "value": "1.19", "category": "null", "description": null,
                        "keywords": [],
                    },
                ],
                "inputSchema": "{\"schema\":[]}", "outputSchema": "{\"schema\":[]}",
                "isModelByReference": false,
                "modelVersionSetId": name.starts_with("credit").then_some(&set),
                "modelVersionSetName": name.starts_with("credit").then_some("credit-risk"),
                "versionLabel": name, "versionId": null, "backupSetting": null, "retentionSetting": null,
                "lifecycleDetails": null, "freeformTags": own,
            }),
        );
        if traced {
            p.part(
                &id,
                "provenance",
                json!({
                    "repositoryUrl": "https://github.com/technobank/models", "gitBranch": "main",
                    "gitCommit": "8f14e45fceea167a5a36dedd4bea2543f0a1b2c3", "scriptDir": "credit",
                    "trainingScript": "train.py", "trainingId": ocid("datasciencejobrun", "credit1"),
                }),
            );
        }
        p.part(&id, "artifact", json!({"fileName": format!("{name}.zip"), "lastModified": p.ago(30)}));
    }
    let history = p.add(
        (SCIENCE, "modelGroupVersionHistory"),
        AI_PROD,
        ("scores", "scores"),
        json!({
            "projectId": PROJECT, "description": "Scores", "createdBy": karen,
            "latestModelGroupId": ocid("datasciencemodelgroup", "scores"),
        }),
    );
    let group = p.add(
        (SCIENCE, "modelGroups"),
        AI_PROD,
        ("scores", "scores"),
        json!({
            "projectId": PROJECT, "description": "Credit and fraud together", "createdBy": karen,
            "createType": "CREATE",
            "modelGroupDetails": {"type": "HETEROGENEOUS", "customMetadataList": []},
            "memberModelEntries": {
                "memberModelDetails": [
                    {"modelId": OCI_MODEL, "inferenceKey": "credit"},
                    {"modelId": ocid("datasciencemodel", "fraudcopy"), "inferenceKey": "fraud"},
                ],
            },
            "modelGroupVersionHistoryId": history, "modelGroupVersionHistoryName": "scores",
            "versionLabel": "1", "versionId": 1, "lifecycleDetails": null,
        }),
    );
    p.part(
        &group,
        "models",
        json!([
            {
                "modelId": OCI_MODEL, "inferenceKey": "credit", "displayName": "credit-risk",
                "projectId": PROJECT, "lifecycleState": "ACTIVE",
            },
        ]),
    );
}

fn deployments(p: &mut Planter<'_>, karen: &str) {
    let deployment = |model: &str, network: Value, logged: bool, region: &str, id: &str| {
        json!({
            "projectId": PROJECT, "createdBy": karen, "description": null, "lifecycleDetails": null,
            "modelDeploymentUrl": format!("https://modeldeployment.{region}.oci.customer-oci.com/{id}"),
            "modelDeploymentConfigurationDetails": {
                "deploymentType": "SINGLE_MODEL",
                "modelConfigurationDetails": {
                    "modelId": model, "bandwidthMbps": 10, "maximumBandwidthMbps": 20,
                    "instanceConfiguration": network,
                    "scalingPolicy": {"policyType": "FIXED_SIZE", "instanceCount": 2},
                },
                "environmentConfigurationDetails": {
                    "environmentConfigurationType": "DEFAULT", "environmentVariables": {},
                },
            },
            "categoryLogDetails": logged.then(|| json!({"access": {"logId": ocid("log", "creditaccess"), "logGroupId": ocid("loggroup", "models")}, "predict": {"logId": ocid("log", "creditpredict"), "logGroupId": ocid("loggroup", "models")}})),
            "modelDeploymentSystemData": {
                "systemInfraType": "INSTANCE_POOL", "currentInstanceCount": 2, "modelType": null,
            },
        })
    };
    let network = |shape: &str| {
        json!({
            "instanceShapeName": shape, "subnetId": ocid("subnet", "aiserving"),
            "privateEndpointId": ocid("datascienceprivateendpoint", "serving"),
            "networkAccessType": "CUSTOM_NETWORKING",
        })
    };
    for (slug, name, model, shape) in [
        ("creditrisk", "credit-risk-prod", OCI_MODEL.to_owned(), "VM.GPU.A10.1"),
        ("fraud", "fraud-v12", ocid("datasciencemodel", "fraudcopy"), "VM.Standard.E4.Flex"),
    ] {
        let id = ocid("datasciencemodeldeployment", slug);
        let mut body = deployment(&model, network(shape), true, HOME_REGION, &id);
        let digest = if slug == "fraud" { FRAUD_DIGEST } else { CREDIT_DIGEST };
        if let Some(fields) = body.as_object_mut() {
            fields.insert(
                "freeformTags".to_owned(),
                tags(&[("model-digest", digest), ("data-class", "confidential")]),
            );
        }
        p.add_as((SCIENCE, "modelDeployments"), AI_PROD, (&id, name), body);
        p.part(
            &id,
            "modelStates",
            json!([
                {
                    "modelId": model, "displayName": name, "state": "ACTIVE", "projectId": PROJECT,
                    "inferenceKey": null,
                },
            ]),
        );
    }
    p.region(PHOENIX);
    let open = json!({
        "instanceShapeName": "VM.Standard.E4.Flex", "subnetId": null, "privateEndpointId": null,
        "networkAccessType": "MANAGED_NETWORKING_INTERNET_ACCESS",
    });
    let id = "ocid1.datasciencemodeldeployment.oc1.phx.amaaaaaatechnobankforgotten";
    let model = p.add(
        (SCIENCE, "models"),
        AI_LAB,
        ("forgotten", "credit-risk-pilot"),
        json!({
            "projectId": null, "createdBy": karen, "customMetadataList": [], "definedMetadataList": [],
            "description": "Pilot of 2025", "category": "USER",
            "freeformTags": tags(&[("model-digest", CREDIT_DIGEST), ("environment", "lab")]),
        }),
    );
    p.part(&model, "artifact", json!({"fileName": "pilot.zip", "lastModified": p.ago(390)}));
    p.add_as(
        (SCIENCE, "modelDeployments"),
        AI_LAB,
        (id, "credit-risk-pilot"),
        deployment(&model, open, false, PHOENIX, id),
    );
    p.region(HOME_REGION);
}

fn jobs(p: &mut Planter<'_>, karen: &str) {
    let job = p.add((SCIENCE, "jobs"), AI_PROD, ("credit", "train-credit-risk"), json!({
        "projectId": PROJECT, "createdBy": karen, "description": "Monthly training",
        "lifecycleDetails": null,
        "jobConfigurationDetails": {
            "jobType": "DEFAULT", "environmentVariables": {"TRAINING_DATA": CREDIT_TRAINING},
            "commandLineArguments": "--epochs 20", "maximumRuntimeInMinutes": 720,
        },
        "jobInfrastructureConfigurationDetails": {
            "jobInfrastructureType": "STANDALONE", "shapeName": "VM.GPU.A10.1",
            "subnetId": ocid("subnet", "aitraining"), "blockStorageSizeInGBs": 500,
        },
        "jobLogConfigurationDetails": {
            "enableLogging": true, "enableAutoLogCreation": false, "logGroupId": ocid("loggroup", "models"),
        },
        "jobStorageMountConfigurationDetailsList": [
            {
                "storageType": "OBJECT_STORAGE", "namespace": OCI_NAMESPACE, "bucket": "credit-training",
                "prefix": "credit/", "destinationDirectoryName": "data", "destinationPath": "/mnt",
            },
        ],
        "freeformTags": tags(&[("training-data", CREDIT_TRAINING)]),
    }));
    for (slug, state) in [("credit1", "SUCCEEDED"), ("credit2", "IN_PROGRESS")] {
        p.add(
            (SCIENCE, "jobRuns"),
            AI_PROD,
            (slug, slug),
            json!({
                "jobId": job, "projectId": PROJECT, "createdBy": karen, "lifecycleState": state,
                "lifecycleDetails": null, "timeAccepted": p.ago(1), "timeStarted": p.ago(1),
                "timeFinished": null,
                "jobInfrastructureConfigurationDetails": {
                    "jobInfrastructureType": "STANDALONE", "shapeName": "VM.GPU.A10.1",
                    "subnetId": ocid("subnet", "aitraining"), "blockStorageSizeInGBs": 500,
                },
                "logDetails": null,
            }),
        );
    }
    let pipeline = p.add(
        (SCIENCE, "pipelines"),
        AI_PROD,
        ("credit", "credit-risk"),
        json!({
            "projectId": PROJECT, "createdBy": karen, "description": "Train, test, deploy",
            "configurationDetails": {
                "type": "DEFAULT", "maximumRuntimeInMinutes": 900, "environmentVariables": {},
                "commandLineArguments": "",
            },
            "stepDetails": [
                {
                    "stepType": "ML_JOB", "stepName": "train", "description": null, "dependsOn": [],
                    "jobId": job,
                },
            ],
            "lifecycleDetails": null,
        }),
    );
    p.add(
        (SCIENCE, "pipelineRuns"),
        AI_PROD,
        ("credit1", "credit-risk-2026-11"),
        json!({
            "pipelineId": pipeline, "projectId": PROJECT, "createdBy": karen, "timeAccepted": p.ago(2),
            "timeStarted": p.ago(2), "timeFinished": p.ago(1),
            "stepRuns": [
                {
                    "stepType": "ML_JOB", "stepName": "train", "lifecycleState": "SUCCEEDED",
                    "jobRunId": ocid("datasciencejobrun", "credit1"),
                },
            ],
            "configurationDetails": {"type": "DEFAULT"},
        }),
    );
    p.add(
        (SCIENCE, "schedules"),
        AI_PROD,
        ("credit", "credit-risk-monthly"),
        json!({
            "projectId": PROJECT, "createdBy": karen, "description": "First of the month",
            "trigger": {"triggerType": "CRON", "cronExpression": "0 2 1 * *"},
            "action": {
                "actionType": "HTTP",
                "actionDetails": {
                    "httpActionType": "CREATE_JOB_RUN",
                    "createJobRunDetails": {"jobId": job, "projectId": PROJECT, "compartmentId": AI_PROD},
                },
            },
            "timeNextScheduledRun": null, "logDetails": null,
        }),
    );
}
