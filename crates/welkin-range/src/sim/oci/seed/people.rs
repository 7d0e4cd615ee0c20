use serde_json::{Value, json};

use super::{AI_LAB, AI_PROD, ARCHIVES, Planter, ROOT};
use crate::sim::oci::access::{ADMIN, AUDITOR, Principals, RESTRICTED, user_id};
use crate::sim::oci::keys::{fingerprint, pem};

const IDENTITY: &str = "identity";

/// Groups by the end of their id, with who is in them.
const GROUPS: [(&str, &str, &[&str]); 7] = [
    (
        "administrators",
        "Administrators",
        &[ADMIN, "carla.jensen@technobank.example", "emily.hart@technobank.example"],
    ),
    ("auditors", "welkin-auditors", &[AUDITOR, "tanja.weiss@technobank.example"]),
    ("viewers", "science-viewers", &[RESTRICTED]),
    (
        "scientists",
        "data-scientists",
        &[
            "karen.boyd@technobank.example",
            "daniel.okafor@technobank.example",
            "alice.moreno@technobank.example",
        ],
    ),
    ("archivists", "archivists", &["jack.turner@technobank.example", "karen.boyd@technobank.example"]),
    ("netops", "network-operators", &["anand.rao@technobank.example"]),
    ("deployers", "model-deployers", &["ci-deploy@technobank.example", "legacy-batch"]),
];

/// Users, with how old their API key is in days (none for 0) and whether they have a second factor.
const USERS: [(&str, i64, bool); 13] = [
    (AUDITOR, 20, false),
    (ADMIN, 20, false),
    (RESTRICTED, 20, false),
    ("karen.boyd@technobank.example", 45, true),
    ("daniel.okafor@technobank.example", 0, true),
    ("alice.moreno@technobank.example", 0, true),
    ("jack.turner@technobank.example", 35, true),
    ("carla.jensen@technobank.example", 0, true),
    ("emily.hart@technobank.example", 0, true),
    ("tanja.weiss@technobank.example", 0, true),
    ("anand.rao@technobank.example", 61, true),
    ("ci-deploy@technobank.example", 12, false),
    ("legacy-batch", 910, false),
];

/// Name, compartment, statements.
const POLICIES: [(&str, &str, &str, &[&str]); 12] = [
    (
        "tenantadmin",
        "Tenant Admin Policy",
        ROOT,
        &["Allow group Administrators to manage all-resources in tenancy"],
    ),
    ("auditors", "welkin-auditors", ROOT, &["Allow group welkin-auditors to read all-resources in tenancy"]),
    (
        "viewers",
        "science-viewers",
        ROOT,
        &[
            "Allow group science-viewers to read data-science-family in compartment ai:prod",
            "Allow group science-viewers to use data-science-model-deployments in compartment ai:prod where request.operation = 'Predict'",
            "Allow group science-viewers to inspect compartments in tenancy",
            "Allow group science-viewers to inspect tenancies in tenancy",
        ],
    ),
    (
        "scientists",
        "data-scientists",
        ROOT,
        &[
            "Allow group 'Default'/'data-scientists' to manage data-science-family in compartment ai:lab",
            "Allow group 'Default'/'data-scientists' to use data-science-family in compartment ai:prod",
            "Allow group 'Default'/'data-scientists' to use generative-ai-family in compartment ai",
            "Allow group 'Default'/'data-scientists' to read buckets in compartment ai",
        ],
    ),
    (
        "archivists",
        "archivists",
        ROOT,
        &[
            "Allow group archivists to manage object-family in compartment archives where any {target.bucket.name = /archive-*/, target.bucket.name = /ledger-*/}",
        ],
    ),
    (
        "netops",
        "network-operators",
        ROOT,
        &["Allow group network-operators to manage virtual-network-family in compartment network"],
    ),
    (
        "deployers",
        "model-deployers",
        ROOT,
        &["Allow group model-deployers to manage data-science-model-deployments in compartment ai:prod"],
    ),
    (
        "notebooks",
        "notebook-principals",
        ROOT,
        &[
            "Allow dynamic-group notebook-principals to read data-science-family in compartment ai",
            "Allow dynamic-group notebook-principals to manage object-family in tenancy",
        ],
    ),
    (
        "writers",
        "archive-writers",
        ROOT,
        &["Allow dynamic-group archive-instances to manage objects in compartment archives"],
    ),
    (
        "services",
        "oracle-services",
        ROOT,
        &[
            "Allow service datascience to use virtual-network-family in compartment network",
            "Allow service objectstorage-us-ashburn-1 to use keys in compartment security",
        ],
    ),
    (
        "anyone",
        "agent-anyone",
        ROOT,
        &["Allow any-user to use genai-agent-family in compartment ai:lab where request.operation = 'Chat'"],
    ),
    ("guard", "no-bucket-deletion", ROOT, &["Deny group data-scientists to manage buckets in tenancy"]),
];

pub(super) fn plant(p: &mut Planter<'_>, principals: &Principals) {
    for (name, key_age, mfa) in USERS {
        let id = user_id(name);
        let human = name.contains('@') && !name.starts_with("ci-");
        p.add_as(
            (IDENTITY, "users"),
            ROOT,
            (&id, name),
            json!({
                "description": if human { "Staff" } else { "Service user" }, "email": human.then_some(name),
                "emailVerified": human, "identityProviderId": null, "externalIdentifier": null,
                "inactiveStatus": null, "isMfaActivated": mfa, "dbUserName": null,
                "capabilities": {
                    "canUseConsolePassword": human, "canUseApiKeys": key_age > 0, "canUseAuthTokens": true,
                    "canUseSmtpCredentials": false, "canUseDbCredentials": false,
                    "canUseCustomerSecretKeys": name == "legacy-batch",
                    "canUseOAuth2ClientCredentials": false,
                },
            }),
        );
        if key_age > 0 {
            let key = key(name, &id, principals, &p.ago(key_age));
            p.part(&id, "apiKeys", json!([key]));
        }
        if mfa {
            p.part(
                &id,
                "mfaTotpDevices",
                json!([
                    {
                        "id": format!("ocid1.mfatotpdevice.oc1..amaaaaaatechnobank{}", name.split('@').next().unwrap_or(name)),
                        "userId": id, "isActivated": true, "lifecycleState": "ACTIVE",
                        "timeCreated": p.ago(300),
                    },
                ]),
            );
        }
    }
    // A user whom failed sign-ins have blocked.
    p.add_as(
        (IDENTITY, "users"),
        ROOT,
        (&user_id("grace.liu@technobank.example"), "grace.liu@technobank.example"),
        json!({
            "description": "Staff", "lifecycleState": "INACTIVE", "inactiveStatus": 4,
            "isMfaActivated": true,
            "capabilities": {
                "canUseConsolePassword": true, "canUseApiKeys": false, "canUseAuthTokens": false,
                "canUseSmtpCredentials": false, "canUseDbCredentials": false,
                "canUseCustomerSecretKeys": false, "canUseOAuth2ClientCredentials": false,
            },
        }),
    );
    let batch = user_id("legacy-batch");
    p.part(
        &batch,
        "customerSecretKeys",
        json!([
            {
                "id": "technobanklegacybatchs3key", "userId": batch, "displayName": "s3-compat",
                "timeCreated": p.ago(905), "timeExpires": null, "lifecycleState": "ACTIVE",
                "inactiveStatus": null,
            },
        ]),
    );
    p.part(
        &batch,
        "authTokens",
        json!([
            {
                "id": "ocid1.credential.oc1..amaaaaaatechnobankbatch", "userId": batch,
                "description": "swift", "token": null, "timeCreated": p.ago(905), "timeExpires": null,
                "lifecycleState": "ACTIVE", "inactiveStatus": null,
            },
        ]),
    );

    for (slug, name, members) in GROUPS {
        let group = p.add(
            (IDENTITY, "groups"),
            ROOT,
            (slug, name),
            json!({"description": name, "inactiveStatus": null}),
        );
        for member in members {
            let short = member.split('@').next().unwrap_or(member);
            p.add(
                (IDENTITY, "userGroupMemberships"),
                ROOT,
                (&format!("{slug}{short}"), ""),
                json!({"groupId": group, "userId": user_id(member), "inactiveStatus": null}),
            );
        }
    }
    for (slug, name, rule) in [
        (
            "notebooks",
            "notebook-principals",
            format!(
                "all {{resource.type = 'datasciencenotebooksession', resource.compartment.id = '{AI_LAB}'}}"
            ),
        ),
        (
            "jobs",
            "job-principals",
            format!("all {{resource.type = 'datasciencejobrun', resource.compartment.id = '{AI_PROD}'}}"),
        ),
        ("instances", "archive-instances", format!("instance.compartment.id = '{ARCHIVES}'")),
    ] {
        p.add(
            (IDENTITY, "dynamicGroups"),
            ROOT,
            (slug, name),
            json!({"description": name, "matchingRule": rule, "inactiveStatus": null}),
        );
    }
    for (slug, name, compartment, statements) in POLICIES {
        p.add(
            (IDENTITY, "policies"),
            compartment,
            (slug, name),
            json!({
                "description": name, "statements": statements, "versionDate": null, "inactiveStatus": null,
            }),
        );
    }
}

/// The key of one of the three who may call; of others a key that nobody has.
fn key(name: &str, id: &str, principals: &Principals, created: &str) -> Value {
    let own = principals.public(name);
    let spki = own.unwrap_or(name.as_bytes());
    let fingerprint = fingerprint(spki);
    json!({
        "keyId": format!("{ROOT}/{id}/{fingerprint}"), "keyValue": pem("PUBLIC KEY", spki),
        "fingerprint": fingerprint, "userId": id, "timeCreated": created, "lifecycleState": "ACTIVE",
        "inactiveStatus": null,
    })
}
