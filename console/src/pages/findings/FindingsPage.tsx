import { useInfiniteQuery, useQueryClient, type InfiniteData } from "@tanstack/react-query";
import { useCallback, useMemo, useRef, useState } from "react";
import { get } from "../../api/client";
import { PAGE_SIZE, queries } from "../../api/queries";
import { useArrivals } from "../../api/stream";
import type { Page } from "../../api/types";
import { plural } from "../../format";
import { uidOf, type Ocsf } from "../../ocsf";
import { navigate, useQueryParams, withQuery } from "../../router";
import { Button } from "../../ui/Button";
import { DataTable } from "../../ui/DataTable";
import { PageHead } from "../../ui/PageHead";
import { Empty, Failure, Loading } from "../../ui/States";
import { COLUMNS, findingPath } from "./columns";
import { ExportLinks } from "./ExportLinks";
import { FilterBar } from "./FilterBar";
import { filterOf, isFiltered, queryOf } from "./filter";
import { FindingDrawer } from "./FindingDrawer";
import { useHiddenColumns } from "./useHiddenColumns";

export default function FindingsPage({ uid }: { uid?: string }) {
  const [params, change] = useQueryParams();
  const filter = useMemo(() => filterOf(params), [params]);
  const [hidden, hide] = useHiddenColumns();
  const options = queries.findings(queryOf(filter));
  const list = useInfiniteQuery(options);
  const rows = useMemo(() => list.data?.pages.flatMap((page) => page.items) ?? [], [list.data]);
  const more = useCallback(() => void (list.hasNextPage && !list.isFetchingNextPage && list.fetchNextPage()), [list]);
  const fresh = useFreshRows(options.queryKey);
  const close = () => navigate(withQuery("/findings", params));

  return (
    <>
      <PageHead title="Findings" end={<ExportLinks filter={filter} />}>
        What the rules saw, record by record.
      </PageHead>
      <FilterBar filter={filter} onChange={change} onClear={() => navigate("/findings")} hidden={hidden} onHide={hide} />
      {list.isPending ? (
        <Loading what="findings" />
      ) : list.isError && !list.data ? (
        <Failure error={list.error} retry={() => void list.refetch()} />
      ) : rows.length === 0 ? (
        <Empty title={isFiltered(filter) ? "No finding fits the filters" : "No findings yet"}>
          {isFiltered(filter) ? (
            <Button onPress={() => navigate("/findings")}>Clear filters</Button>
          ) : (
            <p>
              Send records to <code>POST /api/v1/events</code>, read files with <code>welkin detect PATH</code>, or start <code>welkin up --demo</code>.
            </p>
          )}
        </Empty>
      ) : (
        <DataTable
          label="Findings"
          fill
          rows={rows}
          columns={COLUMNS}
          hidden={hidden}
          rowId={uidOf}
          selected={uid}
          sort={filter.sort || "-time"}
          onSort={(sort) => change({ sort: sort === "-time" ? null : sort })}
          onOpen={(finding) => navigate(findingPath(uidOf(finding)))}
          onEnd={more}
          more={list.hasNextPage}
          onScrolled={fresh.onScrolled}
          notice={
            fresh.waiting > 0 && (
              <div className="fresh">
                <Button look="primary" onPress={fresh.show}>
                  {isFiltered(filter) ? `Refresh: ${plural(fresh.waiting, "finding")} arrived` : `Show ${plural(fresh.waiting, "new finding")}`}
                </Button>
              </div>
            )
          }
          foot={
            <>
              <span aria-live="polite">{list.hasNextPage ? `First ${plural(rows.length, "finding")}, more as you scroll` : plural(rows.length, "finding")}</span>
              <span>{list.isFetchingNextPage ? "Loading more…" : isFiltered(filter) ? "Filtered" : ""}</span>
            </>
          }
        />
      )}
      {uid && <FindingDrawer uid={uid} onClose={close} />}
    </>
  );
}

/** New findings enter a list by themselves while it is at its top; one that is scrolled or focused is not moved under the reader. */
function useFreshRows(key: readonly unknown[]) {
  const client = useQueryClient();
  const [waiting, setWaiting] = useState(0);
  const top = useRef(true);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const latest = useRef(key);
  latest.current = key;

  const refresh = useCallback(async () => {
    const at = latest.current;
    const first = await get<Page<Ocsf>>("/findings", { ...(at[1] as Record<string, string>), limit: PAGE_SIZE }).catch(() => null);
    if (first) client.setQueryData<InfiniteData<Page<Ocsf>, string | null>>(at, { pages: [first], pageParams: [null] });
  }, [client]);

  useArrivals(
    useCallback(
      (kind) => {
        if (kind !== "finding") return;
        if (!top.current || isReading()) {
          setWaiting((count) => count + 1);
          return;
        }
        timer.current ??= setTimeout(() => {
          timer.current = undefined;
          if (top.current && !isReading()) void refresh();
          else setWaiting((count) => count + 1);
        }, REFRESH_MS);
      },
      [refresh],
    ),
  );

  const show = () => {
    setWaiting(0);
    void refresh();
    document.querySelector(".grid-scroll")?.scrollTo(0, 0);
  };
  const onScrolled = (isTop: boolean) => {
    top.current = isTop;
  };
  return { waiting, show, onScrolled };
}

const isReading = () => Boolean(document.activeElement?.closest(".grid-body"));

const REFRESH_MS = 1_500;
