//! Which operation a request is: one port serves all services, and the credential scope says which is meant.

use serde_json::{Map, Value, json};

use super::field::set;
use super::s3_route;
use super::signature::Claim;
use crate::sim::{Operation, Request};

/// As many fields as a form may have.
const MOST_FIELDS: usize = 2_000;
/// As deep as a form's names nest.
const DEEPEST: usize = 8;

/// `(service, method, path, operation)` as the services' models have them; `{name}` takes a segment.
#[rustfmt::skip]
const REST: &[(&str, &str, &str, &str)] = &[
    ("sagemaker", "POST", "/endpoints/{EndpointName}/invocations", "InvokeEndpoint"),
    ("bedrock", "GET", "/guardrails", "ListGuardrails"),
    ("bedrock", "GET", "/guardrails/{guardrailIdentifier}", "GetGuardrail"),
    ("bedrock", "GET", "/custom-models", "ListCustomModels"),
    ("bedrock", "GET", "/custom-models/{modelIdentifier}", "GetCustomModel"),
    ("bedrock", "GET", "/imported-models", "ListImportedModels"),
    ("bedrock", "GET", "/imported-models/{modelIdentifier}", "GetImportedModel"),
    ("bedrock", "GET", "/provisioned-model-throughputs", "ListProvisionedModelThroughputs"),
    ("bedrock", "GET", "/provisioned-model-throughput/{provisionedModelId}", "GetProvisionedModelThroughput"),
    ("bedrock", "DELETE", "/provisioned-model-throughput/{provisionedModelId}", "DeleteProvisionedModelThroughput"),
    ("bedrock", "GET", "/logging/modelinvocations", "GetModelInvocationLoggingConfiguration"),
    ("bedrock", "GET", "/foundation-models", "ListFoundationModels"),
    ("bedrock", "GET", "/inference-profiles", "ListInferenceProfiles"),
    ("bedrock", "GET", "/model-customization-jobs", "ListModelCustomizationJobs"),
    ("bedrock", "GET", "/model-customization-jobs/{jobIdentifier}", "GetModelCustomizationJob"),
    ("bedrock", "GET", "/model-import-jobs", "ListModelImportJobs"),
    ("bedrock", "GET", "/model-import-jobs/{jobIdentifier}", "GetModelImportJob"),
    ("bedrock", "GET", "/model-invocation-jobs", "ListModelInvocationJobs"),
    ("bedrock", "GET", "/model-copy-jobs", "ListModelCopyJobs"),
    ("bedrock", "GET", "/evaluation-jobs", "ListEvaluationJobs"),
    ("bedrock", "GET", "/marketplace-model/endpoints", "ListMarketplaceModelEndpoints"),
    ("bedrock", "GET", "/prompt-routers", "ListPromptRouters"),
    ("bedrock", "GET", "/prompts", "ListPrompts"),
    ("bedrock", "GET", "/prompts/{promptIdentifier}", "GetPrompt"),
    ("bedrock", "GET", "/flows", "ListFlows"),
    ("bedrock", "GET", "/flows/{flowIdentifier}", "GetFlow"),
    ("bedrock-agentcore", "GET", "/gateways/{gatewayIdentifier}/targets/{targetId}", "GetGatewayTarget"),
    ("bedrock-agentcore", "POST", "/browsers", "ListBrowsers"),
    ("bedrock-agentcore", "GET", "/browsers/{browserId}", "GetBrowser"),
    ("bedrock-agentcore", "POST", "/code-interpreters", "ListCodeInterpreters"),
    ("bedrock-agentcore", "GET", "/code-interpreters/{codeInterpreterId}", "GetCodeInterpreter"),
    ("bedrock-agentcore", "POST", "/identities/ListWorkloadIdentities", "ListWorkloadIdentities"),
    ("bedrock-agentcore", "POST", "/identities/ListOauth2CredentialProviders", "ListOauth2CredentialProviders"),
    ("bedrock-agentcore", "POST", "/identities/ListApiKeyCredentialProviders", "ListApiKeyCredentialProviders"),
    ("bedrock", "GET", "/model-customization/custom-model-deployments", "ListCustomModelDeployments"),
    ("bedrock", "GET", "/model-customization/custom-model-deployments/{customModelDeploymentIdentifier}", "GetCustomModelDeployment"),
    ("bedrock", "DELETE", "/model-customization/custom-model-deployments/{customModelDeploymentIdentifier}", "DeleteCustomModelDeployment"),
    ("bedrock", "POST", "/listTagsForResource", "ListTagsForResource"),
    ("bedrock", "POST", "/tagResource", "TagResource"),
    ("bedrock", "POST", "/untagResource", "UntagResource"),
    ("bedrock", "POST", "/model/{modelId}/invoke", "InvokeModel"),
    ("bedrock", "POST", "/model/{modelId}/converse", "Converse"),
    ("bedrock", "POST", "/agents", "ListAgents"),
    ("bedrock", "GET", "/agents/{agentId}", "GetAgent"),
    ("bedrock", "POST", "/agents/{agentId}/agentaliases", "ListAgentAliases"),
    ("bedrock", "GET", "/agents/{agentId}/agentaliases/{agentAliasId}", "GetAgentAlias"),
    ("bedrock", "POST", "/agents/{agentId}/agentversions/{agentVersion}/actiongroups", "ListAgentActionGroups"),
    ("bedrock", "GET", "/agents/{agentId}/agentversions/{agentVersion}/actiongroups/{actionGroupId}", "GetAgentActionGroup"),
    ("bedrock", "POST", "/agents/{agentId}/agentversions/{agentVersion}/knowledgebases", "ListAgentKnowledgeBases"),
    ("bedrock", "POST", "/knowledgebases", "ListKnowledgeBases"),
    ("bedrock", "GET", "/knowledgebases/{knowledgeBaseId}", "GetKnowledgeBase"),
    ("bedrock", "POST", "/knowledgebases/{knowledgeBaseId}/datasources", "ListDataSources"),
    ("bedrock", "GET", "/knowledgebases/{knowledgeBaseId}/datasources/{dataSourceId}", "GetDataSource"),
    ("bedrock", "GET", "/tags/{resourceArn}", "ListTagsForResource"),
    ("bedrock", "POST", "/tags/{resourceArn}", "TagResource"),
    ("bedrock", "DELETE", "/tags/{resourceArn}", "UntagResource"),
    ("bedrock-agentcore", "POST", "/tags/{resourceArn}", "TagResource"),
    ("bedrock-agentcore", "DELETE", "/tags/{resourceArn}", "UntagResource"),
    ("lambda", "POST", "/2017-03-31/tags/{Resource}", "TagResource"),
    ("lambda", "DELETE", "/2017-03-31/tags/{Resource}", "UntagResource"),
    ("bedrock-agentcore", "POST", "/runtimes", "ListAgentRuntimes"),
    ("bedrock-agentcore", "GET", "/runtimes/{agentRuntimeId}", "GetAgentRuntime"),
    ("bedrock-agentcore", "GET", "/gateways", "ListGateways"),
    ("bedrock-agentcore", "GET", "/gateways/{gatewayIdentifier}", "GetGateway"),
    ("bedrock-agentcore", "GET", "/gateways/{gatewayIdentifier}/targets", "ListGatewayTargets"),
    ("bedrock-agentcore", "POST", "/memories", "ListMemories"),
    ("bedrock-agentcore", "GET", "/memories/{memoryId}/details", "GetMemory"),
    ("bedrock-agentcore", "GET", "/tags/{resourceArn}", "ListTagsForResource"),
    ("lambda", "GET", "/2015-03-31/functions", "ListFunctions"),
    ("lambda", "GET", "/2015-03-31/functions/{FunctionName}", "GetFunction"),
    ("lambda", "GET", "/2015-03-31/functions/{FunctionName}/configuration", "GetFunctionConfiguration"),
    ("lambda", "GET", "/2015-03-31/functions/{FunctionName}/policy", "GetPolicy"),
    ("lambda", "GET", "/2019-09-30/functions/{FunctionName}/concurrency", "GetFunctionConcurrency"),
    ("lambda", "PUT", "/2017-10-31/functions/{FunctionName}/concurrency", "PutFunctionConcurrency"),
    ("lambda", "DELETE", "/2017-10-31/functions/{FunctionName}/concurrency", "DeleteFunctionConcurrency"),
    ("lambda", "GET", "/2017-03-31/tags/{Resource}", "ListTags"),
    ("eks", "GET", "/clusters", "ListClusters"),
    ("eks", "GET", "/clusters/{name}", "DescribeCluster"),
    ("eks", "GET", "/clusters/{clusterName}/node-groups", "ListNodegroups"),
    ("eks", "GET", "/clusters/{clusterName}/node-groups/{nodegroupName}", "DescribeNodegroup"),
    ("guardduty", "GET", "/detector", "ListDetectors"),
    ("guardduty", "GET", "/detector/{DetectorId}", "GetDetector"),
];

/// Services by the prefix of `X-Amz-Target`, for requests whose scope says nothing.
const TARGETS: &[(&str, &str)] = &[
    ("SageMaker.", "sagemaker"),
    ("CloudApiService.", "cloudcontrolapi"),
    ("StarlingDoveService.", "config"),
    ("TrentService.", "kms"),
    ("AWSOrganizationsV20161128.", "organizations"),
    ("Logs_20140328.", "logs"),
    ("DynamoDB_20120810.", "dynamodb"),
    ("OpenSearchServerless.", "aoss"),
    ("ResourceGroupsTaggingAPI_20170126.", "tagging"),
];

/// The operation that a request asks for. Its name is `Unknown` where none is served under that path.
pub(super) fn operation(request: &Request) -> Operation {
    let (mut service, region) = match Claim::of(request) {
        Some(Ok(claim)) => (claim.service, claim.region),
        _ => (String::new(), "us-east-1".to_owned()),
    };
    let target = request.header("x-amz-target");
    let name = if !target.is_empty() {
        if service.is_empty() {
            let known = TARGETS.iter().find(|(prefix, _)| target.starts_with(prefix));
            service = known.map_or("sagemaker", |(_, service)| service).to_owned();
        }
        target.rsplit('.').next().unwrap_or("").to_owned()
    } else if let Some(action) = action(request, &service) {
        if service.is_empty() {
            "sts".clone_into(&mut service);
        }
        action
    } else if service.is_empty() || service == "s3" {
        "s3".clone_into(&mut service);
        s3_route::name(request).to_owned()
    } else {
        rest(&service, request).map_or("Unknown", |(name, _)| name).to_owned()
    };
    let is_global = matches!(service.as_str(), "iam" | "organizations");
    Operation {
        service: bounded(&service),
        name: bounded(&name),
        region: if is_global { String::new() } else { bounded(&region) },
    }
}

/// What a client made up must not make the count of operations grow without bound in length.
fn bounded(name: &str) -> String {
    let fine = name.len() <= 64 && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'));
    if fine { name.to_owned() } else { "Unknown".to_owned() }
}

fn action(request: &Request, service: &str) -> Option<String> {
    if service == "s3" {
        return None;
    }
    let is_form = request.header("content-type").starts_with("application/x-www-form-urlencoded");
    let pairs = if is_form { request.form() } else { request.parameters() };
    pairs.into_iter().find(|(name, _)| name == "Action").map(|(_, value)| value)
}

fn rest(service: &str, request: &Request) -> Option<(&'static str, Value)> {
    let segments = request.segments();
    REST.iter().filter(|route| route.0 == service && route.1 == request.method.as_str()).find_map(|route| {
        let wanted: Vec<&str> = route.2.split('/').filter(|part| !part.is_empty()).collect();
        if wanted.len() != segments.len() {
            return None;
        }
        let mut taken = json!({});
        for (part, segment) in wanted.iter().zip(&segments) {
            match part.strip_prefix('{').and_then(|part| part.strip_suffix('}')) {
                Some(name) => set(&mut taken, name, json!(segment)),
                None if part == segment => {}
                None => return None,
            }
        }
        Some((route.3, taken))
    })
}

/// The parameters of an operation as one object, whichever protocol they came by.
pub(super) fn input(operation: &Operation, request: &Request) -> Value {
    if !request.header("x-amz-target").is_empty() {
        return object(request.json());
    }
    if action(request, &operation.service).is_some() {
        let form = request.header("content-type").starts_with("application/x-www-form-urlencoded");
        return nested(if form { request.form() } else { request.parameters() });
    }
    let mut input = object(request.json());
    for (name, value) in request.parameters() {
        if !name.starts_with("X-Amz-") {
            set(&mut input, &name, json!(value));
        }
    }
    if let Some((_, Value::Object(taken))) = rest(&operation.service, request) {
        for (name, value) in taken {
            set(&mut input, &name, value);
        }
    }
    input
}

fn object(value: Value) -> Value {
    if value.is_object() { value } else { json!({}) }
}

/// Makes `Filter.1.Name=vpc-id&Filter.1.Value.1=x` into `{"Filter": [{"Name": "vpc-id", "Value": ["x"]}]}`; `member`
/// and `entry` of the query protocol are left out.
fn nested(pairs: Vec<(String, String)>) -> Value {
    let mut tree = json!({});
    for (name, value) in pairs.into_iter().take(MOST_FIELDS) {
        if name == "Action" || name == "Version" {
            continue;
        }
        let parts: Vec<&str> = name.split('.').filter(|part| !matches!(*part, "member" | "entry")).collect();
        if parts.len() <= DEEPEST {
            insert(&mut tree, &parts, value);
        }
    }
    listed(tree)
}

fn insert(tree: &mut Value, parts: &[&str], value: String) {
    let Some((first, rest)) = parts.split_first() else {
        *tree = Value::String(value);
        return;
    };
    if !tree.is_object() {
        *tree = json!({});
    }
    if let Some(object) = tree.as_object_mut() {
        insert(object.entry((*first).to_owned()).or_insert(Value::Null), rest, value);
    }
}

/// Objects whose names are all numbers are lists.
fn listed(tree: Value) -> Value {
    let Value::Object(object) = tree else { return tree };
    let mut numbered: Vec<(u64, Value)> = Vec::new();
    let mut named = Map::new();
    for (name, value) in object {
        match name.parse() {
            Ok(number) => numbered.push((number, listed(value))),
            Err(_) => drop(named.insert(name, listed(value))),
        }
    }
    if named.is_empty() && !numbered.is_empty() {
        numbered.sort_by_key(|(number, _)| *number);
        return numbered.into_iter().map(|(_, value)| value).collect();
    }
    Value::Object(named)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_nest_as_their_names_say() {
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let tree = nested(vec![
            pair("Action", "X"),
            pair("Filter.2.Name", "b"),
            pair("Filter.1.Name", "a"),
            pair("Filter.1.Value.1", "x"),
            pair("Tags.member.1.Key", "k"),
            pair("MaxResults", "5"),
        ]);
        let wanted = json!({"Filter": [{"Name": "a", "Value": ["x"]}, {"Name": "b"}], "Tags": [{"Key": "k"}], "MaxResults": "5"});
        assert_eq!(tree, wanted);
    }
}
