mod parts;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use crate::estate::{AssetKind, EdgeKind, Graph};
use crate::{Millis, content_uid, format_time};

/// The AI of the estate as a CycloneDX 1.6 bill of materials: models, the data that they are trained from or know, the
/// services that serve them, and what depends on what (<https://cyclonedx.org/docs/1.6/json/>).
///
/// The same graph gives the same text; `at` is written as its timestamp and is no part of its serial number.
pub fn cyclonedx(graph: &Graph, at: Option<Millis>) -> Value {
    let depends = dependencies(graph);
    let mut components = Vec::new();
    let mut services = Vec::new();
    let mut known = BTreeSet::new();
    for asset in graph.assets() {
        let role = role(graph, asset.kind, asset.id.as_str());
        match role {
            Some(Role::Model) => components.push(parts::model(graph, asset)),
            Some(Role::Data) => components.push(parts::data(asset)),
            Some(Role::Service) => services.push(parts::service(graph, asset)),
            None => continue,
        }
        known.insert(asset.id.to_string());
    }
    // Stores that nobody described train as well as others.
    for id in sources(graph) {
        if graph.asset(&id).is_none() {
            components.push(parts::undescribed(&id));
            known.insert(id);
        }
    }
    let order = |value: &Value| value.get("bom-ref").and_then(Value::as_str).unwrap_or("").to_owned();
    components.sort_by_key(order);
    services.sort_by_key(order);
    let dependencies: Vec<Value> = known
        .iter()
        .map(|id| {
            let on: Vec<&String> =
                depends.get(id).into_iter().flatten().filter(|on| known.contains(*on)).collect();
            if on.is_empty() { json!({ "ref": id }) } else { json!({"ref": id, "dependsOn": on}) }
        })
        .collect();
    let content = json!({"components": components, "services": services, "dependencies": dependencies});
    let mut metadata = Map::new();
    if let Some(at) = at {
        metadata.insert("timestamp".to_owned(), format_time(at).into());
    }
    let tool = json!({"type": "application", "name": "Welkin", "version": env!("CARGO_PKG_VERSION")});
    metadata.insert("tools".to_owned(), json!({ "components": [tool] }));
    json!({
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": serial(&content),
        "version": 1,
        "metadata": metadata,
        "components": components,
        "services": services,
        "dependencies": dependencies,
    })
}

/// What an asset is in a bill of materials.
enum Role {
    Model,
    Data,
    Service,
}

fn role(graph: &Graph, kind: AssetKind, id: &str) -> Option<Role> {
    match kind {
        AssetKind::Model => Some(Role::Model),
        AssetKind::Dataset | AssetKind::FeatureStore | AssetKind::VectorIndex | AssetKind::KnowledgeBase => {
            Some(Role::Data)
        }
        AssetKind::Endpoint | AssetKind::Deployment | AssetKind::Agent | AssetKind::AiWorkspace => {
            Some(Role::Service)
        }
        AssetKind::Bucket | AssetKind::Database | AssetKind::Table | AssetKind::FileSystem => {
            let node = graph.node(id)?;
            graph.edges_to(node).any(|edge| edge.kind == EdgeKind::TrainedFrom).then_some(Role::Data)
        }
        _ => None,
    }
}

/// What models and jobs are trained from.
fn sources(graph: &Graph) -> BTreeSet<String> {
    graph.edges().filter(|edge| edge.kind == EdgeKind::TrainedFrom).map(|edge| edge.to.to_string()).collect()
}

/// What needs what to work as it does.
fn dependencies(graph: &Graph) -> BTreeMap<String, BTreeSet<String>> {
    let mut depends: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for edge in graph.edges() {
        let needs = matches!(
            edge.kind,
            EdgeKind::DeployedFrom
                | EdgeKind::TrainedFrom
                | EdgeKind::Uses
                | EdgeKind::Reads
                | EdgeKind::CanInvoke
        );
        if needs {
            depends.entry(edge.from.to_string()).or_default().insert(edge.to.to_string());
        }
    }
    // A model's data are those of the job that wrote it, too.
    for edge in graph.edges().filter(|edge| edge.kind == EdgeKind::Writes) {
        let is_model = graph.asset(edge.to.as_str()).is_some_and(|asset| asset.kind == AssetKind::Model);
        if let Some(from) = graph.node(edge.from.as_str()).filter(|_| is_model) {
            let data = graph.edges_from(from).filter(|edge| edge.kind == EdgeKind::TrainedFrom);
            depends.entry(edge.to.to_string()).or_default().extend(data.map(|edge| edge.to.to_string()));
        }
    }
    depends
}

/// A UUID of the content: as one by name, with SHA-256 in the place of SHA-1.
fn serial(content: &Value) -> String {
    let hex = content_uid([content.to_string().as_bytes()]);
    let digit = |at: usize| hex.chars().nth(at).unwrap_or('0');
    let variant = match digit(16).to_digit(16).unwrap_or(0) & 3 {
        0 => '8',
        1 => '9',
        2 => 'a',
        _ => 'b',
    };
    let uuid: String = (0..32)
        .flat_map(|at| {
            let dash = matches!(at, 8 | 12 | 16 | 20).then_some('-');
            let digit = match at {
                12 => '5',
                16 => variant,
                at => digit(at),
            };
            dash.into_iter().chain([digit])
        })
        .collect();
    format!("urn:uuid:{uuid}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn serial_numbers_are_uuids_of_the_content() {
        let one = serial(&json!({"a": 1}));
        let parts: Vec<&str> = one.strip_prefix("urn:uuid:").unwrap().split('-').collect();
        assert_eq!(parts.iter().map(|part| part.len()).collect::<Vec<_>>(), [8, 4, 4, 4, 12]);
        assert!(parts[2].starts_with('5') && parts[3].starts_with(['8', '9', 'a', 'b']), "{one}");
        assert_eq!(one, serial(&json!({"a": 1})));
        assert_ne!(one, serial(&json!({"a": 2})));
    }
}
