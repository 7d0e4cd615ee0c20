//! Discovery against the range, in memory.
#![cfg(test)]

mod azure;
mod wire;
