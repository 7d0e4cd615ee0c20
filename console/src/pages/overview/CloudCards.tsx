import type { Cloud, CloudOverview } from "../../api/types";
import { formatShort, formatRate, plural } from "../../format";
import { Link } from "../../router";
import { CLOUDS, cloudName, CloudTag } from "../../ui/CloudTag";
import { SEVERITIES } from "../../ui/Severity";
import { Time } from "../../ui/Time";

/** One card per cloud; the five are always there, so that a silent one is seen to be silent. */
export function CloudCards({ clouds }: { clouds: readonly CloudOverview[] }) {
  const shown = CLOUDS.filter((cloud) => cloud !== "other" || clouds.some((one) => one.cloud === "other" && one.events > 0));
  return (
    <ul className="cloud-cards" aria-label="Clouds">
      {shown.map((cloud) => (
        <li key={cloud}>
          <Card cloud={cloud} state={clouds.find((one) => one.cloud === cloud)} />
        </li>
      ))}
    </ul>
  );
}

function Card({ cloud, state }: { cloud: Cloud; state: CloudOverview | undefined }) {
  if (!state || state.events === 0) {
    return (
      <article className="cloud-card" data-cloud={cloud} aria-label={cloudName(cloud)}>
        <h2>
          <CloudTag cloud={cloud} />
        </h2>
        <p className="muted small">No events. Connect a source, or send records to POST /api/v1/events.</p>
      </article>
    );
  }
  const counts = SEVERITIES.map((severity) => ({ ...severity, count: state.findings[severity.key] }));
  const total = counts.reduce((sum, one) => sum + one.count, 0);
  return (
    <article className="cloud-card" data-cloud={cloud} aria-label={cloudName(cloud)}>
      <h2>
        <CloudTag cloud={cloud} />
      </h2>
      <p className="rate">
        <b className="number">{formatRate(state.events_per_minute)}</b> <span className="muted">events/min</span>
      </p>
      <div className="severity-bar" aria-hidden="true">
        {counts.map((one) => (one.count > 0 ? <i key={one.id} data-level={one.id} style={{ flexGrow: one.count }} /> : null))}
      </div>
      <ul className="severity-counts" aria-label={`${plural(total, "finding")} by severity`}>
        {counts.map((one) => (
          <li key={one.id} data-level={one.id}>
            <Link to={`/findings?cloud=${cloud}&severity_id=${one.id}`} aria-label={`${one.count} ${one.name}`} title={`${one.name} and above in ${cloudName(cloud)}`}>
              <b className="number">{formatShort(one.count)}</b>
              <span>{one.key === "informational" ? "Info" : one.key === "medium" ? "Med" : one.key === "critical" ? "Crit" : one.name}</span>
            </Link>
          </li>
        ))}
      </ul>
      <p className="muted small foot">
        <span>
          {plural(state.events, "event")}, {plural(state.sources, "source")}
        </span>
        <span>
          last <Time ms={state.last_event_time} ago />
        </span>
      </p>
    </article>
  );
}
