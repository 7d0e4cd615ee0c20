//! Which calls list what Cloud Asset Inventory lacks. Methods, fields and page sizes are those of the discovery documents,
//! permissions those of the IAM reference.

use super::list::When::{Always, Fallback, Missing};
use super::list::{ListRule, Under};

const fn vertex(
    native: &'static str,
    operation: &'static str,
    permission: &'static str,
    path: &'static str,
    field: &'static str,
) -> ListRule {
    ListRule {
        native,
        service: "aiplatform",
        operation,
        permission,
        path,
        field,
        size: 100,
        under: Under::Vertex,
        when: Always,
    }
}

const fn other(
    native: &'static str,
    service: &'static str,
    operation: &'static str,
    permission: &'static str,
    path: &'static str,
    field: &'static str,
) -> ListRule {
    ListRule { service, when: Missing, ..vertex(native, operation, permission, path, field) }
}

const AI_REGIONS: &[&str] = &["global", "us", "eu"];
const COLLECTION: &str = "/collections/default_collection";

#[rustfmt::skip]
pub(super) static LISTS: &[ListRule] = &[
    // The inventory lags behind what serves.
    vertex("aiplatform.googleapis.com/Endpoint", "ListEndpoints", "aiplatform.endpoints.list", "v1/{parent}/endpoints", "endpoints"),
    vertex("aiplatform.googleapis.com/RagCorpus", "ListRagCorpora", "aiplatform.ragCorpora.list", "v1/{parent}/ragCorpora", "ragCorpora"),
    vertex("aiplatform.googleapis.com/RagFile", "ListRagFiles", "aiplatform.ragFiles.list", "v1/{parent}/ragFiles", "ragFiles").under(Under::Item("aiplatform.googleapis.com/RagCorpus")),
    vertex("aiplatform.googleapis.com/PersistentResource", "ListPersistentResources", "aiplatform.persistentResources.list", "v1/{parent}/persistentResources", "persistentResources"),
    vertex("aiplatform.googleapis.com/NotebookExecutionJob", "ListNotebookExecutionJobs", "aiplatform.notebookExecutionJobs.list", "v1/{parent}/notebookExecutionJobs", "notebookExecutionJobs"),
    vertex("aiplatform.googleapis.com/NasJob", "ListNasJobs", "aiplatform.nasJobs.list", "v1/{parent}/nasJobs", "nasJobs"),
    vertex("aiplatform.googleapis.com/Study", "ListStudies", "aiplatform.studies.list", "v1/{parent}/studies", "studies"),
    vertex("aiplatform.googleapis.com/DataLabelingJob", "ListDataLabelingJobs", "aiplatform.dataLabelingJobs.list", "v1/{parent}/dataLabelingJobs", "dataLabelingJobs"),
    vertex("aiplatform.googleapis.com/ModelEvaluation", "ListModelEvaluations", "aiplatform.modelEvaluations.list", "v1/{parent}/evaluations", "modelEvaluations").under(Under::Item("aiplatform.googleapis.com/Model")),
    vertex("aiplatform.googleapis.com/FeatureView", "ListFeatureViews", "aiplatform.featureViews.list", "v1/{parent}/featureViews", "featureViews").under(Under::Item("aiplatform.googleapis.com/FeatureOnlineStore")),
    vertex("aiplatform.googleapis.com/SandboxEnvironment", "ListSandboxEnvironments", "aiplatform.sandboxEnvironments.list", "v1/{parent}/sandboxEnvironments", "sandboxEnvironments").under(Under::Item("aiplatform.googleapis.com/ReasoningEngine")),
    vertex("aiplatform.googleapis.com/Agent", "ListAgents", "aiplatform.agents.list", "v1/{parent}/agents", "agents"),
    vertex("aiplatform.googleapis.com/EvaluationRun", "ListEvaluationRuns", "aiplatform.evaluationRuns.list", "v1/{parent}/evaluationRuns", "evaluationRuns"),
    vertex("aiplatform.googleapis.com/EvaluationSet", "ListEvaluationSets", "aiplatform.evaluationSets.list", "v1/{parent}/evaluationSets", "evaluationSets"),
    vertex("aiplatform.googleapis.com/OnlineEvaluator", "ListOnlineEvaluators", "aiplatform.onlineEvaluators.list", "v1/{parent}/onlineEvaluators", "onlineEvaluators"),
    vertex("aiplatform.googleapis.com/SemanticGovernancePolicy", "ListSemanticGovernancePolicies", "aiplatform.semanticGovernancePolicies.list", "v1/{parent}/semanticGovernancePolicies", "semanticGovernancePolicies"),
    vertex("aiplatform.googleapis.com/ServingProfile", "ListServingProfiles", "aiplatform.servingProfiles.list", "v1/{parent}/servingProfiles", "servingProfiles"),

    vertex("aiplatform.googleapis.com/BatchPredictionJob", "ListBatchPredictionJobs", "aiplatform.batchPredictionJobs.list", "v1/{parent}/batchPredictionJobs", "batchPredictionJobs").when(Fallback),
    vertex("aiplatform.googleapis.com/CachedContent", "ListCachedContents", "aiplatform.cachedContents.list", "v1/{parent}/cachedContents", "cachedContents").when(Fallback),
    vertex("aiplatform.googleapis.com/CustomJob", "ListCustomJobs", "aiplatform.customJobs.list", "v1/{parent}/customJobs", "customJobs").when(Fallback),
    vertex("aiplatform.googleapis.com/Dataset", "ListDatasets", "aiplatform.datasets.list", "v1/{parent}/datasets", "datasets").when(Fallback),
    vertex("aiplatform.googleapis.com/DeploymentResourcePool", "ListDeploymentResourcePools", "aiplatform.deploymentResourcePools.list", "v1/{parent}/deploymentResourcePools", "deploymentResourcePools").when(Fallback),
    vertex("aiplatform.googleapis.com/FeatureGroup", "ListFeatureGroups", "aiplatform.featureGroups.list", "v1/{parent}/featureGroups", "featureGroups").when(Fallback),
    vertex("aiplatform.googleapis.com/FeatureOnlineStore", "ListFeatureOnlineStores", "aiplatform.featureOnlineStores.list", "v1/{parent}/featureOnlineStores", "featureOnlineStores").when(Fallback),
    vertex("aiplatform.googleapis.com/Featurestore", "ListFeaturestores", "aiplatform.featurestores.list", "v1/{parent}/featurestores", "featurestores").when(Fallback),
    vertex("aiplatform.googleapis.com/HyperparameterTuningJob", "ListHyperparameterTuningJobs", "aiplatform.hyperparameterTuningJobs.list", "v1/{parent}/hyperparameterTuningJobs", "hyperparameterTuningJobs").when(Fallback),
    vertex("aiplatform.googleapis.com/Index", "ListIndexes", "aiplatform.indexes.list", "v1/{parent}/indexes", "indexes").when(Fallback),
    vertex("aiplatform.googleapis.com/IndexEndpoint", "ListIndexEndpoints", "aiplatform.indexEndpoints.list", "v1/{parent}/indexEndpoints", "indexEndpoints").when(Fallback),
    vertex("aiplatform.googleapis.com/MetadataStore", "ListMetadataStores", "aiplatform.metadataStores.list", "v1/{parent}/metadataStores", "metadataStores").when(Fallback),
    vertex("aiplatform.googleapis.com/Model", "ListModels", "aiplatform.models.list", "v1/{parent}/models", "models").when(Fallback),
    vertex("aiplatform.googleapis.com/ModelDeploymentMonitoringJob", "ListModelDeploymentMonitoringJobs", "aiplatform.modelDeploymentMonitoringJobs.list", "v1/{parent}/modelDeploymentMonitoringJobs", "modelDeploymentMonitoringJobs").when(Fallback),
    vertex("aiplatform.googleapis.com/NotebookRuntime", "ListNotebookRuntimes", "aiplatform.notebookRuntimes.list", "v1/{parent}/notebookRuntimes", "notebookRuntimes").when(Fallback),
    vertex("aiplatform.googleapis.com/NotebookRuntimeTemplate", "ListNotebookRuntimeTemplates", "aiplatform.notebookRuntimeTemplates.list", "v1/{parent}/notebookRuntimeTemplates", "notebookRuntimeTemplates").when(Fallback),
    vertex("aiplatform.googleapis.com/PipelineJob", "ListPipelineJobs", "aiplatform.pipelineJobs.list", "v1/{parent}/pipelineJobs", "pipelineJobs").when(Fallback),
    vertex("aiplatform.googleapis.com/ReasoningEngine", "ListReasoningEngines", "aiplatform.reasoningEngines.list", "v1/{parent}/reasoningEngines", "reasoningEngines").when(Fallback),
    vertex("aiplatform.googleapis.com/Schedule", "ListSchedules", "aiplatform.schedules.list", "v1/{parent}/schedules", "schedules").when(Fallback),
    vertex("aiplatform.googleapis.com/SpecialistPool", "ListSpecialistPools", "aiplatform.specialistPools.list", "v1/{parent}/specialistPools", "specialistPools").when(Fallback),
    vertex("aiplatform.googleapis.com/Tensorboard", "ListTensorboards", "aiplatform.tensorboards.list", "v1/{parent}/tensorboards", "tensorboards").when(Fallback),
    vertex("aiplatform.googleapis.com/TrainingPipeline", "ListTrainingPipelines", "aiplatform.trainingPipelines.list", "v1/{parent}/trainingPipelines", "trainingPipelines").when(Fallback),
    vertex("aiplatform.googleapis.com/TuningJob", "ListTuningJobs", "aiplatform.tuningJobs.list", "v1/{parent}/tuningJobs", "tuningJobs").when(Fallback),

    other("agentregistry.googleapis.com/Agent", "agentregistry", "ListAgents", "agentregistry.agents.list", "v1/{parent}/agents", "agents"),
    other("agentregistry.googleapis.com/AiApplication", "agentregistry", "ListAiApplications", "agentregistry.aiApplications.list", "v1/{parent}/aiApplications", "aiApplications"),
    other("agentregistry.googleapis.com/Binding", "agentregistry", "ListBindings", "agentregistry.bindings.list", "v1/{parent}/bindings", "bindings"),
    other("agentregistry.googleapis.com/Endpoint", "agentregistry", "ListEndpoints", "agentregistry.endpoints.list", "v1/{parent}/endpoints", "endpoints"),
    other("agentregistry.googleapis.com/McpServer", "agentregistry", "ListMcpServers", "agentregistry.mcpServers.list", "v1/{parent}/mcpServers", "mcpServers"),
    other("agentregistry.googleapis.com/Service", "agentregistry", "ListServices", "agentregistry.services.list", "v1/{parent}/services", "services"),
    other("agentidentity.googleapis.com/AuthProvider", "agentidentity", "ListAuthProviders", "agentidentity.authProviders.list", "v1/{parent}/authProviders", "authProviders"),
    other("modelarmor.googleapis.com/Template", "modelarmor", "ListTemplates", "modelarmor.templates.list", "v1/{parent}/templates", "templates"),
    other("dialogflow.googleapis.com/Agent", "dialogflow", "ListAgents", "dialogflow.agents.list", "v3/{parent}/agents", "agents"),
    other("discoveryengine.googleapis.com/DataStore", "discoveryengine", "ListDataStores", "discoveryengine.dataStores.list", "v1/{parent}/dataStores", "dataStores").under(Under::Ai(AI_REGIONS, COLLECTION)).size(50),
    other("discoveryengine.googleapis.com/Engine", "discoveryengine", "ListEngines", "discoveryengine.engines.list", "v1/{parent}/engines", "engines").under(Under::Ai(AI_REGIONS, COLLECTION)),
    other("notebooks.googleapis.com/Instance", "notebooks", "ListInstances", "notebooks.instances.list", "v2/{parent}/instances", "instances").under(Under::Ai(&["-"], "")),

    other("iam.googleapis.com/WorkloadIdentityPool", "iam", "ListWorkloadIdentityPools", "iam.workloadIdentityPools.list", "v1/{parent}/workloadIdentityPools", "workloadIdentityPools").under(Under::Project("/locations/global")).size(1_000),
    other("iam.googleapis.com/WorkloadIdentityPoolProvider", "iam", "ListWorkloadIdentityPoolProviders", "iam.workloadIdentityPoolProviders.list", "v1/{parent}/providers", "workloadIdentityPoolProviders").under(Under::Item("iam.googleapis.com/WorkloadIdentityPool")),
    other("iam.googleapis.com/ServiceAccount", "iam", "ListServiceAccounts", "iam.serviceAccounts.list", "v1/{parent}/serviceAccounts", "accounts").under(Under::Project("")),
    other("iam.googleapis.com/ServiceAccountKey", "iam", "ListServiceAccountKeys", "iam.serviceAccountKeys.list", "v1/{parent}/keys", "keys").under(Under::Item("iam.googleapis.com/ServiceAccount")).size(0),
    other("iam.googleapis.com/PolicyV2", "iam", "ListPolicies", "iam.denypolicies.list", "v2/policies/cloudresourcemanager.googleapis.com%2F{escaped}/denypolicies", "policies").under(Under::Project("")).size(1_000),
    other("apikeys.googleapis.com/Key", "apikeys", "ListKeys", "apikeys.keys.list", "v2/{parent}/keys", "keys").under(Under::Project("/locations/global")).size(300),
    other("storagetransfer.googleapis.com/TransferJob", "storagetransfer", "ListTransferJobs", "storagetransfer.jobs.list", "v1/transferJobs", "transferJobs").under(Under::Project("")).size(256),
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn each_type_is_listed_by_one_call() {
        let types: BTreeSet<_> = LISTS.iter().map(|rule| rule.native).collect();
        assert_eq!(types.len(), LISTS.len());
        for rule in LISTS {
            assert!(rule.native.starts_with(rule.service), "{}", rule.native);
            assert!(
                rule.permission.starts_with(rule.service) && rule.permission.ends_with(".list"),
                "{}",
                rule.native
            );
            assert!(super::super::service::SERVICES.contains(&rule.service), "{}", rule.service);
        }
    }
}
