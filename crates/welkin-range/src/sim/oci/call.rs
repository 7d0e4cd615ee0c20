use serde_json::Value;
use welkin_model::Millis;

use super::Oci;
use super::catalogue::{BUCKET, Kind};
use super::condition::Variables;
use super::law::{Ask, Caller};
use super::problem::Problem;
use super::route::{HOME, Route};
use super::statement::Verb;
use super::store::Resource;
use crate::calendar::{Form, Stamp};
use crate::sim::{Request, Response};

/// A request of a caller who is known.
#[derive(Debug)]
pub(super) struct Call<'a> {
    pub(super) request: &'a Request,
    pub(super) route: &'a Route,
    pub(super) caller: &'a Caller,
    pub(super) at: Millis,
    /// The body as JSON, `null` where it is none.
    pub(super) body: Value,
}

impl Call<'_> {
    pub(super) fn field(&self, name: &str) -> &str {
        self.body.get(name).and_then(Value::as_str).unwrap_or("")
    }

    pub(super) fn flag(&self, parameter: &str) -> bool {
        self.request.parameter(parameter).is_some_and(|value| value.eq_ignore_ascii_case("true"))
    }

    /// The body, which must be an object.
    pub(super) fn object(&self) -> Result<&Value, Problem> {
        if self.body.is_object() {
            return Ok(&self.body);
        }
        let message = "Incorrectly formatted request. Please refer to our documentation for help.";
        Err(Problem { status: 400, code: "CannotParseRequest", message: message.to_owned() })
    }

    /// Identity is written in the home region alone.
    pub(super) fn at_home(&self, kind: &Kind) -> Result<(), Problem> {
        if !kind.global || self.route.region == HOME {
            return Ok(());
        }
        let home = HOME.key;
        Err(Problem::not_allowed(format!(
            "Please go to your home region {home} to execute CREATE, UPDATE and DELETE operations."
        )))
    }

    /// `if-match` must name what the resource is at now.
    pub(super) fn matches(&self, resource: &Resource) -> Result<(), Problem> {
        let given = self.request.header("if-match");
        if given.is_empty() || given == "*" || given == resource.etag() {
            Ok(())
        } else {
            Err(Problem::etag())
        }
    }
}

impl Oci {
    /// Refuses a caller whom no policy lets do this in the compartment.
    pub(super) fn require(
        &self,
        call: &Call<'_>,
        verb: Verb,
        what: (&str, &str),
        compartment: &str,
    ) -> Result<(), Problem> {
        if self.may(call, verb, what, compartment, "") { Ok(()) } else { Err(Problem::absent()) }
    }

    pub(super) fn may(
        &self,
        call: &Call<'_>,
        verb: Verb,
        what: (&str, &str),
        compartment: &str,
        bucket: &str,
    ) -> bool {
        let mut variables = Variables::from([
            ("request.operation", call.route.name.clone()),
            ("request.region", call.route.region.key.to_ascii_lowercase()),
            ("target.compartment.id", compartment.to_owned()),
        ]);
        if call.caller.auth == "natv" {
            variables.insert("request.user.id", call.caller.id.clone());
            variables.insert("request.user.name", call.caller.name.clone());
        }
        if let Some(name) = self.store.get(compartment).map(|one| one.name().to_owned()) {
            variables.insert("target.compartment.name", name);
        }
        if !bucket.is_empty() {
            variables.insert("target.bucket.name", bucket.to_owned());
        }
        self.law.permits(&self.store, call.caller, &Ask { verb, what, compartment, variables }, call.at)
    }

    /// The resource of an id, if it is of this kind and region and the caller may do this with it.
    pub(super) fn target(
        &self,
        call: &Call<'_>,
        kind: &'static Kind,
        id: &str,
        verb: Verb,
    ) -> Result<&Resource, Problem> {
        let resource = self
            .store
            .get(id)
            .filter(|one| std::ptr::eq(one.kind, kind))
            .filter(|one| one.region.is_empty() || one.region == call.route.region.name)
            .ok_or_else(Problem::absent)?;
        // The tenancy is its own compartment, and a compartment is governed from above.
        let compartment = if kind.collection == "tenancies" { id } else { resource.compartment() };
        let bucket = if kind.collection == BUCKET { resource.name() } else { "" };
        if self.may(call, verb, kind.policy, compartment, bucket) {
            Ok(resource)
        } else {
            Err(Problem::absent())
        }
    }

    /// The resource for a change: besides, it still exists and `if-match` holds.
    pub(super) fn changeable(
        &mut self,
        call: &Call<'_>,
        kind: &'static Kind,
        id: &str,
        verb: Verb,
    ) -> Result<&mut Resource, Problem> {
        call.at_home(kind)?;
        let resource = self.target(call, kind, id, verb)?;
        call.matches(resource)?;
        if resource.is_gone() {
            return Err(Problem::conflict("The resource has been deleted."));
        }
        self.store.get_mut(id).ok_or_else(Problem::absent)
    }
}

/// The resource as its own GET gives it.
pub(super) fn shown(resource: &Resource) -> Response {
    Response::json(200, &resource.body).with("etag", resource.etag())
}

/// As Oracle writes times: `2026-11-24T10:00:00.123Z`.
pub(super) fn stamp(at: Millis) -> String {
    Stamp(at, Form::Millis).to_string()
}
