use std::net::IpAddr;

use serde_json::Value;

use super::table::{Attribute, Kind};

/// Says how a scalar (or one element of a list) deviates from its attribute; objects are left to the caller.
pub(super) fn deviation(attribute: &Attribute, value: &Value) -> Option<String> {
    let type_name = &attribute.type_name;
    if attribute.values.as_ref().is_some_and(|values| !values.has(value)) {
        return Some("no value of its enumeration".to_owned());
    }
    match &attribute.kind {
        Kind::Json => None,
        Kind::Object(_) => (!value.is_object()).then(|| "not an object".to_owned()),
        Kind::Boolean => (!value.is_boolean()).then(|| "not a boolean".to_owned()),
        Kind::Float => (!value.is_number()).then(|| format!("{type_name} is not a number")),
        Kind::Integer { range } => match (value.as_i64(), value.as_u64(), range) {
            (Some(n), _, Some((low, high))) => {
                (!(*low..=*high).contains(&n)).then(|| format!("outside of {low} to {high}"))
            }
            (Some(_), ..) | (_, Some(_), None) => None,
            _ => Some(format!("{type_name} is not an integer")),
        },
        Kind::Ip => match value.as_str() {
            Some(s) => s.parse::<IpAddr>().is_err().then(|| "not an IP address".to_owned()),
            None => Some(format!("{type_name} is not a string")),
        },
        Kind::Text { pattern } => match (value.as_str(), pattern) {
            (None, _) => Some(format!("{type_name} is not a string")),
            (Some(s), Some(pattern)) => (!pattern.is_match(s)).then(|| format!("does not match {type_name}")),
            (Some(_), None) => None,
        },
    }
}
