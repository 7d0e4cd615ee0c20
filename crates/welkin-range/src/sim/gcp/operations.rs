use std::collections::BTreeMap;

use serde_json::{Value, json};
use welkin_model::Millis;

use super::authorise::Delays;
use super::error::{ApiError, Outcome};
use super::names::{location, project};
use super::route::Action;
use crate::calendar::{Form, Stamp};

/// Long-running operations: what was asked for is done, and is said to be done a moment later.
#[derive(Debug, Default)]
pub(super) struct Operations {
    /// By id.
    begun: BTreeMap<String, (Millis, Value)>,
}

/// The oldest operations are forgotten, as providers forget them after some days.
const MOST_OPERATIONS: usize = 512;

impl Operations {
    /// `google.longrunning.Operation`, not yet done.
    pub(super) fn begin(
        &mut self,
        parent: &str,
        response: &Value,
        metadata: &str,
        id: u64,
        at: Millis,
    ) -> Value {
        let id = (id >> 2).to_string();
        let time = Stamp(at, Form::Millis).to_string();
        let name =
            if parent.is_empty() { format!("operations/{id}") } else { format!("{parent}/operations/{id}") };
        let operation = json!({
            "name": name,
            "metadata": {
                "@type": format!("type.googleapis.com/{metadata}"),
                "genericMetadata": {"createTime": time, "updateTime": time},
            },
            "done": true,
            "response": response,
        });
        let pending = without(&operation, &["response", "done"]);
        self.remember(id, operation, at);
        pending
    }

    /// `compute#operation`, running.
    pub(super) fn compute(
        &mut self,
        action: &Action,
        verb: &str,
        target: &str,
        id: u64,
        at: Millis,
    ) -> Value {
        let id = (id >> 2).to_string();
        let path = super::names::relative(target);
        let scope = match (location(path), path.contains("/zones/")) {
            ("", _) => "global".to_owned(),
            (zone, true) => format!("zones/{zone}"),
            (region, false) => format!("regions/{region}"),
        };
        let link = format!("https://www.googleapis.com/compute/v1/projects/{}", project(path));
        let name = format!("operation-{id}");
        let time = Stamp(at, Form::Millis).to_string();
        let mut operation = json!({
            "kind": "compute#operation", "id": id, "name": name, "operationType": verb, "targetLink": format!("https://www.googleapis.com/compute/v1/{path}"),
            "selfLink": format!("{link}/{scope}/operations/{name}"), "status": "DONE", "progress": 100,
            "insertTime": time, "startTime": time, "endTime": time, "user": action.method,
        });
        if let Some(fields) = operation.as_object_mut()
            && let Some((field, _)) = scope.split_once('/')
        {
            fields.insert(field.trim_end_matches('s').to_owned(), json!(format!("{link}/{scope}")));
        }
        self.remember(name, operation.clone(), at);
        running(operation)
    }

    fn remember(&mut self, id: String, operation: Value, at: Millis) {
        if self.begun.len() >= MOST_OPERATIONS {
            let first = self.begun.iter().min_by_key(|(_, (at, _))| *at).map(|(id, _)| id.clone());
            if let Some(first) = first {
                self.begun.remove(&first);
            }
        }
        self.begun.insert(id, (at, operation));
    }

    /// The operation that the path names; with `wait` at its end it is done.
    pub(super) fn get(&self, path: &[String], at: Millis, delays: Delays) -> Outcome {
        let mut rest = path.iter().skip_while(|part| *part != "operations").skip(1);
        let id = rest.next().map_or("", String::as_str);
        let id = id.split(':').next().unwrap_or("");
        let waited = rest.next().is_some();
        let (begun, operation) = self.begun.get(id).ok_or_else(|| ApiError::not_found(id))?;
        if waited || at >= begun + delays.operation {
            return Ok(operation.clone());
        }
        Ok(if operation.get("kind").is_some() {
            running(operation.clone())
        } else {
            without(operation, &["response", "done"])
        })
    }
}

fn running(mut operation: Value) -> Value {
    if let Some(fields) = operation.as_object_mut() {
        fields.insert("status".to_owned(), json!("RUNNING"));
        fields.insert("progress".to_owned(), json!(0));
        fields.remove("endTime");
    }
    operation
}

fn without(value: &Value, names: &[&str]) -> Value {
    let mut value = value.clone();
    if let Some(fields) = value.as_object_mut() {
        for name in names {
            fields.remove(*name);
        }
    }
    value
}
