use std::sync::Arc;

use serde_json::{Map, Value};
use welkin_model::Cloud;
use welkin_model::estate::AssetId;

use super::read::{Around, Taken, owned, remove, tail, text, time};
use crate::describe::Resource;

/// Assets of Cloud Asset Inventory: exports (an asset a line), `gcloud asset list` and `search-all-resources`, feed
/// messages, in either spelling (<https://cloud.google.com/asset-inventory/docs/reference/rest/v1/Asset>). One export
/// holds one type of content, so that several of them tell of one resource.
pub(super) fn read(_: &Around<'_>, mut record: Value, taken: &mut Taken) -> Result<(), Value> {
    let is_message = text(&record, &["name"]).is_none()
        && record.get("asset").and_then(|asset| text(asset, &["assetType", "asset_type"])).is_some();
    if is_message {
        if record.get("deleted").and_then(Value::as_bool) == Some(true) {
            return Ok(());
        }
        record = remove(&mut record, "asset").unwrap_or(Value::Null);
    }
    let (Some(native), Some(name)) = (
        text(&record, &["assetType", "asset_type"]),
        text(&record, &["name"]).filter(|name| name.contains('/')),
    ) else {
        return Err(record);
    };
    let (native, name): (Arc<str>, String) = (Arc::from(native), name.to_owned());
    let resource = remove(&mut record, "resource").unwrap_or(Value::Null);
    let location = text(&record, &["location"]).or_else(|| text(&resource, &["location"])).unwrap_or("");
    let region = region(location, &name);
    let scope = project(&record, &name);
    let observed_at = time(&record, &["updateTime", "update_time"]);
    let data = resource.get("data").cloned().unwrap_or(Value::Null);
    let title = ["displayName", "display_name"].iter().find_map(|field| {
        data.get(*field)
            .or_else(|| record.get(*field))
            .and_then(Value::as_str)
            .filter(|title| !title.is_empty())
    });
    let title = title.unwrap_or_else(|| tail(&name)).to_owned();
    let mut tell = |via: &str, payload: Value| {
        taken.resources.push(Resource {
            cloud: Cloud::Gcp,
            native_type: Arc::clone(&native),
            id: AssetId::new(name.as_str()),
            name: title.clone(),
            scope: scope.clone(),
            region: region.clone(),
            via: Arc::from(via),
            payload,
            unknowns: Vec::new(),
            observed_at,
        });
    };
    let mut told = false;
    if !data.is_null() {
        tell("cloudasset:resource", data);
        told = true;
    }
    for (content, spellings) in CONTENTS {
        let mut payload = Map::new();
        for spelling in *spellings {
            if let Some(value) = remove(&mut record, spelling) {
                payload.insert((*content).to_owned(), value);
            }
        }
        if !payload.is_empty() {
            tell(&format!("cloudasset:{content}"), Value::Object(payload));
            told = true;
        }
    }
    // A search tells of a resource in its own flat way.
    if !told {
        tell("cloudasset:search", record);
    }
    Ok(())
}

/// Contents beside the resource itself.
const CONTENTS: &[(&str, &[&str])] = &[
    ("iamPolicy", &["iamPolicy", "iam_policy"]),
    ("orgPolicy", &["orgPolicy", "org_policy"]),
    ("accessPolicy", &["accessPolicy", "access_policy"]),
    ("relatedAssets", &["relatedAssets", "related_assets", "relatedAsset", "related_asset"]),
    ("osInventory", &["osInventory", "os_inventory"]),
];

/// The project by its id in the name, else by its number among the ancestors.
fn project(record: &Value, name: &str) -> String {
    let after = |text: &str| {
        text.split("projects/").nth(1).and_then(|rest| rest.split('/').next()).map(str::to_owned)
    };
    let ancestors = record.get("ancestors").and_then(Value::as_array);
    let ancestor = ancestors.and_then(|all| all.first()).and_then(Value::as_str).and_then(after);
    after(name).or_else(|| after(&owned(record, &["project"]))).or(ancestor).unwrap_or_default()
}

pub(super) fn region(location: &str, name: &str) -> String {
    let within = |key: &str| name.split(key).nth(1).and_then(|rest| rest.split('/').next());
    let place = Some(location).filter(|text| !text.is_empty());
    let place = place
        .or_else(|| within("/locations/"))
        .or_else(|| within("/regions/"))
        .or_else(|| within("/zones/"))
        .unwrap_or("");
    let place = place.to_ascii_lowercase();
    match place.rsplit_once('-') {
        _ if place == "global" => String::new(),
        // A zone is its region and a letter.
        Some((region, zone)) if zone.len() == 1 => region.to_owned(),
        _ => place,
    }
}
