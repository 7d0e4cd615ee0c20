//! Oracle Cloud Infrastructure.

use super::Source;

pub(super) const SOURCES: &[&dyn Source] = &[];
