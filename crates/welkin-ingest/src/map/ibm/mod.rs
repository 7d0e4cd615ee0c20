//! IBM Cloud.

use super::Source;

pub(super) const SOURCES: &[&dyn Source] = &[];
