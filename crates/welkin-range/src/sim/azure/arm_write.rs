//! Azure Resource Manager: making, changing and deleting resources.

use serde_json::{Value, json};
use welkin_model::Millis;

use super::Azure;
use super::arm::{missing, spelt};
use super::caller::Caller;
use super::error::Fault;
use super::json::{at as value_at, list, merge, set, take, text};
use super::kinds::{Kind, shown_type};
use super::operations::{SLOW, led};
use super::store::Busy;
use super::target::{GROUPS, Shape, Target, resource_group, subscription};
use crate::sim::{Method, Request, Response};

/// A response, and the role and assignment that allowed it.
pub(super) type Done = (Response, (String, String));

impl Azure {
    pub(super) fn write(
        &mut self,
        target: &Target,
        request: &Request,
        caller: &Caller,
        at: Millis,
    ) -> Result<Done, Fault> {
        let verb = if request.method == Method::DELETE { "delete" } else { "write" };
        let action = format!("{}/{verb}", spelt(&target.kind));
        let by = self.authorise(caller, &action, &target.path, at)?;
        if target.shape == Shape::Collection {
            return Err(Fault::new(
                405,
                "MethodNotAllowed",
                "The HTTP method is not supported for a collection of resources.",
            ));
        }
        if target.kind == "microsoft.resources/tags" {
            return Ok((self.write_tags(target, request, at)?, by));
        }
        let Some(kind) = Kind::of(&target.kind) else { return Err(missing(target)) };
        let purges = request.method == Method::DELETE && target.kind.ends_with("/deletedaccounts");
        if kind.fixed && !purges {
            return Err(Fault::new(405, "MethodNotAllowed", "The resource cannot be written."));
        }
        self.require_scope(target, at)?;
        self.unlocked(&target.path, &target.kind, verb == "delete", at)?;
        let key = target.key();
        if self.estate.busy(&key, at).is_some() {
            return Err(Fault::new(
                409,
                "AnotherOperationInProgress",
                format!(
                    "Another operation on this or dependent resource is in progress. To retrieve status of the operation use uri: {}.",
                    target.path
                ),
            ));
        }
        let current = self.estate.etag(&key, at);
        let expected = request.header("if-match");
        if !expected.is_empty() && expected != "*" && current.as_deref() != Some(expected) {
            return Err(Fault::new(
                412,
                "PreconditionFailed",
                "The condition specified using HTTP conditional header(s) is not met.",
            ));
        }
        if request.header("if-none-match") == "*" && current.is_some() {
            return Err(Fault::new(412, "PreconditionFailed", "The resource already exists."));
        }
        let response = match request.method {
            Method::DELETE => self.delete(target, kind, request, at)?,
            _ => self.upsert(target, kind, request, caller, at)?,
        };
        Ok((response, by))
    }

    fn upsert(
        &mut self,
        target: &Target,
        kind: &'static Kind,
        request: &Request,
        caller: &Caller,
        at: Millis,
    ) -> Result<Response, Fault> {
        let given = request.json();
        if !given.is_object() {
            return Err(Fault::new(
                400,
                "InvalidRequestContent",
                "The request content was invalid and could not be deserialized: 'Expected a JSON object.'.",
            ));
        }
        let key = target.key();
        let old = self.estate.get(&key, at).cloned();
        let mut body = match (&request.method, &old) {
            (&Method::PATCH, None) => return Err(missing(target)),
            (&Method::PATCH, Some(old)) => {
                let mut body = old.clone();
                merge(&mut body, &given);
                body
            }
            (_, old) => self.replaced(target, kind, given.clone(), old.as_ref(), caller, at)?,
        };
        self.check(target, &body, old.is_none(), at)?;
        self.judge(&target.path, &target.kind, &body, at)?;
        if body.get("properties").is_some_and(Value::is_object)
            && target.kind != "microsoft.authorization/roleassignments"
        {
            set(&mut body, "properties.provisioningState", json!("Succeeded"));
        }
        let slow =
            kind.slow && !(request.method == Method::PATCH && target.kind.starts_with("microsoft.network/"));
        let since = if slow && old.is_some() { at + SLOW } else { at };
        self.take_children(target, kind, &given, &mut body, since, at)?;
        self.estate.put(&target.kind, &key, body.clone(), since, at).map_err(|_| quota())?;
        if !slow {
            let etag = self.estate.etag(&key, since).unwrap_or_default();
            let status = match old {
                // An immutability policy is part of its container: it is never created.
                None if kind.short() != "immutabilityPolicies" => 201,
                _ => 200,
            };
            let shown = self.rendered(&key, at).unwrap_or(body);
            return Ok(Response::json(status, &shown).with("etag", etag));
        }
        let state = if old.is_none() { "Creating" } else { "Updating" };
        self.estate.occupy(&key, Busy { until: at + SLOW, state }, at);
        let id = self.uuid();
        self.operations.begin(&id, Value::Null, at);
        // The answer shows what is to be, with the state of the way there.
        set(&mut body, "properties.provisioningState", json!(state));
        let status = match (&request.method, old.is_none()) {
            (&Method::PATCH, _) => 202,
            _ if target.kind.starts_with("microsoft.compute/") => 202,
            (_, true) => 201,
            _ => 200,
        };
        let shown = if old.is_none() { self.rendered(&key, at).unwrap_or(body) } else { body };
        Ok(led(Response::json(status, &shown), request, &locations(target), &id))
    }

    /// The body of a PUT with what the provider adds.
    fn replaced(
        &mut self,
        target: &Target,
        kind: &'static Kind,
        mut body: Value,
        old: Option<&Value>,
        caller: &Caller,
        at: Millis,
    ) -> Result<Value, Fault> {
        let name = &target.last;
        let fine = |c: char| c.is_alphanumeric() || "-_.()".contains(c);
        if name.is_empty() || name.len() > 260 || !name.chars().all(fine) {
            return Err(Fault::new(
                400,
                "InvalidResourceName",
                format!("The resource name '{name}' is not valid."),
            ));
        }
        for (field, value) in [("id", &target.path), ("name", name)] {
            set(&mut body, field, json!(value));
        }
        set(&mut body, "type", json!(shown_type(kind.name)));
        if kind.tracked || target.kind == GROUPS {
            let location = text(&body, "location").replace(' ', "").to_lowercase();
            match old.map(|old| text(old, "location")) {
                None if location.is_empty() => {
                    return Err(Fault::new(
                        400,
                        "LocationRequired",
                        "The location property is required for this definition.",
                    ));
                }
                Some(known) if !location.is_empty() && known != location => {
                    return Err(Fault::new(
                        409,
                        "InvalidResourceLocation",
                        format!(
                            "The resource '{name}' already exists in location '{known}' in resource group '{}'. A resource with the same name cannot be created in location '{location}'. Please select a new resource name.",
                            resource_group(&target.path).unwrap_or("")
                        ),
                    ));
                }
                Some(known) => set(&mut body, "location", json!(known)),
                None => set(&mut body, "location", json!(location)),
            }
        }
        if body.get("properties").is_none() {
            set(&mut body, "properties", json!({}));
        }
        // What the provider alone sets stays as it was.
        for path in READ_ONLY {
            if let Some(kept) = old.and_then(|old| value_at(old, path)).cloned() {
                set(&mut body, path, kept);
            }
        }
        if target.kind == "microsoft.authorization/roleassignments" {
            self.fill_assignment(target, &mut body, caller, at)?;
        }
        Ok(body)
    }

    /// Children that stand in the parent's body become resources of their own; those left out of it are deleted.
    fn take_children(
        &mut self,
        target: &Target,
        kind: &'static Kind,
        given: &Value,
        body: &mut Value,
        since: Millis,
        at: Millis,
    ) -> Result<(), Fault> {
        for child in kind.embeds() {
            let path = format!("properties.{}", child.embedded);
            take(body, &path);
            let Some(children) = value_at(given, &path).and_then(Value::as_array) else { continue };
            // The provider makes these itself.
            if child.embedded == "privateEndpointConnections" {
                continue;
            }
            let of = child.name.to_ascii_lowercase();
            let prefix = format!("{}/{}/", target.path, child.short());
            let old: Vec<String> =
                self.estate.of_kind(&of, &prefix, at).map(|(key, _)| key.to_owned()).collect();
            let mut kept = Vec::new();
            for one in children {
                let name = text(one, "name");
                let id = format!("{prefix}{name}");
                let made = Target::of(&id).filter(|_| !name.is_empty()).ok_or_else(|| {
                    Fault::new(400, "InvalidRequestFormat", "Cannot parse the request: a name is missing.")
                })?;
                let mut one = one.clone();
                set(&mut one, "id", json!(id));
                set(&mut one, "type", json!(child.name));
                set(&mut one, "properties.provisioningState", json!("Succeeded"));
                self.check(&made, &one, true, at)?;
                let key = made.key();
                self.estate.put(child.name, &key, one, since, at).map_err(|_| quota())?;
                kept.push(key);
            }
            for key in old.iter().filter(|key| !kept.contains(key)) {
                self.estate.remove(key, since, at);
            }
        }
        Ok(())
    }

    fn delete(
        &mut self,
        target: &Target,
        kind: &'static Kind,
        request: &Request,
        at: Millis,
    ) -> Result<Response, Fault> {
        let key = target.key();
        let Some(body) = self.estate.get(&key, at).cloned() else { return Ok(Response::empty(204)) };
        self.deletable(target, &body, at)?;
        let since = if kind.slow { at + SLOW } else { at };
        self.estate.remove(&key, since, at);
        if target.kind == "microsoft.cognitiveservices/accounts" {
            self.bury(&body, since, at);
        }
        if !kind.slow {
            return Ok(match target.kind.as_str() {
                // Deleting gives back what was.
                "microsoft.authorization/roleassignments" | "microsoft.authorization/policyassignments" => {
                    Response::json(200, &body)
                }
                _ => Response::empty(200),
            });
        }
        self.estate.occupy(&key, Busy { until: since, state: "Deleting" }, at);
        let id = self.uuid();
        self.operations.begin(&id, Value::Null, at);
        Ok(led(Response::empty(202), request, &locations(target), &id))
    }

    /// A deleted account can be recovered until it is purged.
    fn bury(&mut self, body: &Value, since: Millis, at: Millis) {
        let id = text(body, "id");
        let (Some(of), Some(group)) = (subscription(id), resource_group(id)) else { return };
        let (name, location) = (text(body, "name"), text(body, "location"));
        let tomb = format!(
            "/subscriptions/{of}/providers/Microsoft.CognitiveServices/locations/{location}/resourceGroups/{group}/deletedAccounts/{name}"
        );
        let mut buried = body.clone();
        set(&mut buried, "id", json!(tomb));
        set(
            &mut buried,
            "type",
            json!("Microsoft.CognitiveServices/locations/resourceGroups/deletedAccounts"),
        );
        // A full store forgets the tomb: then the account is gone for good.
        self.estate
            .put(
                "Microsoft.CognitiveServices/locations/resourceGroups/deletedAccounts",
                &tomb,
                buried,
                since,
                at,
            )
            .ok();
    }

    /// `PATCH …/providers/Microsoft.Resources/tags/default`: merge, replace or delete (learn.microsoft.com/rest/api/resources/tags).
    fn write_tags(&mut self, target: &Target, request: &Request, at: Millis) -> Result<Response, Fault> {
        let subject = Target::of(&target.scope).ok_or_else(|| missing(target))?;
        let mut body = self.estate.get(&target.scope, at).cloned().ok_or_else(|| missing(&subject))?;
        self.unlocked(&target.scope, &subject.kind, false, at)?;
        let given = request.json();
        let tags = value_at(&given, "properties.tags").cloned().unwrap_or(json!({}));
        if !tags.is_object() && request.method != Method::DELETE {
            return Err(Fault::new(
                400,
                "InvalidTagsRequestContent",
                "The tags must be an object of strings.",
            ));
        }
        let operation = text(&given, "operation").to_lowercase();
        if body.get("tags").is_none() {
            set(&mut body, "tags", json!({}));
        }
        match (&request.method, operation.as_str()) {
            (&Method::DELETE, _) => set(&mut body, "tags", json!({})),
            (&Method::PUT, _) | (_, "replace") => set(&mut body, "tags", tags),
            (_, "delete") => {
                for name in tags.as_object().into_iter().flatten().map(|(name, _)| name) {
                    if let Some(all) = body.get_mut("tags").and_then(Value::as_object_mut) {
                        all.remove(name);
                    }
                }
            }
            _ => merge(body.get_mut("tags").unwrap_or(&mut Value::Null), &tags),
        }
        if body.get("tags").and_then(Value::as_object).is_some_and(|all| all.len() > 50) {
            return Err(Fault::new(400, "TagCountExceeded", "The number of tags exceeds the limit of 50."));
        }
        self.estate.put(&subject.kind, &target.scope, body, at, at).map_err(|_| quota())?;
        self.read_tags(target, at)
    }

    pub(super) fn read_tags(&self, target: &Target, at: Millis) -> Result<Response, Fault> {
        let body = self.estate.get(&target.scope, at).ok_or_else(|| missing(target))?;
        let tags = body.get("tags").cloned().unwrap_or(json!({}));
        Ok(Response::json(
            200,
            &json!({"id": target.path, "name": "default", "type": "Microsoft.Resources/tags", "properties": {"tags": tags}}),
        ))
    }
}

const READ_ONLY: [&str; 10] = [
    "systemData",
    "properties.endpoint",
    "properties.scoringUri",
    "properties.swaggerUri",
    "properties.privateEndpointConnections",
    "properties.resourceGuid",
    "properties.principalId",
    "properties.clientId",
    "properties.tenantId",
    "properties.hasLegalHold",
];

/// Where the operations of a resource are followed.
pub(super) fn locations(target: &Target) -> String {
    let of = subscription(&target.path).unwrap_or("");
    let namespace = spelt(&target.kind).split('/').next().unwrap_or("");
    format!("/subscriptions/{of}/providers/{namespace}/locations/westeurope")
}

pub(super) fn quota() -> Fault {
    Fault::new(409, "QuotaExceeded", "The range holds as many resources as it can.")
}

/// The names under `traffic` and their sum.
pub(super) fn traffic(body: &Value) -> (Vec<&str>, i64) {
    let all = value_at(body, "properties.traffic").and_then(Value::as_object);
    let names = all.into_iter().flatten().map(|(name, _)| name.as_str()).collect();
    (names, all.into_iter().flatten().filter_map(|(_, percent)| percent.as_i64()).sum())
}

/// True if a container is held against change.
pub(super) fn is_held(body: &Value) -> bool {
    value_at(body, "properties.hasLegalHold") == Some(&json!(true))
        || !list(body, "properties.legalHold.tags").is_empty()
        || value_at(body, "properties.hasImmutabilityPolicy") == Some(&json!(true))
}
