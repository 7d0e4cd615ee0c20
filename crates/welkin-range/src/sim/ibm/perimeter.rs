use std::net::IpAddr;

use serde_json::Value;
use welkin_model::Millis;

use super::rights::{Ask, matches};
use super::store::{items, text};
use super::world::World;

/// What context-based restrictions say about a call. They stand above policies: they only take away.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) enum Verdict {
    Free,
    /// The rule is in report mode: the call goes on, and the rule is logged as not met.
    Reported(String),
    Denied(String),
}

pub(super) const RULES: &str = "cbr/rules";
pub(super) const ZONES: &str = "cbr/zones";

impl World {
    /// Judges a call from an address by the rules in force. A rule without contexts forbids every context; a disabled
    /// rule says nothing. <https://cloud.ibm.com/docs/account?topic=account-context-restrictions-whatis>
    pub(super) fn perimeter(&self, ask: &Ask<'_>, from: &str, at: Millis) -> Verdict {
        let mut reported = Verdict::Free;
        for rule in self.store.in_force(RULES, at) {
            let mode = text(rule, "/enforcement_mode");
            if mode == "disabled" || !concerns(rule, ask) || self.is_met(rule, from, at) {
                continue;
            }
            let id = text(rule, "/id").to_owned();
            if mode != "report" {
                return Verdict::Denied(id);
            }
            reported = Verdict::Reported(id);
        }
        reported
    }

    fn is_met(&self, rule: &Value, from: &str, at: Millis) -> bool {
        items(rule, "/contexts").iter().any(|context| {
            let attributes = items(context, "/attributes");
            attributes.iter().all(|attribute| match text(attribute, "/name") {
                "networkZoneId" => {
                    text(attribute, "/value").split(',').any(|zone| self.is_in_zone(zone.trim(), from, at))
                }
                // Whoever reaches the range's socket came by the public endpoint.
                "endpointType" => text(attribute, "/value").split(',').any(|kind| kind.trim() == "public"),
                _ => false,
            })
        })
    }

    fn is_in_zone(&self, zone: &str, from: &str, at: Millis) -> bool {
        let zones = self.store.in_force(ZONES, at);
        let Some(zone) = zones.into_iter().find(|candidate| text(candidate, "/id") == zone) else {
            return false;
        };
        let has = |list: &str| {
            items(zone, list).iter().any(|address| match text(address, "/type") {
                "ipAddress" | "subnet" | "ipRange" => contains(text(address, "/value"), from),
                _ => false,
            })
        };
        has("/addresses") && !has("/excluded")
    }
}

fn concerns(rule: &Value, ask: &Ask<'_>) -> bool {
    items(rule, "/resources").iter().any(|resource| {
        items(resource, "/attributes").iter().all(|attribute| {
            let wanted = text(attribute, "/value");
            let has = match text(attribute, "/name") {
                "accountId" => return wanted == crate::estate::IBM_ACCOUNT,
                "serviceName" => ask.service,
                "serviceInstance" => ask.instance,
                "region" => ask.region,
                "resourceGroupId" => ask.group,
                "resourceType" => ask.kind,
                "resource" => ask.resource,
                _ => return false,
            };
            if text(attribute, "/operator") == "stringMatch" { matches(wanted, has) } else { wanted == has }
        })
    })
}

/// Whether an address, a subnet or a range of addresses holds an address.
pub(super) fn contains(wanted: &str, address: &str) -> bool {
    let Some(address) = number(address) else { return false };
    if let Some((low, high)) = wanted.split_once('-') {
        return number(low).is_some_and(|low| low <= address)
            && number(high).is_some_and(|high| address <= high);
    }
    let Some((network, length)) = wanted.split_once('/') else { return number(wanted) == Some(address) };
    let (Some((is_v6, network)), Ok(length)) = (number(network), length.parse::<u32>()) else { return false };
    let width = if is_v6 { 128 } else { 32 };
    if is_v6 != address.0 || length > width {
        return false;
    }
    let shift = width - length;
    let cut = |value: u128| value.checked_shr(shift).unwrap_or(0);
    cut(network) == cut(address.1)
}

/// Whether it is IPv6, and its number.
fn number(text: &str) -> Option<(bool, u128)> {
    Some(match text.trim().parse().ok()? {
        IpAddr::V4(address) => (false, u128::from(u32::from(address))),
        IpAddr::V6(address) => (true, u128::from(address)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_lie_in_subnets_and_ranges() {
        for (network, address) in [
            ("203.0.113.0/24", "203.0.113.7"),
            ("203.0.113.7", "203.0.113.7"),
            ("203.0.113.1-203.0.113.9", "203.0.113.9"),
            ("0.0.0.0/0", "198.51.100.1"),
            ("2001:db8::/32", "2001:db8:1::1"),
        ] {
            assert!(contains(network, address), "{network} {address}");
        }
        for (network, address) in
            [("203.0.113.0/24", "203.0.114.7"), ("::/0", "203.0.113.7"), ("1.2.3.4/99", "1.2.3.4"), ("", "")]
        {
            assert!(!contains(network, address), "{network} {address}");
        }
    }
}
