use std::collections::BTreeMap;

use welkin_model::{Cloud, Millis};

use super::fault::{Fault, FaultRule};
use super::limit::Limiter;
use super::{Access, Bases, Operation, Refusal, Request, Response, Simulated, aws, azure, gcp, ibm, oci};
use crate::Record;
use crate::rng::Rng;

/// The five simulated clouds.
#[derive(Debug)]
pub struct Range {
    clouds: BTreeMap<Cloud, Box<dyn Simulated>>,
    faults: Vec<FaultRule>,
    limiting: Limiting,
    limiter: Limiter,
    calls: Calls,
    rng: Rng,
}

/// Whether the documented rates are enforced.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Limiting {
    #[default]
    Off,
    Documented,
}

/// What comes back for a request.
#[derive(Clone, Debug)]
pub enum Reply {
    Answer(Response),
    /// No byte is ever sent.
    Silence,
}

/// How often each operation was called, and how many of the calls were throttled.
#[derive(Clone, Debug, Default)]
pub struct Calls {
    pub by_operation: BTreeMap<(Cloud, Operation), u64>,
    pub throttled: u64,
    pub total: u64,
}

/// As many operations are told apart: clients make names up, clouds do not.
const MOST_OPERATIONS: usize = 4_096;

impl Calls {
    fn count(&mut self, cloud: Cloud, operation: &Operation) {
        let is_full = self.by_operation.len() >= MOST_OPERATIONS;
        let key = (cloud, operation.clone());
        let key = if is_full && !self.by_operation.contains_key(&key) { other(cloud) } else { key };
        *self.by_operation.entry(key).or_default() += 1;
    }
}

/// What all further operations of a cloud are counted under.
fn other(cloud: Cloud) -> (Cloud, Operation) {
    let name = "Other".to_owned();
    (cloud, Operation { service: "other".to_owned(), name, region: String::new() })
}

impl Range {
    /// The TechnoBank estate at a moment. Ids and times follow from the seed; keys are drawn anew each time.
    pub fn technobank(seed: u64, at: Millis) -> Range {
        let clouds: [(Cloud, Box<dyn Simulated>); 5] = [
            (Cloud::Aws, Box::new(aws::Aws::technobank(seed, at))),
            (Cloud::Azure, Box::new(azure::Azure::technobank(seed, at))),
            (Cloud::Gcp, Box::new(gcp::Gcp::technobank(seed, at))),
            (Cloud::Oci, Box::new(oci::Oci::technobank(seed, at))),
            (Cloud::Ibm, Box::new(ibm::Ibm::technobank(seed, at))),
        ];
        Range {
            clouds: clouds.into_iter().collect(),
            faults: Vec::new(),
            limiting: Limiting::Off,
            limiter: Limiter::default(),
            calls: Calls::default(),
            rng: Rng::of(&[seed, FAULTS]),
        }
    }

    /// Answers a request to a cloud at a moment. A cloud that is not simulated answers 404.
    pub fn answer(&mut self, cloud: Cloud, request: &Request, at: Millis) -> Reply {
        let Some(simulated) = self.clouds.get_mut(&cloud) else {
            return Reply::Answer(Response::empty(404));
        };
        let operation = simulated.operation(request);
        self.calls.total += 1;
        self.calls.count(cloud, &operation);
        let fault = self.faults.iter().find_map(|rule| rule.strikes(cloud, &operation, &mut self.rng));
        match fault {
            Some(Fault::Timeout) => return Reply::Silence,
            Some(Fault::Status(status)) => {
                return Reply::Answer(simulated.refuse(&operation, refusal(status)));
            }
            Some(Fault::Garbage | Fault::Truncate) | None => {}
        }
        let limit = simulated.limit(&operation).filter(|_| self.limiting == Limiting::Documented);
        if let Some(limit) = limit
            && let Err(retry_after) = self.limiter.take(cloud, limit, &operation.region, at)
        {
            self.calls.throttled += 1;
            return Reply::Answer(simulated.refuse(&operation, Refusal::Throttled { retry_after }));
        }
        let mut response = simulated.answer(&operation, request, at);
        match fault {
            Some(Fault::Truncate) => response.body.truncate(response.body.len() / 2),
            Some(Fault::Garbage) => response.body = b"<html>\xff\xfe\0{]".to_vec(),
            _ => {}
        }
        Reply::Answer(response)
    }

    pub fn set_faults(&mut self, faults: Vec<FaultRule>) {
        self.faults = faults;
    }

    pub fn set_limiting(&mut self, limiting: Limiting) {
        self.limiting = limiting;
    }

    pub fn calls(&self) -> &Calls {
        &self.calls
    }

    pub fn forget_calls(&mut self) {
        self.calls = Calls::default();
    }

    /// What a client of the cloud needs; nothing for a cloud that is not simulated.
    pub fn access(&self, cloud: Cloud, bases: &Bases) -> Access {
        self.clouds.get(&cloud).map(|cloud| cloud.access(bases)).unwrap_or_default()
    }

    /// The audit records of all clouds since the last time, in no particular order.
    pub fn take_records(&mut self) -> Vec<Record> {
        self.clouds.values_mut().flat_map(|cloud| cloud.take_records()).collect()
    }
}

/// Parts the faults' generator from all others of the seed.
const FAULTS: u64 = 0xFA_17;

fn refusal(status: u16) -> Refusal {
    match status {
        403 => Refusal::Denied,
        429 => Refusal::Throttled { retry_after: 1_000 },
        503 => Refusal::Unavailable,
        _ => Refusal::Broken,
    }
}
