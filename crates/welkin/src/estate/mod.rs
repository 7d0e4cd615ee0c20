//! How the estate is written to standard output.

mod output;
mod table;

pub(crate) use output::{EstateFormat, write_estate};
