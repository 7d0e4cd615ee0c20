import type { TimelineEntry } from "../../api/types";
import { formatDuration } from "../../format";
import { Link } from "../../router";
import { CloudTag } from "../../ui/CloudTag";
import { Marked } from "../../ui/Marked";
import { Panel } from "../../ui/Panel";
import { Severity } from "../../ui/Severity";
import { Time } from "../../ui/Time";

/** The timeline as a table: what happened, in order, and why each finding belongs. */
export function TimelineTable({ entries, selected, onSelect }: { entries: readonly TimelineEntry[]; selected: string | null; onSelect: (uid: string) => void }) {
  return (
    <Panel title="In order" flush>
      <div className="table-scroll" tabIndex={0} role="region" aria-label="Findings in time order">
        <table className="plain-table">
          <thead>
            <tr>
              <th scope="col">#</th>
              <th scope="col">Time</th>
              <th scope="col">After</th>
              <th scope="col">Cloud</th>
              <th scope="col">Severity</th>
              <th scope="col">Finding</th>
              <th scope="col">Technique</th>
              <th scope="col">Why it belongs</th>
            </tr>
          </thead>
          <tbody>
            {entries.map((entry, index) => {
              const before = entries[index - 1];
              const active = entry.finding_uid === selected;
              return (
                <tr key={`${index} ${entry.finding_uid}`} data-active={active} onClick={() => onSelect(entry.finding_uid)}>
                  <td className="number">{index + 1}</td>
                  <td className="nowrap">
                    <Time ms={entry.time} />
                  </td>
                  <td className="number muted nowrap">{before ? `+${formatDuration(entry.time - before.time, 1)}` : "start"}</td>
                  <td>
                    <CloudTag cloud={entry.cloud} />
                    <div className="muted">{entry.source}</div>
                  </td>
                  <td>
                    <Severity id={entry.severity_id} />
                  </td>
                  <td className="wide">
                    <Link to={`/findings/${encodeURIComponent(entry.finding_uid)}`}>{entry.title}</Link>
                    {entry.actor && <div className="muted breakable">{entry.actor}</div>}
                  </td>
                  <td>
                    {entry.technique ? entry.technique.uid : "–"}
                    <div className="muted">{entry.technique?.name}</div>
                  </td>
                  <td className="wide muted">
                    <Marked text={entry.why_joined} />
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </Panel>
  );
}
