use std::collections::BTreeSet;

use serde_json::Value;
use welkin_cloud::describe::identify;
use welkin_model::estate::{AssetId, Graph};

/// Deeper values of an event name nothing that stands alone.
const DEEPEST: usize = 24;
const MOST: usize = 200;

/// The assets that a finding or event names, by their ids in any spelling.
pub(crate) fn touched(graph: &Graph, value: &Value) -> BTreeSet<AssetId> {
    let mut found = BTreeSet::new();
    look(graph, value, 0, &mut found);
    found
}

fn look(graph: &Graph, value: &Value, depth: usize, found: &mut BTreeSet<AssetId>) {
    if depth > DEEPEST || found.len() >= MOST {
        return;
    }
    match value {
        Value::Object(map) => map.values().for_each(|value| look(graph, value, depth + 1, found)),
        Value::Array(items) => items.iter().for_each(|value| look(graph, value, depth + 1, found)),
        Value::String(text) => {
            let known = |id: &AssetId| graph.asset(id.as_str()).is_some();
            let verbatim = Some(AssetId::new(text.as_str())).filter(known);
            found.extend(verbatim.or_else(|| identify(text).filter(known)));
        }
        _ => {}
    }
}
