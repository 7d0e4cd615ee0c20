//! Discovery against the range, in memory.
#![cfg(test)]

mod gcp;
mod wire;
