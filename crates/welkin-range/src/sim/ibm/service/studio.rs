use serde_json::{Value, json};

use super::super::super::Response;
use super::super::call::Call;
use super::super::failure::{Failure, Family};
use super::super::page::{Page, after};
use super::super::route::{Need, Route, Service, Shape};
use super::super::store::text;
use super::super::world::World;

pub(in super::super) const PROJECTS: &str = "studio/projects";
pub(in super::super) const SPACES: &str = "studio/spaces";
pub(in super::super) const ASSETS: &str = "studio/assets";
pub(in super::super) const CONNECTIONS: &str = "studio/connections";
pub(in super::super) const CATALOGS: &str = "studio/catalogs";

const PAGE: Page = Page::Start { default: 100, most: 200 };
const PROJECT: Shape =
    Shape::new(PROJECTS, "resources", PAGE, "project").filtered(&[("name", "/entity/name")]);
const SPACE: Shape = Shape::new(SPACES, "resources", PAGE, "space").filtered(&[("name", "/entity/name")]);
const ASSET: Shape = Shape::new(ASSETS, "resources", PAGE, "asset");
const CONNECTION: Shape = Shape::new(CONNECTIONS, "resources", PAGE, "connection")
    .filtered(&[("project_id", "/metadata/project_id"), ("space_id", "/metadata/space_id")]);
const CATALOG: Shape = Shape::new(CATALOGS, "catalogs", PAGE, "catalog");

use Need::Read;

/// Projects, spaces and what lies in them: <https://cloud.ibm.com/apidocs/watson-data-api-cpd>.
#[rustfmt::skip]
pub(in super::super) const SERVICE: Service = Service {
    prefix: "dataplatform",
    name: "data-science-experience",
    title: "Watson Studio",
    regional: true,
    account: false,
    family: Family::Platform,
    routes: &[
        Route::list("/v2/projects", "projects_list", "data-science-experience.project.list", Read, &PROJECT),
        Route::get("/v2/projects/{}", "projects_get", "data-science-experience.project.read", Read, &PROJECT),
        Route::list("/v2/spaces", "spaces_list", "data-science-experience.space.list", Read, &SPACE),
        Route::get("/v2/spaces/{}", "spaces_get", "data-science-experience.space.read", Read, &SPACE),
        Route::own("GET", "/v2/spaces/{}/members", "spaces_members_list", "data-science-experience.space-member.list", Read, members).about(&SPACE),
        Route::own("POST", "/v2/asset_types/{}/search", "search_asset", "data-science-experience.asset.search", Read, search),
        Route::get("/v2/assets/{}", "get_data_asset", "data-science-experience.asset.read", Read, &ASSET),
        Route::list("/v2/connections", "list_connections", "data-science-experience.connection.list", Read, &CONNECTION),
        Route::get("/v2/connections/{}", "get_connection", "data-science-experience.connection.read", Read, &CONNECTION),
        Route::own("GET", "/v2/software_specifications", "software_specifications_list", "data-science-experience.software-specification.list", Read, software),
        Route::list("/v2/catalogs", "list_catalogs", "data-science-experience.catalog.list", Read, &CATALOG),
    ],
};

/// What models run on.
fn software(_world: &mut World, _call: &Call<'_>) -> Result<Response, Failure> {
    let resources: Vec<Value> = ["runtime-24.1-py3.11", "runtime-23.1-py3.10"]
        .into_iter()
        .map(|name| {
            let id = crate::ids::Uuid::of(name).to_string();
            let state = if name.contains("24") { "supported" } else { "deprecated" };
            json!({
                "metadata": {"name": name, "asset_id": id, "asset_type": "software_specification", "href": format!("/v2/software_specifications/{id}"), "life_cycle": {state: {"since_version": "ibm.runtime"}}},
                "entity": {"software_specification": {"type": "base", "display_name": name}},
            })
        })
        .collect();
    Ok(Response::json(200, &json!({"total_results": resources.len(), "resources": resources})))
}

fn members(world: &mut World, call: &Call<'_>) -> Result<Response, Failure> {
    let space = world.store.find(SPACES, call.var(0)).ok_or_else(|| Failure::missing("The space"))?;
    let members = space.value.pointer("/entity/members").cloned().unwrap_or_else(|| json!([]));
    Ok(Response::json(200, &json!({"resources": members})))
}

const MOST: u64 = 200;

/// Assets of a type in a project, a space or a catalog; `next` is the body of the next call.
fn search(world: &mut World, call: &Call<'_>) -> Result<Response, Failure> {
    let kind = call.var(0);
    let places = ["project_id", "space_id", "catalog_id"].map(|name| (name, call.query(name)));
    let Some((name, place)) = places.iter().find(|(_, id)| !id.is_empty()) else {
        return Err(Failure::wrong("One of `project_id`, `space_id` and `catalog_id` must be given."));
    };
    let limit = call.body.get("limit").and_then(Value::as_u64).unwrap_or(MOST).clamp(1, MOST);
    let query = text(&call.body, "/query");
    let wanted = query.strip_prefix("asset.name:").unwrap_or("*");
    let found: Vec<(String, Value)> = world
        .store
        .all(ASSETS)
        .filter(|asset| asset.region == call.region)
        .filter(|asset| asset.text(&format!("/metadata/{name}")) == place)
        .filter(|asset| kind == "asset" || asset.text("/metadata/asset_type") == kind)
        .filter(|asset| wanted == "*" || super::super::rights::matches(wanted, &asset.name))
        .map(|asset| (asset.id.clone(), json!({"metadata": asset.value.get("metadata")})))
        .collect();
    let total = found.len();
    let (results, next) = after(found, text(&call.body, "/bookmark"), usize::try_from(limit).unwrap_or(1))?;
    let mut body = json!({"total_rows": total, "results": results});
    if let (Some(next), Some(body)) = (next, body.as_object_mut()) {
        body.insert("next".to_owned(), json!({"query": query, "limit": limit, "bookmark": next}));
    }
    Ok(Response::json(200, &body))
}
