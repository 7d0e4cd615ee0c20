import { useQueries, useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useMemo, useState } from "react";
import { queries } from "../../api/queries";
import type { EstateSummary, Neighbourhood } from "../../api/types";
import { plural } from "../../format";
import { Link, navigate, useQueryParams } from "../../router";
import { asCloud } from "../../ocsf";
import { Button } from "../../ui/Button";
import { CLOUDS, CloudTag } from "../../ui/CloudTag";
import { Panel } from "../../ui/Panel";
import { Empty, Failure, Loading } from "../../ui/States";
import { AssetLink } from "./AssetLink";
import { EstateFrame } from "./EstateFrame";
import { GraphFilters, graphFilterOf } from "./GraphFilters";
import { GraphTables } from "./GraphTables";
import { PathPanel } from "./PathPanel";
import { merge, partOfPath, pictureOf, type Part } from "./picture";
import { graphPath } from "./words";

const Graph = lazy(() => import("../../ui/Graph"));

export default function GraphPage() {
  return (
    <EstateFrame title="Graph" about="How assets hang together: what reads, runs as, trusts and reaches what.">
      {(summary) => <EstateGraph summary={summary} />}
    </EstateFrame>
  );
}

function EstateGraph({ summary }: { summary: EstateSummary }) {
  const [params, change] = useQueryParams();
  const filter = useMemo(() => graphFilterOf(params), [params]);
  const [from, to] = [params.get("from") ?? "", params.get("to") ?? ""];
  const [opened, setOpened] = useState<ReadonlySet<string>>(new Set());
  const [selected, setSelected] = useState<string | null>(null);
  const narrow = { edge: filter.edge, group: filter.group, cloud: filter.cloud };
  const depth = filter.id && filter.depth !== "1" ? filter.depth : "";
  const path = useQuery({ ...queries.assetPath(from, to), enabled: from !== "" && to !== "" });
  const middle = useQuery(queries.neighbourhood({ id: filter.id, depth, ...narrow }));
  const around = useQueries({ queries: [...opened].map((id) => queries.neighbourhood({ id, ...narrow })), combine });
  const pathPart = useMemo(() => (path.data?.found ? partOfPath(path.data) : null), [path.data]);
  // A path stands alone unless the reader started somewhere: what crosses clouds would bury it.
  const base = pathPart && filter.id === "" ? undefined : middle.data;
  const part = useMemo(() => merge([...(base ? [base] : []), ...around.found, ...(pathPart ? [pathPart] : [])]), [base, around, pathPart]);
  const picture = useMemo(() => pictureOf(part, pathPart), [part, pathPart]);
  const cut = base?.cut || around.found.some((one) => one.cut);
  const toggle = (id: string) => {
    const next = new Set(opened);
    if (!next.delete(id)) next.add(id);
    setOpened(next);
    setSelected(id);
  };
  const chosen = selected !== null && part.nodes.has(selected) ? selected : null;
  return (
    <>
      <GraphFilters filter={filter} summary={summary} onChange={change} />
      {cut && <p className="notice">Only the nearest {plural(part.nodes.size, "asset")} are shown: choose a relation, a group or a cloud to see further.</p>}
      <div className="graph-columns">
        <Panel title={filter.id ? "Around the asset" : pathPart ? "The path" : "What crosses clouds"} flush end={<Legend part={part} path={pathPart !== null} />}>
          {middle.isPending ? (
            <Loading what="the graph" />
          ) : middle.isError && part.nodes.size === 0 ? (
            <Failure error={middle.error} retry={() => void middle.refetch()} />
          ) : part.nodes.size === 0 ? (
            <Nothing summary={summary} />
          ) : (
            <Suspense fallback={<Loading what="the picture" />}>
              <Graph graph={picture} things="assets" selected={chosen} onSelect={setSelected} onAgain={toggle} />
            </Suspense>
          )}
        </Panel>
        <div className="stack">
          {chosen && <Chosen id={chosen} part={part} expanded={opened.has(chosen)} onToggle={() => toggle(chosen)} onPath={(end) => change({ [end]: chosen }, false)} />}
          <PathPanel from={from} to={to} path={path.data} error={path.error} onPick={(patch) => change(patch, false)} />
        </div>
      </div>
      {part.nodes.size > 0 && <GraphTables part={part} selected={chosen} expanded={opened} onSelect={setSelected} onToggle={toggle} />}
    </>
  );
}

function Chosen({ id, part, expanded, onToggle, onPath }: { id: string; part: Part; expanded: boolean; onToggle: () => void; onPath: (end: "from" | "to") => void }) {
  return (
    <Panel title="Chosen asset">
      <div className="stack-small">
        <AssetLink id={id} node={part.nodes.get(id)} />
        <span className="muted mono small breakable">{id}</span>
        <div className="row">
          <Button onPress={onToggle} aria-expanded={expanded}>
            {expanded ? "Collapse" : "Expand"}
          </Button>
          <Button onPress={() => navigate(graphPath(id))}>Start here</Button>
          <Button onPress={() => onPath("from")}>Path from here</Button>
          <Button onPress={() => onPath("to")}>Path to here</Button>
        </div>
      </div>
    </Panel>
  );
}

function Legend({ part, path }: { part: Part; path: boolean }) {
  const nodes = [...part.nodes.values()];
  const clouds = CLOUDS.filter((cloud) => nodes.some((node) => asCloud(node.cloud) === cloud && node.cloud !== ""));
  return (
    <ul className="row small graph-legend" aria-label="Legend">
      {clouds.map((cloud) => (
        <li key={cloud}>
          <CloudTag cloud={cloud} />
        </li>
      ))}
      {nodes.some((node) => node.cloud === "") && <li className="legend-node">named only</li>}
      {clouds.length > 1 && <li className="legend-edge">crosses clouds</li>}
      {path && <li className="legend-edge" data-look="path">on the path</li>}
      <li className="muted">click chooses, again expands</li>
    </ul>
  );
}

function Nothing({ summary }: { summary: EstateSummary }) {
  const clouds = Object.values(summary.by_cloud).filter((count) => count > 0).length;
  return (
    <Empty title="No relation fits">
      <p>
        {clouds < 2 ? "Relations between clouds show once a second cloud was discovered." : "No relation crosses clouds under these filters."} Choose an asset to start from, here or in the <Link to="/estate">list</Link>.
      </p>
    </Empty>
  );
}

const combine = (results: readonly { data?: Neighbourhood | undefined }[]) => ({ found: results.flatMap((one) => (one.data ? [one.data] : [])) });
