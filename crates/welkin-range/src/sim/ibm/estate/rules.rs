use serde_json::{Value, json};

use super::identities::{DEPLOY, GROUPS, VENDOR, service_iam_id};
use super::{AI, AI_STORE, CORE, LEDGER_STORE, id, made, plain};
use crate::estate::{IBM_ACCOUNT, IBM_KEYS, IBM_WATSONX};
use crate::sim::ibm::entry::IDENTITIES;
use crate::sim::ibm::perimeter::{RULES, ZONES};
use crate::sim::ibm::service::policies::{POLICIES, ROLES, policy, role};
use crate::sim::ibm::service::restrictions::{rule, zone};
use crate::sim::ibm::world::World;

/// The subject of a policy.
#[derive(Clone, Copy, Debug)]
enum Whom {
    Group(usize),
    Service(&'static str),
    Client(usize),
    Profile(&'static str),
}

use Whom::{Client, Group, Profile, Service};

/// Who, the roles, and what of: pairs of attributes.
type Row = (Whom, &'static [&'static str], &'static [(&'static str, &'static str)]);

#[rustfmt::skip]
const SERVICES: &[(&str, &str)] = &[("serviceType", "service")];
const PLATFORM: &[(&str, &str)] = &[("serviceType", "platform_service")];

#[rustfmt::skip]
const TABLE: [Row; 26] = [
    (Client(0), &["Viewer", "Reader"], SERVICES),
    (Client(0), &["Viewer"], PLATFORM),
    (Client(1), &["Administrator", "Manager"], SERVICES),
    (Client(1), &["Administrator"], PLATFORM),
    (Client(2), &["Viewer", "Reader"], &[("serviceName", "pm-20")]),
    (Client(2), &["Viewer"], &[("serviceName", "iam-groups")]),
    (Group(0), &["Editor", "Writer"], &[("resourceGroupId", CORE)]),
    (Group(0), &["Viewer", "Reader"], &[("serviceName", "is")]),
    (Group(1), &["Editor", "Writer"], &[("serviceName", "pm-20")]),
    (Group(1), &["Editor", "Writer"], &[("serviceName", "data-science-experience")]),
    (Group(1), &["Writer"], &[("serviceName", "cloud-object-storage"), ("serviceInstance", AI_STORE)]),
    (Group(2), &["Administrator", "Manager"], SERVICES),
    (Group(2), &["Administrator"], PLATFORM),
    (Group(3), &["Viewer", "Reader"], SERVICES),
    (Group(3), &["Viewer"], PLATFORM),
    (Service("core-ledger"), &["Writer"], &[("serviceName", "cloud-object-storage"), ("serviceInstance", LEDGER_STORE)]),
    (Service("core-ledger"), &["Reader"], &[("serviceName", "kms"), ("serviceInstance", IBM_KEYS)]),
    (Service("credit-scoring"), &["Writer"], &[("serviceName", "pm-20"), ("serviceInstance", IBM_WATSONX)]),
    (Service("legacy-batch"), &["Administrator", "Manager"], SERVICES),
    (Service("aws-model-sync"), &["Writer"], &[("serviceName", "cloud-object-storage"), ("serviceInstance", AI_STORE)]),
    (Profile(VENDOR), &["Manager"], &[("serviceName", "pm-20")]),
    (Profile(VENDOR), &["Manager"], &[("serviceName", "kms")]),
    (Profile(DEPLOY), &["Writer"], &[("serviceName", "pm-20"), ("serviceInstance", IBM_WATSONX)]),
    (Profile("Profile-71a4c8e6-0b5d-4f29-8c31-e9d7a6f4b205"), &["Reader"], &[("serviceName", "kms"), ("serviceInstance", IBM_KEYS)]),
    (Profile("Profile-82b5d9f7-1c6e-403a-9d42-fae8b705c316"), &["Writer"], &[("serviceName", "pm-20"), ("resourceGroupId", AI)]),
    (Group(5), &["ObjectReader"], &[("serviceName", "cloud-object-storage"), ("serviceInstance", AI_STORE), ("resourceType", "bucket"), ("resource", "model-demo")]),
];

/// Which service may use which: `kms` by those that encrypt, storage by those that write there.
#[rustfmt::skip]
const TRUST: [(&str, &str, &str); 5] = [
    ("cloud-object-storage", "kms", "Reader"),
    ("is", "kms", "Reader"),
    ("is", "cloud-object-storage", "Writer"),
    ("pm-20", "cloud-object-storage", "Writer"),
    ("atracker", "cloud-object-storage", "Writer"),
];

fn attribute(key: &str, value: &str) -> Value {
    json!({"key": key, "value": value, "operator": "stringEquals"})
}

fn subject(whom: Whom) -> Value {
    match whom {
        Group(nth) => attribute("access_group_id", GROUPS.get(nth).map_or("", |group| group.0)),
        Service(name) => attribute("iam_id", &service_iam_id(name)),
        Client(nth) => attribute(
            "iam_id",
            &IDENTITIES.get(nth).map(|client| format!("iam-{}", client.id)).unwrap_or_default(),
        ),
        Profile(id) => attribute("iam_id", &format!("iam-{id}")),
    }
}

fn body(kind: &str, subject: &[Value], roles: &[&str], of: &[(&str, &str)]) -> Value {
    let roles: Vec<Value> = roles
        .iter()
        .map(|role| {
            let kind = if ["Reader", "Writer", "Manager", "ObjectReader"].contains(role) {
                "serviceRole"
            } else {
                "role"
            };
            let of = if *role == "ObjectReader" { "cloud-object-storage" } else { "iam" };
            json!({"role_id": format!("crn:v1:bluemix:public:{of}::::{kind}:{role}")})
        })
        .collect();
    let mut attributes = vec![attribute("accountId", IBM_ACCOUNT)];
    attributes.extend(of.iter().map(|(key, value)| attribute(key, value)));
    json!({
        "type": kind, "description": "", "subject": {"attributes": subject}, "resource": {"attributes": attributes},
        "control": {"grant": {"roles": roles}},
    })
}

pub(super) fn build(world: &mut World) {
    for (nth, (whom, roles, of)) in TABLE.into_iter().enumerate() {
        let body = body("access", &[subject(whom)], roles, of);
        world.store.seed(POLICIES, policy(&id(&format!("ibm-policy-{nth}")), body, &made()));
    }
    for (from, to, role) in TRUST {
        let subject = [attribute("accountId", IBM_ACCOUNT), attribute("serviceName", from)];
        let body = body("authorization", &subject, &[role], &[("serviceName", to)]);
        world.store.seed(POLICIES, policy(&id(&format!("ibm-trust-{from}-{to}")), body, &made()));
    }
    // Office hours in Frankfurt's winter: in summer they begin an hour late by the clock on the wall.
    let days = ["1+01:00", "2+01:00", "3+01:00", "4+01:00", "5+01:00"];
    let mut hours = body("access", &[subject(Group(4))], &["Viewer", "Reader"], &[("serviceName", "pm-20")]);
    if let Some(hours) = hours.as_object_mut() {
        hours.insert("pattern".to_owned(), "time-based-conditions:weekly:custom-hours".into());
        hours.insert("rule".to_owned(), json!({"operator": "and", "conditions": [
            {"key": "{{environment.attributes.day_of_week}}", "operator": "dayOfWeekAnyOf", "value": days},
            {"key": "{{environment.attributes.current_time}}", "operator": "timeGreaterThanOrEquals", "value": "09:00:00+01:00"},
            {"key": "{{environment.attributes.current_time}}", "operator": "timeLessThanOrEquals", "value": "17:00:00+01:00"},
        ]}));
    }
    world.store.seed(POLICIES, policy(&id("ibm-policy-hours"), hours, &made()));
    let actions = json!(["pm-20.deployment.read", "pm-20.deployment.list", "pm-20.deployment.update"]);
    world.store.seed(ROLES, role(&id("ibm-role-quarantine"), "ModelQuarantine", "pm-20", actions, &made()));
    restrictions(world);
}

const OPERATORS: &str = "zone-operators";
const OFFICES: &str = "zone-offices";
const NETWORKS: &str = "zone-networks";

fn restrictions(world: &mut World) {
    let address = |kind: &str, value: &str| json!({"type": kind, "value": value});
    let zones = [
        (OPERATORS, vec![address("subnet", "127.0.0.0/8"), address("subnet", "203.0.113.0/24")]),
        (OFFICES, vec![address("subnet", "203.0.113.0/24")]),
        (
            NETWORKS,
            vec![address("subnet", "10.240.0.0/16"), address("subnet", crate::sim::crossings::IBM_CIDR)],
        ),
    ];
    for (name, addresses) in zones {
        let body = json!({
            "name": name, "description": "", "account_id": IBM_ACCOUNT, "address_count": addresses.len(), "excluded_count": 0,
            "addresses": addresses, "excluded": [],
        });
        world.store.seed(ZONES, zone(&plain(name), body, &made()));
    }
    let context = |zones: &[&str]| {
        let zones: Vec<String> = zones.iter().map(|zone| plain(zone)).collect();
        json!([{"attributes": [{"name": "networkZoneId", "value": zones.join(",")}]}])
    };
    let rows = [
        (
            "c7a1e5d93b024f68a1b2c3d4e5f60718",
            "Keys from known networks",
            "kms",
            "enabled",
            context(&[OPERATORS, NETWORKS]),
        ),
        (
            "d8b2f6ea4c13507ab2c3d4e5f6071829",
            "Storage from known networks",
            "cloud-object-storage",
            "enabled",
            context(&[OPERATORS, NETWORKS]),
        ),
        (
            "e9c307fb5d24618bc3d4e5f60718293a",
            "watsonx from the offices",
            "pm-20",
            "report",
            context(&[OFFICES, NETWORKS]),
        ),
        (
            "fad4180c6e35729cd4e5f60718293a4b",
            "Draft: the data lake from the networks",
            "lakehouse",
            "disabled",
            context(&[NETWORKS]),
        ),
    ];
    for (id, description, service, mode, contexts) in rows {
        let body = json!({
            "description": description, "enforcement_mode": mode, "contexts": contexts,
            "resources": [{"attributes": [{"name": "accountId", "value": IBM_ACCOUNT}, {"name": "serviceName", "value": service}]}],
            "operations": {"api_types": [{"api_type_id": "crn:v1:bluemix:public:context-based-restrictions::::api-type:"}]},
        });
        world.store.seed(RULES, rule(id, body, &made()));
    }
}
