import type { Cloud, TimelineEntry } from "../../api/types";

export type Mark = { readonly entry: TimelineEntry; readonly number: number; readonly x: number; readonly y: number; readonly room: number };
export type Lane = { readonly cloud: Cloud; readonly top: number; readonly height: number };
export type Layout = { readonly lanes: readonly Lane[]; readonly marks: readonly Mark[]; readonly height: number };
export type Span = { readonly from: number; readonly to: number };

/** Places entries (in time order) on one lane per cloud, in the order in which the clouds were reached. */
export function layOut(entries: readonly TimelineEntry[], view: Span, width: number): Layout {
  const clouds = [...new Set(entries.map((entry) => entry.cloud))];
  const scale = width / (view.to - view.from);
  const lanes: Lane[] = [];
  const marks: Mark[] = [];
  let top = 0;
  for (const cloud of clouds) {
    const own = entries.flatMap((entry, index) => (entry.cloud === cloud ? [{ entry, number: index + 1, x: (entry.time - view.from) * scale }] : []));
    const ends: number[] = [];
    const placed = own.map((mark) => {
      // A mark that would touch its neighbour moves to the next row of its lane.
      let row = ends.findIndex((end) => mark.x - end >= GAP);
      if (row < 0) row = ends.length < MAX_ROWS ? ends.length : ends.indexOf(Math.min(...ends));
      ends[row] = mark.x;
      return { ...mark, row };
    });
    for (const mark of placed) {
      const next = placed.find((other) => other.row === mark.row && other.x > mark.x);
      marks.push({ entry: mark.entry, number: mark.number, x: mark.x, y: top + PAD + mark.row * ROW + ROW / 2, room: (next ? next.x : width) - mark.x - GAP });
    }
    const height = PAD * 2 + Math.max(1, ends.length) * ROW;
    lanes.push({ cloud, top, height });
    top += height;
  }
  return { lanes, marks: marks.sort((a, b) => a.number - b.number), height: top };
}

/** The whole incident with a margin, so that no mark sits on the edge. */
export function wholeSpan(entries: readonly TimelineEntry[]): Span {
  const first = entries[0]?.time ?? 0;
  const last = entries.at(-1)?.time ?? first;
  const margin = Math.max((last - first) * 0.06, 30_000);
  return { from: first - margin, to: last + margin };
}

/** Zooms around `at` (0 to 1 of the view), never beyond the whole and never below one second. */
export function zoom(view: Span, whole: Span, factor: number, at = 0.5): Span {
  const length = Math.min(whole.to - whole.from, Math.max(1_000, (view.to - view.from) * factor));
  const anchor = view.from + (view.to - view.from) * at;
  return clamp({ from: anchor - length * at, to: anchor + length * (1 - at) }, whole);
}

export function pan(view: Span, whole: Span, share: number): Span {
  const by = (view.to - view.from) * share;
  return clamp({ from: view.from + by, to: view.to + by }, whole);
}

/** Round moments for the axis. */
export function ticks(view: Span, count: number): { step: number; at: number[] } {
  const step = STEPS.find((size) => (view.to - view.from) / size <= count) ?? STEPS.at(-1)!;
  const at: number[] = [];
  for (let tick = Math.ceil(view.from / step) * step; tick <= view.to; tick += step) at.push(tick);
  return { step, at };
}

function clamp(view: Span, whole: Span): Span {
  const length = view.to - view.from;
  if (length >= whole.to - whole.from) return whole;
  const from = Math.min(Math.max(view.from, whole.from), whole.to - length);
  return { from, to: from + length };
}

const GAP = 26;
const ROW = 30;
const PAD = 8;
const MAX_ROWS = 4;
const [SECOND, MINUTE, HOUR, DAY] = [1_000, 60_000, 3_600_000, 86_400_000];
const STEPS = [SECOND, 5 * SECOND, 15 * SECOND, 30 * SECOND, MINUTE, 2 * MINUTE, 5 * MINUTE, 10 * MINUTE, 15 * MINUTE, 30 * MINUTE, HOUR, 2 * HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR, DAY, 2 * DAY, 7 * DAY, 30 * DAY];
