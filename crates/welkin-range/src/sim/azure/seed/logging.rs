use serde_json::{Value, json};

use super::{EUROPE, Seed, prod};
use crate::estate::SUBSCRIPTION;

const OPS: &str = "rg-ops-eu";

pub(super) fn put(seed: &mut Seed<'_>) {
    let workspace = seed.tracked(OPS, "Microsoft.OperationalInsights/workspaces", "log-tb-eu", EUROPE, "owner=security;environment=production", json!({"properties": {"retentionInDays": 365, "sku": {"name": "PerGB2018"}, "publicNetworkAccessForQuery": "Disabled", "publicNetworkAccessForIngestion": "Disabled", "features": {"disableLocalAuth": true}}}));
    let storage = prod("rg-data-eu", "Microsoft.Storage/storageAccounts", "tblogseu");
    let logged = |categories: &[&str]| -> Value {
        let logs: Vec<Value> =
            categories.iter().map(|category| json!({"category": category, "enabled": true})).collect();
        json!({"workspaceId": workspace, "storageAccountId": storage, "logs": logs, "metrics": []})
    };
    let cognitive = |name: &str| prod("rg-ai-eu", "Microsoft.CognitiveServices/accounts", name);
    // The learning workspace has none: nobody sees who deploys models.
    for (scope, categories) in [
        (format!("/subscriptions/{SUBSCRIPTION}"), &["Administrative", "Security", "Policy", "Alert"][..]),
        (cognitive("tb-openai-eu"), &["Audit", "RequestResponse", "Trace"][..]),
        (cognitive("tb-foundry-eu"), &["Audit", "RequestResponse"][..]),
        (prod("rg-data-eu", "Microsoft.KeyVault/vaults", "kv-tb-etl-eu"), &["AuditEvent"][..]),
        (
            format!(
                "{}/blobServices/default",
                prod("rg-data-eu", "Microsoft.Storage/storageAccounts", "tbcustomereu")
            ),
            &["StorageRead", "StorageWrite", "StorageDelete"][..],
        ),
    ] {
        let id = format!("{scope}/providers/Microsoft.Insights/diagnosticSettings/to-security");
        seed.at(&id, "Microsoft.Insights/diagnosticSettings", json!({"properties": logged(categories)}));
    }
    let group = seed.tracked(OPS, "Microsoft.Insights/actionGroups", "ag-security", "global", "owner=security", json!({"properties": {"groupShortName": "security", "enabled": true, "emailReceivers": [{"name": "soc", "emailAddress": "soc@technobank.example"}]}}));
    for (name, operation) in [
        ("nsg-changed", "Microsoft.Network/networkSecurityGroups/write"),
        ("policy-deleted", "Microsoft.Authorization/policyAssignments/delete"),
        ("keys-listed", "Microsoft.CognitiveServices/accounts/listKeys/action"),
    ] {
        seed.tracked(OPS, "Microsoft.Insights/activityLogAlerts", name, "global", "owner=security", json!({"properties": {"enabled": true, "scopes": [format!("/subscriptions/{SUBSCRIPTION}")], "condition": {"allOf": [{"field": "category", "equals": "Administrative"}, {"field": "operationName", "equals": operation}]}, "actions": {"actionGroups": [{"actionGroupId": group}]}}}));
    }
    seed.tracked(
        OPS,
        "Microsoft.Insights/metricAlerts",
        "latency-assistant-eu",
        "global",
        "owner=engineering",
        json!({"properties": {"enabled": true, "severity": 2, "scopes": [cognitive("tb-openai-eu")]}}),
    );
    seed.tracked(
        OPS,
        "Microsoft.Portal/dashboards",
        "inference",
        EUROPE,
        "owner=engineering",
        json!({"properties": {"lenses": []}}),
    );
    seed.tracked(
        "NetworkWatcherRG",
        "Microsoft.Network/networkWatchers",
        "NetworkWatcher_westeurope",
        EUROPE,
        "",
        json!({"properties": {}}),
    );
    seed.tracked("NetworkWatcherRG", "Microsoft.Network/networkWatchers/flowLogs", "NetworkWatcher_westeurope/vnet-tb-eu", EUROPE, "", json!({"properties": {"targetResourceId": prod("rg-net-eu", "Microsoft.Network/virtualNetworks", "vnet-tb-eu"), "storageId": storage, "enabled": true, "retentionPolicy": {"days": 365, "enabled": true}, "format": {"type": "JSON", "version": 2}}}));
}
