//! IBM Cloud.

mod ask;
mod attributes;
mod auth;
mod credential;
mod crn;
mod discover;
mod judge;
mod list;
mod lists;
mod registry;
mod relations;
mod run;
mod service;
mod token;
mod types;
mod vocabulary;
mod xml;

pub(crate) use discover::Ibm;
pub(crate) use registry::registry;
pub(crate) use vocabulary::VOCABULARY;
