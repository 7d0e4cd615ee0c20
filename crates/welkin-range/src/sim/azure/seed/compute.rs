use serde_json::{Value, json};

use super::tenant::IDENTITIES;
use super::{EUROPE, Seed, prod};
use crate::sim::crossings::FRAUD_DIGEST;

const OPS: &str = "rg-ops-eu";
const UAI: &str = "Microsoft.ManagedIdentity/userAssignedIdentities";

pub(super) fn put(seed: &mut Seed<'_>) {
    for (object, client, name) in IDENTITIES {
        seed.tracked(OPS, UAI, name, EUROPE, "owner=platform", json!({"properties": {"principalId": object, "clientId": client, "tenantId": crate::estate::TENANT, "isolationScope": "None"}}));
    }
    seed.child(OPS, &format!("{UAI}/federatedIdentityCredentials"), "mi-tb-scoring-eu/aks-inference", json!({"issuer": "https://westeurope.oic.prod-aks.azure.com/7a1c9e52-3b64-4d0f-9a27-5e8c1f60b3d4/aks-tb-eu/", "subject": "system:serviceaccount:inference:scoring", "audiences": ["api://AzureADTokenExchange"]}));
    cluster(seed);
    let [(runner, client, name), ..] = IDENTITIES;
    machine(
        seed,
        "vm-runner-eu",
        OPS,
        "Standard_D4s_v5",
        "nic-runner-eu",
        "owner=platform;environment=production",
        super::assigned(name, runner, client),
    );
    machine(
        seed,
        "vm-jump-eu",
        OPS,
        "Standard_B2s",
        "nic-jump-eu",
        "owner=platform;environment=production",
        Value::Null,
    );
    let fraud = format!("owner=data-science;environment=production;model-digest={FRAUD_DIGEST}");
    machine(
        seed,
        "vm-gpu-eu",
        "rg-ai-eu",
        "Standard_NC24ads_A100_v4",
        "nic-gpu-eu",
        &fraud,
        super::assigned(
            "mi-tb-scoring-eu",
            "b162e4d9-8fa0-41c7-93bd-09fc172a4568",
            "c273f5ea-90b1-42d8-a4ce-1a0d283b5679",
        ),
    );
}

fn machine(seed: &mut Seed<'_>, name: &str, group: &str, size: &str, nic: &str, tags: &str, identity: Value) {
    let disk = seed.tracked(group, "Microsoft.Compute/disks", &format!("{name}-os"), EUROPE, tags, json!({"sku": {"name": "Premium_LRS"}, "managedBy": prod(group, "Microsoft.Compute/virtualMachines", name),
        "properties": {"diskSizeGB": 128, "diskState": "Attached", "osType": "Linux", "networkAccessPolicy": "DenyAll", "publicNetworkAccess": "Disabled", "encryption": {"type": "EncryptionAtRestWithPlatformKey"}, "creationData": {"createOption": "FromImage"}}}));
    let mut body = json!({"properties": {"vmId": crate::ids::Uuid::of(name).to_string(), "hardwareProfile": {"vmSize": size}, "securityProfile": {"securityType": "TrustedLaunch", "encryptionAtHost": true, "uefiSettings": {"secureBootEnabled": true, "vTpmEnabled": true}},
        "storageProfile": {"osDisk": {"osType": "Linux", "managedDisk": {"id": disk}}}, "osProfile": {"computerName": name, "linuxConfiguration": {"disablePasswordAuthentication": true}},
        "networkProfile": {"networkInterfaces": [{"id": prod("rg-net-eu", "Microsoft.Network/networkInterfaces", nic), "properties": {"primary": true}}]}}});
    if !identity.is_null() {
        crate::sim::azure::json::set(&mut body, "identity", identity);
    }
    seed.tracked(group, "Microsoft.Compute/virtualMachines", name, EUROPE, tags, body);
}

fn cluster(seed: &mut Seed<'_>) {
    const AKS: &str = "Microsoft.ContainerService/managedClusters";
    let (object, client, name) = IDENTITIES.get(2).copied().unwrap_or(("", "", ""));
    seed.tracked("rg-app-eu", AKS, "aks-tb-eu", EUROPE, "owner=platform;environment=production", json!({"sku": {"name": "Base", "tier": "Standard"}, "identity": super::assigned(name, object, client),
        "properties": {"kubernetesVersion": "1.34", "enableRBAC": true, "disableLocalAccounts": false, "fqdn": "aks-tb-eu-7f3a.hcp.westeurope.azmk8s.io", "aadProfile": {"managed": true, "enableAzureRBAC": true},
            "apiServerAccessProfile": {"enablePrivateCluster": false, "authorizedIPRanges": []}, "oidcIssuerProfile": {"enabled": true, "issuerURL": "https://westeurope.oic.prod-aks.azure.com/7a1c9e52-3b64-4d0f-9a27-5e8c1f60b3d4/aks-tb-eu/"},
            "securityProfile": {"workloadIdentity": {"enabled": true}, "defender": {"securityMonitoring": {"enabled": true}}}, "networkProfile": {"networkPlugin": "azure", "networkPolicy": "cilium", "outboundType": "userDefinedRouting"}, "powerState": {"code": "Running"}}}));
    for (pool, size, mode) in
        [("system", "Standard_D4s_v5", "System"), ("gpu", "Standard_NC24ads_A100_v4", "User")]
    {
        seed.child("rg-app-eu", &format!("{AKS}/agentPools"), &format!("aks-tb-eu/{pool}"), json!({"count": 3, "vmSize": size, "mode": mode, "osType": "Linux", "vnetSubnetID": prod("rg-net-eu", "Microsoft.Network/virtualNetworks/subnets", "vnet-tb-eu/snet-aks"), "enableNodePublicIP": false,
            "nodeLabels": {"workload": "inference", "model-digest": FRAUD_DIGEST.replace(':', "-").chars().take(63).collect::<String>()}}));
    }
}
