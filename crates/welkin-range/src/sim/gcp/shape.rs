//! What a service adds to a resource of itself: names, ids, links, times, etags.

use serde_json::{Map, Value, json};
use welkin_model::Millis;

use super::estate::{Estate, text};
use super::kind::Kind;
use super::names::{head, last, location, project, relative};
use crate::calendar::{Form, Stamp};
use crate::rng::number_of;

/// The resource as its service shows it.
pub(super) fn completed(estate: &Estate, kind: &Kind, key: &str, mut data: Value, at: Millis) -> Value {
    let created = Stamp(at, Form::Millis).to_string();
    let Some(fields) = data.as_object_mut() else { return data };
    let mut adds = Adds(fields);
    let path = head(key).1;
    match kind.service {
        "compute" => compute(&mut adds, kind, path, &created),
        "storage" => storage(&mut adds, key, &created),
        "iam" => iam(estate, &mut adds, kind, path),
        "bigquery" => bigquery(&mut adds, kind, path, at),
        "dns" => {
            adds.absent("id", json!(number_of(key).to_string()));
            adds.absent("name", json!(last(path)));
            adds.absent("kind", json!("dns#managedZone"));
            adds.absent("creationTime", json!(created));
        }
        "container" => {
            adds.absent("name", json!(last(path)));
            adds.absent("location", json!(location(path)));
            adds.absent("selfLink", json!(format!("https://container.googleapis.com/v1/{path}")));
            adds.absent("createTime", json!(created));
            adds.absent("status", json!("RUNNING"));
        }
        "logging" => adds.absent("name", json!(if kind.asset == "LogSink" { last(path) } else { path })),
        "cloudresourcemanager" => {
            adds.absent("name", json!(relative(key)));
            adds.absent("state", json!("ACTIVE"));
            adds.absent("createTime", json!(created));
            adds.absent("etag", json!(etag(number_of(key))));
        }
        "accesscontextmanager" | "storagetransfer" | "cloudidentity" => adds.absent("name", json!(path)),
        _ => {
            adds.absent("name", json!(path));
            adds.absent("createTime", json!(created));
            adds.absent("updateTime", json!(created));
            if matches!(kind.service, "aiplatform" | "run" | "secretmanager" | "apikeys" | "orgpolicy") {
                adds.absent("etag", json!(etag(number_of(key))));
            }
        }
    }
    data
}

/// An etag of a number: any other number has another.
pub(super) fn etag(number: u64) -> String {
    use base64::Engine as _;
    base64::engine::general_purpose::STANDARD.encode(number.to_be_bytes())
}

/// Marks a resource as written.
pub(super) fn touched(kind: &Kind, data: &mut Value, serial: u64, at: Millis) {
    let Some(fields) = data.as_object_mut() else { return };
    let now = json!(Stamp(at, Form::Millis).to_string());
    for name in ["updateTime", "updated"] {
        if fields.contains_key(name) {
            fields.insert(name.to_owned(), now.clone());
        }
    }
    if fields.contains_key("etag") {
        fields.insert("etag".to_owned(), json!(etag(serial)));
    }
    for name in ["fingerprint", "labelFingerprint"] {
        if kind.service == "compute" && fields.contains_key(name) {
            fields.insert(name.to_owned(), json!(etag(serial)));
        }
    }
    if kind.service == "storage" {
        let generation =
            fields.get("metageneration").and_then(Value::as_str).and_then(|g| g.parse::<u64>().ok());
        fields.insert("metageneration".to_owned(), json!((generation.unwrap_or(0) + 1).to_string()));
    }
}

struct Adds<'a>(&'a mut Map<String, Value>);

impl Adds<'_> {
    fn absent(&mut self, name: &str, value: Value) {
        self.0.entry(name.to_owned()).or_insert(value);
    }

    fn text(&self, name: &str) -> &str {
        self.0.get(name).and_then(Value::as_str).unwrap_or("")
    }
}

fn compute(adds: &mut Adds<'_>, kind: &Kind, path: &str, created: &str) {
    let link = |path: &str| format!("https://www.googleapis.com/compute/v1/{path}");
    let noun = kind.asset.strip_prefix("Global").or(kind.asset.strip_prefix("Region")).unwrap_or(kind.asset);
    let mut letters = noun.chars();
    let noun: String = letters.next().map(|c| c.to_ascii_lowercase()).into_iter().chain(letters).collect();
    adds.absent("kind", json!(format!("compute#{noun}")));
    adds.absent("id", json!((number_of(path) >> 1).to_string()));
    adds.absent("name", json!(last(path)));
    adds.absent("selfLink", json!(link(path)));
    adds.absent("creationTimestamp", json!(created));
    let scope = location(path);
    if !scope.is_empty() {
        let field = if path.contains("/zones/") { "zone" } else { "region" };
        adds.absent(field, json!(link(&format!("projects/{}/{field}s/{scope}", project(path)))));
    }
    if matches!(kind.asset, "Instance" | "Disk" | "Snapshot" | "ForwardingRule" | "VpnTunnel" | "Address") {
        adds.absent("labelFingerprint", json!(etag(number_of(path))));
    }
    if matches!(kind.asset, "Instance" | "FirewallPolicy" | "Subnetwork") {
        adds.absent("fingerprint", json!(etag(number_of(path) ^ 1)));
    }
}

fn storage(adds: &mut Adds<'_>, key: &str, created: &str) {
    let path = key.strip_prefix("//storage.googleapis.com/").unwrap_or(key);
    let (bucket, object) =
        path.split_once("/o/").map_or((path, None), |(bucket, object)| (bucket, Some(object)));
    let link = "https://www.googleapis.com/storage/v1/b/";
    match object {
        None => {
            adds.absent("kind", json!("storage#bucket"));
            adds.absent("id", json!(bucket));
            adds.absent("name", json!(bucket));
            adds.absent("selfLink", json!(format!("{link}{bucket}")));
            adds.absent("location", json!("ASIA-SOUTHEAST1"));
            adds.absent("locationType", json!("region"));
            adds.absent("storageClass", json!("STANDARD"));
        }
        Some(object) => {
            let generation = (1_790_000_000_000_000 + number_of(key) % 1_000_000_000_000).to_string();
            adds.absent("kind", json!("storage#object"));
            adds.absent("id", json!(format!("{bucket}/{object}/{generation}")));
            adds.absent("name", json!(object));
            adds.absent("bucket", json!(bucket));
            adds.absent("generation", json!(generation));
            adds.absent("size", json!("0"));
            adds.absent("storageClass", json!("STANDARD"));
            adds.absent("contentType", json!("application/octet-stream"));
            adds.absent("selfLink", json!(format!("{link}{bucket}/o/{object}")));
        }
    }
    adds.absent("metageneration", json!("1"));
    adds.absent("etag", json!(etag(number_of(key))));
    adds.absent("timeCreated", json!(created));
    adds.absent("updated", json!(created));
}

fn iam(estate: &Estate, adds: &mut Adds<'_>, kind: &Kind, path: &str) {
    match kind.collection() {
        "serviceAccounts" => {
            let id = project(path).to_owned();
            let name = format!("projects/{id}/serviceAccounts/{}", adds.text("email"));
            adds.absent("name", json!(name));
            adds.absent("projectId", json!(id));
            adds.absent("oauth2ClientId", json!(last(path)));
        }
        "keys" => {
            let account = path.split("/keys/").next().unwrap_or("");
            let email = estate
                .get(&format!("//iam.googleapis.com/{account}"))
                .map_or("", |account| text(account, "email"));
            let name = format!("projects/{}/serviceAccounts/{email}/keys/{}", project(path), last(path));
            adds.absent("name", json!(name));
            adds.absent("keyAlgorithm", json!("KEY_ALG_RSA_2048"));
            adds.absent("keyOrigin", json!("GOOGLE_PROVIDED"));
            adds.absent("keyType", json!("USER_MANAGED"));
        }
        "workloadIdentityPools" | "providers" => {
            adds.absent("name", json!(path));
            adds.absent("state", json!("ACTIVE"));
            return;
        }
        _ => adds.absent("name", json!(path)),
    }
    adds.absent("etag", json!(etag(number_of(path))));
}

fn bigquery(adds: &mut Adds<'_>, kind: &Kind, path: &str, at: Millis) {
    let parts: Vec<&str> = path.split('/').collect();
    let (id, dataset) = (project(path), parts.get(3).copied().unwrap_or(""));
    if kind.asset == "Dataset" {
        adds.absent("kind", json!("bigquery#dataset"));
        adds.absent("id", json!(format!("{id}:{dataset}")));
        adds.absent("datasetReference", json!({"projectId": id, "datasetId": dataset}));
        adds.absent("location", json!("asia-southeast1"));
        adds.absent("creationTime", json!(at.to_string()));
    } else {
        let table = last(path);
        adds.absent("kind", json!("bigquery#table"));
        adds.absent("id", json!(format!("{id}:{dataset}.{table}")));
        adds.absent("tableReference", json!({"projectId": id, "datasetId": dataset, "tableId": table}));
        adds.absent("type", json!("TABLE"));
    }
    adds.absent("etag", json!(etag(number_of(path))));
}
