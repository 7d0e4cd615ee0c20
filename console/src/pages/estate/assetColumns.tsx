import type { AssetRow } from "../../api/types";
import { asCloud } from "../../ocsf";
import { Link } from "../../router";
import { CloudTag } from "../../ui/CloudTag";
import type { Column } from "../../ui/DataTable";
import { Facts } from "./Facts";
import { assetPath, kindName } from "./words";

const both = (name: string) => [
  { value: name, direction: "ascending" },
  { value: `-${name}`, direction: "descending" },
] as const;

export const COLUMNS: readonly Column<AssetRow>[] = [
  {
    id: "name",
    header: "Name",
    width: "minmax(210px, 1.4fr)",
    sort: both("name"),
    cell: (one) => (
      <Link to={assetPath(one.id)} className="strong" tabIndex={-1} title={one.id}>
        {one.name || one.id}
      </Link>
    ),
  },
  { id: "kind", header: "Kind", width: "140px", sort: both("kind"), cell: (one) => kindName(one.kind) },
  { id: "cloud", header: "Cloud", width: "116px", sort: both("cloud"), cell: (one) => <CloudTag cloud={asCloud(one.cloud)} /> },
  { id: "region", header: "Region", width: "120px", sort: both("region"), cell: (one) => one.region || <span className="muted">global</span> },
  { id: "scope", header: "Account", width: "136px", cell: (one) => <span title={one.scope}>{one.scope || "–"}</span> },
  { id: "facts", header: "Facts", width: "minmax(180px, 1fr)", cell: (one) => <Facts facts={one.facts} /> },
  { id: "type", header: "Type", width: "minmax(130px, 0.7fr)", cell: (one) => <span className="muted" title={one.native_type}>{one.native_type || "–"}</span> },
  {
    id: "unknown",
    header: "Unknown",
    width: "84px",
    right: true,
    cell: (one) => (one.unknown.length > 0 ? <span className="badge warn" title={one.unknown.map((part) => part.about).join(", ")}>{one.unknown.length}</span> : <span className="muted">–</span>),
  },
];
