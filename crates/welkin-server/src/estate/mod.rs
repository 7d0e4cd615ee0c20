//! The estate in memory: the newest snapshot, and what links events to it.

mod current;
mod demo;
mod survey;
mod touched;

pub(crate) use current::{Current, Estate};
pub(crate) use demo::DemoEstate;
pub(crate) use touched::touched;

use survey::survey;
