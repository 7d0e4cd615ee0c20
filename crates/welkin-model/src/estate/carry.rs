use std::sync::Arc;

use super::diff::covers;
use super::{Asset, Described, Graph, GraphBuilder, Link, LinkDirection, Target, Unknown};

/// A new state of the estate that keeps of the old one what the new reading did not ask for, and what it asked for and could
/// not read: the latter with the reason, so that what is unreadable does not become absent.
///
/// `asked` says whether the reading would have found the asset again if it still existed.
pub fn carried(before: &Graph, fresh: &Graph, asked: impl Fn(&Asset) -> bool) -> Graph {
    let mut builder = GraphBuilder::default();
    for asset in fresh.assets() {
        again(fresh, asset, &[], &mut builder);
    }
    for asset in before.assets() {
        if fresh.asset(asset.id.as_str()).is_some() {
            continue;
        }
        if !asked(asset) {
            again(before, asset, &[], &mut builder);
        } else if let Some(hole) = fresh.holes().iter().find(|hole| covers(hole, asset)) {
            again(before, asset, std::slice::from_ref(&hole.unknown), &mut builder);
        }
    }
    for hole in fresh.holes() {
        builder.hole(hole.clone());
    }
    builder.finish()
}

/// Adds an asset as it stands in a graph, with what it says of others.
fn again(graph: &Graph, asset: &Asset, unknowns: &[Unknown], builder: &mut GraphBuilder) {
    let mut links = links(graph, asset);
    for view in &asset.views {
        let mut asset = Asset { views: Vec::new(), ..asset.clone() };
        asset.unknowns.extend_from_slice(unknowns);
        builder.add(Described {
            asset,
            via: Arc::clone(&view.via),
            payload: graph.payload(view.payload),
            links: std::mem::take(&mut links),
            provides: Vec::new(),
        });
    }
}

fn links(graph: &Graph, asset: &Asset) -> Vec<Link> {
    let Some(node) = graph.node(asset.id.as_str()) else { return Vec::new() };
    let out = graph.edges_from(node).filter(|edge| edge.told_by == asset.id).map(|edge| Link {
        kind: edge.kind,
        target: Target::Asset(edge.to),
        field: edge.field.to_string(),
        direction: LinkDirection::Out,
    });
    let back = graph.edges_to(node).filter(|edge| edge.told_by == asset.id).map(|edge| Link {
        kind: edge.kind,
        target: Target::Asset(edge.from),
        field: edge.field.to_string(),
        direction: LinkDirection::In,
    });
    out.chain(back).collect()
}
