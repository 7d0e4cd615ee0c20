use std::sync::Arc;

use serde::Deserialize as _;
use serde_json::Value;
use welkin_model::Cloud;
use welkin_model::estate::AssetId;

use super::read::{Around, Taken, stem, text};
use crate::describe::{Resource, knows};
use crate::kubernetes::serves;

/// Manifests of what serves models, as written or as `kubectl get -o json|yaml` tells. The cluster is not told in them,
/// so that the file stands for it. Manifests of other things are passed over.
pub(super) fn read(around: &Around<'_>, record: Value, taken: &mut Taken) -> Result<(), Value> {
    let (Some(version), Some(kind)) = (text(&record, &["apiVersion"]), text(&record, &["kind"])) else {
        return Err(record);
    };
    let Some(metadata) = record.get("metadata") else { return Err(record) };
    let group = version.split_once('/').map_or("core", |(group, _)| group);
    let native = format!("{group}/{kind}");
    let workload = matches!(group, "apps" | "batch") || native == "core/Pod";
    if !knows(Cloud::Other, &native) || (workload && !serves(&record)) {
        return Ok(());
    }
    let Some(name) = text(metadata, &["name", "generateName"]) else {
        taken.problem("metadata.name", native, "the manifest has no name");
        return Ok(());
    };
    let cluster =
        text(metadata, &["clusterName"]).map_or_else(|| stem(around.file).into_owned(), str::to_owned);
    let namespace = match text(metadata, &["namespace"]) {
        Some(namespace) => namespace,
        None if kind.starts_with("Cluster") => "-",
        None => "default",
    };
    taken.resources.push(Resource {
        cloud: Cloud::Other,
        id: AssetId::new(format!("k8s://{cluster}/{namespace}/{kind}/{name}")),
        name: name.to_owned(),
        native_type: Arc::from(native),
        scope: format!("{cluster}/{namespace}"),
        region: String::new(),
        via: Arc::from("kubernetes:manifest"),
        payload: record,
        unknowns: Vec::new(),
        observed_at: 0,
    });
    Ok(())
}

/// The documents of a YAML text, by number; the first that is no YAML ends it.
pub(super) fn documents(text: &str) -> Vec<(u64, Result<Value, String>)> {
    let mut documents = Vec::new();
    for (number, document) in (1..).zip(yaml_serde::Deserializer::from_str(text)) {
        let document = Value::deserialize(document).map_err(|error| error.to_string());
        let broken = document.is_err();
        documents.push((number, document));
        if broken && documents.len() > 10_000 {
            break;
        }
    }
    documents
}
