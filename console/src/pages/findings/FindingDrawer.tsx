import { useQuery } from "@tanstack/react-query";
import { queries } from "../../api/queries";
import { accountOf, actorOf, addressOf, attacksOf, cloudOf, operationOf, relatedEvents, resourceOf, ruleNameOf, ruleOf, sourceOf, timeOf, titleOf, uidOf, type Ocsf } from "../../ocsf";
import { Link } from "../../router";
import { CloudTag } from "../../ui/CloudTag";
import { Copy } from "../../ui/Copy";
import { Drawer } from "../../ui/Dialog";
import { EventRecord } from "../../ui/EventRecord";
import { Json } from "../../ui/Json";
import { Severity } from "../../ui/Severity";
import { Failure, Loading } from "../../ui/States";
import { Time } from "../../ui/Time";
import { Touched } from "../estate/Touched";
import { NearbyEvents } from "./NearbyEvents";

/** One finding with the events behind it. */
export function FindingDrawer({ uid, onClose }: { uid: string; onClose: () => void }) {
  const finding = useQuery(queries.finding(uid));
  return (
    <Drawer title={finding.data ? titleOf(finding.data) : "Finding"} onClose={onClose}>
      {finding.isPending ? <Loading what="the finding" /> : finding.isError ? <Failure error={finding.error} retry={() => void finding.refetch()} /> : <Body finding={finding.data} />}
    </Drawer>
  );
}

function Body({ finding }: { finding: Ocsf }) {
  const events = relatedEvents(finding);
  const desc = finding.finding_info?.desc;
  return (
    <>
      <div className="row spread">
        <div className="row">
          <Severity id={finding.severity_id} />
          <CloudTag cloud={cloudOf(finding)} />
          <span className="muted">
            <Time ms={timeOf(finding)} /> (<Time ms={timeOf(finding)} ago />)
          </span>
        </div>
        <Copy text={location.href} label="Copy link" />
      </div>
      {desc && <p>{desc}</p>}
      <dl className="facts">
        <Fact name="Rule" value={ruleOf(finding)}>
          <Link to={`/findings?rule=${encodeURIComponent(ruleOf(finding))}`}>{ruleNameOf(finding)}</Link> <span className="muted mono">{ruleNameOf(finding) === ruleOf(finding) ? "" : ruleOf(finding)}</span>
        </Fact>
        <Fact name="Reason" value={finding.status_detail ?? ""} />
        <Fact name="Actor" value={actorOf(finding)}>
          <Link to={`/findings?q=${encodeURIComponent(actorOf(finding))}`}>{actorOf(finding)}</Link>
        </Fact>
        <Fact name="Address" value={addressOf(finding)}>
          <Link to={`/findings?q=${encodeURIComponent(addressOf(finding))}`}>{addressOf(finding)}</Link>
        </Fact>
        <Fact name="Operation" value={operationOf(finding)} />
        <Fact name="Resource" value={resourceOf(finding)} />
        <Fact name="Account" value={accountOf(finding)} />
        <Fact name="Source" value={sourceOf(finding)} />
        <Fact name="Techniques" value={attacksOf(finding).length > 0 ? "some" : ""}>
          {attacksOf(finding).map((attack, index) => (
            <div key={index}>
              {attack.sub_technique?.uid ?? attack.technique?.uid} {attack.sub_technique?.name ?? attack.technique?.name} <span className="muted">{attack.tactic?.name}</span>
            </div>
          ))}
        </Fact>
        <Fact name="Finding" value={uidOf(finding)}>
          <span className="mono">{uidOf(finding)}</span>
        </Fact>
      </dl>
      <h3>Touched assets</h3>
      <Touched of={{ finding: uidOf(finding) }} />
      <h3>Related events ({events.length})</h3>
      {events.length === 0 && <p className="muted">The finding names no event.</p>}
      {events.slice(0, MAX_EVENTS).map((event) => (
        <RelatedEvent key={event} uid={event} />
      ))}
      {events.length > MAX_EVENTS && <p className="muted">{events.length - MAX_EVENTS} more events are named in the finding itself.</p>}
      {actorOf(finding) && <NearbyEvents actor={actorOf(finding)} time={timeOf(finding)} />}
      <details className="mapped">
        <summary>The finding as OCSF</summary>
        <Json value={finding} label="OCSF finding" />
      </details>
    </>
  );
}

function Fact({ name, value, children }: { name: string; value: string; children?: React.ReactNode }) {
  if (!value) return null;
  return (
    <div className="fact">
      <dt>{name}</dt>
      <dd>{children ?? value}</dd>
    </div>
  );
}

function RelatedEvent({ uid }: { uid: string }) {
  const event = useQuery(queries.event(uid));
  if (event.isPending) return <Loading what="the record" />;
  if (event.isError) return <Failure error={event.error} retry={() => void event.refetch()} />;
  return <EventRecord event={event.data} />;
}

const MAX_EVENTS = 20;
