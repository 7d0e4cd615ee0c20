use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use welkin_ingest::journal::{Entry, Journal, JournalError};
use welkin_ingest::{Limits, read};
use welkin_model::{Diagnostic, Millis, SourceId};

use crate::api::ApiError;
use crate::metrics::Metrics;

/// The largest batch that one call may hand in, compressed or not.
pub(crate) const BATCH_BYTES: usize = 32 << 20;

/// The way in: what is handed over is in the journal, on the disk, before it is acknowledged.
#[derive(Debug)]
pub(crate) struct Intake {
    journal: Arc<Journal>,
    metrics: Arc<Metrics>,
    /// Bytes that may wait in the journal to be worked off; beyond, callers have to wait.
    backlog: u64,
    /// The pipeline runs.
    ready: AtomicBool,
    /// Events per minute of each source, as the pipeline last measured them.
    rates: Mutex<BTreeMap<String, f64>>,
}

/// What a batch holds.
#[derive(Debug, Default)]
pub(crate) struct Accepted {
    pub(crate) records: u64,
    pub(crate) rejected: u64,
    /// The first of the rejected, at most 20.
    pub(crate) diagnostics: Vec<Diagnostic>,
}

impl Intake {
    pub(crate) fn new(journal: Arc<Journal>, metrics: Arc<Metrics>, backlog: u64) -> Intake {
        Intake { journal, metrics, backlog, ready: AtomicBool::new(false), rates: Mutex::default() }
    }

    /// Puts a batch into the journal and says what is in it. Records that cannot be read are accepted too: they go to
    /// the quarantine, nothing is lost.
    ///
    /// # Errors
    /// The queue or the disk is full; then nothing of the batch was kept.
    pub(crate) fn accept(
        &self,
        channel: &str,
        source: Option<SourceId>,
        content: Vec<u8>,
        now: Millis,
    ) -> Result<Accepted, ApiError> {
        if self.journal.bytes() > self.backlog {
            self.metrics.refused.inc();
            return Err(ApiError::busy());
        }
        let mut accepted = Accepted::default();
        read(channel, content.as_slice(), source, limits(), now, &mut |record| match record {
            Ok(_) => accepted.records += 1,
            Err(rejected) => {
                accepted.rejected += 1;
                if accepted.diagnostics.len() < 20 {
                    accepted.diagnostics.push(rejected.diagnostic);
                }
            }
        });
        self.append(channel, source, content, now)?;
        Ok(accepted)
    }

    /// Puts bytes into the journal.
    ///
    /// # Errors
    /// As [`Intake::accept`].
    pub(crate) fn append(
        &self,
        channel: &str,
        source: Option<SourceId>,
        content: Vec<u8>,
        now: Millis,
    ) -> Result<(), ApiError> {
        let entry = Entry {
            source: source.map(|s| s.to_string()),
            channel: channel.to_owned(),
            received: now,
            content,
        };
        self.journal.append(&entry).map(drop).map_err(|error| {
            self.metrics.refused.inc();
            match error {
                JournalError::Busy => ApiError::busy(),
                JournalError::Full(_) => ApiError::full(),
                JournalError::TooLarge { bytes, limit } => ApiError::bad_request(format!(
                    "the batch has {bytes} bytes, at most {limit} are accepted"
                )),
                other => ApiError::internal(&other),
            }
        })
    }

    pub(crate) fn is_ready(&self) -> bool {
        self.ready.load(Ordering::Acquire)
    }

    pub(crate) fn set_ready(&self, ready: bool) {
        self.ready.store(ready, Ordering::Release);
    }

    pub(crate) fn rates(&self) -> BTreeMap<String, f64> {
        self.rates.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(crate) fn set_rates(&self, rates: BTreeMap<String, f64>) {
        *self.rates.lock().unwrap_or_else(PoisonError::into_inner) = rates;
    }
}

/// A batch of 32 MiB that unpacks to more than this is a bomb.
pub(crate) fn limits() -> Limits {
    Limits { record: 8 << 20, decompressed: 1 << 30, ..Limits::default() }
}
