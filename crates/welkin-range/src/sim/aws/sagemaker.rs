//! SageMaker's control plane: `json` 1.1, target `SageMaker.{Operation}` (model `sagemaker` 2017-07-24).

use serde_json::{Value, json};
use welkin_model::Millis;

use super::call::Call;
use super::catalogue::{List, Missing, Paging, Show, absent, given_tags, list, show};
use super::estate::Estate;
use super::fail::Fail;
use super::field::{list as items, number, set, strings, text, unset};
use super::shelf::Key;

pub(super) const S: &str = "sagemaker";
/// `MaxResults` is 10 unless given, at most 100.
pub(super) const TEN: Paging = Paging {
    token_in: "NextToken",
    token_out: "NextToken",
    size_in: "MaxResults",
    default: 10,
    most: 100,
    wrong: "ValidationException",
};
const NOT_FOUND: Missing = ("ValidationException", 400, "Could not find \"{arn}\".");
pub(super) const NO_RECORD: Missing = ("ValidationException", 400, "RecordNotFound");
pub(super) const RESOURCE: Missing = ("ResourceNotFound", 400, "Resource {arn} does not exist.");

#[rustfmt::skip]
pub(super) const LISTS: &[List] = &[
    list(S, "ListModels", "sagemaker:model", "Models", &TEN, &["ModelName", "ModelArn", "CreationTime"])
        .filtered(&[("NameContains", "~ModelName")]),
    list(S, "ListEndpoints", "sagemaker:endpoint", "Endpoints", &TEN, &["EndpointName", "EndpointArn", "CreationTime", "LastModifiedTime", "EndpointStatus"])
        .filtered(&[("NameContains", "~EndpointName"), ("StatusEquals", "EndpointStatus")]),
    list(S, "ListEndpointConfigs", "sagemaker:endpoint-config", "EndpointConfigs", &TEN, &["EndpointConfigName", "EndpointConfigArn", "CreationTime"])
        .filtered(&[("NameContains", "~EndpointConfigName")]),
    list(S, "ListNotebookInstances", "sagemaker:notebook-instance", "NotebookInstances", &TEN,
        &["NotebookInstanceName", "NotebookInstanceArn", "NotebookInstanceStatus", "Url", "InstanceType", "CreationTime", "LastModifiedTime"])
        .filtered(&[("NameContains", "~NotebookInstanceName"), ("StatusEquals", "NotebookInstanceStatus")]),
    list(S, "ListTrainingJobs", "sagemaker:training-job", "TrainingJobSummaries", &TEN,
        &["TrainingJobName", "TrainingJobArn", "CreationTime", "TrainingEndTime", "LastModifiedTime", "TrainingJobStatus"])
        .filtered(&[("NameContains", "~TrainingJobName"), ("StatusEquals", "TrainingJobStatus")]),
    list(S, "ListProcessingJobs", "sagemaker:processing-job", "ProcessingJobSummaries", &TEN,
        &["ProcessingJobName", "ProcessingJobArn", "CreationTime", "ProcessingEndTime", "LastModifiedTime", "ProcessingJobStatus"])
        .filtered(&[("NameContains", "~ProcessingJobName"), ("StatusEquals", "ProcessingJobStatus")]),
    list(S, "ListPipelines", "sagemaker:pipeline", "PipelineSummaries", &TEN,
        &["PipelineArn", "PipelineName", "PipelineDisplayName", "RoleArn", "CreationTime", "LastModifiedTime"]),
    list(S, "ListModelPackages", "sagemaker:model-package", "ModelPackageSummaryList", &TEN,
        &["ModelPackageGroupName", "ModelPackageVersion", "ModelPackageArn", "CreationTime", "ModelPackageStatus", "ModelApprovalStatus"])
        .filtered(&[("ModelPackageGroupName", "ModelPackageGroupName"), ("ModelApprovalStatus", "ModelApprovalStatus")]),
    list(S, "ListModelPackageGroups", "sagemaker:model-package-group", "ModelPackageGroupSummaryList", &TEN,
        &["ModelPackageGroupName", "ModelPackageGroupArn", "ModelPackageGroupDescription", "CreationTime", "ModelPackageGroupStatus"]),
    list(S, "ListDomains", "sagemaker:domain", "Domains", &TEN, &["DomainArn", "DomainId", "DomainName", "Status", "CreationTime", "LastModifiedTime", "Url"]),
    list(S, "ListUserProfiles", "sagemaker:user-profile", "UserProfiles", &TEN, &["DomainId", "UserProfileName", "Status", "CreationTime", "LastModifiedTime"])
        .filtered(&[("DomainIdEquals", "DomainId"), ("UserProfileNameContains", "~UserProfileName")]),
    list(S, "ListFeatureGroups", "sagemaker:feature-group", "FeatureGroupSummaries", &TEN,
        &["FeatureGroupName", "FeatureGroupArn", "CreationTime", "FeatureGroupStatus", "OfflineStoreStatus"])
        .filtered(&[("NameContains", "~FeatureGroupName")]),
    list(S, "ListMonitoringSchedules", "sagemaker:monitoring-schedule", "MonitoringScheduleSummaries", &TEN,
        &["MonitoringScheduleName", "MonitoringScheduleArn", "CreationTime", "LastModifiedTime", "MonitoringScheduleStatus", "EndpointName", "MonitoringType"])
        .filtered(&[("EndpointName", "EndpointName"), ("MonitoringTypeEquals", "MonitoringType")]),
    list(S, "ListClusters", "sagemaker:cluster", "ClusterSummaries", &TEN, &["ClusterArn", "ClusterName", "CreationTime", "ClusterStatus"]),
];

#[rustfmt::skip]
pub(super) const SHOWS: &[Show] = &[
    show(S, "DescribeModel", "sagemaker:model", &["ModelName"], "", ("ValidationException", 400, "Could not find model \"{arn}\".")),
    show(S, "DescribeEndpoint", "sagemaker:endpoint", &["EndpointName"], "", ("ValidationException", 400, "Could not find endpoint \"{arn}\".")),
    show(S, "DescribeEndpointConfig", "sagemaker:endpoint-config", &["EndpointConfigName"], "", ("ValidationException", 400, "Could not find endpoint configuration \"{arn}\".")),
    show(S, "DescribeNotebookInstance", "sagemaker:notebook-instance", &["NotebookInstanceName"], "", NO_RECORD),
    show(S, "DescribeTrainingJob", "sagemaker:training-job", &["TrainingJobName"], "", ("ValidationException", 400, "Requested resource not found.")),
    show(S, "DescribeProcessingJob", "sagemaker:processing-job", &["ProcessingJobName"], "", ("ValidationException", 400, "Could not find requested job with name: {}")),
    show(S, "DescribePipeline", "sagemaker:pipeline", &["PipelineName"], "", RESOURCE),
    show(S, "DescribeModelPackage", "sagemaker:model-package", &["ModelPackageName"], "", NOT_FOUND),
    show(S, "DescribeModelPackageGroup", "sagemaker:model-package-group", &["ModelPackageGroupName"], "", NOT_FOUND),
    show(S, "DescribeDomain", "sagemaker:domain", &["DomainId"], "", RESOURCE),
    show(S, "DescribeUserProfile", "sagemaker:user-profile", &["DomainId", "UserProfileName"], "", RESOURCE),
    show(S, "DescribeFeatureGroup", "sagemaker:feature-group", &["FeatureGroupName"], "", RESOURCE),
    show(S, "DescribeMonitoringSchedule", "sagemaker:monitoring-schedule", &["MonitoringScheduleName"], "", RESOURCE),
    show(S, "DescribeCluster", "sagemaker:cluster", &["ClusterName"], "", RESOURCE),
];

/// How long an endpoint is being updated. At AWS it takes minutes; here no longer than a test may wait.
pub(super) const UPDATE: Millis = 1_000;
/// As many variants as an endpoint configuration has.
const MOST_VARIANTS: usize = 10;

fn key(call: &Call<'_>, kind: &'static str, id: &str) -> Key {
    Key::new(kind, call.account(), call.region(), id)
}

/// The resource of an operation that is not in the tables.
pub(super) fn target(estate: &Estate, call: &Call<'_>) -> Option<String> {
    let of = |kind, name| key(call, kind, call.text(name)).arn();
    Some(match call.name() {
        "UpdateEndpointWeightsAndCapacities" | "UpdateEndpoint" | "DeleteEndpoint" | "InvokeEndpoint" => {
            of("sagemaker:endpoint", "EndpointName")
        }
        "CreateEndpointConfig" | "DeleteEndpointConfig" => {
            of("sagemaker:endpoint-config", "EndpointConfigName")
        }
        "UpdateModelPackage" => {
            let given = call.text("ModelPackageArn");
            let found = estate.shelf.find("sagemaker:model-package", call.account(), call.region(), given);
            found.map_or_else(|| given.to_owned(), |key| key.arn())
        }
        "StopNotebookInstance" | "StartNotebookInstance" => {
            of("sagemaker:notebook-instance", "NotebookInstanceName")
        }
        _ => return None,
    })
}

pub(super) fn answer(estate: &mut Estate, call: &Call<'_>) -> Option<Result<Value, Fail>> {
    Some(match call.name() {
        "UpdateEndpointWeightsAndCapacities" => weigh(estate, call),
        "UpdateEndpoint" => update_endpoint(estate, call),
        "CreateEndpointConfig" => create_config(estate, call),
        "DeleteEndpointConfig" => {
            delete(estate, call, "sagemaker:endpoint-config", "EndpointConfigName", "endpoint configuration")
        }
        // The configuration stays: the endpoint can be made again from it.
        "DeleteEndpoint" => delete(estate, call, "sagemaker:endpoint", "EndpointName", "endpoint"),
        "UpdateModelPackage" => update_package(estate, call),
        "StopNotebookInstance" => notebook(estate, call, "InService", "Stopped"),
        "StartNotebookInstance" => notebook(estate, call, "Stopped", "InService"),
        _ => return None,
    })
}

fn no_endpoint(key: &Key) -> Fail {
    absent(("ValidationException", 400, "Could not find endpoint \"{arn}\"."), key)
}

/// Sets `DesiredWeight` and `DesiredInstanceCount` of variants. Weights shift only the traffic that names no variant.
fn weigh(estate: &mut Estate, call: &Call<'_>) -> Result<Value, Fail> {
    let key = key(call, "sagemaker:endpoint", call.required("EndpointName")?);
    let endpoint = estate.shelf.get_mut(&key).ok_or_else(|| no_endpoint(&key))?;
    in_service(endpoint, &key)?;
    let wanted = items(call.input, "DesiredWeightsAndCapacities");
    if wanted.is_empty() {
        return Err(Fail::invalid(
            "1 validation error detected: Value at 'desiredWeightsAndCapacities' failed to satisfy constraint: Member must have length greater than or equal to 1",
        ));
    }
    let mut variants = items(endpoint, "ProductionVariants").to_vec();
    for change in wanted {
        let name = text(change, "VariantName");
        let Some(variant) = variants.iter_mut().find(|variant| text(variant, "VariantName") == name) else {
            return Err(Fail::invalid(format!(
                "The variant name(s) \"{name}\" is/are not present within endpoint configuration \"{}\".",
                text(endpoint, "EndpointConfigName")
            )));
        };
        if let Some(weight) = change.get("DesiredWeight").and_then(Value::as_f64) {
            if !(0.0..=f64::from(f32::MAX)).contains(&weight) {
                return Err(Fail::invalid(
                    "Value at 'desiredWeight' failed to satisfy constraint: Member must be greater than or equal to 0",
                ));
            }
            set(variant, "DesiredWeight", json!(weight));
        }
        if let Some(count) = number(change, "DesiredInstanceCount").filter(|count| *count >= 1) {
            set(variant, "DesiredInstanceCount", json!(count));
        }
    }
    set(endpoint, "ProductionVariants", json!(variants));
    for variant in &mut variants {
        for (current, desired) in
            [("CurrentWeight", "DesiredWeight"), ("CurrentInstanceCount", "DesiredInstanceCount")]
        {
            let to = variant.get(desired).cloned().unwrap_or_default();
            set(variant, current, to);
        }
    }
    let config = text(endpoint, "EndpointConfigName").to_owned();
    begin_update(endpoint, call, &config, &variants);
    Ok(json!({"EndpointArn": key.arn()}))
}

/// An endpoint is `Updating` for a while, in which it serves as before and takes no further update.
fn begin_update(endpoint: &mut Value, call: &Call<'_>, config: &str, variants: &[Value]) {
    set(endpoint, "EndpointStatus", json!("Updating"));
    set(endpoint, "LastModifiedTime", json!(call.seconds()));
    set(endpoint, "_pending", json!({"until": call.at + UPDATE, "config": config, "variants": variants}));
}

/// Brings endpoints whose update is over to what was asked for.
pub(super) fn settle(estate: &mut Estate, at: Millis) {
    let is_over = |endpoint: &Value| {
        endpoint.get("_pending").and_then(|pending| number(pending, "until")).is_some_and(|until| until <= at)
    };
    let over: Vec<Key> = estate
        .shelf
        .all("sagemaker:endpoint")
        .filter(|(_, endpoint)| is_over(endpoint))
        .map(|(key, _)| key.clone())
        .collect();
    for key in over {
        let Some(endpoint) = estate.shelf.get_mut(&key) else { continue };
        let pending = endpoint.get("_pending").cloned().unwrap_or_default();
        set(endpoint, "EndpointStatus", json!("InService"));
        set(endpoint, "EndpointConfigName", json!(text(&pending, "config")));
        set(endpoint, "ProductionVariants", json!(items(&pending, "variants")));
        unset(endpoint, "_pending");
    }
}

fn in_service(endpoint: &Value, key: &Key) -> Result<(), Fail> {
    if text(endpoint, "EndpointStatus") == "InService" {
        return Ok(());
    }
    Err(Fail::invalid(format!("Cannot update in-progress endpoint \"{}\".", key.arn())))
}

fn update_endpoint(estate: &mut Estate, call: &Call<'_>) -> Result<Value, Fail> {
    let endpoint = key(call, "sagemaker:endpoint", call.required("EndpointName")?);
    let config = key(call, "sagemaker:endpoint-config", call.required("EndpointConfigName")?);
    let found = estate.shelf.get(&config).ok_or_else(|| {
        absent(("ValidationException", 400, "Could not find endpoint configuration \"{arn}\"."), &config)
    })?;
    let variants: Vec<Value> = items(found, "ProductionVariants").iter().map(deployed).collect();
    let value = estate.shelf.get_mut(&endpoint).ok_or_else(|| no_endpoint(&endpoint))?;
    in_service(value, &endpoint)?;
    begin_update(value, call, &config.id, &variants);
    Ok(json!({"EndpointArn": endpoint.arn()}))
}

/// A variant of a configuration as the endpoint shows it once deployed.
pub(super) fn deployed(variant: &Value) -> Value {
    let weight = variant.get("InitialVariantWeight").cloned().unwrap_or(json!(1.0));
    let count = variant.get("InitialInstanceCount").cloned().unwrap_or(json!(1));
    json!({"VariantName": text(variant, "VariantName"), "CurrentWeight": weight, "DesiredWeight": weight,
           "CurrentInstanceCount": count, "DesiredInstanceCount": count})
}

fn create_config(estate: &mut Estate, call: &Call<'_>) -> Result<Value, Fail> {
    let name = call.required("EndpointConfigName")?;
    let is_name = name.len() <= 63 && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    if !is_name {
        return Err(Fail::invalid(format!(
            "Value '{name}' at 'endpointConfigName' failed to satisfy constraint: Member must satisfy regular expression pattern: ^[a-zA-Z0-9](-*[a-zA-Z0-9])*"
        )));
    }
    let key = key(call, "sagemaker:endpoint-config", name);
    if estate.shelf.get(&key).is_some() {
        return Err(Fail::invalid(format!(
            "Cannot create already existing endpoint configuration \"{}\".",
            key.arn()
        )));
    }
    let variants = items(call.input, "ProductionVariants");
    if variants.is_empty() || variants.len() > MOST_VARIANTS {
        return Err(Fail::invalid(
            "Value at 'productionVariants' failed to satisfy constraint: Member must have length between 1 and 10",
        ));
    }
    for variant in variants {
        let model = self::key(call, "sagemaker:model", text(variant, "ModelName"));
        if estate.shelf.get(&model).is_none() {
            return Err(absent(("ValidationException", 400, "Could not find model \"{arn}\"."), &model));
        }
    }
    let mut value = super::field::pick(
        call.input,
        &[
            "ProductionVariants",
            "DataCaptureConfig",
            "KmsKeyId",
            "AsyncInferenceConfig",
            "VpcConfig",
            "EnableNetworkIsolation",
            "ExecutionRoleArn",
        ],
    );
    set(&mut value, "CreationTime", json!(call.seconds()));
    let full = |_| {
        Fail::new(
            "ResourceLimitExceeded",
            400,
            "The account-level service limit for endpoint configurations is reached.",
        )
    };
    let arn = estate.shelf.create(key, value).map_err(full)?;
    estate.shelf.tag(&arn, given_tags(call.input, "Tags"));
    Ok(json!({"EndpointConfigArn": arn}))
}

fn delete(
    estate: &mut Estate,
    call: &Call<'_>,
    kind: &'static str,
    field: &str,
    what: &str,
) -> Result<Value, Fail> {
    let key = key(call, kind, call.required(field)?);
    if let Some(endpoint) = estate.shelf.get(&key).filter(|_| kind == "sagemaker:endpoint") {
        in_service(endpoint, &key)?;
    }
    match estate.shelf.remove(&key) {
        Some(_) => Ok(Value::Null),
        None => Err(Fail::invalid(format!("Could not find {what} \"{}\".", key.arn()))),
    }
}

fn update_package(estate: &mut Estate, call: &Call<'_>) -> Result<Value, Fail> {
    let given = call.required("ModelPackageArn")?;
    let missing = || Fail::invalid(format!("ModelPackage {given} does not exist."));
    let key = estate
        .shelf
        .find("sagemaker:model-package", call.account(), call.region(), given)
        .ok_or_else(missing)?;
    let status = call.text("ModelApprovalStatus");
    if !matches!(status, "" | "Approved" | "Rejected" | "PendingManualApproval") {
        return Err(Fail::invalid(format!(
            "Value '{status}' at 'modelApprovalStatus' failed to satisfy constraint: Member must satisfy enum value set: [Approved, Rejected, PendingManualApproval]"
        )));
    }
    let package = estate.shelf.get_mut(&key).ok_or_else(missing)?;
    for field in ["ModelApprovalStatus", "ApprovalDescription"] {
        if let Some(value) = call.input.get(field) {
            set(package, field, value.clone());
        }
    }
    let mut metadata = package.get("CustomerMetadataProperties").cloned().unwrap_or(json!({}));
    for (name, value) in
        call.input.get("CustomerMetadataProperties").and_then(Value::as_object).into_iter().flatten().take(50)
    {
        set(&mut metadata, name, value.clone());
    }
    if metadata.as_object().is_some_and(|all| all.len() > 50) || metadata.to_string().len() > 32_768 {
        return Err(Fail::invalid(
            "Value at 'customerMetadataProperties' failed to satisfy constraint: Map must have at most 50 entries",
        ));
    }
    for name in strings(call.input, "CustomerMetadataPropertiesToRemove") {
        unset(&mut metadata, &name);
    }
    set(package, "CustomerMetadataProperties", metadata);
    set(package, "LastModifiedTime", json!(call.seconds()));
    Ok(json!({"ModelPackageArn": key.arn()}))
}

fn notebook(estate: &mut Estate, call: &Call<'_>, from: &str, to: &str) -> Result<Value, Fail> {
    let key = key(call, "sagemaker:notebook-instance", call.required("NotebookInstanceName")?);
    let value = estate.shelf.get_mut(&key).ok_or_else(|| absent(NO_RECORD, &key))?;
    if text(value, "NotebookInstanceStatus") != from {
        return Err(Fail::invalid(format!(
            "Status ({}) not in ([{from}]). Unable to transition to ({to}) for {}",
            text(value, "NotebookInstanceStatus"),
            key.arn()
        )));
    }
    set(value, "NotebookInstanceStatus", json!(to));
    set(value, "LastModifiedTime", json!(call.seconds()));
    Ok(Value::Null)
}
