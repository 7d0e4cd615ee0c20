//! The five clouds as Welkin sees them: how calls to them are signed, paced and repeated ([`transport`]), what there is
//! ([`Inventory`]), what a resource in the provider's own words means ([`describe`]), and how exports are read ([`import`]).
//!
//! This crate knows the providers' APIs and formats, each in the folder of its cloud. It must not know rules, storage,
//! the console, or what is done with what it finds.

pub mod describe;
pub mod import;
pub mod transport;

mod aws;
mod azure;
mod cloud;
mod discovery;
mod environment;
mod gcp;
mod ibm;
mod kubernetes;
mod oci;
mod platform;
mod registry;

pub use cloud::{Capability, Cloud, CloudError, Inventory, NotCapable, clouds};
pub use discovery::{Discovery, Progress, Scope, discover};
pub use environment::Environment;
pub use registry::{ReadBy, Registered, registry};
