use std::collections::BTreeSet;

use welkin_cloud::Scope;
use welkin_model::Cloud;
use welkin_range::sim::Weakness;

use super::Estate;

#[tokio::test(start_paused = true)]
async fn explore() {
    let estate = Estate::auditor();
    let found = estate.discovered(&Scope::default()).await;
    println!(
        "assets {} edges {} calls {}",
        found.graph.assets().len(),
        found.graph.edge_count(),
        found.calls
    );
    for hole in found.graph.holes() {
        println!("HOLE {hole}");
    }
    for a in found.graph.assets() {
        println!("A {} {:?} {} {:?} {:?}", a.id, a.kind, a.native_type, a.facts, a.unknowns);
    }
    for e in found.graph.edges() {
        println!("E {} -{}-> {} [{}] by {}", e.from, e.kind, e.to, e.field, e.told_by);
    }
    for o in &found.operations {
        println!("O {} {} {}", o.service, o.operation, o.permission);
    }
    let ids: BTreeSet<String> =
        found.graph.assets().iter().map(|a| a.id.as_str().to_ascii_lowercase()).collect();
    for w in Weakness::all().filter(|w| w.cloud == Cloud::Azure) {
        if !ids.contains(&w.asset.to_ascii_lowercase()) {
            println!("MISSING {} {}", w.id, w.asset);
        }
    }
}
