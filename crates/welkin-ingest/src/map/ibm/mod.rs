//! IBM Cloud.

use super::Source;

mod action;
mod activity;
mod crn;
mod initiator;
mod scc;
mod target;
mod vpcflow;

pub(super) const SOURCES: &[&dyn Source] = &[&vpcflow::VpcFlow, &scc::Scc, &activity::Activity];
