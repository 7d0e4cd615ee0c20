import type { Cloud, OcsfObject } from "./api/types";

/** The parts of OCSF 1.8 that the console reads; every field may be absent in a record. */
export type Ocsf = OcsfObject & {
  readonly time?: number;
  readonly class_name?: string;
  readonly activity_name?: string;
  readonly severity?: string;
  readonly severity_id?: number;
  readonly status?: string;
  readonly status_id?: number;
  readonly start_time?: number;
  readonly end_time?: number;
  readonly status_detail?: string;
  readonly risk_score?: number;
  readonly impact_score?: number;
  readonly message?: string;
  readonly desc?: string;
  readonly raw_data?: string;
  readonly metadata?: { readonly uid?: string; readonly log_name?: string };
  readonly finding_info?: FindingInfo;
  readonly finding_info_list?: readonly FindingInfo[];
  readonly attacks?: readonly Attack[];
  readonly cloud?: { readonly provider?: string; readonly region?: string; readonly account?: { readonly uid?: string; readonly name?: string } };
  readonly actor?: Actor;
  readonly api?: { readonly operation?: string; readonly service?: { readonly name?: string } };
  readonly src_endpoint?: { readonly ip?: string };
  readonly resources?: readonly Resource[];
  readonly evidences?: readonly Evidence[];
  readonly unmapped?: { readonly source?: string; readonly cloud?: string; readonly score?: number; readonly clouds?: readonly string[]; readonly actors?: readonly string[]; readonly [key: string]: unknown };
};

export type FindingInfo = {
  readonly uid?: string;
  readonly title?: string;
  readonly desc?: string;
  readonly created_time?: number;
  readonly first_seen_time?: number;
  readonly last_seen_time?: number;
  readonly analytic?: { readonly uid?: string; readonly name?: string };
  readonly attacks?: readonly Attack[];
  readonly related_events?: readonly { readonly uid?: string }[];
  readonly data_sources?: readonly string[];
};

export type Attack = {
  readonly tactic?: { readonly uid?: string; readonly name?: string };
  readonly technique?: { readonly uid?: string; readonly name?: string };
  readonly sub_technique?: { readonly uid?: string; readonly name?: string };
};

type Actor = { readonly user?: { readonly name?: string; readonly uid?: string; readonly type?: string } };
type Resource = { readonly uid?: string; readonly name?: string; readonly type?: string };
type Evidence = { readonly actor?: Actor; readonly src_endpoint?: { readonly ip?: string }; readonly api?: Ocsf["api"] };

export const uidOf = (one: Ocsf): string => one.finding_info?.uid ?? one.metadata?.uid ?? "";

export const titleOf = (one: Ocsf): string => one.finding_info?.title ?? one.message ?? one.desc ?? one.finding_info?.analytic?.name ?? uidOf(one);

export const timeOf = (one: Ocsf): number => one.time ?? one.finding_info?.created_time ?? 0;

export const scoreOf = (incident: Ocsf): number => Math.round(incident.risk_score ?? incident.unmapped?.score ?? incident.impact_score ?? 0);

export const firstSeen = (incident: Ocsf): number => incident.finding_info?.first_seen_time ?? incident.start_time ?? timeOf(incident);

export const lastSeen = (incident: Ocsf): number => incident.finding_info?.last_seen_time ?? incident.end_time ?? timeOf(incident);

export const cloudsOf = (incident: Ocsf): Cloud[] => (incident.unmapped?.clouds ?? []).map(asCloud);

export const actorsOf = (incident: Ocsf): readonly string[] => incident.unmapped?.actors ?? [];

export const sourceOf = (one: Ocsf): string => one.unmapped?.source ?? one.finding_info?.data_sources?.[0] ?? one.metadata?.log_name ?? "";

export const statusOf = (one: Ocsf): string => one.status ?? STATUSES[one.status_id ?? 0] ?? "–";

export const ruleOf = (finding: Ocsf): string => finding.finding_info?.analytic?.uid ?? "";

export const ruleNameOf = (finding: Ocsf): string => finding.finding_info?.analytic?.name ?? ruleOf(finding);

export const actorOf = (one: Ocsf): string => first([one.actor, ...(one.evidences ?? []).map((evidence) => evidence.actor)].map((actor) => actor?.user?.name ?? actor?.user?.uid));

export const addressOf = (one: Ocsf): string => first([one.src_endpoint, ...(one.evidences ?? []).map((evidence) => evidence.src_endpoint)].map((endpoint) => endpoint?.ip));

export const operationOf = (one: Ocsf): string => first([one.api, ...(one.evidences ?? []).map((evidence) => evidence.api)].map((api) => api?.operation));

export const resourceOf = (one: Ocsf): string => first((one.resources ?? []).map((resource) => resource.name ?? resource.uid));

export const accountOf = (one: Ocsf): string => one.cloud?.account?.name ?? one.cloud?.account?.uid ?? "";

export const relatedEvents = (finding: Ocsf): string[] => (finding.finding_info?.related_events ?? []).flatMap((event) => (event.uid ? [event.uid] : []));

export const attacksOf = (one: Ocsf): readonly Attack[] => one.attacks ?? one.finding_info?.attacks ?? [];

/** The cloud of one record: as Welkin noted it, else by provider, else by the first word of its source. */
export function cloudOf(one: Ocsf): Cloud {
  return asCloud(one.unmapped?.cloud ?? one.cloud?.provider ?? sourceOf(one).split(".")[0] ?? "");
}

export function asCloud(name: string): Cloud {
  const text = name.toLowerCase();
  if (/^(aws|amazon)/.test(text)) return "aws";
  if (/^(azure|microsoft|entra)/.test(text)) return "azure";
  if (/^(gcp|google)/.test(text)) return "gcp";
  if (/^(oci|oracle)/.test(text)) return "oci";
  if (/^ibm/.test(text)) return "ibm";
  return "other";
}

const STATUSES: Readonly<Record<number, string>> = { 1: "New", 2: "In Progress", 3: "On Hold", 4: "Resolved", 5: "Closed" };

const first = (values: (string | undefined)[]): string => values.find((value) => value) ?? "";
