use serde_json::{Map, Value, json};
use welkin_model::{Class, Draft, Native};

use super::audit::{detail, known};
use super::ocid;

/// Puts on the event what the call was about: `databucket` for objects, `resources` for the other calls.
pub(super) fn map(record: &mut Native, draft: &mut Draft) {
    if draft.class() == Class::DATASTORE_ACTIVITY {
        return bucket(record, draft);
    }
    if !draft.allows("resources") {
        return;
    }
    let mut resource = Map::new();
    let kind = record.str("data.resourceId").and_then(ocid::kind).map(str::to_owned);
    let region = record.str("data.resourceId").and_then(ocid::region);
    // A read of a secret by its name has no other trace of which one it was.
    let named = known(record, "data.resourceName").or_else(|| NAMES.iter().find_map(|n| detail(record, n)));
    let mut put = |key: &str, value: Option<String>| {
        if let Some(value) = value {
            resource.insert(key.to_owned(), value.into());
        }
    };
    put("uid", known(record, "data.resourceId").or_else(|| IDS.iter().find_map(|n| detail(record, n))));
    put("name", named);
    if resource.is_empty() {
        return;
    }
    for (key, value) in [("type", kind), ("region", region)] {
        if let Some(value) = value {
            resource.insert(key.to_owned(), value.into());
        }
    }
    draft.push("resources", Value::Object(resource));
}

const NAMES: [&str; 4] = ["secretName", "bucketName", "displayName", "name"];
const IDS: [&str; 5] = ["secretId", "modelId", "modelDeploymentId", "endpointId", "bucketId"];

/// Object Storage names bucket and object in the details, and in any case in the path.
fn bucket(record: &Native, draft: &mut Draft) {
    let path = record
        .str("data.request.path")
        .or_else(|| record.str("data.resourceId"))
        .unwrap_or_default()
        .to_owned();
    let part = |mark: &str| path.split_once(mark).map(|(_, rest)| rest);
    let segment = |mark: &str| part(mark)?.split('/').next().filter(|s| !s.is_empty()).map(str::to_owned);
    let name = detail(record, "bucketName").or_else(|| segment("/b/"));
    let uid = detail(record, "bucketId");
    if name.is_some() || uid.is_some() {
        draft
            .set("databucket.name", name)
            .set("databucket.uid", uid)
            .set("databucket.namespace", detail(record, "namespace").or_else(|| segment("/n/")))
            .put("databucket.type_id", 99)
            .put("databucket.type", "OCI Object Storage");
    }
    let object = detail(record, "objectName")
        .or_else(|| part("/o/").filter(|object| !object.is_empty()).map(str::to_owned));
    if let Some(object) = object.filter(|_| draft.has("databucket")) {
        let name = object.rsplit('/').find(|s| !s.is_empty()).unwrap_or(&object).to_owned();
        draft.put("databucket.file", json!({"name": name, "path": object, "type_id": 1}));
    }
}
