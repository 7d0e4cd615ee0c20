//! Tags of resources: the same everywhere, and spelled differently by every service.

use serde_json::{Value, json};

use super::call::Call;
use super::catalogue::given_tags;
use super::estate::Estate;
use super::fail::Fail;
use super::field::{set, strings, text};
use super::platform::kms_key;

/// What an operation does with the tags of a resource.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Deed {
    List,
    Add,
    Remove,
}

/// The resource that an operation of tags is about; empty if it is none of these.
pub(super) fn resource(estate: &Estate, call: &Call<'_>) -> String {
    let (account, region) = (call.account(), call.region());
    match (call.operation.service.as_str(), call.name()) {
        ("sagemaker", "ListTags" | "AddTags" | "DeleteTags") => call.text("ResourceArn").to_owned(),
        ("bedrock" | "bedrock-agentcore", "ListTagsForResource" | "TagResource" | "UntagResource") => {
            let upper = call.text("resourceARN");
            (if upper.is_empty() { call.text("resourceArn") } else { upper }).to_owned()
        }
        ("kms", "ListResourceTags" | "TagResource" | "UntagResource") => kms_key(estate, call).arn(),
        ("lambda", "ListTags" | "TagResource" | "UntagResource") => call.text("Resource").to_owned(),
        ("secretsmanager", "TagResource" | "UntagResource") => {
            let key = estate.shelf.find("secretsmanager:secret", account, region, call.text("SecretId"));
            key.map_or_else(|| call.text("SecretId").to_owned(), |key| key.arn())
        }
        _ => String::new(),
    }
}

pub(super) fn answer(estate: &mut Estate, call: &Call<'_>) -> Option<Result<Value, Fail>> {
    let deed = match call.name() {
        "ListTags" | "ListTagsForResource" | "ListResourceTags" => Deed::List,
        "AddTags" | "TagResource" => Deed::Add,
        "DeleteTags" | "UntagResource" => Deed::Remove,
        _ => return None,
    };
    let arn = resource(estate, call);
    if arn.is_empty() {
        return None;
    }
    Some(carry_out(estate, call, deed, &arn))
}

fn carry_out(estate: &mut Estate, call: &Call<'_>, deed: Deed, arn: &str) -> Result<Value, Fail> {
    let service = call.operation.service.as_str();
    // An ARN of another account is another's resource.
    let is_own = estate.shelf.has(arn)
        && arn.split(':').nth(4).is_some_and(|account| account.is_empty() || account == call.account());
    if !is_own {
        let (code, status) = match service {
            "sagemaker" => ("ValidationException", 400),
            "kms" => ("NotFoundException", 400),
            "secretsmanager" => ("ResourceNotFoundException", 400),
            _ => ("ResourceNotFoundException", 404),
        };
        return Err(Fail::new(code, status, format!("Could not find resource {arn}.")));
    }
    match deed {
        Deed::List => {}
        Deed::Add => {
            if !estate.shelf.tag(arn, given(call)) {
                return Err(Fail::invalid("The number of tags exceeds the limit of 50."));
            }
        }
        Deed::Remove => estate.shelf.untag(arn, &names(call)),
    }
    if service == "secretsmanager" {
        // Descriptions of secrets have the tags in them.
        let tags = estate.shelf.tag_list(arn, "Key", "Value");
        let key = estate.shelf.find("secretsmanager:secret", call.account(), call.region(), arn);
        if let Some(secret) = key.and_then(|key| estate.shelf.get_mut(&key)) {
            set(secret, "Tags", tags);
        }
    }
    Ok(match (service, deed) {
        ("sagemaker", Deed::List | Deed::Add) => json!({"Tags": estate.shelf.tag_list(arn, "Key", "Value")}),
        ("kms", Deed::List) => {
            json!({"Tags": estate.shelf.tag_list(arn, "TagKey", "TagValue"), "Truncated": false})
        }
        ("lambda", Deed::List) => json!({"Tags": estate.shelf.tags(arn)}),
        (_, Deed::List) if call.input.get("resourceARN").is_some() => {
            json!({"tags": estate.shelf.tag_list(arn, "key", "value")})
        }
        (_, Deed::List) => json!({"tags": estate.shelf.tags(arn)}),
        ("kms" | "secretsmanager", _) => Value::Null,
        _ => json!({}),
    })
}

/// The tags of a request: a list of pairs, or an object.
fn given(call: &Call<'_>) -> Vec<(String, String)> {
    let name = if call.input.get("Tags").is_some() { "Tags" } else { "tags" };
    let fits = |key: &str, value: &str| !key.is_empty() && key.len() <= 128 && value.len() <= 256;
    match call.input.get(name) {
        Some(Value::Object(tags)) => {
            let pairs =
                tags.iter().filter_map(|(key, value)| Some((key.clone(), value.as_str()?.to_owned())));
            pairs.filter(|(key, value)| fits(key, value)).collect()
        }
        Some(Value::Array(tags)) if call.operation.service == "kms" => {
            let pairs =
                tags.iter().map(|tag| (text(tag, "TagKey").to_owned(), text(tag, "TagValue").to_owned()));
            pairs.filter(|(key, value)| fits(key, value)).collect()
        }
        _ => given_tags(call.input, name),
    }
}

/// The names of tags to take away: a list, or a parameter of the query that comes more than once.
fn names(call: &Call<'_>) -> Vec<String> {
    let of_query =
        call.request.parameters().into_iter().filter(|(name, _)| name == "tagKeys").map(|(_, value)| value);
    let of_body = ["TagKeys", "tagKeys"].into_iter().flat_map(|name| strings(call.input, name));
    of_query.chain(of_body).collect()
}
