use serde_json::{Map, Value};
use welkin_model::{Class, Draft, Native, parse_time};

use super::fields;
use super::resource_id::{self, ResourceId};

/// Cuts the lists on the path into records of one element each, the shape around them kept.
pub(super) fn spread(value: Value, path: &[&str]) -> Vec<Value> {
    let Some((key, rest)) = path.split_first() else {
        return match value {
            Value::Array(items) if !items.is_empty() => {
                items.into_iter().map(|i| Value::Array(vec![i])).collect()
            }
            other => vec![other],
        };
    };
    match value {
        Value::Object(mut map) => match map.remove(*key) {
            None => vec![Value::Object(map)],
            Some(inner) => spread(inner, rest)
                .into_iter()
                .map(|one| {
                    let mut map = map.clone();
                    map.insert((*key).to_owned(), one);
                    Value::Object(map)
                })
                .collect(),
        },
        Value::Array(items) if !items.is_empty() => {
            items.into_iter().flat_map(|item| spread(item, path)).map(|one| Value::Array(vec![one])).collect()
        }
        other => vec![other],
    }
}

/// [`spread`] for a record.
pub(super) fn split(record: Map<String, Value>, path: &[&str]) -> Vec<Map<String, Value>> {
    spread(Value::Object(record), path)
        .into_iter()
        .filter_map(|value| match value {
            Value::Object(record) => Some(record),
            _ => None,
        })
        .collect()
}

/// What one tuple says, with the words of both generations of flow logs translated.
#[derive(Debug, Default)]
pub(super) struct FlowTuple<'a> {
    pub(super) time: &'a str,
    pub(super) src: [&'a str; 2],
    pub(super) dst: [&'a str; 2],
    /// `T`, `U` or an IANA number.
    pub(super) protocol: &'a str,
    /// `I` or `O`.
    pub(super) direction: &'a str,
    pub(super) denied: bool,
    /// `B`egin, `C`ontinuing, `E`nd; without one the tuple only says that there was a flow.
    pub(super) state: &'a str,
    /// Packets and bytes from source to destination, then back.
    pub(super) traffic: [&'a str; 4],
}

/// The event of a tuple.
pub(super) fn map(
    record: &mut Native,
    tuple: &FlowTuple<'_>,
    mac: Option<&str>,
    rule: Option<&str>,
) -> Draft {
    let activity = match (tuple.denied, tuple.state) {
        (true, _) => 5,
        (false, "B") => 1,
        (false, "E") => 2,
        _ => 6,
    };
    let mut draft = Draft::new(Class::NETWORK_ACTIVITY, activity);
    let inbound = tuple.direction == "I";
    let (protocol, name) = match tuple.protocol {
        "T" | "6" => (Some(6), Some("tcp")),
        "U" | "17" => (Some(17), Some("udp")),
        "1" => (Some(1), Some("icmp")),
        "58" => (Some(58), Some("ipv6-icmp")),
        other => (other.parse::<i64>().ok().filter(|n| (0..256).contains(n)), None),
    };
    let port = |text: &str| text.parse::<u16>().ok();
    let ip = |text: &str| text.parse::<std::net::IpAddr>().ok().map(|_| text.to_owned());
    let [packets_out, bytes_out, packets_in, bytes_in] = tuple.traffic.map(|n| n.parse::<i64>().ok());
    let sum = |a: Option<i64>, b: Option<i64>| a.and_then(|a| a.checked_add(b?));
    let interface = if inbound { "dst_endpoint.mac" } else { "src_endpoint.mac" };

    draft
        .time(parse_time(tuple.time).or_else(|| record.read_time("time")))
        .set("metadata.original_time", Some(tuple.time.to_owned()).filter(|t| !t.is_empty()))
        .set("src_endpoint.ip", ip(tuple.src[0]))
        .set("src_endpoint.port", port(tuple.src[1]))
        .set("dst_endpoint.ip", ip(tuple.dst[0]))
        .set("dst_endpoint.port", port(tuple.dst[1]))
        .put(
            "connection_info.direction_id",
            match tuple.direction {
                "I" => 1,
                "O" => 2,
                _ => 0,
            },
        )
        .set("connection_info.protocol_num", protocol)
        .set("connection_info.protocol_name", name)
        .set("traffic.packets_out", packets_out)
        .set("traffic.bytes_out", bytes_out)
        .set("traffic.packets_in", packets_in)
        .set("traffic.bytes_in", bytes_in)
        .set("traffic.packets", sum(packets_out, packets_in))
        .set("traffic.bytes", sum(bytes_out, bytes_in))
        .put("disposition_id", if tuple.denied { 2 } else { 1 })
        .put("action_id", if tuple.denied { 2 } else { 1 })
        .set("firewall_rule.name", rule)
        .set(interface, mac.and_then(mac_address).filter(|_| has_address(tuple, inbound)))
        .set("metadata.product.feature.name", record.take_str("category"))
        .put("metadata.product.vendor_name", "Microsoft");
    let target = ["targetResourceID", "targetResourceId", "resourceId", "flowLogResourceID"];
    if let Some(id) = fields::read(record, "", &target) {
        resource_id::account(&mut draft, &id);
        draft.put("network_observation_point.uid", id.clone());
        draft.set("network_observation_point.name", ResourceId::parse(&id).name.map(str::to_owned));
        fields::take(record, "", &target);
    }
    let way = if tuple.denied { "denied" } else { "allowed" };
    let ([src, _], [dst, port]) = (tuple.src, tuple.dst);
    draft.put("message", format!("{src} to {dst}:{port} {way}"));
    draft
}

/// A MAC address alone does not make an endpoint.
fn has_address(tuple: &FlowTuple<'_>, inbound: bool) -> bool {
    let [address, _] = if inbound { tuple.dst } else { tuple.src };
    address.parse::<std::net::IpAddr>().is_ok()
}

/// `00224871C205` as OCSF writes it.
fn mac_address(text: &str) -> Option<String> {
    let is_mac = text.len() == 12 && text.bytes().all(|b| b.is_ascii_hexdigit());
    let pairs: Vec<&str> =
        text.as_bytes().chunks(2).filter_map(|pair| std::str::from_utf8(pair).ok()).collect();
    is_mac.then(|| pairs.join(":"))
}

/// The fields of a tuple by position; what is missing is empty.
pub(super) fn columns(tuple: &str) -> [&str; 13] {
    let mut columns = [""; 13];
    for (column, text) in columns.iter_mut().zip(tuple.split(',')) {
        *column = text.trim();
    }
    columns
}

/// The first element of the list at a path of keys, each of which is a list or an object.
pub(super) fn first<'a>(value: Option<&'a Value>, keys: &[&str]) -> Option<&'a Value> {
    let value = match value? {
        Value::Array(items) => items.first()?,
        other => other,
    };
    match keys.split_first() {
        None => Some(value),
        Some((key, rest)) => first(value.get(*key), rest),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn spreading_keeps_every_leaf_and_the_shape() {
        let record = json!({"a": 1, "f": [{"r": "x", "t": ["1", "2"]}, {"r": "y", "t": []}, 7]});
        assert_eq!(
            spread(record, &["f", "t"]),
            [
                json!({"a": 1, "f": [{"r": "x", "t": ["1"]}]}),
                json!({"a": 1, "f": [{"r": "x", "t": ["2"]}]}),
                json!({"a": 1, "f": [{"r": "y", "t": []}]}),
                json!({"a": 1, "f": [7]}),
            ]
        );
    }
}
