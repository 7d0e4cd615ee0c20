import { plural } from "../../format";
import { cloudsOf, lastSeen, scoreOf, titleOf, uidOf, type Ocsf } from "../../ocsf";
import { Link } from "../../router";
import { CloudPath } from "../../ui/CloudTag";
import { Panel } from "../../ui/Panel";
import { Score } from "../../ui/Score";
import { Severity } from "../../ui/Severity";
import { Empty } from "../../ui/States";
import { Time } from "../../ui/Time";

export function TopIncidents({ incidents }: { incidents: readonly Ocsf[] }) {
  return (
    <Panel title="Top incidents" end={<Link to="/incidents">All incidents</Link>} flush>
      {incidents.length === 0 && (
        <Empty title="No open incidents">
          <p>An incident appears when findings share an identity, a session, a credential, or an address.</p>
        </Empty>
      )}
      <ol className="line-list">
        {incidents.map((incident) => (
          <li key={uidOf(incident)}>
            <Score value={scoreOf(incident)} />
            <div className="grow">
              <Link to={`/incidents/${encodeURIComponent(uidOf(incident))}`} className="line-title">
                {titleOf(incident)}
              </Link>
              <div className="row small muted">
                <Severity id={incident.severity_id} />
                <CloudPath clouds={cloudsOf(incident)} />
                <span>{plural(incident.finding_info_list?.length ?? 0, "finding")}</span>
                <Time ms={lastSeen(incident)} ago />
              </div>
            </div>
          </li>
        ))}
      </ol>
    </Panel>
  );
}
