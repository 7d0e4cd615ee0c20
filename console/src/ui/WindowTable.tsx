import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useRef, useState, type KeyboardEvent, type ReactNode } from "react";
import { useListKeys } from "../shell/shortcuts";
import { HeadCell, type Column } from "./DataTable";
import "../design/table.css";

type Props<Row> = {
  label: string;
  total: number;
  /** The row at a place, or undefined while it is on its way. */
  rowAt: (index: number) => Row | undefined;
  /** Says which rows are in sight, so that they can be fetched. */
  onWindow: (first: number, last: number) => void;
  columns: readonly Column<Row>[];
  sort?: string;
  onSort?: (value: string) => void;
  onOpen: (row: Row) => void;
  foot?: ReactNode;
};

/** A grid over more rows than a browser should hold: only those in sight are asked for. Arrow keys or j/k move, Enter opens. */
export function WindowTable<Row>({ label, total, rowAt, onWindow, columns, sort, onSort, onOpen, foot }: Props<Row>) {
  const scroller = useRef<HTMLDivElement>(null);
  const [chosen, setActive] = useState(0);
  const active = Math.min(chosen, Math.max(0, total - 1));
  const widths = columns.map((column) => column.width);
  const tracks = { gridTemplateColumns: widths.join(" ") };

  const virtual = useVirtualizer({ count: total, getScrollElement: () => scroller.current, estimateSize: () => ROW, overscan: 12 });
  const items = virtual.getVirtualItems();
  const first = items[0]?.index ?? 0;
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => onWindow(first, last), [first, last, onWindow]);

  const focusRow = (index: number) => {
    const next = Math.min(total - 1, Math.max(0, index));
    setActive(next);
    virtual.scrollToIndex(next);
    // The row may come into being with the scroll.
    requestAnimationFrame(() => scroller.current?.querySelector<HTMLElement>(`[data-index="${next}"]`)?.focus({ preventScroll: true }));
  };
  const within = () => scroller.current?.contains(document.activeElement) ?? false;
  useListKeys((step) => focusRow(within() ? active + step : active));

  const onKey = (event: KeyboardEvent<HTMLDivElement>) => {
    if ((event.target as HTMLElement).dataset["index"] === undefined) return;
    const jump: Record<string, number> = { ArrowDown: active + 1, ArrowUp: active - 1, PageDown: active + 15, PageUp: active - 15, Home: 0, End: total - 1 };
    const to = jump[event.key];
    const row = event.key === "Enter" ? rowAt(active) : undefined;
    if (to === undefined && row === undefined) return;
    event.preventDefault();
    if (to !== undefined) focusRow(to);
    else if (row !== undefined) onOpen(row);
  };

  return (
    <div className="grid-frame fill">
      <div className="grid-scroll" ref={scroller}>
        <div className="grid" role="grid" aria-label={label} aria-rowcount={total + 1} onKeyDown={onKey}>
          <div className="grid-head" role="rowgroup">
            <div className="grid-line" role="row" aria-rowindex={1} style={tracks}>
              {columns.map((column) => (
                <HeadCell key={column.id} column={column} sort={sort} onSort={onSort} />
              ))}
            </div>
          </div>
          <div className="grid-body" role="rowgroup" style={{ height: virtual.getTotalSize() }}>
            {items.map((item) => {
              const row = rowAt(item.index);
              return (
                <div
                  key={item.index}
                  className="grid-line clickable"
                  role="row"
                  aria-rowindex={item.index + 2}
                  aria-busy={row === undefined}
                  data-index={item.index}
                  tabIndex={item.index === active ? 0 : -1}
                  style={{ ...tracks, height: ROW, transform: `translateY(${item.start}px)` }}
                  onFocus={() => setActive(item.index)}
                  onClick={(event) => {
                    if (row !== undefined && !(event.target as HTMLElement).closest("a, button") && !getSelection()?.toString()) onOpen(row);
                  }}
                >
                  {columns.map((column) => (
                    <div key={column.id} role="gridcell" className={column.right ? "grid-cell right" : "grid-cell"}>
                      {row === undefined ? <span className="waiting" aria-hidden="true" /> : column.cell(row)}
                    </div>
                  ))}
                </div>
              );
            })}
          </div>
        </div>
      </div>
      {foot && <div className="grid-foot">{foot}</div>}
    </div>
  );
}

const ROW = 34;
