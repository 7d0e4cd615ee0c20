import type { PictureEdge, PictureNode } from "./Graph";

export type Point = { x: number; y: number };

/** Spring layout (Fruchterman and Reingold) from fixed starting points: the same graph always looks the same. */
export function springLayout(nodes: readonly PictureNode[], edges: readonly PictureEdge[]): Map<string, Point> {
  const points = nodes.map((_, index): Point => {
    const angle = index * GOLDEN_ANGLE;
    const radius = Math.sqrt((index + 0.5) / nodes.length);
    return { x: Math.cos(angle) * radius, y: Math.sin(angle) * radius };
  });
  const at = new Map(nodes.map((node, index) => [node.id, index]));
  const links = edges.flatMap((edge): [number, number, number][] => {
    const [from, to] = [at.get(edge.from), at.get(edge.to)];
    return from === undefined || to === undefined || from === to ? [] : [[from, to, edge.strength === "strong" ? 1 : 0.45]];
  });
  const parts = partsOf(nodes.length, links);
  const rest = 1.6 / Math.sqrt(nodes.length);
  for (let round = 0; round < ROUNDS; round += 1) {
    const moves = points.map((): Point => ({ x: 0, y: 0 }));
    const push = (from: number, to: number, force: (distance: number) => number) => {
      const [a, b, ma, mb] = [points[from]!, points[to]!, moves[from]!, moves[to]!];
      const [dx, dy] = [a.x - b.x, a.y - b.y];
      const distance = Math.max(0.01, Math.hypot(dx, dy));
      const strength = force(distance) / distance;
      ma.x += dx * strength;
      ma.y += dy * strength;
      mb.x -= dx * strength;
      mb.y -= dy * strength;
    };
    for (let i = 0; i < points.length; i += 1) for (let j = i + 1; j < points.length; j += 1) push(i, j, (distance) => (parts[i] === parts[j] || distance < APART * rest ? (rest * rest) / distance : 0));
    for (const [from, to, weight] of links) push(from, to, (distance) => -weight * ((distance * distance) / rest));
    const heat = 0.12 * (1 - round / ROUNDS);
    points.forEach((point, index) => {
      const move = moves[index]!;
      const length = Math.max(1e-6, Math.hypot(move.x, move.y));
      const step = Math.min(length, heat) / length;
      // A slight pull to the middle keeps parts without links in sight.
      point.x += move.x * step - point.x * 0.01;
      point.y += move.y * step - point.y * 0.01;
    });
  }
  // Names lie flat, so the picture needs more width than height.
  return new Map(nodes.map((node, index) => [node.id, { x: points[index]!.x * 1.35, y: points[index]!.y }]));
}

/** For each node, the number of the connected part it belongs to. */
function partsOf(count: number, links: readonly [number, number, number][]): number[] {
  const parts = Array.from({ length: count }, (_, index) => index);
  const root = (index: number): number => {
    let at = index;
    while (parts[at] !== at) at = parts[at]!;
    return at;
  };
  for (const [from, to] of links) parts[root(from)] = root(to);
  return parts.map((_, index) => root(index));
}

// Parts without a link between them only have to keep clear of each other; pushed on, they would shrink the picture.
const APART = 1.6;
const GOLDEN_ANGLE = Math.PI * (3 - Math.sqrt(5));
const ROUNDS = 260;
