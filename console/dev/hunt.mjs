/** Tables that the fake hunt offers, as flat rows. */
export function huntTables({ events, findings, incidents }) {
  const eventRows = events.map((event) => ({ uid: event.metadata.uid, time: event.time, class_uid: event.class_uid, cloud: cloudName(event), source: event.metadata.log_name, actor: event.actor.user.name, ip: event.src_endpoint.ip, operation: event.api.operation, service: event.api.service.name, severity_id: event.severity_id, status: event.status }));
  const findingRows = findings.map((one) => ({ uid: one.finding_info.uid, time: one.time, cloud: cloudName(one), source: one.unmapped.source, rule: one.finding_info.analytic.uid, title: one.finding_info.title, severity_id: one.severity_id, severity: one.severity }));
  const incidentRows = incidents.map(({ incident }) => ({ uid: incident.metadata.uid, time: incident.time, title: incident.message, score: incident.unmapped.score, severity_id: incident.severity_id }));
  return { events: eventRows, findings: findingRows, incidents: incidentRows };
}

export function describe(tables) {
  const text = { events: "Every mapped event", findings: "Every finding", incidents: "Every incident" };
  return Object.entries(tables).map(([name, rows]) => ({ name, description: text[name], columns: columnsOf(rows), rows: rows.length }));
}

/** The few SQL forms that the console and its tests use; anything else is refused with a position. */
export function run(tables, sql, limit) {
  const text = sql.trim().replace(/;$/, "");
  const form = /^select\s+(.+?)\s+from\s+(\w+)(?:\s+where\s+(.+?))?(?:\s+group\s+by\s+(.+?))?(?:\s+order\s+by\s+(.+?))?(?:\s+limit\s+(\d+))?$/is.exec(text);
  if (!form) throw new Error(`sql parser error: expected an SQL statement, found: ${text.split(/\s+/)[0] || "end of input"} at Line: 1, Column: 1`);
  const [, select, table, where, group, order, cap] = form;
  const rows = tables[table];
  if (!rows) throw new Error(`table \`${table}\` not found, known tables: ${Object.keys(tables).join(", ")}`);
  const kept = where ? rows.filter(predicate(where)) : rows;
  const wantedColumns = select.trim() === "*" ? Object.keys(rows[0] ?? {}) : select.split(/,(?![^(]*\))/);
  const flat = wantedColumns.map((part) => item(part.trim(), rows));
  const grouped = group ? Object.values(groupBy(kept, keyOf(flat))) : flat.some((one) => one.count) ? [kept] : kept.map((row) => [row]);
  let out = grouped.map((bundle) => flat.map((one) => one.read(bundle)));
  if (order) out.sort(comparator(order, flat));
  const wanted = Math.min(Number(cap ?? limit), limit);
  const columns = flat.map((one, index) => ({ name: one.name, type: typeof out[0]?.[index] === "number" ? "Int64" : "Utf8" }));
  return { columns, rows: out.slice(0, wanted), row_count: Math.min(out.length, wanted), truncated: out.length > wanted && !cap, elapsed_ms: 7 };
}

const cloudName = (one) => ({ AWS: "aws", Azure: "azure", GCP: "gcp", OCI: "oci", "IBM Cloud": "ibm" })[one.cloud.provider] ?? "other";

const columnsOf = (rows) => Object.entries(rows[0] ?? {}).map(([name, value]) => ({ name, type: typeof value === "number" ? "Int64" : "Utf8" }));

function item(part, rows) {
  const [, expression, alias] = /^(.+?)(?:\s+as\s+(\w+))?$/is.exec(part);
  if (/^count\(\*\)$/i.test(expression)) return { name: alias ?? "count(*)", count: true, read: (bundle) => bundle.length };
  if (rows[0] && !(expression in rows[0])) throw new Error(`no column \`${expression}\`, known columns: ${Object.keys(rows[0]).join(", ")}`);
  return { name: alias ?? expression, read: (bundle) => bundle[0]?.[expression] ?? null };
}

const keyOf = (items) => (row) => items.filter((one) => !one.count).map((one) => one.read([row])).join("\u0000");

function groupBy(rows, key) {
  const out = {};
  for (const row of rows) (out[key(row)] ??= []).push(row);
  return out;
}

function predicate(where) {
  const tests = where.split(/\s+and\s+/i).map((clause) => {
    const parts = /^(\w+)\s*(=|>=|<=|>|<)\s*'?([^']*)'?$/.exec(clause.trim());
    if (!parts) throw new Error(`sql parser error: cannot read \`${clause.trim()}\``);
    const [, column, operator, value] = parts;
    return (row) => ({ "=": String(row[column]) === value, ">=": row[column] >= Number(value), "<=": row[column] <= Number(value), ">": row[column] > Number(value), "<": row[column] < Number(value) })[operator];
  });
  return (row) => tests.every((test) => test(row));
}

function comparator(order, items) {
  const [, name, direction] = /^(\w+)(?:\s+(asc|desc))?/i.exec(order.trim());
  const index = /^\d+$/.test(name) ? Number(name) - 1 : items.findIndex((one) => one.name === name);
  if (index < 0) throw new Error(`no column \`${name}\` to order by`);
  const sign = /desc/i.test(direction ?? "") ? -1 : 1;
  return (a, b) => (a[index] < b[index] ? -sign : a[index] > b[index] ? sign : 0);
}
