use std::collections::{BTreeMap, BTreeSet, VecDeque};

use axum::Json;
use axum::extract::{Query, State};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use welkin_model::estate::{AssetGroup, Edge, EdgeKind, Graph, Node};

use super::shape::{EdgeRow, NodeRow};
use crate::api::error::ErrorBody;
use crate::api::{Api, ApiError};

/// Which part of the graph.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct GraphParams {
    /// The asset in the middle; without one, what crosses clouds and the networks' ends.
    id: Option<String>,
    /// How many edges away, 1 to 4; 1 if not given.
    depth: Option<u8>,
    /// Only edges of these kinds, separated by commas.
    edge: Option<String>,
    /// Only assets of these families, separated by commas; the one in the middle is always there.
    group: Option<String>,
    /// Only assets of these clouds, separated by commas; the one in the middle is always there.
    cloud: Option<String>,
    /// At most so many nodes: 150 if not given, never more than 600.
    limit: Option<usize>,
}

/// A part of the graph.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Neighbourhood {
    nodes: Vec<NodeRow>,
    edges: Vec<EdgeRow>,
    /// Whether there was more than the limit lets through.
    cut: bool,
}

/// What lies around an asset.
#[utoipa::path(get, path = "/estate/graph", params(GraphParams), responses(
    (status = 200, body = Neighbourhood), (status = "4XX", body = ErrorBody)))]
pub(crate) async fn get_neighbourhood(
    State(api): State<Api>,
    Query(params): Query<GraphParams>,
) -> Result<Json<Neighbourhood>, ApiError> {
    let current = super::current(&api)?;
    let found = tokio::task::spawn_blocking(move || {
        let graph = &current.graph;
        let pick = Pick::of(&params);
        match &params.id {
            Some(id) => {
                let middle = graph.node(id).ok_or_else(|| ApiError::not_found("asset"))?;
                Ok::<_, ApiError>(around(graph, middle, params.depth.unwrap_or(1).clamp(1, 4), &pick))
            }
            None => Ok(crossings(graph, &pick)),
        }
    })
    .await??;
    Ok(Json(found))
}

struct Pick {
    edges: BTreeSet<String>,
    groups: BTreeSet<String>,
    clouds: BTreeSet<String>,
    limit: usize,
}

impl Pick {
    fn of(params: &GraphParams) -> Pick {
        let list = |text: &Option<String>| -> BTreeSet<String> {
            let text = text.as_deref().unwrap_or("");
            text.split(',').map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned).collect()
        };
        Pick {
            edges: list(&params.edge),
            groups: list(&params.group),
            clouds: list(&params.cloud),
            limit: params.limit.unwrap_or(150).clamp(1, 600),
        }
    }

    fn follows(&self, kind: EdgeKind) -> bool {
        self.edges.is_empty() || self.edges.contains(kind.as_str())
    }

    fn shows(&self, graph: &Graph, node: Node) -> bool {
        let asset = graph.asset_at(node);
        let group = asset.map_or(AssetGroup::Other, |asset| asset.kind.group());
        let cloud = asset.map_or("", |asset| asset.cloud.as_str());
        (self.groups.is_empty() || self.groups.contains(group.as_str()))
            && (self.clouds.is_empty() || self.clouds.contains(cloud))
    }
}

/// Breadth first, so that what is near comes before what is far.
fn around(graph: &Graph, middle: Node, depth: u8, pick: &Pick) -> Neighbourhood {
    let mut seen: BTreeMap<Node, u8> = BTreeMap::from([(middle, 0)]);
    let mut queue = VecDeque::from([(middle, 0u8)]);
    let mut cut = false;
    while let Some((node, far)) = queue.pop_front() {
        if far == depth {
            continue;
        }
        for (kind, _, next) in graph.neighbours(node) {
            if seen.contains_key(&next) || !pick.follows(kind) || !pick.shows(graph, next) {
                continue;
            }
            if seen.len() == pick.limit {
                cut = true;
                break;
            }
            seen.insert(next, far + 1);
            queue.push_back((next, far + 1));
        }
    }
    let nodes: BTreeSet<Node> = seen.into_keys().collect();
    shown(graph, &nodes, pick, cut)
}

/// The edges whose ends lie in different clouds, and their ends.
fn crossings(graph: &Graph, pick: &Pick) -> Neighbourhood {
    let mut nodes = BTreeSet::new();
    let mut cut = false;
    for edge in graph.edges() {
        let (Some(from), Some(to)) = (graph.asset(edge.from.as_str()), graph.asset(edge.to.as_str())) else {
            continue;
        };
        if from.cloud == to.cloud || !pick.follows(edge.kind) {
            continue;
        }
        if nodes.len() + 2 > pick.limit {
            cut = true;
            break;
        }
        let ends = [graph.node(edge.from.as_str()), graph.node(edge.to.as_str())];
        if ends.iter().flatten().all(|end| pick.shows(graph, *end)) {
            nodes.extend(ends.into_iter().flatten());
        }
    }
    shown(graph, &nodes, pick, cut)
}

fn shown(graph: &Graph, nodes: &BTreeSet<Node>, pick: &Pick, cut: bool) -> Neighbourhood {
    let within = |edge: &Edge| {
        pick.follows(edge.kind) && graph.node(edge.to.as_str()).is_some_and(|to| nodes.contains(&to))
    };
    let edges: Vec<EdgeRow> = nodes
        .iter()
        .flat_map(|node| graph.edges_from(*node))
        .filter(within)
        .map(|edge| EdgeRow::of(&edge))
        .collect();
    let nodes = nodes.iter().map(|node| NodeRow::of(graph, graph.id(*node).as_str())).collect();
    Neighbourhood { nodes, edges, cut }
}
