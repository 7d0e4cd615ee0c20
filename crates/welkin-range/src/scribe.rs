use welkin_model::{Millis, SourceId};

use crate::Record;
use crate::calendar::SECOND;
use crate::deliver::delay;
use crate::ids::Uuid;
use crate::rng::Rng;

/// Writes records. The modules under `emit/` give it one method per kind of record.
#[derive(Debug)]
pub(crate) struct Scribe {
    pub(crate) rng: Rng,
    records: Vec<Record>,
    label: Option<&'static str>,
}

impl Scribe {
    pub(crate) fn new(rng: Rng) -> Scribe {
        Scribe { rng, records: Vec::new(), label: None }
    }

    /// A scribe whose records belong to a scenario.
    pub(crate) fn labelled(rng: Rng, label: &'static str) -> Scribe {
        Scribe { rng, records: Vec::new(), label: Some(label) }
    }

    pub(crate) fn finish(self) -> Vec<Record> {
        self.records
    }

    pub(crate) fn drain(&mut self) -> std::vec::Drain<'_, Record> {
        self.records.drain(..)
    }

    pub(crate) fn uuid(&mut self) -> Uuid {
        Uuid::random(&mut self.rng)
    }

    /// Hands a record of `source` to the cloud's delivery, which now and then delivers it twice.
    pub(crate) fn push(&mut self, source: &str, time: Millis, text: String) {
        let Some(source) = SourceId::parse(source) else { return };
        let delivered = time + delay(source, &mut self.rng);
        let record = Record { source, time, delivered, text, label: self.label };
        if self.rng.below(1_000) == 0 {
            let again = delivered + Millis::try_from(self.rng.between(1, 60)).unwrap_or(1) * SECOND;
            self.records.push(Record { delivered: again, ..record.clone() });
        }
        self.records.push(record);
    }
}
