use std::collections::BTreeMap;
use std::sync::Mutex;

use welkin_model::Cloud;

use super::Call;

/// Counts what was asked of the clouds: the least-privilege policy of a run is made of it.
#[derive(Debug, Default)]
pub struct Observer {
    counts: Mutex<BTreeMap<Observed, Count>>,
}

/// An operation, and the permission that it needs.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub struct Observed {
    pub cloud: Cloud,
    pub service: &'static str,
    pub operation: String,
    pub permission: String,
}

/// How often an operation was called.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Count {
    /// Requests on the wire, repetitions included.
    pub calls: u64,
    pub throttled: u64,
    /// Answers that said that nothing has changed since the last time.
    pub unchanged: u64,
}

impl Observer {
    pub(crate) fn record(&self, call: &Call, what: impl FnOnce(&mut Count)) {
        let key = Observed {
            cloud: call.cloud,
            service: call.service,
            operation: call.operation.to_string(),
            permission: call.permission.to_string(),
        };
        if let Ok(mut counts) = self.counts.lock() {
            what(counts.entry(key).or_default());
        }
    }

    pub fn counts(&self) -> BTreeMap<Observed, Count> {
        self.counts.lock().map(|counts| counts.clone()).unwrap_or_default()
    }

    /// All calls together.
    pub fn total(&self) -> Count {
        self.counts().values().fold(Count::default(), |sum, count| Count {
            calls: sum.calls + count.calls,
            throttled: sum.throttled + count.throttled,
            unchanged: sum.unchanged + count.unchanged,
        })
    }
}
