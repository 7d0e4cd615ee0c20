//! The kinds of resource that the simulation knows: where their API is, what they are called in policies, in search and
//! in identifiers. All else about the plain list, get, create, update and delete operations follows from this table.
//!
//! Paths, list shapes and the fields that summaries lack are those of the clients of the Python SDK (`oci` 2.189);
//! names of policy resource types are from "Policy Reference", Oracle Cloud Infrastructure Documentation.

/// How a list comes back.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Listing {
    /// A bare array.
    Array,
    /// `{"items": […]}`
    Items,
}

#[derive(Debug)]
pub(super) struct Kind {
    /// First label of the host, and the path prefix in the simulation.
    pub(super) service: &'static str,
    pub(super) version: &'static str,
    pub(super) collection: &'static str,
    /// As in the names of operations: `ModelDeployment`.
    pub(super) noun: &'static str,
    pub(super) plural: &'static str,
    /// As in the OCID: `datasciencemodeldeployment`.
    pub(super) ocid: &'static str,
    /// Resource type in search; empty if search does not know it.
    pub(super) search: &'static str,
    /// Individual and family resource type in policies.
    pub(super) policy: (&'static str, &'static str),
    /// The usual lifecycle state.
    pub(super) state: &'static str,
    pub(super) listing: Listing,
    /// Fields that the summaries of lists lack.
    pub(super) detail: &'static [&'static str],
    /// `name` or `displayName`.
    pub(super) name: &'static str,
    /// Whether lists may go without `compartmentId`.
    pub(super) anywhere: bool,
    /// Whether `compartmentIdInSubtree` is taken.
    pub(super) subtree: bool,
    /// Update, activate and deactivate answer 202 or 204 without a body and name a work request.
    pub(super) asynchronous: bool,
    /// Belongs to the tenancy and not to a region.
    pub(super) global: bool,
}

const fn kind(
    service: (&'static str, &'static str),
    collection: &'static str,
    nouns: (&'static str, &'static str),
    ocid: &'static str,
    search: &'static str,
    policy: (&'static str, &'static str),
    state: &'static str,
) -> Kind {
    Kind {
        service: service.0,
        version: service.1,
        collection,
        noun: nouns.0,
        plural: nouns.1,
        ocid,
        search,
        policy,
        state,
        listing: Listing::Array,
        detail: &[],
        name: "displayName",
        anywhere: false,
        subtree: false,
        asynchronous: false,
        global: false,
    }
}

impl Kind {
    const fn items(mut self) -> Kind {
        self.listing = Listing::Items;
        self
    }

    const fn without(mut self, detail: &'static [&'static str]) -> Kind {
        self.detail = detail;
        self
    }

    const fn named(mut self, field: &'static str) -> Kind {
        self.name = field;
        self
    }

    const fn anywhere(mut self) -> Kind {
        self.anywhere = true;
        self
    }

    const fn subtree(mut self) -> Kind {
        self.subtree = true;
        self
    }

    const fn later(mut self) -> Kind {
        self.asynchronous = true;
        self
    }

    const fn global(mut self) -> Kind {
        self.global = true;
        self.name = "name";
        self
    }
}

const IDENTITY: (&str, &str) = ("identity", "20160918");
const SCIENCE: (&str, &str) = ("datascience", "20190101");
const GENAI: (&str, &str) = ("generativeai", "20231130");
const AGENT: (&str, &str) = ("agent", "20240531");
const CORE: (&str, &str) = ("iaas", "20160918");
const BALANCER: (&str, &str) = ("iaas", "20170115");
const CLUSTERS: (&str, &str) = ("containerengine", "20180222");
const LANGUAGE: (&str, &str) = ("language", "20221001");
const VISION: (&str, &str) = ("vision", "20220125");
const DOCUMENT: (&str, &str) = ("document", "20221109");
const SPEECH: (&str, &str) = ("speech", "20220101");
const GUARD: (&str, &str) = ("cloudguard", "20200131");

/// The kind of buckets, whose paths are of their own making.
pub(super) const BUCKET: &str = "n";

#[rustfmt::skip]
pub(super) static KINDS: [Kind; 104] = [
    kind(IDENTITY, "tenancies", ("Tenancy", "Tenancies"), "tenancy", "", ("tenancies", ""), "ACTIVE").global(),
    kind(IDENTITY, "compartments", ("Compartment", "Compartments"), "compartment", "Compartment", ("compartments", ""), "ACTIVE").global().subtree(),
    kind(IDENTITY, "users", ("User", "Users"), "user", "User", ("users", ""), "ACTIVE").global(),
    kind(IDENTITY, "groups", ("Group", "Groups"), "group", "Group", ("groups", ""), "ACTIVE").global(),
    kind(IDENTITY, "userGroupMemberships", ("UserGroupMembership", "UserGroupMemberships"), "groupmembership", "", ("groups", ""), "ACTIVE").global(),
    kind(IDENTITY, "dynamicGroups", ("DynamicGroup", "DynamicGroups"), "dynamicgroup", "DynamicResourceGroup", ("dynamic-groups", ""), "ACTIVE").global(),
    kind(IDENTITY, "policies", ("Policy", "Policies"), "policy", "Policy", ("policies", ""), "ACTIVE").global(),
    kind(IDENTITY, "identityProviders", ("IdentityProvider", "IdentityProviders"), "saml2idp", "IdentityProvider", ("identity-providers", ""), "ACTIVE").global(),
    kind(IDENTITY, "domains", ("Domain", "Domains"), "domain", "Domain", ("domains", ""), "ACTIVE").global().named("displayName"),
    kind(IDENTITY, "networkSources", ("NetworkSource", "NetworkSources"), "networksource", "NetworkSource", ("network-sources", ""), "ACTIVE").global(),
    kind(IDENTITY, "tagNamespaces", ("TagNamespace", "TagNamespaces"), "tagnamespace", "TagNamespace", ("tag-namespaces", ""), "ACTIVE").global(),
    kind(IDENTITY, "tagDefaults", ("TagDefault", "TagDefaults"), "tagdefault", "TagDefault", ("tag-defaults", ""), "ACTIVE").global().anywhere(),
    kind(("limits", "20181025"), "quotas", ("Quota", "Quotas"), "quota", "", ("quotas", ""), "ACTIVE").global().without(&["statements"]),

    kind(SCIENCE, "projects", ("Project", "Projects"), "datascienceproject", "DataScienceProject", ("data-science-projects", "data-science-family"), "ACTIVE"),
    kind(SCIENCE, "notebookSessions", ("NotebookSession", "NotebookSessions"), "datasciencenotebooksession", "DataScienceNotebookSession", ("data-science-notebook-sessions", "data-science-family"), "ACTIVE").without(&["lifecycleDetails", "notebookSessionRuntimeConfigDetails", "notebookSessionStorageMountConfigurationDetailsList"]),
    kind(SCIENCE, "models", ("Model", "Models"), "datasciencemodel", "DataScienceModel", ("data-science-models", "data-science-family"), "ACTIVE").without(&["backupSetting", "customMetadataList", "definedMetadataList", "description", "inputSchema", "outputSchema", "retentionSetting"]),
    kind(SCIENCE, "modelDeployments", ("ModelDeployment", "ModelDeployments"), "datasciencemodeldeployment", "DataScienceModelDeployment", ("data-science-model-deployments", "data-science-family"), "ACTIVE").without(&["lifecycleDetails"]).later(),
    kind(SCIENCE, "modelGroups", ("ModelGroup", "ModelGroups"), "datasciencemodelgroup", "DataScienceModelGroup", ("data-science-modelgroups", "data-science-family"), "ACTIVE").without(&["createType", "description", "memberModelEntries", "sourceModelGroupId"]),
    kind(SCIENCE, "modelGroupVersionHistory", ("ModelGroupVersionHistory", "ModelGroupVersionHistories"), "datasciencemodelgroupversionhistory", "DataScienceModelGroupVersionHistory", ("data-science-modelgroup-version-histories", "data-science-family"), "ACTIVE").without(&["description"]),
    kind(SCIENCE, "modelVersionSets", ("ModelVersionSet", "ModelVersionSets"), "datasciencemodelversionset", "DataScienceModelVersionSet", ("data-science-modelversionsets", "data-science-family"), "ACTIVE").without(&["description"]).named("name"),
    kind(SCIENCE, "jobs", ("Job", "Jobs"), "datasciencejob", "DataScienceJob", ("data-science-jobs", "data-science-family"), "ACTIVE").without(&["description", "jobConfigurationDetails", "jobEnvironmentConfigurationDetails", "jobInfrastructureConfigurationDetails", "jobLogConfigurationDetails", "jobStorageMountConfigurationDetailsList"]),
    kind(SCIENCE, "jobRuns", ("JobRun", "JobRuns"), "datasciencejobrun", "DataScienceJobRun", ("data-science-job-runs", "data-science-family"), "SUCCEEDED").without(&["jobConfigurationOverrideDetails", "jobInfrastructureConfigurationDetails", "logDetails"]),
    kind(SCIENCE, "pipelines", ("Pipeline", "Pipelines"), "datasciencepipeline", "DataSciencePipeline", ("data-science-pipelines", "data-science-family"), "ACTIVE").without(&["configurationDetails", "description", "infrastructureConfigurationDetails", "stepDetails"]),
    kind(SCIENCE, "pipelineRuns", ("PipelineRun", "PipelineRuns"), "datasciencepipelinerun", "DataSciencePipelineRun", ("data-science-pipeline-runs", "data-science-family"), "SUCCEEDED").without(&["configurationDetails", "stepRuns"]),
    kind(SCIENCE, "schedules", ("Schedule", "Schedules"), "datascienceschedule", "DataScienceSchedule", ("data-science-schedules", "data-science-family"), "ACTIVE").without(&["action", "description", "logDetails", "timeNextScheduledRun"]).later(),
    kind(SCIENCE, "dataSciencePrivateEndpoints", ("DataSciencePrivateEndpoint", "DataSciencePrivateEndpoints"), "datascienceprivateendpoint", "DataSciencePrivateEndpoint", ("data-science-private-endpoint", "data-science-family"), "ACTIVE").without(&["description"]),
    kind(SCIENCE, "computeTargets", ("ComputeTarget", "ComputeTargets"), "datasciencecomputetarget", "", ("data-science-family", "data-science-family"), "ACTIVE"),
    kind(SCIENCE, "mlApplications", ("MlApplication", "MlApplications"), "mlapplication", "", ("data-science-family", "data-science-family"), "ACTIVE").items().subtree(),
    kind(SCIENCE, "mlApplicationImplementations", ("MlApplicationImplementation", "MlApplicationImplementations"), "mlapplicationimplementation", "", ("data-science-family", "data-science-family"), "ACTIVE").items().subtree(),
    kind(SCIENCE, "mlApplicationInstances", ("MlApplicationInstance", "MlApplicationInstances"), "mlapplicationinstance", "", ("data-science-family", "data-science-family"), "ACTIVE").items(),
    kind(SCIENCE, "mlApplicationInstanceViews", ("MlApplicationInstanceView", "MlApplicationInstanceViews"), "mlapplicationinstanceview", "", ("data-science-family", "data-science-family"), "ACTIVE").items(),

    kind(GENAI, "endpoints", ("Endpoint", "Endpoints"), "generativeaiendpoint", "GenerativeAiEndpoint", ("generative-ai-endpoint", "generative-ai-family"), "ACTIVE").items(),
    kind(GENAI, "dedicatedAiClusters", ("DedicatedAiCluster", "DedicatedAiClusters"), "generativeaidedicatedaicluster", "GenerativeAiDedicatedAiCluster", ("generative-ai-dedicated-ai-cluster", "generative-ai-family"), "ACTIVE").items(),
    kind(GENAI, "models", ("Model", "Models"), "generativeaimodel", "GenerativeAiModel", ("generative-ai-model", "generative-ai-family"), "ACTIVE").items().without(&["description", "timeUpdated"]),
    kind(GENAI, "importedModels", ("ImportedModel", "ImportedModels"), "generativeaiimportedmodel", "GenerativeAiImportedModel", ("generative-ai-imported-model", "generative-ai-family"), "ACTIVE").items(),
    kind(GENAI, "apikeys", ("ApiKey", "ApiKeys"), "generativeaiapikey", "GenerativeAiApiKey", ("generative-ai-apikey", "generative-ai-family"), "ACTIVE").items(),
    kind(GENAI, "generativeAiPrivateEndpoints", ("GenerativeAiPrivateEndpoint", "GenerativeAiPrivateEndpoints"), "generativeaiprivateendpoint", "GenerativeAiPrivateEndpoint", ("generative-ai-private-endpoint", "generative-ai-family"), "ACTIVE").items().without(&["nsgIds"]),
    kind(GENAI, "generativeAiProjects", ("GenerativeAiProject", "GenerativeAiProjects"), "generativeaiproject", "GenerativeAiProject", ("generative-ai-project", "generative-ai-family"), "ACTIVE").items().without(&["conversationConfig", "longTermMemoryConfig"]),
    kind(GENAI, "hostedApplications", ("HostedApplication", "HostedApplications"), "generativeaihostedapplication", "GenerativeAiHostedApplication", ("generative-ai-hosted-application", "generative-ai-family"), "ACTIVE").items().without(&["applicationEndpoint", "environmentVariables", "inboundAuthConfig", "networkingConfig", "publicAccessPathPatterns", "scalingConfig", "storageConfigs"]).later(),
    kind(GENAI, "hostedDeployments", ("HostedDeployment", "HostedDeployments"), "generativeaihosteddeployment", "GenerativeAiHostedDeployment", ("generative-ai-hosted-deployment", "generative-ai-family"), "ACTIVE").items().without(&["compartmentId", "displayName"]),
    kind(GENAI, "vectorStoreConnectors", ("VectorStoreConnector", "VectorStoreConnectors"), "generativeaivectorstoreconnector", "", ("generative-ai-vector-store-connector", "generative-ai-family"), "ACTIVE").items().without(&["vaultSecretId"]),
    kind(GENAI, "semanticStores", ("SemanticStore", "SemanticStores"), "generativeaisemanticstore", "", ("generative-ai-semantic-store", "generative-ai-family"), "ACTIVE").items().anywhere(),
    kind(GENAI, "hostedApplicationStorages", ("HostedApplicationStorage", "HostedApplicationStorages"), "generativeaihostedapplicationstorage", "", ("generative-ai-family", "generative-ai-family"), "ACTIVE").items(),
    kind(GENAI, "routingProfiles", ("RoutingProfile", "RoutingProfiles"), "generativeairoutingprofile", "", ("generative-ai-family", "generative-ai-family"), "ACTIVE").items(),
    kind(GENAI, "vectorStoreConnectorFileSyncs", ("VectorStoreConnectorFileSync", "VectorStoreConnectorFileSyncs"), "generativeaivectorstoreconnectorfilesync", "", ("generative-ai-family", "generative-ai-family"), "ACTIVE").items(),

    kind(AGENT, "agents", ("Agent", "Agents"), "genaiagent", "GenAiAgent", ("genai-agent", "genai-agent-family"), "ACTIVE").items().anywhere().later(),
    kind(AGENT, "agentEndpoints", ("AgentEndpoint", "AgentEndpoints"), "genaiagentendpoint", "GenAiAgentEndpoint", ("genai-agent-endpoint", "genai-agent-family"), "ACTIVE").items().anywhere().later(),
    kind(AGENT, "knowledgeBases", ("KnowledgeBase", "KnowledgeBases"), "genaiagentknowledgebase", "GenAiAgentKnowledgeBase", ("genai-agent-knowledge-base", "genai-agent-family"), "ACTIVE").items().anywhere().later().without(&["indexConfig", "knowledgeBaseStatistics"]),
    kind(AGENT, "dataSources", ("DataSource", "DataSources"), "genaiagentdatasource", "GenAiAgentDataSource", ("genai-agent-data-source", "genai-agent-family"), "ACTIVE").items().anywhere().later().without(&["dataSourceConfig", "metadata"]),
    kind(AGENT, "tools", ("Tool", "Tools"), "genaiagenttool", "GenAiAgentTool", ("genai-agent-tool", "genai-agent-family"), "ACTIVE").items().anywhere().later(),
    kind(AGENT, "provisionedCapacities", ("ProvisionedCapacity", "ProvisionedCapacities"), "genaiagentprovisionedcapacity", "GenAiAgentProvisionedCapacity", ("genai-agent-provisioned-capacity", "genai-agent-family"), "ACTIVE").items().anywhere().later(),
    kind(AGENT, "dataIngestionJobs", ("DataIngestionJob", "DataIngestionJobs"), "genaiagentdataingestionjob", "GenAiAgentDataIngestionJob", ("genai-agent-data-ingestion-job", "genai-agent-family"), "SUCCEEDED").items().anywhere(),

    kind(("objectstorage", ""), BUCKET, ("Bucket", "Buckets"), "bucket", "Bucket", ("buckets", "object-family"), "").named("name"),

    kind(CORE, "vcns", ("Vcn", "Vcns"), "vcn", "Vcn", ("vcns", "virtual-network-family"), "AVAILABLE"),
    kind(CORE, "subnets", ("Subnet", "Subnets"), "subnet", "Subnet", ("subnets", "virtual-network-family"), "AVAILABLE"),
    kind(CORE, "routeTables", ("RouteTable", "RouteTables"), "routetable", "RouteTable", ("route-tables", "virtual-network-family"), "AVAILABLE"),
    kind(CORE, "securityLists", ("SecurityList", "SecurityLists"), "securitylist", "SecurityList", ("security-lists", "virtual-network-family"), "AVAILABLE"),
    kind(CORE, "networkSecurityGroups", ("NetworkSecurityGroup", "NetworkSecurityGroups"), "networksecuritygroup", "NetworkSecurityGroup", ("network-security-groups", "virtual-network-family"), "AVAILABLE").anywhere(),
    kind(CORE, "internetGateways", ("InternetGateway", "InternetGateways"), "internetgateway", "InternetGateway", ("internet-gateways", "virtual-network-family"), "AVAILABLE"),
    kind(CORE, "natGateways", ("NatGateway", "NatGateways"), "natgateway", "NatGateway", ("nat-gateways", "virtual-network-family"), "AVAILABLE"),
    kind(CORE, "serviceGateways", ("ServiceGateway", "ServiceGateways"), "servicegateway", "ServiceGateway", ("service-gateways", "virtual-network-family"), "AVAILABLE"),
    kind(CORE, "localPeeringGateways", ("LocalPeeringGateway", "LocalPeeringGateways"), "localpeeringgateway", "LocalPeeringGateway", ("local-peering-gateways", "virtual-network-family"), "AVAILABLE"),
    kind(CORE, "remotePeeringConnections", ("RemotePeeringConnection", "RemotePeeringConnections"), "remotepeeringconnection", "RemotePeeringConnection", ("remote-peering-connections", "virtual-network-family"), "AVAILABLE"),
    kind(CORE, "drgs", ("Drg", "Drgs"), "drg", "Drg", ("drgs", "virtual-network-family"), "AVAILABLE"),
    kind(CORE, "drgAttachments", ("DrgAttachment", "DrgAttachments"), "drgattachment", "DrgAttachment", ("drg-attachments", "virtual-network-family"), "ATTACHED"),
    kind(CORE, "ipsecConnections", ("IPSecConnection", "IPSecConnections"), "ipsecconnection", "IPSecConnection", ("ipsec-connections", "virtual-network-family"), "AVAILABLE"),
    kind(CORE, "cpes", ("Cpe", "Cpes"), "cpe", "Cpe", ("cpes", "virtual-network-family"), ""),
    kind(CORE, "publicIps", ("PublicIp", "PublicIps"), "publicip", "PublicIp", ("public-ips", "virtual-network-family"), "ASSIGNED"),
    kind(CORE, "vnics", ("Vnic", "Vnics"), "vnic", "Vnic", ("vnics", "virtual-network-family"), "AVAILABLE").anywhere(),
    kind(CORE, "instances", ("Instance", "Instances"), "instance", "Instance", ("instances", "instance-family"), "RUNNING"),
    kind(CORE, "vnicAttachments", ("VnicAttachment", "VnicAttachments"), "vnicattachment", "", ("vnic-attachments", "instance-family"), "ATTACHED"),
    kind(CORE, "images", ("Image", "Images"), "image", "Image", ("instance-images", "instance-family"), "AVAILABLE"),
    kind(CORE, "computeClusters", ("ComputeCluster", "ComputeClusters"), "computecluster", "", ("compute-clusters", "instance-family"), "ACTIVE").items(),
    kind(CORE, "volumes", ("Volume", "Volumes"), "volume", "Volume", ("volumes", "volume-family"), "AVAILABLE").anywhere(),
    kind(CORE, "bootVolumes", ("BootVolume", "BootVolumes"), "bootvolume", "BootVolume", ("boot-volumes", "volume-family"), "AVAILABLE").anywhere(),
    kind(CORE, "volumeBackups", ("VolumeBackup", "VolumeBackups"), "volumebackup", "VolumeBackup", ("volume-backups", "volume-family"), "AVAILABLE"),
    kind(BALANCER, "loadBalancers", ("LoadBalancer", "LoadBalancers"), "loadbalancer", "LoadBalancer", ("load-balancers", "load-balancers"), "ACTIVE").later(),
    kind(CLUSTERS, "clusters", ("Cluster", "Clusters"), "cluster", "ContainerEngineCluster", ("clusters", "cluster-family"), "ACTIVE").named("name").without(&["kmsKeyId", "openIdConnectDiscoveryEndpoint"]).later(),
    kind(CLUSTERS, "nodePools", ("NodePool", "NodePools"), "nodepool", "", ("cluster-node-pools", "cluster-family"), "ACTIVE").named("name").without(&["nodeMetadata", "nodes"]).later(),

    kind(("kms", "20180608"), "vaults", ("Vault", "Vaults"), "vault", "Vault", ("vaults", ""), "ACTIVE").without(&["isPrimary", "replicaDetails", "wrappingkeyId"]),
    kind(("kms-management", "20180608"), "keys", ("Key", "Keys"), "key", "Key", ("keys", "key-family"), "ENABLED").without(&["autoKeyRotationDetails", "currentKeyVersion", "isPrimary", "keyShape"]),
    kind(("vaults", "20180608"), "secrets", ("Secret", "Secrets"), "vaultsecret", "VaultSecret", ("secrets", "secret-family"), "ACTIVE").named("secretName").without(&["currentVersionNumber", "metadata", "secretRules"]),
    kind(("logging", "20200531"), "logGroups", ("LogGroup", "LogGroups"), "loggroup", "LogGroup", ("log-groups", "logging-family"), "ACTIVE").subtree().later(),
    kind(("events", "20181201"), "rules", ("Rule", "Rules"), "eventrule", "EventRule", ("cloudevents-rules", ""), "ACTIVE").without(&["actions"]),
    kind(("notification", "20181201"), "topics", ("Topic", "Topics"), "onstopic", "OnsTopic", ("ons-topics", "ons-family"), "ACTIVE").named("name"),
    kind(("database", "20160918"), "autonomousDatabases", ("AutonomousDatabase", "AutonomousDatabases"), "autonomousdatabase", "AutonomousDatabase", ("autonomous-databases", "autonomous-database-family"), "AVAILABLE"),
    kind(("bastion", "20210331"), "bastions", ("Bastion", "Bastions"), "bastion", "Bastion", ("bastion", "bastion-family"), "ACTIVE").named("name").without(&["clientCidrBlockAllowList", "maxSessionTtlInSeconds", "maxSessionsAllowed"]).later(),
    kind(GUARD, "targets", ("Target", "Targets"), "cloudguardtarget", "", ("cloud-guard-targets", "cloud-guard-family"), "ACTIVE").items().subtree().without(&["description", "inheritedByCompartments", "targetDetectorRecipes", "targetResponderRecipes"]),
    kind(GUARD, "problems", ("Problem", "Problems"), "cloudguardproblem", "", ("cloud-guard-problems", "cloud-guard-family"), "ACTIVE").items().subtree().without(&["additionalDetails", "description", "recommendation"]),
    kind(GUARD, "securityZones", ("SecurityZone", "SecurityZones"), "securityzone", "", ("security-zone", "cloud-guard-family"), "ACTIVE").items().without(&["inheritedByCompartments", "securityZoneTargetId"]),
    kind(LANGUAGE, "projects", ("Project", "Projects"), "ailanguageproject", "AiLanguageProject", ("ai-service-language-project", "ai-service-language-family"), "ACTIVE").items().later(),
    kind(LANGUAGE, "models", ("Model", "Models"), "ailanguagemodel", "AiLanguageModel", ("ai-service-language-model", "ai-service-language-family"), "ACTIVE").items().later().without(&["evaluationResults", "testStrategy", "timeUpdated", "trainingDataset"]),
    kind(LANGUAGE, "endpoints", ("Endpoint", "Endpoints"), "ailanguageendpoint", "AiLanguageEndpoint", ("ai-service-language-endpoint", "ai-service-language-family"), "ACTIVE").items().later().without(&["timeUpdated"]),
    kind(LANGUAGE, "jobs", ("Job", "Jobs"), "ailanguagejob", "", ("ai-service-language-job", "ai-service-language-family"), "ACTIVE").items(),
    kind(VISION, "projects", ("Project", "Projects"), "aivisionproject", "AiVisionProject", ("ai-service-vision-project", "ai-service-vision-family"), "ACTIVE").items().later().without(&["description"]),
    kind(VISION, "models", ("Model", "Models"), "aivisionmodel", "AiVisionModel", ("ai-service-vision-model", "ai-service-vision-family"), "ACTIVE").items().later().without(&["averagePrecision", "confidenceThreshold", "metrics", "recall", "totalImageCount"]),
    kind(VISION, "streamGroups", ("StreamGroup", "StreamGroups"), "aivisionstreamgroup", "", ("ai-service-vision-family", "ai-service-vision-family"), "ACTIVE").items(),
    kind(VISION, "streamJobs", ("StreamJob", "StreamJobs"), "aivisionstreamjob", "", ("ai-service-vision-family", "ai-service-vision-family"), "ACTIVE").items(),
    kind(VISION, "streamSources", ("StreamSource", "StreamSources"), "aivisionstreamsource", "", ("ai-service-vision-family", "ai-service-vision-family"), "ACTIVE").items(),
    kind(VISION, "visionPrivateEndpoints", ("VisionPrivateEndpoint", "VisionPrivateEndpoints"), "aivisionprivateendpoint", "", ("ai-service-vision-family", "ai-service-vision-family"), "ACTIVE").items(),
    kind(SPEECH, "transcriptionJobs", ("TranscriptionJob", "TranscriptionJobs"), "aispeechtranscriptionjob", "AiSpeechTranscriptionJob", ("ai-service-speech-transcription-job", "ai-service-speech-family"), "SUCCEEDED").items().without(&["description", "inputLocation", "modelDetails", "outputLocation"]),
    kind(SPEECH, "customizations", ("Customization", "Customizations"), "aispeechcustomization", "", ("ai-service-speech-customization", "ai-service-speech-family"), "ACTIVE").items().without(&["description", "entities", "modelDetails"]),
    kind(DOCUMENT, "projects", ("Project", "Projects"), "aidocumentproject", "", ("ai-service-document-project", "ai-service-document-family"), "ACTIVE").items(),
    kind(DOCUMENT, "models", ("Model", "Models"), "aidocumentmodel", "", ("ai-service-document-model", "ai-service-document-family"), "ACTIVE").items(),
];

/// The kind of a collection of a service.
pub(super) fn kind_of(service: &str, collection: &str) -> Option<&'static Kind> {
    KINDS.iter().find(|kind| kind.service == service && kind.collection == collection)
}
