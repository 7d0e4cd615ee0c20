//! AWS: the accounts of TechnoBank in the United States, behind one port that serves all services.
//!
//! Signatures (SigV4) are verified, policies are evaluated, and every authenticated call leaves its CloudTrail event.

mod access;
mod agentcore;
mod authorize;
mod balancing;
mod bedrock;
mod call;
mod caller;
mod catalogue;
mod cloudcontrol;
mod config;
mod ec2;
mod ec2_write;
mod estate;
mod fail;
mod field;
mod iam;
mod iam_read;
mod iam_write;
mod kinds;
mod limits;
mod objects;
mod organization;
mod organizations;
mod page;
mod platform;
mod policy;
mod route;
mod runtime;
mod s3;
mod s3_route;
mod sagemaker;
mod sagemaker_rest;
mod secret;
mod seed;
mod settling;
mod shelf;
mod signature;
mod sql;
mod sts;
mod tagging;
mod tags;
mod trail;
mod web_identity;
mod wire;
mod xml;

#[cfg(test)]
mod tests;

pub(crate) use seed::WEAKNESSES;

use serde_json::{Value, json};
use welkin_model::Millis;

use super::{Access, Bases, Limit, Operation, Refusal, Request, Response, Simulated};
use crate::Record;
use crate::rng::Rng;
use crate::scribe::Scribe;
use access::{Handed, HandedToken};
use authorize::Target;
use call::Call;
use caller::{Caller, Who};
use estate::Estate;
use fail::Fail;
use trail::{Ending, Trail};
use wire::{Wire, wire};

/// The simulated cloud.
#[derive(Debug)]
pub(crate) struct Aws {
    estate: Estate,
    trail: Trail,
    keys: Vec<Handed>,
    tokens: Vec<HandedToken>,
}

/// What an operation gives: a result that its protocol writes, or a reply that is written already.
#[derive(Debug)]
enum Done {
    Result(Value),
    Reply(Response),
}

/// The longest request of any service but S3; none that is served needs more.
const LARGEST_REQUEST: usize = 256 << 10;
/// Parts this cloud's generator from all others of the seed.
const RECORDS: u64 = 0xA3_05;

impl Aws {
    pub(crate) fn technobank(seed: u64, at: Millis) -> Aws {
        let (estate, keys, tokens) = seed::technobank(at);
        let trail = Trail::new(Scribe::new(Rng::of(&[seed, RECORDS])));
        Aws { estate, trail, keys, tokens }
    }

    fn call(&mut self, operation: &Operation, request: &Request, at: Millis, id: &str) -> Result<Done, Fail> {
        let wire = wire(&operation.service, &operation.name);
        if wire != Wire::S3 && request.body.len() > LARGEST_REQUEST {
            return Err(Fail::new("RequestEntityTooLarge", 413, "Request is too large."));
        }
        let input = route::input(operation, request);
        if operation.name == "AssumeRoleWithWebIdentity" {
            let call = Call { operation, caller: &Caller::anonymous(), input: &input, request, at };
            let result = sts::web_identity(&mut self.estate, &call);
            self.note(&call, "", id, &result);
            return result.map(Done::Result);
        }
        if operation.service == "sagemaker" {
            sagemaker::settle(&mut self.estate, at);
        }
        let caller = self.estate.authenticate(request, wire, at)?;
        let call = Call { operation, caller: &caller, input: &input, request, at };
        self.used(&call);
        let target = self.target(&call);
        let owner = target.account.clone();
        let result = self.permit(&call, wire, &target).and_then(|()| self.carry_out(&call, wire));
        let noted = result.as_ref().map(|done| match done {
            Done::Result(value) => value.clone(),
            Done::Reply(_) => Value::Null,
        });
        self.note(&call, &owner, id, &noted.map_err(Clone::clone));
        result
    }

    fn note(&mut self, call: &Call<'_>, owner: &str, id: &str, result: &Result<Value, Fail>) {
        let recipient = trail::recipient(call, owner);
        let ending = match result {
            Ok(value) => Ending::Done(value),
            Err(fail) => Ending::Failed(fail),
        };
        self.trail.write(call, &recipient, id, ending);
    }

    /// Remembers when a key was used last.
    fn used(&mut self, call: &Call<'_>) {
        if let Who::User { .. } = call.caller.who
            && let Some(iam) = self.estate.iam.get_mut(call.account())
            && let Some(key) = iam.keys.get_mut(&call.caller.key)
        {
            key.last_used = Some((call.at, call.operation.service.clone(), call.region().to_owned()));
        }
    }

    /// The resource that an operation is about.
    fn target(&self, call: &Call<'_>) -> Target {
        let estate = &self.estate;
        let tagged = Some(tags::resource(estate, call)).filter(|arn| !arn.is_empty());
        let arn = match call.operation.service.as_str() {
            _ if tagged.is_some() => tagged,
            "s3" => return s3::target(estate, call),
            "sts" => return sts::target(estate, call, call.at),
            "iam" => Some(iam_write::target(call)),
            "sagemaker" => sagemaker::target(estate, call),
            "bedrock" => bedrock::target(estate, call),
            "ec2" => ec2_write::target(call),
            _ => platform::target(estate, call),
        };
        let shown = || {
            catalogue::showing(call).and_then(|show| estate.shown_key(call, show).ok()).map(|key| key.arn())
        };
        let arn = arn.or_else(shown).filter(|arn| !arn.is_empty()).unwrap_or_else(|| "*".to_owned());
        let policy = platform::policy_on(estate, call);
        let is_key = call.operation.service == "kms" && arn != "*";
        Target { policy_decides: is_key && policy.is_some(), policy, ..Target::of(arn) }
    }

    fn permit(&self, call: &Call<'_>, wire: Wire, target: &Target) -> Result<(), Fail> {
        if call.name() == "Unknown" {
            return Err(wire.unknown(call.name()));
        }
        // Nobody needs a permission to learn who he is.
        if call.operation.service == "sts" && matches!(call.name(), "GetCallerIdentity" | "GetSessionToken") {
            return Ok(());
        }
        let action = match call.operation.service.as_str() {
            "s3" => s3::action(call.name()),
            "cloudcontrolapi" => format!("cloudformation:{}", call.name()),
            "tagging" => format!("tag:{}", call.name()),
            "bedrock" if call.name() == "Converse" => "bedrock:InvokeModel".to_owned(),
            service => format!("{service}:{}", call.name()),
        };
        let denied = |message| wire.denied(message);
        self.estate.authorize(call.caller, &action, call.region(), target, call.at).map_err(denied)
    }

    fn carry_out(&mut self, call: &Call<'_>, wire: Wire) -> Result<Done, Fail> {
        let estate = &mut self.estate;
        let service = call.operation.service.as_str();
        if service == "s3" {
            return s3::answer(estate, call)
                .unwrap_or_else(|| Err(wire.unknown(call.name())))
                .map(Done::Reply);
        }
        if let Some(reply) =
            runtime::answer(estate, call).filter(|_| matches!(service, "sagemaker" | "bedrock"))
        {
            return reply.map(Done::Reply);
        }
        let result = match service {
            "iam" => iam_read::answer(estate, call).or_else(|| iam_write::answer(estate, call)),
            "sts" => sts::answer(estate, call),
            "organizations" => organizations::answer(estate, call),
            "ec2" => ec2::answer(estate, call)
                .map(|read| ec2_write::dry_run(call).and(read))
                .or_else(|| ec2_write::answer(estate, call)),
            "elasticloadbalancing" => balancing::answer(estate, call),
            "cloudcontrolapi" => cloudcontrol::answer(estate, call),
            "tagging" => tagging::answer(estate, call),
            "config" => config::answer(estate, call).or_else(|| platform::answer(estate, call)),
            "sagemaker" => sagemaker::answer(estate, call),
            "bedrock" => bedrock::answer(estate, call),
            _ => platform::answer(estate, call),
        };
        let result = result.or_else(|| tags::answer(estate, call));
        let result = result.or_else(|| catalogue::listing(call).map(|list| estate.list(call, list)));
        let result = result.or_else(|| catalogue::showing(call).map(|show| estate.show(call, show)));
        let result = result.unwrap_or_else(|| Err(wire.unknown(call.name())))?;
        Ok(Done::Result(finished(call, result)))
    }
}

/// What a few services add to every list.
fn finished(call: &Call<'_>, mut result: Value) -> Value {
    if call.operation.service == "kms" && call.name().starts_with("List") && result.get("Truncated").is_none()
    {
        let more = result.get("NextMarker").is_some();
        field::set(&mut result, "Truncated", json!(more));
    }
    result
}

impl Simulated for Aws {
    fn operation(&self, request: &Request) -> Operation {
        route::operation(request)
    }

    fn refuse(&self, operation: &Operation, refusal: Refusal) -> Response {
        let wire = wire(&operation.service, &operation.name);
        let fail = match refusal {
            Refusal::Denied => wire.denied(format!(
                "User is not authorized to perform: {}:{}",
                operation.service, operation.name
            )),
            Refusal::Throttled { .. } => wire.throttled(&operation.service),
            Refusal::Broken => wire.broken(),
            Refusal::Unavailable => wire.unavailable(),
        };
        wire.refuse(&fail, "00000000-0000-4000-8000-000000000000")
    }

    fn answer(&mut self, operation: &Operation, request: &Request, at: Millis) -> Response {
        let id = self.trail.request_id();
        let wire = wire(&operation.service, &operation.name);
        let response = match self.call(operation, request, at, &id) {
            Ok(Done::Result(result)) => wire.answer(&operation.name, &result, &id),
            Ok(Done::Reply(reply)) => {
                reply.with(if wire == Wire::S3 { "x-amz-request-id" } else { "x-amzn-requestid" }, id)
            }
            Err(fail) => wire.refuse(&fail, &id),
        };
        // A reply to HEAD has no body.
        if request.method == super::Method::HEAD {
            Response { body: Vec::new(), ..response }
        } else {
            response
        }
    }

    fn limit(&self, operation: &Operation) -> Option<Limit> {
        limits::limit(operation)
    }

    fn access(&self, bases: &Bases) -> Access {
        access::access(bases, &self.keys, &self.tokens)
    }

    fn take_records(&mut self) -> Vec<Record> {
        self.trail.take()
    }
}
