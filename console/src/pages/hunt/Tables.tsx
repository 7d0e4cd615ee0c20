import { useQuery } from "@tanstack/react-query";
import { queries } from "../../api/queries";
import { formatCount } from "../../format";
import { Panel } from "../../ui/Panel";
import { Failure, Loading } from "../../ui/States";
import { examplesFor } from "./examples";

/** What can be asked: the tables with their columns, and queries to start from. */
export function Tables({ onInsert, onExample }: { onInsert: (text: string) => void; onExample: (sql: string) => void }) {
  const tables = useQuery(queries.tables);
  if (tables.isPending) return <Loading what="tables" />;
  if (tables.isError) return <Failure error={tables.error} retry={() => void tables.refetch()} />;
  return (
    <>
      <Panel title="Examples" flush>
        <ul className="examples">
          {examplesFor(tables.data.items).map((example) => (
            <li key={example.name}>
              <button type="button" onClick={() => onExample(example.sql)}>
                {example.name}
              </button>
            </li>
          ))}
        </ul>
      </Panel>
      <Panel title="Tables" flush>
        <div className="tables">
          {tables.data.items.map((table, index) => (
            <details key={table.name} open={index === 0}>
              <summary>
                <code>{table.name}</code> {table.rows == null ? null : <span className="muted small">{formatCount(table.rows)} rows</span>}
              </summary>
              <p className="muted small">{table.description}</p>
              <ul>
                {table.columns.map((column) => (
                  <li key={column.name}>
                    <button type="button" title={`Insert ${column.name}`} onClick={() => onInsert(column.name)}>
                      <code>{column.name}</code>
                    </button>
                    <span className="muted small">{column.type}</span>
                  </li>
                ))}
              </ul>
            </details>
          ))}
        </div>
      </Panel>
    </>
  );
}
