//! Reading and changing JSON without panics.

use serde_json::{Map, Value};

/// The text at a dotted path, empty where there is none.
pub(super) fn text<'a>(value: &'a Value, path: &str) -> &'a str {
    at(value, path).and_then(Value::as_str).unwrap_or("")
}

/// The value at a dotted path. Keys of Azure's bodies have no dots, except in tags.
pub(super) fn at<'a>(value: &'a Value, path: &str) -> Option<&'a Value> {
    path.split('.').try_fold(value, |value, part| value.get(part))
}

/// The elements of the list at a dotted path.
pub(super) fn list<'a>(value: &'a Value, path: &str) -> &'a [Value] {
    at(value, path).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// Sets a dotted path, making objects on the way. What is no object is left alone.
pub(super) fn set(value: &mut Value, path: &str, new: Value) {
    let (first, rest) = path.split_once('.').map_or((path, None), |(first, rest)| (first, Some(rest)));
    let Some(object) = value.as_object_mut() else { return };
    match rest {
        None => drop(object.insert(first.to_owned(), new)),
        Some(rest) => {
            let inner = object.entry(first).or_insert_with(|| Value::Object(Map::new()));
            if !inner.is_object() {
                *inner = Value::Object(Map::new());
            }
            set(inner, rest, new);
        }
    }
}

/// Takes what stands at a dotted path away.
pub(super) fn take(value: &mut Value, path: &str) -> Option<Value> {
    let (first, rest) = path.split_once('.').map_or((path, None), |(first, rest)| (first, Some(rest)));
    let object = value.as_object_mut()?;
    match rest {
        None => object.remove(first),
        Some(rest) => take(object.get_mut(first)?, rest),
    }
}

/// JSON merge patch (RFC 7396).
pub(super) fn merge(value: &mut Value, patch: &Value) {
    let Value::Object(changes) = patch else {
        *value = patch.clone();
        return;
    };
    if !value.is_object() {
        *value = Value::Object(Map::new());
    }
    let Some(object) = value.as_object_mut() else { return };
    for (key, change) in changes {
        if change.is_null() {
            object.remove(key);
        } else {
            merge(object.entry(key.as_str()).or_insert(Value::Null), change);
        }
    }
}
