//! Flows through network security groups. Rules are asked when a flow begins, and never again: a deny that is added
//! later leaves flows that are under way alone (learn.microsoft.com/azure/virtual-network/network-security-groups-overview).

use std::net::Ipv4Addr;

use serde_json::{Value, json};
use welkin_model::Millis;

use super::Azure;
use super::caller::Caller;
use super::error::Fault;
use super::json::{at as value_at, list, text};
use crate::sim::{Method, Request, Response};

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Direction {
    Inbound,
    Outbound,
}

/// The first packet of a flow.
#[derive(Clone, Copy, Debug)]
pub(super) struct Packet<'a> {
    pub(super) direction: Direction,
    pub(super) protocol: &'a str,
    pub(super) from: &'a str,
    pub(super) to: &'a str,
    /// At the destination.
    pub(super) port: u16,
}

/// A flow that is under way.
#[derive(Clone, Debug)]
pub(super) struct Flow {
    pub(super) id: String,
    pub(super) nic: String,
    pub(super) from: String,
    pub(super) to: String,
    pub(super) port: u16,
    pub(super) inbound: bool,
    pub(super) begun: Millis,
    /// The rule that let it in.
    pub(super) rule: String,
}

const MOST_FLOWS: usize = 1_000;
const NSG: &str = "microsoft.network/networksecuritygroups/securityrules";

impl Azure {
    /// The security groups that stand before a network interface: its own and its subnet's.
    pub(super) fn security_groups(&self, nic: &str, at: Millis) -> Vec<String> {
        let Some(body) = self.estate.get(nic, at) else { return Vec::new() };
        let own = text(body, "properties.networkSecurityGroup.id");
        let subnet = list(body, "properties.ipConfigurations")
            .first()
            .map_or("", |one| text(one, "properties.subnet.id"));
        let of_subnet =
            self.estate.get(subnet, at).map_or("", |body| text(body, "properties.networkSecurityGroup.id"));
        [of_subnet, own].into_iter().filter(|id| !id.is_empty()).map(str::to_owned).collect()
    }

    /// The rules of a group in the order in which they are asked, the default ones last.
    pub(super) fn rules(&self, group: &str, at: Millis) -> Vec<Value> {
        let own = self.estate.of_kind(NSG, &format!("{group}/"), at).map(|(_, body)| body.clone());
        let mut rules: Vec<Value> = own.chain(defaults()).collect();
        rules.sort_by_key(|rule| {
            value_at(rule, "properties.priority").and_then(Value::as_i64).unwrap_or(i64::MAX)
        });
        rules
    }

    /// Whether every group before the interface lets a new flow through, and the rule that decided.
    pub(super) fn verdict(&self, nic: &str, packet: &Packet<'_>, at: Millis) -> (bool, String) {
        let mut decided = "defaultSecurityRules/AllowVnetInBound".to_owned();
        for group in self.security_groups(nic, at) {
            let rules = self.rules(&group, at);
            let Some(rule) = rules.iter().find(|rule| concerns(rule, packet)) else { continue };
            let name = text(rule, "name");
            decided = if text(rule, "id").is_empty() {
                format!("defaultSecurityRules/{name}")
            } else {
                format!("securityRules/{name}")
            };
            if text(rule, "properties.access") != "Allow" {
                return (false, decided);
            }
        }
        (true, decided)
    }

    /// Begins a flow, if the rules of this moment let it.
    pub(super) fn open_flow(&mut self, nic: &str, packet: &Packet<'_>, at: Millis) -> Result<Flow, String> {
        let (allowed, rule) = self.verdict(nic, packet, at);
        let id = self.uuid();
        self.journal.flow(nic, packet, &rule, if allowed { "B" } else { "D" }, at);
        if !allowed {
            return Err(rule);
        }
        if self.flows.len() >= MOST_FLOWS {
            self.flows.remove(0);
        }
        let flow = Flow {
            id,
            nic: nic.to_owned(),
            from: packet.from.to_owned(),
            to: packet.to.to_owned(),
            port: packet.port,
            inbound: packet.direction == Direction::Inbound,
            begun: at,
            rule,
        };
        self.flows.push(flow.clone());
        Ok(flow)
    }

    /// Ends flows: what a restarted machine or a closed connection does, and no change of rules.
    pub(super) fn close_flows(&mut self, ends: impl Fn(&Flow) -> bool, at: Millis) -> usize {
        let ended: Vec<Flow> = self.flows.iter().filter(|flow| ends(flow)).cloned().collect();
        self.flows.retain(|flow| !ends(flow));
        for flow in &ended {
            let direction = if flow.inbound { Direction::Inbound } else { Direction::Outbound };
            let packet =
                Packet { direction, protocol: "TCP", from: &flow.from, to: &flow.to, port: flow.port };
            self.journal.flow(&flow.nic, &packet, &flow.rule, "E", at);
        }
        ended.len()
    }

    /// What no cloud has: `/range/flows` shows, begins and ends flows; `/range/issuers` registers the keys of an outside
    /// token issuer. Both are for who administers the whole estate.
    pub(super) fn range(
        &mut self,
        segments: &[String],
        request: &Request,
        caller: &Caller,
        at: Millis,
    ) -> Result<Response, Fault> {
        self.authorise(caller, "range/administer/action", "", at)?;
        let given = request.json();
        let parts: Vec<&str> = segments.iter().skip(1).map(String::as_str).collect();
        match (&request.method, parts.as_slice()) {
            (&Method::GET, ["flows"]) => {
                let all: Vec<Value> = self.flows.iter().map(shown).collect();
                Ok(Response::json(200, &json!({"value": all})))
            }
            (&Method::POST, ["flows"]) => {
                let nic = text(&given, "networkInterface").to_owned();
                if self.estate.get(&nic, at).is_none() {
                    return Err(Fault::new(
                        404,
                        "NotFound",
                        format!("The network interface {nic} was not found."),
                    ));
                }
                let inbound = text(&given, "direction") != "Outbound";
                let packet = Packet {
                    direction: if inbound { Direction::Inbound } else { Direction::Outbound },
                    protocol: "TCP",
                    from: text(&given, "from"),
                    to: text(&given, "to"),
                    port: given
                        .get("port")
                        .and_then(Value::as_u64)
                        .and_then(|p| u16::try_from(p).ok())
                        .unwrap_or(0),
                };
                match self.open_flow(&nic, &packet, at) {
                    Ok(flow) => Ok(Response::json(201, &shown(&flow))),
                    Err(rule) => Err(Fault::new(403, "FlowDenied", format!("The flow is denied by {rule}."))),
                }
            }
            (&Method::DELETE, ["flows", id]) => {
                self.close_flows(|flow| flow.id == *id, at);
                Ok(Response::empty(204))
            }
            (&Method::PUT, ["issuers"]) => {
                let taken =
                    self.set_issuer(text(&given, "issuer"), given.get("jwks").unwrap_or(&Value::Null));
                Ok(Response::json(200, &json!({"keys": taken})))
            }
            _ => Err(Fault::new(
                404,
                "NotFound",
                "expected GET or POST /range/flows, DELETE /range/flows/ID, or PUT /range/issuers",
            )),
        }
    }
}

fn shown(flow: &Flow) -> Value {
    json!({"id": flow.id, "networkInterface": flow.nic, "from": flow.from, "to": flow.to, "port": flow.port,
        "direction": if flow.inbound { "Inbound" } else { "Outbound" }, "begun": flow.begun, "rule": flow.rule})
}

/// learn.microsoft.com/azure/virtual-network/network-security-groups-overview, "Default security rules"
fn defaults() -> impl Iterator<Item = Value> {
    let rule = |name: &str, direction: &str, priority: i64, access: &str, from: &str, to: &str| {
        json!({"name": name, "properties": {"access": access, "direction": direction, "priority": priority, "protocol": "*",
            "sourceAddressPrefix": from, "destinationAddressPrefix": to, "sourcePortRange": "*", "destinationPortRange": "*"}})
    };
    [
        rule("AllowVnetInBound", "Inbound", 65_000, "Allow", "VirtualNetwork", "VirtualNetwork"),
        rule("AllowAzureLoadBalancerInBound", "Inbound", 65_001, "Allow", "AzureLoadBalancer", "*"),
        rule("DenyAllInBound", "Inbound", 65_500, "Deny", "*", "*"),
        rule("AllowVnetOutBound", "Outbound", 65_000, "Allow", "VirtualNetwork", "VirtualNetwork"),
        rule("AllowInternetOutBound", "Outbound", 65_001, "Allow", "*", "Internet"),
        rule("DenyAllOutBound", "Outbound", 65_500, "Deny", "*", "*"),
    ]
    .into_iter()
}

fn concerns(rule: &Value, packet: &Packet<'_>) -> bool {
    let direction = if packet.direction == Direction::Inbound { "Inbound" } else { "Outbound" };
    let protocol = text(rule, "properties.protocol");
    let address = |one: &str, many: &str, address: &str| {
        let single = Some(text(rule, one)).filter(|prefix| !prefix.is_empty());
        let several = list(rule, many).iter().filter_map(Value::as_str);
        single.into_iter().chain(several).any(|prefix| within(address, prefix))
    };
    let single = Some(text(rule, "properties.destinationPortRange")).filter(|range| !range.is_empty());
    let several = list(rule, "properties.destinationPortRanges").iter().filter_map(Value::as_str);
    text(rule, "properties.direction") == direction
        && (protocol == "*" || protocol.eq_ignore_ascii_case(packet.protocol))
        && address("properties.sourceAddressPrefix", "properties.sourceAddressPrefixes", packet.from)
        && address("properties.destinationAddressPrefix", "properties.destinationAddressPrefixes", packet.to)
        && single.into_iter().chain(several).any(|range| in_range(packet.port, range))
}

fn in_range(port: u16, range: &str) -> bool {
    let (low, high) = range.split_once('-').unwrap_or((range, range));
    range == "*"
        || matches!((low.parse::<u16>(), high.parse::<u16>()), (Ok(low), Ok(high)) if (low..=high).contains(&port))
}

/// Whether an address lies in a prefix or a service tag. `VirtualNetwork` is all private space: peers and tunnels too.
fn within(address: &str, prefix: &str) -> bool {
    let private = address.parse::<Ipv4Addr>().is_ok_and(|address| address.is_private());
    match prefix {
        "*" | "0.0.0.0/0" | "Any" => true,
        "Internet" => !private,
        "VirtualNetwork" => private,
        "AzureLoadBalancer" => address == "168.63.129.16",
        _ => {
            let (network, length) = prefix.split_once('/').unwrap_or((prefix, "32"));
            let bits = |text: &str| text.parse::<Ipv4Addr>().ok().map(u32::from);
            let length = length.parse::<u32>().unwrap_or(32).min(32);
            let mask = u32::MAX.checked_shl(32 - length).unwrap_or(0);
            matches!((bits(address), bits(network)), (Some(a), Some(n)) if a & mask == n & mask)
        }
    }
}
