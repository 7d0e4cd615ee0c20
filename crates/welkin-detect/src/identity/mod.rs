//! Who is who across clouds: the handles by which an actor can be known again, the links between them that logs
//! report, and what the whole of the log says about which handles are shared by many.

mod extract;
mod graph;
mod handle;

pub(crate) use extract::{handles, label, links};
pub use graph::Identities;
pub(crate) use graph::{is_public, network};
pub use handle::{Handle, HandleKind, Link, LinkKind};
