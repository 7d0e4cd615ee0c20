//! Microsoft Azure and its directory, Entra.

mod ask;
mod assertion;
mod auth;
mod children;
mod credential;
mod directory;
mod discover;
mod exposure;
mod federation;
mod find;
mod grant;
mod host;
mod id;
mod judge;
mod learning;
mod machine;
mod place;
mod query;
mod registry;
mod relation;
mod role;
mod run;
mod subscription;
mod types;
mod vocabulary;

pub(crate) use discover::Azure;
pub(crate) use registry::registry;
pub(crate) use vocabulary::VOCABULARY;
