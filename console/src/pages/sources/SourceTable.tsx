import type { Source } from "../../api/types";
import { formatCount, formatDuration, formatRate } from "../../format";
import { asCloud } from "../../ocsf";
import { Link } from "../../router";
import { CloudTag } from "../../ui/CloudTag";
import { Panel } from "../../ui/Panel";
import { Time } from "../../ui/Time";

const STATES: Record<Source["state"], { look: string; text: string; means: string }> = {
  active: { look: "good", text: "Active", means: "records arrive" },
  idle: { look: "plain", text: "Idle", means: "quiet, as it often is" },
  silent: { look: "bad", text: "Silent", means: "has sent records before and stopped" },
  never: { look: "warn", text: "Never", means: "no record has arrived yet" },
};

export function SourceTable({ sources, onQuarantine }: { sources: readonly Source[]; onQuarantine: (id: string) => void }) {
  return (
    <Panel title={`Sources (${sources.length})`} flush>
      <div className="table-scroll" tabIndex={0} role="region" aria-label="Sources">
        <table className="plain-table source-table">
          <thead>
            <tr>
              <th scope="col">Source</th>
              <th scope="col">Cloud</th>
              <th scope="col">State</th>
              <th scope="col" className="right">Events/min</th>
              <th scope="col" className="right">Events</th>
              <th scope="col">Last event</th>
              <th scope="col">Received</th>
              <th scope="col" className="right">Lag</th>
              <th scope="col" className="right">Diagnostics</th>
              <th scope="col" className="right">Quarantined</th>
            </tr>
          </thead>
          <tbody>
            {sources.map((source) => {
              const state = STATES[source.state] ?? STATES.idle;
              return (
                <tr key={source.id}>
                  <th scope="row">
                    <Link to={`/findings?source=${encodeURIComponent(source.id)}`} title={`Findings from ${source.id}`}>{source.id}</Link>
                    <div className="muted">{source.title}</div>
                  </th>
                  <td>
                    <CloudTag cloud={asCloud(source.cloud)} />
                  </td>
                  <td>
                    <span className={`badge ${state.look}`} title={state.means}>{state.text}</span>
                  </td>
                  <td className="right number">{formatRate(source.events_per_minute)}</td>
                  <td className="right number">{formatCount(source.events_total)}</td>
                  <td>
                    <Time ms={source.last_event_time} ago />
                  </td>
                  <td>
                    <Time ms={source.last_received_at} ago />
                  </td>
                  <td className="right number nowrap">{source.lag_ms == null ? "–" : source.lag_ms < 1_000 ? `${source.lag_ms} ms` : formatDuration(source.lag_ms)}</td>
                  <td className="right number">{formatCount(source.diagnostics_total)}</td>
                  <td className="right number">
                    {source.quarantined > 0 ? (
                      <button type="button" className="link-button" aria-label={`${source.quarantined} quarantined from ${source.id}: show`} onClick={() => onQuarantine(source.id)}>
                        {formatCount(source.quarantined)}
                      </button>
                    ) : (
                      0
                    )}
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
