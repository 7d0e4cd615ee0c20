import { address } from "../../api/client";
import { Icon } from "../../ui/Icon";
import { queryOf, type Filter } from "./filter";

/** Downloads of exactly the rows that the filters leave, in the order shown. */
export function ExportLinks({ filter }: { filter: Filter }) {
  return (
    <div className="row" role="group" aria-label="Export the filtered findings">
      <span className="muted small">Export</span>
      {FORMATS.map(([format, text]) => (
        <a key={format} className="button" href={address("/findings/export", { format, ...queryOf(filter) })} download={`findings.${format}`}>
          <Icon name="download" />
          {text}
        </a>
      ))}
    </div>
  );
}

const FORMATS = [
  ["csv", "CSV"],
  ["ndjson", "NDJSON"],
  ["json", "JSON"],
] as const;
