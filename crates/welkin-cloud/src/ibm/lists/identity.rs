use crate::ibm::list::{Id, ListRule, list, read};

/// Users, API keys, service ids, trusted profiles with who may use them, access groups, policies, roles, settings.
#[rustfmt::skip]
pub(super) static LISTS: &[ListRule] = &[
    list("user-management.user", read("user-management", "list_users", "user-management.user.retrieve", "/v2/accounts/{_account}/users").items("resources").size("limit", 100))
        .id(Id::Made("crn:v1:bluemix:public:user-management::a/{_account}::user:{iam_id}")).name("user_id"),
    list("iam-identity.apikey", read("iam", "list_api_keys", "iam-identity.apikey.list", "/v1/apikeys")
        .query(&[("account_id", "{_account}"), ("scope", "account"), ("type", "user")]).items("apikeys").size("pagesize", 100)),
    list("iam-identity.apikey", read("iam", "list_api_keys", "iam-identity.apikey.list", "/v1/apikeys")
        .query(&[("account_id", "{_account}"), ("scope", "account"), ("type", "serviceid")]).items("apikeys").size("pagesize", 100)),
    list("iam-identity.serviceid", read("iam", "list_service_ids", "iam-identity.serviceid.list", "/v1/serviceids")
        .query(&[("account_id", "{_account}")]).items("serviceids").size("pagesize", 100)),
    list("iam-identity.profile", read("iam", "list_profiles", "iam-identity.profile.list", "/v1/profiles")
        .query(&[("account_id", "{_account}")]).items("profiles").size("pagesize", 100))
        .details(&[
            read("iam", "list_claim_rules", "iam-identity.profile-claim-rule.list", "/v1/profiles/{id}/rules").items("rules"),
            read("iam", "list_links", "iam-identity.profile-link.list", "/v1/profiles/{id}/links").items("links"),
            read("iam", "get_profile_identities", "iam-identity.profile-identity.get", "/v1/profiles/{id}/identities"),
        ]),
    list("iam-groups.access-group", read("iam", "list_access_groups", "iam-groups.groups.list", "/v2/groups")
        .query(&[("account_id", "{_account}"), ("show_federated", "true"), ("hide_public_access", "false")]).items("groups").size("limit", 100))
        .id(Id::Made("crn:v1:bluemix:public:iam-groups::a/{_account}::access-group:{id}"))
        .details(&[
            read("iam", "list_access_group_members", "iam-groups.members.list", "/v2/groups/{id}/members").items("members").size("limit", 100),
            read("iam", "list_access_group_rules", "iam-groups.rules.list", "/v2/groups/{id}/rules").items("rules"),
        ]),
    list("iam-access-management.policy", read("iam", "list_v2_policies", "iam.policy.read", "/v2/policies")
        .query(&[("account_id", "{_account}"), ("state", "active")]).items("policies").size("limit", 100))
        .id(Id::Made("crn:v1:bluemix:public:iam-access-management::a/{_account}::policy:{id}")).name("description"),
    list("iam-access-management.customRole", read("iam", "list_roles", "iam.role.read", "/v2/roles")
        .query(&[("account_id", "{_account}")]).items("custom_roles")).name("display_name"),
    list("iam-identity.account-settings", read("iam", "get_account_settings", "iam-identity.account-settings.get", "/v1/accounts/{_account}/settings/identity").items(""))
        .id(Id::Made("crn:v1:bluemix:public:iam-identity::a/{_account}::account-settings:{account_id}")).name("account_id"),
];
