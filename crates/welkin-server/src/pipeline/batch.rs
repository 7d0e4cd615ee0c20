use serde_json::Value;
use welkin_detect::{Observed, Rules};
use welkin_ingest::journal::Entry;
use welkin_ingest::read;
use welkin_model::{Event, SourceId};
use welkin_store::Quarantined;

use crate::intake::limits;

/// What the entries of one step hold.
#[derive(Debug, Default)]
pub(super) struct Batch {
    pub(super) records: Vec<Record>,
    pub(super) rejected: Vec<Quarantined>,
}

/// A record that was read and judged by the rules.
#[derive(Debug)]
pub(super) struct Record {
    pub(super) observed: Observed,
    pub(super) raw: String,
    pub(super) source: SourceId,
}

impl Batch {
    pub(super) fn add(&mut self, entry: &Entry, rules: &Rules) {
        let named = entry.source.as_deref().and_then(SourceId::parse);
        read(&entry.channel, entry.content.as_slice(), named, limits(), entry.received, &mut |record| {
            match record {
                Ok(parsed) => {
                    let source = parsed.source();
                    let native = Value::Object(parsed.native().clone());
                    let matches = rules.matches(source, &native);
                    let raw = native.to_string();
                    let event = parsed.into_event();
                    self.records.push(Record { observed: Observed { event, native, matches }, raw, source });
                }
                Err(rejected) => self.rejected.push(Quarantined {
                    source: entry.source.clone(),
                    channel: entry.channel.clone(),
                    received: entry.received,
                    diagnostic: rejected.diagnostic,
                    content: rejected.bytes,
                }),
            }
        });
    }

    /// The events with their raw records, for the lake.
    pub(super) fn events(&self) -> Vec<(Event, Option<String>)> {
        self.records.iter().map(|r| (r.observed.event.clone(), Some(r.raw.clone()))).collect()
    }
}
