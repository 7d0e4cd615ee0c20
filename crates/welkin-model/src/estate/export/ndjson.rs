use serde_json::{Map, Value, json};

use crate::estate::{Asset, Edge, Graph, Hole};
use crate::format_time;

/// Whether the providers' own words are written as well.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Payloads {
    Leave,
    Write,
}

/// The whole graph, a JSON object a line: assets by id, then edges, then what is unknown.
pub fn ndjson(graph: &Graph, payloads: Payloads) -> impl Iterator<Item = Value> {
    let assets = graph.assets().iter().map(move |asset| asset_json(graph, asset, payloads));
    let edges = graph.edges().map(|edge| edge_json(graph, &edge));
    assets.chain(edges).chain(graph.holes().iter().map(hole_json))
}

/// `{"type": "asset", "id", "kind", "cloud", "native_type", "name", "scope", "region", "labels", "facts", "unknown",
/// "observed_at"}`, and `payload` by call if asked for.
pub fn asset_json(graph: &Graph, asset: &Asset, payloads: Payloads) -> Value {
    let labels: Map<String, Value> =
        asset.labels.iter().map(|(key, value)| (key.to_string(), Value::from(value.as_str()))).collect();
    let facts: Map<String, Value> =
        asset.facts.iter().map(|(fact, value)| (fact.to_string(), Value::from(value.as_str()))).collect();
    let mut line = json!({
        "type": "asset",
        "id": asset.id,
        "kind": asset.kind,
        "cloud": asset.cloud,
        "native_type": &*asset.native_type,
        "name": asset.name,
        "scope": &*asset.scope,
        "region": &*asset.region,
        "labels": labels,
        "facts": facts,
        "unknown": asset.unknowns,
    });
    let Some(map) = line.as_object_mut() else { return line };
    if asset.observed_at != 0 {
        map.insert("observed_at".to_owned(), Value::from(format_time(asset.observed_at)));
    }
    if payloads == Payloads::Write {
        let views = asset.views.iter().map(|view| {
            let text = graph.payload(view.payload);
            let payload = serde_json::from_str(&text).unwrap_or(Value::Null);
            json!({ "via": &*view.via, "payload": payload })
        });
        map.insert("views".to_owned(), views.collect());
    }
    line
}

/// `{"type": "edge", "id", "kind", "from", "to", "field", "told_by", "cloud", "known"}`; `known` says which ends were described.
pub fn edge_json(graph: &Graph, edge: &Edge) -> Value {
    let Edge { from, kind, to, field, told_by } = edge;
    let teller = graph.asset(told_by.as_str());
    let asset = |id: &str| graph.asset(id);
    let scope = teller.map_or("", |asset| &*asset.scope);
    let region = teller.map_or("", |asset| &*asset.region);
    json!({
        "type": "edge",
        "id": format!("{from} {kind} {to} {field}"),
        "kind": kind,
        "cloud": teller.map(|asset| asset.cloud),
        "scope": scope,
        "region": region,
        "labels": {},
        "unknown": [],
        "from": from,
        "to": to,
        "field": &**field,
        "told_by": told_by,
        "from_known": asset(from.as_str()).is_some(),
        "to_known": asset(to.as_str()).is_some(),
    })
}

/// `{"type": "unknown", "cloud", "scope", "region", "about", "reason", "permission", "detail"}`
pub fn hole_json(hole: &Hole) -> Value {
    let mut line = serde_json::to_value(hole).unwrap_or(Value::Null);
    if let Some(map) = line.as_object_mut() {
        map.insert("type".to_owned(), Value::from("unknown"));
    }
    line
}
