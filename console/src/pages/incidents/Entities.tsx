import { lazy, Suspense, useMemo, useState } from "react";
import type { EntityGraph } from "../../api/types";
import { asCloud } from "../../ocsf";
import { CLOUDS, CloudTag } from "../../ui/CloudTag";
import { Panel } from "../../ui/Panel";
import { Empty, Loading } from "../../ui/States";

const Graph = lazy(() => import("../../ui/Graph"));

const KINDS: Record<string, string> = { identity: "Identity", address: "Address", resource: "Resource", credential: "Credential", cloud_account: "Cloud account", session: "Session" };

/** The entities of an incident as a picture, and as tables that say the same. */
export default function Entities({ graph }: { graph: EntityGraph }) {
  const [selected, setSelected] = useState<string | null>(null);
  const picture = useMemo(() => ({ nodes: graph.nodes.map((node) => ({ ...node, kind: KINDS[node.kind] ?? node.kind })), edges: graph.edges }), [graph]);
  if (graph.nodes.length === 0) {
    return (
      <Empty title="No entities">
        <p>The findings of this incident name no identity, address, or resource.</p>
      </Empty>
    );
  }
  const label = (id: string) => graph.nodes.find((node) => node.id === id)?.label ?? id;
  const edges = selected ? graph.edges.filter((edge) => edge.from === selected || edge.to === selected) : graph.edges;
  const clouds = CLOUDS.filter((cloud) => graph.nodes.some((node) => node.cloud && asCloud(node.cloud) === cloud));
  return (
    <div className="entities">
      <Panel title="Entity graph" flush end={<ul className="row small">{clouds.map((cloud) => <li key={cloud}><CloudTag cloud={cloud} /></li>)}</ul>}>
        <Suspense fallback={<Loading what="the graph" />}>
          <Graph graph={picture} selected={selected} onSelect={setSelected} />
        </Suspense>
      </Panel>
      <div className="stack">
        <Panel title={`Entities (${graph.nodes.length})`} flush>
          <div className="table-scroll entity-table" tabIndex={0} role="region" aria-label="Entities">
            <table className="plain-table">
              <thead>
                <tr>
                  <th scope="col">Entity</th>
                  <th scope="col">Kind</th>
                  <th scope="col">Cloud</th>
                  <th scope="col" className="right">Weight</th>
                </tr>
              </thead>
              <tbody>
                {graph.nodes.map((node) => (
                  <tr key={node.id} data-active={node.id === selected}>
                    <td>
                      <button type="button" className="link-button" aria-pressed={node.id === selected} onClick={() => setSelected(node.id === selected ? null : node.id)}>
                        {node.label}
                      </button>
                    </td>
                    <td>{KINDS[node.kind] ?? node.kind}</td>
                    <td>{node.cloud ? <CloudTag cloud={asCloud(node.cloud)} /> : "–"}</td>
                    <td className="right number">{node.weight}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </Panel>
        <Panel title={selected ? `Links of ${label(selected)}` : `Links (${graph.edges.length})`} flush>
          <div className="table-scroll entity-table" tabIndex={0} role="region" aria-label="Links">
            <table className="plain-table">
              <thead>
                <tr>
                  <th scope="col">From</th>
                  <th scope="col">Link</th>
                  <th scope="col">To</th>
                  <th scope="col">Strength</th>
                </tr>
              </thead>
              <tbody>
                {edges.map((edge, index) => (
                  <tr key={index}>
                    <td className="breakable">{label(edge.from)}</td>
                    <td>{edge.label}</td>
                    <td className="breakable">{label(edge.to)}</td>
                    <td>{edge.strength}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </Panel>
      </div>
    </div>
  );
}
