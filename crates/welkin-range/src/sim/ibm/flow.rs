use serde_json::Value;
use welkin_model::Millis;

use super::perimeter::contains;
use super::service::vpc::{RULES, SECURITY_GROUPS};
use super::store::{items, text};
use super::world::World;
use crate::emit::Flow;

/// A connection that is open when the range begins.
#[derive(Clone, Copy, Debug)]
struct Open {
    host: &'static str,
    from: &'static str,
    to: &'static str,
    port: u16,
}

/// The same links that the bank's flow logs show.
const OPEN: [Open; 3] = [
    Open { host: "core-ledger", from: "10.240.0.12", to: "10.240.8.3", port: 50_000 },
    Open { host: "credit-scoring", from: "10.240.4.21", to: "10.240.8.9", port: 443 },
    Open { host: "credit-scoring", from: "10.240.0.12", to: "10.240.4.21", port: 443 },
];

impl World {
    /// Whether a new connection to this private address would be admitted by the security groups of its interface.
    pub(super) fn admits(&self, from: &str, to: &str, port: u16) -> bool {
        self.store
            .all(SECURITY_GROUPS)
            .filter(|group| holds(&group.value, to))
            .flat_map(|group| self.store.within(RULES, &group.id))
            .any(|rule| admits(&rule.value, from, port))
    }

    /// Writes what the flow log shows after a change of a security group: connections that are open go on whatever the
    /// rules now say, and a new attempt on the same way fares as the rules say.
    pub(super) fn flows_go_on(&mut self, group: &str, at: Millis) {
        let Some(group) = self.store.find(SECURITY_GROUPS, group).map(|group| group.value.clone()) else {
            return;
        };
        for open in OPEN.iter().filter(|open| holds(&group, open.to)) {
            let Open { host, from, to, port } = *open;
            let flow = Flow { host, from, to, port, sent: 48_000, received: 96_000, accepted: true };
            self.scribe.ibm_flow(at, flow);
            if !self.admits(from, to, port) {
                self.scribe.ibm_flow(at, Flow { sent: 60, received: 0, accepted: false, ..flow });
            }
        }
        self.keep();
    }
}

fn holds(group: &Value, address: &str) -> bool {
    items(group, "/targets").iter().any(|target| text(target, "/primary_ip/address") == address)
}

fn admits(rule: &Value, from: &str, port: u16) -> bool {
    let bound = |name: &str, default: u64| rule.get(name).and_then(Value::as_u64).unwrap_or(default);
    let is_protocol = matches!(text(rule, "/protocol"), "all" | "any" | "tcp" | "icmp_tcp_udp");
    let remote = match (text(rule, "/remote/cidr_block"), text(rule, "/remote/address")) {
        ("", address) => address,
        (network, _) => network,
    };
    text(rule, "/direction") == "inbound"
        && is_protocol
        && (bound("port_min", 1)..=bound("port_max", 65_535)).contains(&u64::from(port))
        && contains(remote, from)
}
