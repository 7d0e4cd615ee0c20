mod aws;
mod google;
mod others;
mod secrets;

use serde_json::{Map, Value};
use welkin_model::Cloud;

use super::place::Place;
use super::read::{Around, Taken, owned, remove, text};

/// Terraform: instances in a state (version 4) and resources in `terraform show -json` of a state or plan
/// (<https://developer.hashicorp.com/terraform/internals/json-format>), of the providers of the five clouds. Secrets
/// are left out: a state holds them in the clear.
pub(super) fn read(around: &Around<'_>, mut record: Value, taken: &mut Taken) -> Result<(), Value> {
    let is_resource = text(&record, &["mode"]).is_some() && text(&record, &["type"]).is_some();
    let (instances, values) = (record.get("instances").is_some(), record.get("values").is_some());
    if !is_resource || !(instances || values) {
        return Err(record);
    }
    let native = owned(&record, &["type"]);
    // Data sources look up what others manage, or make a text.
    if owned(&record, &["mode"]) != "managed" {
        return Ok(());
    }
    let Some(cloud) = cloud_of(&native) else { return Ok(()) };
    let known = Known { cloud, native: &native, label: owned(&record, &["name"]), place: around.place };
    if values {
        let hidden = remove(&mut record, "sensitive_values").unwrap_or(Value::Null);
        let values = remove(&mut record, "values").unwrap_or(Value::Null);
        let via =
            if around.path.starts_with("planned_values") { "terraform:plan" } else { "terraform:state" };
        known.tell(values, &hidden, via, taken);
        return Ok(());
    }
    let Some(Value::Array(instances)) = remove(&mut record, "instances") else { return Ok(()) };
    for mut instance in instances {
        let hidden = remove(&mut instance, "sensitive_attributes").unwrap_or(Value::Null);
        let attributes = remove(&mut instance, "attributes").unwrap_or(Value::Null);
        known.tell(attributes, &hidden, "terraform:state", taken);
    }
    Ok(())
}

fn cloud_of(native: &str) -> Option<Cloud> {
    Some(match native.split('_').next()? {
        "aws" | "awscc" => Cloud::Aws,
        "azurerm" | "azapi" => Cloud::Azure,
        "google" => Cloud::Gcp,
        "oci" => Cloud::Oci,
        "ibm" => Cloud::Ibm,
        _ => return None,
    })
}

/// What is known of a resource before its attributes are read.
struct Known<'k> {
    cloud: Cloud,
    /// Terraform's name of the type.
    native: &'k str,
    /// Terraform's name of the resource.
    label: String,
    place: &'k Place,
}

impl Known<'_> {
    fn tell(&self, mut attributes: Value, hidden: &Value, via: &str, taken: &mut Taken) {
        secrets::hide(&mut attributes, hidden);
        let Value::Object(map) = attributes else { return };
        // What is only planned has no id yet, and does not exist.
        let found = match self.cloud {
            Cloud::Aws => aws::resource(self, map, via),
            Cloud::Azure => others::azure(self, map, via),
            Cloud::Gcp => google::resource(self, map, via),
            Cloud::Oci => others::oci(self, map, via),
            Cloud::Ibm => others::ibm(self, map, via),
            Cloud::Other => None,
        };
        taken.resources.extend(found);
    }

    fn name(&self, map: &Map<String, Value>) -> String {
        let named = ["name", "display_name"].iter().find_map(|field| member(map, field));
        let named = named.or_else(|| {
            let own = map.iter().find(|(key, value)| {
                key.ends_with("_name") && self.native.contains(stem(key)) && value.is_string()
            });
            own.and_then(|(_, value)| value.as_str())
        });
        named.unwrap_or(&self.label).to_owned()
    }
}

/// `function_name` as `function`.
fn stem(key: &str) -> &str {
    key.strip_suffix("_name").unwrap_or(key)
}

fn member<'m>(map: &'m Map<String, Value>, name: &str) -> Option<&'m str> {
    map.get(name)?.as_str().filter(|text| !text.is_empty())
}
