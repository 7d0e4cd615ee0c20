use serde_json::{Map, Value};

use super::table::{Attribute, Kind, Schema, Spec};
use super::value::deviation;
use crate::Class;

/// Makes a mapped event valid without losing anything: lists the profiles whose attributes it uses, writes captions,
/// fills what is required with the schema's own "unknown", and moves every value that the schema does not allow to
/// `unmapped.nonconforming`, an object of paths.
pub fn conform(event: &mut Map<String, Value>, class: Class) {
    let schema = Schema::get();
    let Some(spec) = schema.class_spec(class) else { return };
    let mut moved = Map::new();
    let mut conform = Conform { schema, moved: &mut moved };
    conform.members(event, spec, Path::Event, Place::Event);
    let used = used_profiles(event, spec);
    conform.fill_profiles(event, spec, &used);
    if let Some(Value::Object(metadata)) = event.get_mut("metadata") {
        match used.is_empty() {
            true => metadata.remove("profiles"),
            false => metadata.insert("profiles".to_owned(), used.into()),
        };
    }
    if !moved.is_empty() {
        crate::path::set(event, "unmapped.nonconforming", Value::Object(moved));
    }
}

/// The profiles of the class whose attributes the event carries.
fn used_profiles(event: &Map<String, Value>, spec: &Spec) -> Vec<String> {
    let profile = |key: &String| spec.attributes.get(key.as_str())?.profile.as_deref();
    let used: Vec<&str> = event.keys().filter_map(profile).collect();
    spec.profiles.iter().filter(|profile| used.contains(&profile.as_str())).cloned().collect()
}

#[derive(Clone, Copy, Eq, PartialEq)]
enum Place {
    Event,
    Object,
}

/// Where a value is; written out only when the value is moved.
#[derive(Clone, Copy)]
enum Path<'a> {
    Event,
    Member(&'a Path<'a>, &'a str),
    Element(&'a Path<'a>, usize),
}

impl Path<'_> {
    fn join(self, key: &str) -> String {
        match self {
            Path::Event => key.to_owned(),
            Path::Member(parent, own) => format!("{}.{key}", parent.join(own)),
            Path::Element(parent, own) => format!("{}.{key}", parent.join(&own.to_string())),
        }
    }
}

struct Conform<'a> {
    schema: &'static Schema,
    moved: &'a mut Map<String, Value>,
}

impl Conform<'_> {
    /// Returns whether the object can stand: `false` when a constraint is not met and nothing can be filled in.
    fn members(&mut self, value: &mut Map<String, Value>, spec: &Spec, path: Path<'_>, place: Place) -> bool {
        let mut out = Vec::new();
        for (key, v) in value.iter_mut() {
            let keep = spec
                .attributes
                .get(key.as_str())
                .is_some_and(|a| self.attribute(v, a, Path::Member(&path, key)));
            if !keep {
                out.push(key.clone());
            }
        }
        for key in out {
            if let Some(v) = value.remove(&key)
                && !is_hollow(&v)
            {
                self.moved.insert(path.join(&key), v);
            }
        }
        self.fill(value, spec, place);
        let present = |names: &[String]| names.iter().filter(|n| value.contains_key(*n)).count();
        (spec.at_least_one.is_empty() || present(&spec.at_least_one) > 0)
            && (spec.just_one.is_empty() || present(&spec.just_one) == 1)
    }

    fn attribute(&mut self, value: &mut Value, attribute: &Attribute, path: Path<'_>) -> bool {
        if value.is_null() {
            return false;
        }
        if !attribute.is_array {
            return self.one(value, attribute, path);
        }
        let Value::Array(items) = value else { return false };
        let mut index = 0;
        items.retain_mut(|item| {
            let at = index;
            index += 1;
            let keep = self.one(item, attribute, Path::Element(&path, at));
            if !keep && !is_hollow(item) {
                self.moved.insert(path.join(&at.to_string()), std::mem::take(item));
            }
            keep
        });
        !items.is_empty()
    }

    fn one(&mut self, value: &mut Value, attribute: &Attribute, path: Path<'_>) -> bool {
        if deviation(attribute, value).is_some() {
            return false;
        }
        match (&attribute.kind, value) {
            (Kind::Object(name), Value::Object(members)) => match self.schema.object(name) {
                Some(spec) if !spec.attributes.is_empty() => self.members(members, spec, path, Place::Object),
                _ => true,
            },
            _ => true,
        }
    }

    fn fill(&self, value: &mut Map<String, Value>, spec: &Spec, place: Place) {
        for key in &spec.required {
            let Some(attribute) = spec.attributes.get(key) else { continue };
            let applies = attribute.profile.is_none() && !value.contains_key(&**key);
            if applies && let Some(unknown) = self.unknown(attribute, 0) {
                value.insert(key.to_string(), unknown);
            }
        }
        if let Some(unknown) = self.unknown_choice(value, spec, place) {
            value.insert(unknown.0, unknown.1);
        }
        let caption = |(key, id): (&String, &Value)| {
            let attribute = spec.attributes.get(key.as_str())?;
            let sibling = attribute.sibling.as_ref().filter(|sibling| !value.contains_key(&***sibling))?;
            let caption = attribute.values.as_ref()?.caption(id.as_i64().filter(|id| *id != 99)?)?;
            Some((sibling.to_string(), Value::from(caption)))
        };
        let captions: Vec<_> = value.iter().filter_map(caption).collect();
        value.extend(captions);
    }

    /// A profile that is used brings required attributes of its own: `api` on an IAM event asks for `cloud`.
    fn fill_profiles(&self, value: &mut Map<String, Value>, spec: &Spec, used: &[String]) {
        for key in &spec.required {
            let Some(attribute) = spec.attributes.get(key) else { continue };
            let applies = attribute.profile.as_ref().is_some_and(|p| used.iter().any(|u| **u == **p));
            if applies
                && !value.contains_key(&**key)
                && let Some(unknown) = self.unknown(attribute, 0)
            {
                value.insert(key.to_string(), unknown);
            }
        }
    }

    /// The unknown that satisfies `at_least_one` or `just_one` of an event; objects that say nothing are dropped
    /// instead, unless they are required.
    fn unknown_choice(
        &self,
        value: &Map<String, Value>,
        spec: &Spec,
        place: Place,
    ) -> Option<(String, Value)> {
        let missing = |names: &[String]| !names.is_empty() && !names.iter().any(|n| value.contains_key(n));
        if place == Place::Object || !(missing(&spec.at_least_one) || missing(&spec.just_one)) {
            return None;
        }
        spec.at_least_one
            .iter()
            .chain(&spec.just_one)
            .find_map(|name| Some((name.clone(), self.unknown(spec.attributes.get(name.as_str())?, 0)?)))
    }

    /// The schema's way of saying that a required value is not known.
    fn unknown(&self, attribute: &Attribute, depth: u8) -> Option<Value> {
        let one = match &attribute.kind {
            Kind::Boolean => Value::Bool(false),
            Kind::Float | Kind::Integer { .. } => Value::from(
                attribute
                    .values
                    .as_ref()
                    .map_or(0, |values| if values.caption(0).is_some() { 0 } else { 99 }),
            ),
            Kind::Ip => return None,
            Kind::Json | Kind::Text { pattern: None } => Value::from("Unknown"),
            Kind::Text { pattern: Some(pattern) } => {
                UNKNOWN.into_iter().find(|u| pattern.is_match(u))?.into()
            }
            Kind::Object(name) => {
                let spec = self.schema.object(name)?;
                let mut object = Map::new();
                if depth < 3 {
                    let one_of = ["name", "uid", "hostname"]
                        .into_iter()
                        .find(|n| spec.at_least_one.iter().any(|a| a == n))
                        .or(spec.at_least_one.iter().find(|n| *n == "user").map(String::as_str))
                        .or(spec.at_least_one.first().map(String::as_str));
                    let just_one = spec.just_one.first().map(String::as_str);
                    for key in spec.required.iter().map(|k| &**k).chain(one_of).chain(just_one) {
                        if let Some(v) = spec.attributes.get(key).and_then(|a| self.unknown(a, depth + 1)) {
                            object.insert(key.to_owned(), v);
                        }
                    }
                }
                Value::Object(object)
            }
        };
        Some(if attribute.is_array { Value::Array(vec![one]) } else { one })
    }
}

/// An unknown for each pattern of the schema.
const UNKNOWN: [&str; 6] = [
    "Unknown",
    "unknown@unknown.invalid",
    "00000000-0000-0000-0000-000000000000",
    "00:00:00:00:00:00",
    "1970-01-01T00:00:00Z",
    "",
];

/// Nothing worth keeping: what mapping leaves behind when every optional part was absent.
fn is_hollow(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Object(map) => map.is_empty(),
        Value::Array(items) => items.is_empty(),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::validate;
    use serde_json::json;

    #[test]
    fn an_empty_event_of_any_class_becomes_valid() {
        // Patch State asks for an attribute inside of `device.os`, which no unknown can stand for.
        let patch_state = Class::new(5004);
        for class in Schema::get().classes().into_iter().filter(|c| *c != patch_state) {
            let mut event = Map::new();
            event.insert("class_uid".into(), class.uid().into());
            event.insert("category_uid".into(), class.category_uid().into());
            event.insert("activity_id".into(), 0.into());
            event.insert("type_uid".into(), class.type_uid(0).into());
            event.insert("metadata".into(), json!({"version": "1.8.0", "product": {"name": "x"}}));
            conform(&mut event, class);
            let errors = validate(&Value::Object(event.clone()));
            assert!(errors.is_empty(), "{}: {errors:?}\n{event:?}", class.uid());
        }
    }

    #[test]
    fn what_the_schema_forbids_is_moved_not_lost() {
        let mut event = json!({
            "class_uid": 6003, "category_uid": 6, "activity_id": 2, "type_uid": 600_302, "severity_id": 1, "time": 1,
            "metadata": {"version": "1.8.0", "product": {"name": "x"}},
            "src_endpoint": {"ip": "not an address", "port": 70_000}, "odd": 5, "resources": [{"type": "t"}, {"uid": "u"}],
        });
        conform(event.as_object_mut().unwrap(), Class::API_ACTIVITY);
        assert_eq!(validate(&event), Vec::<String>::new());
        assert_eq!(event["unmapped"]["nonconforming"]["src_endpoint.ip"], "not an address");
        assert_eq!(event["unmapped"]["nonconforming"]["odd"], 5);
        assert_eq!(event["resources"], json!([{"uid": "u"}]));
    }
}
