import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { ApiError } from "../../api/client";
import { queries } from "../../api/queries";
import type { EstateSummary } from "../../api/types";
import { Link, usePath } from "../../router";
import { PageHead } from "../../ui/PageHead";
import { Empty, Failure, Loading } from "../../ui/States";
import "../../design/table.css";
import "./estate.css";

const PARTS = [
  ["/estate", "Assets"],
  ["/estate/graph", "Graph"],
  ["/estate/networks", "Networks"],
  ["/estate/regions", "Regions"],
  ["/estate/changes", "Changes"],
] as const;

/** The head of every page of the estate, and what stands there while nothing was discovered. */
export function EstateFrame({ title, about, end, children }: { title: string; about: ReactNode; end?: ReactNode; children: (summary: EstateSummary) => ReactNode }) {
  const summary = useQuery(queries.estate);
  const path = usePath().replace(/\/+$/, "");
  return (
    <>
      <PageHead title={title} end={end}>
        {about}
      </PageHead>
      <nav className="tabs-list estate-tabs" aria-label="Parts of the estate">
        {PARTS.map(([to, name]) => (
          <Link key={to} to={to} aria-current={path === to ? "page" : undefined}>
            {name}
          </Link>
        ))}
      </nav>
      {summary.data ? children(summary.data) : summary.isPending ? <Loading what="the estate" /> : isUndiscovered(summary.error) ? <Undiscovered /> : <Failure error={summary.error} retry={() => void summary.refetch()} />}
    </>
  );
}

export const isUndiscovered = (error: unknown) => error instanceof ApiError && error.status === 404;

function Undiscovered() {
  return (
    <Empty title="Nothing was discovered yet">
      <p>
        Read what exists on your clouds with <code>welkin discover --data DIR</code>, where <code>DIR</code> is the folder that this server keeps its data in. It takes the credentials that each cloud's own command line would take, and changes nothing.
      </p>
      <p>
        One cloud alone: <code>welkin discover --cloud aws --data DIR</code>. To look around without an account: <code>welkin up --demo</code>.
      </p>
    </Empty>
  );
}
