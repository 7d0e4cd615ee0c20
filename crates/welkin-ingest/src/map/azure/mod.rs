//! Microsoft Azure and Entra.

use super::Source;

pub(super) const SOURCES: &[&dyn Source] = &[];
