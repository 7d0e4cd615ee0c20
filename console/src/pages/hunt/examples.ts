import type { HuntTable } from "../../api/types";

export type Example = { readonly name: string; readonly sql: string };

/** The examples that the tables of this server can answer. */
export function examplesFor(tables: readonly HuntTable[]): Example[] {
  return EXAMPLES.filter(({ needs: [table, ...columns] }) => {
    const known = tables.find((one) => one.name === table)?.columns.map((column) => column.name);
    return known !== undefined && columns.every((column) => known.includes(column));
  });
}

export const FIRST_QUERY = "SELECT class_uid, count(*) AS n\nFROM events\nGROUP BY class_uid\nORDER BY n DESC";

const EXAMPLES: readonly (Example & { readonly needs: readonly [string, ...string[]] })[] = [
  { name: "Events by class", needs: ["events", "class_uid"], sql: FIRST_QUERY },
  { name: "Events by source", needs: ["events", "source"], sql: "SELECT source, count(*) AS n\nFROM events\nGROUP BY source\nORDER BY n DESC" },
  { name: "Busiest actors", needs: ["events", "actor"], sql: "SELECT actor, count(*) AS n\nFROM events\nGROUP BY actor\nORDER BY n DESC\nLIMIT 50" },
  { name: "Busiest addresses", needs: ["events", "ip"], sql: "SELECT ip, count(*) AS n\nFROM events\nGROUP BY ip\nORDER BY n DESC\nLIMIT 50" },
  { name: "Operations of one cloud", needs: ["events", "cloud", "operation"], sql: "SELECT operation, count(*) AS n\nFROM events\nWHERE cloud = 'aws'\nGROUP BY operation\nORDER BY n DESC" },
  { name: "Latest events", needs: ["events", "time"], sql: "SELECT *\nFROM events\nORDER BY time DESC\nLIMIT 200" },
  { name: "Findings by rule", needs: ["findings", "rule"], sql: "SELECT rule, count(*) AS n\nFROM findings\nGROUP BY rule\nORDER BY n DESC" },
  { name: "Severe findings", needs: ["findings", "severity_id", "time"], sql: "SELECT *\nFROM findings\nWHERE severity_id >= 4\nORDER BY time DESC\nLIMIT 200" },
];
