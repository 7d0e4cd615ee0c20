import type { Snapshot } from "../../api/types";
import { formatCount } from "../../format";
import { Panel } from "../../ui/Panel";
import { Time } from "../../ui/Time";

type Props = { snapshots: readonly Snapshot[]; from: number; to: number; onPick: (patch: { from?: string; to?: string }) => void };

/** Kept states of the estate; two radio columns pick which ones to compare. */
export function Snapshots({ snapshots, from, to, onPick }: Props) {
  return (
    <Panel title={`Readings (${snapshots.length})`} flush>
      <div className="table-scroll snapshot-table" tabIndex={0} role="region" aria-label="Readings of the estate">
        <table className="plain-table">
          <thead>
            <tr>
              <th scope="col">From</th>
              <th scope="col">To</th>
              <th scope="col">Read at</th>
              <th scope="col">By</th>
              <th scope="col" className="right">Assets</th>
              <th scope="col" className="right">Relations</th>
              <th scope="col" className="right">Unknown parts</th>
            </tr>
          </thead>
          <tbody>
            {snapshots.map((one) => (
              <tr key={one.id} data-active={one.id === from || one.id === to}>
                <td>
                  <input type="radio" name="snapshot-from" checked={one.id === from} disabled={one.id >= to} onChange={() => onPick({ from: String(one.id) })} aria-label={`Compare from reading ${one.id}`} />
                </td>
                <td>
                  <input type="radio" name="snapshot-to" checked={one.id === to} disabled={one.id <= from} onChange={() => onPick({ to: String(one.id) })} aria-label={`Compare to reading ${one.id}`} />
                </td>
                <td className="nowrap">
                  <Time ms={one.at} /> <span className="muted">(<Time ms={one.at} ago />)</span>
                </td>
                <td>{one.origin}</td>
                <td className="right number">{formatCount(one.assets)}</td>
                <td className="right number">{formatCount(one.edges)}</td>
                <td className="right number">{formatCount(one.unknown)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Panel>
  );
}
