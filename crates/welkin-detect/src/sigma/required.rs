//! Which values a rule requires of a field: what a record must say for the rule to be worth asking.
//!
//! The answer may only be too weak: `None` where nothing is certain. A value that a rule does not really require would
//! lose findings without a sign.

use std::collections::{BTreeSet, HashMap};

use rsigma_eval::matcher::GroupMode;
use rsigma_eval::{CompiledDetection, CompiledDetectionItem, CompiledMatcher, CompiledRule};
use rsigma_parser::{ConditionExpr, Quantifier};

/// The values, in lower case, one of which the field has in every record that the rule matches.
pub(super) fn required(rule: &CompiledRule, field: &str) -> Option<BTreeSet<String>> {
    any(rule.conditions.iter().map(|condition| of_condition(condition, &rule.detections, field)))
}

/// Every field of which some record that the rule matches must have a certain value.
pub(super) fn candidates(rule: &CompiledRule) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    rule.detections.values().for_each(|detection| exact_fields(detection, &mut names));
    names.retain(|name| required(rule, name).is_some());
    names
}

type Values = Option<BTreeSet<String>>;

/// Each alternative must require something, and then it is one of all.
fn any(parts: impl Iterator<Item = Values>) -> Values {
    let mut all = BTreeSet::new();
    for part in parts {
        all.extend(part?);
    }
    (!all.is_empty()).then_some(all)
}

/// What one of the parts requires, they all do; the fewest values are the best.
fn every(parts: impl Iterator<Item = Values>) -> Values {
    parts.flatten().min_by_key(BTreeSet::len)
}

fn of_condition(
    condition: &ConditionExpr,
    named: &HashMap<String, CompiledDetection>,
    field: &str,
) -> Values {
    match condition {
        ConditionExpr::Identifier(name) => of_detection(named.get(name)?, field),
        ConditionExpr::And(parts) => every(parts.iter().map(|part| of_condition(part, named, field))),
        ConditionExpr::Or(parts) => any(parts.iter().map(|part| of_condition(part, named, field))),
        ConditionExpr::Not(_) => None,
        ConditionExpr::Selector { quantifier, pattern } => {
            let chosen = named
                .iter()
                .filter(|(name, _)| pattern.matches_detection_name(name))
                .map(|(_, detection)| of_detection(detection, field));
            match quantifier {
                Quantifier::All => every(chosen),
                Quantifier::Count(0) => None,
                Quantifier::Any | Quantifier::Count(_) => any(chosen),
            }
        }
    }
}

fn of_detection(detection: &CompiledDetection, field: &str) -> Values {
    match detection {
        CompiledDetection::AllOf(items) => every(items.iter().map(|item| of_item(item, field))),
        CompiledDetection::AnyOf(parts) => any(parts.iter().map(|part| of_detection(part, field))),
        CompiledDetection::And(parts) => every(parts.iter().map(|part| of_detection(part, field))),
        _ => None,
    }
}

fn of_item(item: &CompiledDetectionItem, field: &str) -> Values {
    if item.exists.is_some() || item.field.as_deref() != Some(field) {
        return None;
    }
    of_matcher(&item.matcher)
}

fn of_matcher(matcher: &CompiledMatcher) -> Values {
    match matcher {
        // Matchers that ignore case hold their value in lower case already; another is folded only where that is
        // the same for every character.
        CompiledMatcher::Exact { value, case_insensitive } if *case_insensitive || value.is_ascii() => {
            Some(BTreeSet::from([value.to_lowercase()]))
        }
        CompiledMatcher::AnyOf(parts) => any(parts.iter().map(of_matcher)),
        CompiledMatcher::AllOf(parts) => every(parts.iter().map(of_matcher)),
        CompiledMatcher::CaseInsensitiveGroup { children, mode } => match mode {
            GroupMode::Any => any(children.iter().map(of_matcher)),
            GroupMode::All => every(children.iter().map(of_matcher)),
        },
        _ => None,
    }
}

fn exact_fields(detection: &CompiledDetection, names: &mut BTreeSet<String>) {
    match detection {
        CompiledDetection::AllOf(items) => {
            names.extend(
                items.iter().filter(|i| of_matcher(&i.matcher).is_some()).filter_map(|i| i.field.clone()),
            );
        }
        CompiledDetection::AnyOf(parts) | CompiledDetection::And(parts) => {
            parts.iter().for_each(|part| exact_fields(part, names));
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rsigma_eval::compile_rule;
    use rsigma_parser::parse_sigma_yaml;

    fn check(detection: &str, expect: Option<&[&str]>) {
        let text = format!("title: t\nlogsource: {{product: aws}}\ndetection:\n{detection}\n");
        let collection = parse_sigma_yaml(&text).unwrap();
        let rule = compile_rule(&collection.rules[0]).unwrap();
        let expect = expect.map(|values| values.iter().map(|v| (*v).to_owned()).collect::<BTreeSet<_>>());
        assert_eq!(required(&rule, "op"), expect, "{detection}");
    }

    #[test]
    fn what_every_match_has_is_required() {
        check("  a: {op: Stop}\n  condition: a", Some(&["stop"]));
        check("  a: {op: [Stop, Go], other: x}\n  condition: a", Some(&["go", "stop"]));
        check("  a: {op|cased: Stop}\n  condition: a", Some(&["stop"]));
        check("  a: {op: Stop}\n  f: {other: x}\n  condition: a and not f", Some(&["stop"]));
        check("  a: {op: Stop}\n  b: {op: Go}\n  condition: a or b", Some(&["go", "stop"]));
        check("  a: [{op: Stop}, {op: Go, x: y}]\n  condition: a", Some(&["go", "stop"]));
        check("  a_1: {op: Stop}\n  a_2: {op: Go}\n  condition: 1 of a_*", Some(&["go", "stop"]));
        check("  a: {op: [Stop, Go]}\n  b: {op: Go}\n  condition: a and b", Some(&["go"]));
    }

    #[test]
    fn what_a_match_can_lack_is_not() {
        check("  a: {op: 'St*'}\n  condition: a", None);
        check("  a: {op: [Stop, 'G*']}\n  condition: a", None);
        check("  a: {other: Stop}\n  condition: a", None);
        check("  a: {op: Stop}\n  b: {other: x}\n  condition: a or b", None);
        check("  a: {op: Stop}\n  condition: not a", None);
        check("  a: {op: null}\n  condition: a", None);
        check("  a: {op|exists: true}\n  condition: a", None);
        check("  a: {op|contains: Stop}\n  condition: a", None);
        check("  a: {op: 5}\n  condition: a", None);
        check("  a: [Stop]\n  condition: a", None);
        check("  a: [{op: Stop}, {x: y}]\n  condition: a", None);
    }
}
