//! The marks of two sources never both fit one record.

use std::fs;
use std::path::Path;

use serde_json::{Map, Value};
use welkin_ingest::{Limits, map, read};
use welkin_testkit::real_records;

#[test]
fn every_record_has_the_marks_of_one_source() {
    let mut problems = Vec::new();
    let mut check = |name: &str, text: &str| {
        read(name, text.as_bytes(), None, Limits::default(), 0, &mut |record| {
            let Ok(parsed) = record else { return };
            let at = format!("{name}:{}", parsed.sequence());
            let ids = recognising(parsed.native().as_object().unwrap());
            if ids.len() > 1 {
                problems.push(format!("{at}: {ids:?}"));
            }
        });
    };
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    for file in fs::read_dir(golden).unwrap().map(|e| e.unwrap().path()) {
        let cases: Vec<Value> = serde_json::from_str(&fs::read_to_string(&file).unwrap()).unwrap();
        for case in cases {
            let native = &case["native"];
            let text = native.as_str().map_or_else(|| native.to_string(), str::to_owned);
            check(&file.display().to_string(), &text);
        }
    }
    for sample in real_records().into_iter().flatten() {
        check(&sample.file.display().to_string(), &sample.text);
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

fn recognising(record: &Map<String, Value>) -> Vec<&'static str> {
    map::all().filter(|source| source.recognises(record)).map(|source| source.id()).collect()
}
