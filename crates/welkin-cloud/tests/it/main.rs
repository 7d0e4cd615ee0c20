//! Discovery against the range, in memory, and the transport against a wire that answers as it is told.
#![cfg(test)]

mod aws;
mod transport;
mod wire;
