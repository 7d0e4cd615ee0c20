import { useQuery } from "@tanstack/react-query";
import { queries } from "../../api/queries";
import type { Overview } from "../../api/types";
import { formatCount } from "../../format";
import { Link } from "../../router";
import { PageHead } from "../../ui/PageHead";
import { Panel } from "../../ui/Panel";
import { Empty, Failure, Loading } from "../../ui/States";
import { Time } from "../../ui/Time";
import { ActivityChart } from "./ActivityChart";
import { CloudCards } from "./CloudCards";
import { LatestFindings } from "./LatestFindings";
import { TopIncidents } from "./TopIncidents";
import "./overview.css";

export default function OverviewPage() {
  const overview = useQuery(queries.overview);
  return (
    <>
      <PageHead title="Overview" end={overview.data && <Totals overview={overview.data} />}>
        {overview.data && (
          <>
            What is happening now, as of <Time ms={overview.data.generated_at} date={false} />
          </>
        )}
      </PageHead>
      {overview.data ? <Body overview={overview.data} /> : overview.isError ? <Failure error={overview.error} retry={() => void overview.refetch()} /> : <Loading what="the overview" />}
    </>
  );
}

function Body({ overview }: { overview: Overview }) {
  if (overview.totals.events === 0) return <FirstSteps />;
  return (
    <>
      <CloudCards clouds={overview.clouds} />
      <Panel title="Events and findings, last 24 hours">
        <ActivityChart activity={overview.activity} />
      </Panel>
      <div className="overview-columns">
        <TopIncidents incidents={overview.top_incidents} />
        <LatestFindings findings={overview.latest_findings} />
      </div>
    </>
  );
}

function Totals({ overview: { totals } }: { overview: Overview }) {
  return (
    <dl className="totals">
      <div>
        <dt>Events</dt>
        <dd>{formatCount(totals.events)}</dd>
      </div>
      <div>
        <dt>Findings</dt>
        <dd>
          <Link to="/findings">{formatCount(totals.findings)}</Link>
        </dd>
      </div>
      <div>
        <dt>Open incidents</dt>
        <dd>
          <Link to="/incidents">{formatCount(totals.incidents_open)}</Link>
        </dd>
      </div>
      <div>
        <dt>Quarantined</dt>
        <dd>
          <Link to="/sources">{formatCount(totals.quarantined)}</Link>
        </dd>
      </div>
    </dl>
  );
}

function FirstSteps() {
  return (
    <Panel title="No events yet">
      <Empty title="Send the first records">
        <ul className="first-steps">
          <li>
            Try it with invented attacks: <code>welkin up --demo</code>
          </li>
          <li>
            Read log files on this machine: <code>welkin detect PATH</code>
          </li>
          <li>
            Send native records: <code>POST /api/v1/events</code> with the token as <code>Authorization: Bearer</code>
          </li>
        </ul>
        <p>This page fills by itself as records arrive.</p>
      </Empty>
    </Panel>
  );
}
