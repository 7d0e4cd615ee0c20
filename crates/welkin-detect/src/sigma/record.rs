use std::borrow::Cow;

use rsigma_eval::event::{Event as SigmaEvent, EventValue, JsonEvent};
use serde_json::Value;

use super::alias;

/// A native record as rules see it: a field is looked up as it is written, then in its other spellings.
pub(super) struct Record<'a> {
    source: &'static str,
    value: &'a Value,
    json: JsonEvent<'a>,
    /// `metadata.uid`, where correlations are to remember the record by it.
    uid: Option<&'a str>,
}

impl<'a> Record<'a> {
    pub(super) fn new(source: &'static str, value: &'a Value) -> Record<'a> {
        Record { source, value, json: JsonEvent::borrow(value), uid: None }
    }

    pub(super) fn with_uid(mut self, uid: &'a str) -> Record<'a> {
        self.uid = Some(uid);
        self
    }
}

impl SigmaEvent for Record<'_> {
    fn get_field(&self, path: &str) -> Option<EventValue<'_>> {
        let scalar = |value: &EventValue<'_>| !matches!(value, EventValue::Map(_));
        let own = self.json.get_field(path);
        if own.as_ref().is_some_and(scalar) {
            return own;
        }
        // An object can stand where some exports write a plain text: `operationName: {value, localizedValue}`.
        let others = alias::spellings(self.source, path);
        others.iter().find_map(|spelling| self.json.get_field(spelling).filter(scalar)).or(own)
    }

    fn any_string_value(&self, pred: &dyn Fn(&str) -> bool) -> bool {
        self.json.any_string_value(pred)
    }

    fn all_string_values(&self) -> Vec<Cow<'_, str>> {
        self.json.all_string_values()
    }

    fn visit_string_values(&self, visit: &mut dyn FnMut(&str)) {
        self.json.visit_string_values(visit);
    }

    fn to_json(&self) -> Value {
        match self.uid {
            // All that a correlation keeps of a record.
            Some(uid) => serde_json::json!({ "id": uid }),
            None => self.value.clone(),
        }
    }

    // `top_level_keys` stays unknown: a rule's field may live under another root than its name says.
}
