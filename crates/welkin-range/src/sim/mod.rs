//! Five simulated clouds: what TechnoBank runs, behind the wire protocols that the vendors' own SDKs speak.
//!
//! [`Range`] is a state machine: a request and a time go in, a reply comes out. Whoever serves it owns sockets, TLS and
//! the clock. Each cloud's folder holds all that is known of its API: authentication, error shapes, pagination, limits,
//! the operations, and the part of the estate that lives there.

mod access;
mod aws;
mod azure;
mod crossings;
mod fault;
mod gcp;
mod http;
mod ibm;
mod limit;
mod oci;
mod range;
mod weakness;

pub use access::{Access, Bases, File};
pub use fault::{Fault, FaultRule, UnknownFault};
pub use http::{Method, Request, Response};
pub use range::{Calls, Limiting, Range, Reply};
pub use weakness::Weakness;

use welkin_model::Millis;

use crate::Record;

/// What a request asks for, known before it is carried out: faults, limits and counts go by it.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub struct Operation {
    /// In the provider's short spelling: `sagemaker`, `Microsoft.CognitiveServices`, `aiplatform`, `datascience`, `iam`.
    pub service: String,
    /// In the provider's spelling: `ListModels`, `Microsoft.CognitiveServices/accounts/read`,
    /// `google.cloud.aiplatform.v1.ModelService.ListModels` …
    pub name: String,
    /// Empty where the service is global.
    pub region: String,
}

/// Why a request is refused before the cloud looks at it.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Refusal {
    /// 403, as for a caller who lacks the permission.
    Denied,
    /// 429 or the provider's own throttling error, with what the provider says about when to come again.
    Throttled { retry_after: Millis },
    /// 500.
    Broken,
    /// 503.
    Unavailable,
}

/// How many calls of a class a cloud takes: `calls` in every window of `per` milliseconds, refilled evenly.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Limit {
    /// Calls with the same class share a bucket, e.g. `resourcegraph/query`.
    pub(crate) class: &'static str,
    pub(crate) calls: u32,
    pub(crate) per: Millis,
}

/// One simulated cloud.
pub(crate) trait Simulated: std::fmt::Debug + Send {
    fn operation(&self, request: &Request) -> Operation;

    /// A refusal in the provider's own shape: status, headers, body.
    fn refuse(&self, operation: &Operation, refusal: Refusal) -> Response;

    /// Authenticates, authorises, carries out and logs.
    fn answer(&mut self, operation: &Operation, request: &Request, at: Millis) -> Response;

    /// The documented rate of the class that the operation belongs to; `None` where the provider documents none.
    fn limit(&self, operation: &Operation) -> Option<Limit>;

    /// What a client needs, given where the cloud is served.
    fn access(&self, bases: &Bases) -> Access;

    /// Audit records of the calls since the last time, in the provider's own format.
    fn take_records(&mut self) -> Vec<Record>;
}
