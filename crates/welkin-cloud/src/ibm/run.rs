use std::sync::Arc;

use futures::future::{BoxFuture, FutureExt as _};
use futures::stream::{self, StreamExt as _};
use serde_json::{Value, json};
use welkin_model::Cloud;
use welkin_model::estate::{AssetId, Unknown, UnknownReason};

use super::ask::{Ask, Position};
use super::attributes::opened;
use super::crn::{Crn, decoded};
use super::list::{Id, ListRule, Read, read, template, text_at, within};
use crate::describe::Resource;
use crate::discovery::{Discovery, Scope};

/// How many resources of one list are read at the same time.
const SIDE_BY_SIDE: usize = 16;
/// How many parts of one resource are read at the same time.
const DETAILS_SIDE_BY_SIDE: usize = 4;

const TAGS: Read = read("tags", "list_tags", "global-search-tagging.tag.list", "/v3/tags")
    .query(&[("attached_to", "{_crn}")])
    .items("items")
    .size("limit", 1_000);

/// Reads one list in one place, more of each item, and the lists below it.
pub(super) fn run<'a>(
    ask: &'a Ask,
    rule: &'static ListRule,
    place: Arc<Value>,
    scope: &'a Scope,
    into: &'a Discovery,
) -> BoxFuture<'a, ()> {
    Box::pin(async move {
        let (items, torn) = ask.all(&rule.read, &place).await;
        if let Some(torn) = torn {
            into.hole(ask.hole(&text_at(&place, "_region").unwrap_or_default(), torn.unknown));
        }
        let mut items = items.into_iter();
        // The first alone: what the endpoint does not have shows before it is asked for each of the others.
        if let Some(first) = items.next() {
            one(ask, rule, Arc::clone(&place), first, scope, into).await;
        }
        let work: Vec<BoxFuture<'_, ()>> =
            items.map(|item| one(ask, rule, Arc::clone(&place), item, scope, into).boxed()).collect();
        stream::iter(work).buffer_unordered(SIDE_BY_SIDE).collect::<()>().await;
    })
}

async fn one(
    ask: &Ask,
    rule: &'static ListRule,
    place: Arc<Value>,
    item: Value,
    scope: &Scope,
    into: &Discovery,
) {
    let mut own = within(&item, &place);
    let Some(found) = Found::of(rule, &item, &own) else {
        let unknown = Unknown {
            about: rule.read.about(),
            reason: UnknownReason::Garbled,
            permission: None,
            detail: "an item of the list has no id".to_owned(),
        };
        into.hole(ask.hole(&text_at(&place, "_region").unwrap_or_default(), unknown));
        return;
    };
    settle(&mut own, &found, ask);
    let place_told = text_at(&own, "_place").unwrap_or_else(|| found.region.clone());
    if !place_told.is_empty() && !scope.wants_region(&place_told) {
        return;
    }
    if rule.read.service == "global-search"
        && let Ok(mut indexed) = ask.indexed.lock()
    {
        indexed.insert(found.id.clone());
    }
    let name = text_at(&item, rule.name).unwrap_or_else(|| found.own_id.clone());
    let tell = |read: &Read, payload: Value, unknowns: Vec<Unknown>| {
        into.resource(found.resource(ask, &name, &place_told, read, payload, unknowns));
    };
    if wants(scope, &found.native, rule.read.service) {
        let extra = rule.tagged && !ask.indexed.lock().is_ok_and(|indexed| indexed.contains(&found.id));
        let details: Vec<&Read> = rule.details.iter().chain(extra.then_some(&TAGS)).collect();
        let work: Vec<BoxFuture<'_, Result<Option<Value>, Unknown>>> =
            details.iter().map(|read| more(ask, read, &own).boxed()).collect();
        let answers: Vec<_> = stream::iter(work).buffered(DETAILS_SIDE_BY_SIDE).collect().await;
        let mut unknowns = Vec::new();
        for (read, answer) in details.iter().zip(answers) {
            match answer {
                Ok(Some(payload)) => tell(read, payload, Vec::new()),
                // Asked, and there is none: an answer that later checks rest on.
                Ok(None) => tell(read, Value::Null, Vec::new()),
                Err(unknown) => unknowns.push(unknown),
            }
        }
        if let Some(bucket) = opened(&item, &ask.account) {
            into.resource(bucket);
        }
        tell(&rule.read, item, unknowns);
    }
    let own = Arc::new(own);
    let below = rule.children.iter().filter(|child| child.only.is_empty() || child.only == found.service);
    let below = below.filter(|child| wants(scope, child.native, child.read.service));
    let work: Vec<BoxFuture<'_, ()>> =
        below.map(|child| run(ask, child, Arc::clone(&own), scope, into)).collect();
    stream::iter(work).buffer_unordered(DETAILS_SIDE_BY_SIDE).collect::<()>().await;
}

/// Whether the scope asks for a type: by its service as CRNs or as endpoints name it.
pub(super) fn wants(scope: &Scope, native: &str, service: &str) -> bool {
    let of_crn = native.split('.').next().unwrap_or(native);
    scope.wants_service(of_crn) || scope.wants_service(service)
}

/// One further view of a resource; a list in it is read to its end.
async fn more(ask: &Ask, read: &Read, own: &Value) -> Result<Option<Value>, Unknown> {
    if read.items.is_empty() {
        return ask.one(read, own, &Position::default()).await.map_err(|error| error.unknown());
    }
    let (items, torn) = ask.all(read, own).await;
    match torn {
        Some(torn) => Err(torn.unknown),
        None => Ok(Some(json!({ read.items: items }))),
    }
}

/// What an item is.
struct Found {
    id: AssetId,
    native: String,
    service: String,
    region: String,
    own_id: String,
    account: String,
}

impl Found {
    fn of(rule: &ListRule, item: &Value, own: &Value) -> Option<Found> {
        let text = match rule.id {
            Id::Field(field) => text_at(item, field)?,
            Id::Made(text) => template(text, own, str::to_owned)?,
        };
        let text = decoded(&text);
        let crn = Crn::parse(&text).filter(Crn::is_whole)?;
        let native = if rule.native.is_empty() { crn.native() } else { rule.native.to_owned() };
        Some(Found {
            id: crn.asset(),
            native,
            service: crn.service.to_owned(),
            region: crn.region().to_owned(),
            own_id: crn.own_id().to_owned(),
            account: crn.account().to_owned(),
        })
    }

    fn resource(
        &self,
        ask: &Ask,
        name: &str,
        region: &str,
        read: &Read,
        payload: Value,
        unknowns: Vec<Unknown>,
    ) -> Resource {
        let scope = if self.account.is_empty() { ask.account.clone() } else { self.account.clone() };
        Resource {
            cloud: Cloud::Ibm,
            native_type: Arc::from(self.native.as_str()),
            id: self.id.clone(),
            name: name.to_owned(),
            scope,
            region: region.to_owned(),
            via: Arc::from(read.about()),
            payload,
            unknowns,
            observed_at: 0,
        }
    }
}

/// Puts into an item what the calls below it need to know: its own name, and the instance, region and runtime they go to.
fn settle(own: &mut Value, found: &Found, ask: &Ask) {
    let runtime = own.pointer("/entity/compute").and_then(Value::as_array).and_then(|all| {
        let of_runtime = |one: &&Value| one.get("type").and_then(Value::as_str) == Some("machine_learning");
        text_at(all.iter().find(of_runtime)?, "guid")
    });
    let bucket = text_at(own, "LocationConstraint");
    let parent = text_at(own, "_id").unwrap_or_default();
    let Some(fields) = own.as_object_mut() else { return };
    let mut set = |name: &str, value: &str| {
        fields.insert(name.to_owned(), Value::from(value));
    };
    set("_parent", &parent);
    set("_crn", found.id.as_str());
    set("_id", &found.own_id);
    if found.native == found.service {
        set("_instance", &found.own_id);
        set("_region", if found.region.is_empty() { &ask.home } else { &found.region });
    }
    if let Some(runtime) = runtime {
        set("_runtime", &runtime);
    }
    // The region of a bucket is its place without the class of storage: `eu-de-smart`.
    if let Some((region, _)) = bucket.as_deref().and_then(|place| place.rsplit_once('-')) {
        set("_region", region);
        set("_place", region);
    }
}
