use std::borrow::Cow;

use rsigma_eval::event::{Event as SigmaEvent, EventValue, JsonEvent};
use serde_json::{Map, Value};

use super::spelling::Spellings;

/// A native record as rules see it: a field is looked up as it is written, then in its other spellings.
pub(super) struct Record<'a> {
    spellings: &'a Spellings,
    value: &'a Value,
    json: JsonEvent<'a>,
    /// `metadata.uid`, where correlations are to remember the record by it.
    uid: Option<&'a str>,
}

impl<'a> Record<'a> {
    pub(super) fn new(spellings: &'a Spellings, value: &'a Value) -> Record<'a> {
        Record { spellings, value, json: JsonEvent::borrow(value), uid: None }
    }

    pub(super) fn with_uid(mut self, uid: &'a str) -> Record<'a> {
        self.uid = Some(uid);
        self
    }

    /// The value of a field, if it is one text.
    pub(super) fn text(&self, field: &str) -> Option<Cow<'_, str>> {
        match self.get_field(field)? {
            EventValue::Str(text) => Some(text),
            _ => None,
        }
    }

    fn own(&self, path: &str) -> Option<EventValue<'_>> {
        let found = self.json.get_field(path);
        if found.is_some() || !self.spellings.ignore_case() {
            return found;
        }
        ignoring_case(self.value.as_object()?, path).map(EventValue::from)
    }
}

impl SigmaEvent for Record<'_> {
    fn get_field(&self, path: &str) -> Option<EventValue<'_>> {
        let scalar = |value: &EventValue<'_>| !matches!(value, EventValue::Map(_));
        let own = self.own(path);
        if own.as_ref().is_some_and(scalar) {
            return own;
        }
        // An object can stand where some exports write a plain text: `operationName: {value, localizedValue}`.
        let others = self.spellings.others(path);
        others.iter().find_map(|spelling| self.own(spelling).filter(scalar)).or(own)
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

    /// The engine looks only at fields that it is shown here: every field that the rules name and the record may
    /// have under another root than its name says, beside what the record has as it stands.
    fn visit_top_level_keys(&self, visit: &mut dyn FnMut(&str)) -> bool {
        let Some(record) = self.value.as_object() else { return false };
        record.keys().for_each(|key| visit(key));
        self.spellings.elsewhere(record).for_each(visit);
        true
    }

    fn to_json(&self) -> Value {
        match self.uid {
            // All that a correlation keeps of a record.
            Some(uid) => serde_json::json!({ "id": uid }),
            None => self.value.clone(),
        }
    }
}

/// The value at a dotted path of keys in whatever case.
fn ignoring_case<'a>(record: &'a Map<String, Value>, path: &str) -> Option<&'a Value> {
    let find = |name: &str| record.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, v)| v);
    match path.split_once('.') {
        None => find(path),
        Some((head, rest)) => ignoring_case(find(head)?.as_object()?, rest),
    }
}
