use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock, OnceLock};

use foldhash::{HashMap, HashMapExt};
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
    /// The attribute of the same object that takes the caption of the value.
    pub(crate) sibling: Option<Box<str>>,
    /// Allowed values, if they are listed.
    pub(crate) values: Option<Values>,
}

/// The values of an enumeration with their captions.
#[derive(Debug, Default)]
pub(crate) struct Values {
    numbers: HashMap<i64, Box<str>>,
    texts: HashMap<Box<str>, Box<str>>,
}

impl Values {
    /// Whether it lists the value.
    pub(crate) fn has(&self, value: &Value) -> bool {
        match value {
            Value::String(text) => self.texts.contains_key(text.as_str()) || self.number(text).is_some(),
            other => other.as_i64().is_some_and(|number| self.numbers.contains_key(&number)),
        }
    }

    pub(crate) fn caption(&self, number: i64) -> Option<&str> {
        self.numbers.get(&number).map(|caption| &**caption)
    }

    fn number(&self, text: &str) -> Option<i64> {
        text.parse()
            .ok()
            .filter(|number: &i64| number.to_string() == text && self.numbers.contains_key(number))
    }
}

/// A pattern of the schema, compiled when a value is first held against it: most are for attributes that no log has.
#[derive(Debug)]
pub(crate) struct Pattern {
    text: String,
    regex: OnceLock<Option<Regex>>,
}

impl Pattern {
    /// A pattern that is none, of which the schema has none, would accept anything.
    pub(crate) fn is_match(&self, value: &str) -> bool {
        let regex = self.regex.get_or_init(|| Regex::new(&self.text).ok());
        regex.as_ref().is_none_or(|regex| regex.is_match(value))
    }
}

#[derive(Debug)]
pub(crate) enum Kind {
    Boolean,
    Float,
    Integer { range: Option<(i64, i64)> },
    Ip,
    Json,
    Object(Box<str>),
    Text { pattern: Option<Arc<Pattern>> },
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
        self.classes.get(&class.uid())?.attributes.get(attribute)?.values.as_ref()?.caption(value)
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
    let types = Types {
        objects: raw.objects.keys().map(String::as_str).collect(),
        patterns: raw.types.iter().filter_map(|(name, t)| Some((name.as_str(), pattern(t)?))).collect(),
        all: &raw.types,
    };
    let mut classes = HashMap::new();
    let mut objects = HashMap::new();
    for (name, spec) in &raw.objects {
        objects.insert(name.as_str().into(), compile_spec(spec, &types));
    }
    for spec in raw.classes.values() {
        if let Some(uid) = spec.uid {
            classes.insert(uid, compile_spec(spec, &types));
        }
    }
    Schema { classes, objects }
}

/// What the type of an attribute can be.
struct Types<'a> {
    objects: std::collections::HashSet<&'a str>,
    patterns: HashMap<&'a str, Arc<Pattern>>,
    all: &'a HashMap<String, RawType>,
}

fn pattern(raw: &RawType) -> Option<Arc<Pattern>> {
    Some(Arc::new(Pattern { text: raw.regex.clone()?, regex: OnceLock::new() }))
}

fn compile_spec(raw: &RawSpec, types: &Types<'_>) -> Spec {
    let attributes = raw.attributes.iter().map(|(key, a)| {
        let sibling = a.sibling.clone().filter(|sibling| raw.attributes.contains_key(sibling));
        (key.clone(), compile_attribute(a, sibling, types))
    });
    let attributes: HashMap<Box<str>, Attribute> = attributes.collect();
    let mut required: Vec<Box<str>> = raw
        .attributes
        .iter()
        .filter(|(_, a)| a.requirement == "required")
        .map(|(key, _)| key.clone())
        .collect();
    required.sort();
    let constraint =
        |kind: &str| raw.constraints.as_ref().and_then(|c| c.get(kind)).cloned().unwrap_or_default();
    Spec {
        name: raw.name.clone(),
        profiles: raw.profiles.clone(),
        attributes,
        required,
        at_least_one: constraint("at_least_one"),
        just_one: constraint("just_one"),
    }
}

fn compile_attribute(raw: &RawAttribute, sibling: Option<Box<str>>, types: &Types<'_>) -> Attribute {
    let values = raw.values.as_ref().map(|raw| {
        let mut values = Values::default();
        for (key, caption) in raw {
            let caption = caption.as_str().unwrap_or_default().into();
            match key.parse() {
                Ok(number) => values.numbers.insert(number, caption),
                Err(_) => values.texts.insert(key.as_str().into(), caption),
            };
        }
        values
    });
    Attribute {
        kind: kind(&raw.type_name, types),
        type_name: raw.type_name.clone(),
        is_array: raw.is_array,
        profile: raw.profile.clone(),
        sibling,
        values,
    }
}

fn kind(name: &str, types: &Types<'_>) -> Kind {
    if name == "object" || types.objects.contains(name) {
        return Kind::Object(name.into());
    }
    if name == "ip_t" {
        return Kind::Ip;
    }
    let mut base = name;
    while let Some(next) = types.all.get(base).and_then(|t| t.base.as_deref()) {
        if next == base {
            break;
        }
        base = next;
    }
    match base {
        "boolean_t" => Kind::Boolean,
        "float_t" => Kind::Float,
        "integer_t" | "long_t" => Kind::Integer { range: types.all.get(name).and_then(|t| t.range) },
        "json_t" => Kind::Json,
        _ => Kind::Text { pattern: types.patterns.get(name).cloned() },
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
