use welkin_detect::{Observed, Rules};
use welkin_ingest::journal::Entry;
use welkin_ingest::read;
use welkin_model::SourceId;
use welkin_store::{Quarantined, Row};

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
    pub(super) row: Row,
}

impl Batch {
    pub(super) fn add(&mut self, entry: &Entry, rules: &Rules) {
        let named = entry.source.as_deref().and_then(SourceId::parse);
        read(&entry.channel, entry.content.as_slice(), named, limits(), entry.received, &mut |record| {
            match record {
                Ok(parsed) => {
                    let verdict = rules.judge(parsed.source(), parsed.native());
                    let raw = parsed.native().to_string();
                    let event = parsed.into_event();
                    let row = Row::new(&event, Some(raw));
                    self.records.push(Record { observed: Observed::new(rules, &event, verdict), row });
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
}
