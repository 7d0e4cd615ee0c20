use serde_json::{Value, json};

use super::{entry, id, made};
use crate::estate::IBM_ACCOUNT;
use crate::people::{Team, named};
use crate::sim::ibm::entry::IDENTITIES;
use crate::sim::ibm::rights::PUBLIC_ACCESS;
use crate::sim::ibm::service::identity::{
    KEYS, LINKS, PROFILES, RULES, SERVICE_IDS, SETTINGS, key, profile, service_id,
};
use crate::sim::ibm::service::{groups, metadata, users, vpc};
use crate::sim::ibm::store::Entry;
use crate::sim::ibm::world::{World, joined};

/// Login, IBMid, and how the user logs in.
#[rustfmt::skip]
const USERS: [(&str, &str, &str); 12] = [
    ("paul.keller", "IBMid-270001PK7X", "LEVEL3"),
    ("walter.schmitt", "IBMid-270002WS4M", "LEVEL3"),
    ("noah.fischer", "IBMid-270003RT2B", "LEVEL2"),
    ("xenia.petrova", "IBMid-270004XP9C", "LEVEL2"),
    ("stefan.vogel", "IBMid-270005SV1D", "LEVEL2"),
    ("tanja.weiss", "IBMid-270006TW8E", "LEVEL3"),
    ("olivia.brandt", "IBMid-270007OB3F", "LEVEL2"),
    ("uwe.hoffmann", "IBMid-270008UH6G", "LEVEL1"),
    ("lukas.berger", "IBMid-270009LB5H", "LEVEL2"),
    ("carla.jensen", "IBMid-270010CJ2J", "LEVEL3"),
    ("emily.hart", "IBMid-270011EH7K", "LEVEL3"),
    ("vera.nowak", "IBMid-270012VN4L", "NONE"),
];

/// Name, id without `ServiceId-`, description.
#[rustfmt::skip]
const SERVICES: [(&str, &str, &str); 6] = [
    ("core-ledger", "4d7a0c92-3e81-4b5f-a6d9-8f2c1b7e0359", "The ledger: unwraps its key and writes its end-of-day files"),
    ("credit-scoring", "9b3e6d15-7f20-4c8a-b4e1-2a6d0f9c8573", "Calls watsonx.ai for credit decisions"),
    ("legacy-batch", "d5a90f37-1c6b-4e82-93d4-60b7f8e2c1a5", "Nightly batch of the old core; owner left"),
    ("ci-deploy", "e8b4c6d2-93f1-4a07-b5e8-17d2f9a0c364", "Assumes the deployment profile from CI"),
    ("aws-model-sync", "f7c3a5e1-84d0-4b96-a2f7-06c1e8b9d253", "Copies released models from the registry in AWS"),
    ("scc-reader", "a6b2d4f0-75c9-4e85-91e6-f5b0d7a8c142", "Reads configurations for compliance scans"),
];

/// Service, id of the key, since, and whether it is disabled.
#[rustfmt::skip]
const SERVICE_KEYS: [(&str, &str, &str, bool); 5] = [
    ("core-ledger", "ApiKey-2f9d7c51-8e34-4b0a-a6c7-d1e5f8309b42", "2023-04-03T07:11:09.000Z", false),
    ("credit-scoring", "ApiKey-3a0e8d62-9f45-4c1b-b7d8-e2f60941ac53", "2026-09-14T08:00:00.000Z", false),
    ("legacy-batch", "ApiKey-4b1f9e73-a056-4d2c-88e9-f3071a52bd64", "2026-09-30T15:42:31.000Z", false),
    ("ci-deploy", "ApiKey-5c20af84-b167-4e3d-99fa-04182b63ce75", "2026-10-20T08:00:00.000Z", false),
    ("scc-reader", "ApiKey-6d31b095-c278-4f4e-aa0b-15293c74df86", "2026-03-01T08:00:00.000Z", true),
];

pub(super) const VENDOR: &str = "Profile-6f3b0d82-9a57-4c1e-8b24-5d7e1f0c9a36";
const LEDGER_HOST: &str = "Profile-71a4c8e6-0b5d-4f29-8c31-e9d7a6f4b205";
const SCORING_PODS: &str = "Profile-82b5d9f7-1c6e-403a-9d42-fae8b705c316";
pub(super) const DEPLOY: &str = "Profile-93c6ea08-2d7f-414b-ae53-0bf9c816d427";
const FEDERATED: &str = "Profile-a4d7fb19-3e80-425c-bf64-1c0ad927e538";

#[rustfmt::skip]
const PROFILE_TABLE: [(&str, &str, &str); 5] = [
    (VENDOR, "vendor-mlops", "Mlops support by the vendor; the contract ended on 2026-06-30"),
    (LEDGER_HOST, "core-ledger-host", "The server that runs the ledger"),
    (SCORING_PODS, "scoring-pods", "Pods of the scoring cluster"),
    (DEPLOY, "ci-model-deploy", "Deploys models to watsonx.ai"),
    (FEDERATED, "entra-data-science", "Data scientists who come from the bank's own directory"),
];

/// Id, name, description, members.
pub(super) const GROUPS: [(&str, &str, &str); 6] = [
    ("AccessGroupId-10b7c2d4-e5f6-4a71-8293-a4b5c6d7e8f9", "core-banking", "Engineers of the ledger"),
    ("AccessGroupId-21c8d3e5-f607-4b82-93a4-b5c6d7e8f90a", "data-science", "Builds and deploys models"),
    ("AccessGroupId-32d9e4f6-0718-4c93-a4b5-c6d7e8f90a1b", "platform-admins", "Administers the account"),
    (
        "AccessGroupId-43eaf507-1829-4da4-b5c6-d7e8f90a1b2c",
        "security-audit",
        "Sees everything, changes nothing",
    ),
    (
        "AccessGroupId-54fb0618-293a-4eb5-86d7-e8f90a1b2c3d",
        "contractors",
        "Works on weekdays in office hours",
    ),
    (PUBLIC_ACCESS, "Public Access", "Everyone, with a token or without"),
];

#[rustfmt::skip]
const MEMBERS: [(usize, &str, &str); 13] = [
    (0, "IBMid-270007OB3F", "user"),
    (0, "IBMid-270008UH6G", "user"),
    (1, "IBMid-270003RT2B", "user"),
    (1, "IBMid-270004XP9C", "user"),
    (1, "IBMid-270005SV1D", "user"),
    (1, "IBMid-270009LB5H", "user"),
    (2, "IBMid-270001PK7X", "user"),
    (2, "IBMid-270002WS4M", "user"),
    (2, "IBMid-270010CJ2J", "user"),
    (3, "IBMid-270006TW8E", "user"),
    (3, "IBMid-270011EH7K", "user"),
    (3, "iam-ServiceId-a6b2d4f0-75c9-4e85-91e6-f5b0d7a8c142", "service"),
    (4, "IBMid-270012VN4L", "user"),
];

pub(super) fn service_iam_id(name: &str) -> String {
    SERVICES
        .iter()
        .find(|(service, ..)| *service == name)
        .map(|(_, id, _)| format!("iam-ServiceId-{id}"))
        .unwrap_or_default()
}

pub(super) fn build(world: &mut World) {
    for (login, iam_id, mfa) in USERS {
        let person = named(login);
        let state = if person.team == Team::Analytics { "PENDING" } else { "ACTIVE" };
        world.store.seed(users::USERS, users::user(iam_id, person.name, &person.mail(), state, mfa));
    }
    for (name, id, description) in SERVICES {
        world
            .store
            .seed(SERVICE_IDS, service_id(&format!("ServiceId-{id}"), name, description, super::SINCE));
    }
    for identity in IDENTITIES {
        world
            .store
            .seed(SERVICE_IDS, service_id(identity.id, identity.name, "A client of the range", super::SINCE));
    }
    for (service, id, since, disabled) in SERVICE_KEYS {
        let by = json!({"created_at": since, "created_by_id": "IBMid-270001PK7X"});
        let mut entry = key(id, &format!("{service}-key"), &service_iam_id(service), &by, "");
        entry.value = joined(entry.value, json!({"disabled": disabled}));
        world.store.seed(KEYS, entry);
    }
    let by = json!({"created_at": "2026-10-05T10:00:00.000Z", "created_by_id": "IBMid-270002WS4M"});
    world.store.seed(
        KEYS,
        key("ApiKey-7e42c1a6-d389-4052-bb1c-263a4d85e097", "walter-cli", "IBMid-270002WS4M", &by, "Laptop"),
    );
    profiles(world);
    for (id, name, description) in GROUPS {
        world.store.seed(groups::GROUPS, groups::group(id, name, description, &made()));
    }
    for (nth, iam_id, kind) in MEMBERS {
        let group = GROUPS.get(nth).map_or("", |group| group.0);
        world.store.seed(groups::MEMBERS, groups::member(group, iam_id, kind, &made()));
    }
    let rule = json!({
        "id": "ClaimRule-entra-science", "name": "entra-science", "expiration": 8, "realm_name": "https://sts.windows.net/",
        "access_group_id": GROUPS.get(1).map(|group| group.0), "account_id": IBM_ACCOUNT,
        "conditions": [{"claim": "groups", "operator": "CONTAINS", "value": "\"tb-data-science\""}],
    });
    let parent = GROUPS.get(1).map_or("", |group| group.0).to_owned();
    world.store.seed(
        groups::RULES,
        Entry { parent, ..entry("ClaimRule-entra-science", "entra-science", joined(made(), rule)) },
    );
    let settings = json!({
        "account_id": IBM_ACCOUNT, "entity_tag": "1-0", "restrict_create_service_id": "RESTRICTED",
        "restrict_create_platform_apikey": "NOT_SET", "allowed_ip_addresses": "", "mfa": "NONE", "user_mfa": [],
        "session_expiration_in_seconds": "86400", "session_invalidation_in_seconds": "7200", "max_sessions_per_identity": "NOT_SET",
        "system_access_token_expiration_in_seconds": "3600", "system_refresh_token_expiration_in_seconds": "259200",
        "restrict_user_list_visibility": "RESTRICTED", "history": [],
    });
    let crn = format!("crn:v1:bluemix:public:iam-identity::a/{IBM_ACCOUNT}::account-settings:{IBM_ACCOUNT}");
    world.store.seed(SETTINGS, Entry { crn, ..entry(IBM_ACCOUNT, "account-settings", settings) });
}

fn profiles(world: &mut World) {
    for (id, name, description) in PROFILE_TABLE {
        let mut entry = profile(id, name, description, super::SINCE);
        if id == DEPLOY {
            let identity = service_iam_id("ci-deploy");
            let identities = json!([{"iam_id": identity, "identifier": identity.trim_start_matches("iam-"), "type": "serviceid", "accounts": [IBM_ACCOUNT], "description": ""}]);
            entry.value = joined(entry.value, json!({"identities": identities}));
        }
        world.store.seed(PROFILES, entry);
    }
    rule(
        world,
        VENDOR,
        json!({"type": "Profile-CR", "cr_type": "IKS_SA", "conditions": [{"claim": "namespace", "operator": "EQUALS", "value": "\"vendor\""}]}),
    );
    rule(
        world,
        SCORING_PODS,
        json!({"type": "Profile-CR", "cr_type": "ROKS_SA", "conditions": [
            {"claim": "namespace", "operator": "EQUALS", "value": "\"scoring\""},
            {"claim": "name", "operator": "EQUALS", "value": "\"credit-scoring\""},
        ]}),
    );
    // The realm is the bank's Entra tenant: its directory decides who may use the profile.
    rule(
        world,
        FEDERATED,
        json!({"type": "Profile-SAML", "realm_name": crate::sim::crossings::ENTRA_ISSUER, "expiration": 3600, "conditions": [{"claim": "groups", "operator": "EQUALS", "value": "\"tb-data-science\""}]}),
    );
    let host = vpc::crn("us-south", "instance", &id(metadata::HOST));
    let link = json!({"id": "link-core-ledger", "entity_tag": "1-0", "created_at": super::SINCE, "modified_at": super::SINCE, "name": "core-ledger", "cr_type": "VSI", "link": {"crn": host, "namespace": ""}});
    world.store.seed(
        LINKS,
        Entry { parent: LEDGER_HOST.to_owned(), ..entry("link-core-ledger", "core-ledger", link) },
    );
}

fn rule(world: &mut World, profile: &str, body: Value) {
    let id = format!("ClaimRule-{}", id(profile));
    let own = json!({"id": id, "entity_tag": "1-0", "created_at": super::SINCE, "modified_at": super::SINCE, "name": "rule"});
    world.store.seed(RULES, Entry { parent: profile.to_owned(), ..entry(&id, "rule", joined(own, body)) });
}
