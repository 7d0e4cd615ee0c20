//! What events mean: Sigma rules over native records, behavioural detectors over time, identities across clouds, and
//! the incidents that findings form.
//!
//! Everything here is synchronous and total. Time comes from the events. This crate must not know files, sockets,
//! async runtimes, storage or the wall clock; rules and saved state are handed to it as text and bytes.

mod behaviour;
mod casebook;
mod content;
mod fact;
mod identity;
mod incident;
mod sigma;
mod watch;

pub use behaviour::Behaviour;
pub use fact::{Access, Duty, Fact, Place, Store};
pub use identity::{Handle, HandleKind, Identities, Link, LinkKind};
pub use incident::{Case, correlate};
pub use sigma::{Correlations, RuleFile, Rules, Verdict};
pub use watch::{Incidents, Observed, Outcome, Snapshot, StateError, Watch};
