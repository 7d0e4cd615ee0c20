//! A graph for other programs and for people.

mod csv;
mod cyclonedx;
mod ndjson;
mod ocsf;

pub use csv::{CSV_HEADER, csv_row};
pub use cyclonedx::cyclonedx;
pub use ndjson::{Payloads, asset_json, edge_json, hole_json, ndjson};
pub use ocsf::ocsf;

#[cfg(test)]
mod tests;
