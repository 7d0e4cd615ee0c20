//! Google Cloud.

use super::Source;

mod activity;
mod audit;
mod chronicle;
mod datastore;
mod finding;
mod iam_policy;
mod lb;
mod log_entry;
mod method;
mod monitoring;
mod principal;
mod scc;
mod spelling;
mod vertex;
mod vpcflow;
mod workspace;

pub(super) const SOURCES: &[&dyn Source] = &[
    &vpcflow::VpcFlow,
    &lb::LoadBalancer,
    &scc::CommandCenter,
    &monitoring::Monitoring,
    &chronicle::Chronicle,
    &audit::Audit,
];
