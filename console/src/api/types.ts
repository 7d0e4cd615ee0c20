import type { components, paths } from "./schema";

// The one place that names schemas of the generated document.
type Schemas = components["schemas"];

export type Overview = Schemas["Overview"];
export type IncidentDetail = Schemas["IncidentDetail"];
export type Source = Schemas["Source"];
export type Quarantined = Schemas["Quarantined"];
export type Diagnostic = Schemas["Diagnostic"];
export type IngestResult = Schemas["IngestResult"];
export type HuntResult = Schemas["HuntResult"];
export type HuntTable = Schemas["HuntTable"];
export type StreamStats = Schemas["StreamStats"];
export type OcsfObject = Schemas["OcsfObject"];
export type ErrorBody = Schemas["ErrorBody"];
export type EstateSummary = Schemas["EstateSummary"];
export type RegionCount = Schemas["RegionCount"];
export type UnknownPart = Schemas["UnknownPart"];
export type AssetRow = Schemas["AssetRow"];
export type AssetPage = Schemas["AssetPage"];
export type AssetPath = Schemas["AssetPath"];
export type EdgeRow = Schemas["EdgeRow"];
export type NodeRow = Schemas["NodeRow"];
export type Neighbourhood = Schemas["Neighbourhood"];
export type Snapshot = Schemas["Snapshot"];
export type EstateDiff = Schemas["EstateDiff"];
export type AssetDetail = paths["/estate/asset"]["get"]["responses"][200]["content"]["application/json"];

export type Cloud = Overview["clouds"][number]["cloud"];
export type CloudOverview = Overview["clouds"][number];
export type Activity = Overview["activity"];
export type SeverityCounts = CloudOverview["findings"];
export type TimelineEntry = IncidentDetail["timeline"][number];
export type EntityGraph = IncidentDetail["entities"];
export type EntityNode = EntityGraph["nodes"][number];
export type EntityEdge = EntityGraph["edges"][number];

/** One page of a list; `next` is null at the end. */
export type Page<Item> = { readonly items: Item[]; readonly next?: string | null };
