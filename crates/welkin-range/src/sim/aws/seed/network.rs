//! Networks: a core that the VPN tunnels end in, a network for inference, and one for training. The latter two are not
//! routed to the core: their addresses are used elsewhere too, so they meet the core by private link alone.

use serde_json::{Value, json};

use super::{EAST, MADE_ISO, PROD, Seed, TRAINING};
use crate::ids::Token;
use crate::rng::number_of;
use crate::sim::crossings::{
    AWS_CIDR, AWS_VPN_ADDRESS, AZURE_CIDR, AZURE_VPN_ADDRESS, GCP_CIDR, GCP_VPN_ADDRESS, IBM_CIDR,
    IBM_VPN_ADDRESS, INFERENCE_HOST,
};

pub(super) const CORE: &str = "vpc-04c9e2a7b8d135f60";
pub(super) const INFERENCE: &str = "vpc-0b7a1c5d9e3f24680";
pub(super) const RESEARCH: &str = "vpc-0d3e5f7a9b1c24680";
pub(super) const DATABASE_GROUP: &str = "sg-0c4b8a1d2e3f56789";
pub(super) const INFERENCE_GROUP: &str = "sg-0a91c3e57d2f84b60";
pub(super) const EDGE_GROUP: &str = "sg-02d4f6a8c0e1b3597";
pub(super) const TRAINING_GROUP: &str = "sg-0f2b4d6e8a0c13579";
pub(super) const ANALYTICS_GROUP: &str = "sg-07e9b1d3f5a2c4680";
const VPN_GATEWAY: &str = "vgw-0c2e4a6b8d0f13579";
const PEERING: &str = "pcx-0a1b3c5d7e9f02468";

/// Account, id, address range, name, whether it keeps flow logs.
const VPCS: &[(&str, &str, &str, &str, bool)] = &[
    (PROD, CORE, AWS_CIDR, "technobank-core", true),
    (PROD, INFERENCE, "10.20.0.0/16", "technobank-inference", true),
    (TRAINING, RESEARCH, "10.40.0.0/16", "technobank-training", false),
];

/// Account, network, id, address range, zone, name, whether public.
#[rustfmt::skip]
const SUBNETS: &[(&str, &str, &str, &str, &str, &str, bool)] = &[
    (PROD, CORE, "subnet-0c1a2b3c4d5e6f701", "10.10.1.0/24", "a", "core-vpn-a", false),
    (PROD, CORE, "subnet-0c1a2b3c4d5e6f702", "10.10.2.0/24", "b", "core-link-b", false),
    (PROD, INFERENCE, "subnet-0a1b2c3d4e5f60701", "10.20.1.0/24", "a", "inference-public-a", true),
    (PROD, INFERENCE, "subnet-0a1b2c3d4e5f60704", "10.20.4.0/24", "a", "inference-nodes-a", false),
    (PROD, INFERENCE, "subnet-0a1b2c3d4e5f60705", "10.20.5.0/24", "b", "inference-nodes-b", false),
    (PROD, INFERENCE, "subnet-0a1b2c3d4e5f60708", "10.20.8.0/24", "a", "etl-a", false),
    (PROD, INFERENCE, "subnet-0a1b2c3d4e5f60712", "10.20.12.0/24", "b", "data-b", false),
    (TRAINING, RESEARCH, "subnet-0b1c2d3e4f5a60702", "10.40.2.0/24", "a", "training-gpu-a", false),
    (TRAINING, RESEARCH, "subnet-0b1c2d3e4f5a60707", "10.40.7.0/24", "a", "notebooks-a", false),
    (TRAINING, RESEARCH, "subnet-0b1c2d3e4f5a60709", "10.40.9.0/24", "b", "research-public-b", true),
];

/// Interfaces: account, host of the flow logs, network, subnet, address, group, instance.
#[rustfmt::skip]
const INTERFACES: &[(&str, &str, &str, &str, &str, &str, &str)] = &[
    (PROD, "fraud-scoring", INFERENCE, "subnet-0a1b2c3d4e5f60704", "10.20.4.11", INFERENCE_GROUP, "i-0a1b2c3d4e5f60718"),
    (PROD, "assistant-api", INFERENCE, "subnet-0a1b2c3d4e5f60705", "10.20.5.21", INFERENCE_GROUP, "i-0a1b2c3d4e5f60729"),
    (PROD, "feature-etl", INFERENCE, "subnet-0a1b2c3d4e5f60708", "10.20.8.14", INFERENCE_GROUP, ""),
    (PROD, "api-ingress", INFERENCE, "subnet-0a1b2c3d4e5f60701", "10.20.1.10", EDGE_GROUP, ""),
    (TRAINING, "training-node", RESEARCH, "subnet-0b1c2d3e4f5a60702", "10.40.2.31", TRAINING_GROUP, "i-0c9d8e7f6a5b43201"),
    (TRAINING, "web-analytics", RESEARCH, "subnet-0b1c2d3e4f5a60709", "10.40.9.12", ANALYTICS_GROUP, "i-0f9e8d7c6b5a43210"),
];

pub(super) fn interface(host: &str) -> String {
    format!("eni-{}", Token::hex(number_of(host), 17))
}

fn named(name: &str) -> [(&str, &str); 3] {
    [("Name", name), ("owner", "platform"), ("environment", "prod")]
}

pub(super) fn seed(seed: &mut Seed) {
    for (account, id, range, name, logs) in VPCS {
        let value = json!({"cidrBlock": range, "state": "available", "isDefault": false, "instanceTenancy": "default", "ownerId": account,
            "dhcpOptionsId": "dopt-0a1b2c3d4e5f67890",
            "cidrBlockAssociationSet": [{"associationId": format!("vpc-cidr-assoc-{}", Token::hex(number_of(id), 17)), "cidrBlock": range, "cidrBlockState": {"state": "associated"}}]});
        seed.put("ec2:vpc", account, EAST, id, value, &named(name));
        if *logs {
            let log = json!({"resourceId": id, "trafficType": "ALL", "logDestinationType": "s3", "logDestination": "arn:aws:s3:::technobank-logs-us/flow/",
                "flowLogStatus": "ACTIVE", "deliverLogsStatus": "SUCCESS", "creationTime": MADE_ISO, "maxAggregationInterval": 60});
            seed.put(
                "ec2:vpc-flow-log",
                account,
                EAST,
                &format!("fl-{}", Token::hex(number_of(id), 17)),
                log,
                &[],
            );
        }
    }
    for (account, vpc, id, range, zone, name, public) in SUBNETS {
        let value = json!({"vpcId": vpc, "cidrBlock": range, "availabilityZone": format!("{EAST}{zone}"), "state": "available", "ownerId": account,
            "availableIpAddressCount": 240, "defaultForAz": false, "mapPublicIpOnLaunch": public,
            "subnetArn": format!("arn:aws:ec2:{EAST}:{account}:subnet/{id}")});
        seed.put("ec2:subnet", account, EAST, id, value, &named(name));
    }
    groups(seed);
    for (account, host, vpc, subnet, address, group, instance) in INTERFACES {
        let mut value = json!({"vpcId": vpc, "subnetId": subnet, "privateIpAddress": address, "status": "in-use", "ownerId": account, "description": host,
            "interfaceType": "interface", "sourceDestCheck": true, "availabilityZone": "us-east-1a", "macAddress": "0a:58:a9:fe:ac:01",
            "groupSet": [{"groupId": group, "groupName": group_name(group)}]});
        if !instance.is_empty() {
            let attachment = json!({"instanceId": instance, "instanceOwnerId": account, "status": "attached", "deviceIndex": 0, "deleteOnTermination": true,
                "attachmentId": format!("eni-attach-{}", Token::hex(number_of(instance), 17))});
            crate::sim::aws::field::set(&mut value, "attachment", attachment);
        }
        seed.put("ec2:network-interface", account, EAST, &interface(host), value, &named(host));
    }
    edges(seed);
    tunnels(seed);
    routes(seed);
}

/// Groups: account, id, network, name, and rules into it: protocol, ports and peers, which are ranges or groups.
type Rule = (&'static str, i64, i64, &'static str);

#[rustfmt::skip]
const GROUPS: &[(&str, &str, &str, &str, &[Rule])] = &[
    (PROD, DATABASE_GROUP, INFERENCE, "feature-store-db", &[("tcp", 5432, 5432, INFERENCE_GROUP)]),
    (PROD, INFERENCE_GROUP, INFERENCE, "inference-nodes", &[("tcp", 443, 443, EDGE_GROUP), ("tcp", 8080, 8080, "10.20.0.0/16")]),
    (PROD, EDGE_GROUP, INFERENCE, "api-ingress", &[("tcp", 443, 443, "0.0.0.0/0")]),
    (TRAINING, TRAINING_GROUP, RESEARCH, "training-nodes", &[("tcp", 22, 22, "0.0.0.0/0"), ("-1", -1, -1, "10.40.0.0/16")]),
    (TRAINING, ANALYTICS_GROUP, RESEARCH, "web-analytics", &[("tcp", 80, 80, "0.0.0.0/0"), ("tcp", 443, 443, "0.0.0.0/0")]),
];

fn group_name(id: &str) -> &'static str {
    GROUPS.iter().find(|group| group.1 == id).map_or("", |group| group.3)
}

fn groups(seed: &mut Seed) {
    for (account, id, vpc, name, rules) in GROUPS {
        let permissions: Vec<Value> = rules
            .iter()
            .map(|(protocol, from, to, peer)| {
                let (ranges, pairs) = if peer.starts_with("sg-") {
                    (json!([]), json!([{"groupId": peer, "userId": account}]))
                } else {
                    (json!([{"cidrIp": peer}]), json!([]))
                };
                let mut rule = json!({"ipProtocol": protocol, "ipRanges": ranges, "ipv6Ranges": [], "groups": pairs, "prefixListIds": []});
                if *protocol != "-1" {
                    crate::sim::aws::field::set(&mut rule, "fromPort", json!(from));
                    crate::sim::aws::field::set(&mut rule, "toPort", json!(to));
                }
                rule
            })
            .collect();
        let value = json!({"groupName": name, "groupDescription": format!("TechnoBank {name}"), "vpcId": vpc, "ownerId": account,
            "ipPermissions": permissions,
            "ipPermissionsEgress": [{"ipProtocol": "-1", "ipRanges": [{"cidrIp": "0.0.0.0/0"}], "ipv6Ranges": [], "groups": [], "prefixListIds": []}]});
        seed.put("ec2:security-group", account, EAST, id, value, &named(name));
    }
    for (account, vpc, id) in [
        (PROD, INFERENCE, "acl-0a1b2c3d4e5f60001"),
        (TRAINING, RESEARCH, "acl-0b1c2d3e4f5a60001"),
        (PROD, CORE, "acl-0c1a2b3c4d5e60001"),
    ] {
        let entry = |egress: bool, number: i64, action: &str| json!({"ruleNumber": number, "protocol": "-1", "ruleAction": action, "egress": egress, "cidrBlock": "0.0.0.0/0"});
        let value = json!({"vpcId": vpc, "default": true, "ownerId": account, "associationSet": [],
            "entrySet": [entry(false, 100, "allow"), entry(true, 100, "allow"), entry(false, 32_767, "deny"), entry(true, 32_767, "deny")]});
        seed.put("ec2:network-acl", account, EAST, id, value, &[]);
    }
}

/// What leads out of the networks, and private ways to services.
fn edges(seed: &mut Seed) {
    for (account, vpc, gateway, nat, subnet, address, allocation) in [
        (
            PROD,
            INFERENCE,
            "igw-0a1b2c3d4e5f60900",
            "nat-0a1b2c3d4e5f60910",
            "subnet-0a1b2c3d4e5f60701",
            "192.0.2.101",
            "eipalloc-0a1b2c3d4e5f60920",
        ),
        (
            TRAINING,
            RESEARCH,
            "igw-0b1c2d3e4f5a60900",
            "nat-0b1c2d3e4f5a60910",
            "subnet-0b1c2d3e4f5a60709",
            "192.0.2.102",
            "eipalloc-0b1c2d3e4f5a60920",
        ),
    ] {
        let value = json!({"ownerId": account, "attachmentSet": [{"vpcId": vpc, "state": "available"}]});
        seed.put("ec2:internet-gateway", account, EAST, gateway, value, &named("internet"));
        let value = json!({"vpcId": vpc, "subnetId": subnet, "state": "available", "connectivityType": "public", "createTime": MADE_ISO,
            "natGatewayAddressSet": [{"allocationId": allocation, "publicIp": address, "status": "succeeded", "isPrimary": true}]});
        seed.put("ec2:natgateway", account, EAST, nat, value, &named("nat"));
        let value = json!({"publicIp": address, "domain": "vpc", "associationId": format!("eipassoc-{}", Token::hex(number_of(allocation), 17)), "networkBorderGroup": EAST});
        seed.put("ec2:elastic-ip", account, EAST, allocation, value, &named("nat"));
    }
    let value = json!({"publicIp": "192.0.2.103", "domain": "vpc", "instanceId": "i-0f9e8d7c6b5a43210", "networkInterfaceId": interface("web-analytics"),
        "privateIpAddress": "10.40.9.12", "associationId": "eipassoc-0b1c2d3e4f5a60931", "networkBorderGroup": EAST});
    seed.put("ec2:elastic-ip", TRAINING, EAST, "eipalloc-0b1c2d3e4f5a60930", value, &named("web-analytics"));

    let endpoint = |vpc: &str, service: &str, sort: &str, subnets: Value, policy: &Value| {
        json!({"vpcId": vpc, "serviceName": service, "vpcEndpointType": sort, "state": "available", "ownerId": PROD,
            "policyDocument": policy.to_string(), "subnetIdSet": subnets, "privateDnsEnabled": sort == "Interface", "creationTimestamp": MADE_ISO,
            "groupSet": if sort == "Interface" { json!([{"groupId": INFERENCE_GROUP, "groupName": "inference-nodes"}]) } else { json!([]) }})
    };
    let within = json!({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*",
        "Condition": {"StringEquals": {"aws:PrincipalOrgID": "o-tb7x4n2k9q"}}}]});
    let nodes = json!(["subnet-0a1b2c3d4e5f60704", "subnet-0a1b2c3d4e5f60705"]);
    for (id, service) in [
        ("vpce-0a1b2c3d4e5f61001", "com.amazonaws.us-east-1.sagemaker.runtime"),
        ("vpce-0a1b2c3d4e5f61002", "com.amazonaws.us-east-1.bedrock-runtime"),
        ("vpce-0a1b2c3d4e5f61003", "com.amazonaws.us-east-1.kms"),
    ] {
        seed.put(
            "ec2:vpc-endpoint",
            PROD,
            EAST,
            id,
            endpoint(INFERENCE, service, "Interface", nodes.clone(), &within),
            &named(service),
        );
    }
    let gateway = endpoint(INFERENCE, "com.amazonaws.us-east-1.s3", "Gateway", json!([]), &within);
    seed.put("ec2:vpc-endpoint", PROD, EAST, "vpce-0a1b2c3d4e5f61004", gateway, &named("s3"));
    // The private link by which the core, and behind its tunnels the other clouds, reach inference.
    let mut link = endpoint(
        CORE,
        "com.amazonaws.vpce.us-east-1.vpce-svc-0d9c8b7a6f5e43210",
        "Interface",
        json!(["subnet-0c1a2b3c4d5e6f702"]),
        &within,
    );
    crate::sim::aws::field::set(
        &mut link,
        "dnsEntrySet",
        json!([{"dnsName": INFERENCE_HOST, "hostedZoneId": "Z0TECHNOBANK00"}]),
    );
    crate::sim::aws::field::set(&mut link, "groupSet", json!([]));
    seed.put("ec2:vpc-endpoint", PROD, EAST, "vpce-0c1a2b3c4d5e61005", link, &named("fraud-inference-link"));
    let side = |account: &str, vpc: &str, range: &str| json!({"ownerId": account, "vpcId": vpc, "cidrBlock": range, "region": EAST});
    for account in [PROD, TRAINING] {
        let value = json!({"requesterVpcInfo": side(PROD, INFERENCE, "10.20.0.0/16"), "accepterVpcInfo": side(TRAINING, RESEARCH, "10.40.0.0/16"),
            "status": {"code": "active", "message": "Active"}});
        seed.put("ec2:vpc-peering-connection", account, EAST, PEERING, value, &named("inference-training"));
    }
}

/// VPN tunnels to three other clouds: name, id, the customer gateway's id, the peer's address and network.
#[rustfmt::skip]
const TUNNELS: &[(&str, &str, &str, &str, &str)] = &[
    ("to-gcp", "vpn-0c1a2b3c4d5e62001", "cgw-0c1a2b3c4d5e63001", GCP_VPN_ADDRESS, GCP_CIDR),
    ("to-azure", "vpn-0c1a2b3c4d5e62002", "cgw-0c1a2b3c4d5e63002", AZURE_VPN_ADDRESS, AZURE_CIDR),
    ("to-ibm", "vpn-0c1a2b3c4d5e62003", "cgw-0c1a2b3c4d5e63003", IBM_VPN_ADDRESS, IBM_CIDR),
];

fn tunnels(seed: &mut Seed) {
    let value = json!({"state": "available", "type": "ipsec.1", "amazonSideAsn": 64_512, "attachments": [{"vpcId": CORE, "state": "attached"}]});
    seed.put("ec2:vpn-gateway", PROD, EAST, VPN_GATEWAY, value, &named("core-vpn"));
    let hub = "tgw-0d5f7a9b1c3e24680";
    let value = json!({"state": "available", "ownerId": PROD, "description": "between networks of this account", "creationTime": MADE_ISO,
        "options": {"amazonSideAsn": 64_512, "autoAcceptSharedAttachments": "disable", "defaultRouteTableAssociation": "enable"}});
    seed.put("ec2:transit-gateway", PROD, EAST, hub, value, &named("core-hub"));
    let value = json!({"transitGatewayId": hub, "transitGatewayOwnerId": PROD, "resourceOwnerId": PROD, "resourceType": "vpc", "resourceId": CORE, "state": "available", "creationTime": MADE_ISO});
    seed.put(
        "ec2:transit-gateway-attachment",
        PROD,
        EAST,
        "tgw-attach-0e6a8b0c2d4f35791",
        value,
        &named("core"),
    );
    for (name, id, customer, peer, range) in TUNNELS {
        let value = json!({"state": "available", "type": "ipsec.1", "ipAddress": peer, "bgpAsn": "65010"});
        seed.put("ec2:customer-gateway", PROD, EAST, customer, value, &named(name));
        let tunnel = json!({"outsideIpAddress": AWS_VPN_ADDRESS, "tunnelInsideCidr": "169.254.10.0/30", "ikeVersionSet": [{"value": "ikev2"}]});
        let value = json!({"state": "available", "type": "ipsec.1", "category": "VPN", "customerGatewayId": customer, "vpnGatewayId": VPN_GATEWAY,
            "options": {"staticRoutesOnly": true, "localIpv4NetworkCidr": AWS_CIDR, "remoteIpv4NetworkCidr": range, "tunnelOptionSet": [tunnel]},
            "routes": [{"destinationCidrBlock": range, "state": "available"}],
            "vgwTelemetry": [{"outsideIpAddress": AWS_VPN_ADDRESS, "status": "UP", "statusMessage": "", "acceptedRouteCount": 1, "lastStatusChange": MADE_ISO}]});
        seed.put("ec2:vpn-connection", PROD, EAST, id, value, &named(name));
    }
}

fn routes(seed: &mut Seed) {
    let route = |target: &str, field: &str, id: &str| json!({"destinationCidrBlock": target, field: id, "state": "active", "origin": "CreateRoute"});
    let local = |range: &str| json!({"destinationCidrBlock": range, "gatewayId": "local", "state": "active", "origin": "CreateRouteTable"});
    let mut put = |account: &str, id: &str, vpc: &str, name: &str, subnets: &[&str], routes: Vec<Value>| {
        let associations: Vec<Value> = subnets
            .iter()
            .map(|subnet| json!({"routeTableAssociationId": format!("rtbassoc-{}", Token::hex(number_of(subnet), 17)), "routeTableId": id, "subnetId": subnet, "main": false, "associationState": {"state": "associated"}}))
            .collect();
        let value = json!({"vpcId": vpc, "ownerId": account, "routeSet": routes, "associationSet": associations, "propagatingVgwSet": []});
        seed.put("ec2:route-table", account, EAST, id, value, &named(name));
    };
    let core = TUNNELS
        .iter()
        .map(|(_, _, _, _, range)| route(range, "gatewayId", VPN_GATEWAY))
        .chain([local(AWS_CIDR)])
        .collect();
    put(
        PROD,
        "rtb-0c1a2b3c4d5e64001",
        CORE,
        "core",
        &["subnet-0c1a2b3c4d5e6f701", "subnet-0c1a2b3c4d5e6f702"],
        core,
    );
    put(
        PROD,
        "rtb-0a1b2c3d4e5f64001",
        INFERENCE,
        "inference-public",
        &["subnet-0a1b2c3d4e5f60701"],
        vec![local("10.20.0.0/16"), route("0.0.0.0/0", "gatewayId", "igw-0a1b2c3d4e5f60900")],
    );
    put(
        PROD,
        "rtb-0a1b2c3d4e5f64002",
        INFERENCE,
        "inference-private",
        &[
            "subnet-0a1b2c3d4e5f60704",
            "subnet-0a1b2c3d4e5f60705",
            "subnet-0a1b2c3d4e5f60708",
            "subnet-0a1b2c3d4e5f60712",
        ],
        vec![
            local("10.20.0.0/16"),
            route("0.0.0.0/0", "natGatewayId", "nat-0a1b2c3d4e5f60910"),
            route("10.40.0.0/16", "vpcPeeringConnectionId", PEERING),
        ],
    );
    put(
        TRAINING,
        "rtb-0b1c2d3e4f5a64001",
        RESEARCH,
        "training-private",
        &["subnet-0b1c2d3e4f5a60702", "subnet-0b1c2d3e4f5a60707"],
        vec![
            local("10.40.0.0/16"),
            route("0.0.0.0/0", "natGatewayId", "nat-0b1c2d3e4f5a60910"),
            route("10.20.0.0/16", "vpcPeeringConnectionId", PEERING),
        ],
    );
    put(
        TRAINING,
        "rtb-0b1c2d3e4f5a64002",
        RESEARCH,
        "research-public",
        &["subnet-0b1c2d3e4f5a60709"],
        vec![local("10.40.0.0/16"), route("0.0.0.0/0", "gatewayId", "igw-0b1c2d3e4f5a60900")],
    );
}
