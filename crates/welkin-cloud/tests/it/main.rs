//! Discovery of each cloud against the range, in memory.

mod gcp;
mod wire;
