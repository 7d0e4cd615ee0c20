use serde_json::{Map, Value, json};
use welkin_model::{Class, Draft, Native};

use super::user_identity;
use crate::map::{EventId, Line, Source};

/// Amazon S3 server access logs, as lines and as objects with the columns of a table over them.
///
/// Source: "Amazon S3 server access log format", Amazon S3 User Guide.
#[derive(Debug)]
pub(crate) struct S3Access;

impl Source for S3Access {
    fn id(&self) -> &'static str {
        "aws.s3access"
    }

    fn recognises(&self, record: &Map<String, Value>) -> bool {
        let has = |key: &&str| record.contains_key(*key);
        let own = [
            "bucketowner",
            "remoteip",
            "requesturi",
            "request_uri",
            "turnaroundtime",
            "hostid",
            "objectsize",
        ];
        record.get("p_log_type").and_then(Value::as_str) == Some("AWS.S3ServerAccess")
            || own.iter().filter(|k| has(k)).count() >= 2 && (has(&"bucket") || has(&"bucket_name"))
    }

    fn event_id(&self, record: &Native) -> EventId {
        EventId::scoped(record.str("requestid"))
    }

    fn map(&self, record: &mut Native) -> Draft {
        let operation = known(record, &["operation"]).unwrap_or_else(|| "Unknown".to_owned());
        let mut draft = Draft::new(Class::DATASTORE_ACTIVITY, activity(&operation));
        let time =
            ["time", "requestdatetime", "p_event_time"].into_iter().find(|p| record.read_time(p).is_some());
        let host = known(record, &["hostheader", "endpoint"]);
        let region = host.as_deref().and_then(region_of).map(str::to_owned);
        draft
            .time(time.and_then(|p| record.read_time(p)))
            .set("metadata.original_time", time.and_then(|p| record.take_str(p)))
            .put("metadata.product.name", "S3 server access logs")
            .put("metadata.product.vendor_name", "AWS")
            .set("cloud.region", known(record, &["sourceregion"]).or(region))
            .address("src_endpoint", "hostname", known(record, &["remoteip"]))
            .address("dst_endpoint", "hostname", host)
            .put("api.service.name", "s3.amazonaws.com");
        requester(record, &mut draft);
        object(record, &mut draft);
        request(record, &mut draft);
        if let Some(uid) = known(record, &["requestid"]) {
            draft.put("api.request.uid", uid);
        }
        let bucket = draft.get("databucket.name").and_then(Value::as_str).unwrap_or_default().to_owned();
        draft.put("message", format!("{operation} {bucket}").trim_end()).put("api.operation", operation);
        draft
    }

    fn line(&self, line: &str, _columns: &mut Option<Vec<String>>) -> Line {
        let Some(fields) = fields(line) else { return Line::Foreign };
        let begins = matches!(fields.as_slice(), [_, _, time, _, _, _, operation, ..]
            if time.quoted == Some('[')
                && ["REST.", "SOAP.", "WEBSITE.", "S3.", "BATCH."].iter().any(|p| operation.text.starts_with(p)));
        if !begins {
            return Line::Foreign;
        }
        if fields.len() < 18 {
            return Line::Wrong {
                expected: "the 18 to 26 fields of an S3 server access log".to_owned(),
                found: format!("{} fields", fields.len()),
            };
        }
        let mut record = Map::new();
        let mut more = Vec::new();
        for (i, field) in fields.iter().enumerate() {
            match COLUMNS.get(i) {
                Some(name) => {
                    record.insert((*name).to_owned(), cell(name, field.text));
                }
                // The format may grow at its end.
                None => more.push(Value::from(field.text)),
            }
        }
        if !more.is_empty() {
            record.insert("further".to_owned(), Value::Array(more));
        }
        Line::Record(record)
    }
}

const COLUMNS: [&str; 26] = [
    "bucketowner",
    "bucket",
    "time",
    "remoteip",
    "requester",
    "requestid",
    "operation",
    "key",
    "requesturi",
    "httpstatus",
    "errorcode",
    "bytessent",
    "objectsize",
    "totaltime",
    "turnaroundtime",
    "referrer",
    "useragent",
    "versionid",
    "hostid",
    "signatureversion",
    "ciphersuite",
    "authenticationtype",
    "hostheader",
    "tlsVersion",
    "accesspointarn",
    "aclrequired",
];

/// Its position in [`COLUMNS`].
const USER_AGENT: usize = 16;

const NUMBERS: [&str; 5] = ["httpstatus", "bytessent", "objectsize", "totaltime", "turnaroundtime"];

fn cell(name: &str, text: &str) -> Value {
    let number = NUMBERS.contains(&name).then(|| text.parse::<i64>().ok()).flatten();
    match number.filter(|n| n.to_string() == text) {
        Some(number) => number.into(),
        None => text.into(),
    }
}

#[derive(Debug)]
struct Field<'a> {
    text: &'a str,
    /// The bracket or quote that it stood in.
    quoted: Option<char>,
}

/// Splits at blanks outside of `[…]` and `"…"`.
fn fields(line: &str) -> Option<Vec<Field<'_>>> {
    let mut fields = Vec::new();
    let mut rest = line.trim();
    while !rest.is_empty() {
        let (text, after, quoted) = if let Some(inner) = rest.strip_prefix('[') {
            let (text, after) = inner.split_once(']')?;
            (text, after, Some('['))
        } else if let Some(inner) = rest.strip_prefix('"') {
            // Clients write quotes into their user agents; of the fields behind, none is quoted.
            let end =
                if fields.len() == USER_AGENT { inner.rsplit_once("\" ") } else { inner.split_once("\" ") };
            match end {
                Some((text, after)) => (text, after, Some('"')),
                None => (inner.strip_suffix('"')?, "", Some('"')),
            }
        } else {
            let (text, after) = rest.split_once(' ').unwrap_or((rest, ""));
            (text, after, None)
        };
        fields.push(Field { text, quoted });
        rest = after.trim_start();
    }
    Some(fields)
}

/// The first of the columns that says something; `-` stands for nothing.
fn known(record: &mut Native, names: &[&str]) -> Option<String> {
    let name = names.iter().find(|name| record.str(name).is_some_and(|text| text != "-"))?;
    record.take_str(name)
}

/// Operations are `REST.<method>.<resource>`, or what S3 itself did: `S3.<action>.<resource>`.
fn activity(operation: &str) -> u8 {
    let mut parts = operation.split('.');
    let (kind, verb, resource) =
        (parts.next(), parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    match (kind, verb, resource) {
        (Some("S3"), "CREATE", "DELETEMARKER") | (Some("S3"), "EXPIRE" | "DELETE", _) => 7,
        (Some("S3"), ..) => 2,
        (_, "POST", "MULTI_OBJECT_DELETE") => 7,
        (_, "GET", "BUCKET" | "BUCKETVERSIONS" | "UPLOADS" | "UPLOAD" | "SERVICE") => 8,
        (_, "GET" | "HEAD" | "OPTIONS", _) => 1,
        (
            _,
            "PUT" | "COPY" | "POST",
            "OBJECT" | "PART" | "UPLOAD" | "UPLOADS" | "OBJECT_GET" | "PART_GET",
        ) => 5,
        (_, "PUT", "BUCKET") => 6,
        (_, "PUT" | "POST", _) => 2,
        (_, "DELETE", _) => 7,
        _ => 99,
    }
}

fn requester(record: &mut Native, draft: &mut Draft) {
    let Some(requester) = known(record, &["requester"]) else {
        draft.put("actor.user.name", "Anonymous").put("actor.user.type_id", 0);
        return;
    };
    if requester.starts_with("arn:") {
        let account = user_identity::account_of_arn(&requester);
        draft.set("cloud.account.uid", account);
        user_identity::of_arn(draft, requester);
    } else if let Some(service) = requester.strip_prefix("svc:") {
        draft.put("actor.invoked_by", service).put("actor.user.name", requester).put("actor.user.type_id", 4);
    } else if requester.len() == 64 {
        draft.put("actor.user.uid", requester);
    } else {
        draft.put("actor.user.name", requester);
    }
}

fn object(record: &mut Native, draft: &mut Draft) {
    let owner = known(record, &["bucketowner"]);
    draft.set("databucket.name", known(record, &["bucket", "bucket_name"])).put("databucket.type_id", 1);
    if !draft.has("databucket.name") {
        draft.put("databucket.name", "Unknown");
    }
    draft.set("databucket.owner.uid", owner);
    if let Some(key) = known(record, &["key"]) {
        let name = key.rsplit('/').next().filter(|n| !n.is_empty()).unwrap_or(&key).to_owned();
        let size = record.take_int("objectsize");
        let version = known(record, &["versionid"]);
        draft.put("databucket.file", json!({"name": name, "path": key, "type_id": 1}));
        draft.set("databucket.file.size", size).set("databucket.file.version", version);
    }
}

fn request(record: &mut Native, draft: &mut Draft) {
    let uri = ["requesturi", "request_uri"].into_iter().find_map(|p| record.str(p)).map(str::to_owned);
    let mut parts = uri.as_deref().unwrap_or_default().split(' ');
    let method = parts.next().filter(|m| !m.is_empty() && *m != "-").map(str::to_owned);
    let path = parts.next().map(|p| p.split('?').next().unwrap_or(p).to_owned());
    draft
        .set("http_request.http_method", method)
        .set("http_request.url.path", path)
        .set("http_request.user_agent", known(record, &["useragent"]))
        .set("http_request.referrer", known(record, &["referrer", "referer"]));
    let error = known(record, &["errorcode"]);
    let code = record.take_int("httpstatus");
    let success = code.map(|code| code < 400 && error.is_none()).or(error.as_ref().map(|_| false));
    if let Some(code) = code {
        draft.put("http_response.code", code).set("http_response.length", record.take_int("bytessent"));
    }
    draft
        .set("status_id", success.map(|ok| if ok { 1 } else { 2 }))
        .set("status_code", error)
        .set("duration", record.take_int("totaltime"));
}

/// `bucket.s3.us-east-1.amazonaws.com`, `s3-eu-west-1.amazonaws.com`
fn region_of(host: &str) -> Option<&str> {
    let labels = host.split(".amazonaws.com").next()?.split('.');
    labels.map(|l| l.strip_prefix("s3-").unwrap_or(l)).rfind(|l| {
        l.split('-').count() >= 3 && l.ends_with(|c: char| c.is_ascii_digit()) && !l.contains("s3")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_lines_are_wrong_and_others_foreign() {
        let line = |line: &str| S3Access.line(line, &mut None);
        let short = "o bucket [22/May/2026:12:00:00 +0000] 192.0.2.1 - R REST.GET.OBJECT key";
        let Line::Wrong { found, .. } = line(short) else { panic!("not wrong") };
        assert_eq!(found, "8 fields");
        assert_eq!(line("o bucket [22/May/2026 open"), Line::Foreign);
        assert_eq!(
            line("192.0.2.1 - ana [22/May/2026:12:00:00 +0000] \"GET / HTTP/1.1\" 200 5"),
            Line::Foreign
        );
    }

    #[test]
    fn the_region_stands_in_the_host() {
        assert_eq!(region_of("models.s3.eu-west-1.amazonaws.com"), Some("eu-west-1"));
        assert_eq!(region_of("s3-us-gov-west-1.amazonaws.com"), Some("us-gov-west-1"));
        assert_eq!(region_of("models.s3.amazonaws.com"), None);
    }
}
