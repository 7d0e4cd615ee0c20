//! Hostile input: what cannot be read is reported with its place, the rest is processed, nothing panics.

#![cfg(test)]

use std::fs;
use std::io::{self, Read, Write};
use std::path::Path;
use std::sync::LazyLock;

use flate2::Compression;
use flate2::write::GzEncoder;
use proptest::prelude::*;
use serde_json::{Value, json};
use welkin_ingest::{Limits, read};
use welkin_model::Diagnostic;
use welkin_model::schema::validate;
use welkin_testkit::missing_leaves;

const GOOD: &str = r#"{"eventVersion":"1.08","userIdentity":{"type":"Root"},"eventTime":"2026-05-22T12:00:00Z","eventSource":"s3.amazonaws.com","eventName":"ListBuckets","awsRegion":"eu-west-1","recipientAccountId":"111122223333"}"#;

/// What an input gave: events by their record number, and what could not be read.
#[derive(Debug, Default)]
struct Outcome {
    events: Vec<Value>,
    diagnostics: Vec<Diagnostic>,
}

impl Outcome {
    fn sequences(&self) -> Vec<u64> {
        self.events.iter().map(|e| e["metadata"]["sequence"].as_u64().unwrap()).collect()
    }

    /// The only diagnostic: in which record it is, what was expected and what was found.
    #[track_caller]
    fn only(&self) -> (Option<u64>, &str, &str) {
        assert_eq!(self.diagnostics.len(), 1, "{:#?}", self.diagnostics);
        let d = &self.diagnostics[0];
        assert_eq!(d.location.file.as_deref(), Some("hostile"));
        assert!(!d.message.is_empty());
        (d.location.record, &d.expected, &d.found)
    }
}

fn outcome(input: impl Read, limits: Limits) -> Outcome {
    let mut outcome = Outcome::default();
    read("hostile", input, None, limits, 7, &mut |record| match record {
        Ok(parsed) => outcome.events.push(parsed.into_event().into_value()),
        Err(rejected) => outcome.diagnostics.push(rejected.diagnostic),
    });
    for event in &outcome.events {
        assert_eq!(validate(event), Vec::<String>::new(), "{event}");
    }
    outcome
}

fn of(input: impl AsRef<[u8]>) -> Outcome {
    outcome(input.as_ref(), Limits::default())
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// Many records that do not compress to nothing, so that the first half of the archive holds whole ones.
fn varied(n: u32) -> String {
    let noise = |i: u32| i.wrapping_mul(2_654_435_761) ^ i.rotate_left(7).wrapping_mul(40_503);
    (0..n).map(|i| GOOD.replace("Root", &format!("{:08x}{:08x}", noise(i), noise(i + n))) + "\n").collect()
}

#[test]
fn broken_json_in_the_middle() {
    let found = of(format!("{GOOD}\n{{\"eventName\": ]}}\n{GOOD}\n"));
    assert_eq!(found.sequences(), [1, 3]);
    let (record, expected, found) = found.only();
    assert_eq!((record, found), (Some(2), "`]`"));
    assert!(!expected.is_empty());
}

#[test]
fn a_scalar_that_is_no_json() {
    let found = of(format!("{GOOD}\n{{\"eventName\": tru}}\n{GOOD}\n"));
    assert_eq!(found.sequences(), [1, 3]);
    assert_eq!(found.only().0, Some(2));
}

#[test]
fn a_record_that_the_end_cuts_off() {
    let found = of(format!("{GOOD}\n{}", GOOD.get(..40).unwrap()));
    assert_eq!(found.sequences(), [1]);
    assert_eq!(found.only(), (Some(2), "the end of the record", "the end of the input"));
}

#[test]
fn a_truncated_gzip_gives_what_it_holds() {
    let whole = gzip(varied(2_000).as_bytes());
    let found = of(&whole[..whole.len() / 2]);
    assert!(found.events.len() > 100, "{} events", found.events.len());
    let last = *found.sequences().last().unwrap();
    assert_eq!(found.sequences(), (1..=last).collect::<Vec<_>>());
    assert!(found.only().0 > Some(last));
}

#[test]
fn a_truncated_zstd_gives_what_it_holds() {
    let whole = zstd::encode_all(varied(20_000).as_bytes(), 1).unwrap();
    let found = of(&whole[..whole.len() / 2]);
    assert!(found.events.len() > 100, "{} events", found.events.len());
    assert!(found.only().0 > found.sequences().last().copied());
}

#[test]
fn an_archive_that_is_none() {
    let found = of([&[0x1f, 0x8b][..], b"no gzip at all"].concat());
    assert!(found.events.is_empty());
    assert_eq!(found.only().0, Some(1));
}

#[test]
fn a_gzip_bomb_is_bounded() {
    let mut bomb = GzEncoder::new(Vec::new(), Compression::best());
    bomb.write_all(format!("{GOOD}\n").as_bytes()).unwrap();
    let zeros = vec![b' '; 1 << 20];
    (0..64).for_each(|_| bomb.write_all(&zeros).unwrap());
    let found =
        outcome(bomb.finish().unwrap().as_slice(), Limits { decompressed: 8 << 20, ..Limits::default() });
    assert_eq!(found.sequences(), [1]);
    let (record, _, found) = found.only();
    assert_eq!(record, Some(2));
    assert!(found.contains("limit"), "{found}");
}

/// A line of `left` bytes that is never stored.
struct LongLine {
    left: usize,
    byte: u8,
}

impl Read for LongLine {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let n = buf.len().min(self.left);
        buf[..n].fill(self.byte);
        self.left -= n;
        Ok(n)
    }
}

#[test]
fn a_line_of_200_mb_is_not_kept() {
    let limits = Limits { record: 1 << 20, ..Limits::default() };
    let good = format!("{GOOD}\n");
    for (head, tail) in [("", "\n"), (r#"{"eventName":""#, "\"}\n")] {
        let line = head.as_bytes().chain(LongLine { left: 200 << 20, byte: b'x' }).chain(tail.as_bytes());
        let found = outcome(good.as_bytes().chain(line).chain(good.as_bytes()), limits);
        assert_eq!(found.sequences(), [1, 3], "{head}");
        let (record, expected, size) = found.only();
        assert_eq!((record, expected), (Some(2), "a record of at most 1048576 bytes"));
        let size: u64 = size.strip_suffix(" bytes").unwrap().parse().unwrap();
        assert!((200 << 20..=(200 << 20) + 20).contains(&size), "{size}");
    }
}

#[test]
fn bytes_that_are_no_utf8() {
    let json = [GOOD.as_bytes(), b"\n{\"eventName\":\"\xff\xfe\"}\n", GOOD.as_bytes()].concat();
    let found = of(json);
    assert_eq!(found.sequences(), [1, 3]);
    assert_eq!(found.only().0, Some(2));

    let text = [GOOD.as_bytes(), b"\n2 \xc3\x28 eni\n", GOOD.as_bytes()].concat();
    let found = of(text);
    assert_eq!(found.sequences(), [1, 3]);
    let (record, expected, found) = found.only();
    assert_eq!((record, expected, found), (Some(2), "UTF-8 text", "byte 0xc3"));
}

#[test]
fn nesting_without_end() {
    for (open, n) in [("[", 100_000), ("{\"a\":", 100_000)] {
        let deep = format!("{{\"a\":{}", open.repeat(n));
        let found = of(format!("{GOOD}\n{deep}\n{GOOD}\n"));
        assert_eq!(found.events.len(), 2, "{open}");
        assert_eq!(found.only(), (Some(2), "at most 127 levels of nesting", "more"));
    }
}

#[test]
fn nothing_gives_nothing() {
    for empty in ["", "\n", "  \r\n\n", "[]", "{\"Records\":[]}", "\u{feff}"] {
        let found = of(empty);
        assert!(found.events.is_empty() && found.diagnostics.is_empty(), "{empty:?}: {found:#?}");
    }
}

#[test]
fn json_of_no_known_kind_is_a_base_event() {
    let native = json!({"colour": "blue", "parts": [1, {"deep": null}], "timestamp": "2026-05-22T12:00:00Z"});
    let found = of(native.to_string());
    let [event] = found.events.as_slice() else { panic!("{found:#?}") };
    assert_eq!((&event["class_uid"], &event["metadata"]["log_name"]), (&json!(0), &json!("unknown")));
    assert_eq!(event["unmapped"], native);
    assert_eq!(event["time"], json!(1_779_451_200_000_i64));
}

#[test]
fn values_that_are_no_records() {
    let found = of("[1, {\"a\":1}, \"x\", null]");
    assert_eq!(found.sequences(), [2]);
    let places: Vec<_> = found.diagnostics.iter().map(|d| d.location.record).collect();
    assert_eq!(places, [Some(1), Some(3), Some(4)]);
}

#[test]
fn the_same_record_is_the_same_event() {
    let records = natives();
    assert!(records.len() > 20);
    for record in records {
        let uids = |text: String| -> Vec<String> {
            let found = of(text);
            found.events.iter().map(|e| e["metadata"]["uid"].as_str().unwrap().to_owned()).collect()
        };
        let text = record.to_string();
        let once = uids(text.clone());
        let twice = uids(format!("{text}\n{text}\n"));
        assert_eq!(twice, [once.clone(), once].concat(), "{text}");
    }
}

/// The JSON records of the golden cases.
fn natives() -> Vec<Value> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
    files.sort();
    let cases = files
        .into_iter()
        .filter(|f| f.extension().is_some_and(|e| e == "json"))
        .flat_map(|file| serde_json::from_str::<Vec<Value>>(&fs::read_to_string(file).unwrap()).unwrap());
    cases.map(|mut case| case["native"].take()).filter(Value::is_object).collect()
}

/// One thing that goes wrong with one place of a record; `place` counts through its places.
#[derive(Clone, Debug)]
enum Damage {
    Replace { place: usize, by: Value },
    Delete { place: usize },
}

fn damage() -> impl Strategy<Value = Damage> {
    let scalar = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        ".{0,12}".prop_map(Value::from),
        (1_usize..200_000).prop_map(|n| "\u{e9}x/:@.".repeat(n / 7).into()),
    ];
    let by = scalar.prop_recursive(3, 8, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map("[a-z@_][a-z._ ]{0,5}", inner, 0..4)
                .prop_map(|m| Value::Object(m.into_iter().collect())),
        ]
    });
    prop_oneof![
        3 => (any::<usize>(), by).prop_map(|(place, by)| Damage::Replace { place, by }),
        1 => any::<usize>().prop_map(|place| Damage::Delete { place }),
    ]
}

fn places(value: &Value, at: &str, out: &mut Vec<(String, String)>) {
    let mut child = |key: &str, v: &Value| {
        let key = key.replace('~', "~0").replace('/', "~1");
        out.push((at.to_owned(), key.clone()));
        places(v, &format!("{at}/{key}"), out);
    };
    match value {
        Value::Object(members) => members.iter().for_each(|(key, v)| child(key, v)),
        Value::Array(items) => items.iter().enumerate().for_each(|(i, v)| child(&i.to_string(), v)),
        _ => {}
    }
}

fn apply(record: &mut Value, damage: Damage) {
    let mut all = Vec::new();
    places(record, "", &mut all);
    let (Damage::Replace { place, .. } | Damage::Delete { place }) = &damage;
    let Some((parent, key)) = (!all.is_empty()).then(|| all[place % all.len()].clone()) else { return };
    match damage {
        Damage::Replace { by, .. } => *record.pointer_mut(&format!("{parent}/{key}")).unwrap() = by,
        Damage::Delete { .. } => match record.pointer_mut(&parent).unwrap() {
            Value::Object(members) => {
                members.remove(&key.replace("~1", "/").replace("~0", "~"));
            }
            Value::Array(items) => {
                items.remove(key.parse().unwrap());
            }
            _ => panic!("only containers have places"),
        },
    }
}

static NATIVES: LazyLock<Vec<Value>> = LazyLock::new(natives);

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn damaged_records_stay_valid_and_whole(
        pick in any::<prop::sample::Index>(),
        damages in prop::collection::vec(damage(), 1..5),
    ) {
        let mut record = pick.get(&NATIVES).clone();
        damages.into_iter().for_each(|d| apply(&mut record, d));
        let text = record.to_string();
        let mut parts: Vec<(Value, Value)> = Vec::new();
        read("damaged", text.as_bytes(), None, Limits::default(), 7, &mut |found| {
            // A list of records of which one is no object any more is refused with its place.
            if let Ok(parsed) = found {
                parts.push((parsed.native().clone(), parsed.into_event().into_value()));
            }
        });
        let mut events = Vec::new();
        for (_, event) in &parts {
            prop_assert_eq!(validate(event), Vec::<String>::new(), "{}", text);
            // What does not conform is kept by its place in the event.
            let mut event = event.clone();
            let moved = event.pointer_mut("/unmapped/nonconforming").map(Value::take).unwrap_or_default();
            events.extend([event, json!({"moved": moved})]);
        }
        // Of a record that lost everything there is nothing to look for.
        for (native, _) in parts.iter().filter(|(native, _)| *native != json!({})) {
            let lost: Vec<_> = missing_leaves(native, &events).into_iter().map(|l| (l.path, l.text)).collect();
            prop_assert!(lost.is_empty(), "{:?} of {}", lost, text);
        }
    }
}
