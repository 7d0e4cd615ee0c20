import { actorOf, cloudOf, timeOf, titleOf, uidOf, type Ocsf } from "../../ocsf";
import { Link } from "../../router";
import { CloudTag } from "../../ui/CloudTag";
import { Panel } from "../../ui/Panel";
import { Severity } from "../../ui/Severity";
import { Empty } from "../../ui/States";
import { Time } from "../../ui/Time";

export function LatestFindings({ findings }: { findings: readonly Ocsf[] }) {
  return (
    <Panel title="Latest findings" end={<Link to="/findings">All findings</Link>} flush>
      {findings.length === 0 && (
        <Empty title="No findings">
          <p>Records arrive, and no rule has fired. Hunt through the events, or send the records of an attack.</p>
        </Empty>
      )}
      <ol className="line-list">
        {findings.slice(0, 10).map((finding) => (
          <li key={uidOf(finding)}>
            <div className="grow">
              <Link to={`/findings/${encodeURIComponent(uidOf(finding))}`} className="line-title">
                {titleOf(finding)}
              </Link>
              <div className="row small muted">
                <Severity id={finding.severity_id} />
                <CloudTag cloud={cloudOf(finding)} />
                <span className="truncate">{actorOf(finding)}</span>
              </div>
            </div>
            <span className="small muted">
              <Time ms={timeOf(finding)} ago />
            </span>
          </li>
        ))}
      </ol>
    </Panel>
  );
}
