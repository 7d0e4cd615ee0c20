import type { QueryClient } from "@tanstack/react-query";
import { useEffect, useSyncExternalStore } from "react";
import { uidOf, type Ocsf } from "../ocsf";
import type { Overview, Page, Source, StreamStats } from "./types";

export type Connection = "connecting" | "live" | "reconnecting" | "off";
export type Arrival = "finding" | "incident" | "quarantine";

/** Keeps one server-sent stream open and folds what arrives into the query cache. Returns the way to close it. */
export function openStream(client: QueryClient): () => void {
  let source: EventSource | undefined;
  let retry: ReturnType<typeof setTimeout> | undefined;
  const later = new Refresher(client);

  const connect = () => {
    setConnection(connection === "off" ? "connecting" : connection);
    source = new EventSource("/api/v1/stream");
    source.onopen = () => {
      // What changed while the stream was down is not known on the first connection of a page.
      if (connection === "reconnecting") later.all();
      setConnection("live");
    };
    source.onerror = () => {
      setConnection("reconnecting");
      // The browser resumes by itself, but gives up when the answer is not a stream (signed out, server replaced).
      if (source?.readyState !== EventSource.CLOSED) return;
      void client.invalidateQueries({ queryKey: ["session"] });
      retry = setTimeout(connect, RETRY_MS);
    };
    source.addEventListener("stats", (event) => onStats(client, parse<StreamStats>(event), later));
    source.addEventListener("finding", (event) => {
      const finding = parse<Ocsf>(event);
      if (finding) onFinding(client, finding, later);
    });
    source.addEventListener("incident", (event) => {
      const incident = parse<Ocsf>(event);
      later.soon("incidents", "overview");
      if (incident) void client.invalidateQueries({ queryKey: ["incident", uidOf(incident)] });
      announce("incident");
    });
    source.addEventListener("quarantine", () => {
      later.soon("quarantine", "sources", "overview");
      announce("quarantine");
    });
  };

  connect();
  return () => {
    clearTimeout(retry);
    later.stop();
    source?.close();
    setConnection("off");
  };
}

export function useConnection(): Connection {
  return useSyncExternalStore(subscribe, () => connection);
}

/** Calls back for each arrival while the component is shown. */
export function useArrivals(callback: (kind: Arrival) => void) {
  useEffect(() => {
    arrivals.add(callback);
    return () => void arrivals.delete(callback);
  }, [callback]);
}

/** Collects what has to be read again, so that a burst of events costs one request per list. */
class Refresher {
  private readonly timers = new Map<string, ReturnType<typeof setTimeout>>();

  constructor(private readonly client: QueryClient) {}

  soon(...names: string[]) {
    for (const name of names) {
      if (this.timers.has(name)) continue;
      const read = () => {
        this.timers.delete(name);
        void this.client.invalidateQueries({ queryKey: [name] });
      };
      this.timers.set(name, setTimeout(read, name === "overview" ? OVERVIEW_MS : REFRESH_MS));
    }
  }

  all() {
    this.soon("overview", "incidents", "incident", "findings", "sources", "quarantine");
  }

  stop() {
    this.timers.forEach((timer) => clearTimeout(timer));
    this.timers.clear();
  }
}

function onStats(client: QueryClient, stats: StreamStats | undefined, later: Refresher) {
  if (!stats) return;
  client.setQueryData<Page<Source>>(["sources"], (old) => (old ? { ...old, items: stats.sources } : old));
  client.setQueryData<Overview>(["overview"], (old) => {
    if (!old || old.totals.events === stats.events_total) return old;
    later.soon("overview");
    return { ...old, totals: { ...old.totals, events: stats.events_total } };
  });
}

function onFinding(client: QueryClient, finding: Ocsf, later: Refresher) {
  const uid = uidOf(finding);
  client.setQueryData<Overview>(["overview"], (old) => {
    if (!old || old.latest_findings.some((one) => uidOf(one as Ocsf) === uid)) return old;
    const kept = old.latest_findings.slice(0, Math.max(LATEST - 1, old.latest_findings.length - 1));
    return { ...old, latest_findings: [finding, ...kept], totals: { ...old.totals, findings: old.totals.findings + 1 } };
  });
  later.soon("overview");
  announce("finding");
}

function parse<T>(event: MessageEvent<string>): T | undefined {
  try {
    return JSON.parse(event.data) as T;
  } catch {
    return undefined;
  }
}

function announce(kind: Arrival) {
  arrivals.forEach((tell) => tell(kind));
}

function setConnection(next: Connection) {
  connection = next;
  listeners.forEach((tell) => tell());
}

function subscribe(tell: () => void) {
  listeners.add(tell);
  return () => listeners.delete(tell);
}

const RETRY_MS = 5_000;
const REFRESH_MS = 2_000;
// The overview counts a whole day on the server.
const OVERVIEW_MS = 5_000;
const LATEST = 10;
const listeners = new Set<() => void>();
const arrivals = new Set<(kind: Arrival) => void>();
let connection: Connection = "off";
