use std::sync::Arc;

use serde_json::{Value, json};
use welkin_model::Cloud;
use welkin_model::estate::{AssetId, AssetKind, Described, Fact, LinkDirection, Target};

use super::statement::{Act, Place, Statement, Subject, definition};
use crate::describe::{Resource, describe};

const TENANCY: &str = "ocid1.tenancy.oc1..t";

fn described(native: &str, payload: Value) -> Described {
    let id = payload
        .get("id")
        .or_else(|| payload.get("identifier"))
        .and_then(Value::as_str)
        .unwrap_or("ocid1.x.oc1.iad.self");
    describe(&Resource {
        cloud: Cloud::Oci,
        native_type: Arc::from(native),
        id: AssetId::new(id),
        name: "n".to_owned(),
        scope: TENANCY.to_owned(),
        region: "us-ashburn-1".to_owned(),
        via: Arc::from("test"),
        payload,
        unknowns: Vec::new(),
        observed_at: 1,
    })
}

/// Links as `kind target`, `<-` for those that lead to the asset.
fn links(described: &Described) -> Vec<String> {
    let mut found: Vec<String> = described
        .links
        .iter()
        .map(|link| {
            let target = match &link.target {
                Target::Asset(id) => id.to_string(),
                Target::Handle(handle) => handle.to_string(),
            };
            let arrow = if link.direction == LinkDirection::In { "<- " } else { "" };
            format!("{arrow}{} {target}", link.kind)
        })
        .collect();
    found.sort();
    found
}

fn statement(text: &str) -> Statement<'_> {
    Statement::parse(text).unwrap()
}

#[test]
fn statements_are_read_whatever_the_letter_case() {
    let text = "ALLOW GROUP 'Default'/'Data-Scientists', auditors to USE data-science-family IN COMPARTMENT ai:Prod WHERE request.region = 'iad'";
    let read = statement(text);
    let group = |name: &str| Subject::Group(name.to_owned());
    assert_eq!(read.subjects, [group("data-scientists"), group("auditors")]);
    assert_eq!(
        (read.act, read.verb.as_str(), read.what.as_str()),
        (Act::Allow, "use", "data-science-family")
    );
    assert_eq!(read.place, Place::Path("ai:prod".to_owned()));
    assert_eq!(read.condition, "request.region = 'iad'");
    assert_eq!(
        statement("Allow group id ocid1.group.oc1..g to inspect vaults in tenancy").subjects,
        [Subject::Id("ocid1.group.oc1..g".to_owned())]
    );
    assert_eq!(
        statement("Allow any-user to read buckets in compartment id ocid1.compartment.oc1..c").place,
        Place::Id("ocid1.compartment.oc1..c")
    );
    assert_eq!(
        statement("Allow dynamic-group 'Other'/'d' to read buckets in tenancy").subjects,
        [Subject::DynamicGroup("other/d".to_owned())]
    );
    assert_eq!(statement("Endorse group g to read buckets in any-tenancy").place, Place::Other(None));
    assert_eq!(statement("Admit group g of tenancy T to read buckets in tenancy").of, Some("T"));
    assert_eq!(definition("define tenancy T as ocid1.tenancy.oc1..z"), Some(("T", "ocid1.tenancy.oc1..z")));
    for wrong in [
        "",
        "allow",
        "permit group a to read buckets in tenancy",
        "allow group to read buckets in tenancy",
        "allow group a to read buckets",
        "define tenancy T",
    ] {
        assert_eq!(Statement::parse(wrong), None, "{wrong}");
    }
}

#[test]
fn a_policy_grants_to_subjects_by_name_and_says_what() {
    let policy = described(
        "Policy",
        json!({
            "id": "ocid1.policy.oc1..p", "compartmentId": TENANCY,
            "statements": [
                "Allow group Admins to manage all-resources in tenancy",
                "Allow dynamic-group bots to use generative-ai-family in compartment ai:lab",
                "Allow any-user to read buckets in compartment id ocid1.compartment.oc1..c where request.principal.id = 'ocid1.fnfunc.oc1.iad.f'",
                "Deny group others to manage buckets in tenancy",
                "Allow service datascience to use virtual-network-family in compartment network",
            ],
        }),
    );
    assert_eq!(policy.asset.kind, AssetKind::Policy);
    assert_eq!(
        links(&policy),
        [
            "<- contains ocid1.tenancy.oc1..t",
            "can_invoke ocid1.tenancy.oc1..t|compartment/ai:lab",
            "grants_to ocid1.fnfunc.oc1.iad.f",
            "grants_to ocid1.tenancy.oc1..t|dynamicgroup/bots",
            "grants_to ocid1.tenancy.oc1..t|group/admins",
            "reads ocid1.compartment.oc1..c",
            "uses ocid1.tenancy.oc1..t|compartment/network",
            "writes ocid1.tenancy.oc1..t",
        ]
    );
}

#[test]
fn across_tenancies_a_policy_trusts_or_reaches_out() {
    let policy = described(
        "policy",
        json!({
            "id": "ocid1.policy.oc1..p", "compartment-id": TENANCY,
            "statements": [
                "Define tenancy Partner as ocid1.tenancy.oc1..z",
                "Define group Theirs as ocid1.group.oc1..g",
                "Admit group Theirs of tenancy Partner to read buckets in compartment shared",
                "Endorse group Ours to read buckets in tenancy Partner",
            ],
        }),
    );
    assert_eq!(
        links(&policy),
        [
            "<- contains ocid1.tenancy.oc1..t",
            "grants_to ocid1.group.oc1..g",
            "grants_to ocid1.tenancy.oc1..t|group/ours",
            "reads ocid1.tenancy.oc1..t|compartment/shared",
            "refers_to ocid1.tenancy.oc1..z",
            "trusts ocid1.tenancy.oc1..z",
        ]
    );
}

#[test]
fn a_dynamic_group_is_what_its_rule_matches() {
    let group = described(
        "dynamicgroup",
        json!({
            "id": "ocid1.dynamicgroup.oc1..d", "name": "Bots",
            "matching-rule": "any {instance.id = 'ocid1.instance.oc1.iad.i', all {resource.type = 'fnfunc', resource.compartment.id = 'ocid1.compartment.oc1..c'}}",
        }),
    );
    assert_eq!(
        links(&group),
        ["<- runs_as ocid1.compartment.oc1..c|runs/fnfunc", "<- runs_as ocid1.instance.oc1.iad.i",]
    );
    let provided: Vec<String> = group.provides.iter().map(ToString::to_string).collect();
    assert_eq!(provided, ["ocid1.tenancy.oc1..t|dynamicgroup/bots"]);
}

#[test]
fn a_trust_lets_subjects_of_an_issuer_become_users() {
    let trust = described(
        "IdentityPropagationTrust",
        json!({
            "id": "ocid1.domain.oc1..d/trusts/t", "domainId": "ocid1.domain.oc1..d", "issuer": "https://Issuer.example/",
            "impersonationServiceUsers": [{"rule": "sub eq spiffe://x/y", "value": "svc"}],
        }),
    );
    assert_eq!(
        links(&trust),
        [
            "<- can_assume issuer.example|spiffe://x/y",
            "<- contains ocid1.domain.oc1..d",
            "can_assume ocid1.tenancy.oc1..t|user/svc",
            "trusts issuer.example",
        ]
    );
}

#[test]
fn rules_that_let_the_internet_in_are_public() {
    let rules = |source: &str, direction: &str| {
        let group = described(
            "NetworkSecurityGroup",
            json!({
                "id": "ocid1.networksecuritygroup.oc1.iad.n",
                "securityRules": [{"direction": direction, "source": source}],
            }),
        );
        group.asset.fact(Fact::Public).map(str::to_owned)
    };
    assert_eq!(rules("0.0.0.0/0", "INGRESS").as_deref(), Some("yes"));
    assert_eq!(rules("::/0", "INGRESS").as_deref(), Some("yes"));
    assert_eq!(rules("10.0.0.0/8", "INGRESS").as_deref(), Some("no"));
    assert_eq!(rules("0.0.0.0/0", "EGRESS").as_deref(), Some("no"));
    let list = described("security-list", json!({"ingress-security-rules": [{"source": "0.0.0.0/0"}]}));
    assert_eq!(list.asset.fact(Fact::Public), Some("yes"));
}

#[test]
fn labels_are_freeform_and_defined_tags_and_a_models_metadata() {
    let model = described(
        "datasciencemodel",
        json!({
            "id": "ocid1.datasciencemodel.oc1.iad.m",
            "freeform-tags": {"owner": "risk"},
            "defined-tags": {"governance": {"data-class": "secret"}},
            "custom-metadata-list": [{"key": "model-source", "value": "s3://models/a"}],
        }),
    );
    assert_eq!(model.asset.label("owner"), Some("risk"));
    assert_eq!(model.asset.label("governance.data-class"), Some("secret"));
    assert_eq!(model.asset.fact(Fact::DataClass), Some("secret"));
    assert!(links(&model).contains(&"deployed_from arn:aws:s3:::models".to_owned()));
}

#[test]
fn a_bucket_is_known_by_its_namespace_and_its_name() {
    let bucket = described(
        "Bucket",
        json!({
            "id": "ocid1.bucket.oc1.iad.b", "namespace": "ns", "name": "models", "kmsKeyId": null,
            "publicAccessType": "ObjectRead", "versioning": "Enabled",
            "freeformTags": {"replicated-by": "ns.compat.objectstorage.us-ashburn-1.oraclecloud.com"},
        }),
    );
    let provided: Vec<String> = bucket.provides.iter().map(ToString::to_string).collect();
    assert_eq!(provided, ["oci/ns/models", "ns.compat.objectstorage.us-ashburn-1.oraclecloud.com"]);
    for (fact, value) in [(Fact::Public, "yes"), (Fact::Versioned, "yes"), (Fact::Encryption, "provider_key")]
    {
        assert_eq!(bucket.asset.fact(fact), Some(value));
    }
    let source = described(
        "GenAiAgentDataSource",
        json!({
            "dataSourceConfig": {"objectStoragePrefixes": [{"namespaceName": "ns", "bucketName": "models"}]},
        }),
    );
    assert_eq!(links(&source), ["reads oci/ns/models"]);
}

#[test]
fn a_tunnel_offers_its_own_address_and_seeks_its_peers() {
    let tunnel =
        described("ipsectunnel", json!({"vpnIp": "192.0.2.1", "cpeIp": "192.0.2.2", "status": "UP"}));
    assert_eq!(links(&tunnel), ["peers_with 192.0.2.1", "peers_with 192.0.2.2"]);
    assert_eq!(tunnel.provides.iter().map(ToString::to_string).collect::<Vec<_>>(), ["192.0.2.1"]);
    assert_eq!((tunnel.asset.kind, tunnel.asset.fact(Fact::State)), (AssetKind::VpnTunnel, Some("UP")));
}

#[test]
fn types_without_a_rule_have_a_kind_by_their_name() {
    for (native, kind) in [
        ("FunctionsFunction", AssetKind::Function),
        ("ContainerRepo", AssetKind::ImageRegistry),
        ("Strange", AssetKind::Other),
    ] {
        assert_eq!(described(native, json!({})).asset.kind, kind, "{native}");
    }
}

#[test]
fn shapes_with_a_gpu_are_accelerators_and_others_are_none() {
    let of = |shape: &str| {
        let payload = json!({"jobInfrastructureConfigurationDetails": {"shapeName": shape}});
        described("DataScienceJob", payload).asset.fact(Fact::Accelerator).map(str::to_owned)
    };
    assert_eq!(of("VM.GPU.A10.1").as_deref(), Some("VM.GPU.A10.1"));
    assert_eq!(of("VM.Standard.E4.Flex"), None);
}
