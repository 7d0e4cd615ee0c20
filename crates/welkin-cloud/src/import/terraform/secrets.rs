use serde_json::Value;

use crate::describe::plain;

const HIDDEN: &str = "(sensitive)";

/// Blanks what Terraform marks as sensitive and what is a secret by its name, for a state marks little.
pub(super) fn hide(attributes: &mut Value, marks: &Value) {
    match marks {
        // A state lists paths, a plan mirrors the attributes.
        Value::Array(paths) => paths.iter().for_each(|path| hide_path(attributes, path)),
        Value::Object(_) => hide_mirrored(attributes, marks),
        _ => {}
    }
    hide_named(attributes, 0);
}

/// A path is a list of steps: `{"type": "get_attr", "value": "password"}`, `{"type": "index", "value": …}`.
fn hide_path(attributes: &mut Value, path: &Value) {
    let mut at = attributes;
    for step in path.as_array().into_iter().flatten() {
        let value = step.get("value").unwrap_or(step);
        let next = match value {
            Value::String(name) => at.get_mut(name.as_str()),
            // An index is `{"value": 0, "type": "number"}`.
            other => other
                .get("value")
                .unwrap_or(other)
                .as_u64()
                .and_then(|index| at.get_mut(usize::try_from(index).unwrap_or(usize::MAX))),
        };
        let Some(next) = next else { return };
        at = next;
    }
    blank(at);
}

fn hide_mirrored(value: &mut Value, marks: &Value) {
    match (value, marks) {
        (value, Value::Bool(true)) => blank(value),
        (Value::Object(map), Value::Object(marks)) => {
            for (name, mark) in marks {
                if let Some(value) = map.get_mut(name) {
                    hide_mirrored(value, mark);
                }
            }
        }
        (Value::Array(items), Value::Array(marks)) => {
            items.iter_mut().zip(marks).for_each(|(value, mark)| hide_mirrored(value, mark));
        }
        _ => {}
    }
}

fn hide_named(value: &mut Value, depth: usize) {
    if depth > 32 {
        return;
    }
    match value {
        Value::Object(map) => {
            for (name, value) in map {
                if value.is_string() && is_secret(&plain(name)) {
                    blank(value);
                } else {
                    hide_named(value, depth + 1);
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| hide_named(item, depth + 1)),
        _ => {}
    }
}

fn is_secret(name: &str) -> bool {
    const ENDS: &[&str] = &[
        "password",
        "secret",
        "secretkey",
        "secretstring",
        "secretvalue",
        "privatekey",
        "privatekeypem",
        "accesskey",
        "primarykey",
        "secondarykey",
        "accesstoken",
        "authtoken",
        "connectionstring",
        "sessmtppasswordv4",
        "apikey",
        "kubeconfigraw",
        "saskey",
        "sastoken",
        "clientkey",
    ];
    ENDS.iter().any(|end| name.ends_with(end))
}

fn blank(value: &mut Value) {
    if !value.is_null() && value.as_str() != Some("") {
        *value = Value::from(HIDDEN);
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn secrets_are_blanked_by_mark_and_by_name() {
        let mut value = json!({"a": {"b": ["x", "y"]}, "password": "p", "n": 1, "primary_access_key": "k", "key_id": "i"});
        let path = json!([[
            {"type": "get_attr", "value": "a"}, {"type": "get_attr", "value": "b"},
            {"type": "index", "value": {"value": 1, "type": "number"}},
        ]]);
        hide(&mut value, &path);
        let hidden = json!({"a": {"b": ["x", HIDDEN]}, "password": HIDDEN, "n": 1, "primary_access_key": HIDDEN, "key_id": "i"});
        assert_eq!(value, hidden);
        let mut value = json!({"a": [{"b": "x"}, {"b": "y"}]});
        hide(&mut value, &json!({"a": [{}, {"b": true}]}));
        assert_eq!(value, json!({"a": [{"b": "x"}, {"b": HIDDEN}]}));
    }
}
