import type { AssetPath, EdgeRow, Neighbourhood, NodeRow } from "../../api/types";
import type { Picture } from "../../ui/Graph";
import { edgeName, kindName, shortId } from "./words";

export type Edge = Pick<EdgeRow, "from" | "kind" | "to"> & { readonly field?: string };

/** Nodes and edges once each, whatever number of answers they came with. */
export type Part = { readonly nodes: ReadonlyMap<string, NodeRow>; readonly edges: ReadonlyMap<string, Edge> };

export function merge(parts: readonly (Pick<Neighbourhood, "nodes"> & { readonly edges: readonly Edge[] })[]): Part {
  const nodes = new Map<string, NodeRow>();
  const edges = new Map<string, Edge>();
  for (const part of parts) {
    for (const node of part.nodes) nodes.set(node.id, node);
    for (const edge of part.edges) {
      const key = edgeKey(edge);
      // The step of a path does not say which field it rests on; a relation does.
      if (!edges.has(key) || edge.field) edges.set(key, edge);
    }
  }
  return { nodes, edges };
}

/** A path as a part of the graph, with its edges the way they point. */
export function partOfPath(path: AssetPath): { nodes: NodeRow[]; edges: Edge[] } {
  const nodes = [path.from, ...path.steps.map((step) => step.to)];
  const edges = path.steps.map((step, index): Edge => {
    const [before, after] = [nodes[index]?.id ?? "", step.to.id];
    return step.direction === "along" ? { from: before, kind: step.kind, to: after } : { from: after, kind: step.kind, to: before };
  });
  return { nodes, edges };
}

/** What is drawn: nodes grow with their relations, and a path stands out. */
export function pictureOf(part: Part, path: { nodes: readonly NodeRow[]; edges: readonly Edge[] } | null): Picture {
  const onPath = new Set(path?.nodes.map((node) => node.id));
  const stepKeys = new Set(path?.edges.map(edgeKey));
  const degrees = new Map<string, number>();
  for (const edge of part.edges.values()) for (const end of [edge.from, edge.to]) degrees.set(end, (degrees.get(end) ?? 0) + 1);
  return {
    nodes: [...part.nodes.values()].map((node) => ({ id: node.id, label: node.name || shortId(node.id), kind: kindName(node.kind), cloud: node.cloud || null, weight: degrees.get(node.id) ?? 0, marked: onPath.has(node.id) })),
    edges: [...part.edges].map(([key, edge]) => ({ from: edge.from, to: edge.to, label: edgeName(edge.kind), strength: isCrossing(part, edge) ? "strong" : "weak", marked: stepKeys.has(key) })),
  };
}

/** Whether the ends of an edge lie in different clouds. */
export function isCrossing(part: Part, edge: Edge): boolean {
  const [from, to] = [part.nodes.get(edge.from)?.cloud, part.nodes.get(edge.to)?.cloud];
  return Boolean(from && to && from !== to);
}

export const edgeKey = (edge: Edge) => `${edge.from} ${edge.kind} ${edge.to}`;
