use serde_json::{Map, Value};

use super::table::{Attribute, Kind, Schema, Spec};
use super::value::deviation;

/// Every deviation of an event from the schema, as `path: what is wrong`; empty for a valid event.
///
/// Checked: a known class; `type_uid`; required attributes (those of a profile where `metadata.profiles` lists it); no
/// unknown attribute, no null; types, enumerations, patterns and ranges; constraints; objects to any depth.
pub fn validate(event: &Value) -> Vec<String> {
    let mut errors = Vec::new();
    let schema = Schema::get();
    let Some(event) = event.as_object() else {
        return vec!["event is not an object".to_owned()];
    };
    let class = event.get("class_uid").and_then(Value::as_u64).and_then(|uid| schema.class(uid));
    let Some((class, spec)) = class.and_then(|class| Some((class, schema.class_spec(class)?))) else {
        return vec![format!("unknown class_uid {}", event.get("class_uid").unwrap_or(&Value::Null))];
    };
    let profiles = profiles_of(event);
    for profile in &profiles {
        if !spec.profiles.iter().any(|known| known == profile) {
            errors.push(format!("{}: profile `{profile}` does not apply", spec.name));
        }
    }
    let activity = event.get("activity_id").and_then(Value::as_u64).and_then(|a| u8::try_from(a).ok());
    if let Some(activity) = activity
        && event.get("type_uid").and_then(Value::as_u64) != Some(class.type_uid(activity))
    {
        errors.push(format!("{}: type_uid is not class_uid * 100 + activity_id", spec.name));
    }
    Check { schema, profiles: &profiles, errors: &mut errors }.members(event, spec, &spec.name, Place::Event);
    errors
}

/// The profiles that an event lists in `metadata.profiles`.
pub(super) fn profiles_of(event: &Map<String, Value>) -> Vec<String> {
    let listed = event.get("metadata").and_then(|m| m.get("profiles")).and_then(Value::as_array);
    listed.into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
}

/// Attributes of a profile are checked for being listed on the event itself; objects carry them freely.
#[derive(Clone, Copy, Eq, PartialEq)]
enum Place {
    Event,
    Object,
}

struct Check<'a> {
    schema: &'static Schema,
    profiles: &'a [String],
    errors: &'a mut Vec<String>,
}

impl Check<'_> {
    fn members(&mut self, value: &Map<String, Value>, spec: &Spec, path: &str, place: Place) {
        for key in &spec.required {
            let applies = spec.attributes.get(key).is_some_and(|a| self.listed(a));
            if applies && value.get(&**key).is_none_or(Value::is_null) {
                self.errors.push(format!("{path}.{key}: required, missing"));
            }
        }
        for (key, v) in value {
            match spec.attributes.get(key.as_str()) {
                None => self.errors.push(format!("{path}.{key}: unknown attribute")),
                Some(a) if place == Place::Event && !self.listed(a) => {
                    self.errors.push(format!(
                        "{path}.{key}: attribute of a profile not listed in metadata.profiles"
                    ));
                }
                Some(_) if v.is_null() => self.errors.push(format!("{path}.{key}: null")),
                Some(a) if a.is_array => match v.as_array() {
                    None => self.errors.push(format!("{path}.{key}: not an array")),
                    Some(items) => {
                        for item in items {
                            self.one(item, a, &format!("{path}.{key}[]"));
                        }
                    }
                },
                Some(a) => self.one(v, a, &format!("{path}.{key}")),
            }
        }
        let present =
            |names: &[String]| names.iter().filter(|n| value.get(*n).is_some_and(|v| !v.is_null())).count();
        if !spec.at_least_one.is_empty() && present(&spec.at_least_one) == 0 {
            self.errors.push(format!("{path}: at least one of {}", spec.at_least_one.join(", ")));
        }
        if !spec.just_one.is_empty() && present(&spec.just_one) != 1 {
            self.errors.push(format!("{path}: exactly one of {}", spec.just_one.join(", ")));
        }
    }

    fn one(&mut self, value: &Value, attribute: &Attribute, path: &str) {
        if let Some(what) = deviation(attribute, value) {
            self.errors.push(format!("{path}: {what}"));
        } else if let (Kind::Object(name), Some(members)) = (&attribute.kind, value.as_object())
            && let Some(spec) = self.schema.object(name)
            && !spec.attributes.is_empty()
        {
            self.members(members, spec, path, Place::Object);
        }
    }

    fn listed(&self, attribute: &Attribute) -> bool {
        attribute.profile.as_deref().is_none_or(|p| self.profiles.iter().any(|listed| listed == p))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn event() -> Value {
        json!({
            "class_uid": 6003, "category_uid": 6, "activity_id": 2, "type_uid": 600302, "severity_id": 1,
            "time": 1_700_000_000_000_i64,
            "metadata": {"version": "1.8.0", "product": {"name": "CloudTrail"}, "profiles": ["cloud"]},
            "cloud": {"provider": "AWS"}, "actor": {"user": {"name": "ana"}},
            "api": {"operation": "GetObject"}, "src_endpoint": {"ip": "203.0.113.7"},
        })
    }

    fn check(change: impl FnOnce(&mut Value), expect: &[&str]) {
        let mut e = event();
        change(&mut e);
        assert_eq!(validate(&e), expect);
    }

    #[test]
    fn reports_each_kind_of_deviation() {
        check(|_| (), &[]);
        check(|e| e["class_uid"] = json!(1), &["unknown class_uid 1"]);
        check(
            |e| e["type_uid"] = json!(600_303),
            &["api_activity: type_uid is not class_uid * 100 + activity_id"],
        );
        check(|e| e["severity_id"] = json!(7), &["api_activity.severity_id: no value of its enumeration"]);
        check(|e| e["src_endpoint"]["ip"] = json!("a"), &["api_activity.src_endpoint.ip: not an IP address"]);
        check(
            |e| e["src_endpoint"]["port"] = json!(65536),
            &["api_activity.src_endpoint.port: outside of 0 to 65535"],
        );
        check(|e| e["api"] = json!({}), &["api_activity.api.operation: required, missing"]);
        check(|e| e["nonsense"] = json!(1), &["api_activity.nonsense: unknown attribute"]);
        check(|e| e["message"] = Value::Null, &["api_activity.message: null"]);
        check(|e| e["resources"] = json!({"uid": "a"}), &["api_activity.resources: not an array"]);
        check(
            |e| e["resources"] = json!([{"type": "t"}]),
            &["api_activity.resources[]: at least one of name, uid"],
        );
        check(
            |e| e["action_id"] = json!(1),
            &["api_activity.action_id: attribute of a profile not listed in metadata.profiles"],
        );
    }
}
