use serde_json::{Value, json};

use super::{AI_LAB, AI_PROD, Planter, ocid, tags};
use crate::estate::OCI_NAMESPACE;

const AGENT: &str = "agent";

/// Agents: one with guardrails and a private knowledge base, one of the lab that runs SQL and trusts every input.
pub(super) fn plant(p: &mut Planter<'_>) {
    let base = p.add(
        (AGENT, "knowledgeBases"),
        AI_PROD,
        ("policies", "credit-policies"),
        json!({
            "description": "Policies of the bank",
            "indexConfig": {"indexConfigType": "DEFAULT_INDEX_CONFIG", "shouldEnableHybridSearch": true},
            "knowledgeBaseStatistics": {"sizeInBytes": 493_120}, "lifecycleDetails": null,
        }),
    );
    let lab_base = p.add(
        (AGENT, "knowledgeBases"),
        AI_LAB,
        ("scratch", "lab-scratch"),
        json!({
            "description": "Anything",
            "indexConfig": {"indexConfigType": "DEFAULT_INDEX_CONFIG", "shouldEnableHybridSearch": false},
            "knowledgeBaseStatistics": {"sizeInBytes": 48_220_019}, "lifecycleDetails": null,
        }),
    );
    for (slug, name, compartment, base, bucket) in [
        ("policies", "credit-policies", AI_PROD, &base, "agent-knowledge"),
        ("scratch", "lab-scratch", AI_LAB, &lab_base, "credit-lab-scratch"),
    ] {
        let source = p.add(
            (AGENT, "dataSources"),
            compartment,
            (slug, name),
            json!({
                "knowledgeBaseId": base, "description": name,
                "dataSourceConfig": {
                    "dataSourceConfigType": "OCI_OBJECT_STORAGE", "shouldEnableMultiModality": false,
                    "objectStoragePrefixes": [
                        {"namespaceName": OCI_NAMESPACE, "bucketName": bucket, "prefix": null},
                    ],
                },
                "metadata": {}, "lifecycleDetails": null,
            }),
        );
        p.add(
            (AGENT, "dataIngestionJobs"),
            compartment,
            (slug, name),
            json!({
                "dataSourceId": source, "knowledgeBaseId": base, "description": null,
                "dataIngestionJobStatistics": {"durationInSeconds": 41}, "lifecycleDetails": null,
            }),
        );
    }
    let agent = p.add(
        (AGENT, "agents"),
        AI_PROD,
        ("credit", "credit-agent"),
        json!({
            "knowledgeBaseIds": [base], "welcomeMessage": "How can I help?",
            "description": "Answers questions on credit policy", "llmConfig": null,
            "lifecycleDetails": null, "freeformTags": tags(&[("data-class", "internal")]),
        }),
    );
    let lab = p.add(
        (AGENT, "agents"),
        AI_LAB,
        ("lab", "lab-agent"),
        json!({
            "knowledgeBaseIds": [lab_base], "welcomeMessage": "", "description": "Experiment",
            "llmConfig": null, "lifecycleDetails": null, "freeformTags": tags(&[("environment", "lab")]),
        }),
    );

    let capacity = p.add(
        (AGENT, "provisionedCapacities"),
        AI_PROD,
        ("credit", "credit-capacity"),
        json!({"numberOfUnits": 1, "description": null}),
    );
    let guard = |mode: &str| json!({"inputGuardrailMode": mode, "outputGuardrailMode": mode});
    for (slug, name, compartment, agent, mode) in
        [("credit", "credit-agent", AI_PROD, &agent, "BLOCK"), ("lab", "lab-agent", AI_LAB, &lab, "DISABLE")]
    {
        let safe = mode == "BLOCK";
        p.add((AGENT, "agentEndpoints"), compartment, (slug, name), json!({
            "agentId": agent, "description": name, "lifecycleDetails": null, "metadata": {},
            "contentModerationConfig": {"shouldEnableOnInput": safe, "shouldEnableOnOutput": safe},
            "guardrailConfig": {
                "contentModerationConfig": guard(mode),
                "promptInjectionConfig": {"inputGuardrailMode": mode},
                "personallyIdentifiableInformationConfig": guard(mode),
            },
            "humanInputConfig": {"shouldEnableHumanInput": safe}, "outputConfig": null,
            "shouldEnableTrace": safe, "shouldEnableCitation": safe, "shouldEnableSession": true,
            "shouldEnableMultiLanguage": false,
            "sessionConfig": {"idleTimeoutInSeconds": if safe { 900 } else { 604_800 }},
            "provisionedCapacityConfig": safe.then(|| json!({"provisionedCapacityId": capacity, "toolType": "RAG_TOOL_CONFIG"})),
        }));
    }
    let config = |base: &str| {
        json!({
            "toolConfigType": "RAG_TOOL_CONFIG", "knowledgeBaseConfigs": [{"knowledgeBaseId": base}],
            "generationLlmCustomization": null, "runtimeVersion": null,
        })
    };
    tool(p, ("policies", "read-policies"), AI_PROD, &agent, config(&base));
    tool(p, ("labrag", "read-anything"), AI_LAB, &lab, config(&lab_base));
    tool(
        p,
        ("labsql", "run-sql"),
        AI_LAB,
        &lab,
        json!({
            "toolConfigType": "SQL_TOOL_CONFIG", "dialect": "ORACLE_SQL", "modelSize": "LARGE",
            "shouldEnableSqlExecution": true, "shouldEnableSelfCorrection": true,
            "databaseSchema": {
                "inputLocationType": "INLINE", "content": "create table features (customer number)",
            },
            "databaseConnection": {
                "connectionType": "DATABASE_TOOL_CONNECTION",
                "connectionId": ocid("databasetoolsconnection", "ledger"),
            },
        }),
    );
}

fn tool(p: &mut Planter<'_>, (slug, name): (&str, &str), compartment: &str, agent: &str, config: Value) {
    p.add(
        (AGENT, "tools"),
        compartment,
        (slug, name),
        json!({
            "agentId": agent, "description": name, "toolConfig": config, "metadata": {},
            "lifecycleDetails": null,
        }),
    );
}
