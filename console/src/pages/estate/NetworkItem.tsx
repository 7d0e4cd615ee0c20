import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { queries } from "../../api/queries";
import type { AssetRow, NodeRow } from "../../api/types";
import { plural } from "../../format";
import { Link } from "../../router";
import { Failure, Loading } from "../../ui/States";
import { AssetLink } from "./AssetLink";
import { treeOf, type Subnet } from "./network";
import { assetPath, edgeName, graphPath, shortId } from "./words";

/** A network that opens into its subnets, and those into what lies in them. */
export function NetworkItem({ network }: { network: AssetRow }) {
  const [open, setOpen] = useState(false);
  return (
    <details className="network" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        <b>{network.labels["Name"] || network.name || shortId(network.id)}</b>
        <Address asset={network} />
        <span className="muted">{network.region || "global"}</span>
        {network.labels["Name"] && <span className="muted mono small">{network.name}</span>}
      </summary>
      {open && <Inside network={network} />}
    </details>
  );
}

export function Address({ asset }: { asset: AssetRow }) {
  const address = asset.facts["address"];
  return address ? <span className="mono number">{address}</span> : null;
}

function Inside({ network }: { network: AssetRow }) {
  const around = useQuery(queries.neighbourhood({ id: network.id, depth: 2, group: "network,compute,ai,data", limit: 600 }));
  if (around.isPending) return <Loading what="the network" />;
  if (around.isError) return <Failure error={around.error} retry={() => void around.refetch()} />;
  const tree = treeOf(network.id, around.data);
  return (
    <div className="network-body">
      <div className="row small">
        <Link to={assetPath(network.id)}>Open the network</Link>
        <Link to={graphPath(network.id)}>Show in graph</Link>
        {around.data.cut && <span className="muted">The network holds more than is listed here.</span>}
      </div>
      {tree.peers.length > 0 && (
        <ul className="network-list" aria-label="Linked networks">
          {tree.peers.map(({ kind, node }) => (
            <li key={`${kind} ${node.id}`} data-crossing={node.cloud !== "" && node.cloud !== network.cloud}>
              <span className="muted small">{edgeName(kind)}</span> <AssetLink id={node.id} node={node} />
            </li>
          ))}
        </ul>
      )}
      {tree.subnets.map((subnet) => (
        <SubnetItem key={subnet.node.id} subnet={subnet} />
      ))}
      {tree.subnets.length === 0 && <p className="muted small">No subnet is known.</p>}
      {tree.attached.length > 0 && (
        <details className="subnet">
          <summary>
            <span>In the network, in no subnet</span>
            <span className="muted">{plural(tree.attached.length, "asset")}</span>
          </summary>
          <NodeList nodes={tree.attached} />
        </details>
      )}
    </div>
  );
}

function SubnetItem({ subnet: { node, inside } }: { subnet: Subnet }) {
  return (
    <details className="subnet">
      <summary>
        <span>{node.name || shortId(node.id)}</span>
        <span className="muted">subnet</span>
        <span className="muted">{node.region}</span>
        <span className="muted">{inside.length === 0 ? "nothing known inside" : plural(inside.length, "asset")}</span>
      </summary>
      <p className="small">
        <Link to={assetPath(node.id)}>Open the subnet</Link>
      </p>
      <NodeList nodes={inside} />
    </details>
  );
}

function NodeList({ nodes }: { nodes: readonly NodeRow[] }) {
  return (
    <ul className="network-list">
      {nodes.map((node) => (
        <li key={node.id}>
          <AssetLink id={node.id} node={node} cloud={false} />
        </li>
      ))}
    </ul>
  );
}
