//! Any value in any place: the event stays valid and holds every leaf.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};
use welkin_ingest::{Limits, read};
use welkin_model::SourceId;
use welkin_model::schema::validate;
use welkin_testkit::missing_leaves;

#[test]
fn wrong_types_neither_invalidate_nor_lose() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    let mut problems = Vec::new();
    for file in fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()) {
        let source = SourceId::parse(file.file_stem().unwrap().to_str().unwrap());
        let cases: Vec<Value> = serde_json::from_str(&fs::read_to_string(&file).unwrap()).unwrap();
        for case in cases.iter().filter(|case| case["native"].is_object()) {
            let mut places = Vec::new();
            collect(&case["native"], String::new(), &mut places);
            for (i, place) in places.iter().enumerate() {
                // Of the wrong values, each place gets three; over all places every source meets all of them.
                for wrong in wrong().into_iter().cycle().skip(i * 3).take(3) {
                    let mut native = case["native"].clone();
                    *native.pointer_mut(place).unwrap() = wrong.clone();
                    let what = format!("{}: {} {place} = {wrong}", file.display(), case["why"]);
                    check(source, &native, &what, &mut problems);
                }
            }
        }
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

fn wrong() -> Vec<Value> {
    vec![
        Value::Null,
        json!(-7),
        json!(1.5e300),
        json!(true),
        json!(""),
        json!("x"),
        json!([]),
        json!({}),
        json!([1, "a", null, {}]),
        json!({"a": {"b": null}}),
        json!([{"id": 1}, {}]),
    ]
}

fn collect(value: &Value, at: String, places: &mut Vec<String>) {
    let mut child = |key: &str, v: &Value| {
        let at = format!("{at}/{}", key.replace('~', "~0").replace('/', "~1"));
        places.push(at.clone());
        collect(v, at, places);
    };
    match value {
        Value::Object(members) => members.iter().for_each(|(key, v)| child(key, v)),
        Value::Array(items) => items.iter().enumerate().for_each(|(i, v)| child(&i.to_string(), v)),
        _ => {}
    }
}

fn check(source: Option<SourceId>, native: &Value, what: &str, problems: &mut Vec<String>) {
    let text = native.to_string();
    let mut records = Vec::new();
    read("a", text.as_bytes(), source, Limits::default(), 0, &mut |record| match record {
        Err(rejected) => problems.push(format!("{what}: {}", rejected.diagnostic)),
        Ok(parsed) => {
            let native = parsed.native().clone();
            records.push((native, parsed.into_event().into_value()));
        }
    });
    for (native, event) in &records {
        for error in validate(event) {
            problems.push(format!("{what}: {error}"));
        }
        let mut event = event.clone();
        // What does not conform is kept by its place in the event.
        let moved = event.pointer_mut("/unmapped/nonconforming").map(Value::take).unwrap_or_default();
        for leaf in missing_leaves(native, &[event, json!({"moved": moved})]) {
            problems.push(format!("{what}: lost {} {}", leaf.path, leaf.text));
        }
    }
}
