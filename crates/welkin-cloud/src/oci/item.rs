use std::sync::Arc;

use futures::future::{BoxFuture, FutureExt as _};
use futures::stream::{self, StreamExt as _};
use serde_json::{Value, json};
use url::Url;
use welkin_model::Cloud;
use welkin_model::estate::{AssetId, Unknown, UnknownReason};

use super::ask::{Ask, Question};
use super::keys::keys;
use super::list::{Is, ListRule, Part, template};
use super::ocid::{Ocid, below, identified};
use super::run::{Place, region_of};
use crate::describe::Resource;
use crate::discovery::Discovery;

/// How many resources of one list are read at the same time.
const SIDE_BY_SIDE: usize = 16;

/// Where the items of a list come from.
#[derive(Clone, Copy)]
pub(super) struct Spot<'s> {
    pub(super) ask: &'s Ask,
    pub(super) rule: &'static ListRule,
    pub(super) place: &'s Place,
    pub(super) compartment: &'s str,
    pub(super) base: Option<&'s Url>,
}

impl<'s> Spot<'s> {
    pub(super) async fn items(self, items: Vec<Value>, into: &Discovery) {
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
            None => Some(AssetId::new(format!("/n/{namespace}/b/{name}"))),
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
            native_type: Arc::from(native.to_ascii_lowercase()),
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
