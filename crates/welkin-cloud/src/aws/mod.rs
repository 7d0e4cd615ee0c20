//! Amazon Web Services.

mod aggregator;
pub(crate) mod arn;
mod ask;
mod auth;
pub(crate) mod cloudcontrol;
mod discover;
mod handlers;
mod iam;
mod judge;
pub(crate) mod list;
pub(crate) mod lists;
mod permissions;
mod policy;
mod profile;
mod registry;
mod role;
mod run;
mod service;
mod tags;
mod types;
mod vocabulary;
mod xml;

#[cfg(test)]
mod tests;

pub(crate) use discover::Aws;
pub(crate) use registry::{natives, registry};
pub(crate) use vocabulary::VOCABULARY;
