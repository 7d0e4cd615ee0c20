//! Amazon Web Services.

mod arn;
mod ask;
mod auth;
mod cloudcontrol;
mod discover;
mod iam;
mod judge;
mod list;
mod lists;
mod policy;
mod registry;
mod run;
mod service;
mod tags;
mod types;
mod vocabulary;
mod xml;

pub(crate) use discover::Aws;
pub(crate) use registry::registry;
pub(crate) use vocabulary::VOCABULARY;
