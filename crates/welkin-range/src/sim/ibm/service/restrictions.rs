use serde_json::{Value, json};

use super::super::super::Response;
use super::super::call::Call;
use super::super::failure::{Failure, Family};
use super::super::page::Page;
use super::super::perimeter::{RULES, ZONES};
use super::super::route::{Need, Route, Service, Shape};
use super::super::store::{Entry, items, text};
use super::super::world::{World, joined, made, shown};
use crate::estate::IBM_ACCOUNT;

/// What an account may have: <https://cloud.ibm.com/docs/account?topic=account-known-issues>.
const MOST_RULES: usize = 4_020;
const MOST_ZONES: usize = 500;
const MOST_ADDRESSES: usize = 1_000;

const RULE: Shape = Shape::new(RULES, "rules", Page::Whole("count"), "rule").matched(412, true);
const ZONE: Shape = Shape::new(ZONES, "zones", Page::Whole("count"), "zone")
    .filtered(&[("name", "/name")])
    .matched(412, true);

use Need::{Edit, View};

/// Context-based restrictions: <https://cloud.ibm.com/apidocs/context-based-restrictions>.
#[rustfmt::skip]
pub(in super::super) const SERVICE: Service = Service {
    prefix: "cbr",
    name: "context-based-restrictions",
    title: "Context-based restrictions",
    regional: false,
    account: true,
    family: Family::Platform,
    routes: &[
        Route::own("GET", "/v1/rules", "list_rules", "context-based-restrictions.rule.list", View, list),
        Route::get("/v1/rules/{}", "get_rule", "context-based-restrictions.rule.read", View, &RULE),
        Route::own("POST", "/v1/rules", "create_rule", "context-based-restrictions.rule.create", Edit, create_rule),
        Route::own("PUT", "/v1/rules/{}", "replace_rule", "context-based-restrictions.rule.update", Edit, replace_rule).about(&RULE),
        Route::remove("/v1/rules/{}", "delete_rule", "context-based-restrictions.rule.delete", Edit, &RULE),
        Route::list("/v1/zones", "list_zones", "context-based-restrictions.zone.list", View, &ZONE),
        Route::get("/v1/zones/{}", "get_zone", "context-based-restrictions.zone.read", View, &ZONE),
        Route::own("POST", "/v1/zones", "create_zone", "context-based-restrictions.zone.create", Edit, create_zone),
        Route::own("PUT", "/v1/zones/{}", "replace_zone", "context-based-restrictions.zone.update", Edit, replace_zone).about(&ZONE),
        Route::own("DELETE", "/v1/zones/{}", "delete_zone", "context-based-restrictions.zone.delete", Edit, delete_zone).about(&ZONE),
        Route::own("GET", "/v1/account_settings/{}", "get_account_settings", "context-based-restrictions.account-settings.read", View, settings),
    ],
};

fn list(world: &mut World, call: &Call<'_>) -> Result<Response, Failure> {
    if call.query("account_id") != IBM_ACCOUNT {
        return Err(Failure::denied());
    }
    let (service, mode) = (call.query("service_name"), call.query("enforcement_mode"));
    let rules: Vec<Value> = world
        .listed(call, &RULE)
        .into_iter()
        .map(|(_, rule)| rule)
        .filter(|rule| mode.is_empty() || text(rule, "/enforcement_mode") == mode)
        .filter(|rule| service.is_empty() || of_service(rule, &service))
        .collect();
    Ok(Response::json(200, &json!({"count": rules.len(), "rules": rules})))
}

fn of_service(rule: &Value, service: &str) -> bool {
    items(rule, "/resources")
        .iter()
        .flat_map(|resource| items(resource, "/attributes"))
        .any(|attribute| text(attribute, "/name") == "serviceName" && text(attribute, "/value") == service)
}

/// The rule that the body describes.
fn rule_of(world: &World, call: &Call<'_>) -> Result<Value, Failure> {
    let body = &call.body;
    let mode = match text(body, "/enforcement_mode") {
        "" => "enabled",
        mode => mode,
    };
    if !["enabled", "disabled", "report"].contains(&mode) {
        return Err(Failure::wrong("`enforcement_mode` must be `enabled`, `disabled` or `report`."));
    }
    let attributes = items(body, "/resources/0/attributes");
    if !attributes.iter().any(|a| ["serviceName", "service_group_id"].contains(&text(a, "/name"))) {
        return Err(Failure::wrong("The rule needs a resource with a service name."));
    }
    let zones = items(body, "/contexts").iter().flat_map(|context| items(context, "/attributes"));
    for zone in zones.filter(|attribute| text(attribute, "/name") == "networkZoneId") {
        if text(zone, "/value").split(',').any(|id| world.store.find(ZONES, id.trim()).is_none()) {
            return Err(Failure::wrong("The rule names a zone that does not exist."));
        }
    }
    Ok(json!({
        "description": text(body, "/description"),
        "contexts": body.get("contexts").cloned().unwrap_or_else(|| json!([])),
        "resources": body.get("resources").cloned().unwrap_or_default(),
        "operations": body.get("operations").cloned().unwrap_or_else(|| json!({"api_types": [{"api_type_id": "crn:v1:bluemix:public:context-based-restrictions::::api-type:"}]})),
        "enforcement_mode": mode,
    }))
}

fn create_rule(world: &mut World, call: &Call<'_>) -> Result<Response, Failure> {
    if world.store.all(RULES).count() >= MOST_RULES {
        return Err(Failure::full());
    }
    let body = rule_of(world, call)?;
    let id = plain_id(world);
    let entry = rule(&id, body, &made(call));
    world.save(call, &RULE, entry).map(|entry| shown(201, &entry))
}

pub(in super::super) fn rule(id: &str, body: Value, made: &Value) -> Entry {
    let crn = format!("crn:v1:bluemix:public:context-based-restrictions::a/{IBM_ACCOUNT}::rule:{id}");
    let own = json!({"id": id, "crn": crn, "href": format!("https://cbr.cloud.ibm.com/v1/rules/{id}")});
    Entry {
        id: id.to_owned(),
        crn,
        name: text(&body, "/description").to_owned(),
        value: joined(joined(made.clone(), body), own),
        ..Entry::default()
    }
}

/// Ids here have no hyphens.
fn plain_id(world: &mut World) -> String {
    world.id().replace('-', "")
}

fn replace_rule(world: &mut World, call: &Call<'_>) -> Result<Response, Failure> {
    let mut entry = world.guarded(call, &RULE)?;
    let body = rule_of(world, call)?;
    entry.value = joined(entry.value, body);
    world.save(call, &RULE, entry).map(|entry| shown(200, &entry))
}

fn zone_of(call: &Call<'_>) -> Result<Value, Failure> {
    let name = call.required("/name")?;
    if call.required("/account_id")? != IBM_ACCOUNT {
        return Err(Failure::denied());
    }
    let list = |pointer: &str| items(&call.body, pointer).to_vec();
    let (addresses, excluded) = (list("/addresses"), list("/excluded"));
    if addresses.is_empty() || addresses.len() > MOST_ADDRESSES || excluded.len() > MOST_ADDRESSES {
        return Err(Failure::wrong(format!("A zone has 1 to {MOST_ADDRESSES} addresses.")));
    }
    Ok(json!({
        "name": name, "description": text(&call.body, "/description"), "account_id": IBM_ACCOUNT,
        "address_count": addresses.len(), "excluded_count": excluded.len(),
        "addresses": addresses, "excluded": excluded,
    }))
}

fn create_zone(world: &mut World, call: &Call<'_>) -> Result<Response, Failure> {
    let body = zone_of(call)?;
    if world.store.all(ZONES).count() >= MOST_ZONES {
        return Err(Failure::full());
    }
    if world.store.all(ZONES).any(|zone| zone.name == text(&body, "/name")) {
        return Err(Failure::conflict("A zone of this name exists."));
    }
    let id = plain_id(world);
    let entry = zone(&id, body, &made(call));
    world.save(call, &ZONE, entry).map(|entry| shown(201, &entry))
}

pub(in super::super) fn zone(id: &str, body: Value, made: &Value) -> Entry {
    let crn = format!("crn:v1:bluemix:public:context-based-restrictions::a/{IBM_ACCOUNT}::zone:{id}");
    let own = json!({"id": id, "crn": crn, "href": format!("https://cbr.cloud.ibm.com/v1/zones/{id}")});
    Entry {
        id: id.to_owned(),
        crn,
        name: text(&body, "/name").to_owned(),
        value: joined(joined(made.clone(), body), own),
        ..Entry::default()
    }
}

fn replace_zone(world: &mut World, call: &Call<'_>) -> Result<Response, Failure> {
    let mut entry = world.guarded(call, &ZONE)?;
    entry.value = joined(entry.value, zone_of(call)?);
    world.save(call, &ZONE, entry).map(|entry| shown(200, &entry))
}

/// A zone that a rule names stays.
fn delete_zone(world: &mut World, call: &Call<'_>) -> Result<Response, Failure> {
    let entry = world.guarded(call, &ZONE)?;
    let is_used = world.store.all(RULES).any(|rule| {
        items(&rule.value, "/contexts")
            .iter()
            .flat_map(|context| items(context, "/attributes"))
            .any(|attribute| text(attribute, "/value").contains(entry.id.as_str()))
    });
    if is_used {
        return Err(Failure::conflict("The zone is used by a rule."));
    }
    world.remove(call, &ZONE, &entry);
    Ok(Response::empty(204))
}

fn settings(world: &mut World, call: &Call<'_>) -> Result<Response, Failure> {
    if call.var(0) != IBM_ACCOUNT {
        return Err(Failure::denied());
    }
    let body = json!({
        "id": IBM_ACCOUNT,
        "crn": format!("crn:v1:bluemix:public:context-based-restrictions::a/{IBM_ACCOUNT}::account-settings:{IBM_ACCOUNT}"),
        "rule_count_limit": MOST_RULES, "zone_count_limit": MOST_ZONES, "tags_rule_count_limit": 25,
        "current_rule_count": world.store.all(RULES).count(), "current_zone_count": world.store.all(ZONES).count(),
        "current_tags_rule_count": 0, "href": format!("https://cbr.cloud.ibm.com/v1/account_settings/{IBM_ACCOUNT}"),
        "created_at": "2023-03-01T08:00:00.000Z", "created_by_id": "IBMid-270001PK7X",
        "last_modified_at": "2023-03-01T08:00:00.000Z", "last_modified_by_id": "IBMid-270001PK7X",
    });
    Ok(Response::json(200, &body))
}
