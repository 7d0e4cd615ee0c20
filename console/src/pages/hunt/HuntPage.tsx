import { useMutation } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { ApiError, post } from "../../api/client";
import type { HuntResult } from "../../api/types";
import { useQueryParams } from "../../router";
import { Button } from "../../ui/Button";
import { Icon } from "../../ui/Icon";
import { PageHead } from "../../ui/PageHead";
import { Empty, Loading } from "../../ui/States";
import { Editor } from "./Editor";
import { FIRST_QUERY } from "./examples";
import { Result } from "./Result";
import { Tables } from "./Tables";
import "./hunt.css";

const LIMIT = 1_000;

export default function HuntPage() {
  const [params, change] = useQueryParams();
  const asked = params.get("sql");
  const [sql, setSql] = useState(asked ?? FIRST_QUERY);
  const hunt = useMutation({ mutationFn: (text: string) => post<HuntResult>("/hunt", { sql: text, limit: LIMIT }) });
  const { mutate } = hunt;

  // An address with a query, typed or linked, is asked as soon as it is opened.
  const ran = useRef<string | null>(null);
  useEffect(() => {
    if (!asked || ran.current === asked) return;
    ran.current = asked;
    setSql(asked);
    mutate(asked);
  }, [asked, mutate]);

  const run = (text: string) => {
    if (text.trim() === "") return;
    ran.current = text;
    change({ sql: text }, asked === text);
    mutate(text);
  };
  const insert = (text: string) => {
    const area = document.querySelector<HTMLTextAreaElement>(".editor-text");
    const at = area?.selectionStart ?? sql.length;
    setSql(`${sql.slice(0, at)}${text}${sql.slice(area?.selectionEnd ?? at)}`);
    area?.focus();
  };
  const errorLine = hunt.error instanceof ApiError ? lineOf(`${hunt.error.message} ${hunt.error.detail ?? ""}`) : null;

  return (
    <>
      <PageHead title="Hunt">Ask the store in SQL. Queries only read.</PageHead>
      <div className="hunt">
        <div className="hunt-main">
          <section className="panel" aria-label="Query">
            <Editor value={sql} onChange={setSql} onRun={() => run(sql)} errorLine={errorLine} />
            <div className="editor-foot">
              <span className="muted small">
                <kbd>Ctrl</kbd> <kbd>Enter</kbd> runs the query
              </span>
              <Button look="primary" isDisabled={hunt.isPending} onPress={() => run(sql)}>
                <Icon name="play" />
                {hunt.isPending ? "Running…" : "Run"}
              </Button>
            </div>
          </section>
          {hunt.isPending ? (
            <Loading what="the result" />
          ) : hunt.error ? (
            <div className="notice bad hunt-error" role="alert">
              <b>The query was refused</b>
              <pre>{hunt.error.message}</pre>
              {hunt.error instanceof ApiError && hunt.error.detail && <pre>{hunt.error.detail}</pre>}
            </div>
          ) : hunt.data ? (
            <Result result={hunt.data} />
          ) : (
            <Empty title="No result yet">
              <p>Run the query above, or take one of the examples.</p>
            </Empty>
          )}
        </div>
        <aside className="hunt-side" aria-label="Tables and examples">
          <Tables
            onInsert={insert}
            onExample={(text) => {
              setSql(text);
              run(text);
            }}
          />
        </aside>
      </div>
    </>
  );
}

/** The line that a SQL message points at, as the parser writes it (`Line: 1, Column: 8`). */
function lineOf(message: string): number | null {
  const match = /\bline:?\s*(\d+)/i.exec(message);
  return match?.[1] ? Number(match[1]) : null;
}
