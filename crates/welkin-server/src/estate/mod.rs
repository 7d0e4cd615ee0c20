//! The estate in memory: the newest snapshot, and what links events to it.

mod current;
mod survey;
mod touched;

pub(crate) use current::{Current, Estate};
pub(crate) use survey::survey;
pub(crate) use touched::touched;
