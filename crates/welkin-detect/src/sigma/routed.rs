use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt;
use std::sync::OnceLock;

use rsigma_eval::{CompiledRule, Engine, EvaluationResult, RuleFieldSet};
use rsigma_parser::SigmaCollection;
use serde_json::Value;
use welkin_model::SourceId;

use super::record::Record;
use super::required::{candidates, required};
use super::spelling::Spellings;

/// The rules for the records of one source, asked by what a record says was done.
///
/// Nearly every rule requires certain values of one field, the operation. A record that has another value there cannot
/// match, so most rules are never asked. Which field that is follows from the rules.
pub(super) struct Routed {
    spellings: Spellings,
    /// Every rule, for a record whose operation is no single text.
    all: Engine,
    /// The field that most rules tell records apart by.
    field: Option<String>,
    /// The rules that require nothing of the field.
    open: Engine,
    /// The rules that each value of the field, in lower case, can match.
    by_value: HashMap<String, Route>,
}

/// Positions of rules in [`Routed::all`], and the engine over them once a record has asked for it.
struct Route {
    rules: Vec<usize>,
    engine: OnceLock<Engine>,
}

impl fmt::Debug for Routed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Routed").field("rules", &self.all.rule_count()).field("field", &self.field).finish()
    }
}

impl Routed {
    /// `collection` holds what `rules` were compiled from, and the filters, which must compile.
    pub(super) fn new(source: SourceId, collection: &SigmaCollection, rules: Vec<CompiledRule>) -> Routed {
        let fields = RuleFieldSet::collect(collection, &[], true);
        let spellings = Spellings::new(source, fields.names());
        let mut all = engine(rules);
        for filter in &collection.filters {
            // `compile` keeps no filter that fails.
            all.apply_filter(filter).ok();
        }
        let field = operation(all.rules());
        let mut open = Vec::new();
        let mut by_value: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (at, rule) in all.rules().iter().enumerate() {
            match field.as_deref().and_then(|field| required(rule, field)) {
                Some(values) => {
                    values.into_iter().for_each(|value| by_value.entry(value).or_default().push(at))
                }
                None => open.push(rule.clone()),
            }
        }
        let route = |(value, rules)| (value, Route { rules, engine: OnceLock::new() });
        Routed {
            spellings,
            field,
            open: engine(open),
            by_value: by_value.into_iter().map(route).collect(),
            all,
        }
    }

    /// The rules that match a record.
    pub(super) fn evaluate(&self, record: &Value) -> Vec<EvaluationResult> {
        let record = Record::new(&self.spellings, record);
        let Some(field) = &self.field else { return self.all.evaluate(&record) };
        let Some(value) = record.text(field) else { return self.all.evaluate(&record) };
        let mut results = self.open.evaluate(&record);
        if let Some(route) = self.by_value.get(&value.to_lowercase()) {
            let rules = || route.rules.iter().filter_map(|at| self.all.rules().get(*at)).cloned();
            results.extend(route.engine.get_or_init(|| engine(rules().collect())).evaluate(&record));
        }
        results
    }

    /// How the fields of the rules are spelled in the records.
    pub(super) fn spellings(&self) -> &Spellings {
        &self.spellings
    }
}

fn engine(rules: Vec<CompiledRule>) -> Engine {
    let mut engine = Engine::new();
    engine.extend_compiled_rules(rules);
    engine
}

/// The field of which most rules require certain values, where there are several to tell apart.
fn operation(rules: &[CompiledRule]) -> Option<String> {
    let mut fields: BTreeMap<String, (usize, BTreeSet<String>)> = BTreeMap::new();
    for rule in rules {
        for field in candidates(rule) {
            let values = required(rule, &field).unwrap_or_default();
            let (count, all) = fields.entry(field).or_default();
            *count += 1;
            all.extend(values);
        }
    }
    let told_apart =
        |(_, (count, values)): &(String, (usize, BTreeSet<String>))| (values.len().min(*count * 8), *count);
    fields
        .into_iter()
        .filter(|(_, (_, values))| values.len() > 2)
        .max_by_key(told_apart)
        .map(|(field, _)| field)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rsigma_eval::compile_rule;
    use rsigma_parser::parse_sigma_yaml;
    use serde_json::json;

    const RULES: &str = "
title: stop
logsource: {product: aws}
detection:
  a: {eventSource: trail, eventName: [Stop, Delete]}
  condition: a
---
title: go
logsource: {product: aws}
detection:
  a: {eventSource: trail, eventName: Go}
  condition: a
---
title: any
logsource: {product: aws}
detection:
  a: {eventName|startswith: G}
  condition: a
---
title: none
logsource: {product: aws}
detection:
  a: {eventName: null}
  condition: a
";

    fn check(record: Value, expect: &[&str]) {
        let collection = parse_sigma_yaml(RULES).unwrap();
        let compiled = collection.rules.iter().map(|rule| compile_rule(rule).unwrap()).collect();
        let routed = Routed::new(SourceId::parse("aws.cloudtrail").unwrap(), &collection, compiled);
        assert_eq!(routed.field.as_deref(), Some("eventName"));
        let mut titles: Vec<_> =
            routed.evaluate(&record).into_iter().map(|result| result.header.rule_title).collect();
        titles.sort();
        assert_eq!(titles, expect, "{record}");
    }

    #[test]
    fn routing_loses_no_match() {
        check(json!({"eventSource": "trail", "eventName": "Stop"}), &["stop"]);
        check(json!({"eventSource": "trail", "eventName": "sTOP"}), &["stop"]);
        check(json!({"eventSource": "trail", "eventName": "Go"}), &["any", "go"]);
        check(json!({"eventSource": "trail", "eventName": "Get"}), &["any"]);
        check(json!({"eventSource": "trail", "eventName": ["x", "Stop", "Go"]}), &["any", "go", "stop"]);
        check(json!({"eventSource": "other", "eventName": "Stop"}), &[]);
        check(json!({"eventSource": "trail"}), &["none"]);
        check(json!({"eventSource": "trail", "eventName": null}), &["none"]);
        check(json!({"eventSource": "trail", "eventName": 5}), &[]);
    }
}
