use serde_json::{Value, json};

use super::super::super::Response;
use super::super::call::Call;
use super::super::failure::{Failure, Family};
use super::super::lucene::{self, Query};
use super::super::page::after;
use super::super::route::{Need, Route, Service};
use super::super::store::{Entry, text};
use super::super::world::{World, group_of};
use super::instances::parts;
use crate::estate::IBM_ACCOUNT;

/// Global Search: an index of what there is, without configuration. <https://cloud.ibm.com/apidocs/search>
#[rustfmt::skip]
pub(in super::super) const SERVICE: Service = Service {
    prefix: "global-search",
    name: "global-search-tagging",
    title: "Global Search and Tagging",
    regional: false,
    account: false,
    family: Family::Platform,
    routes: &[Route::own("POST", "/v3/resources/search", "search", "global-search-tagging.resource.search", Need::Token, search)],
};

const DEFAULT: usize = 10;
const MOST: usize = 1_000;
/// Without a cursor no more than so many items can be reached.
const REACH: usize = 10_000;

fn search(world: &mut World, call: &Call<'_>) -> Result<Response, Failure> {
    let given = match call.query("limit").as_str() {
        "" => call.body.get("limit").cloned().unwrap_or_else(|| DEFAULT.into()),
        given => given.parse::<usize>().map(Value::from).unwrap_or_default(),
    };
    let limit = given.as_u64().and_then(|limit| usize::try_from(limit).ok()).unwrap_or(0);
    if !(1..=MOST).contains(&limit) {
        return Err(Failure::wrong(format!("`limit` must be between 1 and {MOST}.")));
    }
    let account = call.query("account_id");
    if !account.is_empty() && account != IBM_ACCOUNT {
        return Err(Failure::denied());
    }
    // With a cursor every other field of the body is ignored: the cursor carries the query.
    let cursor = text(&call.body, "/search_cursor");
    let (wanted, fields, seen) = if cursor.is_empty() {
        let fields: Vec<String> = super::super::store::items(&call.body, "/fields")
            .iter()
            .filter_map(Value::as_str)
            .map(ToOwned::to_owned)
            .collect();
        let query = match text(&call.body, "/query") {
            "" => "*",
            query => query,
        };
        (query.to_owned(), fields, String::new())
    } else {
        carried(cursor).ok_or_else(|| Failure::wrong("The search cursor is invalid or expired."))?
    };
    let query = lucene::parse(&wanted).ok_or_else(|| Failure::wrong("The query cannot be parsed."))?;
    let found = indexed(world, call, &query);
    let (items, next) = after(found, &seen, limit.min(REACH))?;
    let items: Vec<Value> = items.into_iter().map(|item| shorn(item, &fields)).collect();
    let mut body = json!({"items": items, "limit": limit});
    if let (Some(next), Some(body)) = (next, body.as_object_mut()) {
        body.insert("search_cursor".to_owned(), cursor_of(&wanted, &fields, &next).into());
    }
    Ok(Response::json(200, &body))
}

fn cursor_of(query: &str, fields: &[String], seen: &str) -> String {
    use base64::Engine as _;
    base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(json!([query, fields, seen]).to_string())
}

fn carried(cursor: &str) -> Option<(String, Vec<String>, String)> {
    use base64::Engine as _;
    let bytes = base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(cursor).ok()?;
    let value: Value = serde_json::from_slice(&bytes).ok()?;
    let fields = value.get(1)?.as_array()?.iter().filter_map(Value::as_str).map(ToOwned::to_owned).collect();
    Some((text(&value, "/0").to_owned(), fields, text(&value, "/2").to_owned()))
}

/// What the index has, by CRN, of what the caller may see.
fn indexed(world: &World, call: &Call<'_>, query: &Query) -> Vec<(String, Value)> {
    let mut found: Vec<(String, Value)> = world
        .store
        .kinds()
        .filter(|(_, entry)| {
            entry.since == 0 || entry.revision > 1 || entry.since + world.delays.index <= call.at
        })
        .filter_map(|(kind, entry)| Some((type_of(kind)?, entry)))
        .filter(|(_, entry)| !entry.crn.is_empty())
        .map(|(kind, entry)| (entry.crn.clone(), item(world, kind, entry)))
        .filter(|(crn, item)| query.covers(item) && world.may_on(call, crn, group_of(item), Need::View))
        .collect();
    found.sort_by(|a, b| a.0.cmp(&b.0));
    found
}

fn item(world: &World, (family, kind): (&str, &str), entry: &Entry) -> Value {
    let (service, region, instance) = parts(&entry.crn);
    let tags: Vec<&String> = world.store.tags(&entry.crn).collect();
    let mut item = json!({
        "crn": entry.crn, "name": entry.name, "family": family, "type": kind, "account_id": IBM_ACCOUNT,
        "region": region, "service_name": service, "service_instance": instance, "tags": tags,
        "creation_date": entry.text("/created_at"), "resource_group_id": group_of(&entry.value),
        "access_tags": [], "service_tags": [],
    });
    if let (Some(item), "resource_controller") = (item.as_object_mut(), family) {
        let doc = json!({
            "id": entry.crn, "guid": entry.text("/guid"), "state": entry.text("/state"), "type": entry.text("/type"),
            "resource_plan_id": entry.text("/resource_plan_id"), "region_id": region,
        });
        item.insert("doc".to_owned(), doc);
    }
    item
}

/// Family and type in the index; nothing for what it cannot find: users, API keys, trusted profiles, policies, zones and
/// rules of context-based restrictions, and all that lies within an instance.
fn type_of(kind: &str) -> Option<(&'static str, &'static str)> {
    use super::{instances, observability, transit, vpc};
    Some(match kind {
        instances::INSTANCES => ("resource_controller", "resource-instance"),
        instances::ALIASES => ("resource_controller", "resource-alias"),
        instances::KEYS => ("resource_controller", "resource-key"),
        instances::BINDINGS => ("resource_controller", "resource-binding"),
        instances::RESOURCE_GROUPS => ("resource_controller", "resource-group"),
        transit::GATEWAYS => ("resource_controller", "gateway"),
        observability::CLUSTER_KIND => ("containers", "k8-cluster"),
        kind => ("is", vpc::type_of(kind)?),
    })
}

/// Without fields the item is cut to five; `*` leaves it whole.
fn shorn(item: Value, fields: &[String]) -> Value {
    const ALWAYS: [&str; 5] = ["crn", "name", "family", "type", "account_id"];
    if fields.iter().any(|field| field == "*") {
        return item;
    }
    let Value::Object(item) = item else { return Value::Null };
    item.into_iter()
        .filter(|(name, _)| ALWAYS.contains(&name.as_str()) || fields.iter().any(|field| field == name))
        .collect()
}
