use std::sync::Mutex;

use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::registry::Registry;

/// What `/metrics` tells. Counters start with the process.
#[derive(Debug)]
pub(crate) struct Metrics {
    registry: Mutex<Registry>,
    pub(crate) records: Counter,
    pub(crate) events: Counter,
    pub(crate) duplicates: Counter,
    pub(crate) rejected: Counter,
    pub(crate) findings: Counter,
    pub(crate) incidents: Counter,
    pub(crate) refused: Counter,
    /// Event time of the newest event, ms.
    pub(crate) newest_event: Gauge,
}

impl Metrics {
    pub(crate) fn new() -> Metrics {
        let mut registry = Registry::with_prefix("welkin");
        let mut counter = |name: &str, help: &str| {
            let counter = Counter::default();
            registry.register(name, help, counter.clone());
            counter
        };
        let records = counter("records", "Records read from the journal");
        let events = counter("events", "Events kept");
        let duplicates = counter("duplicate_events", "Events that were known already");
        let rejected = counter("rejected_records", "Records that could not be read");
        let findings = counter("findings", "Findings raised");
        let incidents = counter("incident_updates", "Incidents that began or changed");
        let refused = counter("refused_batches", "Batches refused because a queue or the disk was full");
        let newest_event = Gauge::default();
        registry.register("newest_event_milliseconds", "Time of the newest event", newest_event.clone());
        Metrics {
            registry: Mutex::new(registry),
            records,
            events,
            duplicates,
            rejected,
            findings,
            incidents,
            refused,
            newest_event,
        }
    }

    /// The OpenMetrics text.
    pub(crate) fn text(&self) -> String {
        let mut text = String::new();
        let registry = self.registry.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        // Writing to a string does not fail.
        encode(&mut text, &registry).ok();
        text
    }
}
