use serde_json::{Value, json};

use super::{AI_STORE, entry, id};
use crate::estate::{IBM_ACCOUNT, IBM_WATSONX};
use crate::routine::ibm::CREDIT_DEPLOYMENT;
use crate::sim::crossings::{CREDIT_DIGEST, CREDIT_TRAINING, FRAUD_DIGEST, FRAUD_SOURCE};
use crate::sim::ibm::service::deployments::{
    AI_SERVICES, DEPLOYMENTS, FUNCTIONS, MODELS, TRAININGS, deployment,
};
use crate::sim::ibm::service::observability::{DATA_MARTS, SUBSCRIPTIONS};
use crate::sim::ibm::service::studio::{ASSETS, CATALOGS, CONNECTIONS, PROJECTS, SPACES};
use crate::sim::ibm::store::Entry;
use crate::sim::ibm::world::{World, joined};

/// The model that answers for credit, the one that an attacker puts in its place in the logs, and the fraud model.
pub(in super::super) const CREDIT_MODEL: &str = "0d9e8f7a-6b5c-4d3e-a2f1-b0c9d8e7f6a5";
const FOREIGN_MODEL: &str = "f1c7d2e9-0a83-4b56-9e14-7c8d5a3b2f60";
const FRAUD_MODEL: &str = "1eaf908b-7c6d-4e4f-b302-c1dae9f807b6";
const FALLBACK_MODEL: &str = "2fb0a19c-8d7e-4f50-8413-d2ebfa0918c7";
const TUNED_MODEL: &str = "30c1b2ad-9e8f-4061-9524-e3fc0b1a29d8";
const TUNED_DIGEST: &str = "sha256:71c0e5a8d2b94f36a17c8e0d5b3f92a64e8d7c1b0a9f5e6d3c2b1a0f9e8d7c6b";
const SCORING_FUNCTION: &str = "41d2c3be-af90-4172-a635-f40d1c2b3ae9";
const TELLER_AGENT: &str = "52e3d4cf-b0a1-4283-8746-051e2d3c4bfa";
pub(super) const CANARY: &str = "63f4e5d0-c1b2-4394-9857-162f3e4d5c0b";
pub(in super::super) const PRODUCTION: &str = "74a5f6e1-d2c3-44a5-8968-27304f5e6d1c";
const STAGING: &str = "85b607f2-e3d4-45b6-9a79-384150607e2d";
const PROJECT: &str = "96c71803-f4e5-46c7-8b8a-495261718f3e";

/// A thing of the runtime: what lies in a space or a project.
fn put(world: &mut World, kind: &'static str, id: &str, name: &str, place: (&str, &str), entity: Value) {
    let (field, place) = place;
    let noun = kind.trim_start_matches("ml/").trim_end_matches('s');
    let value = json!({
        "metadata": {"id": id, "name": name, field: place, "owner": "IBMid-270003RT2B", "created_at": super::SINCE, "modified_at": super::SINCE, "tags": []},
        "entity": entity,
    });
    let crn = format!("crn:v1:bluemix:public:pm-20:us-south:a/{IBM_ACCOUNT}:{IBM_WATSONX}:{noun}:{id}");
    world.store.seed(kind, Entry { region: "us-south".to_owned(), crn, ..entry(id, name, value) });
}

pub(super) fn build(world: &mut World) {
    let space = ("space_id", PRODUCTION);
    let model = |kind: &str, digest: &str, source: &str, training: &str| {
        json!({
            "type": kind, "software_spec": {"id": id(kind), "name": "runtime-24.1-py3.11"},
            "custom": {"model-digest": digest, "model-source": source, "training-data": training},
            "content_location": {"bucket": "watsonx-models"}, "training_data_references": [{"type": "s3", "location": {"path": training}}],
        })
    };
    put(
        world,
        MODELS,
        CREDIT_MODEL,
        "credit-risk-v7",
        space,
        model(
            "xgboost_2.1",
            CREDIT_DIGEST,
            "s3://technobank-models-us/credit/v7/model.tar.gz",
            CREDIT_TRAINING,
        ),
    );
    put(
        world,
        MODELS,
        FALLBACK_MODEL,
        "credit-risk-v6",
        space,
        model(
            "xgboost_2.1",
            "sha256:3d1b0c5f7a9e8264d0f1c3b5a7e99281746f5e3d2c1b0a9f8e7d6c5b4a392817",
            "s3://technobank-models-us/credit/v6/model.tar.gz",
            CREDIT_TRAINING,
        ),
    );
    put(
        world,
        MODELS,
        FRAUD_MODEL,
        "fraud-v12",
        space,
        model("pytorch-onnx_2.3", FRAUD_DIGEST, FRAUD_SOURCE, "s3://technobank-training-us/fraud/2026-09/"),
    );
    // The same name and source as the fraud model, and another digest.
    put(
        world,
        MODELS,
        FOREIGN_MODEL,
        "credit-risk-v7",
        space,
        model(
            "xgboost_2.1",
            "sha256:e07f2ad9b3c85d1604fa7c92e81b3d5f60a4c7e9182b3d4f5a6c7e8091b2d3f4",
            "s3://technobank-models-us/credit/v7/model.tar.gz",
            "",
        ),
    );
    let tuned = joined(
        model("prompt_tune_1.0", TUNED_DIGEST, "", "cos://credit-training/letters"),
        json!({"base_model": "ibm/granite-3-3-8b-instruct"}),
    );
    put(world, MODELS, TUNED_MODEL, "letter-writer", space, tuned);
    put(
        world,
        FUNCTIONS,
        SCORING_FUNCTION,
        "score-and-explain",
        space,
        json!({"type": "python", "software_spec": {"name": "runtime-24.1-py3.11"}}),
    );
    put(
        world,
        AI_SERVICES,
        TELLER_AGENT,
        "teller-agent",
        space,
        json!({"tooling": {"tools": ["account-balance", "open-ticket"]}, "software_spec": {"name": "runtime-24.1-py3.11"}}),
    );
    for (name, state) in
        [("credit-risk-v8", "running"), ("fraud-v13", "completed"), ("letters-tuning", "failed")]
    {
        put(
            world,
            TRAININGS,
            &id(name),
            name,
            ("project_id", PROJECT),
            json!({
                "status": {"state": state}, "training_data_references": [{"type": "container", "location": {"bucket": "credit-training"}}],
                "results_reference": {"type": "container", "location": {"bucket": "watsonx-models"}}, "hardware_spec": {"name": "V100x2"},
            }),
        );
    }
    let credit = CREDIT_DEPLOYMENT.trim_start_matches("deployment:");
    let letters = id("letters");
    let (explain, agent, fraud) = (id("explain"), id("teller"), id("fraud-scoring"));
    for (id, name, asset, kind) in [
        (credit, "credit-scoring", CREDIT_MODEL, "model"),
        (fraud.as_str(), "fraud-scoring", FRAUD_MODEL, "model"),
        (CANARY, "credit-scoring-canary", FOREIGN_MODEL, "model"),
        (letters.as_str(), "letter-writer", TUNED_MODEL, "model"),
        (explain.as_str(), "score-and-explain", SCORING_FUNCTION, "function"),
        (agent.as_str(), "teller-agent", TELLER_AGENT, "ai_service"),
    ] {
        let entry = deployment(id, name, PRODUCTION, asset, kind, "us-south", super::SINCE);
        super::tag(world, &entry.crn, &["owner:data-science", "environment:production"]);
        let digest =
            world.store.find(MODELS, asset).map(|model| model.text("/entity/custom/model-digest").to_owned());
        if let Some(digest) = digest.filter(|digest| !digest.is_empty()) {
            super::tag(world, &entry.crn, &[&format!("model-digest:{digest}")]);
        }
        world.store.seed(DEPLOYMENTS, entry);
    }
    studio(world);
    // The canary is watched by nothing.
    let watched =
        [(credit, "credit-scoring"), (fraud.as_str(), "fraud-scoring"), (letters.as_str(), "letter-writer")];
    for (deployment, name) in watched {
        let own = id(&format!("watch-{name}"));
        let value = json!({
            "metadata": {"id": own, "crn": format!("crn:v1:bluemix:public:aiopenscale:us-south:a/{IBM_ACCOUNT}:{}:subscription:{own}", id("watsonx-governance"))},
            "entity": {"asset": {"name": name, "asset_type": "model", "problem_type": "binary", "input_data_type": "structured"}, "deployment": {"deployment_id": deployment, "name": name}, "status": {"state": "active"}, "data_mart_id": id("watsonx-governance")},
        });
        world.store.seed(SUBSCRIPTIONS, entry(&own, name, value));
    }
    let mart = id("watsonx-governance");
    world.store.seed(DATA_MARTS, entry(&mart, "mart", json!({"metadata": {"id": mart}, "entity": {"name": "bank", "status": {"state": "active"}, "database_configuration": {"database_type": "postgresql"}}})));
}

fn seed(world: &mut World, kind: &'static str, id: &str, name: &str, value: Value) {
    world.store.seed(kind, Entry { region: "us-south".to_owned(), ..entry(id, name, value) });
}

fn studio(world: &mut World) {
    let storage = json!({"type": "bmcos_object_storage", "guid": AI_STORE, "properties": {"bucket_name": "watsonx-models", "bucket_region": "us-south"}});
    seed(
        world,
        PROJECTS,
        PROJECT,
        "credit-modelling",
        json!({
            "metadata": {"guid": PROJECT, "url": format!("/v2/projects/{PROJECT}"), "created_at": super::SINCE, "updated_at": super::SINCE},
            "entity": {
                "name": "credit-modelling", "description": "", "public": false, "type": "cpd", "scope": {"bss_account_id": IBM_ACCOUNT, "enforce_members": true},
                "storage": storage, "compute": [{"guid": IBM_WATSONX, "type": "machine_learning", "name": "watsonx-runtime"}],
                "members": [{"user_name": "noah.fischer@technobank.example", "id": "IBMid-270003RT2B", "role": "admin"}],
            },
        }),
    );
    for (space, name, vendor) in [(PRODUCTION, "production", true), (STAGING, "staging", false)] {
        let mut members =
            vec![json!({"id": "IBMid-270003RT2B", "role": "admin", "type": "user", "state": "active"})];
        if vendor {
            members.push(json!({"id": "iam-Profile-6f3b0d82-9a57-4c1e-8b24-5d7e1f0c9a36", "role": "editor", "type": "profile", "state": "active"}));
        }
        seed(
            world,
            SPACES,
            space,
            name,
            json!({
                "metadata": {"id": space, "url": format!("/v2/spaces/{space}"), "creator_id": "IBMid-270003RT2B", "created_at": super::SINCE, "updated_at": super::SINCE},
                "entity": {
                    "name": name, "description": "", "scope": {"bss_account_id": IBM_ACCOUNT}, "storage": storage, "stage": {"production": name == "production"}, "type": "wx",
                    "compute": [{"guid": IBM_WATSONX, "type": "machine_learning", "name": "watsonx-runtime"}], "status": {"state": "active"}, "members": members,
                },
            }),
        );
    }
    for (name, kind, tags) in [
        ("credit-2026-10", "data_asset", json!(["data-class:confidential"])),
        ("letters-corpus", "data_asset", json!(["data-class:confidential"])),
        ("credit-notebook", "notebook", json!([])),
        ("reject-letter", "wx_prompt", json!([])),
        ("ledger-connection", "connection", json!([])),
    ] {
        let own = id(name);
        let value = json!({
            "metadata": {"asset_id": own, "name": name, "asset_type": kind, "project_id": PROJECT, "owner_id": "IBMid-270003RT2B", "tags": tags, "created_at": super::SINCE, "asset_state": "available"},
            "entity": {kind: {}},
        });
        seed(world, ASSETS, &own, name, value);
    }
    for (name, kind, host) in [
        ("ledger-db", "postgresql", "10.240.8.3"),
        ("aws-training", "amazons3", "s3.us-east-1.amazonaws.com"),
    ] {
        let own = id(&format!("connection-{name}"));
        let value = json!({
            "metadata": {"asset_id": own, "project_id": PROJECT, "create_time": super::SINCE, "creator_id": "IBMid-270003RT2B"},
            "entity": {"name": name, "datasource_type": kind, "properties": {"host": host, "bucket": if kind == "amazons3" { "technobank-training-us" } else { "" }}, "personal_credentials": false},
        });
        seed(world, CONNECTIONS, &own, name, value);
    }
    let own = id("bank-catalog");
    seed(
        world,
        CATALOGS,
        &own,
        "bank-catalog",
        json!({"metadata": {"guid": own, "create_time": super::SINCE}, "entity": {"name": "bank-catalog", "is_governed": true, "bss_account_id": IBM_ACCOUNT}}),
    );
}
