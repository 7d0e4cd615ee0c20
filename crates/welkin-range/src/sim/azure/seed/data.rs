use serde_json::{Value, json};

use super::{EUROPE, SANDBOX, Seed, prod};
use crate::estate::{STORAGE, SUBSCRIPTION, TENANT, VAULT};
use crate::sim::crossings::{ARCHIVE_HOST, CREDIT_TRAINING, EXPORT_KEY_ID, EXPORT_USER};

const DATA: &str = "rg-data-eu";
const SA: &str = "Microsoft.Storage/storageAccounts";
const KV: &str = "Microsoft.KeyVault/vaults";

pub(super) fn put(seed: &mut Seed<'_>) {
    let key = format!("https://{VAULT}.vault.azure.net/keys/cmk-storage");
    account(
        seed,
        STORAGE,
        "owner=data-platform;environment=production;data-class=confidential",
        json!({"allowSharedKeyAccess": true, "publicNetworkAccess": "Enabled", "networkAcls": acls("Deny"),
        "encryption": {"keySource": "Microsoft.Keyvault", "keyvaultproperties": {"keyvaulturi": format!("https://{VAULT}.vault.azure.net"), "keyname": "cmk-storage", "currentVersionedKeyIdentifier": key}, "requireInfrastructureEncryption": true}}),
    );
    account(
        seed,
        "tbmodelseu",
        "owner=data-science;environment=production;data-class=model",
        json!({"allowSharedKeyAccess": false, "publicNetworkAccess": "Disabled", "networkAcls": acls("Deny"), "encryption": {"keySource": "Microsoft.Storage", "requireInfrastructureEncryption": true}}),
    );
    account(
        seed,
        "tblogseu",
        "owner=security;environment=production;data-class=logs",
        json!({"allowSharedKeyAccess": false, "publicNetworkAccess": "Disabled", "networkAcls": acls("Deny"), "encryption": {"keySource": "Microsoft.Storage"}}),
    );
    for (names, class, immutable) in [
        ("tbcustomereu/default/curated", "confidential", false),
        ("tbcustomereu/default/training", "confidential", false),
        ("tbmodelseu/default/models", "model", true),
        ("tblogseu/default/insights-activity-logs", "logs", true),
        ("tblogseu/default/insights-logs-requestresponse", "logs", true),
    ] {
        container(seed, names, "None", class, immutable);
    }
    for name in ["tbmodelseu/default/models/default", "tblogseu/default/insights-activity-logs/default"] {
        let locked = name.starts_with("tblogs");
        seed.child(DATA, &format!("{SA}/blobServices/containers/immutabilityPolicies"), name, json!({"immutabilityPeriodSinceCreationInDays": 365, "state": if locked { "Locked" } else { "Unlocked" }, "allowProtectedAppendWrites": locked}));
    }
    vaults(seed);
    seed.tracked(DATA, "Microsoft.Sql/servers", "sql-tb-customer-eu", EUROPE, "owner=data-platform;data-class=confidential", json!({"properties": {"fullyQualifiedDomainName": "sql-tb-customer-eu.database.windows.net", "publicNetworkAccess": "Disabled", "minimalTlsVersion": "1.2", "administrators": {"azureADOnlyAuthentication": true, "tenantId": TENANT}}}));
    seed.tracked(DATA, "Microsoft.Sql/servers/databases", "sql-tb-customer-eu/customers", EUROPE, "owner=data-platform;data-class=confidential", json!({"sku": {"name": "GP_Gen5", "capacity": 8}, "properties": {"status": "Online", "transparentDataEncryption": {"state": "Enabled"}}}));
    factory(seed);
    seed.tracked("rg-ai-eu", "Microsoft.ContainerRegistry/registries", "acrtbeu", EUROPE, "owner=platform;environment=production", json!({"sku": {"name": "Premium"}, "properties": {"adminUserEnabled": false, "publicNetworkAccess": "Disabled", "anonymousPullEnabled": false, "policies": {"trustPolicy": {"status": "enabled"}, "quarantinePolicy": {"status": "enabled"}}}}));
    seed.subscription = SANDBOX;
    let tags = "owner=analytics;environment=sandbox";
    seed.tracked("rg-sandbox-ai", SA, "tbsandboxexports", EUROPE, tags, json!({"kind": "StorageV2", "sku": {"name": "Standard_LRS"}, "properties": {"allowBlobPublicAccess": true, "allowSharedKeyAccess": true, "supportsHttpsTrafficOnly": true, "minimumTlsVersion": "TLS1_0", "publicNetworkAccess": "Enabled", "networkAcls": acls("Allow"), "encryption": {"keySource": "Microsoft.Storage"}}}));
    seed.child(
        "rg-sandbox-ai",
        &format!("{SA}/blobServices"),
        "tbsandboxexports/default",
        json!({"isVersioningEnabled": false, "deleteRetentionPolicy": {"enabled": false}}),
    );
    seed.child("rg-sandbox-ai", &format!("{SA}/blobServices/containers"), "tbsandboxexports/default/exports", json!({"publicAccess": "Blob", "leaseStatus": "Unlocked", "hasLegalHold": false, "hasImmutabilityPolicy": false, "metadata": {"dataclass": "confidential"}}));
    seed.subscription = SUBSCRIPTION;
}

fn acls(default: &str) -> Value {
    json!({"defaultAction": default, "bypass": "AzureServices", "ipRules": [], "virtualNetworkRules": []})
}

fn account(seed: &mut Seed<'_>, name: &str, tags: &str, more: Value) {
    let mut properties = json!({"allowBlobPublicAccess": false, "supportsHttpsTrafficOnly": true, "minimumTlsVersion": "TLS1_2", "accessTier": "Hot", "allowCrossTenantReplication": false,
        "primaryEndpoints": {"blob": format!("https://{name}.blob.core.windows.net/")}});
    crate::sim::azure::json::merge(&mut properties, &more);
    seed.tracked(DATA, SA, name, EUROPE, tags, json!({"kind": "StorageV2", "sku": {"name": "Standard_ZRS", "tier": "Standard"}, "identity": super::system(name), "properties": properties}));
    seed.child(DATA, &format!("{SA}/blobServices"), &format!("{name}/default"), json!({"isVersioningEnabled": true, "changeFeed": {"enabled": true}, "deleteRetentionPolicy": {"enabled": true, "days": 30}, "containerDeleteRetentionPolicy": {"enabled": true, "days": 30}}));
}

fn container(seed: &mut Seed<'_>, names: &str, access: &str, class: &str, immutable: bool) {
    let metadata = if names.ends_with("/training") {
        json!({"dataclass": class, "trainingdata": CREDIT_TRAINING})
    } else {
        json!({"dataclass": class})
    };
    seed.child(DATA, &format!("{SA}/blobServices/containers"), names, json!({"publicAccess": access, "leaseStatus": "Unlocked", "leaseState": "Available", "hasLegalHold": false, "hasImmutabilityPolicy": immutable, "metadata": metadata}));
}

fn vaults(seed: &mut Seed<'_>) {
    let vault = |soft: bool| {
        json!({"properties": {"tenantId": TENANT, "sku": {"family": "A", "name": "premium"}, "enableRbacAuthorization": true, "enableSoftDelete": true, "softDeleteRetentionInDays": 90, "enablePurgeProtection": soft,
        "publicNetworkAccess": "Disabled", "networkAcls": {"defaultAction": "Deny", "bypass": "AzureServices", "ipRules": [], "virtualNetworkRules": []}, "accessPolicies": []}})
    };
    seed.tracked(DATA, KV, VAULT, EUROPE, "owner=data-platform;environment=production", vault(true));
    seed.tracked(
        "rg-ai-eu",
        KV,
        "kv-tb-ai-eu",
        EUROPE,
        "owner=data-science;environment=production",
        vault(true),
    );
    for (names, rotates) in [("kv-tb-etl-eu/cmk-storage", true), ("kv-tb-etl-eu/cmk-ai", true)] {
        let policy = if rotates {
            json!({"lifetimeActions": [{"trigger": {"timeAfterCreate": "P180D"}, "action": {"type": "rotate"}}]})
        } else {
            Value::Null
        };
        seed.child(DATA, &format!("{KV}/keys"), names, json!({"kty": "RSA-HSM", "keySize": 3072, "attributes": {"enabled": true, "exportable": false, "created": 1_735_000_000}, "rotationPolicy": policy, "keyOps": ["wrapKey", "unwrapKey"]}));
    }
    let expires = 1_830_000_000;
    for (name, kind, expiry) in
        [("sql-customer-ro", "text/plain", true), ("gcp-model-deployer-tb-asia-ml", "application/json", true)]
    {
        let attributes =
            if expiry { json!({"enabled": true, "exp": expires}) } else { json!({"enabled": true}) };
        seed.child(DATA, &format!("{KV}/secrets"), &format!("{VAULT}/{name}"), json!({"contentType": kind, "attributes": attributes, "secretUri": format!("https://{VAULT}.vault.azure.net/secrets/{name}")}));
    }
    let id = prod(DATA, &format!("{KV}/secrets"), &format!("{VAULT}/legacy-aws-export"));
    seed.at(&id, "Microsoft.KeyVault/vaults/secrets", json!({"tags": {"aws-access-key-id": EXPORT_KEY_ID, "aws-user": EXPORT_USER, "owner": "analytics"},
        "properties": {"contentType": "aws-secret-access-key", "attributes": {"enabled": true}, "secretUri": format!("https://{VAULT}.vault.azure.net/secrets/legacy-aws-export")}}));
}

fn factory(seed: &mut Seed<'_>) {
    const ADF: &str = "Microsoft.DataFactory/factories";
    seed.tracked(DATA, ADF, "adf-tb-eu", EUROPE, "owner=data-platform;environment=production", json!({"identity": super::system("adf-tb-eu"), "properties": {"publicNetworkAccess": "Disabled", "encryption": {"vaultBaseUrl": format!("https://{VAULT}.vault.azure.net"), "keyName": "cmk-storage"}}}));
    let copy = |name: &str, from: &str, to: &str| json!({"activities": [{"name": name, "type": "Copy", "inputs": [{"referenceName": from, "type": "DatasetReference"}], "outputs": [{"referenceName": to, "type": "DatasetReference"}]}], "annotations": []});
    seed.child(
        DATA,
        &format!("{ADF}/pipelines"),
        "adf-tb-eu/customers",
        copy("customers", "sql-customers", "curated"),
    );
    seed.child(
        DATA,
        &format!("{ADF}/pipelines"),
        "adf-tb-eu/archive-replication",
        copy("archive", "curated", "oci-archive"),
    );
    seed.child(DATA, &format!("{ADF}/linkedservices"), "adf-tb-eu/oci-archive", json!({"type": "OracleCloudStorage", "typeProperties": {"serviceUrl": format!("https://{ARCHIVE_HOST}"), "accessKeyId": "in the vault"}}));
    seed.child(DATA, &format!("{ADF}/linkedservices"), "adf-tb-eu/customer-lake", json!({"type": "AzureBlobStorage", "typeProperties": {"serviceEndpoint": format!("https://{STORAGE}.blob.core.windows.net/"), "accountKind": "StorageV2"}}));
}
