import type { Query } from "../../api/client";

/** The fields that filter and order assets, named as the server names them, both in the address and in requests. */
export const FIELDS = ["q", "cloud", "group", "kind", "region", "scope", "fact", "unknown", "sort"] as const;

export type Filter = Record<(typeof FIELDS)[number], string>;

export function filterOf(params: URLSearchParams): Filter {
  return Object.fromEntries(FIELDS.map((name) => [name, params.get(name) ?? ""])) as Filter;
}

export function isFiltered(filter: Filter): boolean {
  return FIELDS.some((name) => name !== "sort" && filter[name] !== "");
}

/** One spelling per meaning, so that equal filters share one cache entry. */
export function queryOf(filter: Filter): Query {
  return { ...filter, unknown: filter.unknown === "true" ? "true" : "", sort: filter.sort === "id" ? "" : filter.sort };
}
