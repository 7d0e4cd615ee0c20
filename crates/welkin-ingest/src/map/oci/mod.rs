//! Oracle Cloud Infrastructure.

use super::Source;

mod audit;
mod cloudguard;
mod identity;
mod ocid;
mod operation;
mod resource;
mod subject;
mod vcnflow;

pub(super) const SOURCES: &[&dyn Source] = &[&vcnflow::VcnFlow, &cloudguard::CloudGuard, &audit::Audit];
