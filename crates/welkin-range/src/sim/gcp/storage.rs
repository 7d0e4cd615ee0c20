use std::collections::BTreeSet;

use aws_lc_rs::digest::{SHA256, digest};
use http::Method;
use serde_json::{Value, json};
use welkin_model::{Millis, parse_time};

use super::Gcp;
use super::error::{ApiError, Code};
use super::estate::text;
use super::page::Page;
use super::route::{Action, Verb};
use super::shape;
use crate::ids::Token;
use crate::rng::number_of;
use crate::sim::{Request, Response};

type Answered = Result<Response, ApiError>;

impl Gcp {
    /// What Cloud Storage does in its own way; `None` for what all services do alike.
    pub(super) fn storage(&mut self, action: &Action, request: &Request, at: Millis) -> Option<Answered> {
        let objects = action.kind.is_some_and(|kind| kind.collection() == "o");
        Some(match (action.verb, objects) {
            (Verb::List, true) => self.objects(action, request),
            (Verb::Get, true) if request.parameter("alt").as_deref() == Some("media") => {
                self.media(action, request)
            }
            (Verb::Create, true) => self.upload(action, request, at),
            (Verb::Delete, true) => self.delete_object(action, at),
            (Verb::Update, true) => match self.may_change(&action.key, &request.json(), at) {
                Ok(()) => return None,
                Err(error) => Err(error),
            },
            (Verb::Custom("lockRetentionPolicy"), _) => self.lock(action, request, at),
            _ => return None,
        })
    }

    fn objects(&self, action: &Action, request: &Request) -> Answered {
        self.present(&action.key)?;
        let prefix = request.parameter("prefix").unwrap_or_default();
        let delimiter = request.parameter("delimiter").unwrap_or_default();
        let parent = format!("{}/o/", action.key);
        let mut folders = BTreeSet::new();
        let mut items = Vec::new();
        for (key, asset) in self.estate.under(&format!("{parent}{prefix}")) {
            let Some(data) = asset.now() else { continue };
            let name = key.strip_prefix(&parent).unwrap_or(key);
            let rest = name.strip_prefix(&prefix).unwrap_or(name);
            match rest.split_once(delimiter.as_str()) {
                Some((folder, _)) if !delimiter.is_empty() => {
                    folders.insert(format!("{prefix}{folder}{delimiter}"));
                }
                _ => items.push((key.to_owned(), data.clone())),
            }
        }
        let page = Page::of(request, &format!("{parent}{prefix}?{delimiter}"), 1_000, 1_000)?;
        let (items, next) = page.cut(items);
        let mut answer = json!({"kind": "storage#objects", "items": items});
        if let Some(fields) = answer.as_object_mut() {
            if !folders.is_empty() {
                fields.insert("prefixes".to_owned(), json!(folders));
            }
            if let Some(next) = next {
                fields.insert("nextPageToken".to_owned(), json!(next));
            }
        }
        Ok(Response::json(200, &answer))
    }

    fn media(&self, action: &Action, request: &Request) -> Answered {
        let data = self.present(&action.key)?;
        let content = self.estate.content(&action.key);
        let whole = Response::new(200, text(&data, "contentType"), content)
            .with("x-goog-generation", text(&data, "generation"))
            .with("x-goog-stored-content-length", content.len().to_string());
        let range = request.header("range").strip_prefix("bytes=").and_then(|range| range.split_once('-'));
        let Some((from, to)) = range else { return Ok(whole) };
        let Ok(from) = from.parse::<usize>() else { return Ok(whole) };
        let to = to.parse::<usize>().unwrap_or(usize::MAX).min(content.len().saturating_sub(1));
        match content.get(from..to.saturating_add(1)) {
            Some(part) => Ok(Response::new(206, text(&data, "contentType"), part)
                .with("content-range", format!("bytes {from}-{to}/{}", content.len()))
                .with("x-goog-generation", text(&data, "generation"))),
            None => Ok(Response::new(416, "text/plain", "The requested range cannot be satisfied.")),
        }
    }

    fn upload(&mut self, action: &Action, request: &Request, at: Millis) -> Answered {
        self.present(&action.key)?;
        let (metadata, content) = match request.parameter("uploadType").as_deref() {
            Some("media") => (json!({"contentType": request.header("content-type")}), request.body.clone()),
            Some("multipart") => {
                multipart(request).ok_or_else(|| ApiError::invalid("Malformed multipart body."))?
            }
            _ => {
                return Err(ApiError::new(
                    Code::Unimplemented,
                    "Only media and multipart uploads are served.",
                ));
            }
        };
        let name = match request.parameter("name") {
            Some(name) if !name.is_empty() => name,
            _ => text(&metadata, "name").to_owned(),
        };
        if name.is_empty() || name.len() > 1_024 || name.contains(['\r', '\n']) {
            return Err(ApiError::invalid("Invalid object name."));
        }
        let key = format!("{}/o/{name}", action.key);
        if self.estate.get(&key).is_some() {
            if request.parameter("ifGenerationMatch").as_deref() == Some("0") {
                return Err(ApiError::new(
                    Code::ConditionNotMet,
                    "At least one of the pre-conditions you specified did not hold.",
                ));
            }
            self.may_be_lost(&key, at)?;
        } else if !self.estate.admit() {
            return Err(ApiError::new(Code::ResourceExhausted, "The range keeps no more objects."));
        }
        let data = self.store(&key, metadata, content, at)?;
        Ok(Response::json(200, &data))
    }

    /// Puts an object and its content.
    pub(super) fn store(
        &mut self,
        key: &str,
        metadata: Value,
        content: Vec<u8>,
        at: Millis,
    ) -> Result<Value, ApiError> {
        let mut data = if metadata.is_object() { metadata } else { json!({}) };
        let serial = self.serial();
        if let Some(fields) = data.as_object_mut() {
            fields.remove("name");
            fields.remove("bucket");
            fields.insert("size".to_owned(), json!(content.len().to_string()));
            fields.insert(
                "generation".to_owned(),
                json!((1_790_000_000_000_000 + serial % 1_000_000_000_000).to_string()),
            );
            let sum = number_of(&format!("{:?}", digest(&SHA256, &content)));
            fields.insert("etag".to_owned(), json!(Token::lower(sum, 16).to_string()));
        }
        let path = key.strip_prefix("//storage.googleapis.com/").unwrap_or(key);
        let (bucket, name) = path.split_once("/o/").unwrap_or((path, ""));
        let segments = ["b", bucket, "o", name].map(str::to_owned);
        let Some(kind) = super::kind::of_item(Some("storage"), &segments) else {
            return Err(ApiError::not_found(name));
        };
        let data = shape::completed(&self.estate, kind, key, data, at);
        if !self.estate.keep(key, content) {
            return Err(ApiError::new(Code::ResourceExhausted, "The range keeps no more content."));
        }
        self.estate.put(kind, key, data.clone(), at);
        Ok(data)
    }

    fn delete_object(&mut self, action: &Action, at: Millis) -> Answered {
        self.present(&action.key)?;
        self.may_be_lost(&action.key, at)?;
        self.estate.remove(&action.key, at);
        Ok(Response::empty(204))
    }

    /// Holds, an object's retention and its bucket's retention policy keep it.
    fn may_be_lost(&self, key: &str, at: Millis) -> Result<(), ApiError> {
        let Some(data) = self.estate.get(key) else { return Ok(()) };
        let name = text(data, "name");
        for (field, hold) in [("temporaryHold", "Temporary"), ("eventBasedHold", "Event-Based")] {
            if data.get(field).and_then(Value::as_bool) == Some(true) {
                return Err(forbidden(format!(
                    "Object '{name}' is under active {hold} hold and cannot be deleted, overwritten or archived until hold is removed."
                )));
            }
        }
        let until =
            data.get("retention").and_then(|r| parse_time(text(r, "retainUntilTime"))).unwrap_or(Millis::MIN);
        let bucket = key.split("/o/").next().unwrap_or("");
        let period = self
            .estate
            .get(bucket)
            .and_then(|bucket| bucket.get("retentionPolicy"))
            .and_then(|policy| text(policy, "retentionPeriod").parse::<i64>().ok())
            .unwrap_or(0);
        let created = parse_time(text(data, "timeCreated")).unwrap_or(at);
        if at < until.max(created.saturating_add(period.saturating_mul(1_000))) {
            return Err(forbidden(format!(
                "Object '{name}' is subject to the bucket's retention policy or object retention and cannot be deleted or overwritten."
            )));
        }
        Ok(())
    }

    /// A locked retention may be lengthened only.
    fn may_change(&self, key: &str, changes: &Value, at: Millis) -> Result<(), ApiError> {
        let Some(present) = self.estate.get(key) else { return Ok(()) };
        let Some(new) = changes.get("retention") else { return Ok(()) };
        let Some(old) = present.get("retention").filter(|old| text(old, "mode") == "Locked") else {
            return Ok(());
        };
        let until = |value: &Value| parse_time(text(value, "retainUntilTime")).unwrap_or(Millis::MIN);
        if until(old) > at && (until(new) < until(old) || text(new, "mode") != "Locked") {
            return Err(forbidden(
                "Object retention is locked and cannot be shortened or removed.".to_owned(),
            ));
        }
        Ok(())
    }

    fn lock(&mut self, action: &Action, request: &Request, at: Millis) -> Answered {
        let mut data = self.present(&action.key)?;
        let wanted = request
            .parameter("ifMetagenerationMatch")
            .ok_or_else(|| ApiError::invalid("Required parameter: ifMetagenerationMatch"))?;
        if wanted != text(&data, "metageneration") {
            return Err(ApiError::new(
                Code::ConditionNotMet,
                "At least one of the pre-conditions you specified did not hold.",
            ));
        }
        let Some(policy) = data.get_mut("retentionPolicy").and_then(Value::as_object_mut) else {
            return Err(ApiError::invalid("The bucket has no retention policy."));
        };
        policy.insert("isLocked".to_owned(), json!(true));
        let serial = self.serial();
        if let Some(kind) = action.kind {
            shape::touched(kind, &mut data, serial, at);
        }
        self.estate.set(&action.key, data.clone(), at);
        Ok(Response::json(200, &data))
    }
}

/// Names, and that a locked retention policy is not undone.
pub(super) fn check_bucket(present: Option<&Value>, data: &Value) -> Result<(), ApiError> {
    let Some(old) = present.and_then(|present| present.get("retentionPolicy")) else { return Ok(()) };
    if old.get("isLocked").and_then(Value::as_bool) != Some(true) {
        return Ok(());
    }
    let period = |policy: &Value| text(policy, "retentionPeriod").parse::<i64>().unwrap_or(0);
    match data.get("retentionPolicy") {
        Some(new) if period(new) >= period(old) => Ok(()),
        _ => Err(forbidden("Cannot reduce or remove a locked retention policy.".to_owned())),
    }
}

fn forbidden(message: String) -> ApiError {
    ApiError::new(Code::PermissionDenied, message)
}

/// Metadata and content of a `multipart/related` body.
fn multipart(request: &Request) -> Option<(Value, Vec<u8>)> {
    if request.method != Method::POST {
        return None;
    }
    let boundary = request.header("content-type").split("boundary=").nth(1)?.trim_matches(['"', '\'', ' ']);
    let mark = format!("--{boundary}");
    let body = &request.body;
    let marks = positions(body, mark.as_bytes());
    let [first, second, third, ..] = marks.as_slice() else { return None };
    let part = |from: usize, to: usize| {
        let part = body.get(from + mark.len()..to)?;
        let (gap, length) = match positions(part, b"\r\n\r\n").first() {
            Some(at) => (*at, 4),
            None => (*positions(part, b"\n\n").first()?, 2),
        };
        let content = part.get(gap + length..)?;
        Some((
            part.get(..gap)?,
            content.strip_suffix(b"\r\n").or(content.strip_suffix(b"\n")).unwrap_or(content),
        ))
    };
    let (_, metadata) = part(*first, *second)?;
    let (headers, content) = part(*second, *third)?;
    let mut metadata: Value = serde_json::from_slice(metadata).ok()?;
    let kind = String::from_utf8_lossy(headers).lines().find_map(|line| {
        line.to_ascii_lowercase().strip_prefix("content-type:").map(|kind| kind.trim().to_owned())
    });
    if let (Some(kind), Some(fields)) = (kind, metadata.as_object_mut()) {
        fields.entry("contentType").or_insert_with(|| json!(kind));
    }
    Some((metadata, content.to_vec()))
}

/// Where a pattern stands; the first hundred places.
fn positions(body: &[u8], pattern: &[u8]) -> Vec<usize> {
    if pattern.is_empty() {
        return Vec::new();
    }
    body.windows(pattern.len())
        .enumerate()
        .filter(|(_, window)| *window == pattern)
        .map(|(at, _)| at)
        .take(100)
        .collect()
}
