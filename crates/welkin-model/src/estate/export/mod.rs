//! A graph for other programs and for people.

mod csv;
mod ndjson;

pub use csv::{CSV_HEADER, csv_row};
pub use ndjson::{Payloads, asset_json, edge_json, hole_json, ndjson};
