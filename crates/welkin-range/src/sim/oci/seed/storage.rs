use serde_json::{Value, json};

use super::{AI_LAB, AI_PROD, ARCHIVES, HOME_REGION, PHOENIX, Planter, SECURITY, ocid, tags};
use crate::calendar::{Form, Stamp};
use crate::estate::OCI_NAMESPACE;
use crate::sim::crossings::{ARCHIVE_HOST, CREDIT_DIGEST, CREDIT_TRAINING, FRAUD_DIGEST, FRAUD_SOURCE};

struct Bucket {
    name: &'static str,
    compartment: &'static str,
    key: Option<&'static str>,
    access: &'static str,
    versioning: &'static str,
    tags: &'static [(&'static str, &'static str)],
    objects: &'static [(&'static str, u64)],
}

const PRIVATE: &str = "NoPublicAccess";

const BUCKETS: [Bucket; 7] = [
    Bucket {
        name: "archive-ledger",
        compartment: ARCHIVES,
        key: Some("archives"),
        access: PRIVATE,
        versioning: "Disabled",
        tags: &[("data-class", "confidential"), ("replicated-by", ARCHIVE_HOST)],
        objects: &[("ledger/2026-11-20/00017.zst", 4_812_004), ("ledger/2026-11-20/00018.zst", 5_001_220)],
    },
    Bucket {
        name: "archive-models",
        compartment: ARCHIVES,
        key: Some("archives"),
        access: PRIVATE,
        versioning: "Enabled",
        tags: &[("data-class", "confidential"), ("model-digest", CREDIT_DIGEST)],
        objects: &[
            ("credit/2026/risk-00.onnx", 81_004_112),
            ("credit/2026/risk-01.onnx", 80_911_904),
            ("fraud/v12/model.tar.gz", 402_110_337),
        ],
    },
    Bucket {
        name: "credit-training",
        compartment: AI_PROD,
        key: Some("training"),
        access: PRIVATE,
        versioning: "Enabled",
        tags: &[("data-class", "restricted"), ("training-data", CREDIT_TRAINING)],
        objects: &[("credit/2026-10/part-0000.parquet", 701_220_004)],
    },
    Bucket {
        name: "fraud-models",
        compartment: AI_PROD,
        key: Some("training"),
        access: PRIVATE,
        versioning: "Enabled",
        tags: &[("model-digest", FRAUD_DIGEST), ("model-source", FRAUD_SOURCE)],
        objects: &[("fraud/v12/model.tar.gz", 402_110_337)],
    },
    Bucket {
        name: "agent-knowledge",
        compartment: AI_PROD,
        key: Some("training"),
        access: PRIVATE,
        versioning: "Enabled",
        tags: &[("data-class", "internal")],
        objects: &[("policies/credit-policy.pdf", 402_118), ("policies/complaints.pdf", 91_002)],
    },
    Bucket {
        name: "credit-lab-scratch",
        compartment: AI_LAB,
        key: None,
        access: "ObjectRead",
        versioning: "Disabled",
        tags: &[("data-class", "restricted"), ("training-data", CREDIT_TRAINING), ("environment", "lab")],
        objects: &[("sample/customers-2026-10.csv", 48_220_019)],
    },
    Bucket {
        name: "audit-export",
        compartment: SECURITY,
        key: Some("logs"),
        access: PRIVATE,
        versioning: "Disabled",
        tags: &[("data-class", "secret"), ("owner", "security")],
        objects: &[("2026/11/audit-0001.log.gz", 12_004)],
    },
];

/// Buckets with their objects, rules and pre-authenticated requests.
pub(super) fn plant(p: &mut Planter<'_>) {
    for bucket in &BUCKETS {
        add(p, bucket.name, bucket);
    }
    p.region(PHOENIX);
    add(
        p,
        "archive-ledger-dr",
        &Bucket {
            name: "archive-ledger-dr",
            compartment: ARCHIVES,
            key: Some("disaster"),
            access: PRIVATE,
            versioning: "Disabled",
            tags: &[("data-class", "confidential")],
            objects: &[],
        },
    );
    p.region(HOME_REGION);

    let ledger = ocid("bucket", "archive-ledger");
    p.part(
        &ledger,
        "replicationPolicies",
        json!([
            {
                "id": "technobank-ledger-dr", "name": "to-phoenix", "destinationRegionName": "us-phoenix-1",
                "destinationBucketName": "archive-ledger-dr", "timeCreated": p.ago(300),
                "timeLastSync": p.ago(0), "status": "ACTIVE", "statusMessage": "",
            },
        ]),
    );
    let rule = |id: &str, years: u32, locked: Value, created: &str| {
        json!([
            {
                "id": id, "displayName": "legal", "duration": {"timeAmount": years, "timeUnit": "YEARS"},
                "etag": "00000000000000a1", "timeRuleLocked": locked, "timeCreated": created,
                "timeModified": created,
            },
        ])
    };
    let (made, locked) = (p.ago(320), p.ago(300));
    p.part(&ledger, "retentionRules", rule("rule-ledger-legal", 10, json!(locked), &made));
    p.part(
        &ocid("bucket", "audit-export"),
        "retentionRules",
        rule("rule-audit-export", 1, Value::Null, &made),
    );
    p.part(
        &ocid("bucket", "archive-models"),
        "pars",
        json!([
            {
                "id": "par-vendor-sync", "name": "vendor-sync", "objectName": null,
                "bucketListingAction": "ListObjects", "accessType": "AnyObjectReadWrite",
                "timeExpires": "2029-12-31T23:59:59.000Z", "timeCreated": p.ago(240),
            },
        ]),
    );
}

fn add(p: &mut Planter<'_>, slug: &str, bucket: &Bucket) {
    let created = super::super::access::user_id("jack.turner@technobank.example");
    let id = p.add(
        ("objectstorage", "n"),
        bucket.compartment,
        (slug, bucket.name),
        json!({
            "namespace": OCI_NAMESPACE, "createdBy": created, "publicAccessType": bucket.access,
            "versioning": bucket.versioning, "storageTier": "Standard",
            "kmsKeyId": bucket.key.map(|key| p.here("key", key)), "metadata": {},
            "objectEventsEnabled": bucket.compartment == ARCHIVES,
            "replicationEnabled": bucket.name == "archive-ledger",
            "isReadOnly": bucket.name == "archive-ledger-dr", "autoTiering": "Disabled",
            "freeformTags": tags(bucket.tags),
        }),
    );
    let made = Stamp(p.at - 86_400_000 * 30, Form::Millis).to_string();
    let objects = bucket
        .objects
        .iter()
        .map(|(name, size)| {
            json!({
                "name": name, "size": size, "md5": "1B2M2Y8AsgTpgAmY7PhCfg==", "timeCreated": made,
                "etag": format!("{:016x}", crate::rng::number_of(name)), "storageTier": "Standard",
                "content": "",
            })
        })
        .collect();
    p.part(&id, "objects", Value::Array(objects));
}
