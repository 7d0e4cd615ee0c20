//! How calls get to a cloud: signed, paced, repeated where that is safe, counted, and never for ever.

mod budget;
mod call;
mod endpoint;
mod error;
mod observer;
mod secret;
mod send;
mod wire;

pub use budget::Pace;
pub use call::{Answer, Call, Safety};
pub use endpoint::Endpoints;
pub use error::{CallError, Verdict};
pub use observer::{Count, Observed, Observer};
pub use secret::Secret;
pub use send::{Dialect, Rates, SignError, Transport, TransportOptions};
pub use wire::{HttpWire, Wire, WireError, WireSetupError};
