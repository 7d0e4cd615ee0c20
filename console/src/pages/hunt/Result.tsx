import { useMemo, useState } from "react";
import type { HuntResult } from "../../api/types";
import { plural } from "../../format";
import { usePreferences, useShownTheme } from "../../preferences";
import { Button } from "../../ui/Button";
import { Chart, type Series } from "../../ui/Chart";
import { DataTable, type Column } from "../../ui/DataTable";
import { Icon } from "../../ui/Icon";
import { Segmented } from "../../ui/Segmented";
import { Empty } from "../../ui/States";
import { cellText, isTimeColumn, plotOf, toCsv, type Plot } from "./result";

type Row = HuntResult["rows"][number];

export function Result({ result }: { result: HuntResult }) {
  const [shape, setShape] = useState<"table" | "chart">("table");
  const { zone } = usePreferences();
  const plot = useMemo(() => plotOf(result), [result]);
  const columns = useMemo(
    () =>
      result.columns.map((column, index): Column<Row> => {
        const time = isTimeColumn(result, index);
        const right = !time && typeof result.rows[0]?.[index] === "number";
        return { id: `${index}`, header: column.name, width: widthOf(result, index, time), right, cell: (row) => <Cell text={cellText(row[index], time, zone)} /> };
      }),
    [result, zone],
  );
  return (
    <section className="hunt-result" aria-label="Result">
      <div className="row spread">
        <p role="status" className="small">
          <b>{plural(result.row_count, "row")}</b> <span className="muted">in {result.elapsed_ms} ms</span>
          {result.truncated && <span className="badge warn">Cut off here: the query has more rows</span>}
        </p>
        <div className="row">
          {plot && <Segmented label="Show as" value={shape} onChange={setShape} options={[{ value: "table", text: "Table" }, { value: "chart", text: "Chart" }]} />}
          <Button isDisabled={result.rows.length === 0} onPress={() => save(toCsv(result))}>
            <Icon name="download" />
            Export CSV
          </Button>
        </div>
      </div>
      {result.rows.length === 0 ? (
        <Empty title="No rows">
          <p>The query is right, and nothing fits it.</p>
        </Empty>
      ) : shape === "chart" && plot ? (
        <ResultChart plot={plot} />
      ) : (
        <DataTable label="Result" fill rows={result.rows} columns={columns} rowId={(_, index) => String(index)} />
      )}
    </section>
  );
}

function ResultChart({ plot }: { plot: Plot }) {
  const theme = useShownTheme();
  const series = useMemo((): Series[] => {
    const style = getComputedStyle(document.documentElement);
    return plot.series.map((one, index) => ({ ...one, kind: plot.times ? "line" : "stack", color: style.getPropertyValue(COLORS[index] ?? "--accent").trim() }));
    // The colours are read from the page, so they change with the theme.
  }, [plot, theme]);
  if (plot.labels) return <Bars labels={plot.labels} series={series} over={plot.over} />;
  return (
    <div className="panel">
      <div className="body">
        <Chart label={`${plot.series.map((one) => one.name).join(", ")} over ${plot.over}`} summary={plural(plot.xs.length, "point")} times={plot.times} xs={plot.xs} series={series} height={300} />
      </div>
    </div>
  );
}

/** Named rows read better as lying bars than along an axis. */
function Bars({ labels, series, over }: { labels: readonly string[]; series: readonly Series[]; over: string }) {
  const [one] = series;
  if (!one) return null;
  const most = Math.max(1, ...one.values.map((value) => value ?? 0));
  return (
    <div className="panel">
      <ul className="body bars" aria-label={`${one.name} by ${over}`}>
        {labels.map((label, index) => (
          <li key={index}>
            <span className="truncate" title={label}>
              {label}
            </span>
            <i aria-hidden="true" style={{ width: `${((one.values[index] ?? 0) / most) * 100}%`, background: one.color }} />
            <b className="number">{one.values[index] ?? 0}</b>
          </li>
        ))}
      </ul>
    </div>
  );
}

function Cell({ text }: { text: string }) {
  return text === "" ? <span className="muted">–</span> : <span title={text.length > 20 ? text : undefined}>{text}</span>;
}

function widthOf(result: HuntResult, index: number, time: boolean): string {
  if (time) return "160px";
  const longest = result.rows.slice(0, 60).reduce((most, row) => Math.max(most, cellText(row[index], false, "utc").length), result.columns[index]?.name.length ?? 0);
  return `${Math.round(Math.min(420, Math.max(84, longest * 7.2 + 28)))}px`;
}

function save(text: string) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "text/csv" }));
  link.download = "hunt.csv";
  link.click();
  // The browser reads the file after the click has returned.
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

const COLORS = ["--accent", "--cloud-aws", "--cloud-gcp", "--cloud-ibm"];
