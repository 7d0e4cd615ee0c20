//! IBM Cloud: IAM, the platform services, VPC, Key Protect, Cloud Object Storage and watsonx.
//!
//! A service is served under a path of its own, a regional one under its region: `/iam`, `/us-south/vpc`. Bearer tokens are
//! verified, policies and context-based restrictions are evaluated, and each call leaves an Activity Tracker record.

mod audit;
mod call;
mod entry;
mod estate;
mod failure;
mod flow;
mod grant;
mod lucene;
mod page;
mod perimeter;
mod rights;
mod route;
mod service;
mod store;
mod token;
mod weaknesses;
mod world;

pub(crate) use weaknesses::WEAKNESSES;

use welkin_model::Millis;

use super::{Access, Bases, Limit, Operation, Refusal, Request, Response, Simulated};
use crate::Record;
use entry::Keys;
use failure::{Failure, Family};
use route::find;
use world::World;

#[derive(Debug)]
pub(crate) struct Ibm {
    world: World,
    keys: Keys,
}

impl Ibm {
    pub(crate) fn technobank(seed: u64, at: Millis) -> Ibm {
        let mut world = World::new(seed);
        estate::build(&mut world);
        let keys = Keys::new(&mut world, at);
        Ibm { world, keys }
    }
}

impl Simulated for Ibm {
    fn operation(&self, request: &Request) -> Operation {
        match find(request) {
            Ok(found) => Operation {
                service: found.service.name.to_owned(),
                name: found.route.name.to_owned(),
                region: found.region,
            },
            Err(service) => Operation {
                service: service.map_or("", |service| service.name).to_owned(),
                name: "unknown".to_owned(),
                region: String::new(),
            },
        }
    }

    fn refuse(&self, operation: &Operation, refusal: Refusal) -> Response {
        let service = service::ALL.iter().find(|service| service.name == operation.service);
        let family = service.map_or(Family::Platform, |service| service.family);
        // Refused before anything else: the trace names no record.
        family.render(&Failure::from(refusal), "00000000-0000-4000-8000-000000000000")
    }

    fn answer(&mut self, _operation: &Operation, request: &Request, at: Millis) -> Response {
        match find(request) {
            Ok(found) => self.world.answer(found, request, at),
            Err(service) => {
                let family = service.map_or(Family::Platform, |service| service.family);
                family
                    .render(&Failure::missing("The requested route"), "00000000-0000-4000-8000-000000000000")
            }
        }
    }

    /// IBM documents a rate for inference alone (eight calls a second on watsonx.ai's standard plan); the others are of
    /// the size that its SDKs' retries are made for.
    fn limit(&self, operation: &Operation) -> Option<Limit> {
        let limit = |class, calls, per| Some(Limit { class, calls, per });
        match (operation.service.as_str(), operation.name.as_str()) {
            (
                "pm-20",
                "text_generation"
                | "text_chat"
                | "deployments_text_generation"
                | "deployments_compute_predictions",
            ) => limit("watsonx/inference", 8, 1_000),
            ("pm-20", _) => limit("watsonx", 100, 10_000),
            ("iam-token", _) => limit("iam/token", 100, 10_000),
            ("iam-identity" | "iam-groups" | "iam-access-management" | "user-management", _) => {
                limit("iam", 300, 60_000)
            }
            ("global-search-tagging", _) => limit("global-search", 60, 60_000),
            ("tagging", _) => limit("global-tagging", 60, 60_000),
            ("resource-controller" | "resource-group", _) => limit("resource-controller", 200, 60_000),
            ("is", _) => limit("vpc", 1_000, 60_000),
            ("kms", _) => limit("key-protect", 200, 10_000),
            ("context-based-restrictions", _) => limit("cbr", 100, 60_000),
            _ => None,
        }
    }

    fn access(&self, bases: &Bases) -> Access {
        self.keys.access(bases)
    }

    fn take_records(&mut self) -> Vec<Record> {
        self.world.take_records()
    }
}

#[cfg(test)]
mod tests;
