import { useCallback, useMemo } from "react";
import type { EstateSummary } from "../../api/types";
import { formatCount } from "../../format";
import { asCloud } from "../../ocsf";
import { Button } from "../../ui/Button";
import { cloudName, CLOUDS } from "../../ui/CloudTag";
import { SelectField, TextField } from "../../ui/Fields";
import { isFiltered, type Filter } from "./assetFilter";
import { FACTS, factName, GROUPS, groupName, kindName } from "./words";

type Props = { filter: Filter; summary: EstateSummary; onChange: (patch: Partial<Filter>) => void; onClear: () => void };

/** Every choice says how many assets it would leave, as far as the summary counts them. */
export function AssetFilters({ filter, summary, onChange, onClear }: Props) {
  const setText = useCallback((q: string) => onChange({ q }), [onChange]);
  const setScope = useCallback((scope: string) => onChange({ scope }), [onChange]);
  const counted = (counts: Readonly<Record<string, number>>, names: readonly string[], text: (name: string) => string) =>
    names.filter((name) => (counts[name] ?? 0) > 0).map((name) => ({ value: name, text: `${text(name)} (${formatCount(counts[name])})` }));
  const kinds = useMemo(() => Object.keys(summary.by_kind).sort(), [summary]);
  const regions = useMemo(() => {
    const sums = new Map<string, number>();
    for (const one of summary.regions) if (one.region && (!filter.cloud || one.cloud === filter.cloud)) sums.set(one.region, (sums.get(one.region) ?? 0) + one.assets);
    return [...sums].sort(([a], [b]) => a.localeCompare(b)).map(([value, count]) => ({ value, text: `${value} (${formatCount(count)})` }));
  }, [summary, filter.cloud]);
  return (
    <div className="filters" role="search" aria-label="Filter assets">
      <TextField label="Search" wide value={filter.q} placeholder="Name, id, type, label" onChange={setText} />
      <SelectField label="Cloud" any="Any cloud" value={filter.cloud} options={counted(summary.by_cloud, CLOUDS, (name) => cloudName(asCloud(name)))} onChange={(cloud) => onChange({ cloud, region: "" })} />
      <SelectField label="Group" any="Any group" value={filter.group} options={counted(summary.by_group, GROUPS, groupName)} onChange={(group) => onChange({ group, kind: "" })} />
      <SelectField label="Kind" any="Any kind" value={filter.kind} options={counted(summary.by_kind, kinds, kindName)} onChange={(kind) => onChange({ kind })} />
      <SelectField label="Region" any="Any region" value={filter.region} options={regions} onChange={(region) => onChange({ region })} />
      <SelectField label="Fact" any="Any facts" value={filter.fact} options={FACTS.map((fact) => ({ value: fact, text: factText(fact) }))} onChange={(fact) => onChange({ fact })} />
      <TextField label="Account" value={filter.scope} placeholder="Exact id" onChange={setScope} />
      <label className="check">
        <input type="checkbox" checked={filter.unknown === "true"} onChange={(event) => onChange({ unknown: event.target.checked ? "true" : "" })} />
        Only partly unknown
      </label>
      {isFiltered(filter) && (
        <div className="end">
          <Button look="quiet" onPress={onClear}>
            Clear filters
          </Button>
        </div>
      )}
    </div>
  );
}

function factText(fact: string): string {
  const [name = "", value = ""] = fact.split("=");
  return `${factName(name)}: ${value.replaceAll("_", " ")}`;
}
