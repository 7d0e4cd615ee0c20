use serde_json::Value;

use crate::describe::plain;

/// Values under plain names joined by dots, whatever the spelling of the payload; lists on the way are gone through.
pub(super) fn values<'v>(value: &'v Value, path: &str) -> Vec<&'v Value> {
    match value {
        Value::Array(items) => items.iter().flat_map(|item| values(item, path)).collect(),
        _ if path.is_empty() => vec![value],
        Value::Object(map) => {
            let (first, rest) = path.split_once('.').unwrap_or((path, ""));
            let found = map.iter().filter(|(key, _)| plain(key) == first);
            found.flat_map(|(_, inner)| values(inner, rest)).collect()
        }
        _ => Vec::new(),
    }
}

pub(super) fn texts<'v>(value: &'v Value, path: &str) -> Vec<&'v str> {
    values(value, path).into_iter().filter_map(Value::as_str).filter(|text| !text.is_empty()).collect()
}

pub(super) fn first<'v>(value: &'v Value, path: &str) -> &'v str {
    texts(value, path).first().copied().unwrap_or("")
}

pub(super) fn is_true(value: &Value, path: &str) -> bool {
    values(value, path)
        .into_iter()
        .any(|value| value.as_bool() == Some(true) || value.as_str() == Some("true"))
}

/// Whether a payload is the resource itself, rather than what is said of it elsewhere.
pub(super) fn is_own(payload: &Value) -> bool {
    payload.as_object().is_some_and(|fields| {
        !["iamPolicy", "memberships", "member"].iter().any(|field| fields.contains_key(*field))
            && !fields.is_empty()
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn values_are_found_whatever_the_spelling() {
        for payload in [
            json!({"networkInterfaces": [{"accessConfigs": [{"natIP": "a"}]}, {"accessConfigs": [{"natIP": "b"}]}]}),
            json!({"network_interfaces": [{"access-configs": [{"nat_ip": "a"}, {"natIp": "b"}]}]}),
        ] {
            assert_eq!(texts(&payload, "networkinterfaces.accessconfigs.natip"), ["a", "b"]);
        }
        assert!(is_true(&json!({"a": {"b": true}}), "a.b"));
        assert!(!is_true(&json!({"a": {"b": false}}), "a.b"));
    }
}
