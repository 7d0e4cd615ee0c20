import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { queries } from "../../api/queries";
import type { EstateDiff, Snapshot } from "../../api/types";
import { formatCount } from "../../format";
import { Link, useQueryParams } from "../../router";
import { Button } from "../../ui/Button";
import { Panel } from "../../ui/Panel";
import { Empty, Failure, Loading } from "../../ui/States";
import { EstateFrame } from "./EstateFrame";
import { FieldChanges, fieldsOf, idOf } from "./FieldChanges";
import { Snapshots } from "./Snapshots";
import { assetPath, shortId } from "./words";

export default function ChangesPage() {
  return (
    <EstateFrame title="Changes" about="What appeared, vanished and changed between two readings of the estate.">
      {() => <Changes />}
    </EstateFrame>
  );
}

function Changes() {
  const [params, change] = useQueryParams();
  const snapshots = useQuery(queries.snapshots);
  if (snapshots.isPending) return <Loading what="the readings" />;
  if (snapshots.isError) return <Failure error={snapshots.error} retry={() => void snapshots.refetch()} />;
  const items = snapshots.data.items;
  const [from, to] = pick(items, params);
  return (
    <>
      <Snapshots snapshots={items} from={from} to={to} onPick={change} />
      {from === to ? (
        <Empty title="One reading so far">
          <p>
            Run <code>welkin discover --data DIR</code> again later: each reading is compared with those before it.
          </p>
        </Empty>
      ) : (
        <Difference from={from} to={to} />
      )}
    </>
  );
}

/** The readings that the address names, else the two newest. */
function pick(items: readonly Snapshot[], params: URLSearchParams): [number, number] {
  const ids = items.map((one) => one.id).sort((a, b) => b - a);
  const named = (name: string) => ids.find((id) => String(id) === params.get(name));
  const to = named("to") ?? ids[0] ?? 0;
  const from = named("from") ?? ids.find((id) => id < to) ?? to;
  return [Math.min(from, to), Math.max(from, to)];
}

function Difference({ from, to }: { from: number; to: number }) {
  const diff = useQuery(queries.estateDiff(from, to));
  if (diff.isPending) return <Loading what="the differences" />;
  if (diff.isError) return <Failure error={diff.error} retry={() => void diff.refetch()} />;
  const { appeared, vanished, unseen, changed } = diff.data;
  if (appeared.length + vanished.length + unseen.length + changed.length === 0) {
    return (
      <Empty title="Nothing changed">
        <p>Both readings found the same assets, field by field.</p>
      </Empty>
    );
  }
  return (
    <div className="stack">
      <IdList title="Appeared" ids={appeared} linked />
      <IdList title="Vanished" ids={vanished} about="The part was read, and they are gone." />
      <IdList title="Not read this time" ids={unseen} about="They lie in a part that could not be read, so they may still exist." />
      <Changed changed={changed} />
    </div>
  );
}

function IdList({ title, ids, about, linked = false }: { title: string; ids: readonly string[]; about?: string; linked?: boolean }) {
  const [most, setMost] = useState(STEP);
  if (ids.length === 0) return null;
  return (
    <Panel title={`${title} (${formatCount(ids.length)})`}>
      {about && <p className="muted small">{about}</p>}
      <ul className="id-list" aria-label={title}>
        {ids.slice(0, most).map((id) => (
          <li key={id}>
            {linked ? <Link to={assetPath(id)}>{shortId(id)}</Link> : <span>{shortId(id)}</span>} <span className="muted mono small breakable">{id}</span>
          </li>
        ))}
      </ul>
      <More total={ids.length} most={most} onMore={() => setMost(most + 5 * STEP)} />
    </Panel>
  );
}

function Changed({ changed }: { changed: EstateDiff["changed"] }) {
  const [most, setMost] = useState(STEP);
  if (changed.length === 0) return null;
  return (
    <Panel title={`Changed (${formatCount(changed.length)})`}>
      <ul className="changed-list" aria-label="Changed">
        {changed.slice(0, most).map((one) => (
          <li key={idOf(one)}>
            <Link to={assetPath(idOf(one))}>{shortId(idOf(one))}</Link> <span className="muted mono small breakable">{idOf(one)}</span>
            <FieldChanges fields={fieldsOf(one)} />
          </li>
        ))}
      </ul>
      <More total={changed.length} most={most} onMore={() => setMost(most + 5 * STEP)} />
    </Panel>
  );
}

function More({ total, most, onMore }: { total: number; most: number; onMore: () => void }) {
  if (total <= most) return null;
  return (
    <Button look="quiet" onPress={onMore}>
      Show more than {formatCount(most)}
    </Button>
  );
}

const STEP = 50;
