use serde_json::{Value, json};

use super::super::super::Response;
use super::super::call::Call;
use super::super::failure::{Failure, Family};
use super::super::page::Page;
use super::super::route::{Need, Route, Service, Shape};
use super::super::store::{Entry, text};
use super::super::world::{World, joined, made, shown};
use super::inference;

pub(in super::super) const DEPLOYMENTS: &str = "ml/deployments";
pub(in super::super) const MODELS: &str = "ml/models";
pub(in super::super) const TRAININGS: &str = "ml/trainings";
pub(in super::super) const AI_SERVICES: &str = "ml/ai-services";
pub(in super::super) const FUNCTIONS: &str = "ml/functions";

const PAGE: Page = Page::Start { default: 100, most: 200 };
const BY_PLACE: &[(&str, &str)] =
    &[("space_id", "/metadata/space_id"), ("project_id", "/metadata/project_id"), ("name", "/metadata/name")];

const fn shape(kind: &'static str, noun: &'static str) -> Shape {
    Shape::new(kind, "resources", PAGE, noun).filtered(BY_PLACE)
}

const DEPLOYMENT: Shape = shape(DEPLOYMENTS, "deployment").filtered(&[
    ("space_id", "/metadata/space_id"),
    ("project_id", "/metadata/project_id"),
    ("name", "/metadata/name"),
    ("asset_id", "/entity/asset/id"),
    ("serving_name", "/entity/online/parameters/serving_name"),
]);
const MODEL: Shape = shape(MODELS, "model");
const TRAINING: Shape = shape(TRAININGS, "training");
const AI_SERVICE: Shape = shape(AI_SERVICES, "ai-service");
const FUNCTION: Shape = shape(FUNCTIONS, "function");

use Need::{Read, Write};

/// The runtime of watsonx.ai: what is deployed, and calls to it. <https://cloud.ibm.com/apidocs/machine-learning>
#[rustfmt::skip]
pub(in super::super) const SERVICE: Service = Service {
    prefix: "ml",
    name: "pm-20",
    title: "watsonx.ai Runtime",
    regional: true,
    account: false,
    family: Family::Platform,
    routes: &[
        Route::list("/ml/v4/deployments", "deployments_list", "pm-20.deployment.list", Read, &DEPLOYMENT),
        Route::get("/ml/v4/deployments/{}", "deployments_get", "pm-20.deployment.read", Read, &DEPLOYMENT),
        Route::own("POST", "/ml/v4/deployments", "deployments_create", "pm-20.deployment.create", Write, create),
        Route::own("PATCH", "/ml/v4/deployments/{}", "deployments_update", "pm-20.deployment.update", Write, update).about(&DEPLOYMENT),
        Route::remove("/ml/v4/deployments/{}", "deployments_delete", "pm-20.deployment.delete", Write, &DEPLOYMENT),
        Route::own("POST", "/ml/v4/deployments/{}/predictions", "deployments_compute_predictions", "pm-20.deployment.send", Write, inference::predict).about(&DEPLOYMENT),
        Route::own("POST", "/ml/v1/deployments/{}/text/generation", "deployments_text_generation", "pm-20.deployment.send", Write, inference::generate_deployed).about(&DEPLOYMENT),
        Route::list("/ml/v4/models", "models_list", "pm-20.model.list", Read, &MODEL),
        Route::get("/ml/v4/models/{}", "models_get", "pm-20.model.read", Read, &MODEL),
        Route::own("DELETE", "/ml/v4/models/{}", "models_delete", "pm-20.model.delete", Write, delete_model).about(&MODEL),
        Route::list("/ml/v4/trainings", "trainings_list", "pm-20.training.list", Read, &TRAINING),
        Route::get("/ml/v4/trainings/{}", "trainings_get", "pm-20.training.read", Read, &TRAINING),
        Route::own("DELETE", "/ml/v4/trainings/{}", "trainings_delete", "pm-20.training.delete", Write, cancel).about(&TRAINING),
        Route::list("/ml/v4/ai_services", "ai_services_list", "pm-20.ai-service.list", Read, &AI_SERVICE),
        Route::get("/ml/v4/ai_services/{}", "ai_services_get", "pm-20.ai-service.read", Read, &AI_SERVICE),
        Route::list("/ml/v4/functions", "functions_list", "pm-20.function.list", Read, &FUNCTION),
        Route::get("/ml/v4/functions/{}", "functions_get", "pm-20.function.read", Read, &FUNCTION),
        Route::own("GET", "/ml/v1/foundation_model_specs", "list_foundation_model_specs", "", Need::Open, inference::specs),
        Route::own("POST", "/ml/v1/text/generation", "text_generation", "pm-20.foundation-model.send", Write, inference::generate),
        Route::own("POST", "/ml/v1/text/chat", "text_chat", "pm-20.text-chat.send", Write, inference::chat),
    ],
};

fn place(call: &Call<'_>) -> Result<(), Failure> {
    let has = |name: &str| !call.query(name).is_empty() || !text(&call.body, &format!("/{name}")).is_empty();
    if has("space_id") || has("project_id") {
        return Ok(());
    }
    Err(Failure::new(400, "missing_space_or_project", "One of `space_id` and `project_id` must be given."))
}

/// What can be deployed, by id.
fn asset(world: &World, id: &str) -> Option<(Entry, &'static str)> {
    [(MODELS, "model"), (FUNCTIONS, "function"), (AI_SERVICES, "ai_service")]
        .into_iter()
        .find_map(|(kind, name)| Some((world.store.find(kind, id)?.clone(), name)))
}

fn create(world: &mut World, call: &Call<'_>) -> Result<Response, Failure> {
    place(call)?;
    let name = call.required("/name")?;
    let (asset, kind) = asset(world, call.required("/asset/id")?)
        .ok_or_else(|| Failure::new(404, "asset_does_not_exist", "The asset to deploy does not exist."))?;
    let id = world.id();
    let entry = deployment(
        &id,
        name,
        text(&call.body, "/space_id"),
        &asset.id,
        kind,
        &call.region,
        text(&made(call), "/created_at"),
    );
    world.save(call, &DEPLOYMENT, entry).map(|entry| shown(202, &entry))
}

pub(in super::super) fn deployment(
    id: &str,
    name: &str,
    space: &str,
    asset: &str,
    kind: &str,
    region: &str,
    since: &str,
) -> Entry {
    let crn = format!(
        "crn:v1:bluemix:public:pm-20:{region}:a/{}:{}:deployment:{id}",
        crate::estate::IBM_ACCOUNT,
        crate::estate::IBM_WATSONX
    );
    let base = format!("https://{region}.ml.cloud.ibm.com/ml");
    let inference = json!([{"url": format!("{base}/v4/deployments/{id}/predictions")}]);
    Entry {
        id: id.to_owned(),
        region: region.to_owned(),
        crn,
        name: name.to_owned(),
        value: json!({
            "metadata": {"id": id, "name": name, "space_id": space, "owner": "IBMid-270003RT2B", "created_at": since, "modified_at": since, "tags": []},
            "entity": {
                "name": name, "asset": {"id": asset, "rev": "1"}, "deployed_asset_type": kind, "online": {"parameters": {}},
                "hardware_spec": {"id": "e7ed1d6c-2e89-42d7-aed5-863b972c1d2b", "name": "S", "num_nodes": 1},
                "space_id": space,
                "status": {"state": "ready", "inference": inference, "online_url": {"url": format!("{base}/v4/deployments/{id}/predictions")}},
            },
        }),
        ..Entry::default()
    }
}

/// A JSON patch. Another asset takes the place of the one that is deployed, under the same id and URL: there is no other
/// way to stop a model but deleting its deployment.
fn update(world: &mut World, call: &Call<'_>) -> Result<Response, Failure> {
    let mut entry = world.guarded(call, &DEPLOYMENT)?;
    let Some(patch) = call.body.as_array().filter(|patch| !patch.is_empty() && patch.len() <= 50) else {
        return Err(Failure::new(400, "invalid_request_entity", "The body must be a JSON patch."));
    };
    for step in patch {
        let (op, path, value) = (text(step, "/op"), text(step, "/path"), step.get("value"));
        if !["add", "replace", "remove"].contains(&op) {
            return Err(Failure::new(
                400,
                "invalid_request_entity",
                "`op` must be `add`, `replace` or `remove`.",
            ));
        }
        let value = value.cloned().unwrap_or_default();
        match path {
            "/asset" | "/asset/id" => {
                let id = value.as_str().unwrap_or_else(|| text(&value, "/id"));
                let (asset, kind) = asset(world, id).ok_or_else(|| {
                    Failure::new(400, "asset_does_not_exist", "The asset to deploy does not exist.")
                })?;
                set(
                    &mut entry.value,
                    "entity",
                    json!({"asset": {"id": asset.id, "rev": "1"}, "deployed_asset_type": kind}),
                );
            }
            "/name" | "/description" | "/custom" | "/hardware_spec" => {
                let field = path.trim_start_matches('/');
                set(&mut entry.value, "entity", json!({field: value}));
                if field != "hardware_spec" {
                    set(&mut entry.value, "metadata", json!({field: value}));
                }
            }
            "/tags" => set(&mut entry.value, "metadata", json!({"tags": value})),
            "/online/parameters" => set(&mut entry.value, "entity", json!({"online": {"parameters": value}})),
            _ => {
                return Err(Failure::new(
                    400,
                    "invalid_request_entity",
                    format!("`{path}` cannot be changed."),
                ));
            }
        }
    }
    text(&entry.value, "/metadata/name").to_owned().clone_into(&mut entry.name);
    set(&mut entry.value, "metadata", json!({"modified_at": text(&made(call), "/created_at")}));
    world.save(call, &DEPLOYMENT, entry).map(|entry| shown(200, &entry))
}

fn set(value: &mut Value, part: &str, changes: Value) {
    if let Some(part) = value.get_mut(part) {
        *part = joined(part.take(), changes);
    }
}

/// A model that is deployed stays.
fn delete_model(world: &mut World, call: &Call<'_>) -> Result<Response, Failure> {
    let entry = world.guarded(call, &MODEL)?;
    if world.store.all(DEPLOYMENTS).any(|deployment| deployment.text("/entity/asset/id") == entry.id) {
        return Err(Failure::new(409, "model_in_use", "The model is deployed."));
    }
    world.remove(call, &MODEL, &entry);
    Ok(Response::empty(204))
}

/// Deleting a training cancels it; it is gone with `hard_delete` alone.
fn cancel(world: &mut World, call: &Call<'_>) -> Result<Response, Failure> {
    let mut entry = world.guarded(call, &TRAINING)?;
    if call.query("hard_delete") == "true" {
        world.remove(call, &TRAINING, &entry);
    } else {
        set(&mut entry.value, "entity", json!({"status": {"state": "canceled"}}));
        world.save(call, &TRAINING, entry)?;
    }
    Ok(Response::empty(204))
}
