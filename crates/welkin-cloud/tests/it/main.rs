//! Discovery of each cloud, and import, against the range and golden files.
#![cfg(test)]

mod aws;
mod azure;
mod gcp;
mod ibm;
mod import;
mod oci;
mod transport;
mod wire;
