//! Reading JSON that a client sent, where any field may be absent or of another type.

use serde_json::Value;

/// A text, empty if absent. Numbers and booleans of query strings are texts already.
pub(super) fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value.get(name).and_then(Value::as_str).unwrap_or("")
}

pub(super) fn list<'a>(value: &'a Value, name: &str) -> &'a [Value] {
    value.get(name).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

pub(super) fn strings(value: &Value, name: &str) -> Vec<String> {
    list(value, name).iter().filter_map(Value::as_str).map(str::to_owned).collect()
}

/// A number, also one that came as text.
pub(super) fn number(value: &Value, name: &str) -> Option<i64> {
    let field = value.get(name)?;
    field.as_i64().or_else(|| field.as_str()?.parse().ok())
}

/// A truth, also one that came as text.
pub(super) fn flag(value: &Value, name: &str) -> bool {
    value.get(name).is_some_and(|field| field == &Value::Bool(true) || field.as_str() == Some("true"))
}

/// Sets a field of an object; anything else is left alone.
pub(super) fn set(value: &mut Value, name: &str, to: Value) {
    if let Some(object) = value.as_object_mut() {
        object.insert(name.to_owned(), to);
    }
}

pub(super) fn unset(value: &mut Value, name: &str) {
    if let Some(object) = value.as_object_mut() {
        object.remove(name);
    }
}

/// The value under a dotted path.
pub(super) fn at_path<'a>(value: &'a Value, path: &str) -> Option<&'a Value> {
    path.split('.').try_fold(value, |value, part| value.get(part))
}

/// Some fields of an object, as lists show of what descriptions hold in full; all of them if none is named.
pub(super) fn pick(value: &Value, fields: &[&str]) -> Value {
    if fields.is_empty() {
        return value.clone();
    }
    fields.iter().filter_map(|name| Some(((*name).to_owned(), value.get(*name)?.clone()))).collect()
}
