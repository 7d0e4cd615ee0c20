//! The range on loopback sockets: the only part of this crate that does input and output.

mod admin;
mod certificate;
mod listen;
mod served;

pub use served::{Clock, ServeError, Served, serve};
