use super::super::list::{Http, ListRule, get, rest};

/// Bedrock AgentCore: runtimes, gateways and their targets, memories, tools and identities of agents.
pub(in crate::aws) static LISTS: &[ListRule] = &[
    rest(
        "AWS::BedrockAgentCore::Runtime",
        "bedrock-agentcore",
        "ListAgentRuntimes",
        Http::PostQuery("/runtimes/"),
        "agentRuntimes",
    )
    .id("agentRuntimeArn")
    .name("agentRuntimeName")
    .details(&[get("GetAgentRuntime", "/runtimes/{agentRuntimeId}/", "")]),
    rest(
        "AWS::BedrockAgentCore::Gateway",
        "bedrock-agentcore",
        "ListGateways",
        Http::Get("/gateways/"),
        "items",
    )
    .made("bedrock-agentcore", "gateway/{gatewayId}")
    .name("name")
    .details(&[get("GetGateway", "/gateways/{gatewayId}/", "")])
    .children(&[rest(
        "AWS::BedrockAgentCore::GatewayTarget",
        "bedrock-agentcore",
        "ListGatewayTargets",
        Http::Get("/gateways/{gatewayId}/targets/"),
        "items",
    )
    .made("bedrock-agentcore", "gateway/{gatewayId}/target/{targetId}")
    .name("name")
    .details(&[get("GetGatewayTarget", "/gateways/{gatewayId}/targets/{targetId}/", "")])]),
    rest(
        "AWS::BedrockAgentCore::Memory",
        "bedrock-agentcore",
        "ListMemories",
        Http::Post("/memories/"),
        "memories",
    )
    .id("arn")
    .name("id")
    .details(&[get("GetMemory", "/memories/{id}/details", "memory")]),
    rest(
        "AWS::BedrockAgentCore::BrowserCustom",
        "bedrock-agentcore",
        "ListBrowsers",
        Http::PostQuery("/browsers?type=CUSTOM"),
        "browserSummaries",
    )
    .id("browserArn")
    .name("name")
    .details(&[get("GetBrowser", "/browsers/{browserId}", "")]),
    rest(
        "AWS::BedrockAgentCore::CodeInterpreterCustom",
        "bedrock-agentcore",
        "ListCodeInterpreters",
        Http::PostQuery("/code-interpreters?type=CUSTOM"),
        "codeInterpreterSummaries",
    )
    .id("codeInterpreterArn")
    .name("name")
    .details(&[get("GetCodeInterpreter", "/code-interpreters/{codeInterpreterId}", "")]),
    rest(
        "AWS::BedrockAgentCore::WorkloadIdentity",
        "bedrock-agentcore",
        "ListWorkloadIdentities",
        Http::Post("/identities/ListWorkloadIdentities"),
        "workloadIdentities",
    )
    .id("workloadIdentityArn")
    .name("name"),
    rest(
        "AWS::BedrockAgentCore::OAuth2CredentialProvider",
        "bedrock-agentcore",
        "ListOauth2CredentialProviders",
        Http::Post("/identities/ListOauth2CredentialProviders"),
        "credentialProviders",
    )
    .id("credentialProviderArn")
    .name("name"),
    rest(
        "AWS::BedrockAgentCore::ApiKeyCredentialProvider",
        "bedrock-agentcore",
        "ListApiKeyCredentialProviders",
        Http::Post("/identities/ListApiKeyCredentialProviders"),
        "credentialProviders",
    )
    .id("credentialProviderArn")
    .name("name"),
];
