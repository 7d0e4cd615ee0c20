//! What exists: [`Asset`]s of all clouds and the [`Edge`]s between them, as one immutable [`Graph`].
//!
//! Kinds are neutral and few; what a provider says stays verbatim in the payload. The graph of a set of descriptions
//! does not depend on the order in which they come.

mod asset;
mod builder;
mod carry;
mod diff;
mod edge;
pub mod export;
mod fact;
mod graph;
mod handle;
mod intern;
mod kind;
mod merge;
mod path;
mod payload;
mod snapshot;
mod unknown;

pub use asset::{Asset, AssetId, View};
pub use builder::{Described, GraphBuilder, Link, LinkDirection, Target};
pub use carry::carried;
pub use diff::{AssetChange, FieldChange, GraphDiff, diff};
pub use edge::{Edge, EdgeKind};
pub use fact::Fact;
pub use graph::{Direction, Graph, Node};
pub use handle::{Handle, HandleKind};
pub use kind::{AssetGroup, AssetKind};
pub use path::{Step, shortest_path};
pub use payload::PayloadRef;
pub use snapshot::{Reader as SnapshotReader, SnapshotError, lines as snapshot_lines, payload_value};
pub use unknown::{Hole, Unknown, UnknownReason};

#[cfg(test)]
mod tests;
