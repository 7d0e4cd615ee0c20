//! Bedrock: models, guardrails, agents, knowledge bases, and AgentCore.

use serde_json::{Value, json};

use super::network::INFERENCE_GROUP;
use super::{EAST, FEATURES_KEY, MADE_ISO, MODELS_KEY, PROD, Seed, TRAINING, WEST, key_arn, role_arn};
use crate::estate::{CLAUDE, EMBEDDINGS};
use crate::sim::aws::field::set;

const STRICT: &str = "gr7k2m9x4qtb";
const FOUNDATION: &str = "arn:aws:bedrock:us-east-1::foundation-model";
const COLLECTION: &str = "arn:aws:aoss:us-east-1:111122223333:collection/8xk2v7n4tbq9w3";

pub(super) fn seed(seed: &mut Seed) {
    for account in [PROD, TRAINING] {
        for region in [EAST, WEST] {
            for (id, provider, output) in [
                (CLAUDE, "Anthropic", "TEXT"),
                (EMBEDDINGS, "Amazon", "EMBEDDING"),
                ("amazon.nova-pro-v1:0", "Amazon", "TEXT"),
            ] {
                let value = json!({"modelName": id.split('-').next().unwrap_or(id), "providerName": provider, "inputModalities": ["TEXT"], "outputModalities": [output],
                    "responseStreamingSupported": output == "TEXT", "customizationsSupported": [], "inferenceTypesSupported": ["ON_DEMAND"], "modelLifecycle": {"status": "ACTIVE"}});
                seed.put("bedrock:foundation-model", account, region, id, value, &[]);
            }
        }
    }
    guardrails(seed);
    models(seed);
    agents(seed);
    knowledge(seed);
    agentcore(seed);
    jobs(seed);
    // Invocations are logged in the east; in the west nobody turned it on.
    let logging = json!({"cloudWatchConfig": {"logGroupName": "/aws/bedrock/invocations", "roleArn": role_arn(PROD, "bedrock-logging")},
        "s3Config": {"bucketName": "technobank-bedrock-logs", "keyPrefix": "east"}, "textDataDeliveryEnabled": true, "imageDataDeliveryEnabled": true, "embeddingDataDeliveryEnabled": true});
    seed.put("bedrock:logging", PROD, EAST, "logging", logging, &[]);
}

fn guardrails(seed: &mut Seed) {
    let guardrail = |name: &str, strength: &str, attack: &str, region: &str| {
        json!({"name": name, "description": format!("Filters of {name}"), "version": "DRAFT", "status": "READY",
        "contentPolicy": {"filters": [{"type": "HATE", "inputStrength": strength, "outputStrength": strength}, {"type": "PROMPT_ATTACK", "inputStrength": attack, "outputStrength": "NONE"}]},
        "topicPolicy": {"topics": [{"name": "investment-advice", "definition": "Advice to buy or sell securities.", "examples": ["Should I buy this share?"], "type": "DENY"}]},
        "sensitiveInformationPolicy": {"piiEntities": [{"type": "CREDIT_DEBIT_CARD_NUMBER", "action": "BLOCK"}], "regexes": []},
        "contextualGroundingPolicy": {"filters": [{"type": "GROUNDING", "threshold": 0.75}]},
        "createdAt": MADE_ISO, "updatedAt": MADE_ISO, "blockedInputMessaging": "I cannot help with that.", "blockedOutputsMessaging": "I cannot help with that.",
        "kmsKeyArn": format!("arn:aws:kms:{region}:{PROD}:key/{MODELS_KEY}")})
    };
    let tags = &[("owner", "assistant"), ("environment", "prod")];
    seed.put("bedrock:guardrail", PROD, EAST, STRICT, guardrail("bank-strict", "HIGH", "HIGH", EAST), tags);
    seed.put(
        "bedrock:guardrail",
        PROD,
        EAST,
        "gr3p8w5z1ntb",
        guardrail("internal-tools", "MEDIUM", "HIGH", EAST),
        tags,
    );
    seed.put(
        "bedrock:guardrail",
        PROD,
        EAST,
        "gr9d4h6v2ktb",
        guardrail("marketing-relaxed", "LOW", "NONE", EAST),
        tags,
    );
    seed.put(
        "bedrock:guardrail",
        PROD,
        WEST,
        "gr1f6j8y5mtb",
        guardrail("bank-strict-west", "HIGH", "HIGH", WEST),
        tags,
    );
}

fn models(seed: &mut Seed) {
    let base = format!("{FOUNDATION}/amazon.nova-pro-v1:0");
    let value = json!({"modelName": "support-tone", "jobName": "support-tone-2026-09", "jobArn": format!("arn:aws:bedrock:{EAST}:{PROD}:model-customization-job/amazon.nova-pro-v1:0/tb01"),
        "baseModelArn": base, "_state": "Nova Pro", "customizationType": "FINE_TUNING", "modelKmsKeyArn": key_arn(PROD, MODELS_KEY), "hyperParameters": {"epochCount": "2"},
        "trainingDataConfig": {"s3Uri": "s3://technobank-training-us/support/2026-09/"}, "outputDataConfig": {"s3Uri": "s3://technobank-models-us/support/"},
        "creationTime": MADE_ISO, "modelStatus": "Active"});
    let tags = &[
        ("owner", "assistant"),
        ("training-data", "s3://technobank-training-us/support/2026-09/"),
        ("environment", "prod"),
    ];
    let custom =
        seed.put("bedrock:custom-model", PROD, EAST, "amazon.nova-pro-v1:0:300k/8k2m4x7q9tb1", value, tags);
    let value = json!({"modelDeploymentName": "support-tone", "modelArn": custom, "createdAt": MADE_ISO, "status": "Active", "description": "Tone of the support assistant"});
    seed.put("bedrock:custom-model-deployment", PROD, EAST, "k3v8n1p5q7tb", value, tags);
    // Not encrypted with a key of the bank's, and of nobody's.
    let value = json!({"modelName": "llama-experiment", "jobName": "import-llama-01", "jobArn": format!("arn:aws:bedrock:{EAST}:{PROD}:model-import-job/tb02"),
        "modelDataSource": {"s3DataSource": {"s3Uri": "s3://technobank-models-us/import/llama/"}}, "creationTime": MADE_ISO, "modelArchitecture": "llama", "instructSupported": true});
    seed.put(
        "bedrock:imported-model",
        PROD,
        EAST,
        "w7x2c9v4btb0",
        value,
        &[("model-source", "https://huggingface.co/unknown/llama-merge"), ("environment", "test")],
    );
    let value = json!({"provisionedModelName": "assistant-capacity", "modelArn": custom, "desiredModelArn": custom, "foundationModelArn": base, "modelUnits": 2, "desiredModelUnits": 2,
        "status": "InService", "commitmentDuration": "SixMonths", "commitmentExpirationTime": "2027-03-01T00:00:00Z", "creationTime": MADE_ISO, "lastModifiedTime": MADE_ISO});
    seed.put("bedrock:provisioned-model", PROD, EAST, "p6q1r8s3ttb2", value, &[("owner", "assistant")]);
}

/// Agent, name, guardrail, whether it has a key of the bank's, the function of its actions.
const AGENTS: &[(&str, &str, &str, bool, &str)] = &[
    ("TBAGENT001", "account-assistant", STRICT, true, "claims-lookup"),
    ("TBAGENT002", "claims-triage", "", true, "claims-lookup"),
    ("TBAGENT003", "payments-operator", STRICT, true, "payments-tool"),
];

fn agents(seed: &mut Seed) {
    for (id, name, guardrail, encrypted, function) in AGENTS {
        let mut value = json!({"agentName": name, "agentVersion": "DRAFT", "instruction": format!("You are the {name} of a bank. Answer briefly and only about the customer's own accounts."),
            "agentStatus": "PREPARED", "foundationModel": CLAUDE, "description": format!("The {name}"), "idleSessionTTLInSeconds": 600,
            "agentResourceRoleArn": role_arn(PROD, "bedrock-agents"), "createdAt": MADE_ISO, "updatedAt": MADE_ISO, "preparedAt": MADE_ISO});
        if *encrypted {
            set(&mut value, "customerEncryptionKeyArn", json!(key_arn(PROD, MODELS_KEY)));
        }
        if !guardrail.is_empty() {
            set(
                &mut value,
                "guardrailConfiguration",
                json!({"guardrailIdentifier": guardrail, "guardrailVersion": "DRAFT"}),
            );
        }
        seed.put("bedrock:agent", PROD, EAST, id, value, &[("owner", "assistant"), ("environment", "prod")]);
        let value = json!({"agentId": id, "agentAliasName": "live", "routingConfiguration": [{"agentVersion": "1"}], "createdAt": MADE_ISO, "updatedAt": MADE_ISO, "agentAliasStatus": "PREPARED"});
        seed.put("bedrock:agent-alias", PROD, EAST, &format!("{id}/TBALIAS001"), value, &[]);
        let value = json!({"agentId": id, "agentVersion": "DRAFT", "actionGroupName": function, "createdAt": MADE_ISO, "updatedAt": MADE_ISO, "actionGroupState": "ENABLED",
            "actionGroupExecutor": {"lambda": format!("arn:aws:lambda:{EAST}:{PROD}:function:{function}")},
            "functionSchema": {"functions": [{"name": "lookup", "description": "Looks a case up", "parameters": {"case": {"type": "string", "required": true}}}]}});
        seed.put("bedrock:action-group", PROD, EAST, &format!("{id}/DRAFT/TBGROUP001"), value, &[]);
        let value = json!({"description": "Terms and conditions", "knowledgeBaseState": "ENABLED", "updatedAt": MADE_ISO});
        seed.put("bedrock:agent-knowledge-base", PROD, EAST, &format!("{id}/DRAFT/TBKNOW0001"), value, &[]);
    }
}

fn knowledge(seed: &mut Seed) {
    let collection = |name: &str, key: bool| {
        let mut value = json!({"name": name, "status": "ACTIVE", "type": "VECTORSEARCH", "createdDate": 1_750_000_000_000_i64, "lastModifiedDate": 1_750_000_000_000_i64, "standbyReplicas": "ENABLED",
            "collectionEndpoint": format!("https://{name}.us-east-1.aoss.amazonaws.com")});
        set(
            &mut value,
            "kmsKeyArn",
            json!(if key { key_arn(PROD, FEATURES_KEY) } else { "auto".to_owned() }),
        );
        value
    };
    seed.put(
        "aoss:collection",
        PROD,
        EAST,
        "8xk2v7n4tbq9w3",
        collection("terms-vectors", true),
        &[("data-class", "internal")],
    );
    seed.put(
        "aoss:collection",
        PROD,
        EAST,
        "2mc5r9j1tbx7h6",
        collection("cases-vectors", true),
        &[("data-class", "confidential")],
    );
    for (name, sort) in [("terms-encryption", "encryption"), ("terms-network", "network")] {
        let value = json!({"type": sort, "name": name, "policyVersion": "MTcyMDAwMDAwMDAwMF8x", "createdDate": 1_750_000_000_000_i64, "lastModifiedDate": 1_750_000_000_000_i64});
        seed.put("aoss:security-policy", PROD, EAST, name, value, &[]);
    }
    for (id, name, source, bucket, collection, encrypted) in [
        ("TBKNOW0001", "terms", "TBSRC00001", "technobank-knowledge-us", COLLECTION, true),
        (
            "TBKNOW0002",
            "cases",
            "TBSRC00002",
            "technobank-reports-us",
            "arn:aws:aoss:us-east-1:111122223333:collection/2mc5r9j1tbx7h6",
            false,
        ),
    ] {
        let value = json!({"name": name, "description": format!("Knowledge about {name}"), "roleArn": role_arn(PROD, "bedrock-agents"), "status": "ACTIVE", "createdAt": MADE_ISO, "updatedAt": MADE_ISO,
            "knowledgeBaseConfiguration": {"type": "VECTOR", "vectorKnowledgeBaseConfiguration": {"embeddingModelArn": format!("{FOUNDATION}/{EMBEDDINGS}")}},
            "storageConfiguration": {"type": "OPENSEARCH_SERVERLESS", "opensearchServerlessConfiguration": {"collectionArn": collection, "vectorIndexName": name,
                "fieldMapping": {"vectorField": "vector", "textField": "text", "metadataField": "metadata"}}}});
        seed.put(
            "bedrock:knowledge-base",
            PROD,
            EAST,
            id,
            value,
            &[("owner", "assistant"), ("data-class", if encrypted { "internal" } else { "confidential" })],
        );
        let mut value = json!({"knowledgeBaseId": id, "name": format!("{name}-documents"), "status": "AVAILABLE", "createdAt": MADE_ISO, "updatedAt": MADE_ISO, "dataDeletionPolicy": "RETAIN",
            "dataSourceConfiguration": {"type": "S3", "s3Configuration": {"bucketArn": format!("arn:aws:s3:::{bucket}")}}});
        if encrypted {
            set(
                &mut value,
                "serverSideEncryptionConfiguration",
                json!({"kmsKeyArn": key_arn(PROD, FEATURES_KEY)}),
            );
        }
        seed.put("bedrock:data-source", PROD, EAST, &format!("{id}/{source}"), value, &[]);
    }
}

fn agentcore(seed: &mut Seed) {
    let runtime = |name: &str, network: Value| {
        json!({"agentRuntimeName": name, "agentRuntimeVersion": "3", "description": format!("Runtime of {name}"), "createdAt": MADE_ISO, "lastUpdatedAt": MADE_ISO,
        "roleArn": role_arn(PROD, "agentcore-runtime"), "networkConfiguration": network, "status": "READY", "lifecycleConfiguration": {"idleRuntimeSessionTimeout": 900, "maxLifetime": 28_800},
        "agentRuntimeArtifact": {"containerConfiguration": {"containerUri": format!("{PROD}.dkr.ecr.{EAST}.amazonaws.com/{name}:3")}}, "protocolConfiguration": {"serverProtocol": "MCP"},
        "environmentVariables": {"LOG_LEVEL": "info"}})
    };
    let inside = json!({"networkMode": "VPC", "networkModeConfig": {"securityGroups": [INFERENCE_GROUP], "subnets": ["subnet-0a1b2c3d4e5f60705"]}});
    let tags = &[("owner", "assistant"), ("environment", "prod")];
    seed.put(
        "agentcore:runtime",
        PROD,
        EAST,
        "advisor_agent-X4k2m9Q7tb",
        runtime("advisor_agent", inside),
        tags,
    );
    seed.put(
        "agentcore:runtime",
        PROD,
        EAST,
        "research_agent-P8w5z1N3tb",
        runtime("research_agent", json!({"networkMode": "PUBLIC"})),
        tags,
    );
    for (id, name, authorizer, target) in [
        ("tools-gateway-a7k2m9x4qt", "tools-gateway", "CUSTOM_JWT", "claims"),
        ("partner-gateway-b3p8w5z1nt", "partner-gateway", "NONE", "payments"),
    ] {
        let mut value = json!({"gatewayUrl": format!("https://{id}.gateway.bedrock-agentcore.us-east-1.amazonaws.com/mcp"), "createdAt": MADE_ISO, "updatedAt": MADE_ISO, "status": "READY", "name": name,
            "description": format!("Tools behind {name}"), "roleArn": role_arn(PROD, "agentcore-runtime"), "protocolType": "MCP", "authorizerType": authorizer, "kmsKeyArn": key_arn(PROD, MODELS_KEY)});
        if authorizer == "CUSTOM_JWT" {
            set(
                &mut value,
                "authorizerConfiguration",
                json!({"customJWTAuthorizer": {"discoveryUrl": "https://technobank.okta.example/.well-known/openid-configuration", "allowedAudience": ["tools"]}}),
            );
        }
        seed.put("agentcore:gateway", PROD, EAST, id, value, tags);
        let function = if target == "claims" { "claims-lookup" } else { "payments-tool" };
        let value = json!({"name": target, "status": "READY", "description": format!("The {target} tool"), "createdAt": MADE_ISO, "updatedAt": MADE_ISO,
            "gatewayArn": format!("arn:aws:bedrock-agentcore:{EAST}:{PROD}:gateway/{id}"), "credentialProviderConfigurations": [{"credentialProviderType": "GATEWAY_IAM_ROLE"}],
            "targetConfiguration": {"mcp": {"lambda": {"lambdaArn": format!("arn:aws:lambda:{EAST}:{PROD}:function:{function}"),
                "toolSchema": {"inlinePayload": [{"name": target, "description": format!("Calls {target}"), "inputSchema": {"type": "object"}}]}}}}});
        seed.put(
            "agentcore:gateway-target",
            PROD,
            EAST,
            &format!("{id}/TBTARGET{}", if target == "claims" { "01" } else { "02" }),
            value,
            &[],
        );
    }
    let value = json!({"name": "advisor_memory", "encryptionKeyArn": key_arn(PROD, MODELS_KEY), "memoryExecutionRoleArn": role_arn(PROD, "agentcore-runtime"), "eventExpiryDuration": 30,
        "status": "ACTIVE", "createdAt": MADE_ISO, "updatedAt": MADE_ISO, "strategies": []});
    seed.put("agentcore:memory", PROD, EAST, "advisor_memory-T6q1r8S3tb", value, &[]);
    let value = json!({"name": "advisor_python", "status": "READY", "createdAt": MADE_ISO, "lastUpdatedAt": MADE_ISO, "executionRoleArn": role_arn(PROD, "agentcore-runtime"),
        "networkConfiguration": {"networkMode": "PUBLIC"}});
    seed.put("agentcore:code-interpreter", PROD, EAST, "advisor_python-N4m8k2Q6tb", value, tags);
    seed.put(
        "agentcore:workload-identity",
        PROD,
        EAST,
        "advisor_agent-X4k2m9Q7tb",
        json!({"createdTime": MADE_ISO}),
        &[],
    );
    let value = json!({"credentialProviderVendor": "CustomOauth2", "createdTime": MADE_ISO, "lastUpdatedTime": MADE_ISO});
    seed.put("agentcore:oauth2-provider", PROD, EAST, "okta-tools", value, &[]);
}

/// A job that tuned a model, a prompt and a flow that use it.
fn jobs(seed: &mut Seed) {
    let value = json!({"jobName": "support-tone-2026-09", "outputModelName": "support-tone", "roleArn": role_arn(PROD, "bedrock-agents"), "status": "Completed", "creationTime": MADE_ISO,
        "endTime": MADE_ISO, "baseModelArn": format!("{FOUNDATION}/amazon.nova-pro-v1:0"), "customizationType": "FINE_TUNING", "hyperParameters": {"epochCount": "2"},
        "outputModelArn": format!("arn:aws:bedrock:{EAST}:{PROD}:custom-model/amazon.nova-pro-v1:0:300k/8k2m4x7q9tb1"), "outputModelKmsKeyArn": key_arn(PROD, MODELS_KEY),
        "trainingDataConfig": {"s3Uri": "s3://technobank-training-us/support/2026-09/"}, "outputDataConfig": {"s3Uri": "s3://technobank-models-us/support/"}});
    seed.put("bedrock:model-customization-job", PROD, EAST, "amazon.nova-pro-v1:0/tb01", value, &[]);
    let value = json!({"name": "claims-summary", "version": "DRAFT", "createdAt": MADE_ISO, "updatedAt": MADE_ISO, "customerEncryptionKeyArn": key_arn(PROD, MODELS_KEY),
        "defaultVariant": "short", "variants": [{"name": "short", "templateType": "TEXT", "modelId": CLAUDE, "templateConfiguration": {"text": {"text": "Summarise the claim {{claim}} in three sentences."}}}]});
    seed.put("bedrock:prompt", PROD, EAST, "TBPROMPT01", value, &[("owner", "assistant")]);
    let value = json!({"name": "claims-intake", "version": "DRAFT", "status": "Prepared", "createdAt": MADE_ISO, "updatedAt": MADE_ISO, "executionRoleArn": role_arn(PROD, "bedrock-agents"),
        "definition": {"nodes": [{"name": "summary", "type": "Prompt", "configuration": {"prompt": {"sourceConfiguration": {"resource": {"promptArn": format!("arn:aws:bedrock:{EAST}:{PROD}:prompt/TBPROMPT01")}}}}},
            {"name": "lookup", "type": "LambdaFunction", "configuration": {"lambdaFunction": {"lambdaArn": format!("arn:aws:lambda:{EAST}:{PROD}:function:claims-lookup")}}}], "connections": []}});
    seed.put("bedrock:flow", PROD, EAST, "TBFLOW0001", value, &[("owner", "assistant")]);
}
