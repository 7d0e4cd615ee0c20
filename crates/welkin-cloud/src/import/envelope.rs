use serde_json::{Map, Value};

use super::aws_tables;

/// What to do with a member of an object that is not a record itself but holds records.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Step {
    /// A list of records.
    Emit,
    /// An object that holds lists of records.
    Descend,
    /// A list of objects that hold lists of records.
    Each,
    /// Nothing that is read, and large.
    Skip,
    /// It says something of the records, or is part of a record.
    Keep,
}

/// What a member is, as far as its first bytes tell.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Shape {
    Object,
    ListOfObjects,
    ListOfTexts,
    EmptyList,
    Other,
}

impl Shape {
    pub(super) fn of(value: &Value) -> Shape {
        match value {
            Value::Object(_) => Shape::Object,
            Value::Array(items) => match items.first() {
                None => Shape::EmptyList,
                Some(Value::Object(_)) => Shape::ListOfObjects,
                Some(Value::String(_)) => Shape::ListOfTexts,
                Some(_) => Shape::Other,
            },
            _ => Shape::Other,
        }
    }

    fn is_list(self) -> bool {
        matches!(self, Shape::ListOfObjects | Shape::EmptyList)
    }
}

/// Objects within objects end here.
pub(super) const DEEPEST: usize = 64;

/// The way through known envelopes: lists of AWS Config, Cloud Control and the AWS command line, `az graph query`,
/// `oci … list`, Global Search, Kubernetes lists, and the modules of Terraform. The same for documents that are read
/// whole and for those that are streamed.
pub(super) fn step(path: &str, key: &str, shape: Shape) -> Step {
    let in_module = path.ends_with("root_module") || path.ends_with("child_modules");
    match (path, key) {
        ("", "configurationItems" | "ResourceDescriptions" | "items" | "value" | "assets" | "resources")
            if shape.is_list() =>
        {
            Step::Emit
        }
        ("", "Results") if shape.is_list() || shape == Shape::ListOfTexts => Step::Emit,
        ("", "data") if shape.is_list() => Step::Emit,
        ("", "data" | "planned_values" | "values") if shape == Shape::Object => Step::Descend,
        ("data", "items") if shape.is_list() => Step::Emit,
        ("", "resource_changes" | "resource_drift" | "prior_state" | "relevant_attributes" | "checks") => {
            Step::Skip
        }
        ("planned_values" | "values", "root_module") if shape == Shape::Object => Step::Descend,
        (_, "resources") if in_module && shape.is_list() => Step::Emit,
        (_, "child_modules") if in_module && shape.is_list() => Step::Each,
        ("", key) if shape.is_list() && aws_tables::is_list(key) => Step::Emit,
        ("", key) if shape == Shape::ListOfTexts && aws_tables::is_list_of_names(key) => Step::Emit,
        _ => Step::Keep,
    }
}

/// Whether the envelope may say only after the list what the list is of.
pub(super) fn says_later(path: &str) -> bool {
    path == "ResourceDescriptions"
}

pub(super) fn join(path: &str, key: &str) -> String {
    if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") }
}

/// The records of a document.
#[derive(Debug)]
pub(super) struct Opened {
    /// Lists with their paths, in the order of the document.
    pub(super) lists: Vec<(String, Vec<Value>)>,
    /// All but the lists. Without lists it is a record itself.
    pub(super) head: Value,
}

/// Takes the lists of records out of a document.
pub(super) fn open(document: Value) -> Opened {
    let mut lists = Vec::new();
    let holds = |map: &Map<String, Value>| {
        map.iter().any(|(key, value)| matches!(step("", key, Shape::of(value)), Step::Emit | Step::Descend))
    };
    let head = match document {
        Value::Object(map) if holds(&map) => Value::Object(object(map, "", 0, &mut lists)),
        other => other,
    };
    Opened { lists, head }
}

fn object(
    map: Map<String, Value>,
    path: &str,
    depth: usize,
    lists: &mut Vec<(String, Vec<Value>)>,
) -> Map<String, Value> {
    let mut head = Map::new();
    for (key, value) in map {
        let taken = step(path, &key, Shape::of(&value));
        let deep = depth >= DEEPEST;
        match (taken, value) {
            (Step::Emit, Value::Array(items)) => lists.push((join(path, &key), items)),
            (Step::Descend, Value::Object(inner)) if !deep => {
                let inner = object(inner, &join(path, &key), depth + 1, lists);
                head.insert(key, Value::Object(inner));
            }
            (Step::Each, Value::Array(items)) if !deep => {
                let path = join(path, &key);
                for item in items {
                    if let Value::Object(inner) = item {
                        object(inner, &path, depth + 1, lists);
                    }
                }
            }
            (_, value) => {
                head.insert(key, value);
            }
        }
    }
    head
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn check(document: Value, paths: &[&str]) {
        let found: Vec<String> = open(document.clone()).lists.into_iter().map(|(path, _)| path).collect();
        assert_eq!(found, paths, "{document}");
    }

    #[test]
    fn lists_of_records_are_found_and_others_are_not() {
        check(json!({"configurationItems": [{}]}), &["configurationItems"]);
        check(json!({"Results": ["{}"]}), &["Results"]);
        check(json!({"data": [{}], "count": 1}), &["data"]);
        check(json!({"data": {"items": [{}]}}), &["data.items"]);
        check(json!({"data": {"id": "x"}}), &[]);
        check(json!({"Models": []}), &["Models"]);
        check(json!({"clusters": ["a"]}), &["clusters"]);
        check(json!({"SecurityGroups": ["sg-1"]}), &[]);
        check(json!({"SecurityGroups": [{}]}), &["SecurityGroups"]);
        check(json!({"anything": [{}]}), &[]);
        let module = json!({"resources": [{}], "child_modules": [{"resources": [{}]}]});
        check(
            json!({"planned_values": {"root_module": module}}),
            &["planned_values.root_module.child_modules.resources", "planned_values.root_module.resources"],
        );
    }
}
