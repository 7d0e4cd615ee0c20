use serde_json::{Value, json};

use super::super::super::Response;
use super::super::call::Call;
use super::super::failure::{Failure, Family};
use super::super::page::{Page, page};
use super::super::rights::Ask;
use super::super::route::{Need, Route, Service, Shape};
use super::super::store::{Entry, text};
use super::super::world::{World, group_of, joined, made, shown};
use crate::estate::IBM_ACCOUNT;

pub(in super::super) const INSTANCES: &str = "rc/instances";
pub(in super::super) const KEYS: &str = "rc/keys";
pub(in super::super) const BINDINGS: &str = "rc/bindings";
pub(in super::super) const ALIASES: &str = "rc/aliases";
pub(in super::super) const RESOURCE_GROUPS: &str = "rc/groups";
pub(in super::super) const QUOTAS: &str = "rc/quotas";

const PAGE: Page = Page::NextUrl { default: 100, most: 100, parameter: "start" };
const INSTANCE: Shape = Shape::new(INSTANCES, "resources", PAGE, "resource-instance").filtered(&[
    ("guid", "/guid"),
    ("name", "/name"),
    ("resource_group_id", "/resource_group_id"),
    ("resource_id", "/resource_id"),
    ("state", "/state"),
    ("type", "/type"),
]);
const KEY: Shape = Shape::new(KEYS, "resources", PAGE, "resource-key").filtered(&[
    ("guid", "/guid"),
    ("name", "/name"),
    ("resource_group_id", "/resource_group_id"),
]);
const BINDING: Shape = Shape::new(BINDINGS, "resources", PAGE, "resource-binding");
const ALIAS: Shape = Shape::new(ALIASES, "resources", PAGE, "resource-alias");
const RESOURCE_GROUP: Shape = Shape::new(RESOURCE_GROUPS, "resources", Page::Whole(""), "resource-group")
    .filtered(&[("name", "/name")]);
const QUOTA: Shape = Shape::new(QUOTAS, "resources", Page::Whole(""), "quota");

use Need::Token;

/// The resource controller: <https://cloud.ibm.com/apidocs/resource-controller>. Rights are those on the instances'
/// own services: lists show what the caller may see.
#[rustfmt::skip]
pub(in super::super) const SERVICE: Service = Service {
    prefix: "resource-controller",
    name: "resource-controller",
    title: "Resource Controller",
    regional: false,
    account: false,
    family: Family::Platform,
    routes: &[
        Route::own("GET", "/v2/resource_instances", "list_resource_instances", "resource-controller.instance.list", Token, list).about(&INSTANCE),
        Route::own("GET", "/v2/resource_instances/{}", "get_resource_instance", "resource-controller.instance.read", Token, get).about(&INSTANCE),
        Route::own("POST", "/v2/resource_instances", "create_resource_instance", "resource-controller.instance.create", Token, create),
        Route::own("PATCH", "/v2/resource_instances/{}", "update_resource_instance", "resource-controller.instance.update", Token, update).about(&INSTANCE),
        Route::own("DELETE", "/v2/resource_instances/{}", "delete_resource_instance", "resource-controller.instance.delete", Token, delete).about(&INSTANCE),
        Route::own("POST", "/v2/resource_instances/{}/lock", "lock_resource_instance", "resource-controller.instance.lock", Token, lock).about(&INSTANCE),
        Route::own("DELETE", "/v2/resource_instances/{}/lock", "unlock_resource_instance", "resource-controller.instance.unlock", Token, unlock).about(&INSTANCE),
        Route::own("GET", "/v2/resource_instances/{}/resource_keys", "list_resource_keys_for_instance", "resource-controller.credential.list", Token, keys_of).about(&INSTANCE),
        Route::own("GET", "/v2/resource_instances/{}/resource_aliases", "list_resource_aliases_for_instance", "resource-controller.alias.list", Token, aliases_of).about(&INSTANCE),
        Route::own("GET", "/v2/resource_keys", "list_resource_keys", "resource-controller.credential.list", Token, list).about(&KEY),
        Route::own("GET", "/v2/resource_keys/{}", "get_resource_key", "resource-controller.credential.read", Token, get).about(&KEY),
        Route::own("DELETE", "/v2/resource_keys/{}", "delete_resource_key", "resource-controller.credential.delete", Token, delete).about(&KEY),
        Route::own("GET", "/v2/resource_bindings", "list_resource_bindings", "resource-controller.binding.list", Token, list).about(&BINDING),
        Route::own("GET", "/v2/resource_bindings/{}", "get_resource_binding", "resource-controller.binding.read", Token, get).about(&BINDING),
        Route::own("GET", "/v2/resource_aliases", "list_resource_aliases", "resource-controller.alias.list", Token, list).about(&ALIAS),
        Route::own("GET", "/v2/resource_aliases/{}", "get_resource_alias", "resource-controller.alias.read", Token, get).about(&ALIAS),
    ],
};

/// Resource groups and quotas: <https://cloud.ibm.com/apidocs/resource-controller/resource-manager>.
#[rustfmt::skip]
pub(in super::super) const GROUPS: Service = Service {
    prefix: "resource-manager",
    name: "resource-group",
    title: "Resource Manager",
    regional: false,
    account: false,
    family: Family::Platform,
    routes: &[
        Route::list("/v2/resource_groups", "list_resource_groups", "resource-manager.resource-group.list", Token, &RESOURCE_GROUP),
        Route::get("/v2/resource_groups/{}", "get_resource_group", "resource-manager.resource-group.read", Token, &RESOURCE_GROUP),
        Route::list("/v2/quota_definitions", "list_quota_definitions", "resource-manager.quota-definition.list", Token, &QUOTA),
        Route::get("/v2/quota_definitions/{}", "get_quota_definition", "resource-manager.quota-definition.read", Token, &QUOTA),
    ],
};

/// The service, region and instance that a CRN names.
pub(in super::super) fn parts(crn: &str) -> (&str, &str, &str) {
    let mut parts = crn.split(':').skip(4);
    let service = parts.next().unwrap_or("");
    let region = parts.next().unwrap_or("");
    (service, region, parts.nth(1).unwrap_or(""))
}

impl World {
    /// Whether the caller may do something to what has this CRN.
    pub(in super::super) fn may_on(&self, call: &Call<'_>, crn: &str, group: &str, need: Need) -> bool {
        let (service, region, instance) = parts(crn);
        let ask = Ask {
            need,
            action: call.route.action,
            service,
            account: false,
            region,
            instance,
            kind: "",
            resource: "",
            group,
        };
        self.may(&call.caller.iam_id, &ask, call.at)
    }

    fn seen(&self, call: &Call<'_>, value: &Value, need: Need) -> bool {
        let crn = match text(value, "/source_crn") {
            "" => text(value, "/crn"),
            source => source,
        };
        self.may_on(call, crn, group_of(value), need)
    }

    fn mine(&self, call: &Call<'_>, shape: &Shape, need: Need) -> Result<Entry, Failure> {
        let entry = self.guarded(call, shape)?;
        if self.seen(call, &entry.value, need) { Ok(entry) } else { Err(Failure::denied()) }
    }
}

fn shape<'a>(call: &Call<'a>) -> Result<&'static Shape, Failure> {
    call.route.shape.ok_or_else(Failure::denied)
}

fn list(world: &mut World, call: &Call<'_>) -> Result<Response, Failure> {
    let shape = shape(call)?;
    let mut all = world.listed(call, shape);
    all.retain(|(_, value)| world.seen(call, value, Need::View));
    Ok(Response::json(200, &page(call, shape.page, "resources", all)?))
}

fn get(world: &mut World, call: &Call<'_>) -> Result<Response, Failure> {
    world.mine(call, shape(call)?, Need::View).map(|entry| shown(200, &entry))
}

fn create(world: &mut World, call: &Call<'_>) -> Result<Response, Failure> {
    let (name, target) = (call.required("/name")?, call.required("/target")?);
    let (group, plan) = (call.required("/resource_group")?, call.required("/resource_plan_id")?);
    let service = plan.split('.').next().unwrap_or(plan).to_owned();
    let guid = world.id();
    let crn = format!("crn:v1:bluemix:public:{service}:{target}:a/{IBM_ACCOUNT}:{guid}::");
    if !world.may_on(call, &crn, group, Need::Edit) {
        return Err(Failure::denied());
    }
    let entry = instance(&guid, name, &service, plan, target, group, text(&made(call), "/created_at"));
    world.save(call, &INSTANCE, entry).map(|entry| shown(201, &entry))
}

/// A service instance as the resource controller shows it.
pub(in super::super) fn instance(
    guid: &str,
    name: &str,
    service: &str,
    plan: &str,
    region: &str,
    group: &str,
    since: &str,
) -> Entry {
    let crn = format!("crn:v1:bluemix:public:{service}:{region}:a/{IBM_ACCOUNT}:{guid}::");
    let url = format!("/v2/resource_instances/{guid}");
    Entry {
        id: guid.to_owned(),
        crn: crn.clone(),
        name: name.to_owned(),
        value: json!({
            "id": crn, "guid": guid, "crn": crn, "url": url, "name": name, "region_id": region,
            "account_id": IBM_ACCOUNT, "resource_plan_id": plan, "resource_id": service,
            "resource_group_id": group,
            "resource_group_crn": format!("crn:v1:bluemix:public:resource-controller::a/{IBM_ACCOUNT}::resource-group:{group}"),
            "target_crn": format!("crn:v1:bluemix:public:globalcatalog::::deployment:{plan}%3A{region}"),
            "state": "active", "type": "service_instance", "allow_cleanup": false, "locked": false,
            "created_at": since, "updated_at": since, "created_by": "IBMid-270001PK7X", "updated_by": "",
            "last_operation": {"type": "create", "state": "succeeded", "async": false, "description": "Completed create instance operation"},
            "resource_aliases_url": format!("{url}/resource_aliases"),
            "resource_bindings_url": format!("{url}/resource_bindings"),
            "resource_keys_url": format!("{url}/resource_keys"),
            "parameters": {}, "extensions": {},
        }),
        ..Entry::default()
    }
}

fn update(world: &mut World, call: &Call<'_>) -> Result<Response, Failure> {
    let mut entry = world.mine(call, &INSTANCE, Need::Edit)?;
    unlocked(&entry)?;
    let fields = ["name", "parameters", "resource_plan_id", "allow_cleanup"];
    let body = call.body.as_object().ok_or_else(|| Failure::wrong("The body must be a JSON object."))?;
    let changes: Value = body
        .iter()
        .filter(|(name, _)| fields.contains(&name.as_str()))
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect();
    entry.value = joined(entry.value, changes);
    world.save(call, &INSTANCE, entry).map(|entry| shown(200, &entry))
}

fn unlocked(entry: &Entry) -> Result<(), Failure> {
    if entry.value.get("locked") == Some(&Value::Bool(true)) {
        return Err(Failure::new(422, "RC-LockedInstance", "The instance is locked."));
    }
    Ok(())
}

fn delete(world: &mut World, call: &Call<'_>) -> Result<Response, Failure> {
    let shape = shape(call)?;
    let entry = world.mine(call, shape, Need::Edit)?;
    unlocked(&entry)?;
    let has_keys = world.store.all(KEYS).any(|key| key.text("/source_crn") == entry.crn);
    if has_keys && shape.kind == INSTANCES && call.query("recursive") != "true" {
        return Err(Failure::new(
            400,
            "RC-ServiceInstanceNotEmpty",
            "The instance has keys, bindings or aliases.",
        ));
    }
    world.remove(call, shape, &entry);
    Ok(Response::empty(if shape.kind == INSTANCES { 202 } else { 204 }))
}

fn lock(world: &mut World, call: &Call<'_>) -> Result<Response, Failure> {
    switch(world, call, true)
}

fn unlock(world: &mut World, call: &Call<'_>) -> Result<Response, Failure> {
    switch(world, call, false)
}

fn switch(world: &mut World, call: &Call<'_>, on: bool) -> Result<Response, Failure> {
    let mut entry = world.mine(call, &INSTANCE, Need::Edit)?;
    entry.value = joined(entry.value, json!({"locked": on}));
    world.save(call, &INSTANCE, entry).map(|entry| shown(200, &entry))
}

fn keys_of(world: &mut World, call: &Call<'_>) -> Result<Response, Failure> {
    of_instance(world, call, KEYS, "/source_crn")
}

fn aliases_of(world: &mut World, call: &Call<'_>) -> Result<Response, Failure> {
    of_instance(world, call, ALIASES, "/resource_instance_id")
}

fn of_instance(world: &World, call: &Call<'_>, kind: &str, pointer: &str) -> Result<Response, Failure> {
    let instance = world.mine(call, &INSTANCE, Need::View)?;
    let all = world
        .store
        .all(kind)
        .filter(|entry| entry.text(pointer) == instance.crn)
        .map(|entry| (entry.id.clone(), entry.value.clone()))
        .collect();
    Ok(Response::json(200, &page(call, PAGE, "resources", all)?))
}
