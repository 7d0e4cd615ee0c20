//! Real records of every source: recognised, valid, and without a lost leaf.

use std::collections::BTreeMap;

use serde_json::Value;
use welkin_ingest::{Limits, read};
use welkin_model::SourceId;
use welkin_model::schema::validate;
use welkin_testkit::{missing_leaves, real_records};

/// Labelled records without a mark of their source, by number: rows of queries over logs, fragments of one or two
/// attributes, OCSF attributes without a class. Only a user who names the source can say what they are.
fn is_markless(source: &str, sequence: u64) -> bool {
    match source {
        "aws.s3access" => matches!(sequence, 4..=5),
        "aws.vpcflow" => matches!(sequence, 3..=4 | 8..=9 | 17..=18),
        "okta.system" => matches!(sequence, 1..=14 | 47..=54),
        _ => false,
    }
}

#[test]
fn every_real_record_is_recognised_valid_and_complete() {
    let Some(samples) = real_records() else { return };
    let mut problems: BTreeMap<String, (u64, String)> = BTreeMap::new();
    let mut note = |what: String, where_: String| {
        problems.entry(what).or_insert((0, where_)).0 += 1;
    };
    let only = std::env::vars().find(|(k, _)| k == "WELKIN_SOURCE").map(|(_, v)| v);
    for sample in samples {
        if only.is_some() && sample.source.as_deref().is_none_or(|s| !s.starts_with(only.as_deref().unwrap()))
        {
            continue;
        }
        let file = sample.file.display().to_string();
        let labelled = sample.file.components().any(|c| c.as_os_str() == "labelled");
        let named = sample.source.as_deref().and_then(SourceId::parse).filter(|_| labelled);
        for source in [None, named].into_iter().take(if labelled { 2 } else { 1 }) {
            let mut records: BTreeMap<u64, (Value, Vec<Value>)> = BTreeMap::new();
            read(&file, sample.text.as_bytes(), source, Limits::default(), 0, &mut |record| match record {
                Err(rejected) => note(format!("rejected: {}", rejected.diagnostic), file.clone()),
                Ok(parsed) => {
                    let at = format!("{file}:{}", parsed.sequence());
                    if let Some(expected) = &sample.source
                        && !is_of(&file, expected, parsed.source().as_str())
                        && !is_markless(expected, parsed.sequence())
                    {
                        note(format!("{expected} taken for {}", parsed.source()), at.clone());
                    }
                    let sequence = parsed.sequence();
                    let native = parsed.native().clone();
                    let event = parsed.into_event().into_value();
                    for error in validate(&event) {
                        note(format!("invalid: {error}"), at.clone());
                    }
                    if let Some(moved) = event.pointer("/unmapped/nonconforming") {
                        for path in moved.as_object().into_iter().flat_map(|m| m.keys()) {
                            note(
                                format!("nonconforming {}: {path}", event["metadata"]["log_name"]),
                                at.clone(),
                            );
                        }
                    }
                    let entry = records.entry(sequence).or_insert((native, Vec::new()));
                    entry.1.push(event);
                }
            });
            for (sequence, (native, events)) in records {
                for leaf in missing_leaves(&native, &events) {
                    note(
                        format!("lost {}: {}", events[0]["metadata"]["log_name"], leaf.path),
                        format!("{file}:{sequence}"),
                    );
                }
            }
        }
    }
    let report: Vec<String> = problems.iter().map(|(what, (n, at))| format!("{n:6} {what} ({at})")).collect();
    assert!(report.is_empty(), "{}", report.join("\n"));
}

/// Two labelled files hold what one Azure feed delivers: the activity log with resource logs, sign-ins with the audit.
fn is_of(file: &str, expected: &str, found: &str) -> bool {
    let mixed = [("azure.activity", "azure.resource"), ("entra.signin", "entra.audit")];
    expected == found || file.contains("labelled") && mixed.contains(&(expected, found))
}
