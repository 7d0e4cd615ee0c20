export type FieldChange = { readonly field: string; readonly before: unknown; readonly after: unknown };

/** What changed, field by field, as it was and as it is. */
export function FieldChanges({ fields }: { fields: readonly FieldChange[] }) {
  if (fields.length === 0) return null;
  return (
    <div className="table-scroll" tabIndex={0} role="region" aria-label="Changed fields">
      <table className="plain-table field-changes">
        <thead>
          <tr>
            <th scope="col">Field</th>
            <th scope="col">Before</th>
            <th scope="col">After</th>
          </tr>
        </thead>
        <tbody>
          {fields.map((change) => (
            <tr key={change.field}>
              <td className="breakable mono">{change.field}</td>
              <td className="breakable mono before">{valueText(change.before)}</td>
              <td className="breakable mono after">{valueText(change.after)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

export function WhatBadge({ what }: { what: string }) {
  const { text, look } = WHATS[what] ?? { text: what, look: "plain" };
  return <span className={`badge ${look}`}>{text}</span>;
}

/** The server leaves the shape of a change open, so each part is looked for. */
export function whatOf(change: unknown): string {
  return text(member(change, "what")) || "changed";
}

export function idOf(change: unknown): string {
  return text(member(change, "id"));
}

export function fieldsOf(change: unknown): FieldChange[] {
  const fields = member(change, "fields");
  return Array.isArray(fields) ? fields.map((one) => ({ field: text(member(one, "field")), before: member(one, "before"), after: member(one, "after") })) : [];
}

function member(of: unknown, name: string): unknown {
  return typeof of === "object" && of !== null ? (of as Record<string, unknown>)[name] : undefined;
}

const text = (value: unknown) => (typeof value === "string" ? value : "");

function valueText(value: unknown): string {
  if (value === null || value === undefined) return "–";
  return typeof value === "string" ? value : JSON.stringify(value);
}

const WHATS: Record<string, { text: string; look: string }> = {
  appeared: { text: "Appeared", look: "good" },
  vanished: { text: "Vanished", look: "bad" },
  unseen: { text: "Not read this time", look: "warn" },
  changed: { text: "Changed", look: "plain" },
};
