use std::sync::Arc;

use serde_json::Value;
use welkin_model::Cloud;

use super::aws_tables::native_of;
use super::read::{Around, Taken, remove, text};
use crate::aws::arn::Arn;
use crate::aws::cloudcontrol::{id_in, name_of, properties};
use crate::describe::Resource;

/// `aws cloudcontrol list-resources` and `get-resource`: `Properties` is JSON in a text, and the type stands once in
/// the envelope.
pub(super) fn read(around: &Around<'_>, record: Value, taken: &mut Taken) -> Result<(), Value> {
    if around.path == "ResourceDescriptions" {
        one(text(around.head, &["TypeName"]), "cloudcontrol:ListResources", around, &record, taken);
        return Ok(());
    }
    let mut record = record;
    let Some(description) = remove(&mut record, "ResourceDescription") else { return Err(record) };
    one(text(&record, &["TypeName"]), "cloudcontrol:GetResource", around, &description, taken);
    Ok(())
}

fn one(native: Option<&str>, via: &str, around: &Around<'_>, description: &Value, taken: &mut Taken) {
    let Some(identifier) = text(description, &["Identifier"]) else {
        taken.problem("Identifier and Properties", description.to_string(), "the resource has no identifier");
        return;
    };
    let payload = properties(description.get("Properties")).unwrap_or(Value::Null);
    let own = [identifier].into_iter().chain(text(&payload, &["Arn", "arn"])).find_map(Arn::parse);
    let Some(native) = native.or_else(|| native_of(own.as_ref()?)) else {
        taken.problem("TypeName beside ResourceDescriptions", identifier, "the type is not told");
        return;
    };
    let place = around.place;
    let id = id_in(&place.account, &place.region, native, identifier, &payload);
    let (scope, region) = match Arn::parse(id.as_str()) {
        Some(arn) if !arn.account.is_empty() => (arn.account.to_owned(), arn.region.to_owned()),
        _ => (place.account.clone(), place.region.clone()),
    };
    taken.resources.push(Resource {
        cloud: Cloud::Aws,
        native_type: Arc::from(native),
        name: name_of(&payload, identifier),
        id,
        scope,
        region,
        via: Arc::from(via),
        payload,
        unknowns: Vec::new(),
        observed_at: 0,
    });
}
