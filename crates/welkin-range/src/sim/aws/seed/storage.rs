//! Buckets, keys and secrets.

use serde_json::{Value, json};

use super::{
    EAST, FEATURES_KEY, MADE, MADE_ISO, MADE_MILLIS, MODELS_KEY, PROD, Seed, TRAINING, TRAINING_KEY, key_arn,
};
use crate::estate::{ETL_APP, FEATURES, MODELS, TRAINING_DATA};
use crate::ids::Token;
use crate::rng::number_of;
use crate::sim::aws::field::set;
use crate::sim::aws::objects::{Object, Objects};
use crate::sim::crossings::{
    CREDIT_DIGEST, CROSS_CLOUD_ROLE, EXPORT_USER, FRAUD_DIGEST, TRANSFER_SINK, TRANSFER_SOURCE,
};

/// Bucket, account, class of its data, key, whether it is locked, whether it is public.
type Bucket = (&'static str, &'static str, &'static str, &'static str, bool, bool);

#[rustfmt::skip]
const BUCKETS: &[Bucket] = &[
    (FEATURES, PROD, "confidential", FEATURES_KEY, false, false),
    ("technobank-artifacts-us", PROD, "internal", FEATURES_KEY, false, false),
    ("technobank-knowledge-us", PROD, "internal", FEATURES_KEY, false, false),
    ("technobank-reports-us", PROD, "confidential", "", false, true),
    ("technobank-bedrock-logs", PROD, "restricted", FEATURES_KEY, false, false),
    ("technobank-logs-us", PROD, "internal", FEATURES_KEY, true, false),
    (TRAINING_DATA, TRAINING, "restricted", TRAINING_KEY, false, false),
    (MODELS, TRAINING, "confidential", TRAINING_KEY, true, false),
    ("technobank-scratch-us", TRAINING, "internal", "", false, false),
];

pub(super) fn seed(seed: &mut Seed, objects: &mut Objects) {
    keys(seed);
    secrets(seed);
    for (name, account, class, key, locked, public) in BUCKETS {
        let rule = if key.is_empty() {
            json!({"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}, "BucketKeyEnabled": false})
        } else {
            json!({"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": key_arn(account, key)}, "BucketKeyEnabled": true})
        };
        let mut value = json!({"CreationDate": "2025-06-15T15:06:40.000Z", "Encryption": {"Rule": [rule]}, "Ownership": {"Rule": [{"ObjectOwnership": "BucketOwnerEnforced"}]}});
        if *name != "technobank-scratch-us" {
            set(&mut value, "Versioning", json!({"Status": "Enabled"}));
        }
        if !public {
            let block = json!({"BlockPublicAcls": true, "IgnorePublicAcls": true, "BlockPublicPolicy": true, "RestrictPublicBuckets": true});
            set(&mut value, "PublicAccessBlock", block);
        }
        if *locked {
            set(&mut value, "ObjectLock", json!({"ObjectLockEnabled": "Enabled"}));
        }
        if *name == FEATURES {
            set(
                &mut value,
                "Logging",
                json!({"LoggingEnabled": {"TargetBucket": "technobank-logs-us", "TargetPrefix": "s3/"}}),
            );
        }
        if let Some(policy) = policy(name, *public) {
            set(&mut value, "Policy", json!(policy.to_string()));
        }
        if *name == TRAINING_DATA {
            set(
                &mut value,
                "Replication",
                json!({"Role": super::role_arn(TRAINING, "training-pipeline"),
                "Rule": [{"ID": "copy", "Status": "Enabled", "Prefix": "", "Destination": {"Bucket": "arn:aws:s3:::technobank-scratch-us"}}]}),
            );
        }
        let mut tags = vec![("data-class", *class), ("owner", "ml-platform"), ("environment", "prod")];
        if *name == TRANSFER_SOURCE {
            tags.extend([("model-digest", FRAUD_DIGEST), ("transfer-sink", TRANSFER_SINK)]);
        }
        seed.put("s3:bucket", account, "", name, value, &tags);
    }
    contents(objects);
}

fn policy(bucket: &str, public: bool) -> Option<Value> {
    let all = format!("arn:aws:s3:::{bucket}/*");
    let own = format!("arn:aws:s3:::{bucket}");
    let tls = json!({"Sid": "Tls", "Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": [own, all], "Condition": {"Bool": {"aws:SecureTransport": "false"}}});
    let extra = match bucket {
        _ if public => {
            json!({"Sid": "Reports", "Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": all})
        }
        // The other clouds read the models: one by a role, one by the key of a user.
        MODELS => {
            json!({"Sid": "Copies", "Effect": "Allow", "Principal": {"AWS": [CROSS_CLOUD_ROLE, EXPORT_USER, format!("arn:aws:iam::{PROD}:role/sagemaker-execution")]},
            "Action": ["s3:GetObject", "s3:ListBucket"], "Resource": [own, all]})
        }
        TRAINING_DATA => {
            json!({"Sid": "Inference", "Effect": "Allow", "Principal": {"AWS": format!("arn:aws:iam::{PROD}:role/feature-etl")}, "Action": "s3:GetObject", "Resource": all})
        }
        "technobank-scratch-us" | "technobank-artifacts-us" => return None,
        _ => return Some(json!({"Version": "2012-10-17", "Statement": [tls]})),
    };
    Some(json!({"Version": "2012-10-17", "Statement": [tls, extra]}))
}

/// Bucket, key and size in bytes; the body that is served is a short stand-in.
#[rustfmt::skip]
const CONTENTS: &[(&str, &str, u64)] = &[
    (MODELS, "fraud/v11/model.tar.gz", 481_220_913), (MODELS, "fraud/v12/model.tar.gz", 498_300_172), (MODELS, "credit/v7/model.tar.gz", 212_904_551),
    (MODELS, "router/v3/model.tar.gz", 92_114_310), (MODELS, "churn/v2/model.tar.gz", 61_302_118),
    (FEATURES, "online/customer/17.parquet", 24_018), (FEATURES, "offline/dt=2026-11-24/part-00000.parquet", 3_102_778),
    ("technobank-reports-us", "reports/2026/q3/summary.csv", 88_120), ("technobank-knowledge-us", "terms/2026.pdf", 1_204_533),
    ("technobank-artifacts-us", "releases/5f1c8f3c0f3f.tar.gz", 42_000_118),
];

fn contents(objects: &mut Objects) {
    let shards =
        (0..40).map(|nth| (TRAINING_DATA, format!("fraud/curated/shard-{nth:04}.tfrecord"), 60_113_004));
    let all = CONTENTS.iter().map(|(bucket, key, size)| (*bucket, (*key).to_owned(), *size)).chain(shards);
    for (bucket, key, size) in all {
        let digest = match (bucket, key.as_str()) {
            (MODELS, "fraud/v12/model.tar.gz") => FRAUD_DIGEST,
            (MODELS, "credit/v7/model.tar.gz") => CREDIT_DIGEST,
            _ => "",
        };
        let body = format!("{bucket}/{key} {digest}\n").into_bytes();
        let seed = number_of(&format!("{bucket}/{key}"));
        let object = Object {
            version: Token::lower(seed, 32).to_string(),
            body,
            size,
            etag: format!("\"{}\"", Token::hex(seed, 32)),
            modified: MADE_MILLIS,
            legal_hold: false,
            deleted: false,
        };
        // The seed is far below the bounds.
        objects.put(bucket, &key, object).ok();
    }
}

/// Account, id, alias, whether it rotates, who beside the account may use it.
type Key = (&'static str, &'static str, &'static str, bool, &'static [&'static str]);

#[rustfmt::skip]
const KEYS: &[Key] = &[
    (PROD, FEATURES_KEY, "alias/technobank-features", true, &[]),
    (PROD, MODELS_KEY, "alias/technobank-models", true, &[]),
    (PROD, "6f0a2c4e-8b1d-4937-a5c3-7e9f1b2d4c60", "alias/technobank-logs", true, &[]),
    (TRAINING, TRAINING_KEY, "alias/technobank-training", false, &["arn:aws:iam::111122223333:role/feature-etl"]),
];

fn keys(seed: &mut Seed) {
    for (account, id, alias, rotates, users) in KEYS {
        let mut statements = vec![
            json!({"Sid": "Account", "Effect": "Allow", "Principal": {"AWS": format!("arn:aws:iam::{account}:root")}, "Action": "kms:*", "Resource": "*"}),
        ];
        if !users.is_empty() {
            statements.push(json!({"Sid": "Use", "Effect": "Allow", "Principal": {"AWS": users}, "Action": ["kms:Decrypt", "kms:DescribeKey"], "Resource": "*"}));
        }
        let value = json!({"AWSAccountId": account, "CreationDate": MADE, "Enabled": true, "Description": alias.trim_start_matches("alias/"), "KeyUsage": "ENCRYPT_DECRYPT", "KeyState": "Enabled",
            "Origin": "AWS_KMS", "KeyManager": "CUSTOMER", "CustomerMasterKeySpec": "SYMMETRIC_DEFAULT", "KeySpec": "SYMMETRIC_DEFAULT", "EncryptionAlgorithms": ["SYMMETRIC_DEFAULT"], "MultiRegion": false,
            "_policy": {"Version": "2012-10-17", "Statement": statements}, "_rotation": rotates});
        seed.put("kms:key", account, EAST, id, value, &[("owner", "security"), ("environment", "prod")]);
        let value =
            json!({"AliasName": alias, "TargetKeyId": id, "CreationDate": MADE, "LastUpdatedDate": MADE});
        seed.put("kms:alias", account, EAST, alias, value, &[]);
    }
}

fn secrets(seed: &mut Seed) {
    let etl = format!("azure/etl-service-principal/{ETL_APP}");
    for (name, rotates, class) in [
        (etl.as_str(), false, "restricted"),
        ("github/technobank-deploy/oidc-broker", false, "restricted"),
        ("prod/core-banking/db", true, "restricted"),
        ("prod/assistant/vector-store", true, "confidential"),
    ] {
        let mut value = json!({"Name": name, "Description": format!("Secret {name}"), "KmsKeyId": key_arn(PROD, FEATURES_KEY), "RotationEnabled": rotates, "CreatedDate": MADE, "LastChangedDate": MADE,
            "Tags": [{"Key": "data-class", "Value": class}, {"Key": "owner", "Value": "platform"}]});
        if rotates {
            set(
                &mut value,
                "RotationLambdaARN",
                json!(format!("arn:aws:lambda:{EAST}:{PROD}:function:feature-trigger")),
            );
            set(&mut value, "RotationRules", json!({"AutomaticallyAfterDays": 30}));
            set(&mut value, "LastRotatedDate", json!(MADE));
        }
        if name == "prod/core-banking/db" {
            let deny = json!({"Version": "2012-10-17", "Statement": [{"Sid": "NoPipelines", "Effect": "Deny", "Principal": {"AWS": format!("arn:aws:iam::{PROD}:user/ci-deploy")}, "Action": "secretsmanager:GetSecretValue", "Resource": "*"}]});
            set(&mut value, "_policy", deny);
        }
        seed.put(
            "secretsmanager:secret",
            PROD,
            EAST,
            name,
            value,
            &[("data-class", class), ("owner", "platform"), ("created", MADE_ISO)],
        );
    }
}
