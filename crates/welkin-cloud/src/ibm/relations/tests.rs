use std::sync::Arc;

use serde_json::json;
use welkin_model::Cloud;
use welkin_model::estate::{AssetId, Described, Target};

use super::*;
use crate::describe::describe;

fn described(id: &str, payload: Value) -> Described {
    let id = format!("crn:v1:bluemix:public:{id}");
    let crn = Crn::parse(&id).unwrap();
    describe(&Resource {
        cloud: Cloud::Ibm,
        native_type: Arc::from(crn.native()),
        id: AssetId::new(id.as_str()),
        name: String::new(),
        scope: crn.account().to_owned(),
        region: crn.region().to_owned(),
        via: Arc::from("test"),
        payload,
        unknowns: Vec::new(),
        observed_at: 0,
    })
}

fn links(described: &Described) -> Vec<String> {
    let told = described.links.iter().map(|link| {
        let target = match &link.target {
            Target::Asset(id) => id.as_str().trim_start_matches("crn:v1:bluemix:public:").to_owned(),
            Target::Handle(handle) => handle.to_string(),
        };
        format!("{:?} {} {target}", link.direction, link.kind)
    });
    told.collect()
}

fn check(id: &str, payload: Value, expect: &[&str]) {
    let found = links(&described(id, payload));
    for link in expect {
        assert!(found.contains(&(*link).to_owned()), "{link} is not among {found:#?}");
    }
}

fn policy(subject: &Value, roles: &[&str], resource: &Value) -> Value {
    let roles: Vec<Value> = roles
        .iter()
        .map(|role| json!({"role_id": format!("crn:v1:bluemix:public:iam::::serviceRole:{role}")}))
        .collect();
    let pairs = |all: &Value| -> Vec<Value> {
        all.as_object().unwrap().iter().map(|(key, value)| json!({"key": key, "value": value})).collect()
    };
    json!({
        "subject": {"attributes": pairs(subject)}, "resource": {"attributes": pairs(resource)},
        "control": {"grant": {"roles": roles}},
    })
}

const POLICY: &str = "iam-access-management::a/acc::policy:p";

#[test]
fn a_policy_leads_from_whom_it_grants_to_what_they_may_do() {
    let of = json!({"serviceName": "pm-20", "serviceInstance": "g"});
    check(
        POLICY,
        policy(&json!({"iam_id": "iam-Profile-1"}), &["Writer"], &of),
        &[
            "Out grants_to iam-identity::a/acc::profile:Profile-1",
            "Out can_invoke g",
            "Out writes g",
            "Out reads g",
        ],
    );
    check(
        POLICY,
        policy(&json!({"access_group_id": "AccessGroupId-1"}), &["Reader"], &json!({"serviceName": "kms"})),
        &["Out grants_to iam-groups::a/acc::access-group:AccessGroupId-1", "Out uses service/kms"],
    );
    check(
        POLICY,
        policy(
            &json!({"serviceName": "is"}),
            &["Reader"],
            &json!({"serviceName": "kms", "resourceGroupId": "r"}),
        ),
        &["Out grants_to service/is", "Out uses service/kms/group/r"],
    );
}

#[test]
fn a_policy_over_everything_is_privileged() {
    let subject = json!({"iam_id": "iam-ServiceId-1"});
    let fact = |payload| described(POLICY, payload).asset.fact(Fact::Privileged).map(str::to_owned);
    assert_eq!(
        fact(policy(&subject, &["Administrator"], &json!({"serviceType": "service"}))).as_deref(),
        Some("yes")
    );
    assert_eq!(fact(policy(&subject, &["Reader"], &json!({"serviceType": "service"}))), None);
    assert_eq!(fact(policy(&subject, &["Manager"], &json!({"serviceName": "kms"}))), None);
}

#[test]
fn public_access_is_public() {
    let payload = policy(
        &json!({"access_group_id": "AccessGroupId-PublicAccess"}),
        &["ObjectReader"],
        &json!({"serviceName": "x"}),
    );
    assert_eq!(described(POLICY, payload).asset.fact(Fact::Public), Some("yes"));
}

#[test]
fn claim_rules_let_identities_of_another_directory_in() {
    let rules = json!({"rules": [{
        "type": "Profile-SAML", "realm_name": "https://issuer.example/T/",
        "conditions": [{"claim": "groups", "operator": "EQUALS", "value": "\"team\""}],
    }]});
    check(
        "iam-identity::a/acc::profile:Profile-1",
        rules,
        &[
            "Out trusts issuer.example/t",
            "In can_assume issuer.example/t",
            "In can_assume issuer.example/t|team",
        ],
    );
}

#[test]
fn claim_rules_let_workloads_in() {
    let rule = |kind: &str, conditions: Value| json!({"rules": [{"type": "Profile-CR", "cr_type": kind, "conditions": conditions}]});
    let profile = "iam-identity::a/acc::profile:Profile-1";
    check(profile, rule("IKS_SA", json!([])), &["In can_assume service/containers-kubernetes"]);
    check(profile, rule("VSI", json!([])), &["In can_assume service/is.instance"]);
    let named = json!([{"claim": "crn", "value": "\"crn:v1:bluemix:public:is:eu-de-1:a/acc::instance:i\""}]);
    check(profile, rule("VSI", named), &["In can_assume is:eu-de-1:a/acc::instance:i"]);
}

#[test]
fn links_identities_and_members_are_who_they_name() {
    check(
        "iam-identity::a/acc::profile:Profile-1",
        json!({"links": [{"cr_type": "VSI", "link": {"crn": "crn:v1:bluemix:public:is:eu-de-1:a/acc::instance:i"}}]}),
        &["In can_assume is:eu-de-1:a/acc::instance:i"],
    );
    check(
        "iam-identity::a/acc::profile:Profile-1",
        json!({"identities": [{"iam_id": "iam-ServiceId-1", "type": "serviceid"}]}),
        &["In can_assume iam-identity::a/acc::serviceid:ServiceId-1"],
    );
    check(
        "iam-groups::a/acc::access-group:AccessGroupId-1",
        json!({"members": [{"iam_id": "IBMid-1", "type": "user"}]}),
        &["In member_of user-management::a/acc::user:IBMid-1"],
    );
}

#[test]
fn only_inbound_rules_from_everywhere_make_a_group_public() {
    let public = |rules: Value| {
        let found = described("is:eu-de:a/acc::security-group:s", json!({ "rules": rules }));
        found.asset.fact(Fact::Public).map(str::to_owned)
    };
    let rule =
        |direction: &str, block: &str| json!([{"direction": direction, "remote": {"cidr_block": block}}]);
    assert_eq!(public(rule("inbound", "0.0.0.0/0")).as_deref(), Some("yes"));
    assert_eq!(public(rule("inbound", "::/0")).as_deref(), Some("yes"));
    assert_eq!(public(rule("outbound", "0.0.0.0/0")).as_deref(), Some("no"));
    assert_eq!(public(rule("inbound", "10.0.0.0/8")).as_deref(), Some("no"));
}

#[test]
fn a_key_provides_the_address_that_other_clouds_call() {
    let key = described("kms:eu-de:a/acc:g:key:k", json!({"state": 1}));
    let uri = Handle::new(HandleKind::KeyUri, "https://eu-de.kms.cloud.ibm.com/api/v2/keys/k");
    assert!(key.provides.contains(&uri));
    assert_eq!(key.asset.fact(Fact::State), Some("active"));
    assert!(links(&key).contains(&"In contains g".to_owned()));
}

#[test]
fn restrictions_guard_services_and_use_zones() {
    check(
        "context-based-restrictions::a/acc::rule:r",
        json!({
            "enforcement_mode": "report",
            "contexts": [{"attributes": [{"name": "networkZoneId", "value": "z1,z2"}]}],
            "resources": [{"attributes": [{"name": "serviceName", "value": "kms"}]}],
        }),
        &["In governed_by service/kms", "Out uses z1", "Out uses z2"],
    );
}

#[test]
fn buckets_are_joined_by_name() {
    let bucket = described("cloud-object-storage:global:a/acc:g:bucket:b", json!({"Name": "b"}));
    assert!(bucket.provides.contains(&Handle::new(HandleKind::Store, "cos/b")));
    check(
        "is:eu-de:a/acc::flow-log-collector:f",
        json!({"storage_bucket": {"name": "b"}}),
        &["Out logs_to cos/b"],
    );
    check(
        "pm-20:eu-de:a/acc:g:training:t",
        json!({"entity": {"training_data_references": [{"location": {"bucket": "b"}}]}}),
        &["Out trained_from cos/b"],
    );
    check(
        "data-science-experience:eu-de:a/acc::connection:c",
        json!({"entity": {"properties": {"host": "s3.us-east-1.amazonaws.com", "bucket": "abroad"}}}),
        &["Out reads arn:aws:s3:::abroad"],
    );
}
