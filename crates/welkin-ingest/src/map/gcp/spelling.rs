//! Names of members as protobuf and as JSON write them.

use serde_json::{Map, Value};

/// Brings snake case to the camel case of the JSON form, unless that name is taken; `inner` maps each value.
pub(super) fn camel_case(members: Map<String, Value>, inner: fn(&str, Value) -> Value) -> Map<String, Value> {
    let known: Vec<String> = members.keys().filter(|key| !key.contains('_')).cloned().collect();
    let mut renamed = Map::new();
    for (key, value) in members {
        let value = inner(&key, value);
        let name = camel(&key);
        let taken = name != key && (known.contains(&name) || renamed.contains_key(&name));
        renamed.insert(if taken { key } else { name }, value);
    }
    renamed
}

fn camel(key: &str) -> String {
    let mut parts = key.split('_');
    let mut name = parts.next().unwrap_or_default().to_owned();
    if name.is_empty() {
        return key.to_owned();
    }
    for part in parts {
        let mut letters = part.chars();
        name.extend(letters.next().map(|c| c.to_ascii_uppercase()));
        name.push_str(letters.as_str());
    }
    name
}
