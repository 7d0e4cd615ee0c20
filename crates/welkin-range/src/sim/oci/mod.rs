//! Oracle Cloud: the part of the estate that lives there, behind the paths that the SDKs sign.
//!
//! Every service is a path prefix named as the first label of its host, and every region a prefix before that; without
//! one a request is to the home region: `/us-phoenix-1/datascience/20190101/models`.

mod access;
mod act;
mod audit;
mod auth;
mod bucket;
mod call;
mod catalogue;
mod condition;
mod domain;
mod federate;
mod identity;
mod keys;
mod law;
mod lifecycle;
mod list;
mod md5;
mod network;
mod object;
mod page;
mod plain;
mod problem;
mod route;
mod search;
mod seed;
mod signature;
mod special;
mod statement;
mod store;
#[cfg(test)]
mod tests;
mod token;
mod weaknesses;

pub(crate) use weaknesses::WEAKNESSES;

use serde_json::Value;
use welkin_model::Millis;

use self::access::Principals;
use self::audit::{Audit, Entry, Subject};
use self::call::Call;
use self::law::{Caller, Law};
use self::problem::Problem;
use self::route::{Route, Step};
use self::special::Act;
use self::store::Store;
use self::token::Issuer;
use super::{Access, Bases, Limit, Operation, Refusal, Request, Response, Simulated};
use crate::Record;
use crate::calendar::MINUTE;

/// What a request other than the upload of an object may hold.
const LARGEST_REQUEST: usize = 64 << 10;

#[derive(Debug)]
pub(crate) struct Oci {
    store: Store,
    law: Law,
    issuer: Issuer,
    principals: Principals,
    audit: Audit,
}

impl Oci {
    pub(crate) fn technobank(seed: u64, at: Millis) -> Oci {
        let mut store = Store::default();
        let mut law = Law::default();
        let principals = Principals::new(at);
        seed::plant(&mut store, &mut law, &principals, at);
        Oci { store, law, issuer: Issuer::default(), principals, audit: Audit::new(seed) }
    }
}

impl Simulated for Oci {
    fn operation(&self, request: &Request) -> Operation {
        let route = Route::of(request);
        Operation {
            service: route.service.to_owned(),
            name: route.name,
            region: route.region.name.to_owned(),
        }
    }

    fn refuse(&self, _operation: &Operation, refusal: Refusal) -> Response {
        match refusal {
            Refusal::Denied => Problem::absent().response(),
            Refusal::Throttled { .. } => Problem::throttled().response(),
            Refusal::Broken => Problem::internal().response(),
            Refusal::Unavailable => Problem::unavailable().response(),
        }
        .with("opc-request-id", "REFUSED/0/0")
    }

    fn answer(&mut self, _operation: &Operation, request: &Request, at: Millis) -> Response {
        self.store.settle(at);
        let route = Route::of(request);
        let before = self.subject(&route);
        let (caller, outcome) = match self.caller(&route, request, at) {
            Ok(caller) => {
                let call = Call { request, route: &route, caller: &caller, at, body: request.json() };
                let outcome = self.carry_out(&call);
                (caller, outcome)
            }
            Err(problem) => (Caller::default(), Err(problem)),
        };
        let code = outcome.as_ref().err().map(|problem| problem.code);
        let response = outcome.unwrap_or_else(|problem| problem.response());
        let caller = self.newcomer(&response, at).filter(|_| caller.id.is_empty()).unwrap_or(caller);
        let subject = before.or_else(|| self.made(&response));
        let subject = subject.as_ref();
        let id = self.audit.write(&Entry {
            request,
            route: &route,
            caller: &caller,
            subject,
            response: &response,
            code,
            at,
        });
        response.with("opc-request-id", id)
    }

    /// Oracle publishes no rates: "User-rate limit exceeded" comes when a client lists some thousand times without a
    /// pause. These are plausible: search is the slowest, reads are cheap, writes are not.
    fn limit(&self, operation: &Operation) -> Option<Limit> {
        let read = ["List", "Get", "Head"].iter().any(|verb| operation.name.starts_with(verb));
        Some(match operation.service.as_str() {
            "query" => Limit { class: "oci/search", calls: 300, per: MINUTE },
            "identity" if read => Limit { class: "oci/identity/read", calls: 1_200, per: MINUTE },
            "objectstorage" | "modeldeployment" => Limit { class: "oci/data", calls: 6_000, per: MINUTE },
            _ if read => Limit { class: "oci/read", calls: 2_400, per: MINUTE },
            _ => Limit { class: "oci/write", calls: 300, per: MINUTE },
        })
    }

    fn access(&self, bases: &Bases) -> Access {
        self.principals.access(&self.issuer, bases)
    }

    fn take_records(&mut self) -> Vec<Record> {
        self.audit.take()
    }
}

impl Oci {
    /// What a route leads to.
    fn subject(&self, route: &Route) -> Option<Subject> {
        let named = if route.service == "objectstorage" {
            self.bucket(route).ok()
        } else {
            [route.part(1), route.part(0), route.part(3)].into_iter().find_map(|id| self.store.get(id))
        };
        named.map(Subject::from)
    }

    /// What a call has just created.
    fn made(&self, response: &Response) -> Option<Subject> {
        let body: Value = serde_json::from_slice(&response.body).ok()?;
        self.store.get(body.get("id")?.as_str()?).map(Subject::from)
    }

    /// Who has just received a token.
    fn newcomer(&self, response: &Response, at: Millis) -> Option<Caller> {
        let body: Value = serde_json::from_slice(&response.body).ok()?;
        self.bearer(&self.issuer.open(body.get("token")?.as_str()?, at)?)
    }

    fn carry_out(&mut self, call: &Call<'_>) -> problem::Outcome {
        let content = matches!(call.route.step, Step::Special(special) if special.act == Act::PutObject);
        if call.request.body.len() > LARGEST_REQUEST && !content {
            return Err(Problem::too_large());
        }
        match call.route.step {
            Step::List(kind) => self.list(call, kind),
            Step::Get(kind) => self.get(call, kind),
            Step::Create(kind) => self.create(call, kind),
            Step::Update(kind) => self.update(call, kind),
            Step::Delete(kind) => self.delete(call, kind),
            Step::Move(kind) => self.change_compartment(call, kind),
            Step::Special(special) => self.act(call, special),
            Step::Unknown => Err(Problem::absent()),
        }
    }
}
