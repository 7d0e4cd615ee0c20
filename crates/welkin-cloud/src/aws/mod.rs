//! Amazon Web Services.

pub(crate) mod arn;
mod ask;
mod auth;
pub(crate) mod cloudcontrol;
mod discover;
mod iam;
mod judge;
pub(crate) mod list;
pub(crate) mod lists;
mod policy;
mod registry;
mod run;
mod service;
mod tags;
mod types;
mod vocabulary;
mod xml;

pub(crate) use discover::Aws;
pub(crate) use registry::{natives, registry};
pub(crate) use vocabulary::VOCABULARY;
