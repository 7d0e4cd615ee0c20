use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use welkin_model::parse_time;

use super::Oci;
use super::bucket::retained;
use super::call::{Call, stamp};
use super::md5::md5;
use super::problem::{Outcome, Problem};
use super::special::Special;
use super::store::Resource;
use crate::sim::{Method, Response};

const LARGEST: usize = 256 << 10;
/// Of all objects together.
const LARGEST_TOTAL: usize = 16 << 20;
const MOST_OBJECTS: usize = 2_000;

impl Oci {
    /// `{"objects": [{"name": …}], "prefixes": […], "nextStartWith": …}`; further fields are asked for.
    pub(super) fn list_objects(&self, call: &Call<'_>, special: &Special) -> Outcome {
        let bucket = self.bucket_for(call, special)?;
        let parameter = |name: &str| call.request.parameter(name).unwrap_or_default();
        let (prefix, start, end, after) =
            (parameter("prefix"), parameter("start"), parameter("end"), parameter("startAfter"));
        let limit = match call.request.parameter("limit") {
            None => 1_000,
            Some(text) => text
                .parse::<usize>()
                .ok()
                .filter(|limit| (1..=1_000).contains(limit))
                .ok_or_else(|| Problem::invalid("limit must be between 1 and 1000"))?,
        };
        let fields = parameter("fields");
        let mut names: Vec<&Value> = bucket
            .list("objects")
            .iter()
            .filter(|one| {
                let name = text(one, "name");
                name.starts_with(&prefix)
                    && name >= start.as_str()
                    && (end.is_empty() || name < end.as_str())
                    && (after.is_empty() || name > after.as_str())
            })
            .collect();
        names.sort_by_key(|one| text(one, "name").to_owned());
        let next = names.get(limit).map(|one| text(one, "name").to_owned());
        let delimited = parameter("delimiter") == "/";
        let (mut objects, mut prefixes): (Vec<Value>, Vec<String>) = (Vec::new(), Vec::new());
        for one in names.into_iter().take(limit) {
            let name = text(one, "name");
            let rest = name.strip_prefix(prefix.as_str()).unwrap_or(name);
            if let Some((folder, _)) = rest.split_once('/').filter(|_| delimited) {
                let folder = format!("{prefix}{folder}/");
                if prefixes.last() != Some(&folder) {
                    prefixes.push(folder);
                }
                continue;
            }
            let mut shown = json!({"name": name});
            for field in ["size", "md5", "timeCreated", "etag", "storageTier", "archivalState"] {
                if fields.split(',').any(|asked| asked == field)
                    && let (Some(shown), Some(value)) = (shown.as_object_mut(), one.get(field))
                {
                    shown.insert(field.to_owned(), value.clone());
                }
            }
            objects.push(shown);
        }
        Ok(Response::json(200, &json!({"objects": objects, "prefixes": prefixes, "nextStartWith": next})))
    }

    pub(super) fn get_object(&self, call: &Call<'_>, special: &Special) -> Outcome {
        let bucket = self.bucket_for(call, special)?;
        let name = name(call);
        let object = find(bucket, &name).ok_or_else(|| absent(&name))?;
        let content = STANDARD.decode(text(object, "content")).unwrap_or_default();
        let response = if call.request.method == Method::HEAD {
            Response::empty(200).with("content-type", "application/octet-stream")
        } else {
            Response::new(200, "application/octet-stream", content)
        };
        Ok(response
            .with("etag", text(object, "etag"))
            .with("content-md5", text(object, "md5"))
            .with("storage-tier", text(object, "storageTier"))
            .with("last-modified", text(object, "timeCreated")))
    }

    pub(super) fn put_object(&mut self, call: &Call<'_>, special: &Special) -> Outcome {
        let (at, name) = (call.at, name(call));
        let content = &call.request.body;
        if content.len() > LARGEST {
            return Err(Problem::too_large());
        }
        if self.store.content + content.len() > LARGEST_TOTAL {
            return Err(Problem::limit("The tenancy has no storage left."));
        }
        let digest = STANDARD.encode(md5(content));
        let given = call.request.header("content-md5");
        if !given.is_empty() && given != digest {
            return Err(Problem {
                code: "UnmatchedContentMD5",
                ..Problem::invalid("The content does not match its MD5.")
            });
        }
        if name.is_empty() || name.len() > 1_024 {
            return Err(Problem {
                code: "InvalidObjectName",
                ..Problem::invalid("The object name is not valid.")
            });
        }
        let number = self.store.next();
        let id = self.bucket_for(call, special)?.id.clone();
        let bucket = self.store.get_mut(&id).ok_or_else(Problem::absent)?;
        if let Some(old) = find(bucket, &name) {
            if call.request.header("if-none-match") == "*" {
                return Err(Problem { code: "IfNoneMatchFailed", ..Problem::etag() });
            }
            guard(bucket, old, at)?;
        } else if bucket.list("objects").len() >= MOST_OBJECTS {
            return Err(Problem::limit("The bucket has too many objects."));
        }
        let freed = find(bucket, &name).map_or(0, stored);
        let etag = format!("{number:016x}");
        let object = json!({
            "name": name, "size": content.len(), "md5": digest, "timeCreated": stamp(at), "etag": etag,
            "storageTier": bucket.text("storageTier"), "content": STANDARD.encode(content),
        });
        let objects = bucket.list_mut("objects").ok_or_else(Problem::internal)?;
        objects.retain(|one| text(one, "name") != name);
        objects.push(object);
        self.store.content = (self.store.content + content.len()).saturating_sub(freed);
        Ok(Response::empty(200)
            .with("etag", etag)
            .with("opc-content-md5", digest)
            .with("last-modified", stamp(at)))
    }

    pub(super) fn delete_object(&mut self, call: &Call<'_>, special: &Special) -> Outcome {
        let (at, name) = (call.at, name(call));
        let id = self.bucket_for(call, special)?.id.clone();
        let bucket = self.store.get_mut(&id).ok_or_else(Problem::absent)?;
        let object = find(bucket, &name).ok_or_else(|| absent(&name))?;
        guard(bucket, object, at)?;
        let freed = stored(object);
        bucket.list_mut("objects").ok_or_else(Problem::internal)?.retain(|one| text(one, "name") != name);
        self.store.content = self.store.content.saturating_sub(freed);
        Ok(Response::empty(204).with("last-modified", stamp(at)))
    }
}

/// The object's name is all that follows, slashes and all.
fn name(call: &Call<'_>) -> String {
    call.route.parts.get(5..).map(|rest| rest.join("/")).unwrap_or_default()
}

/// How much of the content is kept; of what was there from the beginning nothing is.
fn stored(object: &Value) -> usize {
    text(object, "content").len() / 4 * 3
}

fn text<'a>(object: &'a Value, field: &str) -> &'a str {
    object.get(field).and_then(Value::as_str).unwrap_or("")
}

fn find<'a>(bucket: &'a Resource, name: &str) -> Option<&'a Value> {
    bucket.list("objects").iter().find(|one| text(one, "name") == name)
}

/// Refuses to change what a retention rule protects.
fn guard(bucket: &Resource, object: &Value, at: welkin_model::Millis) -> Result<(), Problem> {
    let created = parse_time(text(object, "timeCreated")).unwrap_or(at);
    if retained(bucket, created, at) {
        return Err(Problem::not_allowed("The object is protected by a retention rule of the bucket."));
    }
    Ok(())
}

fn absent(name: &str) -> Problem {
    Problem { status: 404, code: "ObjectNotFound", message: format!("The object '{name}' was not found.") }
}
