use std::sync::Arc;

use serde_json::{Map, Value};
use welkin_model::Cloud;
use welkin_model::estate::AssetId;

use super::{Known, member};
use crate::describe::Resource;
use crate::import::azure::{arm, is_arm, subscription, type_of};
use crate::import::ibm::Crn;
use crate::import::oci;

/// A resource of the Azure provider: ARM ids tell the type. What has none is a relation between others.
pub(super) fn azure(known: &Known<'_>, map: Map<String, Value>, via: &str) -> Option<Resource> {
    let id = member(&map, "id").filter(|id| is_arm(id) && !id.contains('|'))?.to_owned();
    let location = member(&map, "location").unwrap_or("").to_ascii_lowercase().replace(' ', "");
    let region = if location == "global" { String::new() } else { location };
    let (name, scope) = (known.name(&map), subscription(&id));
    Some(resource(Cloud::Azure, &type_of(&id), arm(&id), name, scope, region, via, map))
}

/// A resource of the OCI provider, by its OCID.
pub(super) fn oci(known: &Known<'_>, map: Map<String, Value>, via: &str) -> Option<Resource> {
    // A bucket's own id is a path, its OCID stands beside it.
    let ids = ["bucket_id", "id"].iter().filter_map(|field| member(&map, field));
    let id = ids.into_iter().find(|id| id.starts_with("ocid1."))?.to_owned();
    let scope = member(&map, "compartment_id").unwrap_or("").to_owned();
    let region = oci::region_of(&id);
    let native = oci::type_of(&id);
    let name = known.name(&map);
    Some(resource(Cloud::Oci, &native, AssetId::new(id), name, scope, region, via, map))
}

/// A resource of the IBM provider, by its CRN.
pub(super) fn ibm(known: &Known<'_>, map: Map<String, Value>, via: &str) -> Option<Resource> {
    let ids = ["crn", "resource_crn", "id"].iter().filter_map(|field| member(&map, field));
    let id = ids.into_iter().find(|id| id.starts_with("crn:"))?.to_owned();
    let crn = Crn::parse(&id)?;
    let (native, scope, region) = (crn.native(), crn.scope.trim_start_matches("a/").to_owned(), crn.region());
    let name = known.name(&map);
    Some(resource(Cloud::Ibm, &native, AssetId::new(id), name, scope, region, via, map))
}

#[expect(clippy::too_many_arguments, reason = "the parts of a resource")]
fn resource(
    cloud: Cloud,
    native: &str,
    id: AssetId,
    name: String,
    scope: String,
    region: String,
    via: &str,
    map: Map<String, Value>,
) -> Resource {
    Resource {
        cloud,
        native_type: Arc::from(native),
        id,
        name,
        scope,
        region,
        via: Arc::from(via),
        payload: Value::Object(map),
        unknowns: Vec::new(),
        observed_at: 0,
    }
}
