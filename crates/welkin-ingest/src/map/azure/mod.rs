//! Microsoft Azure and Entra.

use super::Source;

mod activity;
mod alert;
mod appinsights;
mod audit;
mod audit_target;
mod datastore;
mod defender;
mod envelope;
mod fields;
mod flow_tuple;
mod gateway;
mod identity;
mod nsgflow;
mod openai;
mod resource;
mod resource_id;
mod risk;
mod sentinel;
mod signin;
mod vnetflow;

/// What Azure Monitor writes shares one envelope, so the order is from the most specific marks to the envelope alone.
pub(super) const SOURCES: &[&dyn Source] = &[
    &nsgflow::NsgFlow,
    &vnetflow::VnetFlow,
    &appinsights::AppInsights,
    &signin::SignIn,
    &audit::Audit,
    &defender::Defender,
    &sentinel::Sentinel,
    &openai::OpenAi,
    &activity::Activity,
    &resource::Resource,
];
