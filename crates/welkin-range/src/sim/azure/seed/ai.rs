use serde_json::{Value, json};

use super::{EUROPE, SANDBOX, SWEDEN, Seed, prod};
use crate::estate::{OPENAI, SUBSCRIPTION, VAULT};
use crate::sim::crossings::CREDIT_TRAINING;

const AI: &str = "rg-ai-eu";
const CS: &str = "Microsoft.CognitiveServices/accounts";

fn account(kind: &str, name: &str, open: bool, more: Value) -> Value {
    let mut properties = json!({"endpoint": format!("https://{name}.cognitiveservices.azure.com/"), "customSubDomainName": name, "disableLocalAuth": !open, "publicNetworkAccess": if open { "Enabled" } else { "Disabled" },
        "networkAcls": {"defaultAction": if open { "Allow" } else { "Deny" }, "bypass": "AzureServices", "ipRules": [], "virtualNetworkRules": []}, "restrictOutboundNetworkAccess": !open, "allowedFqdnList": [],
        "encryption": {"keySource": "Microsoft.CognitiveServices"}, "storedCompletionsDisabled": !open, "capabilities": [{"name": "VirtualNetworks"}, {"name": "CustomerManagedKey"}]});
    crate::sim::azure::json::merge(&mut properties, &more);
    json!({"kind": kind, "sku": {"name": "S0"}, "identity": super::system(name), "properties": properties})
}

fn key() -> Value {
    json!({"encryption": {"keySource": "Microsoft.KeyVault", "keyVaultProperties": {"keyVaultUri": format!("https://{VAULT}.vault.azure.net"), "keyName": "cmk-ai", "keyVersion": "0f1e2d3c"}}})
}

fn filter(name: &str, source: &str, on: bool, severity: &str) -> Value {
    if severity.is_empty() {
        return json!({"name": name, "enabled": on, "blocking": on, "source": source});
    }
    json!({"name": name, "enabled": on, "blocking": on, "severityThreshold": severity, "source": source})
}

fn filters(on: bool, severity: &str) -> Value {
    let mut all = Vec::new();
    for name in ["Hate", "Sexual", "Selfharm", "Violence"] {
        all.push(filter(name, "Prompt", true, severity));
        all.push(filter(name, "Completion", true, severity));
    }
    all.push(filter("Jailbreak", "Prompt", on, ""));
    all.push(filter("Indirect Attack", "Prompt", on, ""));
    all.push(filter("Protected Material Text", "Completion", on, ""));
    Value::Array(all)
}

pub(super) fn put(seed: &mut Seed<'_>) {
    let tags = "owner=data-science;environment=production;data-class=confidential";
    seed.tracked(AI, CS, OPENAI, SWEDEN, tags, account("OpenAI", OPENAI, true, key()));
    seed.tracked(AI, CS, "tb-foundry-eu", SWEDEN, tags, account("AIServices", "tb-foundry-eu", false, json!({"allowProjectManagement": true, "defaultProject": "risk-agents", "associatedProjects": ["risk-agents", "support-agents"],
        "networkInjections": [{"scenario": "agent", "subnetArmId": prod("rg-net-eu", "Microsoft.Network/virtualNetworks/subnets", "vnet-tb-eu/snet-app"), "useMicrosoftManagedNetwork": false}]})));
    seed.tracked(
        AI,
        CS,
        "tb-docintel-eu",
        EUROPE,
        "owner=engineering;environment=production",
        account("FormRecognizer", "tb-docintel-eu", false, json!({})),
    );
    seed.tracked(
        AI,
        CS,
        "tb-safety-eu",
        EUROPE,
        "owner=security;environment=production",
        account("ContentSafety", "tb-safety-eu", false, json!({})),
    );
    deployments(seed);
    guardrails(seed);
    projects(seed);
    seed.child(AI, &format!("{CS}/networkSecurityPerimeterConfigurations"), "tb-foundry-eu/nsp-tb-eu.association", json!({"provisioningState": "Accepted", "networkSecurityPerimeter": {"id": prod("rg-net-eu", "Microsoft.Network/networkSecurityPerimeters", "nsp-tb-eu"), "location": EUROPE}, "resourceAssociation": {"name": "association", "accessMode": "Learning"}, "profile": {"name": "default", "accessRulesVersion": 1, "accessRules": []}}));
    seed.tracked(
        "rg-net-eu",
        "Microsoft.Network/networkSecurityPerimeters",
        "nsp-tb-eu",
        EUROPE,
        "owner=platform",
        json!({"properties": {"perimeterGuid": crate::ids::Uuid::of("nsp").to_string()}}),
    );
    seed.tracked(AI, "Microsoft.Search/searchServices", "tb-search-eu", EUROPE, "owner=data-science;environment=production;data-class=confidential", json!({"sku": {"name": "standard"}, "identity": super::system("tb-search-eu"),
        "properties": {"replicaCount": 2, "partitionCount": 1, "status": "running", "publicNetworkAccess": "Enabled", "disableLocalAuth": false, "authOptions": {"apiKeyOnly": {}}, "networkRuleSet": {"ipRules": [], "bypass": "None"}, "encryptionWithCmk": {"enforcement": "Unspecified"}, "semanticSearch": "standard"}}));
    seed.tracked("rg-app-eu", "Microsoft.BotService/botServices", "bot-assistant-eu", "global", "owner=engineering;environment=production", json!({"kind": "azurebot", "sku": {"name": "S1"},
        "properties": {"displayName": "Assistant", "endpoint": "https://app-assistant-eu.azurewebsites.net/api/messages", "msaAppType": "SingleTenant", "msaAppId": "7d2e9f41-8b5c-4063-a1d7-0e4f6b8c3a92", "disableLocalAuth": true, "publicNetworkAccess": "Disabled", "isCmekEnabled": false}}));
    seed.tracked("rg-app-eu", "Microsoft.Web/sites", "app-assistant-eu", EUROPE, "owner=engineering;environment=production", json!({"kind": "app,linux", "identity": super::assigned("mi-tb-scoring-eu", "b162e4d9-8fa0-41c7-93bd-09fc172a4568", "c273f5ea-90b1-42d8-a4ce-1a0d283b5679"),
        "properties": {"state": "Running", "httpsOnly": true, "publicNetworkAccess": "Disabled", "clientCertEnabled": false, "defaultHostName": "app-assistant-eu.azurewebsites.net", "virtualNetworkSubnetId": prod("rg-net-eu", "Microsoft.Network/virtualNetworks/subnets", "vnet-tb-eu/snet-app")}}));
    sandbox(seed);
}

fn deployments(seed: &mut Seed<'_>) {
    for (names, model, version, policy, capacity) in [
        ("tb-openai-eu/assistant-eu", "gpt-4.1", "2025-04-14", "bank-strict", 120),
        ("tb-openai-eu/embed-eu", "text-embedding-3-large", "1", "bank-strict", 350),
        ("tb-openai-eu/risk-ft-eu", "gpt-4.1-mini", "2025-04-14", "lab-open", 50),
        ("tb-foundry-eu/agent-gpt", "gpt-4.1", "2025-04-14", "agents", 80),
        ("tb-foundry-eu/agent-mini", "gpt-4.1-mini", "2025-04-14", "agents", 80),
    ] {
        let fine_tuned = names.ends_with("risk-ft-eu");
        let model = json!({"format": "OpenAI", "name": model, "version": version, "source": if fine_tuned { "ft-tb-risk-2026-10" } else { "" }});
        let id = prod(AI, &format!("{CS}/deployments"), names);
        let tags = if fine_tuned {
            json!({"owner": "data-science", "training-data": CREDIT_TRAINING})
        } else {
            json!({"owner": "data-science"})
        };
        seed.at(&id, &format!("{CS}/deployments"), json!({"sku": {"name": "DataZoneStandard", "capacity": capacity}, "tags": tags,
            "properties": {"model": model, "raiPolicyName": policy, "versionUpgradeOption": "NoAutoUpgrade", "deploymentState": "Running", "rateLimits": [{"key": "request", "renewalPeriod": 60, "count": capacity}, {"key": "token", "renewalPeriod": 60, "count": capacity * 1000}]}}));
    }
}

fn guardrails(seed: &mut Seed<'_>) {
    let policy = |mode: &str, filters: Value, lists: Value| json!({"type": "UserManaged", "mode": mode, "basePolicyName": "Microsoft.DefaultV2", "contentFilters": filters, "customBlocklists": lists});
    let lists = json!([{"blocklistName": "bank-terms", "blocking": true, "source": "Prompt"}]);
    seed.child(
        AI,
        &format!("{CS}/raiPolicies"),
        "tb-openai-eu/bank-strict",
        policy("Blocking", filters(true, "Low"), lists),
    );
    seed.child(
        AI,
        &format!("{CS}/raiPolicies"),
        "tb-openai-eu/lab-open",
        policy("Asynchronous_filter", filters(false, "High"), json!([])),
    );
    seed.child(
        AI,
        &format!("{CS}/raiPolicies"),
        "tb-foundry-eu/agents",
        policy("Blocking", filters(true, "Medium"), json!([])),
    );
    seed.child(
        AI,
        &format!("{CS}/raiBlocklists"),
        "tb-openai-eu/bank-terms",
        json!({"description": "terms of the bank that no prompt may hold"}),
    );
    for (nth, pattern) in ["core ledger root", "sort code list", "customer master key"].iter().enumerate() {
        seed.child(
            AI,
            &format!("{CS}/raiBlocklists/raiBlocklistItems"),
            &format!("tb-openai-eu/bank-terms/term-{nth}"),
            json!({"pattern": pattern, "isRegex": false}),
        );
    }
    for name in [OPENAI, "tb-foundry-eu"] {
        let on = if name == OPENAI { "Enabled" } else { "Disabled" };
        seed.child(
            AI,
            &format!("{CS}/defenderForAISettings"),
            &format!("{name}/Default"),
            json!({"state": on}),
        );
    }
    let content = format!(
        "/subscriptions/{SUBSCRIPTION}/providers/Microsoft.CognitiveServices/locations/{SWEDEN}/raiContentFilters"
    );
    for name in ["Hate", "Jailbreak"] {
        seed.at(
            &format!("{content}/{name}"),
            "Microsoft.CognitiveServices/locations/raiContentFilters",
            json!({"properties": {"name": name, "isMultiLevelFilter": name == "Hate", "source": "Prompt"}}),
        );
    }
}

fn projects(seed: &mut Seed<'_>) {
    let kind = format!("{CS}/projects");
    for name in ["risk-agents", "support-agents"] {
        let id = prod(AI, &kind, &format!("tb-foundry-eu/{name}"));
        seed.at(&id, &kind, json!({"location": SWEDEN, "identity": super::assigned("mi-tb-foundry-eu", "f5a6281d-c3e4-450b-97f1-4d305b6e89ac", "06b7392e-d4f5-461c-a802-5e416c7f9abd"), "tags": {"owner": "data-science"}, "properties": {"displayName": name, "description": "", "isDefault": name == "risk-agents"}}));
    }
    for (names, category, target, auth) in [
        (
            "tb-foundry-eu/risk-agents/search",
            "CognitiveSearch",
            "https://tb-search-eu.search.windows.net/",
            "ApiKey",
        ),
        (
            "tb-foundry-eu/risk-agents/lake",
            "AzureStorageAccount",
            "https://tbcustomereu.blob.core.windows.net/",
            "AAD",
        ),
    ] {
        seed.child(AI, &format!("{kind}/connections"), names, json!({"category": category, "target": target, "authType": auth, "isSharedToAll": auth == "ApiKey", "metadata": {}}));
    }
    seed.child(AI, &format!("{CS}/connections"), "tb-foundry-eu/openai", json!({"category": "AzureOpenAI", "target": "https://tb-openai-eu.openai.azure.com/", "authType": "AAD", "isSharedToAll": true}));
    seed.child(AI, &format!("{kind}/capabilityHosts"), "tb-foundry-eu/risk-agents/agents", json!({"capabilityHostKind": "Agents", "vectorStoreConnections": ["search"], "storageConnections": ["lake"], "threadStorageConnections": []}));
    seed.child(
        AI,
        &format!("{CS}/capabilityHosts"),
        "tb-foundry-eu/account-agents",
        json!({"capabilityHostKind": "Agents"}),
    );
    seed.child(AI, &format!("{kind}/applications"), "tb-foundry-eu/support-agents/card-support", json!({"displayName": "Card support", "agents": [{"agentName": "card-support"}], "authorizationPolicy": {"authType": "Default"}, "baseUrl": "https://tb-foundry-eu.services.ai.azure.com/"}));
}

fn sandbox(seed: &mut Seed<'_>) {
    seed.subscription = SANDBOX;
    let tags = "owner=analytics;environment=sandbox";
    seed.tracked(
        "rg-sandbox-ai",
        CS,
        "tb-sandbox-foundry",
        SWEDEN,
        tags,
        account("AIServices", "tb-sandbox-foundry", true, json!({})),
    );
    let kind = format!("{CS}/deployments");
    let id = super::id(SANDBOX, "rg-sandbox-ai", &kind, "tb-sandbox-foundry/deepseek-trial");
    seed.at(&id, &kind, json!({"sku": {"name": "GlobalStandard", "capacity": 20}, "properties": {"model": {"format": "DeepSeek", "name": "DeepSeek-R1", "version": "1"}, "versionUpgradeOption": "OnceNewDefaultVersionAvailable", "deploymentState": "Running"}}));
    let tomb = format!(
        "/subscriptions/{SANDBOX}/providers/Microsoft.CognitiveServices/locations/{SWEDEN}/resourceGroups/rg-sandbox-ai/deletedAccounts/tb-hackathon"
    );
    seed.at(&tomb, "Microsoft.CognitiveServices/locations/resourceGroups/deletedAccounts", json!({"kind": "OpenAI", "location": SWEDEN, "properties": {"deletionDate": "2026-10-30T12:00:00Z", "scheduledPurgeDate": "2026-12-17T12:00:00Z"}}));
    seed.subscription = SUBSCRIPTION;
}
