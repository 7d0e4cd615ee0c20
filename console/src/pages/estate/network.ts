import type { AssetRow, EdgeRow, Neighbourhood, NodeRow } from "../../api/types";

export type Subnet = { readonly node: NodeRow; readonly inside: readonly NodeRow[] };
export type NetworkTree = { readonly subnets: readonly Subnet[]; readonly attached: readonly NodeRow[]; readonly peers: readonly { readonly kind: string; readonly node: NodeRow }[] };

/** Kinds that are listed per cloud beside its networks, in this order. */
export const LINK_KINDS = ["peering", "vpn_gateway", "vpn_tunnel", "private_link", "load_balancer", "public_address", "gateway", "firewall", "perimeter", "dns_zone"] as const;

/** What lies in a network, from its surroundings two relations wide. */
export function treeOf(network: string, { nodes, edges }: Neighbourhood): NetworkTree {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const children = new Map<string, Set<string>>();
  for (const edge of edges) {
    const link = holding(edge);
    if (!link || link.child === network) continue;
    const held = children.get(link.parent);
    if (held) held.add(link.child);
    else children.set(link.parent, new Set([link.child]));
  }
  const inside = (parent: string) => [...(children.get(parent) ?? [])].flatMap((id) => byId.get(id) ?? []).sort(byKind);
  const held = inside(network);
  const subnets = held.filter((node) => node.kind === "subnet").map((node) => ({ node, inside: inside(node.id).filter((one) => one.kind !== "network") }));
  const placed = new Set(subnets.flatMap((subnet) => subnet.inside.map((node) => node.id)));
  const peers = edges.flatMap((edge) => {
    if (!LINKS.has(edge.kind) || (edge.from !== network && edge.to !== network)) return [];
    const node = byId.get(edge.from === network ? edge.to : edge.from);
    return node ? [{ kind: edge.kind, node }] : [];
  });
  return { subnets, attached: held.filter((node) => node.kind !== "subnet" && !placed.has(node.id)), peers };
}

/** One entry for two edges that say the same from either end. */
export function crossingsOf({ nodes, edges }: Neighbourhood): { from: NodeRow; edge: EdgeRow; to: NodeRow }[] {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const seen = new Set<string>();
  return edges.flatMap((edge) => {
    const [from, to] = [byId.get(edge.from), byId.get(edge.to)];
    if (!from || !to || !from.cloud || !to.cloud || from.cloud === to.cloud) return [];
    const key = `${edge.kind} ${[edge.from, edge.to].sort().join(" ")}`;
    if (seen.has(key)) return [];
    seen.add(key);
    return [{ from, edge, to }];
  });
}

/** What its own configuration, or its nature, opens to the internet. */
export function isOpen(asset: AssetRow): boolean {
  return asset.facts["public"] === "yes" || asset.kind === "public_address";
}

/** Clouds differ in which end tells where something lies. */
function holding(edge: EdgeRow): { parent: string; child: string } | null {
  if (edge.kind === "attached_to" || edge.kind === "member_of") return { parent: edge.to, child: edge.from };
  if (edge.kind === "contains") return { parent: edge.from, child: edge.to };
  return null;
}

const byKind = (a: NodeRow, b: NodeRow) => a.kind.localeCompare(b.kind) || a.name.localeCompare(b.name);
const LINKS = new Set(["peers_with", "routes_to", "reachable_from", "exposes"]);
