//! From journal to findings: one thread owns the detectors and is the only one that commits events. A second one keeps
//! the state of the detectors and merges files meanwhile.
//!
//! A step takes what the journal holds next, turns it into events, judges them, and commits events, findings,
//! incidents and the new cursor at once. The state of the detectors is saved less often, with the cursor that it
//! belongs to: after a crash the records since then are judged again, which gives the same findings with the same
//! uids, while the events of them that are in the lake stay the only ones.

mod batch;
mod rates;
mod saved;
mod upkeep;
mod worker;

pub(crate) use worker::Worker;
