import type { TimelineEntry } from "../../api/types";
import { formatDuration, plural } from "../../format";
import { actorsOf, cloudsOf, firstSeen, lastSeen, scoreOf, statusOf, titleOf, type Ocsf } from "../../ocsf";
import { CloudPath } from "../../ui/CloudTag";
import { PageHead } from "../../ui/PageHead";
import { Score } from "../../ui/Score";
import { Severity } from "../../ui/Severity";
import { Time } from "../../ui/Time";

/** What the incident is, in one look. `entries` are in time order. */
export function IncidentHeader({ incident, entries }: { incident: Ocsf; entries: readonly TimelineEntry[] }) {
  const first = entries[0]?.time ?? firstSeen(incident);
  const last = entries.at(-1)?.time ?? lastSeen(incident);
  const named = cloudsOf(incident);
  const crossed = named.length > 0 ? named : [...new Set(entries.map((entry) => entry.cloud))];
  const actors = actorsOf(incident);
  return (
    <>
      <div className="incident-head">
        <Score value={scoreOf(incident)} large />
        <PageHead title={titleOf(incident)}>{incident.desc && incident.desc !== titleOf(incident) ? incident.desc : plural(entries.length, "finding")}</PageHead>
      </div>
      <dl className="incident-facts">
        <Fact name="Severity">
          <Severity id={incident.severity_id} />
        </Fact>
        <Fact name="Status">{statusOf(incident)}</Fact>
        <Fact name="Clouds crossed">
          <CloudPath clouds={crossed} />
        </Fact>
        <Fact name="Duration">{formatDuration(last - first)}</Fact>
        <Fact name="First seen">
          <Time ms={first} />
        </Fact>
        <Fact name="Last seen">
          <Time ms={last} />
        </Fact>
        <Fact name="Findings">{entries.length}</Fact>
        <Fact name="Actors">{actors.length > 0 ? actors.slice(0, 3).join(", ") + (actors.length > 3 ? ` +${actors.length - 3}` : "") : "–"}</Fact>
      </dl>
    </>
  );
}

function Fact({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
