use std::sync::Arc;

use serde_json::{Value, json};
use welkin_model::Cloud;
use welkin_model::estate::{AssetId, Described, LinkDirection, Target};

use crate::describe::{Resource, describe};

const PROJECT: &str = "//cloudresourcemanager.googleapis.com/projects/730";

fn described(native: &str, id: &str, payload: Value) -> Described {
    describe(&Resource {
        cloud: Cloud::Gcp,
        native_type: Arc::from(native),
        id: AssetId::new(id),
        name: String::new(),
        scope: "p".to_owned(),
        region: "asia-southeast1".to_owned(),
        via: Arc::from("test"),
        payload,
        unknowns: Vec::new(),
        observed_at: 1,
    })
}

/// Links in words: `runs_as > a`, `can_assume < b`.
fn links(described: &Described) -> Vec<String> {
    let link = |link: &welkin_model::estate::Link| {
        let target = match &link.target {
            Target::Asset(id) => id.to_string(),
            Target::Handle(handle) => format!("[{handle}]"),
        };
        let arrow = if link.direction == LinkDirection::Out { '>' } else { '<' };
        format!("{} {arrow} {target}", link.kind)
    };
    described.links.iter().map(link).filter(|link| !link.starts_with("contains")).collect()
}

fn facts(described: &Described) -> Vec<String> {
    let mut facts: Vec<String> =
        described.asset.facts.iter().map(|(fact, value)| format!("{fact} {value}")).collect();
    facts.sort();
    facts
}

#[test]
fn a_resource_is_known_by_both_spellings_of_its_project() {
    let network = described(
        "compute.googleapis.com/Network",
        "//compute.googleapis.com/projects/p/global/networks/n",
        json!({"ancestors": ["projects/730", "organizations/1"]}),
    );
    let provided: Vec<String> = network.provides.iter().map(ToString::to_string).collect();
    assert_eq!(provided, ["//compute.googleapis.com/projects/730/global/networks/n"]);
    let contained = network.links.iter().any(|link| link.target == Target::Asset(AssetId::new(PROJECT)));
    assert!(contained, "{:?}", network.links);
    let job = described(
        "aiplatform.googleapis.com/CustomJob",
        "//aiplatform.googleapis.com/projects/730/locations/l/customJobs/j",
        json!({"jobSpec": {"network": "projects/730/global/networks/n"}}),
    );
    assert!(
        links(&job)
            .contains(&"attached_to > [//compute.googleapis.com/projects/730/global/networks/n]".to_owned())
    );
}

#[test]
fn providers_trust_issuers_of_every_kind() {
    let provider = |payload| {
        let pool = "//iam.googleapis.com/projects/730/locations/global/workloadIdentityPools/w";
        let told = described(
            "iam.googleapis.com/WorkloadIdentityPoolProvider",
            &format!("{pool}/providers/x"),
            payload,
        );
        links(&told).join("\n").replace(pool, "POOL")
    };
    assert_eq!(
        provider(
            json!({"oidc": {"issuerUri": "https://Sts.Example/"}, "attributeCondition": "assertion.sub == 'a'"})
        ),
        "trusts > [sts.example]\ncan_assume < [sts.example]\ntrusts > [sts.example|a]\ncan_assume < [sts.example|a]\ncan_assume > POOL"
    );
    assert_eq!(
        provider(json!({"aws": {"accountId": "444455556666"}})),
        "trusts > arn:aws:iam::444455556666:root\ncan_assume < arn:aws:iam::444455556666:root\ncan_assume > POOL"
    );
    assert_eq!(
        provider(json!({"saml": {"idp_metadata_xml": "<E entityID='https://idp.example'>"}})),
        "trusts > [idp.example]\ncan_assume < [idp.example]\ncan_assume > POOL"
    );
}

#[test]
fn transfers_lead_from_store_to_store() {
    let told = described(
        "storagetransfer.googleapis.com/TransferJob",
        "//storagetransfer.googleapis.com/transferJobs/t",
        json!({"transferSpec": {
            "azureBlobStorageDataSource": {"storageAccount": "acct", "container": "c"},
            "gcsDataSink": {"bucketName": "sink"},
        }}),
    );
    assert_eq!(
        links(&told),
        ["writes > //storage.googleapis.com/sink", "reads > [acct.blob.core.windows.net]"]
    );
    let told = described(
        "storagetransfer.googleapis.com/TransferJob",
        "//storagetransfer.googleapis.com/transferJobs/t",
        json!({"transfer_spec": {"aws_s3_data_source": {"bucket_name": "source", "aws_access_key": {"access_key_id": "AKIAIOSFODNN7EXAMPLE"}}}}),
    );
    assert_eq!(
        links(&told),
        [
            "refers_to > [AKIAIOSFODNN7EXAMPLE]",
            "reads > arn:aws:s3:::source",
            "uses > [AKIAIOSFODNN7EXAMPLE]"
        ]
    );
}

#[test]
fn a_policy_says_who_may_and_whether_everyone_may() {
    let told = |bindings: Value| {
        let policy = json!({"iamPolicy": {"bindings": bindings}});
        described("storage.googleapis.com/Bucket", "//storage.googleapis.com/b", policy)
    };
    let open =
        told(json!([{"role": "roles/storage.objectViewer", "members": ["allUsers", "user:A@x.example"]}]));
    assert_eq!(
        (facts(&open), links(&open)),
        (vec!["public yes".to_owned()], vec!["reads < user:a@x.example".to_owned()])
    );
    let conditional = told(
        json!([{"role": "roles/storage.objectViewer", "members": ["allUsers"], "condition": {"expression": "true"}}]),
    );
    assert_eq!(facts(&conditional), Vec::<String>::new());
    let custom = told(
        json!([{"role": "projects/p/roles/r", "members": ["serviceAccount:a@p.iam.gserviceaccount.com"]}]),
    );
    assert_eq!(
        links(&custom),
        ["governed_by > //iam.googleapis.com/projects/p/roles/r", "uses < [a@p.iam.gserviceaccount.com]"]
    );
}

#[test]
fn rules_without_a_source_are_for_everyone() {
    let firewall = |payload| {
        facts(&described(
            "compute.googleapis.com/Firewall",
            "//compute.googleapis.com/projects/p/global/firewalls/f",
            payload,
        ))
    };
    let allowed = json!([{"IPProtocol": "tcp"}]);
    assert_eq!(firewall(json!({"direction": "INGRESS", "allowed": allowed})), ["public yes"]);
    assert_eq!(firewall(json!({"allowed": allowed, "sourceRanges": ["::/0"]})), ["public yes"]);
    assert_eq!(firewall(json!({"allowed": allowed, "sourceTags": ["web"]})), ["public no"]);
    assert_eq!(firewall(json!({"allowed": allowed, "disabled": true})), ["public no"]);
    assert_eq!(firewall(json!({"denied": allowed, "sourceRanges": ["0.0.0.0/0"]})), ["public no"]);
    assert_eq!(firewall(json!({"direction": "EGRESS", "allowed": allowed})), ["public no"]);
}

#[test]
fn access_lists_of_datasets_are_policies() {
    let told = described(
        "bigquery.googleapis.com/Dataset",
        "//bigquery.googleapis.com/projects/p/datasets/d",
        json!({"access": [
            {"role": "WRITER", "userByEmail": "a@p.iam.gserviceaccount.com"},
            {"role": "READER", "groupByEmail": "ds@x.example"},
            {"role": "READER", "userByEmail": "eiko@x.example"},
            {"role": "READER", "specialGroup": "allAuthenticatedUsers"},
        ]}),
    );
    assert_eq!(
        links(&told),
        ["writes < [a@p.iam.gserviceaccount.com]", "reads < [ds@x.example]", "reads < user:eiko@x.example"]
    );
    assert_eq!(facts(&told), ["encryption provider_key", "public yes"]);
}

#[test]
fn labels_are_read_and_annotations_with_them() {
    let told = described(
        "secretmanager.googleapis.com/Secret",
        "//secretmanager.googleapis.com/projects/730/secrets/s",
        json!({"labels": {"owner": "ml", "aws-access-key-id": "akiaiosfodnn7example"}, "annotations": {"note": "x"}}),
    );
    assert_eq!(told.asset.label("note"), Some("x"));
    assert_eq!(facts(&told), ["encryption provider_key", "owner ml"]);
    assert_eq!(links(&told)[0], "stored_in < [AKIAIOSFODNN7EXAMPLE]");
}

#[test]
fn deny_policies_and_keys_name_what_they_are_of() {
    let policy = described(
        "iam.googleapis.com/PolicyV2",
        "//iam.googleapis.com/policies/cloudresourcemanager.googleapis.com%2Fprojects%2F730/denypolicies/d",
        json!({"rules": [{"denyRule": {"deniedPrincipals": ["principalSet://goog/public:all"]}}]}),
    );
    assert_eq!(links(&policy), [format!("governed_by < {PROJECT}")]);
    let account = "//iam.googleapis.com/projects/p/serviceAccounts/123";
    let key = described(
        "iam.googleapis.com/ServiceAccountKey",
        &format!("{account}/keys/k"),
        json!({"name": "projects/p/serviceAccounts/a@p.iam.gserviceaccount.com/keys/k"}),
    );
    assert!(links(&key).contains(&format!("runs_as > {account}")), "{:?}", links(&key));
}
