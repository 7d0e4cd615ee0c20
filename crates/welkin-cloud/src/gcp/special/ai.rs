use serde_json::Value;
use welkin_model::estate::{AssetId, EdgeKind, Fact};

use super::data::unless_own_key;
use super::value::{first, is_own, is_true, texts, values};
use crate::describe::{Draft, Resource};

/// Reads what tables cannot tell of AI resources: resources beside them that are named by their last part alone, and what
/// the absence of a field means.
pub(super) fn read(resource: &Resource, draft: &mut Draft<'_>) {
    let payload = &resource.payload;
    if !is_own(payload) {
        return;
    }
    for (native, field, beside, collection, kind) in BESIDE {
        if *native == &*resource.native_type {
            for name in texts(payload, field) {
                if let Some(id) = sibling(resource.id.as_str(), beside, collection, name) {
                    draft.to(*kind, id, field);
                }
            }
        }
    }
    match &*resource.native_type {
        "aiplatform.googleapis.com/Endpoint" => endpoint(payload, draft),
        "aiplatform.googleapis.com/IndexEndpoint" => {
            draft.fact(Fact::Public, "no");
            unless_own_key(payload, "encryptionspec.kmskeyname", draft);
        }
        native if ENCRYPTED.contains(&native) => unless_own_key(payload, "encryptionspec.kmskeyname", draft),
        "discoveryengine.googleapis.com/DataStore" => unless_own_key(payload, "kmskeyname", draft),
        _ => {}
    }
}

/// Type, field, the collection that both stand in, the other's collection, and what the field means.
#[rustfmt::skip]
const BESIDE: &[(&str, &str, &str, &str, EdgeKind)] = &[
    ("aiplatform.googleapis.com/TrainingPipeline", "inputdataconfig.datasetid", "locations", "datasets", EdgeKind::TrainedFrom),
    ("aiplatform.googleapis.com/TrainingPipeline", "modelid", "locations", "models", EdgeKind::Writes),
    ("aiplatform.googleapis.com/FeatureView", "featureregistrysource.featuregroups.featuregroupid", "locations", "featureGroups", EdgeKind::Reads),
    ("aiplatform.googleapis.com/CustomJob", "jobspec.persistentresourceid", "locations", "persistentResources", EdgeKind::Uses),
    ("discoveryengine.googleapis.com/Engine", "datastoreids", "collections", "dataStores", EdgeKind::Uses),
];

/// Types whose encryption can be by a key of one's own.
const ENCRYPTED: &[&str] = &[
    "aiplatform.googleapis.com/BatchPredictionJob",
    "aiplatform.googleapis.com/CustomJob",
    "aiplatform.googleapis.com/Dataset",
    "aiplatform.googleapis.com/FeatureOnlineStore",
    "aiplatform.googleapis.com/Featurestore",
    "aiplatform.googleapis.com/HyperparameterTuningJob",
    "aiplatform.googleapis.com/Index",
    "aiplatform.googleapis.com/MetadataStore",
    "aiplatform.googleapis.com/Model",
    "aiplatform.googleapis.com/NotebookRuntimeTemplate",
    "aiplatform.googleapis.com/PersistentResource",
    "aiplatform.googleapis.com/PipelineJob",
    "aiplatform.googleapis.com/RagCorpus",
    "aiplatform.googleapis.com/ReasoningEngine",
    "aiplatform.googleapis.com/Tensorboard",
    "aiplatform.googleapis.com/TrainingPipeline",
    "aiplatform.googleapis.com/TuningJob",
];

/// The id of a resource in the same location or collection.
fn sibling(own: &str, beside: &str, collection: &str, name: &str) -> Option<AssetId> {
    if name.contains('/') {
        return None;
    }
    let (before, after) = own.split_once(&format!("/{beside}/"))?;
    let within = after.split('/').next()?;
    Some(AssetId::new(format!("{before}/{beside}/{within}/{collection}/{name}")))
}

/// An endpoint is served publicly unless it is bound to a network or to Private Service Connect, and its requests are
/// logged only where that is switched on.
fn endpoint(payload: &Value, draft: &mut Draft<'_>) {
    let private = !first(payload, "network").is_empty()
        || is_true(payload, "enableprivateserviceconnect")
        || is_true(payload, "privateserviceconnectconfig.enableprivateserviceconnect");
    draft.fact(Fact::Public, if private { "no" } else { "yes" });
    if values(payload, "predictrequestresponseloggingconfig").is_empty() {
        draft.fact(Fact::Logged, "no");
    }
    unless_own_key(payload, "encryptionspec.kmskeyname", draft);
}
