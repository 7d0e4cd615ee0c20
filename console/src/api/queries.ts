import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import type { Ocsf } from "../ocsf";
import { ApiError, get, type Query } from "./client";
import type { AssetDetail, AssetPage, AssetPath, AssetRow, EstateDiff, EstateSummary, HuntTable, IncidentDetail, Neighbourhood, Overview, Page, Quarantined, Snapshot, Source } from "./types";

export const PAGE_SIZE = 200;

// The estate changes when it is discovered anew, not with every event.
const ESTATE_MS = 60_000;

/** Every read of the console; the first word of a key is what the live stream invalidates. */
export const queries = {
  session: queryOptions({ queryKey: ["session"], queryFn: ({ signal }) => signedIn(signal), staleTime: Infinity, retry: false }),
  overview: queryOptions({ queryKey: ["overview"], queryFn: ({ signal }) => get<Overview>("/overview", {}, signal) }),
  incidents: (filter: Query) => list<Ocsf>("incidents", "/incidents", filter),
  incident: (uid: string) => queryOptions({ queryKey: ["incident", uid], queryFn: ({ signal }) => get<IncidentDetail>(`/incidents/${encodeURIComponent(uid)}`, {}, signal) }),
  findings: (filter: Query) => list<Ocsf>("findings", "/findings", filter),
  finding: (uid: string) => queryOptions({ queryKey: ["finding", uid], queryFn: ({ signal }) => get<Ocsf>(`/findings/${encodeURIComponent(uid)}`, {}, signal), staleTime: Infinity }),
  event: (uid: string) => queryOptions({ queryKey: ["event", uid], queryFn: ({ signal }) => get<Ocsf>(`/events/${encodeURIComponent(uid)}`, {}, signal), staleTime: Infinity }),
  events: (filter: Query) => queryOptions({ queryKey: ["events", filter], queryFn: ({ signal }) => get<Page<Ocsf>>("/events", filter, signal), staleTime: 60_000 }),
  tables: queryOptions({ queryKey: ["tables"], queryFn: ({ signal }) => get<{ items: HuntTable[] }>("/hunt/tables", {}, signal), staleTime: 60_000 }),
  sources: queryOptions({ queryKey: ["sources"], queryFn: ({ signal }) => get<Page<Source>>("/sources", {}, signal) }),
  estate: queryOptions({ queryKey: ["estate"], queryFn: ({ signal }) => get<EstateSummary>("/estate", {}, signal), staleTime: ESTATE_MS }),
  assets: (filter: Query) => queryOptions({ queryKey: ["assets", filter], queryFn: ({ signal }) => get<AssetPage>("/estate/assets", filter, signal), staleTime: ESTATE_MS }),
  asset: (id: string) => queryOptions({ queryKey: ["asset", id], queryFn: ({ signal }) => get<AssetDetail>("/estate/asset", { id }, signal), staleTime: ESTATE_MS }),
  neighbourhood: (part: Query) => queryOptions({ queryKey: ["neighbourhood", part], queryFn: ({ signal }) => get<Neighbourhood>("/estate/graph", part, signal), staleTime: ESTATE_MS }),
  assetPath: (from: string, to: string) => queryOptions({ queryKey: ["asset path", from, to], queryFn: ({ signal }) => get<AssetPath>("/estate/path", { from, to }, signal), staleTime: ESTATE_MS }),
  snapshots: queryOptions({ queryKey: ["snapshots"], queryFn: ({ signal }) => get<Page<Snapshot>>("/estate/snapshots", {}, signal), staleTime: ESTATE_MS }),
  estateDiff: (from: number, to: number) => queryOptions({ queryKey: ["estate diff", from, to], queryFn: ({ signal }) => get<EstateDiff>("/estate/diff", { from, to }, signal), staleTime: Infinity }),
  touched: (of: { incident: string } | { finding: string }) => queryOptions({ queryKey: ["touched", of], queryFn: ({ signal }) => get<Page<AssetRow>>("/estate/touched", of, signal), staleTime: ESTATE_MS }),
  quarantine: (source: string) => list<Quarantined>("quarantine", "/quarantine", { source }),
};

function list<Item>(name: string, path: string, filter: Query) {
  return infiniteQueryOptions({
    queryKey: [name, filter] as const,
    queryFn: ({ pageParam, signal }) => get<Page<Item>>(path, { ...filter, limit: PAGE_SIZE, after: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next ?? null,
    placeholderData: keepPreviousData,
  });
}

async function signedIn(signal: AbortSignal): Promise<boolean> {
  try {
    await get("/session", {}, signal);
    return true;
  } catch (error) {
    if (error instanceof ApiError && error.status === 401) return false;
    throw error;
  }
}
