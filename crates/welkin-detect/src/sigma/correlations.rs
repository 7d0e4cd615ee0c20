use std::fmt;

use rsigma_eval::{CorrelationConfig, CorrelationEngine, CorrelationEventMode, CorrelationSnapshot};
use rsigma_parser::SigmaCollection;
use serde_json::Value;
use welkin_model::{EventUid, Finding};

use super::record::Record;
use super::rules::Rules;
use crate::Fact;

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
        let engine = engine(rules.correlated()).unwrap_or_else(|_| CorrelationEngine::new(config()));
        Correlations { engine }
    }

    /// Steps with a record that a rule which feeds correlations matched. Call it in the order of time.
    pub fn step(&mut self, rules: &Rules, fact: &Fact, native: &Value) -> Vec<Finding> {
        let Some(feeding) = rules.feeding(fact.source) else { return Vec::new() };
        let detections = feeding.evaluate(native);
        let record = Record::new(feeding.spellings(), native).with_uid(fact.uid.as_str());
        let results = self.engine.process_with_detections(&record, detections, fact.time.div_euclid(1000));
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
            if events.last() != Some(&fact.uid) {
                events.push(fact.uid.clone());
            }
            findings.push(rules.correlated_finding(fact, result, events, reason));
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

/// # Errors
/// What of the collection does not compile.
pub(super) fn engine(collection: &SigmaCollection) -> Result<CorrelationEngine, String> {
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
