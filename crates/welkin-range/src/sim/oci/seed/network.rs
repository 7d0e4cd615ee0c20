use serde_json::{Value, json};

use super::{NETWORK, PHOENIX, Planter, ocid, tags};
use crate::ids::Token;
use crate::rng::number_of;
use crate::sim::crossings::{AZURE_CIDR, AZURE_VPN_ADDRESS, OCI_CIDR, OCI_VPN_ADDRESS};

const CORE: &str = "iaas";

/// End of the id, name, network, range, whether it may have public addresses.
const SUBNETS: [(&str, &str, &str, &str, bool); 8] = [
    ("archives", "archives", "archives", "10.80.1.0/24", false),
    ("archiveindex", "archive-index", "archives", "10.80.9.0/24", false),
    ("archiveservices", "archive-services", "archives", "10.40.8.0/24", false),
    ("aiserving", "ai-serving", "ai", "10.40.32.0/24", false),
    ("aitraining", "ai-training", "ai", "10.40.33.0/24", false),
    ("aiclusters", "ai-clusters", "ai", "10.40.34.0/24", false),
    ("ainotebooks", "ai-notebooks", "ai", "10.40.35.0/24", true),
    ("aiedge", "ai-edge", "ai", "10.40.36.0/28", true),
];

/// Two networks in Ashburn behind one gateway that leads to Azure, and a small one in Phoenix.
pub(super) fn plant(p: &mut Planter<'_>) {
    for (slug, name, ranges) in [
        ("archives", "vcn-archives", json!(["10.80.0.0/16", "10.40.0.0/19"])),
        ("ai", "vcn-ai", json!(["10.40.32.0/19"])),
    ] {
        vcn(p, slug, name, ranges);
        let gateways = (ocid("natgateway", slug), ocid("servicegateway", slug), ocid("drg", "hub"));
        p.add(
            (CORE, "natGateways"),
            NETWORK,
            (slug, &format!("nat-{slug}")),
            json!({
                "vcnId": ocid("vcn", slug),
                "natIp": if slug == "ai" { "192.0.2.140" } else { "192.0.2.141" }, "blockTraffic": false,
                "publicIpId": null, "routeTableId": null,
            }),
        );
        p.add(
            (CORE, "serviceGateways"),
            NETWORK,
            (slug, &format!("sgw-{slug}")),
            json!({
                "vcnId": ocid("vcn", slug), "blockTraffic": false, "routeTableId": null,
                "services": [
                    {
                        "serviceId": ocid("service", "alliadservices"),
                        "serviceName": "All IAD Services In Oracle Services Network",
                    },
                ],
            }),
        );
        let route = |to: &str, kind: &str, via: &str| {
            json!({
                "destination": to, "destinationType": kind, "networkEntityId": via, "routeType": "STATIC",
                "cidrBlock": null, "description": null,
            })
        };
        p.add(
            (CORE, "routeTables"),
            NETWORK,
            (slug, &format!("rt-{slug}-private")),
            json!({
                "vcnId": ocid("vcn", slug),
                "routeRules": [
                    route("0.0.0.0/0", "CIDR_BLOCK", &gateways.0),
                    route("all-iad-services-in-oracle-services-network", "SERVICE_CIDR_BLOCK", &gateways.1),
                    route(AZURE_CIDR, "CIDR_BLOCK", &gateways.2),
                ],
            }),
        );
        p.add(
            (CORE, "drgAttachments"),
            NETWORK,
            (slug, &format!("drg-{slug}")),
            json!({
                "drgId": ocid("drg", "hub"), "vcnId": ocid("vcn", slug),
                "drgRouteTableId": ocid("drgroutetable", "hub"),
                "networkDetails": {
                    "type": "VCN", "id": ocid("vcn", slug), "routeTableId": null,
                    "vcnRouteType": "VCN_CIDRS",
                },
                "isCrossTenancy": false,
            }),
        );
    }
    p.add(
        (CORE, "internetGateways"),
        NETWORK,
        ("ai", "igw-ai"),
        json!({"vcnId": ocid("vcn", "ai"), "isEnabled": true, "routeTableId": null}),
    );
    p.add(
        (CORE, "routeTables"),
        NETWORK,
        ("aipublic", "rt-ai-public"),
        json!({
            "vcnId": ocid("vcn", "ai"),
            "routeRules": [
                {
                    "destination": "0.0.0.0/0", "destinationType": "CIDR_BLOCK",
                    "networkEntityId": ocid("internetgateway", "ai"), "routeType": "STATIC",
                    "cidrBlock": null, "description": null,
                },
            ],
        }),
    );

    for (slug, from, why) in [("archives", OCI_CIDR, "Within the bank"), ("ai", OCI_CIDR, "Within the bank")]
    {
        security_list(p, slug, &[ingress(from, "6", Some((443, 443)), why)]);
    }
    security_list(
        p,
        "ainotebooks",
        &[
            ingress("0.0.0.0/0", "6", Some((22, 22)), "Temporary, for the vendor"),
            ingress("203.0.113.0/24", "6", Some((443, 443)), "Offices"),
        ],
    );
    security_list(p, "aiedge", &[ingress("0.0.0.0/0", "6", Some((443, 443)), "Partners")]);

    for (slug, name, network, range, public) in SUBNETS {
        let list = ["ainotebooks", "aiedge"].into_iter().find(|one| *one == slug).unwrap_or(network);
        let table = if public { "aipublic" } else { network };
        p.add((CORE, "subnets"), NETWORK, (slug, &format!("snet-{name}")), json!({
            "vcnId": ocid("vcn", network), "cidrBlock": range, "availabilityDomain": null, "dnsLabel": slug,
            "prohibitInternetIngress": !public, "prohibitPublicIpOnVnic": !public,
            "routeTableId": ocid("routetable", table), "securityListIds": [ocid("securitylist", list)],
            "virtualRouterIp": range.replace(".0/24", ".1").replace(".0/28", ".1"),
            "virtualRouterMac": "00:00:17:AA:BB:01",
            "subnetDomainName": format!("{slug}.{network}.oraclevcn.com"),
            "dhcpOptionsId": ocid("dhcpoptions", network),
        }));
    }
    for (slug, name, network, rules) in [
        (
            "serving",
            "nsg-model-serving",
            "ai",
            vec![
                nsg_rule("A10001", "INGRESS", "10.40.32.0/19", 443),
                nsg_rule("A10002", "EGRESS", OCI_CIDR, 443),
            ],
        ),
        (
            "training",
            "nsg-training",
            "ai",
            vec![
                nsg_rule("A20001", "INGRESS", "10.40.33.0/24", 0),
                nsg_rule("A20002", "EGRESS", "10.40.8.0/24", 443),
            ],
        ),
        ("cluster", "nsg-cluster-api", "ai", vec![nsg_rule("A30001", "INGRESS", "10.40.34.0/24", 6443)]),
        (
            "archive",
            "nsg-archives",
            "archives",
            vec![
                nsg_rule("A40001", "INGRESS", AZURE_CIDR, 443),
                nsg_rule("A40002", "INGRESS", "10.80.1.0/24", 1521),
            ],
        ),
        ("quarantine", "nsg-quarantine", "ai", Vec::new()),
    ] {
        let id = p.add(
            (CORE, "networkSecurityGroups"),
            NETWORK,
            (slug, name),
            json!({"vcnId": ocid("vcn", network)}),
        );
        p.part(&id, "securityRules", Value::Array(rules));
    }
    for (host, subnet, address, group) in [
        ("archive-writer", "archives", "10.80.1.5", "archive"),
        ("archive-index", "archives", "10.80.1.9", "archive"),
    ] {
        let id = format!("ocid1.vnic.oc1.iad.{}", Token::lower(number_of(host), 52));
        p.add_as(
            (CORE, "vnics"),
            super::ARCHIVES,
            (&id, host),
            json!({
                "privateIp": address, "publicIp": null, "subnetId": ocid("subnet", subnet),
                "nsgIds": [ocid("networksecuritygroup", group)], "isPrimary": true, "hostnameLabel": host,
                "macAddress": "02:00:17:00:00:05", "skipSourceDestCheck": false,
                "availabilityDomain": "qIZq:US-ASHBURN-1-AD-1",
            }),
        );
    }
    tunnels(p);
    p.add(
        (CORE, "localPeeringGateways"),
        NETWORK,
        ("archivestoai", "lpg-archives-ai"),
        json!({
            "vcnId": ocid("vcn", "archives"), "peerId": ocid("localpeeringgateway", "aitoarchives"),
            "peeringStatus": "PEERED", "peerAdvertisedCidr": "10.40.32.0/19",
            "isCrossTenancyPeering": false, "routeTableId": null,
        }),
    );
    p.add(
        (CORE, "localPeeringGateways"),
        NETWORK,
        ("aitoarchives", "lpg-ai-archives"),
        json!({
            "vcnId": ocid("vcn", "ai"), "peerId": ocid("localpeeringgateway", "archivestoai"),
            "peeringStatus": "PEERED", "peerAdvertisedCidr": "10.80.0.0/16", "isCrossTenancyPeering": false,
            "routeTableId": null,
        }),
    );

    p.region(PHOENIX);
    p.add(
        (CORE, "vcns"),
        NETWORK,
        ("phoenix", "vcn-phoenix"),
        json!({
            "cidrBlock": "10.41.0.0/24", "cidrBlocks": ["10.41.0.0/24"], "dnsLabel": "phoenix",
            "vcnDomainName": "phoenix.oraclevcn.com",
        }),
    );
    p.region(super::HOME_REGION);
}

fn vcn(p: &mut Planter<'_>, slug: &str, name: &str, ranges: Value) {
    p.add(
        (CORE, "vcns"),
        NETWORK,
        (slug, name),
        json!({
            "cidrBlock": ranges.get(0), "cidrBlocks": ranges, "dnsLabel": slug,
            "vcnDomainName": format!("{slug}.oraclevcn.com"),
            "defaultRouteTableId": ocid("routetable", slug),
            "defaultSecurityListId": ocid("securitylist", slug),
            "defaultDhcpOptionsId": ocid("dhcpoptions", slug),
            "freeformTags": tags(&[("owner", "network")]),
        }),
    );
}

fn ingress(source: &str, protocol: &str, ports: Option<(u16, u16)>, why: &str) -> Value {
    let ports = ports
        .map(|(min, max)| json!({"destinationPortRange": {"min": min, "max": max}, "sourcePortRange": null}));
    json!({
        "source": source, "sourceType": "CIDR_BLOCK", "protocol": protocol, "isStateless": false,
        "tcpOptions": ports, "udpOptions": null, "icmpOptions": null, "description": why,
    })
}

fn security_list(p: &mut Planter<'_>, slug: &str, rules: &[Value]) {
    let network = if slug == "archives" { "archives" } else { "ai" };
    p.add(
        (CORE, "securityLists"),
        NETWORK,
        (slug, &format!("sl-{slug}")),
        json!({
            "vcnId": ocid("vcn", network), "ingressSecurityRules": rules,
            "egressSecurityRules": [
                {
                    "destination": "0.0.0.0/0", "destinationType": "CIDR_BLOCK", "protocol": "6",
                    "isStateless": false,
                    "tcpOptions": {
                        "destinationPortRange": {"min": 443, "max": 443}, "sourcePortRange": null,
                    },
                    "udpOptions": null, "icmpOptions": null, "description": null,
                },
            ],
        }),
    );
}

fn nsg_rule(id: &str, direction: &str, peer: &str, port: u16) -> Value {
    let ports = (port > 0)
        .then(|| json!({"destinationPortRange": {"min": port, "max": port}, "sourcePortRange": null}));
    let (from, to) = if direction == "INGRESS" { (Some(peer), None) } else { (None, Some(peer)) };
    json!({
        "id": id, "direction": direction, "protocol": if port > 0 { "6" } else { "all" },
        "isStateless": false, "isValid": true, "source": from, "sourceType": from.map(|_| "CIDR_BLOCK"),
        "destination": to, "destinationType": to.map(|_| "CIDR_BLOCK"), "tcpOptions": ports,
        "udpOptions": null, "icmpOptions": null, "description": null,
        "timeCreated": "2026-03-02T08:00:00.000Z",
    })
}

/// The site-to-site VPN to Azure: each end names the other's address.
fn tunnels(p: &mut Planter<'_>) {
    let drg = p.add(
        (CORE, "drgs"),
        NETWORK,
        ("hub", "drg-hub"),
        json!({
            "defaultDrgRouteTables": {
                "vcn": ocid("drgroutetable", "hub"), "ipsecTunnel": ocid("drgroutetable", "hub"),
                "virtualCircuit": null, "remotePeeringConnection": null,
            },
            "defaultExportDrgRouteDistributionId": null,
        }),
    );
    let cpe = p.add(
        (CORE, "cpes"),
        NETWORK,
        ("azure", "cpe-azure"),
        json!({"ipAddress": AZURE_VPN_ADDRESS, "cpeDeviceShapeId": null, "isPrivate": false}),
    );
    let connection = p.add(
        (CORE, "ipsecConnections"),
        NETWORK,
        ("azure", "ipsec-azure"),
        json!({
            "drgId": drg, "cpeId": cpe, "staticRoutes": [AZURE_CIDR],
            "cpeLocalIdentifier": AZURE_VPN_ADDRESS, "cpeLocalIdentifierType": "IP_ADDRESS",
        }),
    );
    let tunnel = json!({
        "id": ocid("ipsectunnel", "azure1"), "compartmentId": NETWORK, "displayName": "azure-1",
        "vpnIp": OCI_VPN_ADDRESS, "cpeIp": AZURE_VPN_ADDRESS, "status": "UP", "lifecycleState": "AVAILABLE",
        "ikeVersion": "V2", "routing": "STATIC", "timeCreated": p.ago(200), "timeStatusUpdated": p.ago(1),
        "oracleCanInitiate": "INITIATOR_OR_RESPONDER", "natTranslationEnabled": "AUTO",
        "dpdMode": "INITIATE_AND_RESPOND", "dpdTimeoutInSec": 20,
        "phaseOneDetails": {
            "isCustomPhaseOneConfig": false, "lifetime": 28800,
            "negotiatedAuthenticationAlgorithm": "SHA2_384", "negotiatedEncryptionAlgorithm": "AES_256_CBC",
            "negotiatedDhGroup": "GROUP20", "isIkeEstablished": true,
        },
        "phaseTwoDetails": {
            "isCustomPhaseTwoConfig": false, "lifetime": 3600,
            "negotiatedEncryptionAlgorithm": "AES_256_GCM", "isPfsEnabled": true, "isEspEstablished": true,
        },
    });
    p.part(&connection, "tunnels", json!([tunnel]));
    p.add(
        (CORE, "drgAttachments"),
        NETWORK,
        ("azure", "drg-azure"),
        json!({
            "drgId": drg, "vcnId": null, "drgRouteTableId": ocid("drgroutetable", "hub"),
            "networkDetails": {
                "type": "IPSEC_TUNNEL", "id": ocid("ipsectunnel", "azure1"),
                "ipsecConnectionId": connection,
            },
            "isCrossTenancy": false,
        }),
    );
}
