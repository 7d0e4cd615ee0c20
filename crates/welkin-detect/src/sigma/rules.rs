use std::collections::BTreeMap;
use std::fmt;

use rsigma_eval::{
    CorrelationConfig, CorrelationEngine, CorrelationEventMode, CorrelationSnapshot, Engine, EvaluationResult,
};
use rsigma_parser::{Level, LogSource, SigmaCollection, parse_sigma_yaml};
use serde_json::Value;
use welkin_model::{
    Analytic, AnalyticKind, Attack, Diagnostic, Event, EventUid, Evidence, Finding, Severity, SourceId,
};

use super::record::Record;
use super::tags;

/// A file of rules, as text: one or more YAML documents.
#[derive(Clone, Debug)]
pub struct RuleFile {
    /// How diagnostics call it.
    pub name: String,
    pub text: String,
}

/// Compiled rules, by the source whose records they judge.
///
/// They are stateless; the correlations among them are run by [`Correlations`].
pub struct Rules {
    native: BTreeMap<SourceId, Engine>,
    ocsf: Engine,
    /// The correlations and the rules that feed them.
    correlated: SigmaCollection,
    /// Keys of the rules that feed correlations.
    feeding: Vec<String>,
    /// Rules that only feed correlations raise no finding of their own.
    silent: Vec<String>,
    summary: BTreeMap<String, RuleSummary>,
    loaded: usize,
}

#[derive(Clone, Debug, Default)]
struct RuleSummary {
    description: String,
}

/// What a rule says about a record, before the record is an event.
#[derive(Debug)]
pub struct RuleMatch {
    result: EvaluationResult,
}

impl fmt::Debug for Rules {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Rules").field("loaded", &self.loaded).finish_non_exhaustive()
    }
}

impl Rules {
    /// Compiles the rules of all files. What cannot be compiled is reported with file and line, and the rest works.
    pub fn compile(files: &[RuleFile]) -> (Rules, Vec<Diagnostic>) {
        let mut diagnostics = Vec::new();
        let mut by_source: BTreeMap<SourceId, SigmaCollection> = BTreeMap::new();
        let mut ocsf = SigmaCollection::new();
        let mut correlated = SigmaCollection::new();
        let mut silent = Vec::new();
        let mut feeding = Vec::new();
        let mut summary = BTreeMap::new();
        let mut loaded = 0;
        for file in files {
            let collection = match parse_sigma_yaml(&file.text) {
                Ok(collection) => collection,
                Err(error) => {
                    let line = error.location().map(|at| u64::from(at.line)).unwrap_or(1);
                    let message = format!("the file is no Sigma rule: {error}");
                    diagnostics.push(
                        Diagnostic::error("a Sigma rule", "other YAML", message)
                            .in_file(&file.name)
                            .at_line(line),
                    );
                    continue;
                }
            };
            for error in &collection.errors {
                let message = format!("a document of the file is no Sigma rule: {error}");
                diagnostics.push(
                    Diagnostic::error("a Sigma rule", "other YAML", message)
                        .in_file(&file.name)
                        .at_line(line_in(error)),
                );
            }
            let referenced: Vec<String> = collection
                .correlations
                .iter()
                .filter(|c| !c.generate)
                .flat_map(|c| c.rules.clone())
                .collect();
            for rule in &collection.rules {
                if let Err(error) = Engine::new().add_rule(rule) {
                    let line = line_of(&file.text, &rule.title);
                    let message = format!("the rule `{}` cannot be compiled: {error}", rule.title);
                    diagnostics.push(
                        Diagnostic::error("a rule that compiles", "", message)
                            .in_file(&file.name)
                            .at_line(line),
                    );
                    continue;
                }
                loaded += 1;
                let key = rule.id.clone().unwrap_or_else(|| rule.title.clone());
                summary.insert(
                    key.clone(),
                    RuleSummary { description: rule.description.clone().unwrap_or_default() },
                );
                let is_referenced = |r: &String| {
                    Some(r) == rule.id.as_ref() || Some(r) == rule.name.as_ref() || *r == rule.title
                };
                if referenced.iter().any(is_referenced) {
                    silent.push(key.clone());
                }
                if !collection.correlations.is_empty() {
                    feeding.push(key.clone());
                    correlated.rules.push(rule.clone());
                }
                if rule.logsource.product.as_deref().is_some_and(|p| p.eq_ignore_ascii_case("ocsf")) {
                    ocsf.rules.push(rule.clone());
                    continue;
                }
                let sources: Vec<SourceId> =
                    SourceId::all().filter(|s| judges(&rule.logsource, *s)).collect();
                if sources.is_empty() {
                    let message =
                        format!("the rule `{}` is for a log source that Welkin does not read", rule.title);
                    let found = logsource_text(&rule.logsource);
                    let line = line_of(&file.text, "logsource");
                    diagnostics.push(
                        Diagnostic::warning("a log source of Welkin", found, message)
                            .in_file(&file.name)
                            .at_line(line),
                    );
                }
                for source in sources {
                    by_source.entry(source).or_default().rules.push(rule.clone());
                }
            }
            for correlation in &collection.correlations {
                loaded += 1;
                let key = correlation.id.clone().unwrap_or_else(|| correlation.title.clone());
                summary.insert(
                    key,
                    RuleSummary { description: correlation.description.clone().unwrap_or_default() },
                );
                correlated.correlations.push(correlation.clone());
            }
            for filter in &collection.filters {
                for collection in by_source.values_mut().chain([&mut ocsf, &mut correlated]) {
                    collection.filters.push(filter.clone());
                }
            }
        }
        let native =
            by_source.into_iter().map(|(source, c)| (source, engine(&c, &mut diagnostics))).collect();
        let ocsf = engine(&ocsf, &mut diagnostics);
        if let Err(error) = correlation_engine(&correlated) {
            diagnostics.push(Diagnostic::error("correlations that compile", "", error));
            correlated = SigmaCollection::new();
        }
        (Rules { native, ocsf, correlated, feeding, silent, summary, loaded }, diagnostics)
    }

    /// How many rules are compiled.
    pub fn len(&self) -> usize {
        self.loaded
    }

    pub fn is_empty(&self) -> bool {
        self.loaded == 0
    }

    /// Judges the native form of a record.
    pub fn matches(&self, source: SourceId, native: &Value) -> Vec<RuleMatch> {
        let Some(engine) = self.native.get(&source) else { return Vec::new() };
        let record = Record::new(source.as_str(), native);
        engine.evaluate(&record).into_iter().map(|result| RuleMatch { result }).collect()
    }

    /// The findings of a record, from what matched its native form and from the rules over its event.
    pub fn findings(&self, event: &Event, matches: &[RuleMatch]) -> Vec<Finding> {
        let value;
        let mut over_event = Vec::new();
        if self.ocsf.rule_count() > 0 {
            value = Value::Object(event.body().clone());
            over_event = self.ocsf.evaluate(&Record::new("ocsf", &value));
        }
        let native = matches.iter().map(|m| &m.result);
        let mut findings: Vec<Finding> = native
            .chain(&over_event)
            .filter(|result| !self.silent.contains(&key_of(result)))
            .map(|result| self.finding(event, result, vec![event.uid()], None))
            .collect();
        findings.sort_by(|a, b| a.uid.cmp(&b.uid));
        findings.dedup_by(|a, b| a.uid == b.uid);
        findings
    }

    /// Whether a correlation counts one of these matches.
    pub fn feeds_correlation(&self, matches: &[RuleMatch]) -> bool {
        matches.iter().any(|m| self.feeding.contains(&key_of(&m.result)))
    }

    fn finding(
        &self,
        event: &Event,
        result: &EvaluationResult,
        events: Vec<EventUid>,
        reason: Option<String>,
    ) -> Finding {
        let key = key_of(result);
        let attacks: Vec<Attack> = tags::attacks(&result.header.tags);
        Finding {
            uid: Finding::uid_of(&key, &events),
            title: result.header.rule_title.clone(),
            desc: self.summary.get(&key).map(|s| s.description.trim().to_owned()).unwrap_or_default(),
            severity: severity(result.header.level),
            time: event.time(),
            source: event.source().unwrap_or_else(SourceId::unknown),
            cloud: event.cloud(),
            attacks,
            analytic: Analytic { uid: key, name: result.header.rule_title.clone(), kind: AnalyticKind::Rule },
            events,
            evidence: Evidence::of(event),
            reason,
        }
    }
}

fn key_of(result: &EvaluationResult) -> String {
    result.header.rule_id.clone().unwrap_or_else(|| result.header.rule_title.clone())
}

/// A rule judges a source if what its `logsource` names fits; what it leaves open fits anything, but a rule that
/// names no product fits nothing: it was written for hosts.
fn judges(logsource: &LogSource, source: SourceId) -> bool {
    let Some(product) = logsource.product.as_deref() else { return false };
    source.sigma().iter().any(|own| {
        product.eq_ignore_ascii_case(own.product)
            && logsource.service.as_deref().is_none_or(|s| s.eq_ignore_ascii_case(own.service))
    })
}

fn logsource_text(logsource: &LogSource) -> String {
    let part = |name: &str, value: &Option<String>| value.as_ref().map(|v| format!("{name} {v}"));
    let parts = [
        part("product", &logsource.product),
        part("service", &logsource.service),
        part("category", &logsource.category),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

fn engine(collection: &SigmaCollection, diagnostics: &mut Vec<Diagnostic>) -> Engine {
    let mut engine = Engine::new();
    if let Err(error) = engine.add_collection(collection) {
        diagnostics.push(Diagnostic::error("rules that compile together", "", error.to_string()));
    }
    engine
}

/// The correlations of a set of rules, with their windows.
pub struct Correlations {
    engine: CorrelationEngine,
}

impl fmt::Debug for Correlations {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Correlations").field("groups", &self.engine.state_count()).finish_non_exhaustive()
    }
}

impl Correlations {
    pub fn new(rules: &Rules) -> Correlations {
        // `Rules::compile` has kept nothing that does not compile.
        let engine =
            correlation_engine(&rules.correlated).unwrap_or_else(|_| CorrelationEngine::new(config()));
        Correlations { engine }
    }

    /// Steps with a record that matched. Call it in the order of time.
    pub fn step(
        &mut self,
        rules: &Rules,
        event: &Event,
        native: &Value,
        matches: &[RuleMatch],
    ) -> Vec<Finding> {
        let source = event.source().map_or("unknown", SourceId::as_str);
        let uid = event.uid();
        let record = Record::new(source, native).with_uid(uid.as_str());
        let detections = matches.iter().map(|m| m.result.clone()).collect();
        let seconds = event.time().div_euclid(1000);
        let results = self.engine.process_with_detections(&record, detections, seconds);
        let mut findings = Vec::new();
        for result in results.iter().filter(|r| r.is_correlation()) {
            let Some(body) = result.as_correlation() else { continue };
            let group: Vec<String> =
                body.group_key.iter().map(|(name, value)| format!("{name} {value}")).collect();
            let reason = format!(
                "{} reached {} within {} s for {}",
                body.correlation_type.as_str(),
                body.aggregated_value,
                body.timespan_secs,
                if group.is_empty() { "all".to_owned() } else { group.join(", ") }
            );
            let mut events: Vec<EventUid> =
                body.event_refs.iter().flatten().filter_map(|r| r.id.clone()).map(EventUid::new).collect();
            if events.last() != Some(&uid) {
                events.push(uid.clone());
            }
            findings.push(rules.finding(event, result, events, Some(reason)));
        }
        findings
    }

    /// The windows, to be restored by [`Correlations::replace`].
    pub fn state(&self) -> CorrelationSnapshot {
        self.engine.export_state()
    }

    /// Forgets all windows and takes these; windows of rules that no longer exist are dropped.
    pub fn replace(&mut self, state: CorrelationSnapshot) {
        self.engine.evict_expired(i64::MAX / 2);
        self.engine.import_state(state);
    }
}

fn correlation_engine(collection: &SigmaCollection) -> Result<CorrelationEngine, String> {
    let mut engine = CorrelationEngine::new(config());
    engine.add_collection(collection).map_err(|error| error.to_string())?;
    Ok(engine)
}

fn config() -> CorrelationConfig {
    CorrelationConfig {
        emit_detections: false,
        max_state_entries: 200_000,
        max_group_entries: Some(10_000),
        correlation_event_mode: CorrelationEventMode::Refs,
        max_correlation_events: 100,
        suppress: Some(900),
        ..CorrelationConfig::default()
    }
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

/// The line of the first mention, 1-based.
fn line_of(text: &str, needle: &str) -> u64 {
    text.lines().position(|line| line.contains(needle)).map_or(1, |at| at as u64 + 1)
}

/// The line that a parser's message names.
fn line_in(message: &str) -> u64 {
    let after = message.split("line ").nth(1).unwrap_or_default();
    let digits: String = after.chars().take_while(char::is_ascii_digit).collect();
    digits.parse().unwrap_or(1)
}
