import { useQueries } from "@tanstack/react-query";
import { useCallback, useRef, useState } from "react";
import type { Query } from "../../api/client";
import { queries } from "../../api/queries";
import type { AssetRow } from "../../api/types";

/** Assets by place in the filtered list; only the pages in sight are asked for, and pages that were seen stay for a while. */
export function useAssetWindow(filter: Query) {
  const [[from, to], setPages] = useState<readonly [number, number]>([0, 0]);
  const wanted = Array.from({ length: to - from + 1 }, (_, index) => from + index);
  const pages = useQueries({ queries: wanted.map((page) => queries.assets({ ...filter, offset: page * SIZE, limit: SIZE })) });
  const byPage = new Map(wanted.map((page, index) => [page, pages[index]?.data]));
  const known = pages.find((page) => page.data)?.data?.total;
  // While the next pages are on their way, the list keeps its length, else the scroll would jump to the top.
  const key = JSON.stringify(filter);
  const kept = useRef<{ key: string; total: number | undefined }>({ key, total: undefined });
  if (kept.current.key !== key) kept.current = { key, total: undefined };
  if (known !== undefined) kept.current.total = known;

  const onWindow = useCallback((first: number, last: number) => {
    const next = [Math.floor(first / SIZE), Math.floor(last / SIZE)] as const;
    setPages((old) => (old[0] === next[0] && old[1] === next[1] ? old : next));
  }, []);
  const rowAt = (index: number): AssetRow | undefined => byPage.get(Math.floor(index / SIZE))?.items[index % SIZE];
  const failed = pages.find((page) => page.isError && !page.data);
  return { total: kept.current.total, rowAt, onWindow, loading: pages.some((page) => page.isFetching), error: failed?.error ?? null, retry: () => void failed?.refetch() };
}

const SIZE = 200;
