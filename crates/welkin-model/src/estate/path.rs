use std::collections::HashMap;
use std::collections::hash_map::Entry;

use super::{Direction, EdgeKind, Graph, Node};

/// One step of a path.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Step {
    pub kind: EdgeKind,
    pub direction: Direction,
    pub to: Node,
}

/// The shortest chain of edges between two nodes, in either direction, over the kinds that `follow` lets pass. Of
/// several the first in the order of ids. `None` if there is none within `most` nodes seen.
///
/// The search grows from both ends and always from the smaller one, so that it stays small where one end is a hub.
pub fn shortest_path(
    graph: &Graph,
    from: Node,
    to: Node,
    follow: impl Fn(EdgeKind) -> bool,
    most: usize,
) -> Option<Vec<Step>> {
    if from == to {
        return Some(Vec::new());
    }
    let (mut start, mut end) = (Search::new(from), Search::new(to));
    while !start.frontier.is_empty() && !end.frontier.is_empty() {
        if start.seen.len() + end.seen.len() > most {
            return None;
        }
        let meeting = if start.frontier.len() <= end.frontier.len() {
            start.grow(graph, &follow, &end)
        } else {
            end.grow(graph, &follow, &start)
        };
        if let Some(meeting) = meeting {
            return Some(joined(&start, &end, meeting));
        }
    }
    None
}

#[derive(Debug)]
struct Search {
    /// How each node was come to; the origin by nothing.
    seen: HashMap<u32, Option<Came>, foldhash::fast::FixedState>,
    frontier: Vec<Node>,
}

#[derive(Clone, Copy, Debug)]
struct Came {
    from: Node,
    kind: EdgeKind,
    direction: Direction,
}

impl Search {
    fn new(origin: Node) -> Search {
        let mut seen = HashMap::default();
        seen.insert(origin.number(), None);
        Search { seen, frontier: vec![origin] }
    }

    /// One step outward. Returns the smallest node at which the other search is met.
    fn grow(&mut self, graph: &Graph, follow: impl Fn(EdgeKind) -> bool, other: &Search) -> Option<Node> {
        let mut next = Vec::new();
        let mut meeting: Option<Node> = None;
        for node in std::mem::take(&mut self.frontier) {
            for (kind, direction, neighbour) in graph.neighbours(node) {
                if !follow(kind) {
                    continue;
                }
                if let Entry::Vacant(slot) = self.seen.entry(neighbour.number()) {
                    slot.insert(Some(Came { from: node, kind, direction }));
                    next.push(neighbour);
                    if other.seen.contains_key(&neighbour.number()) {
                        meeting = Some(meeting.map_or(neighbour, |known| known.min(neighbour)));
                    }
                }
            }
        }
        next.sort_unstable();
        self.frontier = next;
        meeting
    }

    fn came(&self, node: Node) -> Option<Came> {
        self.seen.get(&node.number()).copied().flatten()
    }
}

fn joined(start: &Search, end: &Search, meeting: Node) -> Vec<Step> {
    let mut steps = Vec::new();
    let mut at = meeting;
    while let Some(Came { from, kind, direction }) = start.came(at) {
        steps.push(Step { kind, direction, to: at });
        at = from;
    }
    steps.reverse();
    let mut at = meeting;
    while let Some(Came { from, kind, direction }) = end.came(at) {
        // The second half was walked from the other end, so each of its edges is passed the other way.
        let direction = match direction {
            Direction::Along => Direction::Against,
            Direction::Against => Direction::Along,
        };
        steps.push(Step { kind, direction, to: from });
        at = from;
    }
    steps
}
