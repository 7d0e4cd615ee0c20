use std::sync::Arc;

use serde_json::Value;
use welkin_model::Cloud;
use welkin_model::estate::AssetId;

use super::read::{Around, Taken, owned, text};
use crate::describe::Resource;

/// Whatever has an OCID: items of `oci search resource structured-search`, `oci … list` and `get`, in kebab case or as
/// the API spells them (<https://docs.oracle.com/iaas/Content/General/Concepts/identifiers.htm>). Buckets in lists have
/// none, and are named by their path.
pub(super) fn read(_: &Around<'_>, mut record: Value, taken: &mut Taken) -> Result<(), Value> {
    // `oci … get`
    if let Some(data) = record.get("data").filter(|data| has_id(data)) {
        record = data.clone();
    }
    if !has_id(&record) {
        return Err(record);
    }
    resource(record, "", taken);
    Ok(())
}

pub(super) fn has_id(record: &Value) -> bool {
    ocid(record).is_some() || bucket(record).is_some()
}

fn ocid(record: &Value) -> Option<&str> {
    text(record, &["identifier", "id", "ocid"]).filter(|id| id.starts_with("ocid1."))
}

fn bucket(record: &Value) -> Option<String> {
    let known = record.get("etag").is_some() || record.get("storage-tier").is_some();
    let (namespace, name) = (text(record, &["namespace"])?, text(record, &["name"])?);
    known.then(|| format!("/n/{namespace}/b/{name}"))
}

/// Tells of the resource that a record describes. `region` is where it is if its id does not say.
pub(super) fn resource(record: Value, region: &str, taken: &mut Taken) {
    let Some(id) = ocid(&record).map(str::to_owned).or_else(|| bucket(&record)) else { return };
    let native = text(&record, &["resource-type", "resourceType", "resource_type"]);
    let native = native.map_or_else(|| type_of(&id), str::to_ascii_lowercase);
    let own = region_of(&id);
    taken.resources.push(Resource {
        cloud: Cloud::Oci,
        native_type: Arc::from(native),
        name: owned(&record, &["display-name", "displayName", "display_name", "name"]),
        scope: owned(&record, &["compartment-id", "compartmentId", "compartment_id"]),
        region: if own.is_empty() { region.to_owned() } else { own },
        id: AssetId::new(id.as_str()),
        via: Arc::from("oci:export"),
        payload: record,
        unknowns: Vec::new(),
        observed_at: 0,
    });
}

/// `ocid1.datasciencemodel.oc1.iad.…` is a `datasciencemodel`.
pub(super) fn type_of(ocid: &str) -> String {
    match ocid.strip_prefix("ocid1.") {
        Some(rest) => rest.split('.').next().unwrap_or("").to_ascii_lowercase(),
        None => "bucket".to_owned(),
    }
}

/// The region in an OCID; the first regions stand in it by their key.
pub(super) fn region_of(ocid: &str) -> String {
    match ocid.split('.').nth(3).filter(|_| ocid.starts_with("ocid1.")).unwrap_or("") {
        "iad" => "us-ashburn-1",
        "phx" => "us-phoenix-1",
        "lhr" => "uk-london-1",
        "fra" => "eu-frankfurt-1",
        region => region,
    }
    .to_owned()
}
