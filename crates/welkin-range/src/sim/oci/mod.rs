use welkin_model::Millis;

use super::{Access, Bases, Limit, Operation, Refusal, Request, Response, Simulated, Weakness};
use crate::Record;

pub(crate) const WEAKNESSES: &[Weakness] = &[];

#[derive(Debug)]
pub(crate) struct Oci {
    records: Vec<Record>,
}

impl Oci {
    pub(crate) fn technobank(_seed: u64, _at: Millis) -> Oci {
        Oci { records: Vec::new() }
    }
}

impl Simulated for Oci {
    fn operation(&self, request: &Request) -> Operation {
        Operation { service: String::new(), name: request.method.to_string(), region: String::new() }
    }

    fn refuse(&self, _operation: &Operation, _refusal: Refusal) -> Response {
        Response::empty(500)
    }

    fn answer(&mut self, _operation: &Operation, _request: &Request, _at: Millis) -> Response {
        Response::empty(404)
    }

    fn limit(&self, _operation: &Operation) -> Option<Limit> {
        None
    }

    fn access(&self, _bases: &Bases) -> Access {
        Access::default()
    }

    fn take_records(&mut self) -> Vec<Record> {
        std::mem::take(&mut self.records)
    }
}
