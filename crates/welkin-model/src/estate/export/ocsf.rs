use serde_json::{Map, Value, json};

use crate::estate::{Asset, AssetKind, Fact, Graph};
use crate::schema::{OCSF_VERSION, conform};
use crate::{Class, Cloud, Millis, Severity, content_uid, parse_time, path};

/// Every asset as an OCSF event of the discovery category: machines as Device Inventory Info, all else as Cloud
/// Resources Inventory Info. `at` is the time of what does not say when it was seen.
pub fn ocsf(graph: &Graph, at: Millis) -> impl Iterator<Item = Value> {
    graph.assets().iter().map(move |asset| event(asset, at))
}

fn event(asset: &Asset, at: Millis) -> Value {
    let is_machine = matches!(asset.kind, AssetKind::Instance | AssetKind::Cluster | AssetKind::NodeGroup);
    let class = if is_machine { Class::DEVICE_INVENTORY_INFO } else { Class::CLOUD_RESOURCES_INVENTORY_INFO };
    let time = if asset.observed_at > 0 { asset.observed_at } else { at };
    let uid = content_uid([asset.id.as_str().as_bytes(), &time.to_be_bytes()]);
    let mut body = Map::new();
    let mut put = |path: &str, value: Value| path::set(&mut body, path, value);
    put("class_uid", class.uid().into());
    put("category_uid", class.category_uid().into());
    put("activity_id", COLLECT.into());
    put("type_uid", class.type_uid(COLLECT).into());
    put("severity_id", Severity::Informational.id().into());
    put("time", time.into());
    put("message", format!("{} {} of {}", asset.kind, asset.name, asset.cloud).into());
    put(
        "metadata",
        json!({
            "uid": uid, "version": OCSF_VERSION, "log_name": "welkin.estate",
            "product": {"name": "Welkin", "vendor_name": "Welkin", "feature": {"name": "estate"}},
        }),
    );
    if asset.cloud != Cloud::Other {
        put("cloud.provider", asset.cloud.provider().into());
        if !asset.region.is_empty() {
            put("cloud.region", (&*asset.region).into());
        }
        if !asset.scope.is_empty() {
            put("cloud.account.uid", (&*asset.scope).into());
        }
    }
    if is_machine {
        put("device", device(asset));
    } else {
        put("resources", json!([resource(asset)]));
        if !asset.region.is_empty() {
            put("region", (&*asset.region).into());
        }
        if asset.kind == AssetKind::Bucket {
            put("databucket", bucket(asset));
        }
    }
    put("unmapped", unmapped(asset));
    conform(&mut body, class);
    Value::Object(body)
}

/// The activity of an inventory that was gathered.
const COLLECT: u8 = 2;

/// What every object that stands for an asset has.
fn common(asset: &Asset) -> Map<String, Value> {
    let mut map = Map::new();
    map.insert("uid".to_owned(), asset.id.as_str().into());
    if !asset.name.is_empty() {
        map.insert("name".to_owned(), asset.name.as_str().into());
    }
    if !asset.region.is_empty() {
        map.insert("region".to_owned(), (&*asset.region).into());
    }
    for (fact, name) in [(Fact::Created, "created_time"), (Fact::Modified, "modified_time")] {
        if let Some(time) = asset.fact(fact).and_then(parse_time) {
            map.insert(name.to_owned(), time.into());
        }
    }
    if let Some(owner) = asset.fact(Fact::Owner) {
        map.insert("owner".to_owned(), json!({ "name": owner }));
    }
    map
}

fn resource(asset: &Asset) -> Value {
    let mut map = common(asset);
    map.insert("type".to_owned(), (&*asset.native_type).into());
    let tags: Vec<Value> =
        asset.labels.iter().map(|(key, value)| json!({"name": &**key, "value": value})).collect();
    if !tags.is_empty() {
        map.insert("tags".to_owned(), tags.into());
    }
    Value::Object(map)
}

fn bucket(asset: &Asset) -> Value {
    let mut map = common(asset);
    let kind = match asset.cloud {
        Cloud::Aws => 1,
        Cloud::Azure => 2,
        Cloud::Gcp => 3,
        Cloud::Ibm | Cloud::Oci | Cloud::Other => 99,
    };
    map.insert("type_id".to_owned(), kind.into());
    if kind == 99 {
        map.insert("type".to_owned(), (&*asset.native_type).into());
    }
    if let Some(public) = asset.fact(Fact::Public) {
        map.insert("is_public".to_owned(), (public == "yes").into());
    }
    if let Some(encryption) = asset.fact(Fact::Encryption) {
        map.insert("is_encrypted".to_owned(), (encryption != "none").into());
    }
    Value::Object(map)
}

fn device(asset: &Asset) -> Value {
    let mut map = common(asset);
    let (kind, caption) = match asset.kind {
        AssetKind::Instance => (6, "Virtual".to_owned()),
        kind => (99, kind.to_string()),
    };
    map.insert("type_id".to_owned(), kind.into());
    map.insert("type".to_owned(), caption.into());
    map.insert("vendor_name".to_owned(), asset.cloud.provider().into());
    if let Some(model) = asset.fact(Fact::Accelerator) {
        map.insert("model".to_owned(), model.into());
    }
    Value::Object(map)
}

/// What is comparable across clouds has no place of its own in the schema.
fn unmapped(asset: &Asset) -> Value {
    let facts: Map<String, Value> =
        asset.facts.iter().map(|(fact, value)| (fact.to_string(), value.as_str().into())).collect();
    let labels: Map<String, Value> =
        asset.labels.iter().map(|(key, value)| (key.to_string(), value.as_str().into())).collect();
    json!({
        "cloud": asset.cloud, "kind": asset.kind, "native_type": &*asset.native_type, "facts": facts, "labels": labels,
        "scope": &*asset.scope, "unknown": asset.unknowns,
    })
}
