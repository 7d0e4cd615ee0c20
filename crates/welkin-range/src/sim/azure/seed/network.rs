use serde_json::{Value, json};

use super::{EUROPE, Seed, prod};
use crate::sim::crossings::{
    AWS_CIDR, AWS_VPN_ADDRESS, AZURE_CIDR, AZURE_VPN_ADDRESS, INFERENCE_HOST, OCI_CIDR, OCI_VPN_ADDRESS,
};

const NET: &str = "rg-net-eu";
const TAGS: &str = "owner=platform;environment=production";

/// Name, prefix, security group, route table.
const SUBNETS: [(&str, &str, &str, &str); 9] = [
    ("snet-gateway", "10.60.1.0/24", "nsg-gateway", ""),
    ("snet-etl", "10.60.3.0/24", "nsg-etl", "rt-inspected"),
    ("snet-training", "10.60.5.0/24", "nsg-training", "rt-inspected"),
    ("snet-app", "10.60.7.0/24", "nsg-app", "rt-inspected"),
    ("snet-endpoints", "10.60.8.0/24", "nsg-endpoints", ""),
    ("snet-aks", "10.20.16.0/20", "nsg-aks", "rt-inspected"),
    ("snet-jump", "10.20.1.0/27", "nsg-jump", ""),
    ("AzureFirewallSubnet", "10.20.2.0/26", "", ""),
    ("GatewaySubnet", "10.20.0.0/27", "", ""),
];

/// Group, name, priority, direction, access, source, port.
const RULES: [(&str, &str, i64, &str, &str, &str, &str); 13] = [
    ("nsg-gateway", "AllowGatewayInBound", 100, "Inbound", "Allow", "Internet", "443"),
    ("nsg-etl", "AllowFactory", 100, "Inbound", "Allow", "10.60.3.0/24", "443"),
    ("nsg-etl", "DenyOther", 4000, "Inbound", "Deny", "*", "*"),
    ("nsg-training", "AllowCluster", 100, "Inbound", "Allow", "10.60.5.0/24", "*"),
    ("nsg-training", "DenyOther", 4000, "Inbound", "Deny", "*", "*"),
    ("nsg-training", "DenyInternet", 4000, "Outbound", "Deny", "*", "*"),
    ("nsg-app", "AllowGateway", 100, "Inbound", "Allow", "10.60.1.0/24", "443"),
    ("nsg-app", "DenyOther", 4000, "Inbound", "Deny", "*", "*"),
    ("nsg-endpoints", "AllowVnet", 100, "Inbound", "Allow", "VirtualNetwork", "443"),
    ("nsg-endpoints", "DenyOther", 4000, "Inbound", "Deny", "*", "*"),
    ("nsg-aks", "AllowIngress", 100, "Inbound", "Allow", "10.60.1.0/24", "443"),
    ("nsg-jump", "AllowOffices", 100, "Inbound", "Allow", "203.0.113.0/24", "22"),
    ("nsg-jump", "AllowAnyManagement", 200, "Inbound", "Allow", "Internet", "22"),
];

/// Private endpoint, what it leads to, group, address.
const ENDPOINTS: [(&str, &str, &str, &str, &str); 5] = [
    (
        "pe-openai-eu",
        "Microsoft.CognitiveServices/accounts",
        "rg-ai-eu/tb-openai-eu",
        "account",
        "10.60.8.10",
    ),
    (
        "pe-foundry-eu",
        "Microsoft.CognitiveServices/accounts",
        "rg-ai-eu/tb-foundry-eu",
        "account",
        "10.60.8.11",
    ),
    (
        "pe-customer-blob",
        "Microsoft.Storage/storageAccounts",
        "rg-data-eu/tbcustomereu",
        "blob",
        "10.60.8.12",
    ),
    ("pe-etl-vault", "Microsoft.KeyVault/vaults", "rg-data-eu/kv-tb-etl-eu", "vault", "10.60.8.13"),
    (
        "pe-mlw",
        "Microsoft.MachineLearningServices/workspaces",
        "rg-ai-eu/mlw-tb-eu",
        "amlworkspace",
        "10.60.8.14",
    ),
];

fn at(kind: &str, names: &str) -> String {
    prod(NET, &format!("Microsoft.Network/{kind}"), names)
}

fn to(kind: &str, names: &str) -> Value {
    json!({"id": at(kind, names)})
}

pub(super) fn put(seed: &mut Seed<'_>) {
    let mut put = |kind: &str, name: &str, rest: Value| {
        seed.tracked(NET, &format!("Microsoft.Network/{kind}"), name, EUROPE, TAGS, rest);
    };
    put(
        "virtualNetworks",
        "vnet-tb-eu",
        json!({"properties": {"addressSpace": {"addressPrefixes": [AZURE_CIDR, "10.60.0.0/16"]}, "enableDdosProtection": true, "ddosProtectionPlan": to("ddosProtectionPlans", "ddos-tb-eu"), "encryption": {"enabled": true, "enforcement": "AllowUnencrypted"}}}),
    );
    put(
        "virtualNetworks",
        "vnet-shared-eu",
        json!({"properties": {"addressSpace": {"addressPrefixes": ["10.61.0.0/16"]}}}),
    );
    put("ddosProtectionPlans", "ddos-tb-eu", json!({"properties": {}}));
    for group in ["nsg-gateway", "nsg-etl", "nsg-training", "nsg-app", "nsg-endpoints", "nsg-aks", "nsg-jump"]
    {
        put("networkSecurityGroups", group, json!({"properties": {"flushConnection": false}}));
    }
    put("routeTables", "rt-inspected", json!({"properties": {"disableBgpRoutePropagation": true}}));
    for (name, address, used_by) in [
        ("pip-vpn-eu", AZURE_VPN_ADDRESS, at("virtualNetworkGateways/ipConfigurations", "vgw-tb-eu/default")),
        (
            "pip-agw-eu",
            "203.0.113.201",
            at("applicationGateways/frontendIPConfigurations", "agw-tb-eu/public"),
        ),
        (
            "pip-fw-eu",
            "203.0.113.130",
            at("azureFirewalls/azureFirewallIpConfigurations", "fw-tb-eu/default"),
        ),
        ("pip-jump-eu", "203.0.113.132", at("networkInterfaces/ipConfigurations", "nic-jump-eu/ipconfig1")),
    ] {
        put(
            "publicIPAddresses",
            name,
            json!({"sku": {"name": "Standard", "tier": "Regional"}, "properties": {"ipAddress": address, "publicIPAllocationMethod": "Static", "publicIPAddressVersion": "IPv4", "dnsSettings": null, "ipConfiguration": {"id": used_by}}}),
        );
    }
    put(
        "virtualNetworkGateways",
        "vgw-tb-eu",
        json!({"properties": {"gatewayType": "Vpn", "vpnType": "RouteBased", "activeActive": false, "enableBgp": true, "sku": {"name": "VpnGw2AZ", "tier": "VpnGw2AZ"}, "bgpSettings": {"asn": 65515},
        "ipConfigurations": [{"name": "default", "properties": {"publicIPAddress": to("publicIPAddresses", "pip-vpn-eu"), "subnet": to("virtualNetworks/subnets", "vnet-tb-eu/GatewaySubnet")}}]}}),
    );
    for (peer, address, cidr) in [("aws", AWS_VPN_ADDRESS, AWS_CIDR), ("oci", OCI_VPN_ADDRESS, OCI_CIDR)] {
        put(
            "localNetworkGateways",
            &format!("lgw-{peer}"),
            json!({"properties": {"gatewayIpAddress": address, "localNetworkAddressSpace": {"addressPrefixes": [cidr]}}}),
        );
        put(
            "connections",
            &format!("cn-{peer}"),
            json!({"properties": {"connectionType": "IPsec", "connectionProtocol": "IKEv2", "connectionStatus": "Connected", "enableBgp": true, "usePolicyBasedTrafficSelectors": false,
            "virtualNetworkGateway1": to("virtualNetworkGateways", "vgw-tb-eu"), "localNetworkGateway2": to("localNetworkGateways", &format!("lgw-{peer}")),
            "ipsecPolicies": [{"ikeEncryption": "AES256", "ikeIntegrity": "SHA384", "dhGroup": "ECP384", "ipsecEncryption": "GCMAES256", "ipsecIntegrity": "GCMAES256", "pfsGroup": "ECP384", "saLifeTimeSeconds": 3600, "saDataSizeKilobytes": 102400000}]}}),
        );
    }
    put(
        "applicationGateways",
        "agw-tb-eu",
        json!({"properties": {"sku": {"name": "WAF_v2", "tier": "WAF_v2", "capacity": 2}, "sslPolicy": {"policyType": "Predefined", "policyName": "AppGwSslPolicy20220101S"}, "firewallPolicy": to("ApplicationGatewayWebApplicationFirewallPolicies", "waf-tb-eu"),
        "frontendIPConfigurations": [{"name": "public", "properties": {"publicIPAddress": to("publicIPAddresses", "pip-agw-eu")}}], "backendAddressPools": [{"name": "assistant", "properties": {"backendAddresses": [{"ipAddress": "10.60.7.31"}]}}]}}),
    );
    put(
        "ApplicationGatewayWebApplicationFirewallPolicies",
        "waf-tb-eu",
        json!({"properties": {"policySettings": {"state": "Enabled", "mode": "Prevention"}, "managedRules": {"managedRuleSets": [{"ruleSetType": "OWASP", "ruleSetVersion": "3.2"}]}}}),
    );
    put(
        "azureFirewalls",
        "fw-tb-eu",
        json!({"properties": {"sku": {"name": "AZFW_VNet", "tier": "Premium"}, "threatIntelMode": "Deny", "firewallPolicy": to("firewallPolicies", "fwp-tb-eu"),
        "ipConfigurations": [{"name": "default", "properties": {"privateIPAddress": "10.20.2.4", "publicIPAddress": to("publicIPAddresses", "pip-fw-eu"), "subnet": to("virtualNetworks/subnets", "vnet-tb-eu/AzureFirewallSubnet")}}]}}),
    );
    put(
        "firewallPolicies",
        "fwp-tb-eu",
        json!({"properties": {"threatIntelMode": "Deny", "intrusionDetection": {"mode": "Deny"}, "dnsSettings": {"enableProxy": true}}}),
    );
    put(
        "loadBalancers",
        "lb-fraud-eu",
        json!({"sku": {"name": "Standard"}, "properties": {"frontendIPConfigurations": [{"name": "internal", "id": at("loadBalancers/frontendIPConfigurations", "lb-fraud-eu/internal"), "properties": {"privateIPAddress": "10.20.16.10", "subnet": to("virtualNetworks/subnets", "vnet-tb-eu/snet-aks")}}]}}),
    );
    put(
        "privateLinkServices",
        "pls-fraud-eu",
        json!({"properties": {"fqdns": [INFERENCE_HOST], "visibility": {"subscriptions": []}, "loadBalancerFrontendIpConfigurations": [to("loadBalancers/frontendIPConfigurations", "lb-fraud-eu/internal")]}}),
    );
    for (name, ip, group, public) in [
        ("nic-runner-eu", "10.60.3.20", "", false),
        ("nic-jump-eu", "10.20.1.4", "nsg-jump", true),
        ("nic-gpu-eu", "10.60.5.20", "", false),
    ] {
        let subnet = match name {
            "nic-runner-eu" => "snet-etl",
            "nic-jump-eu" => "snet-jump",
            _ => "snet-training",
        };
        let mut ip_properties = json!({"privateIPAddress": ip, "primary": true, "subnet": to("virtualNetworks/subnets", &format!("vnet-tb-eu/{subnet}"))});
        if public {
            crate::sim::azure::json::set(
                &mut ip_properties,
                "publicIPAddress",
                to("publicIPAddresses", "pip-jump-eu"),
            );
        }
        let mut properties = json!({"enableIPForwarding": false, "ipConfigurations": [{"name": "ipconfig1", "properties": ip_properties}]});
        if !group.is_empty() {
            crate::sim::azure::json::set(
                &mut properties,
                "networkSecurityGroup",
                to("networkSecurityGroups", group),
            );
        }
        put("networkInterfaces", name, json!({"properties": properties}));
    }
    for zone in
        ["privatelink.openai.azure.com", "privatelink.blob.core.windows.net", "inference.technobank.example"]
    {
        seed.tracked(
            NET,
            "Microsoft.Network/privateDnsZones",
            zone,
            "global",
            TAGS,
            json!({"properties": {"numberOfVirtualNetworkLinks": 1}}),
        );
    }
    children(seed);
    private_endpoints(seed);
}

fn children(seed: &mut Seed<'_>) {
    let kind = |short: &str| format!("Microsoft.Network/{short}");
    for (name, prefix, group, table) in SUBNETS {
        let mut properties = json!({"addressPrefix": prefix, "privateEndpointNetworkPolicies": "Enabled", "defaultOutboundAccess": false, "serviceEndpoints": []});
        for (field, of, target) in
            [("networkSecurityGroup", "networkSecurityGroups", group), ("routeTable", "routeTables", table)]
        {
            if !target.is_empty() {
                crate::sim::azure::json::set(&mut properties, field, to(of, target));
            }
        }
        seed.child(NET, &kind("virtualNetworks/subnets"), &format!("vnet-tb-eu/{name}"), properties);
    }
    seed.child(
        NET,
        &kind("virtualNetworks/subnets"),
        "vnet-shared-eu/snet-tools",
        json!({"addressPrefix": "10.61.1.0/24"}),
    );
    for (from, other) in [("vnet-tb-eu", "vnet-shared-eu"), ("vnet-shared-eu", "vnet-tb-eu")] {
        seed.child(NET, &kind("virtualNetworks/virtualNetworkPeerings"), &format!("{from}/to-{other}"), json!({"remoteVirtualNetwork": to("virtualNetworks", other), "peeringState": "Connected", "allowForwardedTraffic": false, "allowGatewayTransit": from == "vnet-tb-eu", "useRemoteGateways": from != "vnet-tb-eu", "allowVirtualNetworkAccess": true}));
    }
    for (group, name, priority, direction, access, source, port) in RULES {
        seed.child(NET, &kind("networkSecurityGroups/securityRules"), &format!("{group}/{name}"), json!({"priority": priority, "direction": direction, "access": access, "protocol": if port == "*" { "*" } else { "Tcp" },
            "sourceAddressPrefix": source, "sourcePortRange": "*", "destinationAddressPrefix": "*", "destinationPortRange": port}));
    }
    seed.child(NET, &kind("routeTables/routes"), "rt-inspected/default", json!({"addressPrefix": "0.0.0.0/0", "nextHopType": "VirtualAppliance", "nextHopIpAddress": "10.20.2.4"}));
    seed.child(NET, &kind("firewallPolicies/ruleCollectionGroups"), "fwp-tb-eu/egress", json!({"priority": 200, "ruleCollections": [{"ruleCollectionType": "FirewallPolicyFilterRuleCollection", "name": "allowed", "priority": 100, "action": {"type": "Allow"},
        "rules": [{"ruleType": "ApplicationRule", "name": "azure", "targetFqdns": ["*.azure.com", "*.microsoft.com"], "protocols": [{"protocolType": "Https", "port": 443}], "sourceAddresses": ["10.60.0.0/16"]}]}]}));
    seed.child(NET, &kind("privateDnsZones/A"), "inference.technobank.example/fraud", json!({"fqdn": format!("{INFERENCE_HOST}."), "ttl": 300, "aRecords": [{"ipv4Address": "10.20.16.10"}]}));
    seed.child(NET, &kind("privateDnsZones/virtualNetworkLinks"), "privatelink.openai.azure.com/vnet-tb-eu", json!({"virtualNetwork": to("virtualNetworks", "vnet-tb-eu"), "registrationEnabled": false, "virtualNetworkLinkState": "Completed"}));
}

fn private_endpoints(seed: &mut Seed<'_>) {
    for (name, kind, target, group, address) in ENDPOINTS {
        let (of, resource) = target.split_once('/').unwrap_or(("", ""));
        let leads_to = prod(of, kind, resource);
        let approved = json!({"status": "Approved", "description": "", "actionsRequired": "None"});
        let id = seed.tracked(NET, "Microsoft.Network/privateEndpoints", name, EUROPE, TAGS, json!({"properties": {"subnet": to("virtualNetworks/subnets", "vnet-tb-eu/snet-endpoints"), "customDnsConfigs": [{"fqdn": format!("{resource}.private"), "ipAddresses": [address]}],
            "privateLinkServiceConnections": [{"name": name, "properties": {"privateLinkServiceId": leads_to, "groupIds": [group], "privateLinkServiceConnectionState": approved}}]}}));
        seed.child(of, &format!("{kind}/privateEndpointConnections"), &format!("{resource}/{name}"), json!({"privateEndpoint": {"id": id}, "groupIds": [group], "privateLinkServiceConnectionState": approved}));
    }
}
