import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { post, remove } from "../../api/client";
import { queries } from "../../api/queries";
import type { IngestResult, Quarantined, Source } from "../../api/types";
import { formatBytes, formatCount, plural } from "../../format";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { SelectField } from "../../ui/Fields";
import { Panel } from "../../ui/Panel";
import { Empty, Failure, Loading } from "../../ui/States";
import { Time } from "../../ui/Time";
import { Marked } from "../../ui/Marked";

/** Records that no reader accepted, kept until someone reads them again or throws them away. */
export function QuarantineList({ source, known, onSource }: { source: string; known: readonly Source[]; onSource: (id: string) => void }) {
  const list = useInfiniteQuery(queries.quarantine(source));
  const rows = list.data?.pages.flatMap((page) => page.items) ?? [];
  const [notes, setNotes] = useState<readonly string[]>([]);
  const note = (text: string) => setNotes((old) => [text, ...old].slice(0, 3));
  return (
    <Panel title="Quarantine" flush end={<SelectField label="Source" any="Any source" value={source} options={known.map((one) => ({ value: one.id, text: one.id }))} onChange={onSource} />}>
      <div role="status" className="quarantine-notes">
        {notes.map((text, index) => (
          <p key={`${notes.length} ${index}`} className="notice good">
            {text}
          </p>
        ))}
      </div>
      {list.isPending ? (
        <Loading what="the quarantine" />
      ) : list.isError && !list.data ? (
        <Failure error={list.error} retry={() => void list.refetch()} />
      ) : rows.length === 0 ? (
        <Empty title="Nothing in quarantine">
          <p>{source ? `Every record of ${source} could be read.` : "Every record could be read."}</p>
        </Empty>
      ) : (
        <ul className="quarantine" aria-label="Quarantined records">
          {rows.map((row) => (
            <Item key={row.id} row={row} onDone={note} />
          ))}
        </ul>
      )}
      {list.hasNextPage && (
        <div className="quarantine-more">
          <Button onPress={() => void list.fetchNextPage()} isDisabled={list.isFetchingNextPage}>
            Show more than {formatCount(rows.length)}
          </Button>
        </div>
      )}
    </Panel>
  );
}

function Item({ row, onDone }: { row: Quarantined; onDone: (text: string) => void }) {
  const client = useQueryClient();
  const [asking, setAsking] = useState(false);
  const reload = () => Promise.all(["quarantine", "sources", "overview"].map((name) => client.invalidateQueries({ queryKey: [name] })));
  const path = `/quarantine/${encodeURIComponent(row.id)}`;
  const replay = useMutation({
    mutationFn: () => post<IngestResult>(`${path}/replay`),
    onSuccess: async (result) => {
      if (result.accepted > 0 && result.rejected === 0) onDone(`Read again: ${plural(result.accepted, "record")} accepted.`);
      await reload();
    },
  });
  const discard = useMutation({
    mutationFn: () => remove(path),
    onSuccess: async () => {
      setAsking(false);
      onDone("Discarded one record.");
      await reload();
    },
  });
  const where = [row.file, `record ${formatCount(row.record)}`].filter(Boolean).join(", ");
  return (
    <li aria-label={`${row.source ?? "unknown source"}, ${where}`}>
      <div className="row spread">
        <div>
          <b>{row.source ?? "Unknown source"}</b> <span className="muted small">{where}</span>
          <div className="muted small">
            received <Time ms={row.received_at} /> · {formatBytes(row.size)}
          </div>
        </div>
        <div className="row">
          <Button isDisabled={replay.isPending} onPress={() => replay.mutate()}>
            {replay.isPending ? "Replaying…" : "Replay"}
          </Button>
          <Button look="danger" onPress={() => setAsking(true)}>
            Discard
          </Button>
        </div>
      </div>
      <dl className="facts">
        <dt>Expected</dt>
        <dd>
          <Marked text={row.expected} />
        </dd>
        <dt>Found</dt>
        <dd>
          <Marked text={row.found} />
        </dd>
      </dl>
      <pre className="json excerpt" tabIndex={0} aria-label="Excerpt">
        {row.excerpt}
      </pre>
      {replay.data && (replay.data.rejected > 0 || replay.data.accepted === 0) && <Refused result={replay.data} />}
      {replay.error && <p className="notice bad" role="alert">{replay.error.message}</p>}
      {asking && (
        <Dialog alert title="Discard this record?" onClose={() => setAsking(false)}>
          <p>
            The record ({where}) is deleted from the quarantine. It cannot be brought back.
          </p>
          {discard.error && <p className="notice bad" role="alert">{discard.error.message}</p>}
          <div className="dialog-foot">
            <Button onPress={() => setAsking(false)} autoFocus>
              Keep
            </Button>
            <Button look="danger" isDisabled={discard.isPending} onPress={() => discard.mutate()}>
              Discard
            </Button>
          </div>
        </Dialog>
      )}
    </li>
  );
}

function Refused({ result }: { result: IngestResult }) {
  return (
    <div className="notice bad" role="alert">
      <b>
        Still not readable: {formatCount(result.accepted)} accepted, {formatCount(result.rejected)} rejected
      </b>
      <ul className="bullets">
        {result.diagnostics.map((one, index) => (
          <li key={index}>
            {one.message}
            {one.path && <> at <code>{one.path}</code></>}
          </li>
        ))}
      </ul>
    </div>
  );
}
