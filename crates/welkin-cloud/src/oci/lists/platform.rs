use crate::oci::list::{Is, ListRule, Part, list};

/// What AI runs on: compute, storage, keys, logs.
#[rustfmt::skip]
pub(super) static LISTS: &[ListRule] = &[
    list("iaas", "Instance", "instances", ("Instance", "Instances"), "instances"),
    list("iaas", "Image", "images", ("Image", "Images"), "instance-images"),
    list("iaas", "ComputeCluster", "computeClusters", ("ComputeCluster", "ComputeClusters"), "compute-clusters"),
    list("iaas", "Volume", "volumes", ("Volume", "Volumes"), "volumes"),
    list("iaas", "BootVolume", "bootVolumes", ("BootVolume", "BootVolumes"), "boot-volumes"),
    list("iaas", "VolumeBackup", "volumeBackups", ("VolumeBackup", "VolumeBackups"), "volume-backups"),
    list("containerengine", "ContainerEngineCluster", "clusters", ("Cluster", "Clusters"), "clusters").get("clusters/{id}").also(&["ClustersCluster"]),
    list("containerengine", "NodePool", "nodePools", ("NodePool", "NodePools"), "cluster-node-pools").get("nodePools/{id}"),
    list("kms", "Vault", "vaults", ("Vault", "Vaults"), "vaults").get("vaults/{id}"),
    list("vaults", "VaultSecret", "secrets", ("Secret", "Secrets"), "secrets").get("secrets/{id}"),
    list("logging", "LogGroup", "logGroups", ("LogGroup", "LogGroups"), "log-groups").subtree("isCompartmentIdInSubtree").parts(&[Part { operation: "ListLogs", path: "logGroups/{id}/logs", permission: "inspect log-groups", is: Is::Resources("Log") }]),
    list("events", "EventRule", "rules", ("Rule", "Rules"), "cloudevents-rules").get("rules/{id}"),
    list("notification", "OnsTopic", "topics", ("Topic", "Topics"), "ons-topics"),
    list("database", "AutonomousDatabase", "autonomousDatabases", ("AutonomousDatabase", "AutonomousDatabases"), "autonomous-databases"),
    list("cloudguard", "CloudGuardTarget", "targets", ("Target", "Targets"), "cloud-guard-targets").get("targets/{id}").subtree("compartmentIdInSubtree"),
    list("cloudguard", "SecurityZone", "securityZones", ("SecurityZone", "SecurityZones"), "security-zone").get("securityZones/{id}"),
    list("objectstorage", "Bucket", "n/{namespace}/b", ("Bucket", "Buckets"), "buckets").get("n/{namespace}/b/{name}").with(&[("fields", "tags")]).parts(&[
        Part { operation: "ListRetentionRules", path: "n/{namespace}/b/{name}/retentionRules", permission: "read buckets", is: Is::More("retentionRules") },
        Part { operation: "ListReplicationPolicies", path: "n/{namespace}/b/{name}/replicationPolicies", permission: "read buckets", is: Is::More("replicationPolicies") },
        Part { operation: "ListPreauthenticatedRequests", path: "n/{namespace}/b/{name}/p", permission: "manage buckets where request.operation = 'ListPreauthenticatedRequests'", is: Is::Resources("PreauthenticatedRequest") },
    ]),
];
