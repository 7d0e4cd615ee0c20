//! Methods beyond get, list, create, update and delete: how the audit log calls them and what they need. Names are
//! those of the discovery documents and of the services' audit log pages.

#[derive(Debug)]
pub(super) struct Row {
    pub(super) service: &'static str,
    pub(super) collection: &'static str,
    pub(super) verb: &'static str,
    pub(super) method: &'static str,
    pub(super) permission: &'static str,
    pub(super) writes: bool,
}

const fn read(
    service: &'static str,
    collection: &'static str,
    verb: &'static str,
    method: &'static str,
    permission: &'static str,
) -> Row {
    Row { service, collection, verb, method, permission, writes: false }
}

const fn write(
    service: &'static str,
    collection: &'static str,
    verb: &'static str,
    method: &'static str,
    permission: &'static str,
) -> Row {
    Row { service, collection, verb, method, permission, writes: true }
}

#[rustfmt::skip]
pub(super) static VERBS: &[Row] = &[
    read("aiplatform", "endpoints", "predict", "google.cloud.aiplatform.v1.PredictionService.Predict", "aiplatform.endpoints.predict"),
    read("aiplatform", "endpoints", "rawPredict", "google.cloud.aiplatform.v1.PredictionService.RawPredict", "aiplatform.endpoints.predict"),
    read("aiplatform", "endpoints", "explain", "google.cloud.aiplatform.v1.PredictionService.Explain", "aiplatform.endpoints.explain"),
    write("aiplatform", "endpoints", "deployModel", "google.cloud.aiplatform.v1.EndpointService.DeployModel", "aiplatform.endpoints.deploy"),
    write("aiplatform", "endpoints", "undeployModel", "google.cloud.aiplatform.v1.EndpointService.UndeployModel", "aiplatform.endpoints.undeploy"),
    read("aiplatform", "models", "listVersions", "google.cloud.aiplatform.v1.ModelService.ListModelVersions", "aiplatform.models.list"),
    write("aiplatform", "models", "mergeVersionAliases", "google.cloud.aiplatform.v1.ModelService.MergeVersionAliases", "aiplatform.models.update"),
    write("aiplatform", "models", "export", "google.cloud.aiplatform.v1.ModelService.ExportModel", "aiplatform.models.export"),
    read("aiplatform", "reasoningEngines", "query", "google.cloud.aiplatform.v1.ReasoningEngineExecutionService.QueryReasoningEngine", "aiplatform.reasoningEngines.query"),
    write("aiplatform", "customJobs", "cancel", "google.cloud.aiplatform.v1.JobService.CancelCustomJob", "aiplatform.customJobs.cancel"),
    write("aiplatform", "pipelineJobs", "cancel", "google.cloud.aiplatform.v1.PipelineService.CancelPipelineJob", "aiplatform.pipelineJobs.cancel"),
    write("aiplatform", "notebookRuntimes", "stop", "google.cloud.aiplatform.v1.NotebookService.StopNotebookRuntime", "aiplatform.notebookRuntimes.update"),
    write("notebooks", "instances", "stop", "google.cloud.notebooks.v2.NotebookService.StopInstance", "notebooks.instances.stop"),
    write("notebooks", "instances", "start", "google.cloud.notebooks.v2.NotebookService.StartInstance", "notebooks.instances.start"),
    read("modelarmor", "templates", "sanitizeUserPrompt", "google.cloud.modelarmor.v1.ModelArmor.SanitizeUserPrompt", "modelarmor.templates.useToSanitizeUserPrompt"),

    read("iam", "serviceAccounts", "generateAccessToken", "GenerateAccessToken", "iam.serviceAccounts.getAccessToken"),
    write("iam", "serviceAccounts", "disable", "google.iam.admin.v1.DisableServiceAccount", "iam.serviceAccounts.disable"),
    write("iam", "serviceAccounts", "enable", "google.iam.admin.v1.EnableServiceAccount", "iam.serviceAccounts.enable"),
    write("iam", "keys", "disable", "google.iam.admin.v1.DisableServiceAccountKey", "iam.serviceAccountKeys.disable"),
    write("iam", "keys", "enable", "google.iam.admin.v1.EnableServiceAccountKey", "iam.serviceAccountKeys.enable"),
    write("apikeys", "keys", "undelete", "google.api.apikeys.v2.ApiKeys.UndeleteKey", "apikeys.keys.undelete"),
    read("cloudresourcemanager", "projects", "search", "SearchProjects", ""),
    read("cloudresourcemanager", "folders", "search", "SearchFolders", ""),
    read("cloudresourcemanager", "organizations", "search", "SearchOrganizations", ""),
    write("cloudkms", "cryptoKeyVersions", "destroy", "DestroyCryptoKeyVersion", "cloudkms.cryptoKeyVersions.destroy"),
    write("cloudkms", "cryptoKeyVersions", "restore", "RestoreCryptoKeyVersion", "cloudkms.cryptoKeyVersions.restore"),
    write("secretmanager", "versions", "disable", "google.cloud.secretmanager.v1.SecretManagerService.DisableSecretVersion", "secretmanager.versions.disable"),
    write("secretmanager", "versions", "enable", "google.cloud.secretmanager.v1.SecretManagerService.EnableSecretVersion", "secretmanager.versions.enable"),
    read("secretmanager", "versions", "access", "google.cloud.secretmanager.v1.SecretManagerService.AccessSecretVersion", "secretmanager.versions.access"),

    write("compute", "firewallPolicies", "addRule", "v1.compute.networkFirewallPolicies.addRule", "compute.firewallPolicies.update"),
    write("compute", "firewallPolicies", "removeRule", "v1.compute.networkFirewallPolicies.removeRule", "compute.firewallPolicies.update"),
    read("compute", "firewallPolicies", "getRule", "v1.compute.networkFirewallPolicies.getRule", "compute.firewallPolicies.get"),
    write("compute", "instances", "stop", "v1.compute.instances.stop", "compute.instances.stop"),
    write("compute", "instances", "start", "v1.compute.instances.start", "compute.instances.start"),
    write("compute", "instances", "setLabels", "v1.compute.instances.setLabels", "compute.instances.setLabels"),
    write("compute", "instances", "setTags", "v1.compute.instances.setTags", "compute.instances.setTags"),
    write("compute", "disks", "createSnapshot", "v1.compute.disks.createSnapshot", "compute.disks.createSnapshot"),
    write("compute", "disks", "setLabels", "v1.compute.disks.setLabels", "compute.disks.setLabels"),
    write("compute", "snapshots", "setLabels", "v1.compute.snapshots.setLabels", "compute.snapshots.setLabels"),
    write("storage", "b", "lockRetentionPolicy", "storage.buckets.update", "storage.buckets.update"),
];

/// Cloud Asset Inventory: last part of the path, method, permission.
#[rustfmt::skip]
pub(super) static INVENTORY: &[(&str, &str, &str)] = &[
    ("assets", "ListAssets", "cloudasset.assets.listResource"),
    ("searchAllResources", "SearchAllResources", "cloudasset.assets.searchAllResources"),
    ("searchAllIamPolicies", "SearchAllIamPolicies", "cloudasset.assets.searchAllIamPolicies"),
    ("batchGetAssetsHistory", "BatchGetAssetsHistory", "cloudasset.assets.exportResource"),
    ("analyzeIamPolicy", "AnalyzeIamPolicy", "cloudasset.assets.analyzeIamPolicy"),
    ("exportAssets", "ExportAssets", "cloudasset.assets.exportResource"),
    ("effectiveIamPolicies", "BatchGetEffectiveIamPolicies", "cloudasset.assets.searchAllIamPolicies"),
];
