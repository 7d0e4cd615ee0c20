use std::collections::HashSet;

use serde_json::Value;

/// A scalar of a record, or an empty container: its dotted path and its text.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Leaf {
    pub path: String,
    pub text: String,
}

/// The leaves of a native record that are in none of the events made of it.
///
/// A leaf is there if `unmapped` holds it at the same path (list positions aside), or if any attribute of an event
/// has the same text.
pub fn missing_leaves(record: &Value, events: &[Value]) -> Vec<Leaf> {
    let mut values: HashSet<String> = HashSet::new();
    let mut unmapped: Vec<Leaf> = Vec::new();
    let mut carried: Vec<Leaf> = Vec::new();
    for event in events {
        let mut leaves = Vec::new();
        collect(event, "", &mut leaves);
        for leaf in leaves {
            if let Some(path) = leaf.path.strip_prefix("unmapped.") {
                unmapped.push(Leaf { path: path.to_owned(), text: leaf.text });
            } else {
                values.insert(leaf.text.clone());
                carried.push(leaf);
            }
        }
    }
    let mut leaves = Vec::new();
    collect(record, "", &mut leaves);
    leaves.retain(|leaf| {
        let kept = unmapped.iter().any(|u| {
            u.text == leaf.text
                && (u.path.ends_with(&leaf.path)
                    || leaf.path.ends_with(&u.path)
                    || without_indices(&u.path) == without_indices(&leaf.path))
        });
        // An empty container says nothing by its text alone: its name must be there too.
        let empty = matches!(leaf.text.as_str(), "{}" | "[]" | "null");
        let name = format!(".{}", leaf.path.rsplit('.').next().unwrap_or_default());
        let mapped = match empty {
            true => carried.iter().any(|c| c.text == leaf.text && c.path.ends_with(&name)),
            false => values.contains(&leaf.text),
        };
        !kept && !mapped
    });
    leaves
}

fn collect(value: &Value, path: &str, out: &mut Vec<Leaf>) {
    let join = |key: &str| if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") };
    match value {
        Value::Object(map) if !map.is_empty() => map.iter().for_each(|(key, v)| collect(v, &join(key), out)),
        Value::Array(items) if !items.is_empty() => {
            items.iter().enumerate().for_each(|(i, v)| collect(v, &join(&i.to_string()), out));
        }
        Value::String(text) => out.push(Leaf { path: path.to_owned(), text: text.clone() }),
        other => out.push(Leaf { path: path.to_owned(), text: other.to_string() }),
    }
}

fn without_indices(path: &str) -> String {
    path.split('.').filter(|part| part.parse::<usize>().is_err()).collect::<Vec<_>>().join(".")
}
