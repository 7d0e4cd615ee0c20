use serde_json::{Map, Value, json};

use crate::Cloud;
use crate::estate::{Asset, AssetId, EdgeKind, Fact, Graph};

/// A machine-learning model with its hash, where it lies, and what it was trained from.
pub(super) fn model(graph: &Graph, asset: &Asset) -> Value {
    let mut map = common(asset);
    map.insert("type".to_owned(), "machine-learning-model".into());
    if let Some(hex) =
        asset.fact(Fact::Digest).and_then(|digest| digest.strip_prefix("sha256:")).filter(|h| h.len() == 64)
    {
        map.insert("hashes".to_owned(), json!([{"alg": "SHA-256", "content": hex}]));
    }
    if let Some(url) = asset.fact(Fact::Artifact).filter(|url| is_reference(url)) {
        map.insert("externalReferences".to_owned(), json!([{"type": "distribution", "url": url}]));
    }
    let mut parameters = Map::new();
    let data = data_of(graph, &asset.id);
    if !data.is_empty() {
        let refs: Vec<Value> = data.iter().map(|id| json!({ "ref": id })).collect();
        parameters.insert("datasets".to_owned(), refs.into());
    }
    if let Some(name) = asset.fact(Fact::ModelName) {
        parameters.insert("modelArchitecture".to_owned(), name.into());
    }
    if !parameters.is_empty() {
        map.insert("modelCard".to_owned(), json!({ "modelParameters": parameters }));
    }
    Value::Object(map)
}

/// What a model was trained from, by itself or by the jobs that wrote it.
fn data_of(graph: &Graph, id: &AssetId) -> Vec<String> {
    let Some(node) = graph.node(id.as_str()) else { return Vec::new() };
    let jobs = graph.edges_to(node).filter(|edge| edge.kind == EdgeKind::Writes);
    let mut nodes: Vec<_> = jobs.filter_map(|edge| graph.node(edge.from.as_str())).collect();
    nodes.push(node);
    let edges = nodes.into_iter().flat_map(|node| graph.edges_from(node));
    let mut data: Vec<String> =
        edges.filter(|edge| edge.kind == EdgeKind::TrainedFrom).map(|edge| edge.to.to_string()).collect();
    data.sort();
    data.dedup();
    data
}

pub(super) fn data(asset: &Asset) -> Value {
    let mut map = common(asset);
    map.insert("type".to_owned(), "data".into());
    let mut set = Map::new();
    set.insert("type".to_owned(), "dataset".into());
    set.insert("name".to_owned(), name(asset).into());
    if let Some(class) = asset.fact(Fact::DataClass) {
        set.insert("classification".to_owned(), class.into());
    }
    map.insert("data".to_owned(), json!([set]));
    Value::Object(map)
}

/// Data that is named by what was trained from it and described by nobody.
pub(super) fn undescribed(id: &str) -> Value {
    let name = id.rsplit(['/', ':']).next().filter(|name| !name.is_empty()).unwrap_or(id);
    json!({
        "type": "data", "bom-ref": id, "name": name,
        "data": [{"type": "dataset", "name": name}],
        "properties": [{"name": "welkin:described", "value": "no"}],
    })
}

pub(super) fn service(graph: &Graph, asset: &Asset) -> Value {
    let mut map = common(asset);
    map.remove("supplier");
    if asset.cloud != Cloud::Other {
        map.insert("provider".to_owned(), json!({"name": asset.cloud.provider()}));
        // The inference APIs of the five clouds take no call without a credential.
        map.insert("authenticated".to_owned(), true.into());
    }
    match asset.fact(Fact::Public) {
        Some("yes") => map.insert("x-trust-boundary".to_owned(), true.into()),
        Some("no") => map.insert("x-trust-boundary".to_owned(), false.into()),
        _ => None,
    };
    let mut endpoints: Vec<String> = Vec::new();
    for view in &asset.views {
        let payload: Value = serde_json::from_str(&graph.payload(view.payload)).unwrap_or(Value::Null);
        addresses(&payload, 0, &mut endpoints);
    }
    endpoints.sort();
    endpoints.dedup();
    if !endpoints.is_empty() {
        map.insert("endpoints".to_owned(), endpoints.into());
    }
    Value::Object(map)
}

/// The addresses under which a service says that it answers.
fn addresses(value: &Value, depth: usize, found: &mut Vec<String>) {
    const FIELDS: &[&str] = &[
        "endpoint",
        "endpoints",
        "scoringuri",
        "url",
        "uri",
        "endpointurl",
        "apiendpoint",
        "modeldeploymenturl",
    ];
    let Value::Object(map) = value else { return };
    for (key, value) in map {
        let plain: String =
            key.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect();
        let named = FIELDS.contains(&plain.as_str());
        match value {
            Value::String(text) if named && is_address(text) => found.push(text.clone()),
            Value::Object(inner) if named => {
                let texts = inner.values().filter_map(Value::as_str).filter(|text| is_address(text));
                found.extend(texts.map(str::to_owned));
            }
            Value::Object(_) if depth < 2 => addresses(value, depth + 1, found),
            _ => {}
        }
    }
}

fn is_address(text: &str) -> bool {
    (text.starts_with("https://") || text.starts_with("http://")) && is_reference(text)
}

/// Whether the text can stand where a reference must.
fn is_reference(text: &str) -> bool {
    !text.is_empty()
        && text.len() <= 2_048
        && text.bytes().all(|b| b.is_ascii_graphic() && !b"<>\"{}|\\^`".contains(&b))
}

fn common(asset: &Asset) -> Map<String, Value> {
    let mut map = Map::new();
    map.insert("bom-ref".to_owned(), asset.id.as_str().into());
    map.insert("name".to_owned(), name(asset).into());
    if !asset.scope.is_empty() {
        map.insert("group".to_owned(), (&*asset.scope).into());
    }
    if asset.cloud != Cloud::Other {
        map.insert("supplier".to_owned(), json!({"name": asset.cloud.provider()}));
    }
    map.insert("properties".to_owned(), properties(asset).into());
    map
}

/// The name, else the last part of the id.
fn name(asset: &Asset) -> &str {
    let id = asset.id.as_str();
    let tail = id.rsplit(['/', ':']).next().filter(|tail| !tail.is_empty()).unwrap_or(id);
    if asset.name.is_empty() { tail } else { &asset.name }
}

fn properties(asset: &Asset) -> Vec<Value> {
    let property = |name: String, value: &str| json!({"name": name, "value": value});
    let mut all = vec![
        property("welkin:cloud".to_owned(), asset.cloud.as_str()),
        property("welkin:kind".to_owned(), asset.kind.as_str()),
        property("welkin:native_type".to_owned(), &asset.native_type),
    ];
    if !asset.region.is_empty() {
        all.push(property("welkin:region".to_owned(), &asset.region));
    }
    all.extend(asset.facts.iter().map(|(fact, value)| property(format!("welkin:fact:{fact}"), value)));
    all.extend(asset.labels.iter().map(|(key, value)| property(format!("welkin:label:{key}"), value)));
    all.extend(asset.unknowns.iter().map(|unknown| {
        property("welkin:unknown".to_owned(), &format!("{}: {}", unknown.about, unknown.reason))
    }));
    all
}
