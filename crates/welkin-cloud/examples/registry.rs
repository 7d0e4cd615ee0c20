//! Prints the AI types that Welkin knows of all clouds as JSON, to be compared with the providers' catalogues.

use serde_json::{Value, json};
use welkin_cloud::{ReadBy, registry};
use welkin_model::Cloud;

#[expect(clippy::print_stdout, reason = "an example is an edge")]
fn main() {
    let types: Vec<Value> = Cloud::ALL
        .into_iter()
        .flat_map(|cloud| registry(cloud).into_iter().map(move |entry| (cloud, entry)))
        .map(|(cloud, entry)| {
            let (calls, left_out) = match entry.reading {
                ReadBy::Calls(calls) => (json!(calls), Value::Null),
                ReadBy::LeftOut(reason) => (Value::Null, json!(reason)),
            };
            json!({"cloud": cloud, "type": entry.native, "kind": entry.kind, "calls": calls, "left_out": left_out})
        })
        .collect();
    println!("{}", json!(types));
}
