//! Discovery against the range, in memory.
#![cfg(test)]

mod ibm;
mod wire;
