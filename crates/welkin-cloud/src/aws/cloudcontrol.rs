use std::collections::BTreeMap;
use std::sync::Arc;

use futures::future::{BoxFuture, FutureExt as _, ready};
use futures::stream::{self, StreamExt as _};
use serde_json::{Value, json};
use welkin_model::Cloud;
use welkin_model::estate::{AssetId, Unknown, UnknownReason};

use super::arn::{Arn, made};
use super::ask::{Ask, Question};
use super::discover::wants_type;
use super::list::{Http, text_at};
use super::registry::{AI_TYPES, Reading};
use super::run::hole;
use crate::describe::{Resource, plain};
use crate::discovery::{Discovery, Scope};
use crate::transport::CallError;

const SIDE_BY_SIDE: usize = 8;
const MOST_PAGES: usize = 1_000;

/// Reads every type that Cloud Control lists and no call of its own service is used for
/// (<https://docs.aws.amazon.com/cloudcontrolapi/latest/userguide/resource-operations-list.html>).
///
/// One list is tried first: where the whole service is missing or denied, that is said once and not a hundred times.
pub(super) async fn read(ask: &Ask, region: &str, scope: &Scope, into: &Discovery) {
    let wanted: Vec<_> = AI_TYPES.iter().filter(|(native, _, _)| wants_type(scope, native)).collect();
    let first: Vec<(&'static str, Value)> =
        wanted.iter().flat_map(|(native, _, reading)| models(native, *reading)).collect();
    let Some(((native, model), rest)) = first.split_first() else { return };
    let mut identifiers: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    match list(ask, region, native, model, into).await {
        Ok(found) => identifiers.entry(native).or_default().extend(found),
        // Cloud Control is there; this type is not.
        Err(error) if is_not_offered(&error) => {}
        Err(error) => {
            let mut unknown = error.unknown();
            unknown.detail = format!("no type can be listed by Cloud Control: {}", unknown.detail);
            into.hole(hole(ask, region, unknown));
            return;
        }
    }
    let lists: Vec<BoxFuture<'_, Vec<String>>> =
        rest.iter().map(|(native, model)| listed(ask, region, native, model, into).boxed()).collect();
    let found: Vec<_> = stream::iter(lists).buffered(SIDE_BY_SIDE).collect().await;
    for ((native, _), found) in rest.iter().zip(found) {
        identifiers.entry(native).or_default().extend(found);
    }
    for (native, _, reading) in wanted {
        let Reading::CloudControlUnder(parent, property) = reading else { continue };
        let mut above = identifiers.get(parent).cloned().unwrap_or_default();
        let listed_already = identifiers.contains_key(parent);
        if !listed_already
            && AI_TYPES.iter().any(|(known, _, how)| known == parent && *how == Reading::Native)
        {
            above = listed(ask, region, parent, &json!({}), into).await;
            identifiers.insert(parent, above.clone());
        }
        let models: Vec<Value> = above.iter().map(|identifier| json!({ *property: identifier })).collect();
        let lists: Vec<BoxFuture<'_, Vec<String>>> =
            models.iter().map(|model| listed(ask, region, native, model, into).boxed()).collect();
        stream::iter(lists).buffer_unordered(SIDE_BY_SIDE).for_each(|_| ready(())).await;
    }
}

fn models(native: &'static str, reading: Reading) -> Vec<(&'static str, Value)> {
    match reading {
        Reading::CloudControl => vec![(native, json!({}))],
        Reading::CloudControlFor(property, values) => {
            values.iter().map(|value| (native, json!({ property: value }))).collect()
        }
        Reading::CloudControlUnder(..) | Reading::Native | Reading::LeftOut(_) => Vec::new(),
    }
}

async fn listed(
    ask: &Ask,
    region: &str,
    native: &'static str,
    model: &Value,
    into: &Discovery,
) -> Vec<String> {
    match list(ask, region, native, model, into).await {
        Ok(found) => found,
        // The type is not offered in this region: there is none.
        Err(error) if is_not_offered(&error) => Vec::new(),
        Err(error) => {
            let mut unknown = error.unknown();
            unknown.about = format!("cloudcontrol:ListResources {native}");
            into.hole(hole(ask, region, unknown));
            Vec::new()
        }
    }
}

/// Whether the region does not offer the type.
fn is_not_offered(error: &CallError) -> bool {
    ["TypeNotFoundException", "UnsupportedActionException"].contains(&error.code.as_str())
}

/// The identifiers of a type's resources; each is told to the discovery.
async fn list(
    ask: &Ask,
    region: &str,
    native: &'static str,
    model: &Value,
    into: &Discovery,
) -> Result<Vec<String>, CallError> {
    let mut identifiers = Vec::new();
    let mut token: Option<String> = None;
    for page in 0..MOST_PAGES {
        let mut parameters =
            vec![("TypeName".to_owned(), Value::from(native)), ("MaxResults".to_owned(), Value::from(100))];
        if model.as_object().is_some_and(|model| !model.is_empty()) {
            parameters.push(("ResourceModel".to_owned(), Value::from(model.to_string())));
        }
        if let Some(token) = &token {
            parameters.push(("NextToken".to_owned(), Value::from(token.as_str())));
        }
        let answer = match ask.ask(&question("ListResources", region, parameters)).await {
            Ok(answer) => answer.unwrap_or(Value::Null),
            Err(error) if page == 0 => return Err(error),
            Err(error) => {
                let mut unknown = error.unknown_on(page);
                unknown.about = format!("cloudcontrol:ListResources {native}");
                into.hole(hole(ask, region, unknown));
                return Ok(identifiers);
            }
        };
        let items = answer.get("ResourceDescriptions").and_then(Value::as_array);
        for item in items.into_iter().flatten() {
            let Some(identifier) = text_at(item, "Identifier") else { continue };
            tell(ask, region, native, &identifier, item, into).await;
            identifiers.push(identifier);
        }
        token = text_at(&answer, "NextToken");
        if token.is_none() {
            return Ok(identifiers);
        }
    }
    into.hole(hole(
        ask,
        region,
        Unknown {
            about: format!("cloudcontrol:ListResources {native}"),
            reason: UnknownReason::Bounded,
            permission: None,
            detail: format!("there are more than {MOST_PAGES} pages"),
        },
    ));
    Ok(identifiers)
}

async fn tell(ask: &Ask, region: &str, native: &str, identifier: &str, item: &Value, into: &Discovery) {
    let told = properties(item.get("Properties"));
    let (payload, via, unknowns) = match told {
        // Some types' lists tell the identifier alone.
        Some(properties) if properties.as_object().is_some_and(|map| map.len() > 2) => {
            (properties, "cloudcontrol:ListResources", Vec::new())
        }
        told => {
            let parameters = vec![
                ("TypeName".to_owned(), Value::from(native)),
                ("Identifier".to_owned(), Value::from(identifier)),
            ];
            match ask.ask(&question("GetResource", region, parameters)).await {
                Ok(Some(answer)) => {
                    let full = properties(answer.pointer("/ResourceDescription/Properties"));
                    (full.or(told).unwrap_or(Value::Null), "cloudcontrol:GetResource", Vec::new())
                }
                Ok(None) => return,
                Err(error) => {
                    (told.unwrap_or(Value::Null), "cloudcontrol:ListResources", vec![error.unknown()])
                }
            }
        }
    };
    let id = id_of(ask, region, native, identifier, &payload);
    into.resource(Resource {
        cloud: Cloud::Aws,
        native_type: Arc::from(native),
        name: name_of(&payload, identifier),
        id,
        scope: ask.account.clone(),
        region: region.to_owned(),
        via: Arc::from(via),
        payload,
        unknowns,
        observed_at: 0,
    });
}

/// `Properties` is JSON in a string.
pub(crate) fn properties(value: Option<&Value>) -> Option<Value> {
    match value? {
        Value::String(text) => serde_json::from_str(text).ok(),
        object => Some(object.clone()),
    }
}

/// The ARN among the identifier and the properties, else one made of the type and the identifier.
pub(super) fn id_of(ask: &Ask, region: &str, native: &str, identifier: &str, payload: &Value) -> AssetId {
    id_in(&ask.account, region, native, identifier, payload)
}

pub(crate) fn id_in(account: &str, region: &str, native: &str, identifier: &str, payload: &Value) -> AssetId {
    if let Some(arn) = Arn::parse(identifier) {
        return arn.asset();
    }
    let mut parts = native.split("::").skip(1);
    let (service, kind) = (parts.next().unwrap_or("aws"), parts.next().unwrap_or("resource"));
    let own = format!("{}arn", plain(kind));
    if let Some(map) = payload.as_object() {
        for (key, value) in map {
            let key = plain(key);
            if (key == "arn" || key == own)
                && let Some(arn) = value.as_str().and_then(Arn::parse)
            {
                return arn.asset();
            }
        }
    }
    // Agents and knowledge bases have ARNs of which the registry tells only the id.
    let made_of = match native {
        "AWS::Bedrock::KnowledgeBase" => format!("knowledge-base/{identifier}"),
        "AWS::Bedrock::Agent" => format!("agent/{identifier}"),
        "AWS::BedrockAgentCore::Gateway" => format!("gateway/{identifier}"),
        "AWS::BedrockAgentCore::Runtime" => format!("runtime/{identifier}"),
        "AWS::SageMaker::FeatureGroup" => format!("feature-group/{identifier}"),
        _ => format!("{}/{}", plain(kind), identifier.replace('|', "/")),
    };
    let service = match service {
        "BedrockAgentCore" => "bedrock-agentcore".to_owned(),
        "OpenSearchServerless" => "aoss".to_owned(),
        service => service.to_ascii_lowercase(),
    };
    made(&service, region, account, &made_of)
}

pub(crate) fn name_of(payload: &Value, identifier: &str) -> String {
    let named = payload.as_object().and_then(|map| {
        map.iter()
            .find(|(key, value)| key.as_str().to_ascii_lowercase().ends_with("name") && value.is_string())
            .and_then(|(_, value)| value.as_str())
    });
    named.unwrap_or_else(|| identifier.rsplit(['/', ':', '|']).next().unwrap_or(identifier)).to_owned()
}

fn question<'q>(operation: &'static str, region: &'q str, parameters: Vec<(String, Value)>) -> Question<'q> {
    Question {
        service: "cloudcontrol",
        operation,
        permission: "",
        region,
        http: Http::None,
        path: String::new(),
        parameters,
    }
}
