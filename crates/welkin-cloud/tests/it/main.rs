//! Discovery against the range, in memory.
#![cfg(test)]

mod oci;
mod wire;
