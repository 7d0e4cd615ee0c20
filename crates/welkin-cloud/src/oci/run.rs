use std::collections::BTreeSet;
use std::sync::Arc;

use futures::future::{BoxFuture, FutureExt as _};
use futures::stream::{self, StreamExt as _};
use serde_json::{Value, json};
use url::Url;
use welkin_model::Cloud;
use welkin_model::estate::{AssetId, Unknown, UnknownReason};

use super::ask::{Ask, Question};
use super::index::Index;
use super::list::{Is, ListRule, Part, Reach, template};
use super::ocid::{Ocid, below, identified};
use super::service;
use crate::describe::Resource;
use crate::discovery::Discovery;

/// How many compartments are listed at the same time.
const COMPARTMENTS: usize = 8;
/// How many resources of one list are read at the same time.
const SIDE_BY_SIDE: usize = 16;

/// One region of the tenancy, and what is known of it before anything is listed.
#[derive(Debug)]
pub(super) struct Place {
    pub(super) region: String,
    pub(super) index: Index,
    /// What paths may name besides the fields of an item: the namespace of Object Storage.
    pub(super) around: Value,
    /// All compartments that are wanted.
    pub(super) compartments: BTreeSet<String>,
}

/// Reads one list wherever the region may have any of it.
pub(super) async fn run(ask: &Ask, rule: &'static ListRule, place: &Place, into: &Discovery) {
    let root = ask.tenancy.as_str();
    let mut rest: BTreeSet<&str> = place.compartments.iter().map(String::as_str).collect();
    if rest.remove(root) {
        let denied = listed(ask, rule, place, root, into).await;
        match rule.reach {
            Reach::Root => return,
            Reach::Subtree(_) if !denied => return,
            Reach::Subtree(_) => {}
            Reach::Compartment => {
                if let Some(held) = place.index.compartments(rule).filter(|_| !denied) {
                    rest.retain(|compartment| held.contains(compartment));
                }
            }
        }
    } else if rule.reach == Reach::Root {
        return;
    }
    let work: Vec<BoxFuture<'_, bool>> =
        rest.into_iter().map(|compartment| listed(ask, rule, place, compartment, into).boxed()).collect();
    stream::iter(work).buffer_unordered(COMPARTMENTS).collect::<Vec<bool>>().await;
}

/// Reads one list in one compartment; `true` if it was denied.
async fn listed(
    ask: &Ask,
    rule: &'static ListRule,
    place: &Place,
    compartment: &str,
    into: &Discovery,
) -> bool {
    // Without the namespace, which has its own hole, there are no paths to buckets.
    let Some(path) = template(rule.path, &Value::Null, &place.around) else { return false };
    let mut question = Question::get(rule.service, rule.operation(), inspect(rule), &place.region, path)
        .list()
        .with("compartmentId", compartment);
    if let Reach::Subtree(parameter) = rule.reach
        && compartment == ask.tenancy
    {
        question = question.with(parameter, "true");
    }
    for (name, value) in rule.parameters {
        question = question.with(name, value);
    }
    let pages = ask.all(&question).await;
    if let Some(unknown) = pages.failed {
        into.hole(ask.hole(compartment, region_of(rule, place), unknown));
    }
    let spot = Spot { ask, rule, place, compartment, base: None };
    spot.items(pages.items, into).await;
    pages.denied
}

/// Keys are listed at the address of their vault, and there one compartment at a time.
fn keys<'a>(ask: &'a Ask, vault: &'a Value, place: &'a Place, into: &'a Discovery) -> BoxFuture<'a, ()> {
    Box::pin(async move {
        let Some(base) = vault_base(ask, vault, place) else { return };
        let held = place.index.compartments(&KEYS);
        let wanted = |one: &&String| {
            **one == ask.tenancy || held.as_ref().is_none_or(|held| held.contains(one.as_str()))
        };
        let work: Vec<BoxFuture<'_, ()>> = place
            .compartments
            .iter()
            .filter(wanted)
            .map(|compartment| keys_of(ask, &base, compartment, place, into).boxed())
            .collect();
        stream::iter(work).buffer_unordered(COMPARTMENTS).collect::<()>().await;
    })
}

async fn keys_of(ask: &Ask, base: &Url, compartment: &str, place: &Place, into: &Discovery) {
    let question = Question {
        base: Some(base.clone()),
        ..Question::get(KEYS.service, KEYS.operation(), inspect(&KEYS), &place.region, KEYS.path)
            .list()
            .with("compartmentId", compartment)
    };
    let pages = ask.all(&question).await;
    if let Some(unknown) = pages.failed {
        into.hole(ask.hole(compartment, &place.region, unknown));
    }
    let spot = Spot { ask, rule: &KEYS, place, compartment, base: Some(base) };
    spot.items(pages.items, into).await;
}

pub(super) static KEYS: ListRule =
    super::list::list("kms-management", "Key", "keys", ("Key", "Keys"), "keys").get("keys/{id}");

/// The vault's own address; an override takes the vault's label as a segment.
fn vault_base(ask: &Ask, vault: &Value, place: &Place) -> Option<Url> {
    let own = Url::parse(vault.get("managementEndpoint")?.as_str()?).ok()?;
    let base = match service::overridden(KEYS.service, &place.region, &ask.endpoints) {
        Some(base) => service::joined(&base, own.host_str()?.split_once("-management.")?.0)?,
        // A signed request goes to the provider's own hosts only.
        None if own.scheme() == "https" && own.host_str()?.ends_with(service::domain(&place.region)) => own,
        None => return None,
    };
    service::joined(&base, service::named(KEYS.service)?.version)
}

fn inspect(rule: &ListRule) -> String {
    format!("inspect {}", rule.policy)
}

fn region_of<'p>(rule: &ListRule, place: &'p Place) -> &'p str {
    if rule.is_global() { "" } else { &place.region }
}

/// Where the items of a list come from.
#[derive(Clone, Copy)]
struct Spot<'s> {
    ask: &'s Ask,
    rule: &'static ListRule,
    place: &'s Place,
    compartment: &'s str,
    base: Option<&'s Url>,
}

impl<'s> Spot<'s> {
    async fn items(self, items: Vec<Value>, into: &Discovery) {
        let mut items = items.into_iter();
        // The first alone: what the endpoint does not have shows before it is asked for each of the others.
        if let Some(first) = items.next() {
            self.item(first, into).await;
        }
        let work: Vec<BoxFuture<'_, ()>> = items.map(|item| self.item(item, into).boxed()).collect();
        stream::iter(work).buffer_unordered(SIDE_BY_SIDE).collect::<()>().await;
    }

    async fn item(self, item: Value, into: &Discovery) {
        let Spot { ask, rule, place, .. } = self;
        let gone = item.get("lifecycleState").and_then(Value::as_str);
        if gone.is_some_and(|state| matches!(state, "DELETED" | "TERMINATED")) || is_oracles(rule, &item) {
            return;
        }
        let mut unknowns = Vec::new();
        let mut told = item.clone();
        let mut via = format!("{}:{}", rule.service, rule.operation());
        if !rule.get.is_empty() {
            match self.whole(&item).await {
                Ok(Some(whole)) => {
                    told = whole;
                    via = format!("{}:{}", rule.service, rule.read_operation());
                }
                // Gone since it was listed.
                Ok(None) => return,
                Err(unknown) => unknowns.push(unknown),
            }
        }
        let Some(id) = self.id_of(&told) else {
            let unknown = Unknown {
                about: format!("{}:{}", rule.service, rule.operation()),
                reason: UnknownReason::Garbled,
                permission: None,
                detail: "an item of the list has no id".to_owned(),
            };
            into.hole(ask.hole(self.compartment, region_of(rule, place), unknown));
            return;
        };
        for part in rule.parts {
            self.part(part, &told, &id, &mut unknowns, into).await;
        }
        if rule.native == "Vault" {
            keys(ask, &told, place, into).await;
        }
        into.resource(self.resource(rule.native, id, via, told, unknowns));
    }

    async fn whole(self, item: &Value) -> Result<Option<Value>, Unknown> {
        let rule = self.rule;
        let Some(path) = template(rule.get, item, &self.place.around) else {
            return Err(Unknown {
                about: format!("{}:{}", rule.service, rule.read_operation()),
                reason: UnknownReason::Garbled,
                permission: None,
                detail: "an item of the list has no id".to_owned(),
            });
        };
        let permission = format!("read {}", rule.policy);
        let mut question =
            Question::get(rule.service, rule.read_operation(), permission, &self.place.region, path);
        question.base = self.base.cloned();
        let answer = self.ask.one(&question).await.map_err(|error| error.unknown())?;
        match answer {
            Some(whole) if !whole.is_object() => Err(Unknown {
                about: format!("{}:{}", rule.service, rule.read_operation()),
                reason: UnknownReason::Garbled,
                permission: None,
                detail: "the answer is no resource".to_owned(),
            }),
            answer => Ok(answer),
        }
    }

    async fn part(
        self,
        part: &Part,
        item: &Value,
        id: &AssetId,
        unknowns: &mut Vec<Unknown>,
        into: &Discovery,
    ) {
        let Spot { ask, rule, place, .. } = self;
        let Some(path) = template(part.path, item, &place.around) else { return };
        let (path, query) = path.split_once('?').unwrap_or((&path, ""));
        let mut question = Question::get(rule.service, part.operation, part.permission, &place.region, path);
        if let Some(("mlApplicationImplementationId", _)) = query.split_once('=') {
            let id = item.get("id").and_then(Value::as_str).unwrap_or("");
            question = question.with("mlApplicationImplementationId", id);
        }
        let via = format!("{}:{}", rule.service, part.operation);
        match part.is {
            Is::Resource(native) => match ask.one(&question).await {
                Ok(Some(one)) => {
                    if let Some(id) = part_id(&one, id) {
                        into.resource(self.resource(native, id, via, one, Vec::new()));
                    }
                }
                Ok(None) => {}
                Err(error) => unknowns.push(error.unknown()),
            },
            Is::Perhaps(name) => match ask.one(&question).await {
                Ok(Some(one)) => {
                    let more = json!({ name: one });
                    into.resource(self.resource(rule.native, id.clone(), via, more, Vec::new()));
                }
                Ok(None) => {}
                // The resource itself was read with the same permission: there is none.
                Err(error) if error.reason == UnknownReason::Denied && unknowns.is_empty() => {}
                Err(error) => unknowns.push(error.unknown()),
            },
            Is::More(name) => {
                let pages = ask.all(&question.list()).await;
                let failed = pages.failed.is_some();
                unknowns.extend(pages.failed);
                if !failed || !pages.items.is_empty() {
                    let mut more = json!({ name: pages.items });
                    // What the list is about stood in the path alone.
                    if let (Some(more), Some(namespace)) = (more.as_object_mut(), item.get("namespace")) {
                        more.insert("namespace".to_owned(), namespace.clone());
                    }
                    into.resource(self.resource(rule.native, id.clone(), via, more, Vec::new()));
                }
            }
            Is::Resources(native) => {
                // Lists of a user's credentials are whole.
                let question = if rule.service == "identity" { question } else { question.list() };
                let pages = ask.all(&question).await;
                unknowns.extend(pages.failed);
                for one in pages.items {
                    let Some(id) = part_id(&one, id) else { continue };
                    let one = under(native, one, item);
                    into.resource(self.resource(native, id, via.clone(), one, Vec::new()));
                }
            }
        }
    }

    fn id_of(self, item: &Value) -> Option<AssetId> {
        let text = |name: &str| item.get(name).and_then(Value::as_str);
        if let Some(id) = ["id", "topicId"].into_iter().find_map(text) {
            return identified(id);
        }
        if self.rule.native != "Bucket" {
            return None;
        }
        let (namespace, name) = (text("namespace")?, text("name")?);
        match self.place.index.bucket(self.compartment, name).and_then(identified) {
            Some(id) => Some(id),
            // Neither search nor the bucket itself told its id.
            None => Some(AssetId::new(format!("oci/{namespace}/{name}"))),
        }
    }

    fn resource(
        self,
        native: &'static str,
        id: AssetId,
        via: String,
        payload: Value,
        unknowns: Vec<Unknown>,
    ) -> Resource {
        let text = |name: &str| payload.get(name).and_then(Value::as_str).filter(|text| !text.is_empty());
        let names = ["displayName", "name", "secretName", "tagDefinitionName", "fingerprint", "idpGroupName"];
        let name =
            names.into_iter().find_map(text).unwrap_or_else(|| id.as_str().rsplit('.').next().unwrap_or(""));
        let compartment = text("compartmentId").unwrap_or(self.compartment);
        // Who may is said of the tenancy, wherever it is written.
        let scope = if self.rule.service == "identity" { &self.ask.tenancy } else { compartment };
        let region = match Ocid::parse(id.as_str()) {
            _ if self.rule.is_global() => String::new(),
            Some(ocid) => ocid.region(),
            None => self.place.region.clone(),
        };
        Resource {
            cloud: Cloud::Oci,
            native_type: Arc::from(native),
            name: name.to_owned(),
            scope: scope.to_owned(),
            region,
            id,
            via: Arc::from(via),
            payload,
            unknowns,
            observed_at: 0,
        }
    }
}

/// Images of Oracle itself come with every compartment's own.
fn is_oracles(rule: &ListRule, item: &Value) -> bool {
    rule.native == "Image" && item.get("compartmentId").is_none_or(Value::is_null)
}

/// The id of a part: its own, or one below that of the resource.
fn part_id(part: &Value, parent: &AssetId) -> Option<AssetId> {
    let text = |name: &str| part.get(name).and_then(Value::as_str);
    if let Some(id) = ["keyId", "id"].into_iter().filter_map(text).find_map(identified) {
        return Some(id);
    }
    let collection = if text("accessType").is_some() { "p" } else { "customerSecretKeys" };
    Some(below(parent, collection, text("id")?))
}

/// A part that does not name what it is below gets the name of it, as the path of the call had it.
fn under(native: &str, mut part: Value, parent: &Value) -> Value {
    let name = match native {
        "PreauthenticatedRequest" => "bucketId",
        "IPSecConnectionTunnel" => "ipsecConnectionId",
        _ => return part,
    };
    if let (Some(fields), Some(id)) = (part.as_object_mut(), parent.get("id")) {
        fields.insert(name.to_owned(), id.clone());
    }
    part
}
