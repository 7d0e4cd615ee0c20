import { useMemo } from "react";
import type { EstateSummary } from "../../api/types";
import { formatCount, plural } from "../../format";
import { asCloud } from "../../ocsf";
import { navigate, useQueryParams } from "../../router";
import { Button } from "../../ui/Button";
import { CloudTag, CLOUDS } from "../../ui/CloudTag";
import { Empty, Failure, Loading } from "../../ui/States";
import { Time } from "../../ui/Time";
import { WindowTable } from "../../ui/WindowTable";
import { COLUMNS } from "./assetColumns";
import { AssetFilters } from "./AssetFilters";
import { filterOf, isFiltered, queryOf } from "./assetFilter";
import { EstateFrame } from "./EstateFrame";
import { Holes } from "./Holes";
import { useAssetWindow } from "./useAssetWindow";
import { assetPath } from "./words";

export default function AssetsPage() {
  return (
    <EstateFrame title="Estate" about="What exists on every cloud, and how it hangs together.">
      {(summary) => <Assets summary={summary} />}
    </EstateFrame>
  );
}

function Assets({ summary }: { summary: EstateSummary }) {
  const [params, change] = useQueryParams();
  const filter = useMemo(() => filterOf(params), [params]);
  const query = useMemo(() => queryOf(filter), [filter]);
  const list = useAssetWindow(query);
  const clear = () => navigate("/estate");
  return (
    <>
      <Counts summary={summary} cloud={filter.cloud} onCloud={(cloud) => change({ cloud, region: null })} onUnknown={() => change({ unknown: filter.unknown ? null : "true" })} />
      <Holes summary={summary} />
      <AssetFilters filter={filter} summary={summary} onChange={change} onClear={clear} />
      {list.total === undefined ? (
        list.error ? <Failure error={list.error} retry={list.retry} /> : <Loading what="assets" />
      ) : list.total === 0 ? (
        <Empty title={isFiltered(filter) ? "No asset fits the filters" : "No assets"}>
          {isFiltered(filter) ? <Button onPress={clear}>Clear filters</Button> : <p>The last reading found nothing. See what could not be read, then run <code>welkin discover --data DIR</code> again.</p>}
        </Empty>
      ) : (
        <WindowTable
          // Another list starts at its top.
          key={JSON.stringify(query)}
          label="Assets"
          total={list.total}
          rowAt={list.rowAt}
          onWindow={list.onWindow}
          columns={COLUMNS}
          sort={filter.sort}
          onSort={(sort) => change({ sort })}
          onOpen={(asset) => navigate(assetPath(asset.id))}
          foot={
            <>
              <span aria-live="polite">{isFiltered(filter) ? `${formatCount(list.total)} of ${plural(summary.assets, "asset")}` : plural(list.total, "asset")}</span>
              <span>{list.loading ? "Loading…" : <>read <Time ms={summary.at} ago /></>}</span>
            </>
          }
        />
      )}
    </>
  );
}

function Counts({ summary, cloud, onCloud, onUnknown }: { summary: EstateSummary; cloud: string; onCloud: (cloud: string | null) => void; onUnknown: () => void }) {
  return (
    <div className="estate-counts" role="group" aria-label="Assets by cloud">
      {CLOUDS.filter((name) => (summary.by_cloud[name] ?? 0) > 0).map((name) => (
        <button key={name} type="button" aria-pressed={cloud === name} onClick={() => onCloud(cloud === name ? null : name)}>
          <CloudTag cloud={asCloud(name)} />
          <b className="number">{formatCount(summary.by_cloud[name])}</b>
        </button>
      ))}
      <span className="muted small">
        {plural(summary.assets, "asset")}, {plural(summary.edges, "relation")}
      </span>
      {summary.partly_unknown > 0 && (
        <button type="button" className="plain" onClick={onUnknown}>
          {plural(summary.partly_unknown, "asset")} partly unknown
        </button>
      )}
    </div>
  );
}
