/** The facts of an asset that bear on its risk, as words; a fact that was not told is absent. */
export function Facts({ facts }: { facts: Readonly<Record<string, string>> }) {
  const shown = TOLD.flatMap(([fact, value, text, look]) => (facts[fact] === value ? [{ text, look }] : []));
  const state = facts["state"];
  if (shown.length === 0 && !state) return <span className="muted">–</span>;
  return (
    <span className="fact-words">
      {shown.map(({ text, look }) => (
        <span key={text} className={`badge ${look}`}>
          {text}
        </span>
      ))}
      {state && <span className="muted">{state}</span>}
    </span>
  );
}

const TOLD = [
  ["public", "yes", "public", "bad"],
  ["privileged", "yes", "privileged", "bad"],
  ["encryption", "none", "not encrypted", "bad"],
  ["logged", "no", "not logged", "warn"],
  ["local_auth", "yes", "keys accepted", "warn"],
  ["isolated", "yes", "isolated", "good"],
  ["encryption", "customer_key", "own key", "plain"],
] as const;
