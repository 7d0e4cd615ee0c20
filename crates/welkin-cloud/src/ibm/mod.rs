//! IBM Cloud.

mod discover;
mod registry;
mod vocabulary;

pub(crate) use discover::Ibm;
pub(crate) use registry::registry;
pub(crate) use vocabulary::VOCABULARY;
