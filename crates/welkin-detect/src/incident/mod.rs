//! Incidents: findings of one attacker, in the order of an attack, over all clouds.
//!
//! An incident is a pure function of the set of findings and of what all events say about identities: in whatever
//! order they arrived, the same sets give the same incidents.

mod correlate;
mod evidence;
mod phase;
mod score;

pub(crate) use correlate::CONTEXT;
pub use correlate::{Case, correlate};

#[cfg(test)]
mod tests;
