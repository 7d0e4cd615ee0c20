use std::sync::Arc;

use super::payload::Payloads;
use super::{Asset, AssetId, Edge, EdgeKind, Hole, PayloadRef};

/// An immutable state of the estate: assets in the order of their ids, the edges between them, and what is unknown.
#[derive(Clone, Debug)]
pub struct Graph {
    /// The ids of all nodes, sorted: assets, and what assets name but nobody described.
    ids: Vec<Arc<str>>,
    /// For each node its asset, or [`NONE`].
    asset_of: Vec<u32>,
    assets: Vec<Asset>,
    /// Sorted by `from`.
    edges: Vec<EdgeRow>,
    /// Where the edges of each node begin in `edges`; one more entry than nodes.
    out_starts: Vec<u32>,
    /// Numbers of edges, sorted by `to`.
    in_edges: Vec<u32>,
    in_starts: Vec<u32>,
    fields: Vec<Arc<str>>,
    payloads: Payloads,
    holes: Vec<Hole>,
}

/// A node of one graph. It means nothing in another graph.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct Node(u32);

/// Along an edge or against it.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum Direction {
    Along,
    Against,
}

#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(super) struct EdgeRow {
    pub(super) from: u32,
    pub(super) kind: EdgeKind,
    pub(super) to: u32,
    pub(super) field: u32,
    pub(super) told_by: u32,
}

const NONE: u32 = u32::MAX;

impl Graph {
    /// `edges` are sorted.
    pub(super) fn new(
        ids: Vec<Arc<str>>,
        assets: Vec<(u32, Asset)>,
        edges: Vec<EdgeRow>,
        fields: Vec<Arc<str>>,
        payloads: Payloads,
        holes: Vec<Hole>,
    ) -> Graph {
        let mut asset_of = vec![NONE; ids.len()];
        for (at, (node, _)) in (0u32..).zip(&assets) {
            if let Some(slot) = asset_of.get_mut(*node as usize) {
                *slot = at;
            }
        }
        let assets = assets.into_iter().map(|(_, asset)| asset).collect();
        let out_starts = starts(ids.len(), edges.iter().map(|edge| edge.from));
        let mut in_edges: Vec<u32> = (0..u32::try_from(edges.len()).unwrap_or(NONE)).collect();
        let to = |edge: &u32| edges.get(*edge as usize).map_or(NONE, |edge| edge.to);
        in_edges.sort_by_key(to);
        let in_starts = starts(ids.len(), in_edges.iter().map(to));
        Graph { ids, asset_of, assets, edges, out_starts, in_edges, in_starts, fields, payloads, holes }
    }

    /// By id.
    pub fn assets(&self) -> &[Asset] {
        &self.assets
    }

    pub fn asset(&self, id: &str) -> Option<&Asset> {
        self.asset_at(self.node(id)?)
    }

    /// The node of an id; also of one that is only named by others.
    pub fn node(&self, id: &str) -> Option<Node> {
        let at = self.ids.binary_search_by(|known| (**known).cmp(id)).ok()?;
        u32::try_from(at).ok().map(Node)
    }

    pub fn id(&self, node: Node) -> AssetId {
        AssetId::new(self.ids.get(node.0 as usize).map_or_else(|| Arc::from(""), Arc::clone))
    }

    /// `None` for what is named and was not described.
    pub fn asset_at(&self, node: Node) -> Option<&Asset> {
        self.assets.get(*self.asset_of.get(node.0 as usize)? as usize)
    }

    /// How many nodes there are, those that are only named included.
    pub fn node_count(&self) -> usize {
        self.ids.len()
    }

    pub fn edge_count(&self) -> usize {
        self.edges.len()
    }

    /// Sorted.
    pub fn edges(&self) -> impl ExactSizeIterator<Item = Edge> {
        self.edges.iter().map(|row| self.edge(row))
    }

    pub fn edges_from(&self, node: Node) -> impl Iterator<Item = Edge> {
        self.rows_from(node).iter().map(|row| self.edge(row))
    }

    pub fn edges_to(&self, node: Node) -> impl Iterator<Item = Edge> {
        self.rows_to(node).map(|row| self.edge(row))
    }

    /// What a node is joined to, by edges in either direction.
    pub fn neighbours(&self, node: Node) -> impl Iterator<Item = (EdgeKind, Direction, Node)> {
        let out = self.rows_from(node).iter().map(|row| (row.kind, Direction::Along, Node(row.to)));
        let back = self.rows_to(node).map(|row| (row.kind, Direction::Against, Node(row.from)));
        out.chain(back)
    }

    /// The provider's own words, compact JSON.
    pub fn payload(&self, at: PayloadRef) -> String {
        String::from_utf8(self.payloads.get(at)).unwrap_or_default()
    }

    /// Sorted. An estate without holes was read as a whole.
    pub fn holes(&self) -> &[Hole] {
        &self.holes
    }

    fn rows_from(&self, node: Node) -> &[EdgeRow] {
        range(&self.out_starts, node).and_then(|range| self.edges.get(range)).unwrap_or_default()
    }

    fn rows_to(&self, node: Node) -> impl Iterator<Item = &EdgeRow> {
        let numbers =
            range(&self.in_starts, node).and_then(|range| self.in_edges.get(range)).unwrap_or_default();
        numbers.iter().filter_map(|number| self.edges.get(*number as usize))
    }

    fn edge(&self, row: &EdgeRow) -> Edge {
        Edge {
            from: self.id(Node(row.from)),
            kind: row.kind,
            to: self.id(Node(row.to)),
            field: self.fields.get(row.field as usize).map_or_else(|| Arc::from(""), Arc::clone),
            told_by: self.id(Node(row.told_by)),
        }
    }
}

impl Node {
    pub(super) fn number(self) -> u32 {
        self.0
    }
}

fn range(starts: &[u32], node: Node) -> Option<std::ops::Range<usize>> {
    let at = node.0 as usize;
    Some(*starts.get(at)? as usize..*starts.get(at + 1)? as usize)
}

/// Where the run of each number begins in a sorted sequence of numbers below `count`.
fn starts(count: usize, numbers: impl Iterator<Item = u32>) -> Vec<u32> {
    let mut starts = vec![0; count + 1];
    for number in numbers {
        if let Some(next) = starts.get_mut(number as usize + 1) {
            *next += 1;
        }
    }
    let mut sum = 0;
    for start in &mut starts {
        sum += *start;
        *start = sum;
    }
    starts
}
