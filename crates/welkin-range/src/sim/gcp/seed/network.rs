use serde_json::{Value, json};

use super::{ML, PROD, Plant, REGION, SANDBOX, link};
use crate::sim::crossings::{AWS_CIDR, AWS_VPN_ADDRESS, GCP_CIDR, GCP_VPN_ADDRESS, INFERENCE_HOST};

/// Project, network, region's subnet, range, private access and flow logs.
const SUBNETS: [(&str, &str, &str, &str, bool); 4] = [
    (PROD, "vpc-asia", "subnet-asia-prod", "10.128.0.0/20", true),
    (PROD, "vpc-asia", "subnet-asia-hybrid", GCP_CIDR, true),
    (ML, "vpc-ml", "subnet-asia-ml", "10.132.0.0/20", true),
    (SANDBOX, "default", "default", "10.148.0.0/20", false),
];

type Firewall =
    (&'static str, &'static str, &'static str, &'static str, &'static str, &'static str, &'static str, bool);

/// Project, network, name, direction, ranges, ports, tag, whether it allows.
const FIREWALLS: [Firewall; 7] = [
    (PROD, "vpc-asia", "allow-internal", "INGRESS", "10.128.0.0/20", "443", "", true),
    (PROD, "vpc-asia", "allow-health-checks", "INGRESS", "35.191.0.0/16", "8080", "inference", true),
    (PROD, "vpc-asia", "allow-aws-features", "INGRESS", AWS_CIDR, "443", "inference", true),
    (PROD, "vpc-asia", "deny-egress", "EGRESS", "0.0.0.0/0", "", "", false),
    (ML, "vpc-ml", "allow-iap-ssh", "INGRESS", "35.235.240.0/20", "22", "", true),
    // The whole internet reaches the training machines.
    (ML, "vpc-ml", "allow-ssh-anywhere", "INGRESS", "0.0.0.0/0", "22", "gpu", true),
    (SANDBOX, "default", "default-allow-internal", "INGRESS", "10.148.0.0/20", "0-65535", "", true),
];

pub(super) fn plant(plant: &mut Plant<'_>) {
    let network = |project: &str, name: &str| link(&format!("projects/{project}/global/networks/{name}"));
    let peering = |project: &str, name: &str| json!([{"name": format!("to-{name}"), "network": network(project, name), "state": "ACTIVE", "exchangeSubnetRoutes": true}]);
    for (project, name, peerings) in [
        (PROD, "vpc-asia", peering(ML, "vpc-ml")),
        (ML, "vpc-ml", peering(PROD, "vpc-asia")),
        (SANDBOX, "default", json!([])),
    ] {
        plant.put(
            "compute",
            &format!("projects/{project}/global/networks/{name}"),
            json!({"autoCreateSubnetworks": name == "default", "routingConfig": {"routingMode": "REGIONAL"}, "peerings": peerings}),
        );
    }
    for (project, vpc, name, range, private) in SUBNETS {
        plant.put(
            "compute",
            &format!("projects/{project}/regions/{REGION}/subnetworks/{name}"),
            json!({
                "network": network(project, vpc), "ipCidrRange": range, "privateIpGoogleAccess": private, "purpose": "PRIVATE",
                "logConfig": {"enable": private, "flowSampling": 0.5},
            }),
        );
    }
    for (project, vpc, name, direction, ranges, ports, tag, allows) in FIREWALLS {
        let protocol = match ports {
            "" => json!([{"IPProtocol": "all"}]),
            ports => json!([{"IPProtocol": "tcp", "ports": [ports]}]),
        };
        let side = if direction == "INGRESS" { "sourceRanges" } else { "destinationRanges" };
        let mut data = json!({
            "network": network(project, vpc), "direction": direction, "priority": if allows { 1000 } else { 65000 },
            "disabled": false, "logConfig": {"enable": project == PROD}, side: [ranges],
        });
        if let Some(fields) = data.as_object_mut() {
            fields.insert(if allows { "allowed" } else { "denied" }.to_owned(), protocol);
            if !tag.is_empty() {
                fields.insert("targetTags".to_owned(), json!([tag]));
            }
        }
        plant.put("compute", &format!("projects/{project}/global/firewalls/{name}"), data);
    }
    policy(plant, &network(PROD, "vpc-asia"));
    hybrid(plant, &network(PROD, "vpc-asia"));
    inference(plant, &network(PROD, "vpc-asia"));
}

fn policy(plant: &mut Plant<'_>, network: &str) {
    let rule = |priority: i64, action: &str, range: &str| {
        json!({
            "kind": "compute#firewallPolicyRule", "priority": priority, "direction": "INGRESS", "action": action,
            "match": {"srcIpRanges": [range], "layer4Configs": [{"ipProtocol": "all"}]}, "enableLogging": true,
        })
    };
    plant.put(
        "compute",
        &format!("projects/{PROD}/global/firewallPolicies/asia-baseline"),
        json!({
            "description": "Baseline", "shortName": "asia-baseline", "rules": [rule(1_000, "goto_next", "10.0.0.0/8"), rule(2_147_483_646, "deny", "0.0.0.0/0")],
            "associations": [{"name": "vpc-asia", "attachmentTarget": network}],
        }),
    );
}

/// The tunnel to AWS, both ends of which name each other.
fn hybrid(plant: &mut Plant<'_>, network: &str) {
    let regional = |rest: &str| format!("projects/{PROD}/regions/{REGION}/{rest}");
    let global = |rest: &str| format!("projects/{PROD}/global/{rest}");
    let rows: [(String, Value); 7] = [
        (regional("routers/hybrid"), json!({"network": network, "bgp": {"asn": 64514}})),
        (
            regional("vpnGateways/asia"),
            json!({"network": network, "vpnInterfaces": [{"id": 0, "ipAddress": GCP_VPN_ADDRESS}]}),
        ),
        (
            global("externalVpnGateways/aws-us"),
            json!({"redundancyType": "SINGLE_IP_INTERNALLY_REDUNDANT", "interfaces": [{"id": 0, "ipAddress": AWS_VPN_ADDRESS}]}),
        ),
        (
            regional("vpnTunnels/to-aws"),
            json!({
                "vpnGateway": link(&regional("vpnGateways/asia")), "peerExternalGateway": link(&global("externalVpnGateways/aws-us")),
                "peerIp": AWS_VPN_ADDRESS, "ikeVersion": 2, "status": "ESTABLISHED", "router": link(&regional("routers/hybrid")),
                "labels": {"owner": "platform-asia"},
            }),
        ),
        (
            global("routes/to-aws"),
            json!({"network": network, "destRange": AWS_CIDR, "priority": 100, "nextHopVpnTunnel": link(&regional("vpnTunnels/to-aws"))}),
        ),
        (
            global("routes/default-internet"),
            json!({"network": network, "destRange": "0.0.0.0/0", "priority": 1000, "nextHopGateway": link(&global("gateways/default-internet-gateway"))}),
        ),
        (
            regional("addresses/vpn"),
            json!({"address": GCP_VPN_ADDRESS, "addressType": "EXTERNAL", "status": "IN_USE"}),
        ),
    ];
    for (name, data) in rows {
        plant.put("compute", &name, data);
    }
}

/// The inference front end: a name, an address, a load balancer, and an attachment for private consumers.
fn inference(plant: &mut Plant<'_>, network: &str) {
    let regional = |rest: &str| format!("projects/{PROD}/regions/{REGION}/{rest}");
    let backend = link(&regional("backendServices/fraud-inference"));
    let rows: [(String, Value); 6] = [
        (
            regional("backendServices/fraud-inference"),
            json!({"protocol": "HTTPS", "loadBalancingScheme": "INTERNAL_MANAGED", "logConfig": {"enable": true}}),
        ),
        (
            regional("forwardingRules/fraud-inference"),
            json!({"IPAddress": "10.128.10.8", "IPProtocol": "TCP", "ports": ["443"], "loadBalancingScheme": "INTERNAL_MANAGED", "network": network, "backendService": backend, "labels": {"dns-name": INFERENCE_HOST.replace('.', "-")}}),
        ),
        (
            regional("serviceAttachments/fraud-inference"),
            json!({"targetService": link(&regional("forwardingRules/fraud-inference")), "connectionPreference": "ACCEPT_MANUAL", "consumerAcceptLists": [{"projectIdOrNum": "730011223344", "connectionLimit": 4}], "domainNames": [format!("{INFERENCE_HOST}.")]}),
        ),
        (
            format!("projects/{PROD}/global/addresses/gateway-asia"),
            json!({"address": "203.0.113.90", "addressType": "EXTERNAL", "status": "IN_USE"}),
        ),
        (
            format!("projects/{PROD}/global/forwardingRules/gateway-asia"),
            json!({"IPAddress": "203.0.113.90", "portRange": "443-443", "IPProtocol": "TCP", "loadBalancingScheme": "EXTERNAL_MANAGED", "target": link(&format!("projects/{PROD}/global/targetHttpsProxies/gateway-asia"))}),
        ),
        (
            regional("forwardingRules/psc-googleapis"),
            json!({"IPAddress": "10.128.10.3", "target": "all-apis", "network": network}),
        ),
    ];
    for (name, data) in rows {
        plant.put("compute", &name, data);
    }
    let zone = format!("projects/{PROD}/managedZones/inference");
    plant.put("dns", &zone, json!({"dnsName": "inference.technobank.example.", "visibility": "private", "dnssecConfig": {"state": "off"}}));
    plant.put(
        "dns",
        &format!("{zone}/rrsets/{INFERENCE_HOST}."),
        json!({"name": format!("{INFERENCE_HOST}."), "type": "A", "ttl": 60, "rrdatas": ["10.128.10.8"], "kind": "dns#resourceRecordSet"}),
    );
}
