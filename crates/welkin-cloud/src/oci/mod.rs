//! Oracle Cloud.

mod discover;
mod registry;
mod vocabulary;

pub(crate) use discover::Oci;
pub(crate) use registry::registry;
pub(crate) use vocabulary::VOCABULARY;
