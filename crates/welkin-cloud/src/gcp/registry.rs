use welkin_model::estate::AssetKind::{self, *};

use super::lists::LISTS;
use super::types;
use crate::registry::{ReadBy, Registered};

/// How the resources of a collection are read.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Reading {
    /// By Cloud Asset Inventory, and by the service's own list where the inventory is late or cannot be read.
    Inventory,
    /// By the service's own list.
    Listed,
    /// Not read, and why.
    LeftOut(&'static str),
}

use Reading::{Inventory, LeftOut, Listed};

const CONTENT: &str = "the content of a resource that is read: what people said, wrote or stored";
const LICENCE: &str = "licences of people";
const OFFER: &str = "what Google offers, the same for everyone";
const OLD: &str = "runs of a service that Google has replaced by notebook execution jobs, which are read";
const PART: &str = "a part of a resource that is read, without access or keys of its own";
const RUN: &str = "what a resource that is read did, in numbers that have no bound";
const SAME: &str = "the resources of the default collection, which are read there";

/// The table for tests.
pub(crate) fn registry() -> Vec<Registered> {
    COLLECTIONS
        .iter()
        .map(|(collection, native, kind, reading)| Registered {
            native: (*collection).to_owned(),
            kind: *kind,
            reading: match reading {
                LeftOut(reason) => ReadBy::LeftOut((*reason).to_owned()),
                Inventory | Listed => ReadBy::Calls(calls(native, *reading)),
            },
        })
        .collect()
}

fn calls(native: &str, reading: Reading) -> Vec<String> {
    let inventory = (reading == Inventory).then(|| "cloudasset:ListAssets".to_owned());
    let lists = LISTS.iter().filter(|rule| rule.native == native).map(|rule| rule.via());
    inventory.into_iter().chain(lists).collect()
}

/// The kind of an asset type: by the tables, else by its service.
pub(super) fn kind_of(native_type: &str) -> AssetKind {
    if let Some(rule) = types::rule(native_type) {
        return rule.kind;
    }
    let named = COLLECTIONS.iter().find(|(_, native, _, _)| *native == native_type);
    if let Some((_, _, kind, _)) = named {
        return *kind;
    }
    match native_type.split('.').next() {
        Some(
            "aiplatform" | "notebooks" | "discoveryengine" | "dialogflow" | "documentai" | "modelarmor"
            | "agentregistry" | "automl" | "ml",
        ) => AiResource,
        _ => Other,
    }
}

/// Every collection in a location that the AI services can list: the method's id without `.list`, the asset type, its
/// kind, and how it is read. A test compares it with the discovery documents that Google publishes.
#[rustfmt::skip]
static COLLECTIONS: &[(&str, &str, AssetKind, Reading)] = &[
    ("agentidentity.projects.locations.accessSummaries", "", AiResource, LeftOut(RUN)),
    ("agentidentity.projects.locations.authProviders", "agentidentity.googleapis.com/AuthProvider", Credential, Listed),
    ("agentidentity.projects.locations.authProviders.authorizations", "", AiResource, LeftOut(CONTENT)),
    ("agentregistry.projects.locations.agents", "agentregistry.googleapis.com/Agent", Agent, Listed),
    ("agentregistry.projects.locations.aiApplications", "agentregistry.googleapis.com/AiApplication", AiWorkspace, Listed),
    ("agentregistry.projects.locations.aiApplications.agents", "", AiResource, LeftOut(PART)),
    ("agentregistry.projects.locations.aiApplications.endpoints", "", AiResource, LeftOut(PART)),
    ("agentregistry.projects.locations.aiApplications.mcpServers", "", AiResource, LeftOut(PART)),
    ("agentregistry.projects.locations.bindings", "agentregistry.googleapis.com/Binding", AiConnection, Listed),
    ("agentregistry.projects.locations.endpoints", "agentregistry.googleapis.com/Endpoint", Endpoint, Listed),
    ("agentregistry.projects.locations.findings", "", AiResource, LeftOut(RUN)),
    ("agentregistry.projects.locations.mcpServers", "agentregistry.googleapis.com/McpServer", Tool, Listed),
    ("agentregistry.projects.locations.publishers", "", AiResource, LeftOut(OFFER)),
    ("agentregistry.projects.locations.services", "agentregistry.googleapis.com/Service", Endpoint, Listed),
    ("agentregistry.projects.locations.skills", "", AiResource, LeftOut(PART)),
    ("agentregistry.projects.locations.skills.revisions", "", AiResource, LeftOut(PART)),
    ("aiplatform.projects.locations.agents", "aiplatform.googleapis.com/Agent", Agent, Listed),
    ("aiplatform.projects.locations.batchPredictionJobs", "aiplatform.googleapis.com/BatchPredictionJob", AiJob, Inventory),
    ("aiplatform.projects.locations.cachedContents", "aiplatform.googleapis.com/CachedContent", AiResource, Inventory),
    ("aiplatform.projects.locations.customJobs", "aiplatform.googleapis.com/CustomJob", TrainingJob, Inventory),
    ("aiplatform.projects.locations.dataLabelingJobs", "aiplatform.googleapis.com/DataLabelingJob", AiJob, Listed),
    ("aiplatform.projects.locations.datasets", "aiplatform.googleapis.com/Dataset", Dataset, Inventory),
    ("aiplatform.projects.locations.datasets.dataItems", "", AiResource, LeftOut(CONTENT)),
    ("aiplatform.projects.locations.datasets.dataItems.annotations", "", AiResource, LeftOut(CONTENT)),
    ("aiplatform.projects.locations.datasets.datasetVersions", "", AiResource, LeftOut(PART)),
    ("aiplatform.projects.locations.datasets.savedQueries", "", AiResource, LeftOut(PART)),
    ("aiplatform.projects.locations.deploymentResourcePools", "aiplatform.googleapis.com/DeploymentResourcePool", Capacity, Inventory),
    ("aiplatform.projects.locations.endpoints", "aiplatform.googleapis.com/Endpoint", Endpoint, Inventory),
    ("aiplatform.projects.locations.evaluationItems", "", AiResource, LeftOut(CONTENT)),
    ("aiplatform.projects.locations.evaluationMetrics", "", AiResource, LeftOut(PART)),
    ("aiplatform.projects.locations.evaluationRuns", "aiplatform.googleapis.com/EvaluationRun", AiJob, Listed),
    ("aiplatform.projects.locations.evaluationSets", "aiplatform.googleapis.com/EvaluationSet", Dataset, Listed),
    ("aiplatform.projects.locations.featureGroups", "aiplatform.googleapis.com/FeatureGroup", FeatureStore, Inventory),
    ("aiplatform.projects.locations.featureGroups.features", "", AiResource, LeftOut(PART)),
    ("aiplatform.projects.locations.featureOnlineStores", "aiplatform.googleapis.com/FeatureOnlineStore", FeatureStore, Inventory),
    ("aiplatform.projects.locations.featureOnlineStores.featureViews", "aiplatform.googleapis.com/FeatureView", FeatureStore, Listed),
    ("aiplatform.projects.locations.featureOnlineStores.featureViews.featureViewSyncs", "", AiResource, LeftOut(RUN)),
    ("aiplatform.projects.locations.featurestores", "aiplatform.googleapis.com/Featurestore", FeatureStore, Inventory),
    ("aiplatform.projects.locations.featurestores.entityTypes", "", AiResource, LeftOut(PART)),
    ("aiplatform.projects.locations.featurestores.entityTypes.features", "", AiResource, LeftOut(PART)),
    ("aiplatform.projects.locations.hyperparameterTuningJobs", "aiplatform.googleapis.com/HyperparameterTuningJob", TrainingJob, Inventory),
    ("aiplatform.projects.locations.indexEndpoints", "aiplatform.googleapis.com/IndexEndpoint", Endpoint, Inventory),
    ("aiplatform.projects.locations.indexes", "aiplatform.googleapis.com/Index", VectorIndex, Inventory),
    ("aiplatform.projects.locations.memoryBanks.memories", "", AiResource, LeftOut(CONTENT)),
    ("aiplatform.projects.locations.memoryBanks.memories.revisions", "", AiResource, LeftOut(CONTENT)),
    ("aiplatform.projects.locations.metadataStores", "aiplatform.googleapis.com/MetadataStore", Experiment, Inventory),
    ("aiplatform.projects.locations.metadataStores.artifacts", "", AiResource, LeftOut(RUN)),
    ("aiplatform.projects.locations.metadataStores.contexts", "", AiResource, LeftOut(RUN)),
    ("aiplatform.projects.locations.metadataStores.executions", "", AiResource, LeftOut(RUN)),
    ("aiplatform.projects.locations.metadataStores.metadataSchemas", "", AiResource, LeftOut(PART)),
    ("aiplatform.projects.locations.modelDeploymentMonitoringJobs", "aiplatform.googleapis.com/ModelDeploymentMonitoringJob", ModelMonitor, Inventory),
    ("aiplatform.projects.locations.models", "aiplatform.googleapis.com/Model", Model, Inventory),
    ("aiplatform.projects.locations.models.evaluations", "aiplatform.googleapis.com/ModelEvaluation", AiJob, Listed),
    ("aiplatform.projects.locations.models.evaluations.slices", "", AiResource, LeftOut(PART)),
    ("aiplatform.projects.locations.nasJobs", "aiplatform.googleapis.com/NasJob", TrainingJob, Listed),
    ("aiplatform.projects.locations.nasJobs.nasTrialDetails", "", AiResource, LeftOut(RUN)),
    ("aiplatform.projects.locations.notebookExecutionJobs", "aiplatform.googleapis.com/NotebookExecutionJob", AiJob, Listed),
    ("aiplatform.projects.locations.notebookRuntimeTemplates", "aiplatform.googleapis.com/NotebookRuntimeTemplate", AiResource, Inventory),
    ("aiplatform.projects.locations.notebookRuntimes", "aiplatform.googleapis.com/NotebookRuntime", Notebook, Inventory),
    ("aiplatform.projects.locations.onlineEvaluators", "aiplatform.googleapis.com/OnlineEvaluator", ModelMonitor, Listed),
    ("aiplatform.projects.locations.persistentResources", "aiplatform.googleapis.com/PersistentResource", Capacity, Listed),
    ("aiplatform.projects.locations.pipelineJobs", "aiplatform.googleapis.com/PipelineJob", Pipeline, Inventory),
    ("aiplatform.projects.locations.publishers.files", "", AiResource, LeftOut(CONTENT)),
    ("aiplatform.projects.locations.ragCorpora", "aiplatform.googleapis.com/RagCorpus", KnowledgeBase, Listed),
    ("aiplatform.projects.locations.ragCorpora.ragFiles", "aiplatform.googleapis.com/RagFile", Dataset, Listed),
    ("aiplatform.projects.locations.reasoningEngines", "aiplatform.googleapis.com/ReasoningEngine", Agent, Inventory),
    ("aiplatform.projects.locations.reasoningEngines.memories", "", AiResource, LeftOut(CONTENT)),
    ("aiplatform.projects.locations.reasoningEngines.memories.revisions", "", AiResource, LeftOut(CONTENT)),
    ("aiplatform.projects.locations.reasoningEngines.sandboxEnvironmentSnapshots", "", AiResource, LeftOut(PART)),
    ("aiplatform.projects.locations.reasoningEngines.sandboxEnvironmentTemplates", "", AiResource, LeftOut(PART)),
    ("aiplatform.projects.locations.reasoningEngines.sandboxEnvironments", "aiplatform.googleapis.com/SandboxEnvironment", Tool, Listed),
    ("aiplatform.projects.locations.reasoningEngines.sessions", "", AiResource, LeftOut(CONTENT)),
    ("aiplatform.projects.locations.reasoningEngines.sessions.events", "", AiResource, LeftOut(CONTENT)),
    ("aiplatform.projects.locations.schedules", "aiplatform.googleapis.com/Schedule", Pipeline, Inventory),
    ("aiplatform.projects.locations.semanticGovernancePolicies", "aiplatform.googleapis.com/SemanticGovernancePolicy", Guardrail, Listed),
    ("aiplatform.projects.locations.servingProfiles", "aiplatform.googleapis.com/ServingProfile", AiResource, Listed),
    ("aiplatform.projects.locations.specialistPools", "aiplatform.googleapis.com/SpecialistPool", Group, Inventory),
    ("aiplatform.projects.locations.studies", "aiplatform.googleapis.com/Study", Experiment, Listed),
    ("aiplatform.projects.locations.studies.trials", "", AiResource, LeftOut(RUN)),
    ("aiplatform.projects.locations.tensorboards", "aiplatform.googleapis.com/Tensorboard", Experiment, Inventory),
    ("aiplatform.projects.locations.tensorboards.experiments", "", AiResource, LeftOut(RUN)),
    ("aiplatform.projects.locations.tensorboards.experiments.runs", "", AiResource, LeftOut(RUN)),
    ("aiplatform.projects.locations.tensorboards.experiments.runs.timeSeries", "", AiResource, LeftOut(RUN)),
    ("aiplatform.projects.locations.trainingPipelines", "aiplatform.googleapis.com/TrainingPipeline", TrainingJob, Inventory),
    ("aiplatform.projects.locations.tuningJobs", "aiplatform.googleapis.com/TuningJob", TrainingJob, Inventory),
    ("dialogflow.projects.locations.agents", "dialogflow.googleapis.com/Agent", Agent, Inventory),
    ("dialogflow.projects.locations.agents.changelogs", "", AiResource, LeftOut(RUN)),
    ("dialogflow.projects.locations.agents.entityTypes", "", AiResource, LeftOut(PART)),
    ("dialogflow.projects.locations.agents.environments", "", AiResource, LeftOut(PART)),
    ("dialogflow.projects.locations.agents.environments.continuousTestResults", "", AiResource, LeftOut(RUN)),
    ("dialogflow.projects.locations.agents.environments.deployments", "", AiResource, LeftOut(RUN)),
    ("dialogflow.projects.locations.agents.environments.experiments", "", AiResource, LeftOut(RUN)),
    ("dialogflow.projects.locations.agents.environments.sessions.entityTypes", "", AiResource, LeftOut(RUN)),
    ("dialogflow.projects.locations.agents.flows", "", AiResource, LeftOut(PART)),
    ("dialogflow.projects.locations.agents.flows.pages", "", AiResource, LeftOut(PART)),
    ("dialogflow.projects.locations.agents.flows.transitionRouteGroups", "", AiResource, LeftOut(PART)),
    ("dialogflow.projects.locations.agents.flows.versions", "", AiResource, LeftOut(PART)),
    ("dialogflow.projects.locations.agents.generators", "", AiResource, LeftOut(PART)),
    ("dialogflow.projects.locations.agents.intents", "", AiResource, LeftOut(PART)),
    ("dialogflow.projects.locations.agents.playbooks", "", AiResource, LeftOut(PART)),
    ("dialogflow.projects.locations.agents.playbooks.examples", "", AiResource, LeftOut(PART)),
    ("dialogflow.projects.locations.agents.playbooks.versions", "", AiResource, LeftOut(PART)),
    ("dialogflow.projects.locations.agents.sessions.entityTypes", "", AiResource, LeftOut(RUN)),
    ("dialogflow.projects.locations.agents.testCases", "", AiResource, LeftOut(PART)),
    ("dialogflow.projects.locations.agents.testCases.results", "", AiResource, LeftOut(RUN)),
    ("dialogflow.projects.locations.agents.tools", "", AiResource, LeftOut(PART)),
    ("dialogflow.projects.locations.agents.tools.versions", "", AiResource, LeftOut(PART)),
    ("dialogflow.projects.locations.agents.transitionRouteGroups", "", AiResource, LeftOut(PART)),
    ("dialogflow.projects.locations.agents.webhooks", "", AiResource, LeftOut(PART)),
    ("dialogflow.projects.locations.securitySettings", "dialogflow.googleapis.com/SecuritySettings", Guardrail, Inventory),
    ("discoveryengine.projects.locations.cmekConfigs", "", AiResource, LeftOut(PART)),
    ("discoveryengine.projects.locations.collections.dataStores", "discoveryengine.googleapis.com/DataStore", KnowledgeBase, Inventory),
    ("discoveryengine.projects.locations.collections.dataStores.branches.documents", "", AiResource, LeftOut(CONTENT)),
    ("discoveryengine.projects.locations.collections.dataStores.controls", "", AiResource, LeftOut(PART)),
    ("discoveryengine.projects.locations.collections.dataStores.conversations", "", AiResource, LeftOut(CONTENT)),
    ("discoveryengine.projects.locations.collections.dataStores.customModels", "", AiResource, LeftOut(PART)),
    ("discoveryengine.projects.locations.collections.dataStores.schemas", "", AiResource, LeftOut(PART)),
    ("discoveryengine.projects.locations.collections.dataStores.servingConfigs", "", AiResource, LeftOut(PART)),
    ("discoveryengine.projects.locations.collections.dataStores.sessions", "", AiResource, LeftOut(CONTENT)),
    ("discoveryengine.projects.locations.collections.dataStores.siteSearchEngine.targetSites", "", AiResource, LeftOut(PART)),
    ("discoveryengine.projects.locations.collections.engines", "discoveryengine.googleapis.com/Engine", Agent, Inventory),
    ("discoveryengine.projects.locations.collections.engines.assistants", "", AiResource, LeftOut(PART)),
    ("discoveryengine.projects.locations.collections.engines.assistants.agents.a2a.v1.tasks.pushNotificationConfigs", "", AiResource, LeftOut(CONTENT)),
    ("discoveryengine.projects.locations.collections.engines.controls", "", AiResource, LeftOut(PART)),
    ("discoveryengine.projects.locations.collections.engines.conversations", "", AiResource, LeftOut(CONTENT)),
    ("discoveryengine.projects.locations.collections.engines.servingConfigs", "", AiResource, LeftOut(PART)),
    ("discoveryengine.projects.locations.collections.engines.sessions", "", AiResource, LeftOut(CONTENT)),
    ("discoveryengine.projects.locations.dataStores", "", AiResource, LeftOut(SAME)),
    ("discoveryengine.projects.locations.dataStores.branches.documents", "", AiResource, LeftOut(CONTENT)),
    ("discoveryengine.projects.locations.dataStores.controls", "", AiResource, LeftOut(SAME)),
    ("discoveryengine.projects.locations.dataStores.conversations", "", AiResource, LeftOut(CONTENT)),
    ("discoveryengine.projects.locations.dataStores.schemas", "", AiResource, LeftOut(SAME)),
    ("discoveryengine.projects.locations.dataStores.servingConfigs", "", AiResource, LeftOut(SAME)),
    ("discoveryengine.projects.locations.dataStores.sessions", "", AiResource, LeftOut(CONTENT)),
    ("discoveryengine.projects.locations.dataStores.siteSearchEngine.targetSites", "", AiResource, LeftOut(SAME)),
    ("discoveryengine.projects.locations.identityMappingStores", "", AiResource, LeftOut(PART)),
    ("discoveryengine.projects.locations.licenseConfigs", "", AiResource, LeftOut(LICENCE)),
    ("discoveryengine.projects.locations.userStores.licenseConfigsUsageStats", "", AiResource, LeftOut(LICENCE)),
    ("discoveryengine.projects.locations.userStores.userLicenses", "", AiResource, LeftOut(LICENCE)),
    ("documentai.projects.locations.processorTypes", "", AiResource, LeftOut(OFFER)),
    ("documentai.projects.locations.processors", "documentai.googleapis.com/Processor", Model, Inventory),
    ("documentai.projects.locations.processors.processorVersions", "documentai.googleapis.com/ProcessorVersion", Model, Inventory),
    ("documentai.projects.locations.processors.processorVersions.evaluations", "", AiResource, LeftOut(RUN)),
    ("documentai.projects.locations.schemas", "", AiResource, LeftOut(PART)),
    ("documentai.projects.locations.schemas.schemaVersions", "", AiResource, LeftOut(PART)),
    ("modelarmor.projects.locations.templates", "modelarmor.googleapis.com/Template", Guardrail, Inventory),
    ("notebooks.projects.locations.environments", "notebooks.googleapis.com/Environment", AiResource, Inventory),
    ("notebooks.projects.locations.executions", "", AiResource, LeftOut(OLD)),
    ("notebooks.projects.locations.instances", "notebooks.googleapis.com/Instance", Notebook, Inventory),
    ("notebooks.projects.locations.runtimes", "notebooks.googleapis.com/Runtime", Notebook, Inventory),
    ("notebooks.projects.locations.schedules", "", AiResource, LeftOut(OLD)),
    ("tpu.projects.locations.acceleratorTypes", "", AiResource, LeftOut(OFFER)),
    ("tpu.projects.locations.nodes", "tpu.googleapis.com/Node", Instance, Inventory),
    ("tpu.projects.locations.queuedResources", "", AiResource, LeftOut(RUN)),
    ("tpu.projects.locations.runtimeVersions", "", AiResource, LeftOut(OFFER)),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_read_has_a_call() {
        for entry in registry() {
            match entry.reading {
                ReadBy::Calls(calls) => assert!(!calls.is_empty(), "{}", entry.native),
                ReadBy::LeftOut(reason) => assert!(!reason.is_empty(), "{}", entry.native),
            }
        }
        assert!(COLLECTIONS.windows(2).all(|pair| pair[0].0 < pair[1].0));
    }

    #[test]
    fn the_tables_of_types_and_collections_agree() {
        for (collection, native, kind, _) in COLLECTIONS {
            if let Some(rule) = types::rule(native) {
                assert_eq!(rule.kind, *kind, "{collection}");
            }
        }
        assert_eq!(kind_of("aiplatform.googleapis.com/Unheard"), AiResource);
        assert_eq!(kind_of("kubernetes.io/Pod"), Other);
    }
}
