//! Google Cloud.

use super::Source;

mod audit;
mod iam_policy;
mod log_entry;
mod method;
mod principal;
mod vertex;
mod workspace;

pub(super) const SOURCES: &[&dyn Source] = &[&audit::Audit];
