import { useEffect, useRef, useState } from "react";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { formatTime } from "../format";
import { usePreferences, useShownTheme } from "../preferences";
import "./chart.css";

export type Series = { readonly name: string; readonly values: readonly (number | null)[]; readonly color: string; readonly kind: "stack" | "line" };

type Props = { label: string; summary: string; times: readonly number[] | null; xs?: readonly number[]; series: readonly Series[]; height?: number; sync?: string };

/** Bars stacked in the order given, and lines over them, on a time axis (`times`, Unix ms) or plain numbers (`xs`). */
export function Chart({ label, summary, times, xs, series, height = 200, sync }: Props) {
  const host = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const theme = useShownTheme();
  const { zone } = usePreferences();
  const [at, setAt] = useState<number | null>(null);

  const shape = series.map((one) => `${one.name}|${one.color}|${one.kind}`).join("\n");
  const data = aligned(times ?? xs ?? [], series);
  const latest = useRef(data);
  latest.current = data;

  useEffect(() => {
    const box = host.current;
    if (!box) return undefined;
    const made = new uPlot(options({ width: box.clientWidth, height, series, time: times !== null, utc: zone === "utc", sync, onCursor: setAt }), latest.current, box);
    plot.current = made;
    const resize = new ResizeObserver(() => made.setSize({ width: box.clientWidth, height }));
    resize.observe(box);
    return () => {
      resize.disconnect();
      made.destroy();
      plot.current = null;
    };
    // `shape` stands for `series`: its values change with every refresh and go through setData below.
  }, [shape, theme, zone, height, times === null]);

  useEffect(() => {
    plot.current?.setData(latest.current);
  }, [data]);

  return (
    <figure className="chart">
      <figcaption>
        <ul className="legend">
          {series.map((one) => (
            <li key={one.name} data-kind={one.kind}>
              <i style={{ background: one.color }} />
              {one.name}
              {at !== null && <b className="number">{one.values[at] ?? 0}</b>}
            </li>
          ))}
        </ul>
      </figcaption>
      <div ref={host} role="img" aria-label={`${label}. ${summary}`} />
    </figure>
  );
}

type Setup = { width: number; height: number; series: readonly Series[]; time: boolean; utc: boolean; sync: string | undefined; onCursor: (index: number | null) => void };

function options({ width, height, series, time, utc, sync, onCursor }: Setup): uPlot.Options {
  const style = getComputedStyle(document.documentElement);
  const ink = style.getPropertyValue("--muted").trim();
  const line = style.getPropertyValue("--line").trim();
  const font = `11px ${style.getPropertyValue("--font").trim()}`;
  const axis = { stroke: ink, font, ticks: { show: false }, grid: { stroke: line, width: 1 } };
  const bars = uPlot.paths.bars?.({ size: [0.86, 14], align: 1 });
  return {
    width,
    height,
    ms: 1,
    padding: [8, 12, 0, 0],
    ...(utc ? { tzDate: (ms: number) => uPlot.tzDate(new Date(ms), "Etc/UTC") } : {}),
    legend: { show: false },
    cursor: { y: false, points: { show: false }, drag: { x: false, y: false }, ...(sync ? { sync: { key: sync, setSeries: false } } : {}) },
    scales: { x: { time }, y: { range: fromZero } },
    axes: [
      { ...axis, size: 24, gap: 4, grid: { show: false }, space: 70, values: time ? clock(utc) : undefined },
      { ...axis, size: 44, space: 26, values: (_, ticks) => ticks.map(short) },
    ],
    series: [
      {},
      ...drawn(series).map(
        (one): uPlot.Series =>
          one.kind === "stack"
            ? { scale: "y", fill: one.color, stroke: one.color, width: 0, points: { show: false }, ...(bars ? { paths: bars } : {}) }
            : { scale: "y", stroke: one.color, width: 1.75, points: { show: false } },
      ),
    ],
    hooks: { setCursor: [(self) => onCursor(self.cursor.idx ?? null)] },
  };
}

function aligned(xs: readonly number[], series: readonly Series[]): uPlot.AlignedData {
  const pile = new Array<number>(xs.length).fill(0);
  const columns = new Map(series.map((one) => [one, one.kind === "line" ? [...one.values] : one.values.map((value, index) => (pile[index] = (pile[index] ?? 0) + (value ?? 0)))]));
  return [[...xs], ...drawn(series).map((one) => columns.get(one))] as uPlot.AlignedData;
}

/** The tallest pile is drawn first, so that each shorter one covers its foot; lines come last. */
function drawn(series: readonly Series[]): Series[] {
  return [...series.filter((one) => one.kind === "stack").reverse(), ...series.filter((one) => one.kind === "line")];
}

const fromZero: uPlot.Range.Function = (_, __, max) => [0, Math.max(1, (max ?? 1) * 1.08)];

const short = (value: number) => (Math.abs(value) >= 1_000_000 ? `${+(value / 1_000_000).toFixed(1)}M` : Math.abs(value) >= 1_000 ? `${+(value / 1_000).toFixed(1)}k` : String(+value.toFixed(2)));

function clock(utc: boolean): uPlot.Axis.DynamicValues {
  const zone = utc ? "utc" : "local";
  return (_, ticks, __, ___, step) =>
    ticks.map((tick) => {
      const [day = "", time = ""] = formatTime(tick, zone).slice(5).split(" ");
      if (step >= DAY || time === "00:00:00") return day;
      return step < 60_000 ? time : time.slice(0, 5);
    });
}

const DAY = 86_400_000;
