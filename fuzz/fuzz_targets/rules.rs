//! Any text as a rule file: it compiles or is reported, and judging a record with it ends.
#![no_main]

use libfuzzer_sys::fuzz_target;
use welkin_detect::{RuleFile, Rules};
use welkin_model::SourceId;

fuzz_target!(|text: &str| {
    let (rules, _) = Rules::compile(&[RuleFile { name: "fuzz".into(), text: text.into() }]);
    let record = serde_json::json!({"eventName": "StopLogging", "eventSource": "cloudtrail.amazonaws.com"});
    if let Some(source) = SourceId::parse("aws.cloudtrail") {
        rules.matches(source, &record);
    }
});
