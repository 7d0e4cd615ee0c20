//! Google Cloud.

mod discover;
mod registry;
mod vocabulary;

pub(crate) use discover::Gcp;
pub(crate) use registry::registry;
pub(crate) use vocabulary::VOCABULARY;
