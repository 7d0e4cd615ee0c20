use super::ai::MONITORED;
use super::data::{BUCKETS, KEYS, SECRET_GROUPS, SECRETS};
use crate::ibm::list::{Id, ListRule, Reach, Read, Verb, list, read};

/// The index of what there is, with tags and without configuration.
#[rustfmt::skip]
pub(in crate::ibm) static SEARCH: ListRule = list(
    "",
    read("global-search", "search", "global-search-tagging.resource.search", "/v3/resources/search")
        .verb(Verb::Search)
        .query(&[("account_id", "{_account}"), ("query", "*"), ("fields", "*")])
        .items("items")
        .size("limit", 1_000),
);

/// The regions of VPC.
pub(in crate::ibm) static REGIONS: Read = read("vpc", "list_regions", "is.region.region.list", "/v1/regions")
    .query(&[("version", "2026-01-13"), ("generation", "2")])
    .items("regions");

/// Service instances and their credentials, resource groups, the enterprise, restrictions, clusters, routing of records.
#[rustfmt::skip]
pub(super) static LISTS: &[ListRule] = &[
    list("", read("resource-controller", "list_resource_instances", "resource-controller.instance.retrieve", "/v2/resource_instances").items("resources").size("limit", 100))
        .children(&[KEYS, BUCKETS, SECRETS, SECRET_GROUPS, MONITORED[0], MONITORED[1], SCANS]),
    list("", read("resource-controller", "list_resource_keys", "resource-controller.credential.retrieve", "/v2/resource_keys").items("resources").size("limit", 100)),
    list("", read("resource-controller", "list_resource_bindings", "resource-controller.binding.retrieve", "/v2/resource_bindings").items("resources").size("limit", 100)),
    list("", read("resource-controller", "list_resource_aliases", "resource-controller.alias.retrieve", "/v2/resource_aliases").items("resources").size("limit", 100)),
    list("resource-controller.resource-group", read("resource-manager", "list_resource_groups", "resource-controller.group.retrieve", "/v2/resource_groups")
        .query(&[("account_id", "{_account}")]).items("resources")),
    list("enterprise.enterprise", read("enterprise", "list_enterprises", "enterprise.enterprise.retrieve", "/v1/enterprises").items("resources").size("limit", 100)),
    list("enterprise.account-group", read("enterprise", "list_account_groups", "enterprise.account-group.retrieve", "/v1/account-groups").items("resources").size("limit", 100)),
    list("enterprise.account", read("enterprise", "list_accounts", "enterprise.account.retrieve", "/v1/accounts").items("resources").size("limit", 100)),
    list("context-based-restrictions.zone", read("cbr", "list_zones", "context-based-restrictions.zone.read", "/v1/zones")
        .query(&[("account_id", "{_account}")]).items("zones")),
    list("context-based-restrictions.rule", read("cbr", "list_rules", "context-based-restrictions.rule.read", "/v1/rules")
        .query(&[("account_id", "{_account}")]).items("rules")).name("description"),
    list("containers-kubernetes", read("containers", "vpc_get_clusters", "containers-kubernetes.cluster.read", "/v2/vpc/getClusters").items(".")),
    list("containers-kubernetes", read("containers", "get_clusters", "containers-kubernetes.cluster.read", "/v2/getClusters").query(&[("provider", "classic")]).items(".")),
    list("atracker.target", read("atracker", "list_targets", "atracker.target.list", "/api/v2/targets").items("targets")),
    list("atracker.route", read("atracker", "list_routes", "atracker.route.list", "/api/v2/routes").items("routes")),
    list("logs-router.tenant", read("logs-router", "list_tenants", "logs-router.tenant.list", "/v1/tenants").header("ibm-api-version", "2024-03-01").items("tenants"))
        .reach(Reach::Regions),
];

const SCANS: ListRule = list(
    "compliance.attachment",
    read(
        "scc",
        "list_attachments",
        "compliance.posture-management-attachments.list",
        "/instances/{_instance}/v3/attachments",
    )
    .items("attachments"),
)
.id(Id::Made("crn:v1:bluemix:public:compliance:{_region}:a/{_account}:{_instance}:attachment:{id}"))
.only("compliance");
