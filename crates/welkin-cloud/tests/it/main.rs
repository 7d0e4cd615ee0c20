//! Discovery of each cloud, and import, against the range and golden files.
#![cfg(test)]

mod azure;
mod gcp;
mod ibm;
mod import;
mod oci;
mod wire;
