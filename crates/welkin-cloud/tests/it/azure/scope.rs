use reqsign_core::time::Timestamp;
use welkin_cloud::Scope;
use welkin_model::estate::{AssetKind, Graph, UnknownReason};

use super::{AT, Estate, PROD, SANDBOX, ids};

async fn scoped(estate: &Estate, scope: Scope) -> Graph {
    estate.discover(&scope).await.into_builder().finish()
}

fn set(text: &str) -> std::collections::BTreeSet<String> {
    text.split_whitespace().map(str::to_owned).collect()
}

#[tokio::test(start_paused = true)]
async fn a_subscription_of_the_environment_is_read_alone_and_the_others_are_told() {
    let estate = Estate::of(AT, "", &[], None);
    let graph = scoped(&estate, Scope::default()).await;
    let found = ids(&graph);
    assert!(found.contains(PROD) && !found.contains(SANDBOX));
    let [hole] = graph.holes() else { panic!("{:?}", graph.holes()) };
    assert_eq!(
        (hole.unknown.reason, hole.scope.as_str()),
        (UnknownReason::Bounded, SANDBOX.trim_start_matches("/subscriptions/"))
    );
    let both = Scope {
        scopes: set("c0ffee12-8d3a-4b7e-9f15-2a6b7c8d9e0f 5a4db0c5-1e2f-4a3b-8c7d-6e5f4a3b2c1d"),
        ..Scope::default()
    };
    let graph = scoped(&estate, both).await;
    assert!(ids(&graph).contains(SANDBOX) && graph.holes().is_empty());
}

#[tokio::test(start_paused = true)]
async fn services_and_regions_narrow_what_is_read() {
    let estate = Estate::auditor();
    let graph = scoped(&estate, Scope { services: set("cognitiveservices"), ..Scope::default() }).await;
    let types = |graph: &Graph, not: &[&str]| -> Vec<String> {
        let types = graph.assets().iter().map(|asset| asset.native_type.to_string());
        types.filter(|native| !not.iter().any(|of| native.starts_with(of))).collect()
    };
    let containers = [
        "microsoft.resources/",
        "microsoft.management/",
        "microsoft.cognitiveservices/",
        "microsoft.insights/",
    ];
    assert_eq!(types(&graph, &containers), Vec::<String>::new());
    assert!(graph.assets().iter().any(|asset| asset.kind == AssetKind::Deployment));
    let graph = scoped(&estate, Scope { regions: set("swedencentral"), ..Scope::default() }).await;
    let elsewhere =
        graph.assets().iter().find(|asset| !asset.region.is_empty() && &*asset.region != "swedencentral");
    assert_eq!(elsewhere.map(|asset| &asset.id), None);
    assert!(graph.assets().iter().any(|asset| &*asset.region == "swedencentral"));
}

#[tokio::test(start_paused = true)]
async fn a_caller_who_may_little_is_told_what_is_missing() {
    let estate = Estate::of(AT, "WELKIN_RESTRICTED_", &["AZURE_SUBSCRIPTION_ID"], None);
    let estate = Estate { environment: with_authority(&estate), ..estate };
    let graph = scoped(&estate, Scope::default()).await;
    assert!(ids(&graph).contains(&format!(
        "{PROD}/resourcegroups/rg-net-eu/providers/microsoft.network/networksecuritygroups/nsg-jump"
    )));
    let permissions: Vec<&str> =
        graph.holes().iter().filter_map(|hole| hole.unknown.permission.as_deref()).collect();
    for expect in ["User.Read.All", "Group.Read.All", "Application.Read.All", "Organization.Read.All"] {
        assert!(permissions.contains(&expect), "{permissions:?}");
    }
}

/// Credentials of a prefix come without the authority, which is the same for all.
fn with_authority(estate: &Estate) -> welkin_cloud::Environment {
    let own = estate.environment.iter().map(|(name, value)| (name.to_owned(), value.to_owned()));
    let authority = ("AZURE_AUTHORITY_HOST".to_owned(), "http://azure.test".to_owned());
    welkin_cloud::Environment::new(own.chain([authority]), None)
}

#[tokio::test]
async fn a_certificate_and_a_federated_token_let_in() {
    let folder = std::env::temp_dir().join(format!("welkin-it-azure-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let now = Timestamp::now().as_second() * 1_000;
    let only = Scope { services: set("search"), ..Scope::default() };
    // With a secret beside it, the certificate would not be tried.
    let admin = Estate::of(now, "WELKIN_ADMIN_", &["AZURE_CLIENT_SECRET"], Some(&folder));
    let admin = Estate { environment: with_authority(&admin), ..admin };
    let graph = scoped(&admin, only.clone()).await;
    assert!(graph.holes().is_empty(), "{:?}", graph.holes());
    assert!(graph.assets().iter().any(|asset| asset.kind == AssetKind::VectorIndex));
    let pipeline = Estate::of(now, "WELKIN_CI_", &[], Some(&folder));
    let pipeline = Estate { environment: with_authority(&pipeline), ..pipeline };
    let graph = scoped(&pipeline, only).await;
    assert!(graph.holes().is_empty(), "{:?}", graph.holes());
    std::fs::remove_dir_all(&folder).unwrap();
}

#[tokio::test(start_paused = true)]
async fn without_a_credential_everything_is_unknown() {
    let mut estate = Estate::auditor();
    let none = [("AZURE_POD_IDENTITY_AUTHORITY_HOST", "http://nowhere.test"), ("PATH", "")];
    estate.environment =
        welkin_cloud::Environment::new(none.map(|(name, value)| (name.to_owned(), value.to_owned())), None);
    let graph = scoped(&estate, Scope::default()).await;
    assert!(graph.assets().is_empty());
    assert!(graph.holes().len() >= 10);
    assert!(
        graph.holes().iter().all(|hole| hole.unknown.reason == UnknownReason::Unauthenticated),
        "{:?}",
        graph.holes()
    );
}
