import type { HuntResult } from "../../api/types";
import { formatTime } from "../../format";
import type { Zone } from "../../preferences";

type Row = HuntResult["rows"][number];

/** How one cell reads; a column of moments is shown in the chosen zone. */
export function cellText(value: unknown, isTime: boolean, zone: Zone): string {
  if (value === null || value === undefined) return "";
  if (isTime && typeof value === "number") return formatTime(value, zone);
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

/** Whether a column holds moments: a time type, or a name that says so over numbers in the range of milliseconds. */
export function isTimeColumn(result: HuntResult, index: number): boolean {
  const column = result.columns[index];
  if (!column) return false;
  const sample = firstValue(result.rows, index);
  if (typeof sample === "string") return /timestamp|date/i.test(column.type) && Number.isFinite(Date.parse(sample));
  const named = /timestamp|date/i.test(column.type) || /(^|_)(time|at|bucket|hour|minute|day)$/i.test(column.name);
  return named && typeof sample === "number" && sample > 1e12 && sample < 1e14;
}

/** RFC 4180; a cell that a spreadsheet would run as a formula is defused with a quote mark. */
export function toCsv(result: HuntResult): string {
  const cell = (value: unknown) => {
    const text = value === null || value === undefined ? "" : typeof value === "object" ? JSON.stringify(value) : String(value);
    const safe = typeof value === "string" && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
    return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  };
  return [result.columns.map((column) => cell(column.name)), ...result.rows.map((row) => row.map(cell))].map((cells) => cells.join(",")).join("\r\n") + "\r\n";
}

export type Plot = { readonly over: string; readonly times: number[] | null; readonly xs: number[]; readonly labels: string[] | null; readonly series: { name: string; values: (number | null)[] }[] };

/** The first time column against the number columns; without a time column, the first column names bars. */
export function plotOf(result: HuntResult): Plot | null {
  const { columns, rows } = result;
  if (rows.length < 2) return null;
  const time = columns.findIndex((_, index) => isTimeColumn(result, index));
  const x = time >= 0 ? time : 0;
  const numbers = columns.flatMap((column, index) => (index !== x && !/(^|_)(uid|id)$/.test(column.name) && typeof firstValue(rows, index) === "number" && !isTimeColumn(result, index) ? [{ column, index }] : [])).slice(0, 4);
  if (numbers.length === 0) return null;
  const kept = time >= 0 ? [...rows].sort((a, b) => moment(a[x]) - moment(b[x])) : rows.slice(0, MAX_BARS);
  return {
    over: columns[x]?.name ?? "",
    times: time >= 0 ? kept.map((row) => moment(row[x])) : null,
    xs: kept.map((_, index) => index),
    labels: time >= 0 ? null : kept.map((row) => String(row[x] ?? "–")),
    series: numbers.map(({ column, index }) => ({ name: column.name, values: kept.map((row) => (typeof row[index] === "number" ? row[index] : null)) })),
  };
}

const moment = (value: unknown) => (typeof value === "number" ? value : Date.parse(String(value)));

const firstValue = (rows: readonly Row[], index: number): unknown => rows.find((row) => row[index] !== null && row[index] !== undefined)?.[index];

const MAX_BARS = 24;
