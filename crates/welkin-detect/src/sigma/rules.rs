use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::{Arc, OnceLock};

use rsigma_eval::{CompiledRule, EvaluationResult};
use rsigma_parser::{FilterRule, Level, SigmaCollection, SigmaRule};
use serde_json::Value;
use welkin_model::{
    Analytic, AnalyticKind, Diagnostic, Event, EventUid, Evidence, Finding, Severity, SourceId,
};

use super::routed::Routed;
use super::{compile, tags};
use crate::Fact;

/// A file of rules, as text: one or more YAML documents.
#[derive(Clone, Debug)]
pub struct RuleFile {
    /// How diagnostics call it.
    pub name: String,
    pub text: String,
}

/// Compiled rules, by the source whose records they judge.
///
/// They are stateless; the correlations among them are run by [`Correlations`](super::Correlations).
pub struct Rules {
    pub(super) native: BTreeMap<SourceId, RuleSet>,
    pub(super) ocsf: Option<RuleSet>,
    /// Of each source, the rules that feed correlations.
    pub(super) feeding: BTreeMap<SourceId, RuleSet>,
    /// Keys of the rules that feed correlations.
    pub(super) feeds: BTreeSet<String>,
    /// The correlations and the rules that feed them.
    pub(super) correlated: SigmaCollection,
    /// Rules that only feed correlations raise no finding of their own.
    pub(super) silent: BTreeSet<String>,
    /// Descriptions by key of rule.
    pub(super) about: BTreeMap<String, Arc<str>>,
    pub(super) loaded: usize,
}

/// What the rules say about a record, before the record is an event.
#[derive(Debug)]
pub struct Verdict {
    matches: Vec<EvaluationResult>,
    /// The record as text, if correlations count it.
    counted: Option<Arc<str>>,
}

/// A rule as it was read and as it is asked.
pub(super) struct Compiled {
    pub(super) parsed: SigmaRule,
    pub(super) compiled: CompiledRule,
}

/// The rules for the records of one source; brought into the form in which they are asked when the first record comes.
pub(super) struct RuleSet {
    source: SourceId,
    rules: Vec<Arc<Compiled>>,
    filters: Arc<[FilterRule]>,
    routed: OnceLock<Routed>,
}

impl fmt::Debug for Rules {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Rules").field("loaded", &self.loaded).finish_non_exhaustive()
    }
}

impl Rules {
    /// Compiles the rules of all files. What cannot be compiled is reported with file and line, and the rest works.
    pub fn compile(files: &[RuleFile]) -> (Rules, Vec<Diagnostic>) {
        compile::compile(files)
    }

    /// How many rules are compiled.
    pub fn len(&self) -> usize {
        self.loaded
    }

    pub fn is_empty(&self) -> bool {
        self.loaded == 0
    }

    /// Judges the native form of a record.
    pub fn judge(&self, source: SourceId, native: &Value) -> Verdict {
        let matches = self.native.get(&source).map(|set| set.routed().evaluate(native)).unwrap_or_default();
        let counts = matches.iter().any(|result| self.feeds.contains(key_of(result)));
        Verdict { matches, counted: counts.then(|| native.to_string().into()) }
    }

    /// The findings of a record, from what matched its native form and from the rules over its event.
    pub fn findings(&self, event: &Event, verdict: &Verdict) -> Vec<Finding> {
        let mut over_event = Vec::new();
        if let Some(ocsf) = &self.ocsf {
            over_event = ocsf.routed().evaluate(&Value::Object(event.body().clone()));
        }
        let loud = |result: &&EvaluationResult| !self.silent.contains(key_of(result));
        let mut results = verdict.matches.iter().chain(&over_event).filter(loud).peekable();
        if results.peek().is_none() {
            return Vec::new();
        }
        let evidence = Evidence::of(event);
        let source = event.source().unwrap_or_else(SourceId::unknown);
        let mut findings: Vec<Finding> = results
            .map(|result| Finding {
                time: event.time(),
                source,
                cloud: event.cloud(),
                evidence: evidence.clone(),
                ..self.finding(result, vec![event.uid()], None)
            })
            .collect();
        findings.sort_by(|a, b| a.uid.cmp(&b.uid));
        findings.dedup_by(|a, b| a.uid == b.uid);
        findings
    }

    pub(super) fn correlated(&self) -> &SigmaCollection {
        &self.correlated
    }

    /// The rules that feed correlations with the records of a source.
    pub(super) fn feeding(&self, source: SourceId) -> Option<&Routed> {
        self.feeding.get(&source).map(RuleSet::routed)
    }

    /// The finding of a correlation that a fact completed.
    pub(super) fn correlated_finding(
        &self,
        fact: &Fact,
        result: &EvaluationResult,
        events: Vec<EventUid>,
        reason: String,
    ) -> Finding {
        Finding {
            time: fact.time,
            source: fact.source,
            cloud: fact.cloud,
            evidence: fact.evidence.clone(),
            ..self.finding(result, events, Some(reason))
        }
    }

    /// What of a finding the rule says; when and where it was is for the caller.
    fn finding(&self, result: &EvaluationResult, events: Vec<EventUid>, reason: Option<String>) -> Finding {
        let key = key_of(result);
        let source = SourceId::unknown();
        Finding {
            uid: Finding::uid_of(key, &events),
            title: result.header.rule_title.clone(),
            desc: self.about.get(key).map(|about| about.to_string()).unwrap_or_default(),
            severity: severity(result.header.level),
            time: 0,
            source,
            cloud: source.cloud(),
            attacks: tags::attacks(&result.header.tags),
            analytic: Analytic {
                uid: key.to_owned(),
                name: result.header.rule_title.clone(),
                kind: AnalyticKind::Rule,
            },
            events,
            evidence: Evidence::default(),
            reason,
        }
    }
}

impl Verdict {
    /// The record as text, if correlations count it.
    pub(crate) fn into_counted(self) -> Option<Arc<str>> {
        self.counted
    }
}

impl Compiled {
    /// What a finding calls its rule: the id, or the title where there is none.
    pub(super) fn key(&self) -> &str {
        self.parsed.id.as_ref().unwrap_or(&self.parsed.title)
    }
}

impl RuleSet {
    pub(super) fn new(source: SourceId, rules: Vec<Arc<Compiled>>, filters: Arc<[FilterRule]>) -> RuleSet {
        RuleSet { source, rules, filters, routed: OnceLock::new() }
    }

    fn routed(&self) -> &Routed {
        self.routed.get_or_init(|| {
            let mut collection = SigmaCollection::new();
            collection.rules = self.rules.iter().map(|rule| rule.parsed.clone()).collect();
            collection.filters = self.filters.to_vec();
            let compiled = self.rules.iter().map(|rule| rule.compiled.clone()).collect();
            Routed::new(self.source, &collection, compiled)
        })
    }
}

fn key_of(result: &EvaluationResult) -> &str {
    result.header.rule_id.as_ref().unwrap_or(&result.header.rule_title)
}

fn severity(level: Option<Level>) -> Severity {
    match level {
        None | Some(Level::Informational) => Severity::Informational,
        Some(Level::Low) => Severity::Low,
        Some(Level::Medium) => Severity::Medium,
        Some(Level::High) => Severity::High,
        Some(Level::Critical) => Severity::Critical,
    }
}
