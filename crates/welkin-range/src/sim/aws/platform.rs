//! What AI stands on, as far as it is only listed and described: keys, secrets, functions, clusters, tables, trails, logs.

use serde_json::{Value, json};

use super::call::Call;
use super::catalogue::{List, Missing, Paging, Show, absent, list, show};
use super::estate::Estate;
use super::fail::Fail;
use super::field::{flag, number, set, strings, text, unset};
use super::iam;
use super::shelf::Key;

const KMS: &str = "kms";
const SECRETS: &str = "secretsmanager";
const LAMBDA: &str = "lambda";

const fn paging(
    token_in: &'static str,
    token_out: &'static str,
    size_in: &'static str,
    most: usize,
) -> Paging {
    Paging { token_in, token_out, size_in, default: most, most, wrong: "ValidationException" }
}

const KEYS: Paging = Paging {
    wrong: "InvalidMarkerException",
    default: 100,
    ..paging("Marker", "NextMarker", "Limit", 1_000)
};
const SECRET_PAGES: Paging =
    Paging { wrong: "InvalidNextTokenException", ..paging("NextToken", "NextToken", "MaxResults", 100) };
const FUNCTIONS: Paging =
    Paging { wrong: "InvalidParameterValueException", ..paging("Marker", "NextMarker", "MaxItems", 50) };
const CLUSTERS: Paging =
    Paging { wrong: "InvalidParameterException", ..paging("nextToken", "nextToken", "maxResults", 100) };
const TABLES: Paging = paging("ExclusiveStartTableName", "LastEvaluatedTableName", "Limit", 100);
const COLLECTIONS: Paging = paging("nextToken", "nextToken", "maxResults", 100);
const GROUPS: Paging =
    Paging { wrong: "InvalidParameterException", ..paging("nextToken", "nextToken", "limit", 50) };
const DETECTORS: Paging =
    Paging { wrong: "BadRequestException", ..paging("NextToken", "nextToken", "MaxResults", 50) };
const AGGREGATORS: Paging =
    Paging { wrong: "InvalidNextTokenException", ..paging("NextToken", "NextToken", "Limit", 100) };

const NO_FUNCTION: Missing = ("ResourceNotFoundException", 404, "Function not found: {arn}");
const NO_CLUSTER: Missing = ("ResourceNotFoundException", 404, "No cluster found for name: {}.");
const NO_KEY: Missing = ("NotFoundException", 400, "Key '{arn}' does not exist");
const NO_SECRET: Missing =
    ("ResourceNotFoundException", 400, "Secrets Manager can't find the specified secret.");

#[rustfmt::skip]
pub(super) const LISTS: &[List] = &[
    list(KMS, "ListKeys", "kms:key", "Keys", &KEYS, &["KeyId", "KeyArn=Arn"]),
    list(KMS, "ListAliases", "kms:alias", "Aliases", &KEYS, &[]).filtered(&[("KeyId", "TargetKeyId")]),
    list(SECRETS, "ListSecrets", "secretsmanager:secret", "SecretList", &SECRET_PAGES, &[]),
    list(LAMBDA, "ListFunctions", "lambda:function", "Functions", &FUNCTIONS, &[]),
    list("eks", "ListClusters", "eks:cluster", "clusters", &CLUSTERS, &["=name"]),
    list("eks", "ListNodegroups", "eks:nodegroup", "nodegroups", &CLUSTERS, &["=nodegroupName"]).within(&["clusterName"]),
    list("dynamodb", "ListTables", "dynamodb:table", "TableNames", &TABLES, &["=TableName"]),
    list("aoss", "ListCollections", "aoss:collection", "collectionSummaries", &COLLECTIONS, &["id", "name", "status", "arn", "kmsKeyArn"]),
    list("aoss", "ListSecurityPolicies", "aoss:security-policy", "securityPolicySummaries", &COLLECTIONS,
        &["type", "name", "policyVersion", "createdDate", "lastModifiedDate"]).filtered(&[("type", "type")]),
    list("logs", "DescribeLogGroups", "logs:log-group", "logGroups", &GROUPS, &[]).filtered(&[("logGroupNamePrefix", "~logGroupName")]),
    list("guardduty", "ListDetectors", "guardduty:detector", "detectorIds", &DETECTORS, &["=_state"]),
    list("config", "DescribeConfigurationAggregators", "config:aggregator", "ConfigurationAggregators", &AGGREGATORS, &[]),
    list("config", "DescribeConfigurationRecorders", "config:recorder", "ConfigurationRecorders", &AGGREGATORS, &[]),
];

#[rustfmt::skip]
pub(super) const SHOWS: &[Show] = &[
    show(KMS, "DescribeKey", "kms:key", &["KeyId"], "KeyMetadata", NO_KEY),
    show(SECRETS, "DescribeSecret", "secretsmanager:secret", &["SecretId"], "", NO_SECRET),
    show(LAMBDA, "GetFunctionConfiguration", "lambda:function", &["FunctionName"], "", NO_FUNCTION),
    show("eks", "DescribeCluster", "eks:cluster", &["name"], "cluster", NO_CLUSTER),
    show("eks", "DescribeNodegroup", "eks:nodegroup", &["clusterName", "nodegroupName"], "nodegroup", ("ResourceNotFoundException", 404, "No node group found for name: {}.")),
    show("dynamodb", "DescribeTable", "dynamodb:table", &["TableName"], "Table", ("ResourceNotFoundException", 400, "Requested resource not found: Table: {} not found")),
    show("guardduty", "GetDetector", "guardduty:detector", &["DetectorId"], "", ("BadRequestException", 400, "The request is rejected because the input detectorId is not owned by the current account.")),
];

/// The key that a client names by id, ARN, alias or the alias' ARN.
pub(super) fn kms_key(estate: &Estate, call: &Call<'_>) -> Key {
    let given = call.text("KeyId");
    let alias = if given.starts_with("alias/") {
        given
    } else {
        given.split_once(":alias/").map_or("", |(_, name)| name)
    };
    let alias = if alias.is_empty() || alias.starts_with("alias/") {
        alias.to_owned()
    } else {
        format!("alias/{alias}")
    };
    let (account, region) = (call.account(), call.region());
    let target = estate.shelf.get(&Key::new("kms:alias", account, region, &alias));
    let id = target.map_or(given, |alias| text(alias, "TargetKeyId"));
    estate
        .shelf
        .find("kms:key", account, region, id)
        .unwrap_or_else(|| Key::new("kms:key", account, region, id))
}

pub(super) fn target(estate: &Estate, call: &Call<'_>) -> Option<String> {
    let (account, region) = (call.account(), call.region());
    let of = |kind, name: &str| {
        let found = estate.shelf.find(kind, account, region, call.text(name));
        found.map_or_else(|| Key::new(kind, account, region, call.text(name)).arn(), |key| key.arn())
    };
    match (call.operation.service.as_str(), call.name()) {
        (KMS, "ListKeys" | "ListAliases") => None,
        (KMS, _) => Some(kms_key(estate, call).arn()),
        (SECRETS, "ListSecrets") => None,
        (SECRETS, _) => Some(of("secretsmanager:secret", "SecretId")),
        (LAMBDA, "ListFunctions") => None,
        (LAMBDA, _) => Some(of("lambda:function", "FunctionName")),
        ("cloudtrail", "GetTrailStatus") => Some(of("cloudtrail:trail", "Name")),
        ("cloudtrail", "GetEventSelectors") => Some(of("cloudtrail:trail", "TrailName")),
        _ => None,
    }
}

pub(super) fn answer(estate: &mut Estate, call: &Call<'_>) -> Option<Result<Value, Fail>> {
    Some(match (call.operation.service.as_str(), call.name()) {
        (KMS, "DescribeKey") => key_of(estate, call).map(|key| json!({"KeyMetadata": without_hidden(&key)})),
        (KMS, "GetKeyPolicy") => {
            key_of(estate, call).map(|key| json!({"Policy": key.get("_policy").cloned().unwrap_or_default().to_string(), "PolicyName": "default"}))
        }
        (KMS, "ListKeyPolicies") => key_of(estate, call).map(|_| json!({"PolicyNames": ["default"], "Truncated": false})),
        (KMS, "GetKeyRotationStatus") => key_of(estate, call).map(|key| {
            let mut status = json!({"KeyRotationEnabled": flag(&key, "_rotation"), "KeyId": text(&key, "Arn")});
            if flag(&key, "_rotation") {
                set(&mut status, "RotationPeriodInDays", json!(365));
            }
            status
        }),
        (KMS, "DisableKey") => switch(estate, call, false),
        (KMS, "EnableKey") => switch(estate, call, true),
        (SECRETS, "RotateSecret") => rotate(estate, call),
        (SECRETS, "GetResourcePolicy") => secret(estate, call).map(|(_, value)| {
            let mut result = json!({"ARN": text(&value, "ARN"), "Name": text(&value, "Name")});
            if let Some(policy) = value.get("_policy") {
                set(&mut result, "ResourcePolicy", json!(policy.to_string()));
            }
            result
        }),
        (LAMBDA, "GetFunction") => function(estate, call).map(|(arn, value)| {
            let mut result = json!({"Configuration": without_hidden(&value), "Tags": estate.shelf.tags(&arn),
                "Code": {"RepositoryType": "S3", "Location": "https://awslambda-us-east-1-tasks.s3.us-east-1.amazonaws.com/snapshots"}});
            if let Some(reserved) = value.get("_state") {
                set(&mut result, "Concurrency", json!({"ReservedConcurrentExecutions": reserved}));
            }
            result
        }),
        (LAMBDA, "GetPolicy") => function(estate, call).and_then(|(_, value)| match value.get("_policy") {
            Some(policy) => Ok(json!({"Policy": policy.to_string(), "RevisionId": "5f0c2a1e-7b44-4d7e-9a53-2b6c1d0e8f91"})),
            None => Err(Fail::new("ResourceNotFoundException", 404, "The resource you requested does not exist.")),
        }),
        (LAMBDA, "GetFunctionConcurrency") => function(estate, call).map(|(_, value)| match value.get("_state") {
            Some(reserved) => json!({"ReservedConcurrentExecutions": reserved}),
            None => json!({}),
        }),
        (LAMBDA, "PutFunctionConcurrency" | "DeleteFunctionConcurrency") => reserve(estate, call),
        ("cloudtrail", "DescribeTrails") => Ok(trails(estate, call)),
        ("cloudtrail", "GetTrailStatus") => trail(estate, call, "Name").map(|trail| {
            let logging = trail.get("_state").is_some_and(|on| on == true);
            json!({"IsLogging": logging, "StartLoggingTime": 1_730_000_000, "LatestDeliveryTime": call.seconds() - 240})
        }),
        ("cloudtrail", "GetEventSelectors") => trail(estate, call, "TrailName").map(|trail| {
            json!({"TrailARN": text(&trail, "TrailARN"), "AdvancedEventSelectors": trail.get("_policy")})
        }),
        ("config", "DescribeConfigurationRecorderStatus") => Ok(json!({"ConfigurationRecordersStatus": estate
            .shelf
            .of("config:recorder", call.account(), call.region())
            .map(|(_, recorder)| json!({"name": text(recorder, "name"), "recording": true, "lastStatus": "SUCCESS"}))
            .collect::<Value>()})),
        ("aoss", "BatchGetCollection") => Ok(collections(estate, call)),
        ("eks", "DescribeCluster") => return None,
        _ => return None,
    })
}

fn without_hidden(value: &Value) -> Value {
    let mut value = value.clone();
    for hidden in super::catalogue::HIDDEN {
        unset(&mut value, hidden);
    }
    value
}

fn key_of(estate: &Estate, call: &Call<'_>) -> Result<Value, Fail> {
    call.required("KeyId")?;
    let key = kms_key(estate, call);
    estate.shelf.get(&key).cloned().ok_or_else(|| absent(NO_KEY, &key))
}

fn switch(estate: &mut Estate, call: &Call<'_>, on: bool) -> Result<Value, Fail> {
    let key = kms_key(estate, call);
    let value = estate.shelf.get_mut(&key).ok_or_else(|| absent(NO_KEY, &key))?;
    if text(value, "KeyState") == "PendingDeletion" {
        return Err(Fail::new(
            "KMSInvalidStateException",
            400,
            format!("{} is pending deletion.", key.arn()),
        ));
    }
    set(value, "Enabled", json!(on));
    set(value, "KeyState", json!(if on { "Enabled" } else { "Disabled" }));
    Ok(Value::Null)
}

fn secret(estate: &Estate, call: &Call<'_>) -> Result<(Key, Value), Fail> {
    let given = call.required("SecretId")?;
    let (account, region) = (call.account(), call.region());
    let key = estate.shelf.find("secretsmanager:secret", account, region, given);
    let missing = || absent(NO_SECRET, &Key::new("secretsmanager:secret", account, region, given));
    let key = key.ok_or_else(missing)?;
    let value = estate.shelf.get(&key).cloned().ok_or_else(missing)?;
    Ok((key, value))
}

/// Rotation by token is idempotent: the same `ClientRequestToken` makes no second version.
fn rotate(estate: &mut Estate, call: &Call<'_>) -> Result<Value, Fail> {
    let (key, secret) = secret(estate, call)?;
    let function = if call.text("RotationLambdaARN").is_empty() {
        text(&secret, "RotationLambdaARN")
    } else {
        call.text("RotationLambdaARN")
    };
    if function.is_empty() {
        return Err(Fail::new(
            "InvalidRequestException",
            400,
            "No Lambda rotation function ARN is associated with this secret.",
        ));
    }
    let given = call.text("ClientRequestToken");
    let version = if given.is_empty() {
        crate::ids::Uuid::of(&format!("{}{}", key.id, call.at)).to_string()
    } else {
        given.to_owned()
    };
    if version.len() > 64 {
        return Err(Fail::new(
            "InvalidParameterException",
            400,
            "ClientRequestToken is longer than 64 characters.",
        ));
    }
    let function = function.to_owned();
    if let Some(value) = estate.shelf.get_mut(&key) {
        set(value, "RotationEnabled", json!(true));
        set(value, "RotationLambdaARN", json!(function));
        set(value, "VersionIdsToStages", json!({version.as_str(): ["AWSCURRENT"]}));
        set(value, "LastRotatedDate", json!(call.seconds()));
    }
    Ok(json!({"ARN": key.arn(), "Name": key.id, "VersionId": version}))
}

fn function(estate: &Estate, call: &Call<'_>) -> Result<(String, Value), Fail> {
    let (account, region, given) = (call.account(), call.region(), call.required("FunctionName")?);
    let key = estate.shelf.find("lambda:function", account, region, given);
    let missing = || absent(NO_FUNCTION, &Key::new("lambda:function", account, region, given));
    let key = key.ok_or_else(missing)?;
    Ok((key.arn(), estate.shelf.get(&key).cloned().ok_or_else(missing)?))
}

/// Reserved concurrency 0 stops a function.
fn reserve(estate: &mut Estate, call: &Call<'_>) -> Result<Value, Fail> {
    let (account, region, given) = (call.account(), call.region(), call.required("FunctionName")?);
    let missing = || absent(NO_FUNCTION, &Key::new("lambda:function", account, region, given));
    let key = estate.shelf.find("lambda:function", account, region, given).ok_or_else(missing)?;
    let value = estate.shelf.get_mut(&key).ok_or_else(missing)?;
    if call.name() == "DeleteFunctionConcurrency" {
        unset(value, "_state");
        return Ok(Value::Null);
    }
    let reserved =
        number(call.input, "ReservedConcurrentExecutions").filter(|count| (0..=900).contains(count));
    let reserved = reserved.ok_or_else(|| {
        Fail::new("InvalidParameterValueException", 400, "Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its minimum value of [100].")
    })?;
    set(value, "_state", json!(reserved));
    Ok(json!({"ReservedConcurrentExecutions": reserved}))
}

/// Trails of the home region, and with `includeShadowTrails` those of the organisation and of other regions.
fn trails(estate: &Estate, call: &Call<'_>) -> Value {
    let wanted = strings(call.input, "trailNameList");
    let shadows = call.input.get("includeShadowTrails").is_none_or(|shadows| shadows != false);
    let found: Vec<Value> = estate
        .shelf
        .all("cloudtrail:trail")
        .filter(|(key, trail)| {
            let is_here = key.account == call.account() && key.region == call.region();
            let is_shadow = (key.account == call.account() && flag(trail, "IsMultiRegionTrail"))
                || flag(trail, "IsOrganizationTrail");
            let is_wanted =
                wanted.is_empty() || wanted.iter().any(|name| *name == key.id || *name == key.arn());
            is_wanted && (is_here || (shadows && is_shadow))
        })
        .map(|(_, trail)| without_hidden(trail))
        .collect();
    json!({"trailList": found})
}

fn trail(estate: &Estate, call: &Call<'_>, parameter: &str) -> Result<Value, Fail> {
    let given = call.required(parameter)?;
    let found = estate.shelf.all("cloudtrail:trail").find(|(key, trail)| {
        (key.id == given && key.account == call.account())
            || (key.arn() == given && (key.account == call.account() || flag(trail, "IsOrganizationTrail")))
    });
    let missing = || {
        Fail::new(
            "TrailNotFoundException",
            400,
            format!("Unknown trail: {given} for the user: {}", call.account()),
        )
    };
    found.map(|(_, trail)| trail.clone()).ok_or_else(missing)
}

fn collections(estate: &Estate, call: &Call<'_>) -> Value {
    let (ids, names) = (strings(call.input, "ids"), strings(call.input, "names"));
    let all: Vec<&Value> =
        estate.shelf.of("aoss:collection", call.account(), call.region()).map(|(_, value)| value).collect();
    let found = all.iter().filter(|c| {
        ids.iter().any(|id| id == text(c, "id")) || names.iter().any(|name| name == text(c, "name"))
    });
    let missing = ids.iter().filter(|id| all.iter().all(|c| text(c, "id") != id.as_str()));
    json!({
        "collectionDetails": found.map(|c| (*c).clone()).collect::<Value>(),
        "collectionErrorDetails": missing.map(|id| json!({"id": id, "errorCode": "NOT_FOUND", "errorMessage": "The collection does not exist."})).collect::<Value>(),
    })
}

/// What a policy on a resource of these services says.
pub(super) fn policy_on(estate: &Estate, call: &Call<'_>) -> Option<Value> {
    let key = match call.operation.service.as_str() {
        KMS => kms_key(estate, call),
        SECRETS => estate.shelf.find(
            "secretsmanager:secret",
            call.account(),
            call.region(),
            call.text("SecretId"),
        )?,
        _ => return None,
    };
    estate.shelf.get(&key)?.get("_policy").cloned()
}

/// Whether a list of managed policies has one that is unknown.
pub(super) fn unknown_policy(estate: &Estate, arn: &str) -> bool {
    iam::managed(&estate.shelf, arn).is_none()
}
