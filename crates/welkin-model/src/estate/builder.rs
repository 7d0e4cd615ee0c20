use std::collections::BTreeMap;
use std::hash::{BuildHasher as _, Hasher as _};
use std::sync::Arc;

use super::graph::{EdgeRow, Graph};
use super::intern::Interner;
use super::merge::merge;
use super::payload::Payloads;
use super::{Asset, AssetId, EdgeKind, Handle, Hole, View};

/// One description of one asset, and what it says of others.
#[derive(Clone, Debug)]
pub struct Described {
    /// Without views: the builder makes the view.
    pub asset: Asset,
    /// The call or the export that the description came from.
    pub via: Arc<str>,
    /// The provider's own words, compact JSON.
    pub payload: String,
    pub links: Vec<Link>,
    /// Under what others may name this asset.
    pub provides: Vec<Handle>,
}

/// What a field says of another asset.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Link {
    pub kind: EdgeKind,
    pub target: Target,
    /// The path of the field.
    pub field: String,
    /// Which way the edge points.
    pub direction: LinkDirection,
}

/// Whether an edge leads from the described asset to the target or the other way.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum LinkDirection {
    Out,
    In,
}

/// The other end of a link.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Target {
    Asset(AssetId),
    /// Every other asset that provides the handle.
    Handle(Handle),
}

impl Link {
    /// An edge from the described asset to another.
    pub fn to(kind: EdgeKind, target: AssetId, field: impl Into<String>) -> Link {
        Link { kind, target: Target::Asset(target), field: field.into(), direction: LinkDirection::Out }
    }

    /// An edge from another asset to the described one.
    pub fn from(kind: EdgeKind, source: AssetId, field: impl Into<String>) -> Link {
        Link { direction: LinkDirection::In, ..Link::to(kind, source, field) }
    }

    /// An edge from the described asset to whatever provides the handle.
    pub fn to_handle(kind: EdgeKind, handle: Handle, field: impl Into<String>) -> Link {
        Link { kind, target: Target::Handle(handle), field: field.into(), direction: LinkDirection::Out }
    }

    /// An edge from whatever provides the handle to the described asset.
    pub fn from_handle(kind: EdgeKind, handle: Handle, field: impl Into<String>) -> Link {
        Link { direction: LinkDirection::In, ..Link::to_handle(kind, handle, field) }
    }
}

/// Gathers descriptions in any order.
#[derive(Debug, Default)]
pub struct GraphBuilder {
    ids: Interner,
    words: Interner,
    drafts: Vec<Draft>,
    links: Vec<LinkRow>,
    seeks: Vec<Seek>,
    providers: BTreeMap<Handle, Vec<u32>>,
    payloads: Payloads,
    holes: Vec<Hole>,
}

#[derive(Debug)]
pub(super) struct Draft {
    pub(super) node: u32,
    /// Orders two descriptions by the same way; the same content has the same number.
    pub(super) content: u64,
    pub(super) asset: Asset,
}

#[derive(Debug)]
struct LinkRow {
    owner: u32,
    other: u32,
    field: u32,
    kind: EdgeKind,
    direction: LinkDirection,
}

#[derive(Debug)]
struct Seek {
    owner: u32,
    handle: Handle,
    field: u32,
    kind: EdgeKind,
    direction: LinkDirection,
}

/// A handle that more assets provide than this tells nothing of any of them.
const MOST_PROVIDERS: usize = 256;

impl GraphBuilder {
    pub fn add(&mut self, described: Described) {
        let Described { mut asset, via, payload, links, provides } = described;
        let node = self.ids.number_of(&asset.id.shared());
        asset.native_type = self.words.share(asset.native_type);
        asset.scope = self.words.share(asset.scope);
        asset.region = self.words.share(asset.region);
        for (key, _) in &mut asset.labels {
            *key = self.words.share(Arc::clone(key));
        }
        let via = self.words.share(via);
        asset.views = vec![View { via, payload: self.payloads.push(payload.as_bytes()) }];
        for link in links {
            self.link(node, link);
        }
        for handle in provides {
            self.providers.entry(handle).or_default().push(node);
        }
        self.drafts.push(Draft { node, content: content(&payload), asset });
    }

    fn link(&mut self, owner: u32, link: Link) {
        let Link { kind, target, field, direction } = link;
        let field = self.words.number(&field);
        match target {
            Target::Asset(other) => {
                let other = self.ids.number_of(&other.shared());
                self.links.push(LinkRow { owner, other, field, kind, direction });
            }
            Target::Handle(handle) => self.seeks.push(Seek { owner, handle, field, kind, direction }),
        }
    }

    /// A part of the estate that could not be read.
    pub fn hole(&mut self, hole: Hole) {
        self.holes.push(hole);
    }

    /// How many descriptions there are so far.
    pub fn len(&self) -> usize {
        self.drafts.len()
    }

    pub fn is_empty(&self) -> bool {
        self.drafts.is_empty()
    }

    pub fn finish(mut self) -> Graph {
        self.meet();
        self.payloads.settle();
        self.holes.sort();
        self.holes.dedup();

        let ids = self.ids.into_texts();
        let (ids, rank) = sorted(ids);
        let (fields, field_rank) = sorted(self.words.into_texts());
        let rank_of = |node: u32| rank.get(node as usize).copied().unwrap_or(u32::MAX);

        let assets = merge(self.drafts, &rank_of, &self.payloads);
        let mut edges: Vec<EdgeRow> = self
            .links
            .iter()
            .map(|link| {
                let (owner, other) = (rank_of(link.owner), rank_of(link.other));
                let (from, to) = match link.direction {
                    LinkDirection::Out => (owner, other),
                    LinkDirection::In => (other, owner),
                };
                let field = field_rank.get(link.field as usize).copied().unwrap_or(0);
                EdgeRow { from, kind: link.kind, to, field, told_by: owner }
            })
            .filter(|edge| edge.from != edge.to)
            .collect();
        drop(self.links);
        edges.sort_unstable();
        edges.dedup();
        Graph::new(ids, assets, edges, fields, self.payloads, self.holes)
    }

    /// Turns what is sought by handle into links to what provides it.
    fn meet(&mut self) {
        for nodes in self.providers.values_mut() {
            nodes.sort_unstable();
            nodes.dedup();
        }
        for seek in std::mem::take(&mut self.seeks) {
            let Some(nodes) = self.providers.get(&seek.handle) else { continue };
            if nodes.len() > MOST_PROVIDERS {
                continue;
            }
            for other in nodes.iter().copied().filter(|other| *other != seek.owner) {
                let Seek { owner, field, kind, direction, .. } = seek;
                self.links.push(LinkRow { owner, other, field, kind, direction });
            }
        }
    }
}

fn content(payload: &str) -> u64 {
    let mut hasher = foldhash::quality::FixedState::with_seed(0).build_hasher();
    hasher.write(payload.as_bytes());
    hasher.finish()
}

/// The texts in order, and where each of them went.
fn sorted(texts: Vec<Arc<str>>) -> (Vec<Arc<str>>, Vec<u32>) {
    let mut order: Vec<u32> = (0..u32::try_from(texts.len()).unwrap_or(u32::MAX)).collect();
    order.sort_unstable_by_key(|at| texts.get(*at as usize));
    let mut rank = vec![0; texts.len()];
    for (new, old) in (0u32..).zip(&order) {
        if let Some(rank) = rank.get_mut(*old as usize) {
            *rank = new;
        }
    }
    let texts = order.iter().filter_map(|at| texts.get(*at as usize).cloned()).collect();
    (texts, rank)
}
