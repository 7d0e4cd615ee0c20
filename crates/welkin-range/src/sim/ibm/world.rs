use std::collections::{BTreeMap, VecDeque};

use serde_json::{Value, json};
use welkin_model::Millis;

use super::super::{Request, Response};
use super::audit::{self, Ended, Target};
use super::call::{Call, Caller};
use super::failure::{Failure, Family};
use super::page::page;
use super::perimeter::{RULES, Verdict, ZONES};
use super::rights::Ask;
use super::route::{Act, Found, Need, Shape};
use super::service::buckets::BUCKETS;
use super::service::objects::Bytes;
use super::store::{Entry, Store, text};
use super::token::{Bad, Signer};
use crate::Record;
use crate::calendar::{Form, SECOND, Stamp};
use crate::rng::Rng;
use crate::scribe::Scribe;

/// IBM Cloud as the bank uses it.
#[derive(Debug)]
pub(super) struct World {
    pub(super) store: Store,
    /// Signs access tokens.
    pub(super) iam: Signer,
    /// Signs what compute resources prove their identity with.
    pub(super) compute: Signer,
    /// Ids of API keys by the fingerprint of their secret.
    pub(super) secrets: BTreeMap<String, String>,
    /// Ids of API keys by the fingerprint of refresh tokens.
    pub(super) refresh: BTreeMap<String, String>,
    pub(super) objects: Bytes,
    pub(super) delays: Delays,
    pub(super) scribe: Scribe,
    records: VecDeque<Record>,
}

/// How long writes take to bite.
#[derive(Clone, Copy, Debug)]
pub(super) struct Delays {
    /// IAM policies: seconds to minutes in practice.
    pub(super) policies: Millis,
    /// Context-based restrictions: IBM says that it can take up to ten minutes.
    pub(super) perimeter: Millis,
    /// The index of Global Search.
    pub(super) index: Millis,
}

impl Default for Delays {
    fn default() -> Delays {
        Delays { policies: 20 * SECOND, perimeter: 60 * SECOND, index: 5 * SECOND }
    }
}

/// The oldest records are dropped when nobody takes them.
const MOST_RECORDS: usize = 10_000;

impl World {
    pub(super) fn new(seed: u64) -> World {
        World {
            store: Store::default(),
            iam: Signer::new("20261101-range-iam"),
            compute: Signer::new("20261101-range-compute"),
            secrets: BTreeMap::new(),
            refresh: BTreeMap::new(),
            objects: Bytes::default(),
            delays: Delays::default(),
            scribe: Scribe::new(Rng::of(&[seed, 0x1B_4D])),
            records: VecDeque::new(),
        }
    }

    /// Authenticates, authorises, carries out and logs a call.
    pub(super) fn answer(&mut self, found: Found, request: &Request, at: Millis) -> Response {
        let Found { service, route, region, vars } = found;
        let (caller, refused) = if route.need == Need::Open {
            (Caller::default(), None)
        } else {
            match self.authenticate(request, at) {
                Ok(caller) => (caller, None),
                Err(failure) => (Caller::default(), Some(failure)),
            }
        };
        let mut call = Call { request, service, route, region, vars, caller, body: request.json(), at };
        let trace = self.scribe.uuid().to_string();
        let mut target = self.target(&call);
        target.action = self.action(&call, &target);
        let is_open = request.header("authorization").is_empty() && self.is_open(&call);
        let result = match refused.filter(|_| !is_open) {
            Some(failure) => Err(failure),
            None if is_open => self.act(&mut call),
            None => self.authorize(&call, &target).and_then(|()| self.act(&mut call)),
        };
        let family = call.family();
        let (response, reason) = match result {
            Ok(response) => (response, String::new()),
            Err(failure) => (family.render(&failure, &trace), failure.message),
        };
        let status = response.status.as_u16();
        if target.crn.is_empty() && status == 201 {
            target =
                Target { instance: target.instance, action: target.action, ..audit::of_reply(&response) };
        }
        if route.name == "token" {
            call.caller = self.admitted(&response, at);
            target.action = Some(login(&call.caller).to_owned());
            call.caller.name.clone_into(&mut target.name);
        }
        if target.action.is_none() {
            target.action = self.action(&call, &target);
        }
        if !route.action.is_empty() {
            let ended = Ended { status, reason: &reason, trace: &trace };
            let (time, text) = audit::record(&call, &target, ended);
            self.log("ibm.activity", time, text);
        }
        response
    }

    /// Whom the token endpoint has just let in.
    fn admitted(&self, response: &Response, at: Millis) -> Caller {
        let body: Value = serde_json::from_slice(&response.body).unwrap_or_default();
        let claims = self.iam.verify(text(&body, "/access_token"), at);
        claims.map(|claims| super::grant::caller(&claims)).unwrap_or_default()
    }

    fn authenticate(&self, request: &Request, at: Millis) -> Result<Caller, Failure> {
        let header = request.header("authorization");
        let (scheme, token) = header.split_once(' ').unwrap_or((header, ""));
        if !scheme.eq_ignore_ascii_case("bearer") || token.is_empty() {
            return Err(Failure::new(401, "unauthorized", "No valid authorization header was found."));
        }
        let claims = self.iam.verify(token.trim(), at).map_err(|bad| match bad {
            Bad::Expired => Failure::new(401, "unauthorized", "Provided token is expired."),
            Bad::Invalid => Failure::new(401, "unauthorized", "Provided token is invalid."),
        })?;
        Ok(super::grant::caller(&claims))
    }

    fn authorize(&mut self, call: &Call<'_>, target: &Target) -> Result<(), Failure> {
        if matches!(call.route.need, Need::Open) {
            return Ok(());
        }
        let entry = self.entry(call);
        let group = entry.map_or("", |entry| group_of(&entry.value)).to_owned();
        let kind = call.route.shape.map_or("", |shape| shape.noun);
        let resource = if call.route.shape.is_some() { call.last() } else { "" };
        // Rights on objects are those on their bucket.
        let (kind, resource) = if call.service.name == "cloud-object-storage" {
            ("bucket", call.var(0))
        } else {
            (kind, resource)
        };
        let ask = Ask {
            need: call.route.need,
            action: call.route.action,
            service: call.service.name,
            account: call.service.account,
            region: &call.region,
            instance: &target.instance,
            kind,
            resource,
            group: &group,
        };
        match self.perimeter(&ask, "127.0.0.1", call.at) {
            Verdict::Denied(rule) => {
                let (time, text) = audit::unmet(call, &rule, true, &self.id());
                self.log("ibm.activity", time, text);
                return Err(Failure::denied());
            }
            Verdict::Reported(rule) => {
                let (time, text) = audit::unmet(call, &rule, false, &self.id());
                self.log("ibm.activity", time, text);
            }
            Verdict::Free => {}
        }
        if call.route.need == Need::Token || self.may(&call.caller.iam_id, &ask, call.at) {
            return Ok(());
        }
        Err(Failure::denied())
    }

    /// Whether a call needs no token: it reads a bucket that an ACL or a policy for Public Access opens to everyone.
    fn is_open(&self, call: &Call<'_>) -> bool {
        let bucket = self.store.find(BUCKETS, call.var(0));
        let Some(bucket) = bucket.filter(|_| call.service.prefix == "cos" && call.route.need == Need::Read)
        else {
            return false;
        };
        let ask = Ask {
            need: Need::Read,
            action: call.route.action,
            service: call.service.name,
            account: false,
            region: &call.region,
            instance: bucket.text("/service_instance_id"),
            kind: "bucket",
            resource: &bucket.id,
            group: "",
        };
        super::service::objects::is_public(bucket) || self.may("", &ask, call.at)
    }

    /// The resource that the path names.
    pub(super) fn entry(&self, call: &Call<'_>) -> Option<&Entry> {
        let shape = call.route.shape?;
        if call.vars.is_empty() {
            return None;
        }
        match (shape.nested, matches!(call.route.act, Act::List)) {
            (false, _) => self.store.find(shape.kind, call.var(0)),
            (true, false) => self.store.get(shape.kind, call.var(0), call.last()),
            (true, true) => None,
        }
    }

    fn target(&self, call: &Call<'_>) -> Target {
        let instance = super::service::instance_of(self, call);
        let Some(entry) = self.entry(call) else { return Target { instance, ..Target::default() } };
        Target { crn: entry.crn.clone(), name: entry.name.clone(), instance, action: None }
    }

    /// What the record calls the action where it depends on what it is done to: instances are those of their service,
    /// and keys those of a user or of a service id.
    fn action(&self, call: &Call<'_>, target: &Target) -> Option<String> {
        let (action, rest) = call.route.action.split_once('.')?;
        if action == "resource-controller" && rest.starts_with("instance.") {
            let (service, ..) = super::service::instances::parts(&target.crn);
            return Some(format!("{service}.{rest}")).filter(|_| !service.is_empty());
        }
        let owner =
            self.entry(call).map_or_else(|| text(&call.body, "/iam_id"), |entry| entry.text("/iam_id"));
        let verb = rest.strip_prefix("serviceid-apikey.").filter(|_| owner.starts_with("IBMid-"))?;
        Some(format!("{action}.user-apikey.{verb}"))
    }

    fn act(&mut self, call: &mut Call<'_>) -> Result<Response, Failure> {
        let shape = call.route.shape;
        // Both version their APIs by date, and refuse calls that do not say which they mean.
        let is_dated = matches!(call.service.prefix, "vpc" | "ml");
        if is_dated && welkin_model::parse_time(&format!("{}T00:00:00Z", call.query("version"))).is_none() {
            return Err(Failure::new(
                400,
                "missing_version",
                "The parameter `version` is missing or no date.",
            ));
        }
        match (call.route.act, shape) {
            (Act::Own(handler), _) => handler(self, call),
            (Act::List, Some(shape)) => self.list(call, shape),
            (Act::Get, Some(shape)) => self.get(call, shape),
            (Act::Remove, Some(shape)) => {
                let entry = self.guarded(call, shape)?;
                self.remove(call, shape, &entry);
                Ok(Response::empty(204))
            }
            (Act::Merge(fields), Some(shape)) => {
                let mut entry = self.guarded(call, shape)?;
                merge(&mut entry, &call.body, fields)?;
                self.save(call, shape, entry).map(|entry| shown(200, &entry))
            }
            (_, None) => Err(Failure::missing("The operation")),
        }
    }

    /// The values of a list, filtered, in the order of their ids.
    pub(super) fn listed(&self, call: &Call<'_>, shape: &Shape) -> Vec<(String, Value)> {
        let parent = if shape.nested { call.var(0) } else { "" };
        self.store
            .all(shape.kind)
            .filter(|entry| !shape.nested || entry.parent == parent)
            .filter(|entry| call.region.is_empty() || entry.region.is_empty() || entry.region == call.region)
            .filter(|entry| {
                shape.filters.iter().all(|(name, pointer)| {
                    let wanted = call.query(name);
                    wanted.is_empty() || entry.text(pointer) == wanted
                })
            })
            .map(|entry| (entry.id.clone(), entry.value.clone()))
            .collect()
    }

    pub(super) fn list(&self, call: &Call<'_>, shape: &Shape) -> Result<Response, Failure> {
        let body = page(call, shape.page, shape.key, self.listed(call, shape))?;
        Ok(Response::json(200, &body))
    }

    fn get(&self, call: &Call<'_>, shape: &Shape) -> Result<Response, Failure> {
        let entry = self.entry(call).filter(|entry| is_here(entry, call));
        let entry =
            entry.ok_or_else(|| Failure::missing(&format!("The {} `{}`", shape.noun, call.last())))?;
        Ok(shown(200, entry))
    }

    /// The resource that a write is about, if the caller has seen its latest state where that is asked for.
    pub(super) fn guarded(&self, call: &Call<'_>, shape: &Shape) -> Result<Entry, Failure> {
        let entry = self.entry(call).filter(|entry| is_here(entry, call));
        let entry =
            entry.ok_or_else(|| Failure::missing(&format!("The {} `{}`", shape.noun, call.last())))?;
        let given = call.request.header("if-match").trim_matches('"');
        let is_removal = call.request.method.as_str() == "DELETE";
        if shape.guarded && given.is_empty() && !is_removal {
            return Err(Failure::wrong("The `If-Match` header is missing."));
        }
        if shape.stale != 0 && !given.is_empty() && given != "*" && given != entry.etag() {
            let code = if shape.stale == 412 { "precondition_failed" } else { "policy_conflict_error" };
            return Err(Failure::new(shape.stale, code, "The version in `If-Match` is not the latest."));
        }
        Ok(entry.clone())
    }

    /// Writes a resource and everything that follows from its being written.
    pub(super) fn save(
        &mut self,
        call: &Call<'_>,
        shape: &Shape,
        mut entry: Entry,
    ) -> Result<Entry, Failure> {
        let now = Stamp(call.at, Form::Millis).to_string();
        let tag = Entry { revision: entry.revision + 1, ..entry.clone() }.etag();
        if let Some(value) = entry.value.as_object_mut() {
            for (name, new) in [
                ("entity_tag", tag.as_str()),
                ("modified_at", &now),
                ("last_modified_at", &now),
                ("updated_at", &now),
                ("last_modified_by_id", &call.caller.iam_id),
                ("updated_by", &call.caller.iam_id),
            ] {
                if value.contains_key(name) {
                    value.insert(name.to_owned(), new.into());
                }
            }
            if let Some(name) = value.get("name").and_then(Value::as_str) {
                name.clone_into(&mut entry.name);
            }
        }
        let effective = call.at + self.delay(shape.kind);
        self.store.put(shape.kind, entry.clone(), call.at, effective)?;
        entry.revision += 1;
        Ok(entry)
    }

    pub(super) fn remove(&mut self, call: &Call<'_>, shape: &Shape, entry: &Entry) {
        let effective = call.at + self.delay(shape.kind);
        self.store.remove(shape.kind, &entry.parent, &entry.id, call.at, effective);
    }

    fn delay(&self, kind: &str) -> Millis {
        match kind {
            super::service::policies::POLICIES => self.delays.policies,
            RULES | ZONES => self.delays.perimeter,
            _ => 0,
        }
    }

    pub(super) fn id(&mut self) -> String {
        self.scribe.uuid().to_string()
    }

    pub(super) fn log(&mut self, source: &str, time: Millis, text: String) {
        self.scribe.push(source, time, text);
        self.keep();
    }

    /// Keeps what the scribe wrote, up to a limit.
    pub(super) fn keep(&mut self) {
        self.records.extend(self.scribe.drain());
        let surplus = self.records.len().saturating_sub(MOST_RECORDS);
        self.records.drain(..surplus);
    }

    pub(super) fn take_records(&mut self) -> Vec<Record> {
        self.records.drain(..).collect()
    }
}

impl Call<'_> {
    /// The token endpoint alone has a shape of its own within its service.
    fn family(&self) -> Family {
        if self.route.need == Need::Open && self.service.prefix == "iam" {
            Family::Token
        } else {
            self.service.family
        }
    }
}

fn login(caller: &Caller) -> &'static str {
    match (caller.kind, caller.credential) {
        ("user", _) if !caller.iam_id.is_empty() => "iam-identity.user-apikey.login",
        ("trustedprofile", _) => "iam-identity.trustedprofile-token.login",
        _ => "iam-identity.serviceid-apikey.login",
    }
}

/// A regional resource is not found in other regions.
fn is_here(entry: &Entry, call: &Call<'_>) -> bool {
    call.region.is_empty() || entry.region.is_empty() || entry.region == call.region
}

/// The resource group that a value says it is in.
pub(super) fn group_of(value: &Value) -> &str {
    match text(value, "/resource_group_id") {
        "" => text(value, "/resource_group/id"),
        id => id,
    }
}

/// Puts those of the fields that the body has into the resource; others are refused.
fn merge(entry: &mut Entry, body: &Value, fields: &[&str]) -> Result<(), Failure> {
    let Some(body) = body.as_object().filter(|body| !body.is_empty()) else {
        return Err(Failure::wrong("The body must be a JSON object that is not empty."));
    };
    for (name, new) in body {
        if !fields.contains(&name.as_str()) {
            return Err(Failure::wrong(format!("The property `{name}` cannot be changed.")));
        }
        if let Some(value) = entry.value.as_object_mut() {
            match new {
                Value::Null => value.remove(name),
                new => value.insert(name.clone(), new.clone()),
            };
        }
    }
    Ok(())
}

/// A resource as a reply, with its ETag.
pub(super) fn shown(status: u16, entry: &Entry) -> Response {
    Response::json(status, &entry.value).with("etag", format!("\"{}\"", entry.etag()))
}

/// The account and time fields that most resources begin with.
pub(super) fn made(call: &Call<'_>) -> Value {
    let now = Stamp(call.at, Form::Millis).to_string();
    json!({
        "created_at": now,
        "created_by_id": call.caller.iam_id,
        "last_modified_at": now,
        "last_modified_by_id": call.caller.iam_id,
    })
}

/// Both objects' fields; those of the second win.
pub(super) fn joined(mut first: Value, second: Value) -> Value {
    if let (Some(fields), Value::Object(more)) = (first.as_object_mut(), second) {
        fields.extend(more);
    }
    first
}
