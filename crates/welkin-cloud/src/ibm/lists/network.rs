use crate::ibm::list::{Id, ListRule, Reach, Read, list, read};

/// IBM asks for the date of the API that the caller was written against.
const DATED: &[(&str, &str)] = &[("version", "2026-01-13"), ("generation", "2")];

const fn vpc(
    operation: &'static str,
    permission: &'static str,
    path: &'static str,
    items: &'static str,
) -> Read {
    read("vpc", operation, permission, path).query(DATED).items(items).size("limit", 100)
}

const fn all(
    native: &'static str,
    operation: &'static str,
    permission: &'static str,
    path: &'static str,
    items: &'static str,
) -> ListRule {
    list(native, vpc(operation, permission, path, items)).reach(Reach::Regions)
}

/// Virtual private cloud and transit gateways. Groups and lists carry their rules themselves.
#[rustfmt::skip]
pub(super) static LISTS: &[ListRule] = &[
    all("is.vpc", "list_vpcs", "is.vpc.vpc.list", "/v1/vpcs", "vpcs")
        .details(&[vpc("list_vpc_address_prefixes", "is.vpc.address-prefix.list", "/v1/vpcs/{id}/address_prefixes", "address_prefixes")])
        .children(&[TABLES]),
    all("is.subnet", "list_subnets", "is.subnet.subnet.list", "/v1/subnets", "subnets"),
    all("is.security-group", "list_security_groups", "is.security-group.security-group.list", "/v1/security_groups", "security_groups"),
    all("is.network-acl", "list_network_acls", "is.network-acl.network-acl.list", "/v1/network_acls", "network_acls"),
    all("is.instance", "list_instances", "is.instance.instance.list", "/v1/instances", "instances"),
    all("is.virtual-network-interface", "list_virtual_network_interfaces", "is.virtual-network-interface.virtual-network-interface.list", "/v1/virtual_network_interfaces", "virtual_network_interfaces"),
    all("is.public-gateway", "list_public_gateways", "is.public-gateway.public-gateway.list", "/v1/public_gateways", "public_gateways"),
    all("is.floating-ip", "list_floating_ips", "is.floating-ip.floating-ip.list", "/v1/floating_ips", "floating_ips"),
    all("is.load-balancer", "list_load_balancers", "is.load-balancer.load-balancer.list", "/v1/load_balancers", "load_balancers")
        .details(&[
            read("vpc", "list_load_balancer_listeners", "is.load-balancer.load-balancer-listener.list", "/v1/load_balancers/{id}/listeners").query(DATED).items("listeners"),
            read("vpc", "list_load_balancer_pools", "is.load-balancer.load-balancer-pool.list", "/v1/load_balancers/{id}/pools").query(DATED).items("pools"),
        ]),
    all("is.vpn", "list_vpn_gateways", "is.vpn.vpn-gateway.list", "/v1/vpn_gateways", "vpn_gateways").children(&[TUNNELS]),
    all("is.endpoint-gateway", "list_endpoint_gateways", "is.endpoint-gateway.endpoint-gateway.list", "/v1/endpoint_gateways", "endpoint_gateways"),
    all("is.flow-log-collector", "list_flow_log_collectors", "is.flow-log-collector.flow-log-collector.list", "/v1/flow_log_collectors", "flow_log_collectors"),
    all("is.key", "list_keys", "is.key.key.list", "/v1/keys", "keys"),
    list("is.image", vpc("list_images", "is.image.image.list", "/v1/images", "images")
        .query(&[("version", "2026-01-13"), ("generation", "2"), ("visibility", "private")])).reach(Reach::Regions),
    all("is.volume", "list_volumes", "is.volume.volume.list", "/v1/volumes", "volumes"),
    all("is.snapshot", "list_snapshots", "is.snapshot.snapshot.list", "/v1/snapshots", "snapshots"),
    list("transit.gateway", read("transit", "list_transit_gateways", "transit.gateway.list", "/v1/transit_gateways")
        .query(&[("version", "2025-12-02")]).items("transit_gateways").size("limit", 100))
        .details(&[read("transit", "list_transit_gateway_connections", "transit.connection.list", "/v1/transit_gateways/{id}/connections")
            .query(&[("version", "2025-12-02")]).items("connections").size("limit", 100)]),
];

const TABLES: ListRule = list(
    "is.routing-table",
    vpc(
        "list_vpc_routing_tables",
        "is.vpc.routing-table.list",
        "/v1/vpcs/{_id}/routing_tables",
        "routing_tables",
    ),
)
.id(Id::Made("crn:v1:bluemix:public:is:{_region}:a/{_account}:{_id}:routing-table:{id}"))
.details(&[vpc(
    "list_vpc_routing_table_routes",
    "is.vpc.routing-table-route.list",
    "/v1/vpcs/{_parent}/routing_tables/{id}/routes",
    "routes",
)]);

const TUNNELS: ListRule = list(
    "is.vpn-connection",
    vpc(
        "list_vpn_gateway_connections",
        "is.vpn.vpn-connection.list",
        "/v1/vpn_gateways/{_id}/connections",
        "connections",
    ),
)
.id(Id::Made("crn:v1:bluemix:public:is:{_region}:a/{_account}:{_id}:vpn-connection:{id}"));
