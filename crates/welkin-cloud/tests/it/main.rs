//! Discovery against the range, in memory.

mod azure;
mod wire;
