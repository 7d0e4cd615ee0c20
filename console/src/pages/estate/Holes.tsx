import { useState } from "react";
import type { EstateSummary, UnknownPart } from "../../api/types";
import { formatCount, plural } from "../../format";
import { asCloud } from "../../ocsf";
import { Button } from "../../ui/Button";
import { CloudTag } from "../../ui/CloudTag";
import { Drawer } from "../../ui/Dialog";
import { reasonName } from "./words";

/** Says what of the estate could not be read: an absent asset means nothing where nobody could look. */
export function Holes({ summary }: { summary: EstateSummary }) {
  const [open, setOpen] = useState(false);
  if (summary.unknown_total === 0) return null;
  const permissions = new Set(summary.unknown.flatMap((part) => (part.permission ? [part.permission] : [])));
  return (
    <div className="notice holes">
      <span className="badge warn">Unknown</span>
      <span>
        {plural(summary.unknown_total, "part")} of the estate could not be read{permissions.size > 0 && <>; {plural(permissions.size, "permission")} missing</>}. What lies there is not in these lists.
      </span>
      <Button onPress={() => setOpen(true)}>Show what is unknown</Button>
      {open && (
        <Drawer title={`What could not be read (${formatCount(summary.unknown_total)})`} onClose={() => setOpen(false)}>
          <HoleList summary={summary} permissions={[...permissions].sort()} />
        </Drawer>
      )}
    </div>
  );
}

function HoleList({ summary, permissions }: { summary: EstateSummary; permissions: readonly string[] }) {
  const groups = byCall(summary.unknown);
  return (
    <>
      {permissions.length > 0 && (
        <section className="stack-small">
          <h3>Permissions that would close gaps</h3>
          <ul className="permission-list">
            {permissions.map((permission) => (
              <li key={permission}>
                <code>{permission}</code>
              </li>
            ))}
          </ul>
        </section>
      )}
      <section className="stack-small">
        <h3>By call</h3>
        <ul className="hole-list" aria-label="Calls that could not be answered">
          {groups.map(([key, parts]) => (
            <Hole key={key} parts={parts} />
          ))}
        </ul>
      </section>
      {summary.unknown_total > summary.unknown.length && <p className="muted small">The first {formatCount(summary.unknown.length)} of {formatCount(summary.unknown_total)} are listed.</p>}
    </>
  );
}

/** The same call that failed for the same reason in many places is one line with its places. */
function Hole({ parts }: { parts: readonly UnknownPart[] }) {
  const [one] = parts;
  if (!one) return null;
  const places = [...new Set(parts.map((part) => [part.region ?? "global", part.scope].filter(Boolean).join(" · ")))];
  return (
    <li>
      <div className="row spread">
        <span className="row">
          {one.cloud && <CloudTag cloud={asCloud(one.cloud)} />}
          <code>{one.about}</code>
        </span>
        <span className={one.reason === "denied" || one.reason === "unauthenticated" ? "badge bad" : "badge warn"}>{reasonName(one.reason)}</span>
      </div>
      {one.permission && (
        <p className="small">
          Missing: <code>{one.permission}</code>
        </p>
      )}
      {one.detail && <p className="small muted breakable">{one.detail}</p>}
      <p className="small muted breakable">
        {plural(places.length, "place")}: {places.slice(0, PLACES).join(", ")}
        {places.length > PLACES && ` and ${places.length - PLACES} more`}
      </p>
    </li>
  );
}

function byCall(parts: readonly UnknownPart[]): [string, UnknownPart[]][] {
  const groups = new Map<string, UnknownPart[]>();
  for (const part of parts) {
    const key = [part.cloud, part.about, part.reason, part.permission].join(" ");
    const group = groups.get(key);
    if (group) group.push(part);
    else groups.set(key, [part]);
  }
  // Missing permissions come first: those a reader can do something about.
  return [...groups].sort(([, a], [, b]) => Number(b[0]?.permission != null) - Number(a[0]?.permission != null) || b.length - a.length);
}

const PLACES = 8;
