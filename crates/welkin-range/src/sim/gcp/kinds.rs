//! The kinds of resources that are served. Names of methods and permissions are those of the services' audit log pages
//! and of the IAM permissions reference; largest pages those of the discovery documents.

use super::kind::Kind;

const fn rpc(
    service: &'static str,
    pattern: &'static str,
    asset: &'static str,
    field: &'static str,
    interface: &'static str,
    noun: &'static str,
    permission: &'static str,
) -> Kind {
    Kind { service, pattern, asset, field, rpc: interface, noun, permission, numbered: false, page: 1_000 }
}

/// A Vertex AI resource: the API answers with project numbers, and its pages hold 100 at most.
const fn vertex(
    pattern: &'static str,
    asset: &'static str,
    interface: &'static str,
    noun: &'static str,
    collection: &'static str,
    permission: &'static str,
) -> Kind {
    rpc("aiplatform", pattern, asset, collection, interface, noun, permission).numbered().page(100)
}

/// A Compute Engine resource: pages hold 500 at most.
const fn compute(
    pattern: &'static str,
    asset: &'static str,
    rpc: &'static str,
    permission: &'static str,
) -> Kind {
    Kind {
        service: "compute",
        pattern,
        asset,
        field: "items",
        rpc,
        noun: "",
        permission,
        numbered: false,
        page: 500,
    }
}

const DATASETS: &str = "google.cloud.aiplatform.v1.DatasetService";
const ENDPOINTS: &str = "google.cloud.aiplatform.v1.EndpointService";
const FEATURES: &str = "google.cloud.aiplatform.v1.FeatureOnlineStoreAdminService";
const JOBS: &str = "google.cloud.aiplatform.v1.JobService";
const MODELS: &str = "google.cloud.aiplatform.v1.ModelService";
const NOTEBOOKS: &str = "google.cloud.aiplatform.v1.NotebookService";
const PIPELINES: &str = "google.cloud.aiplatform.v1.PipelineService";
const RAG: &str = "google.cloud.aiplatform.v1.VertexRagDataService";
const IAM: &str = "google.iam.admin.v1";
const POOLS: &str = "google.iam.v1.WorkloadIdentityPools";
const ACCESS: &str = "google.identity.accesscontextmanager.v1.AccessContextManager";
const LOGGING: &str = "google.logging.v2.ConfigServiceV2";

#[rustfmt::skip]
pub(super) static KINDS: &[Kind] = &[
    vertex("projects/*/locations/*/models/*", "Model", MODELS, "Model", "models", "aiplatform.models"),
    vertex("projects/*/locations/*/models/*/evaluations/*", "", MODELS, "ModelEvaluation", "modelEvaluations", "aiplatform.modelEvaluations"),
    vertex("projects/*/locations/*/endpoints/*", "Endpoint", ENDPOINTS, "Endpoint", "endpoints", "aiplatform.endpoints"),
    vertex("projects/*/locations/*/deploymentResourcePools/*", "DeploymentResourcePool", "google.cloud.aiplatform.v1.DeploymentResourcePoolService", "DeploymentResourcePool", "deploymentResourcePools", "aiplatform.deploymentResourcePools"),
    vertex("projects/*/locations/*/customJobs/*", "CustomJob", JOBS, "CustomJob", "customJobs", "aiplatform.customJobs"),
    vertex("projects/*/locations/*/hyperparameterTuningJobs/*", "HyperparameterTuningJob", JOBS, "HyperparameterTuningJob", "hyperparameterTuningJobs", "aiplatform.hyperparameterTuningJobs"),
    vertex("projects/*/locations/*/batchPredictionJobs/*", "BatchPredictionJob", JOBS, "BatchPredictionJob", "batchPredictionJobs", "aiplatform.batchPredictionJobs"),
    vertex("projects/*/locations/*/modelDeploymentMonitoringJobs/*", "ModelDeploymentMonitoringJob", JOBS, "ModelDeploymentMonitoringJob", "modelDeploymentMonitoringJobs", "aiplatform.modelDeploymentMonitoringJobs"),
    vertex("projects/*/locations/*/nasJobs/*", "", JOBS, "NasJob", "nasJobs", "aiplatform.nasJobs"),
    vertex("projects/*/locations/*/dataLabelingJobs/*", "", JOBS, "DataLabelingJob", "dataLabelingJobs", "aiplatform.dataLabelingJobs"),
    vertex("projects/*/locations/*/trainingPipelines/*", "TrainingPipeline", PIPELINES, "TrainingPipeline", "trainingPipelines", "aiplatform.trainingPipelines"),
    vertex("projects/*/locations/*/pipelineJobs/*", "PipelineJob", PIPELINES, "PipelineJob", "pipelineJobs", "aiplatform.pipelineJobs"),
    vertex("projects/*/locations/*/tuningJobs/*", "TuningJob", "google.cloud.aiplatform.v1.GenAiTuningService", "TuningJob", "tuningJobs", "aiplatform.tuningJobs"),
    vertex("projects/*/locations/*/datasets/*", "Dataset", DATASETS, "Dataset", "datasets", "aiplatform.datasets"),
    vertex("projects/*/locations/*/featurestores/*", "Featurestore", "google.cloud.aiplatform.v1.FeaturestoreService", "Featurestore", "featurestores", "aiplatform.featurestores"),
    vertex("projects/*/locations/*/featureGroups/*", "FeatureGroup", "google.cloud.aiplatform.v1.FeatureRegistryService", "FeatureGroup", "featureGroups", "aiplatform.featureGroups"),
    vertex("projects/*/locations/*/featureOnlineStores/*", "FeatureOnlineStore", FEATURES, "FeatureOnlineStore", "featureOnlineStores", "aiplatform.featureOnlineStores"),
    vertex("projects/*/locations/*/featureOnlineStores/*/featureViews/*", "", FEATURES, "FeatureView", "featureViews", "aiplatform.featureViews"),
    vertex("projects/*/locations/*/indexes/*", "Index", "google.cloud.aiplatform.v1.IndexService", "Index", "indexes", "aiplatform.indexes"),
    vertex("projects/*/locations/*/indexEndpoints/*", "IndexEndpoint", "google.cloud.aiplatform.v1.IndexEndpointService", "IndexEndpoint", "indexEndpoints", "aiplatform.indexEndpoints"),
    vertex("projects/*/locations/*/ragCorpora/*", "", RAG, "RagCorpus", "ragCorpora", "aiplatform.ragCorpora"),
    vertex("projects/*/locations/*/ragCorpora/*/ragFiles/*", "", RAG, "RagFile", "ragFiles", "aiplatform.ragFiles"),
    vertex("projects/*/locations/*/reasoningEngines/*", "ReasoningEngine", "google.cloud.aiplatform.v1.ReasoningEngineService", "ReasoningEngine", "reasoningEngines", "aiplatform.reasoningEngines"),
    vertex("projects/*/locations/*/persistentResources/*", "", "google.cloud.aiplatform.v1.PersistentResourceService", "PersistentResource", "persistentResources", "aiplatform.persistentResources"),
    vertex("projects/*/locations/*/notebookRuntimes/*", "NotebookRuntime", NOTEBOOKS, "NotebookRuntime", "notebookRuntimes", "aiplatform.notebookRuntimes"),
    vertex("projects/*/locations/*/notebookRuntimeTemplates/*", "NotebookRuntimeTemplate", NOTEBOOKS, "NotebookRuntimeTemplate", "notebookRuntimeTemplates", "aiplatform.notebookRuntimeTemplates"),
    vertex("projects/*/locations/*/notebookExecutionJobs/*", "", NOTEBOOKS, "NotebookExecutionJob", "notebookExecutionJobs", "aiplatform.notebookExecutionJobs"),
    vertex("projects/*/locations/*/cachedContents/*", "CachedContent", "google.cloud.aiplatform.v1.GenAiCacheService", "CachedContent", "cachedContents", "aiplatform.cachedContents"),
    vertex("projects/*/locations/*/tensorboards/*", "Tensorboard", "google.cloud.aiplatform.v1.TensorboardService", "Tensorboard", "tensorboards", "aiplatform.tensorboards"),
    vertex("projects/*/locations/*/schedules/*", "Schedule", "google.cloud.aiplatform.v1.ScheduleService", "Schedule", "schedules", "aiplatform.schedules"),
    vertex("projects/*/locations/*/metadataStores/*", "MetadataStore", "google.cloud.aiplatform.v1.MetadataService", "MetadataStore", "metadataStores", "aiplatform.metadataStores"),
    vertex("projects/*/locations/*/studies/*", "", "google.cloud.aiplatform.v1.VizierService", "Study", "studies", "aiplatform.studies"),
    vertex("projects/*/locations/*/specialistPools/*", "SpecialistPool", "google.cloud.aiplatform.v1.SpecialistPoolService", "SpecialistPool", "specialistPools", "aiplatform.specialistPools"),

    rpc("notebooks", "projects/*/locations/*/instances/*", "Instance", "instances", "google.cloud.notebooks.v2.NotebookService", "Instance", "notebooks.instances"),
    rpc("discoveryengine", "projects/*/locations/*/collections/*/engines/*", "Engine", "engines", "google.cloud.discoveryengine.v1.EngineService", "Engine", "discoveryengine.engines").numbered().page(1_000),
    rpc("discoveryengine", "projects/*/locations/*/collections/*/dataStores/*", "DataStore", "dataStores", "google.cloud.discoveryengine.v1.DataStoreService", "DataStore", "discoveryengine.dataStores").numbered().page(50),
    rpc("dialogflow", "projects/*/locations/*/agents/*", "Agent", "agents", "google.cloud.dialogflow.cx.v3.Agents", "Agent", "dialogflow.agents"),
    rpc("modelarmor", "projects/*/locations/*/templates/*", "Template", "templates", "google.cloud.modelarmor.v1.ModelArmor", "Template", "modelarmor.templates"),
    rpc("run", "projects/*/locations/*/services/*", "Service", "services", "google.cloud.run.v2.Services", "Service", "run.services"),
    rpc("container", "projects/*/locations/*/clusters/*", "Cluster", "clusters", "google.container.v1.ClusterManager", "Cluster", "container.clusters"),

    rpc("cloudresourcemanager", "organizations/*", "Organization", "organizations", "", "Organization", "resourcemanager.organizations"),
    rpc("cloudresourcemanager", "folders/*", "Folder", "folders", "", "Folder", "resourcemanager.folders").page(300),
    rpc("cloudresourcemanager", "projects/*", "Project", "projects", "", "Project", "resourcemanager.projects").numbered().page(300),
    rpc("cloudresourcemanager", "tagKeys/*", "TagKey", "tagKeys", "", "TagKey", "resourcemanager.tagKeys").page(300),
    rpc("cloudresourcemanager", "tagValues/*", "TagValue", "tagValues", "", "TagValue", "resourcemanager.tagValues").page(300),
    rpc("cloudresourcemanager", "tagBindings/*", "TagBinding", "tagBindings", "", "TagBinding", "resourcemanager.tagValueBindings").page(300),
    rpc("orgpolicy", "^/*/policies/*", "Policy", "policies", "google.cloud.orgpolicy.v2.OrgPolicy", "Policy", "orgpolicy.policies").numbered(),

    rpc("iam", "projects/*/serviceAccounts/*", "ServiceAccount", "accounts", IAM, "ServiceAccount", "iam.serviceAccounts").page(100),
    rpc("iam", "projects/*/serviceAccounts/*/keys/*", "ServiceAccountKey", "keys", IAM, "ServiceAccountKey", "iam.serviceAccountKeys"),
    rpc("iam", "projects/*/roles/*", "Role", "roles", IAM, "Role", "iam.roles"),
    rpc("iam", "organizations/*/roles/*", "Role", "roles", IAM, "Role", "iam.roles"),
    rpc("iam", "projects/*/locations/*/workloadIdentityPools/*", "WorkloadIdentityPool", "workloadIdentityPools", POOLS, "WorkloadIdentityPool", "iam.workloadIdentityPools").numbered().page(1_000),
    rpc("iam", "projects/*/locations/*/workloadIdentityPools/*/providers/*", "WorkloadIdentityPoolProvider", "workloadIdentityPoolProviders", POOLS, "WorkloadIdentityPoolProvider", "iam.workloadIdentityPoolProviders").numbered().page(100),
    rpc("iam", "policies/*/denypolicies/*", "PolicyV2", "policies", "google.iam.v2.Policies", "Policy", "iam.denypolicies"),
    rpc("cloudidentity", "groups/*", "", "groups", "google.apps.cloudidentity.groups.v1.GroupsService", "Group", "cloudidentity.groups"),
    rpc("cloudidentity", "groups/*/memberships/*", "", "memberships", "google.apps.cloudidentity.groups.v1.MembershipsService", "Membership", "cloudidentity.memberships"),

    compute("projects/*", "Project", "v1.compute.projects", "compute.projects"),
    compute("projects/*/global/networks/*", "Network", "v1.compute.networks", "compute.networks"),
    compute("projects/*/regions/*/subnetworks/*", "Subnetwork", "v1.compute.subnetworks", "compute.subnetworks"),
    compute("projects/*/global/firewalls/*", "Firewall", "v1.compute.firewalls", "compute.firewalls"),
    compute("projects/*/global/firewallPolicies/*", "FirewallPolicy", "v1.compute.networkFirewallPolicies", "compute.firewallPolicies"),
    compute("projects/*/global/routes/*", "Route", "v1.compute.routes", "compute.routes"),
    compute("projects/*/regions/*/routers/*", "Router", "v1.compute.routers", "compute.routers"),
    compute("projects/*/regions/*/vpnGateways/*", "VpnGateway", "v1.compute.vpnGateways", "compute.vpnGateways"),
    compute("projects/*/regions/*/vpnTunnels/*", "VpnTunnel", "v1.compute.vpnTunnels", "compute.vpnTunnels"),
    compute("projects/*/global/externalVpnGateways/*", "ExternalVpnGateway", "v1.compute.externalVpnGateways", "compute.externalVpnGateways"),
    compute("projects/*/regions/*/forwardingRules/*", "ForwardingRule", "v1.compute.forwardingRules", "compute.forwardingRules"),
    compute("projects/*/global/forwardingRules/*", "GlobalForwardingRule", "v1.compute.globalForwardingRules", "compute.globalForwardingRules"),
    compute("projects/*/regions/*/backendServices/*", "RegionBackendService", "v1.compute.regionBackendServices", "compute.regionBackendServices"),
    compute("projects/*/regions/*/serviceAttachments/*", "ServiceAttachment", "v1.compute.serviceAttachments", "compute.serviceAttachments"),
    compute("projects/*/regions/*/addresses/*", "Address", "v1.compute.addresses", "compute.addresses"),
    compute("projects/*/global/addresses/*", "GlobalAddress", "v1.compute.globalAddresses", "compute.globalAddresses"),
    compute("projects/*/zones/*/instances/*", "Instance", "v1.compute.instances", "compute.instances"),
    compute("projects/*/zones/*/disks/*", "Disk", "v1.compute.disks", "compute.disks"),
    compute("projects/*/global/snapshots/*", "Snapshot", "v1.compute.snapshots", "compute.snapshots"),
    rpc("tpu", "projects/*/locations/*/nodes/*", "Node", "nodes", "google.cloud.tpu.v2.Tpu", "Node", "tpu.nodes"),

    Kind { service: "storage", pattern: "b/*", asset: "Bucket", field: "items", rpc: "storage.buckets", noun: "", permission: "storage.buckets", numbered: false, page: 1_000 },
    Kind { service: "storage", pattern: "b/*/o/*", asset: "", field: "items", rpc: "storage.objects", noun: "", permission: "storage.objects", numbered: false, page: 1_000 },
    rpc("bigquery", "projects/*/datasets/*", "Dataset", "datasets", "google.cloud.bigquery.v2.DatasetService", "Dataset", "bigquery.datasets"),
    rpc("bigquery", "projects/*/datasets/*/tables/*", "Table", "tables", "google.cloud.bigquery.v2.TableService", "Table", "bigquery.tables"),
    rpc("cloudkms", "projects/*/locations/*/keyRings/*", "KeyRing", "keyRings", "", "KeyRing", "cloudkms.keyRings"),
    rpc("cloudkms", "projects/*/locations/*/keyRings/*/cryptoKeys/*", "CryptoKey", "cryptoKeys", "", "CryptoKey", "cloudkms.cryptoKeys"),
    rpc("cloudkms", "projects/*/locations/*/keyRings/*/cryptoKeys/*/cryptoKeyVersions/*", "CryptoKeyVersion", "cryptoKeyVersions", "", "CryptoKeyVersion", "cloudkms.cryptoKeyVersions"),
    rpc("secretmanager", "projects/*/secrets/*", "Secret", "secrets", "google.cloud.secretmanager.v1.SecretManagerService", "Secret", "secretmanager.secrets").numbered().page(25_000),
    rpc("secretmanager", "projects/*/secrets/*/versions/*", "SecretVersion", "versions", "google.cloud.secretmanager.v1.SecretManagerService", "SecretVersion", "secretmanager.versions").numbered().page(25_000),
    rpc("logging", "^/*/sinks/*", "LogSink", "sinks", LOGGING, "Sink", "logging.sinks"),
    rpc("logging", "^/*/locations/*/buckets/*", "LogBucket", "buckets", LOGGING, "Bucket", "logging.buckets"),
    rpc("apikeys", "projects/*/locations/*/keys/*", "Key", "keys", "google.api.apikeys.v2.ApiKeys", "Key", "apikeys.keys").numbered().page(300),
    rpc("storagetransfer", "transferJobs/*", "TransferJob", "transferJobs", "google.storagetransfer.v1.StorageTransferService", "TransferJob", "storagetransfer.jobs").page(256),
    rpc("accesscontextmanager", "accessPolicies/*", "AccessPolicy", "accessPolicies", ACCESS, "AccessPolicy", "accesscontextmanager.policies"),
    rpc("accesscontextmanager", "accessPolicies/*/accessLevels/*", "AccessLevel", "accessLevels", ACCESS, "AccessLevel", "accesscontextmanager.accessLevels"),
    rpc("accesscontextmanager", "accessPolicies/*/servicePerimeters/*", "ServicePerimeter", "servicePerimeters", ACCESS, "ServicePerimeter", "accesscontextmanager.servicePerimeters"),
    rpc("dns", "projects/*/managedZones/*", "ManagedZone", "managedZones", "dns.managedZones", "", "dns.managedZones"),
    rpc("dns", "projects/*/managedZones/*/rrsets/*", "", "rrsets", "dns.resourceRecordSets", "", "dns.resourceRecordSets"),
];
