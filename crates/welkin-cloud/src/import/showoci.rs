use serde_json::{Map, Value};

use super::envelope::DEEPEST;
use super::oci;
use super::read::{Around, Taken, remove, text};

/// `showoci.py -jf`: parts of the tenancy, each a tree in which resources lie within resources
/// (<https://github.com/oracle/oci-python-sdk/tree/master/examples/showoci>).
pub(super) fn read(around: &Around<'_>, record: Value, taken: &mut Taken) -> Result<(), Value> {
    let is_part = |value: &Value| text(value, &["type"]).is_some_and(|part| PARTS.contains(&part));
    let (data, part) = if around.path == "data" && is_part(around.head) {
        (Some(record), Value::Null)
    } else if is_part(&record) && record.get("data").is_some() {
        let mut part = record;
        (remove(&mut part, "data"), part)
    } else {
        return Err(record);
    };
    let region = text(&part, &["region"]).or_else(|| text(around.head, &["region"])).unwrap_or("");
    let mut walk = Walk { region, compartment: Vec::new(), taken };
    walk.value(data.unwrap_or(Value::Null), 0);
    Ok(())
}

const PARTS: [&str; 5] = ["showoci", "identity", "region", "budgets", "announcement"];

struct Walk<'w> {
    region: &'w str,
    /// The compartments that the walk is in, by id.
    compartment: Vec<String>,
    taken: &'w mut Taken,
}

impl Walk<'_> {
    /// Tells of every resource in a value, and gives back what remains of it without them.
    fn value(&mut self, value: Value, depth: usize) -> Option<Value> {
        if depth > DEEPEST {
            return None;
        }
        match value {
            Value::Object(map) => self.object(map, depth),
            Value::Array(items) => {
                let left: Vec<Value> =
                    items.into_iter().filter_map(|item| self.value(item, depth + 1)).collect();
                (!left.is_empty()).then_some(Value::Array(left))
            }
            other => Some(other),
        }
    }

    fn object(&mut self, map: Map<String, Value>, depth: usize) -> Option<Value> {
        let own = map.get("compartment_id").and_then(Value::as_str).map(str::to_owned);
        let entered = own.is_some();
        self.compartment.extend(own);
        let is_resource = map.get("id").and_then(Value::as_str).is_some_and(|id| id.starts_with("ocid1."));
        let mut left = Map::new();
        for (key, value) in map {
            if let Some(value) = self.value(value, depth + 1) {
                left.insert(key, value);
            }
        }
        if is_resource && !left.contains_key("compartment_id") {
            // The tree says it once for all resources below.
            if let Some(compartment) = self.compartment.last() {
                left.insert("compartment_id".to_owned(), Value::from(compartment.as_str()));
            }
        }
        if entered {
            self.compartment.pop();
        }
        if !is_resource {
            return (!left.is_empty()).then_some(Value::Object(left));
        }
        oci::resource(Value::Object(left), self.region, self.taken);
        None
    }
}
