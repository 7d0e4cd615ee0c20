//! One module per source: how its records are recognised, and what their attributes mean in OCSF.

use serde_json::{Map, Value};
use welkin_model::{Draft, Native, SourceId};

mod activity;
mod ai;
mod aws;
mod azure;
mod gcp;
mod ibm;
mod object;
mod oci;
mod other;

pub(crate) use activity::{entity, verb};
pub(crate) use object::Object;

/// A log source. Implementations are stateless; [`all`] lists them.
pub trait Source: std::fmt::Debug + Send + Sync {
    /// The id, as [`SourceId`] knows it.
    fn id(&self) -> &'static str;

    /// Whether a record has the marks of this source. The marks of two sources must not both fit one record.
    fn recognises(&self, record: &Map<String, Value>) -> bool;

    /// Cuts a record that reports several events (flow tuples) into one record each, so that together they hold every
    /// leaf. Most records are one event.
    fn split(&self, record: Map<String, Value>) -> Vec<Map<String, Value>> {
        vec![record]
    }

    /// The provider's id of the event.
    fn event_id(&self, record: &Native) -> EventId;

    /// Takes what it knows out of the record and builds the event. What stays in the record goes under `unmapped`.
    fn map(&self, record: &mut Native) -> Draft;

    /// Reads a line of a text format; `columns` is what the source needs to remember from the lines before it in the
    /// same file. JSON sources know no lines.
    fn line(&self, _line: &str, _columns: &mut Option<Vec<String>>) -> Line {
        Line::Foreign
    }
}

/// What a provider says about the identity of an event.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum EventId {
    /// An id that the provider documents as unique, in the form that it documents.
    Unique(String),
    /// An id that several events can share (a request, an insert id within a timestamp): the content decides too.
    Scoped(String),
    /// No id: the content is the identity.
    None,
}

impl EventId {
    /// A version 4 UUID is unique; any other text is an id that cannot be relied on.
    pub(crate) fn uuid(id: Option<&str>) -> EventId {
        match id {
            Some(id) if is_uuid_v4(id) => EventId::Unique(id.to_owned()),
            other => EventId::scoped(other),
        }
    }

    pub(crate) fn scoped(id: Option<&str>) -> EventId {
        id.map_or(EventId::None, |id| EventId::Scoped(id.to_owned()))
    }
}

/// What a line of text is to a source.
#[derive(Debug, PartialEq)]
pub enum Line {
    /// Not of this format.
    Foreign,
    /// It names the columns of the lines that follow.
    Header,
    /// A record, by column.
    Record(Map<String, Value>),
    /// Of this format, but wrong.
    Wrong { expected: String, found: String },
}

/// The sources of each provider, in the order in which they are asked whether they recognise a record.
static PROVIDERS: [&[&dyn Source]; 6] =
    [aws::SOURCES, azure::SOURCES, gcp::SOURCES, oci::SOURCES, ibm::SOURCES, other::SOURCES];

/// Every source that maps records.
pub fn all() -> impl Iterator<Item = &'static dyn Source> {
    PROVIDERS.iter().flat_map(|sources| sources.iter().copied())
}

/// The module of a source.
pub fn source(id: SourceId) -> Option<&'static dyn Source> {
    all().find(|source| source.id() == id.as_str())
}

/// The source that recognises a record.
pub fn recognise(record: &Map<String, Value>) -> Option<&'static dyn Source> {
    all().find(|source| source.recognises(record))
}

fn is_uuid_v4(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() == 36
        && bytes.iter().enumerate().all(|(i, b)| match i {
            8 | 13 | 18 | 23 => *b == b'-',
            14 => *b == b'4',
            19 => matches!(b, b'8' | b'9' | b'a' | b'b' | b'A' | b'B'),
            _ => b.is_ascii_hexdigit(),
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_module_has_an_entry_in_the_table_of_sources() {
        let mut ids: Vec<_> = all().map(|s| s.id()).collect();
        assert!(ids.iter().all(|id| SourceId::parse(id).is_some()), "{ids:?}");
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), all().count(), "a source is listed twice");
    }
}
