use serde_json::json;

use super::super::way_in::{
    ADMIN, ADMIN_KEY, AUDITOR, AUDITOR_KEY, RESTRICTED, RESTRICTED_KEY, SPIFFE_SUBJECT,
};
use super::{ML, PROD, Plant, SANDBOX, SECURITY};
use crate::actor::ci_principal;
use crate::estate::{DEPLOYER, DOMAIN};
use crate::people::{PEOPLE, Team};
use crate::sim::crossings::{CROSS_CLOUD_ROLE, DEPLOYER_SUBJECT};

/// Mail, project, unique id, what it is.
const ACCOUNTS: [(&str, &str, &str, &str); 12] = [
    (AUDITOR, SECURITY, "110000000000000000101", "Welkin reads"),
    (ADMIN, SECURITY, "110000000000000000102", "Welkin contains and restores"),
    (RESTRICTED, SECURITY, "110000000000000000103", "Welkin of one project"),
    (DEPLOYER, ML, DEPLOYER_SUBJECT, "CI publishes models"),
    ("vertex-training@tb-asia-ml.iam.gserviceaccount.com", ML, "110000000000000000105", "Training jobs"),
    ("feature-sync@tb-asia-ml.iam.gserviceaccount.com", ML, "110000000000000000106", "Feature store"),
    (
        "risk-inference@tb-asia-prod.iam.gserviceaccount.com",
        PROD,
        "110000000000000000107",
        "Calls the risk endpoint",
    ),
    (
        "assistant-asia@tb-asia-prod.iam.gserviceaccount.com",
        PROD,
        "110000000000000000108",
        "The customers' assistant",
    ),
    (
        "assistant-agent@tb-asia-prod.iam.gserviceaccount.com",
        PROD,
        "110000000000000000109",
        "The agent's tools",
    ),
    ("warehouse@tb-asia-prod.iam.gserviceaccount.com", PROD, "110000000000000000110", "Airflow"),
    (
        "terraform@tb-asia-prod.iam.gserviceaccount.com",
        PROD,
        "110000000000000000111",
        "Infrastructure as code",
    ),
    (
        "912244886630-compute@developer.gserviceaccount.com",
        SANDBOX,
        "110000000000000000112",
        "Default of Compute Engine",
    ),
];

/// Account, key id, valid since.
const ACCOUNT_KEYS: [(&str, &str, &str); 4] = [
    (AUDITOR, AUDITOR_KEY, "2026-10-01T00:00:00Z"),
    (ADMIN, ADMIN_KEY, "2026-10-01T00:00:00Z"),
    (RESTRICTED, RESTRICTED_KEY, "2026-10-01T00:00:00Z"),
    // Older than three years.
    (
        "terraform@tb-asia-prod.iam.gserviceaccount.com",
        "c07a44be19d35f6281e0b9f7ac5d2e8136f4907b",
        "2023-02-14T09:00:00Z",
    ),
];

/// Id, mail, whose people are in it.
const GROUPS: [(&str, &str, Team); 4] = [
    ("01ksv4uv2tbsec", "security", Team::Security),
    ("02bn6wsx1tbds", "data-science", Team::DataScience),
    ("03cqmetx1tbana", "analytics", Team::Analytics),
    ("04f1mdlm1tbadm", "gcp-org-admins", Team::Platform),
];

pub(super) fn plant(plant: &mut Plant<'_>) {
    for (email, project, unique, what) in ACCOUNTS {
        plant.put(
            "iam",
            &format!("projects/{project}/serviceAccounts/{email}"),
            json!({"email": email, "uniqueId": unique, "displayName": what}),
        );
    }
    for (email, id, since) in ACCOUNT_KEYS {
        let project =
            ACCOUNTS.iter().find(|(name, ..)| *name == email).map_or("", |(_, project, ..)| project);
        plant.put(
            "iam",
            &format!("projects/{project}/serviceAccounts/{email}/keys/{id}"),
            json!({"validAfterTime": since, "validBeforeTime": "9999-12-31T23:59:59Z"}),
        );
    }
    roles(plant);
    groups(plant);
    impersonation(plant);
    denials(plant);
}

fn roles(plant: &mut Plant<'_>) {
    plant.put(
        "iam",
        &format!("projects/{ML}/roles/modelPublisher"),
        json!({
            "title": "Model publisher", "stage": "GA",
            "includedPermissions": [
                "aiplatform.models.upload", "aiplatform.models.get", "aiplatform.models.list",
                "aiplatform.customJobs.create", "storage.objects.create", "storage.objects.get", "storage.objects.list",
            ],
        }),
    );
    plant.put(
        "iam",
        "organizations/402917365518/roles/incidentResponder",
        json!({
            "title": "Incident responder", "stage": "GA",
            "includedPermissions": [
                "iam.serviceAccounts.disable", "iam.serviceAccounts.enable", "iam.serviceAccountKeys.disable",
                "iam.denypolicies.create", "iam.denypolicies.delete", "aiplatform.endpoints.update",
                "compute.firewallPolicies.update",
            ],
        }),
    );
}

fn groups(plant: &mut Plant<'_>) {
    for (id, mail, team) in GROUPS {
        plant.put(
            "cloudidentity",
            &format!("groups/{id}"),
            json!({
                "groupKey": {"id": format!("{mail}@{DOMAIN}")}, "parent": "customers/C03tb8x1q", "displayName": mail,
                "labels": {"cloudidentity.googleapis.com/groups.discussion_forum": ""},
            }),
        );
        for person in PEOPLE.iter().filter(|person| person.team == team) {
            plant.put(
                "cloudidentity",
                &format!("groups/{id}/memberships/{}", person.login),
                json!({"preferredMemberKey": {"id": person.mail()}, "roles": [{"name": "MEMBER"}], "type": "USER"}),
            );
        }
    }
}

/// Who may act as which account.
fn impersonation(plant: &mut Plant<'_>) {
    let account = |email: &str| {
        ACCOUNTS
            .iter()
            .find(|(name, ..)| *name == email)
            .map(|(_, project, unique, _)| {
                format!("//iam.googleapis.com/projects/{project}/serviceAccounts/{unique}")
            })
            .unwrap_or_default()
    };
    let pool = "iam.googleapis.com/projects/730011223344/locations/global/workloadIdentityPools";
    let ci = ci_principal();
    let workload = format!("principal://{pool}/workloads/subject/{SPIFFE_SUBJECT}");
    let entra = format!("principalSet://{pool}/entra/*");
    plant.bind(&account(DEPLOYER), &[("roles/iam.workloadIdentityUser", &[&ci])]);
    plant.bind(&account(AUDITOR), &[("roles/iam.workloadIdentityUser", &[&workload])]);
    plant.bind(
        &account("vertex-training@tb-asia-ml.iam.gserviceaccount.com"),
        &[
            (
                "roles/iam.serviceAccountUser",
                &[&format!("serviceAccount:{DEPLOYER}"), "group:data-science@technobank.example"],
            ),
            ("roles/iam.workloadIdentityUser", &[&entra]),
        ],
    );
    // What the account may do elsewhere stands in its description: the provider has no field for it.
    if let Some(mut deployer) = plant.estate.get(&account(DEPLOYER)).cloned()
        && let Some(fields) = deployer.as_object_mut()
    {
        fields.insert("description".to_owned(), json!(format!("Assumes {CROSS_CLOUD_ROLE}")));
        plant.estate.set(&account(DEPLOYER), deployer, plant.at);
    }
}

fn denials(plant: &mut Plant<'_>) {
    plant.put(
        "iam",
        "policies/cloudresourcemanager.googleapis.com%2Fprojects%2Ftb-asia-ml/denypolicies/no-key-export",
        json!({
            "displayName": "No keys of service accounts", "kind": "DenyPolicy",
            "rules": [{
                "description": "Keys are made by nobody but Welkin's administrator",
                "denyRule": {
                    "deniedPrincipals": ["principalSet://goog/public:all"],
                    "exceptionPrincipals": [format!("principal://iam.googleapis.com/projects/-/serviceAccounts/{ADMIN}")],
                    "deniedPermissions": ["iam.googleapis.com/serviceAccountKeys.create"],
                },
            }],
        }),
    );
}
