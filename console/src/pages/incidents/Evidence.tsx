import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { queries } from "../../api/queries";
import type { TimelineEntry } from "../../api/types";
import { EventRecord } from "../../ui/EventRecord";
import { Failure, Loading } from "../../ui/States";
import { CloudTag } from "../../ui/CloudTag";
import { Marked } from "../../ui/Marked";
import { Severity } from "../../ui/Severity";
import { Time } from "../../ui/Time";
import { Link } from "../../router";

/** Each finding with the reason it joined and, when opened, the native records behind it. */
export function Evidence({ entries, opened }: { entries: readonly TimelineEntry[]; opened: string | null }) {
  return (
    <ol className="evidence">
      {entries.map((entry, index) => (
        <Item key={`${index} ${entry.finding_uid}`} number={index + 1} entry={entry} startOpen={opened ? entry.finding_uid === opened : index === 0} scroll={entry.finding_uid === opened} />
      ))}
    </ol>
  );
}

function Item({ number, entry, startOpen, scroll }: { number: number; entry: TimelineEntry; startOpen: boolean; scroll: boolean }) {
  const [open, setOpen] = useState(startOpen);
  const item = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (scroll) item.current?.scrollIntoView({ block: "nearest" });
  }, [scroll]);
  return (
    <li ref={item} className="panel">
      <details open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary>
          <span className="number muted">{number}</span>
          <span className="grow">
            <h2>{entry.title}</h2>
            <span className="row small muted">
              <Severity id={entry.severity_id} />
              <CloudTag cloud={entry.cloud} />
              <span>{entry.source}</span>
              <Time ms={entry.time} />
            </span>
          </span>
        </summary>
        {open && <Details entry={entry} />}
      </details>
    </li>
  );
}

function Details({ entry }: { entry: TimelineEntry }) {
  return (
    <div className="evidence-body">
      <dl className="facts">
        <dt>Why it belongs</dt>
        <dd>
          <Marked text={entry.why_joined} />
        </dd>
        <dt>Actor</dt>
        <dd>{entry.actor ?? "–"}</dd>
        <dt>Tactic</dt>
        <dd>{entry.tactic ?? "–"}</dd>
        <dt>Technique</dt>
        <dd>{entry.technique ? `${entry.technique.uid} ${entry.technique.name}` : "–"}</dd>
        <dt>Finding</dt>
        <dd>
          <Link to={`/findings/${encodeURIComponent(entry.finding_uid)}`} className="mono">
            {entry.finding_uid}
          </Link>
        </dd>
      </dl>
      {entry.event_uids.length === 0 && <p className="muted">The finding names no event.</p>}
      {entry.event_uids.map((uid) => (
        <Record key={uid} uid={uid} />
      ))}
    </div>
  );
}

function Record({ uid }: { uid: string }) {
  const event = useQuery(queries.event(uid));
  if (event.isPending) return <Loading what="the record" />;
  if (event.isError) return <Failure error={event.error} retry={() => void event.refetch()} />;
  return <EventRecord event={event.data} />;
}
