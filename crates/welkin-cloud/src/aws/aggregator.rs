use std::sync::Arc;

use serde_json::{Value, json};
use welkin_model::Cloud;
use welkin_model::estate::{AssetId, Unknown, UnknownReason};

use super::arn::Arn;
use super::ask::{Ask, Question};
use super::cloudcontrol::id_in;
use super::discover::wants_type;
use super::list::{Http, text_at};
use super::run::hole;
use crate::describe::Resource;
use crate::discovery::{Discovery, Scope};

const MOST_PAGES: usize = 10_000;
/// All fields (<https://docs.aws.amazon.com/config/latest/developerguide/querying-AWS-resources.html>).
const EVERYTHING: &str = "SELECT *";

/// Reads what the aggregators of AWS Config in a region have recorded: also of accounts that cannot be read themselves.
pub(super) async fn read(ask: &Ask, region: &str, scope: &Scope, into: &Discovery) {
    let mut names = Vec::new();
    let listed = pages(ask, region, "DescribeConfigurationAggregators", Vec::new(), into, |answer| {
        let all = answer.get("ConfigurationAggregators").and_then(Value::as_array);
        names.extend(all.into_iter().flatten().filter_map(|one| text_at(one, "ConfigurationAggregatorName")));
    });
    listed.await;
    for name in names {
        let parameters = vec![
            ("ConfigurationAggregatorName".to_owned(), Value::from(name)),
            ("Expression".to_owned(), Value::from(EVERYTHING)),
            ("Limit".to_owned(), Value::from(100)),
        ];
        let selected = pages(ask, region, "SelectAggregateResourceConfig", parameters, into, |answer| {
            let rows = answer.get("Results").and_then(Value::as_array);
            for row in rows.into_iter().flatten().filter_map(Value::as_str) {
                match serde_json::from_str::<Value>(row).ok().and_then(|item| resource(&item)) {
                    Some(resource) if wanted(&resource, scope) => into.resource(resource),
                    Some(_) => {}
                    None => into.hole(hole(ask, region, garbled())),
                }
            }
        });
        selected.await;
    }
}

async fn pages(
    ask: &Ask,
    region: &str,
    operation: &'static str,
    parameters: Vec<(String, Value)>,
    into: &Discovery,
    mut take: impl FnMut(&Value) + Send,
) {
    let mut token: Option<String> = None;
    for page in 0..MOST_PAGES {
        let mut parameters = parameters.clone();
        if let Some(token) = &token {
            parameters.push(("NextToken".to_owned(), Value::from(token.as_str())));
        }
        let question = Question {
            service: "config",
            operation,
            permission: "",
            region,
            http: Http::None,
            path: String::new(),
            parameters,
        };
        let answer = match ask.ask(&question).await {
            Ok(answer) => answer.unwrap_or(Value::Null),
            Err(error) => {
                into.hole(hole(ask, region, error.unknown_on(page)));
                return;
            }
        };
        take(&answer);
        let next = text_at(&answer, "NextToken").filter(|next| !next.is_empty());
        if next.is_none() || next == token {
            return;
        }
        token = next;
    }
    let detail = format!("there are more than {MOST_PAGES} pages");
    let about = format!("config:{operation}");
    into.hole(hole(ask, region, Unknown { about, reason: UnknownReason::Bounded, permission: None, detail }));
}

fn wanted(resource: &Resource, scope: &Scope) -> bool {
    let here = resource.region.is_empty() || scope.wants_region(&resource.region);
    here && scope.wants_scope(&resource.scope) && wants_type(scope, &resource.native_type)
}

/// An item as a resource: its configuration with the tags beside.
fn resource(item: &Value) -> Option<Resource> {
    let native = text_at(item, "resourceType")?;
    let scope = text_at(item, "accountId")?;
    let told = text_at(item, "awsRegion").unwrap_or_default();
    let region = if told == "global" { String::new() } else { told };
    let mut payload = match item.get("configuration") {
        // Some types' configuration is JSON in a string.
        Some(Value::String(text)) => serde_json::from_str(text).unwrap_or_else(|_| json!({})),
        Some(object @ Value::Object(_)) => object.clone(),
        _ => json!({}),
    };
    if let (Some(payload), Some(tags)) = (payload.as_object_mut(), item.get("tags")) {
        payload.insert("tags".to_owned(), tags.clone());
    }
    let arn = text_at(item, "arn");
    let identifier = text_at(item, "resourceId");
    let id: AssetId = match arn.as_deref().and_then(Arn::parse) {
        Some(arn) => arn.asset(),
        None => id_in(&scope, &region, &native, identifier.as_deref()?, &payload),
    };
    let name = text_at(item, "resourceName").or(identifier).unwrap_or_else(|| id.to_string());
    Some(Resource {
        cloud: Cloud::Aws,
        native_type: Arc::from(native),
        id,
        name,
        scope,
        region,
        via: Arc::from("config:SelectAggregateResourceConfig"),
        payload,
        unknowns: Vec::new(),
        observed_at: 0,
    })
}

fn garbled() -> Unknown {
    Unknown {
        about: "config:SelectAggregateResourceConfig".to_owned(),
        reason: UnknownReason::Garbled,
        permission: None,
        detail: "a row is no resource".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_a_resource_of_its_own_account() {
        let item = json!({"accountId": "444455556666", "arn": "arn:aws:s3:::models", "resourceType": "AWS::S3::Bucket",
            "resourceId": "models", "awsRegion": "us-east-1", "configuration": "{\"name\": \"models\"}",
            "tags": [{"key": "owner", "value": "ml"}]});
        let found = resource(&item).unwrap();
        assert_eq!((found.scope.as_str(), found.id.as_str()), ("444455556666", "arn:aws:s3:::models"));
        assert_eq!(found.payload["name"], "models");
        assert_eq!(found.payload["tags"][0]["value"], "ml");
        assert!(resource(&json!({"resourceType": "AWS::S3::Bucket"})).is_none());
    }
}
