//! Amazon Web Services.

mod aggregator;
mod arn;
mod ask;
mod auth;
mod cloudcontrol;
mod discover;
mod handlers;
mod iam;
mod judge;
mod list;
mod lists;
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
pub(crate) use registry::registry;
pub(crate) use vocabulary::VOCABULARY;
