import { asCloud } from "../../ocsf";
import { Button } from "../../ui/Button";
import { CloudTag } from "../../ui/CloudTag";
import { Panel } from "../../ui/Panel";
import { isCrossing, type Part } from "./picture";
import { edgeName, kindName, shortId } from "./words";

type Props = { part: Part; selected: string | null; expanded: ReadonlySet<string>; onSelect: (id: string | null) => void; onToggle: (id: string) => void };

/** The same nodes and edges as the picture, for keyboards and screen readers, and for reading off names. */
export function GraphTables({ part, selected, expanded, onSelect, onToggle }: Props) {
  const nodes = [...part.nodes.values()];
  const all = [...part.edges.values()];
  const edges = selected ? all.filter((edge) => edge.from === selected || edge.to === selected) : all;
  const name = (id: string) => part.nodes.get(id)?.name || shortId(id);
  return (
    <div className="graph-tables">
      <Panel title={`Assets (${nodes.length})`} flush>
        <div className="table-scroll estate-table" tabIndex={0} role="region" aria-label="Assets in the graph">
          <table className="plain-table">
            <thead>
              <tr>
                <th scope="col">Asset</th>
                <th scope="col">Kind</th>
                <th scope="col">Cloud</th>
                <th scope="col">Relations</th>
              </tr>
            </thead>
            <tbody>
              {nodes.map((node) => (
                <tr key={node.id} data-active={node.id === selected}>
                  <td>
                    <button type="button" className="link-button" aria-pressed={node.id === selected} title={node.id} onClick={() => onSelect(node.id === selected ? null : node.id)}>
                      {name(node.id)}
                    </button>
                  </td>
                  <td>{kindName(node.kind)}</td>
                  <td>{node.cloud ? <CloudTag cloud={asCloud(node.cloud)} /> : "–"}</td>
                  <td>
                    <Button look="quiet" aria-expanded={expanded.has(node.id)} aria-label={`${expanded.has(node.id) ? "Collapse" : "Expand"} ${name(node.id)}`} onPress={() => onToggle(node.id)}>
                      {expanded.has(node.id) ? "Collapse" : "Expand"}
                    </Button>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </Panel>
      <Panel title={selected ? `Relations of ${name(selected)} (${edges.length})` : `Relations (${edges.length})`} flush>
        <div className="table-scroll estate-table" tabIndex={0} role="region" aria-label="Relations in the graph">
          <table className="plain-table">
            <thead>
              <tr>
                <th scope="col">From</th>
                <th scope="col">Relation</th>
                <th scope="col">To</th>
                <th scope="col">Field</th>
              </tr>
            </thead>
            <tbody>
              {edges.slice(0, MOST).map((edge) => (
                <tr key={`${edge.from} ${edge.kind} ${edge.to}`}>
                  <td className="breakable" title={edge.from}>{name(edge.from)}</td>
                  <td className="nowrap">
                    {edgeName(edge.kind)} {isCrossing(part, edge) && <span className="badge warn">crosses clouds</span>}
                  </td>
                  <td className="breakable" title={edge.to}>{name(edge.to)}</td>
                  <td className="breakable mono">{edge.field ?? "–"}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
        {edges.length > MOST && <p className="muted small table-note">The first {MOST} of {edges.length}; choose an asset to see its own.</p>}
      </Panel>
    </div>
  );
}

const MOST = 500;
