use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::super::super::Response;
use super::super::call::Call;
use super::super::failure::{Failure, Family, escape};
use super::super::page::{Page, after};
use super::super::perimeter::contains;
use super::super::route::{Need, Route, Service, Shape};
use super::super::store::{Entry, items};
use super::super::world::{World, joined, made};
use super::buckets::BUCKETS;

/// Objects; the bucket is the parent and the name is the id.
pub(in super::super) const OBJECTS: &str = "cos/objects";

const BUCKET: Shape = Shape::new(BUCKETS, "buckets", Page::Whole(""), "bucket");
const OBJECT: Shape = Shape::new(OBJECTS, "objects", Page::Whole(""), "object").nested();

use Need::{Manage, Read, Write};

/// The S3 API of Cloud Object Storage with IAM tokens: <https://cloud.ibm.com/apidocs/cos/cos-compatibility>.
#[rustfmt::skip]
pub(in super::super) const SERVICE: Service = Service {
    prefix: "cos",
    name: "cloud-object-storage",
    title: "Cloud Object Storage",
    regional: true,
    account: false,
    family: Family::Cos,
    routes: &[
        Route::own("GET", "/", "ListBuckets", "cloud-object-storage.instance.list", Need::Token, buckets),
        Route::own("GET", "/{}", "ListObjects", "cloud-object-storage.bucket.list", Read, list).about(&BUCKET),
        Route::own("HEAD", "/{}", "HeadBucket", "cloud-object-storage.bucket-info.read", Read, head_bucket).about(&BUCKET),
        Route::own("GET?legalHold", "/{}/{*}", "ListLegalHolds", "cloud-object-storage.object-retention-legal-hold.list", Read, holds).about(&OBJECT),
        Route::own("GET", "/{}/{*}", "GetObject", "cloud-object-storage.object.read", Read, get).about(&OBJECT),
        Route::own("HEAD", "/{}/{*}", "HeadObject", "cloud-object-storage.object-info.read", Read, get).about(&OBJECT),
        Route::own("PUT", "/{}/{*}", "PutObject", "cloud-object-storage.object.create", Write, put).about(&OBJECT),
        Route::own("DELETE", "/{}/{*}", "DeleteObject", "cloud-object-storage.object.delete", Write, delete).about(&OBJECT),
        Route::own("POST?legalHold", "/{}/{*}", "AddLegalHold", "cloud-object-storage.object-retention-legal-hold.update", Manage, hold).about(&OBJECT),
        Route::own("PUT?versioning", "/{}", "PutBucketVersioning", "cloud-object-storage.bucket-versioning.create", Manage, configure).about(&BUCKET),
        Route::own("PUT?acl", "/{}", "PutBucketAcl", "cloud-object-storage.bucket-acl.create", Manage, configure).about(&BUCKET),
        Route::own("PUT?protection", "/{}", "PutBucketProtectionConfiguration", "cloud-object-storage.bucket-retention.create", Manage, configure).about(&BUCKET),
        Route::own("PUT?publicAccessBlock", "/{}", "PutPublicAccessBlock", "cloud-object-storage.bucket-public-access-block.create", Manage, configure).about(&BUCKET),
        Route::own("PUT", "/{}", "CreateBucket", "cloud-object-storage.bucket.create", Manage, configure).about(&BUCKET),
    ],
};

/// The content of objects. Seeded ones have none but their size.
#[derive(Debug, Default)]
pub(in super::super) struct Bytes {
    content: BTreeMap<(String, String), Vec<u8>>,
    total: usize,
}

/// How much clients may store.
const MOST_BYTES: usize = 16 << 20;

fn xml(status: u16, body: &str) -> Response {
    Response::new(status, "application/xml", format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>{body}"))
}

const NAMESPACE: &str = "xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"";

fn buckets(world: &mut World, call: &Call<'_>) -> Result<Response, Failure> {
    let given = call.request.header("ibm-service-instance-id");
    let instance = given.split(':').nth(7).unwrap_or(given);
    let mut list = String::new();
    for bucket in world.store.all(BUCKETS) {
        let own = bucket.text("/service_instance_id");
        if (instance.is_empty() || instance == own) && world.may_on(call, &bucket.crn, "", Read) {
            // The extended list says where each bucket is.
            let place = match call.request.parameter("extended") {
                Some(_) => {
                    format!("<LocationConstraint>{}-smart</LocationConstraint>", escape(&bucket.region))
                }
                None => String::new(),
            };
            list += &format!(
                "<Bucket><Name>{}</Name><CreationDate>{}</CreationDate>{place}</Bucket>",
                escape(&bucket.id),
                escape(bucket.text("/time_created"))
            );
        }
    }
    let owner = escape(instance);
    Ok(xml(
        200,
        &format!(
            "<ListAllMyBucketsResult {NAMESPACE}><Owner><ID>{owner}</ID><DisplayName>{owner}</DisplayName></Owner><Buckets>{list}</Buckets></ListAllMyBucketsResult>"
        ),
    ))
}

/// The bucket, if its firewall lets the caller in.
fn bucket(world: &World, call: &Call<'_>) -> Result<Entry, Failure> {
    let bucket = world.store.find(BUCKETS, call.var(0)).filter(|bucket| bucket.region == call.region);
    let bucket =
        bucket.ok_or_else(|| Failure::new(404, "NoSuchBucket", "The specified bucket does not exist."))?;
    let allowed = items(&bucket.value, "/firewall/allowed_ip");
    let denied = items(&bucket.value, "/firewall/denied_ip");
    let has =
        |list: &[Value]| list.iter().filter_map(Value::as_str).any(|network| contains(network, "127.0.0.1"));
    if (!allowed.is_empty() && !has(allowed)) || has(denied) {
        return Err(Failure::new(
            403,
            "AccessDenied",
            "The firewall of the bucket does not allow your address.",
        ));
    }
    Ok(bucket.clone())
}

fn head_bucket(world: &mut World, call: &Call<'_>) -> Result<Response, Failure> {
    let bucket = bucket(world, call)?;
    Ok(Response::empty(200)
        .with("ibm-sse-kp-enabled", (!bucket.text("/kms_key_crn").is_empty()).to_string())
        .with("ibm-sse-kp-crk-id", bucket.text("/kms_key_crn")))
}

/// One of the bucket's sub-resources, or its objects.
fn list(world: &mut World, call: &Call<'_>) -> Result<Response, Failure> {
    let bucket = bucket(world, call)?;
    let asks = |name: &str| call.request.parameter(name).is_some();
    if asks("location") {
        let place = format!("{}-smart", bucket.region);
        return Ok(xml(200, &format!("<LocationConstraint {NAMESPACE}>{place}</LocationConstraint>")));
    }
    if asks("versioning") {
        let status = match bucket.text("/versioning") {
            "" => String::new(),
            status => format!("<Status>{status}</Status>"),
        };
        return Ok(xml(
            200,
            &format!("<VersioningConfiguration {NAMESPACE}>{status}</VersioningConfiguration>"),
        ));
    }
    if asks("protection") {
        return protection(&bucket);
    }
    if asks("publicAccessBlock") {
        let on = bucket.value.get("public_block") == Some(&Value::Bool(true));
        if !on {
            return Err(Failure::new(
                404,
                "NoSuchPublicAccessBlockConfiguration",
                "There is no public access block.",
            ));
        }
        return Ok(xml(
            200,
            &format!(
                "<PublicAccessBlockConfiguration {NAMESPACE}><BlockPublicAcls>true</BlockPublicAcls><IgnorePublicAcls>true</IgnorePublicAcls></PublicAccessBlockConfiguration>"
            ),
        ));
    }
    if asks("acl") {
        return Ok(xml(200, &acl(&bucket)));
    }
    objects(world, call, &bucket)
}

fn acl(bucket: &Entry) -> String {
    let owner = escape(bucket.text("/service_instance_id"));
    // The name of the group is a URI that nobody calls.
    let everyone = ["http:", "//acs.amazonaws.com/groups/global/AllUsers"].concat();
    let grant = if is_public(bucket) {
        format!(
            "<Grant><Grantee xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:type=\"Group\"><URI>{everyone}</URI></Grantee><Permission>READ</Permission></Grant>"
        )
    } else {
        String::new()
    };
    format!(
        "<AccessControlPolicy {NAMESPACE}><Owner><ID>{owner}</ID><DisplayName>{owner}</DisplayName></Owner><AccessControlList>{grant}</AccessControlList></AccessControlPolicy>"
    )
}

fn protection(bucket: &Entry) -> Result<Response, Failure> {
    let Some(days) = bucket.value.get("retention_days").and_then(Value::as_u64) else {
        return Ok(xml(200, "<ProtectionConfiguration/>"));
    };
    let part = |name: &str, days: u64| format!("<{name}><Days>{days}</Days></{name}>");
    Ok(xml(
        200,
        &format!(
            "<ProtectionConfiguration><Status>COMPLIANCE</Status>{}{}{}</ProtectionConfiguration>",
            part("MinimumRetention", days),
            part("DefaultRetention", days),
            part("MaximumRetention", days.saturating_mul(10))
        ),
    ))
}

/// Whether its ACL opens it to everyone.
pub(in super::super) fn is_public(bucket: &Entry) -> bool {
    bucket.value.get("public") == Some(&Value::Bool(true))
}

const MOST_KEYS: usize = 1_000;

fn objects(world: &World, call: &Call<'_>, bucket: &Entry) -> Result<Response, Failure> {
    let prefix = call.query("prefix");
    let wanted = match call.query("max-keys").as_str() {
        "" => MOST_KEYS,
        given => given
            .parse::<usize>()
            .map_err(|_| Failure::wrong("`max-keys` is no number."))?
            .clamp(1, MOST_KEYS),
    };
    let all: Vec<(String, Value)> = world
        .store
        .within(OBJECTS, &bucket.id)
        .filter(|object| object.id.starts_with(&prefix))
        .filter(|object| object.id > call.query("marker"))
        .map(|object| (object.id.clone(), object.value.clone()))
        .collect();
    let (page, next) = after(all, &call.query("continuation-token"), wanted)?;
    let contents: String = page
        .iter()
        .map(|object| {
            let get = |name: &str| escape(super::super::store::text(object, name));
            format!(
                "<Contents><Key>{}</Key><LastModified>{}</LastModified><ETag>&quot;{}&quot;</ETag><Size>{}</Size><StorageClass>STANDARD</StorageClass></Contents>",
                get("/key"), get("/last_modified"), get("/etag"),
                object.get("size").and_then(Value::as_u64).unwrap_or(0)
            )
        })
        .collect();
    let last = page.last().map_or("", |object| super::super::store::text(object, "/key"));
    let more = next.is_some();
    // The second version carries a token, the first names the last key.
    let next = match next {
        Some(token) if call.query("list-type") == "2" => {
            format!("<NextContinuationToken>{token}</NextContinuationToken>")
        }
        Some(_) => format!("<NextMarker>{}</NextMarker>", escape(last)),
        None => String::new(),
    };
    Ok(xml(
        200,
        &format!(
            "<ListBucketResult {NAMESPACE}><Name>{}</Name><Prefix>{}</Prefix><KeyCount>{}</KeyCount><MaxKeys>{wanted}</MaxKeys><IsTruncated>{more}</IsTruncated>{next}{contents}</ListBucketResult>",
            escape(&bucket.id),
            escape(&prefix),
            page.len()
        ),
    ))
}

fn object(world: &World, call: &Call<'_>) -> Result<Entry, Failure> {
    let bucket = bucket(world, call)?;
    let object = world.store.get(OBJECTS, &bucket.id, call.var(1));
    object.cloned().ok_or_else(|| Failure::new(404, "NoSuchKey", "The specified key does not exist."))
}

fn get(world: &mut World, call: &Call<'_>) -> Result<Response, Failure> {
    let object = object(world, call)?;
    let content =
        world.objects.content.get(&(object.parent.clone(), object.id.clone())).cloned().unwrap_or_default();
    let mut response = Response::new(
        200,
        "application/octet-stream",
        if call.request.method.as_str() == "HEAD" { Vec::new() } else { content },
    );
    for (header, field) in [
        ("etag", "/etag"),
        ("x-amz-meta-model-digest", "/model-digest"),
        ("x-amz-meta-model-source", "/model-source"),
    ] {
        if !object.text(field).is_empty() {
            response = response.with(header, object.text(field));
        }
    }
    Ok(response)
}

/// An object whose name and retention or hold are in the way is not written over.
fn put(world: &mut World, call: &Call<'_>) -> Result<Response, Failure> {
    let bucket = bucket(world, call)?;
    let (name, body) = (call.var(1), &call.request.body);
    if name.len() > 1_024 || name.is_empty() {
        return Err(Failure::new(400, "KeyTooLongError", "The key is too long."));
    }
    if let Some(there) = world.store.get(OBJECTS, &bucket.id, name) {
        free(&bucket, there, call)?;
    }
    if world.objects.total.saturating_add(body.len()) > MOST_BYTES {
        return Err(Failure::new(403, "QuotaExceeded", "The quota of the bucket is exhausted."));
    }
    let etag = format!(
        "{:016x}{:016x}",
        crate::rng::number_of(name),
        crate::rng::number_of(&String::from_utf8_lossy(body))
    );
    let now = super::super::store::text(&made(call), "/created_at").to_owned();
    let entry = item(&bucket.id, name, body.len(), &etag, &now);
    world.save(call, &OBJECT, entry)?;
    let before = world.objects.content.insert((bucket.id.clone(), name.to_owned()), body.clone());
    world.objects.total =
        (world.objects.total + body.len()).saturating_sub(before.map_or(0, |content| content.len()));
    Ok(Response::empty(200).with("etag", format!("\"{etag}\"")))
}

pub(in super::super) fn item(bucket: &str, name: &str, size: usize, etag: &str, since: &str) -> Entry {
    Entry {
        id: name.to_owned(),
        parent: bucket.to_owned(),
        name: name.to_owned(),
        value: json!({"key": name, "size": size, "etag": etag, "last_modified": since}),
        ..Entry::default()
    }
}

/// Retention in compliance mode has no exceptions, and a hold has no end.
fn free(bucket: &Entry, object: &Entry, call: &Call<'_>) -> Result<(), Failure> {
    let days = bucket.value.get("retention_days").and_then(Value::as_i64).unwrap_or(0);
    let until = welkin_model::parse_time(object.text("/last_modified")).unwrap_or(0) + days * 86_400_000;
    if !items(&object.value, "/legal_holds").is_empty() || (days > 0 && until > call.at) {
        return Err(Failure::new(403, "AccessDenied", "The object is under retention or a legal hold."));
    }
    Ok(())
}

fn delete(world: &mut World, call: &Call<'_>) -> Result<Response, Failure> {
    let bucket = bucket(world, call)?;
    if let Some(object) = world.store.get(OBJECTS, &bucket.id, call.var(1)).cloned() {
        free(&bucket, &object, call)?;
        world.remove(call, &OBJECT, &object);
        if let Some(content) = world.objects.content.remove(&(bucket.id, object.id)) {
            world.objects.total = world.objects.total.saturating_sub(content.len());
        }
    }
    Ok(Response::empty(204))
}

/// Holds need a bucket with a retention policy.
fn hold(world: &mut World, call: &Call<'_>) -> Result<Response, Failure> {
    let (bucket, mut object) = (bucket(world, call)?, object(world, call)?);
    if bucket.value.get("retention_days").is_none() {
        return Err(Failure::new(400, "InvalidRequest", "The bucket has no retention policy."));
    }
    let mut all = items(&object.value, "/legal_holds").to_vec();
    let (add, remove) = (call.query("add"), call.query("remove"));
    if add.len() > 64 || all.len() >= 100 || (add.is_empty() && remove.is_empty()) {
        return Err(Failure::wrong("Name one hold to add or remove."));
    }
    all.retain(|hold| hold.get("id").and_then(Value::as_str) != Some(&remove));
    if !add.is_empty() {
        all.push(json!({"id": add, "date": super::super::store::text(&made(call), "/created_at")}));
    }
    object.value = joined(object.value, json!({"legal_holds": all}));
    world.save(call, &OBJECT, object)?;
    Ok(Response::empty(200))
}

fn holds(world: &mut World, call: &Call<'_>) -> Result<Response, Failure> {
    let object = object(world, call)?;
    let list: String = items(&object.value, "/legal_holds")
        .iter()
        .map(|hold| {
            let get = |name: &str| escape(super::super::store::text(hold, name));
            format!("<LegalHold><ID>{}</ID><Date>{}</Date></LegalHold>", get("/id"), get("/date"))
        })
        .collect();
    Ok(xml(200, &format!("<RetentionState><LegalHolds>{list}</LegalHolds></RetentionState>")))
}

/// Versioning, retention, ACL or public access block. Retention cannot be taken away.
fn configure(world: &mut World, call: &Call<'_>) -> Result<Response, Failure> {
    let mut bucket = bucket(world, call)?;
    let body = String::from_utf8_lossy(&call.request.body).into_owned();
    let within = |tag: &str| {
        body.split_once(&format!("<{tag}>"))
            .and_then(|(_, rest)| rest.split_once("</"))
            .map(|(text, _)| text.to_owned())
    };
    let asks = |name: &str| call.request.parameter(name).is_some();
    let change = if asks("versioning") {
        match within("Status").as_deref() {
            Some(status @ ("Enabled" | "Suspended")) => json!({"versioning": status}),
            _ => return Err(Failure::new(400, "MalformedXML", "`Status` must be `Enabled` or `Suspended`.")),
        }
    } else if asks("protection") {
        let days = body.split_once("<DefaultRetention>").and_then(|(_, rest)| rest.split_once("<Days>"));
        let days =
            days.and_then(|(_, rest)| rest.split_once('<')).and_then(|(days, _)| days.parse::<u64>().ok());
        let days = days.filter(|days| *days <= 365_243);
        json!({"retention_days": days.ok_or_else(|| Failure::new(400, "MalformedXML", "The retention period is missing."))?})
    } else if asks("acl") {
        json!({"public": call.request.header("x-amz-acl") == "public-read"})
    } else if asks("publicAccessBlock") {
        json!({"public_block": within("BlockPublicAcls").as_deref() == Some("true")})
    } else {
        return Err(Failure::new(409, "BucketAlreadyExists", "The requested bucket name is not available."));
    };
    if change.get("public") == Some(&Value::Bool(true))
        && bucket.value.get("public_block") == Some(&Value::Bool(true))
    {
        return Err(Failure::new(403, "AccessDenied", "The public access block is on."));
    }
    bucket.value = joined(bucket.value, change);
    world.save(call, &BUCKET, bucket)?;
    Ok(Response::empty(200))
}
