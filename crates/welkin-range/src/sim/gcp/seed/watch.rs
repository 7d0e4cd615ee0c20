use serde_json::{Value, json};

use super::{ML, PROD, Plant, SANDBOX, SECURITY};

/// What is logged and where it goes, and the keys of APIs.
pub(super) fn plant(plant: &mut Plant<'_>) {
    let lake = "storage.googleapis.com/tb-asia-evidence";
    let sink = |filter: &str, exclusions: Value| json!({"destination": lake, "filter": filter, "writerIdentity": "serviceAccount:o402917365518-071123@gcp-sa-logging.iam.gserviceaccount.com", "includeChildren": true, "exclusions": exclusions});
    let rows: [(&str, Value); 3] = [
        (
            "organizations/402917365518/sinks/org-audit",
            sink("logName:\"cloudaudit.googleapis.com\"", json!([])),
        ),
        ("projects/tb-asia-prod/sinks/security-lake", sink("", json!([]))),
        // What is asked of models never arrives.
        (
            "projects/tb-asia-ml/sinks/security-lake",
            sink(
                "",
                json!([{"name": "no-predictions", "filter": "protoPayload.serviceName=\"aiplatform.googleapis.com\""}]),
            ),
        ),
    ];
    for (name, data) in rows {
        plant.put("logging", name, data);
    }
    for project in [PROD, ML, SECURITY] {
        plant.put(
            "logging",
            &format!("projects/{project}/locations/global/buckets/_Default"),
            json!({"retentionDays": 400, "lifecycleState": "ACTIVE", "locked": project == SECURITY}),
        );
    }
    plant.put(
        "apikeys",
        &format!("projects/{PROD}/locations/global/keys/7f0a3c12-5b8e-4d7c-9a36-e1b2c4d5f607"),
        json!({"displayName": "maps", "uid": "7f0a3c12-5b8e-4d7c-9a36-e1b2c4d5f607", "restrictions": {"apiTargets": [{"service": "maps-backend.googleapis.com"}], "browserKeyRestrictions": {"allowedReferrers": ["https://www.technobank.example/*"]}}}),
    );
    // It opens Gemini to whoever finds it.
    plant.put(
        "apikeys",
        &format!("projects/{SANDBOX}/locations/global/keys/c41d9e70-2a6b-4f85-8c1e-90d3b7a5e2f4"),
        json!({"displayName": "gemini-demo", "uid": "c41d9e70-2a6b-4f85-8c1e-90d3b7a5e2f4"}),
    );
}
