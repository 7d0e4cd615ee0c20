import { useState } from "react";
import type { AssetDetail, EdgeRow, NodeRow } from "../../api/types";
import { formatCount, plural } from "../../format";
import { Button } from "../../ui/Button";
import { Panel } from "../../ui/Panel";
import { AssetLink } from "./AssetLink";
import { edgeName, edgeNameBack } from "./words";

type Group = { readonly title: string; readonly rows: readonly { readonly edge: EdgeRow; readonly other: string }[] };

/** What the asset says of others and others say of it, grouped by kind, with the field that says so. */
export function Relations({ detail }: { detail: AssetDetail }) {
  const { asset, edges, edges_total, neighbours } = detail;
  const nodes = new Map(neighbours.map((node) => [node.id, node]));
  const out = grouped(edges.filter((edge) => edge.from === asset.id), (edge) => edge.to, edgeName);
  const into = grouped(edges.filter((edge) => edge.to === asset.id && edge.from !== asset.id), (edge) => edge.from, edgeNameBack);
  return (
    <Panel title={`Relations (${formatCount(edges_total)})`}>
      {edges.length === 0 ? (
        <p className="muted">Nothing refers to this asset, and it refers to nothing.</p>
      ) : (
        <div className="stack-small">
          <Direction title="From this asset" groups={out} nodes={nodes} self={asset.id} />
          <Direction title="To this asset" groups={into} nodes={nodes} self={asset.id} />
          {edges_total > edges.length && <p className="muted small">The first {formatCount(edges.length)} of {plural(edges_total, "relation")}; the graph narrows them down.</p>}
        </div>
      )}
    </Panel>
  );
}

function Direction({ title, groups, nodes, self }: { title: string; groups: readonly Group[]; nodes: ReadonlyMap<string, NodeRow>; self: string }) {
  if (groups.length === 0) return null;
  return (
    <section className="relations" aria-label={title}>
      <h3>{title}</h3>
      {groups.map((group) => (
        <RelationGroup key={group.title} group={group} nodes={nodes} self={self} />
      ))}
    </section>
  );
}

function RelationGroup({ group, nodes, self }: { group: Group; nodes: ReadonlyMap<string, NodeRow>; self: string }) {
  const [all, setAll] = useState(false);
  const shown = all ? group.rows : group.rows.slice(0, FEW);
  return (
    <div className="relation-group">
      <h4>
        {group.title} <span className="muted number">{group.rows.length}</span>
      </h4>
      <ul>
        {shown.map(({ edge, other }, index) => (
          <li key={index}>
            <AssetLink id={other} node={nodes.get(other)} />
            <span className="muted small mono field-path" title={edge.told_by === self ? "said by this asset" : `said by ${edge.told_by}`}>
              {edge.field}
            </span>
          </li>
        ))}
      </ul>
      {group.rows.length > shown.length && (
        <Button look="quiet" onPress={() => setAll(true)}>
          Show all {formatCount(group.rows.length)}
        </Button>
      )}
    </div>
  );
}

function grouped(edges: readonly EdgeRow[], end: (edge: EdgeRow) => string, name: (kind: string) => string): Group[] {
  const groups = new Map<string, { edge: EdgeRow; other: string }[]>();
  for (const edge of edges) {
    const rows = groups.get(edge.kind);
    if (rows) rows.push({ edge, other: end(edge) });
    else groups.set(edge.kind, [{ edge, other: end(edge) }]);
  }
  return [...groups].sort(([a], [b]) => a.localeCompare(b)).map(([kind, rows]) => ({ title: name(kind), rows }));
}

const FEW = 12;
