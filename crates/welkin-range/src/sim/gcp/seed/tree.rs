use serde_json::json;

use super::super::way_in::{ADMIN, AUDITOR, RESTRICTED};
use super::{ML, PROD, Plant, SANDBOX, SECURITY, labels};
use crate::estate::GCP_ML_NUMBER;

const ORGANIZATION: &str = "organizations/402917365518";
const PRODUCTION: &str = "folders/210034455667";
const RESEARCH: &str = "folders/210034455778";

/// Id, number, parent, environment, owner.
const PROJECTS: [(&str, &str, &str, &str, &str); 4] = [
    (PROD, "845522119037", PRODUCTION, "production", "platform-asia"),
    (ML, GCP_ML_NUMBER, PRODUCTION, "production", "ml-platform"),
    (SECURITY, "501266778812", PRODUCTION, "production", "security"),
    (SANDBOX, "912244886630", RESEARCH, "sandbox", "data-science"),
];

/// Container, constraint, rule.
const ENFORCED: [(&str, &str); 5] = [
    (ORGANIZATION, "compute.requireOsLogin"),
    (ORGANIZATION, "storage.uniformBucketLevelAccess"),
    (PRODUCTION, "iam.disableServiceAccountKeyUpload"),
    (PRODUCTION, "compute.skipDefaultNetworkCreation"),
    (ORGANIZATION, "ainotebooks.restrictPublicIp"),
];

pub(super) fn plant(plant: &mut Plant<'_>) {
    for (id, number, ..) in PROJECTS {
        plant.estate.projects.add(id, number);
    }
    plant.put(
        "cloudresourcemanager",
        ORGANIZATION,
        json!({"displayName": "technobank.example", "directoryCustomerId": "C03tb8x1q"}),
    );
    for (name, display) in [(PRODUCTION, "production"), (RESEARCH, "research")] {
        plant.put("cloudresourcemanager", name, json!({"displayName": display, "parent": ORGANIZATION}));
    }
    for (id, _, parent, environment, owner) in PROJECTS {
        plant.put(
            "cloudresourcemanager",
            &format!("projects/{id}"),
            json!({
                "projectId": id, "displayName": id, "parent": parent,
                "labels": labels(&[("environment", environment), ("owner", owner)]),
            }),
        );
    }
    tags(plant);
    policies(plant);
    perimeters(plant);
    access(plant);
}

fn tags(plant: &mut Plant<'_>) {
    plant.put(
        "cloudresourcemanager",
        "tagKeys/281475012345",
        json!({"parent": ORGANIZATION, "shortName": "data-class", "namespacedName": "402917365518/data-class"}),
    );
    for (id, value) in [("281480011111", "restricted"), ("281480022222", "internal")] {
        plant.put(
            "cloudresourcemanager",
            &format!("tagValues/{id}"),
            json!({"parent": "tagKeys/281475012345", "shortName": value, "namespacedName": format!("402917365518/data-class/{value}")}),
        );
    }
    plant.put(
        "cloudresourcemanager",
        "tagBindings/ml-restricted",
        json!({
            "parent": "//cloudresourcemanager.googleapis.com/projects/730011223344", "tagValue": "tagValues/281480011111",
            "tagValueNamespacedName": "402917365518/data-class/restricted",
        }),
    );
}

fn policies(plant: &mut Plant<'_>) {
    for (container, constraint) in ENFORCED {
        plant.put(
            "orgpolicy",
            &format!("{container}/policies/{constraint}"),
            json!({"spec": {"rules": [{"enforce": true}]}}),
        );
    }
    plant.put(
        "orgpolicy",
        &format!("{PRODUCTION}/policies/gcp.resourceLocations"),
        json!({"spec": {"rules": [{"values": {"allowedValues": ["in:asia-southeast1-locations"]}}]}}),
    );
    plant.put(
        "orgpolicy",
        &format!("{PRODUCTION}/policies/vertexai.allowedModels"),
        json!({"spec": {"rules": [{"values": {"allowedValues": ["publishers/google/models/gemini-2.5-flash:predict"]}}]}}),
    );
    // The sandbox escapes from what the organisation asks of notebooks.
    plant.put(
        "orgpolicy",
        &format!("projects/{SANDBOX}/policies/ainotebooks.restrictPublicIp"),
        json!({"spec": {"rules": [{"enforce": false}]}}),
    );
}

fn perimeters(plant: &mut Plant<'_>) {
    let policy = "accessPolicies/845500112233";
    plant.put("accesscontextmanager", policy, json!({"parent": ORGANIZATION, "title": "technobank"}));
    plant.put(
        "accesscontextmanager",
        &format!("{policy}/accessLevels/offices"),
        json!({"title": "offices", "basic": {"conditions": [{"ipSubnetworks": ["203.0.113.0/24"]}]}}),
    );
    let ingress = json!([{
        "ingressFrom": {
            "identities": [format!("serviceAccount:{ADMIN}"), format!("serviceAccount:{AUDITOR}"), "serviceAccount:risk-inference@tb-asia-prod.iam.gserviceaccount.com"],
            "sources": [{"accessLevel": format!("{policy}/accessLevels/offices")}],
        },
        "ingressTo": {"operations": [{"serviceName": "*"}], "resources": ["*"]},
    }]);
    plant.put(
        "accesscontextmanager",
        &format!("{policy}/servicePerimeters/security_perimeter"),
        json!({
            "title": "security", "perimeterType": "PERIMETER_TYPE_REGULAR",
            "status": {
                "resources": ["projects/501266778812"],
                "restrictedServices": ["secretmanager.googleapis.com", "cloudkms.googleapis.com"],
                "ingressPolicies": ingress,
            },
        }),
    );
    // A dry run only: `spec` without `status`.
    plant.put(
        "accesscontextmanager",
        &format!("{policy}/servicePerimeters/ml_perimeter"),
        json!({
            "title": "ml", "perimeterType": "PERIMETER_TYPE_REGULAR", "useExplicitDryRunSpec": true,
            "spec": {
                "resources": ["projects/730011223344"],
                "restrictedServices": ["aiplatform.googleapis.com", "storage.googleapis.com"],
                "ingressPolicies": ingress,
            },
        }),
    );
}

fn access(plant: &mut Plant<'_>) {
    let key = |name: &str| format!("//cloudresourcemanager.googleapis.com/{name}");
    let [auditor, admin, restricted] =
        [AUDITOR, ADMIN, RESTRICTED].map(|email| format!("serviceAccount:{email}"));
    plant.bind(
        &key(ORGANIZATION),
        &[
            ("roles/resourcemanager.organizationAdmin", &["group:gcp-org-admins@technobank.example"]),
            ("roles/owner", &[&admin]),
            ("roles/viewer", &[&auditor]),
            ("roles/iam.securityReviewer", &[&auditor, "group:security@technobank.example"]),
            ("roles/cloudasset.viewer", &[&auditor]),
            ("roles/accesscontextmanager.policyReader", &[&auditor]),
            ("roles/orgpolicy.policyViewer", &[&auditor]),
        ],
    );
    if let Some(mut policy) = plant.estate.policy(&key(ORGANIZATION)).and_then(|policy| policy.now()).cloned()
        && let Some(fields) = policy.as_object_mut()
    {
        let logs: Vec<_> =
            ["ADMIN_READ", "DATA_READ", "DATA_WRITE"].map(|kind| json!({"logType": kind})).into();
        fields
            .insert("auditConfigs".to_owned(), json!([{"service": "allServices", "auditLogConfigs": logs}]));
        plant.estate.set_policy(&key(ORGANIZATION), policy, plant.at);
    }
    plant.bind(
        &key("projects/845522119037"),
        &[
            (
                "roles/editor",
                &[
                    "serviceAccount:terraform@tb-asia-prod.iam.gserviceaccount.com",
                    "serviceAccount:assistant-agent@tb-asia-prod.iam.gserviceaccount.com",
                ],
            ),
            (
                "roles/aiplatform.user",
                &[
                    "serviceAccount:assistant-asia@tb-asia-prod.iam.gserviceaccount.com",
                    "serviceAccount:risk-inference@tb-asia-prod.iam.gserviceaccount.com",
                ],
            ),
            (
                "roles/bigquery.jobUser",
                &[
                    "serviceAccount:warehouse@tb-asia-prod.iam.gserviceaccount.com",
                    "group:analytics@technobank.example",
                ],
            ),
            ("roles/aiplatform.viewer", &[&restricted]),
            ("roles/compute.viewer", &[&restricted]),
        ],
    );
    plant.bind(
        &key("projects/730011223344"),
        &[
            ("roles/editor", &["serviceAccount:model-deployer@tb-asia-ml.iam.gserviceaccount.com"]),
            (
                "projects/tb-asia-ml/roles/modelPublisher",
                &["serviceAccount:vertex-training@tb-asia-ml.iam.gserviceaccount.com"],
            ),
            ("roles/aiplatform.user", &["group:data-science@technobank.example"]),
            (
                "roles/aiplatform.serviceAgent",
                &["serviceAccount:service-730011223344@gcp-sa-aiplatform.iam.gserviceaccount.com"],
            ),
        ],
    );
    plant.bind(
        &key("projects/912244886630"),
        &[(
            "roles/editor",
            &[
                "serviceAccount:912244886630-compute@developer.gserviceaccount.com",
                "group:data-science@technobank.example",
            ],
        )],
    );
}
