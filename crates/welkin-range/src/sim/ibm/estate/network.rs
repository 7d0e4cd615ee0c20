use serde_json::{Value, json};

use super::{AI, CORE, SHARED, id, tag};
use crate::sim::crossings::{AWS_CIDR, AWS_VPN_ADDRESS, IBM_CIDR, IBM_VPN_ADDRESS};
use crate::sim::ibm::service::transit::{CONNECTIONS, GATEWAYS as TRANSIT};
use crate::sim::ibm::service::vpc::{
    ACL_RULES, ACLS, ADDRESSES, BALANCERS, COLLECTORS, ENDPOINTS, GATEWAYS, INTERFACES, LISTENERS, POOLS,
    PREFIXES, ROUTES, RULES, SECURITY_GROUPS, SUBNETS, TABLES, VPCS, VPN_CONNECTIONS, VPN_GATEWAYS, crn,
};
use crate::sim::ibm::store::Entry;
use crate::sim::ibm::world::{World, joined};

/// The VPC of core banking, the VPC of AI, and the European one.
const NETWORKS: [(&str, &str, &str, &[&str]); 3] = [
    ("vpc-core", "us-south", CORE, &["10.240.0.0/16", IBM_CIDR]),
    ("vpc-ai", "us-south", AI, &["10.241.0.0/16"]),
    ("vpc-eu", "eu-de", SHARED, &["10.242.0.0/16"]),
];

/// Name, VPC, block, whether it has a public gateway.
#[rustfmt::skip]
const SUBNET_TABLE: [(&str, &str, &str, bool); 8] = [
    ("ledger", "vpc-core", "10.240.0.0/24", false),
    ("scoring", "vpc-core", "10.240.4.0/24", false),
    ("core-data", "vpc-core", "10.240.8.0/24", false),
    ("vpn", "vpc-core", "10.50.0.0/24", false),
    ("gpu", "vpc-ai", "10.241.0.0/24", true),
    ("workbench", "vpc-ai", "10.241.4.0/24", true),
    ("cluster", "vpc-ai", "10.241.8.0/24", false),
    ("front", "vpc-eu", "10.242.0.0/24", false),
];

/// Name, VPC, and the interfaces that it guards: name and address.
type Guarded = (&'static str, &'static str, &'static [(&'static str, &'static str)]);

#[rustfmt::skip]
const GROUPS: [Guarded; 7] = [
    ("sg-ledger", "vpc-core", &[("10.240.0.12", "10.240.0.12")]),
    ("sg-scoring", "vpc-core", &[("10.240.4.21", "10.240.4.21")]),
    ("sg-core-data", "vpc-core", &[("10.240.8.3", "10.240.8.3"), ("10.240.8.9", "10.240.8.9")]),
    ("sg-quarantine", "vpc-core", &[]),
    ("sg-gpu-training", "vpc-ai", &[("10.241.0.10", "10.241.0.10"), ("10.241.0.11", "10.241.0.11")]),
    ("sg-workbench", "vpc-ai", &[("10.241.4.7", "10.241.4.7")]),
    ("sg-front", "vpc-eu", &[("10.242.0.5", "10.242.0.5")]),
];

/// Group, direction, remote, lowest and highest port.
#[rustfmt::skip]
const RULE_TABLE: [(&str, &str, &str, u16, u16); 12] = [
    ("sg-ledger", "inbound", "10.240.4.0/24", 8443, 8443),
    ("sg-ledger", "outbound", "10.240.8.0/24", 443, 50_000),
    ("sg-scoring", "inbound", "10.240.0.0/24", 443, 443),
    ("sg-scoring", "outbound", "10.240.8.0/24", 443, 443),
    ("sg-core-data", "inbound", "10.240.0.0/24", 50_000, 50_000),
    ("sg-core-data", "inbound", "10.240.4.0/24", 443, 443),
    ("sg-gpu-training", "inbound", "0.0.0.0/0", 22, 22),
    ("sg-gpu-training", "inbound", "10.241.0.0/16", 1, 65_535),
    ("sg-gpu-training", "outbound", "0.0.0.0/0", 443, 443),
    ("sg-workbench", "inbound", "203.0.113.0/24", 443, 443),
    ("sg-workbench", "outbound", "0.0.0.0/0", 443, 443),
    ("sg-front", "inbound", "0.0.0.0/0", 443, 443),
];

/// Ids that other files and the weaknesses name.
pub(super) const GPU_GROUP: &str = "r006-5d1c8e47-2b60-4f93-8a7e-c4b9d6f1a035";
pub(super) const AI_COLLECTOR: &str = "r006-6e2d9f58-3c71-40a4-9b8f-d5cae702b146";
pub(super) const VPN: &str = "r006-7f3ea069-4d82-41b5-8c90-e6dbf813c257";

/// The id of a VPC resource: the logs' own for the two that they name, else drawn from the name.
pub(super) fn place(name: &str) -> String {
    match name {
        "vpc-core" => id("vpc-core"),
        "sg-gpu-training" => GPU_GROUP.to_owned(),
        name => format!("r006-{}", id(name)),
    }
}

pub(super) fn region_of(vpc: &str) -> &'static str {
    NETWORKS.iter().find(|(name, ..)| *name == vpc).map_or("us-south", |(_, region, ..)| region)
}

pub(super) fn group_of(vpc: &str) -> Value {
    let group = NETWORKS.iter().find(|(name, ..)| *name == vpc).map_or(SHARED, |(_, _, group, _)| group);
    json!({"id": group, "name": "", "href": format!("https://resource-controller.cloud.ibm.com/v2/resource_groups/{group}")})
}

fn href(region: &str, kind: &str, id: &str) -> String {
    format!("https://{region}.iaas.cloud.ibm.com/v1/{kind}/{id}")
}

/// What other resources say of one: id, CRN, name, address.
pub(super) fn reference(region: &str, noun: &str, kind: &str, name: &str) -> Value {
    let id = place(name);
    json!({"id": id, "crn": crn(region, noun, &id), "name": name, "href": href(region, kind, &id)})
}

/// A VPC resource with the fields that all have.
pub(super) fn put(
    world: &mut World,
    kind: &'static str,
    noun: &str,
    vpc: &str,
    id: &str,
    name: &str,
    more: Value,
) -> String {
    let region = region_of(vpc);
    let crn = crn(region, noun, id);
    let path = kind.trim_start_matches("is/").replace('-', "_");
    let value = json!({
        "id": id, "crn": crn, "name": name, "href": href(region, &path, id), "created_at": super::SINCE, "resource_type": noun.replace('-', "_"),
        "resource_group": group_of(vpc),
    });
    let entry = Entry {
        id: id.to_owned(),
        region: region.to_owned(),
        crn: crn.clone(),
        name: name.to_owned(),
        value: joined(value, more),
        ..Entry::default()
    };
    world.store.seed(kind, entry);
    crn
}

/// A part of a VPC resource: it has no CRN.
fn part(world: &mut World, kind: &'static str, vpc: &str, parent: &str, name: &str, more: Value) {
    let id = place(name);
    let value = joined(json!({"id": id, "name": name, "created_at": super::SINCE, "href": ""}), more);
    let entry = Entry {
        id,
        parent: parent.to_owned(),
        region: region_of(vpc).to_owned(),
        name: name.to_owned(),
        value,
        ..Entry::default()
    };
    world.store.seed(kind, entry);
}

pub(super) fn build(world: &mut World) {
    for (name, region, _, blocks) in NETWORKS {
        let value = json!({
            "classic_access": false, "status": "available", "health_state": "ok", "health_reasons": [], "cse_source_ips": [],
            "default_network_acl": reference(region, "network-acl", "network_acls", &format!("acl-{name}")),
            "default_security_group": reference(region, "security-group", "security_groups", "sg-quarantine"),
            "default_routing_table": {"id": place(&format!("table-{name}")), "name": format!("table-{name}")},
            "dns": {"enable_hub": false, "resolver": {"type": "system"}}, "public_address_ranges": [],
        });
        let crn = put(world, VPCS, "vpc", name, &place(name), name, value);
        tag(world, &crn, &["environment:production"]);
        for block in blocks {
            part(
                world,
                PREFIXES,
                name,
                &place(name),
                &format!("prefix-{block}"),
                json!({"cidr": block, "has_subnets": true, "is_default": true, "zone": zone(region)}),
            );
        }
        let table = format!("table-{name}");
        part(
            world,
            TABLES,
            name,
            &place(name),
            &table,
            json!({
                "is_default": true, "lifecycle_state": "stable", "resource_type": "routing_table", "routes": [], "subnets": [],
                "route_direct_link_ingress": false, "route_internet_ingress": false, "route_transit_gateway_ingress": true, "route_vpc_zone_ingress": false,
                "accept_routes_from": [], "advertise_routes_to": [],
            }),
        );
        acl(world, name);
    }
    part(
        world,
        ROUTES,
        "vpc-core",
        &place("table-vpc-core"),
        "route-aws",
        json!({
            "action": "deliver", "destination": AWS_CIDR, "next_hop": {"id": place("to-aws"), "name": "to-aws", "resource_type": "vpn_gateway_connection"},
            "lifecycle_state": "stable", "origin": "user", "priority": 2, "advertise": false, "zone": zone("us-south"),
        }),
    );
    for (name, vpc, block, public) in SUBNET_TABLE {
        let region = region_of(vpc);
        let mut value = json!({
            "ipv4_cidr_block": block, "ip_version": "ipv4", "status": "available", "zone": zone(region), "vpc": reference(region, "vpc", "vpcs", vpc),
            "available_ipv4_address_count": 230, "total_ipv4_address_count": 256,
            "network_acl": reference(region, "network-acl", "network_acls", &format!("acl-{vpc}")),
            "routing_table": {"id": place(&format!("table-{vpc}")), "name": format!("table-{vpc}")},
        });
        if public {
            value = joined(
                value,
                json!({"public_gateway": reference(region, "public-gateway", "public_gateways", "gateway-ai")}),
            );
        }
        put(world, SUBNETS, "subnet", vpc, &place(name), name, value);
    }
    put(
        world,
        GATEWAYS,
        "public-gateway",
        "vpc-ai",
        &place("gateway-ai"),
        "gateway-ai",
        json!({
            "status": "available", "vpc": reference("us-south", "vpc", "vpcs", "vpc-ai"), "zone": zone("us-south"),
            "floating_ip": {"id": place("fip-gateway"), "address": "192.0.2.52"},
        }),
    );
    groups(world);
    edges(world);
}

fn zone(region: &str) -> Value {
    json!({"name": format!("{region}-1"), "href": href(region, "regions", &format!("{region}/zones/{region}-1"))})
}

fn acl(world: &mut World, vpc: &str) {
    let region = region_of(vpc);
    let name = format!("acl-{vpc}");
    put(
        world,
        ACLS,
        "network-acl",
        vpc,
        &place(&name),
        &name,
        json!({"vpc": reference(region, "vpc", "vpcs", vpc), "subnets": []}),
    );
    for (direction, action, source) in [
        ("inbound", "allow", "10.0.0.0/8"),
        ("inbound", "deny", "198.51.100.0/24"),
        ("outbound", "allow", "0.0.0.0/0"),
    ] {
        part(
            world,
            ACL_RULES,
            vpc,
            &place(&name),
            &format!("{name}-{direction}-{action}"),
            json!({
                "action": action, "direction": direction, "source": source, "destination": "0.0.0.0/0", "protocol": "all", "ip_version": "ipv4",
            }),
        );
    }
}

fn groups(world: &mut World) {
    for (group, vpc, targets) in GROUPS {
        let region = region_of(vpc);
        // The flow logs name interfaces by the id of their address.
        for (name, address) in targets {
            put(
                world,
                INTERFACES,
                "virtual-network-interface",
                vpc,
                &id(name),
                &format!("eth-{address}"),
                json!({
                    "primary_ip": {"address": address}, "lifecycle_state": "stable", "vpc": reference(region, "vpc", "vpcs", vpc),
                    "allow_ip_spoofing": false, "enable_infrastructure_nat": true, "auto_delete": true, "ips": [],
                    "security_groups": [reference(region, "security-group", "security_groups", group)],
                }),
            );
        }
        let targets: Vec<Value> = targets
            .iter()
            .map(|(name, address)| json!({"id": id(name), "name": format!("eth-{address}"), "resource_type": "network_interface", "primary_ip": {"address": address}}))
            .collect();
        put(
            world,
            SECURITY_GROUPS,
            "security-group",
            vpc,
            &place(group),
            group,
            json!({"vpc": reference(region, "vpc", "vpcs", vpc), "targets": targets, "rules": []}),
        );
    }
    for (nth, (group, direction, remote, low, high)) in RULE_TABLE.into_iter().enumerate() {
        let vpc = GROUPS.iter().find(|(name, ..)| *name == group).map_or("", |(_, vpc, _)| vpc);
        part(
            world,
            RULES,
            vpc,
            &place(group),
            &format!("{group}-{nth}"),
            json!({
                "direction": direction, "ip_version": "ipv4", "protocol": "tcp", "port_min": low, "port_max": high,
                "remote": {"cidr_block": remote}, "local": {"cidr_block": "0.0.0.0/0"},
            }),
        );
    }
}

/// What leads in and out: VPN, load balancers, addresses, private endpoints, flow logs, the transit gateway.
fn edges(world: &mut World) {
    let core = || reference("us-south", "vpc", "vpcs", "vpc-core");
    put(
        world,
        VPN_GATEWAYS,
        "vpn",
        "vpc-core",
        VPN,
        "vpn-core",
        json!({
            "mode": "route", "health_state": "ok", "lifecycle_state": "stable", "vpc": core(), "subnet": reference("us-south", "subnet", "subnets", "vpn"),
            "members": [{"public_ip": {"address": IBM_VPN_ADDRESS}, "private_ip": {"address": "10.50.0.4"}, "role": "active", "health_state": "ok"}],
            "connections": [{"id": place("to-aws"), "name": "to-aws"}],
        }),
    );
    part(
        world,
        VPN_CONNECTIONS,
        "vpc-core",
        VPN,
        "to-aws",
        json!({
            "admin_state_up": true, "authentication_mode": "psk", "mode": "route", "status": "up", "status_reasons": [], "establish_mode": "bidirectional",
            "resource_type": "vpn_gateway_connection", "routing_protocol": "none", "ike_policy": {"name": "ikev2-aes256"}, "ipsec_policy": {"name": "aes256-pfs19"},
            "dead_peer_detection": {"action": "restart", "interval": 2, "timeout": 10},
            "local": {"cidrs": [IBM_CIDR]}, "peer": {"address": AWS_VPN_ADDRESS, "type": "address", "cidrs": [AWS_CIDR]},
            "tunnels": [{"public_ip": {"address": IBM_VPN_ADDRESS}, "status": "up"}],
        }),
    );
    for (name, vpc, public, group, address) in [
        ("lb-scoring", "vpc-core", false, "sg-scoring", "10.240.4.40"),
        ("lb-front", "vpc-eu", true, "sg-front", "192.0.2.53"),
    ] {
        let region = region_of(vpc);
        let addresses = json!([{"address": address}]);
        let none = json!([]);
        put(
            world,
            BALANCERS,
            "load-balancer",
            vpc,
            &place(name),
            name,
            json!({
                "is_public": public, "operating_status": "online", "provisioning_status": "active", "hostname": format!("{name}.lb.appdomain.cloud"),
                "public_ips": if public { &addresses } else { &none }, "private_ips": if public { &none } else { &addresses },
                "security_groups": [reference(region, "security-group", "security_groups", group)], "subnets": [],
                "listeners": [{"id": place(&format!("{name}-443"))}], "pools": [{"id": place(&format!("{name}-pool"))}],
                "logging": {"datapath": {"active": true}}, "profile": {"name": "network-fixed", "family": "Network"}, "route_mode": false, "udp_supported": false,
            }),
        );
        part(
            world,
            LISTENERS,
            vpc,
            &place(name),
            &format!("{name}-443"),
            json!({"port": 443, "protocol": "https", "provisioning_status": "active"}),
        );
        part(
            world,
            POOLS,
            vpc,
            &place(name),
            &format!("{name}-pool"),
            json!({"algorithm": "round_robin", "protocol": "https", "provisioning_status": "active", "health_monitor": {"type": "https", "url_path": "/healthz"}, "members": []}),
        );
    }
    for (name, vpc, address, target) in [
        ("fip-gpu", "vpc-ai", "192.0.2.54", "10.241.0.10"),
        ("fip-gateway", "vpc-ai", "192.0.2.52", "gateway-ai"),
    ] {
        put(
            world,
            ADDRESSES,
            "floating-ip",
            vpc,
            &place(name),
            name,
            json!({
                "address": address, "status": "available", "zone": zone("us-south"), "target": {"id": id(target), "name": target, "resource_type": "network_interface"},
            }),
        );
    }
    for (name, service) in [("peg-cos", "cloud-object-storage"), ("peg-kms", "kms"), ("peg-watsonx", "pm-20")]
    {
        put(
            world,
            ENDPOINTS,
            "endpoint-gateway",
            "vpc-core",
            &place(name),
            name,
            json!({
                "health_state": "ok", "lifecycle_state": "stable", "lifecycle_reasons": [], "ips": [{"address": "10.240.8.20"}], "vpc": core(),
                "security_groups": [reference("us-south", "security-group", "security_groups", "sg-core-data")],
                "service_endpoints": [format!("{service}.us-south.private.cloud.ibm.com")], "dns_resolution_binding_mode": "disabled",
                "target": {"resource_type": "provider_cloud_service", "crn": format!("crn:v1:bluemix:public:{service}:us-south:::endpoint:{service}.private")},
            }),
        );
    }
    for (name, vpc, own, active) in [
        ("collector-core", "vpc-core", id("collector"), true),
        ("collector-ai", "vpc-ai", AI_COLLECTOR.to_owned(), false),
        ("collector-eu", "vpc-eu", place("collector-eu"), true),
    ] {
        let target = reference("us-south", "vpc", "vpcs", vpc);
        put(
            world,
            COLLECTORS,
            "flow-log-collector",
            vpc,
            &own,
            name,
            json!({
                "active": active, "auto_delete": true, "lifecycle_state": "stable", "storage_bucket": {"name": "bank-flow-logs"}, "target": target, "vpc": target,
            }),
        );
    }
    let gateway = id("transit");
    let crn =
        format!("crn:v1:bluemix:public:transit:us-south:a/{}::gateway:{gateway}", crate::estate::IBM_ACCOUNT);
    let value = json!({
        "id": gateway, "crn": crn, "name": "bank-transit", "location": "us-south", "global": true, "status": "available", "created_at": super::SINCE,
        "connection_count": 3, "connection_needs_attention": false, "gre_enhanced_route_propagation": false, "resource_group": {"id": SHARED},
    });
    world.store.seed(TRANSIT, Entry { crn, ..super::entry(&gateway, "bank-transit", value) });
    for (vpc, region, ..) in NETWORKS {
        let name = format!("transit-{vpc}");
        let value = json!({
            "id": id(&name), "name": name, "network_type": "vpc", "network_id": super::network::reference(region, "vpc", "vpcs", vpc).get("crn"),
            "status": "attached", "request_status": "approved", "created_at": super::SINCE, "updated_at": super::SINCE,
            "transit_gateway": {"id": gateway, "name": "bank-transit"}, "prefix_filters_default": "permit",
        });
        world
            .store
            .seed(CONNECTIONS, Entry { parent: gateway.clone(), ..super::entry(&id(&name), &name, value) });
    }
}
