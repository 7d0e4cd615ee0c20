import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { get } from "../../api/client";
import { queries } from "../../api/queries";
import type { AssetPage, AssetRow } from "../../api/types";
import { formatCount, plural } from "../../format";
import { asCloud } from "../../ocsf";
import { Link } from "../../router";
import { CLOUDS, cloudName } from "../../ui/CloudTag";
import { Panel } from "../../ui/Panel";
import { Empty, Failure, Loading } from "../../ui/States";
import { AssetLink } from "./AssetLink";
import { EstateFrame } from "./EstateFrame";
import { crossingsOf, isOpen, LINK_KINDS } from "./network";
import { Address, NetworkItem } from "./NetworkItem";
import { edgeName, kindName } from "./words";

export default function NetworksPage() {
  return (
    <EstateFrame title="Networks" about="Networks of every cloud, what lies in them, and what links them to each other and to the world.">
      {() => <Networks />}
    </EstateFrame>
  );
}

function Networks() {
  const { assets, total, error, retry } = useNetworkAssets();
  if (error) return <Failure error={error} retry={retry} />;
  if (!assets) return <Loading what="the networks" />;
  if (assets.length === 0) {
    return (
      <Empty title="No network was discovered">
        <p>Either there is none, or it could not be read: the list of assets says what is unknown.</p>
      </Empty>
    );
  }
  return (
    <>
      {total > assets.length && <p className="notice">The first {formatCount(assets.length)} of {plural(total, "network asset")} are shown here; the list of assets has all of them.</p>}
      <div className="network-top">
        <Across />
        <Open assets={assets.filter(isOpen)} />
      </div>
      {CLOUDS.filter((cloud) => assets.some((asset) => asset.cloud === cloud)).map((cloud) => (
        <CloudNetworks key={cloud} cloud={cloud} assets={assets.filter((asset) => asset.cloud === cloud)} />
      ))}
    </>
  );
}

/** All assets of the group, a page after the other, up to what a page of text can hold. */
function useNetworkAssets() {
  const list = useInfiniteQuery({
    queryKey: ["network assets"],
    queryFn: ({ pageParam, signal }) => get<AssetPage>("/estate/assets", { group: "network", offset: pageParam, limit: STEP }, signal),
    initialPageParam: 0,
    getNextPageParam: (last, pages) => (pages.length < MOST_PAGES && pages.length * STEP < last.total ? pages.length * STEP : null),
    staleTime: 60_000,
  });
  const { hasNextPage, isFetching, fetchNextPage } = list;
  useEffect(() => {
    if (hasNextPage && !isFetching) void fetchNextPage();
  }, [hasNextPage, isFetching, fetchNextPage]);
  return { assets: list.data?.pages.flatMap((page) => page.items), total: list.data?.pages[0]?.total ?? 0, error: list.data ? null : list.error, retry: () => void list.refetch() };
}

/** Links whose ends lie in different clouds. */
function Across() {
  const around = useQuery(queries.neighbourhood({ group: "network,compute,ai,data", edge: "peers_with,routes_to,reachable_from,exposes,attached_to", limit: 600 }));
  const found = around.data ? crossingsOf(around.data) : [];
  return (
    <Panel title={`Between clouds (${found.length})`}>
      {around.isPending ? (
        <Loading what="the links" />
      ) : around.isError ? (
        <Failure error={around.error} retry={() => void around.refetch()} />
      ) : found.length === 0 ? (
        <p className="muted">No tunnel, peering or private link is known to lead from one cloud to another.</p>
      ) : (
        <ul className="crossings" aria-label="Links between clouds">
          {found.map(({ from, edge, to }) => (
            <li key={`${edge.from} ${edge.kind} ${edge.to}`}>
              <AssetLink id={from.id} node={from} />
              <span className="crossing-edge">
                {edgeName(edge.kind)} <span aria-hidden="true">→</span>
              </span>
              <AssetLink id={to.id} node={to} />
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

function Open({ assets }: { assets: readonly AssetRow[] }) {
  return (
    <Panel title={`Open to the world (${assets.length})`} end={<Link to="/estate?fact=public%3Dyes">All public assets</Link>}>
      {assets.length === 0 ? <p className="muted">No public address, load balancer or firewall is known to be open to the internet.</p> : <KindLists assets={assets} cloud />}
    </Panel>
  );
}

function CloudNetworks({ cloud, assets }: { cloud: string; assets: readonly AssetRow[] }) {
  const networks = assets.filter((asset) => asset.kind === "network");
  const subnets = assets.filter((asset) => asset.kind === "subnet").length;
  const links = assets.filter((asset) => (LINK_KINDS as readonly string[]).includes(asset.kind));
  return (
    <Panel title={cloudName(asCloud(cloud))} end={<span className="muted small">{plural(networks.length, "network")}, {plural(subnets, "subnet")}</span>}>
      <div className="cloud-networks">
        <div>
          {networks.map((network) => (
            <NetworkItem key={network.id} network={network} />
          ))}
          {networks.length === 0 && <p className="muted">No network of its own is known.</p>}
        </div>
        <KindLists assets={links} />
      </div>
    </Panel>
  );
}

/** Assets by kind, each kind a list that opens. */
function KindLists({ assets, cloud = false }: { assets: readonly AssetRow[]; cloud?: boolean }) {
  const kinds = [...new Set(assets.map((asset) => asset.kind))].sort((a, b) => place(a) - place(b));
  return (
    <div>
      {kinds.map((kind) => {
        const own = assets.filter((asset) => asset.kind === kind);
        return (
          <details key={kind} className="network">
            <summary>
              <b>{kindName(kind)}</b>
              <span className="muted number">{own.length}</span>
            </summary>
            <ul className="network-list">
              {own.map((asset) => (
                <li key={asset.id}>
                  <AssetLink id={asset.id} node={{ ...asset, name: asset.labels["Name"] || asset.name, described: true }} cloud={cloud} />
                  <Address asset={asset} />
                  {!cloud && asset.facts["public"] === "yes" && <span className="badge bad">public</span>}
                </li>
              ))}
            </ul>
          </details>
        );
      })}
    </div>
  );
}

function place(kind: string): number {
  const at = (LINK_KINDS as readonly string[]).indexOf(kind);
  return at < 0 ? LINK_KINDS.length : at;
}

const STEP = 1_000;
const MOST_PAGES = 5;
