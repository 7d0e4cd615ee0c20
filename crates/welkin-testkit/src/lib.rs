//! Fixtures and conformance suites that several crates' tests share. Nothing here ships.

mod leaves;
mod telemetry;

pub use leaves::{Leaf, missing_leaves};
pub use telemetry::{Sample, real_records};
