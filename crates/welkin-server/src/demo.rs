use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tokio::sync::mpsc;
use welkin_model::SourceId;
use welkin_range::{Record, Technobank};

use crate::clock;
use crate::intake::Intake;

/// Feeds the TechnoBank estate's logs through the way in that every log takes: some hours of history, then live.
#[derive(Debug)]
pub(crate) struct DemoFeed {
    pub(crate) seed: u64,
    pub(crate) hours: u32,
    /// Audit records of the simulated clouds.
    pub(crate) audit: mpsc::Receiver<Vec<Record>>,
    pub(crate) intake: Arc<Intake>,
    pub(crate) stop: Arc<AtomicBool>,
}

const BATCH: usize = 2000;

impl DemoFeed {
    pub(crate) fn run(mut self) {
        let start = clock::now();
        let mut estate = Technobank::new(self.seed, start);
        let mut batch = Vec::with_capacity(BATCH);
        for record in estate.history(self.hours) {
            batch.push(record);
            if batch.len() == BATCH {
                self.feed(&mut batch);
            }
            if self.stop.load(Ordering::Acquire) {
                return;
            }
        }
        self.feed(&mut batch);
        while !self.stop.load(Ordering::Acquire) {
            std::thread::park_timeout(Duration::from_millis(500));
            let mut fresh = estate.live(clock::now());
            while let Ok(records) = self.audit.try_recv() {
                fresh.extend(records);
            }
            self.feed(&mut fresh);
        }
    }

    /// Hands in the records, a batch for each source.
    fn feed(&self, records: &mut Vec<Record>) {
        let mut by_source: BTreeMap<SourceId, Vec<u8>> = BTreeMap::new();
        for record in records.drain(..) {
            let content = by_source.entry(record.source).or_default();
            content.extend_from_slice(record.text.as_bytes());
            content.push(b'\n');
        }
        for (source, content) in by_source {
            while self.intake.append("demo", Some(source), content.clone(), clock::now()).is_err() {
                if self.stop.load(Ordering::Acquire) {
                    return;
                }
                std::thread::park_timeout(Duration::from_millis(200));
            }
        }
    }
}
