import { useInfiniteQuery } from "@tanstack/react-query";
import { useCallback, useMemo } from "react";
import { queries } from "../../api/queries";
import { plural } from "../../format";
import { actorsOf, cloudsOf, firstSeen, lastSeen, scoreOf, titleOf, uidOf, type Ocsf } from "../../ocsf";
import { Link, navigate, useQueryParams } from "../../router";
import { Button } from "../../ui/Button";
import { cloudName, CloudPath, CLOUDS } from "../../ui/CloudTag";
import { DataTable, type Column } from "../../ui/DataTable";
import { SelectField, TextField } from "../../ui/Fields";
import { PageHead } from "../../ui/PageHead";
import { Score } from "../../ui/Score";
import { Severity, SEVERITIES } from "../../ui/Severity";
import { Empty, Failure, Loading } from "../../ui/States";
import { Time } from "../../ui/Time";

const FILTERS = ["cloud", "severity_id", "q", "sort"] as const;

export default function IncidentsPage() {
  const [params, change] = useQueryParams();
  const filter = useMemo(() => Object.fromEntries(FILTERS.map((name) => [name, params.get(name) ?? ""])), [params]);
  const list = useInfiniteQuery(queries.incidents(filter));
  const rows = useMemo(() => list.data?.pages.flatMap((page) => page.items) ?? [], [list.data]);
  const filtered = FILTERS.some((name) => name !== "sort" && filter[name]);
  const setText = useCallback((q: string) => change({ q }), [change]);
  const more = useCallback(() => void (list.hasNextPage && !list.isFetchingNextPage && list.fetchNextPage()), [list]);

  return (
    <>
      <PageHead title="Incidents">Findings that belong together, across identities and clouds.</PageHead>
      <div className="filters" role="search" aria-label="Filter incidents">
        <TextField label="Search" wide value={filter["q"] ?? ""} placeholder="Title, actor, address" onChange={setText} />
        <SelectField label="Cloud" any="Any cloud" value={filter["cloud"] ?? ""} options={CLOUDS.map((cloud) => ({ value: cloud, text: cloudName(cloud) }))} onChange={(cloud) => change({ cloud })} />
        <SelectField label="Severity" any="Any severity" value={filter["severity_id"] ?? ""} options={SEVERITIES.map((one) => ({ value: String(one.id), text: one.id === 5 ? one.name : `${one.name} and above` }))} onChange={(severity_id) => change({ severity_id })} />
        <SelectField label="Order" value={filter["sort"] || "-score"} options={[{ value: "-score", text: "Highest score" }, { value: "-time", text: "Newest" }]} onChange={(sort) => change({ sort: sort === "-score" ? null : sort })} />
        {filtered && (
          <div className="end">
            <Button look="quiet" onPress={() => navigate("/incidents")}>
              Clear filters
            </Button>
          </div>
        )}
      </div>
      {list.isPending ? (
        <Loading what="incidents" />
      ) : list.isError && !list.data ? (
        <Failure error={list.error} retry={() => void list.refetch()} />
      ) : rows.length === 0 ? (
        <Empty title={filtered ? "No incident fits the filters" : "No incidents"}>
          {filtered ? <Button onPress={() => navigate("/incidents")}>Clear filters</Button> : <p>An incident appears when findings share an identity, a session, a credential, or an address. To see one, start <code>welkin up --demo</code>.</p>}
        </Empty>
      ) : (
        <DataTable
          label="Incidents"
          fill
          rows={rows}
          columns={COLUMNS}
          rowHeight={54}
          rowId={uidOf}
          sort={filter["sort"] || "-score"}
          onSort={(sort) => change({ sort: sort === "-score" ? null : sort })}
          onOpen={(incident) => navigate(pathOf(incident))}
          onEnd={more}
          more={list.hasNextPage}
          foot={<span>{list.hasNextPage ? `First ${plural(rows.length, "incident")}` : plural(rows.length, "incident")}</span>}
        />
      )}
    </>
  );
}

const pathOf = (incident: Ocsf) => `/incidents/${encodeURIComponent(uidOf(incident))}`;

const COLUMNS: readonly Column<Ocsf>[] = [
  { id: "score", header: "Score", width: "72px", sort: [{ value: "-score", direction: "descending" }], cell: (one) => <Score value={scoreOf(one)} /> },
  { id: "severity", header: "Severity", width: "138px", cell: (one) => <Severity id={one.severity_id} /> },
  {
    id: "title",
    header: "Incident",
    width: "minmax(260px, 1fr)",
    cell: (one) => (
      <Link to={pathOf(one)} className="strong two-lines" tabIndex={-1} title={one.desc}>
        {titleOf(one)}
      </Link>
    ),
  },
  { id: "clouds", header: "Clouds", width: "178px", cell: (one) => <CloudPath clouds={cloudsOf(one)} /> },
  { id: "actors", header: "Actors", width: "176px", cell: (one) => <Actors names={actorsOf(one)} /> },
  { id: "findings", header: "Findings", width: "78px", right: true, cell: (one) => <span className="number">{one.finding_info_list?.length ?? 0}</span> },
  {
    id: "seen",
    header: "Last and first seen",
    width: "156px",
    sort: [{ value: "-time", direction: "descending" }],
    cell: (one) => (
      <>
        <Time ms={lastSeen(one)} />
        <div className="second">
          <Time ms={firstSeen(one)} />
        </div>
      </>
    ),
  },
];

function Actors({ names }: { names: readonly string[] }) {
  if (names.length === 0) return <>–</>;
  return (
    <span title={names.join(", ")}>
      {names[0]}
      <div className="second">{names.length > 2 ? `${names[1]} and ${names.length - 2} more` : names[1]}</div>
    </span>
  );
}
