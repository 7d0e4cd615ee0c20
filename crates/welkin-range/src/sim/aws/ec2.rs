//! EC2's reads: protocol `ec2` 2016-11-15, whose lists are `<item>`s and whose names begin in lower case.

use serde_json::{Value, json};

use super::call::Call;
use super::catalogue::{HIDDEN, Paging};
use super::estate::Estate;
use super::fail::Fail;
use super::field::{list, set, strings, text, unset};
use super::policy::matches;

const PAGES: Paging = Paging {
    token_in: "NextToken",
    token_out: "nextToken",
    size_in: "MaxResults",
    default: 1_000,
    most: 1_000,
    wrong: "InvalidParameterValue",
};

/// `(operation, kind, element around the list, parameter with ids, code of an unknown id)`
#[rustfmt::skip]
const READS: &[(&str, &str, &str, &str, &str)] = &[
    ("DescribeVpcs", "ec2:vpc", "vpcSet", "VpcId", "InvalidVpcID.NotFound"),
    ("DescribeSubnets", "ec2:subnet", "subnetSet", "SubnetId", "InvalidSubnetID.NotFound"),
    ("DescribeRouteTables", "ec2:route-table", "routeTableSet", "RouteTableId", "InvalidRouteTableID.NotFound"),
    ("DescribeSecurityGroups", "ec2:security-group", "securityGroupInfo", "GroupId", "InvalidGroup.NotFound"),
    ("DescribeNetworkAcls", "ec2:network-acl", "networkAclSet", "NetworkAclId", "InvalidNetworkAclID.NotFound"),
    ("DescribeVpcPeeringConnections", "ec2:vpc-peering-connection", "vpcPeeringConnectionSet", "VpcPeeringConnectionId", "InvalidVpcPeeringConnectionID.NotFound"),
    ("DescribeVpnConnections", "ec2:vpn-connection", "vpnConnectionSet", "VpnConnectionId", "InvalidVpnConnectionID.NotFound"),
    ("DescribeVpnGateways", "ec2:vpn-gateway", "vpnGatewaySet", "VpnGatewayId", "InvalidVpnGatewayID.NotFound"),
    ("DescribeCustomerGateways", "ec2:customer-gateway", "customerGatewaySet", "CustomerGatewayId", "InvalidCustomerGatewayID.NotFound"),
    ("DescribeVpcEndpoints", "ec2:vpc-endpoint", "vpcEndpointSet", "VpcEndpointId", "InvalidVpcEndpointId.NotFound"),
    ("DescribeInternetGateways", "ec2:internet-gateway", "internetGatewaySet", "InternetGatewayId", "InvalidInternetGatewayID.NotFound"),
    ("DescribeNatGateways", "ec2:natgateway", "natGatewaySet", "NatGatewayId", "NatGatewayNotFound"),
    ("DescribeAddresses", "ec2:elastic-ip", "addressesSet", "AllocationId", "InvalidAllocationID.NotFound"),
    ("DescribeNetworkInterfaces", "ec2:network-interface", "networkInterfaceSet", "NetworkInterfaceId", "InvalidNetworkInterfaceID.NotFound"),
    ("DescribeFlowLogs", "ec2:vpc-flow-log", "flowLogSet", "FlowLogId", "InvalidFlowLogId.NotFound"),
    ("DescribeVolumes", "ec2:volume", "volumeSet", "VolumeId", "InvalidVolume.NotFound"),
    ("DescribeSnapshots", "ec2:snapshot", "snapshotSet", "SnapshotId", "InvalidSnapshot.NotFound"),
    ("DescribeTransitGateways", "ec2:transit-gateway", "transitGatewaySet", "TransitGatewayIds", "InvalidTransitGatewayID.NotFound"),
    ("DescribeTransitGatewayAttachments", "ec2:transit-gateway-attachment", "transitGatewayAttachments", "TransitGatewayAttachmentIds", "InvalidTransitGatewayAttachmentID.NotFound"),
    ("DescribeInstances", "ec2:instance", "reservationSet", "InstanceId", "InvalidInstanceID.NotFound"),
];

pub(super) const REGIONS: [&str; 6] =
    ["us-east-1", "us-east-2", "us-west-1", "us-west-2", "eu-central-1", "ap-southeast-1"];

pub(super) fn answer(estate: &Estate, call: &Call<'_>) -> Option<Result<Value, Fail>> {
    if let Some(read) = READS.iter().find(|read| read.0 == call.name()) {
        return Some(describe(estate, call, read));
    }
    Some(match call.name() {
        "DescribeRegions" => Ok(json!({"regionInfo": REGIONS.map(|region| json!({
            "regionName": region, "regionEndpoint": format!("ec2.{region}.amazonaws.com"), "optInStatus": "opt-in-not-required"}))})),
        "DescribeSecurityGroupRules" => rules(estate, call),
        "DescribeTags" => Ok(json!({"tagSet": tags(estate, call)})),
        "DescribeVpcAttribute" => {
            let id = call.text("VpcId");
            let known = estate.shelf.find("ec2:vpc", call.account(), call.region(), id).is_some();
            if known {
                Ok(
                    json!({"vpcId": id, "enableDnsSupport": {"value": true}, "enableDnsHostnames": {"value": true}}),
                )
            } else {
                Err(not_found("InvalidVpcID.NotFound", "VpcId", id))
            }
        }
        _ => return None,
    })
}

fn not_found(code: &str, parameter: &str, id: &str) -> Fail {
    Fail::new(code, 400, format!("The {parameter} '{id}' does not exist"))
}

fn describe(
    estate: &Estate,
    call: &Call<'_>,
    read: &(&str, &'static str, &str, &str, &str),
) -> Result<Value, Fail> {
    let (_, kind, set_name, parameter, missing) = *read;
    let ids = strings(call.input, parameter);
    for id in &ids {
        if estate.shelf.find(kind, call.account(), call.region(), id).is_none() {
            return Err(not_found(missing, parameter, id));
        }
    }
    let filters = filters(call)?;
    let mut items = Vec::new();
    for (key, value) in estate.shelf.of(kind, call.account(), call.region()) {
        let mut value = value.clone();
        let tags = estate.shelf.tag_list(&key.arn(), "key", "value");
        if list_len(&tags) > 0 {
            set(&mut value, "tagSet", tags);
        }
        for hidden in HIDDEN {
            unset(&mut value, hidden);
        }
        let wanted = ids.is_empty() || ids.contains(&key.id);
        if wanted && filters.iter().all(|filter| filter.passes(&value)) {
            if kind == "ec2:instance" {
                value = json!({"reservationId": format!("r-{}", key.id.trim_start_matches("i-")), "ownerId": key.account, "instancesSet": [value]});
            }
            items.push((key.id.clone(), value));
        }
    }
    estate.paged(call, &PAGES, items, set_name)
}

fn list_len(value: &Value) -> usize {
    value.as_array().map_or(0, Vec::len)
}

/// A filter of a Describe call: any of its values, which may hold wildcards.
struct Filter {
    name: String,
    values: Vec<String>,
}

fn filters(call: &Call<'_>) -> Result<Vec<Filter>, Fail> {
    let mut filters = Vec::new();
    for filter in list(call.input, "Filter").iter().take(200) {
        let name = text(filter, "Name").to_owned();
        let fine = !name.is_empty() && name.len() < 128;
        if !fine {
            return Err(Fail::new("InvalidParameterValue", 400, format!("The filter '{name}' is invalid")));
        }
        filters.push(Filter { name, values: strings(filter, "Value") });
    }
    Ok(filters)
}

impl Filter {
    fn passes(&self, value: &Value) -> bool {
        let hit = |actual: &str| self.values.iter().any(|wanted| matches(wanted, actual));
        let tags = list(value, "tagSet");
        if let Some(key) = self.name.strip_prefix("tag:") {
            return tags.iter().any(|tag| text(tag, "key") == key && hit(text(tag, "value")));
        }
        match self.name.as_str() {
            "tag-key" => tags.iter().any(|tag| hit(text(tag, "key"))),
            "instance-state-name" => value.get("instanceState").is_some_and(|state| hit(text(state, "name"))),
            "state" if value.get("status").is_some_and(Value::is_object) => {
                value.get("status").is_some_and(|status| hit(text(status, "code")))
            }
            // Filters are the fields' names with hyphens; those of inner lists come behind a dot.
            name => any(value, &camel(name.rsplit('.').next().unwrap_or(name)), &hit),
        }
    }
}

fn camel(name: &str) -> String {
    let mut text = String::new();
    let mut upper = false;
    for character in name.chars() {
        if character == '-' {
            upper = true;
        } else {
            text.extend(if upper { character.to_uppercase().collect::<Vec<_>>() } else { vec![character] });
            upper = false;
        }
    }
    text
}

/// Whether a field of this name, anywhere in the value, hits.
fn any(value: &Value, name: &str, hit: &dyn Fn(&str) -> bool) -> bool {
    match value {
        Value::Object(fields) => fields.iter().any(|(field, inner)| {
            let own = field == name
                && match inner {
                    Value::String(text) => hit(text),
                    Value::Bool(truth) => hit(&truth.to_string()),
                    Value::Number(number) => hit(&number.to_string()),
                    _ => false,
                };
            own || any(inner, name, hit)
        }),
        Value::Array(items) => items.iter().any(|item| any(item, name, hit)),
        _ => false,
    }
}

/// The rules of the groups, each as one of its own.
fn rules(estate: &Estate, call: &Call<'_>) -> Result<Value, Fail> {
    let filters = filters(call)?;
    let mut items = Vec::new();
    for (key, group) in estate.shelf.of("ec2:security-group", call.account(), call.region()) {
        for (side, egress) in [("ipPermissions", false), ("ipPermissionsEgress", true)] {
            for permission in list(group, side) {
                for (mut rule, peer) in flat(permission) {
                    let seed = crate::rng::number_of(&format!("{}{egress}{peer}{}", key.id, permission));
                    let id = format!("sgr-{}", crate::ids::Token::hex(seed, 17));
                    set(&mut rule, "securityGroupRuleId", json!(id));
                    set(&mut rule, "groupId", json!(key.id));
                    set(&mut rule, "groupOwnerId", json!(key.account));
                    set(&mut rule, "isEgress", json!(egress));
                    if filters.iter().all(|filter| filter.passes(&rule)) {
                        items.push((id, rule));
                    }
                }
            }
        }
    }
    items.sort_by(|(one, _), (other, _)| one.cmp(other));
    estate.paged(call, &PAGES, items, "securityGroupRuleSet")
}

/// One rule for each peer of a permission.
fn flat(permission: &Value) -> Vec<(Value, String)> {
    let mut base = json!({"ipProtocol": text(permission, "ipProtocol"), "fromPort": -1, "toPort": -1});
    for port in ["fromPort", "toPort"] {
        if let Some(number) = permission.get(port) {
            set(&mut base, port, number.clone());
        }
    }
    let mut rules = Vec::new();
    for (ranges, from, to) in [("ipRanges", "cidrIp", "cidrIpv4"), ("ipv6Ranges", "cidrIpv6", "cidrIpv6")] {
        for range in list(permission, ranges) {
            let mut rule = base.clone();
            set(&mut rule, to, json!(text(range, from)));
            set(&mut rule, "description", range.get("description").cloned().unwrap_or_default());
            rules.push((rule, text(range, from).to_owned()));
        }
    }
    for pair in list(permission, "groups") {
        let mut rule = base.clone();
        set(&mut rule, "referencedGroupInfo", pair.clone());
        rules.push((rule, text(pair, "groupId").to_owned()));
    }
    rules
}

fn tags(estate: &Estate, call: &Call<'_>) -> Vec<Value> {
    let own = estate.shelf.everything().filter(|(key, _)| {
        key.kind.starts_with("ec2:") && key.account == call.account() && key.region == call.region()
    });
    let mut all = Vec::new();
    for (key, _) in own {
        for (name, value) in estate.shelf.tags(&key.arn()) {
            let sort = key.kind.trim_start_matches("ec2:");
            all.push(json!({"resourceId": key.id, "resourceType": sort, "key": name, "value": value}));
        }
    }
    all
}
