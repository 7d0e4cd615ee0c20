//! Bedrock AgentCore's control plane: `rest-json` (model `bedrock-agentcore-control` 2023-06-05).

use super::bedrock::CAMEL;
use super::catalogue::{List, Missing, Paging, Show, list, show};

const S: &str = "bedrock-agentcore";
const PAGES: Paging = Paging { default: 10, most: 100, ..CAMEL };
const NONE: Missing = ("ResourceNotFoundException", 404, "The resource {} does not exist.");

#[rustfmt::skip]
pub(super) const LISTS: &[List] = &[
    list(S, "ListAgentRuntimes", "agentcore:runtime", "agentRuntimes", &PAGES,
        &["agentRuntimeArn", "agentRuntimeId", "agentRuntimeVersion", "agentRuntimeName", "description", "lastUpdatedAt", "status"]),
    list(S, "ListGateways", "agentcore:gateway", "items", &PAGES,
        &["gatewayId", "name", "status", "description", "createdAt", "updatedAt", "authorizerType", "protocolType"]),
    list(S, "ListGatewayTargets", "agentcore:gateway-target", "items", &PAGES,
        &["targetId", "name", "status", "description", "createdAt", "updatedAt"]).within(&["gatewayIdentifier"]),
    list(S, "ListBrowsers", "agentcore:browser", "browserSummaries", &PAGES, &["browserId", "browserArn", "name", "description", "status", "createdAt"]),
    list(S, "ListCodeInterpreters", "agentcore:code-interpreter", "codeInterpreterSummaries", &PAGES,
        &["codeInterpreterId", "codeInterpreterArn", "name", "description", "status", "createdAt"]),
    list(S, "ListWorkloadIdentities", "agentcore:workload-identity", "workloadIdentities", &PAGES, &["name", "workloadIdentityArn"]),
    list(S, "ListOauth2CredentialProviders", "agentcore:oauth2-provider", "credentialProviders", &PAGES, &[]),
    list(S, "ListApiKeyCredentialProviders", "agentcore:api-key-provider", "credentialProviders", &PAGES, &[]),
    list(S, "ListMemories", "agentcore:memory", "memories", &PAGES, &["arn", "id", "status", "createdAt", "updatedAt"]),
];

#[rustfmt::skip]
pub(super) const SHOWS: &[Show] = &[
    show(S, "GetAgentRuntime", "agentcore:runtime", &["agentRuntimeId"], "", NONE),
    show(S, "GetGateway", "agentcore:gateway", &["gatewayIdentifier"], "", NONE),
    show(S, "GetGatewayTarget", "agentcore:gateway-target", &["gatewayIdentifier", "targetId"], "", NONE),
    show(S, "GetBrowser", "agentcore:browser", &["browserId"], "", NONE),
    show(S, "GetCodeInterpreter", "agentcore:code-interpreter", &["codeInterpreterId"], "", NONE),
    show(S, "GetMemory", "agentcore:memory", &["memoryId"], "memory", NONE),
];
