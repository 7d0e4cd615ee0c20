use serde_json::{Value, json};
use welkin_model::{Millis, parse_time};

use super::Oci;
use super::act::locked;
use super::call::{Call, shown, stamp};
use super::catalogue::{BUCKET, kind_of};
use super::page::array;
use super::problem::{Outcome, Problem};
use super::route::Route;
use super::special::Special;
use super::store::Resource;
use crate::calendar::{HOUR, SECOND};
use crate::estate::OCI_NAMESPACE;
use crate::sim::{Method, Response};

/// "It takes up to 30 seconds for a retention rule to take effect."
pub(super) const RULE_DELAY: Millis = 30 * SECOND;
/// A rule is locked 14 days after it was asked for at the earliest.
const LOCK_DELAY: Millis = 14 * 24 * HOUR;
const MOST_RULES: usize = 100;
const MOST_PARS: usize = 200;

impl Oci {
    /// The bucket that the path names, whoever asks.
    pub(super) fn bucket(&self, route: &Route) -> Result<&Resource, Problem> {
        let (namespace, name) = (route.part(1), route.part(3));
        self.store
            .of("objectstorage", BUCKET)
            .find(|one| one.text("name") == name && one.region == route.region.name)
            .filter(|_| namespace == OCI_NAMESPACE)
            .ok_or_else(|| Problem {
                status: 404,
                code: "BucketNotFound",
                message: format!(
                    "Either the bucket named '{name}' does not exist in the namespace '{namespace}' or you are not authorized to access it"
                ),
            })
    }

    /// The same if the caller may do this with it, or with its objects.
    pub(super) fn bucket_for(&self, call: &Call<'_>, special: &Special) -> Result<&Resource, Problem> {
        let bucket = self.bucket(call.route)?;
        let what = if special.what.0.is_empty() { bucket.kind.policy } else { special.what };
        if self.may(call, special.verb, what, bucket.compartment(), bucket.name()) {
            return Ok(bucket);
        }
        Err(Problem { code: "BucketNotFound", ..Problem::absent() })
    }

    pub(super) fn list_buckets(&self, call: &Call<'_>, special: &Special) -> Outcome {
        let compartment =
            call.request.parameter("compartmentId").ok_or_else(|| Problem::missing("compartmentId"))?;
        self.require(call, special.verb, ("buckets", "object-family"), &compartment)?;
        let tags = call.request.parameter("fields").is_some_and(|fields| fields.contains("tags"));
        let found = self
            .store
            .of("objectstorage", BUCKET)
            .filter(|one| one.region == call.route.region.name && one.compartment() == compartment)
            .map(|one| {
                let mut summary = json!({"etag": one.etag()});
                let fields = ["namespace", "name", "compartmentId", "createdBy", "timeCreated"];
                for field in fields
                    .into_iter()
                    .chain(if tags { &["freeformTags", "definedTags"][..] } else { &[] }.iter().copied())
                {
                    if let (Some(summary), Some(value)) = (summary.as_object_mut(), one.body.get(field)) {
                        summary.insert(field.to_owned(), value.clone());
                    }
                }
                summary
            })
            .collect();
        array(call.request, found)
    }

    pub(super) fn get_bucket(&self, call: &Call<'_>, special: &Special) -> Outcome {
        let bucket = self.bucket_for(call, special)?;
        if call.request.method == Method::HEAD {
            return Ok(Response::empty(200).with("etag", bucket.etag()));
        }
        let mut body = bucket.body.clone();
        if let Some(fields) = body.as_object_mut() {
            fields.insert("etag".to_owned(), json!(bucket.etag()));
            let asked = call.request.parameter("fields").unwrap_or_default();
            let objects = bucket.list("objects");
            if asked.contains("approximateCount") {
                fields.insert("approximateCount".to_owned(), json!(objects.len()));
            }
            if asked.contains("approximateSize") {
                let size: u64 = objects.iter().filter_map(|one| one.get("size")?.as_u64()).sum();
                fields.insert("approximateSize".to_owned(), json!(size));
            }
        }
        Ok(Response::json(200, &body).with("etag", bucket.etag()))
    }

    pub(super) fn create_bucket(&mut self, call: &Call<'_>, special: &Special) -> Outcome {
        let kind = kind_of("objectstorage", BUCKET).ok_or_else(Problem::internal)?;
        let compartment = call.field("compartmentId").to_owned();
        let name = call.field("name").to_owned();
        if !self.store.is_compartment(&compartment) || call.route.part(1) != OCI_NAMESPACE {
            return Err(Problem::absent());
        }
        self.require(call, special.verb, kind.policy, &compartment)?;
        let plain = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
        if name.is_empty() || name.len() > 256 || !name.chars().all(plain) {
            return Err(Problem {
                code: "InvalidBucketName",
                ..Problem::invalid("The bucket name is not valid.")
            });
        }
        let region = call.route.region;
        if self
            .store
            .of("objectstorage", BUCKET)
            .any(|one| one.text("name") == name && one.region == region.name)
        {
            return Err(Problem {
                status: 409,
                code: "BucketAlreadyExists",
                message: format!("The bucket '{name}' already exists."),
            });
        }
        check(&call.body)?;
        let number = self.store.next();
        let id =
            format!("ocid1.bucket.oc1.{}.aaaaaaaatechnobanknew{number:08}", region.key.to_ascii_lowercase());
        let given = |field: &str, default: Value| call.body.get(field).cloned().unwrap_or(default);
        let body = json!({
            "namespace": OCI_NAMESPACE, "name": name, "id": id, "compartmentId": compartment,
            "createdBy": call.caller.id, "timeCreated": stamp(call.at),
            "publicAccessType": given("publicAccessType", json!("NoPublicAccess")),
            "versioning": given("versioning", json!("Disabled")),
            "storageTier": given("storageTier", json!("Standard")),
            "kmsKeyId": given("kmsKeyId", Value::Null), "metadata": given("metadata", json!({})),
            "freeformTags": given("freeformTags", json!({})),
            "definedTags": given("definedTags", json!({})),
            "objectEventsEnabled": given("objectEventsEnabled", json!(false)), "replicationEnabled": false,
            "isReadOnly": false, "autoTiering": "Disabled",
        });
        self.store.create(kind, region.name, &id, body, call.at)?;
        self.store.get(&id).map(shown).ok_or_else(Problem::internal)
    }

    /// Versioning, once on, can only be suspended; and it does not go with retention rules.
    pub(super) fn update_bucket(&mut self, call: &Call<'_>, special: &Special) -> Outcome {
        check(&call.body)?;
        let at = call.at;
        let bucket = self.below_mut(call, special)?;
        match (call.field("versioning"), bucket.text("versioning"), bucket.list("retentionRules").is_empty())
        {
            ("Disabled", before, _) if before != "Disabled" => {
                return Err(Problem::invalid("Versioning cannot be disabled, only suspended"));
            }
            ("Enabled", _, false) => {
                return Err(Problem::conflict(
                    "Versioning cannot be enabled while the bucket has retention rules.",
                ));
            }
            _ => {}
        }
        let mut patch = json!({});
        for field in [
            "publicAccessType",
            "versioning",
            "kmsKeyId",
            "metadata",
            "freeformTags",
            "definedTags",
            "objectEventsEnabled",
            "autoTiering",
        ] {
            if let (Some(patch), Some(value)) = (patch.as_object_mut(), call.body.get(field)) {
                patch.insert(field.to_owned(), if value == "" { Value::Null } else { value.clone() });
            }
        }
        bucket.touch(at);
        bucket.merge(&patch);
        Ok(shown(bucket))
    }

    pub(super) fn delete_bucket(&mut self, call: &Call<'_>, special: &Special) -> Outcome {
        let bucket = self.below_mut(call, special)?;
        if !bucket.list("objects").is_empty() {
            return Err(Problem {
                status: 409,
                code: "BucketNotEmpty",
                message: "The bucket is not empty.".to_owned(),
            });
        }
        let id = bucket.id.clone();
        self.store.remove(&id);
        Ok(Response::empty(204))
    }

    pub(super) fn list_rules(&self, call: &Call<'_>, special: &Special) -> Outcome {
        let bucket = self.bucket_for(call, special)?;
        Ok(Response::json(200, &json!({"items": bucket.list("retentionRules")})))
    }

    pub(super) fn create_rule(&mut self, call: &Call<'_>, special: &Special) -> Outcome {
        let at = call.at;
        let locked_at = lock(call)?;
        short(&call.body)?;
        let number = self.store.next();
        let bucket = self.below_mut(call, special)?;
        if bucket.text("versioning") == "Enabled" {
            return Err(Problem::conflict("A bucket with versioning cannot have retention rules."));
        }
        let rule = json!({
            "id": format!("rule-{number:08}"), "displayName": call.field("displayName"),
            "duration": call.body.get("duration").cloned().unwrap_or_default(),
            "etag": format!("{number:016x}"), "timeRuleLocked": locked_at, "timeCreated": stamp(at),
            "timeModified": stamp(at),
        });
        let rules = bucket.list_mut("retentionRules").ok_or_else(Problem::internal)?;
        if rules.len() >= MOST_RULES {
            return Err(Problem::limit(format!("A bucket has at most {MOST_RULES} retention rules.")));
        }
        rules.push(rule.clone());
        bucket.touch(at);
        Ok(Response::json(200, &rule))
    }

    /// A locked rule can be made longer, not shorter.
    pub(super) fn update_rule(&mut self, call: &Call<'_>, special: &Special) -> Outcome {
        let at = call.at;
        short(&call.body)?;
        let id = call.route.part(5).to_owned();
        let locked_at = lock(call)?;
        let bucket = self.below_mut(call, special)?;
        let fixed = locked(bucket, &id, at);
        let rules = bucket.list_mut("retentionRules").ok_or_else(Problem::internal)?;
        let rule =
            rules.iter_mut().find(|one| one.get("id") == Some(&json!(id))).ok_or_else(Problem::absent)?;
        let new = call.body.get("duration");
        if fixed && (days(new) < days(rule.get("duration")) || !locked_at.is_null()) {
            return Err(Problem::conflict("The retention rule is locked and can only be made longer."));
        }
        if let Some(fields) = rule.as_object_mut() {
            for field in ["displayName", "duration"] {
                if let Some(value) = call.body.get(field) {
                    fields.insert(field.to_owned(), value.clone());
                }
            }
            if !locked_at.is_null() {
                fields.insert("timeRuleLocked".to_owned(), locked_at);
            }
            fields.insert("timeModified".to_owned(), json!(stamp(at)));
        }
        let rule = rule.clone();
        bucket.touch(at);
        Ok(Response::json(200, &rule))
    }

    pub(super) fn create_par(&mut self, call: &Call<'_>, special: &Special) -> Outcome {
        short(&call.body)?;
        let at = call.at;
        let expires = parse_time(call.field("timeExpires")).ok_or_else(|| Problem::missing("timeExpires"))?;
        if expires <= at {
            return Err(Problem::invalid("timeExpires must be in the future"));
        }
        let access = call.field("accessType");
        if ![
            "ObjectRead",
            "ObjectWrite",
            "ObjectReadWrite",
            "AnyObjectRead",
            "AnyObjectWrite",
            "AnyObjectReadWrite",
        ]
        .contains(&access)
        {
            return Err(Problem::invalid("accessType is not known"));
        }
        let number = self.store.next();
        let bucket = self.below_mut(call, special)?;
        let name = bucket.name().to_owned();
        let par = json!({
            "id": format!("par-{number:08}"), "name": call.field("name"), "accessType": access,
            "objectName": call.body.get("objectName").cloned().unwrap_or_default(),
            "bucketListingAction": call.body.get("bucketListingAction").cloned().unwrap_or_else(|| json!("Deny")),
            "timeExpires": stamp(expires), "timeCreated": stamp(at),
        });
        let pars = bucket.list_mut("pars").ok_or_else(Problem::internal)?;
        if pars.len() >= MOST_PARS {
            return Err(Problem::limit("The bucket has too many pre-authenticated requests."));
        }
        pars.push(par.clone());
        bucket.touch(at);
        let mut shown = par;
        if let Some(fields) = shown.as_object_mut() {
            let uri = format!("/p/{}/n/{OCI_NAMESPACE}/b/{name}/o/", crate::ids::Token::lower(number, 32));
            fields.insert("accessUri".to_owned(), json!(uri));
        }
        Ok(Response::json(200, &shown))
    }
}

/// Whether a rule keeps an object of this age from being changed.
pub(super) fn retained(bucket: &Resource, created: Millis, at: Millis) -> bool {
    bucket.list("retentionRules").iter().any(|rule| {
        let written = rule.get("timeModified").and_then(Value::as_str).and_then(parse_time).unwrap_or(at);
        let age = (at - created) / (24 * HOUR);
        written + RULE_DELAY <= at && days(rule.get("duration")) > age
    })
}

/// A duration in days; without one a rule holds for ever.
fn days(duration: Option<&Value>) -> i64 {
    let Some(amount) = duration.and_then(|one| one.get("timeAmount")?.as_i64()) else { return i64::MAX };
    let years = duration.and_then(|one| one.get("timeUnit")?.as_str()) == Some("YEARS");
    if years { amount.saturating_mul(365) } else { amount }
}

fn lock(call: &Call<'_>) -> Result<Value, Problem> {
    match call.field("timeRuleLocked") {
        "" => Ok(Value::Null),
        text => parse_time(text)
            .filter(|time| *time >= call.at + LOCK_DELAY)
            .map(|time| json!(stamp(time)))
            .ok_or_else(|| Problem::invalid("timeRuleLocked must be at least 14 days from now")),
    }
}

/// Rules and pre-authenticated requests are small.
fn short(body: &Value) -> Result<(), Problem> {
    if body.to_string().len() > 4 << 10 { Err(Problem::too_large()) } else { Ok(()) }
}

fn check(body: &Value) -> Result<(), Problem> {
    let one_of = |field: &str, known: &[&str]| match body.get(field) {
        None | Some(Value::Null) => Ok(()),
        Some(Value::String(value)) if known.contains(&value.as_str()) => Ok(()),
        Some(_) => Err(Problem::invalid(format!("{field} must be one of {}", known.join(", ")))),
    };
    one_of("publicAccessType", &["NoPublicAccess", "ObjectRead", "ObjectReadWithoutList"])?;
    one_of("versioning", &["Enabled", "Suspended", "Disabled"])?;
    one_of("storageTier", &["Standard", "Archive"])
}
