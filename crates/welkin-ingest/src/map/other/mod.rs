//! Identity providers, AI providers, Kubernetes, and events that are OCSF already.

use super::Source;

pub(super) const SOURCES: &[&dyn Source] = &[];
