use serde_json::{Map, Value};
use welkin_model::schema::{OCSF_VERSION, Schema, conform};
use welkin_model::{Class, Draft, Native, Severity};

use crate::map::aws::is_securityhub_ocsf;
use crate::map::{EventId, Source};

/// Events that are OCSF already, of any version from 1.0 on. What 1.8.0 allows passes; the rest goes under `unmapped`, at
/// its own path, and so does what an event of ours says otherwise (`metadata.log_name`, `raw_data_hash` …).
#[derive(Debug)]
pub(crate) struct Ocsf;

impl Source for Ocsf {
    fn id(&self) -> &'static str {
        "ocsf"
    }

    fn recognises(&self, record: &Map<String, Value>) -> bool {
        let version = record.get("metadata").and_then(|m| m.get("version"));
        record.get("class_uid").is_some_and(Value::is_u64)
            && version.is_some_and(Value::is_string)
            && (record.contains_key("type_uid") || record.contains_key("category_uid"))
            && !is_securityhub_ocsf(record)
    }

    fn event_id(&self, record: &Native) -> EventId {
        record.str("metadata.uid").map_or(EventId::None, |uid| EventId::Unique(uid.to_owned()))
    }

    fn map(&self, record: &mut Native) -> Draft {
        pass(record, true)
    }
}

/// What every event of ours says of itself: an original that differs goes under `unmapped`.
const OURS: [&str; 13] = [
    "class_uid",
    "category_uid",
    "activity_id",
    "type_uid",
    "severity_id",
    "time",
    "metadata.uid",
    "metadata.version",
    "metadata.log_name",
    "metadata.sequence",
    "metadata.profiles",
    "raw_data_hash",
    "raw_data_size",
];

/// `uid_kept`: whether the event goes on under the `metadata.uid` that it has.
pub(crate) fn pass(record: &mut Native, uid_kept: bool) -> Draft {
    let schema = Schema::get();
    let original = record.as_map().clone();
    let known = record.get("class_uid").and_then(Value::as_u64).and_then(|uid| schema.class(uid));
    let class = known.unwrap_or(Class::BASE_EVENT);
    let activity = match (known, record.get("activity_id").and_then(Value::as_u64)) {
        (Some(_), Some(activity)) => u8::try_from(activity).unwrap_or(99),
        (Some(_), None) => 0,
        (None, _) => 99,
    };
    let severity = Severity::from_id(record.read_int("severity_id").unwrap_or(0));
    let mut draft = Draft::new(class, activity);
    let time = record.get("time").and_then(Value::as_i64);
    draft
        .severity(severity)
        .time(time.or_else(|| record.read_time("time")).or_else(|| record.read_time("time_dt")));

    let mut body = original;
    let mut rest = Map::new();
    let unmapped = body.remove("unmapped");
    split_hollow(&mut body, "", &mut rest);
    if let Some(other) = unmapped.as_ref().filter(|u| !u.is_object()) {
        rest.insert("unmapped".to_owned(), other.clone());
    }
    let mut body = Native::new(body);
    let version = body.take_str("metadata.version");
    for path in OURS {
        if let Some(value) = body.take(path)
            && !(is_ours(path, &value, class, activity, severity, time)
                || path == "metadata.uid" && uid_kept && value.as_str().is_some_and(|uid| !uid.is_empty()))
        {
            rest.insert(path.to_owned(), value);
        }
    }
    let mut body = body.into_rest();
    let others: Vec<String> = body.keys().filter(|key| !schema.allows(class, key)).cloned().collect();
    for key in others {
        if let Some(value) = body.remove(&key) {
            rest.insert(key, value);
        }
    }
    // The captions of a class that 1.8.0 lacks would contradict ours.
    if known.is_none() {
        for key in ["class_name", "category_name", "type_name", "activity_name"] {
            if let Some(value) = body.remove(key) {
                rest.insert(key.to_owned(), value);
            }
        }
    }
    conform(&mut body, class);
    if let Some(Value::Object(mut ours)) = body.remove("unmapped")
        && let Some(Value::Object(moved)) = ours.remove("nonconforming")
    {
        rest.extend(moved);
    }
    match body.get("metadata").and_then(|m| m.get("log_version")) {
        Some(_) => rest.extend(version.map(|v| ("metadata.version".to_owned(), v.into()))),
        None => {
            draft.set("metadata.log_version", version.filter(|v| v != OCSF_VERSION));
        }
    }
    for (key, value) in body {
        match value {
            Value::Object(members) if key == "metadata" => {
                members.into_iter().for_each(|(name, v)| {
                    draft.put(&format!("metadata.{name}"), v);
                });
            }
            value => {
                draft.put(&key, value);
            }
        }
    }
    let mut left = Native::default();
    for (path, value) in rest {
        left.put(&path, value);
    }
    // What the original held under `unmapped` stays there, unless ours stands at the same place.
    if let Some(Value::Object(unmapped)) = unmapped {
        let (theirs, clashing): (Map<_, _>, Map<_, _>) =
            unmapped.into_iter().partition(|(key, _)| !left.as_map().contains_key(key));
        draft.set("unmapped", (!theirs.is_empty()).then_some(theirs));
        if !clashing.is_empty() || !draft.has("unmapped") {
            left.put("unmapped", clashing);
        }
    }
    *record = left;
    draft
}

fn is_ours(
    path: &str,
    value: &Value,
    class: Class,
    activity: u8,
    severity: Severity,
    time: Option<i64>,
) -> bool {
    let number = value.as_u64();
    match path {
        "class_uid" => number == Some(u64::from(class.uid())),
        "category_uid" => number == Some(u64::from(class.category_uid())),
        "activity_id" => {
            number == Some(u64::from(activity))
                && Schema::get().caption(class, "activity_id", i64::from(activity)).is_some()
        }
        "type_uid" => number == Some(class.type_uid(activity)),
        "severity_id" => number == Some(u64::from(severity.id())),
        "time" => time.is_some(),
        _ => false,
    }
}

/// Moves `null`, `{}` and `[]` out: the schema allows none of them, and they are leaves all the same. A list that holds
/// one moves as a whole, since its positions count.
fn split_hollow(members: &mut Map<String, Value>, path: &str, rest: &mut Map<String, Value>) {
    fn is_hollow(value: &Value) -> bool {
        match value {
            Value::Null => true,
            Value::Object(members) => members.is_empty() || members.values().any(is_hollow),
            Value::Array(items) => items.is_empty() || items.iter().any(is_hollow),
            _ => false,
        }
    }
    let keys: Vec<String> = members.keys().cloned().collect();
    for key in keys {
        let at = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
        match members.get_mut(&key) {
            Some(Value::Object(inner)) if !inner.is_empty() => {
                split_hollow(inner, &at, rest);
                if inner.is_empty() {
                    members.remove(&key);
                }
            }
            Some(value) if is_hollow(value) => {
                if let Some(value) = members.remove(&key) {
                    rest.insert(at, value);
                }
            }
            _ => {}
        }
    }
}
