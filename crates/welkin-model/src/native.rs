use serde_json::{Map, Value};

use crate::path;
use crate::time::{Millis, parse_time, unix_millis};

/// A native record on its way into an [`Event`](crate::Event): attributes are *taken* out of it verbatim, and what is
/// left in the end goes under `unmapped`.
///
/// That makes it impossible to lose a leaf: `take_*` moves a value out only when it has the wanted type, and `read_*`
/// leaves the value in place, for uses that do not carry it over verbatim (a time turned into milliseconds, a word
/// turned into a number). Paths are dotted object keys.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Native {
    root: Map<String, Value>,
}

impl Native {
    pub fn new(root: Map<String, Value>) -> Native {
        Native { root }
    }

    /// The value at the path.
    pub fn get(&self, path: &str) -> Option<&Value> {
        path::get(&self.root, path)
    }

    pub fn has(&self, path: &str) -> bool {
        self.get(path).is_some_and(|v| !v.is_null())
    }

    /// The non-empty text at the path.
    pub fn str(&self, path: &str) -> Option<&str> {
        self.get(path)?.as_str().filter(|s| !s.is_empty())
    }

    /// The text at the path, or `""`.
    pub fn str_or_empty(&self, path: &str) -> &str {
        self.str(path).unwrap_or("")
    }

    /// Moves out any value but `null` and empty containers, which would not be found again under another name.
    pub fn take(&mut self, path: &str) -> Option<Value> {
        let says_something = |v: &Value| match v {
            Value::Null => false,
            Value::Object(map) => !map.is_empty(),
            Value::Array(items) => !items.is_empty(),
            _ => true,
        };
        path::take(&mut self.root, path, &mut |v| says_something(v))
    }

    /// Moves out a non-empty text.
    pub fn take_str(&mut self, path: &str) -> Option<String> {
        match path::take(&mut self.root, path, &mut |v| v.as_str().is_some_and(|s| !s.is_empty())) {
            Some(Value::String(s)) => Some(s),
            _ => None,
        }
    }

    /// Moves out a non-empty text, a number or a boolean, as text.
    pub fn take_text(&mut self, path: &str) -> Option<String> {
        let scalar = |v: &Value| match v {
            Value::String(s) => !s.is_empty(),
            Value::Number(_) | Value::Bool(_) => true,
            _ => false,
        };
        match path::take(&mut self.root, path, &mut |v| scalar(v))? {
            Value::String(s) => Some(s),
            other => Some(other.to_string()),
        }
    }

    /// Moves out an integer, also one written as text (`"443"`), so that it prints as it stood.
    pub fn take_int(&mut self, path: &str) -> Option<i64> {
        let mut number = None;
        path::take(&mut self.root, path, &mut |v| {
            number = match v {
                Value::Number(n) => n.as_i64(),
                Value::String(s) => s.parse::<i64>().ok().filter(|n| n.to_string() == *s),
                _ => None,
            };
            number.is_some()
        })?;
        number
    }

    /// Moves out a boolean.
    pub fn take_bool(&mut self, path: &str) -> Option<bool> {
        path::take(&mut self.root, path, &mut Value::is_boolean)?.as_bool()
    }

    /// Moves out a list of texts; a list with anything else in it stays.
    pub fn take_strs(&mut self, path: &str) -> Option<Vec<String>> {
        let all_text =
            |v: &Value| v.as_array().is_some_and(|a| !a.is_empty() && a.iter().all(Value::is_string));
        match path::take(&mut self.root, path, &mut |v| all_text(v))? {
            Value::Array(items) => Some(
                items
                    .into_iter()
                    .filter_map(|v| match v {
                        Value::String(s) => Some(s),
                        _ => None,
                    })
                    .collect(),
            ),
            _ => None,
        }
    }

    /// Reads a time in any spelling that [`parse_time`] knows, or a Unix number; the leaf stays, since milliseconds
    /// do not carry its spelling.
    pub fn read_time(&self, path: &str) -> Option<Millis> {
        match self.get(path)? {
            Value::String(s) => parse_time(s),
            Value::Number(n) => unix_millis(n.as_f64()?),
            _ => None,
        }
    }

    /// Reads an integer or an integer written as text; the leaf stays.
    pub fn read_int(&self, path: &str) -> Option<i64> {
        match self.get(path)? {
            Value::Number(n) => n.as_i64(),
            Value::String(s) => s.trim().parse().ok(),
            _ => None,
        }
    }

    /// Reads a number or a number written as text; the leaf stays.
    pub fn read_float(&self, path: &str) -> Option<f64> {
        match self.get(path)? {
            Value::Number(n) => n.as_f64(),
            Value::String(s) => s.trim().parse().ok().filter(|f: &f64| f.is_finite()),
            _ => None,
        }
    }

    /// Reads a boolean, also one written as text; the leaf stays.
    pub fn read_bool(&self, path: &str) -> Option<bool> {
        match self.get(path)? {
            Value::Bool(b) => Some(*b),
            Value::String(s) if s.eq_ignore_ascii_case("true") => Some(true),
            Value::String(s) if s.eq_ignore_ascii_case("false") => Some(false),
            _ => None,
        }
    }

    /// Maps each object of the list at the path with `f`, which takes what it can from it. What `f` leaves of an
    /// element stays in the list; elements that are emptied, and a list without elements left, go.
    pub fn each<T>(&mut self, path: &str, mut f: impl FnMut(&mut Native) -> Option<T>) -> Vec<T> {
        let holds_objects =
            |v: &Value| v.as_array().is_some_and(|a| !a.is_empty() && a.iter().any(Value::is_object));
        let Some(Value::Array(items)) = path::take(&mut self.root, path, &mut |v| holds_objects(v)) else {
            return Vec::new();
        };
        let mut mapped = Vec::new();
        let mut left = Vec::new();
        for item in items {
            match item {
                Value::Object(root) if !root.is_empty() => {
                    let mut native = Native { root };
                    mapped.extend(f(&mut native));
                    if !native.root.is_empty() {
                        left.push(Value::Object(native.root));
                    }
                }
                other => left.push(other),
            }
        }
        if !left.is_empty() {
            path::set(&mut self.root, path, Value::Array(left));
        }
        mapped
    }

    /// Replaces the JSON text at the path by the object or list that it holds, if it is one, and says whether it was.
    /// The text itself stays, verbatim, under `embedded.<path>`.
    pub fn parse_embedded(&mut self, path: &str) -> bool {
        let Some(value) = self.str(path).and_then(|text| {
            matches!(text.trim_start().as_bytes().first(), Some(b'{' | b'['))
                .then(|| serde_json::from_str::<Value>(text).ok())
                .flatten()
        }) else {
            return false;
        };
        let text = self.take(path);
        path::set(&mut self.root, path, value);
        if let Some(text) = text {
            path::set(&mut self.root, &format!("embedded.{path}"), text);
        }
        true
    }

    /// Puts a value at the path, for sources that first bring a record into one shape.
    pub fn put(&mut self, path: &str, value: impl Into<Value>) {
        path::set(&mut self.root, path, value.into());
    }

    pub fn as_map(&self) -> &Map<String, Value> {
        &self.root
    }

    /// What was not taken.
    pub fn into_rest(self) -> Map<String, Value> {
        self.root
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn native(value: Value) -> Native {
        match value {
            Value::Object(map) => Native::new(map),
            _ => panic!("a test record is an object"),
        }
    }

    #[test]
    fn taking_the_last_leaf_takes_the_empty_parents() {
        let mut n = native(json!({"a": {"b": {"c": "x"}}, "d": null}));
        assert_eq!(n.take_str("a.b.c").as_deref(), Some("x"));
        assert_eq!(Value::Object(n.into_rest()), json!({"d": null}));
    }

    #[test]
    fn a_value_of_another_type_stays() {
        let mut n = native(json!({"a": 1, "b": {"c": []}, "t": "007", "e": ""}));
        assert_eq!(n.take_str("a"), None);
        assert_eq!(n.take_str("b.c"), None);
        assert_eq!(n.take_int("t"), None, "`007` would come back as 7");
        assert_eq!(n.take_str("e"), None);
        assert_eq!(Value::Object(n.into_rest()), json!({"a": 1, "b": {"c": []}, "t": "007", "e": ""}));
    }

    #[test]
    fn each_keeps_what_is_left_of_an_element() {
        let mut n = native(json!({"r": [{"id": "1", "x": 2}, {"id": "2"}, "odd"]}));
        assert_eq!(n.each("r", |e| e.take_str("id")), ["1", "2"]);
        assert_eq!(Value::Object(n.into_rest()), json!({"r": [{"x": 2}, "odd"]}));
    }
}
