/** The families of assets in the order in which they are shown. */
export const GROUPS = ["ai", "identity", "data", "network", "key", "compute", "logging", "organisation", "other"] as const;

export const EDGE_KINDS = ["can_assume", "can_invoke", "reads", "writes", "trained_from", "deployed_from", "same_artifact", "encrypted_by", "kept_by", "reachable_from", "exposes", "member_of", "runs_as", "attached_to", "guarded_by", "peers_with", "routes_to", "trusts", "governed_by", "grants_to", "logs_to", "replicates_to", "stored_in", "uses", "contains", "refers_to"] as const;

/** Facts that a filter offers; any other can be written into the address. */
export const FACTS = ["public=yes", "public=no", "encryption=none", "encryption=provider_key", "encryption=customer_key", "logged=no", "logged=yes", "local_auth=yes", "privileged=yes", "isolated=no", "versioned=no", "retained=no", "environment=prod"] as const;

const CAPITALS: Record<string, string> = { ai: "AI", vpn: "VPN", dns: "DNS" };

/** `vpn_gateway` as `VPN gateway`; a kind that this console does not know yet reads as well. */
export function kindName(kind: string): string {
  if (kind === "") return "Not described";
  return sentence(kind);
}

/** `can_assume` as `can assume`: stands between two names. */
export function edgeName(kind: string): string {
  return kind.replaceAll("_", " ");
}

/** The same relation told from its other end. */
export function edgeNameBack(kind: string): string {
  return BACK[kind] ?? `${edgeName(kind)} (from)`;
}

export function groupName(group: string): string {
  return sentence(group);
}

export function factName(fact: string): string {
  return sentence(fact);
}

export function reasonName(reason: string): string {
  return REASONS[reason] ?? sentence(reason);
}

export function assetPath(id: string): string {
  return `/estate/asset?id=${encodeURIComponent(id)}`;
}

export function graphPath(id: string): string {
  return `/estate/graph?id=${encodeURIComponent(id)}`;
}

/** The last part of an id, for what has no name of its own. */
export function shortId(id: string): string {
  return id.split(/[/:]/).filter(Boolean).at(-1) ?? id;
}

function sentence(name: string): string {
  const words = name.split("_").map((word) => CAPITALS[word] ?? word);
  const text = words.join(" ");
  return text.charAt(0).toUpperCase() + text.slice(1);
}

const REASONS: Record<string, string> = {
  denied: "Permission missing",
  throttled: "Too many calls",
  timed_out: "Timed out",
  incomplete: "Answer incomplete",
  garbled: "Answer not understood",
  failed: "Call failed",
  unreachable: "Not reachable",
  unauthenticated: "Credentials refused",
  bounded: "Limit of the reading reached",
};

const BACK: Record<string, string> = {
  can_assume: "can be assumed by",
  can_invoke: "can be invoked by",
  reads: "is read by",
  writes: "is written by",
  trained_from: "trained",
  deployed_from: "is deployed as",
  same_artifact: "same artifact",
  encrypted_by: "encrypts",
  kept_by: "keeps",
  reachable_from: "reaches",
  exposes: "is exposed by",
  member_of: "has member",
  runs_as: "is the identity of",
  attached_to: "has attached",
  guarded_by: "guards",
  peers_with: "peers with",
  routes_to: "gets routes of",
  trusts: "is trusted by",
  governed_by: "governs",
  grants_to: "is granted by",
  logs_to: "gets logs of",
  replicates_to: "gets copies of",
  stored_in: "stores",
  uses: "is used by",
  contains: "lies in",
  refers_to: "is referred to by",
};
