//! Native log records in, [`Event`](welkin_model::Event)s out: framing of byte streams into records, recognition of
//! the source, and one mapping module per source.
//!
//! This crate knows the wire formats of logs and the journal that keeps what was accepted. It must not know rules,
//! storage of events, or the network: bytes are handed to it.

pub mod frame;
pub mod journal;
pub mod map;

mod columnar;
mod normalize;
mod ordered;
mod reader;

pub use normalize::{Normalizer, Parsed, Rejected};
pub use ordered::{Feed, ordered};
pub use reader::{Limits, Piece, pieces, read};
