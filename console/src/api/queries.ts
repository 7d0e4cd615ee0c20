import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import type { Ocsf } from "../ocsf";
import { ApiError, get, type Query } from "./client";
import type { HuntTable, IncidentDetail, Overview, Page, Quarantined, Source } from "./types";

export const PAGE_SIZE = 200;

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
