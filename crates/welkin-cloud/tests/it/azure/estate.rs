use std::collections::BTreeSet;

use bytes::Bytes;
use http::Request;
use serde_json::Value;
use welkin_cloud::transport::Wire as _;
use welkin_cloud::{Discovery, Scope};
use welkin_model::Cloud;
use welkin_model::estate::{Asset, Fact, Graph};
use welkin_range::sim::{Range, Weakness};

use super::{Estate, PROD, SANDBOX, ids};

/// Types that the range has below others, whatever the product makes of them.
const CHILDREN: &[&str] = &[
    "deployments",
    "projects",
    "connections",
    "capabilityHosts",
    "applications",
    "agentDeployments",
    "raiPolicies",
    "raiBlocklists",
    "raiBlocklistItems",
    "raiTopics",
    "encryptionScopes",
    "commitmentPlans",
    "defenderForAISettings",
    "privateEndpointConnections",
    "networkSecurityPerimeterConfigurations",
    "computes",
    "datastores",
    "data",
    "versions",
    "environments",
    "models",
    "jobs",
    "outboundRules",
    "featuresets",
    "featurestoreEntities",
    "pipelines",
    "linkedservices",
    "blobServices",
    "containers",
    "immutabilityPolicies",
    "managementPolicies",
    "keys",
    "secrets",
    "subnets",
    "virtualNetworkPeerings",
    "securityRules",
    "routes",
    "ruleCollectionGroups",
    "privateDnsZoneGroups",
    "A",
    "CNAME",
    "virtualNetworkLinks",
    "agentPools",
    "federatedIdentityCredentials",
    "providers/Microsoft.Insights/diagnosticSettings",
];

/// What is not read, and why.
const LEFT_OUT: &[(&str, &str)] = &[
    ("/raiblocklistitems/", "words of a list that is read; they are often secret themselves"),
    ("/immutabilitypolicies/", "the container says whether it has one"),
    ("/virtualnetworklinks/", "Resource Graph holds it; the range's does not"),
];

/// Asks the range as any client would.
async fn ask(estate: &Estate, token: &str, path: &str) -> Option<Vec<Value>> {
    let mut found = Vec::new();
    let mut next = Some(format!("http://azure.test/{}", path.trim_start_matches('/')));
    while let Some(url) = next {
        let request =
            Request::get(&url).header("authorization", format!("Bearer {token}")).body(Bytes::new()).unwrap();
        let answer = estate.wire.send(request).await.unwrap();
        if !answer.status.is_success() {
            return None;
        }
        let body = answer.json().unwrap();
        found.extend(body["value"].as_array()?.iter().cloned());
        next = body["nextLink"]
            .as_str()
            .or(body["@odata.nextLink"].as_str())
            .map(|url| url.replace("https:", "http:"));
    }
    Some(found)
}

async fn token(estate: &Estate, resource: &str) -> String {
    let value = |name| estate.environment.get(name).unwrap();
    let form = format!(
        "grant_type=client_credentials&client_id={}&client_secret={}&scope={resource}/.default",
        value("AZURE_CLIENT_ID"),
        value("AZURE_CLIENT_SECRET")
    );
    let url = format!("http://azure.test/{}/oauth2/v2.0/token", value("AZURE_TENANT_ID"));
    let answer = estate.wire.send(Request::post(url).body(Bytes::from(form)).unwrap()).await.unwrap();
    answer.json().unwrap()["access_token"].as_str().unwrap().to_owned()
}

/// The ids of all that the range lists, by asking for every type below every resource.
async fn listed(estate: &Estate) -> BTreeSet<String> {
    let token = token(estate, "https://management.azure.com").await;
    let mut found = BTreeSet::new();
    let mut open: Vec<String> = vec![PROD.to_owned(), SANDBOX.to_owned()];
    for subscription in [PROD, SANDBOX] {
        for list in ["resources", "resourceGroups"] {
            let path = format!("{subscription}/{list}?api-version=2025-04-01&$top=1000");
            open.extend(
                ask(estate, &token, &path)
                    .await
                    .unwrap()
                    .iter()
                    .map(|one| one["id"].as_str().unwrap().to_owned()),
            );
        }
        let path = format!(
            "{subscription}/providers/Microsoft.Authorization/roleAssignments?api-version=2022-04-01"
        );
        let assigned = ask(estate, &token, &path).await.unwrap();
        found.extend(assigned.iter().map(|one| one["id"].as_str().unwrap().to_ascii_lowercase()));
    }
    while let Some(id) = open.pop() {
        if !found.insert(id.to_ascii_lowercase()) {
            continue;
        }
        for child in CHILDREN {
            let path = format!("{id}/{child}?api-version=2025-09-01");
            for item in ask(estate, &token, &path).await.unwrap_or_default() {
                open.push(item["id"].as_str().unwrap().to_owned());
            }
        }
    }
    found
}

#[tokio::test(start_paused = true)]
async fn all_that_the_range_lists_is_found() {
    let estate = Estate::auditor();
    let listed = listed(&estate).await;
    let found = ids(&estate.graph().await);
    let missing: Vec<&String> =
        listed.difference(&found).filter(|id| !LEFT_OUT.iter().any(|(part, _)| id.contains(part))).collect();
    assert!(missing.is_empty(), "{} of {}: {missing:#?}", missing.len(), listed.len());
    assert!(listed.len() > 180, "{}", listed.len());
}

#[tokio::test(start_paused = true)]
async fn all_of_the_directory_is_found() {
    let estate = Estate::auditor();
    let token = token(&estate, "https://graph.microsoft.com").await;
    let found = ids(&estate.graph().await);
    let mut count = 0;
    for collection in ["users", "groups", "applications", "servicePrincipals", "organization"] {
        for item in ask(&estate, &token, &format!("/v1.0/{collection}")).await.unwrap() {
            let id =
                format!("https://graph.microsoft.com/v1.0/{collection}/{}", item["id"].as_str().unwrap());
            assert!(found.contains(&id), "{id}");
            count += 1;
        }
    }
    assert!(count > 70, "{count}");
}

#[tokio::test(start_paused = true)]
async fn every_weakness_is_an_asset_and_the_facts_show_it() {
    let estate = Estate::auditor();
    let graph = estate.graph().await;
    let asset = |weakness: &str| {
        let found = Weakness::all().find(|known| known.id == weakness).unwrap();
        let asset = graph.assets().iter().find(|asset| asset.id.as_str().eq_ignore_ascii_case(found.asset));
        asset.unwrap_or_else(|| panic!("{weakness} {} is no asset", found.asset))
    };
    for weakness in Weakness::all().filter(|weakness| weakness.cloud == Cloud::Azure) {
        asset(weakness.id);
    }
    for (weakness, fact, value) in [
        ("TB-AZURE-01", Fact::Public, "yes"),
        ("TB-AZURE-01", Fact::LocalAuth, "yes"),
        ("TB-AZURE-03", Fact::Public, "yes"),
        ("TB-AZURE-03", Fact::Encryption, "provider_key"),
        ("TB-AZURE-04", Fact::Public, "yes"),
        ("TB-AZURE-04", Fact::DataClass, "confidential"),
        ("TB-AZURE-08", Fact::Public, "yes"),
        ("TB-AZURE-09", Fact::Public, "yes"),
        ("TB-AZURE-09", Fact::LocalAuth, "yes"),
        ("TB-AZURE-10", Fact::Public, "yes"),
        ("TB-AZURE-10", Fact::Privileged, "yes"),
        ("TB-AZURE-11", Fact::Public, "yes"),
        ("TB-AZURE-11", Fact::LocalAuth, "yes"),
        ("TB-AZURE-12", Fact::Logged, "no"),
        ("TB-AZURE-13", Fact::Public, "yes"),
        ("TB-AZURE-13", Fact::LocalAuth, "yes"),
    ] {
        assert_eq!(asset(weakness).fact(fact), Some(value), "{weakness} {fact}");
    }
}

#[tokio::test(start_paused = true)]
async fn an_estate_that_can_be_read_has_no_holes_and_takes_few_calls() {
    let estate = Estate::auditor();
    let (discovery, transport) = (Discovery::new(1), estate.transport());
    let policy = estate.ask_for(&Scope::default(), &discovery, &transport).await;
    let graph = discovery.into_builder().finish();
    assert!(graph.holes().is_empty(), "{:#?}", graph.holes());
    let partly: Vec<_> =
        graph.assets().iter().filter(|asset| !asset.unknowns.is_empty()).map(|a| &a.unknowns).collect();
    assert!(partly.is_empty(), "{partly:#?}");
    let calls = transport.observer().total().calls;
    assert!(calls < 170, "{calls} calls for {} assets", graph.assets().len());
    let policy: Value = serde_json::from_str(&policy).unwrap();
    assert_eq!(policy["roleDefinition"]["Actions"], serde_json::json!(["*/read"]));
    assert_eq!(policy["requiredResourceAccess"][0]["resourceAccess"].as_array().unwrap().len(), 6);
}

#[tokio::test(start_paused = true)]
async fn the_same_estate_gives_the_same_graph() {
    let estate = Estate::auditor();
    let (one, other) = (estate.graph().await, estate.graph().await);
    let told = |graph: &Graph| -> Vec<String> {
        let told = |asset: &Asset| {
            let views = asset.views.iter().map(|view| (view.via.clone(), graph.payload(view.payload)));
            format!("{} {:?} {:?} {:?}", asset.id, asset.facts, asset.labels, views.collect::<Vec<_>>())
        };
        graph.assets().iter().map(told).collect()
    };
    assert_eq!(told(&one), told(&other));
    assert!(one.edges().eq(other.edges()));
}

#[tokio::test(start_paused = true)]
async fn nothing_is_written_and_no_key_is_asked_for() {
    let estate = Estate::auditor();
    estate.with_range(Range::forget_calls);
    estate.graph().await;
    let names = estate.with_range(|range| {
        range.calls().by_operation.keys().map(|(_, op)| op.name.clone()).collect::<Vec<_>>()
    });
    for name in &names {
        let reads = name.ends_with("/read") || name.starts_with("GET ") || name == "token";
        assert!(reads, "{name}");
    }
    assert!(names.len() > 50);
}
