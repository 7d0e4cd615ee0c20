import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense } from "react";
import { Tab, TabList, TabPanel, Tabs } from "react-aria-components/Tabs";
import { queries } from "../../api/queries";
import type { IncidentDetail } from "../../api/types";
import { asCloud, type Ocsf } from "../../ocsf";
import { Link, useQueryParams } from "../../router";
import { Panel } from "../../ui/Panel";
import { Failure, Loading } from "../../ui/States";
import { Touched } from "../estate/Touched";
import { Evidence } from "./Evidence";
import { IncidentHeader } from "./IncidentHeader";
import { Techniques } from "./Techniques";
import { Timeline } from "./Timeline";
import { TimelineTable } from "./TimelineTable";
import "../../design/table.css";
import "./incident.css";

const Entities = lazy(() => import("./Entities"));

const TABS = ["timeline", "entities", "evidence", "techniques", "touched"] as const;

export default function IncidentPage({ uid }: { uid: string }) {
  const detail = useQuery(queries.incident(uid));
  return (
    <>
      <nav aria-label="Breadcrumb" className="small">
        <Link to="/incidents">Incidents</Link> <span className="muted">/ {uid}</span>
      </nav>
      {detail.data ? <Body uid={uid} detail={detail.data} /> : detail.isError ? <Failure error={detail.error} retry={() => void detail.refetch()} /> : <Loading what="the incident" />}
    </>
  );
}

function Body({ uid, detail }: { uid: string; detail: IncidentDetail }) {
  const [params, change] = useQueryParams();
  const wanted = params.get("tab") ?? "";
  const tab = (TABS as readonly string[]).includes(wanted) ? wanted : "timeline";
  const selected = params.get("finding");
  const select = (finding: string | null) => change({ finding });
  const incident: Ocsf = detail.incident;
  const entries = [...detail.timeline].sort((a, b) => a.time - b.time).map((entry) => ({ ...entry, cloud: asCloud(entry.cloud) }));
  return (
    <>
      <IncidentHeader incident={incident} entries={entries} />
      <Tabs selectedKey={tab} onSelectionChange={(key) => change({ tab: key === "timeline" ? null : String(key) })}>
        <TabList aria-label="Parts of the incident" className="tabs-list">
          <Tab id="timeline">Timeline</Tab>
          <Tab id="entities">Entities ({detail.entities.nodes.length})</Tab>
          <Tab id="evidence">Evidence ({entries.length})</Tab>
          <Tab id="techniques">Techniques</Tab>
          <Tab id="touched">Touched</Tab>
        </TabList>
        <TabPanel id="timeline" className="tabs-panel stack">
          <Timeline entries={entries} selected={selected} onSelect={select} />
          <TimelineTable entries={entries} selected={selected} onSelect={select} />
        </TabPanel>
        <TabPanel id="entities" className="tabs-panel">
          <Suspense fallback={<Loading what="the graph" />}>
            <Entities graph={detail.entities} />
          </Suspense>
        </TabPanel>
        <TabPanel id="evidence" className="tabs-panel">
          <Evidence entries={entries} opened={selected} />
        </TabPanel>
        <TabPanel id="techniques" className="tabs-panel">
          <Techniques entries={entries} />
        </TabPanel>
        <TabPanel id="touched" className="tabs-panel">
          <Panel title="Assets that the incident touched">
            <Touched of={{ incident: uid }} />
          </Panel>
        </TabPanel>
      </Tabs>
    </>
  );
}
