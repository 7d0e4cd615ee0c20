use serde_json::{Value, json};

use super::{ARCHIVES, NETWORK, PHOENIX, Planter, ROOT, SECURITY, ocid, tags};

/// Vaults, keys, secrets, logs, the bastion, Cloud Guard, events and their topics.
pub(super) fn plant(p: &mut Planter<'_>) {
    for (slug, name, kind) in [("main", "vault-main", "VIRTUAL_PRIVATE"), ("lab", "vault-lab", "DEFAULT")] {
        p.add(
            ("kms", "vaults"),
            SECURITY,
            (slug, name),
            json!({
                "vaultType": kind, "isPrimary": true, "wrappingkeyId": ocid("key", "wrapping"),
                "timeOfDeletion": null, "replicaDetails": null,
                "managementEndpoint": format!("https://tb{slug}-management.kms.us-ashburn-1.oraclecloud.com"),
                "cryptoEndpoint": format!("https://tb{slug}-crypto.kms.us-ashburn-1.oraclecloud.com"),
            }),
        );
    }
    for (slug, name, vault, protection, rotated) in [
        ("archives", "key-archives", "main", "HSM", 40),
        ("training", "key-training", "main", "HSM", 60),
        ("clusters", "key-clusters", "main", "HSM", 80),
        ("logs", "key-logs", "main", "HSM", 30),
        ("labmodels", "key-lab-models", "lab", "SOFTWARE", 70),
    ] {
        let version = format!("ocid1.keyversion.oc1.iad.amaaaaaatechnobank{slug}1");
        let id = p.add(("kms-management", "keys"), SECURITY, (slug, name), json!({
            "vaultId": ocid("vault", vault), "protectionMode": protection, "algorithm": "AES",
            "keyShape": {"algorithm": "AES", "length": 32, "curveId": null}, "currentKeyVersion": version,
            "isPrimary": true, "isAutoRotationEnabled": protection == "HSM",
            "autoKeyRotationDetails": if protection == "HSM" { json!({"rotationIntervalInDays": 90, "lastRotationStatus": "SUCCESS"}) } else { Value::Null },
            "freeformTags": tags(&[("owner", "security")]), "timeOfDeletion": null,
            "restoredFromKeyId": null,
        }));
        p.part(
            &id,
            "keyVersions",
            json!([
                {
                    "id": version, "keyId": id, "vaultId": ocid("vault", vault), "compartmentId": SECURITY,
                    "origin": "INTERNAL", "lifecycleState": "ENABLED", "timeCreated": p.ago(rotated),
                    "timeOfDeletion": null,
                },
            ]),
        );
    }
    for (slug, name, rotation) in [
        ("huggingface", "huggingface-token", false),
        ("azurearchive", "azure-archive-credential", false),
        ("database", "credit-features-password", true),
    ] {
        let id = p.add(("vaults", "secrets"), SECURITY, (slug, name), json!({
            "vaultId": ocid("vault", "main"), "keyId": ocid("key", "archives"), "description": name,
            "currentVersionNumber": 1, "isReplica": false,
            "rotationConfig": rotation.then(|| json!({"isScheduledRotationEnabled": true, "rotationInterval": "P90D", "targetSystemDetails": {"targetSystemType": "ADB", "adbId": ocid("autonomousdatabase", "creditfeatures")}})),
            "rotationStatus": rotation.then_some("SCHEDULED"), "secretRules": [], "metadata": {},
            "lifecycleDetails": null,
        }));
        p.part(
            &id,
            "versions",
            json!([
                {
                    "secretId": id, "versionNumber": 1, "contentType": "BASE64", "name": "v1",
                    "stages": ["CURRENT", "LATEST"], "timeCreated": p.ago(120),
                },
            ]),
        );
        // What stands in the vault is of no use anywhere.
        p.part(
            &id,
            "bundle",
            json!({
                "secretId": id, "versionNumber": 1, "versionName": "v1", "stages": ["CURRENT", "LATEST"],
                "timeCreated": p.ago(120), "metadata": {},
                "secretBundleContent": {"contentType": "BASE64", "content": "c2ltdWxhdGVk"},
            }),
        );
    }

    let log = |group: &str, slug: &str, name: &str, enabled: bool, source: Value| {
        json!({
            "id": ocid("log", slug), "logGroupId": ocid("loggroup", group), "tenancyId": ROOT,
            "compartmentId": SECURITY, "displayName": name, "logType": "SERVICE", "isEnabled": enabled,
            "retentionDuration": 180, "lifecycleState": if enabled { "ACTIVE" } else { "INACTIVE" },
            "configuration": {
                "compartmentId": SECURITY, "source": source, "archiving": {"isEnabled": false},
            },
            "freeformTags": {}, "definedTags": {}, "timeCreated": "2026-02-01T00:00:00.000Z",
            "timeLastModified": "2026-02-01T00:00:00.000Z",
        })
    };
    let source = |service: &str, resource: String, category: &str| {
        json!({
            "sourceType": "OCISERVICE", "service": service, "resource": resource, "category": category,
            "parameters": {},
        })
    };
    for (slug, name) in
        [("flows", "network-flows"), ("objects", "object-access"), ("models", "model-serving")]
    {
        p.add(("logging", "logGroups"), SECURITY, (slug, name), json!({"description": name}));
    }
    let flows = json!([
        log("flows", "flows", "flows-archives", true, source("flowlogs", ocid("subnet", "archives"), "all")),
        log(
            "flows",
            "flowsserving",
            "flows-ai-serving",
            true,
            source("flowlogs", ocid("subnet", "aiserving"), "all")
        ),
    ]);
    p.part(&ocid("loggroup", "flows"), "logs", flows);
    let objects = json!([
        log(
            "objects",
            "ledgerwrites",
            "archive-ledger-write",
            true,
            source("objectstorage", "archive-ledger".to_owned(), "write")
        ),
        log(
            "objects",
            "modelreads",
            "archive-models-read",
            true,
            source("objectstorage", "archive-models".to_owned(), "read")
        ),
    ]);
    p.part(&ocid("loggroup", "objects"), "logs", objects);
    let models = json!([
        log(
            "models",
            "creditpredict",
            "credit-risk-predict",
            true,
            source("datascience", ocid("datasciencemodeldeployment", "creditrisk"), "predict")
        ),
        log(
            "models",
            "creditaccess",
            "credit-risk-access",
            true,
            source("datascience", ocid("datasciencemodeldeployment", "creditrisk"), "access")
        ),
    ]);
    p.part(&ocid("loggroup", "models"), "logs", models);

    p.add(
        ("bastion", "bastions"),
        NETWORK,
        ("ai", "bastion-ai"),
        json!({
            "bastionType": "STANDARD", "targetVcnId": ocid("vcn", "ai"),
            "targetSubnetId": ocid("subnet", "aitraining"), "clientCidrBlockAllowList": ["203.0.113.0/24"],
            "maxSessionTtlInSeconds": 3_600, "maxSessionsAllowed": 10,
            "privateEndpointIpAddress": "10.40.33.250", "dnsProxyStatus": "DISABLED",
        }),
    );
    let topic = p.add(
        ("notification", "topics"),
        SECURITY,
        ("alerts", "security-alerts"),
        json!({
            "topicId": ocid("onstopic", "alerts"), "shortTopicId": "tbalerts",
            "description": "To the security team",
            "apiEndpoint": "https://cell1.notification.us-ashburn-1.oci.oraclecloud.com", "etag": "1",
        }),
    );
    for (slug, name, condition) in [
        (
            "iam",
            "iam-changes",
            r#"{"eventType":["com.oraclecloud.identitycontrolplane.createpolicy","com.oraclecloud.identitycontrolplane.updatepolicy","com.oraclecloud.identitycontrolplane.deletepolicy"],"data":{}}"#,
        ),
        (
            "models",
            "model-changes",
            r#"{"eventType":["com.oraclecloud.datascience.createmodel","com.oraclecloud.datascience.updatemodeldeployment.begin"],"data":{}}"#,
        ),
    ] {
        p.add(
            ("events", "rules"),
            SECURITY,
            (slug, name),
            json!({
                "description": name, "condition": condition, "isEnabled": true,
                "actions": {
                    "actions": [
                        {
                            "actionType": "ONS", "id": format!("{slug}-ons"), "topicId": topic,
                            "isEnabled": true, "lifecycleState": "ACTIVE", "lifecycleMessage": null,
                            "description": null,
                        },
                    ],
                },
            }),
        );
    }
    p.add(
        ("cloudguard", "targets"),
        ROOT,
        ("root", "technobank-root"),
        json!({
            "description": "All of the tenancy", "targetResourceType": "COMPARTMENT",
            "targetResourceId": ROOT, "recipeCount": 2, "targetDetectorRecipes": [],
            "targetResponderRecipes": [], "inheritedByCompartments": [],
        }),
    );
    p.add(
        ("cloudguard", "securityZones"),
        ARCHIVES,
        ("archives", "zone-archives"),
        json!({
            "description": "No public buckets",
            "securityZoneRecipeId": ocid("securityzonesrecipe", "maximum"),
            "securityZoneTargetId": ocid("cloudguardtarget", "root"), "inheritedByCompartments": [],
        }),
    );
    p.add(
        ("cloudguard", "problems"),
        super::AI_LAB,
        ("publicbucket", "BUCKET_IS_PUBLIC"),
        json!({
            "detectorRuleId": "BUCKET_IS_PUBLIC", "riskLevel": "CRITICAL", "riskScore": 90.0,
            "resourceId": ocid("bucket", "credit-lab-scratch"), "resourceName": "credit-lab-scratch",
            "resourceType": "Bucket", "region": "us-ashburn-1", "regions": ["us-ashburn-1"],
            "labels": ["CIS_OCI_V1.1_OBJECTSTORAGE"], "lifecycleDetail": "OPEN",
            "detectorId": "IAAS_CONFIGURATION_DETECTOR", "targetId": ocid("cloudguardtarget", "root"),
            "timeFirstDetected": p.ago(60), "timeLastDetected": p.ago(1), "additionalDetails": {},
            "description": "The bucket can be read by anyone", "recommendation": "Make the bucket private",
        }),
    );

    p.region(PHOENIX);
    let vault = p.add(
        ("kms", "vaults"),
        SECURITY,
        ("disaster", "vault-disaster"),
        json!({
            "vaultType": "DEFAULT", "isPrimary": true, "timeOfDeletion": null,
            "managementEndpoint": "https://tbdisaster-management.kms.us-phoenix-1.oraclecloud.com",
            "cryptoEndpoint": "https://tbdisaster-crypto.kms.us-phoenix-1.oraclecloud.com",
        }),
    );
    p.add(
        ("kms-management", "keys"),
        SECURITY,
        ("disaster", "key-disaster"),
        json!({
            "vaultId": vault, "protectionMode": "HSM", "algorithm": "AES",
            "keyShape": {"algorithm": "AES", "length": 32, "curveId": null}, "isPrimary": true,
            "currentKeyVersion": "ocid1.keyversion.oc1.phx.amaaaaaatechnobankdisaster1",
            "timeOfDeletion": null,
        }),
    );
    p.add(("logging", "logGroups"), SECURITY, ("phoenix", "phoenix"), json!({"description": "Empty so far"}));
    p.region(super::HOME_REGION);
}
