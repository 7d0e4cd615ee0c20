import { accountOf, actorOf, addressOf, operationOf, resourceOf, sourceOf, timeOf, uidOf, type Ocsf } from "../ocsf";
import { Json } from "./Json";
import { Time } from "./Time";

/** One event: the fields an analyst looks for, the native record, and the mapped form. */
export function EventRecord({ event }: { event: Ocsf }) {
  const { raw_data, ...mapped } = event;
  const facts: [string, React.ReactNode][] = [
    ["Time", <Time ms={timeOf(event)} />],
    ["Class", [event.class_name, event.activity_name].filter(Boolean).join(" · ")],
    ["Operation", operationOf(event)],
    ["Actor", actorOf(event)],
    ["Address", addressOf(event)],
    ["Account", accountOf(event)],
    ["Resource", resourceOf(event)],
    ["Status", event.status],
    ["Source", sourceOf(event)],
    ["Event", <span className="mono">{uidOf(event)}</span>],
  ];
  return (
    <article className="event-record" aria-label={`Event ${uidOf(event)}`}>
      <dl className="facts">
        {facts.map(([name, value]) =>
          value ? (
            <div key={name} className="fact">
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ) : null,
        )}
      </dl>
      {raw_data === undefined ? <p className="muted small">The store holds no native record for this event.</p> : <Json value={raw_data} label="Native record" />}
      <details className="mapped">
        <summary>Mapped to OCSF</summary>
        <Json value={mapped} label="OCSF event" />
      </details>
    </article>
  );
}
