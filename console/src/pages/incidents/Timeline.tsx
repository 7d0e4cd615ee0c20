import { useEffect, useRef, useState, type KeyboardEvent, type PointerEvent } from "react";
import type { TimelineEntry } from "../../api/types";
import { formatDuration, formatTime } from "../../format";
import { usePreferences } from "../../preferences";
import { Link } from "../../router";
import { Button } from "../../ui/Button";
import { cloudName, CloudTag } from "../../ui/CloudTag";
import { Icon } from "../../ui/Icon";
import { Marked } from "../../ui/Marked";
import { Severity, severityName } from "../../ui/Severity";
import { Time } from "../../ui/Time";
import { layOut, pan, ticks, wholeSpan, zoom, type Mark, type Span } from "./lanes";

type Props = { entries: readonly TimelineEntry[]; selected: string | null; onSelect: (uid: string) => void };

/** One lane per cloud on a shared time axis. The table below holds the same entries by the same numbers. */
export function Timeline({ entries, selected, onSelect }: Props) {
  const { zone } = usePreferences();
  const whole = wholeSpan(entries);
  const [chosen, setView] = useState<Span | null>(null);
  const view = chosen ?? whole;
  const frame = useRef<HTMLDivElement>(null);
  const width = useWidth(frame);
  const drag = useRef<{ x: number; view: Span } | null>(null);

  const onKey = (event: KeyboardEvent) => {
    const moves: Record<string, () => Span | null> = {
      "+": () => zoom(view, whole, 0.5),
      "=": () => zoom(view, whole, 0.5),
      "-": () => zoom(view, whole, 2),
      "0": () => null,
      ArrowLeft: () => pan(view, whole, -0.2),
      ArrowRight: () => pan(view, whole, 0.2),
    };
    const move = moves[event.key];
    if (!move || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    setView(move());
  };
  const onDrag = (event: PointerEvent) => {
    if (!drag.current || width === 0) return;
    setView(pan(drag.current.view, whole, (drag.current.x - event.clientX) / width));
  };

  const { lanes, marks, height } = layOut(entries, view, width);
  const axis = ticks(view, Math.max(2, Math.floor(width / 90)));
  const toX = (time: number) => ((time - view.from) / (view.to - view.from)) * width;
  const path = marks.map((mark, index) => `${index === 0 ? "M" : "L"}${mark.x.toFixed(1)} ${mark.y}`).join("");

  return (
    <section className="panel timeline" aria-labelledby="timeline-title">
      <header>
        <h2 id="timeline-title">Timeline by cloud</h2>
        <div className="row">
          <span className="muted small number" aria-live="polite">
            {formatTime(view.from, zone)} – {formatTime(view.to, zone)} ({formatDuration(view.to - view.from)})
          </span>
          <Button look="quiet" icon aria-label="Zoom in" onPress={() => setView(zoom(view, whole, 0.5))}>
            <Icon name="plus" />
          </Button>
          <Button look="quiet" icon aria-label="Zoom out" onPress={() => setView(zoom(view, whole, 2))}>
            <Icon name="minus" />
          </Button>
          <Button look="quiet" icon aria-label="Show all" onPress={() => setView(null)}>
            <Icon name="fit" />
          </Button>
        </div>
      </header>
      <div className="timeline-body">
        <ul className="timeline-names" aria-label="Lanes">
          {lanes.map((lane) => (
            <li key={lane.cloud} data-lane={lane.cloud} style={{ height: lane.height }}>
              <CloudTag cloud={lane.cloud} />
            </li>
          ))}
        </ul>
        <div
          ref={frame}
          className="timeline-frame"
          role="group"
          tabIndex={0}
          aria-label="Timeline lanes. Plus and minus zoom, 0 shows all, left and right arrows move."
          onKeyDown={onKey}
          onPointerDown={(event) => {
            if (event.button === 0 && !(event.target as Element).closest("[role=button]")) drag.current = { x: event.clientX, view };
          }}
          onPointerMove={onDrag}
          onPointerUp={() => (drag.current = null)}
          onPointerLeave={() => (drag.current = null)}
        >
          {width > 0 && (
            <svg width={width} height={height + AXIS}>
              {lanes.map((lane) => (
                <line key={lane.cloud} x1="0" x2={width} y1={lane.top + lane.height} y2={lane.top + lane.height} className="lane" />
              ))}
              {axis.at.map((tick) => (
                <g key={tick}>
                  <line x1={toX(tick)} x2={toX(tick)} y1="0" y2={height} className="tick" />
                  <text x={Math.min(width - 30, Math.max(30, toX(tick)))} y={height + 17} textAnchor="middle" className="tick-text">
                    {tickText(tick, axis.step, zone)}
                  </text>
                </g>
              ))}
              <path d={path} className="route" />
              {marks.map((mark) => (
                <MarkShape key={`${mark.number}`} mark={mark} selected={mark.entry.finding_uid === selected} shown={mark.x > -20 && mark.x < width + 20} zone={zone} onSelect={onSelect} />
              ))}
            </svg>
          )}
        </div>
      </div>
      <Chosen entry={entries.find((entry) => entry.finding_uid === selected)} />
    </section>
  );
}

/** The chosen mark in words, beside the lanes. */
function Chosen({ entry }: { entry: TimelineEntry | undefined }) {
  return (
    <div className="timeline-chosen" role="status">
      {entry ? (
        <>
          <div className="row">
            <Severity id={entry.severity_id} />
            <CloudTag cloud={entry.cloud} />
            <Time ms={entry.time} />
            <Link to={`/findings/${encodeURIComponent(entry.finding_uid)}`}>{entry.title}</Link>
          </div>
          <div className="muted">
            {[entry.actor, entry.technique && `${entry.technique.uid} ${entry.technique.name}`].filter(Boolean).join(" · ")}
            {entry.why_joined && <> · Joined by: <Marked text={entry.why_joined} /></>}
          </div>
        </>
      ) : (
        <span className="muted">Choose a mark to read it here; the dashed line is the order in time.</span>
      )}
    </div>
  );
}

function MarkShape({ mark, selected, shown, zone, onSelect }: { mark: Mark; selected: boolean; shown: boolean; zone: "utc" | "local"; onSelect: (uid: string) => void }) {
  if (!shown) return null;
  const { entry, number, x, y, room } = mark;
  const letters = Math.floor((room - 6) / 6.3);
  const name = `${number}. ${formatTime(entry.time, zone)}, ${cloudName(entry.cloud)}, ${severityName(entry.severity_id)}: ${entry.title}`;
  const choose = () => onSelect(entry.finding_uid);
  return (
    <g
      role="button"
      tabIndex={0}
      aria-label={name}
      aria-pressed={selected}
      className="mark"
      data-level={entry.severity_id}
      data-selected={selected}
      transform={`translate(${x.toFixed(1)} ${y})`}
      onClick={choose}
      onKeyDown={(event) => {
        if (event.key !== "Enter" && event.key !== " ") return;
        event.preventDefault();
        choose();
      }}
    >
      <title>{name}</title>
      <circle className="halo" r="14" />
      <circle className="disc" r="10" />
      <text className="mark-number" textAnchor="middle" dy="3.5">
        {number}
      </text>
      {letters >= 8 && (
        <text className="mark-text" x="15" dy="3.5">
          {entry.title.length > letters ? `${entry.title.slice(0, letters - 1)}…` : entry.title}
        </text>
      )}
    </g>
  );
}

function tickText(tick: number, step: number, zone: "utc" | "local"): string {
  const [day = "", clock = ""] = formatTime(tick, zone).slice(5).split(" ");
  if (step >= 86_400_000 || clock === "00:00:00") return day;
  return step < 60_000 ? clock : clock.slice(0, 5);
}

function useWidth(target: React.RefObject<HTMLElement | null>): number {
  const [width, setWidth] = useState(0);
  useEffect(() => {
    const element = target.current;
    if (!element) return undefined;
    const observer = new ResizeObserver(() => setWidth(element.clientWidth));
    observer.observe(element);
    return () => observer.disconnect();
  }, [target]);
  return width;
}

const AXIS = 26;
