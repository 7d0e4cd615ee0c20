use serde_json::{Value, json};

use super::instances::COMPLIANCE;
use super::{AI_STORE, EXTERNAL_KEYS, LEDGER_STORE, entry, id, tag};
use crate::estate::{IBM_ACCOUNT, IBM_KEYS};
use crate::routine::ibm::ROOT_KEY;
use crate::sim::crossings::{EXTERNAL_KEY_ID, EXTERNAL_KEY_URI, FRAUD_DIGEST, FRAUD_SOURCE};
use crate::sim::ibm::service::buckets::BUCKETS;
use crate::sim::ibm::service::kms::{INSTANCE_POLICIES, KEYS, POLICIES, RINGS, key};
use crate::sim::ibm::service::objects::{OBJECTS, item};
use crate::sim::ibm::service::observability::{ATTACHMENTS, PROFILES, ROUTES, SETTINGS, TARGETS, TENANTS};
use crate::sim::ibm::service::secrets::{SECRET_GROUPS, SECRETS, secret};
use crate::sim::ibm::store::Entry;
use crate::sim::ibm::world::{World, joined};

pub(super) fn build(world: &mut World) {
    keys(world);
    buckets(world);
    secrets(world);
    records(world);
}

fn keys(world: &mut World) {
    let root = ROOT_KEY.trim_start_matches("key:");
    let two = id("ai-data-root");
    // Region, instance, id, name, and the months between rotations: none for the ledger's.
    let table = [
        ("us-south", IBM_KEYS, root, "core-ledger-root", None),
        ("us-south", IBM_KEYS, two.as_str(), "ai-data-root", Some(3)),
        ("us-south", IBM_KEYS, "0f4c7d92-83ab-4e15-b6d0-5a9e8c7f6b21", "secrets-root", Some(6)),
        ("eu-de", EXTERNAL_KEYS, EXTERNAL_KEY_ID, "google-external-root", Some(12)),
    ];
    for (region, instance, id, name, months) in table {
        let mut entry = key(region, instance, id, name, false, super::SINCE);
        if let Some(months) = months {
            entry.value = joined(
                entry.value,
                json!({"rotation": {"enabled": true, "interval_month": months}, "dualAuthDelete": {"enabled": id == EXTERNAL_KEY_ID}, "lastRotateDate": "2026-09-01T00:00:00Z"}),
            );
            let policy = json!({
                "id": super::id(name), "crn": format!("{}:policy", entry.crn), "type": "application/vnd.ibm.kms.policy+json",
                "rotation": {"enabled": true, "interval_month": months}, "creationDate": super::SINCE, "createdBy": "IBMid-270001PK7X",
            });
            let policy = Entry {
                parent: id.to_owned(),
                ..super::entry(&super::id(&format!("{name}-policy")), name, policy)
            };
            world.store.seed(POLICIES, policy);
        }
        tag(world, &entry.crn, &["owner:platform"]);
        if id == EXTERNAL_KEY_ID {
            entry.value = joined(
                entry.value,
                json!({"description": format!("Kept for Google Cloud KMS, which calls {EXTERNAL_KEY_URI}")}),
            );
            tag(world, &entry.crn, &["peer-cloud:gcp"]);
        }
        world.store.seed(KEYS, entry);
    }
    for (instance, network) in [(IBM_KEYS, "public-and-private"), (EXTERNAL_KEYS, "public-and-private")] {
        let policies = json!([
            {"policy_type": "allowedNetwork", "policy_data": {"enabled": true, "attributes": {"allowed_network": network}}},
            {"policy_type": "dualAuthDelete", "policy_data": {"enabled": false}},
            {"policy_type": "metrics", "policy_data": {"enabled": true}},
        ]);
        world.store.seed(INSTANCE_POLICIES, entry(instance, "", policies));
        let ring = json!({"id": "default", "creationDate": super::SINCE, "createdBy": "IBMid-270001PK7X"});
        world.store.seed(RINGS, Entry { parent: instance.to_owned(), ..entry("default", "default", ring) });
    }
}

/// Name, instance, region, data class, and what it has: key, firewall, versioning, retention in days, public.
type Bucket = (&'static str, &'static str, &'static str, &'static str, bool, bool, bool, u64, bool);

#[rustfmt::skip]
const TABLE: [Bucket; 9] = [
    ("core-ledger", LEDGER_STORE, "us-south", "restricted", true, true, true, 3_650, false),
    ("core-ledger-export", LEDGER_STORE, "us-south", "restricted", false, false, false, 0, false),
    ("credit-features", AI_STORE, "us-south", "confidential", true, true, true, 0, false),
    ("credit-training", AI_STORE, "us-south", "confidential", true, true, true, 0, false),
    ("watsonx-models", AI_STORE, "us-south", "internal", true, true, true, 90, false),
    ("model-demo", AI_STORE, "us-south", "internal", true, false, false, 0, true),
    ("teller-transcripts", AI_STORE, "eu-de", "confidential", true, true, true, 0, false),
    ("bank-flow-logs", LEDGER_STORE, "us-south", "internal", true, true, true, 365, false),
    ("bank-audit-logs", LEDGER_STORE, "us-south", "internal", true, true, true, 2_555, false),
];

fn buckets(world: &mut World) {
    for (name, instance, region, class, keyed, walled, versioned, days, public) in TABLE {
        let crn = format!(
            "crn:v1:bluemix:public:cloud-object-storage:global:a/{IBM_ACCOUNT}:{instance}:bucket:{name}"
        );
        let key = format!("crn:v1:bluemix:public:kms:us-south:a/{IBM_ACCOUNT}:{IBM_KEYS}:{ROOT_KEY}");
        let mut value = json!({
            "name": name, "crn": crn, "service_instance_id": instance,
            "service_instance_crn": format!("crn:v1:bluemix:public:cloud-object-storage:global:a/{IBM_ACCOUNT}:{instance}::"),
            "time_created": super::SINCE, "time_updated": super::SINCE, "object_count": 3, "bytes_used": 734_003_200_u64,
            "public": false, "public_block": !public,
        });
        if keyed {
            value = joined(value, json!({"kms_key_crn": key}));
        }
        if walled {
            value = joined(
                value,
                json!({
                    "firewall": {"allowed_ip": ["127.0.0.0/8", "203.0.113.0/24", "10.240.0.0/16"], "denied_ip": [], "allowed_network_type": ["public", "private", "direct"]},
                    "activity_tracking": {"read_data_events": true, "write_data_events": true, "management_events": true},
                    "metrics_monitoring": {"usage_metrics_enabled": true, "request_metrics_enabled": true},
                }),
            );
        }
        if versioned {
            value = joined(value, json!({"versioning": "Enabled"}));
        }
        if days > 0 {
            value = joined(value, json!({"retention_days": days}));
        }
        let class = format!("data-class:{class}");
        tag(world, &crn, &[&class]);
        world.store.seed(BUCKETS, Entry { crn, region: region.to_owned(), ..entry(name, name, value) });
    }
    let objects = [
        ("core-ledger", "core-ledger/eod/positions.csv.gz", 48_211_904),
        ("core-ledger", "core-ledger/eod/journal.csv.gz", 12_582_912),
        ("core-ledger-export", "2026-10/positions.csv", 210_763_776),
        ("credit-features", "features/2026-11.parquet", 83_886_080),
        ("credit-training", "credit/2026-10/train.parquet", 524_288_000),
        ("watsonx-models", "credit/v7/model.tar.gz", 73_400_320),
        ("teller-transcripts", "2026/11/22.jsonl", 9_437_184),
        ("bank-audit-logs", "2026/11/22/00.json.gz", 4_194_304),
    ];
    for (bucket, name, size) in objects {
        let etag = super::plain(name);
        world.store.seed(OBJECTS, item(bucket, name, size, &etag, "2026-11-22T02:00:00.000Z"));
    }
    // Copies of the fraud model say where they came from and what they are.
    for (bucket, name) in
        [("watsonx-models", "fraud/v12/model.tar.gz"), ("model-demo", "fraud/v12/model.tar.gz")]
    {
        let mut object =
            item(bucket, name, 91_226_112, &super::plain("fraud-v12"), "2026-10-30T02:00:00.000Z");
        object.value =
            joined(object.value, json!({"model-digest": FRAUD_DIGEST, "model-source": FRAUD_SOURCE}));
        world.store.seed(OBJECTS, object);
    }
}

fn secrets(world: &mut World) {
    let group = id("group-core");
    world.store.seed(SECRET_GROUPS, entry(&group, "core", json!({"id": group, "name": "core", "description": "Core banking", "created_at": super::SINCE, "created_by": "IBMid-270001PK7X"})));
    let rotated = json!({"rotation": {"auto_rotate": true, "interval": 30, "unit": "day"}, "next_rotation_date": "2026-12-02T00:00:00Z"});
    let table: [(&str, &str, &[&str], &Value); 6] = [
        ("ledger-db-password", "username_password", &["owner:core-banking"], &rotated),
        ("credit-scoring-apikey", "iam_credentials", &["owner:data-science"], &rotated),
        (
            "front-tls",
            "imported_cert",
            &["owner:platform"],
            &json!({"expiration_date": "2027-04-01T00:00:00Z", "key_algorithm": "RSA2048"}),
        ),
        ("aws-model-sync", "arbitrary", &["owner:data-science", "peer-cloud:aws"], &rotated),
        (
            "openai-partner-key",
            "arbitrary",
            &["owner:innovation"],
            &json!({"created_at": "2023-05-02T09:00:00.000Z", "updated_at": "2023-05-02T09:00:00.000Z", "versions_total": 1}),
        ),
        ("webhook-signing", "arbitrary", &["owner:platform"], &rotated),
    ];
    for (name, kind, labels, more) in table {
        let id = if name == "openai-partner-key" { PARTNER_SECRET.to_owned() } else { id(name) };
        world.store.seed(SECRETS, secret(&id, name, kind, &group, labels, more));
    }
}

pub(super) const PARTNER_SECRET: &str = "9b50c28b-6fa4-43d7-8eb2-08fd1a35e479";
pub(super) const AUDIT_ROUTE: &str = "c3af0a9e-4b71-4a86-95d2-7e1f6c8b0d53";

/// Where audit records and logs go, and what compliance looks at.
fn records(world: &mut World) {
    let crn = |noun: &str, id: &str| {
        format!("crn:v1:bluemix:public:atracker:us-south:a/{IBM_ACCOUNT}:{id}:{noun}:{id}")
    };
    let target = id("audit-target");
    let value = json!({
        "id": target, "crn": crn("target", &target), "name": "bank-audit-logs", "target_type": "cloud_object_storage", "region": "us-south",
        "cos_endpoint": {"endpoint": "s3.private.us-south.cloud-object-storage.appdomain.cloud", "bucket": "bank-audit-logs", "target_crn": format!("crn:v1:bluemix:public:cloud-object-storage:global:a/{IBM_ACCOUNT}:{LEDGER_STORE}::"), "service_to_service_enabled": true},
        "write_status": {"status": "success"}, "created_at": super::SINCE, "updated_at": super::SINCE, "api_version": 2,
    });
    world
        .store
        .seed(TARGETS, Entry { crn: crn("target", &target), ..entry(&target, "bank-audit-logs", value) });
    let route = json!({
        "id": AUDIT_ROUTE, "crn": crn("route", AUDIT_ROUTE), "name": "south-and-global", "version": 1, "managed_by": "account",
        "rules": [{"target_ids": [target], "locations": ["us-south", "global"]}], "created_at": super::SINCE, "updated_at": super::SINCE, "api_version": 2,
    });
    world.store.seed(
        ROUTES,
        Entry { crn: crn("route", AUDIT_ROUTE), ..entry(AUDIT_ROUTE, "south-and-global", route) },
    );
    let settings = json!({"default_targets": [], "permitted_target_regions": ["us-south", "eu-de"], "metadata_region_primary": "us-south", "private_api_endpoint_only": false, "api_version": 2});
    world.store.seed(SETTINGS, entry("settings", "settings", settings));
    let tenant = id("logs-tenant");
    let value = json!({
        "id": tenant, "name": "bank-logs", "crn": format!("crn:v1:bluemix:public:logs-router:us-south:a/{IBM_ACCOUNT}::tenant:{tenant}"), "created_at": super::SINCE, "updated_at": super::SINCE,
        "targets": [{"id": id("logs-target"), "name": "bank-logs", "type": "logs", "log_sink_crn": format!("crn:v1:bluemix:public:logs:us-south:a/{IBM_ACCOUNT}:{}::", id("bank-logs"))}],
    });
    world.store.seed(TENANTS, entry(&tenant, "bank-logs", value));
    for name in ["IBM Cloud Framework for Financial Services", "AI Security Guardrails 2.0"] {
        let own = id(name);
        world.store.seed(PROFILES, entry(&own, name, json!({"id": own, "profile_name": name, "profile_type": "predefined", "instance_id": COMPLIANCE, "controls_count": 120})));
    }
    let own = id("attachment");
    let value = json!({"id": own, "profile_id": id("AI Security Guardrails 2.0"), "instance_id": COMPLIANCE, "account_id": IBM_ACCOUNT, "status": "enabled", "schedule": "daily"});
    // Both are parts of the instance, whose list is asked for under its id.
    world.store.seed(ATTACHMENTS, entry(&own, "attachment", value));
}
