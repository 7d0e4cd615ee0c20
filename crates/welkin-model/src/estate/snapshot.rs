use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use serde_json::value::RawValue;

use super::{
    Asset, AssetId, AssetKind, Described, EdgeKind, Fact, Graph, GraphBuilder, Hole, Link, LinkDirection,
    Target, Unknown,
};
use crate::{Cloud, Millis};

/// The format of [`lines`]. A change that old readers would misread raises it.
const VERSION: u32 = 1;

/// One line of a kept graph.
#[derive(Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
enum Line<'a> {
    Estate {
        version: u32,
    },
    #[serde(borrow)]
    Asset(Kept<'a>),
    Edge {
        from: AssetId,
        kind: EdgeKind,
        to: AssetId,
        field: String,
        told_by: AssetId,
    },
    Unknown(Hole),
}

#[derive(Deserialize, Serialize)]
struct Kept<'a> {
    id: AssetId,
    kind: AssetKind,
    cloud: Cloud,
    native_type: String,
    name: String,
    scope: String,
    region: String,
    labels: Vec<(String, String)>,
    facts: Vec<(Fact, String)>,
    unknowns: Vec<Unknown>,
    observed_at: Millis,
    #[serde(borrow)]
    views: Vec<(String, &'a RawValue)>,
}

/// Why a kept graph cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum SnapshotError {
    #[error("line {line} of the snapshot is damaged: {problem}")]
    Damaged { line: usize, problem: String },
    #[error("the snapshot has version {found}, this Welkin reads up to {VERSION}")]
    TooNew { found: u32 },
}

/// The graph as lines of JSON, from which [`Reader`] makes the same graph.
pub fn lines(graph: &Graph) -> impl Iterator<Item = String> {
    let head = std::iter::once(written(&Line::Estate { version: VERSION }));
    let assets = graph.assets().iter().map(|asset| asset_line(graph, asset));
    let edges = graph.edges().map(|edge| {
        let field = edge.field.to_string();
        written(&Line::Edge { from: edge.from, kind: edge.kind, to: edge.to, field, told_by: edge.told_by })
    });
    head.chain(assets)
        .chain(edges)
        .chain(graph.holes().iter().map(|hole| written(&Line::Unknown(hole.clone()))))
}

fn asset_line(graph: &Graph, asset: &Asset) -> String {
    let payloads: Vec<(String, Box<RawValue>)> = asset
        .views
        .iter()
        .map(|view| {
            let text = graph.payload(view.payload);
            let raw = RawValue::from_string(text).ok();
            (view.via.to_string(), raw.unwrap_or_else(|| RawValue::NULL.to_owned()))
        })
        .collect();
    written(&Line::Asset(Kept {
        id: asset.id.clone(),
        kind: asset.kind,
        cloud: asset.cloud,
        native_type: asset.native_type.to_string(),
        name: asset.name.clone(),
        scope: asset.scope.to_string(),
        region: asset.region.to_string(),
        labels: asset.labels.iter().map(|(key, value)| (key.to_string(), value.clone())).collect(),
        facts: asset.facts.clone(),
        unknowns: asset.unknowns.clone(),
        observed_at: asset.observed_at,
        views: payloads.iter().map(|(via, payload)| (via.clone(), &**payload)).collect(),
    }))
}

/// A line of the snapshot has only keys that are texts, so it is always written.
fn written(line: &Line<'_>) -> String {
    serde_json::to_string(line).unwrap_or_default()
}

/// Makes a graph of kept lines.
#[derive(Debug, Default)]
pub struct Reader {
    builder: GraphBuilder,
    /// Edges by the asset that told them.
    edges: std::collections::BTreeMap<AssetId, Vec<Link>>,
    assets: Vec<Described>,
    line: usize,
}

impl Reader {
    /// Takes the next line.
    ///
    /// # Errors
    /// The line is no line of a snapshot, or of a later version.
    pub fn line(&mut self, text: &str) -> Result<(), SnapshotError> {
        self.line += 1;
        let damaged =
            |e: serde_json::Error| SnapshotError::Damaged { line: self.line, problem: e.to_string() };
        match serde_json::from_str(text).map_err(damaged)? {
            Line::Estate { version } if version > VERSION => Err(SnapshotError::TooNew { found: version }),
            Line::Estate { .. } => Ok(()),
            Line::Asset(kept) => {
                self.assets.extend(described(kept));
                Ok(())
            }
            Line::Edge { from, kind, to, field, told_by } => {
                let (direction, other) =
                    if told_by == from { (LinkDirection::Out, to) } else { (LinkDirection::In, from) };
                let link = Link { kind, target: Target::Asset(other), field, direction };
                self.edges.entry(told_by).or_default().push(link);
                Ok(())
            }
            Line::Unknown(hole) => {
                self.builder.hole(hole);
                Ok(())
            }
        }
    }

    pub fn finish(self) -> Graph {
        let Reader { mut builder, mut edges, assets, .. } = self;
        for mut described in assets {
            described.links = edges.remove(&described.asset.id).unwrap_or_default();
            builder.add(described);
        }
        builder.finish()
    }
}

/// One description for each view; what was merged from all of them stands in each.
fn described(kept: Kept<'_>) -> Vec<Described> {
    let asset = Asset {
        id: kept.id,
        kind: kept.kind,
        cloud: kept.cloud,
        native_type: Arc::from(kept.native_type),
        name: kept.name,
        scope: Arc::from(kept.scope),
        region: Arc::from(kept.region),
        labels: kept.labels.into_iter().map(|(key, value)| (Arc::from(key), value)).collect(),
        facts: kept.facts,
        unknowns: kept.unknowns,
        observed_at: kept.observed_at,
        views: Vec::new(),
    };
    let views = kept.views.into_iter().map(|(via, payload)| (via, payload.get().to_owned()));
    views
        .map(|(via, payload)| Described {
            asset: asset.clone(),
            via: Arc::from(via),
            payload,
            links: Vec::new(),
            provides: Vec::new(),
        })
        .collect()
}

/// A payload as a value, for those who look into one.
pub fn payload_value(graph: &Graph, at: super::PayloadRef) -> Value {
    serde_json::from_str(&graph.payload(at)).unwrap_or(Value::Null)
}
