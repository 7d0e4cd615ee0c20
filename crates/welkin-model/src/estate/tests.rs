use std::sync::Arc;

use proptest::prelude::*;

use super::*;
use crate::Cloud;

fn asset(id: &str) -> Asset {
    Asset {
        id: AssetId::new(id),
        kind: AssetKind::Other,
        cloud: Cloud::Aws,
        native_type: Arc::from("T"),
        name: String::new(),
        scope: Arc::from("1"),
        region: Arc::from("r"),
        labels: Vec::new(),
        facts: Vec::new(),
        unknowns: Vec::new(),
        observed_at: 0,
        views: Vec::new(),
    }
}

fn described(id: &str, via: &str, payload: &str, links: Vec<Link>) -> Described {
    Described {
        asset: asset(id),
        via: Arc::from(via),
        payload: payload.to_owned(),
        links,
        provides: Vec::new(),
    }
}

fn to(kind: EdgeKind, target: &str) -> Link {
    Link::to(kind, AssetId::new(target), "f")
}

fn graph(all: impl IntoIterator<Item = Described>) -> Graph {
    let mut builder = GraphBuilder::default();
    all.into_iter().for_each(|described| builder.add(described));
    builder.finish()
}

/// All that can be seen of a graph.
fn told(graph: &Graph) -> String {
    let mut text = String::new();
    for asset in graph.assets() {
        let views: Vec<_> = asset.views.iter().map(|v| (v.via.clone(), graph.payload(v.payload))).collect();
        text += &format!("{} {} {:?} {:?} {views:?}\n", asset.id, asset.kind, asset.labels, asset.facts);
    }
    for edge in graph.edges() {
        text += &format!("{edge:?}\n");
    }
    text + &format!("{:?}", graph.holes())
}

fn path(graph: &Graph, from: &str, to: &str) -> Option<Vec<String>> {
    let (from, to) = (graph.node(from)?, graph.node(to)?);
    let steps = shortest_path(graph, from, to, |kind| kind != EdgeKind::Contains, 1_000)?;
    Some(
        steps
            .iter()
            .map(|step| format!("{:?} {} {}", step.direction, step.kind, graph.id(step.to)))
            .collect(),
    )
}

#[test]
fn what_is_named_and_not_described_is_a_node_without_an_asset() {
    let graph = graph([described("b", "get", "{}", vec![to(EdgeKind::Reads, "a")])]);
    let node = graph.node("a").unwrap();
    assert!(graph.asset_at(node).is_none());
    assert_eq!(graph.edges_to(node).count(), 1);
    assert_eq!(graph.assets().len(), 1);
    assert!(graph.node("c").is_none());
}

#[test]
fn two_descriptions_of_one_asset_are_one_asset_with_two_views() {
    let mut first = described("a", "get", r#"{"x":1}"#, Vec::new());
    first.asset.labels = vec![(Arc::from("owner"), "me".to_owned())];
    let mut second = described("a", "list", r#"{"y":2}"#, Vec::new());
    second.asset.labels = vec![(Arc::from("owner"), "you".to_owned()), (Arc::from("z"), "1".to_owned())];
    second.asset.kind = AssetKind::Model;
    let graph = graph([second.clone(), first.clone(), second]);
    let asset = graph.asset("a").unwrap();
    assert_eq!(asset.kind, AssetKind::Model);
    assert_eq!((asset.label("owner"), asset.label("z")), (Some("me"), Some("1")));
    let payloads: Vec<String> = asset.views.iter().map(|v| graph.payload(v.payload)).collect();
    assert_eq!(payloads, [r#"{"x":1}"#, r#"{"y":2}"#]);
}

#[test]
fn assets_meet_under_a_handle_and_never_themselves() {
    let issuer = || Handle::issuer("https://accounts.google.com/");
    let mut provider = described("pool", "get", "{}", Vec::new());
    provider.provides = vec![issuer()];
    let mut role = described("role", "get", "{}", Vec::new());
    role.provides = vec![issuer()];
    role.links = vec![Link::to_handle(EdgeKind::Trusts, Handle::issuer("accounts.google.com"), "trust")];
    let graph = graph([role, provider]);
    let edges: Vec<String> = graph.edges().map(|e| format!("{} {} {}", e.from, e.kind, e.to)).collect();
    assert_eq!(edges, ["role trusts pool"]);
}

#[test]
fn a_path_is_the_shortest_and_says_which_way_each_edge_points() {
    let graph = graph([
        described("a", "get", "{}", vec![to(EdgeKind::CanAssume, "b"), to(EdgeKind::Contains, "d")]),
        described("c", "get", "{}", vec![to(EdgeKind::RunsAs, "b"), to(EdgeKind::Reads, "d")]),
        described("e", "get", "{}", Vec::new()),
    ]);
    assert_eq!(path(&graph, "a", "d").unwrap(), ["Along can_assume b", "Against runs_as c", "Along reads d"]);
    assert_eq!(path(&graph, "a", "e"), None);
    assert_eq!(path(&graph, "a", "a").unwrap(), Vec::<String>::new());
}

#[test]
fn a_difference_names_fields_and_does_not_call_the_unread_vanished() {
    let before = graph([
        described("a", "get", r#"{"x":{"y":[1,2]}}"#, vec![to(EdgeKind::Reads, "b")]),
        described("b", "get", "{}", Vec::new()),
        described("c", "get", "{}", Vec::new()),
    ]);
    let mut builder = GraphBuilder::default();
    builder.add(described("a", "get", r#"{"x":{"y":[1,3]},"z":true}"#, Vec::new()));
    let mut other = described("b", "get", "{}", Vec::new());
    other.asset.region = Arc::from("q");
    let after = builder.finish();
    let found = diff(&before, &after);
    assert_eq!(found.vanished, [AssetId::new("b"), AssetId::new("c")]);
    let fields: Vec<_> = found.changed.iter().flat_map(|c| &c.fields).map(|f| f.field.as_str()).collect();
    assert_eq!(fields, ["get.x.y[1]", "get.z"]);
    assert_eq!(found.edges_vanished.len(), 1);

    let mut builder = GraphBuilder::default();
    builder.add(described("a", "get", r#"{"x":{"y":[1,2]}}"#, vec![to(EdgeKind::Reads, "b")]));
    builder.hole(hole("1"));
    let found = diff(&before, &builder.finish());
    assert_eq!((found.vanished.len(), found.unseen.len()), (0, 2));
}

#[test]
fn what_was_not_asked_for_or_not_readable_is_carried_into_the_next_state() {
    let before = graph([
        described("a", "get", "{}", vec![to(EdgeKind::Reads, "b")]),
        described("b", "get", r#"{"x":1}"#, vec![to(EdgeKind::Reads, "a")]),
        described("c", "get", "{}", Vec::new()),
    ]);
    let fresh = graph([described("a", "get", "{}", Vec::new())]);
    let ids = |graph: &Graph| graph.assets().iter().map(|a| a.id.to_string()).collect::<Vec<_>>().join("");
    assert_eq!(ids(&carried(&before, &fresh, |_| true)), "a");
    let kept = carried(&before, &fresh, |asset| asset.id.as_str() != "b");
    assert_eq!(ids(&kept), "ab");
    assert_eq!(kept.edges().map(|e| format!("{}{}", e.from, e.to)).collect::<Vec<_>>(), ["ba"]);

    let mut builder = GraphBuilder::default();
    builder.hole(hole("1"));
    let kept = carried(&before, &builder.finish(), |_| true);
    assert_eq!(ids(&kept), "abc");
    assert_eq!(kept.asset("c").unwrap().unknowns[0].reason, UnknownReason::Denied);
}

fn hole(scope: &str) -> Hole {
    Hole {
        cloud: Cloud::Aws,
        scope: scope.to_owned(),
        region: String::new(),
        unknown: Unknown {
            about: "s:List".to_owned(),
            reason: UnknownReason::Denied,
            permission: Some("s:List".to_owned()),
            detail: String::new(),
        },
    }
}

fn reread(graph: &Graph) -> Graph {
    let mut reader = SnapshotReader::default();
    for line in snapshot_lines(graph) {
        reader.line(&line).unwrap();
    }
    reader.finish()
}

#[test]
fn a_damaged_snapshot_says_which_line() {
    let mut reader = SnapshotReader::default();
    reader.line(r#"{"estate":{"version":1}}"#).unwrap();
    let error = reader.line("{\"asset\":{}}").unwrap_err().to_string();
    assert!(error.starts_with("line 2 of the snapshot is damaged"), "{error}");
    let error = reader.line(r#"{"estate":{"version":9}}"#).unwrap_err().to_string();
    assert!(error.contains("version 9"), "{error}");
}

proptest! {
    #[test]
    fn the_order_of_descriptions_does_not_count(
        seeds in prop::collection::vec((0u8..6, 0u8..3, 0u8..3, 0u8..6, 0u8..4), 0..24),
        turn in any::<prop::sample::Index>(),
    ) {
        let all: Vec<Described> = seeds
            .iter()
            .map(|(id, via, payload, target, handle)| {
                let mut one = described(
                    &format!("id{id}"),
                    &format!("via{via}"),
                    &format!("{{\"p\":{payload}}}"),
                    vec![
                        to(EdgeKind::Uses, &format!("id{target}")),
                        Link::to_handle(EdgeKind::Trusts, Handle::issuer(&format!("h{handle}")), "t"),
                    ],
                );
                one.asset.labels = vec![(Arc::from("k"), format!("{payload}"))];
                if payload % 2 == 0 {
                    one.provides = vec![Handle::issuer(&format!("h{target}"))];
                }
                one
            })
            .collect();
        let mut turned = all.clone();
        if !turned.is_empty() {
            let by = turn.index(turned.len());
            turned.rotate_left(by);
            turned.reverse();
        }
        let (one, other) = (graph(all), graph(turned));
        prop_assert_eq!(told(&one), told(&other));
        prop_assert_eq!(told(&one), told(&reread(&one)));
    }

    #[test]
    fn every_asset_reaches_what_its_edges_name(links in prop::collection::vec((0u16..40, 0u16..40), 1..80)) {
        let all = links.iter().map(|(from, target)| {
            described(&format!("{from:02}"), "g", "{}", vec![to(EdgeKind::Uses, &format!("{target:02}"))])
        });
        let graph = graph(all);
        for edge in graph.edges() {
            let steps = path(&graph, edge.from.as_str(), edge.to.as_str()).unwrap();
            prop_assert_eq!(steps.len(), 1);
        }
        let out: usize = (0..graph.node_count())
            .filter_map(|at| graph.node(graph.edges().nth(at % graph.edge_count().max(1))?.from.as_str()))
            .map(|node| graph.edges_from(node).count())
            .max()
            .unwrap_or(0);
        prop_assert!(out <= graph.edge_count());
    }
}
