use serde_json::{Map, Value, json};
use welkin_model::Millis;

use super::Gcp;
use super::error::{ApiError, Code, Outcome};
use super::estate::text;
use super::filter::camel;
use super::kind::Kind;
use super::names::{head, last};
use super::route::Action;
use super::shape;
use crate::calendar::{Form, Stamp};
use crate::sim::Request;

/// Where a create request names the new resource.
enum Id {
    Parameter(&'static str),
    Body,
    /// The service makes a number.
    Made,
}

/// The kinds that clients may create; others answer `UNIMPLEMENTED`.
fn id_of(kind: &Kind) -> Option<Id> {
    Some(match (kind.service, kind.collection()) {
        ("compute", "firewalls" | "firewallPolicies" | "snapshots" | "addresses" | "routes") => Id::Body,
        ("storage", "b") | ("logging", "sinks") | ("dns", _) => Id::Body,
        ("iam", "denypolicies") => Id::Parameter("policyId"),
        ("iam", "workloadIdentityPools") => Id::Parameter("workloadIdentityPoolId"),
        ("iam", "providers") => Id::Parameter("workloadIdentityPoolProviderId"),
        ("secretmanager", "secrets") => Id::Parameter("secretId"),
        ("apikeys", "keys") => Id::Parameter("keyId"),
        ("modelarmor", "templates") => Id::Parameter("templateId"),
        ("orgpolicy", "policies") | ("accesscontextmanager", "servicePerimeters" | "accessLevels") => {
            Id::Body
        }
        ("aiplatform", "endpoints" | "customJobs" | "indexEndpoints" | "cachedContents") => Id::Made,
        _ => return None,
    })
}

/// Whether writes answer with a long-running operation.
fn is_long(kind: &Kind, verb: &str) -> bool {
    match (kind.service, kind.collection()) {
        ("aiplatform", "endpoints" | "models" | "customJobs" | "cachedContents") if verb == "update" => false,
        ("aiplatform", "customJobs" | "cachedContents") if verb == "create" => false,
        ("aiplatform" | "apikeys" | "accesscontextmanager" | "notebooks" | "run" | "discoveryengine", _) => {
            true
        }
        ("iam", "denypolicies" | "workloadIdentityPools" | "providers") => true,
        ("cloudresourcemanager", _) => true,
        _ => false,
    }
}

impl Gcp {
    pub(super) fn create(&mut self, action: &Action, request: &Request, at: Millis) -> Outcome {
        let Some(kind) = action.kind else { return Err(unimplemented(action)) };
        if kind.service == "iam" && matches!(kind.collection(), "serviceAccounts" | "keys") {
            return self.create_identity(kind, action, request, at);
        }
        let id = id_of(kind).ok_or_else(|| unimplemented(action))?;
        let body = request.json();
        if !body.is_object() {
            return Err(ApiError::invalid("Request body must be a JSON object."));
        }
        let id = match id {
            Id::Parameter(name) => request.parameter(name).unwrap_or_default(),
            Id::Body => last(text(&body, "name")).to_owned(),
            Id::Made => (self.serial() >> 1).to_string(),
        };
        if !is_id(&id) {
            return Err(ApiError::invalid(format!("Invalid resource id '{id}'.")));
        }
        let key = match kind.service {
            "storage" => format!("//storage.googleapis.com/{id}"),
            _ => format!("{}/{}/{id}", action.key, kind.collection()),
        };
        if self.estate.get(&key).is_some() {
            return Err(ApiError::exists(&id));
        }
        self.check(kind, &key, &body)?;
        if !self.estate.admit() {
            return Err(ApiError::new(
                Code::ResourceExhausted,
                "Quota exceeded for the number of resources.",
            ));
        }
        let mut body = body;
        if let Some(fields) = body.as_object_mut() {
            if kind.service == "storage" {
                let number = last(&action.key).to_owned();
                fields.insert("projectNumber".to_owned(), json!(number));
            } else if kind.service != "compute" {
                fields.remove("name");
            }
        }
        let data = shape::completed(&self.estate, kind, &key, body, at);
        self.estate.put(kind, &key, data.clone(), at);
        Ok(self.written(kind, action, "create", &key, data, at))
    }

    pub(super) fn update(&mut self, action: &Action, request: &Request, at: Millis) -> Outcome {
        let Some(kind) = action.kind else { return Err(unimplemented(action)) };
        let present = self.present(&action.key)?;
        let mut body = request.json();
        // Storage Transfer wraps the resource.
        if kind.service == "storagetransfer"
            && let Some(job) = body.get("transferJob")
        {
            body = job.clone();
        }
        let Some(changes) = body.as_object() else {
            return Err(ApiError::invalid("Request body must be a JSON object."));
        };
        current(kind, &present, changes, request)?;
        let mask = request
            .parameter("updateMask")
            .or_else(|| {
                request.json().get("updateTransferJobFieldMask").and_then(Value::as_str).map(str::to_owned)
            })
            .unwrap_or_default();
        if mask.is_empty() && kind.service == "aiplatform" {
            return Err(ApiError::invalid("update_mask is required."));
        }
        let mut data = merged(&present, changes, &mask)?;
        self.check(kind, &action.key, &data)?;
        let serial = self.serial();
        shape::touched(kind, &mut data, serial, at);
        self.estate.set(&action.key, data.clone(), at);
        Ok(self.written(kind, action, "update", &action.key, data, at))
    }

    pub(super) fn delete(&mut self, action: &Action, request: &Request, at: Millis) -> Outcome {
        let Some(kind) = action.kind else { return Err(unimplemented(action)) };
        let present = self.present(&action.key)?;
        current(kind, &present, &asked(request), request)?;
        match (kind.service, kind.collection()) {
            // Both come back on request for 30 days.
            ("apikeys", "keys") | ("iam", "workloadIdentityPools" | "providers") => {
                let mut data = present;
                if let Some(fields) = data.as_object_mut() {
                    fields.insert("deleteTime".to_owned(), json!(Stamp(at, Form::Millis).to_string()));
                    fields.insert("state".to_owned(), json!("DELETED"));
                }
                self.estate.set(&action.key, data.clone(), at);
                return Ok(self.written(kind, action, "delete", &action.key, data, at));
            }
            ("aiplatform", "endpoints")
                if present.get("deployedModels").and_then(Value::as_array).is_some_and(|m| !m.is_empty()) =>
            {
                return Err(ApiError::precondition(
                    "The Endpoint has deployed or being-deployed models; they must be undeployed first.",
                ));
            }
            ("storage", "b")
                if self.estate.under(&format!("{}/o/", action.key)).any(|(_, o)| o.now().is_some()) =>
            {
                return Err(ApiError::new(
                    Code::AlreadyExists,
                    "The bucket you tried to delete is not empty.",
                ));
            }
            _ => {}
        }
        self.estate.remove(&action.key, at);
        Ok(self.written(kind, action, "delete", &action.key, json!({}), at))
    }

    /// Methods that only switch a state.
    pub(super) fn switch(&mut self, verb: &str, action: &Action, request: &Request, at: Millis) -> Outcome {
        let Some(kind) = action.kind else { return Err(unimplemented(action)) };
        let mut data = self.present(&action.key)?;
        let state = match (kind.service, verb) {
            ("secretmanager", "access") => {
                // The value itself is no part of the range.
                return Ok(json!({"name": head(&action.key).1, "payload": {"data": "c2ltdWxhdGVk"}}));
            }
            ("modelarmor", _) => return Ok(verdict(request)),
            ("secretmanager" | "cloudkms", "disable") => "DISABLED",
            ("secretmanager", _) => "ENABLED",
            ("cloudkms", "destroy") => "DESTROY_SCHEDULED",
            ("cloudkms", "restore") => "DISABLED",
            ("notebooks", "stop") => "STOPPED",
            ("notebooks", "start") => "ACTIVE",
            _ => return Err(unimplemented(action)),
        };
        if let Some(fields) = data.as_object_mut() {
            fields.insert("state".to_owned(), json!(state));
        }
        let serial = self.serial();
        shape::touched(kind, &mut data, serial, at);
        self.estate.set(&action.key, data.clone(), at);
        Ok(self.written(kind, action, "update", &action.key, data, at))
    }

    /// What a write answers: the resource, or an operation.
    pub(super) fn written(
        &mut self,
        kind: &Kind,
        action: &Action,
        verb: &str,
        key: &str,
        data: Value,
        at: Millis,
    ) -> Value {
        let serial = self.serial();
        if kind.service == "compute" {
            let verb = match verb {
                "create" => "insert",
                "update" => "patch",
                other => other,
            };
            return self.operations.compute(action, verb, key, serial, at);
        }
        if !is_long(kind, verb) {
            return data;
        }
        // Services without a parent in the names of their operations.
        let parent = match kind.service {
            "apikeys" | "accesscontextmanager" | "cloudresourcemanager" => "",
            _ => head(key).1,
        };
        let metadata = format!("google.cloud.{}.OperationMetadata", kind.service);
        self.operations.begin(parent, &data, &metadata, serial, at)
    }

    /// What no resource of a kind may be.
    fn check(&self, kind: &Kind, key: &str, data: &Value) -> Result<(), ApiError> {
        match (kind.service, kind.collection()) {
            ("aiplatform", "endpoints") => super::vertex::check(data),
            ("iam", "denypolicies") => super::policies::check_deny(data),
            ("accesscontextmanager", "servicePerimeters") => check_perimeter(data),
            ("compute", "firewalls") => {
                let allows = data.get("allowed").is_some();
                if allows == data.get("denied").is_some() {
                    return Err(ApiError::invalid(
                        "Invalid value for field 'resource': exactly one of allowed and denied must be specified.",
                    ));
                }
                Ok(())
            }
            ("storage", "b") => super::storage::check_bucket(self.estate.get(key), data),
            _ => Ok(()),
        }
    }
}

fn check_perimeter(data: &Value) -> Result<(), ApiError> {
    for config in ["status", "spec"].iter().filter_map(|name| data.get(*name)) {
        for resource in super::authorise::strings(config, "resources") {
            if !resource.starts_with("projects/") && !resource.starts_with("//compute.googleapis.com/") {
                return Err(ApiError::invalid(format!(
                    "Invalid resource '{resource}': must be 'projects/NUMBER'."
                )));
            }
        }
    }
    Ok(())
}

fn unimplemented(action: &Action) -> ApiError {
    ApiError::new(Code::Unimplemented, format!("Method {} is not implemented.", action.method))
}

/// The body as fields; deletes mostly have none.
fn asked(request: &Request) -> Map<String, Value> {
    request.json().as_object().cloned().unwrap_or_default()
}

/// Refuses a write from a state that is no longer the present one.
fn current(
    kind: &Kind,
    present: &Value,
    changes: &Map<String, Value>,
    request: &Request,
) -> Result<(), ApiError> {
    let stale = |field: &str| {
        let given = changes.get(field).and_then(Value::as_str).unwrap_or("");
        !given.is_empty() && !text(present, field).is_empty() && given != text(present, field)
    };
    let unmet = || ApiError::new(Code::ConditionNotMet, "Precondition check failed.");
    match kind.service {
        "compute" if stale("fingerprint") || stale("labelFingerprint") => Err(unmet()),
        "storage" => {
            let wanted = request.parameter("ifMetagenerationMatch");
            if wanted.is_some_and(|wanted| wanted != text(present, "metageneration")) {
                return Err(ApiError::new(
                    Code::ConditionNotMet,
                    "At least one of the pre-conditions you specified did not hold.",
                ));
            }
            Ok(())
        }
        "bigquery" => {
            let wanted = request.header("if-match");
            if !wanted.is_empty() && wanted != text(present, "etag") { Err(unmet()) } else { Ok(()) }
        }
        _ => {
            let parameter = request.parameter("etag").unwrap_or_default();
            if stale("etag") || (!parameter.is_empty() && parameter != text(present, "etag")) {
                return Err(ApiError::new(
                    Code::Aborted,
                    "The etag provided does not match the etag of the resource.",
                ));
            }
            Ok(())
        }
    }
}

/// Fields that a client never changes.
const OUTPUT_ONLY: [&str; 8] =
    ["name", "createTime", "updateTime", "etag", "id", "selfLink", "deployedModels", "uniqueId"];

/// The resource with the changes that the mask names; without a mask, with all of them.
fn merged(present: &Value, changes: &Map<String, Value>, mask: &str) -> Outcome {
    let mut data = present.clone();
    let Some(fields) = data.as_object_mut() else { return Ok(data) };
    if mask.is_empty() || mask == "*" {
        for (name, value) in changes.iter().filter(|(name, _)| !OUTPUT_ONLY.contains(&name.as_str())) {
            if name == "labels" {
                merge_labels(fields, value);
            } else if value.is_null() {
                fields.remove(name);
            } else {
                fields.insert(name.clone(), value.clone());
            }
        }
        return Ok(data);
    }
    for path in mask.split(',').map(str::trim).filter(|path| !path.is_empty()) {
        let (first, rest) = path.split_once('.').map_or((path, None), |(first, rest)| (first, Some(rest)));
        let first = camel(first);
        if OUTPUT_ONLY.contains(&first.as_str()) {
            return Err(ApiError::invalid(format!("Field '{path}' in update mask cannot be updated.")));
        }
        match rest {
            None => replace(fields, &first, changes.get(&first)),
            Some(rest) => {
                let inner = fields.entry(first.clone()).or_insert_with(|| json!({}));
                let rest = if first == "labels" { rest.to_owned() } else { camel(rest) };
                if let Some(inner) = inner.as_object_mut() {
                    replace(inner, &rest, changes.get(&first).and_then(|value| value.get(&rest)));
                }
            }
        }
    }
    Ok(data)
}

/// A field in the mask that the body does not have is cleared.
fn replace(fields: &mut Map<String, Value>, name: &str, value: Option<&Value>) {
    match value {
        Some(value) if !value.is_null() => {
            fields.insert(name.to_owned(), value.clone());
        }
        _ => {
            fields.remove(name);
        }
    }
}

/// A label of null is removed, others stay.
fn merge_labels(fields: &mut Map<String, Value>, changes: &Value) {
    let labels = fields.entry("labels".to_owned()).or_insert_with(|| json!({}));
    if let (Some(labels), Some(changes)) = (labels.as_object_mut(), changes.as_object()) {
        for (name, value) in changes {
            replace(labels, name, Some(value));
        }
    }
}

fn is_id(id: &str) -> bool {
    (1..=255).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.~".contains(&b))
}

/// Model Armor finds what says that it is an attack.
fn verdict(request: &Request) -> Value {
    let prompt =
        request.json().pointer("/userPromptData/text").and_then(Value::as_str).unwrap_or("").to_lowercase();
    let found = prompt.contains("ignore previous instructions") || prompt.contains("ignore all previous");
    let state = if found { "MATCH_FOUND" } else { "NO_MATCH_FOUND" };
    let result =
        json!({"piAndJailbreakFilterResult": {"executionState": "EXECUTION_SUCCESS", "matchState": state}});
    json!({"sanitizationResult": {"filterMatchState": state, "invocationResult": "SUCCESS", "filterResults": {"pi_and_jailbreak": result}}})
}
