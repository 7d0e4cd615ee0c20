use serde_json::{Map, Value};
use welkin_model::{Draft, Millis, Native};

/// An attribute of a raw record in any mix of capital letters.
pub(super) fn raw<'a>(record: &'a Map<String, Value>, name: &str) -> Option<&'a Value> {
    record.get(name).or_else(|| record.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, v)| v))
}

/// The text of an attribute of a raw record, or `""`.
pub(super) fn raw_text<'a>(record: &'a Map<String, Value>, name: &str) -> &'a str {
    raw(record, name).and_then(Value::as_str).unwrap_or("")
}

/// Puts a member into a JSON object.
pub(super) fn put(object: &mut Value, name: &str, value: Value) {
    if let Some(object) = object.as_object_mut() {
        object.insert(name.to_owned(), value);
    }
}

/// Whether the text is one of the words, whatever its capital letters.
pub(super) fn is_any(text: &str, words: &[&str]) -> bool {
    words.iter().any(|word| text.eq_ignore_ascii_case(word))
}

pub(super) fn contains(text: &str, part: &str) -> bool {
    text.as_bytes().windows(part.len()).any(|window| window.eq_ignore_ascii_case(part.as_bytes()))
}

/// The path of the first of these attributes that holds a scalar. Log Analytics writes the names with a capital, so
/// each name is tried as it is and with one. `base` is `""` or ends in a dot.
pub(super) fn find(record: &Native, base: &str, names: &[&str]) -> Option<String> {
    let says_something = |path: &String| match record.get(path) {
        Some(Value::String(text)) => !text.is_empty(),
        Some(Value::Number(_) | Value::Bool(_)) => true,
        _ => false,
    };
    names
        .iter()
        .flat_map(|name| [format!("{base}{name}"), format!("{base}{}", capitalised(name))])
        .find(says_something)
}

/// Moves out the first of these attributes that holds a scalar, as text.
pub(super) fn take(record: &mut Native, base: &str, names: &[&str]) -> Option<String> {
    let path = find(record, base, names)?;
    record.take_text(&path)
}

/// Moves the first of these attributes to an attribute of the event that nothing has set yet.
pub(super) fn fill(record: &mut Native, draft: &mut Draft, path: &str, base: &str, names: &[&str]) {
    if !draft.has(path) {
        draft.set(path, take(record, base, names));
    }
}

/// Copies the first of these attributes that holds a text.
pub(super) fn read(record: &Native, base: &str, names: &[&str]) -> Option<String> {
    record.str(&find(record, base, names)?).map(str::to_owned)
}

pub(super) fn time(record: &Native, base: &str, names: &[&str]) -> Option<Millis> {
    record.read_time(&find(record, base, names)?)
}

/// A member of a JSON object in any mix of capital letters, at most four objects deep.
pub(super) fn nested<'a>(value: &'a Value, name: &str) -> Option<&'a str> {
    fn inner<'a>(value: &'a Value, name: &str, depth: u8) -> Option<&'a str> {
        let map = value.as_object().filter(|_| depth < 4)?;
        match raw(map, name).and_then(Value::as_str).filter(|text| !text.is_empty()) {
            Some(text) => Some(text),
            None => map.values().find_map(|v| inner(v, name, depth + 1)),
        }
    }
    inner(value, name, 0)
}

pub(super) fn capitalised(name: &str) -> String {
    let mut chars = name.chars();
    chars.next().map(|c| c.to_ascii_uppercase()).into_iter().chain(chars).collect()
}

/// Tables of other products fold attribute names to lower case; rules and modules know Azure's own names. An empty
/// value keeps its name, for its name is all that it says.
pub(super) fn restore_case(record: Map<String, Value>) -> Map<String, Value> {
    if !["operationname", "resourceid", "callerIPAddress"].iter().any(|key| record.contains_key(*key)) {
        return record;
    }
    let own = |key: &str| NAMES.iter().find(|name| name.eq_ignore_ascii_case(key) && **name != key);
    let mut restored = Map::new();
    for (key, value) in &record {
        let says_something = match value {
            Value::Null => false,
            Value::Object(map) => !map.is_empty(),
            Value::Array(items) => !items.is_empty(),
            _ => true,
        };
        let folded = !key.starts_with(|c: char| c.is_ascii_uppercase());
        match own(key).filter(|name| says_something && folded && !record.contains_key(**name)) {
            Some(name) => restored.insert((*name).to_owned(), value.clone()),
            None => restored.insert(key.clone(), value.clone()),
        };
    }
    restored
}

#[rustfmt::skip]
const NAMES: [&str; 24] = [
    "activityDateTime", "activityDisplayName", "callerIpAddress", "correlationId", "createdDateTime", "durationMs",
    "eventDataId", "eventTimestamp", "initiatedBy", "ipAddress", "loggedByService", "operationName",
    "operationVersion", "resourceId", "resourceProvider", "resultDescription", "resultReason", "resultSignature",
    "resultType", "statusCode", "statusText", "targetResources", "tenantId", "userPrincipalName",
];

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn folded_names_are_restored_and_empty_values_keep_theirs() {
        let folded = json!({"operationname": "x", "resulttype": 0, "tenantid": null, "Level": "4"});
        let restored = restore_case(folded.as_object().cloned().unwrap());
        assert_eq!(
            Value::Object(restored),
            json!({"operationName": "x", "resultType": 0, "tenantid": null, "Level": "4"})
        );
    }

    #[test]
    fn a_name_is_found_with_and_without_a_capital() {
        let record = json!({"properties": {"AppId": "a", "userId": ""}, "UserId": "u"});
        let record = Native::new(record.as_object().cloned().unwrap());
        assert_eq!(find(&record, "properties.", &["appId"]).as_deref(), Some("properties.AppId"));
        assert_eq!(find(&record, "properties.", &["userId"]), None);
        assert_eq!(find(&record, "", &["userId"]).as_deref(), Some("UserId"));
    }
}
