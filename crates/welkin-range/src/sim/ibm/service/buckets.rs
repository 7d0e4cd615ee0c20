use serde_json::{Value, json};

use super::super::super::Response;
use super::super::call::Call;
use super::super::failure::{Failure, Family};
use super::super::page::Page;
use super::super::route::{Need, Route, Service, Shape};
use super::super::world::{World, joined};

pub(in super::super) const BUCKETS: &str = "cos/buckets";

const BUCKET: Shape = Shape::new(BUCKETS, "buckets", Page::Whole(""), "bucket").matched(412, false);

/// The resource configuration API of Cloud Object Storage: <https://cloud.ibm.com/apidocs/cos/cos-configuration>.
#[rustfmt::skip]
pub(in super::super) const SERVICE: Service = Service {
    prefix: "cos-config",
    name: "cloud-object-storage",
    title: "Cloud Object Storage",
    regional: false,
    account: false,
    family: Family::Platform,
    routes: &[
        Route::own("GET", "/v1/b/{}", "get_bucket_config", "cloud-object-storage.resource-configuration.read", Need::Read, get).about(&BUCKET),
        Route::own("PATCH", "/v1/b/{}", "update_bucket_config", "cloud-object-storage.resource-configuration.update", Need::Manage, patch).about(&BUCKET),
    ],
};

/// What the configuration API shows of a bucket; the rest of its value is S3's.
const SHOWN: [&str; 14] = [
    "name",
    "crn",
    "service_instance_id",
    "service_instance_crn",
    "time_created",
    "time_updated",
    "object_count",
    "bytes_used",
    "noncurrent_object_count",
    "hard_quota",
    "firewall",
    "activity_tracking",
    "metrics_monitoring",
    "protection_management",
];

fn shown(value: &Value) -> Value {
    let Some(value) = value.as_object() else { return Value::Null };
    value
        .iter()
        .filter(|(name, _)| SHOWN.contains(&name.as_str()))
        .map(|(n, v)| (n.clone(), v.clone()))
        .collect()
}

fn get(world: &mut World, call: &Call<'_>) -> Result<Response, Failure> {
    let bucket = world.entry(call).ok_or_else(|| Failure::missing("The bucket"))?;
    Ok(Response::json(200, &shown(&bucket.value)).with("etag", bucket.etag()))
}

/// A patch of the firewall, activity tracking, metrics and quota. Each of them is replaced as a whole, and an empty object
/// takes it away.
fn patch(world: &mut World, call: &Call<'_>) -> Result<Response, Failure> {
    let mut bucket = world.guarded(call, &BUCKET)?;
    let body = call.body.as_object().ok_or_else(|| Failure::wrong("The body must be a JSON object."))?;
    for (name, value) in body {
        if !["hard_quota", "firewall", "activity_tracking", "metrics_monitoring", "protection_management"]
            .contains(&name.as_str())
        {
            return Err(Failure::wrong(format!("The property `{name}` cannot be changed.")));
        }
        let networks = ["/allowed_ip", "/denied_ip"].map(|path| super::super::store::items(value, path));
        if name == "firewall" && networks.iter().any(|list| list.len() > 1_000) {
            return Err(Failure::wrong("The firewall has more than 1000 addresses."));
        }
        bucket.value = joined(bucket.value, json!({name: value}));
    }
    world.save(call, &BUCKET, bucket)?;
    Ok(Response::empty(204))
}
