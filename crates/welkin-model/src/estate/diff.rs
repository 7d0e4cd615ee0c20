use std::cmp::Ordering;
use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;

use super::{Asset, AssetId, Edge, Graph, Hole};

/// What changed between two states of the estate.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct GraphDiff {
    pub appeared: Vec<AssetId>,
    pub vanished: Vec<AssetId>,
    /// Gone from the graph, but from a part that could not be read this time.
    pub unseen: Vec<AssetId>,
    pub changed: Vec<AssetChange>,
    pub edges_appeared: Vec<Edge>,
    pub edges_vanished: Vec<Edge>,
}

/// An asset that is not as it was.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct AssetChange {
    pub id: AssetId,
    pub fields: Vec<FieldChange>,
}

/// A field with its value before and after; `None` where there was none.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FieldChange {
    /// `labels.owner`, `facts.public`, or the path in the payload, after the call that gave it.
    pub field: String,
    pub before: Option<Value>,
    pub after: Option<Value>,
}

impl GraphDiff {
    pub fn is_empty(&self) -> bool {
        *self == GraphDiff::default()
    }
}

/// Compares two graphs asset by asset and field by field.
pub fn diff(before: &Graph, after: &Graph) -> GraphDiff {
    let mut found = GraphDiff::default();
    let (mut old, mut new) = (before.assets().iter().peekable(), after.assets().iter().peekable());
    loop {
        let order = match (old.peek(), new.peek()) {
            (Some(a), Some(b)) => a.id.cmp(&b.id),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (None, None) => break,
        };
        match order {
            Ordering::Less => {
                let Some(asset) = old.next() else { break };
                if after.holes().iter().any(|hole| covers(hole, asset)) {
                    found.unseen.push(asset.id.clone());
                } else {
                    found.vanished.push(asset.id.clone());
                }
            }
            Ordering::Greater => found.appeared.extend(new.next().map(|asset| asset.id.clone())),
            Ordering::Equal => {
                let (Some(a), Some(b)) = (old.next(), new.next()) else { break };
                let fields = changes(before, a, after, b);
                if !fields.is_empty() {
                    found.changed.push(AssetChange { id: a.id.clone(), fields });
                }
            }
        }
    }
    (found.edges_vanished, found.edges_appeared) = edges(before, after);
    found
}

/// Whether the asset lies in the part that could not be read.
pub(super) fn covers(hole: &Hole, asset: &Asset) -> bool {
    let within = |place: &str, of: &str| place.is_empty() || of.is_empty() || place == of;
    hole.cloud == asset.cloud && within(&hole.scope, &asset.scope) && within(&hole.region, &asset.region)
}

/// The edges that only the first graph has, and those that only the second has.
fn edges(before: &Graph, after: &Graph) -> (Vec<Edge>, Vec<Edge>) {
    let (mut gone, mut come) = (Vec::new(), Vec::new());
    let (mut old, mut new) = (before.edges().peekable(), after.edges().peekable());
    loop {
        let order = match (old.peek(), new.peek()) {
            (Some(a), Some(b)) => a.cmp(b),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (None, None) => return (gone, come),
        };
        if order != Ordering::Greater {
            let edge = old.next();
            gone.extend(edge.filter(|_| order == Ordering::Less));
        }
        if order != Ordering::Less {
            let edge = new.next();
            come.extend(edge.filter(|_| order == Ordering::Greater));
        }
    }
}

fn changes(before: &Graph, a: &Asset, after: &Graph, b: &Asset) -> Vec<FieldChange> {
    let (mut old, mut new) = (fields(before, a), fields(after, b));
    let mut found = Vec::new();
    for (field, value) in std::mem::take(&mut old) {
        let now = new.remove(&field);
        if now.as_ref() != Some(&value) {
            found.push(FieldChange { field, before: Some(value), after: now });
        }
    }
    found.extend(new.into_iter().map(|(field, value)| FieldChange {
        field,
        before: None,
        after: Some(value),
    }));
    found.sort_by(|x, y| x.field.cmp(&y.field));
    found
}

/// All that is told of an asset, by path.
fn fields(graph: &Graph, asset: &Asset) -> BTreeMap<String, Value> {
    let mut fields = BTreeMap::new();
    let mut put = |field: String, value: &str| fields.insert(field, Value::from(value));
    put("kind".to_owned(), asset.kind.as_str());
    put("name".to_owned(), &asset.name);
    for (key, value) in &asset.labels {
        put(format!("labels.{key}"), value);
    }
    for (fact, value) in &asset.facts {
        put(format!("facts.{fact}"), value);
    }
    for unknown in &asset.unknowns {
        put(format!("unknown.{}", unknown.about), unknown.reason.as_str());
    }
    for view in &asset.views {
        let payload = serde_json::from_str(&graph.payload(view.payload)).unwrap_or(Value::Null);
        leaves(view.via.to_string(), payload, &mut fields);
    }
    fields
}

fn leaves(path: String, value: Value, into: &mut BTreeMap<String, Value>) {
    match value {
        Value::Object(map) if !map.is_empty() => {
            for (key, value) in map {
                leaves(format!("{path}.{key}"), value, into);
            }
        }
        Value::Array(items) if !items.is_empty() => {
            for (at, value) in items.into_iter().enumerate() {
                leaves(format!("{path}[{at}]"), value, into);
            }
        }
        leaf => {
            into.insert(path, leaf);
        }
    }
}
