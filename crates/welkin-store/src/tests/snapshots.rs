use std::sync::Arc;

use welkin_model::Cloud;
use welkin_model::estate::{Asset, AssetId, AssetKind, Described, EdgeKind, Graph, GraphBuilder, Link};

use super::*;

fn graph(assets: &[(&str, &str)]) -> Graph {
    let mut builder = GraphBuilder::default();
    for (id, payload) in assets {
        builder.add(Described {
            asset: Asset {
                id: AssetId::new(*id),
                kind: AssetKind::Model,
                cloud: Cloud::Gcp,
                native_type: Arc::from("T"),
                name: (*id).to_owned(),
                scope: Arc::from("p"),
                region: Arc::from(""),
                labels: Vec::new(),
                facts: Vec::new(),
                unknowns: Vec::new(),
                observed_at: 5,
                views: Vec::new(),
            },
            via: Arc::from("get"),
            payload: (*payload).to_owned(),
            links: vec![Link::to(EdgeKind::Reads, AssetId::new("store"), "f")],
            provides: Vec::new(),
        });
    }
    builder.finish()
}

#[test]
fn a_snapshot_comes_back_and_says_what_changed() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open(dir.path()).unwrap();
    let first = store.keep_snapshot(&graph(&[("a", r#"{"x":1}"#), ("b", "{}")]), 10, "discover gcp").unwrap();
    let second =
        store.keep_snapshot(&graph(&[("a", r#"{"x":2}"#), ("c", "{}")]), 20, "discover gcp").unwrap();
    assert_eq!((first.id, second.id, second.assets, second.edges), (1, 2, 2, 2));
    drop(store);

    let store = Store::open(dir.path()).unwrap();
    let ids: Vec<u64> = store.snapshots().unwrap().iter().map(|entry| entry.id).collect();
    assert_eq!(ids, [2, 1]);
    let again = store.snapshot(1).unwrap().unwrap();
    let asset = again.asset("a").unwrap();
    assert_eq!(again.payload(asset.views[0].payload), r#"{"x":1}"#);
    assert_eq!(again.edge_count(), 2);
    assert!(store.snapshot(9).unwrap().is_none());

    let what = |id| {
        store.asset_history(id).unwrap().into_iter().map(|h| h.change["what"].clone()).collect::<Vec<_>>()
    };
    assert_eq!(what("a"), ["changed"]);
    assert_eq!(what("b"), ["vanished"]);
    assert_eq!(what("c"), ["appeared"]);
    let history = store.asset_history("a").unwrap();
    assert_eq!((history[0].at, &history[0].change["fields"][0]["field"]), (20, &"get.x".into()));
}

#[test]
fn what_a_killed_process_left_is_removed_and_damage_is_told() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open(dir.path()).unwrap();
    store.keep_snapshot(&graph(&[("a", "{}")]), 10, "import").unwrap();
    drop(store);
    let folder = dir.path().join("estate");
    std::fs::write(folder.join("00000002.ndjson.zst"), b"half").unwrap();
    let store = Store::open(dir.path()).unwrap();
    assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 1);
    std::fs::write(folder.join("00000001.ndjson.zst"), zstd::encode_all(&b"{\"asset\":1}\n"[..], 1).unwrap())
        .unwrap();
    let error = store.snapshot(1).unwrap_err().to_string();
    assert!(error.contains("snapshot of the estate is damaged"), "{error}");
}
