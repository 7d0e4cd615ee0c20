use std::sync::Arc;

use serde_json::Value;
use welkin_model::Cloud;
use welkin_model::estate::AssetId;

use super::read::{Around, Taken, inner, object, owned, remove, tail, text, time};
use crate::aws::arn::{Arn, made};
use crate::aws::cloudcontrol::id_in;
use crate::describe::{Context, Resource, identified};

/// AWS Config: items of a snapshot, and rows of `select-resource-config`, which are JSON in texts
/// (<https://docs.aws.amazon.com/config/latest/developerguide/config-item-table.html>). The spellings differ between
/// snapshot and API: `ARN` and `arn`, `awsAccountId` and `accountId`.
pub(super) fn read(around: &Around<'_>, record: Value, taken: &mut Taken) -> Result<(), Value> {
    let record = match record {
        Value::String(row) if around.path == "Results" => match serde_json::from_str(&row) {
            Ok(record) => record,
            Err(error) => {
                taken.problem("a row that is JSON", error.to_string(), "the row is left out");
                return Ok(());
            }
        },
        other => other,
    };
    match text(&record, &["resourceType"]) {
        Some(native) if native.contains("::") => {}
        // A query may choose any columns, and an aggregate counts.
        _ if around.path == "Results" => {
            let expected =
                "the columns resourceType and arn, or resourceType, resourceId, accountId and awsRegion";
            taken.problem(expected, record.to_string(), "the row does not say what it is of");
            return Ok(());
        }
        _ => return Err(record),
    }
    item(around, record, taken);
    Ok(())
}

fn item(around: &Around<'_>, mut record: Value, taken: &mut Taken) {
    let state = text(&record, &["configurationItemStatus"]).unwrap_or("");
    if state.starts_with("ResourceDeleted") || state == "ResourceNotRecorded" {
        return;
    }
    let mut account = owned(&record, &["accountId", "awsAccountId"]);
    if account.is_empty() {
        account.clone_from(&around.place.account);
    }
    let region = owned(&record, &["awsRegion"]);
    let region = if region == "global" { String::new() } else { region };
    let native = owned(&record, &["resourceType"]);
    let configuration = inner(remove(&mut record, "configuration").unwrap_or(Value::Null));
    let Some(id) = id_of(&record, &native, &account, &region, &configuration) else {
        taken.problem("arn or resourceId", record.to_string(), "the item does not say what it is of");
        return;
    };
    let native = match native.as_str() {
        // Config calls customer managed policies by the name that CloudFormation has for those within a role.
        "AWS::IAM::Policy" if id.as_str().contains(":policy/") => "AWS::IAM::ManagedPolicy",
        native => native,
    };
    let name = text(&record, &["resourceName"]).unwrap_or_else(|| tail(id.as_str())).to_owned();
    let observed_at = time(&record, &["configurationItemCaptureTime"]);
    let mut supplement = remove(&mut record, "supplementaryConfiguration").unwrap_or(Value::Null);
    if let Some(map) = supplement.as_object_mut() {
        for value in map.values_mut() {
            *value = inner(value.take());
        }
    }
    let around_it = object([
        ("tags", remove(&mut record, "tags").unwrap_or(Value::Null)),
        ("supplementaryConfiguration", supplement),
        ("relationships", remove(&mut record, "relationships").unwrap_or(Value::Null)),
    ]);
    let native: Arc<str> = Arc::from(native);
    let resource = |via: &str, payload: Value| Resource {
        cloud: Cloud::Aws,
        native_type: Arc::clone(&native),
        id: id.clone(),
        name: name.clone(),
        scope: account.clone(),
        region: region.clone(),
        via: Arc::from(via),
        payload,
        unknowns: Vec::new(),
        observed_at,
    };
    // The configuration is the resource as its own service tells it; what Config adds is a description beside it.
    if around_it.as_object().is_some_and(|map| !map.is_empty()) {
        taken.resources.push(resource("config:item", around_it));
    }
    taken.resources.push(resource("config:configuration", configuration));
}

fn id_of(
    record: &Value,
    native: &str,
    account: &str,
    region: &str,
    configuration: &Value,
) -> Option<AssetId> {
    if let Some(arn) = text(record, &["arn", "ARN"]).and_then(Arn::parse) {
        return Some(arn.asset());
    }
    let identifier = text(record, &["resourceId", "resourceName"])?;
    if native == "AWS::S3::Bucket" {
        return Some(made("s3", "", "", identifier));
    }
    if let Some(id) = identified(Cloud::Aws, identifier, &Context { scope: account, region }) {
        return Some(id);
    }
    Some(id_in(account, region, native, identifier, configuration))
}
