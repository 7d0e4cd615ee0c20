//! The control plane: the HTTP API with its live stream and the console, and the pipeline that turns what was
//! accepted into events, findings and incidents.
//!
//! This crate owns the runtime and the wiring. It must not know the wire formats of clouds, what a rule says, or how
//! anything is stored: it hands work to the crates that do.

mod api;
mod assets;
mod auth;
mod clock;
mod demo;
mod estate;
mod folder;
mod guard;
mod intake;
mod live;
mod metrics;
mod pipeline;
mod server;

pub use api::openapi;
pub use server::{Config, Demo, Server, ServerError};
