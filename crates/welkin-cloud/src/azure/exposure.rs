use serde_json::Value;
use welkin_model::estate::Fact;

use super::ask::text;
use crate::describe::{Draft, plain};

/// Addresses that stand for everybody.
const EVERYBODY: &[&str] = &["*", "0.0.0.0/0", "0.0.0.0", "::/0", "any", "internet"];

fn is_everybody(address: &str) -> bool {
    EVERYBODY.iter().any(|known| known.eq_ignore_ascii_case(address.trim()))
}

/// Whether a service takes connections from the internet, as its switch and its rules of addresses say together;
/// nothing where neither is told.
pub(super) fn service(properties: &Value, draft: &mut Draft<'_>) {
    if let Some(open) = is_open(properties) {
        draft.fact(Fact::Public, if open { "yes" } else { "no" });
    }
}

fn is_open(properties: &Value) -> Option<bool> {
    if get(properties, "anonymouspullenabled").and_then(Value::as_bool) == Some(true) {
        return Some(true);
    }
    let switch = get(properties, "publicnetworkaccess").and_then(Value::as_str).map(plain);
    match switch.as_deref() {
        Some("disabled" | "securedbyperimeter") => return Some(false),
        Some("enabled") | None => {}
        Some(_) => return None,
    }
    let rules = ["networkacls", "networkruleset"].iter().find_map(|name| get(properties, name));
    let default = rules.and_then(|rules| get(rules, "defaultaction")).and_then(Value::as_str).map(plain);
    let addresses: Vec<&str> = rules
        .and_then(|rules| get(rules, "iprules"))
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(|rule| {
            get(rule, "value").or_else(|| get(rule, "ipaddressorrange")).unwrap_or(rule).as_str()
        })
        .collect();
    match default.as_deref() {
        Some("deny") => Some(addresses.iter().any(|address| is_everybody(address))),
        Some("allow") => Some(true),
        // Search has no default: with rules, they alone get in.
        _ if !addresses.is_empty() => Some(addresses.iter().any(|address| is_everybody(address))),
        _ => switch.map(|_| true),
    }
}

/// A rule of a security group that lets everybody in.
pub(super) fn lets_everybody_in(properties: &Value) -> Option<bool> {
    let field = |name| get(properties, name).and_then(Value::as_str).unwrap_or("");
    let access = field("access");
    if access.is_empty() {
        return None;
    }
    let single = get(properties, "sourceaddressprefix").and_then(Value::as_str);
    let several = get(properties, "sourceaddressprefixes").and_then(Value::as_array);
    let several = several.into_iter().flatten().filter_map(Value::as_str);
    let everybody = single.into_iter().chain(several).any(is_everybody);
    Some(
        access.eq_ignore_ascii_case("Allow")
            && field("direction").eq_ignore_ascii_case("Inbound")
            && everybody,
    )
}

/// A security group by its rules.
pub(super) fn group(properties: &Value, draft: &mut Draft<'_>) {
    let Some(rules) = get(properties, "securityrules").and_then(Value::as_array) else { return };
    let open =
        rules.iter().any(|rule| lets_everybody_in(rule.get("properties").unwrap_or(rule)) == Some(true));
    draft.fact(Fact::Public, if open { "yes" } else { "no" });
}

/// The API server of a cluster.
pub(super) fn cluster(properties: &Value, draft: &mut Draft<'_>) {
    let Some(access) = get(properties, "apiserveraccessprofile") else { return };
    let private = get(access, "enableprivatecluster").and_then(Value::as_bool) == Some(true);
    let ranges: Vec<&str> = get(access, "authorizedipranges")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect();
    let bound = !ranges.is_empty() && !ranges.iter().any(|range| is_everybody(range));
    draft.fact(Fact::Public, if private || bound { "no" } else { "yes" });
}

/// A compute of a learning workspace: its nodes' addresses and its remote login.
pub(super) fn compute(properties: &Value, draft: &mut Draft<'_>) {
    let Some(inner) = get(properties, "properties") else { return };
    let login = get(inner, "sshsettings")
        .and_then(|settings| get(settings, "sshpublicaccess"))
        .or_else(|| get(inner, "remoteloginportpublicaccess"))
        .and_then(Value::as_str);
    let address =
        get(inner, "connectivityendpoints").map_or("", |endpoints| text(endpoints, "publicIpAddress"));
    draft.fact(Fact::Address, address);
    let nodes = get(inner, "enablenodepublicip").and_then(Value::as_bool);
    let open = login.is_some_and(|login| login.eq_ignore_ascii_case("Enabled")) || nodes == Some(true);
    if login.is_some() || nodes.is_some() {
        draft.fact(Fact::Public, if open { "yes" } else { "no" });
    }
}

/// Whether a container keeps what it holds: by a policy or by a hold.
pub(super) fn container(properties: &Value, draft: &mut Draft<'_>) {
    let held = |name| get(properties, name).and_then(Value::as_bool);
    let kept = [held("hasimmutabilitypolicy"), held("haslegalhold")];
    if kept.iter().any(Option::is_some) {
        draft.fact(Fact::Retained, if kept.contains(&Some(true)) { "yes" } else { "no" });
    }
}

/// Whether anything is logged, as the list of diagnostic settings says.
pub(super) fn logged(payload: &Value, draft: &mut Draft<'_>) {
    let Some(settings) = payload.get("diagnosticSettings").and_then(Value::as_array) else { return };
    let on = settings.iter().any(|setting| {
        let logs = setting.get("logs").and_then(Value::as_array).into_iter().flatten();
        logs.into_iter().any(|log| log.get("enabled").and_then(Value::as_bool) == Some(true))
    });
    draft.fact(Fact::Logged, if on { "yes" } else { "no" });
}

/// A member of an object by its plain name: exports spell names in their own ways.
pub(super) fn get<'v>(value: &'v Value, name: &str) -> Option<&'v Value> {
    value.as_object()?.iter().find(|(key, _)| plain(key) == name).map(|(_, value)| value)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_service_is_open_if_neither_switch_nor_rules_keep_strangers_out() {
        for (properties, expect) in [
            (json!({"publicNetworkAccess": "Enabled"}), Some(true)),
            (json!({"publicNetworkAccess": "disabled"}), Some(false)),
            (json!({"publicNetworkAccess": "SecuredByPerimeter"}), Some(false)),
            (
                json!({"publicNetworkAccess": "Enabled", "networkAcls": {"defaultAction": "Deny", "ipRules": []}}),
                Some(false),
            ),
            (
                json!({"public_network_access": "Enabled", "network_acls": {"default_action": "Allow"}}),
                Some(true),
            ),
            (
                json!({"publicNetworkAccess": "Enabled", "networkAcls": {"defaultAction": "Deny", "ipRules": [{"value": "0.0.0.0/0"}]}}),
                Some(true),
            ),
            (
                json!({"publicNetworkAccess": "Enabled", "networkRuleSet": {"ipRules": [{"value": "203.0.113.0/24"}]}}),
                Some(false),
            ),
            (json!({"anonymousPullEnabled": true, "publicNetworkAccess": "Disabled"}), Some(true)),
            (json!({}), None),
        ] {
            assert_eq!(is_open(&properties), expect, "{properties}");
        }
    }

    #[test]
    fn a_rule_lets_everybody_in_if_it_allows_any_source_inbound() {
        let rule = |access: &str, direction: &str, source: &str| {
            lets_everybody_in(
                &json!({"access": access, "direction": direction, "sourceAddressPrefix": source}),
            )
        };
        assert_eq!(rule("Allow", "Inbound", "Internet"), Some(true));
        assert_eq!(rule("Allow", "Inbound", "*"), Some(true));
        assert_eq!(rule("Deny", "Inbound", "*"), Some(false));
        assert_eq!(rule("Allow", "Outbound", "*"), Some(false));
        assert_eq!(rule("Allow", "Inbound", "203.0.113.0/24"), Some(false));
        let many = json!({"access": "Allow", "direction": "Inbound", "sourceAddressPrefixes": ["10.0.0.0/8", "0.0.0.0/0"]});
        assert_eq!(lets_everybody_in(&many), Some(true));
        assert_eq!(lets_everybody_in(&json!({})), None);
    }
}
