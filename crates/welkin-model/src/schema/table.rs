use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

use regex::Regex;
use serde::Deserialize;
use serde_json::Value;

use crate::Class;

/// The version that Welkin writes as `metadata.version`.
pub const OCSF_VERSION: &str = "1.8.0";

/// The compiled schema. There is one, [`Schema::get`], read from the binary at first use.
#[derive(Debug)]
pub struct Schema {
    classes: HashMap<u32, Spec>,
    objects: HashMap<Box<str>, Spec>,
}

/// A class or an object: its attributes and constraints.
#[derive(Debug, Default)]
pub(crate) struct Spec {
    pub(crate) name: String,
    pub(crate) profiles: Vec<String>,
    pub(crate) attributes: HashMap<Box<str>, Attribute>,
    /// Names of the attributes that are required where no profile or a listed profile asks for them.
    pub(crate) required: Vec<Box<str>>,
    /// `(id, caption)` pairs of attributes: where the id is known, the caption can be written.
    pub(crate) captions: Vec<(Box<str>, Box<str>)>,
    pub(crate) at_least_one: Vec<String>,
    pub(crate) just_one: Vec<String>,
}

#[derive(Debug)]
pub(crate) struct Attribute {
    pub(crate) kind: Kind,
    /// The name of the type in the schema, for messages.
    pub(crate) type_name: Box<str>,
    pub(crate) is_array: bool,
    pub(crate) profile: Option<Box<str>>,
    /// Allowed values, by their text, with captions.
    pub(crate) values: Option<BTreeMap<String, String>>,
}

#[derive(Debug)]
pub(crate) enum Kind {
    Boolean,
    Float,
    Integer { range: Option<(i64, i64)> },
    Ip,
    Json,
    Object(Box<str>),
    Text { pattern: Option<Regex> },
}

impl Schema {
    /// The schema of [`OCSF_VERSION`].
    pub fn get() -> &'static Schema {
        static SCHEMA: LazyLock<Schema> = LazyLock::new(|| {
            // The text is part of the binary and `tests::compiles` reads it: were it broken, every event would be
            // reported as being of an unknown class.
            serde_json::from_str(include_str!("../../schema/ocsf-1.8.0.json"))
                .map(compile)
                .unwrap_or_else(|_| Schema { classes: HashMap::new(), objects: HashMap::new() })
        });
        &SCHEMA
    }

    /// The class with this `class_uid`, if the schema has it.
    pub fn class(&self, uid: u64) -> Option<Class> {
        let uid = u32::try_from(uid).ok()?;
        self.classes.contains_key(&uid).then(|| Class::new(uid))
    }

    /// The caption of a class, e.g. `API Activity`.
    pub fn class_caption(&self, class: Class) -> Option<&str> {
        self.caption(class, "class_uid", i64::from(class.uid()))
    }

    /// The machine name of a class, e.g. `api_activity`.
    pub fn class_name(&self, class: Class) -> Option<&str> {
        Some(&self.classes.get(&class.uid())?.name)
    }

    /// The caption that a class gives to a value of one of its enumerations.
    pub fn caption(&self, class: Class, attribute: &str, value: i64) -> Option<&str> {
        let values = self.classes.get(&class.uid())?.attributes.get(attribute)?.values.as_ref()?;
        values.get(&value.to_string()).map(String::as_str)
    }

    /// Whether a class has an attribute.
    pub fn allows(&self, class: Class, attribute: &str) -> bool {
        self.classes.get(&class.uid()).is_some_and(|spec| spec.attributes.contains_key(attribute))
    }

    /// Every class, ascending by `class_uid`.
    pub fn classes(&self) -> Vec<Class> {
        let mut uids: Vec<_> = self.classes.keys().copied().map(Class::new).collect();
        uids.sort();
        uids
    }

    pub(crate) fn class_spec(&self, class: Class) -> Option<&Spec> {
        self.classes.get(&class.uid())
    }

    pub(crate) fn object(&self, name: &str) -> Option<&Spec> {
        self.objects.get(name)
    }
}

#[derive(Deserialize)]
struct RawSchema {
    types: HashMap<String, RawType>,
    objects: BTreeMap<String, RawSpec>,
    classes: BTreeMap<String, RawSpec>,
}

#[derive(Deserialize)]
struct RawType {
    #[serde(rename = "type")]
    base: Option<String>,
    regex: Option<String>,
    range: Option<(i64, i64)>,
}

#[derive(Deserialize)]
struct RawSpec {
    #[serde(default)]
    name: String,
    uid: Option<u32>,
    #[serde(default)]
    profiles: Vec<String>,
    #[serde(default)]
    attributes: HashMap<Box<str>, RawAttribute>,
    #[serde(default)]
    constraints: Option<HashMap<String, Vec<String>>>,
}

#[derive(Deserialize)]
struct RawAttribute {
    #[serde(rename = "type")]
    type_name: Box<str>,
    #[serde(default)]
    is_array: bool,
    #[serde(default)]
    requirement: String,
    profile: Option<Box<str>>,
    #[serde(rename = "enum")]
    values: Option<BTreeMap<String, Value>>,
    sibling: Option<Box<str>>,
}

fn compile(raw: RawSchema) -> Schema {
    let kinds = raw.objects.keys().map(String::as_str).collect::<std::collections::HashSet<_>>();
    let mut classes = HashMap::new();
    let mut objects = HashMap::new();
    for (name, spec) in &raw.objects {
        objects.insert(name.as_str().into(), compile_spec(spec, &raw.types, &kinds));
    }
    for spec in raw.classes.values() {
        if let Some(uid) = spec.uid {
            classes.insert(uid, compile_spec(spec, &raw.types, &kinds));
        }
    }
    Schema { classes, objects }
}

fn compile_spec(
    raw: &RawSpec,
    types: &HashMap<String, RawType>,
    objects: &std::collections::HashSet<&str>,
) -> Spec {
    let attributes: HashMap<Box<str>, Attribute> =
        raw.attributes.iter().map(|(key, a)| (key.clone(), compile_attribute(a, types, objects))).collect();
    let mut required: Vec<Box<str>> = raw
        .attributes
        .iter()
        .filter(|(_, a)| a.requirement == "required")
        .map(|(key, _)| key.clone())
        .collect();
    required.sort();
    let mut captions: Vec<_> = raw
        .attributes
        .iter()
        .filter_map(|(key, a)| Some((key.clone(), a.sibling.clone()?)))
        .filter(|(_, sibling)| raw.attributes.contains_key(sibling))
        .collect();
    captions.sort();
    let constraint =
        |kind: &str| raw.constraints.as_ref().and_then(|c| c.get(kind)).cloned().unwrap_or_default();
    Spec {
        name: raw.name.clone(),
        profiles: raw.profiles.clone(),
        attributes,
        required,
        captions,
        at_least_one: constraint("at_least_one"),
        just_one: constraint("just_one"),
    }
}

fn compile_attribute(
    raw: &RawAttribute,
    types: &HashMap<String, RawType>,
    objects: &std::collections::HashSet<&str>,
) -> Attribute {
    let values = raw.values.as_ref().map(|values| {
        let caption = |v: &Value| v.as_str().unwrap_or_default().to_owned();
        values.iter().map(|(key, v)| (key.clone(), caption(v))).collect()
    });
    Attribute {
        kind: kind(&raw.type_name, types, objects),
        type_name: raw.type_name.clone(),
        is_array: raw.is_array,
        profile: raw.profile.clone(),
        values,
    }
}

fn kind(name: &str, types: &HashMap<String, RawType>, objects: &std::collections::HashSet<&str>) -> Kind {
    if name == "object" || objects.contains(name) {
        return Kind::Object(name.into());
    }
    if name == "ip_t" {
        return Kind::Ip;
    }
    let own = types.get(name);
    let mut base = name;
    while let Some(next) = types.get(base).and_then(|t| t.base.as_deref()) {
        if next == base {
            break;
        }
        base = next;
    }
    match base {
        "boolean_t" => Kind::Boolean,
        "float_t" => Kind::Float,
        "integer_t" | "long_t" => Kind::Integer { range: own.and_then(|t| t.range) },
        "json_t" => Kind::Json,
        _ => Kind::Text { pattern: own.and_then(|t| t.regex.as_deref()).and_then(|r| Regex::new(r).ok()) },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn compiles() {
        let schema = Schema::get();
        assert_eq!(schema.classes().len(), 83);
        assert_eq!(schema.class_caption(Class::API_ACTIVITY), Some("API Activity"));
        assert_eq!(schema.class_name(Class::DETECTION_FINDING), Some("detection_finding"));
        assert_eq!(schema.class(42), None);
    }
}
