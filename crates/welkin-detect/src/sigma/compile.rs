//! From files to [`Rules`]: what cannot be compiled is reported with file and line, and the rest works.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rsigma_eval::{Engine, compile_rule};
use rsigma_parser::{CorrelationRule, LogSource, SigmaCollection, SigmaRule, parse_sigma_yaml};
use welkin_model::{Diagnostic, SourceId};

use super::correlations;
use super::rules::{Compiled, RuleFile, RuleSet, Rules};

/// Compiles the rules of all files.
pub(super) fn compile(files: &[RuleFile]) -> (Rules, Vec<Diagnostic>) {
    let mut compiling = Compiling::default();
    for file in files {
        compiling.file(file);
    }
    compiling.finish()
}

#[derive(Default)]
struct Compiling {
    rules: Vec<Arc<Compiled>>,
    by_source: BTreeMap<SourceId, Vec<Arc<Compiled>>>,
    ocsf: Vec<Arc<Compiled>>,
    feeding: Vec<Arc<Compiled>>,
    correlated: SigmaCollection,
    filters: Vec<rsigma_parser::FilterRule>,
    silent: BTreeSet<String>,
    about: BTreeMap<String, Arc<str>>,
    diagnostics: Vec<Diagnostic>,
}

impl Compiling {
    fn file(&mut self, file: &RuleFile) {
        let Some(collection) = self.parse(file) else { return };
        for rule in &collection.rules {
            match compile_rule(rule) {
                Ok(compiled) => self.rule(file, rule, &collection.correlations, compiled),
                Err(error) => {
                    let message = format!("the rule `{}` cannot be compiled: {error}", rule.title);
                    let line = line_of(&file.text, &rule.title);
                    self.report(file, line, Diagnostic::error("a rule that compiles", "", message));
                }
            }
        }
        for correlation in collection.correlations {
            self.describe(
                correlation.id.as_ref().unwrap_or(&correlation.title),
                correlation.description.as_deref(),
            );
            self.correlated.correlations.push(correlation);
        }
        for filter in collection.filters {
            match Engine::new().apply_filter(&filter) {
                Ok(()) => self.filters.push(filter),
                Err(error) => {
                    let message = format!("the filter `{}` cannot be compiled: {error}", filter.title);
                    let line = line_of(&file.text, &filter.title);
                    self.report(file, line, Diagnostic::error("a filter that compiles", "", message));
                }
            }
        }
    }

    fn parse(&mut self, file: &RuleFile) -> Option<SigmaCollection> {
        match parse_sigma_yaml(&file.text) {
            Ok(collection) => {
                for error in &collection.errors {
                    let message = format!("a document of the file is no Sigma rule: {error}");
                    self.report(
                        file,
                        line_in(error),
                        Diagnostic::error("a Sigma rule", "other YAML", message),
                    );
                }
                Some(collection)
            }
            Err(error) => {
                let line = error.location().map_or(1, |at| u64::from(at.line));
                let message = format!("the file is no Sigma rule: {error}");
                self.report(file, line, Diagnostic::error("a Sigma rule", "other YAML", message));
                None
            }
        }
    }

    /// Gives a rule to the sources whose records it judges, and to the correlations of its file.
    fn rule(
        &mut self,
        file: &RuleFile,
        rule: &SigmaRule,
        correlations: &[CorrelationRule],
        compiled: rsigma_eval::CompiledRule,
    ) {
        let key = rule.id.as_ref().unwrap_or(&rule.title);
        self.describe(key, rule.description.as_deref());
        let is_named =
            |r: &String| Some(r) == rule.id.as_ref() || Some(r) == rule.name.as_ref() || *r == rule.title;
        if correlations.iter().filter(|c| !c.generate).flat_map(|c| &c.rules).any(is_named) {
            self.silent.insert(key.clone());
        }
        let compiled = Arc::new(Compiled { parsed: rule.clone(), compiled });
        self.rules.push(Arc::clone(&compiled));
        if !correlations.is_empty() {
            self.correlated.rules.push(rule.clone());
            self.feeding.push(Arc::clone(&compiled));
        }
        if rule.logsource.product.as_deref().is_some_and(|p| p.eq_ignore_ascii_case("ocsf")) {
            self.ocsf.push(compiled);
            return;
        }
        let sources: Vec<SourceId> = SourceId::all().filter(|s| judges(&rule.logsource, *s)).collect();
        if sources.is_empty() {
            let message = format!("the rule `{}` is for a log source that Welkin does not read", rule.title);
            let found = logsource_text(&rule.logsource);
            let line = line_of(&file.text, "logsource");
            self.report(file, line, Diagnostic::warning("a log source of Welkin", found, message));
        }
        for source in sources {
            self.by_source.entry(source).or_default().push(Arc::clone(&compiled));
        }
    }

    fn describe(&mut self, key: &str, description: Option<&str>) {
        self.about.insert(key.to_owned(), description.unwrap_or_default().trim().into());
    }

    fn report(&mut self, file: &RuleFile, line: u64, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic.in_file(&file.name).at_line(line));
    }

    fn finish(mut self) -> (Rules, Vec<Diagnostic>) {
        self.correlated.filters = self.filters.clone();
        if let Err(error) = correlations::engine(&self.correlated) {
            self.diagnostics.push(Diagnostic::error("correlations that compile", "", error));
            self.correlated = SigmaCollection::new();
            self.feeding.clear();
        }
        let filters: Arc<[_]> = self.filters.into();
        let set = |source, rules| RuleSet::new(source, rules, Arc::clone(&filters));
        let mut feeding = BTreeMap::new();
        for (source, rules) in &self.by_source {
            let fed: Vec<_> = rules
                .iter()
                .filter(|rule| self.feeding.iter().any(|f| Arc::ptr_eq(f, rule)))
                .cloned()
                .collect();
            if !fed.is_empty() {
                feeding.insert(*source, set(*source, fed));
            }
        }
        let any_event = SourceId::parse("ocsf").unwrap_or_else(SourceId::unknown);
        let ocsf = (!self.ocsf.is_empty()).then(|| set(any_event, self.ocsf));
        let loaded = self.rules.len() + self.correlated.correlations.len();
        let native = self.by_source.into_iter().map(|(source, rules)| (source, set(source, rules))).collect();
        let feeds = self.feeding.iter().map(|rule| rule.key().to_owned()).collect();
        let rules = Rules {
            native,
            ocsf,
            feeding,
            feeds,
            correlated: self.correlated,
            silent: self.silent,
            about: self.about,
            loaded,
        };
        (rules, self.diagnostics)
    }
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
