use std::collections::BTreeSet;
use std::sync::Arc;

use welkin_cloud::transport::{Endpoints, Transport, TransportOptions, Wire};
use welkin_cloud::{Environment, Scope, clouds};
use welkin_model::Cloud;
use welkin_model::estate::UnknownReason;

use super::{Bank, ML, PROD, WEAK, beside, ids};

#[tokio::test(start_paused = true)]
async fn the_whole_estate_is_found_without_a_hole() {
    let bank = Bank::new();
    let expected = bank.listed().await;
    let (graph, transport) = bank.run(bank.variables(""), &Scope::default()).await;
    assert_eq!(graph.holes(), []);
    let partly: Vec<_> = graph.assets().iter().filter(|asset| !asset.unknowns.is_empty()).collect();
    assert!(partly.is_empty(), "{partly:?}");
    let found = ids(&graph);
    let missing: Vec<_> =
        expected.iter().chain(&beside()).filter(|id| !found.contains(*id)).cloned().collect();
    assert!(missing.is_empty(), "{missing:#?}");
    for weak in WEAK {
        assert!(found.contains(weak), "{weak}");
    }
    println!("{} assets, {} edges, {:?}", found.len(), graph.edge_count(), transport.observer().total());
    assert!(transport.observer().total().calls < 100);
}

#[tokio::test(start_paused = true)]
async fn who_may_see_little_is_told_what_is_missing() {
    let bank = Bank::new();
    let (graph, _) = bank.run(bank.variables("WELKIN_RESTRICTED_"), &Scope::default()).await;
    let denied: BTreeSet<_> = graph
        .holes()
        .iter()
        .filter(|hole| hole.unknown.reason == UnknownReason::Denied)
        .filter_map(|hole| hole.unknown.permission.clone())
        .collect();
    assert!(denied.contains("cloudasset.assets.listResource"), "{:?}", graph.holes());
    // What may be read is read by the service's own lists.
    assert!(ids(&graph).contains(&format!("{PROD}/endpoints/7741029385610293847")), "{:?}", ids(&graph));
}

#[tokio::test(start_paused = true)]
async fn outside_identities_get_in_by_federation() {
    let bank = Bank::new();
    let (graph, _) = bank.run(bank.variables("WELKIN_WORKLOAD_"), &Scope::default()).await;
    assert_eq!(graph.holes(), []);
    assert!(ids(&graph).len() > 150);
}

#[tokio::test(start_paused = true)]
async fn a_scope_narrows_what_is_read() {
    let bank = Bank::new();
    let scope = Scope {
        services: ["aiplatform".to_owned()].into(),
        scopes: ["tb-asia-ml".to_owned()].into(),
        ..Scope::default()
    };
    let (graph, transport) = bank.run(bank.variables(""), &scope).await;
    assert_eq!(graph.holes(), []);
    let strange: Vec<_> = graph
        .assets()
        .iter()
        .filter(|asset| asset.native_type.starts_with("aiplatform") && &*asset.scope != "tb-asia-ml")
        .collect();
    assert!(strange.is_empty(), "{strange:?}");
    assert!(ids(&graph).contains(&format!("{ML}/studies/7780900")));
    let services: BTreeSet<_> = transport.observer().counts().into_keys().map(|seen| seen.service).collect();
    assert_eq!(services, BTreeSet::from(["aiplatform", "cloudasset", "cloudresourcemanager"]));
    let elsewhere = Scope { regions: ["europe-west4".to_owned()].into(), ..Scope::default() };
    let (graph, _) = bank.run(bank.variables(""), &elsewhere).await;
    assert!(graph.assets().iter().all(|asset| asset.region.is_empty() || &*asset.region == "europe-west4"));
}

#[tokio::test(start_paused = true)]
async fn the_role_for_a_run_holds_its_permissions() {
    let bank = Bank::new();
    let (_, transport) = bank.run(bank.variables(""), &Scope::default()).await;
    let wire: Arc<dyn Wire> = Arc::clone(&bank.wire) as Arc<dyn Wire>;
    let other = Arc::new(Transport::new(wire, TransportOptions::default()));
    let cloud = clouds(Cloud::Gcp, &Environment::default(), &Endpoints::default(), &other).unwrap();
    let needed: Vec<String> = transport.observer().counts().into_keys().map(|seen| seen.permission).collect();
    let role = cloud.inventory().unwrap().read_policy(&needed);
    let role: serde_json::Value = serde_json::from_str(&role).unwrap();
    let permissions: Vec<_> =
        role["includedPermissions"].as_array().unwrap().iter().map(|p| p.as_str().unwrap()).collect();
    assert!(permissions.contains(&"cloudasset.assets.listResource"));
    assert!(permissions.iter().all(|permission| permission.split('.').count() == 3), "{permissions:?}");
}
