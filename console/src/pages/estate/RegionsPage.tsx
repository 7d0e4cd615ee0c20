import { lazy, Suspense, useMemo } from "react";
import type { EstateSummary, RegionCount } from "../../api/types";
import { plural } from "../../format";
import { asCloud } from "../../ocsf";
import { Link, navigate, useQueryParams } from "../../router";
import { CLOUDS, cloudName, CloudTag } from "../../ui/CloudTag";
import { DataTable, type Column } from "../../ui/DataTable";
import { SelectField } from "../../ui/Fields";
import { Panel } from "../../ui/Panel";
import { Empty, Loading } from "../../ui/States";
import { formatCount } from "../../format";
import { EstateFrame } from "./EstateFrame";

const RegionMap = lazy(() => import("./RegionMap"));

export default function RegionsPage() {
  return (
    <EstateFrame title="Regions" about="Where in the world the estate lies.">
      {(summary) => <Regions summary={summary} />}
    </EstateFrame>
  );
}

function Regions({ summary }: { summary: EstateSummary }) {
  const [params, change] = useQueryParams();
  const cloud = params.get("cloud") ?? "";
  const sort = params.get("sort") ?? "-assets";
  const rows = useMemo(() => sorted(summary.regions.filter((one) => !cloud || one.cloud === cloud), sort), [summary, cloud, sort]);
  const open = (one: RegionCount) => navigate(pathOf(one));
  const placeless = rows.filter((one) => one.region === "").reduce((sum, one) => sum + one.assets, 0);
  if (summary.regions.length === 0) return <Empty title="No regions"><p>No asset was found in any region.</p></Empty>;
  return (
    <>
      <div className="filters" role="search" aria-label="Filter regions">
        <SelectField label="Cloud" any="Any cloud" value={cloud} options={CLOUDS.filter((name) => summary.by_cloud[name]).map((name) => ({ value: name, text: cloudName(name) }))} onChange={(next) => change({ cloud: next })} />
        {placeless > 0 && <span className="muted small">{plural(placeless, "asset")} in no region: global services</span>}
      </div>
      <Panel title="Map" flush end={<ul className="row small">{CLOUDS.filter((name) => rows.some((one) => one.cloud === name)).map((name) => <li key={name}><CloudTag cloud={name} /></li>)}</ul>}>
        <Suspense fallback={<Loading what="the map" />}>
          <RegionMap regions={rows} onPick={open} />
        </Suspense>
      </Panel>
      <DataTable label="Regions" rows={rows} columns={COLUMNS} rowId={(one) => `${one.cloud} ${one.region}`} sort={sort} onSort={(next) => change({ sort: next === "-assets" ? null : next })} onOpen={open} foot={<span>{plural(rows.length, "region")}</span>} />
    </>
  );
}

/** The assets of a region; those of none can be narrowed down to their cloud only. */
function pathOf(one: RegionCount): string {
  return one.region ? `/estate?cloud=${one.cloud}&region=${encodeURIComponent(one.region)}` : `/estate?cloud=${one.cloud}&sort=region`;
}

function sorted(rows: readonly RegionCount[], sort: string): RegionCount[] {
  const name = sort.replace(/^-/, "");
  const order = (a: RegionCount, b: RegionCount) => (name === "assets" ? a.assets - b.assets : name === "ai" ? a.ai - b.ai : name === "cloud" ? a.cloud.localeCompare(b.cloud) : a.region.localeCompare(b.region));
  return [...rows].sort((a, b) => (sort.startsWith("-") ? order(b, a) : order(a, b)) || a.region.localeCompare(b.region));
}

const up = (name: string) => ({ value: name, direction: "ascending" }) as const;
const down = (name: string) => ({ value: `-${name}`, direction: "descending" }) as const;

const COLUMNS: readonly Column<RegionCount>[] = [
  {
    id: "region",
    header: "Region",
    width: "minmax(180px, 1fr)",
    sort: [up("region"), down("region")],
    cell: (one) => (
      <Link to={pathOf(one)} className="strong" tabIndex={-1}>
        {one.region || "Global"}
      </Link>
    ),
  },
  { id: "cloud", header: "Cloud", width: "160px", sort: [up("cloud"), down("cloud")], cell: (one) => <CloudTag cloud={asCloud(one.cloud)} /> },
  { id: "assets", header: "Assets", width: "110px", right: true, sort: [down("assets"), up("assets")], cell: (one) => <span className="number">{formatCount(one.assets)}</span> },
  { id: "ai", header: "AI assets", width: "110px", right: true, sort: [down("ai"), up("ai")], cell: (one) => <span className="number">{formatCount(one.ai)}</span> },
];
