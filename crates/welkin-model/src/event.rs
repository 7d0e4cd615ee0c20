use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::{Class, Cloud, Diagnostic, EventUid, Millis, Severity, SourceId, path, schema};

/// What happened: one OCSF event, valid by construction.
///
/// It comes from a mapping ([`crate::Draft::finish`]) or from outside ([`Event::parse`]), and from then on its
/// attributes are read, not judged: the accessors cover what Welkin itself reads, [`Event::get`] everything.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(transparent)]
pub struct Event {
    body: Map<String, Value>,
}

impl Event {
    /// An event that is written already, e.g. from the lake; it must validate.
    ///
    /// # Errors
    /// The deviations from the schema.
    pub fn parse(value: Value) -> Result<Event, Diagnostic> {
        let errors = schema::validate(&value);
        match (errors.first(), value) {
            (None, Value::Object(body)) => Ok(Event { body }),
            (first, _) => Err(Diagnostic::error(
                "an event of OCSF 1.8.0",
                first.cloned().unwrap_or_default(),
                "the event does not validate",
            )),
        }
    }

    /// An event known to be valid: from a draft or from our own store.
    pub fn trusted(body: Map<String, Value>) -> Event {
        Event { body }
    }

    pub fn class(&self) -> Class {
        Class::new(self.int("class_uid").and_then(|uid| u32::try_from(uid).ok()).unwrap_or(0))
    }

    pub fn activity_id(&self) -> i64 {
        self.int("activity_id").unwrap_or(0)
    }

    pub fn time(&self) -> Millis {
        self.int("time").unwrap_or(0)
    }

    pub fn severity(&self) -> Severity {
        Severity::from_id(self.int("severity_id").unwrap_or(0))
    }

    pub fn uid(&self) -> EventUid {
        EventUid::new(self.str("metadata.uid").unwrap_or_default())
    }

    /// The source whose module mapped the record.
    pub fn source(&self) -> Option<SourceId> {
        SourceId::parse(self.str("metadata.log_name")?)
    }

    pub fn cloud(&self) -> Cloud {
        match self.str("cloud.provider") {
            Some(provider) => Cloud::from_provider(provider),
            None => self.source().map_or(Cloud::Other, SourceId::cloud),
        }
    }

    /// Whether the call failed: `status_id` 2, which means something else on findings.
    pub fn failed(&self) -> bool {
        self.class().category_uid() != 2 && self.int("status_id") == Some(2)
    }

    /// The attribute at a dotted path.
    pub fn get(&self, path: &str) -> Option<&Value> {
        path::get(&self.body, path)
    }

    pub fn str(&self, path: &str) -> Option<&str> {
        self.get(path)?.as_str()
    }

    pub fn int(&self, path: &str) -> Option<i64> {
        self.get(path)?.as_i64()
    }

    /// The elements of `resources`.
    pub fn resources(&self) -> impl Iterator<Item = &Map<String, Value>> {
        self.get("resources").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_object)
    }

    /// Sets `metadata.sequence`, the 1-based number of the record in its file, and the hash and size of its text.
    pub fn set_origin(&mut self, sequence: u64, raw_hash: String, raw_size: u64) {
        path::set(&mut self.body, "metadata.sequence", sequence.into());
        path::set(
            &mut self.body,
            "raw_data_hash",
            serde_json::json!({"algorithm": "SHA-256", "algorithm_id": 3, "value": raw_hash}),
        );
        path::set(&mut self.body, "raw_data_size", raw_size.into());
    }

    /// Sets `raw_data`, the record as it was received.
    pub fn set_raw(&mut self, raw: &str) {
        path::set(&mut self.body, "raw_data", raw.into());
    }

    pub fn body(&self) -> &Map<String, Value> {
        &self.body
    }

    pub fn into_value(self) -> Value {
        Value::Object(self.body)
    }
}
