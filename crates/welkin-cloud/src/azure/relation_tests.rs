use std::sync::Arc;

use serde_json::json;
use welkin_model::Cloud;
use welkin_model::estate::{Described, LinkDirection, Target};

use super::*;
use crate::describe::describe;

const GROUP: &str = "/subscriptions/s/resourcegroups/g";
const TENANT: &str = "7a1c9e52-3b64-4d0f-9a27-5e8c1f60b3d4";
const OBJECT: &str = "802f31a6-5c7d-4e94-a08a-d6c9e4f71235";

fn described(native: &str, id: &str, scope: &str, payload: Value) -> Described {
    describe(&Resource {
        cloud: Cloud::Azure,
        native_type: Arc::from(native),
        id: AssetId::new(id),
        name: String::new(),
        scope: scope.to_owned(),
        region: "westeurope".to_owned(),
        via: Arc::from("test"),
        payload,
        unknowns: Vec::new(),
        observed_at: 1,
    })
}

/// `from -kind-> to` of every link; the asset itself is `.`.
fn links(found: &Described) -> Vec<String> {
    let mut all: Vec<String> = found
        .links
        .iter()
        .map(|link| {
            let other = match &link.target {
                Target::Asset(id) => id.to_string(),
                Target::Handle(handle) => format!("{:?} {handle}", handle.kind),
            };
            match link.direction {
                LinkDirection::Out => format!(". {} {other}", link.kind),
                LinkDirection::In => format!("{other} {} .", link.kind),
            }
        })
        .collect();
    all.sort();
    all.dedup();
    all
}

fn provided(found: &Described) -> Vec<String> {
    found.provides.iter().map(|handle| format!("{:?} {handle}", handle.kind)).collect()
}

#[track_caller]
fn check(found: &Described, expect: &[&str]) {
    let links = links(found);
    for wanted in expect {
        assert!(links.iter().any(|link| link == wanted), "{wanted} is not among {links:#?}");
    }
}

fn of(kind: &str, name: &str) -> String {
    format!("{GROUP}/providers/microsoft.{kind}/{name}")
}

#[test]
fn an_account_is_held_by_its_group_acts_as_its_identities_and_is_encrypted_by_a_key() {
    let id = of("cognitiveservices/accounts", "a");
    let found = described(
        "microsoft.cognitiveservices/accounts",
        &id,
        "s",
        json!({"id": id, "tags": {"data-class": "confidential"}, "identity": {"principalId": OBJECT, "userAssignedIdentities":
            {"/subscriptions/S/resourceGroups/G/providers/Microsoft.ManagedIdentity/userAssignedIdentities/Mi": {"clientId": "x"}}},
            "properties": {"disableLocalAuth": false, "publicNetworkAccess": "Enabled", "customSubDomainName": "a-eu",
                "encryption": {"keySource": "Microsoft.KeyVault", "keyVaultProperties": {"keyVaultUri": "https://kv.vault.azure.net/", "keyName": "CMK", "keyVersion": "1"}}}}),
    );
    check(
        &found,
        &[
            "/subscriptions/s/resourcegroups/g contains .",
            &format!(". runs_as https://graph.microsoft.com/v1.0/servicePrincipals/{OBJECT}"),
            &format!(". runs_as {GROUP}/providers/microsoft.managedidentity/userassignedidentities/mi"),
            ". encrypted_by KeyUri https://kv.vault.azure.net/keys/cmk",
        ],
    );
    let facts: Vec<(Fact, &str)> =
        found.asset.facts.iter().map(|(fact, value)| (*fact, value.as_str())).collect();
    for expect in [
        (Fact::Public, "yes"),
        (Fact::LocalAuth, "yes"),
        (Fact::Encryption, "customer_key"),
        (Fact::DataClass, "confidential"),
    ] {
        assert!(facts.contains(&expect), "{expect:?} is not among {facts:?}");
    }
    assert!(provided(&found).contains(&"Host a-eu.openai.azure.com".to_owned()));
}

#[test]
fn a_key_is_found_by_its_address_and_a_deployment_by_its_filter() {
    let key = of("keyvault/vaults", "kv/keys/cmk");
    let found = described(
        "microsoft.keyvault/vaults/keys",
        &key,
        "s",
        json!({"properties": {"keyUri": "https://KV.vault.azure.net/keys/cmk"}}),
    );
    assert_eq!(provided(&found), ["KeyUri https://kv.vault.azure.net/keys/cmk"]);
    let deployment = of("cognitiveservices/accounts", "a/deployments/d");
    let payload = json!({"properties": {"raiPolicyName": "Strict", "model": {"name": "gpt-4.1"}}});
    let found = described("microsoft.cognitiveservices/accounts/deployments", &deployment, "s", payload);
    check(&found, &[&format!(". governed_by {}", of("cognitiveservices/accounts", "a/raipolicies/strict"))]);
    assert_eq!(found.asset.fact(Fact::ModelName), Some("gpt-4.1"));
}

#[test]
fn an_assignment_grants_to_its_principal_over_its_scope() {
    let id = format!("{GROUP}/providers/microsoft.authorization/roleassignments/x");
    let role = "/subscriptions/s/providers/Microsoft.Authorization/roleDefinitions/2A2B9908-6ea1-4ae2-8e65-a410df84e7d1";
    for payload in [
        json!({"properties": {"principalId": OBJECT, "principalType": "Group", "roleDefinitionId": role, "scope": "/subscriptions/S/resourceGroups/G"}}),
        json!({"principalId": OBJECT, "principalType": "Group", "roleDefinitionId": role, "scope": "/subscriptions/S/resourceGroups/G", "roleDefinitionName": "Storage Blob Data Reader"}),
    ] {
        check(
            &described("Microsoft.Authorization/roleAssignments", &id, "s", payload),
            &[
                &format!(". grants_to https://graph.microsoft.com/v1.0/groups/{OBJECT}"),
                &format!(". reads {GROUP}"),
                ". governed_by /providers/microsoft.authorization/roledefinitions/2a2b9908-6ea1-4ae2-8e65-a410df84e7d1",
            ],
        );
    }
}

#[test]
fn a_federated_credential_lets_in_whom_its_issuer_names() {
    let app = format!("https://graph.microsoft.com/v1.0/applications/{OBJECT}");
    let identity = of("managedidentity/userassignedidentities", "mi");
    let trust = json!({"issuer": "https://accounts.google.com/", "subject": "1048", "audiences": ["api://AzureADTokenExchange"]});
    for (native, above, payload) in [
        ("microsoft.graph/applications/federatedIdentityCredentials", &app, trust.clone()),
        (
            "microsoft.managedidentity/userassignedidentities/federatedidentitycredentials",
            &identity,
            json!({"properties": trust}),
        ),
    ] {
        let found = described(native, &format!("{above}/federatedidentitycredentials/f"), "s", payload);
        check(
            &found,
            &[
                "Subject accounts.google.com|1048 can_assume .",
                ". trusts Issuer accounts.google.com",
                &format!(". can_assume {above}"),
            ],
        );
    }
}

#[test]
fn a_principal_is_what_other_clouds_call_it() {
    let id = format!("https://graph.microsoft.com/v1.0/servicePrincipals/{OBJECT}");
    let mi =
        "/subscriptions/s/resourcegroups/g/providers/Microsoft.ManagedIdentity/userAssignedIdentities/mi";
    let payload = json!({"id": OBJECT, "appId": "D3F8A1C4-6b27-4e90-8d5c-2f1b0a9e7c36", "alternativeNames": ["isExplicit=True", mi]});
    let found = described("microsoft.graph/servicePrincipals", &id, TENANT, payload);
    let provided = provided(&found);
    for expect in [
        format!("Subject sts.windows.net/{TENANT}|{OBJECT}"),
        format!("Subject login.microsoftonline.com/{TENANT}/v2.0|{OBJECT}"),
        "CredentialId d3f8a1c4-6b27-4e90-8d5c-2f1b0a9e7c36".to_owned(),
    ] {
        assert!(provided.contains(&expect), "{expect} is not among {provided:?}");
    }
    check(&found, &[&format!("{} runs_as .", mi.to_ascii_lowercase())]);
    let tenant = described(
        "microsoft.graph/organization",
        &format!("https://graph.microsoft.com/v1.0/organization/{TENANT}"),
        TENANT,
        json!({"id": TENANT}),
    );
    assert_eq!(tenant.provides.first(), Some(&Handle::issuer(&format!("https://sts.windows.net/{TENANT}/"))));
}

#[test]
fn an_application_keeps_secrets_and_acts_as_its_principal() {
    let app = format!("https://graph.microsoft.com/v1.0/applications/{OBJECT}");
    let found =
        described("microsoft.graph/applications", &app, TENANT, json!({"id": OBJECT, "appId": OBJECT}));
    check(&found, &[&format!(". runs_as CredentialId {OBJECT}")]);
    let secret = format!("{app}/passwordCredentials/{OBJECT}");
    let found = described(
        "microsoft.graph/applications/passwordCredentials",
        &secret,
        TENANT,
        json!({"keyId": OBJECT}),
    );
    check(&found, &[&format!(". runs_as {app}")]);
}

#[test]
fn members_belong_to_the_group_that_tells_of_them() {
    let group = format!("https://graph.microsoft.com/v1.0/groups/{TENANT}");
    let payload = json!({"id": TENANT, "members": [{"@odata.type": "#microsoft.graph.user", "id": OBJECT}]});
    let found = described("microsoft.graph/groups", &group, TENANT, payload);
    check(&found, &[&format!("https://graph.microsoft.com/v1.0/users/{OBJECT} member_of .")]);
}

#[test]
fn tunnels_meet_at_the_addresses_of_their_ends() {
    let own = described(
        "microsoft.network/publicipaddresses",
        &of("network/publicipaddresses", "pip"),
        "s",
        json!({"properties": {"ipAddress": "192.0.2.21", "ipConfiguration": {"id": format!("{GROUP}/providers/Microsoft.Network/virtualNetworkGateways/vgw/ipConfigurations/default")}}}),
    );
    assert_eq!(provided(&own), ["Address 192.0.2.21"]);
    check(&own, &[&format!(". exposes {}", of("network/virtualnetworkgateways", "vgw"))]);
    let peer = described(
        "microsoft.network/localnetworkgateways",
        &of("network/localnetworkgateways", "aws"),
        "s",
        json!({"properties": {"gatewayIpAddress": "192.0.2.11"}}),
    );
    check(&peer, &[". peers_with Address 192.0.2.11"]);
}

#[test]
fn a_secret_that_holds_another_clouds_key_says_so_by_its_tags() {
    let id = of("keyvault/vaults", "kv/secrets/aws");
    let found = described(
        "microsoft.keyvault/vaults/secrets",
        &id,
        "s",
        json!({"tags": {"aws-access-key-id": "AKIAIOSFODNN7EXPORT1"}}),
    );
    check(&found, &["CredentialId AKIAIOSFODNN7EXPORT1 stored_in ."]);
}

#[test]
fn names_within_a_learning_workspace_lead_to_its_assets() {
    let workspace = of("machinelearningservices/workspaces", "w");
    let job = described(
        "microsoft.machinelearningservices/workspaces/jobs",
        &format!("{workspace}/jobs/j"),
        "s",
        json!({"properties": {"inputs": {"data": {"uri": "azureml:Credit:2026-10"}}, "outputs": {"o": {"uri": "azureml://datastores/models/paths/x"}}}}),
    );
    check(
        &job,
        &[
            &format!(". reads {workspace}/data/credit/versions/2026-10"),
            &format!(". reads {workspace}/datastores/models"),
        ],
    );
    let store = described(
        "microsoft.machinelearningservices/workspaces/datastores",
        &format!("{workspace}/datastores/models"),
        "s",
        json!({"properties": {"accountName": "tbmodels", "containerName": "models"}}),
    );
    check(&store, &[". uses Host tbmodels.blob.core.windows.net"]);
}

#[test]
fn settings_that_are_absent_are_told_as_absent() {
    let id = of("machinelearningservices/workspaces", "w");
    let logged = |settings: Value| {
        let found = described(
            "microsoft.machinelearningservices/workspaces",
            &id,
            "s",
            json!({"diagnosticSettings": settings}),
        );
        found.asset.fact(Fact::Logged).map(str::to_owned)
    };
    assert_eq!(logged(json!([])).as_deref(), Some("no"));
    assert_eq!(logged(json!([{"logs": [{"category": "Audit", "enabled": true}]}])).as_deref(), Some("yes"));
    assert_eq!(logged(json!([{"logs": [{"category": "Audit", "enabled": false}]}])).as_deref(), Some("no"));
}

#[test]
fn tags_are_labels_wherever_a_type_has_them() {
    let id = of("storage/storageaccounts", "a/blobservices/default/containers/c");
    let found = described(
        "microsoft.storage/storageaccounts/blobservices/containers",
        &id,
        "s",
        json!({"properties": {"publicAccess": "Blob", "hasImmutabilityPolicy": false, "hasLegalHold": true, "metadata": {"dataclass": "confidential"}}}),
    );
    let fact = |fact| found.asset.fact(fact).map(str::to_owned);
    assert_eq!(found.asset.label("dataclass"), Some("confidential"));
    assert_eq!([fact(Fact::Public), fact(Fact::Retained)], [Some("yes".to_owned()), Some("yes".to_owned())]);
}

#[test]
fn nothing_hostile_in_a_payload_is_more_than_text() {
    let mut deep = json!("azureml:x:1");
    for _ in 0..200 {
        deep = json!([{"identity": deep}]);
    }
    for payload in
        [deep, Value::Null, json!([]), json!("text"), json!({"properties": null, "identity": 7, "tags": []})]
    {
        described(
            "microsoft.machinelearningservices/workspaces",
            &of("machinelearningservices/workspaces", "w"),
            "s",
            payload,
        );
    }
}
