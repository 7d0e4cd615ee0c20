import { useQuery } from "@tanstack/react-query";
import { queries } from "../../api/queries";
import { Link } from "../../router";
import { Failure, Loading } from "../../ui/States";
import { AssetLink } from "./AssetLink";
import { isUndiscovered } from "./EstateFrame";
import { Facts } from "./Facts";
import "./estate.css";

/** The assets that an incident or a finding touched. */
export function Touched({ of }: { of: { incident: string } | { finding: string } }) {
  const touched = useQuery(queries.touched(of));
  if (touched.isPending) return <Loading what="the assets" />;
  if (touched.isError) {
    return isUndiscovered(touched.error) ? (
      <p className="muted">
        Which assets were touched is known after <code>welkin discover --data DIR</code>.
      </p>
    ) : (
      <Failure error={touched.error} retry={() => void touched.refetch()} />
    );
  }
  const { items } = touched.data;
  if (items.length === 0) return <p className="muted">None of the discovered assets is named in the records.</p>;
  return (
    <ul className="touched" aria-label="Touched assets">
      {items.slice(0, MOST).map((asset) => (
        <li key={asset.id}>
          <AssetLink id={asset.id} node={{ ...asset, described: true }} />
          <Facts facts={asset.facts} />
        </li>
      ))}
      {items.length > MOST && (
        <li className="muted">
          and {items.length - MOST} more in the <Link to="/estate">estate</Link>
        </li>
      )}
    </ul>
  );
}

const MOST = 100;
