use crate::oci::list::{Is, ListRule, Part, list};

/// Who may, and what binds all.
#[rustfmt::skip]
pub(super) static LISTS: &[ListRule] = &[
    list("identity", "User", "users", ("User", "Users"), "users").parts(&[Part { operation: "ListApiKeys", path: "users/{id}/apiKeys", permission: "inspect users", is: Is::Resources("ApiKey") }, Part { operation: "ListCustomerSecretKeys", path: "users/{id}/customerSecretKeys", permission: "inspect users", is: Is::Resources("CustomerSecretKey") }, Part { operation: "ListAuthTokens", path: "users/{id}/authTokens", permission: "inspect users", is: Is::Resources("AuthToken") }]).root(),
    list("identity", "Group", "groups", ("Group", "Groups"), "groups").root(),
    list("identity", "UserGroupMembership", "userGroupMemberships", ("UserGroupMembership", "UserGroupMemberships"), "groups").root(),
    list("identity", "DynamicResourceGroup", "dynamicGroups", ("DynamicGroup", "DynamicGroups"), "dynamic-groups").root(),
    list("identity", "Policy", "policies", ("Policy", "Policies"), "policies"),
    list("identity", "IdentityProvider", "identityProviders", ("IdentityProvider", "IdentityProviders"), "identity-providers").parts(&[Part { operation: "ListIdpGroupMappings", path: "identityProviders/{id}/groupMappings", permission: "inspect identity-providers", is: Is::Resources("IdpGroupMapping") }]).with(&[("protocol", "SAML2")]).root(),
    list("identity", "NetworkSource", "networkSources", ("NetworkSource", "NetworkSources"), "network-sources").root(),
    list("identity", "TagNamespace", "tagNamespaces", ("TagNamespace", "TagNamespaces"), "tag-namespaces"),
    list("identity", "TagDefault", "tagDefaults", ("TagDefault", "TagDefaults"), "tag-defaults"),
    list("limits", "Quota", "quotas", ("Quota", "Quotas"), "quotas").get("quotas/{id}").root(),
];
