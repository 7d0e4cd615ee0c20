//! Every rule that ships does what its test file says, through the same reading and mapping that its records take.

use std::collections::HashSet;
use std::fs;
use std::path::Path;

use serde_json::Value;
use welkin_detect::{RuleFile, Rules, Watch};
use welkin_model::SourceId;

use crate::support::{content_folder, observed, run};

#[test]
fn every_rule_compiles() {
    let files = RuleFile::shipped();
    let (rules, diagnostics) = Rules::compile(&files);
    let report: Vec<String> = diagnostics.iter().map(ToString::to_string).collect();
    assert!(report.is_empty(), "{}", report.join("\n"));
    assert!(rules.len() >= files.len());
}

#[test]
fn every_rule_fires_where_it_should_and_is_quiet_where_it_should_not() {
    let mut failures = Vec::new();
    let root = content_folder();
    for file in RuleFile::shipped() {
        let path = root.join(file.name.strip_prefix("content/detections/").unwrap());
        check(&file, &path.with_extension("test.yml"), &mut failures);
    }
    assert!(failures.is_empty(), "{} failures:\n{}", failures.len(), failures.join("\n"));
}

fn check(file: &RuleFile, tests: &Path, failures: &mut Vec<String>) {
    let Ok(text) = fs::read_to_string(tests) else {
        failures.push(format!("{}: no test file beside it", file.name));
        return;
    };
    let cases: Value = yaml_serde::from_str(&text).unwrap();
    let ids: HashSet<String> = text_ids(&file.text);
    for (kind, wanted) in [("fires", true), ("quiet", false)] {
        let list = cases[kind].as_array().cloned().unwrap_or_default();
        if list.is_empty() {
            failures.push(format!("{}: no case under `{kind}`", file.name));
        }
        for case in list {
            let records = case["records"].as_array().cloned().unwrap_or_else(|| vec![case["record"].clone()]);
            let mut watch = Watch::offline(Rules::compile(std::slice::from_ref(file)).0);
            let batch: Vec<_> = records
                .iter()
                .flat_map(|record| observed(&watch, named_source(&file.text), &record.to_string()))
                .collect();
            let fired = run(&mut watch, vec![batch]).raised.iter().any(|f| ids.contains(&f.analytic.uid));
            if fired != wanted {
                failures.push(format!("{}: {kind}: {}", file.name, case["why"]));
            }
        }
    }
}

/// The ids of the documents of a file.
fn text_ids(text: &str) -> HashSet<String> {
    text.lines()
        .filter_map(|line| line.strip_prefix("id: "))
        .map(|id| id.trim().trim_matches('\'').to_owned())
        .collect()
}

/// The source that the rule is for.
fn named_source(text: &str) -> Option<SourceId> {
    let after = |key: &str| {
        text.lines()
            .find_map(|line| line.trim().strip_prefix(key))
            .map(|v| v.trim().trim_matches(['"', '\'']).to_owned())
    };
    let (product, service) = (after("product:")?, after("service:")?);
    SourceId::all()
        .filter(|source| source.as_str() != "aws.eks")
        .find(|source| source.sigma().iter().any(|ls| ls.product == product && ls.service == service))
}
