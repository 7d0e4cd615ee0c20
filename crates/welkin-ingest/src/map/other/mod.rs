//! Identity providers, AI providers, Kubernetes, and events that are OCSF already.

use super::Source;

mod anthropic;
mod gateway;
pub(super) mod kubernetes;
pub(super) mod ocsf;
mod okta;
mod okta_event;
mod openai;

pub(super) const SOURCES: &[&dyn Source] = &[
    &ocsf::Ocsf,
    &okta::Okta,
    &openai::OpenAi,
    &anthropic::Anthropic,
    &kubernetes::KubernetesAudit,
    &gateway::Gateway,
];
