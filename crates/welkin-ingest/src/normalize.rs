use serde_json::{Map, Value};
use welkin_model::{
    Class, Cloud, Diagnostic, Draft, Event, EventUid, Millis, Native, SourceId, content_uid, sha256_hex,
};

use crate::map::{self, EventId, Line, Source};

/// Turns the text of records into [`Parsed`] records: parses, unwraps envelopes, finds the source, splits.
///
/// It keeps what a text format must remember from line to line, so use one per file.
#[derive(Debug, Default)]
pub struct Normalizer {
    /// The source that the user named; without one it is recognised for each record.
    source: Option<SourceId>,
    columns: Option<Vec<String>>,
}

/// A record that is understood: its source and its native form, which rules match, on the way to its event.
#[derive(Clone, Debug)]
pub struct Parsed {
    source: Option<&'static dyn Source>,
    id: SourceId,
    /// An object.
    native: Value,
    sequence: u64,
    raw_hash: String,
    raw_size: u64,
    received: Millis,
}

/// A record that could not be read, and why.
#[derive(Clone, Debug, PartialEq)]
pub struct Rejected {
    pub diagnostic: Diagnostic,
    /// The bytes, as far as they were kept.
    pub bytes: Vec<u8>,
}

impl Normalizer {
    /// `source`: what the user says the records are.
    pub fn new(source: Option<SourceId>) -> Normalizer {
        Normalizer { source, columns: None }
    }

    /// Reads the text of one JSON value.
    ///
    /// # Errors
    /// The text is not JSON, or no object; `sequence` is its number in the input.
    pub fn json(&self, bytes: &[u8], sequence: u64, received: Millis) -> Result<Vec<Parsed>, Diagnostic> {
        let value: Value = serde_json::from_slice(bytes).map_err(|error| {
            Diagnostic::error(
                "JSON",
                describe(bytes, &error),
                format!("the record is not valid JSON: {error}"),
            )
            .at_record(sequence)
        })?;
        let mut parsed = Vec::new();
        let origin = Origin { sequence, received, hash: sha256_hex(bytes), size: bytes.len() as u64 };
        self.value(value, &origin, 0, &mut parsed)?;
        Ok(parsed)
    }

    /// Reads one line of text.
    ///
    /// # Errors
    /// No source knows the line, or it does not fit its columns.
    pub fn line(&mut self, bytes: &[u8], sequence: u64, received: Millis) -> Result<Vec<Parsed>, Diagnostic> {
        let line = std::str::from_utf8(bytes).map_err(|error| {
            let found = format!("byte 0x{:02x}", bytes.get(error.valid_up_to()).copied().unwrap_or(0));
            let message = format!("the line is not UTF-8 at byte {}", error.valid_up_to() + 1);
            Diagnostic::error("UTF-8 text", found, message).at_record(sequence)
        })?;
        if line.trim().is_empty() {
            return Ok(Vec::new());
        }
        let candidates: Vec<&'static dyn Source> = match self.source {
            Some(id) => map::source(id).into_iter().collect(),
            None => map::all().collect(),
        };
        for source in candidates {
            match source.line(line, &mut self.columns) {
                Line::Foreign => {}
                Line::Header => return Ok(Vec::new()),
                Line::Record(record) => {
                    let origin =
                        Origin { sequence, received, hash: sha256_hex(bytes), size: bytes.len() as u64 };
                    return Ok(split(source, record, &origin));
                }
                Line::Wrong { expected, found } => {
                    let message = format!("the line is no record of {}", source.id());
                    return Err(Diagnostic::error(expected, found, message).at_record(sequence));
                }
            }
        }
        let expected =
            self.source.map_or("JSON or a known text format".to_owned(), |id| format!("a record of {id}"));
        Err(Diagnostic::error(expected, format!("`{line}`"), "the line is of no known format")
            .at_record(sequence))
    }

    /// Reads a record that is a value already, e.g. a row of a Parquet file.
    pub fn record(&self, record: Map<String, Value>, sequence: u64, received: Millis) -> Vec<Parsed> {
        let text = Value::Object(record.clone()).to_string();
        let origin =
            Origin { sequence, received, hash: sha256_hex(text.as_bytes()), size: text.len() as u64 };
        self.object(record, &origin)
    }

    fn value(
        &self,
        value: Value,
        origin: &Origin,
        depth: u8,
        parsed: &mut Vec<Parsed>,
    ) -> Result<(), Diagnostic> {
        let sequence = origin.sequence;
        match value {
            Value::Object(record) => parsed.extend(self.object(record, origin)),
            Value::Array(items) if depth < 2 => {
                for item in items {
                    self.value(item, origin, depth + 1, parsed)?;
                }
            }
            // Some exports write each record as a JSON text in a list.
            Value::String(text) if depth < 2 && text.trim_start().starts_with('{') => {
                let inner = serde_json::from_str(&text).map_err(|error| {
                    let message = format!("the text is not valid JSON: {error}");
                    Diagnostic::error("JSON in a text", text.clone(), message).at_record(sequence)
                })?;
                self.value(inner, origin, depth + 1, parsed)?;
            }
            other => {
                let diagnostic =
                    Diagnostic::error("a JSON object", other.to_string(), "the record is not an object");
                return Err(diagnostic.at_record(sequence));
            }
        }
        Ok(())
    }

    fn object(&self, record: Map<String, Value>, origin: &Origin) -> Vec<Parsed> {
        if let Some(records) = log_events(&record) {
            return records.into_iter().flat_map(|record| self.object(record, origin)).collect();
        }
        if let Some(id) = self.source
            && let Some(source) = map::source(id)
        {
            let record = match source.recognises(&record) {
                true => record,
                // Named by the user, so an envelope around it is opened even if its inside is a partial record.
                false => match unwrap(&record, &mut |inner| source.recognises(inner).then_some(source)) {
                    Some((_, inner)) => inner,
                    None => record,
                },
            };
            return split(source, record, origin);
        }
        if let Some(source) = map::recognise(&record) {
            return split(source, record, origin);
        }
        match unwrap(&record, &mut map::recognise) {
            Some((source, inner)) => split(source, inner, origin),
            None => vec![Parsed::new(None, record, origin)],
        }
    }
}

impl Parsed {
    fn new(source: Option<&'static dyn Source>, record: Map<String, Value>, origin: &Origin) -> Parsed {
        let id = source.and_then(|s| SourceId::parse(s.id())).unwrap_or_else(SourceId::unknown);
        Parsed {
            source,
            id,
            native: Value::Object(record),
            sequence: origin.sequence,
            raw_hash: origin.hash.clone(),
            raw_size: origin.size,
            received: origin.received,
        }
    }

    pub fn source(&self) -> SourceId {
        self.id
    }

    /// The native record, unwrapped, which is an object: what rules match.
    pub fn native(&self) -> &Value {
        &self.native
    }

    /// 1-based number of the record in its file.
    pub fn sequence(&self) -> u64 {
        self.sequence
    }

    /// The event. `metadata.uid` depends on nothing but the record and its source.
    pub fn into_event(self) -> Event {
        let mut native = Native::new(match self.native {
            Value::Object(record) => record,
            _ => Map::new(),
        });
        let uid = uid(self.source, self.id, &native);
        let draft = match self.source {
            Some(source) => source.map(&mut native),
            None => unknown(&native),
        };
        let mut event = draft.finish(self.id, uid, native, self.received);
        event.set_origin(self.sequence, self.raw_hash, self.raw_size);
        event
    }
}

fn uid(source: Option<&dyn Source>, id: SourceId, native: &Native) -> EventUid {
    match source.map_or(EventId::None, |s| s.event_id(native)) {
        EventId::Unique(unique) => EventUid::new(unique),
        EventId::Scoped(scoped) => {
            let content = content(id, native);
            EventUid::new(format!("{scoped}-{}", content.get(..12).unwrap_or(&content)))
        }
        EventId::None => EventUid::new(content(id, native)),
    }
}

/// The envelope is how a record travelled, not what it is: the same record by another way is the same event.
fn content(id: SourceId, native: &Native) -> String {
    let record = native.as_map();
    let text = match record.contains_key(ENVELOPE) {
        false => serde_json::to_string(record),
        true => {
            let mut record = record.clone();
            record.remove(ENVELOPE);
            serde_json::to_string(&record)
        }
    };
    // Values of JSON are always written.
    content_uid([id.as_str().as_bytes(), text.unwrap_or_default().as_bytes()])
}

struct Origin {
    sequence: u64,
    received: Millis,
    hash: String,
    size: u64,
}

/// Where the attributes of an opened envelope are kept.
const ENVELOPE: &str = "envelope";

/// Attributes under which transports carry the record: CloudEvents, EventBridge, Oracle Logging, LogDNA, Pub/Sub, SNS.
const CARRIERS: [&str; 9] =
    ["data", "detail", "logContent", "payload", "event", "message", "finding", "log", "Message"];

type Wanted<'a> = dyn FnMut(&Map<String, Value>) -> Option<&'static dyn Source> + 'a;

/// Opens envelopes, at most three deep, until `wanted` finds its record.
fn unwrap(
    record: &Map<String, Value>,
    wanted: &mut Wanted<'_>,
) -> Option<(&'static dyn Source, Map<String, Value>)> {
    let mut outer = record.clone();
    let mut envelope = Map::new();
    for _ in 0..3 {
        let (carrier, inner) =
            CARRIERS.iter().find_map(|carrier| Some((*carrier, carried(outer.get(*carrier)?)?)))?;
        outer.remove(carrier);
        for (key, value) in outer {
            envelope.entry(key).or_insert(value);
        }
        if let Some(source) = wanted(&inner) {
            let mut inner = inner;
            if !envelope.is_empty() {
                inner.insert(ENVELOPE.to_owned(), Value::Object(envelope));
            }
            return Some((source, inner));
        }
        outer = inner;
    }
    None
}

/// A subscription of CloudWatch Logs delivers several messages together; each becomes a record of its own that keeps
/// the group and the stream.
fn log_events(record: &Map<String, Value>) -> Option<Vec<Map<String, Value>>> {
    let events = record.get("logEvents").filter(|_| record.contains_key("logGroup"))?.as_array()?;
    if events.is_empty() || !events.iter().all(Value::is_object) {
        return None;
    }
    let mut outer = record.clone();
    outer.remove("logEvents");
    let with_outer = |event: &Map<String, Value>| {
        let mut own = event.clone();
        own.remove("logEvents");
        outer.iter().for_each(|(key, value)| {
            own.entry(key.clone()).or_insert_with(|| value.clone());
        });
        own
    };
    Some(events.iter().filter_map(Value::as_object).map(with_outer).collect())
}

fn carried(value: &Value) -> Option<Map<String, Value>> {
    match value {
        Value::Object(inner) => Some(inner.clone()),
        Value::String(text) if text.trim_start().starts_with('{') => match serde_json::from_str(text) {
            Ok(Value::Object(inner)) => Some(inner),
            _ => None,
        },
        // Pub/Sub pushes its payload as base64; `{"` is `eyJ` then, or `ew` and a line end.
        Value::String(text) if text.starts_with("eyJ") || text.starts_with("ew") => {
            match serde_json::from_slice(&base64(text)?) {
                Ok(Value::Object(inner)) => Some(inner),
                _ => None,
            }
        }
        _ => None,
    }
}

/// The bytes of a base64 text, of either alphabet.
fn base64(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3);
    let (mut bits, mut held) = (0_u32, 0_u8);
    for byte in text.trim_end_matches('=').bytes() {
        let six = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' | b'-' => 62,
            b'/' | b'_' => 63,
            _ => return None,
        };
        bits = bits << 6 | u32::from(six);
        held += 6;
        if held >= 8 {
            held -= 8;
            bytes.push((bits >> held & 0xff) as u8);
        }
    }
    Some(bytes)
}

fn split(source: &'static dyn Source, record: Map<String, Value>, origin: &Origin) -> Vec<Parsed> {
    source.split(record).into_iter().map(|record| Parsed::new(Some(source), record, origin)).collect()
}

/// A JSON record of no known kind: a base event with everything in `unmapped`, and the time if one shows.
fn unknown(record: &Native) -> Draft {
    const TIMES: [&str; 8] = [
        "time",
        "timestamp",
        "eventTime",
        "@timestamp",
        "datetime",
        "created_at",
        "createdDateTime",
        "published",
    ];
    let mut draft = Draft::new(Class::BASE_EVENT, 0);
    draft.time(TIMES.iter().find_map(|path| record.read_time(path)));
    draft
        .put("metadata.product.name", "Unknown")
        .put("metadata.product.vendor_name", Cloud::Other.provider());
    draft
}

fn describe(bytes: &[u8], error: &serde_json::Error) -> String {
    let line = bytes.split(|b| *b == b'\n').nth(error.line().saturating_sub(1)).unwrap_or_default();
    let from = error.column().saturating_sub(20).min(line.len());
    let to = (error.column() + 20).min(line.len());
    format!("`{}`", String::from_utf8_lossy(line.get(from..to).unwrap_or_default()))
}
