use serde_json::{Value, json};

use super::{AI, AI_STORE, CORE, EXTERNAL_KEYS, LEDGER_STORE, SHARED, entry, id, plain, tag};
use crate::estate::{IBM_ACCOUNT, IBM_KEYS, IBM_WATSONX};
use crate::sim::ibm::service::enterprise::{ACCOUNT_GROUPS, ACCOUNTS, CATALOG_ENTRIES, ENTERPRISES};
use crate::sim::ibm::service::instances::{
    ALIASES, BINDINGS, INSTANCES, KEYS, QUOTAS, RESOURCE_GROUPS, instance,
};
use crate::sim::ibm::service::secrets;
use crate::sim::ibm::store::Entry;
use crate::sim::ibm::world::World;

pub(super) const COMPLIANCE: &str = "4e8a1b7c-0d36-4f92-a5c8-b7e6d9f20134";

/// Name, service, plan, region, group, id (drawn from the name if empty), tags.
type Row = (
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    &'static [&'static str],
);

#[rustfmt::skip]
const TABLE: [Row; 20] = [
    ("watsonx-runtime", "pm-20", "pm-20.v2-standard", "us-south", AI, IBM_WATSONX, &["environment:production", "owner:data-science"]),
    ("watsonx-runtime-eu", "pm-20", "pm-20.v2-standard", "eu-de", AI, "", &["environment:production", "owner:data-science"]),
    ("watson-studio", "data-science-experience", "data-science-experience.professional-v1", "us-south", AI, "", &["owner:data-science"]),
    ("watsonx-governance", "aiopenscale", "aiopenscale.essentials", "us-south", AI, "", &["owner:model-risk"]),
    ("watsonx-data", "lakehouse", "lakehouse.enterprise", "us-south", AI, "", &["data-class:confidential"]),
    ("teller-assistant", "conversation", "conversation.plus", "eu-de", AI, "", &["environment:production"]),
    ("branch-orchestrate", "watsonx-orchestrate", "watsonx-orchestrate.standard", "us-south", AI, "", &["environment:production"]),
    ("contract-discovery", "discovery", "discovery.plus", "eu-de", AI, "", &["data-class:confidential"]),
    ("core-keys", "kms", "kms.tiered-pricing", "us-south", CORE, IBM_KEYS, &["environment:production", "owner:core-banking"]),
    ("external-keys-eu", "kms", "kms.tiered-pricing", "eu-de", SHARED, EXTERNAL_KEYS, &["owner:platform"]),
    ("core-ledger-store", "cloud-object-storage", "cloud-object-storage.standard", "global", CORE, LEDGER_STORE, &["data-class:restricted", "owner:core-banking"]),
    ("ai-store", "cloud-object-storage", "cloud-object-storage.standard", "global", AI, AI_STORE, &["owner:data-science"]),
    ("core-secrets", "secrets-manager", "secrets-manager.standard", "us-south", SHARED, secrets::INSTANCE, &["owner:platform"]),
    ("ledger-db", "databases-for-postgresql", "databases-for-postgresql.standard", "us-south", CORE, "", &["data-class:restricted"]),
    ("feature-cache", "databases-for-redis", "databases-for-redis.standard", "us-south", AI, "", &["data-class:internal"]),
    ("ledger-events", "messagehub", "messagehub.enterprise", "us-south", CORE, "", &["data-class:restricted"]),
    ("bank-logs", "logs", "logs.standard", "us-south", SHARED, "", &["owner:security"]),
    ("bank-metrics", "sysdig-monitor", "sysdig-monitor.graduated", "us-south", SHARED, "", &["owner:platform"]),
    ("bank-compliance", "compliance", "compliance.standard", "us-south", SHARED, COMPLIANCE, &["owner:security"]),
    ("bank-dns", "dns-svcs", "dns-svcs.standard", "global", SHARED, "", &["owner:platform"]),
];

pub(super) fn build(world: &mut World) {
    for (id, name) in [(CORE, "core-banking"), (AI, "ai"), (SHARED, "shared")] {
        let crn = format!("crn:v1:bluemix:public:resource-controller::a/{IBM_ACCOUNT}::resource-group:{id}");
        let value = json!({
            "id": id, "crn": crn, "name": name, "account_id": IBM_ACCOUNT, "state": "ACTIVE", "default": name == "shared",
            "quota_id": "a3d7b8d01e261c24677937c29ab33f3c", "quota_url": "/v2/quota_definitions/a3d7b8d01e261c24677937c29ab33f3c",
            "payment_methods_url": format!("/v2/resource_groups/{id}/payment_methods"), "resource_linkages": [], "teams_url": format!("/v2/resource_groups/{id}/teams"),
            "created_at": super::SINCE, "updated_at": super::SINCE,
        });
        world.store.seed(RESOURCE_GROUPS, Entry { crn, ..entry(id, name, value) });
    }
    let quota = json!({
        "id": "a3d7b8d01e261c24677937c29ab33f3c", "name": "Pay-as-you-go Quota", "type": "ACCOUNT", "number_of_apps": 4000.0,
        "number_of_service_instances": 800.0, "default_number_of_instances_per_lite_plan": 1.0, "resource_quotas": [],
    });
    world.store.seed(QUOTAS, entry("a3d7b8d01e261c24677937c29ab33f3c", "Pay-as-you-go Quota", quota));
    for (name, service, plan, region, group, guid, tags) in TABLE {
        let guid = if guid.is_empty() { id(name) } else { guid.to_owned() };
        let entry = instance(&guid, name, service, plan, region, group, super::SINCE);
        tag(world, &entry.crn, tags);
        world.store.seed(INSTANCES, entry);
        credential(world, name, service, region, group, &guid);
    }
    let source =
        format!("crn:v1:bluemix:public:conversation:eu-de:a/{IBM_ACCOUNT}:{}::", id("teller-assistant"));
    for (kind, noun, name) in
        [(ALIASES, "resource-alias", "teller-alias"), (BINDINGS, "resource-binding", "teller-binding")]
    {
        let id = id(name);
        let crn = format!(
            "crn:v1:bluemix:public:conversation:eu-de:a/{IBM_ACCOUNT}:{}:{noun}:{id}",
            self::id("teller-assistant")
        );
        let value = json!({
            "id": crn, "guid": id, "crn": crn, "name": name, "account_id": IBM_ACCOUNT, "resource_group_id": AI, "state": "active",
            "resource_instance_id": source, "source_crn": source, "target_crn": format!("crn:v1:bluemix:public:cf:eu-de:s/{}::cf-application:teller", plain("space")),
            "created_at": super::SINCE, "updated_at": super::SINCE, "url": format!("/v2/{}/{id}", kind.replace("rc/", "resource_")),
        });
        world.store.seed(kind, Entry { crn, ..entry(&id, name, value) });
    }
    enterprise(world);
}

/// Credentials of some instances: what applications outside of the cloud log in with.
fn credential(world: &mut World, name: &str, service: &str, region: &str, group: &str, guid: &str) {
    if !["ai-store", "watsonx-runtime", "ledger-db"].contains(&name) {
        return;
    }
    let key = id(&format!("{name}-credential"));
    let source = format!("crn:v1:bluemix:public:{service}:{region}:a/{IBM_ACCOUNT}:{guid}::");
    let crn = format!("crn:v1:bluemix:public:{service}:{region}:a/{IBM_ACCOUNT}:{guid}:resource-key:{key}");
    let credentials = json!({
        "REDACTED": "REDACTED", "iam_apikey_name": format!("{name}-credential"),
        "iam_role_crn": "crn:v1:bluemix:public:iam::::serviceRole:Manager",
        "iam_serviceid_crn": format!("crn:v1:bluemix:public:iam-identity::a/{IBM_ACCOUNT}::serviceid:ServiceId-{}", id(name)),
    });
    let value = json!({
        "id": crn, "guid": key, "crn": crn, "name": format!("{name}-credential"), "source_crn": source, "state": "active",
        "account_id": IBM_ACCOUNT, "resource_group_id": group, "resource_id": service, "iam_compatible": true, "migrated": false,
        "onetime_credentials": true, "role": "crn:v1:bluemix:public:iam::::serviceRole:Manager", "credentials": credentials,
        "created_at": "2026-08-06T09:00:00.000Z", "updated_at": "2026-08-06T09:00:00.000Z", "created_by": "IBMid-270003RT2B",
        "url": format!("/v2/resource_keys/{key}"), "resource_instance_url": format!("/v2/resource_instances/{guid}"),
    });
    world.store.seed(KEYS, Entry { crn, ..entry(&key, &format!("{name}-credential"), value) });
}

const ENTERPRISE: &str = "1b5c8d7e0f3a4962b7c4d5e6f7a8b9c0";

fn enterprise(world: &mut World) {
    let path = format!("enterprise:{ENTERPRISE}");
    let common = |kind: &str, id: &str| -> Value {
        json!({
            "id": id, "crn": format!("crn:v1:bluemix:public:enterprise::a/{IBM_ACCOUNT}::{kind}:{id}"), "url": format!("/v1/{kind}s/{id}"),
            "state": "ACTIVE", "created_at": super::SINCE, "created_by": "IBMid-270001PK7X", "enterprise_account_id": plain("tb-enterprise-account"),
        })
    };
    let with = crate::sim::ibm::world::joined;
    let whole = with(
        common("enterprise", ENTERPRISE),
        json!({"name": "TechnoBank", "domain": crate::estate::DOMAIN, "primary_contact_iam_id": "IBMid-270001PK7X", "primary_contact_email": "paul.keller@technobank.example"}),
    );
    seed(world, ENTERPRISES, whole);
    for name in ["Core banking", "Innovation"] {
        let value = common("account-group", &plain(name));
        seed(
            world,
            ACCOUNT_GROUPS,
            with(
                value,
                json!({"name": name, "parent": path, "enterprise_id": ENTERPRISE, "enterprise_path": path, "primary_contact_iam_id": "IBMid-270001PK7X"}),
            ),
        );
    }
    for (id, name, group) in [
        (IBM_ACCOUNT.to_owned(), "TechnoBank core", "Core banking"),
        (plain("tb-lab"), "TechnoBank lab", "Innovation"),
    ] {
        let value = common("account", &id);
        let group = plain(group);
        seed(
            world,
            ACCOUNTS,
            with(
                value,
                json!({
                    "name": name, "parent": format!("crn:v1:bluemix:public:enterprise::a/{IBM_ACCOUNT}::account-group:{group}"), "account_group_id": group,
                    "enterprise_id": ENTERPRISE, "enterprise_path": format!("{path}/account-group:{group}"), "owner_iam_id": "IBMid-270001PK7X", "paid": true, "is_enterprise_account": false,
                }),
            ),
        );
    }
    for name in [
        "pm-20",
        "kms",
        "cloud-object-storage",
        "is.instance",
        "data-science-experience",
        "aiopenscale",
        "conversation",
    ] {
        let value = json!({
            "id": name, "name": name, "kind": "service", "active": true, "disabled": false, "geo_tags": ["us-south", "eu-de"], "tags": ["ibm_created"],
            "overview_ui": {"en": {"display_name": name, "description": "", "long_description": ""}}, "images": {"image": ""},
            "parent_id": "", "pricing_tags": ["paid_only"], "provider": {"email": "", "name": "IBM"},
        });
        world.store.seed(CATALOG_ENTRIES, entry(name, name, value));
    }
}

fn seed(world: &mut World, kind: &'static str, value: Value) {
    let text = |name: &str| value.get(name).and_then(Value::as_str).unwrap_or("").to_owned();
    let (id, name, crn) = (text("id"), text("name"), text("crn"));
    world.store.seed(kind, Entry { crn, ..entry(&id, &name, value) });
}
