use std::fmt;
use std::sync::Arc;

use datafusion::arrow::array::{Array, ArrayRef, AsArray, StringArray};
use datafusion::arrow::compute::cast;
use datafusion::arrow::datatypes::DataType;
use datafusion::common::Result;
use datafusion::logical_expr::{ColumnarValue, ScalarFunctionArgs, ScalarUDFImpl, Signature, Volatility};
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::Value;

/// `json_get(text, 'dotted.path')`: the value in a JSON text, as text.
///
/// Text comes without quotes, numbers and booleans as JSON writes them, objects and lists as JSON. Elements of a list
/// are counted from 0 (`resources.0.uid`). NULL where nothing stands, where `null` stands, or where the text is not
/// JSON.
#[derive(Debug, Eq, Hash, PartialEq)]
pub(crate) struct JsonGet {
    signature: Signature,
}

impl JsonGet {
    pub(crate) fn new() -> JsonGet {
        JsonGet { signature: Signature::string(2, Volatility::Immutable) }
    }
}

impl ScalarUDFImpl for JsonGet {
    fn name(&self) -> &str {
        "json_get"
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _: &[DataType]) -> Result<DataType> {
        Ok(DataType::Utf8)
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let arrays = ColumnarValue::values_to_arrays(&args.args)?;
        let texts =
            arrays.iter().map(|array| cast(array, &DataType::Utf8View)).collect::<Result<Vec<_>, _>>()?;
        let [texts, paths] = texts.as_slice() else {
            return datafusion::common::exec_err!("json_get takes a text and a path");
        };
        let (texts, paths) = (texts.as_string_view(), paths.as_string_view());
        let values = texts.iter().zip(paths.iter()).map(|(text, path)| get(text?, path?));
        let values: ArrayRef = Arc::new(StringArray::from_iter(values));
        debug_assert_eq!(values.len(), args.number_rows.max(values.len()));
        Ok(ColumnarValue::Array(values))
    }
}

/// The value at the path, as text.
fn get(text: &str, path: &str) -> Option<String> {
    let mut input = serde_json::Deserializer::from_str(text);
    match Seek(path).deserialize(&mut input).ok()?? {
        Value::Null => None,
        Value::String(text) => Some(text),
        other => Some(other.to_string()),
    }
}

/// Reads on to the value at a dotted path and skips everything else without building it.
struct Seek<'a>(&'a str);

impl<'de> DeserializeSeed<'de> for Seek<'_> {
    type Value = Option<Value>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Option<Value>, D::Error> {
        if self.0.is_empty() {
            return serde::Deserialize::deserialize(deserializer).map(Some);
        }
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Seek<'_> {
    type Value = Option<Value>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Option<Value>, A::Error> {
        let (head, rest) = self.0.split_once('.').unwrap_or((self.0, ""));
        let mut found = None;
        while let Some(key) = map.next_key::<std::borrow::Cow<'_, str>>()? {
            if key == head {
                found = map.next_value_seed(Seek(rest))?;
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(found)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Option<Value>, A::Error> {
        let (head, rest) = self.0.split_once('.').unwrap_or((self.0, ""));
        let wanted: Option<usize> = head.parse().ok();
        let mut found = None;
        for at in 0.. {
            if Some(at) == wanted {
                match seq.next_element_seed(Seek(rest))? {
                    Some(value) => found = value,
                    None => break,
                }
            } else if seq.next_element::<IgnoredAny>()?.is_none() {
                break;
            }
        }
        Ok(found)
    }

    fn visit_bool<E>(self, _: bool) -> Result<Option<Value>, E> {
        Ok(None)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Option<Value>, E> {
        Ok(None)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Option<Value>, E> {
        Ok(None)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Option<Value>, E> {
        Ok(None)
    }

    fn visit_str<E>(self, _: &str) -> Result<Option<Value>, E> {
        Ok(None)
    }

    fn visit_unit<E>(self) -> Result<Option<Value>, E> {
        Ok(None)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, path: &str, value: Option<&str>) {
        assert_eq!(get(text, path).as_deref(), value, "{path} of {text}");
    }

    #[test]
    fn reads_values_by_dotted_path() {
        let text =
            r#"{"a":{"b":"x","n":1.5,"t":true,"z":null},"l":[{"u":"first"},{"u":"second"}],"c":[1,2]}"#;
        check(text, "a.b", Some("x"));
        check(text, "a.n", Some("1.5"));
        check(text, "a.t", Some("true"));
        check(text, "a.z", None);
        check(text, "l.1.u", Some("second"));
        check(text, "l.2.u", None);
        check(text, "c", Some("[1,2]"));
        check(text, "a.b.c", None);
        check(text, "absent", None);
    }

    #[test]
    fn gives_nothing_for_what_is_no_json() {
        for text in ["", "{", "no", r#"{"a":1"#, "\u{0}"] {
            check(text, "a", None);
        }
    }
}
