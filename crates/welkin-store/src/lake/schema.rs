use std::sync::{Arc, LazyLock};

use datafusion::arrow::array::{ArrayRef, Int32Array, Int64Array, StringBuilder, TimestampMillisecondArray};
use datafusion::arrow::datatypes::{DataType, Field, Schema, SchemaRef, TimeUnit};
use datafusion::arrow::error::ArrowError;
use datafusion::arrow::record_batch::RecordBatch;
use serde::ser::{SerializeMap, Serializer};
use serde_json::{Map, Value};
use welkin_model::{Class, Cloud, Event, EventUid, Millis, SourceId, json_text, schema::Schema as Ocsf};

use Kind::{Int, Long, Text, Time};

/// A column of every lake file.
pub(crate) struct ColumnSpec {
    pub(crate) name: &'static str,
    kind: Kind,
    pub(crate) description: &'static str,
    of: fn(&Seen<'_>) -> Cell,
}

#[derive(Clone, Copy)]
enum Kind {
    Text,
    Int,
    Long,
    Time,
}

/// An event as the lake keeps it: a cell for each column, among them the whole event and its record as text. It is a
/// quarter of the event in memory, and whoever has the event can make it.
#[derive(Clone, Debug)]
pub struct Row {
    pub(crate) uid: EventUid,
    pub(crate) time: Millis,
    pub(crate) class: Class,
    pub(crate) cloud: Cloud,
    source: SourceId,
    cells: Box<[Cell]>,
}

impl Row {
    /// `raw` is the record as it was received.
    pub fn new(event: &Event, raw: Option<Box<str>>) -> Row {
        let seen = Seen { event, class: event.class(), cloud: event.cloud() };
        let mut cells: Vec<Cell> = COLUMNS.iter().map(|column| (column.of)(&seen)).collect();
        if let Some(cell) = cells.last_mut()
            && let Some(raw) = raw
        {
            *cell = Cell::Text(Some(raw));
        }
        Row {
            uid: event.uid(),
            time: event.time(),
            class: seen.class,
            cloud: seen.cloud,
            source: event.source().unwrap_or_else(SourceId::unknown),
            cells: cells.into(),
        }
    }

    /// `metadata.uid` of the event.
    pub fn uid(&self) -> &EventUid {
        &self.uid
    }

    /// Time of the event.
    pub fn time(&self) -> Millis {
        self.time
    }

    /// The source that the event came from.
    pub fn source(&self) -> SourceId {
        self.source
    }

    /// Bytes of the record as it was received.
    pub fn raw_bytes(&self) -> u64 {
        match self.cells.last() {
            Some(Cell::Text(Some(raw))) => raw.len() as u64,
            _ => 0,
        }
    }
}

/// What columns are read from.
pub(crate) struct Seen<'a> {
    event: &'a Event,
    class: Class,
    cloud: Cloud,
}

#[derive(Clone, Debug)]
enum Cell {
    Text(Option<Box<str>>),
    Number(Option<i64>),
}

/// The columns in their order; the one list from which the schema, the rows and the description come.
#[rustfmt::skip]
pub(crate) static COLUMNS: &[ColumnSpec] = &[
    column("uid", Text, "id of the event (metadata.uid)", |r| text(r, &["metadata.uid"])),
    column("time", Time, "when it happened, UTC", |r| Cell::Number(Some(r.event.time()))),
    column("class_uid", Int, "OCSF class", |r| Cell::Number(Some(r.class.uid().into()))),
    column("class_name", Text, "name of the OCSF class, e.g. api_activity", |r| Cell::Text(Some(class_name(r.class).into()))),
    column("activity_id", Int, "what was done, as the class numbers it", |r| number(r, "activity_id")),
    column("activity_name", Text, "what was done, e.g. Create", |r| text(r, &["activity_name"])),
    column("type_uid", Long, "class and activity in one number", |r| number(r, "type_uid")),
    column("severity_id", Int, "0 unknown to 6 fatal", |r| number(r, "severity_id")),
    column("status_id", Int, "1 success, 2 failure", |r| number(r, "status_id")),
    column("source", Text, "log source, e.g. aws.cloudtrail", |r| text(r, &["metadata.log_name"])),
    column("cloud", Text, "aws, azure, gcp, oci, ibm or other", |r| Cell::Text(Some(r.cloud.as_str().into()))),
    column("account", Text, "account, subscription, project or tenancy", |r| text(r, &["cloud.account.uid"])),
    column("region", Text, "cloud region", |r| text(r, &["cloud.region"])),
    column("actor_name", Text, "name of who did it", |r| text(r, &["actor.user.name", "user.name"])),
    column("actor_uid", Text, "id of who did it", |r| text(r, &["actor.user.uid", "user.uid"])),
    column("actor_type", Text, "kind of identity, e.g. AssumedRole", |r| text(r, &["actor.user.type", "user.type"])),
    column("credential_uid", Text, "access key or other credential", |r| text(r, &["actor.user.credential_uid", "user.credential_uid"])),
    column("session_uid", Text, "session of the actor", |r| text(r, &["actor.session.uid", "session.uid"])),
    column("src_ip", Text, "address that it came from", |r| text(r, &["src_endpoint.ip"])),
    column("user_agent", Text, "program that called", |r| text(r, &["http_request.user_agent"])),
    column("operation", Text, "API operation, e.g. GetObject", |r| text(r, &["api.operation"])),
    column("service", Text, "API service, e.g. s3.amazonaws.com", |r| text(r, &["api.service.name"])),
    column("resource_uid", Text, "id of the first resource", |r| resource(r, "uid")),
    column("resource_name", Text, "name of the first resource", |r| resource(r, "name")),
    column("resource_type", Text, "type of the first resource", |r| resource(r, "type")),
    column("dst_ip", Text, "address that it went to", |r| text(r, &["dst_endpoint.ip"])),
    column("dst_port", Int, "port that it went to", |r| number(r, "dst_endpoint.port")),
    column("bytes", Long, "bytes transferred", |r| number(r, "traffic.bytes")),
    column("model", Text, "AI model that was called", |r| text(r, &["ai_model.name"])),
    column("tokens", Long, "tokens of prompt and answer", |r| number(r, "message_context.total_tokens")),
    column("message", Text, "what happened, in words", |r| text(r, &["message"])),
    column("event", Text, "the whole OCSF event as JSON; json_get(event, 'actor.user.name') reads it", |r| Cell::Text(json(r.event))),
    column("raw", Text, "the record as it was received", |r| text(r, &["raw_data"])),
];

/// Columns whose values get a bloom filter: what analysts look up by exact value.
pub(crate) const BLOOM: &[&str] =
    &["uid", "actor_name", "actor_uid", "credential_uid", "src_ip", "dst_ip", "resource_uid"];

/// Columns of unique or long text: a dictionary or a minimum would only cost.
pub(crate) const LONG: &[&str] = &["event", "raw"];

/// The schema in which files are written.
pub(crate) fn file_schema() -> SchemaRef {
    static SCHEMA: LazyLock<SchemaRef> = LazyLock::new(|| schema(DataType::Utf8));
    Arc::clone(&SCHEMA)
}

/// The schema in which SQL sees them: text as views, which filters without copying.
pub(crate) fn table_schema() -> SchemaRef {
    static SCHEMA: LazyLock<SchemaRef> = LazyLock::new(|| schema(DataType::Utf8View));
    Arc::clone(&SCHEMA)
}

/// The machine name of a class; classes that the schema lacks are named by number.
pub(crate) fn class_name(class: Class) -> String {
    match Ocsf::get().class_name(class) {
        Some(name) => name.to_owned(),
        None => format!("class_{}", class.uid()),
    }
}

/// The rows as Arrow columns.
pub(crate) fn batch(rows: &[&Row]) -> Result<RecordBatch, ArrowError> {
    let arrays: Vec<ArrayRef> =
        COLUMNS.iter().enumerate().map(|(at, column)| array(column, at, rows)).collect();
    RecordBatch::try_new(file_schema(), arrays)
}

fn array(column: &ColumnSpec, at: usize, rows: &[&Row]) -> ArrayRef {
    let numbers = || {
        rows.iter().map(|row| match row.cells.get(at) {
            Some(Cell::Number(number)) => *number,
            _ => None,
        })
    };
    match column.kind {
        Text => {
            let texts = || {
                rows.iter().map(|row| match row.cells.get(at) {
                    Some(Cell::Text(text)) => text.as_deref(),
                    _ => None,
                })
            };
            // Whole events are megabytes of text: a buffer that grows would be copied and zeroed several times.
            let mut array = StringBuilder::with_capacity(rows.len(), texts().flatten().map(str::len).sum());
            texts().for_each(|text| array.append_option(text));
            Arc::new(array.finish())
        }
        Int => Arc::new(Int32Array::from_iter(numbers().map(|number| i32::try_from(number?).ok()))),
        Long => Arc::new(Int64Array::from_iter(numbers())),
        Time => Arc::new(TimestampMillisecondArray::from_iter(numbers()).with_timezone("UTC")),
    }
}

fn schema(text: DataType) -> SchemaRef {
    let field = |column: &ColumnSpec| {
        let kind = match column.kind {
            Text => text.clone(),
            Int => DataType::Int32,
            Long => DataType::Int64,
            Time => DataType::Timestamp(TimeUnit::Millisecond, Some("UTC".into())),
        };
        Field::new(
            column.name,
            kind,
            !matches!(column.name, "uid" | "time" | "class_uid" | "class_name" | "cloud"),
        )
    };
    Arc::new(Schema::new(COLUMNS.iter().map(field).collect::<Vec<_>>()))
}

const fn column(
    name: &'static str,
    kind: Kind,
    description: &'static str,
    of: fn(&Seen<'_>) -> Cell,
) -> ColumnSpec {
    ColumnSpec { name, kind, description, of }
}

/// The first of the paths that has text; the uid is never absent.
fn text(row: &Seen<'_>, paths: &[&str]) -> Cell {
    let found = paths.iter().find_map(|path| row.event.str(path));
    let found = found.or(paths.contains(&"metadata.uid").then_some(""));
    Cell::Text(found.map(Box::from))
}

fn number(row: &Seen<'_>, path: &str) -> Cell {
    Cell::Number(row.event.int(path))
}

fn resource(row: &Seen<'_>, key: &str) -> Cell {
    let first = row.event.resources().next();
    Cell::Text(first.and_then(|resource| resource.get(key)?.as_str()).map(Box::from))
}

fn json(event: &Event) -> Option<Box<str>> {
    struct WithoutRaw<'a>(&'a Map<String, Value>);
    impl serde::Serialize for WithoutRaw<'_> {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            let mut map = serializer.serialize_map(None)?;
            for (key, value) in self.0.iter().filter(|(key, _)| *key != "raw_data") {
                map.serialize_entry(key, value)?;
            }
            map.end()
        }
    }
    json_text(&WithoutRaw(event.body()))
}
