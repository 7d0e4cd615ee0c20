use std::borrow::Cow;
use std::sync::Arc;

use serde_json::{Map, Value};
use welkin_model::{Diagnostic, Millis, parse_time};

use super::envelope::{Opened, open};
use super::frame::{List, Piece};
use super::place::Place;
use super::report::{At, Report};
use super::{aws_cli, aws_config, azure, cloud_control, google, ibm, kubernetes, oci, showoci, terraform};
use crate::describe::Resource;

/// What is around a record.
#[derive(Clone, Copy, Debug)]
pub(super) struct Around<'a> {
    /// Path of the list that it is an element of; empty for a document of its own.
    pub(super) path: &'a str,
    /// The document without its lists.
    pub(super) head: &'a Value,
    pub(super) place: &'a Place,
    /// The name of the file, for what has no name of its own.
    pub(super) file: &'a str,
}

/// Takes what a format makes of a record.
#[derive(Debug, Default)]
pub(super) struct Taken {
    pub(super) resources: Vec<Resource>,
    pub(super) problems: Vec<Diagnostic>,
}

impl Taken {
    pub(super) fn problem(&mut self, expected: &str, found: impl Into<String>, message: &str) {
        self.problems.push(Diagnostic::error(expected, found, message));
    }
}

/// Reads a record, or gives back one that is not of the format.
type Format = fn(&Around<'_>, Value, &mut Taken) -> Result<(), Value>;

/// The formats in the order in which they are asked: the more peculiar their marks, the earlier.
const FORMATS: &[Format] = &[
    kubernetes::read,
    terraform::read,
    google::read,
    aws_config::read,
    cloud_control::read,
    azure::read,
    ibm::read,
    showoci::read,
    oci::read,
    aws_cli::read,
];

/// Reads the pieces of one file.
#[derive(Debug)]
pub(super) struct Reader<'r> {
    file: usize,
    name: &'r Arc<str>,
    report: &'r mut Report,
    taken: Taken,
}

impl<'r> Reader<'r> {
    pub(super) fn new(file: usize, name: &'r Arc<str>, report: &'r mut Report) -> Reader<'r> {
        Reader { file, name, report, taken: Taken::default() }
    }

    pub(super) fn finish(self) -> Vec<Resource> {
        self.taken.resources
    }

    pub(super) fn piece(&mut self, piece: Piece) {
        match piece {
            Piece::Document { number, bytes } => {
                let at = self.at(number, 0, String::new());
                let Some(value) = self.parsed(&at, &bytes) else { return };
                let place = Place::of(&bytes);
                drop(bytes);
                match value {
                    Value::Array(items) => {
                        items.into_iter().for_each(|item| self.document(&at, item, &place))
                    }
                    value => self.document(&at, value, &place),
                }
            }
            Piece::Element { list, index, bytes } => {
                let List { number, path, head, place } = &*list;
                let at = self.at(*number, index, format!("{path}[{index}]"));
                if let Some(value) = self.parsed(&at, &bytes) {
                    self.record(&at, &Around { path, head, place, file: self.name }, value);
                }
            }
            Piece::Yaml { bytes } => self.yaml(&bytes),
        }
    }

    fn parsed(&mut self, at: &At, bytes: &[u8]) -> Option<Value> {
        match serde_json::from_slice(bytes) {
            Ok(value) => Some(value),
            Err(error) => {
                self.report.problem(
                    at,
                    Diagnostic::error("valid JSON", error.to_string(), "the record is left out"),
                );
                None
            }
        }
    }

    fn document(&mut self, at: &At, document: Value, place: &Place) {
        let Opened { lists, head } = open(document);
        let file = Arc::clone(self.name);
        if lists.is_empty() {
            self.record(at, &Around { path: "", head: &Value::Null, place, file: &file }, head);
            return;
        }
        self.report.known(self.file);
        for (path, items) in lists {
            for (index, item) in (0_u64..).zip(items) {
                let at = At { index, path: format!("{path}[{index}]"), ..at.clone() };
                self.record(&at, &Around { path: &path, head: &head, place, file: &file }, item);
            }
        }
    }

    fn record(&mut self, at: &At, around: &Around<'_>, record: Value) {
        let mut rest = record;
        for format in FORMATS {
            match format(around, rest, &mut self.taken) {
                Ok(()) => {
                    self.report.known(self.file);
                    for problem in self.taken.problems.drain(..) {
                        self.report.problem(at, problem);
                    }
                    return;
                }
                Err(back) => rest = back,
            }
        }
        self.report.unknown(at, outline(&rest));
    }

    fn yaml(&mut self, bytes: &[u8]) {
        let text = String::from_utf8_lossy(bytes);
        if !text.contains("apiVersion") {
            let start: String = text.chars().take(60).collect();
            let at = self.at(1, 0, String::new());
            self.report.unknown(&at, format!("text that begins with {start:?}"));
            return;
        }
        for (number, document) in kubernetes::documents(&text) {
            let at = self.at(number, 0, String::new());
            match document {
                Ok(Value::Null) => {}
                Ok(document) => self.document(&at, document, &Place::default()),
                Err(error) => {
                    let problem = Diagnostic::error("valid YAML", error, "the document is left out");
                    self.report.problem(&at, problem);
                }
            }
        }
    }

    fn at(&self, number: u64, index: u64, path: String) -> At {
        At { file: self.file, name: Arc::clone(self.name), number, index, path }
    }
}

/// What a record looks like, for people: the names of its members.
fn outline(record: &Value) -> String {
    match record {
        Value::Object(map) if map.is_empty() => "an empty object".to_owned(),
        Value::Object(map) => {
            let names: Vec<&str> = map.keys().take(8).map(String::as_str).collect();
            format!("an object of {}", names.join(", "))
        }
        Value::Array(_) => "a list".to_owned(),
        other => other.to_string(),
    }
}

/// The text of the first of these members that has one.
pub(super) fn text<'v>(record: &'v Value, names: &[&str]) -> Option<&'v str> {
    let map = record.as_object()?;
    names.iter().find_map(|name| map.get(*name)?.as_str().filter(|text| !text.is_empty()))
}

pub(super) fn owned(record: &Value, names: &[&str]) -> String {
    text(record, names).unwrap_or_default().to_owned()
}

/// When a record was taken, 0 if it does not say.
pub(super) fn time(record: &Value, names: &[&str]) -> Millis {
    names
        .iter()
        .find_map(|name| match record.get(*name)? {
            Value::String(text) => parse_time(text),
            Value::Number(number) => parse_time(&number.to_string()),
            _ => None,
        })
        .unwrap_or(0)
}

/// A member that is JSON, or JSON in a text.
pub(super) fn inner(value: Value) -> Value {
    match value {
        Value::String(text) if text.starts_with(['{', '[']) => {
            serde_json::from_str(&text).unwrap_or(Value::String(text))
        }
        other => other,
    }
}

/// The last part of an id.
pub(super) fn tail(id: &str) -> &str {
    id.rsplit(['/', ':']).next().unwrap_or(id)
}

/// Takes a member out of a record.
pub(super) fn remove(record: &mut Value, name: &str) -> Option<Value> {
    record.as_object_mut()?.remove(name)
}

pub(super) fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Object(map) => map.is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::String(text) => text.is_empty(),
        _ => false,
    }
}

/// An object of the members that say something.
pub(super) fn object(members: impl IntoIterator<Item = (&'static str, Value)>) -> Value {
    let told = members.into_iter().filter(|(_, value)| !is_empty(value));
    Value::Object(told.map(|(name, value)| (name.to_owned(), value)).collect::<Map<_, _>>())
}

/// The name of a file without folders and endings.
pub(super) fn stem(file: &str) -> Cow<'_, str> {
    let name = file.rsplit(['/', '\\']).next().unwrap_or(file);
    let stem = name.split('.').find(|part| !part.is_empty()).unwrap_or(name);
    Cow::Borrowed(stem)
}
