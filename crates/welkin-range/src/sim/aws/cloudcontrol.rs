//! Cloud Control: `json` 1.0, target `CloudApiService.{ListResources|GetResource}`. `Properties` is JSON as text, in the
//! spelling of the type's CloudFormation schema.

use serde_json::{Map, Value, json};

use super::call::Call;
use super::catalogue::{HIDDEN, Paging};
use super::estate::Estate;
use super::fail::Fail;
use super::field::text;
use super::shelf::Key;

/// At most 100 a page, 20 unless asked otherwise.
const PAGES: Paging = Paging {
    token_in: "NextToken",
    token_out: "NextToken",
    size_in: "MaxResults",
    default: 20,
    most: 100,
    wrong: "InvalidRequestException",
};

/// A type of CloudFormation that Cloud Control lists.
#[derive(Clone, Copy, Debug)]
struct Type {
    name: &'static str,
    kind: &'static str,
    /// The property that is the primary identifier, in the schema's spelling.
    identifier: &'static str,
    /// The property that names what the resources live in, which a list needs.
    parent: &'static str,
}

const fn of(name: &'static str, kind: &'static str, identifier: &'static str, parent: &'static str) -> Type {
    Type { name, kind, identifier, parent }
}

#[rustfmt::skip]
const TYPES: &[Type] = &[
    of("AWS::SageMaker::Model", "sagemaker:model", "ModelArn", ""),
    of("AWS::SageMaker::Endpoint", "sagemaker:endpoint", "EndpointArn", ""),
    of("AWS::SageMaker::EndpointConfig", "sagemaker:endpoint-config", "EndpointConfigArn", ""),
    of("AWS::SageMaker::NotebookInstance", "sagemaker:notebook-instance", "NotebookInstanceArn", ""),
    of("AWS::SageMaker::Domain", "sagemaker:domain", "DomainId", ""),
    of("AWS::SageMaker::UserProfile", "sagemaker:user-profile", "UserProfileName", ""),
    of("AWS::SageMaker::FeatureGroup", "sagemaker:feature-group", "FeatureGroupName", ""),
    of("AWS::SageMaker::MonitoringSchedule", "sagemaker:monitoring-schedule", "MonitoringScheduleArn", ""),
    of("AWS::SageMaker::ModelPackage", "sagemaker:model-package", "ModelPackageArn", ""),
    of("AWS::SageMaker::ModelPackageGroup", "sagemaker:model-package-group", "ModelPackageGroupArn", ""),
    of("AWS::SageMaker::Pipeline", "sagemaker:pipeline", "PipelineName", ""),
    of("AWS::SageMaker::Cluster", "sagemaker:cluster", "ClusterArn", ""),
    of("AWS::Bedrock::Guardrail", "bedrock:guardrail", "GuardrailArn", ""),
    of("AWS::Bedrock::Agent", "bedrock:agent", "AgentId", ""),
    of("AWS::Bedrock::AgentAlias", "bedrock:agent-alias", "AgentAliasId", "AgentId"),
    of("AWS::Bedrock::KnowledgeBase", "bedrock:knowledge-base", "KnowledgeBaseId", ""),
    of("AWS::Bedrock::DataSource", "bedrock:data-source", "DataSourceId", "KnowledgeBaseId"),
    of("AWS::BedrockAgentCore::Runtime", "agentcore:runtime", "AgentRuntimeId", ""),
    of("AWS::BedrockAgentCore::Gateway", "agentcore:gateway", "GatewayId", ""),
    of("AWS::BedrockAgentCore::GatewayTarget", "agentcore:gateway-target", "TargetId", "GatewayIdentifier"),
    of("AWS::BedrockAgentCore::Memory", "agentcore:memory", "MemoryArn", ""),
    of("AWS::OpenSearchServerless::Collection", "aoss:collection", "Id", ""),
    of("AWS::KMS::Key", "kms:key", "KeyId", ""),
    of("AWS::Lambda::Function", "lambda:function", "FunctionName", ""),
];

/// Types that exist and have no list handler.
const UNLISTED: [&str; 4] = [
    "AWS::Bedrock::GuardrailVersion",
    "AWS::SageMaker::Device",
    "AWS::SageMaker::DeviceFleet",
    "AWS::Bedrock::ResourcePolicy",
];

pub(super) fn answer(estate: &Estate, call: &Call<'_>) -> Option<Result<Value, Fail>> {
    match call.name() {
        "ListResources" => Some(list(estate, call)),
        "GetResource" => Some(get(estate, call)),
        _ => None,
    }
}

fn type_of(call: &Call<'_>) -> Result<&'static Type, Fail> {
    let name = call.required("TypeName")?;
    if UNLISTED.contains(&name) {
        return Err(Fail::new(
            "UnsupportedActionException",
            400,
            format!(
                "Resource type {name} does not support {} action",
                if call.name() == "ListResources" { "LIST" } else { "READ" }
            ),
        ));
    }
    let shaped = name.split("::").count() == 3 && name.len() <= 196;
    if !shaped {
        return Err(Fail::invalid(format!(
            "1 validation error detected: Value '{name}' at 'typeName' failed to satisfy constraint: Member must satisfy regular expression pattern: [A-Za-z0-9]{{2,64}}::[A-Za-z0-9]{{2,64}}::[A-Za-z0-9]{{2,64}}(::MODULE){{0,1}}"
        )));
    }
    TYPES
        .iter()
        .find(|known| known.name == name)
        .ok_or_else(|| Fail::new("TypeNotFoundException", 400, format!("The type '{name}' cannot be found.")))
}

fn list(estate: &Estate, call: &Call<'_>) -> Result<Value, Fail> {
    let kind = type_of(call)?;
    let mut parent = String::new();
    if !kind.parent.is_empty() {
        let model: Value = serde_json::from_str(call.text("ResourceModel")).unwrap_or_default();
        let given = text(&model, kind.parent);
        if given.is_empty() {
            return Err(Fail::new(
                "InvalidRequestException",
                400,
                format!(
                    "Missing or invalid ResourceModel property in {} list handler request input. Required property:  [{}]",
                    kind.name, kind.parent
                ),
            ));
        }
        parent = format!("{given}/");
    }
    let items = estate
        .shelf
        .of(kind.kind, call.account(), call.region())
        .filter(|(key, _)| key.id.starts_with(&parent))
        .map(|(key, value)| (key.id.clone(), described(kind, key, value)))
        .collect();
    let mut result = estate.paged(call, &PAGES, items, "ResourceDescriptions")?;
    super::field::set(&mut result, "TypeName", json!(kind.name));
    Ok(result)
}

fn get(estate: &Estate, call: &Call<'_>) -> Result<Value, Fail> {
    let kind = type_of(call)?;
    let wanted = call.required("Identifier")?;
    let found = estate
        .shelf
        .of(kind.kind, call.account(), call.region())
        .map(|(key, value)| described(kind, key, value))
        .find(|described| text(described, "Identifier") == wanted);
    let missing = || {
        Fail::new(
            "ResourceNotFoundException",
            400,
            format!("Resource of type '{}' with identifier '{wanted}' was not found.", kind.name),
        )
    };
    Ok(json!({"TypeName": kind.name, "ResourceDescription": found.ok_or_else(missing)?}))
}

fn described(kind: &Type, key: &Key, value: &Value) -> Value {
    let properties = pascal(value);
    let own = text(&properties, kind.identifier).to_owned();
    let own = if own.is_empty() { key.arn() } else { own };
    // Of what lives in something both parts are the identifier, with a bar between.
    let identifier = match (kind.parent, key.id.split_once('/')) {
        ("", _) | (_, None) => own,
        (_, Some((parent, _))) => format!("{parent}|{own}"),
    };
    json!({"Identifier": identifier, "Properties": properties.to_string()})
}

/// Schemas of CloudFormation begin every name in upper case.
fn pascal(value: &Value) -> Value {
    match value {
        Value::Object(fields) => fields
            .iter()
            .filter(|(name, _)| !HIDDEN.contains(&name.as_str()))
            .map(|(name, inner)| {
                let mut letters = name.chars();
                let first: String = letters.next().into_iter().flat_map(char::to_uppercase).collect();
                (format!("{first}{}", letters.as_str()), pascal(inner))
            })
            .collect::<Map<String, Value>>()
            .into(),
        Value::Array(items) => items.iter().map(pascal).collect(),
        other => other.clone(),
    }
}
