use std::collections::BTreeMap;

use serde_json::{Map, Value, json};
use welkin_model::Millis;

use super::Gcp;
use super::error::{ApiError, Code, Outcome};
use super::estate::text;
use super::kind;
use super::names::{head, last, segments};
use super::route::Action;
use super::shape;
use crate::sim::Request;

/// Instances in one online request; the provider limits their bytes.
const MOST_INSTANCES: usize = 1_000;
const MOST_DEPLOYED: usize = 32;

impl Gcp {
    pub(super) fn vertex(&mut self, verb: &str, action: &Action, request: &Request, at: Millis) -> Outcome {
        match verb {
            "generateContent" => return Ok(generated(action)),
            "countTokens" => return Ok(json!({"totalTokens": 12, "totalBillableCharacters": 40})),
            _ => {}
        }
        if action.kind.is_none() {
            return Ok(json!({"predictions": [{"score": 0.5}]}));
        }
        let present = self.present(&action.key)?;
        match verb {
            "predict" | "rawPredict" => self.predict(&present, request),
            "explain" => self.explain(&present, request),
            "deployModel" => self.deploy(action, present, request, at),
            "undeployModel" => self.undeploy(action, present, request, at),
            "mergeVersionAliases" => self.merge_aliases(action, present, request, at),
            "listVersions" => Ok(json!({"models": [present]})),
            "query" => Ok(json!({"output": "Your card arrives within five working days."})),
            "export" => {
                let name = head(&action.key).1;
                let serial = self.serial();
                let response =
                    json!({"@type": "type.googleapis.com/google.cloud.aiplatform.v1.ExportModelResponse"});
                Ok(self.operations.begin(
                    name,
                    &response,
                    "google.cloud.aiplatform.v1.ExportModelOperationMetadata",
                    serial,
                    at,
                ))
            }
            "cancel" | "stop" => {
                let mut data = present;
                if let Some(fields) = data.as_object_mut() {
                    let (name, state) = if verb == "stop" {
                        ("runtimeState", "STOPPED")
                    } else {
                        (
                            "state",
                            if action.key.contains("pipelineJobs") {
                                "PIPELINE_STATE_CANCELLED"
                            } else {
                                "JOB_STATE_CANCELLED"
                            },
                        )
                    };
                    fields.insert(name.to_owned(), json!(state));
                }
                self.estate.set(&action.key, data, at);
                Ok(json!({}))
            }
            _ => Err(ApiError::new(Code::Unimplemented, "Method not found.")),
        }
    }

    /// Whatever deployed model the split leads to. An empty split leads nowhere.
    fn predict(&mut self, endpoint: &Value, request: &Request) -> Outcome {
        let count = instances(request)?;
        let chosen = self.chosen(endpoint)?;
        let deployed = deployed_of(endpoint, &chosen).unwrap_or_default();
        let predictions: Vec<Value> = (0..count).map(|_| json!({"score": 0.0371})).collect();
        Ok(answer(&deployed, vec![("predictions", json!(predictions))]))
    }

    /// A `deployedModelId` overrides the split: a model without traffic still answers here.
    fn explain(&mut self, endpoint: &Value, request: &Request) -> Outcome {
        let count = instances(request)?;
        let body = request.json();
        let wanted = text(&body, "deployedModelId");
        let chosen = if wanted.is_empty() { self.chosen(endpoint)? } else { wanted.to_owned() };
        let deployed = deployed_of(endpoint, &chosen)
            .ok_or_else(|| ApiError::invalid(format!("DeployedModel {chosen} is not on the endpoint.")))?;
        let attribution = json!({"attributions": [{"baselineOutputValue": 0.01, "instanceOutputValue": 0.0371, "featureAttributions": {"amount": 0.02, "merchant": 0.007}}]});
        let explanations = vec![attribution; count];
        let predictions = vec![json!({"score": 0.0371}); count];
        Ok(answer(
            &deployed,
            vec![("explanations", json!(explanations)), ("predictions", json!(predictions))],
        ))
    }

    fn chosen(&mut self, endpoint: &Value) -> Result<String, ApiError> {
        let split = split_of(endpoint);
        let mut point = self.rng.below(split.values().sum::<u64>());
        for (id, share) in split {
            if point < share {
                return Ok(id);
            }
            point -= share;
        }
        Err(ApiError::precondition(format!(
            "Endpoint {} doesn't have traffic_split.",
            text(endpoint, "name")
        )))
    }

    fn deploy(&mut self, action: &Action, mut endpoint: Value, request: &Request, at: Millis) -> Outcome {
        let body = request.json();
        let deployed = body.get("deployedModel").filter(|model| model.is_object());
        let mut deployed =
            deployed.cloned().ok_or_else(|| ApiError::invalid("deployedModel is required."))?;
        let name = text(&deployed, "model").split('@').next().unwrap_or("").to_owned();
        let path = segments(&name);
        let kind = kind::of_item(Some("aiplatform"), &path).filter(|kind| kind.collection() == "models");
        let kind = kind.ok_or_else(|| ApiError::invalid(format!("Invalid model name '{name}'.")))?;
        let model = self.present(&self.estate.key(kind, &path))?;
        let id = (self.serial() >> 1).to_string();
        let Some(fields) = deployed.as_object_mut() else {
            return Err(ApiError::invalid("deployedModel is required."));
        };
        fields.insert("id".to_owned(), json!(id));
        fields.insert("model".to_owned(), json!(text(&model, "name")));
        fields.insert("modelVersionId".to_owned(), json!(text(&model, "versionId")));
        fields.entry("createTime").or_insert_with(|| json!(welkin_model::format_time(at)));
        let all = endpoint.get_mut("deployedModels").and_then(Value::as_array_mut);
        match all {
            Some(all) if all.len() >= MOST_DEPLOYED => {
                return Err(ApiError::precondition("Too many deployed models."));
            }
            Some(all) => all.push(deployed.clone()),
            None => insert(&mut endpoint, "deployedModels", json!([deployed.clone()])),
        }
        // The new model is called 0 in the split that comes with it.
        if let Some(split) = body.get("trafficSplit").and_then(Value::as_object) {
            let split: Map<String, Value> = split
                .iter()
                .map(|(name, share)| (if name == "0" { id.clone() } else { name.clone() }, share.clone()))
                .collect();
            insert(&mut endpoint, "trafficSplit", Value::Object(split));
        }
        check(&endpoint)?;
        self.endpoint_written(action, endpoint, "DeployModel", json!({"deployedModel": deployed}), at)
    }

    fn undeploy(&mut self, action: &Action, mut endpoint: Value, request: &Request, at: Millis) -> Outcome {
        let body = request.json();
        let id = text(&body, "deployedModelId");
        if deployed_of(&endpoint, id).is_none() {
            return Err(ApiError::new(Code::NotFound, format!("DeployedModel {id} is not found.")));
        }
        if let Some(split) = body.get("trafficSplit").filter(|split| split.is_object()) {
            insert(&mut endpoint, "trafficSplit", split.clone());
        }
        if split_of(&endpoint).contains_key(id) {
            return Err(ApiError::precondition(format!(
                "DeployedModel {id} has traffic assigned to it; reassign the traffic before it is undeployed."
            )));
        }
        if let Some(all) = endpoint.get_mut("deployedModels").and_then(Value::as_array_mut) {
            all.retain(|deployed| text(deployed, "id") != id);
        }
        if let Some(split) = endpoint.get_mut("trafficSplit").and_then(Value::as_object_mut) {
            split.remove(id);
        }
        check(&endpoint)?;
        self.endpoint_written(action, endpoint, "UndeployModel", json!({}), at)
    }

    fn endpoint_written(
        &mut self,
        action: &Action,
        mut endpoint: Value,
        verb: &str,
        response: Value,
        at: Millis,
    ) -> Outcome {
        let serial = self.serial();
        if let Some(kind) = action.kind {
            shape::touched(kind, &mut endpoint, serial, at);
        }
        let mut response = response;
        insert(
            &mut response,
            "@type",
            json!(format!("type.googleapis.com/google.cloud.aiplatform.v1.{verb}Response")),
        );
        self.estate.set(&action.key, endpoint, at);
        let metadata = format!("google.cloud.aiplatform.v1.{verb}OperationMetadata");
        Ok(self.operations.begin(head(&action.key).1, &response, &metadata, serial, at))
    }

    /// Adds aliases to a version, or removes those that begin with `-`.
    fn merge_aliases(&mut self, action: &Action, mut model: Value, request: &Request, at: Millis) -> Outcome {
        let body = request.json();
        let mut aliases: Vec<String> =
            super::authorise::strings(&model, "versionAliases").map(str::to_owned).collect();
        let mut asked = super::authorise::strings(&body, "versionAliases").peekable();
        if asked.peek().is_none() {
            return Err(ApiError::invalid("versionAliases must not be empty."));
        }
        for alias in asked.take(64) {
            match alias.strip_prefix('-') {
                Some("default") => return Err(ApiError::invalid("The default alias cannot be removed.")),
                Some(removed) => aliases.retain(|present| present != removed),
                None if alias.len() > 128 || !alias.starts_with(|c: char| c.is_ascii_lowercase()) => {
                    return Err(ApiError::invalid(format!("Invalid version alias '{alias}'.")));
                }
                None if aliases.iter().any(|present| present == alias) => {}
                None => aliases.push(alias.to_owned()),
            }
        }
        insert(&mut model, "versionAliases", json!(aliases));
        let serial = self.serial();
        if let Some(kind) = action.kind {
            shape::touched(kind, &mut model, serial, at);
        }
        self.estate.set(&action.key, model.clone(), at);
        Ok(model)
    }
}

/// The shares of an endpoint must name models that are deployed and be 100 together, or be none at all.
pub(super) fn check(endpoint: &Value) -> Result<(), ApiError> {
    let Some(split) = endpoint.get("trafficSplit").and_then(Value::as_object) else { return Ok(()) };
    let mut sum = 0;
    for (id, share) in split {
        let share = share.as_u64().or_else(|| share.as_str().and_then(|text| text.parse().ok()));
        sum += share
            .filter(|share| *share <= 100)
            .ok_or_else(|| ApiError::invalid("The traffic split must hold percentages from 0 to 100."))?;
        if deployed_of(endpoint, id).is_none() {
            return Err(ApiError::invalid(format!(
                "Invalid traffic split: DeployedModel {id} is not on the endpoint."
            )));
        }
    }
    if !split.is_empty() && sum != 100 {
        return Err(ApiError::invalid(format!("The traffic percentages must add up to 100, but are {sum}.")));
    }
    Ok(())
}

/// The models with traffic.
fn split_of(endpoint: &Value) -> BTreeMap<String, u64> {
    let split = endpoint.get("trafficSplit").and_then(Value::as_object);
    split
        .into_iter()
        .flatten()
        .filter_map(|(id, share)| {
            Some((id.clone(), share.as_u64().or_else(|| share.as_str()?.parse().ok())?))
        })
        .filter(|(_, share)| *share > 0)
        .collect()
}

fn deployed_of(endpoint: &Value, id: &str) -> Option<Value> {
    let all = endpoint.get("deployedModels")?.as_array()?;
    all.iter().find(|deployed| text(deployed, "id") == id).cloned()
}

fn instances(request: &Request) -> Result<usize, ApiError> {
    let body = request.json();
    let instances = body.get("instances").and_then(Value::as_array);
    let count = instances.map(Vec::len).filter(|count| (1..=MOST_INSTANCES).contains(count));
    count.ok_or_else(|| ApiError::invalid("instances must be a list of at least one instance."))
}

fn answer(deployed: &Value, parts: Vec<(&str, Value)>) -> Value {
    let mut answer = json!({
        "deployedModelId": text(deployed, "id"), "model": text(deployed, "model"),
        "modelDisplayName": text(deployed, "displayName"), "modelVersionId": text(deployed, "modelVersionId"),
    });
    for (name, value) in parts {
        insert(&mut answer, name, value);
    }
    answer
}

fn generated(action: &Action) -> Value {
    json!({
        "candidates": [{"content": {"role": "model", "parts": [{"text": "How may I help you with your account?"}]}, "finishReason": "STOP"}],
        "usageMetadata": {"promptTokenCount": 12, "candidatesTokenCount": 9, "totalTokenCount": 21},
        "modelVersion": last(&action.key),
    })
}

fn insert(value: &mut Value, name: &str, part: Value) {
    if let Some(fields) = value.as_object_mut() {
        fields.insert(name.to_owned(), part);
    }
}
