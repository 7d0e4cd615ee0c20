use super::super::list::{Http, ListRule, get, rest};

/// Bedrock agents: agents with what they call, knowledge bases with what they read, prompts and flows.
pub(in crate::aws) static LISTS: &[ListRule] = &[
    rest("AWS::Bedrock::Agent", "bedrock-agent", "ListAgents", Http::Post("/agents/"), "agentSummaries")
        .made("bedrock", "agent/{agentId}")
        .name("agentName")
        .details(&[get("GetAgent", "/agents/{agentId}/", "agent")])
        .children(&[
            rest(
                "AWS::Bedrock::AgentAlias",
                "bedrock-agent",
                "ListAgentAliases",
                Http::Post("/agents/{agentId}/agentaliases/"),
                "agentAliasSummaries",
            )
            .made("bedrock", "agent-alias/{agentId}/{agentAliasId}")
            .name("agentAliasName"),
            rest(
                "AWS::Bedrock::AgentActionGroup",
                "bedrock-agent",
                "ListAgentActionGroups",
                Http::Post("/agents/{agentId}/agentversions/DRAFT/actiongroups/"),
                "actionGroupSummaries",
            )
            .made("bedrock", "agent/{agentId}/action-group/{actionGroupId}")
            .name("actionGroupName")
            .details(&[get(
                "GetAgentActionGroup",
                "/agents/{agentId}/agentversions/DRAFT/actiongroups/{actionGroupId}/",
                "agentActionGroup",
            )]),
            rest(
                "AWS::Bedrock::AgentKnowledgeBaseAssociation",
                "bedrock-agent",
                "ListAgentKnowledgeBases",
                Http::Post("/agents/{agentId}/agentversions/DRAFT/knowledgebases/"),
                "agentKnowledgeBaseSummaries",
            )
            .made("bedrock", "agent/{agentId}/knowledge-base/{knowledgeBaseId}")
            .name("knowledgeBaseId"),
        ]),
    rest(
        "AWS::Bedrock::KnowledgeBase",
        "bedrock-agent",
        "ListKnowledgeBases",
        Http::Post("/knowledgebases/"),
        "knowledgeBaseSummaries",
    )
    .made("bedrock", "knowledge-base/{knowledgeBaseId}")
    .name("name")
    .details(&[get("GetKnowledgeBase", "/knowledgebases/{knowledgeBaseId}", "knowledgeBase")])
    .children(&[rest(
        "AWS::Bedrock::DataSource",
        "bedrock-agent",
        "ListDataSources",
        Http::Post("/knowledgebases/{knowledgeBaseId}/datasources/"),
        "dataSourceSummaries",
    )
    .made("bedrock", "knowledge-base/{knowledgeBaseId}/data-source/{dataSourceId}")
    .name("name")
    .details(&[get(
        "GetDataSource",
        "/knowledgebases/{knowledgeBaseId}/datasources/{dataSourceId}",
        "dataSource",
    )])]),
    rest("AWS::Bedrock::Prompt", "bedrock-agent", "ListPrompts", Http::Get("/prompts/"), "promptSummaries")
        .id("arn")
        .name("name")
        .details(&[get("GetPrompt", "/prompts/{id}/", "")]),
    rest("AWS::Bedrock::Flow", "bedrock-agent", "ListFlows", Http::Get("/flows/"), "flowSummaries")
        .id("arn")
        .name("name")
        .details(&[get("GetFlow", "/flows/{id}/", "")]),
];
