import { useMemo } from "react";
import type { Activity } from "../../api/types";
import { formatCount, formatDuration, formatTime, plural } from "../../format";
import { usePreferences, useShownTheme } from "../../preferences";
import { Chart, type Series } from "../../ui/Chart";
import { cloudColor, cloudName, CLOUDS } from "../../ui/CloudTag";

/** Events per cloud, stacked, over the findings of the same time; the same numbers as a table below. */
export function ActivityChart({ activity }: { activity: Activity }) {
  const { zone } = usePreferences();
  const theme = useShownTheme();
  const { buckets } = activity;
  const times = useMemo(() => buckets.map((bucket) => bucket.time), [buckets]);
  const clouds = useMemo(() => CLOUDS.filter((cloud) => buckets.some((bucket) => bucket.events[cloud])), [buckets]);
  // The colours are read from the page, so they change with the theme.
  const events = useMemo(() => clouds.map((cloud): Series => ({ name: cloudName(cloud), values: buckets.map((bucket) => bucket.events[cloud] ?? 0), color: cloudColor(cloud), kind: "stack" })), [buckets, clouds, theme]);
  const findings = useMemo((): Series[] => [{ name: "Findings", values: buckets.map((bucket) => bucket.findings), color: getComputedStyle(document.documentElement).getPropertyValue("--severity-4").trim(), kind: "stack" }], [buckets, theme]);

  if (buckets.length === 0) return <p className="muted">No events in the last 24 hours of event time.</p>;
  const sum = (cloud: string) => buckets.reduce((total, bucket) => total + (bucket.events[cloud] ?? 0), 0);
  const summary = clouds.map((cloud) => `${cloudName(cloud)} ${plural(sum(cloud), "event")}`).join(", ");
  const per = `per ${formatDuration(activity.bucket_ms)}`;
  return (
    <>
      <Chart label={`Events ${per} by cloud`} summary={summary} times={times} series={events} height={156} sync="activity" />
      <Chart label={`Findings ${per}`} summary={plural(buckets.reduce((total, bucket) => total + bucket.findings, 0), "finding")} times={times} series={findings} height={84} sync="activity" />
      <details className="as-table">
        <summary>Show as a table</summary>
        <div className="table-scroll" tabIndex={0} role="region" aria-label="Events per cloud over time">
          <table className="plain-table">
            <thead>
              <tr>
                <th scope="col">From</th>
                {clouds.map((cloud) => (
                  <th scope="col" className="right" key={cloud}>
                    {cloudName(cloud)}
                  </th>
                ))}
                <th scope="col" className="right">Findings</th>
              </tr>
            </thead>
            <tbody>
              {[...buckets].reverse().map((bucket) => (
                <tr key={bucket.time}>
                  <td className="number">{formatTime(bucket.time, zone, { seconds: false })}</td>
                  {clouds.map((cloud) => (
                    <td className="right number" key={cloud}>
                      {formatCount(bucket.events[cloud] ?? 0)}
                    </td>
                  ))}
                  <td className="right number">{formatCount(bucket.findings)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </details>
    </>
  );
}
