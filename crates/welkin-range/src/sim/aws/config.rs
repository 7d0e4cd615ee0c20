//! AWS Config: `json` 1.1, target `StarlingDoveService.{Operation}`. It records fewer types than there are, and the
//! aggregator covers fewer accounts and regions than there are: what it lacks must be asked for elsewhere.

use serde_json::{Value, json};

use super::call::Call;
use super::catalogue::{HIDDEN, Paging};
use super::estate::Estate;
use super::fail::Fail;
use super::field::{at_path, list, set, strings, text, unset};
use super::iam::Sort;
use super::policy::matches;
use super::shelf::Key;
use super::sql::{self, Query};

const SELECT: Paging = Paging {
    token_in: "NextToken",
    token_out: "NextToken",
    size_in: "Limit",
    default: 25,
    most: 100,
    wrong: "InvalidNextTokenException",
};
const DISCOVER: Paging = Paging {
    token_in: "nextToken",
    token_out: "nextToken",
    size_in: "limit",
    default: 100,
    most: 100,
    wrong: "InvalidNextTokenException",
};

/// The recorded types and the kinds behind them.
const TYPES: &[(&str, &str)] = &[
    ("AWS::EC2::VPC", "ec2:vpc"),
    ("AWS::EC2::Subnet", "ec2:subnet"),
    ("AWS::EC2::SecurityGroup", "ec2:security-group"),
    ("AWS::EC2::Instance", "ec2:instance"),
    ("AWS::EC2::NetworkInterface", "ec2:network-interface"),
    ("AWS::S3::Bucket", "s3:bucket"),
    ("AWS::KMS::Key", "kms:key"),
    ("AWS::Lambda::Function", "lambda:function"),
    ("AWS::EKS::Cluster", "eks:cluster"),
    ("AWS::DynamoDB::Table", "dynamodb:table"),
    ("AWS::SageMaker::Model", "sagemaker:model"),
    ("AWS::SageMaker::Domain", "sagemaker:domain"),
    ("AWS::SageMaker::UserProfile", "sagemaker:user-profile"),
    ("AWS::SageMaker::FeatureGroup", "sagemaker:feature-group"),
    ("AWS::Bedrock::Guardrail", "bedrock:guardrail"),
    ("AWS::Bedrock::KnowledgeBase", "bedrock:knowledge-base"),
    ("AWS::BedrockAgentCore::Runtime", "agentcore:runtime"),
    ("AWS::OpenSearchServerless::Collection", "aoss:collection"),
];

pub(super) fn answer(estate: &Estate, call: &Call<'_>) -> Option<Result<Value, Fail>> {
    Some(match call.name() {
        "SelectAggregateResourceConfig" => select(estate, call, true),
        "SelectResourceConfig" => select(estate, call, false),
        "ListDiscoveredResources" => discovered(estate, call),
        "BatchGetResourceConfig" => batch(estate, call),
        _ => return None,
    })
}

fn item(estate: &Estate, sort: &str, key: &Key, value: &Value) -> Value {
    let mut configuration = value.clone();
    for hidden in HIDDEN {
        unset(&mut configuration, hidden);
    }
    let arn = key.arn();
    let region = match key.region.as_str() {
        "" => match text(value, "Location") {
            "" => "us-east-1",
            location => location,
        },
        region => region,
    };
    let id = key.id.rsplit('/').next().unwrap_or(&key.id);
    json!({"version": "1.3", "accountId": key.account, "arn": arn, "resourceType": sort, "resourceId": id, "resourceName": id,
           "awsRegion": region, "configurationItemStatus": "OK", "configuration": configuration,
           "tags": estate.shelf.tag_list(&arn, "key", "value")})
}

/// All that Config has recorded of what a filter lets through.
fn items(estate: &Estate, covers: &dyn Fn(&str, &str) -> bool) -> Vec<Value> {
    let mut all = Vec::new();
    for (sort, kind) in TYPES {
        all.extend(estate.shelf.all(kind).map(|(key, value)| item(estate, sort, key, value)));
    }
    for (account, iam) in &estate.iam {
        for role in iam.roles.values() {
            all.push(json!({"version": "1.3", "accountId": account, "arn": role.arn(Sort::Role, account), "resourceType": "AWS::IAM::Role",
                "resourceId": role.id, "resourceName": role.name, "awsRegion": "global", "configurationItemStatus": "OK",
                "configuration": {"roleName": role.name, "path": role.path, "assumeRolePolicyDocument": role.trust.latest()},
                "tags": role.tags.iter().map(|(key, value)| json!({"key": key, "value": value})).collect::<Value>()}));
        }
    }
    all.retain(|item| covers(text(item, "accountId"), text(item, "awsRegion")));
    all
}

fn select(estate: &Estate, call: &Call<'_>, aggregate: bool) -> Result<Value, Fail> {
    let expression = call.required("Expression")?;
    if expression.len() > 4_096 {
        return Err(Fail::invalid("Member must have length less than or equal to 4096"));
    }
    let query =
        sql::parse(expression).map_err(|fault| Fail::new("InvalidExpressionException", 400, fault))?;
    let found = if aggregate {
        let name = call.required("ConfigurationAggregatorName")?;
        let missing = || {
            Fail::new(
                "NoSuchConfigurationAggregatorException",
                400,
                "The configuration aggregator does not exist.",
            )
        };
        let key = Key::new("config:aggregator", call.account(), call.region(), name);
        let aggregator = estate.shelf.get(&key).ok_or_else(missing)?;
        let source = list(aggregator, "AccountAggregationSources").first().cloned().unwrap_or_default();
        let (accounts, regions) = (strings(&source, "AccountIds"), strings(&source, "AwsRegions"));
        items(estate, &|account, region| {
            accounts.iter().any(|a| a == account)
                && (region == "global" || regions.iter().any(|r| r == region))
        })
    } else {
        items(estate, &|account, region| {
            account == call.account() && (region == "global" || region == call.region())
        })
    };
    let rows: Vec<(String, Value)> = found
        .iter()
        .filter(|item| query.holds(item))
        .map(|item| {
            (
                format!("{}/{}/{}", text(item, "resourceType"), text(item, "accountId"), text(item, "arn")),
                json!(row(&query, item).to_string()),
            )
        })
        .collect();
    let mut rows = rows;
    rows.sort_by(|(one, _), (other, _)| one.cmp(other));
    let mut result = estate.paged(call, &SELECT, rows, "Results")?;
    let fields: Vec<Value> = query.fields.iter().map(|name| json!({"Name": name})).collect();
    set(&mut result, "QueryInfo", json!({"SelectFields": fields}));
    Ok(result)
}

/// The selected fields, nested as their paths say.
fn row(query: &Query, item: &Value) -> Value {
    if query.fields.iter().any(|field| field == "*") {
        return item.clone();
    }
    let mut row = json!({});
    for field in &query.fields {
        if let Some(found) = at_path(item, field) {
            place(&mut row, field, found.clone());
        }
    }
    row
}

fn place(row: &mut Value, path: &str, value: Value) {
    match path.split_once('.') {
        None => set(row, path, value),
        Some((first, rest)) => {
            let mut inner = row.get(first).cloned().filter(Value::is_object).unwrap_or(json!({}));
            place(&mut inner, rest, value);
            set(row, first, inner);
        }
    }
}

fn own(estate: &Estate, call: &Call<'_>) -> Vec<Value> {
    items(estate, &|account, region| {
        account == call.account() && (region == "global" || region == call.region())
    })
}

fn discovered(estate: &Estate, call: &Call<'_>) -> Result<Value, Fail> {
    let sort = call.required("resourceType")?;
    let known = sort == "AWS::IAM::Role" || TYPES.iter().any(|(name, _)| *name == sort);
    if !known {
        return Err(Fail::invalid(format!(
            "1 validation error detected: Value '{sort}' at 'resourceType' failed to satisfy constraint: Member must satisfy enum value set"
        )));
    }
    let ids = strings(call.input, "resourceIds");
    let name = call.text("resourceName");
    let found = own(estate, call)
        .into_iter()
        .filter(|item| text(item, "resourceType") == sort)
        .filter(|item| ids.is_empty() || ids.iter().any(|id| id == text(item, "resourceId")))
        .filter(|item| name.is_empty() || matches(name, text(item, "resourceName")))
        .map(|item| (text(&item, "resourceId").to_owned(), json!({"resourceType": sort, "resourceId": text(&item, "resourceId"), "resourceName": text(&item, "resourceName")})));
    let mut found: Vec<(String, Value)> = found.collect();
    found.sort_by(|(one, _), (other, _)| one.cmp(other));
    estate.paged(call, &DISCOVER, found, "resourceIdentifiers")
}

/// Configuration comes as text here, and without tags.
fn batch(estate: &Estate, call: &Call<'_>) -> Result<Value, Fail> {
    let keys = list(call.input, "resourceKeys");
    if keys.is_empty() || keys.len() > 100 {
        return Err(Fail::invalid(
            "Value at 'resourceKeys' failed to satisfy constraint: Member must have length between 1 and 100",
        ));
    }
    let all = own(estate, call);
    let (mut found, mut missing) = (Vec::new(), Vec::new());
    for key in keys {
        let hit = all.iter().find(|item| {
            text(item, "resourceType") == text(key, "resourceType")
                && text(item, "resourceId") == text(key, "resourceId")
        });
        match hit {
            Some(item) => {
                let mut item = item.clone();
                unset(&mut item, "tags");
                let configuration = item.get("configuration").map(Value::to_string).unwrap_or_default();
                set(&mut item, "configuration", json!(configuration));
                set(&mut item, "configurationItemCaptureTime", json!(call.seconds() - 3_600));
                found.push(item);
            }
            None => missing.push(key.clone()),
        }
    }
    Ok(json!({"baseConfigurationItems": found, "unprocessedResourceKeys": missing}))
}
