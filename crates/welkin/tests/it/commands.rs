//! The command line as a stranger uses it.

use std::fs;

use serde_json::Value;

use crate::support::{quiet_record, stop_logging, welkin};

const TIME: &str = "2026-11-24T10:00:00Z";

fn file(text: &str) -> (tempfile::TempDir, String) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("trail.ndjson");
    fs::write(&path, text).unwrap();
    let name = path.display().to_string();
    (folder, name)
}

fn lines(bytes: &[u8]) -> Vec<Value> {
    String::from_utf8_lossy(bytes).lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn normalize_gives_valid_events_and_goes_on_behind_what_is_broken() {
    let (_folder, name) = file(&format!("{}\n{{broken\n{}\n", quiet_record(1, TIME), quiet_record(2, TIME)));
    let output = welkin(&["normalize", "--validate", &name]);
    assert_eq!(output.status.code(), Some(0));
    let events = lines(&output.stdout);
    let sequences: Vec<_> = events.iter().map(|e| e["metadata"]["sequence"].as_u64().unwrap()).collect();
    assert_eq!(sequences, [1, 3]);
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(errors.contains("record 2") && errors.contains("expected"), "{errors}");
}

#[test]
fn detect_prints_findings_and_tells_a_pipeline_of_them() {
    let (_folder, name) = file(&stop_logging(1, TIME));
    let output = welkin(&["detect", "--format", "ndjson", "--fail-on", "high", &name]);
    assert_eq!(output.status.code(), Some(1), "{}", String::from_utf8_lossy(&output.stderr));
    let findings = lines(&output.stdout);
    let uids: Vec<_> =
        findings.iter().map(|f| f["finding_info"]["related_events"][0]["uid"].clone()).collect();
    assert!(uids.iter().all(|uid| uid == "00000001-0000-4000-8000-000000000000"), "{uids:?}");
    assert!(findings.iter().any(|f| f["severity_id"].as_u64() >= Some(4)));
    for format in ["json", "csv", "sarif", "table"] {
        let output = welkin(&["detect", "--format", format, &name]);
        assert!(output.status.success() && !output.stdout.is_empty(), "{format}");
    }
}

#[test]
fn the_same_record_twice_is_one_finding() {
    let record = stop_logging(1, TIME);
    let (_folder, once) = file(&record);
    let (_folder, twice) = file(&format!("{record}\n{record}\n"));
    assert_eq!(welkin(&["detect", &once]).stdout, welkin(&["detect", &twice]).stdout);
}

#[test]
fn a_rule_that_cannot_be_used_is_told_and_strict_refuses_it() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("bad.yml"), "title: Bad\nlogsource:\n    product: aws\ndetection:\n    a:\n        x|nonsense: 1\n    condition: a\n").unwrap();
    let (_folder, name) = file(&quiet_record(1, TIME));
    let rules = folder.path().display().to_string();
    let output = welkin(&["detect", "--rules", &rules, &name]);
    assert!(output.status.success());
    assert!(String::from_utf8_lossy(&output.stderr).contains("bad.yml"));
    assert_eq!(welkin(&["detect", "--strict", "--rules", &rules, &name]).status.code(), Some(3));
}

#[test]
fn mistakes_are_answered_in_one_sentence() {
    for (arguments, code, says) in [
        (vec!["detect", "/does/not/exist"], 3, "/does/not/exist"),
        (vec!["normalize", "--source", "aws", "-"], 3, "aws.cloudtrail"),
        (vec!["hunt", "--data", "/does/not/exist", "SELECT 1"], 3, "--data"),
        (vec!["nonsense"], 2, "nonsense"),
    ] {
        let output = welkin(&arguments);
        let errors = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(code), "{arguments:?}: {errors}");
        assert!(errors.contains(says), "{arguments:?}: {errors}");
    }
}
