//! The OCSF 1.8.0 schema as tables, and what they are used for: [`validate`] reports every deviation of an event,
//! [`conform`] removes them.
//!
//! Source: <https://schema.ocsf.io/1.8.0> (Apache-2.0), compiled to names, types, requirements and constraints.

mod conform;
mod table;
mod validate;
mod value;

pub use conform::conform;
pub use table::{OCSF_VERSION, Schema};
pub use validate::validate;
