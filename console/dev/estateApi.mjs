import { estate } from "./assets.mjs";

/** Answers the calls on the estate from an invented one. */
export class EstateApi {
  constructor({ empty, assets }) {
    this.now = Date.now();
    this.data = empty ? null : estate(this.now, assets);
    this.byId = new Map(this.data?.assets.map((one) => [one.id, one]));
  }

  answer(call, findings) {
    if (call === undefined || !this.data) throw missing("estate: nothing was discovered yet");
    const { query } = call;
    switch (call.path.split("/")[2] ?? "") {
      case "": return this.summary();
      case "assets": return this.assets(query);
      case "asset": return this.asset(query.get("id"), findings);
      case "graph": return this.graph(query);
      case "path": return this.path(query.get("from"), query.get("to"));
      case "snapshots": return { items: [2, 1].map((id) => ({ id, at: this.now - (3 - id) * 7_200_000, origin: "discover aws,azure,gcp,oci,ibm", assets: this.data.assets.length - (2 - id), edges: this.data.edges.length, unknown: this.data.holes.length })), next: null };
      case "diff": return this.diff();
      case "touched": return { items: [this.data.hub.aws.trainer, this.data.hub.gcp.model, this.data.hub.aws.data].map((id) => this.byId.get(id)), next: null };
      default: throw missing("call");
    }
  }

  summary() {
    const { assets, edges, holes } = this.data;
    const count = (field) => assets.reduce((sums, one) => ({ ...sums, [one[field]]: (sums[one[field]] ?? 0) + 1 }), {});
    const regions = new Map();
    for (const one of assets) {
      const key = `${one.cloud} ${one.region}`;
      const row = regions.get(key) ?? { cloud: one.cloud, region: one.region, assets: 0, ai: 0 };
      regions.set(key, { ...row, assets: row.assets + 1, ai: row.ai + (one.group === "ai" ? 1 : 0) });
    }
    this.counts ??= { by_cloud: count("cloud"), by_kind: count("kind"), by_group: count("group") };
    return { at: this.now - 7_200_000, origin: "discover aws,azure,gcp,oci,ibm", assets: assets.length, edges: edges.length, ...this.counts, regions: [...regions.values()], unknown: holes, unknown_total: holes.length, partly_unknown: assets.filter((one) => one.unknown.length > 0).length };
  }

  assets(query) {
    const any = (name, value) => !query.get(name) || query.get(name).split(",").includes(value);
    const text = query.get("q")?.toLowerCase();
    const [fact, told] = (query.get("fact") ?? "").split("=");
    const rows = this.data.assets.filter((one) => any("cloud", one.cloud) && any("kind", one.kind) && any("group", one.group) && any("region", one.region) && any("scope", one.scope) && (!fact || one.facts[fact] === told) && (query.get("unknown") !== "true" || one.unknown.length > 0) && (!text || `${one.id} ${one.name} ${one.native_type}`.toLowerCase().includes(text)));
    const sort = query.get("sort") ?? "id";
    const name = sort.replace("-", "");
    if (name !== "id") rows.sort((a, b) => (a[name] < b[name] ? -1 : a[name] > b[name] ? 1 : 0));
    if (sort.startsWith("-")) rows.reverse();
    const offset = Number(query.get("offset") ?? 0);
    return { items: rows.slice(offset, offset + Number(query.get("limit") ?? 100)), total: rows.length };
  }

  asset(id, findings) {
    const asset = this.known(id);
    const edges = this.data.edges.filter((edge) => edge.from === id || edge.to === id);
    const others = new Set(edges.flatMap((edge) => [edge.from, edge.to]).filter((other) => other !== id));
    const fields = [{ field: "facts.public", before: "no", after: "yes" }, { field: "labels.owner", before: null, after: "ml-platform" }];
    return { asset, edges, edges_total: edges.length, neighbours: [...others].map((other) => this.node(other)), views: [{ via: `invented:Describe${asset.kind}`, payload: { id, name: asset.name, tags: asset.labels, note: "<script>alert(1)</script>" } }], history: [{ at: this.now - 7_200_000, change: { what: "changed", fields } }, { at: this.now - 14_400_000, change: { what: "appeared" } }], findings: findings.slice(0, 3) };
  }

  graph(query) {
    const list = (name) => (query.get(name) ?? "").split(",").filter(Boolean);
    const [kinds, groups, clouds] = [list("edge"), list("group"), list("cloud")];
    const shows = (id) => (groups.length === 0 || groups.includes(this.node(id).group)) && (clouds.length === 0 || clouds.includes(this.node(id).cloud));
    const edges = this.data.edges.filter((edge) => kinds.length === 0 || kinds.includes(edge.kind));
    const id = query.get("id");
    const limit = Number(query.get("limit") ?? 150);
    let nodes = new Set();
    let cut = false;
    if (id) {
      this.known(id);
      nodes.add(id);
      for (let far = 0; far < Number(query.get("depth") ?? 1); far += 1) {
        const near = [...nodes];
        for (const edge of edges) {
          for (const [one, next] of [[edge.from, edge.to], [edge.to, edge.from]]) {
            if (!near.includes(one) || nodes.has(next) || !shows(next)) continue;
            if (nodes.size >= limit) cut = true;
            else nodes.add(next);
          }
        }
      }
    } else {
      nodes = new Set(edges.filter((edge) => this.byId.has(edge.to) && this.node(edge.from).cloud !== this.node(edge.to).cloud && shows(edge.from) && shows(edge.to)).flatMap((edge) => [edge.from, edge.to]));
    }
    return { nodes: [...nodes].map((one) => this.node(one)), edges: edges.filter((edge) => nodes.has(edge.from) && nodes.has(edge.to)), cut };
  }

  path(from, to) {
    this.known(from);
    this.known(to);
    const before = new Map([[from, null]]);
    const queue = [from];
    for (const at of queue) {
      for (const edge of this.data.edges) {
        const next = edge.from === at ? edge.to : edge.to === at ? edge.from : undefined;
        if (next === undefined || edge.kind === "contains" || before.has(next)) continue;
        before.set(next, { at, step: { kind: edge.kind, direction: edge.from === at ? "along" : "against", to: this.node(next) } });
        queue.push(next);
      }
    }
    const steps = [];
    for (let link = before.get(to); link; link = before.get(link.at)) steps.unshift(link.step);
    return { from: this.node(from), steps, found: before.has(to) };
  }

  diff() {
    const { aws, azure } = this.data.hub;
    return { appeared: [aws.gateway], vanished: ["arn:aws:invented:us-east-1:111122223333:bucket/tb-old"], unseen: ["arn:aws:invented:eu-west-1:111122223333:guardrail/gr-1"], changed: [{ id: azure.data, fields: [{ field: "facts.public", before: "no", after: "yes" }] }] };
  }

  node(id) {
    const one = this.byId.get(id);
    return one ? { id, name: one.name, kind: one.kind, group: one.group, cloud: one.cloud, region: one.region, described: true } : { id, name: id.split(/[/:]/).at(-1), kind: "", group: "other", cloud: "", region: "", described: false };
  }

  known(id) {
    const one = this.byId.get(id);
    if (!one) throw missing("asset");
    return one;
  }
}

const missing = (what) => Object.assign(new Error(`not found: ${what}`), { status: 404, code: "not_found" });
