use std::collections::BTreeSet;
use std::sync::Arc;

use serde_json::Value;

use super::{cyclonedx, ocsf};
use crate::Cloud;
use crate::estate::{
    Asset, AssetId, AssetKind, Described, EdgeKind, Fact, Graph, GraphBuilder, Link, Unknown, UnknownReason,
};
use crate::schema::validate;

fn described(id: &str, kind: AssetKind, cloud: Cloud, facts: &[(Fact, &str)], links: Vec<Link>) -> Described {
    let asset = Asset {
        id: AssetId::new(id),
        kind,
        cloud,
        native_type: Arc::from("T"),
        name: id.rsplit('/').next().unwrap().to_owned(),
        scope: Arc::from("1"),
        region: Arc::from("r"),
        labels: vec![(Arc::from("owner"), "risk".to_owned()), (Arc::from("empty"), String::new())],
        facts: facts.iter().map(|(fact, value)| (*fact, (*value).to_owned())).collect(),
        unknowns: vec![Unknown {
            about: "s:GetX".to_owned(),
            reason: UnknownReason::Denied,
            permission: None,
            detail: String::new(),
        }],
        observed_at: 0,
        views: Vec::new(),
    };
    let payload = r#"{"properties":{"endpoint":"https://a.example.com/","other":"https://b.example.com/"}}"#;
    Described { asset, via: Arc::from("s:GetX"), payload: payload.to_owned(), links, provides: Vec::new() }
}

fn graph(all: Vec<Described>) -> Graph {
    let mut builder = GraphBuilder::default();
    all.into_iter().for_each(|one| builder.add(one));
    builder.finish()
}

fn to(kind: EdgeKind, id: &str) -> Link {
    Link::to(kind, AssetId::new(id), "f")
}

#[test]
fn every_kind_on_every_cloud_is_a_valid_event() {
    let facts: Vec<(Fact, &str)> = Fact::ALL
        .iter()
        .map(|fact| {
            let value = match fact {
                Fact::Created | Fact::Modified => "2026-01-02T03:04:05.000Z",
                Fact::Encryption => "customer_key",
                _ => "yes",
            };
            (*fact, value)
        })
        .collect();
    for cloud in Cloud::ALL {
        for facts in [&facts[..], &[]] {
            let all = AssetKind::ALL.iter().map(|kind| {
                let id = format!("x/{cloud}/{kind}");
                described(&id, *kind, cloud, facts, Vec::new())
            });
            for event in ocsf(&graph(all.collect()), 1_700_000_000_000) {
                assert_eq!(validate(&event), Vec::<String>::new(), "{event}");
                assert!(event.pointer("/unmapped/nonconforming").is_none(), "{event}");
            }
        }
    }
}

#[test]
fn machines_are_devices_and_all_else_is_a_cloud_resource() {
    let all = vec![
        described("i", AssetKind::Instance, Cloud::Aws, &[], Vec::new()),
        described("m", AssetKind::Model, Cloud::Aws, &[], Vec::new()),
    ];
    let classes: Vec<Value> = ocsf(&graph(all), 1).map(|event| event["class_uid"].clone()).collect();
    assert_eq!(classes, [5001, 5023]);
}

/// A store that trains, the job and the model, what serves it, and an agent.
fn estate() -> Vec<Described> {
    let digest = format!("sha256:{:064x}", 7);
    vec![
        described("s3/raw", AssetKind::Bucket, Cloud::Aws, &[(Fact::DataClass, "secret")], Vec::new()),
        described("s3/logs", AssetKind::Bucket, Cloud::Aws, &[], Vec::new()),
        described(
            "job",
            AssetKind::TrainingJob,
            Cloud::Aws,
            &[],
            vec![
                to(EdgeKind::TrainedFrom, "s3/raw"),
                to(EdgeKind::TrainedFrom, "s3/unseen"),
                to(EdgeKind::Writes, "model"),
            ],
        ),
        described(
            "model",
            AssetKind::Model,
            Cloud::Aws,
            &[(Fact::Digest, &digest), (Fact::Artifact, "s3://raw/model.tar.gz")],
            Vec::new(),
        ),
        described(
            "endpoint",
            AssetKind::Endpoint,
            Cloud::Azure,
            &[(Fact::Public, "yes")],
            vec![to(EdgeKind::DeployedFrom, "model"), to(EdgeKind::LogsTo, "s3/logs")],
        ),
        described(
            "agent",
            AssetKind::Agent,
            Cloud::Gcp,
            &[],
            vec![to(EdgeKind::Uses, "kb"), to(EdgeKind::CanInvoke, "endpoint")],
        ),
        described("kb", AssetKind::KnowledgeBase, Cloud::Gcp, &[], Vec::new()),
    ]
}

#[test]
fn the_bill_of_materials_names_models_data_and_services_and_what_they_depend_on() {
    let bom = cyclonedx(&graph(estate()), None);
    let refs = |list: &str| -> Vec<String> {
        bom[list].as_array().unwrap().iter().map(|one| one["bom-ref"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(refs("components"), ["kb", "model", "s3/raw", "s3/unseen"]);
    assert_eq!(refs("services"), ["agent", "endpoint"]);
    let of = |id: &str| -> Value {
        let all = bom["dependencies"].as_array().unwrap();
        all.iter().find(|one| one["ref"] == id).unwrap()["dependsOn"].clone()
    };
    assert_eq!(of("endpoint"), serde_json::json!(["model"]));
    assert_eq!(of("agent"), serde_json::json!(["endpoint", "kb"]));
    assert_eq!(of("model"), serde_json::json!(["s3/raw", "s3/unseen"]));
    let model = &bom["components"][1];
    assert_eq!(model["type"], "machine-learning-model");
    assert_eq!(model["hashes"][0]["content"], format!("{:064x}", 7));
    assert_eq!(model["modelCard"]["modelParameters"]["datasets"][0]["ref"], "s3/raw");
    assert_eq!(bom["components"][2]["data"][0]["classification"], "secret");
    let endpoint = &bom["services"][1];
    assert_eq!(endpoint["endpoints"], serde_json::json!(["https://a.example.com/"]));
    assert_eq!(
        (&endpoint["authenticated"], &endpoint["x-trust-boundary"]),
        (&Value::Bool(true), &Value::Bool(true))
    );
    assert!(bom["metadata"].get("timestamp").is_none());
}

#[test]
fn the_bill_of_materials_is_the_same_for_the_same_estate() {
    let one = cyclonedx(&graph(estate()), None);
    let mut reversed = estate();
    reversed.reverse();
    assert_eq!(one, cyclonedx(&graph(reversed), None));
    let dated = cyclonedx(&graph(estate()), Some(1_700_000_000_000));
    assert_eq!(dated["serialNumber"], one["serialNumber"]);
    assert_eq!(dated["metadata"]["timestamp"], "2023-11-14T22:13:20.000Z");
    let mut fewer = estate();
    fewer.pop();
    assert_ne!(cyclonedx(&graph(fewer), None)["serialNumber"], one["serialNumber"]);
    // Every reference leads somewhere.
    let known: BTreeSet<&str> =
        one["dependencies"].as_array().unwrap().iter().filter_map(|d| d["ref"].as_str()).collect();
    for dependency in one["dependencies"].as_array().unwrap() {
        for on in dependency["dependsOn"].as_array().into_iter().flatten() {
            assert!(known.contains(on.as_str().unwrap()), "{on}");
        }
    }
}
