use std::collections::{BTreeMap, BTreeSet};

use welkin_cloud::Scope;
use welkin_model::Cloud;
use welkin_model::estate::{Asset, Graph};
use welkin_range::sim::Operation;

use super::Estate;

/// Every operation of a discovery fails in one way, one operation at a time: nothing panics, and whatever is missing or
/// told less of is covered by what the graph says is unknown.
async fn matrix(fault: &str) {
    let estate = Estate::auditor();
    estate.graph().await;
    let operations: BTreeSet<Operation> =
        estate.with_range(|range| range.calls().by_operation.keys().map(|(_, op)| op.clone()).collect());
    let mut cells = 0;
    let mut wrong = Vec::new();
    let mut known: BTreeMap<String, Graph> = BTreeMap::new();
    for operation in &operations {
        let scope = concerned(operation);
        let part = format!("{:?}", scope.services);
        if !known.contains_key(&part) {
            estate.with_range(|range| range.set_faults(Vec::new()));
            known.insert(part.clone(), estate.discover(&scope).await.into_builder().finish());
        }
        let whole = &known[&part];
        estate.fault(&format!("{}:{}:{}:{fault}:1", Cloud::Azure, operation.service, operation.name));
        let partly = estate.discover(&scope).await.into_builder().finish();
        cells += 1;
        wrong.extend(uncovered(whole, &partly).into_iter().map(|what| format!("{}: {what}", operation.name)));
        let told =
            !partly.holes().is_empty() || partly.assets().iter().any(|asset| !asset.unknowns.is_empty());
        if !told {
            wrong.push(format!("{}: nothing is told", operation.name));
        }
    }
    assert!(cells > 55, "{cells} cells");
    println!("{fault}: {cells} cells, {} wrong", wrong.len());
    assert!(
        wrong.is_empty(),
        "{} in {cells} cells: {:#?}",
        wrong.len(),
        wrong.iter().take(40).collect::<Vec<_>>()
    );
}

/// The part of the estate whose discovery makes the call: the rest is the same as without the fault.
fn concerned(operation: &Operation) -> Scope {
    let service = operation.service.to_ascii_lowercase();
    let services: &[&str] = match service.strip_prefix("microsoft.") {
        Some("resourcegraph") => &[],
        Some("insights") => {
            &["cognitiveservices", "keyvault", "machinelearningservices", "search", "storage"]
        }
        Some("security") => &["security"],
        Some(service) => return Scope { services: BTreeSet::from([service.to_owned()]), ..Scope::default() },
        None if service == "entra" => &[],
        None => &["entra"],
    };
    let services = services.iter().map(|service| (*service).to_owned()).collect();
    Scope { services, ..Scope::default() }
}

/// What is missing or has lost a fact without any unknown that covers it.
fn uncovered(whole: &Graph, partly: &Graph) -> Vec<String> {
    let mut wrong = Vec::new();
    for asset in whole.assets() {
        let found = partly.asset(asset.id.as_str());
        let lost = match found {
            None => "is missing".to_owned(),
            Some(found) if found.facts != asset.facts || found.labels != asset.labels => {
                "has lost facts".to_owned()
            }
            Some(_) => continue,
        };
        if !covered(asset, partly) {
            wrong.push(format!("{} {lost}", asset.id));
        }
    }
    wrong
}

/// By a hole in its scope or in everything, or by an unknown on it or on what holds it.
fn covered(asset: &Asset, partly: &Graph) -> bool {
    let id = asset.id.as_str();
    let mut above = Some(id);
    while let Some(one) = above {
        if partly.asset(one).is_some_and(|asset| !asset.unknowns.is_empty()) {
            return true;
        }
        above = one.rsplit_once('/').map(|(above, _)| above);
    }
    let directory = id.starts_with("https://graph.microsoft.com/");
    partly.holes().iter().any(|hole| {
        let service = hole.unknown.about.starts_with("graph:");
        service == directory && (hole.scope.is_empty() || hole.scope == *asset.scope)
    })
}

#[tokio::test(start_paused = true)]
async fn what_is_denied_is_told() {
    matrix("403").await;
}

#[tokio::test(start_paused = true)]
async fn what_is_throttled_for_ever_is_told() {
    matrix("429").await;
}

#[tokio::test(start_paused = true)]
async fn what_fails_is_told() {
    matrix("500").await;
}

#[tokio::test(start_paused = true)]
async fn what_never_answers_is_told() {
    matrix("timeout").await;
}

#[tokio::test(start_paused = true)]
async fn what_ends_in_the_middle_is_told() {
    matrix("truncate").await;
}

#[tokio::test(start_paused = true)]
async fn what_is_garbage_is_told() {
    matrix("garbage").await;
}
