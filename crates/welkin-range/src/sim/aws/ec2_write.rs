//! EC2's writes. Each takes `DryRun`: a caller who may is told so by `DryRunOperation` (412) and nothing changes.

use serde_json::{Value, json};

use super::call::Call;
use super::estate::Estate;
use super::fail::Fail;
use super::field::{flag, list, number, set, strings, text};
use super::shelf::Key;
use crate::calendar::{Form, Stamp};
use crate::ids::Token;
use crate::rng::number_of;

/// Rules of a group in one direction, and groups of an interface.
const MOST_RULES: usize = 60;
const MOST_GROUPS: usize = 5;
/// The longest permission as it is kept.
const LONGEST_RULE: usize = 16_384;

/// What the caller would be told on a dry run.
pub(super) fn dry_run(call: &Call<'_>) -> Result<(), Fail> {
    if flag(call.input, "DryRun") {
        return Err(Fail::new(
            "DryRunOperation",
            412,
            "Request would have succeeded, but DryRun flag is set.",
        ));
    }
    Ok(())
}

pub(super) fn target(call: &Call<'_>) -> Option<String> {
    let (kind, parameter) = match call.name() {
        "ModifyNetworkInterfaceAttribute" => ("ec2:network-interface", "NetworkInterfaceId"),
        "AuthorizeSecurityGroupIngress"
        | "AuthorizeSecurityGroupEgress"
        | "RevokeSecurityGroupIngress"
        | "RevokeSecurityGroupEgress"
        | "DeleteSecurityGroup" => ("ec2:security-group", "GroupId"),
        "CreateSecurityGroup" => ("ec2:vpc", "VpcId"),
        "CreateSnapshot" => ("ec2:volume", "VolumeId"),
        "StopInstances" => {
            let id = strings(call.input, "InstanceId").first().cloned().unwrap_or_default();
            return Some(Key::new("ec2:instance", call.account(), call.region(), &id).arn());
        }
        _ => return None,
    };
    Some(Key::new(kind, call.account(), call.region(), call.text(parameter)).arn())
}

pub(super) fn answer(estate: &mut Estate, call: &Call<'_>) -> Option<Result<Value, Fail>> {
    Some(match call.name() {
        "ModifyNetworkInterfaceAttribute" => modify_interface(estate, call),
        "CreateSecurityGroup" => create_group(estate, call),
        "DeleteSecurityGroup" => delete_group(estate, call),
        "AuthorizeSecurityGroupIngress" => authorize(estate, call, "ipPermissions"),
        "AuthorizeSecurityGroupEgress" => authorize(estate, call, "ipPermissionsEgress"),
        "RevokeSecurityGroupIngress" => revoke(estate, call, "ipPermissions"),
        "RevokeSecurityGroupEgress" => revoke(estate, call, "ipPermissionsEgress"),
        "CreateSnapshot" => snapshot(estate, call),
        "StopInstances" => stop(estate, call),
        "CreateTags" => tag(estate, call, true),
        "DeleteTags" => tag(estate, call, false),
        _ => return None,
    })
}

fn key(call: &Call<'_>, kind: &'static str, id: &str) -> Key {
    Key::new(kind, call.account(), call.region(), id)
}

fn no_group(id: &str) -> Fail {
    Fail::new("InvalidGroup.NotFound", 400, format!("The security group '{id}' does not exist"))
}

fn modify_interface(estate: &mut Estate, call: &Call<'_>) -> Result<Value, Fail> {
    let id = call.required("NetworkInterfaceId")?;
    let interface = key(call, "ec2:network-interface", id);
    let vpc = match estate.shelf.get(&interface) {
        Some(found) => text(found, "vpcId").to_owned(),
        None => {
            return Err(Fail::new(
                "InvalidNetworkInterfaceID.NotFound",
                400,
                format!("The networkInterface ID '{id}' does not exist"),
            ));
        }
    };
    let mut groups = Vec::new();
    for group in strings(call.input, "SecurityGroupId").iter().take(MOST_GROUPS) {
        let found =
            estate.shelf.get(&key(call, "ec2:security-group", group)).ok_or_else(|| no_group(group))?;
        if text(found, "vpcId") != vpc {
            return Err(Fail::new(
                "InvalidGroup.NotFound",
                400,
                format!("The security group '{group}' does not exist in VPC '{vpc}'"),
            ));
        }
        groups.push(json!({"groupId": group, "groupName": text(found, "groupName")}));
    }
    dry_run(call)?;
    if !groups.is_empty()
        && let Some(value) = estate.shelf.get_mut(&interface)
    {
        set(value, "groupSet", json!(groups));
        let instance = value
            .get("attachment")
            .map(|attachment| text(attachment, "instanceId").to_owned())
            .unwrap_or_default();
        if let Some(instance) = estate.shelf.get_mut(&key(call, "ec2:instance", &instance)) {
            set(instance, "groupSet", json!(groups));
        }
    }
    Ok(json!({"return": true}))
}

fn create_group(estate: &mut Estate, call: &Call<'_>) -> Result<Value, Fail> {
    let (name, description, vpc) =
        (call.required("GroupName")?, call.required("GroupDescription")?, call.required("VpcId")?);
    if estate.shelf.get(&key(call, "ec2:vpc", vpc)).is_none() {
        return Err(Fail::new("InvalidVpcID.NotFound", 400, format!("The vpc ID '{vpc}' does not exist")));
    }
    let is_taken = estate
        .shelf
        .of("ec2:security-group", call.account(), call.region())
        .any(|(_, group)| text(group, "vpcId") == vpc && text(group, "groupName") == name);
    if is_taken {
        return Err(Fail::new(
            "InvalidGroup.Duplicate",
            400,
            format!("The security group '{name}' already exists for VPC '{vpc}'"),
        ));
    }
    dry_run(call)?;
    let id = format!("sg-{}", Token::hex(number_of(&format!("{vpc}/{name}/{}", call.at)), 17));
    let key = key(call, "ec2:security-group", &id);
    let value = json!({"groupName": name, "groupDescription": description, "vpcId": vpc, "ownerId": call.account(),
        "ipPermissions": [], "ipPermissionsEgress": [{"ipProtocol": "-1", "ipRanges": [{"cidrIp": "0.0.0.0/0"}]}]});
    let arn = estate.shelf.create(key, value).map_err(|_| {
        Fail::new("SecurityGroupLimitExceeded", 400, "You have reached the limit of security groups.")
    })?;
    for specification in list(call.input, "TagSpecification").iter().take(10) {
        estate.shelf.tag(&arn, super::catalogue::given_tags(specification, "Tag"));
    }
    Ok(json!({"groupId": id, "securityGroupArn": arn}))
}

fn delete_group(estate: &mut Estate, call: &Call<'_>) -> Result<Value, Fail> {
    let id = call.required("GroupId")?;
    let key = key(call, "ec2:security-group", id);
    if estate.shelf.get(&key).is_none() {
        return Err(no_group(id));
    }
    let is_used = estate
        .shelf
        .of("ec2:network-interface", call.account(), call.region())
        .any(|(_, interface)| list(interface, "groupSet").iter().any(|group| text(group, "groupId") == id));
    if is_used {
        return Err(Fail::new("DependencyViolation", 400, format!("resource {id} has a dependent object")));
    }
    dry_run(call)?;
    estate.shelf.remove(&key);
    Ok(json!({"return": true, "groupId": id}))
}

/// The permissions of a request in the shape that descriptions have.
fn permissions(call: &Call<'_>) -> Result<Vec<Value>, Fail> {
    let mut all = Vec::new();
    for given in list(call.input, "IpPermissions").iter().take(MOST_RULES) {
        let mut permission = json!({"ipProtocol": text(given, "IpProtocol")});
        for (from, to) in [("FromPort", "fromPort"), ("ToPort", "toPort")] {
            if let Some(port) = number(given, from) {
                set(&mut permission, to, json!(port));
            }
        }
        let peers = |name: &str, from: &str, to: &str| -> Value {
            list(given, name)
                .iter()
                .map(|range| {
                    let mut peer = json!({to: text(range, from)});
                    if !text(range, "Description").is_empty() {
                        set(&mut peer, "description", json!(text(range, "Description")));
                    }
                    peer
                })
                .collect()
        };
        set(&mut permission, "ipRanges", peers("IpRanges", "CidrIp", "cidrIp"));
        set(&mut permission, "ipv6Ranges", peers("Ipv6Ranges", "CidrIpv6", "cidrIpv6"));
        set(&mut permission, "groups", peers("Groups", "GroupId", "groupId"));
        all.push(permission);
    }
    // The older, flat spelling.
    if all.is_empty() && !call.text("CidrIp").is_empty() {
        all.push(json!({"ipProtocol": call.text("IpProtocol"), "fromPort": number(call.input, "FromPort"), "toPort": number(call.input, "ToPort"),
            "ipRanges": [{"cidrIp": call.text("CidrIp")}], "ipv6Ranges": [], "groups": []}));
    }
    let is_short = |value: &Value| value.to_string().len() <= LONGEST_RULE;
    let fine =
        all.iter().all(|permission| !text(permission, "ipProtocol").is_empty() && is_short(permission));
    if all.is_empty() || !fine {
        return Err(Fail::new(
            "MissingParameter",
            400,
            "The request must contain the parameter IpPermissions",
        ));
    }
    Ok(all)
}

/// Whether two permissions are about the same protocol, ports and peers; descriptions aside.
fn same(one: &Value, other: &Value) -> bool {
    let peers = |value: &Value| -> Vec<String> {
        [("ipRanges", "cidrIp"), ("ipv6Ranges", "cidrIpv6"), ("groups", "groupId")]
            .iter()
            .flat_map(|(name, field)| {
                list(value, name).iter().map(|peer| text(peer, field).to_owned()).collect::<Vec<_>>()
            })
            .collect()
    };
    text(one, "ipProtocol") == text(other, "ipProtocol")
        && number(one, "fromPort") == number(other, "fromPort")
        && number(one, "toPort") == number(other, "toPort")
        && peers(one) == peers(other)
}

fn authorize(estate: &mut Estate, call: &Call<'_>, side: &str) -> Result<Value, Fail> {
    let (id, given) = (call.required("GroupId")?, permissions(call)?);
    let key = key(call, "ec2:security-group", id);
    let group = estate.shelf.get_mut(&key).ok_or_else(|| no_group(id))?;
    let mut rules = list(group, side).to_vec();
    for permission in &given {
        if rules.iter().any(|rule| same(rule, permission)) {
            return Err(Fail::new("InvalidPermission.Duplicate", 400, "the specified rule already exists"));
        }
        rules.push(permission.clone());
    }
    if rules.len() > MOST_RULES {
        return Err(Fail::new(
            "RulesPerSecurityGroupLimitExceeded",
            400,
            "The maximum number of rules per security group has been reached.",
        ));
    }
    dry_run(call)?;
    set(group, side, json!(rules));
    Ok(json!({"return": true}))
}

fn revoke(estate: &mut Estate, call: &Call<'_>, side: &str) -> Result<Value, Fail> {
    let (id, given) = (call.required("GroupId")?, permissions(call)?);
    let key = key(call, "ec2:security-group", id);
    let group = estate.shelf.get_mut(&key).ok_or_else(|| no_group(id))?;
    let mut rules = list(group, side).to_vec();
    for permission in &given {
        let before = rules.len();
        rules.retain(|rule| !same(rule, permission));
        if rules.len() == before {
            return Err(Fail::new(
                "InvalidPermission.NotFound",
                400,
                "The specified rule does not exist in this security group.",
            ));
        }
    }
    dry_run(call)?;
    set(group, side, json!(rules));
    Ok(json!({"return": true}))
}

fn snapshot(estate: &mut Estate, call: &Call<'_>) -> Result<Value, Fail> {
    let id = call.required("VolumeId")?;
    let missing = || Fail::new("InvalidVolume.NotFound", 400, format!("The volume '{id}' does not exist."));
    let volume = estate.shelf.get(&key(call, "ec2:volume", id)).ok_or_else(missing)?;
    let value = json!({"volumeId": id, "status": "completed", "startTime": Stamp(call.at, Form::Millis).to_string(), "progress": "100%",
        "ownerId": call.account(), "volumeSize": volume.get("size"), "encrypted": volume.get("encrypted"), "description": call.text("Description")});
    dry_run(call)?;
    let snapshot = format!("snap-{}", Token::hex(number_of(&format!("{id}/{}", call.at)), 17));
    let key = key(call, "ec2:snapshot", &snapshot);
    let full = |_| Fail::new("SnapshotLimitExceeded", 400, "You have reached the limit of snapshots.");
    let arn = estate.shelf.create(key.clone(), value).map_err(full)?;
    for specification in list(call.input, "TagSpecification").iter().take(10) {
        estate.shelf.tag(&arn, super::catalogue::given_tags(specification, "Tag"));
    }
    let mut result = estate.shelf.get(&key).cloned().unwrap_or_default();
    set(&mut result, "status", json!("pending"));
    Ok(result)
}

fn stop(estate: &mut Estate, call: &Call<'_>) -> Result<Value, Fail> {
    let ids = strings(call.input, "InstanceId");
    for id in &ids {
        if estate.shelf.get(&key(call, "ec2:instance", id)).is_none() {
            return Err(Fail::new(
                "InvalidInstanceID.NotFound",
                400,
                format!("The instance ID '{id}' does not exist"),
            ));
        }
    }
    dry_run(call)?;
    let mut changes = Vec::new();
    for id in &ids {
        if let Some(instance) = estate.shelf.get_mut(&key(call, "ec2:instance", id)) {
            let before = instance.get("instanceState").cloned();
            set(instance, "instanceState", json!({"code": 80, "name": "stopped"}));
            changes.push(json!({"instanceId": id, "previousState": before, "currentState": {"code": 64, "name": "stopping"}}));
        }
    }
    Ok(json!({"instancesSet": changes}))
}

fn tag(estate: &mut Estate, call: &Call<'_>, add: bool) -> Result<Value, Fail> {
    let ids = strings(call.input, "ResourceId");
    let mut arns = Vec::new();
    for id in ids.iter().take(1_000) {
        let found = estate
            .shelf
            .everything()
            .find(|(key, _)| key.kind.starts_with("ec2:") && key.id == *id && key.account == call.account());
        let missing = || Fail::new("InvalidID", 400, format!("The ID '{id}' is not valid"));
        arns.push(found.map(|(key, _)| key.arn()).ok_or_else(missing)?);
    }
    dry_run(call)?;
    let tags = super::catalogue::given_tags(call.input, "Tag");
    for arn in arns {
        if !add {
            let names: Vec<String> = tags.iter().map(|(name, _)| name.clone()).collect();
            estate.shelf.untag(&arn, &names);
        } else if !estate.shelf.tag(&arn, tags.clone()) {
            return Err(Fail::new(
                "TagLimitExceeded",
                400,
                "The maximum number of Tags for a resource has been reached.",
            ));
        }
    }
    Ok(json!({"return": true}))
}
