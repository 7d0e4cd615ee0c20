use serde_json::{Value, json};

use super::super::super::Response;
use super::super::call::Call;
use super::super::failure::{Failure, Family};
use super::super::page::{Page, page};
use super::super::route::{Need, Route, Service, Shape};
use super::super::store::{Entry, items, text};
use super::super::world::{World, joined, made, shown};
use crate::estate::IBM_ACCOUNT;

pub(in super::super) const VPCS: &str = "is/vpcs";
pub(in super::super) const PREFIXES: &str = "is/address-prefixes";
pub(in super::super) const TABLES: &str = "is/routing-tables";
pub(in super::super) const ROUTES: &str = "is/routes";
pub(in super::super) const SUBNETS: &str = "is/subnets";
pub(in super::super) const SECURITY_GROUPS: &str = "is/security-groups";
pub(in super::super) const RULES: &str = "is/security-group-rules";
pub(in super::super) const ACLS: &str = "is/network-acls";
pub(in super::super) const ACL_RULES: &str = "is/network-acl-rules";
pub(in super::super) const SERVERS: &str = "is/instances";
pub(in super::super) const INTERFACES: &str = "is/virtual-network-interfaces";
pub(in super::super) const GATEWAYS: &str = "is/public-gateways";
pub(in super::super) const ADDRESSES: &str = "is/floating-ips";
pub(in super::super) const BALANCERS: &str = "is/load-balancers";
pub(in super::super) const LISTENERS: &str = "is/load-balancer-listeners";
pub(in super::super) const POOLS: &str = "is/load-balancer-pools";
pub(in super::super) const VPN_GATEWAYS: &str = "is/vpn-gateways";
pub(in super::super) const VPN_CONNECTIONS: &str = "is/vpn-connections";
pub(in super::super) const ENDPOINTS: &str = "is/endpoint-gateways";
pub(in super::super) const COLLECTORS: &str = "is/flow-log-collectors";
pub(in super::super) const KEYS: &str = "is/keys";
pub(in super::super) const IMAGES: &str = "is/images";
pub(in super::super) const VOLUMES: &str = "is/volumes";
pub(in super::super) const SNAPSHOTS: &str = "is/snapshots";

/// Type in the search index, of what it can find.
pub(super) fn type_of(kind: &str) -> Option<&'static str> {
    Some(match kind {
        VPCS => "vpc",
        SUBNETS => "subnet",
        SECURITY_GROUPS => "security-group",
        ACLS => "network-acl",
        SERVERS => "instance",
        INTERFACES => "virtual-network-interface",
        GATEWAYS => "public-gateway",
        ADDRESSES => "floating-ip",
        BALANCERS => "load-balancer",
        VPN_GATEWAYS => "vpn",
        ENDPOINTS => "endpoint-gateway",
        COLLECTORS => "flow-log-collector",
        KEYS => "key",
        IMAGES => "image",
        VOLUMES => "volume",
        SNAPSHOTS => "snapshot",
        _ => return None,
    })
}

const PAGE: Page = Page::Start { default: 50, most: 100 };
const BY_NAME: &[(&str, &str)] = &[
    ("name", "/name"),
    ("resource_group.id", "/resource_group/id"),
    ("vpc.id", "/vpc/id"),
    ("vpc.name", "/vpc/name"),
];

const fn shape(kind: &'static str, key: &'static str, noun: &'static str) -> Shape {
    Shape::new(kind, key, PAGE, noun).filtered(BY_NAME).matched(412, false)
}

const VPC: Shape = shape(VPCS, "vpcs", "vpc");
const PREFIX: Shape = shape(PREFIXES, "address_prefixes", "address-prefix").nested();
#[rustfmt::skip]
const TABLE: Shape = shape(TABLES, "routing_tables", "routing-table").nested();
const SUBNET: Shape = shape(SUBNETS, "subnets", "subnet");
const SECURITY_GROUP: Shape = shape(SECURITY_GROUPS, "security_groups", "security-group");
const RULE: Shape = Shape::new(RULES, "rules", Page::Whole(""), "security-group-rule").nested();
const ACL: Shape = shape(ACLS, "network_acls", "network-acl");
const ACL_RULE: Shape = Shape::new(ACL_RULES, "rules", PAGE, "network-acl-rule").nested();
const SERVER: Shape = shape(SERVERS, "instances", "instance");
const INTERFACE: Shape = shape(INTERFACES, "virtual_network_interfaces", "virtual-network-interface");
const GATEWAY: Shape = shape(GATEWAYS, "public_gateways", "public-gateway");
const ADDRESS: Shape = shape(ADDRESSES, "floating_ips", "floating-ip");
const BALANCER: Shape = shape(BALANCERS, "load_balancers", "load-balancer");
const LISTENER: Shape = Shape::new(LISTENERS, "listeners", Page::Whole(""), "listener").nested();
const POOL: Shape = Shape::new(POOLS, "pools", Page::Whole(""), "pool").nested();
const VPN: Shape = shape(VPN_GATEWAYS, "vpn_gateways", "vpn-gateway");
const CONNECTION: Shape = Shape::new(VPN_CONNECTIONS, "connections", PAGE, "vpn-connection").nested();
const ENDPOINT: Shape = shape(ENDPOINTS, "endpoint_gateways", "endpoint-gateway");
const COLLECTOR: Shape = shape(COLLECTORS, "flow_log_collectors", "flow-log-collector");
const KEY: Shape = shape(KEYS, "keys", "key");
const IMAGE: Shape = shape(IMAGES, "images", "image");
const VOLUME: Shape = shape(VOLUMES, "volumes", "volume");
const SNAPSHOT: Shape = shape(SNAPSHOTS, "snapshots", "snapshot");

use Need::{Edit, Operate, View};

/// Virtual private cloud: <https://cloud.ibm.com/apidocs/vpc>.
#[rustfmt::skip]
pub(in super::super) const SERVICE: Service = Service {
    prefix: "vpc",
    name: "is",
    title: "Virtual Private Cloud",
    regional: true,
    account: false,
    family: Family::Vpc,
    routes: &[
        Route::list("/v1/vpcs", "list_vpcs", "is.vpc.vpc.list", View, &VPC),
        Route::get("/v1/vpcs/{}", "get_vpc", "is.vpc.vpc.read", View, &VPC),
        Route::list("/v1/vpcs/{}/address_prefixes", "list_vpc_address_prefixes", "is.vpc.address-prefix.list", View, &PREFIX),
        Route::list("/v1/vpcs/{}/routing_tables", "list_vpc_routing_tables", "is.vpc.routing-table.list", View, &TABLE),
        Route::get("/v1/vpcs/{}/routing_tables/{}", "get_vpc_routing_table", "is.vpc.routing-table.read", View, &TABLE),
        Route::own("GET", "/v1/vpcs/{}/routing_tables/{}/routes", "list_vpc_routing_table_routes", "is.vpc.routing-table-route.list", View, routes),
        Route::list("/v1/subnets", "list_subnets", "is.subnet.subnet.list", View, &SUBNET),
        Route::get("/v1/subnets/{}", "get_subnet", "is.subnet.subnet.read", View, &SUBNET),
        Route::own("GET", "/v1/security_groups", "list_security_groups", "is.security-group.security-group.list", View, groups).about(&SECURITY_GROUP),
        Route::own("GET", "/v1/security_groups/{}", "get_security_group", "is.security-group.security-group.read", View, group).about(&SECURITY_GROUP),
        Route::own("POST", "/v1/security_groups", "create_security_group", "is.security-group.security-group.create", Edit, create_group),
        Route::own("DELETE", "/v1/security_groups/{}", "delete_security_group", "is.security-group.security-group.delete", Edit, delete_group).about(&SECURITY_GROUP),
        Route::list("/v1/security_groups/{}/rules", "list_security_group_rules", "is.security-group.security-group-rule.list", View, &RULE),
        Route::get("/v1/security_groups/{}/rules/{}", "get_security_group_rule", "is.security-group.security-group-rule.read", View, &RULE),
        Route::own("POST", "/v1/security_groups/{}/rules", "create_security_group_rule", "is.security-group.security-group-rule.create", Edit, create_rule),
        Route::own("PATCH", "/v1/security_groups/{}/rules/{}", "update_security_group_rule", "is.security-group.security-group-rule.update", Edit, update_rule).about(&RULE),
        Route::own("DELETE", "/v1/security_groups/{}/rules/{}", "delete_security_group_rule", "is.security-group.security-group-rule.delete", Edit, delete_rule).about(&RULE),
        Route::own("GET", "/v1/security_groups/{}/targets", "list_security_group_targets", "is.security-group.security-group-target.list", View, targets),
        Route::own("PUT", "/v1/security_groups/{}/targets/{}", "create_security_group_target_binding", "is.security-group.security-group-interface.attach", Edit, bind),
        Route::own("DELETE", "/v1/security_groups/{}/targets/{}", "delete_security_group_target_binding", "is.security-group.security-group-interface.detach", Edit, unbind),
        Route::own("GET", "/v1/network_acls", "list_network_acls", "is.network-acl.network-acl.list", View, acls).about(&ACL),
        Route::own("GET", "/v1/network_acls/{}", "get_network_acl", "is.network-acl.network-acl.read", View, acl).about(&ACL),
        Route::list("/v1/network_acls/{}/rules", "list_network_acl_rules", "is.network-acl.network-acl-rule.list", View, &ACL_RULE),
        Route::get("/v1/network_acls/{}/rules/{}", "get_network_acl_rule", "is.network-acl.network-acl-rule.read", View, &ACL_RULE),
        Route::own("POST", "/v1/network_acls/{}/rules", "create_network_acl_rule", "is.network-acl.network-acl-rule.create", Edit, create_acl_rule),
        Route::remove("/v1/network_acls/{}/rules/{}", "delete_network_acl_rule", "is.network-acl.network-acl-rule.delete", Edit, &ACL_RULE),
        Route::list("/v1/instances", "list_instances", "is.instance.instance.list", View, &SERVER),
        Route::get("/v1/instances/{}", "get_instance", "is.instance.instance.read", View, &SERVER),
        Route::own("GET", "/v1/instances/{}/network_interfaces", "list_instance_network_interfaces", "is.instance.network-interface.list", View, interfaces),
        Route::own("POST", "/v1/instances/{}/actions", "create_instance_action", "is.instance.instance.action", Operate, action),
        Route::list("/v1/virtual_network_interfaces", "list_virtual_network_interfaces", "is.virtual-network-interface.virtual-network-interface.list", View, &INTERFACE),
        Route::get("/v1/virtual_network_interfaces/{}", "get_virtual_network_interface", "is.virtual-network-interface.virtual-network-interface.read", View, &INTERFACE),
        Route::list("/v1/public_gateways", "list_public_gateways", "is.public-gateway.public-gateway.list", View, &GATEWAY),
        Route::get("/v1/public_gateways/{}", "get_public_gateway", "is.public-gateway.public-gateway.read", View, &GATEWAY),
        Route::list("/v1/floating_ips", "list_floating_ips", "is.floating-ip.floating-ip.list", View, &ADDRESS),
        Route::get("/v1/floating_ips/{}", "get_floating_ip", "is.floating-ip.floating-ip.read", View, &ADDRESS),
        Route::merge("/v1/floating_ips/{}", "update_floating_ip", "is.floating-ip.floating-ip.update", Edit, &ADDRESS, &["name", "target"]),
        Route::remove("/v1/floating_ips/{}", "delete_floating_ip", "is.floating-ip.floating-ip.delete", Edit, &ADDRESS),
        Route::list("/v1/load_balancers", "list_load_balancers", "is.load-balancer.load-balancer.list", View, &BALANCER),
        Route::get("/v1/load_balancers/{}", "get_load_balancer", "is.load-balancer.load-balancer.read", View, &BALANCER),
        Route::merge("/v1/load_balancers/{}", "update_load_balancer", "is.load-balancer.load-balancer.update", Edit, &BALANCER, &["name", "logging", "subnets", "failsafe_policy_actions"]),
        Route::list("/v1/load_balancers/{}/listeners", "list_load_balancer_listeners", "is.load-balancer.load-balancer-listener.list", View, &LISTENER),
        Route::remove("/v1/load_balancers/{}/listeners/{}", "delete_load_balancer_listener", "is.load-balancer.load-balancer-listener.delete", Edit, &LISTENER),
        Route::list("/v1/load_balancers/{}/pools", "list_load_balancer_pools", "is.load-balancer.load-balancer-pool.list", View, &POOL),
        Route::list("/v1/vpn_gateways", "list_vpn_gateways", "is.vpn.vpn-gateway.list", View, &VPN),
        Route::get("/v1/vpn_gateways/{}", "get_vpn_gateway", "is.vpn.vpn-gateway.read", View, &VPN),
        Route::list("/v1/vpn_gateways/{}/connections", "list_vpn_gateway_connections", "is.vpn.vpn-connection.list", View, &CONNECTION),
        Route::get("/v1/vpn_gateways/{}/connections/{}", "get_vpn_gateway_connection", "is.vpn.vpn-connection.read", View, &CONNECTION),
        Route::merge("/v1/vpn_gateways/{}/connections/{}", "update_vpn_gateway_connection", "is.vpn.vpn-connection.update", Edit, &CONNECTION, &["name", "admin_state_up"]),
        Route::list("/v1/endpoint_gateways", "list_endpoint_gateways", "is.endpoint-gateway.endpoint-gateway.list", View, &ENDPOINT),
        Route::get("/v1/endpoint_gateways/{}", "get_endpoint_gateway", "is.endpoint-gateway.endpoint-gateway.read", View, &ENDPOINT),
        Route::list("/v1/flow_log_collectors", "list_flow_log_collectors", "is.flow-log-collector.flow-log-collector.list", View, &COLLECTOR),
        Route::get("/v1/flow_log_collectors/{}", "get_flow_log_collector", "is.flow-log-collector.flow-log-collector.read", View, &COLLECTOR),
        Route::merge("/v1/flow_log_collectors/{}", "update_flow_log_collector", "is.flow-log-collector.flow-log-collector.update", Edit, &COLLECTOR, &["name", "active"]),
        Route::list("/v1/keys", "list_keys", "is.key.key.list", View, &KEY),
        Route::get("/v1/keys/{}", "get_key", "is.key.key.read", View, &KEY),
        Route::list("/v1/images", "list_images", "is.image.image.list", View, &IMAGE),
        Route::get("/v1/images/{}", "get_image", "is.image.image.read", View, &IMAGE),
        Route::list("/v1/volumes", "list_volumes", "is.volume.volume.list", View, &VOLUME),
        Route::get("/v1/volumes/{}", "get_volume", "is.volume.volume.read", View, &VOLUME),
        Route::list("/v1/snapshots", "list_snapshots", "is.snapshot.snapshot.list", View, &SNAPSHOT),
        Route::get("/v1/snapshots/{}", "get_snapshot", "is.snapshot.snapshot.read", View, &SNAPSHOT),
        Route::own("POST", "/v1/snapshots", "create_snapshot", "is.snapshot.snapshot.create", Edit, create_snapshot),
        Route::remove("/v1/snapshots/{}", "delete_snapshot", "is.snapshot.snapshot.delete", Edit, &SNAPSHOT),
    ],
};

/// The CRN of a VPC resource in the region's first zone, where the bank's flow logs place theirs.
pub(in super::super) fn crn(region: &str, noun: &str, id: &str) -> String {
    let zone = if region == "us-south" { "us-south-1" } else { region };
    format!("crn:v1:bluemix:public:is:{zone}:a/{IBM_ACCOUNT}::{noun}:{id}")
}

fn routes(world: &mut World, call: &Call<'_>) -> Result<Response, Failure> {
    let table = world
        .store
        .get(TABLES, call.var(0), call.var(1))
        .ok_or_else(|| Failure::missing("The routing table"))?;
    let routes =
        world.store.within(ROUTES, &table.id).map(|route| (route.id.clone(), route.value.clone())).collect();
    Ok(Response::json(200, &page(call, PAGE, "routes", routes)?))
}

/// A security group or network ACL with its rules, which are stored apart.
fn with_rules(world: &World, entry: &Value, kind: &str) -> Value {
    let id = text(entry, "/id").to_owned();
    let rules: Vec<Value> = world.store.within(kind, &id).map(|rule| rule.value.clone()).collect();
    joined(entry.clone(), json!({"rules": rules}))
}

fn groups(world: &mut World, call: &Call<'_>) -> Result<Response, Failure> {
    ruled_list(world, call, &SECURITY_GROUP, RULES)
}

fn acls(world: &mut World, call: &Call<'_>) -> Result<Response, Failure> {
    ruled_list(world, call, &ACL, ACL_RULES)
}

fn ruled_list(world: &World, call: &Call<'_>, shape: &Shape, kind: &str) -> Result<Response, Failure> {
    let all = world
        .listed(call, shape)
        .into_iter()
        .map(|(id, value)| (id, with_rules(world, &value, kind)))
        .collect();
    Ok(Response::json(200, &page(call, PAGE, shape.key, all)?))
}

fn group(world: &mut World, call: &Call<'_>) -> Result<Response, Failure> {
    ruled(world, call, RULES)
}

fn acl(world: &mut World, call: &Call<'_>) -> Result<Response, Failure> {
    ruled(world, call, ACL_RULES)
}

fn ruled(world: &World, call: &Call<'_>, kind: &str) -> Result<Response, Failure> {
    let entry = world.entry(call).filter(|entry| entry.region == call.region);
    let entry = entry.ok_or_else(|| Failure::missing("The resource"))?;
    Ok(shown(200, &Entry { value: with_rules(world, &entry.value, kind), ..entry.clone() }))
}

fn create_group(world: &mut World, call: &Call<'_>) -> Result<Response, Failure> {
    let vpc =
        world.store.find(VPCS, call.required("/vpc/id")?).ok_or_else(|| Failure::missing("The VPC"))?.clone();
    let name = match text(&call.body, "/name") {
        "" => "unnamed-group".to_owned(),
        name => name.to_owned(),
    };
    let id = format!("r006-{}", world.id());
    let crn = crn(&call.region, "security-group", &id);
    let value = json!({
        "id": id, "crn": crn, "name": name, "href": format!("{}/{id}", call.url()), "created_at": text(&made(call), "/created_at"),
        "resource_group": vpc.value.get("resource_group"), "vpc": reference(&vpc), "targets": [], "rules": [],
    });
    let entry = Entry { id, region: call.region.clone(), crn, name, value, ..Entry::default() };
    let entry = world.save(call, &SECURITY_GROUP, entry)?;
    for rule in items(&call.body, "/rules").iter().take(250) {
        add_rule(world, call, &entry, rule)?;
    }
    let value = with_rules(world, &entry.value, RULES);
    Ok(shown(201, &Entry { value, ..entry }))
}

pub(in super::super) fn reference(entry: &Entry) -> Value {
    json!({"id": entry.id, "crn": entry.crn, "name": entry.name, "href": entry.text("/href")})
}

fn delete_group(world: &mut World, call: &Call<'_>) -> Result<Response, Failure> {
    let entry = world.guarded(call, &SECURITY_GROUP)?;
    if !items(&entry.value, "/targets").is_empty() {
        return Err(Failure::new(409, "security_group_in_use", "The security group has targets."));
    }
    world.remove(call, &SECURITY_GROUP, &entry);
    Ok(Response::empty(204))
}

fn parent(world: &World, call: &Call<'_>) -> Result<Entry, Failure> {
    let group = world.store.find(SECURITY_GROUPS, call.var(0)).filter(|group| group.region == call.region);
    group.cloned().ok_or_else(|| Failure::missing("The security group"))
}

/// How many rules a security group may have: <https://cloud.ibm.com/docs/vpc?topic=vpc-quotas>.
const MOST_RULES: usize = 250;

fn add_rule(world: &mut World, call: &Call<'_>, group: &Entry, body: &Value) -> Result<Entry, Failure> {
    let (direction, protocol) = (text(body, "/direction"), text(body, "/protocol"));
    let is_direction = ["inbound", "outbound"].contains(&direction);
    if !is_direction || !["all", "any", "tcp", "udp", "icmp", "icmp_tcp_udp"].contains(&protocol) {
        return Err(Failure::new(
            400,
            "validation_invalid_argument",
            "The rule needs a valid `direction` and `protocol`.",
        ));
    }
    if world.store.within(RULES, &group.id).count() >= MOST_RULES {
        return Err(Failure::new(400, "over_quota", "The security group has as many rules as it may have."));
    }
    let id = format!("r006-{}", world.id());
    let own = json!({"id": id, "href": format!("{}/{id}", call.url()), "ip_version": "ipv4"});
    let defaults = json!({"remote": {"cidr_block": "0.0.0.0/0"}, "local": {"cidr_block": "0.0.0.0/0"}});
    let value = joined(joined(defaults, body.clone()), own);
    let entry =
        Entry { id, parent: group.id.clone(), region: call.region.clone(), value, ..Entry::default() };
    world.save(call, &RULE, entry)
}

fn create_rule(world: &mut World, call: &Call<'_>) -> Result<Response, Failure> {
    let group = parent(world, call)?;
    let rule = add_rule(world, call, &group, &call.body)?;
    world.flows_go_on(&group.id, call.at);
    Ok(shown(201, &rule))
}

fn update_rule(world: &mut World, call: &Call<'_>) -> Result<Response, Failure> {
    let mut entry = world.guarded(call, &RULE)?;
    if !call.body.is_object() {
        return Err(Failure::wrong("The body must be a JSON object."));
    }
    let id = entry.id.clone();
    entry.value = joined(joined(entry.value, call.body.clone()), json!({"id": id}));
    let entry = world.save(call, &RULE, entry)?;
    world.flows_go_on(&entry.parent, call.at);
    Ok(shown(200, &entry))
}

/// New connections are refused from now on; those that are open stay open.
fn delete_rule(world: &mut World, call: &Call<'_>) -> Result<Response, Failure> {
    let entry = world.guarded(call, &RULE)?;
    world.remove(call, &RULE, &entry);
    world.flows_go_on(&entry.parent, call.at);
    Ok(Response::empty(204))
}

fn targets(world: &mut World, call: &Call<'_>) -> Result<Response, Failure> {
    let group = parent(world, call)?;
    let targets = items(&group.value, "/targets").iter().map(|t| (text(t, "/id").to_owned(), t.clone()));
    let mut targets: Vec<(String, Value)> = targets.collect();
    targets.sort_by(|a, b| a.0.cmp(&b.0));
    Ok(Response::json(200, &page(call, PAGE, "targets", targets)?))
}

fn bind(world: &mut World, call: &Call<'_>) -> Result<Response, Failure> {
    let mut group = parent(world, call)?;
    let id = call.var(1);
    let known = world
        .store
        .all(SECURITY_GROUPS)
        .flat_map(|group| items(&group.value, "/targets"))
        .find(|target| text(target, "/id") == id)
        .cloned()
        .ok_or_else(|| Failure::missing("The target"))?;
    let targets = group.value.get_mut("targets").and_then(Value::as_array_mut);
    if let Some(targets) = targets
        && !targets.contains(&known)
    {
        targets.push(known.clone());
    }
    world.save(call, &SECURITY_GROUP, group)?;
    Ok(Response::json(200, &known))
}

/// An interface must keep one security group at least: to isolate it, attach the one that admits nothing first.
fn unbind(world: &mut World, call: &Call<'_>) -> Result<Response, Failure> {
    let mut group = parent(world, call)?;
    let id = call.var(1);
    let has = |group: &Entry| items(&group.value, "/targets").iter().any(|target| text(target, "/id") == id);
    if !has(&group) {
        return Err(Failure::missing("The target"));
    }
    if world.store.all(SECURITY_GROUPS).filter(|group| has(group)).count() < 2 {
        return Err(Failure::new(
            409,
            "security_group_target_last",
            "A target must have at least one security group.",
        ));
    }
    if let Some(targets) = group.value.get_mut("targets").and_then(Value::as_array_mut) {
        targets.retain(|target| text(target, "/id") != id);
    }
    let group = world.save(call, &SECURITY_GROUP, group)?;
    world.flows_go_on(&group.id, call.at);
    Ok(Response::empty(204))
}

fn create_acl_rule(world: &mut World, call: &Call<'_>) -> Result<Response, Failure> {
    let acl =
        world.store.find(ACLS, call.var(0)).ok_or_else(|| Failure::missing("The network ACL"))?.id.clone();
    call.required("/action")?;
    call.required("/direction")?;
    let id = format!("r006-{}", world.id());
    let own = json!({"id": id, "href": format!("{}/{id}", call.url()), "ip_version": "ipv4", "created_at": text(&made(call), "/created_at")});
    let value = joined(call.body.clone(), own);
    let name = text(&value, "/name").to_owned();
    let entry = Entry { id, parent: acl, region: call.region.clone(), name, value, ..Entry::default() };
    world.save(call, &ACL_RULE, entry).map(|entry| shown(201, &entry))
}

fn server(world: &World, call: &Call<'_>) -> Result<Entry, Failure> {
    let server = world.store.find(SERVERS, call.var(0)).filter(|server| server.region == call.region);
    server.cloned().ok_or_else(|| Failure::missing("The instance"))
}

fn interfaces(world: &mut World, call: &Call<'_>) -> Result<Response, Failure> {
    let server = server(world, call)?;
    Ok(Response::json(200, &json!({"network_interfaces": items(&server.value, "/network_interfaces")})))
}

fn action(world: &mut World, call: &Call<'_>) -> Result<Response, Failure> {
    let mut server = server(world, call)?;
    let kind = call.required("/type")?;
    let status = match (kind, server.text("/status")) {
        ("stop", "running") => "stopped",
        ("start", "stopped") => "running",
        ("reboot", "running") => "running",
        ("stop" | "start" | "reboot", _) => {
            return Err(Failure::new(
                409,
                "instance_action_conflict",
                "The instance is not in a state for the action.",
            ));
        }
        _ => return Err(Failure::wrong("`type` must be `start`, `stop` or `reboot`.")),
    };
    server.value = joined(server.value, json!({"status": status}));
    world.save(call, &SERVER, server)?;
    let id = world.id();
    let body = json!({"id": id, "type": kind, "status": "completed", "force": false, "created_at": text(&made(call), "/created_at"), "href": call.url()});
    Ok(Response::json(201, &body))
}

fn create_snapshot(world: &mut World, call: &Call<'_>) -> Result<Response, Failure> {
    let volume = world.store.find(VOLUMES, call.required("/source_volume/id")?);
    let volume = volume.ok_or_else(|| Failure::missing("The volume"))?.clone();
    let id = format!("r006-{}", world.id());
    let name = match text(&call.body, "/name") {
        "" => format!("snapshot-of-{}", volume.name),
        name => name.to_owned(),
    };
    let crn = crn(&call.region, "snapshot", &id);
    let now = text(&made(call), "/created_at").to_owned();
    let value = json!({
        "id": id, "crn": crn, "name": name, "href": format!("{}/{id}", call.url()), "created_at": now, "captured_at": now,
        "bootable": false, "deletable": true, "lifecycle_state": "stable", "progress": 100, "size": 12,
        "encryption": volume.text("/encryption"), "minimum_capacity": volume.value.get("capacity"),
        "resource_group": volume.value.get("resource_group"), "resource_type": "snapshot",
        "source_volume": reference(&volume), "service_tags": [], "user_tags": [], "clones": [], "copies": [],
        "software_attachments": [], "storage_generation": 1,
    });
    let entry = Entry { id, region: call.region.clone(), crn, name, value, ..Entry::default() };
    world.save(call, &SNAPSHOT, entry).map(|entry| shown(201, &entry))
}
