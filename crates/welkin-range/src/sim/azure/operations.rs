//! Long-running operations (learn.microsoft.com/azure/azure-resource-manager/management/async-operations).

use std::collections::BTreeMap;

use serde_json::{Value, json};
use welkin_model::Millis;

use crate::calendar::{Form, Stamp};
use crate::sim::{Request, Response};

/// Operations under way or lately ended.
#[derive(Debug, Default)]
pub(super) struct Operations {
    known: BTreeMap<String, Running>,
}

#[derive(Debug)]
struct Running {
    begun: Millis,
    done: Millis,
    /// What a result that is asked for gives.
    result: Value,
}

/// How long a slow change takes here. Azure takes seconds to minutes; a client sees at least one answer that is not
/// the last.
pub(super) const SLOW: Millis = 400;
const MOST: usize = 1_000;
const KEPT: Millis = 3_600_000;

impl Operations {
    pub(super) fn begin(&mut self, id: &str, result: Value, at: Millis) {
        self.known.retain(|_, running| running.done + KEPT > at);
        if self.known.len() >= MOST {
            self.known.pop_first();
        }
        self.known.insert(id.to_owned(), Running { begun: at, done: at + SLOW, result });
    }

    /// What `Azure-AsyncOperation` leads to.
    pub(super) fn status(&self, path: &str, id: &str, at: Millis) -> Option<Response> {
        let running = self.known.get(id)?;
        let begun = Stamp(running.begun, Form::Ticks).to_string();
        if at < running.done {
            let body = json!({"id": path, "name": id, "status": "InProgress", "startTime": begun});
            return Some(Response::json(200, &body).with("retry-after", "1"));
        }
        let ended = Stamp(running.done, Form::Ticks).to_string();
        Some(Response::json(
            200,
            &json!({"id": path, "name": id, "status": "Succeeded", "startTime": begun, "endTime": ended, "properties": running.result}),
        ))
    }

    /// What `Location` leads to.
    pub(super) fn result(&self, request: &Request, id: &str, at: Millis) -> Option<Response> {
        let running = self.known.get(id)?;
        if at < running.done {
            let location = format!("{}{}?{}", super::origin(request), request.path, request.query);
            return Some(Response::empty(202).with("location", location).with("retry-after", "1"));
        }
        Some(match &running.result {
            Value::Null => Response::empty(204),
            result => Response::json(200, result),
        })
    }
}

/// The headers that lead a client to the operation.
pub(super) fn led(response: Response, request: &Request, at: &str, id: &str) -> Response {
    let version = request.parameter("api-version").unwrap_or_default();
    let base = format!("{}{at}", super::origin(request));
    response
        .with("azure-asyncoperation", format!("{base}/operationsStatus/{id}?api-version={version}"))
        .with("location", format!("{base}/operationResults/{id}?api-version={version}"))
        .with("retry-after", "1")
}
