import { useQuery } from "@tanstack/react-query";
import { useCallback } from "react";
import { queries } from "../../api/queries";
import { usePreferences } from "../../preferences";
import { Button } from "../../ui/Button";
import { cloudName, CLOUDS } from "../../ui/CloudTag";
import { SelectField, TextField, TimeField } from "../../ui/Fields";
import { SEVERITIES } from "../../ui/Severity";
import { COLUMNS } from "./columns";
import { isFiltered, type Filter } from "./filter";

type Props = { filter: Filter; onChange: (patch: Partial<Filter>) => void; onClear: () => void; hidden: Readonly<Record<string, boolean>>; onHide: (id: string, hidden: boolean) => void };

export function FilterBar({ filter, onChange, onClear, hidden, onHide }: Props) {
  const sources = useQuery(queries.sources).data?.items ?? [];
  const { zone } = usePreferences();
  const setText = useCallback((q: string) => onChange({ q }), [onChange]);
  const setRule = useCallback((rule: string) => onChange({ rule }), [onChange]);
  return (
    <div className="filters" role="search" aria-label="Filter findings">
      <TextField label="Search" wide value={filter.q} placeholder="Title, actor, address, resource" onChange={setText} />
      <SelectField label="Cloud" any="Any cloud" value={filter.cloud} options={CLOUDS.map((cloud) => ({ value: cloud, text: cloudName(cloud) }))} onChange={(cloud) => onChange({ cloud })} />
      <SelectField label="Severity" any="Any severity" value={filter.severity_id} options={SEVERITIES.map((one) => ({ value: String(one.id), text: one.id === 5 ? one.name : `${one.name} and above` }))} onChange={(severity_id) => onChange({ severity_id })} />
      <SelectField label="Source" any="Any source" value={filter.source} options={sources.map((source) => ({ value: source.id, text: source.id }))} onChange={(source) => onChange({ source })} />
      <TextField label="Rule" value={filter.rule} placeholder="Rule id" onChange={setRule} />
      <TimeField label={`From (${zone === "utc" ? "UTC" : "local"})`} value={filter.from} zone={zone} onChange={(from) => onChange({ from })} />
      <TimeField label={`To (${zone === "utc" ? "UTC" : "local"})`} value={filter.to} zone={zone} onChange={(to) => onChange({ to })} />
      <div className="end">
        {isFiltered(filter) && (
          <Button look="quiet" onPress={onClear}>
            Clear filters
          </Button>
        )}
        <details className="columns-menu">
          <summary className="button">Columns</summary>
          <div role="group" aria-label="Shown columns">
            {COLUMNS.filter((column) => column.id !== "title").map((column) => (
              <label key={column.id}>
                <input type="checkbox" checked={!hidden[column.id]} onChange={(event) => onHide(column.id, !event.target.checked)} />
                {column.header}
              </label>
            ))}
          </div>
        </details>
      </div>
    </div>
  );
}
