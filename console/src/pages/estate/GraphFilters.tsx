import type { EstateSummary } from "../../api/types";
import { asCloud } from "../../ocsf";
import { cloudName, CLOUDS } from "../../ui/CloudTag";
import { SelectField } from "../../ui/Fields";
import { Segmented } from "../../ui/Segmented";
import { AssetPicker } from "./AssetPicker";
import { EDGE_KINDS, edgeName, GROUPS, groupName } from "./words";

export type GraphFilter = { readonly id: string; readonly depth: string; readonly edge: string; readonly group: string; readonly cloud: string };

export function graphFilterOf(params: URLSearchParams): GraphFilter {
  const get = (name: string) => params.get(name) ?? "";
  return { id: get("id"), depth: ["1", "2", "3", "4"].includes(get("depth")) ? get("depth") : "1", edge: get("edge"), group: get("group"), cloud: get("cloud") };
}

type Props = { filter: GraphFilter; summary: EstateSummary; onChange: (patch: Record<string, string | null>, replace?: boolean) => void };

export function GraphFilters({ filter, summary, onChange }: Props) {
  return (
    <div className="filters" role="search" aria-label="Filter the graph">
      <AssetPicker key={filter.id} label="Start from" id={filter.id} onPick={(id) => onChange({ id, depth: null }, false)} />
      {filter.id && (
        <div className="field">
          <span aria-hidden="true">Depth</span>
          <Segmented label="Depth" value={filter.depth} options={DEPTHS} onChange={(depth) => onChange({ depth: depth === "1" ? null : depth })} />
        </div>
      )}
      <SelectField label="Relation" any="Any relation" value={filter.edge} options={EDGE_KINDS.map((kind) => ({ value: kind, text: edgeName(kind) }))} onChange={(edge) => onChange({ edge })} />
      <SelectField label="Group" any="Any group" value={filter.group} options={GROUPS.filter((group) => summary.by_group[group]).map((group) => ({ value: group, text: groupName(group) }))} onChange={(group) => onChange({ group })} />
      <SelectField label="Cloud" any="Any cloud" value={filter.cloud} options={CLOUDS.filter((cloud) => summary.by_cloud[cloud]).map((cloud) => ({ value: cloud, text: cloudName(asCloud(cloud)) }))} onChange={(cloud) => onChange({ cloud })} />
    </div>
  );
}

const DEPTHS = ["1", "2", "3", "4"].map((value) => ({ value, text: value, name: `${value} ${value === "1" ? "relation" : "relations"} away` }));
