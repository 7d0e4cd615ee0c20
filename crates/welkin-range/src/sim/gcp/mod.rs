//! Google Cloud: TechnoBank's Asia, behind the REST APIs as `google-api-python-client` and `google-cloud-*` call them.
//!
//! Every service is served under a path prefix of its own name (`/aiplatform/v1/…`), by the bare path, and by the host
//! (`asia-southeast1-aiplatform.googleapis.com`). Shapes are those of the discovery documents.

mod answer;
mod authorise;
mod caller;
mod cel;
mod compute;
mod credentials;
mod error;
mod estate;
mod filter;
mod get;
mod iam;
mod inventory;
mod journal;
mod jwt;
mod kind;
mod kinds;
mod list;
mod names;
mod operations;
mod page;
mod policies;
mod roles;
mod route;
mod search;
mod seed;
mod shape;
mod storage;
mod verbs;
mod vertex;
mod way_in;
mod weaknesses;
mod write;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use welkin_model::Millis;

use super::{Access, Bases, Limit, Operation, Refusal, Request, Response, Simulated};
use crate::Record;
use crate::rng::Rng;
use authorise::Delays;
use caller::Tokens;
use error::{ApiError, Code};
use estate::Estate;
use journal::Journal;
use jwt::SigningKey;
use operations::Operations;

pub(crate) use weaknesses::WEAKNESSES;

#[derive(Debug)]
pub(crate) struct Gcp {
    estate: Estate,
    tokens: Tokens,
    /// By key id: of service accounts' keys that somebody holds, and of the outside issuers.
    keys: BTreeMap<String, SigningKey>,
    journal: Journal,
    operations: Operations,
    delays: Delays,
    rng: Rng,
    /// When the estate was made.
    born: Millis,
}

impl Gcp {
    pub(crate) fn technobank(seed: u64, at: Millis) -> Gcp {
        let mut gcp = Gcp {
            estate: Estate::default(),
            tokens: Tokens::default(),
            keys: BTreeMap::new(),
            journal: Journal::default(),
            operations: Operations::default(),
            delays: Delays::DOCUMENTED,
            rng: Rng::of(&[seed, GOOGLE]),
            born: at,
        };
        seed::plant(&mut gcp.estate, at);
        for id in way_in::KEYS {
            gcp.keys.insert(id.to_owned(), SigningKey::default());
        }
        gcp
    }

    /// A number that no other write has.
    fn serial(&mut self) -> u64 {
        self.rng.next()
    }
}

/// Parts this cloud's generator from the others of the seed.
const GOOGLE: u64 = 0x600_61E;

impl Simulated for Gcp {
    fn operation(&self, request: &Request) -> Operation {
        if let Some((service, method)) = credentials::of(request) {
            return Operation { service: service.to_owned(), name: method.to_owned(), region: String::new() };
        }
        let action = route::route(&self.estate, request);
        // The inventory's quotas depend on the scope, and it has no regions.
        let region = match action.verb {
            route::Verb::Inventory(_) => {
                let scope = names::relative(&action.key).split('/').next().unwrap_or("");
                ["organizations", "folders", "projects"]
                    .into_iter()
                    .find(|known| *known == scope)
                    .unwrap_or("")
            }
            // Only where there is something: clients must not be able to make up regions without end.
            _ => get::known_location(names::location(&action.key)),
        };
        Operation {
            service: action.service.to_owned(),
            name: action.method.clone(),
            region: region.to_owned(),
        }
    }

    fn refuse(&self, operation: &Operation, refusal: Refusal) -> Response {
        let service = operation.service.as_str();
        match refusal {
            Refusal::Denied => ApiError::denied(&operation.name, service),
            Refusal::Throttled { retry_after } => {
                let class = self.limit(operation).map_or("requests", |limit| limit.class);
                ApiError::throttled(service, class, retry_after)
            }
            Refusal::Broken => ApiError::new(Code::Internal, "Internal error encountered."),
            Refusal::Unavailable => ApiError::new(Code::Unavailable, "The service is currently unavailable."),
        }
        .response(service)
    }

    fn answer(&mut self, _operation: &Operation, request: &Request, at: Millis) -> Response {
        self.answered(request, at)
    }

    /// Documented per minute: Cloud Asset Inventory list 100 a project and 800 an organisation, search 400 and 1,500,
    /// export 60, analysis 100; deny policy writes 5; token exchanges 6,000 and impersonation 60,000; Vertex AI
    /// resource management 600; Compute Engine reads 1,500; IAM reads 6,000; KMS reads 300. For the remaining services
    /// 600 stands in. All projects share a bucket.
    fn limit(&self, operation: &Operation) -> Option<Limit> {
        let name = operation.name.rsplit('.').next().unwrap_or("");
        let organization = operation.region == "organizations";
        let (class, calls) = match (operation.service.as_str(), name) {
            ("cloudasset", "ListAssets") if organization => ("cloudasset/list per organization", 800),
            ("cloudasset", "ListAssets") => ("cloudasset/list", 100),
            ("cloudasset", name) if name.starts_with("Search") && organization => {
                ("cloudasset/search per organization", 1_500)
            }
            ("cloudasset", name) if name.starts_with("Search") => ("cloudasset/search", 400),
            ("cloudasset", "ExportAssets") => ("cloudasset/export", 60),
            ("cloudasset", _) => ("cloudasset/analyze", 100),
            ("iam", "CreatePolicy" | "DeletePolicy" | "UpdatePolicy") => ("iam/deny policy writes", 5),
            ("iam", _) => ("iam/reads", 6_000),
            ("sts", _) => ("sts/token exchanges", 6_000),
            ("iamcredentials", _) => ("iamcredentials/tokens", 60_000),
            ("aiplatform", "Predict" | "RawPredict" | "Explain" | "GenerateContent" | "CountTokens") => {
                ("aiplatform/online prediction", 30_000)
            }
            ("aiplatform", _) => ("aiplatform/resource management", 600),
            ("compute", _) => ("compute/reads", 1_500),
            ("cloudkms", _) => ("cloudkms/reads", 300),
            ("storage" | "oauth2" | "metadata" | "", _) => return None,
            _ => ("requests", 600),
        };
        Some(Limit { class, calls, per: 60_000 })
    }

    fn access(&self, bases: &Bases) -> Access {
        self.way_in(bases)
    }

    fn take_records(&mut self) -> Vec<Record> {
        self.journal.take()
    }
}
