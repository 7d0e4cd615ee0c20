use serde_json::{Value, json};

use super::tenant::{ADMIN, AUDITOR, IDENTITIES, RESTRICTED, group_id};
use super::{EUROPE, SANDBOX, Seed};
use crate::estate::{ETL_OBJECT, SUBSCRIPTION, TENANT};
use crate::ids::Uuid;
use crate::people::named;

/// Id, name, actions, excepted actions, data actions.
type Role =
    (&'static str, &'static str, &'static [&'static str], &'static [&'static str], &'static [&'static str]);

/// Built-in roles with their well-known ids, and one of the bank.
#[rustfmt::skip]
const ROLES: [Role; 19] = [
    ("8e3af657-a8ff-443c-a75c-2fe8c4bcb635", "Owner", &["*"], &[], &[]),
    ("b24988ac-6180-42a0-ab88-20f7382dd24c", "Contributor", &["*"], &["Microsoft.Authorization/*/Delete", "Microsoft.Authorization/*/Write", "Microsoft.Authorization/elevateAccess/Action"], &[]),
    ("acdd72a7-3385-48ef-bd42-f606fba81ae7", "Reader", &["*/read"], &[], &[]),
    ("39bc4728-0917-49c7-9d2c-d95423bc2eb4", "Security Reader", &["Microsoft.Authorization/*/read", "Microsoft.Security/*/read", "Microsoft.Resources/subscriptions/resourceGroups/read"], &[], &[]),
    ("18d7d88d-d35e-4fb5-a5c3-7773c20a72d9", "User Access Administrator", &["*/read", "Microsoft.Authorization/*"], &[], &[]),
    ("17d1049b-9a84-46fb-8f53-869881c3d3ab", "Storage Account Contributor", &["Microsoft.Storage/storageAccounts/*", "Microsoft.Resources/subscriptions/resourceGroups/read"], &[], &[]),
    ("ba92f5b4-2d11-453d-a403-e96b0029c9fe", "Storage Blob Data Contributor", &["Microsoft.Storage/storageAccounts/blobServices/containers/read"], &[], &["Microsoft.Storage/storageAccounts/blobServices/containers/blobs/*"]),
    ("2a2b9908-6ea1-4ae2-8e65-a410df84e7d1", "Storage Blob Data Reader", &["Microsoft.Storage/storageAccounts/blobServices/containers/read"], &[], &["Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read"]),
    ("4633458b-17de-408a-b874-0445c86b69e6", "Key Vault Secrets User", &[], &[], &["Microsoft.KeyVault/vaults/secrets/getSecret/action", "Microsoft.KeyVault/vaults/secrets/readMetadata/action"]),
    ("00482a5a-887f-4fb3-b363-3b7fe8e74483", "Key Vault Administrator", &["Microsoft.KeyVault/*/read"], &[], &["Microsoft.KeyVault/vaults/*"]),
    ("5e0bd9bd-7b93-4f28-af87-19fc36ad61bd", "Cognitive Services OpenAI User", &["Microsoft.CognitiveServices/*/read"], &[], &["Microsoft.CognitiveServices/accounts/OpenAI/*/read", "Microsoft.CognitiveServices/accounts/OpenAI/deployments/*/action"]),
    ("a001fd3d-188f-4b5d-821b-7da978bf7442", "Cognitive Services OpenAI Contributor", &["Microsoft.CognitiveServices/*/read", "Microsoft.CognitiveServices/accounts/deployments/*", "Microsoft.CognitiveServices/accounts/raiPolicies/*"], &[], &["Microsoft.CognitiveServices/accounts/OpenAI/*"]),
    ("25fbc0a9-bd7c-42a3-aa1a-3b75d497ee68", "Cognitive Services Contributor", &["Microsoft.CognitiveServices/*", "Microsoft.Resources/subscriptions/resourceGroups/read"], &[], &[]),
    ("64702f94-c441-49e6-a78b-ef80e0188fee", "Azure AI Developer", &["Microsoft.MachineLearningServices/workspaces/*/read", "Microsoft.MachineLearningServices/workspaces/*/action"], &[], &["Microsoft.CognitiveServices/accounts/OpenAI/*"]),
    ("f6c7c914-8db3-469d-8ca1-694a8f32e121", "AzureML Data Scientist", &["Microsoft.MachineLearningServices/workspaces/*/read", "Microsoft.MachineLearningServices/workspaces/*/action", "Microsoft.MachineLearningServices/workspaces/*/delete", "Microsoft.MachineLearningServices/workspaces/*/write"], &["Microsoft.MachineLearningServices/workspaces/delete", "Microsoft.MachineLearningServices/workspaces/write", "Microsoft.MachineLearningServices/workspaces/computes/*/write"], &[]),
    ("4d97b98b-1d4f-4787-a291-c67834d212e7", "Network Contributor", &["Microsoft.Network/*", "Microsoft.Resources/subscriptions/resourceGroups/read"], &[], &[]),
    ("673868aa-7521-48a0-acc6-0f60742d39f5", "Data Factory Contributor", &["Microsoft.DataFactory/*", "Microsoft.Resources/subscriptions/resourceGroups/read"], &[], &[]),
    ("7f951dda-4ed3-4680-a7ca-43fe172d538d", "AcrPull", &["Microsoft.ContainerRegistry/registries/pull/read"], &[], &[]),
    ("d1b2c3a4-7e5f-4c60-91d8-0a2b4c6e8f13", "TechnoBank Model Releaser", &["Microsoft.MachineLearningServices/workspaces/onlineEndpoints/*", "Microsoft.MachineLearningServices/workspaces/read", "Microsoft.MachineLearningServices/workspaces/models/*"], &[], &[]),
];

const GROUPS: [(&str, &str, &str); 8] = [
    (SUBSCRIPTION, "rg-ai-eu", "owner=data-science;environment=production"),
    (SUBSCRIPTION, "rg-data-eu", "owner=data-platform;environment=production;data-class=confidential"),
    (SUBSCRIPTION, "rg-app-eu", "owner=engineering;environment=production"),
    (SUBSCRIPTION, "rg-net-eu", "owner=platform;environment=production"),
    (SUBSCRIPTION, "rg-ops-eu", "owner=platform;environment=production"),
    (SUBSCRIPTION, "NetworkWatcherRG", ""),
    (SUBSCRIPTION, "databricks-rg-dbw-tb-eu", "owner=data-science;environment=production"),
    (SANDBOX, "rg-sandbox-ai", "owner=analytics;environment=sandbox"),
];

const MANAGED: &str =
    "/subscriptions/c0ffee12-8d3a-4b7e-9f15-2a6b7c8d9e0f/resourceGroups/databricks-rg-dbw-tb-eu";

pub(super) fn put(seed: &mut Seed<'_>) {
    seed.at(&format!("/tenants/{TENANT}"), "Microsoft.Resources/tenants", json!({"tenantId": TENANT, "displayName": "TechnoBank", "defaultDomain": "technobank.example", "tenantCategory": "Home", "countryCode": "DE"}));
    hierarchy(seed);
    roles(seed);
    policies(seed);
    let lock = format!(
        "/subscriptions/{SUBSCRIPTION}/resourceGroups/rg-net-eu/providers/Microsoft.Authorization/locks/keep-network"
    );
    seed.at(
        &lock,
        "Microsoft.Authorization/locks",
        json!({"properties": {"level": "CanNotDelete", "notes": "the hub is shared by all"}}),
    );
    for plan in ["AI", "StorageAccounts", "KeyVaults"] {
        let id = format!("/subscriptions/{SUBSCRIPTION}/providers/Microsoft.Security/pricings/{plan}");
        seed.at(
            &id,
            "Microsoft.Security/pricings",
            json!({"properties": {"pricingTier": "Standard", "freeTrialRemainingTime": "PT0S"}}),
        );
        let id = format!("/subscriptions/{SANDBOX}/providers/Microsoft.Security/pricings/{plan}");
        seed.at(
            &id,
            "Microsoft.Security/pricings",
            json!({"properties": {"pricingTier": "Free", "freeTrialRemainingTime": "P30D"}}),
        );
    }
}

fn hierarchy(seed: &mut Seed<'_>) {
    let group = |name: &str| format!("/providers/Microsoft.Management/managementGroups/{name}");
    for (name, title, parent) in [
        (TENANT, "Tenant Root Group", ""),
        ("technobank", "TechnoBank", TENANT),
        ("tb-europe", "Europe", "technobank"),
        ("tb-sandbox", "Sandbox", "technobank"),
    ] {
        let above =
            if parent.is_empty() { Value::Null } else { json!({"id": group(parent), "name": parent}) };
        seed.at(&group(name), "Microsoft.Management/managementGroups", json!({"properties": {"tenantId": TENANT, "displayName": title, "details": {"version": 3, "parent": above}}}));
    }
    for (id, title, parent) in
        [(SUBSCRIPTION, "tb-europe-prod", "tb-europe"), (SANDBOX, "tb-europe-sandbox", "tb-sandbox")]
    {
        let own = format!("/subscriptions/{id}");
        seed.at(&own, "Microsoft.Resources/subscriptions", json!({"subscriptionId": id, "displayName": title, "state": "Enabled", "tenantId": TENANT, "authorizationSource": "RoleBased",
            "subscriptionPolicies": {"locationPlacementId": "Public_2014-09-01", "quotaId": "EnterpriseAgreement_2014-09-01", "spendingLimit": "Off"}, "managedByTenants": [], "tags": {"environment": if parent == "tb-europe" { "production" } else { "sandbox" }}}));
        let placed = format!("{}/subscriptions/{id}", group(parent));
        seed.at(
            &placed,
            "Microsoft.Management/managementGroups/subscriptions",
            json!({"properties": {"displayName": title, "parent": {"id": group(parent)}, "state": "Active"}}),
        );
    }
    for (of, name, tags) in GROUPS {
        let id = format!("/subscriptions/{of}/resourceGroups/{name}");
        let body = json!({"location": EUROPE, "tags": super::tagged(tags), "properties": {}});
        seed.at(&id, "Microsoft.Resources/subscriptions/resourceGroups", body);
    }
}

fn roles(seed: &mut Seed<'_>) {
    for (id, name, actions, excepted, data) in ROLES {
        let custom = name.starts_with("TechnoBank");
        let at = format!("/providers/Microsoft.Authorization/roleDefinitions/{id}");
        let scopes = if custom { json!([format!("/subscriptions/{SUBSCRIPTION}")]) } else { json!(["/"]) };
        seed.at(&at, "Microsoft.Authorization/roleDefinitions", json!({"properties": {"roleName": name, "type": if custom { "CustomRole" } else { "BuiltInRole" }, "description": name,
            "assignableScopes": scopes, "permissions": [{"actions": actions, "notActions": excepted, "dataActions": data, "notDataActions": []}]}}));
    }
    let (prod, sandbox) = (format!("/subscriptions/{SUBSCRIPTION}"), format!("/subscriptions/{SANDBOX}"));
    let group = |name: &str| format!("{prod}/resourceGroups/{name}");
    let [runner, scoring, aks, foundry] = IDENTITIES.map(|(id, _, _)| id.to_owned());
    let xenia = named("xenia.petrova").object_id().to_string();
    let storage = format!("{}/providers/Microsoft.Storage/storageAccounts/tbcustomereu", group("rg-data-eu"));
    let table: [(&str, String, String, &str, &str); 22] = [
        ("auditor", AUDITOR.to_owned(), String::new(), "Reader", "ServicePrincipal"),
        ("auditor-security", AUDITOR.to_owned(), String::new(), "Security Reader", "ServicePrincipal"),
        ("admin", ADMIN.to_owned(), String::new(), "Owner", "ServicePrincipal"),
        ("restricted-app", RESTRICTED.to_owned(), group("rg-app-eu"), "Reader", "ServicePrincipal"),
        ("restricted-net", RESTRICTED.to_owned(), group("rg-net-eu"), "Reader", "ServicePrincipal"),
        (
            "etl-storage",
            ETL_OBJECT.to_owned(),
            group("rg-data-eu"),
            "Storage Account Contributor",
            "ServicePrincipal",
        ),
        (
            "etl-secrets",
            ETL_OBJECT.to_owned(),
            group("rg-data-eu"),
            "Key Vault Secrets User",
            "ServicePrincipal",
        ),
        (
            "etl-blobs",
            ETL_OBJECT.to_owned(),
            storage.clone(),
            "Storage Blob Data Contributor",
            "ServicePrincipal",
        ),
        (
            "etl-factory",
            ETL_OBJECT.to_owned(),
            group("rg-data-eu"),
            "Data Factory Contributor",
            "ServicePrincipal",
        ),
        (
            "trainer",
            "0b6c2f19-5d8e-4a73-b1f4-7c9d3e2a6058".to_owned(),
            group("rg-ai-eu"),
            "AzureML Data Scientist",
            "ServicePrincipal",
        ),
        (
            "trainer-blobs",
            "0b6c2f19-5d8e-4a73-b1f4-7c9d3e2a6058".to_owned(),
            storage.clone(),
            "Storage Blob Data Reader",
            "ServicePrincipal",
        ),
        (
            "platform",
            "41d7c0e2-9a3f-4b86-8c15-0e2d7f6a9b53".to_owned(),
            prod.clone(),
            "Contributor",
            "ServicePrincipal",
        ),
        (
            "assistant",
            "6e0d1f84-3a5b-4c72-9e68-b4a7c2d5f013".to_owned(),
            group("rg-ai-eu"),
            "Cognitive Services OpenAI User",
            "ServicePrincipal",
        ),
        ("insider", xenia, group("rg-ai-eu"), "Cognitive Services Contributor", "User"),
        ("runner", runner, prod.clone(), "Contributor", "ServicePrincipal"),
        ("scoring", scoring, storage, "Storage Blob Data Reader", "ServicePrincipal"),
        ("aks", aks, group("rg-net-eu"), "Network Contributor", "ServicePrincipal"),
        ("foundry", foundry, group("rg-ai-eu"), "Azure AI Developer", "ServicePrincipal"),
        ("scientists", group_id("ml-readers"), group("rg-ai-eu"), "AzureML Data Scientist", "Group"),
        ("platform-admins", group_id("platform-admins"), prod, "Owner", "Group"),
        (
            "security",
            group_id("security-readers"),
            "/providers/Microsoft.Management/managementGroups/technobank".to_owned(),
            "Security Reader",
            "Group",
        ),
        ("sandbox", group_id("ai-engineers"), sandbox, "Contributor", "Group"),
    ];
    for (name, principal, scope, role, kind) in table {
        let known = ROLES.iter().find(|(_, title, ..)| *title == role).map_or("", |(id, ..)| id);
        let id = format!("{scope}/providers/Microsoft.Authorization/roleAssignments/{}", assignment(name));
        let shown = if scope.is_empty() { "/" } else { &scope };
        seed.at(&id, "Microsoft.Authorization/roleAssignments", json!({"properties": {"roleDefinitionId": format!("/providers/Microsoft.Authorization/roleDefinitions/{known}"),
            "principalId": principal, "principalType": kind, "scope": shown, "condition": null, "createdOn": "2026-02-01T08:00:00.0000000Z", "createdBy": ADMIN}}));
    }
    // Databricks keeps everybody from the resources that it manages.
    let deny = format!(
        "{MANAGED}/providers/Microsoft.Authorization/denyAssignments/{}",
        Uuid::of("databricks-deny")
    );
    seed.at(&deny, "Microsoft.Authorization/denyAssignments", json!({"properties": {"denyAssignmentName": "System deny assignment created by Azure Databricks", "isSystemProtected": true,
        "permissions": [{"actions": ["*/write", "*/delete"], "notActions": [], "dataActions": [], "notDataActions": []}], "scope": MANAGED,
        "principals": [{"id": "00000000-0000-0000-0000-000000000000", "type": "SystemDefined"}], "excludePrincipals": [{"id": ADMIN, "type": "ServicePrincipal"}]}}));
}

/// The GUID of a seeded assignment; the two that weaknesses name are fixed.
fn assignment(name: &str) -> String {
    match name {
        "etl-storage" => "11f0a2b3-6c4d-4e5f-8a7b-9c0d1e2f3a4b".to_owned(),
        "runner" => "22e1b3c4-7d5e-4f60-9b8c-0d1e2f3a4b5c".to_owned(),
        _ => Uuid::of(&format!("assignment/{name}")).to_string(),
    }
}

fn policies(seed: &mut Seed<'_>) {
    let at = |name: &str| {
        format!(
            "/providers/Microsoft.Management/managementGroups/technobank/providers/Microsoft.Authorization/policyDefinitions/{name}"
        )
    };
    let kind = "Microsoft.Authorization/policyDefinitions";
    let definition = |title: &str, condition: Value, effect: &str| {
        json!({"properties": {"displayName": title, "policyType": "Custom", "mode": "Indexed", "metadata": {"category": "AI"},
            "parameters": {"effect": {"type": "String", "defaultValue": effect, "allowedValues": ["Audit", "Deny", "Disabled"]}},
            "policyRule": {"if": condition, "then": {"effect": "[parameters('effect')]"}}}})
    };
    let account = json!({"field": "type", "equals": "Microsoft.CognitiveServices/accounts"});
    seed.at(&at("ai-local-auth"), kind, definition("AI accounts have local authentication disabled", json!({"allOf": [account, {"field": "Microsoft.CognitiveServices/accounts/disableLocalAuth", "notEquals": "true"}]}), "Audit"));
    seed.at(&at("ai-public-network"), kind, definition("AI accounts are not reachable publicly", json!({"allOf": [account, {"field": "Microsoft.CognitiveServices/accounts/publicNetworkAccess", "notEquals": "Disabled"}]}), "Audit"));
    seed.at(&at("allowed-locations"), kind, definition("Resources stay in Europe", json!({"allOf": [{"field": "location", "notIn": ["westeurope", "northeurope", "swedencentral", "germanywestcentral", "global"]}, {"field": "location", "notEquals": ""}]}), "Deny"));
    seed.at(&at("gpu-sizes"), kind, definition("No GPU machines", json!({"allOf": [{"field": "type", "equals": "Microsoft.Compute/virtualMachines"}, {"field": "Microsoft.Compute/virtualMachines/hardwareProfile.vmSize", "contains": "Standard_N"}]}), "Deny"));
    let scope = "/providers/Microsoft.Management/managementGroups/";
    for (name, of, definition, effect) in [
        ("locations", "technobank", "allowed-locations", "Deny"),
        ("local-auth", "tb-europe", "ai-local-auth", "Audit"),
        ("public-network", "tb-europe", "ai-public-network", "Audit"),
        ("no-gpu", "tb-sandbox", "gpu-sizes", "Deny"),
    ] {
        let id = format!("{scope}{of}/providers/Microsoft.Authorization/policyAssignments/{name}");
        seed.at(&id, "Microsoft.Authorization/policyAssignments", json!({"location": EUROPE, "properties": {"displayName": name, "policyDefinitionId": at(definition), "scope": format!("{scope}{of}"),
            "notScopes": [], "enforcementMode": "Default", "parameters": {"effect": {"value": effect}}}}));
    }
}
