import { accountOf, actorOf, addressOf, attacksOf, cloudOf, operationOf, resourceOf, ruleOf, sourceOf, timeOf, titleOf, uidOf, type Ocsf } from "../../ocsf";
import { Link } from "../../router";
import { CloudTag } from "../../ui/CloudTag";
import type { Column } from "../../ui/DataTable";
import { Severity } from "../../ui/Severity";
import { Time } from "../../ui/Time";

export const COLUMNS: readonly Column<Ocsf>[] = [
  { id: "time", header: "Time", width: "150px", sort: [{ value: "-time", direction: "descending" }, { value: "time", direction: "ascending" }], cell: (one) => <Time ms={timeOf(one)} /> },
  { id: "severity", header: "Severity", width: "138px", sort: [{ value: "-severity", direction: "descending" }, { value: "severity", direction: "ascending" }], cell: (one) => <Severity id={one.severity_id} /> },
  {
    id: "title",
    header: "Finding",
    width: "minmax(260px, 1fr)",
    cell: (one) => (
      <Link to={findingPath(uidOf(one))} className="strong" tabIndex={-1} title={titleOf(one)}>
        {titleOf(one)}
      </Link>
    ),
  },
  { id: "cloud", header: "Cloud", width: "118px", cell: (one) => <CloudTag cloud={cloudOf(one)} /> },
  { id: "source", header: "Source", width: "116px", cell: (one) => sourceOf(one) || "–" },
  { id: "actor", header: "Actor", width: "176px", cell: (one) => <span title={actorOf(one)}>{actorOf(one) || "–"}</span> },
  { id: "address", header: "Address", width: "116px", cell: (one) => <span className="number">{addressOf(one) || "–"}</span> },
  { id: "operation", header: "Operation", width: "210px", cell: (one) => <span title={operationOf(one)}>{operationOf(one) || "–"}</span> },
  { id: "technique", header: "Technique", width: "94px", cell: (one) => attacksOf(one).map((attack) => attack.sub_technique?.uid ?? attack.technique?.uid).filter(Boolean).join(", ") || "–" },
  { id: "rule", header: "Rule", width: "220px", sort: [{ value: "rule", direction: "ascending" }], cell: (one) => <span title={ruleOf(one)}>{ruleOf(one) || "–"}</span> },
  { id: "account", header: "Account", width: "170px", cell: (one) => <span title={accountOf(one)}>{accountOf(one) || "–"}</span> },
  { id: "resource", header: "Resource", width: "220px", cell: (one) => <span title={resourceOf(one)}>{resourceOf(one) || "–"}</span> },
];

/** The page of one finding, over the list as it is filtered now. */
export function findingPath(uid: string): string {
  const onList = location.pathname.startsWith("/findings");
  return `/findings/${encodeURIComponent(uid)}${onList ? location.search : ""}`;
}
