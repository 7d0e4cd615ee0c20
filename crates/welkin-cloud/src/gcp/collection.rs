/// The service of a relative name.
pub(super) fn service_of(path: &str) -> Option<&'static str> {
    let parts: Vec<&str> = path.split('/').collect();
    Some(match parts.as_slice() {
        ["organizations" | "folders" | "projects" | "tagKeys" | "tagValues", _] => "cloudresourcemanager",
        ["accessPolicies", ..] => "accesscontextmanager",
        ["transferJobs", _] => "storagetransfer",
        ["publishers", _, "models", _] => "aiplatform",
        ["projects", _, "global" | "regions" | "zones", ..] => "compute",
        ["projects" | "organizations", _, "locations", _, collection, _, ..] => located(collection)?,
        ["projects" | "organizations", _, "roles", _] => "iam",
        ["projects" | "organizations" | "folders", _, "sinks" | "logs", _] => "logging",
        ["projects" | "organizations" | "folders", _, "policies", _] => "orgpolicy",
        ["projects", _, collection, _, ..] => match *collection {
            "serviceAccounts" => "iam",
            "secrets" => "secretmanager",
            "topics" | "subscriptions" | "snapshots" => "pubsub",
            "datasets" => "bigquery",
            "managedZones" => "dns",
            "databases" => "firestore",
            _ => return None,
        },
        _ => return None,
    })
}

/// The service of a collection that stands in locations. Collections that several services have are left out.
fn located(collection: &str) -> Option<&'static str> {
    Some(match collection {
        "batchPredictionJobs"
        | "cachedContents"
        | "customJobs"
        | "dataLabelingJobs"
        | "datasets"
        | "deploymentResourcePools"
        | "endpoints"
        | "evaluationRuns"
        | "evaluationSets"
        | "featureGroups"
        | "featureOnlineStores"
        | "featurestores"
        | "hyperparameterTuningJobs"
        | "indexEndpoints"
        | "indexes"
        | "metadataStores"
        | "modelDeploymentMonitoringJobs"
        | "models"
        | "nasJobs"
        | "notebookExecutionJobs"
        | "notebookRuntimeTemplates"
        | "notebookRuntimes"
        | "persistentResources"
        | "pipelineJobs"
        | "publishers"
        | "ragCorpora"
        | "reasoningEngines"
        | "specialistPools"
        | "studies"
        | "tensorboards"
        | "trainingPipelines"
        | "tuningJobs" => "aiplatform",
        "keyRings" | "ekmConnections" => "cloudkms",
        "workloadIdentityPools" | "workforcePools" => "iam",
        "collections" => "discoveryengine",
        "templates" => "modelarmor",
        "clusters" => "container",
        "repositories" => "artifactregistry",
        "services" => "run",
        "functions" => "cloudfunctions",
        "connectors" => "vpcaccess",
        "secrets" => "secretmanager",
        "keys" => "apikeys",
        "agents" => "dialogflow",
        "buckets" => "logging",
        "mcpServers" => "agentregistry",
        _ => return None,
    })
}
