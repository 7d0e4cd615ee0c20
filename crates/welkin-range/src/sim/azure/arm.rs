//! Azure Resource Manager: who asks, for what, and reading it (learn.microsoft.com/rest/api/resources).

use serde_json::{Map, Value, json};
use welkin_model::Millis;

use super::Azure;
use super::caller::{Audience, Caller, caller};
use super::error::Fault;
use super::json::{set, text};
use super::kinds::Kind;
use super::page;
use super::target::{
    GROUPS, RESOURCES, SUBSCRIPTIONS, Shape, Target, namespace, resource_group, subscription,
};
use crate::sim::{Method, Request, Response};

const PAGE: usize = 25;
const LARGEST_PAGE: usize = 1_000;

impl Azure {
    pub(super) fn arm(&mut self, segments: &[String], request: &Request, at: Millis) -> Response {
        let request_id = self.uuid();
        let response = match self.manage(segments, request, &request_id, at) {
            Ok(response) => response,
            Err(fault) => fault.arm(),
        };
        let (remaining, what) = match request.method {
            Method::GET => ("249", "reads"),
            Method::DELETE => ("199", "deletes"),
            _ => ("199", "writes"),
        };
        response
            .with("x-ms-request-id", request_id.as_str())
            .with("x-ms-correlation-request-id", request_id.as_str())
            .with(&format!("x-ms-ratelimit-remaining-subscription-{what}"), remaining)
    }

    fn manage(
        &mut self,
        segments: &[String],
        request: &Request,
        request_id: &str,
        at: Millis,
    ) -> Result<Response, Fault> {
        let caller = caller(request, &self.key, Audience::Manager, at)?;
        if segments.first().is_some_and(|first| first == "range") {
            return self.range(segments, request, &caller, at);
        }
        versioned(request)?;
        let target = Target::parse(segments).ok_or_else(|| {
            Fault::new(404, "NotFound", "No HTTP resource was found that matches the request URI.")
        })?;
        if target.kind == "microsoft.resourcegraph/resources" {
            return self.resource_graph(request, &caller, at);
        }
        let served = match request.method {
            Method::POST => target.action().0,
            _ => &target.kind,
        };
        let special = ["operationsstatus", "operationresults", "descendants", "checknameavailability"];
        if Kind::of(served).is_none() && !special.contains(&target.last_type()) && !self.is_action(&target) {
            return Err(unknown_kind(&target));
        }
        match request.method {
            Method::GET => self.read(&target, request, &caller, at),
            Method::HEAD => self.read(&target, request, &caller, at).map(|_| Response::empty(204)),
            Method::PUT | Method::PATCH | Method::DELETE => {
                let outcome = self.write(&target, request, &caller, at);
                self.note(&target, request, &caller, request_id, &outcome, at);
                outcome.map(|(response, _)| response)
            }
            Method::POST => {
                let outcome = self.act(&target, request, &caller, at);
                self.note(&target, request, &caller, request_id, &outcome, at);
                outcome.map(|(response, _)| response)
            }
            _ => Err(Fault::new(
                405,
                "MethodNotAllowed",
                "The HTTP method is not supported for this resource.",
            )),
        }
    }

    fn read(
        &self,
        target: &Target,
        request: &Request,
        caller: &Caller,
        at: Millis,
    ) -> Result<Response, Fault> {
        match target.last_type() {
            "operationsstatus" => {
                return self.operations.status(&target.path, &target.last, at).ok_or_else(|| gone(target));
            }
            "operationresults" => {
                return self.operations.result(request, &target.last, at).ok_or_else(|| gone(target));
            }
            _ => {}
        }
        // What everyone may list, each sees as much as they may read.
        if target.kind == SUBSCRIPTIONS && target.shape == Shape::Collection {
            let rights = self.rights(&caller.object_id, at);
            let readable = |key: &str| {
                let action = "Microsoft.Resources/subscriptions/read";
                rights.allows(action, &self.above(key, at), false).is_some()
                    || self.reads_below(&rights, key, at)
            };
            let found = self.estate.of_kind(SUBSCRIPTIONS, "/", at).filter(|(key, _)| readable(key));
            let found = found.map(|(_, body)| body.clone()).collect();
            return self.listed(target, found, request);
        }
        if target.kind == "microsoft.resources/tenants" {
            let found =
                self.estate.of_kind("microsoft.resources/tenants", "/", at).map(|(_, b)| b.clone()).collect();
            return self.listed(target, found, request);
        }
        self.authorise(caller, &read_action(&target.kind), &target.path, at)?;
        if target.kind == "microsoft.resources/tags" {
            return self.read_tags(target, at);
        }
        if target.shape == Shape::Resource {
            let key = self.resolved(target, at).ok_or_else(|| missing(target))?;
            let body = self.rendered(&key, at).ok_or_else(|| missing(target))?;
            let etag = self.estate.etag(&key, at).unwrap_or_default();
            return Ok(Response::json(200, &body).with("etag", etag));
        }
        self.require_scope(target, at)?;
        self.listed(target, self.collection(target, request, at), request)
    }

    /// The key of a resource; built-in definitions are found at every scope.
    fn resolved(&self, target: &Target, at: Millis) -> Option<String> {
        let key = target.key();
        if self.estate.get(&key, at).is_some() {
            return Some(key);
        }
        let inherited =
            ["microsoft.authorization/roledefinitions", "microsoft.authorization/policydefinitions"];
        let name = target.last.to_ascii_lowercase();
        let built_in = format!("/providers/{}/{name}", target.kind);
        (inherited.contains(&target.kind.as_str()) && self.estate.get(&built_in, at).is_some())
            .then_some(built_in)
    }

    /// The body of a resource as GET gives it: with its children where the type carries them, and the state of a change
    /// that is under way.
    pub(super) fn rendered(&self, key: &str, at: Millis) -> Option<Value> {
        let mut body = self.estate.get(key, at)?.clone();
        let kind = super::target::Target::of(key)?.kind;
        for child in Kind::of(&kind).into_iter().flat_map(Kind::embeds) {
            let prefix = format!("{}/{}/", key.to_ascii_lowercase(), child.short().to_ascii_lowercase());
            let of = child.name.to_ascii_lowercase();
            let children = self.estate.of_kind(&of, &prefix, at);
            let children = children.filter_map(|(key, _)| self.rendered(key, at)).collect();
            set(&mut body, &format!("properties.{}", child.embedded), Value::Array(children));
        }
        if let Some(busy) = self.estate.busy(key, at) {
            set(&mut body, "properties.provisioningState", json!(busy.state));
        }
        let tagged = [
            "microsoft.network/",
            "microsoft.cognitiveservices/accounts",
            "microsoft.storage/storageaccounts/blobservices/containers",
        ];
        if tagged.iter().any(|of| kind.starts_with(of)) {
            set(&mut body, "etag", json!(self.estate.etag(key, at)));
        }
        Some(body)
    }

    fn collection(&self, target: &Target, request: &Request, at: Millis) -> Vec<Value> {
        let filter = request.parameter("$filter").unwrap_or_default();
        match target.kind.as_str() {
            RESOURCES => {
                let wanted = quoted(&filter, "resourceType eq ");
                let prefix = format!("{}/", target.scope);
                let keys = self.estate.all(at).filter(|(key, kind, _)| {
                    key.starts_with(&prefix.to_ascii_lowercase())
                        && Kind::of(kind).is_some_and(|kind| kind.tracked)
                        && wanted.is_none_or(|wanted| kind.eq_ignore_ascii_case(wanted))
                });
                keys.map(|(_, _, body)| summary(body)).collect()
            }
            "microsoft.management/managementgroups/descendants" => {
                let root = target.subject().to_ascii_lowercase();
                let all = self.estate.all(at).filter(|(key, kind, _)| {
                    (*kind == "microsoft.management/managementgroups" || *kind == SUBSCRIPTIONS)
                        && **key != *root
                        && self.above(key, at).contains(&root)
                });
                all.map(|(_, _, body)| body.clone()).collect()
            }
            "microsoft.cognitiveservices/deletedaccounts" => {
                let prefix = format!("{}/providers/microsoft.cognitiveservices/locations/", target.scope);
                let kind = "microsoft.cognitiveservices/locations/resourcegroups/deletedaccounts";
                self.estate.of_kind(kind, &prefix, at).map(|(_, body)| body.clone()).collect()
            }
            kind if kind.starts_with("microsoft.authorization/") => {
                let scopes = self.above(&target.scope, at);
                let below = format!("{}/", target.scope.to_ascii_lowercase());
                let at_scope = filter.contains("atScope()");
                let of = quoted(&filter, "principalId eq ").or_else(|| quoted(&filter, "assignedTo("));
                let found = self.estate.of_kind(kind, "/", at).filter(|(key, body)| {
                    let scope = super::rbac::scope_of(key);
                    let placed = scopes.contains(&scope) || (!at_scope && scope.starts_with(&below));
                    placed
                        && of.is_none_or(|id| text(body, "properties.principalId").eq_ignore_ascii_case(id))
                });
                found.map(|(_, body)| body.clone()).collect()
            }
            kind => {
                // A type at a scope lists what lies below the scope, a child's type what lies below its parent.
                let is_child = target.kind.matches('/').count() > 1 && kind != GROUPS;
                let extends = kind == "microsoft.insights/diagnosticsettings"
                    || kind.starts_with("microsoft.security/");
                let prefix =
                    if is_child || extends || target.scope.is_empty() { &target.path } else { &target.scope };
                let keys = self.estate.of_kind(kind, &format!("{prefix}/"), at);
                keys.filter_map(|(key, _)| self.rendered(key, at)).collect()
            }
        }
    }

    fn listed(&self, target: &Target, found: Vec<Value>, request: &Request) -> Result<Response, Fault> {
        let learning = target.kind.starts_with("microsoft.machinelearningservices/");
        let parameter = if learning { "$skip" } else { "$skiptoken" };
        let size = ["$top", "count", "$maxpagesize"].iter().find_map(|name| request.parameter(name));
        let size = match size.map(|size| size.parse::<usize>()) {
            None => PAGE,
            Some(Ok(size @ 1..=LARGEST_PAGE)) => size,
            Some(_) => {
                return Err(Fault::new(
                    400,
                    "InvalidTop",
                    "The value of query option '$top' is invalid: it must be between 1 and 1000.",
                ));
            }
        };
        let from = match request.parameter(parameter) {
            None => 0,
            Some(token) => page::open(&token, &target.path)
                .ok_or_else(|| Fault::new(400, "InvalidSkipToken", "The provided skip token is invalid."))?,
        };
        let more = found.len() > from + size;
        let mut body = Map::new();
        body.insert("value".to_owned(), found.into_iter().skip(from).take(size).collect());
        if more {
            let token = page::seal(from + size, &target.path);
            body.insert("nextLink".to_owned(), json!(page::next_link(request, parameter, &token)));
        }
        Ok(Response::json(200, &Value::Object(body)))
    }

    /// 404 for a scope or a parent that does not exist.
    pub(super) fn require_scope(&self, target: &Target, at: Millis) -> Result<(), Fault> {
        if let Some(id) = subscription(&target.path)
            && self.estate.get(&format!("/subscriptions/{id}"), at).is_none()
        {
            return Err(Fault::new(
                404,
                "SubscriptionNotFound",
                format!("The subscription '{id}' could not be found."),
            ));
        }
        if let (Some(id), Some(group)) = (subscription(&target.path), resource_group(&target.path))
            && target.kind != GROUPS
            && self.estate.get(&format!("/subscriptions/{id}/resourceGroups/{group}"), at).is_none()
        {
            return Err(Fault::new(
                404,
                "ResourceGroupNotFound",
                format!("Resource group '{group}' could not be found."),
            ));
        }
        let above = match target.shape {
            Shape::Resource => target.parent(),
            Shape::Collection if target.kind.matches('/').count() > 1 => Some(target.subject().to_owned()),
            Shape::Collection => None,
        };
        // The namespace's own pseudo-types, such as locations, are no resources.
        let above = above.filter(|id| Target::of(id).is_some_and(|t| Kind::of(&t.kind).is_some()));
        match above.filter(|id| self.estate.get(id, at).is_none()) {
            Some(id) if target.kind != GROUPS && target.kind != RESOURCES => {
                let name = id.rsplit('/').next().unwrap_or("");
                Err(Fault::new(
                    404,
                    "ParentResourceNotFound",
                    format!(
                        "Failed to perform 'read' on resource(s) of type '{}', because the parent resource '{name}' could not be found.",
                        target.kind
                    ),
                ))
            }
            _ => Ok(()),
        }
    }

    /// Whether somebody may read anything in a subscription: then they see that it exists.
    fn reads_below(&self, rights: &super::rbac::Rights, key: &str, at: Millis) -> bool {
        let groups = self.estate.of_kind(GROUPS, &format!("{key}/"), at);
        let action = "Microsoft.Resources/subscriptions/resourceGroups/read";
        groups.into_iter().any(|(group, _)| rights.allows(action, &self.above(group, at), false).is_some())
    }
}

impl Target {
    /// The last type of the kind, lower-case.
    pub(super) fn last_type(&self) -> &str {
        self.kind.rsplit('/').next().unwrap_or("")
    }
}

pub(super) fn read_action(kind: &str) -> String {
    format!("{}/read", spelt(kind))
}

/// The kind as the provider spells it.
pub(super) fn spelt(kind: &str) -> &str {
    Kind::of(kind).map_or(kind, |kind| kind.name)
}

fn versioned(request: &Request) -> Result<(), Fault> {
    let Some(version) = request.parameter("api-version") else {
        return Err(Fault::new(
            400,
            "MissingApiVersionParameter",
            "The api-version query parameter (?api-version=) is required for all requests.",
        ));
    };
    let digits = version.chars().take(10).filter(char::is_ascii_digit).count();
    let dashes = version.match_indices('-').take(2).all(|(at, _)| at == 4 || at == 7);
    let rest = version.get(10..).unwrap_or("x");
    if digits == 8 && dashes && (rest.is_empty() || rest.starts_with('-')) {
        return Ok(());
    }
    Err(Fault::new(
        400,
        "InvalidApiVersionParameter",
        format!(
            "The api-version '{version}' is invalid. The supported versions are '2025-09-01,2025-06-01,2024-10-01,2023-11-01,2022-09-01,2021-04-01'."
        ),
    ))
}

fn unknown_kind(target: &Target) -> Fault {
    let namespace = namespace(&target.kind);
    if Kind::knows_namespace(namespace) {
        let kind = target.kind.split_once('/').map_or("", |(_, kind)| kind);
        return Fault::new(
            404,
            "InvalidResourceType",
            format!(
                "The resource type '{kind}' could not be found in the namespace '{namespace}' for api version given."
            ),
        );
    }
    Fault::new(404, "InvalidResourceNamespace", format!("The resource namespace '{namespace}' is invalid."))
}

pub(super) fn missing(target: &Target) -> Fault {
    let group = resource_group(&target.path).unwrap_or("");
    match target.kind.as_str() {
        SUBSCRIPTIONS => Fault::new(
            404,
            "SubscriptionNotFound",
            format!("The subscription '{}' could not be found.", target.last),
        ),
        GROUPS => Fault::new(
            404,
            "ResourceGroupNotFound",
            format!("Resource group '{}' could not be found.", target.last),
        ),
        "microsoft.authorization/roleassignments" => Fault::new(
            404,
            "RoleAssignmentNotFound",
            format!("The role assignment '{}' is not found.", target.last),
        ),
        "microsoft.authorization/policyassignments" => Fault::new(
            404,
            "PolicyAssignmentNotFound",
            format!("The policy assignment '{}' is not found.", target.last),
        ),
        kind => {
            let name = target.path.rsplit("/providers/").next().unwrap_or("");
            let name = name.split('/').skip(2).step_by(2).collect::<Vec<_>>().join("/");
            Fault::new(
                404,
                "ResourceNotFound",
                format!(
                    "The Resource '{}/{name}' under resource group '{group}' was not found. For more details please go to https://aka.ms/ARMResourceNotFoundFix",
                    spelt(kind)
                ),
            )
        }
    }
}

fn gone(target: &Target) -> Fault {
    Fault::new(404, "OperationNotFound", format!("The operation '{}' was not found.", target.last))
}

/// What a generic list gives of a resource: no properties.
fn summary(body: &Value) -> Value {
    let kept =
        ["id", "name", "type", "location", "tags", "kind", "sku", "identity", "managedBy", "plan", "zones"];
    let kept = body.as_object().into_iter().flatten().filter(|(key, _)| kept.contains(&key.as_str()));
    kept.map(|(key, value)| (key.clone(), value.clone())).collect::<Map<_, _>>().into()
}

/// The quoted text after a marker.
fn quoted<'a>(filter: &'a str, marker: &str) -> Option<&'a str> {
    filter.split_once(marker)?.1.strip_prefix('\'')?.split('\'').next()
}
