//! Kubernetes, as far as it serves models: inference services, the workloads and identities behind them, and what
//! exposes them.

mod types;
mod vocabulary;
mod workload;

pub(crate) use vocabulary::VOCABULARY;
pub(crate) use workload::serves;
