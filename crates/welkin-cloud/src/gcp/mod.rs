//! Google Cloud.

mod ask;
mod auth;
mod credential;
mod discover;
mod grant;
mod inventory;
mod judge;
mod list;
mod lists;
mod name;
mod native;
mod people;
mod registry;
mod seen;
mod service;
mod special;
mod tree;
mod types;
mod vocabulary;

#[cfg(test)]
mod tests;

pub(crate) use discover::Gcp;
pub(crate) use registry::registry;
pub(crate) use vocabulary::VOCABULARY;
