import { useSyncExternalStore } from "react";
import { formatAgo, formatTime } from "../format";
import { usePreferences } from "../preferences";

/** A moment in the chosen zone; `ago` shows the distance and keeps the moment in the tooltip. */
export function Time({ ms, ago = false, date = true }: { ms: number | null | undefined; ago?: boolean; date?: boolean }) {
  const { zone } = usePreferences();
  const now = useNow();
  if (ms === null || ms === undefined || ms <= 0) return <span className="muted">{ago ? "never" : "–"}</span>;
  const full = `${formatTime(ms, zone)} ${zone === "utc" ? "UTC" : "local time"}`;
  return (
    <time dateTime={new Date(ms).toISOString()} title={full} className="number">
      {ago ? formatAgo(ms, now) : formatTime(ms, zone, { date })}
    </time>
  );
}

/** The current time in steps of five seconds, shared by all that show an age. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, () => now);
}

function subscribe(tell: () => void) {
  if (listeners.size === 0) {
    now = Date.now();
    timer = setInterval(() => {
      now = Date.now();
      listeners.forEach((each) => each());
    }, 5_000);
  }
  listeners.add(tell);
  return () => {
    listeners.delete(tell);
    if (listeners.size === 0) clearInterval(timer);
  };
}

const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;
let now = Date.now();
