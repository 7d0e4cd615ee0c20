//! Azure.

mod discover;
mod registry;
mod vocabulary;

pub(crate) use discover::Azure;
pub(crate) use registry::registry;
pub(crate) use vocabulary::VOCABULARY;
