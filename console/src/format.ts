import type { Zone } from "./preferences";

/** `2026-11-24 10:16:20`; the zone is named once, in the header. */
export function formatTime(ms: number | null | undefined, zone: Zone, { date = true, seconds = true } = {}): string {
  if (ms === null || ms === undefined || !Number.isFinite(ms)) return "–";
  const at = new Date(ms);
  const two = (value: number) => String(value).padStart(2, "0");
  const [year, month, day, hour, minute, second] =
    zone === "utc"
      ? [at.getUTCFullYear(), at.getUTCMonth() + 1, at.getUTCDate(), at.getUTCHours(), at.getUTCMinutes(), at.getUTCSeconds()]
      : [at.getFullYear(), at.getMonth() + 1, at.getDate(), at.getHours(), at.getMinutes(), at.getSeconds()];
  const clock = `${two(hour)}:${two(minute)}${seconds ? `:${two(second)}` : ""}`;
  return date ? `${year}-${two(month)}-${two(day)} ${clock}` : clock;
}

/** `3 min ago`, `in 2 h`; coarse on purpose. */
export function formatAgo(ms: number | null | undefined, now: number): string {
  if (ms === null || ms === undefined) return "never";
  const gap = now - ms;
  if (Math.abs(gap) < 5_000) return "just now";
  const text = formatDuration(Math.abs(gap), 1);
  return gap < 0 ? `in ${text}` : `${text} ago`;
}

/** `1 h 14 min`: the `parts` largest units. */
export function formatDuration(ms: number, parts = 2): string {
  const units: [string, number][] = [["d", 86_400_000], ["h", 3_600_000], ["min", 60_000], ["s", 1_000]];
  const out: string[] = [];
  let rest = Math.max(0, ms);
  for (const [name, size] of units) {
    const count = Math.floor(rest / size);
    if (count > 0) out.push(`${count} ${name}`);
    else if (out.length > 0) break;
    rest -= count * size;
    if (out.length === parts) break;
  }
  return out.length > 0 ? out.join(" ") : "0 s";
}

export function formatCount(value: number | null | undefined): string {
  return value === null || value === undefined ? "–" : whole.format(value);
}

/** `3.4k`: for places that hold four characters. */
export function formatShort(value: number): string {
  return short.format(value).toLowerCase();
}

export function formatRate(value: number): string {
  return value >= 100 ? whole.format(Math.round(value)) : value >= 10 ? value.toFixed(1) : value === 0 ? "0" : value.toFixed(value < 0.1 ? 2 : 1);
}

export function formatBytes(value: number): string {
  return value < 1_000 ? `${value} B` : value < 1_000_000 ? `${(value / 1_000).toFixed(1)} kB` : `${(value / 1_000_000).toFixed(1)} MB`;
}

export function plural(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}

const short = new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 1 });
const whole = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });
