use std::sync::Arc;

use futures::future::{BoxFuture, FutureExt as _};
use futures::stream::{self, StreamExt as _};
use serde_json::{Value, json};
use welkin_model::Cloud;
use welkin_model::estate::{AssetId, Hole, Unknown, UnknownReason};

use super::arn::{Arn, made};
use super::ask::{Ask, Question, encoded};
use super::list::{Detail, Http, Id, ListRule, at, template, text_at};
use super::xml;
use crate::describe::Resource;
use crate::discovery::Discovery;
use crate::transport::CallError;

/// How many resources of one list are read at the same time.
const SIDE_BY_SIDE: usize = 24;
/// How many parts of one resource are read at the same time.
const DETAILS_SIDE_BY_SIDE: usize = 4;
/// A list with more pages is cut, and says so.
const MOST_PAGES: usize = 10_000;

/// Reads one list in one region, each item in full, and the lists below it.
pub(super) async fn run(ask: &Ask, rule: &'static ListRule, region: &str, into: &Discovery) {
    walk(ask, rule, region, Arc::new(Value::Null), into).await;
}

fn walk<'a>(
    ask: &'a Ask,
    rule: &'static ListRule,
    region: &'a str,
    parent: Arc<Value>,
    into: &'a Discovery,
) -> BoxFuture<'a, ()> {
    Box::pin(async move {
        let mut token: Option<String> = None;
        for page in 0.. {
            if page == MOST_PAGES {
                let unknown = bounded(rule);
                into.hole(hole(ask, region, unknown));
                return;
            }
            let answer = match ask.ask(&question(rule, region, &parent, token.as_deref())).await {
                Ok(answer) => answer,
                Err(error) => {
                    into.hole(hole(ask, region, error.unknown_on(page)));
                    return;
                }
            };
            let Some(answer) = answer else { return };
            let items = items_of(&answer, rule.items);
            let mut items = items.into_iter();
            // The first alone: what the endpoint does not have shows before it is asked for each of the others.
            if let Some(first) = items.next() {
                one(ask, rule, region, Arc::clone(&parent), first, into).await;
            }
            let work: Vec<BoxFuture<'_, ()>> =
                items.map(|item| one(ask, rule, region, Arc::clone(&parent), item, into).boxed()).collect();
            stream::iter(work).buffer_unordered(SIDE_BY_SIDE).collect::<()>().await;
            let next = text_at(&answer, rule.paging.answer).filter(|next| !next.is_empty());
            if next.is_none() || next == token {
                return;
            }
            token = next;
        }
    })
}

/// The items at a dotted path; a list on the way is gone through.
fn items_of(value: &Value, path: &str) -> Vec<Value> {
    match (value, path.split_once('.')) {
        (Value::Array(all), _) => all.iter().flat_map(|one| items_of(one, path)).collect(),
        (_, Some((first, rest))) => value.get(first).map(|inner| items_of(inner, rest)).unwrap_or_default(),
        (_, None) => xml::list(at(value, path)),
    }
}

fn question<'q>(rule: &ListRule, region: &'q str, parent: &Value, token: Option<&str>) -> Question<'q> {
    let path = match rule.http {
        Http::None => String::new(),
        Http::Get(path) | Http::Post(path) | Http::PostQuery(path) => path_of(path, &Value::Null, parent),
    };
    let mut parameters: Vec<(String, Value)> = rule
        .input
        .iter()
        .filter_map(|(name, text)| {
            Some(((*name).to_owned(), Value::from(template(text, &Value::Null, parent)?)))
        })
        .collect();
    if let Some((name, size)) = rule.paging.size {
        parameters.push((name.to_owned(), Value::from(size)));
    }
    if let Some(token) = token {
        parameters.push((rule.paging.request.to_owned(), Value::from(token)));
    }
    Question {
        service: rule.service,
        operation: rule.operation,
        permission: "",
        region,
        http: rule.http,
        path,
        parameters,
    }
}

/// A path whose parameters are percent-encoded.
fn path_of(path: &str, item: &Value, parent: &Value) -> String {
    let mut filled = String::new();
    let mut rest = path;
    while let Some((before, after)) = rest.split_once('{') {
        let Some((field, after)) = after.split_once('}') else { break };
        filled.push_str(before);
        let value = text_at(item, field).or_else(|| text_at(parent, field)).unwrap_or_default();
        filled.push_str(&encoded(&value));
        rest = after;
    }
    filled.push_str(rest);
    filled
}

async fn one(
    ask: &Ask,
    rule: &'static ListRule,
    region: &str,
    parent: Arc<Value>,
    item: Value,
    into: &Discovery,
) {
    // Some lists are of names alone.
    let item = if item.is_string() { json!({ "value": item }) } else { item };
    let Some(id) = id_of(ask, rule, region, &item, &parent) else {
        let detail = "an item of the list has no id";
        let unknown = Unknown {
            about: format!("{}:{}", rule.service, rule.operation),
            reason: UnknownReason::Garbled,
            permission: None,
            detail: detail.to_owned(),
        };
        into.hole(hole(ask, region, unknown));
        return;
    };
    let resource = |via: String, payload: Value, unknowns: Vec<Unknown>| {
        let name = name_of(rule, &item, &id);
        into.resource(Resource {
            cloud: Cloud::Aws,
            native_type: Arc::from(rule.native),
            id: id.clone(),
            name,
            scope: ask.account.clone(),
            region: place(&id, rule, &item, region),
            via: Arc::from(via),
            payload,
            unknowns,
            observed_at: 0,
        });
    };
    let about = format!("{}:{}", rule.service, rule.operation);
    let mut unknowns = Vec::new();
    let mut described = false;
    if let Some(told) = unchanged(rule, &id, &item, into) {
        for (via, payload) in told {
            resource(via, payload, Vec::new());
        }
        children(ask, rule, region, &item, &parent, into).await;
        return;
    }
    let reads: Vec<BoxFuture<'_, Result<Option<Value>, CallError>>> =
        rule.details.iter().map(|detail| read(ask, rule, detail, region, &item, &parent).boxed()).collect();
    let answers: Vec<_> = stream::iter(reads).buffered(DETAILS_SIDE_BY_SIDE).collect().await;
    for (detail, answer) in rule.details.iter().zip(answers) {
        let via = format!("{}:{}", rule.service, detail.operation);
        match answer {
            Ok(Some(payload)) => {
                resource(via, payload, Vec::new());
                described = true;
            }
            // Asked, and there is none: an answer that later checks rest on.
            Ok(None) if rule.details.len() > 1 => resource(via, Value::Null, Vec::new()),
            // Gone since it was listed.
            Ok(None) => return,
            Err(error) => unknowns.push(error.unknown()),
        }
    }
    if !described || !unknowns.is_empty() || rule.details.len() > 1 {
        resource(about, item.clone(), unknowns);
    }
    children(ask, rule, region, &item, &parent, into).await;
}

async fn children(ask: &Ask, rule: &ListRule, region: &str, item: &Value, parent: &Value, into: &Discovery) {
    let own = Arc::new(merged(item, parent));
    for child in rule.children {
        walk(ask, child, region, Arc::clone(&own), into).await;
    }
}

/// What is told of a resource was told before, if its list says that it has not changed since: AWS has neither etags nor
/// change feeds for these reads, but most lists give the time of the last change.
fn unchanged(rule: &ListRule, id: &AssetId, item: &Value, into: &Discovery) -> Option<Vec<(String, Value)>> {
    if rule.details.is_empty() {
        return None;
    }
    let time = CHANGED.iter().find(|field| item.get(**field).is_some()).copied();
    let time = time.or_else(|| IMMUTABLE.contains(&rule.native).then_some("CreationTime"))?;
    rule.details
        .iter()
        .map(|detail| {
            let via = format!("{}:{}", rule.service, detail.operation);
            let told = into.told_before(id, &via)?;
            let same = told.get(time)? == item.get(time)? && agrees(&told, item);
            same.then_some((via, told))
        })
        .collect()
}

/// Whether whatever both tell is the same: some states change without the time of the last change.
fn agrees(told: &Value, item: &Value) -> bool {
    let fields = item.as_object().into_iter().flatten();
    fields
        .filter(|(_, value)| !value.is_object() && !value.is_array())
        .all(|(field, value)| told.get(field).is_none_or(|known| known == value))
}

/// Fields of lists and descriptions with the time of the last change.
const CHANGED: &[&str] = &[
    "LastModifiedTime",
    "lastModifiedTime",
    "updatedAt",
    "lastUpdatedAt",
    "LastUpdatedTime",
    "lastUpdatedTime",
];

/// Types that can be created and deleted and never changed.
const IMMUTABLE: &[&str] = &["AWS::SageMaker::EndpointConfig", "AWS::SageMaker::Model"];

async fn read(
    ask: &Ask,
    rule: &ListRule,
    detail: &'static Detail,
    region: &str,
    item: &Value,
    parent: &Value,
) -> Result<Option<Value>, CallError> {
    let path = match detail.http {
        Http::None => String::new(),
        Http::Get(path) | Http::Post(path) | Http::PostQuery(path) => path_of(path, item, parent),
    };
    let parameters = detail
        .input
        .iter()
        .filter_map(|(name, text)| Some(((*name).to_owned(), Value::from(template(text, item, parent)?))))
        .collect();
    let region = text_at(item, "BucketRegion").unwrap_or_else(|| region.to_owned());
    let question = Question {
        service: rule.service,
        operation: detail.operation,
        permission: detail.permission,
        region: &region,
        http: detail.http,
        path,
        parameters,
    };
    let answer = ask.ask(&question).await?;
    Ok(answer.map(|answer| at(&answer, detail.under).cloned().unwrap_or(Value::Null)))
}

fn id_of(ask: &Ask, rule: &ListRule, region: &str, item: &Value, parent: &Value) -> Option<AssetId> {
    match rule.id {
        Id::Field(field) => {
            let text = text_at(item, field)?;
            Some(Arn::parse(&text)?.asset())
        }
        Id::Made(service, resource) => {
            let resource = template(resource, item, parent)?;
            let (region, account) = match service {
                "s3" => ("", ""),
                "iam" => ("", ask.account.as_str()),
                _ => (region, ask.account.as_str()),
            };
            Some(made(service, region, account, &resource))
        }
    }
}

fn name_of(rule: &ListRule, item: &Value, id: &AssetId) -> String {
    let named = Some(rule.name).filter(|name| !name.is_empty()).and_then(|name| text_at(item, name));
    named.unwrap_or_else(|| {
        let id = id.as_str();
        id.rsplit(['/', ':']).next().unwrap_or(id).to_owned()
    })
}

/// The region of the resource: in its ARN, or its bucket's; nothing for what is global.
fn place(id: &AssetId, rule: &ListRule, item: &Value, region: &str) -> String {
    if let Some(region) = text_at(item, "BucketRegion") {
        return region;
    }
    match Arn::parse(id.as_str()) {
        Some(arn) if rule.service == "s3" || arn.service == "iam" => String::new(),
        Some(arn) => arn.region.to_owned(),
        None => region.to_owned(),
    }
}

/// What lists below may refer to: the item's own fields first.
fn merged(item: &Value, parent: &Value) -> Value {
    let Some(own) = item.as_object() else { return item.clone() };
    let mut all = parent.as_object().cloned().unwrap_or_default();
    all.extend(own.iter().map(|(key, value)| (key.clone(), value.clone())));
    if let Some(value) = own.get("value") {
        // The items below are names alone, too.
        all.insert("parent".to_owned(), value.clone());
    }
    Value::Object(all)
}

pub(super) fn hole(ask: &Ask, region: &str, unknown: Unknown) -> Hole {
    Hole { cloud: Cloud::Aws, scope: ask.account.clone(), region: region.to_owned(), unknown }
}

fn bounded(rule: &ListRule) -> Unknown {
    Unknown {
        about: format!("{}:{}", rule.service, rule.operation),
        reason: UnknownReason::Bounded,
        permission: None,
        detail: format!("there are more than {MOST_PAGES} pages"),
    }
}
