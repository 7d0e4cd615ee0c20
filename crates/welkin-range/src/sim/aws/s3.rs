//! S3: protocol `rest-xml` 2006-03-01, path-style.

use serde_json::{Value, json};

use super::authorize::{Target, is_public};
use super::call::Call;
use super::estate::Estate;
use super::fail::Fail;
use super::field::{flag, number, set, text, unset};
use super::objects::Object;
use super::policy;
use super::s3_route::{SETTINGS, Setting, place};
use super::shelf::Key;
use super::signature::{hex, unchunked};
use super::xml::{self, Lists};
use crate::calendar::{Form, Stamp};
use crate::ids::Token;
use crate::rng::number_of;
use crate::sim::Response;

const NAMESPACE: &str = "http://s3.amazonaws.com/doc/2006-03-01/";
/// A bucket policy's limit: 20 KB.
const LONGEST_POLICY: usize = 20_480;
const MOST_KEYS: usize = 1_000;

pub(super) fn setting(operation: &str) -> Option<&'static Setting> {
    SETTINGS.iter().find(|setting| [setting.get, setting.put, setting.delete].contains(&operation))
}

pub(super) fn action(operation: &str) -> String {
    match operation {
        "ListBuckets" => "s3:ListAllMyBuckets".to_owned(),
        "ListObjectsV2" | "ListObjects" | "HeadBucket" => "s3:ListBucket".to_owned(),
        "ListObjectVersions" => "s3:ListBucketVersions".to_owned(),
        "HeadObject" => "s3:GetObject".to_owned(),
        "DeletePublicAccessBlock" => "s3:PutBucketPublicAccessBlock".to_owned(),
        "DeleteBucketPolicy" => "s3:DeleteBucketPolicy".to_owned(),
        other => match setting(other) {
            Some(setting) if setting.get == other => setting.read.to_owned(),
            Some(setting) => setting.write.to_owned(),
            None => format!("s3:{other}"),
        },
    }
}

pub(super) fn target(estate: &Estate, call: &Call<'_>) -> Target {
    let (name, key) = place(call.request);
    if name.is_empty() {
        return Target::of("*");
    }
    let arn =
        if key.is_empty() { format!("arn:aws:s3:::{name}") } else { format!("arn:aws:s3:::{name}/{key}") };
    let found = find(estate, &name);
    let bucket = found.as_ref().and_then(|key| estate.shelf.get(key));
    let blocks = bucket.and_then(|bucket| bucket.get("PublicAccessBlock"));
    Target {
        arn,
        account: found.map(|key| key.account).unwrap_or_default(),
        policy: bucket.and_then(|bucket| serde_json::from_str(text(bucket, "Policy")).ok()),
        blocks_public: blocks.is_some_and(|blocks| flag(blocks, "RestrictPublicBuckets")),
        ..Target::default()
    }
}

/// Names of buckets are unique in all accounts.
fn find(estate: &Estate, name: &str) -> Option<Key> {
    estate.shelf.all("s3:bucket").find(|(key, _)| key.id == name).map(|(key, _)| key.clone())
}

fn no_bucket() -> Fail {
    Fail::new("NoSuchBucket", 404, "The specified bucket does not exist")
}

fn no_key() -> Fail {
    Fail::new("NoSuchKey", 404, "The specified key does not exist.")
}

fn document(name: &str, value: &Value) -> Response {
    let inner = xml::content(value, Lists::Flat);
    let body =
        format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<{name} xmlns=\"{NAMESPACE}\">{inner}</{name}>");
    Response::new(200, "application/xml", body)
}

pub(super) fn answer(estate: &mut Estate, call: &Call<'_>) -> Option<Result<Response, Fail>> {
    if call.name() == "ListBuckets" {
        return Some(list_buckets(estate, call));
    }
    let (name, key) = place(call.request);
    let Some(bucket) = find(estate, &name) else { return Some(Err(no_bucket())) };
    if let Some(setting) = setting(call.name()) {
        return Some(match call.name() {
            name if name == setting.get => read(estate, &bucket, setting),
            name if name == setting.put => write(estate, call, &bucket, setting),
            _ => {
                if let Some(value) = estate.shelf.get_mut(&bucket) {
                    unset(value, setting.field);
                }
                Ok(Response::empty(204))
            }
        });
    }
    Some(match call.name() {
        "HeadBucket" => Ok(Response::empty(200).with("x-amz-bucket-region", region(estate, &bucket))),
        "ListObjectsV2" | "ListObjects" => list_objects(estate, call, &name),
        "GetObject" | "HeadObject" => get_object(estate, call, &name, &key),
        "PutObject" => put_object(estate, call, &bucket, &key),
        "GetObjectLegalHold" => version(estate, call, &name, &key).map(|object| {
            document("LegalHold", &json!({"Status": if object.legal_hold { "ON" } else { "OFF" }}))
        }),
        "PutObjectLegalHold" => legal_hold(estate, call, &bucket, &key),
        "DeleteObject" => delete_object(estate, call, &bucket, &key),
        _ => return None,
    })
}

fn region(estate: &Estate, bucket: &Key) -> String {
    let location = estate.shelf.get(bucket).map_or("", |bucket| text(bucket, "Location"));
    if location.is_empty() { "us-east-1".to_owned() } else { location.to_owned() }
}

fn list_buckets(estate: &Estate, call: &Call<'_>) -> Result<Response, Fail> {
    let size = number(call.input, "max-buckets")
        .and_then(|size| usize::try_from(size).ok())
        .unwrap_or(10_000)
        .clamp(1, 10_000);
    let buckets = estate.shelf.of("s3:bucket", call.account(), "").map(|(key, bucket)| {
        let shown = json!({"Name": key.id, "CreationDate": text(bucket, "CreationDate"), "BucketRegion": region(estate, key)});
        (key.id.clone(), shown)
    });
    let scope = format!("{}/ListBuckets", call.account());
    let (page, next) =
        estate.pages.cut(&scope, buckets, call.text("continuation-token"), size).map_err(|_| bad_token())?;
    let mut result = json!({"Owner": {"ID": owner(call.account())}, "Buckets": {"Bucket": page}});
    if let Some(next) = next {
        set(&mut result, "ContinuationToken", json!(next));
    }
    Ok(document("ListAllMyBucketsResult", &result))
}

fn bad_token() -> Fail {
    Fail::new("InvalidArgument", 400, "The continuation token provided is incorrect")
}

/// The canonical id of an account.
pub(super) fn owner(account: &str) -> String {
    format!("{}{}", Token::hex(number_of(account), 32), Token::hex(number_of(account) ^ 1, 32))
}

fn read(estate: &Estate, key: &Key, setting: &Setting) -> Result<Response, Fail> {
    let bucket = estate.shelf.get(key).ok_or_else(no_bucket)?;
    let (code, status, message) = setting.missing;
    let missing = || Fail::new(code, status, message);
    match setting.query {
        "policy" => match bucket.get("Policy").and_then(Value::as_str) {
            Some(policy) => Ok(Response::new(200, "application/json", policy)),
            None => Err(missing()),
        },
        "policyStatus" => {
            let policy: Value = bucket
                .get("Policy")
                .and_then(Value::as_str)
                .and_then(|text| serde_json::from_str(text).ok())
                .ok_or_else(missing)?;
            Ok(document(
                "PolicyStatus",
                &json!({"IsPublic": if is_public(&policy) { "true" } else { "false" }}),
            ))
        }
        "tagging" => {
            let tags = estate.shelf.tag_list(&key.arn(), "Key", "Value");
            if tags.as_array().is_none_or(Vec::is_empty) {
                Err(missing())
            } else {
                Ok(document("Tagging", &json!({"TagSet": {"Tag": tags}})))
            }
        }
        "acl" => {
            let id = owner(&key.account);
            let body = format!(
                "<AccessControlPolicy xmlns=\"{NAMESPACE}\"><Owner><ID>{id}</ID></Owner><AccessControlList><Grant><Grantee xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:type=\"CanonicalUser\"><ID>{id}</ID></Grantee><Permission>FULL_CONTROL</Permission></Grant></AccessControlList></AccessControlPolicy>"
            );
            Ok(Response::new(200, "application/xml", body))
        }
        _ => match bucket.get(setting.field) {
            Some(value) => Ok(document(setting.element, value)),
            None if code.is_empty() => Ok(document(setting.element, &Value::Null)),
            None => Err(missing()),
        },
    }
}

fn write(estate: &mut Estate, call: &Call<'_>, key: &Key, setting: &Setting) -> Result<Response, Fail> {
    let body = unchunked(call.request).unwrap_or_default();
    let body = String::from_utf8_lossy(&body);
    let malformed = || {
        Fail::new(
            "MalformedXML",
            400,
            "The XML you provided was not well-formed or did not validate against our published schema",
        )
    };
    let bucket = estate.shelf.get(key).ok_or_else(no_bucket)?;
    let value = match setting.query {
        "policy" => {
            if body.len() > LONGEST_POLICY || policy::fault(&body, true).is_some() {
                return Err(Fail::new(
                    "MalformedPolicy",
                    400,
                    "Policies must be valid JSON and the first byte must be '{'",
                ));
            }
            let public = serde_json::from_str(&body).is_ok_and(|policy| is_public(&policy));
            let blocks =
                bucket.get("PublicAccessBlock").is_some_and(|block| flag(block, "BlockPublicPolicy"));
            if public && blocks {
                return Err(Fail::new(
                    "AccessDenied",
                    403,
                    "User is not authorized to perform: s3:PutBucketPolicy because public policies are prevented by the BlockPublicPolicy setting in S3 Block Public Access.",
                ));
            }
            json!(body)
        }
        "versioning" => {
            let status = xml::find(&body, "Status")
                .filter(|status| status == "Enabled" || status == "Suspended")
                .ok_or_else(malformed)?;
            if status == "Suspended" && bucket.get("ObjectLock").is_some() {
                return Err(Fail::new(
                    "InvalidBucketState",
                    409,
                    "An Object Lock configuration is present on this bucket, so the versioning state cannot be changed.",
                ));
            }
            json!({"Status": status})
        }
        "publicAccessBlock" => {
            if !body.contains("PublicAccessBlockConfiguration") {
                return Err(malformed());
            }
            let names = ["BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets"];
            names
                .into_iter()
                .map(|name| {
                    (name.to_owned(), json!(xml::find(&body, name).is_some_and(|value| value == "true")))
                })
                .collect()
        }
        _ => return Err(malformed()),
    };
    if let Some(bucket) = estate.shelf.get_mut(key) {
        set(bucket, setting.field, value);
    }
    Ok(Response::empty(if setting.query == "policy" { 204 } else { 200 }))
}

fn list_objects(estate: &Estate, call: &Call<'_>, bucket: &str) -> Result<Response, Fail> {
    let size = match number(call.input, "max-keys") {
        None => MOST_KEYS,
        Some(size) => usize::try_from(size)
            .map_err(|_| {
                Fail::new("InvalidArgument", 400, "Provided max-keys not an integer or within integer range")
            })?
            .min(MOST_KEYS),
    };
    let prefix = call.text("prefix");
    let items = estate.objects.list(bucket, prefix).map(|(key, object)| {
        let shown = json!({"Key": key, "LastModified": Stamp(object.modified, Form::Millis).to_string(), "ETag": object.etag, "Size": object.size, "StorageClass": "STANDARD"});
        (key.to_owned(), shown)
    });
    let (page, next) =
        estate.pages.cut(bucket, items, call.text("continuation-token"), size).map_err(|_| bad_token())?;
    let mut result = json!({"Name": bucket, "Prefix": prefix, "KeyCount": page.len(), "MaxKeys": size, "IsTruncated": next.is_some(), "Contents": page});
    if let Some(next) = next {
        set(&mut result, "NextContinuationToken", json!(next));
    }
    Ok(document("ListBucketResult", &result))
}

fn version<'a>(estate: &'a Estate, call: &Call<'_>, bucket: &str, key: &str) -> Result<&'a Object, Fail> {
    estate
        .objects
        .get(bucket, key, call.text("versionId"))
        .filter(|object| !object.deleted)
        .ok_or_else(no_key)
}

fn get_object(estate: &Estate, call: &Call<'_>, bucket: &str, key: &str) -> Result<Response, Fail> {
    let object = version(estate, call, bucket, key)?;
    let body = if call.name() == "HeadObject" { Vec::new() } else { object.body.clone() };
    let mut response = Response::new(200, "binary/octet-stream", body)
        .with("etag", &object.etag)
        .with("accept-ranges", "bytes");
    if object.version != "null" {
        response = response.with("x-amz-version-id", &object.version);
    }
    if object.legal_hold {
        response = response.with("x-amz-object-lock-legal-hold", "ON");
    }
    Ok(response)
}

/// Whether the bucket keeps versions, and a name for the next one.
fn next_version(estate: &Estate, bucket: &Key, key: &str, call: &Call<'_>) -> String {
    let value = estate.shelf.get(bucket);
    let keeps = value
        .and_then(|value| value.get("Versioning"))
        .is_some_and(|versioning| text(versioning, "Status") == "Enabled");
    if !keeps {
        return "null".to_owned();
    }
    let body = number_of(&format!("{key}/{}/{}", call.at, call.request.body.len()));
    Token::lower(body, 32).to_string()
}

fn put_object(estate: &mut Estate, call: &Call<'_>, bucket: &Key, key: &str) -> Result<Response, Fail> {
    if key.len() > 1_024 {
        return Err(Fail::new("KeyTooLongError", 400, "Your key is too long"));
    }
    let version = next_version(estate, bucket, key, call);
    let held = |object: &Object| object.legal_hold && version == "null";
    if estate.objects.get(&bucket.id, key, "").is_some_and(held) {
        return Err(Fail::new("AccessDenied", 403, "Access Denied because object protected by object lock."));
    }
    let body = unchunked(call.request).unwrap_or_default();
    let hash = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA1_FOR_LEGACY_USE_ONLY, &body);
    // An opaque tag of 32 digits, as that of an object under a KMS key is.
    let etag = format!("\"{}\"", hex(hash.as_ref().get(..16).unwrap_or_default()));
    let size = u64::try_from(body.len()).unwrap_or(0);
    let object = Object {
        version: version.clone(),
        body,
        size,
        etag: etag.clone(),
        modified: call.at,
        legal_hold: false,
        deleted: false,
    };
    estate.objects.put(&bucket.id, key, object).map_err(|_| {
        Fail::new("EntityTooLarge", 400, "Your proposed upload exceeds the maximum allowed object size.")
    })?;
    let response = Response::empty(200).with("etag", etag);
    Ok(if version == "null" { response } else { response.with("x-amz-version-id", version) })
}

fn legal_hold(estate: &mut Estate, call: &Call<'_>, bucket: &Key, key: &str) -> Result<Response, Fail> {
    if estate.shelf.get(bucket).is_none_or(|bucket| bucket.get("ObjectLock").is_none()) {
        return Err(Fail::new("InvalidRequest", 400, "Bucket is missing Object Lock Configuration"));
    }
    let body = unchunked(call.request).unwrap_or_default();
    let on = match xml::find(&String::from_utf8_lossy(&body), "Status").as_deref() {
        Some("ON") => true,
        Some("OFF") => false,
        _ => {
            return Err(Fail::new(
                "MalformedXML",
                400,
                "The XML you provided was not well-formed or did not validate against our published schema",
            ));
        }
    };
    let object = estate.objects.get_mut(&bucket.id, key, call.text("versionId")).ok_or_else(no_key)?;
    object.legal_hold = on;
    Ok(Response::empty(200))
}

/// Without versions, or with one named, the data would go: a legal hold forbids that. Otherwise a marker is put on top.
fn delete_object(estate: &mut Estate, call: &Call<'_>, bucket: &Key, key: &str) -> Result<Response, Fail> {
    let named = call.text("versionId");
    let version = next_version(estate, bucket, key, call);
    let Some(object) = estate.objects.get_mut(&bucket.id, key, named) else {
        return Ok(Response::empty(204));
    };
    if version == "null" || !named.is_empty() {
        if object.legal_hold {
            return Err(Fail::new(
                "AccessDenied",
                403,
                "Access Denied because object protected by object lock.",
            ));
        }
        object.deleted = true;
        object.body = Vec::new();
        return Ok(Response::empty(204));
    }
    let marker = Object {
        version: version.clone(),
        body: Vec::new(),
        size: 0,
        etag: String::new(),
        modified: call.at,
        legal_hold: false,
        deleted: true,
    };
    estate
        .objects
        .put(&bucket.id, key, marker)
        .map_err(|_| Fail::new("SlowDown", 503, "Please reduce your request rate."))?;
    Ok(Response::empty(204).with("x-amz-delete-marker", "true").with("x-amz-version-id", version))
}
