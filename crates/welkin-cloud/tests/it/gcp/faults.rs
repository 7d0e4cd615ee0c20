use std::collections::BTreeSet;

use welkin_cloud::Scope;
use welkin_cloud::transport::TransportOptions;
use welkin_model::Cloud;
use welkin_range::sim::{FaultRule, Limiting};

use super::{Bank, ids};

#[tokio::test(start_paused = true)]
async fn a_cloud_that_fails_now_and_then_is_read_whole_or_says_what_is_missing() {
    let bank = Bank::new();
    let (graph, _) = bank.run(bank.variables(""), &Scope::default()).await;
    let all = ids(&graph);
    let rules =
        ["429:0.15", "500:0.1", "timeout:0.05"].map(|rest| format!("gcp:*:*:{rest}").parse().unwrap());
    {
        let mut range = bank.wire.range.lock().unwrap();
        range.set_faults(rules.to_vec());
        range.set_limiting(Limiting::Documented);
    }
    let (graph, transport) = bank.run_with(bank.variables(""), TransportOptions::default()).await;
    assert!(transport.observer().total().throttled > 0);
    assert!(ids(&graph) == all || !graph.holes().is_empty());
    assert!(ids(&graph).len() > 150, "{:?}", graph.holes());
}

#[tokio::test(start_paused = true)]
async fn no_fault_hides_an_asset() {
    let bank = Bank::new();
    let variables = bank.variables("");
    let (graph, _) = bank.run(variables.clone(), &Scope::default()).await;
    let all = ids(&graph);
    let operations: BTreeSet<(String, String)> = {
        let range = bank.wire.range.lock().unwrap();
        let called = range.calls().by_operation.keys().filter(|(cloud, _)| *cloud == Cloud::Gcp);
        called.map(|(_, operation)| (operation.service.clone(), operation.name.clone())).collect()
    };
    let (mut cells, mut holed) = (0, 0);
    for (service, name) in &operations {
        let wanted = if service.is_empty() { "*" } else { service };
        for fault in ["403", "429", "500", "timeout", "truncate", "garbage"] {
            let rule: FaultRule = format!("gcp:{wanted}:{name}:{fault}:1").parse().unwrap();
            bank.wire.range.lock().unwrap().set_faults(vec![rule]);
            let (graph, _) = bank.run(variables.clone(), &Scope::default()).await;
            cells += 1;
            let found = ids(&graph);
            let told = !graph.holes().is_empty() || graph.assets().iter().any(|a| !a.unknowns.is_empty());
            assert!(told, "{service}:{name} {fault} goes unnoticed");
            let missing: Vec<_> = all.difference(&found).collect();
            holed += usize::from(!missing.is_empty());
            for id in missing {
                // People are told of by groups and policies.
                let of = id.strip_prefix("//").and_then(|name| name.split('.').next());
                let own = of.unwrap_or("cloudidentity");
                let covered = graph.holes().iter().any(|hole| {
                    let about = hole.unknown.about.split(':').next().unwrap_or("");
                    [own, "cloudasset", "cloudresourcemanager", "oauth2"].contains(&about)
                }) || graph.assets().iter().any(|asset| !asset.unknowns.is_empty());
                assert!(covered, "{service}:{name} {fault} hides {id}: {:?}", graph.holes());
            }
        }
    }
    println!("{cells} cells, {holed} of them with missing assets");
    assert!(cells >= 6 * 18);
}
