use std::collections::BTreeMap;

use crate::tree::Tree;

const ROOT: &str = "content/detections/";

/// What the product promises about its own rules.
const RULES: usize = 160;
const AI_RULES: usize = 60;
const RULES_OF_A_CLOUD: usize = 15;
const CLOUDS: [&str; 5] = ["aws", "azure", "gcp", "oci", "ibm"];

/// Every rule has its test, its references and an id of its own, and there are as many as promised.
pub(super) fn check(tree: &Tree) -> Vec<String> {
    let mut problems = Vec::new();
    let mut ids: BTreeMap<String, &str> = BTreeMap::new();
    let mut rules: BTreeMap<&str, usize> = BTreeMap::new();
    let mut about_ai = 0;
    for file in tree.files().filter(|f| f.starts_with(ROOT)) {
        let path = file.strip_prefix(ROOT).unwrap_or(file);
        if !is_named_well(path) {
            problems.push(format!("{file}: want {ROOT}<cloud>/<service>/<meaning>.yml in lower_snake_case"));
            continue;
        }
        if let Some(rule) = path.strip_suffix(".test.yml") {
            if !tree.has(&format!("{ROOT}{rule}.yml")) {
                problems.push(format!("{file} tests a rule that does not exist"));
            }
            continue;
        }
        if !tree.has(&file.replace(".yml", ".test.yml")) {
            problems.push(format!("{file} has no test beside it"));
        }
        let Some(text) = tree.text(file) else {
            problems.push(format!("{file} is not UTF-8"));
            continue;
        };
        if !text.lines().any(|line| line.trim_end() == "references:") {
            problems.push(format!("{file} names no references"));
        }
        if is_grave(&text)
            && let Some(filter) = filter_by_client(&text)
        {
            problems.push(format!(
                "{file}: {filter} trusts a user agent, which the caller chooses; filter by who called or from where"
            ));
        }
        let mut own = text.lines().filter_map(|line| line.strip_prefix("id:")).peekable();
        if own.peek().is_none() {
            problems.push(format!("{file} has no id"));
        }
        for id in own {
            let id = id.trim().to_owned();
            if let Some(other) = ids.get(&id) {
                problems.push(format!("{file} has the id of {other}: {id}"));
            }
            ids.insert(id, file);
        }
        *rules.entry(path.split('/').next().unwrap_or(path)).or_default() += 1;
        about_ai += usize::from(text.lines().any(|line| line.trim().starts_with("- atlas.")));
    }
    let of = |cloud: &str| rules.get(cloud).copied().unwrap_or(0);
    let all: usize = CLOUDS.into_iter().map(of).sum();
    if all < RULES {
        problems.push(format!("{ROOT} has {all} rules over five clouds, at least {RULES} are promised"));
    }
    if about_ai < AI_RULES {
        problems.push(format!(
            "{ROOT} has {about_ai} rules with an `atlas.` tag, at least {AI_RULES} are promised"
        ));
    }
    for cloud in CLOUDS.into_iter().filter(|cloud| of(cloud) < RULES_OF_A_CLOUD) {
        problems
            .push(format!("{ROOT}{cloud} has {} rules, at least {RULES_OF_A_CLOUD} are promised", of(cloud)));
    }
    problems
}

/// A rule that wakes somebody must not be silenced by what its subject says of itself.
fn is_grave(text: &str) -> bool {
    text.lines().any(|line| ["level: medium", "level: high", "level: critical"].contains(&line.trim_end()))
}

/// The first `filter…` selection that reads a user agent.
fn filter_by_client(text: &str) -> Option<&str> {
    let mut selection = "";
    for line in text.lines() {
        match line.strip_prefix("    ") {
            Some(name) if !name.starts_with([' ', '-']) => selection = name.trim_end_matches(':'),
            Some(rest) if selection.starts_with("filter") && names_client(rest) => return Some(selection),
            Some(_) => {}
            None => selection = "",
        }
    }
    None
}

fn names_client(line: &str) -> bool {
    let field = line.split(':').next().unwrap_or(line).to_ascii_lowercase();
    field.contains("useragent") || field.contains("user_agent")
}

fn is_named_well(path: &str) -> bool {
    let Some(stem) = path.strip_suffix(".test.yml").or_else(|| path.strip_suffix(".yml")) else {
        return false;
    };
    let is_name = |part: &str| {
        part.starts_with(|c: char| c.is_ascii_lowercase())
            && part.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
    };
    let parts: Vec<&str> = stem.split('/').collect();
    parts.len() == 3 && parts.into_iter().all(is_name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_say_cloud_service_and_meaning() {
        assert!(is_named_well("aws/bedrock/guardrail_deleted.yml"));
        assert!(is_named_well("aws/bedrock/guardrail_deleted.test.yml"));
        for wrong in [
            "aws/guardrail_deleted.yml",
            "aws/bedrock/GuardrailDeleted.yml",
            "aws/bedrock/a-b.yml",
            "aws/bedrock/a.yaml",
        ] {
            assert!(!is_named_well(wrong), "{wrong}");
        }
    }

    #[test]
    fn a_filter_that_trusts_the_user_agent_is_told() {
        let rule = "detection:\n    selection:\n        userAgent: evil\n    filter_tool:\n        userAgent|contains: Terraform\nlevel: high\n";
        assert_eq!(filter_by_client(rule), Some("filter_tool"));
        assert_eq!(filter_by_client(&rule.replace("filter_tool", "how_1")), None);
        assert!(is_grave(rule) && !is_grave(&rule.replace("high", "low")));
    }

    #[test]
    fn a_rule_without_its_test_and_a_test_without_its_rule_are_told() {
        let root = std::env::temp_dir().join(format!("welkin-tidy-content-{}", std::process::id()));
        let folder = root.join("content/detections/aws/s3");
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join("lonely.yml"), "title: x\nid: 1\nreferences:\n    - y\n").unwrap();
        std::fs::write(folder.join("orphan.test.yml"), "fires: []\n").unwrap();
        let problems = check(&Tree::of(&root)).join("\n");
        std::fs::remove_dir_all(&root).unwrap();
        assert!(problems.contains("lonely.yml has no test beside it"), "{problems}");
        assert!(problems.contains("orphan.test.yml tests a rule that does not exist"), "{problems}");
        assert!(problems.contains("has 1 rules over five clouds"), "{problems}");
    }
}
