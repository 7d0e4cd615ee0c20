//! How the estate is written to standard output, and kept.

mod changes;
mod keep;
mod output;
mod table;

pub(crate) use changes::write_diff;
pub(crate) use keep::{keep, kept};
pub(crate) use output::{EstateFormat, write_estate};
