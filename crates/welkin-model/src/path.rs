use serde_json::{Map, Value};

/// The value at a dotted path of object keys. A key that itself holds dots is not reachable this way.
pub(crate) fn get<'a>(map: &'a Map<String, Value>, path: &str) -> Option<&'a Value> {
    match path.split_once('.') {
        None => map.get(path),
        Some((head, rest)) => get(map.get(head)?.as_object()?, rest),
    }
}

/// Puts a value at a dotted path, making the objects on the way. What stood at the path is replaced; a scalar on the
/// way is replaced by an object.
pub(crate) fn set(map: &mut Map<String, Value>, path: &str, value: Value) {
    match path.split_once('.') {
        None => {
            map.insert(path.to_owned(), value);
        }
        Some((head, rest)) => {
            if !map.get(head).is_some_and(Value::is_object) {
                map.insert(head.to_owned(), Value::Object(Map::new()));
            }
            if let Some(Value::Object(inner)) = map.get_mut(head) {
                set(inner, rest, value);
            }
        }
    }
}

/// Moves out the value at the path if `want` accepts it, and with it every object that it leaves empty.
pub(crate) fn take(
    map: &mut Map<String, Value>,
    path: &str,
    want: &mut dyn FnMut(&Value) -> bool,
) -> Option<Value> {
    match path.split_once('.') {
        None => {
            if want(map.get(path)?) {
                map.remove(path)
            } else {
                None
            }
        }
        Some((head, rest)) => {
            let inner = map.get_mut(head)?.as_object_mut()?;
            let value = take(inner, rest, want)?;
            if inner.is_empty() {
                map.remove(head);
            }
            Some(value)
        }
    }
}
