import { QueryCache, QueryClient, QueryClientProvider, useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useEffect } from "react";
import { ApiError } from "./api/client";
import { queries } from "./api/queries";
import { openStream } from "./api/stream";
import { Link, Routes, usePath, type Route } from "./router";
import { Shell } from "./shell/Shell";
import { SignIn } from "./shell/SignIn";
import { Boundary } from "./ui/Boundary";
import { Empty, Failure, Loading } from "./ui/States";

const OverviewPage = lazy(() => import("./pages/overview/OverviewPage"));
const IncidentsPage = lazy(() => import("./pages/incidents/IncidentsPage"));
const IncidentPage = lazy(() => import("./pages/incidents/IncidentPage"));
const FindingsPage = lazy(() => import("./pages/findings/FindingsPage"));
const AssetsPage = lazy(() => import("./pages/estate/AssetsPage"));
const AssetPage = lazy(() => import("./pages/estate/AssetPage"));
const GraphPage = lazy(() => import("./pages/estate/GraphPage"));
const NetworksPage = lazy(() => import("./pages/estate/NetworksPage"));
const RegionsPage = lazy(() => import("./pages/estate/RegionsPage"));
const ChangesPage = lazy(() => import("./pages/estate/ChangesPage"));
const HuntPage = lazy(() => import("./pages/hunt/HuntPage"));
const SourcesPage = lazy(() => import("./pages/sources/SourcesPage"));

const routes: readonly Route[] = [
  { path: "", render: () => <OverviewPage /> },
  { path: "/incidents", render: () => <IncidentsPage /> },
  { path: "/incidents/:uid", render: ({ uid = "" }) => <IncidentPage key={uid} uid={uid} /> },
  { path: "/findings", render: () => <FindingsPage /> },
  { path: "/findings/:uid", render: ({ uid = "" }) => <FindingsPage uid={uid} /> },
  { path: "/estate", render: () => <AssetsPage /> },
  { path: "/estate/asset", render: () => <AssetPage /> },
  { path: "/estate/graph", render: () => <GraphPage /> },
  { path: "/estate/networks", render: () => <NetworksPage /> },
  { path: "/estate/regions", render: () => <RegionsPage /> },
  { path: "/estate/changes", render: () => <ChangesPage /> },
  { path: "/hunt", render: () => <HuntPage /> },
  { path: "/sources", render: () => <SourcesPage /> },
];

export function App() {
  return (
    <QueryClientProvider client={client}>
      <Gate />
    </QueryClientProvider>
  );
}

/** Asks for the token until the server knows this browser. */
function Gate() {
  const session = useQuery(queries.session);
  const path = usePath();
  const signedIn = session.data === true;
  useEffect(() => (signedIn ? openStream(client) : undefined), [signedIn]);
  if (session.isPending) return <Loading what="Welkin" />;
  if (session.isError && session.data === undefined) return <Failure error={session.error} retry={() => void session.refetch()} />;
  if (!signedIn) return <SignIn onSignedIn={() => client.setQueryData(["session"], true)} />;
  return (
    <Shell>
      <Boundary place={path}>
        <Suspense fallback={<Loading what="the page" />}>
          <Routes routes={routes} otherwise={<NoSuchPage />} />
        </Suspense>
      </Boundary>
    </Shell>
  );
}

function NoSuchPage() {
  return (
    <Empty title="No such page">
      <p>
        The address does not name a page of the console. Go to the <Link to="/">overview</Link>.
      </p>
    </Empty>
  );
}

const client: QueryClient = new QueryClient({
  queryCache: new QueryCache({
    onError: (error) => {
      if (error instanceof ApiError && error.status === 401) client.setQueryData(["session"], false);
    },
  }),
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      refetchOnWindowFocus: false,
      // A refusal will be the same next time; only silence and overload are worth a second try.
      retry: (count, error) => count < 2 && error instanceof ApiError && [0, 429, 502, 503].includes(error.status),
    },
  },
});
