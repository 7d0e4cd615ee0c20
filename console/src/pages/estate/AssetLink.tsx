import type { NodeRow } from "../../api/types";
import { asCloud } from "../../ocsf";
import { Link } from "../../router";
import { CloudTag } from "../../ui/CloudTag";
import { assetPath, kindName, shortId } from "./words";

/** An asset by name, kind and cloud. What no cloud described has no page of its own. */
export function AssetLink({ id, node, cloud = true }: { id: string; node: Pick<NodeRow, "name" | "kind" | "cloud" | "described"> | undefined; cloud?: boolean }) {
  const name = node?.name || shortId(id);
  return (
    <span className="asset-link" title={id}>
      {node?.described === false ? <span className="undescribed">{name}</span> : <Link to={assetPath(id)}>{name}</Link>}
      <span className="muted small">{node?.described === false ? "named only" : kindName(node?.kind ?? "")}</span>
      {cloud && node?.cloud && <CloudTag cloud={asCloud(node.cloud)} />}
    </span>
  );
}
