use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::{Value, json};
use welkin_model::estate::UnknownReason;

use super::Scripted;
use crate::discovery::{Discovery, Scope};
use crate::environment::Environment;
use crate::gcp::ask::{Ask, Question};
use crate::gcp::auth::Signer;
use crate::gcp::credential::Credentials;
use crate::gcp::grant::Grants;
use crate::gcp::inventory::{self, Content, Ended, Sink};
use crate::gcp::seen::{Projects, Seen};
use crate::gcp::service::Places;
use crate::platform;
use crate::transport::{Endpoints, Transport, TransportOptions, Wire, WireError};

fn ask(wire: &Arc<Scripted>) -> Ask {
    let environment = Environment::new([("CLOUDSDK_AUTH_ACCESS_TOKEN".to_owned(), "t".to_owned())], None);
    let wire: Arc<dyn Wire> = Arc::clone(wire) as Arc<dyn Wire>;
    let endpoints = Endpoints::default();
    let context = platform::context(&environment, &endpoints, Arc::clone(&wire));
    let grants = Grants { wire: Arc::clone(&wire), endpoints: endpoints.clone() };
    let options = TransportOptions {
        attempts: 2,
        failures: 1,
        backoff: Duration::from_millis(1),
        ..TransportOptions::default()
    };
    Ask {
        transport: Arc::new(Transport::new(wire, options)),
        signer: Arc::new(Signer::new(Credentials::new(environment.clone(), context, grants))),
        places: Places::new(&environment, &endpoints).unwrap(),
    }
}

fn question() -> Question {
    Question {
        service: "aiplatform",
        operation: "ListStudies",
        permission: "aiplatform.studies.list",
        scope: "p".to_owned(),
        location: "l".to_owned(),
        path: "v1/projects/1/locations/l/studies".to_owned(),
        parameters: vec![("pageSize", "100".to_owned())],
    }
}

const STUDIES: &str = "https://l-aiplatform.googleapis.com/v1/projects/1/locations/l/studies?pageSize=100";

async fn listed(wire: Scripted) -> (usize, Option<UnknownReason>, Vec<String>) {
    let wire = Arc::new(wire);
    let listed = ask(&wire).list(&question(), "studies").await;
    (listed.items.len(), listed.problem.map(|problem| problem.reason), wire.asked())
}

fn page(studies: usize, next: &str) -> Value {
    json!({"studies": vec![json!({}); studies], "nextPageToken": next})
}

#[tokio::test(start_paused = true)]
async fn lists_are_read_to_the_end() {
    let wire = Scripted::default()
        .on(&format!("{STUDIES}&pageToken=b"), 200, &page(1, ""))
        .on(&format!("{STUDIES}&pageToken=a"), 200, &page(2, "b"))
        .on(STUDIES, 200, &page(3, "a"));
    let (items, problem, asked) = listed(wire).await;
    assert_eq!((items, problem, asked.len()), (6, None, 3));
}

#[tokio::test(start_paused = true)]
async fn a_list_that_breaks_off_says_so() {
    let denied = json!({"error": {"code": 403, "status": "PERMISSION_DENIED", "message": "no"}});
    let broken = json!({"error": {"code": 500, "status": "INTERNAL", "message": "no"}});
    let second = format!("{STUDIES}&pageToken=a");
    let first = |wire: Scripted| wire.on(STUDIES, 200, &page(3, "a"));
    let cut = first(Scripted::default().on(&second, 500, &broken));
    assert_eq!(listed(cut).await.1, Some(UnknownReason::Incomplete));
    let cut = first(Scripted::default().on(&second, 403, &denied));
    assert_eq!(listed(cut).await.1, Some(UnknownReason::Denied));
    let away =
        Scripted::default().on(STUDIES, 200, &json!({"studies": [{}], "unreachable": ["locations/x"]}));
    let (items, problem, _) = listed(away).await;
    assert_eq!((items, problem), (1, Some(UnknownReason::Incomplete)));
    let strange = Scripted::default().on(STUDIES, 200, &json!({"studies": 7}));
    assert_eq!(listed(strange).await.1, Some(UnknownReason::Garbled));
    let off = json!({"error": {"code": 403, "status": "PERMISSION_DENIED", "details": [
        {"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": "SERVICE_DISABLED", "metadata": {"consumer": "projects/1"}},
    ]}});
    let (items, problem, _) = listed(Scripted::default().on(STUDIES, 403, &off)).await;
    assert_eq!((items, problem), (0, None));
    // A server that gives the same page for ever.
    let round = Scripted::default().on(STUDIES, 200, &page(1, "a"));
    assert_eq!(listed(round).await.0, 2);
}

#[tokio::test(start_paused = true)]
async fn an_inventory_that_is_too_large_for_one_page_is_read_in_smaller_ones() {
    let base = "https://cloudasset.googleapis.com/v1/organizations/1/assets?contentType=RESOURCE&pageSize=";
    let asset = json!({
        "name": "//storage.googleapis.com/b", "assetType": "storage.googleapis.com/Bucket",
        "ancestors": ["projects/7", "organizations/1"], "resource": {"location": "EU", "data": {"name": "b"}},
    });
    let wire = Arc::new(Scripted::default().then(&format!("{base}1000"), Err(WireError::TooLarge(1))).on(
        &format!("{base}100"),
        200,
        &json!({"assets": [asset, {"name": "x"}]}),
    ));
    let (into, scope, seen) = (Discovery::new(1), Scope::default(), Mutex::new(Seen::default()));
    let mut projects = Projects::default();
    projects.add("7", "seven");
    let sink = Sink { into: &into, scope: &scope, projects: &projects, seen: &seen };
    let ended = inventory::read(&ask(&wire), "organizations/1", Content::Resource, sink).await;
    assert!(matches!(ended, Ended::Whole));
    let graph = into.into_builder().finish();
    let bucket = graph.asset("//storage.googleapis.com/b").unwrap();
    assert_eq!((&*bucket.scope, &*bucket.region), ("seven", "eu"));
    let holes: Vec<String> = graph.holes().iter().map(ToString::to_string).collect();
    assert_eq!(
        holes,
        [
            "gcp organizations/1: cloudasset:ListAssets RESOURCE is unknown: garbled (an asset has no name or no type)"
        ]
    );
    assert!(seen.lock().unwrap().projects.contains("7"));
}
