use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::super::super::Response;
use super::super::call::Call;
use super::super::failure::{Failure, Family};
use super::super::page::limit;
use super::super::route::{Need, Route, Service};
use super::super::store::{items, text};
use super::super::world::World;

/// Global Tagging: <https://cloud.ibm.com/apidocs/tagging>.
#[rustfmt::skip]
pub(in super::super) const SERVICE: Service = Service {
    prefix: "tags",
    name: "tagging",
    title: "Global Search and Tagging",
    regional: false,
    account: false,
    family: Family::Platform,
    routes: &[
        Route::own("GET", "/v3/tags", "list_tags", "global-search-tagging.tag.list", Need::Token, list),
        Route::own("POST", "/v3/tags/attach", "attach_tag", "global-search-tagging.tag.attach", Need::Token, attach),
        Route::own("POST", "/v3/tags/detach", "detach_tag", "global-search-tagging.tag.detach", Need::Token, detach),
        Route::own("DELETE", "/v3/tags/{}", "delete_tag", "global-search-tagging.tag.delete", Need::Token, delete),
    ],
};

fn list(world: &mut World, call: &Call<'_>) -> Result<Response, Failure> {
    let attached = call.query("attached_to");
    let names: BTreeSet<&String> = if attached.is_empty() {
        world.store.tagged().flat_map(|(_, tags)| tags).collect()
    } else {
        world.store.tags(&attached).collect()
    };
    let limit = limit(call, "limit", 100, 1_000)?;
    let offset: usize = call.query("offset").parse().unwrap_or(0);
    let total = names.len();
    let items: Vec<Value> =
        names.into_iter().skip(offset).take(limit).map(|name| json!({"name": name})).collect();
    Ok(Response::json(200, &json!({"total_count": total, "offset": offset, "limit": limit, "items": items})))
}

fn attach(world: &mut World, call: &Call<'_>) -> Result<Response, Failure> {
    change(world, call, true)
}

fn detach(world: &mut World, call: &Call<'_>) -> Result<Response, Failure> {
    change(world, call, false)
}

/// Each resource fares for itself: the reply is 200 and says which failed.
fn change(world: &mut World, call: &Call<'_>, on: bool) -> Result<Response, Failure> {
    let mut names: Vec<&str> = items(&call.body, "/tag_names").iter().filter_map(Value::as_str).collect();
    names.extend(call.body.get("tag_name").and_then(Value::as_str));
    if names.is_empty() || names.len() > 100 || names.iter().any(|name| !is_tag(name)) {
        return Err(Failure::wrong("A tag has 1 to 128 characters: letters, digits, spaces and `_ - . :`."));
    }
    let resources = items(&call.body, "/resources");
    if resources.is_empty() || resources.len() > 100 {
        return Err(Failure::wrong("`resources` must name 1 to 100 resources."));
    }
    let mut results = Vec::new();
    for resource in resources {
        let crn = text(resource, "/resource_id");
        let is_allowed = world.store.has(crn) && world.may_on(call, crn, "", Need::Edit);
        let mut failed = !is_allowed;
        if is_allowed {
            for name in &names {
                if on {
                    failed |= world.store.tag(crn, &name.to_lowercase()).is_err();
                } else {
                    world.store.untag(crn, &name.to_lowercase());
                }
            }
        }
        results.push(if failed {
            json!({"resource_id": crn, "is_error": true, "message": "The resource does not exist or cannot be tagged by you."})
        } else {
            json!({"resource_id": crn, "is_error": false})
        });
    }
    Ok(Response::json(200, &json!({"results": results})))
}

fn is_tag(name: &str) -> bool {
    let is_fine = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | ':' | ' ');
    (1..=128).contains(&name.len()) && name.chars().all(is_fine)
}

/// Only a tag that nothing carries can be deleted, and then it no longer exists.
fn delete(world: &mut World, call: &Call<'_>) -> Result<Response, Failure> {
    let name = call.var(0).to_lowercase();
    if world.store.tagged().any(|(_, tags)| tags.contains(&name)) {
        return Err(Failure::conflict("The tag is attached to resources."));
    }
    Err(Failure::missing("The tag"))
}
