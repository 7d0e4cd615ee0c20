//! Oracle Cloud.

mod ask;
mod auth;
mod discover;
mod grant;
mod index;
mod item;
mod judge;
mod keys;
mod list;
mod lists;
mod ocid;
mod permission;
mod registry;
mod run;
mod service;
mod special;
mod statement;
mod tenancy;
#[cfg(test)]
mod tests;
mod types;
mod vocabulary;

pub(crate) use discover::Oci;
pub(crate) use registry::registry;
pub(crate) use vocabulary::VOCABULARY;
