//! Files that people export from their clouds, read into the same resources that discovery finds, so that both give
//! the same graph.
//!
//! A file is recognised by what is in it, never by its name. `frame` cuts it into documents and elements of lists
//! without holding it as a whole, `read` asks each format in turn whether it knows a record, and `importer` does both
//! on as many threads as there are processors. What cannot be read becomes a diagnostic; the rest is imported.

mod aws_cli;
mod aws_config;
mod aws_tables;
mod azure;
mod cloud_control;
mod envelope;
mod frame;
mod google;
mod ibm;
mod importer;
mod kubernetes;
mod oci;
mod place;
mod read;
mod report;
mod showoci;
mod terraform;
mod unpack;
mod window;

pub use importer::{ImportFile, ImportLimits, Imported, Importer};
