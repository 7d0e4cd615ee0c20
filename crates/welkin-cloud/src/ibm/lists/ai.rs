use crate::ibm::list::{Id, ListRule, Reach, Read, Verb, list, read};

/// watsonx.ai asks for the date of the API that the caller was written against.
const fn ml(
    operation: &'static str,
    permission: &'static str,
    path: &'static str,
    query: &'static [(&'static str, &'static str)],
) -> Read {
    read("ml", operation, permission, path).query(query).items("resources").size("limit", 100)
}

/// The runtime's things and Studio's, of what the parameters name: a space or a project.
macro_rules! runtime {
    ($place:literal) => {
        runtime!(
            &[("version", "2026-01-13"), ($place, "{_id}")],
            &[($place, "{_id}")],
            &[("query", "*:*"), ($place, "{_id}")]
        )
    };
    ($query:expr, $plain:expr, $search:expr) => {
        &[
            list("pm-20.deployment", ml("deployments_list", "pm-20.deployment.list", "/ml/v4/deployments", $query))
                .id(Id::Made("crn:v1:bluemix:public:pm-20:{_region}:a/{_account}:{_runtime}:deployment:{metadata.id}"))
                .name("metadata.name")
                .tagged(),
            list("pm-20.model", ml("models_list", "pm-20.model.list", "/ml/v4/models", $query))
                .id(Id::Made("crn:v1:bluemix:public:pm-20:{_region}:a/{_account}:{_runtime}:model:{metadata.id}"))
                .name("metadata.name"),
            list("pm-20.training", ml("trainings_list", "pm-20.training.list", "/ml/v4/trainings", $query))
                .id(Id::Made("crn:v1:bluemix:public:pm-20:{_region}:a/{_account}:{_runtime}:training:{metadata.id}"))
                .name("metadata.name"),
            list("pm-20.ai-service", ml("ai_services_list", "pm-20.ai-service.list", "/ml/v4/ai_services", $query))
                .id(Id::Made("crn:v1:bluemix:public:pm-20:{_region}:a/{_account}:{_runtime}:ai-service:{metadata.id}"))
                .name("metadata.name"),
            list("pm-20.function", ml("functions_list", "pm-20.function.list", "/ml/v4/functions", $query))
                .id(Id::Made("crn:v1:bluemix:public:pm-20:{_region}:a/{_account}:{_runtime}:function:{metadata.id}"))
                .name("metadata.name"),
            list("data-science-experience.connection", studio("list_connections", "data-science-experience.connection.list", "/v2/connections").query($plain))
                .id(Id::Made("crn:v1:bluemix:public:data-science-experience:{_region}:a/{_account}::connection:{metadata.asset_id}"))
                .name("entity.name"),
            list("", read("dataplatform", "search_asset", "data-science-experience.asset.search", "/v2/asset_types/asset/search")
                .verb(Verb::Search).query($search).items("results").size("limit", 200))
                .id(Id::Made("crn:v1:bluemix:public:data-science-experience:{_region}:a/{_account}::{metadata.asset_type}:{metadata.asset_id}"))
                .name("metadata.name"),
        ]
    };
}

const fn studio(operation: &'static str, permission: &'static str, path: &'static str) -> Read {
    read("dataplatform", operation, permission, path).items("resources").size("limit", 100)
}

/// Spaces, projects and catalogs, and what lies in them.
#[rustfmt::skip]
pub(super) static LISTS: &[ListRule] = &[
    list("data-science-experience.space", studio("spaces_list", "data-science-experience.space.list", "/v2/spaces"))
        .id(Id::Made("crn:v1:bluemix:public:data-science-experience:{_region}:a/{_account}::space:{metadata.id}"))
        .name("entity.name")
        .details(&[studio("spaces_members_list", "data-science-experience.space-member.list", "/v2/spaces/{_id}/members")])
        .children(runtime!("space_id"))
        .reach(Reach::Studios),
    list("data-science-experience.project", studio("projects_list", "data-science-experience.project.list", "/v2/projects"))
        .id(Id::Made("crn:v1:bluemix:public:data-science-experience:{_region}:a/{_account}::project:{metadata.guid}"))
        .name("entity.name")
        .children(runtime!("project_id"))
        .reach(Reach::Studios),
    list("data-science-experience.catalog", studio("list_catalogs", "data-science-experience.catalog.list", "/v2/catalogs").items("catalogs"))
        .id(Id::Made("crn:v1:bluemix:public:data-science-experience:{_region}:a/{_account}::catalog:{metadata.guid}"))
        .name("entity.name")
        .reach(Reach::Studios),
];

/// What watsonx.governance watches.
pub(super) const MONITORED: [ListRule; 2] = [
    list(
        "aiopenscale.subscription",
        read("aiopenscale", "subscriptions_list", "aiopenscale.subscriptions.list", "/v2/subscriptions")
            .items("subscriptions"),
    )
    .id(Id::Made(
        "crn:v1:bluemix:public:aiopenscale:{_region}:a/{_account}:{_instance}:subscription:{metadata.id}",
    ))
    .name("entity.asset.name")
    .only("aiopenscale"),
    list(
        "aiopenscale.data_mart",
        read("aiopenscale", "data_marts_list", "aiopenscale.data_mart.list", "/v2/data_marts")
            .items("data_marts"),
    )
    .id(Id::Made(
        "crn:v1:bluemix:public:aiopenscale:{_region}:a/{_account}:{_instance}:data-mart:{metadata.id}",
    ))
    .name("entity.name")
    .only("aiopenscale"),
];
