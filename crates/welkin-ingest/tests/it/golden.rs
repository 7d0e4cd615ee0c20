//! Records made for the test, with the attributes that a person says they must have.

use std::fs;
use std::path::Path;

use serde_json::Value;
use welkin_ingest::{Limits, read};
use welkin_model::schema::validate;
use welkin_testkit::missing_leaves;

#[test]
fn records_become_the_events_that_people_expect() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    let mut problems = Vec::new();
    let mut cases = 0;
    for path in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        if path.extension().is_none_or(|e| e != "json") {
            continue;
        }
        let source = path.file_stem().unwrap().to_str().unwrap().to_owned();
        let text = fs::read_to_string(&path).unwrap();
        let list: Vec<Value> = serde_json::from_str(&text).unwrap_or_else(|e| panic!("{source}: {e}"));
        for case in list {
            cases += 1;
            check(&source, &case, &mut problems);
        }
    }
    assert!(cases > 0, "no cases");
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

fn check(source: &str, case: &Value, problems: &mut Vec<String>) {
    let why = format!("{source}: {}", case["why"].as_str().unwrap_or_default());
    let text = match &case["native"] {
        Value::String(lines) => lines.clone(),
        native => native.to_string(),
    };
    let (mut natives, mut events) = (Vec::new(), Vec::new());
    read("golden", text.as_bytes(), None, Limits::default(), 0, &mut |record| match record {
        Err(rejected) => problems.push(format!("{why}: {}", rejected.diagnostic)),
        Ok(parsed) => {
            if parsed.source().as_str() != source {
                problems.push(format!("{why}: taken for {}", parsed.source()));
            }
            natives.push(Value::Object(parsed.native().clone()));
            events.push(parsed.into_event().into_value());
        }
    });
    for event in &events {
        problems.extend(validate(event).into_iter().map(|error| format!("{why}: invalid: {error}")));
        if let Some(moved) = event.pointer("/unmapped/nonconforming") {
            problems.push(format!("{why}: nonconforming: {moved}"));
        }
    }
    for native in &natives {
        let lost = missing_leaves(native, &events);
        problems.extend(lost.into_iter().map(|leaf| format!("{why}: lost {} = {}", leaf.path, leaf.text)));
    }
    let expected = match &case["expect"] {
        Value::Array(list) => list.clone(),
        one => vec![one.clone()],
    };
    if expected.len() != events.len() {
        problems.push(format!("{why}: {} events, not {}", events.len(), expected.len()));
    }
    for (event, expect) in events.iter().zip(&expected) {
        for (path, value) in expect.as_object().into_iter().flatten() {
            let found = event.pointer(&format!("/{}", path.replace('.', "/"))).unwrap_or(&Value::Null);
            if found != value {
                problems.push(format!("{why}: {path} is {found}, not {value}"));
            }
        }
    }
}
