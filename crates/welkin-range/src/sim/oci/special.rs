//! The operations that do more than list, get, create, update or delete a resource.

use super::statement::Verb;

/// What a special operation does.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Act {
    /// Gives a document that hangs below the resource.
    Part(&'static str),
    /// Lists what hangs below the resource, as an array.
    Parts(&'static str),
    /// Gives the one below the resource whose field is the last segment.
    One(&'static str, &'static str),
    /// Takes it away.
    Drop(&'static str, &'static str),
    /// Puts the resource into a state: at once, or by a work request.
    State(&'static str),
    Later(&'static str),
    // Identity.
    RegionSubscriptions,
    Regions,
    AvailabilityDomains,
    AuthenticationPolicy,
    UserState,
    UserCapabilities,
    UploadApiKey,
    // Search.
    Search,
    ResourceTypes,
    // Data Science and Generative AI.
    ArtifactHead,
    Artifact,
    ApiKeyState,
    Predict,
    WorkRequest,
    WorkRequests,
    Nothing,
    // Network.
    GroupVnics,
    AddRules,
    RemoveRules,
    UpdateRules,
    InstanceAction,
    // Keys and secrets.
    ScheduleDeletion,
    CancelDeletion,
    SecretBundle,
    // Logs.
    UpdateLog,
    AuditConfiguration,
    UpdateAuditConfiguration,
    AuditEvents,
    GuardConfiguration,
    // Object Storage.
    Namespace,
    ListBuckets,
    CreateBucket,
    GetBucket,
    UpdateBucket,
    DeleteBucket,
    ListObjects,
    GetObject,
    PutObject,
    DeleteObject,
    CreatePar,
    CreateRule,
    UpdateRule,
    ListRules,
    // Tokens and the identity domain; these authenticate by themselves or need no policy.
    Federate,
    Exchange,
    UserToken,
    DomainList,
    DomainGet,
    DomainUserStatus,
}

#[derive(Debug)]
pub(super) struct Special {
    pub(super) service: &'static str,
    pub(super) method: &'static str,
    pub(super) pattern: &'static str,
    pub(super) name: &'static str,
    pub(super) verb: Verb,
    /// Resource type in policies; empty for that of the resource itself.
    pub(super) what: (&'static str, &'static str),
    pub(super) act: Act,
}

const fn own(
    service: &'static str,
    (method, pattern): (&'static str, &'static str),
    name: &'static str,
    verb: Verb,
    act: Act,
) -> Special {
    Special { service, method, pattern, name, verb, what: ("", ""), act }
}

impl Special {
    const fn on(mut self, what: &'static str, family: &'static str) -> Special {
        self.what = (what, family);
        self
    }
}

use Verb::{Inspect, Manage, Read, Use};

#[rustfmt::skip]
pub(super) static SPECIALS: [Special; 94] = [
    own("identity", ("GET", "tenancies/*/regionSubscriptions"), "ListRegionSubscriptions", Inspect, Act::RegionSubscriptions),
    own("identity", ("GET", "regions"), "ListRegions", Inspect, Act::Regions),
    own("identity", ("GET", "availabilityDomains"), "ListAvailabilityDomains", Inspect, Act::AvailabilityDomains).on("compartments", ""),
    own("identity", ("GET", "authenticationPolicies/*"), "GetAuthenticationPolicy", Inspect, Act::AuthenticationPolicy).on("authentication-policies", ""),
    own("identity", ("PUT", "users/*/state"), "UpdateUserState", Manage, Act::UserState),
    own("identity", ("PUT", "users/*/capabilities"), "UpdateUserCapabilities", Manage, Act::UserCapabilities),
    own("identity", ("GET", "users/*/apiKeys"), "ListApiKeys", Inspect, Act::Parts("apiKeys")),
    own("identity", ("POST", "users/*/apiKeys"), "UploadApiKey", Manage, Act::UploadApiKey),
    own("identity", ("DELETE", "users/*/apiKeys/*"), "DeleteApiKey", Manage, Act::Drop("apiKeys", "fingerprint")),
    own("identity", ("GET", "users/*/authTokens"), "ListAuthTokens", Inspect, Act::Parts("authTokens")),
    own("identity", ("DELETE", "users/*/authTokens/*"), "DeleteAuthToken", Manage, Act::Drop("authTokens", "id")),
    own("identity", ("GET", "users/*/customerSecretKeys"), "ListCustomerSecretKeys", Inspect, Act::Parts("customerSecretKeys")),
    own("identity", ("DELETE", "users/*/customerSecretKeys/*"), "DeleteCustomerSecretKey", Manage, Act::Drop("customerSecretKeys", "id")),
    own("identity", ("GET", "users/*/mfaTotpDevices"), "ListMfaTotpDevices", Inspect, Act::Parts("mfaTotpDevices")),
    own("identity", ("GET", "tagNamespaces/*/tags"), "ListTags", Inspect, Act::Parts("tags")),
    own("identity", ("GET", "tagNamespaces/*/tags/*"), "GetTag", Inspect, Act::One("tags", "name")),
    own("identity", ("GET", "identityProviders/*/groupMappings"), "ListIdpGroupMappings", Inspect, Act::Parts("groupMappings")),

    own("query", ("POST", "resources"), "SearchResources", Inspect, Act::Search),
    own("query", ("GET", "resourceTypes"), "ListResourceTypes", Inspect, Act::ResourceTypes),

    own("datascience", ("GET", "models/*/provenance"), "GetModelProvenance", Read, Act::Part("provenance")),
    own("datascience", ("HEAD", "models/*/artifact/content"), "HeadModelArtifact", Read, Act::ArtifactHead),
    own("datascience", ("GET", "models/*/artifact/content"), "GetModelArtifactContent", Read, Act::Artifact),
    own("datascience", ("POST", "models/*/actions/activate"), "ActivateModel", Use, Act::State("ACTIVE")),
    own("datascience", ("POST", "models/*/actions/deactivate"), "DeactivateModel", Use, Act::State("INACTIVE")),
    own("datascience", ("POST", "modelDeployments/*/actions/activate"), "ActivateModelDeployment", Use, Act::Later("ACTIVE")),
    own("datascience", ("POST", "modelDeployments/*/actions/deactivate"), "DeactivateModelDeployment", Use, Act::Later("INACTIVE")),
    own("datascience", ("GET", "modelDeployments/*/models/modelState"), "ListModelDeploymentModelStates", Inspect, Act::Parts("modelStates")),
    own("datascience", ("POST", "modelGroups/*/actions/activate"), "ActivateModelGroup", Use, Act::State("ACTIVE")),
    own("datascience", ("POST", "modelGroups/*/actions/deactivate"), "DeactivateModelGroup", Use, Act::State("INACTIVE")),
    own("datascience", ("GET", "modelGroups/*/models"), "ListModelGroupModels", Inspect, Act::Parts("models")),
    own("datascience", ("POST", "notebookSessions/*/actions/activate"), "ActivateNotebookSession", Use, Act::Later("ACTIVE")),
    own("datascience", ("POST", "notebookSessions/*/actions/deactivate"), "DeactivateNotebookSession", Use, Act::Later("INACTIVE")),
    own("datascience", ("POST", "schedules/*/actions/activate"), "ActivateSchedule", Use, Act::Later("ACTIVE")),
    own("datascience", ("POST", "schedules/*/actions/deactivate"), "DeactivateSchedule", Use, Act::Later("INACTIVE")),
    own("datascience", ("POST", "jobRuns/*/actions/cancelJobRun"), "CancelJobRun", Use, Act::Later("CANCELED")),
    own("generativeai", ("POST", "apikeys/*/actions/setstate"), "SetApiKeyState", Use, Act::ApiKeyState),
    own("modeldeployment", ("POST", "*/predict"), "Predict", Use, Act::Predict).on("data-science-model-deployments", "data-science-family"),
    own("*", ("GET", "workRequests/*"), "GetWorkRequest", Read, Act::WorkRequest),
    own("*", ("GET", "workRequests"), "ListWorkRequests", Inspect, Act::WorkRequests),
    own("*", ("GET", "workRequests/*/errors"), "ListWorkRequestErrors", Read, Act::Nothing),
    own("*", ("GET", "workRequests/*/logs"), "ListWorkRequestLogs", Read, Act::Nothing),

    own("iaas", ("GET", "networkSecurityGroups/*/securityRules"), "ListNetworkSecurityGroupSecurityRules", Read, Act::Parts("securityRules")),
    own("iaas", ("GET", "networkSecurityGroups/*/vnics"), "ListNetworkSecurityGroupVnics", Inspect, Act::GroupVnics),
    own("iaas", ("POST", "networkSecurityGroups/*/actions/addSecurityRules"), "AddNetworkSecurityGroupSecurityRules", Use, Act::AddRules),
    own("iaas", ("POST", "networkSecurityGroups/*/actions/removeSecurityRules"), "RemoveNetworkSecurityGroupSecurityRules", Use, Act::RemoveRules),
    own("iaas", ("POST", "networkSecurityGroups/*/actions/updateSecurityRules"), "UpdateNetworkSecurityGroupSecurityRules", Use, Act::UpdateRules),
    own("iaas", ("GET", "ipsecConnections/*/tunnels"), "ListIPSecConnectionTunnels", Read, Act::Parts("tunnels")),
    own("iaas", ("GET", "ipsecConnections/*/tunnels/*"), "GetIPSecConnectionTunnel", Read, Act::One("tunnels", "id")),
    own("iaas", ("POST", "instances/*"), "InstanceAction", Use, Act::InstanceAction),

    own("kms-management", ("GET", "keys/*/keyVersions"), "ListKeyVersions", Inspect, Act::Parts("keyVersions")),
    own("kms-management", ("GET", "keys/*/keyVersions/*"), "GetKeyVersion", Read, Act::One("keyVersions", "id")),
    own("kms-management", ("POST", "keys/*/actions/enable"), "EnableKey", Use, Act::State("ENABLED")),
    own("kms-management", ("POST", "keys/*/actions/disable"), "DisableKey", Use, Act::State("DISABLED")),
    own("kms-management", ("POST", "keys/*/actions/scheduleDeletion"), "ScheduleKeyDeletion", Manage, Act::ScheduleDeletion),
    own("kms-management", ("POST", "keys/*/actions/cancelDeletion"), "CancelKeyDeletion", Manage, Act::CancelDeletion),
    own("vaults", ("GET", "secrets/*/versions"), "ListSecretVersions", Inspect, Act::Parts("versions")),
    own("vaults", ("POST", "secrets/*/actions/scheduleDeletion"), "ScheduleSecretDeletion", Manage, Act::ScheduleDeletion),
    own("vaults", ("POST", "secrets/*/actions/cancelDeletion"), "CancelSecretDeletion", Manage, Act::CancelDeletion),
    own("secrets", ("GET", "secretbundles/*"), "GetSecretBundle", Read, Act::SecretBundle).on("secret-bundles", "secret-family"),

    own("logging", ("GET", "logGroups/*/logs"), "ListLogs", Inspect, Act::Parts("logs")),
    own("logging", ("GET", "logGroups/*/logs/*"), "GetLog", Read, Act::One("logs", "id")),
    own("logging", ("PUT", "logGroups/*/logs/*"), "UpdateLog", Use, Act::UpdateLog),
    own("audit", ("GET", "configuration"), "GetConfiguration", Inspect, Act::AuditConfiguration).on("audit-configuration", ""),
    own("audit", ("PUT", "configuration"), "UpdateConfiguration", Manage, Act::UpdateAuditConfiguration).on("audit-configuration", ""),
    own("audit", ("GET", "auditEvents"), "ListEvents", Read, Act::AuditEvents).on("audit-events", ""),
    own("cloudguard", ("GET", "configuration"), "GetConfiguration", Inspect, Act::GuardConfiguration).on("cloud-guard-config", "cloud-guard-family"),

    own("objectstorage", ("GET", "n"), "GetNamespace", Inspect, Act::Namespace).on("objectstorage-namespaces", "object-family"),
    own("objectstorage", ("GET", "n/*/b"), "ListBuckets", Inspect, Act::ListBuckets),
    own("objectstorage", ("POST", "n/*/b"), "CreateBucket", Manage, Act::CreateBucket),
    own("objectstorage", ("GET", "n/*/b/*"), "GetBucket", Read, Act::GetBucket),
    own("objectstorage", ("HEAD", "n/*/b/*"), "HeadBucket", Inspect, Act::GetBucket),
    own("objectstorage", ("POST", "n/*/b/*"), "UpdateBucket", Use, Act::UpdateBucket),
    own("objectstorage", ("DELETE", "n/*/b/*"), "DeleteBucket", Manage, Act::DeleteBucket),
    own("objectstorage", ("GET", "n/*/b/*/o"), "ListObjects", Inspect, Act::ListObjects).on("objects", "object-family"),
    own("objectstorage", ("GET", "n/*/b/*/o/**"), "GetObject", Read, Act::GetObject).on("objects", "object-family"),
    own("objectstorage", ("HEAD", "n/*/b/*/o/**"), "HeadObject", Read, Act::GetObject).on("objects", "object-family"),
    own("objectstorage", ("PUT", "n/*/b/*/o/**"), "PutObject", Manage, Act::PutObject).on("objects", "object-family"),
    own("objectstorage", ("DELETE", "n/*/b/*/o/**"), "DeleteObject", Manage, Act::DeleteObject).on("objects", "object-family"),
    own("objectstorage", ("GET", "n/*/b/*/p"), "ListPreauthenticatedRequests", Manage, Act::Parts("pars")),
    own("objectstorage", ("POST", "n/*/b/*/p"), "CreatePreauthenticatedRequest", Manage, Act::CreatePar),
    own("objectstorage", ("DELETE", "n/*/b/*/p/*"), "DeletePreauthenticatedRequest", Manage, Act::Drop("pars", "id")),
    own("objectstorage", ("GET", "n/*/b/*/retentionRules"), "ListRetentionRules", Read, Act::ListRules),
    own("objectstorage", ("POST", "n/*/b/*/retentionRules"), "CreateRetentionRule", Manage, Act::CreateRule),
    own("objectstorage", ("GET", "n/*/b/*/retentionRules/*"), "GetRetentionRule", Read, Act::One("retentionRules", "id")),
    own("objectstorage", ("PUT", "n/*/b/*/retentionRules/*"), "UpdateRetentionRule", Manage, Act::UpdateRule),
    own("objectstorage", ("DELETE", "n/*/b/*/retentionRules/*"), "DeleteRetentionRule", Manage, Act::Drop("retentionRules", "id")),
    own("objectstorage", ("GET", "n/*/b/*/replicationPolicies"), "ListReplicationPolicies", Read, Act::Parts("replicationPolicies")),
    own("objectstorage", ("GET", "n/*/b/*/replicationSources"), "ListReplicationSources", Read, Act::Parts("replicationSources")),

    own("auth", ("POST", "x509"), "GetSecurityToken", Inspect, Act::Federate),
    own("auth", ("POST", "token/upst/actions/GenerateUpst"), "GenerateUserSecurityToken", Inspect, Act::UserToken),
    own("domain", ("POST", "oauth2/v1/token"), "ExchangeToken", Inspect, Act::Exchange),
    own("domain", ("GET", "admin/v1/*"), "ListDomainResources", Inspect, Act::DomainList).on("domains", ""),
    own("domain", ("GET", "admin/v1/*/*"), "GetDomainResource", Inspect, Act::DomainGet).on("domains", ""),
    own("domain", ("PUT", "admin/v1/UserStatusChanger/*"), "PutUserStatusChanger", Manage, Act::DomainUserStatus).on("domains", ""),
];
