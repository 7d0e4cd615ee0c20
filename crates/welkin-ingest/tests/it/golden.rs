//! Hand-checked expectations of the important attributes: `golden/<source>.json` holds cases of native records.

use std::fs;
use std::path::Path;

use serde::Deserialize;
use serde_json::{Map, Value};
use welkin_ingest::{Limits, read};
use welkin_model::schema::validate;
use welkin_testkit::missing_leaves;

#[derive(Deserialize)]
struct Case {
    why: String,
    native: Value,
    expect: Expect,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Expect {
    One(Map<String, Value>),
    Many(Vec<Map<String, Value>>),
}

#[test]
fn every_case_is_mapped_as_expected() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    let mut files: Vec<_> = fs::read_dir(&folder).unwrap().map(|e| e.unwrap().path()).collect();
    files.retain(|f| f.extension().is_some_and(|e| e == "json"));
    files.sort();
    let mut problems = Vec::new();
    for file in files {
        let source = file.file_stem().unwrap().to_str().unwrap();
        let cases: Vec<Case> = serde_json::from_str(&fs::read_to_string(&file).unwrap())
            .unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        for case in cases {
            let mut note = |what: String| problems.push(format!("{source}: {}: {what}", case.why));
            check(source, &case, &mut note);
        }
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

fn check(source: &str, case: &Case, note: &mut dyn FnMut(String)) {
    let text = match &case.native {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let mut natives = Vec::new();
    let mut events = Vec::new();
    read(&case.why, text.as_bytes(), None, Limits::default(), 0, &mut |record| match record {
        Err(rejected) => note(format!("rejected: {}", rejected.diagnostic)),
        Ok(parsed) => {
            if parsed.source().as_str() != source {
                note(format!("taken for {}", parsed.source()));
            }
            natives.push(parsed.native().clone());
            events.push(parsed.into_event().into_value());
        }
    });
    for event in &events {
        validate(event).into_iter().for_each(|error| note(format!("invalid: {error}")));
        if let Some(moved) = event.pointer("/unmapped/nonconforming") {
            note(format!("nonconforming: {moved}"));
        }
    }
    // Of a record that is split, the parts together must hold every leaf; one that is not may have been unwrapped.
    let whole = if case.native.is_object() && events.len() > 1 { vec![case.native.clone()] } else { natives };
    for leaf in whole.iter().flat_map(|native| missing_leaves(native, &events)) {
        note(format!("lost {}: {}", leaf.path, leaf.text));
    }
    let expects = match &case.expect {
        Expect::One(expect) => vec![expect],
        Expect::Many(expects) => expects.iter().collect(),
    };
    if expects.len() != events.len() {
        note(format!("{} events, expected {}", events.len(), expects.len()));
    }
    for (expect, event) in expects.iter().zip(&events) {
        for (path, value) in *expect {
            let found = event.pointer(&format!("/{}", path.replace('.', "/"))).unwrap_or(&Value::Null);
            if found != value {
                note(format!("{path} is {found}, expected {value}"));
            }
        }
    }
}
