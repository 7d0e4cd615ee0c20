import { useMemo, type ReactNode } from "react";
import { Copy } from "./Copy";

/** A record, pretty-printed when it is JSON and as it is otherwise. Built from text nodes: a record can hold anything. */
export function Json({ value, label }: { value: unknown; label: string }) {
  const text = useMemo(() => pretty(value), [value]);
  const parts = useMemo(() => (text.length < MAX_COLOURED ? colour(text) : text), [text]);
  return (
    <figure>
      <figcaption className="row spread">
        <h3>{label}</h3>
        <Copy text={text} label="Copy record" />
      </figcaption>
      <pre className="json" tabIndex={0} aria-label={label}>
        {parts}
      </pre>
    </figure>
  );
}

function pretty(value: unknown): string {
  if (typeof value !== "string") return JSON.stringify(value, null, 2);
  try {
    return JSON.stringify(JSON.parse(value), null, 2);
  } catch {
    return value;
  }
}

function colour(text: string): ReactNode[] {
  const out: ReactNode[] = [];
  let last = 0;
  for (const match of text.matchAll(TOKENS)) {
    out.push(text.slice(last, match.index));
    const [token, key, string] = match;
    out.push(
      <span key={match.index} className={key !== undefined ? "key" : string !== undefined ? "text" : "other"}>
        {token}
      </span>,
    );
    last = match.index + token.length;
  }
  out.push(text.slice(last));
  return out;
}

const MAX_COLOURED = 60_000;
const TOKENS = /("(?:[^"\\]|\\.)*")(?=\s*:)|("(?:[^"\\]|\\.)*")|\b(?:true|false|null|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)\b/g;
