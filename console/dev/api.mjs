import { EstateApi } from "./estateApi.mjs";
import { fixtures, fresh } from "./fixtures.mjs";
import { describe, huntTables, run } from "./hunt.mjs";

const CLOUD = { AWS: "aws", Azure: "azure", GCP: "gcp", OCI: "oci", "IBM Cloud": "ibm" };
const NAMES = ["critical", "high", "medium", "low", "informational"];

/** Answers every call of the contract but the session. */
export class Api {
  constructor({ empty, live, assets = 0 }) {
    this.estate = new EstateApi({ empty, assets });
    this.data = empty ? { events: [], findings: [], incidents: [], sources: [], quarantine: [] } : fixtures(Date.now());
    this.streams = new Set();
    this.sequence = 0;
    // A real stream speaks all the time; one finding in three seconds is enough to see rows arrive.
    if (live && !empty) setInterval(() => this.tick(), 3_000).unref();
  }

  async answer(call) {
    const { method, path, query, json } = call;
    if (method === "GET" && /^\/estate(\/|$)/.test(path)) return json(200, this.estate.answer(call, this.data.findings));
    const [, collection, id, action] = path.split("/").map(decodeURIComponent);
    const route = `${method} /${collection}${id === undefined ? "" : collection === "hunt" || id === "export" ? `/${id}` : "/:id"}${action ? `/${action}` : ""}`;
    switch (route) {
      case "GET /overview": return json(200, this.overview());
      case "GET /incidents": return json(200, page(this.incidents(query), query));
      case "GET /incidents/:id": return json(200, found(this.data.incidents.find((one) => one.incident.metadata.uid === id), id));
      case "GET /findings": return json(200, page(this.findings(query), query));
      case "GET /findings/export": return this.export(call);
      case "GET /findings/:id": return json(200, found(this.data.findings.find((one) => one.finding_info.uid === id), id));
      case "GET /events": return json(200, page(this.events(query), query));
      case "GET /events/:id": return json(200, found(this.data.events.find((one) => one.metadata.uid === id), id));
      case "POST /events": return this.ingest(call);
      case "POST /hunt": return this.hunt(call);
      case "GET /hunt/tables": return json(200, { items: describe(huntTables(this.data)) });
      case "GET /sources": return json(200, { items: this.data.sources, next: null });
      case "GET /quarantine": return json(200, page(this.data.quarantine.filter((one) => !query.get("source") || one.source === query.get("source")), query));
      case "POST /quarantine/:id/replay": {
        const one = found(this.data.quarantine.find((other) => other.id === id), id);
        return json(200, { accepted: 0, rejected: 1, diagnostics: [{ severity: "error", file: one.file, record: one.record, path: "eventTime", expected: one.expected, found: one.found, message: one.message }] });
      }
      case "DELETE /quarantine/:id":
        this.data.quarantine = this.data.quarantine.filter((one) => one.id !== id);
        return call.response.writeHead(204).end();
      case "GET /stream": return this.stream(call);
      default: throw refusal(404, "not_found", `no such call: ${method} ${path}`);
    }
  }

  overview() {
    const { events, findings, incidents, sources, quarantine } = this.data;
    const now = Date.now();
    const bucket_ms = 900_000;
    const start = Math.floor(now / bucket_ms) * bucket_ms - 95 * bucket_ms;
    const buckets = Array.from({ length: events.length ? 96 : 0 }, (_, index) => ({ time: start + index * bucket_ms, events: {}, findings: 0 }));
    const bucketOf = (one) => buckets[Math.floor((one.time - start) / bucket_ms)];
    for (const event of events) {
      const bucket = bucketOf(event);
      if (bucket) bucket.events[cloudOf(event)] = (bucket.events[cloudOf(event)] ?? 0) + 1;
    }
    for (const one of findings) if (bucketOf(one)) bucketOf(one).findings += 1;
    return {
      generated_at: now, demo: true, version: "0.1.0",
      totals: { events: events.length, findings: findings.length, incidents_open: incidents.length, quarantined: quarantine.length },
      clouds: events.length === 0 ? [] : ["aws", "azure", "gcp", "oci", "ibm"].map((cloud) => {
        const own = sources.filter((source) => source.cloud === cloud);
        const counts = Object.fromEntries(NAMES.map((name, index) => [name, findings.filter((one) => cloudOf(one) === cloud && one.severity_id === 5 - index).length]));
        return { cloud, events: events.filter((event) => cloudOf(event) === cloud).length, events_per_minute: own.reduce((sum, source) => sum + source.events_per_minute, 0), findings: counts, sources: own.length, last_event_time: events.find((event) => cloudOf(event) === cloud)?.time ?? null };
      }),
      activity: { bucket_ms, buckets },
      top_incidents: this.incidents(new URLSearchParams()).slice(0, 5),
      latest_findings: findings.slice(0, 10),
    };
  }

  incidents(query) {
    const cloud = query.get("cloud");
    const text = query.get("q")?.toLowerCase();
    return this.data.incidents.map((one) => one.incident)
      .filter((one) => (!cloud || one.unmapped.clouds.includes(cloud)) && one.severity_id >= Number(query.get("severity_id") ?? 0) && (!query.get("status") || String(one.status_id) === query.get("status")) && (!text || JSON.stringify(one).toLowerCase().includes(text)))
      .sort((a, b) => (query.get("sort") === "-time" ? b.time - a.time : b.unmapped.score - a.unmapped.score));
  }

  events(query) {
    const fits = { cloud: cloudOf, source: (one) => one.metadata.log_name, actor: (one) => one.actor.user.name, ip: (one) => one.src_endpoint.ip, operation: (one) => one.api.operation };
    return this.data.events.filter((one) => Object.entries(fits).every(([name, read]) => !query.get(name) || read(one) === query.get(name)) && (!query.get("from") || one.time >= Number(query.get("from"))) && (!query.get("to") || one.time <= Number(query.get("to"))));
  }

  findings(query) {
    const text = query.get("q")?.toLowerCase();
    const get = (name) => query.get(name) || undefined;
    const sort = get("sort") ?? "-time";
    const order = { "-time": (a, b) => b.time - a.time, time: (a, b) => a.time - b.time, "-severity": (a, b) => b.severity_id - a.severity_id || b.time - a.time, severity: (a, b) => a.severity_id - b.severity_id || b.time - a.time, rule: (a, b) => a.finding_info.analytic.uid.localeCompare(b.finding_info.analytic.uid) }[sort];
    if (!order) throw refusal(400, "bad_request", `unknown sort \`${sort}\``);
    return this.data.findings
      .filter((one) => (!get("cloud") || cloudOf(one) === get("cloud")) && one.severity_id >= Number(get("severity_id") ?? 0) && (!get("source") || one.unmapped.source === get("source")) && (!get("rule") || one.finding_info.analytic.uid === get("rule")) && (!get("from") || one.time >= Number(get("from"))) && (!get("to") || one.time <= Number(get("to"))) && (!text || JSON.stringify(one).toLowerCase().includes(text)))
      .sort(order);
  }

  export({ query, response }) {
    const rows = this.findings(query);
    const format = query.get("format");
    const cells = (one) => [one.finding_info.uid, new Date(one.time).toISOString(), one.severity, cloudOf(one), one.unmapped.source, one.finding_info.analytic.uid, one.finding_info.title];
    const body = { json: () => JSON.stringify(rows), ndjson: () => rows.map((one) => `${JSON.stringify(one)}\n`).join(""), csv: () => ["uid,time,severity,cloud,source,rule,title", ...rows.map((one) => cells(one).map((cell) => `"${cell}"`).join(","))].join("\r\n") + "\r\n" }[format];
    if (!body) throw refusal(400, "bad_request", `unknown format \`${format}\``);
    const type = { json: "application/json", ndjson: "application/x-ndjson", csv: "text/csv; charset=utf-8" }[format];
    response.writeHead(200, { "content-type": type, "content-disposition": `attachment; filename="findings.${format}"` }).end(body());
  }

  async hunt({ body, json }) {
    const { sql, limit = 1000 } = JSON.parse(await body());
    try {
      json(200, run(huntTables(this.data), sql, limit));
    } catch (error) {
      throw refusal(400, "bad_request", error.message);
    }
  }

  stream({ request, response }) {
    response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
    response.write(": welkin\n\n");
    this.streams.add(response);
    request.on("close", () => this.streams.delete(response));
    this.send("stats", this.stats());
  }

  async ingest({ body, json }) {
    const lines = (await body()).split("\n").filter((line) => line.trim());
    for (const _ of lines) this.arrive();
    json(202, { accepted: lines.length, rejected: 0, diagnostics: [] });
  }

  tick() {
    if (this.streams.size > 0) this.arrive();
  }

  arrive() {
    const { event, finding } = fresh(Date.now(), (this.sequence += 1));
    this.data.events.unshift(event);
    this.data.findings.unshift(finding);
    const source = this.data.sources.find((one) => one.id === event.metadata.log_name);
    Object.assign(source, { events_total: source.events_total + 1, last_event_time: event.time, last_received_at: event.time });
    this.send("finding", finding);
    this.send("stats", this.stats());
  }

  stats() {
    return { events_total: this.data.events.length, events_per_second: 2.2, sources: this.data.sources };
  }

  send(kind, data) {
    this.id = (this.id ?? 0) + 1;
    for (const stream of this.streams) stream.write(`event: ${kind}\nid: ${this.id}\ndata: ${JSON.stringify(data)}\n\n`);
  }
}

const cloudOf = (one) => CLOUD[one.cloud.provider] ?? "other";

function page(rows, query) {
  const start = Number(query.get("after") ?? 0);
  const end = start + Math.min(Number(query.get("limit") ?? 50), 500);
  return { items: rows.slice(start, end), next: end < rows.length ? String(end) : null };
}

function found(one, id) {
  if (!one) throw refusal(404, "not_found", `nothing has the id \`${id}\``);
  return one;
}

function refusal(status, code, message) {
  return Object.assign(new Error(message), { status, code });
}
