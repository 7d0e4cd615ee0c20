use crate::oci::list::{ListRule, list};

/// Generative AI, and its agents.
#[rustfmt::skip]
pub(super) static LISTS: &[ListRule] = &[
    list("generativeai", "GenerativeAiEndpoint", "endpoints", ("Endpoint", "Endpoints"), "generative-ai-endpoint"),
    list("generativeai", "GenerativeAiDedicatedAiCluster", "dedicatedAiClusters", ("DedicatedAiCluster", "DedicatedAiClusters"), "generative-ai-dedicated-ai-cluster"),
    list("generativeai", "GenerativeAiModel", "models", ("Model", "Models"), "generative-ai-model").get("models/{id}"),
    list("generativeai", "GenerativeAiImportedModel", "importedModels", ("ImportedModel", "ImportedModels"), "generative-ai-imported-model"),
    list("generativeai", "GenerativeAiApiKey", "apikeys", ("ApiKey", "ApiKeys"), "generative-ai-apikey"),
    list("generativeai", "GenerativeAiPrivateEndpoint", "generativeAiPrivateEndpoints", ("GenerativeAiPrivateEndpoint", "GenerativeAiPrivateEndpoints"), "generative-ai-private-endpoint").get("generativeAiPrivateEndpoints/{id}"),
    list("generativeai", "GenerativeAiProject", "generativeAiProjects", ("GenerativeAiProject", "GenerativeAiProjects"), "generative-ai-project").get("generativeAiProjects/{id}"),
    list("generativeai", "GenerativeAiHostedApplication", "hostedApplications", ("HostedApplication", "HostedApplications"), "generative-ai-hosted-application").get("hostedApplications/{id}"),
    list("generativeai", "GenerativeAiHostedDeployment", "hostedDeployments", ("HostedDeployment", "HostedDeployments"), "generative-ai-hosted-deployment").get("hostedDeployments/{id}"),
    list("generativeai", "GenerativeAiVectorStoreConnector", "vectorStoreConnectors", ("VectorStoreConnector", "VectorStoreConnectors"), "generative-ai-vector-store-connector").get("vectorStoreConnectors/{id}"),
    list("generativeai", "GenerativeAiSemanticStore", "semanticStores", ("SemanticStore", "SemanticStores"), "generative-ai-semantic-store"),
    list("generativeai", "GenerativeAiHostedApplicationStorage", "hostedApplicationStorages", ("HostedApplicationStorage", "HostedApplicationStorages"), "generative-ai-family").get("hostedApplicationStorages/{id}"),
    list("generativeai", "GenerativeAiRoutingProfile", "routingProfiles", ("RoutingProfile", "RoutingProfiles"), "generative-ai-family").get("routingProfiles/{id}"),
    list("generativeai", "GenerativeAiVectorStoreConnectorFileSync", "vectorStoreConnectorFileSyncs", ("VectorStoreConnectorFileSync", "VectorStoreConnectorFileSyncs"), "generative-ai-family"),
    list("agent", "GenAiAgent", "agents", ("Agent", "Agents"), "genai-agent"),
    list("agent", "GenAiAgentEndpoint", "agentEndpoints", ("AgentEndpoint", "AgentEndpoints"), "genai-agent-endpoint"),
    list("agent", "GenAiAgentKnowledgeBase", "knowledgeBases", ("KnowledgeBase", "KnowledgeBases"), "genai-agent-knowledge-base").get("knowledgeBases/{id}"),
    list("agent", "GenAiAgentDataSource", "dataSources", ("DataSource", "DataSources"), "genai-agent-data-source").get("dataSources/{id}"),
    list("agent", "GenAiAgentTool", "tools", ("Tool", "Tools"), "genai-agent-tool"),
    list("agent", "GenAiAgentProvisionedCapacity", "provisionedCapacities", ("ProvisionedCapacity", "ProvisionedCapacities"), "genai-agent-provisioned-capacity"),
    list("agent", "GenAiAgentDataIngestionJob", "dataIngestionJobs", ("DataIngestionJob", "DataIngestionJobs"), "genai-agent-data-ingestion-job"),
];
