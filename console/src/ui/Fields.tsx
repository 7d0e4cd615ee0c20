import { useEffect, useState, type ReactNode } from "react";

type Option = { readonly value: string; readonly text: string };

/** A labelled native select; the empty value means no filter. */
export function SelectField({ label, value, options, any, onChange }: { label: string; value: string; options: readonly Option[]; any?: string; onChange: (value: string) => void }) {
  const known = value === "" || options.some((option) => option.value === value);
  return (
    <Field label={label}>
      <select className="select" value={value} onChange={(event) => onChange(event.target.value)}>
        {any !== undefined && <option value="">{any}</option>}
        {!known && <option value={value}>{value}</option>}
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.text}
          </option>
        ))}
      </select>
    </Field>
  );
}

/** A labelled text filter that reports after a pause in typing, on Enter, and when left. */
export function TextField({ label, value, placeholder, wide = false, onChange }: { label: string; value: string; placeholder?: string; wide?: boolean; onChange: (value: string) => void }) {
  const [text, setText] = useState(value);
  useEffect(() => setText(value), [value]);
  useEffect(() => {
    if (text === value) return undefined;
    const timer = setTimeout(() => onChange(text), 350);
    return () => clearTimeout(timer);
  }, [text, value, onChange]);
  const report = () => text !== value && onChange(text);
  return (
    <Field label={label} size={wide ? "wide" : "short"}>
      <input className="input" type="search" value={text} placeholder={placeholder} onChange={(event) => setText(event.target.value)} onBlur={report} onKeyDown={(event) => event.key === "Enter" && report()} />
    </Field>
  );
}

/** A labelled moment, typed in the chosen zone and kept as Unix milliseconds. */
export function TimeField({ label, value, zone, onChange }: { label: string; value: string; zone: "utc" | "local"; onChange: (value: string) => void }) {
  const shown = value === "" || !Number.isFinite(Number(value)) ? "" : toInput(Number(value), zone);
  return (
    <Field label={label}>
      <input className="input" type="datetime-local" value={shown} onChange={(event) => onChange(fromInput(event.target.value, zone))} />
    </Field>
  );
}

function Field({ label, size = "", children }: { label: string; size?: "wide" | "short" | ""; children: ReactNode }) {
  return (
    <label className={`field ${size}`.trim()}>
      <span>{label}</span>
      {children}
    </label>
  );
}

function toInput(ms: number, zone: "utc" | "local"): string {
  const shift = zone === "utc" ? 0 : new Date(ms).getTimezoneOffset() * 60_000;
  return new Date(ms - shift).toISOString().slice(0, 16);
}

function fromInput(text: string, zone: "utc" | "local"): string {
  if (text === "") return "";
  const ms = Date.parse(zone === "utc" ? `${text}Z` : text);
  return Number.isFinite(ms) ? String(ms) : "";
}
