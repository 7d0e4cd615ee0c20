//! Bedrock and its agents: `rest-json` (models `bedrock` 2023-04-20 and `bedrock-agent` 2023-06-05), which share the
//! signing name.

use serde_json::{Value, json};

use super::call::Call;
use super::catalogue::{List, Missing, Paging, Show, absent, list, show};
use super::estate::Estate;
use super::fail::Fail;
use super::field::text;
use super::shelf::Key;

const S: &str = "bedrock";
pub(super) const CAMEL: Paging = Paging {
    token_in: "nextToken",
    token_out: "nextToken",
    size_in: "maxResults",
    default: 100,
    most: 1_000,
    wrong: "ValidationException",
};
/// Bedrock's agents page by ten unless asked otherwise.
const AGENTS: Paging = Paging { default: 10, ..CAMEL };
const NONE: Missing = ("ResourceNotFoundException", 404, "The provided identifier {} was not found.");

#[rustfmt::skip]
pub(super) const LISTS: &[List] = &[
    list(S, "ListGuardrails", "bedrock:guardrail", "guardrails", &CAMEL,
        &["id=guardrailId", "arn=guardrailArn", "status", "name", "description", "version", "createdAt", "updatedAt"])
        .filtered(&[("guardrailIdentifier", "guardrailId")]),
    list(S, "ListCustomModels", "bedrock:custom-model", "modelSummaries", &CAMEL,
        &["modelArn", "modelName", "creationTime", "baseModelArn", "baseModelName=_state", "customizationType", "modelStatus"])
        .filtered(&[("nameContains", "~modelName")]),
    list(S, "ListImportedModels", "bedrock:imported-model", "modelSummaries", &CAMEL,
        &["modelArn", "modelName", "creationTime", "instructSupported", "modelArchitecture"]),
    list(S, "ListProvisionedModelThroughputs", "bedrock:provisioned-model", "provisionedModelSummaries", &CAMEL, &[])
        .filtered(&[("statusEquals", "status")]),
    list(S, "ListCustomModelDeployments", "bedrock:custom-model-deployment", "modelDeploymentSummaries", &CAMEL,
        &["customModelDeploymentArn", "customModelDeploymentName=modelDeploymentName", "modelArn", "createdAt", "status"]),
    list(S, "ListFoundationModels", "bedrock:foundation-model", "modelSummaries", &CAMEL, &[])
        .filtered(&[("byProvider", "providerName")]),
    list(S, "ListAgents", "bedrock:agent", "agentSummaries", &AGENTS,
        &["agentId", "agentName", "agentStatus", "description", "updatedAt", "latestAgentVersion=agentVersion", "guardrailConfiguration"]),
    list(S, "ListAgentAliases", "bedrock:agent-alias", "agentAliasSummaries", &AGENTS,
        &["agentAliasId", "agentAliasName", "routingConfiguration", "agentAliasStatus", "createdAt", "updatedAt"]).within(&["agentId"]),
    list(S, "ListAgentActionGroups", "bedrock:action-group", "actionGroupSummaries", &AGENTS,
        &["actionGroupId", "actionGroupName", "actionGroupState", "description", "updatedAt"]).within(&["agentId", "agentVersion"]),
    list(S, "ListAgentKnowledgeBases", "bedrock:agent-knowledge-base", "agentKnowledgeBaseSummaries", &AGENTS, &[])
        .within(&["agentId", "agentVersion"]),
    list(S, "ListKnowledgeBases", "bedrock:knowledge-base", "knowledgeBaseSummaries", &AGENTS,
        &["knowledgeBaseId", "name", "description", "status", "updatedAt"]),
    list(S, "ListDataSources", "bedrock:data-source", "dataSourceSummaries", &AGENTS,
        &["knowledgeBaseId", "dataSourceId", "name", "status", "description", "updatedAt"]).within(&["knowledgeBaseId"]),
    list(S, "ListInferenceProfiles", "bedrock:inference-profile", "inferenceProfileSummaries", &CAMEL, &[])
        .filtered(&[("type", "type")]),
    list(S, "ListModelCustomizationJobs", "bedrock:model-customization-job", "modelCustomizationJobSummaries", &CAMEL,
        &["jobArn", "baseModelArn", "jobName", "status", "creationTime", "customModelArn=outputModelArn", "customizationType"]),
    list(S, "ListModelImportJobs", "bedrock:model-import-job", "modelImportJobSummaries", &CAMEL, &[]),
    list(S, "ListModelInvocationJobs", "bedrock:model-invocation-job", "invocationJobSummaries", &CAMEL, &[]),
    list(S, "ListModelCopyJobs", "bedrock:model-copy-job", "modelCopyJobSummaries", &CAMEL, &[]),
    list(S, "ListEvaluationJobs", "bedrock:evaluation-job", "jobSummaries", &CAMEL, &[]),
    list(S, "ListMarketplaceModelEndpoints", "bedrock:marketplace-endpoint", "marketplaceModelEndpoints", &CAMEL, &[]),
    list(S, "ListPromptRouters", "bedrock:prompt-router", "promptRouterSummaries", &CAMEL, &[]),
    list(S, "ListPrompts", "bedrock:prompt", "promptSummaries", &AGENTS, &["name", "description", "id", "arn", "version", "createdAt", "updatedAt"]),
    list(S, "ListFlows", "bedrock:flow", "flowSummaries", &AGENTS, &["name", "description", "id", "arn", "status", "version", "createdAt", "updatedAt"]),
];

#[rustfmt::skip]
pub(super) const SHOWS: &[Show] = &[
    show(S, "GetGuardrail", "bedrock:guardrail", &["guardrailIdentifier"], "", NONE),
    show(S, "GetCustomModel", "bedrock:custom-model", &["modelIdentifier"], "", NONE),
    show(S, "GetImportedModel", "bedrock:imported-model", &["modelIdentifier"], "", NONE),
    show(S, "GetProvisionedModelThroughput", "bedrock:provisioned-model", &["provisionedModelId"], "", NONE),
    show(S, "GetCustomModelDeployment", "bedrock:custom-model-deployment", &["customModelDeploymentIdentifier"], "", NONE),
    show(S, "GetAgent", "bedrock:agent", &["agentId"], "agent", NONE),
    show(S, "GetAgentAlias", "bedrock:agent-alias", &["agentId", "agentAliasId"], "agentAlias", NONE),
    show(S, "GetAgentActionGroup", "bedrock:action-group", &["agentId", "agentVersion", "actionGroupId"], "agentActionGroup", NONE),
    show(S, "GetKnowledgeBase", "bedrock:knowledge-base", &["knowledgeBaseId"], "knowledgeBase", NONE),
    show(S, "GetModelCustomizationJob", "bedrock:model-customization-job", &["jobIdentifier"], "", NONE),
    show(S, "GetModelImportJob", "bedrock:model-import-job", &["jobIdentifier"], "", NONE),
    show(S, "GetPrompt", "bedrock:prompt", &["promptIdentifier"], "", NONE),
    show(S, "GetFlow", "bedrock:flow", &["flowIdentifier"], "", NONE),
    show(S, "GetDataSource", "bedrock:data-source", &["knowledgeBaseId", "dataSourceId"], "dataSource", NONE),
];

pub(super) fn target(estate: &Estate, call: &Call<'_>) -> Option<String> {
    let of = |kind, name| {
        let found = estate.shelf.find(kind, call.account(), call.region(), call.text(name));
        found.map_or_else(|| call.text(name).to_owned(), |key| key.arn())
    };
    Some(match call.name() {
        "InvokeModel" | "Converse" => {
            let given = call.text("modelId");
            let kinds = [
                "bedrock:foundation-model",
                "bedrock:provisioned-model",
                "bedrock:custom-model-deployment",
                "bedrock:imported-model",
            ];
            let found = kinds
                .into_iter()
                .find_map(|kind| estate.shelf.find(kind, call.account(), call.region(), given));
            found.map_or_else(
                || Key::new("bedrock:foundation-model", call.account(), call.region(), given).arn(),
                |key| key.arn(),
            )
        }
        "DeleteCustomModelDeployment" => {
            of("bedrock:custom-model-deployment", "customModelDeploymentIdentifier")
        }
        "DeleteProvisionedModelThroughput" => of("bedrock:provisioned-model", "provisionedModelId"),
        _ => return None,
    })
}

pub(super) fn answer(estate: &mut Estate, call: &Call<'_>) -> Option<Result<Value, Fail>> {
    Some(match call.name() {
        "GetModelInvocationLoggingConfiguration" => {
            let key = Key::new("bedrock:logging", call.account(), call.region(), "logging");
            Ok(estate.shelf.get(&key).map_or(json!({}), |config| json!({"loggingConfig": config})))
        }
        "DeleteCustomModelDeployment" => {
            let given = call.text("customModelDeploymentIdentifier");
            remove(estate, call, "bedrock:custom-model-deployment", given)
        }
        "DeleteProvisionedModelThroughput" => unprovision(estate, call),
        _ => return None,
    })
}

fn remove(estate: &mut Estate, call: &Call<'_>, kind: &'static str, given: &str) -> Result<Value, Fail> {
    let key = estate.shelf.find(kind, call.account(), call.region(), given);
    let missing = || absent(NONE, &Key::new(kind, call.account(), call.region(), given));
    estate.shelf.remove(&key.ok_or_else(missing)?);
    Ok(Value::Null)
}

/// What was bought for a term stays until the term ends.
fn unprovision(estate: &mut Estate, call: &Call<'_>) -> Result<Value, Fail> {
    let given = call.text("provisionedModelId");
    let found = estate.shelf.find("bedrock:provisioned-model", call.account(), call.region(), given);
    let term = found
        .and_then(|key| estate.shelf.get(&key))
        .map(|model| text(model, "commitmentDuration").to_owned());
    if term.is_some_and(|term| !term.is_empty()) {
        let message = "You can't delete a Provisioned Throughput before its commitment term has ended.";
        return Err(Fail::new("ConflictException", 400, message));
    }
    remove(estate, call, "bedrock:provisioned-model", given)
}
