//! Discovery against the simulated clouds, in memory.

mod oci;
mod wire;
