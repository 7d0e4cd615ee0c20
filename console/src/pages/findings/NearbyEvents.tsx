import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { queries } from "../../api/queries";
import { addressOf, operationOf, sourceOf, timeOf, uidOf } from "../../ocsf";
import { Failure, Loading } from "../../ui/States";
import { Time } from "../../ui/Time";

/** What the same actor did shortly before and after; asked only when opened. */
export function NearbyEvents({ actor, time }: { actor: string; time: number }) {
  const [open, setOpen] = useState(false);
  return (
    <details className="mapped" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>Events of {actor} within 30 minutes</summary>
      {open && <List actor={actor} time={time} />}
    </details>
  );
}

function List({ actor, time }: { actor: string; time: number }) {
  const events = useQuery(queries.events({ actor, from: time - AROUND_MS, to: time + AROUND_MS, limit: LIMIT }));
  if (events.isPending) return <Loading what="events" />;
  if (events.isError) return <Failure error={events.error} retry={() => void events.refetch()} />;
  const { items, next } = events.data;
  if (items.length === 0) return <p className="muted">None.</p>;
  return (
    <div className="table-scroll" tabIndex={0} role="region" aria-label={`Events of ${actor}`}>
      <table className="plain-table">
        <thead>
          <tr>
            <th scope="col">Time</th>
            <th scope="col">Operation</th>
            <th scope="col">Source</th>
            <th scope="col">Address</th>
          </tr>
        </thead>
        <tbody>
          {items.map((event) => (
            <tr key={uidOf(event)}>
              <td className="number nowrap">
                <Time ms={timeOf(event)} />
              </td>
              <td className="breakable">{operationOf(event) || "–"}</td>
              <td>{sourceOf(event) || "–"}</td>
              <td className="number">{addressOf(event) || "–"}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {next && <p className="muted small">The newest {LIMIT}; hunt for the rest.</p>}
    </div>
  );
}

const AROUND_MS = 30 * 60_000;
const LIMIT = 50;
